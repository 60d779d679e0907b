"""What a sentence states of a release."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["rumoured", "in_development", "announced", "preview", "released", "suspended", "deprecated", "retired"]
Basis = Literal["doc_date", "in_text", "relative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEvent:
    """A release as ``text[start:end]`` of an article states it, a sentence or a few.

    ``vendor`` is None where nothing says whose it is. ``name`` is written in full, as its vendor does; ``product`` is
    its family, ``version`` and ``variant`` are what tells it apart there. ``date``, in UTC, belongs to the status:
    ``2025-12-09``, or ``2025-12`` where no day is said, or None; a future one is when it is to come.
    ``basis`` says what it rests on: the date of the article, one in the text, or one reckoned from both ("yesterday").
    ``is_recap`` tells that it was some time before the article, as far as the sentence says.
    """

    vendor: str | None
    name: str
    product: str
    version: str | None
    variant: str | None
    status: Status
    date: str | None
    basis: Basis | None
    start: int
    end: int
    is_recap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an article was read to say of releases: ``events`` that it states, and ``mentions`` of what is in use.

    A mention is an event that nothing is stated of: a release by the day of the article.
    """

    events: tuple[ReleaseEvent, ...] = ()
    mentions: tuple[ReleaseEvent, ...] = ()
