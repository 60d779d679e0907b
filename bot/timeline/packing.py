"""Packing entries into rows: an entry is a block, a marker with its name beside it.

No two blocks of a row overlap, and so no name ever lies on another or on a marker.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.timeline.axis import Axis
from bot.timeline.entry import TimelineEntry
from bot.timeline.lettering import Lettering

MOST_LANES = 10
OTHERS = "Others"
PAD = 26  # beside the axis, into which names may go
LEAST_SIZE = 18

_LEAST_LANE, _LANE_PAD, _GAP = 42, 7, 18
_WIDEST_NAME = 0.45  # of the lane: beside any marker there is so much room on one side


class Style(NamedTuple):
    """How names are written: their size, and whether with the day."""

    size: int
    has_days: bool

    @property
    def row(self) -> float:
        """How far the rows stand apart."""
        return 1.4 * self.size

    @property
    def radius(self) -> float:
        """That of markers."""
        return 0.42 * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A marker and its name, before it is known on which line they stand.

    A name is needlessly cut if it would have room in smaller letters.
    """

    entry: TimelineEntry
    x: float
    start: float
    end: float
    name: str
    name_left: float
    is_needlessly_cut: bool
    day: str
    day_left: float
    left: float
    right: float

    def is_beside(self, other: "Block") -> bool:
        """Tell whether both have room in one row."""
        return self.right + _GAP <= other.left or other.right + _GAP <= self.left


class Strip:
    """A lane before it has a place: blocks in rows."""

    def __init__(self, row: float) -> None:
        self._row = row
        self.rows: list[list[Block]] = []

    @property
    def height(self) -> float:
        """How high it is, with one row at least."""
        return max(_LEAST_LANE, len(self.rows) * self._row + 2 * _LANE_PAD)

    @property
    def growth(self) -> float:
        """How much higher one more row makes it."""
        return max(0, (len(self.rows) + 1) * self._row + 2 * _LANE_PAD - self.height)

    def row_for(self, block: Block) -> list[Block] | None:
        """Return the first row that has room for a block."""
        return next((row for row in self.rows if all(map(block.is_beside, row))), None)

    def new_row(self) -> list[Block]:
        """Return a row that was added below."""
        self.rows.append([])
        return self.rows[-1]


class Packing:
    """Entries in lanes; those that come first have room first.

    ``strips`` are the lanes by name: one for each vendor, the busiest first, or for each family where there is but one
    vendor; those that are too many share the last. Each lane holds its first entry at least.
    """

    def __init__(self, entries: Sequence[TimelineEntry], axis: Axis, style: Style, lettering: Lettering) -> None:
        self.style, self.axis, self.shown = style, axis, list[TimelineEntry]()
        self._entries, self._lettering = entries, lettering
        self._is_by_family = len({entry.vendor for entry in entries}) == 1
        self._lanes = self._lane_names([entry.family if self._is_by_family else entry.vendor for entry in entries])
        ranked = sorted(Counter(self._lanes).items(), key=lambda lane: (lane[0] == OTHERS, -lane[1]))
        self.strips = {name: Strip(style.row) for name, _ in ranked}

    def fill(self, height: float, *, is_all_or_nothing: bool) -> bool:
        """Put in what has room, and tell whether that is all; of all or nothing, stop where something has none."""
        room = height - self.height
        for entry, lane in zip(self._entries, self._lanes, strict=True):
            strip = self.strips[lane]
            block = self._block(entry, has_vendor=lane == OTHERS and not self._is_by_family)
            if is_all_or_nothing and block.is_needlessly_cut:
                break
            row = strip.row_for(block)
            if row is None and (not strip.rows or strip.growth <= room):
                room -= strip.growth
                row = strip.new_row()
            if row is not None:
                row.append(block)
                self.shown.append(entry)
            elif is_all_or_nothing:
                break
        return len(self.shown) == len(self._entries)

    @property
    def height(self) -> float:
        """How high all lanes are together."""
        return sum(strip.height for strip in self.strips.values())

    def _lane_names(self, names: Sequence[str | None]) -> list[str]:
        cleaned = [self._lettering.clean(name) if name else OTHERS for name in names]
        ranked = [name for name, _ in Counter(cleaned).most_common() if name != OTHERS]
        own = ranked if len(set(cleaned)) <= MOST_LANES else ranked[: MOST_LANES - 1]
        return [name if name in own else OTHERS for name in cleaned]

    def _block(self, entry: TimelineEntry, *, has_vendor: bool) -> Block:
        """Put the name to the right of its marker, or to the left where there is no room on the right."""
        start, end = self.axis.x(entry.first), self.axis.x(entry.last)
        x, radius, gap = (start + end) / 2, self.style.radius, self.style.size / 3
        day = self._day(entry) if self.style.has_days else ""
        day_width = self._lettering.width(day, self.style.size) + gap if day else 0
        whole = self._name(entry, has_vendor=has_vendor)
        most = _WIDEST_NAME * (self.axis.right - self.axis.left) - day_width
        name = self._lettering.shortened(whole, self.style.size, most)
        width = self._lettering.width(name, self.style.size)
        left, right = min(start, x - radius), max(end, x + radius)
        name_left = right + gap
        if name_left + width + day_width <= self.axis.right + PAD:
            right = name_left + width + day_width
        else:
            name_left = left = left - gap - day_width - width
        return Block(
            entry=entry,
            x=x,
            start=start,
            end=end,
            name=name,
            name_left=name_left,
            is_needlessly_cut=name != whole and self._lettering.width(whole, LEAST_SIZE) <= most,
            day=day,
            day_left=name_left + width + gap,
            left=left,
            right=right,
        )

    def _name(self, entry: TimelineEntry, *, has_vendor: bool) -> str:
        name = self._lettering.clean(entry.name)
        vendor = self._lettering.clean(entry.vendor) if entry.vendor and has_vendor else ""
        if not name.casefold().startswith(vendor.casefold()):
            name = f"{vendor} {name}"
        return name

    def _day(self, entry: TimelineEntry) -> str:
        year = f" {entry.day.year}" if self.axis.is_over_a_year else ""
        day = "" if entry.is_month else f"{entry.day.day} "
        return f"· {'by ' * entry.is_reported}{day}{entry.day:%b}{year}"
