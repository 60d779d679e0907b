"""What articles name as existing, in passing: a version that is measured, paid for or built upon is out.

Such a mention states no release. It tells that the version was there by the day of the article, and so the register
takes it for one where nothing better is known.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from corpus.naming import Name, full_name, names_in
from corpus.releases.claims import UNCERTAIN
from corpus.releases.event import ReleaseEvent
from corpus.releases.grouping import version_of
from corpus.releases.identity import key_of
from corpus.span import Span
from corpus.structure import sections

MENTIONS = 1
"""The version of this reading: another one reads all articles again."""

_MOST_CHARACTERS = 1_500  # of a sentence: what is longer is a table or a list without marks
_DIGIT = re.compile(r"\d")
_NOT_THERE = re.compile(
    # to come
    r"\b(?:will|won['\u2019]t|would|shall|going to|to be|coming|upcoming|forthcoming|(?-i:next)|soon|future"
    r"|eventual(?:ly)?|about to|on the way|successors?|yet|until|timelines?|due|slated|scheduled|plans? (?:to|for)"
    r"|plann(?:ed|ing)|roadmap|intend\w*|anticipat\w+|await\w*|wait(?:ing|s|ed)?|expect\w*|delay\w*|postpon\w+"
    r"|held back|imminent|training|trains?|in (?:the works|development|testing)|develop(?:s|ing)|working on|prepar\w+"
    r"|internal(?:ly)?"
    # not for certain
    r"|possible|possibly|rumou?r\w*|leak\w*|reportedly|alleged(?:ly)?|supposed(?:ly)?|speculat\w+|unconfirmed"
    r"|unverified|unreleased|unannounced|predict\w*|forecasts?|hint\w*|teas(?:e[sd]?|ing|er)|spotted|code-?named?"
    r"|suspect\w*|mysterious|stealth"
    # in somebody's mind
    r"|if|whether|unless|could|(?-i:may)|might|should|hop(?:e[sd]?|ing)|wish\w*|imagin\w+|suppos\w+|want(?:s|ed)?"
    r"|bet(?:s|ting)?|guess\w*|wonder\w*|dream\w*|fiction\w*|hypothe\w+|jok(?:e[sd]?|ing)|parody|satir\w+|meme\w*"
    r"|fake|prank|hoax"
    # denied
    r"|no (?:sign|trace|word|mention)|no such|(?:does|do|did)(?:n['\u2019]t| not) exist|cancel\w+|scrapped"
    r"|skip(?:s|ped|ping)?|never (?:released|launched|shipped)|not (?:been |be )?(?:released|available|launched|out))\b"
    r"|['\u2019]ll\b|\?",
    re.IGNORECASE,
)
_JOINED_BEFORE = re.compile(r"(?:\w-|[\w@])$")
_LIKENESS = re.compile(r"-?\s?(?:level|class|like|style|scale|era|killers?|moment)\b")


def mentions_in(text: str, stated: Iterable[ReleaseEvent]) -> tuple[ReleaseEvent, ...]:
    """Return the versions of known families that an article names as existing, each where it first does.

    What it ``stated`` besides is no mention; a variant of what it awaits is awaited, too.
    """
    stated = tuple(stated)
    known = {key_of(event) for event in stated if event.vendor}
    awaited = {version_of(key_of(each)) for each in stated if each.vendor and each.status in UNCERTAIN | {"announced"}}
    found: dict[object, ReleaseEvent] = {}
    for mention in _mentions(text):
        key = key_of(mention)
        if key not in known and version_of(key) not in awaited:
            found.setdefault(key, mention)
    return tuple(found.values())


def _mentions(text: str) -> Iterator[ReleaseEvent]:
    for span in _sentences(text):
        sentence = span.of(text)
        if len(sentence) > _MOST_CHARACTERS or not _DIGIT.search(sentence):
            continue
        names = [name for name in names_in(sentence) if _is_version(name, sentence)]
        if names and not _NOT_THERE.search(sentence):
            yield from (_mention(name, sentence, span) for name in names)


def _sentences(text: str) -> Iterator[Span]:
    for section in sections(text):
        for block in section.blocks:
            yield from chain.from_iterable(block.parts)


def _is_version(name: Name, sentence: str) -> bool:
    """Tell whether a version of a known family is named itself, not something that is like it."""
    if not (name.vendor and name.version) or _LIKENESS.match(sentence, name.end):
        return False
    return not (_JOINED_BEFORE.search(sentence, 0, name.start) or sentence.startswith("_", name.end))


def _mention(name: Name, sentence: str, span: Span) -> ReleaseEvent:
    return ReleaseEvent(
        vendor=name.vendor,
        name=full_name(name, sentence),
        product=name.product,
        version=name.version,
        variant=name.variant,
        status="released",
        date=None,
        basis=None,
        start=span.start,
        end=span.end,
    )
