"""What the timeline shows."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from corpus.releases.event import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """A release as the timeline shows it: how far it got, and the day (in UTC) when it did.

    ``family`` is the product that it is a version of. ``vendor`` is None where nobody says whose it is.
    With ``is_month`` the day is not known, only the month that ``day`` lies in; with ``is_reported`` it is that of the
    first report or mention, by which it was.
    """

    vendor: str | None
    family: str
    name: str
    status: Status
    day: date
    is_month: bool = False
    is_reported: bool = False

    @property
    def first(self) -> date:
        """The first day on which it may have been."""
        return self.day.replace(day=1) if self.is_month else self.day

    @property
    def last(self) -> date:
        """The last day on which it may have been."""
        return self.day.replace(day=monthrange(self.day.year, self.day.month)[1]) if self.is_month else self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A timeline as a PNG, and the same in words for those who do not see it.

    ``shown`` and ``left_out`` count entries: of too many, the oldest are left out, and both picture and words say so.
    """

    png: bytes
    alt_text: str
    shown: int
    left_out: int
