"""What an article claims of a release on the day it was published."""

from dataclasses import dataclass
from datetime import date

from corpus.releases.event import Status
from corpus.releases.identity import is_own
from corpus.releases.release import Evidence

MONTH = len("2025-12")
UNCERTAIN = frozenset({"rumoured", "in_development"})
ENDS = frozenset({"suspended", "deprecated", "retired"})
NOT_YET = UNCERTAIN | {"announced"}
_STATED_WEIGHT, _OWN_WEIGHT = 2, 2  # of a date that is told, and of the vendor's word, beside 1 for any report


@dataclass(frozen=True, slots=True)
class Claim:
    """A status with its date, or without one, and when it is to come; ``is_own`` if it is the vendor's word."""

    status: Status
    date: str | None
    expected: str | None
    is_own: bool
    evidence: Evidence

    @property
    def reported(self) -> str | None:
        """The day on which it was published; None where it looks back, on something of whatever day."""
        published = self.evidence.report.published
        return published.isoformat() if published and not self.evidence.event.is_recap else None

    @property
    def weight(self) -> int:
        """How much it counts against what contradicts it."""
        return 1 + _STATED_WEIGHT * bool(self.date) + _OWN_WEIGHT * self.is_own

    @property
    def is_waiting(self) -> bool:
        """Whether it says that the release is still to come."""
        return self.status in UNCERTAIN or (self.status == "announced" and self.expected is not None)


def claim(evidence: Evidence, vendor: str | None, last: date) -> Claim | None:
    """Read a claim as of the ``last`` day that counts; None if it claims nothing yet.

    A date to come is when something is expected, and not when it happened.
    """
    event, published = evidence.event, evidence.report.published
    status, day, expected = event.status, event.date, None
    made = (published or last).isoformat()
    if day and _is_expected(status, day, made, last):
        if status == "suspended":
            return None
        status = status if status in NOT_YET else "deprecated" if status in ENDS else "announced"
        day, expected = None, day
    return Claim(status, day, expected, is_own(vendor, evidence.report.publisher, evidence.report.url), evidence)


def _is_expected(status: Status, day: str, made: str, last: date) -> bool:
    """Tell whether a date was to come when it was written; a planned end has come by itself on its day."""
    if status in ENDS:
        return day > last.isoformat()[: len(day)]
    return day > made[: len(day)] or (status in UNCERTAIN and day == made[:MONTH])
