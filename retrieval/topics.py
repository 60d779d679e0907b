"""Topics: what a question is about, where it says so; its follow-ups mean these by "it", "they" or "he"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from retrieval.naming import names_in, vendor_spans


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
    maker: str | None = None
    family: str | None = None
    is_aside: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it may be a person's name: that has two or three words."""
        return self.kind is Kind.OTHER and len(self.text.split()) in {2, 3} and self.text.replace(" ", "").isalpha()


def topics_in(text: str) -> tuple[Topic, ...]:
    """Return the products, makers and other names in a question, in order; their spans do not overlap."""
    found: list[Topic] = []
    for reader in (_products, _makers, _others):
        found += [
            topic
            for topic in reader(text)
            if not any(topic.start < other.end and other.start < topic.end for other in found)
        ]
    return tuple(sorted(found, key=lambda topic: topic.start))


def salient(topics: Sequence[Topic]) -> Topic | None:
    """Return the one that "it" means: a product before others, an aside only where nothing else is, the last."""
    ranked = [(topic.kind is Kind.PRODUCT, not topic.is_aside, place) for place, topic in enumerate(topics)]
    return topics[max(ranked)[-1]] if ranked else None


_ASIDE = re.compile(
    r"\b(?:than|vs\.?|versus|against|over|like|before|after|near|compared? (?:to|with)|in|on|at|with|via|through)"
    r"(?: (?:the|its|their))? $",
    re.IGNORECASE,
)
_LOOK_BACK = 30  # characters


def _is_aside(text: str, start: int) -> bool:
    return _ASIDE.search(text[max(0, start - _LOOK_BACK) : start]) is not None


def _products(text: str) -> Iterator[Topic]:
    for name in names_in(text):
        yield Topic(
            kind=Kind.PRODUCT,
            text=text[name.start : name.end],
            start=name.start,
            end=name.end,
            maker=name.vendor,
            family=name.product,
            is_aside=_is_aside(text, name.start),
        )


def _makers(text: str) -> Iterator[Topic]:
    for maker, start, end in vendor_spans(text):
        yield Topic(
            kind=Kind.MAKER, text=text[start:end], start=start, end=end, maker=maker, is_aside=_is_aside(text, start)
        )


# Other names, by their capitals

_CAPITALS = re.compile(r"(?<![\w'-])[A-Z][\w&-]*(?: [A-Z][\w&-]*)*")
_NO_NAMES = (
    "a about ai also an and any api are as asic at be best but can ceo cfo compare cost costs could cto date did do"
    " does elo eta eu explain fcf for from gpu gpus had has have hello hey hi how however i if in ipo is it its"
    " latest list llm llms ml my name new news no not now ok okay on or our please pr price release show since so"
    " summarize tell thank thanks that the their there these they this those to uk us usa was we were what whats"
    " when whens where which who whos whose why will with would yes you your january february march april may june"
    " july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday"
    " tuesday wednesday thursday friday saturday sunday q1 q2 q3 q4 h1 h2"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s)\W*$")


def _others(text: str) -> Iterator[Topic]:
    """Yield words with capitals that are names; one word that begins a sentence has its capital for that."""
    if text.upper() == text or text.istitle():
        return
    no_names = frozenset(_NO_NAMES.split())
    for found in _CAPITALS.finditer(text):
        words = list(re.finditer(r"\S+", found[0]))
        while words and words[0][0].lower() in no_names:
            del words[0]
        while words and words[-1][0].lower() in no_names:
            del words[-1]
        if not words:
            continue
        start, end = found.start() + words[0].start(), found.start() + words[-1].end()
        begins = _SENTENCE_START.search(text[:start]) is not None
        if not begins or len(words) > 1 or re.search(r"\d|.[A-Z]", words[0][0]):
            yield Topic(kind=Kind.OTHER, text=text[start:end], start=start, end=end, is_aside=_is_aside(text, start))
