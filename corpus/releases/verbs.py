"""Verbs and other words that say what became of a product."""

import re

from corpus.releases.event import Status

_TO_COME = "(?:slated|scheduled|planned|set|due|on track)"
_VERBS: dict[str, tuple[Status, tuple[str, ...]]] = {
    "released": (
        "released",
        (
            r"releas(?:e[sd]?|ing)|launch(?:e[sd]|ing)?|debut(?:s|ed|ing)?|ship(?:s|ped|ping)?",
            r"(?:(?<=to )|(?<=will )|(?<=ll ))open[- ]?source(?= \S)|open[- ]?sourc(?:e[sd]|ing)",
            r"roll(?:s|ed|ing)? (?:it )?out|put(?:s|ting)? out|go(?:es|ing)? live|went live|publish(?:e[sd]|ing)",
            r"(?:land(?:s|ed)|(?:(?<=will )|(?<=to ))land)(?! on)|arriv(?:e[sd]?|ing)(?! at an?\b)",
            r"(?:hits?|enters?|entered|reach(?:e[sd])?) (?:general availability|GA)",
            r"(?:graduat|mov)(?:es|ed) to (?:general availability|GA)",
            r"(?:emerg(?:es|ed|ing)|com(?:es|ing)|came) (?:out of|from) stealth (?:[\w ]{1,24} )?with",
            r"open(?:s|ed|ing)?(?: up)?(?= (?:its|the) (?:\S+ ){1,4}to (?:everyone|all|anyone|the public)\b)",
            r"(?:post|upload)(?:s|ed|ing)? (?:the )?(?:model )?(?:weights|checkpoints) (?:of|for)",
            r"rolling(?= to )|switch(?:es|ed) on|drop(?:s|ped)?(?! (?:to|by|from|below|off)\b)",
            r"open(?:s|ed|ing)?(?: up)? (?:(?:early |beta )?access to|sign-?ups for)",
            r"(?:(?<=begin )|(?<=began )|(?<=start )|(?<=started )|(?<=will ))(?:offer|sell)(?:ing)?",
            r"open(?:s|ed|ing)?(?: up)? an? (?:wait-?list|(?:\w+ )?beta|(?:\w+ )?preview) for",
        ),
    ),
    "shown": (
        "released",
        (
            r"unveil(?:s|ed|ing)?|introduc(?:e[sd]?|ing)|announc(?:e[sd]?|ing)|reveal(?:s|ed)?|present(?:s|ed)",
            r"show(?:s|ed) off|teas(?:es|ed|ing)|preview(?:s|ed|ing)",
            r"g(?:ives?|ave|iving) (?:\w+ ){0,4}?(?:first |sneak |early )(?:look|peek|glimpse) (?:at|of)",
        ),
    ),
    "out": (
        "released",
        (
            r"(?:generally |publicly |widely |freely |fully )?available|out|live|here|GA|accessible|open[- ]source",
            r"(?:(?<=is )|(?<=are ))up(?= on)|(?<=now )stable|on (?:the|its) way(?! (?:out|to))",
            r"in (?:\w+ ){0,3}(?:preview|beta|alpha)|enter(?:s|ed|ing)? (?:\w+ ){0,3}(?:preview|beta|alpha)",
            r"(?:com(?:es|ing|e)|came) (?:out|to)|coming|(?<=will )follow",
            rf"{_TO_COME} for (?:\w+ ){{0,3}}?(?:release|launch|debut|roll-?out|availability|GA)",
            r"due(?: out)?(?= (?:in|on|by|next|this|later|soon)\b)",
            r"(?:graduat|mov)(?:es|ed|ing) (?:from \w+ \w+ )?(?:in)?to (?:\w+ )?(?:preview|beta)",
        ),
    ),
    "deprecated": (
        "deprecated",
        (
            r"(?:soft-)?deprecat(?:e[sd]?|ing)|phas(?:e[sd]?|ing) out|stop working",
            r"end(?:s|ed|ing)? (?:\w+ )?support for",
            rf"{_TO_COME} for (?:\w+ ){{0,2}}?(?:deprecation|retirement|removal|shut-?down|sunset)",
            r"going away|on (?:the|its) way out|replacing(?= \S+ (?:with|by))",
            r"no longer (?:be )?(?:supported|maintained|updated)|stop(?:s|ped|ping)? (?:supporting|offering|selling)",
            r"(?<=will be )replaced(?= (?:by|with))|(?<=being )replaced(?= (?:by|with))",
            r"reach(?:es|ed)? (?:its )?end[- ]of[- ](?:life|support)|end[- ]of[- ]life",
        ),
    ),
    "retired": (
        "retired",
        (
            r"sunset(?:s|ting|ted)?|retir(?:e[sd]?|ing)|shut(?:s|ting)? down|discontinu(?:e[sd]?|ing)|axe[sd]",
            r"kill(?:s|ed|ing)? off|no longer (?:be )?available|pull(?:s|ed|ing)? the plug on|(?<=be )unavailable",
            r"decommission(?:s|ed|ing)?|sa(?:ys?|id|ying) goodbye to",
            r"removed from (?:the |our |its )?(?:\w+ )?(?:API|platform|lineup|app|picker|store)",
            r"remov(?:es|ed|ing)|w(?:inding|ound) down",
            r"scrap(?:s|ped|ping)|cancel(?:s|l?ed|l?ing)|shelv(?:es|ed|ing)",
        ),
    ),
    "suspended": (
        "suspended",
        (
            r"suspend(?:s|ed|ing)?|paus(?:e[sd]?|ing)|disabl(?:e[sd]?|ing)|withdr(?:ew|aws|awn)|taken down",
            r"t(?:akes|aken|ook) (?:down|offline)|pull(?:s|ed|ing)(?: offline)?|roll(?:s|ed|ing)? back",
            r"halt(?:s|ed|ing)|yank(?:s|ed)|(?:shut|switch|turn)(?:s|es|ed|ting|ing)? off",
        ),
    ),
    "work": (
        "in_development",
        (
            r"working on|developing|building|designing|(?:pre-?)?training(?: of| for| on)?|testing|preparing",
            r"in the works",
            r"delay(?:s|ed|ing)?|postpon(?:es|ed|ing)|being (?:tested|trained|developed|built)|under development",
            r"in (?:(?!our|my|this|their|that)\w+ ){0,2}(?:training|testing|development)",
        ),
    ),
    "rumoured": ("rumoured", (r"rumou?red|speculated|leak(?:s|ed|ing)?|spotted|hinted at|said to be",)),
}
STATUS: dict[str, Status] = {kind: status for kind, (status, _) in _VERBS.items()}
"""What a kind of verb states, with nothing else around it."""

