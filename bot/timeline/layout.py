"""Where everything stands in the timeline, in pixels from its upper left corner."""

from dataclasses import dataclass

from bot.timeline.entry import TimelineEntry
from corpus.releases.event import Status

WIDTH = 1600


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Tell whether two parts share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A clean text in one line: where it begins, the line that it stands on, and its size and width in pixels."""

    text: str
    left: float
    baseline: float
    size: int
    width: float
    is_bold: bool = False

    @property
    def box(self) -> Box:
        """What the letters cover."""
        return Box(
            left=self.left,
            top=self.baseline - 0.8 * self.size,
            right=self.left + self.width,
            bottom=self.baseline + 0.26 * self.size,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marker and the name beside it, with the day if there is room.

    ``start`` to ``end`` is the time that the entry may belong to.
    """

    entry: TimelineEntry
    x: float
    y: float
    radius: float
    start: float
    end: float
    name: Word
    day: Word | None

    @property
    def box(self) -> Box:
        """What the marker covers, without the name."""
        return Box(
            left=min(self.start, self.x - self.radius),
            top=self.y - self.radius,
            right=max(self.end, self.x + self.radius),
            bottom=self.y + self.radius,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The entries of a vendor or of a family."""

    name: Word
    box: Box
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A marker in the legend, and the status that it stands for."""

    status: Status
    x: float
    y: float
    radius: float
    name: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole picture; ``entries`` are those shown, the newest first, and ``left_out`` counts the older ones."""

    height: int
    title: Word
    subtitle: Word
    today: Word
    today_x: float
    ticks: tuple[tuple[float, Word], ...]
    lanes: tuple[Lane, ...]
    legend: tuple[Key, ...]
    entries: tuple[TimelineEntry, ...]
    left_out: int

    @property
    def words(self) -> tuple[Word, ...]:
        """All that is written."""
        return (
            self.title,
            self.subtitle,
            self.today,
            *(word for _, word in self.ticks),
            *(lane.name for lane in self.lanes),
            *(word for lane in self.lanes for mark in lane.marks for word in (mark.name, mark.day) if word),
            *(key.name for key in self.legend),
        )
