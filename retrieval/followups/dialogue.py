"""Dialogue: what was said in a conversation so far, and what its words for it mean: "it", "they", "the company"."""

import re
from dataclasses import dataclass, replace

from corpus.text import STRAIGHT_QUOTES
from retrieval.followups.topics import Kind, Topic, salient, topics_in
from retrieval.question import without_markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A question without chat markup, opening words and closing signs.

    ``goes_on`` tells that it opens like "and" or "what about"; ``closing`` is its question mark, if it has one.
    """

    text: str = ""
    closing: str = ""
    goes_on: bool = False
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """The last question that names anything, completed; what it is about; and all topics of the questions before, too.

    The properties are the names that words mean by which one refers to what was said, None where there is nothing.
    """

    last: Said = Said()
    about: tuple[Topic, ...] = ()
    ever: tuple[Topic, ...] = ()

    @property
    def subject(self) -> str | None:
        """It."""
        return _text(salient(self.about))

    @property
    def model(self) -> str | None:
        """The model: of makers there is none."""
        return _text(salient([topic for topic in self.ever if topic.kind is not Kind.MAKER]))

    @property
    def company(self) -> str | None:
        """The company: one that was named, else the maker of the product."""
        named = salient([topic for topic in self.about if topic.kind is Kind.MAKER]) or salient(self.about)
        return named.maker if named and named.kind is Kind.PRODUCT else _text(named)

    @property
    def they(self) -> str | None:
        """They: the products, if they are several, else the company."""
        products = dict.fromkeys(topic.text for topic in self.last.topics if topic.kind is Kind.PRODUCT)
        return " and ".join(products) if len(products) > 1 else self.company or self.subject

    @property
    def person(self) -> str | None:
        """He or she."""
        return next((topic.text for topic in reversed(self.ever) if topic.is_person), None)

    @property
    def sides(self) -> tuple[str, ...]:
        """Which one: the last two of a kind, none where there is one alone."""
        subject = salient(self.about)
        alike = [topic.text for topic in reversed(self.ever) if subject and topic.kind is subject.kind]
        last_first = tuple(dict.fromkeys(alike))
        return last_first[1::-1] if len(last_first) > 1 else ()

    @property
    def both(self) -> str | None:
        """These two."""
        return " and ".join(self.sides) or None


def taken(question: str) -> Said:
    """Take a question as it was typed."""
    text = " ".join(without_markup(question.translate(STRAIGHT_QUOTES)).split())
    start, goes_on = 0, False
    while opening := _OPENING.match(text, start):
        start, goes_on = opening.end(), goes_on or opening["more"] is not None
    asked = text[start:].rstrip(_CLOSING)
    end = start + len(asked)
    topics = tuple(
        replace(topic, start=topic.start - start, end=topic.end - start)
        for topic in topics_in(text[:end])
        if topic.start >= start
    )
    return Said(text=asked, closing="?" if "?" in text[end:] else "", goes_on=goes_on, topics=topics)


def _text(topic: Topic | None) -> str | None:
    return topic.text if topic else None


_OPENING = re.compile(
    r"(?:(?P<more>and|&|but|or|plus|also|then|what about|how about|what of)|hey|hi|hello|ok|okay|k|cool|great|nice|good"
    r"|thanks|thank you|thx|ty|so|well|hm+|oh|ah|right|yes|yeah|yep|no|nah|btw|um|uh|wait|pls|please|quick question|lol"
    r"|wow|interesting|got it|i see|sure)(?:[\s,;:.!\u2026\u2013\u2014-]+|$)",
    re.IGNORECASE,
)
_CLOSING = " ?!.,;:\u2026"
