"""Lines of a page that are no part of what it says: view counters, tag lists, share bars, comment forms.

In files that a person pasted such lines stay in the stored text and are left out of passages; from HTML they are
removed with the rest of the page. Only short lines that are nothing else count: a sentence about a newsletter stays.
"""

import re

MAX_FURNITURE_CHARACTERS = 160
_NETWORKS = (
    r"(?:facebook|twitter|x|linkedin|reddit|whatsapp|telegram|pinterest|e-?mail|print|copy link|bluesky|threads)"
)
_TAG = r"#?[\w'\u2019&+./-]+(?: [\w'\u2019&+./-]+){0,3}"
_TAG_WORDS = r"tags?|tagged(?: with)?|filed under|topics?|categor(?:y|ies)|labels?"
_PATTERNS = (
    r"[\d.,]+\s?[kKmM]?\s+(?:views?|reads?|shares?|likes?|comments?|claps?|reactions?|min(?:ute)?s? read)",
    r"(?:views?|reads?|shares?|likes?|comments?)\s*[:(]?\s*[\d.,]+\s?[kKmM]?\)?",
    rf"(?:{_TAG_WORDS})\s*:\s*{_TAG}(?:\s*[,|·•/]\s*{_TAG})*(?<![.!?])",
    r"(?:#\w[\w-]*[\s,]*){2,}",
    rf"share\s*:?|share (?:this|on|via|to)(?: (?:this )?(?:article|post|story|page|{_NETWORKS}))?(?: on {_NETWORKS})?",
    rf"(?:share\s*:?\s*)?(?:on\s+)?{_NETWORKS}(?:[\s,|/·•]+(?:on\s+)?{_NETWORKS})+",
    rf"(?:tweet|pin it|{_NETWORKS}\s*share|copy link|print this (?:page|article)|save (?:this )?article|bookmark)",
    r"(?:leave|post|add|write) (?:a|your) (?:comment|reply)(?: below| here)?[.\u2026!]*",
    r"(?:no|\d+) comments?(?: yet)?|comments (?:are )?closed\.?",
    r"(?:log|sign) in to (?:comment|reply).*|join the discussion",
    r"your email address will not be published\.?.*|required fields are marked.*|(?:name|e-?mail|website)\s*\*",
    r"save my name, email.*|notify me of (?:new|follow-?up).*|(?:post comment|submit comment|cancel reply)",
    r"advertis(?:e)?ments?|sponsored(?: content)?|story continues below(?: advertisement)?.*",
    r"(?:subscribe|sign up)(?: now| here| today)?[.!]?|(?:subscribe|sign up) (?:to|for) (?:our|the) .*newsletter.*",
    rf"follow us(?: on {_NETWORKS})?|read (?:more|next)\s*:?",
    r"related (?:articles?|posts?|stories)\s*:?|you (?:may|might) also like\s*:?",
    r"(?:accept|reject|manage) (?:all )?cookies|skip to (?:main )?content|table of contents|back to top",
    r"(?:previous|next) (?:post|article)(?:\s*:.*)?",
    r"all rights reserved\.?|(?:©|\(c\)|copyright)\s+(?:©\s*|\(c\)\s*)?\d{4}\b.{0,40}|©\s.{0,40}\d{4}.{0,40}",
)
_FURNITURE = re.compile(rf"[\s>*•·_-]*(?:{'|'.join(_PATTERNS)})[\s*_\u00bb\u2192\u2026]*", re.IGNORECASE)


def is_furniture(line: str) -> bool:
    """Tell whether the line, whole, is page furniture."""
    return len(line) <= MAX_FURNITURE_CHARACTERS and _FURNITURE.fullmatch(line) is not None
