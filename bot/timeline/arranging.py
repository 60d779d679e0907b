"""Arranging the timeline: which entries it shows, and where everything stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import ceil
from operator import itemgetter

from bot.reply import shown_date
from bot.timeline.axis import Axis
from bot.timeline.entry import TimelineEntry
from bot.timeline.layout import WIDTH, Box, Key, Lane, Layout, Mark, Word
from bot.timeline.lettering import Lettering
from bot.timeline.packing import LEAST_SIZE, PAD, Packing, Strip, Style
from corpus.releases.release import STATUSES

MOST_ENTRIES = 400
LEAST_HEIGHT, MOST_HEIGHT = 420, 1_000

_MARGIN, _GUTTER, _GAP = 36, 240, 18
_TITLE, _SUBTITLE, _SMALL, _LEGEND = 42, 26, 22, 24  # sizes of letters
_LANE_SIZES = 28, 25, 22
_LANES_TOP, _TICKS, _LEGEND_ROW, _BELOW = 152, 54, 40, 14  # heights
_RISE = 0.36  # from the line that letters stand on to their middle, of their size

# From the one that a thumbnail shows best to the one that holds most: the first that holds all is taken.
_STYLES = (
    *(Style(size, has_days=True) for size in (34, 30, 26)),
    *(Style(size, has_days=False) for size in (26, 24, 22, 20, LEAST_SIZE)),
)


def arranged(entries: Sequence[TimelineEntry], *, title: str, today: date, lettering: Lettering) -> Layout:
    """Return the picture's layout; raise ValueError where there is nothing to show.

    Where there is no room for all, it counts what is left out. Every lane shows its newest.
    """
    if not entries:
        raise ValueError("a timeline needs at least one entry")
    first = _by_precedence(entries)[:MOST_ENTRIES]
    axis = Axis.over(first, today, left=_MARGIN + _GUTTER + PAD, right=WIDTH - _MARGIN - PAD)
    height = MOST_HEIGHT - _LANES_TOP - _height_below(_legend(first, 0, lettering))
    for style in _STYLES:
        packing = Packing(first, axis, style, lettering)
        if packing.fill(height, is_all_or_nothing=style != _STYLES[-1]):
            break
    return _placed(packing, lettering, title=title, today=today, left_out=len(entries) - len(packing.shown))


def _newest_first(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Sort them by day; of one day what got further goes first, then the shorter name: a model before its variants."""
    return sorted(
        entries,
        key=lambda entry: (-entry.day.toordinal(), -STATUSES.index(entry.status), len(entry.name), entry.name),
    )


def _by_precedence(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Sort them by who may have room first: the newest, but what comes with another of its family after all others."""
    before = Counter[tuple[str | None, str, date]]()
    ranked = []
    for entry in _newest_first(entries):
        of_one_day = entry.vendor, entry.family, entry.day
        ranked.append((before[of_one_day], entry))
        before[of_one_day] += 1
    return [entry for _, entry in sorted(ranked, key=itemgetter(0))]


def _placed(packing: Packing, lettering: Lettering, *, title: str, today: date, left_out: int) -> Layout:
    """Give everything its place; the lanes of a picture that would be less high than it should be are stretched."""
    height = ceil(_LANES_TOP + packing.height + _height_below(_legend(packing.shown, 0, lettering)))
    stretch = max(0, LEAST_HEIGHT - height) / len(packing.strips)
    lanes, top = [], float(_LANES_TOP)
    for name, strip in packing.strips.items():
        box = Box(left=0, top=top, right=WIDTH, bottom=top + strip.height + stretch)
        lanes.append(_lane(name, strip, packing.style, box, lettering))
        top = box.bottom

    def small(text: str, x: float, baseline: float) -> Word:
        width = lettering.width(text, _SMALL)
        return lettering.word(text, min(x - width / 2, WIDTH - _MARGIN - width), baseline, _SMALL)

    most, today_x = WIDTH - 2 * _MARGIN, packing.axis.x(today)
    return Layout(
        height=max(height, LEAST_HEIGHT),
        title=lettering.word(lettering.clean(title), _MARGIN, 66, _TITLE, most=most, is_bold=True),
        subtitle=lettering.word(_period(packing.shown, left_out), _MARGIN, 104, _SUBTITLE, most=most),
        today=small(f"as of {shown_date(today)}", today_x, _LANES_TOP - 13),
        today_x=today_x,
        ticks=tuple(
            (x, small(name, x, top + 30)) for x, name in packing.axis.ticks(partial(lettering.width, size=_SMALL))
        ),
        lanes=tuple(lanes),
        legend=_legend(packing.shown, top + _TICKS, lettering),
        entries=tuple(_newest_first(packing.shown)),
        left_out=left_out,
    )


def _lane(name: str, strip: Strip, style: Style, box: Box, lettering: Lettering) -> Lane:
    middle = (box.top + box.bottom) / 2
    first_row = middle - (len(strip.rows) - 1) / 2 * style.row
    most = _GUTTER - _GAP
    fitting = (size for size in _LANE_SIZES if lettering.width(name, size, is_bold=True) <= most)
    size = next(fitting, _LANE_SIZES[-1])
    return Lane(
        name=lettering.word(name, _MARGIN, middle + _RISE * size, size, most=most, is_bold=True),
        box=box,
        marks=tuple(
            Mark(
                entry=block.entry,
                x=block.x,
                y=(y := first_row + number * style.row),
                radius=style.radius,
                start=block.start,
                end=block.end,
                name=lettering.word(block.name, block.name_left, (baseline := y + _RISE * style.size), style.size),
                day=lettering.word(block.day, block.day_left, baseline, style.size) if block.day else None,
            )
            for number, row in enumerate(strip.rows)
            for block in row
        ),
    )


def _legend(entries: Sequence[TimelineEntry], top: float, lettering: Lettering) -> tuple[Key, ...]:
    """Return the statuses that occur, in lines from left to right."""
    occurring = {entry.status for entry in entries}
    keys, x, y = [], float(_MARGIN), top + _LEGEND_ROW / 2
    for status in filter(occurring.__contains__, STATUSES):
        name = lettering.word(status.replace("_", " "), x + 1.3 * _LEGEND, y + _RISE * _LEGEND, _LEGEND)
        if name.box.right > WIDTH - _MARGIN:
            x, y = float(_MARGIN), y + _LEGEND_ROW
            name = replace(name, left=x + 1.3 * _LEGEND, baseline=y + _RISE * _LEGEND)
        keys.append(Key(status=status, x=x + 0.42 * _LEGEND, y=y, radius=0.42 * _LEGEND, name=name))
        x = name.box.right + 1.2 * _LEGEND
    return tuple(keys)


def _height_below(legend: Sequence[Key]) -> float:
    return _TICKS + len({key.y for key in legend}) * _LEGEND_ROW + _BELOW


def _period(shown: Sequence[TimelineEntry], left_out: int) -> str:
    first, last = min(entry.first for entry in shown), max(entry.last for entry in shown)
    period = shown_date(first) if first == last else f"{shown_date(first)} to {shown_date(last)}"
    total = len(shown) + left_out
    return f"{period} · {len(shown):,} of {total:,} shown, no room for {left_out:,}" if left_out else period