VERB = re.compile(
    r"(?:(?<![\w-])|(?<=just-)|(?<=newly-)|(?<=recently-))(?:"
    + "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, (_, patterns) in _VERBS.items())
    + r")(?![\w-]|/[a-z])",
    re.IGNORECASE,
)
NOUNS = frozenset({"release", "releases", "launch", "launches", "debut", "preview", "previews"}) | frozenset(
    {"leak", "leaks", "drop", "drops", "delay", "delays"}
)
"""Words that are verbs only where a verb can stand."""

PAST = re.compile(r"^(?:[\w-]+ed|[\w-]+ sourced|taken|withdrawn|shut|wound|put)(?= |$)", re.IGNORECASE)
HELD_BACK = re.compile(r"(?<![\w-])(?:delay\w*|postpon\w*|held back|withh\w+|push\w* back|slow\w*)\b", re.IGNORECASE)
DRASTIC = re.compile(
    r"suspend|taken|took|offline|down|shut|retir|discontinu|sunset|no longer|decommission|withdr|removed from|goodbye",
    re.IGNORECASE,
)
"""These mean the end of a product by themselves; "removed" or "pulled" is said of many things."""


def holds_verb(text: str) -> bool:
    """Tell whether one of the verbs stands in a text, other than those that may be nouns."""
    return any(verb[0].lower() not in NOUNS for verb in VERB.finditer(text))
