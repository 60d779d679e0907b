"""Topics: what a question is about, where it says so; its follow-ups mean these by "it", "they" or "he"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.naming import names_in, vendor_spans


class Kind(Enum):
    """What a topic is; of a name that the catalogue does not know nothing is known but its capitals."""

    PRODUCT = "product"
    MAKER = "maker"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is named in ``text[start:end]`` of a question, as it is written there.

    ``maker`` is the maker itself or that of the product, None if unknown; ``family`` is the product without version
    and variant. ``is_aside`` tells that it is what something is compared with, or where something happens.
    """

    kind: Kind
    text: str
    start: int
    end: int
    maker: str | None
    family: str | None
    is_aside: bool

    @property
    def is_person(self) -> bool:
        """Whether it may be a person's name: that has two or three words."""
        return self.kind is Kind.OTHER and len(self.text.split()) in {2, 3} and self.text.replace(" ", "").isalpha()


def topics_in(text: str) -> tuple[Topic, ...]:
    """Return the products, makers and other names in a question, in order; their spans do not overlap."""
    found: list[Topic] = []
    named: set[int] = set()
    for kind, start, end, maker, family in _named(text):
        if not named.isdisjoint(range(start, end)):
            continue
        named.update(range(start, end))
        is_aside = _ASIDE.search(text[max(0, start - _LOOK_BACK) : start]) is not None
        found.append(
            Topic(kind=kind, text=text[start:end], start=start, end=end, maker=maker, family=family, is_aside=is_aside)
        )
    return tuple(sorted(found, key=lambda topic: topic.start))


def salient(topics: Sequence[Topic]) -> Topic | None:
    """Return the one that "it" means: a product before others, an aside only where nothing else is, the last."""
    ranked = [(topic.kind is Kind.PRODUCT, not topic.is_aside, place) for place, topic in enumerate(topics)]
    return topics[max(ranked)[-1]] if ranked else None


_ASIDE = re.compile(
    r"\b(?:than|vs\.?|versus|against|over|like|before|after|near|compared? (?:to|with)|according to|in|on|at|with|via"
    r"|through)(?: (?:the|its|their))? $",
    re.IGNORECASE,
)
_LOOK_BACK = 30  # characters
FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about actually again all already also am an and any anybody anyone are as at be been being both but by can"
        " cheaper compare could d did didn do does doesn don else even ever everyone exactly far fast for from get gets"
        " got had has have he her him his how i if in is isn it its just know like ll long look many me mean means more"
        " most much my new not now of off on one or our out over people ppl re really s say says she should since so"
        " some somebody someone still t tell than that the their them then there these they think this those to too u"
        " up us use uses using ve want was wasn we were what whats when whens where which who whom whos whose why will"
        " with won wonder would yet you your",
    )
)
_NO_NAMES = (
    "ai api ask best ceo cfo cost costs cto date elo eta eu explain fcf gpu gpus hello hey hi however ipo latest list"
    " llm llms ml name news no ok okay please pr price release show summarize thank thanks uk usa january february"
    " march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct"
    " nov dec monday tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4 h1 h2"
)
_WORD = r"[A-Z][\w&-]*"
_NAME_WORD = rf"(?!(?i:{'|'.join([*FUNCTION_WORDS, *_NO_NAMES.split()])})(?![\w&-])){_WORD}"
_NAME = re.compile(
    rf"(?P<begins>(?:^|[.!?:] )\W{{0,5}})?(?<![\w'-])(?P<name>{_NAME_WORD}(?:(?: {_WORD})* {_NAME_WORD})?)"
)


def _named(text: str) -> Iterator[tuple[Kind, int, int, str | None, str | None]]:
    """Yield what the catalogue knows, then the words with capitals; one that begins a sentence has its for that."""
    for name in names_in(text):
        yield Kind.PRODUCT, name.start, name.end, name.vendor, name.product
    for maker, start, end in vendor_spans(text):
        yield Kind.MAKER, start, end, maker, None
    if text.upper() == text or text.istitle():
        return
    for found in _NAME.finditer(text):
        if found["begins"] is None or re.search(r" |\d|.[A-Z]", found["name"]):
            yield Kind.OTHER, *found.span("name"), None, None
