"""Drawing the timeline."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.timeline.arranging import arranged
from bot.timeline.description import described
from bot.timeline.entry import Picture, TimelineEntry
from bot.timeline.layout import WIDTH, Box, Layout, Word
from bot.timeline.lettering import DOTS_PER_INCH, Lettering
from corpus.releases.event import Status

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.markers import MarkerStyle

PAPER, BAND, RULE, INK, QUIET, TODAY = "#ffffff", "#f1f4f8", "#c3cad3", "#1a1f26", "#56606b", "#b3261e"


class Look(NamedTuple):
    """How a status is drawn. They differ in shape and filling as well: nobody needs to tell the colours apart."""

    colour: str
    marker: str
    filling: Literal["full", "left", "bottom", "none"]
    name: str
    cross: str = ""


_UNSURE, _NEAR, _HERE, _GONE = "#a84300", "#7a3b9c", "#0058a3", "#616a75"
LOOKS: dict[Status, Look] = {
    "rumoured": Look(_UNSURE, "o", "none", _UNSURE),
    "in_development": Look(_UNSURE, "D", "none", _UNSURE),
    "announced": Look(_NEAR, "o", "left", _NEAR),
    "preview": Look(_HERE, "D", "bottom", INK),
    "released": Look(_HERE, "o", "full", INK),
    "suspended": Look(_GONE, "s", "left", _GONE),
    "deprecated": Look(_GONE, "o", "none", _GONE, "x"),
    "retired": Look(_GONE, "X", "full", _GONE),
}

_SCALES = {"D": 0.8, "x": 0.55, "s": 0.9}  # so that all seem of one size
_DRAWING = Lock()  # matplotlib does not promise to bear threads; one picture at a time also bounds the memory


def timeline(entries: Sequence[TimelineEntry], *, title: str, today: date) -> Picture:
    """Draw entries, at least one, over time; the same entries give the same bytes.

    ``today`` is the day (in UTC) as of which the picture is. It takes about half a second of one core: call it in a
    thread.
    """
    with _DRAWING:
        lettering = Lettering()
        layout = arranged(entries, title=title, today=today, lettering=lettering)
        png = _drawn(layout, lettering)
    alt_text = described(layout.entries, title=title, left_out=layout.left_out)
    return Picture(png=png, alt_text=alt_text, shown=len(layout.entries), left_out=layout.left_out)


def _drawn(layout: Layout, lettering: Lettering) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    size = WIDTH / DOTS_PER_INCH, layout.height / DOTS_PER_INCH
    figure = Figure(figsize=size, dpi=DOTS_PER_INCH, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(layout.height, 0))
    axes.set_axis_off()
    page = _Page(axes, lettering)
    page.ground(layout)
    page.entries(layout)
    file = BytesIO()
    FigureCanvasAgg(figure).print_png(file, metadata={"Software": None})
    return file.getvalue()


class _Page:
    """A sheet on which everything is drawn in pixels from its upper left corner."""

    def __init__(self, axes: "Axes", lettering: Lettering) -> None:
        self._axes, self._lettering = axes, lettering

    def ground(self, layout: Layout) -> None:
        """Draw the lanes, the lines of time and what is written around them."""
        top, bottom = layout.lanes[0].box.top, layout.lanes[-1].box.bottom
        for lane in layout.lanes[::2]:
            self._area(lane.box, BAND, zorder=0)
        for x, name in layout.ticks:
            self._line((x, top), (x, bottom), RULE, 1.2)
            self._write(name, QUIET)
        self._line((layout.today_x, top - 8), (layout.today_x, bottom), TODAY, 2)
        self._write(layout.today, TODAY)
        self._write(layout.title, INK)
        self._write(layout.subtitle, QUIET)

    def entries(self, layout: Layout) -> None:
        """Draw the entries, and the legend of their markers."""
        for lane, paper in zip(layout.lanes, (BAND, PAPER) * len(layout.lanes), strict=False):
            self._write(lane.name, INK)
            for mark in lane.marks:
                look = LOOKS[mark.entry.status]
                if mark.entry.is_month:
                    self._line((mark.start, mark.y), (mark.end, mark.y), look.colour, 3)
                self._mark(mark.x, mark.y, mark.radius, look)
                self._write(mark.name, look.name, paper)
                if mark.day:
                    self._write(mark.day, QUIET, paper)
        for key in layout.legend:
            self._mark(key.x, key.y, key.radius, LOOKS[key.status])
            self._write(key.name, INK)

    def _area(self, box: Box, colour: str, *, zorder: int) -> None:
        from matplotlib.patches import Rectangle

        size = box.right - box.left, box.bottom - box.top
        self._axes.add_patch(Rectangle((box.left, box.top), *size, facecolor=colour, edgecolor="none", zorder=zorder))

    def _line(self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> None:
        xs, ys = zip(start, end, strict=True)
        self._axes.plot(xs, ys, color=colour, linewidth=width, zorder=1, solid_capstyle="butt")

    def _mark(self, x: float, y: float, radius: float, look: Look) -> None:
        """Draw a marker; a hollow one hides what is under it, too."""
        from matplotlib.markers import MarkerStyle

        is_hollow = look.filling == "none"
        filled = MarkerStyle(look.marker, "full" if is_hollow else look.filling, joinstyle="round")
        self._point(x, y, radius, look.colour, filled, PAPER if is_hollow else look.colour)
        if look.cross:
            self._point(x, y, radius, look.colour, MarkerStyle(look.cross), PAPER)

    def _point(  # noqa: PLR0913, PLR0917 - a marker is what it is, where, and how
        self, x: float, y: float, radius: float, colour: str, marker: "MarkerStyle", face: str
    ) -> None:
        self._axes.plot(
            x,
            y,
            marker=marker,
            markersize=2 * radius * _SCALES.get(str(marker.get_marker()), 1),
            color=colour,
            markerfacecolor=face,
            markerfacecoloralt=PAPER,
            markeredgewidth=max(2, radius / 4),
            zorder=4,
        )

    def _write(self, word: Word, colour: str, paper: str | None = None) -> None:
        """Write a text as it is: a dollar is a dollar."""
        if paper:
            self._area(word.box, paper, zorder=2)
        self._axes.text(
            word.left,
            word.baseline,
            word.text,
            color=colour,
            fontproperties=self._lettering.font(word.size, is_bold=word.is_bold),
            parse_math=False,
            usetex=False,
            verticalalignment="baseline",
            zorder=3,
        )
