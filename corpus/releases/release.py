"""A release, with its history: who stated what of it, and when."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from corpus.releases.event import ReleaseEvent, Status
from corpus.span import Span

STATUSES: tuple[Status, ...] = get_args(Status)
"""From the first word of a release to its end."""

Basis = Literal["stated", "reported", "mentioned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article, as far as a release tells of it; ``published`` is its day in UTC, None for an undated one."""

    revision_id: int
    url: str | None
    title: str
    publisher: str | None
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A release as an article states it.

    ``quote`` is its sentence, word for word, and ``link`` opens the page at it; both are empty until looked up.
    """

    event: ReleaseEvent
    report: Report
    quote: str = ""
    link: str | None = None

    @property
    def span(self) -> Span:
        """Where it stands in the text of the revision."""
        return Span(self.event.start, self.event.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A status that a release reached.

    ``date`` is a day, or a month where nobody says more. It is ``stated`` by some source, or else the day on which the
    first article ``reported`` the step, or ``mentioned`` a release as one that is in use: it came by then. ``expected``
    is when it is to come, for what is not there yet. ``evidence`` is the best first, one for each article: the mention
    that dates it, the vendor's own before others, those that state another date last.
    ``disagreeing`` are those that state one near by.
    """

    status: Status
    date: str | None
    basis: Basis | None
    expected: str | None
    evidence: tuple[Evidence, ...]
    disagreeing: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A product in a version and variant, as far as it got.

    ``date`` is when it got to its ``status``, ``announced`` when it was announced, ``available`` when one could use it:
    as it was released, else as a preview. ``history`` holds its steps by date.
    """

    vendor: str | None
    name: str
    product: str
    version: str | None
    variant: str | None
    step: Step
    announced: str | None
    available: str | None
    history: tuple[Step, ...]

    @property
    def status(self) -> Status:
        """How far it got."""
        return self.step.status

    @property
    def date(self) -> str | None:
        """When it got there: a day or a month."""
        return self.step.date

    @property
    def evidence(self) -> Evidence:
        """The best evidence of its status."""
        return self.step.evidence[0]


def date_key(day: str | None) -> str:
    """Return what sorts days and months by time: a month stands before its days, no date before all."""
    return (day or "").ljust(len("2025-12-09"), "-")
