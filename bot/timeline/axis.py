"""Time from left to right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, pairwise

from bot.timeline.entry import TimelineEntry

_LEAST_DAYS = 30
_WEEK, _YEAR = 7, 12
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 6_000, 24_000)
_GAP = 24.0
_MOST_TICKS = 50  # more never have room

Ticks = tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The days from ``first`` to ``last``, on the pixels from ``left`` to ``right``."""

    first: date
    last: date
    left: float
    right: float

    @classmethod
    def over(cls, entries: Sequence[TimelineEntry], today: date, *, left: float, right: float) -> "Axis":
        """Return the axis that holds all entries and today, and a month at least."""
        last = max(today, *(entry.last for entry in entries))
        month_ago = date.fromordinal(max(last.toordinal() - _LEAST_DAYS, 1))
        first = min(today, month_ago, *(entry.first for entry in entries))
        return cls(first=first, last=max(last, first + timedelta(days=1)), left=left, right=right)

    def x(self, day: date) -> float:
        """Return where a day stands."""
        return self.left + (day - self.first) / (self.last - self.first) * (self.right - self.left)

    @property
    def is_over_a_year(self) -> bool:
        """Whether a day and a month do not say which day is meant."""
        return self.last - self.first > timedelta(days=366)

    def ticks(self, width: Callable[[str], float]) -> Ticks:
        """Return where weeks, months or years begin, and their names: as many as have room, given their widths."""
        is_short = (self.last - self.first).days <= _MOST_TICKS * _WEEK
        months = _month(self.last) - _month(self.first)
        weeks = (self._weeks(),) if is_short else ()
        choices = chain(weeks, (self._months(step) for step in _MONTHS if months <= _MOST_TICKS * step))
        return next((ticks for ticks in choices if _have_room(ticks, width)), ())

    def _weeks(self) -> Ticks:
        mondays = _multiples(_WEEK, self.first.toordinal() - 1, self.last.toordinal() - 1)
        return self._named((date.fromordinal(monday + 1) for monday in mondays), "{day.day} {day:%b}")

    def _months(self, step: int) -> Ticks:
        months = _multiples(step, _month(self.first), _month(self.last))
        days = (date(month // _YEAR, month % _YEAR + 1, 1) for month in months if month >= _YEAR)
        return self._named((day for day in days if day >= self.first), "{day:%b}" if step < _YEAR else "{day.year}")

    def _named(self, days: Iterator[date], form: str) -> Ticks:
        """Write the first day of a year with it."""
        ticks, year = [], None
        for day in days:
            name = form.format(day=day)
            ticks.append((self.x(day), name if day.year == year or "year" in form else f"{name} {day.year}"))
            year = day.year
        return tuple(ticks)


def _month(day: date) -> int:
    return day.year * _YEAR + day.month - 1


def _multiples(step: int, first: int, last: int) -> range:
    return range(-(-first // step) * step, last + 1, step)


def _have_room(ticks: Ticks, width: Callable[[str], float]) -> bool:
    ends = [(x - width(name) / 2, x + width(name) / 2) for x, name in ticks]
    return all(end + _GAP <= start for (_, end), (start, _) in pairwise(ends))
