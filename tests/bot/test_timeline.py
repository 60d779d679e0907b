"""The timeline: what it shows, where it stands, in which letters and colours, and what it says in words."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reply import shown_date
from bot.timeline.arranging import LEAST_HEIGHT, MOST_ENTRIES, MOST_HEIGHT, arranged
from bot.timeline.axis import Axis
from bot.timeline.description import MOST_ALT_TEXT, described
from bot.timeline.drawing import BAND, INK, LOOKS, PAPER, QUIET, TODAY, timeline
from bot.timeline.entry import TimelineEntry
from bot.timeline.layout import WIDTH, Box, Layout
from bot.timeline.lettering import Lettering
from bot.timeline.packing import MOST_LANES, OTHERS
from bot.timeline.releases import title_of
from corpus.releases.event import Status
from corpus.releases.release import STATUSES

TODAY_IS = date(2026, 1, 31)
ROOT = Path(__file__).parents[2]
HOSTILE = (
    "$x^2$ and $\\frac{1}{0}$ _{",
    "豆包 1.8",
    "مودل GPT",
    "מודל",
    "Z\u0334\u0315a\u0327\u0337lgo",
    "\u202egnp.exe\x00\n\tend\ud800",
    "N" * 200,
    "\ufdfa" * 200,
    "",
    " ",
)


def entry(
    number: int = 0, *, days_ago: int = 0, status: Status = "released", vendor: str | None = "Acme"
) -> TimelineEntry:
    """Return a release."""
    day = TODAY_IS - timedelta(days=days_ago)
    return TimelineEntry(vendor=vendor, family="Comet", name=f"Comet {number}", status=status, day=day)


@pytest.fixture(scope="module")
def lettering() -> Lettering:
    """Return the letters; they are the same for all pictures."""
    return Lettering()


def laid_out(lettering: Lettering, *entries: TimelineEntry, title: str = "Releases") -> Layout:
    """Return where everything stands."""
    return arranged(entries, title=title, today=TODAY_IS, lettering=lettering)


def assert_legible(layout: Layout) -> None:
    """Nothing that is written lies on another thing or leaves the picture, and no mark lies on another."""
    page = Box(left=0, top=0, right=WIDTH, bottom=layout.height)
    marks = [mark for lane in layout.lanes for mark in lane.marks]
    things = [*(word.box for word in layout.words), *(mark.box for mark in marks)]
    things += [
        Box(left=k.x - k.radius, top=k.y - k.radius, right=k.x + k.radius, bottom=k.y + k.radius) for k in layout.legend
    ]
    for one, other in combinations(things, 2):
        assert not one.overlaps(other)
    for box in things:
        assert page.left <= box.left <= box.right <= page.right
        assert page.top <= box.top <= box.bottom <= page.bottom
    for lane in layout.lanes:
        assert all(lane.box.top <= mark.box.top <= mark.box.bottom <= lane.box.bottom for mark in lane.marks)


CROWDS = {
    "one": [entry()],
    "one day": [entry(number) for number in range(60)],
    "a week": [entry(number, days_ago=number % 7, vendor=f"V{number % 4}") for number in range(40)],
    "300 in three years": [
        entry(number, days_ago=number * 37 % 1_100, vendor=f"V{number % 25}") for number in range(300)
    ],
    "ten years": [entry(number, days_ago=number * 180) for number in range(21)],
    "long ago": [entry(1, days_ago=4_000)],
    "to come": [entry(1, days_ago=-400, status="announced"), entry(2)],
    "all statuses": [entry(n, days_ago=9 * n, status=status, vendor=None) for n, status in enumerate(STATUSES)],
    "ends of time": [
        TimelineEntry(vendor="A", family="B", name="C", status="released", day=day, is_month=True)
        for day in (date.min, date.max)
    ],
    "hostile": [
        TimelineEntry(vendor=name, family=name, name=name, status="rumoured", day=TODAY_IS - timedelta(days=number))
        for number, name in enumerate(HOSTILE)
    ],
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_nothing_overlaps_and_nothing_is_cut_off(lettering: Lettering, crowd: str) -> None:
    """However many entries, on however many days: all names can be read, in a picture of a bounded size."""
    layout = laid_out(lettering, *CROWDS[crowd], title="A title " * 40)
    assert_legible(layout)
    assert LEAST_HEIGHT <= layout.height <= MOST_HEIGHT
    assert len(layout.entries) + layout.left_out == len(CROWDS[crowd])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            TimelineEntry,
            vendor=st.sampled_from([None, "Acme", "Bolt", "Comet"]),
            family=st.sampled_from(["A", "B"]),
            name=st.text(max_size=60),
            status=st.sampled_from(STATUSES),
            day=st.dates(date(2024, 1, 1), date(2026, 6, 30)),
            is_month=st.booleans(),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_any_entries_are_legible(lettering: Lettering, entries: list[TimelineEntry]) -> None:
    """Whatever the register holds, nothing overlaps and none is lost without being counted."""
    layout = laid_out(lettering, *entries)
    assert_legible(layout)
    assert len(layout.entries) + layout.left_out == len(entries)


def test_time_runs_from_left_to_right(lettering: Lettering) -> None:
    """Later entries stand further right, the line of today among them."""
    layout = laid_out(lettering, entry(1, days_ago=200), entry(2, days_ago=20), entry(3, days_ago=-30))
    xs = {mark.entry.name: mark.x for lane in layout.lanes for mark in lane.marks}
    assert xs["Comet 1"] < xs["Comet 2"] < layout.today_x < xs["Comet 3"]
    assert layout.today.text == "as of 31 January 2026"


def test_a_month_is_no_day(lettering: Lettering) -> None:
    """Where only the month is known, the mark spans it, and no day is written."""
    month = TimelineEntry(vendor="A", family="B", name="C", status="announced", day=date(2026, 3, 15), is_month=True)
    mark = laid_out(lettering, month, entry()).lanes[0].marks[0]
    assert mark.start < mark.x < mark.end
    assert mark.day is not None
    assert mark.day.text == "· Mar"


def test_a_day_that_nobody_states_is_one_by_which_it_was(lettering: Lettering) -> None:
    """It is that of the first report, and both picture and words say so."""
    reported = replace(entry(1), is_reported=True)
    [mark] = laid_out(lettering, reported).lanes[0].marks
    assert mark.day is not None
    assert mark.day.text == f"· by {TODAY_IS.day} {TODAY_IS:%b}"
    assert f"Comet 1 (Acme), released, reported {shown_date(TODAY_IS)}." in described([reported], title="A", left_out=0)


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        (None, "Releases"),
        ("openai", "Releases: OpenAI"),
        ("open ai", "Releases: OpenAI"),
        ("openai codex", "Releases: openai codex"),
        ("zzz", "Releases: zzz"),
    ],
)
def test_a_timeline_is_called_after_what_was_asked_for(wanted: str | None, title: str) -> None:
    """A vendor that is known is written as it writes itself."""
    assert title_of(wanted) == title


def test_a_vendor_has_a_lane_the_busiest_first(lettering: Lettering) -> None:
    """One lane for each vendor; those without one stand under the rest, named where they share it."""
    layout = laid_out(
        lettering, entry(1, vendor="Acme"), entry(2, vendor="Bolt"), entry(3, vendor="Bolt"), entry(4, vendor=None)
    )
    assert [lane.name.text for lane in layout.lanes] == ["Bolt", "Acme", OTHERS]


def test_one_vendor_has_a_lane_for_each_family(lettering: Lettering) -> None:
    """Where a single vendor is shown, its families are told apart."""
    entries = [TimelineEntry(vendor="A", family=f, name=f"{f} 1", status="released", day=TODAY_IS) for f in ("X", "Y")]
    assert [lane.name.text for lane in laid_out(lettering, *entries).lanes] == ["X", "Y"]


def test_too_many_vendors_share_the_last_lane(lettering: Lettering) -> None:
    """No vendor is left out for want of a lane: those with the fewest entries share one, and are named in it."""
    entries = [entry(n, days_ago=9 * n, vendor=f"Vendor {n}") for n in range(14)]
    *own, others = laid_out(lettering, *entries).lanes
    assert len(own) == MOST_LANES - 1
    assert others.name.text == OTHERS
    assert all(mark.name.text.startswith("Vendor ") for mark in others.marks)
    assert len(others.marks) == 14 - len(own)


def test_what_is_left_out_is_counted_in_the_picture_and_in_words(lettering: Lettering) -> None:
    """There is no silent cut: the line under the title says how many there was no room for, and so does the text."""
    layout = laid_out(lettering, *CROWDS["one day"])
    assert layout.left_out > 0
    assert f"{60 - layout.left_out} of 60 shown, no room for {layout.left_out}" in layout.subtitle.text
    assert f"No room for {layout.left_out} more." in described(layout.entries, title="x", left_out=layout.left_out)


def test_nothing_is_left_out_without_need(lettering: Lettering) -> None:
    """What has room is shown, and then the picture speaks of no cut."""
    layout = laid_out(lettering, *CROWDS["a week"][:20])
    assert layout.left_out == 0
    assert "room" not in layout.subtitle.text


def test_the_newer_goes_before_the_older_and_the_model_before_its_variants(lettering: Lettering) -> None:
    """Where there is no room for all, a flood of variants on one day does not crowd out what came before it."""
    flood = [entry(number) for number in range(1_000, 1_000 + MOST_ENTRIES - 2)]
    layout = laid_out(lettering, *flood, entry(7), entry(6, days_ago=1))
    assert {"Comet 7", "Comet 6"} <= {each.name for each in layout.entries}
    assert [each.name for each in layout.entries[:1]] == ["Comet 7"]


def test_few_entries_are_written_large_and_many_small(lettering: Lettering) -> None:
    """A thumbnail of few shows their names; letters shrink before an entry is left out."""
    few, many = (laid_out(lettering, *CROWDS["a week"][:count]).lanes[0].marks[0].name.size for count in (3, 40))
    assert few > 30 > many


def test_a_name_is_not_cut_where_smaller_letters_would_show_it(lettering: Lettering) -> None:
    """A long name is written small rather than cut; only one without end is cut."""
    long = TimelineEntry(
        vendor="A", family="B", name="Nemotron 3 Ultra 550B A55B Reasoning", status="released", day=TODAY_IS
    )
    assert [m.name.text for m in laid_out(lettering, long).lanes[0].marks] == [long.name]


def test_the_legend_explains_what_occurs_and_no_more(lettering: Lettering) -> None:
    """Each status that is drawn is explained once, in the order of a release's life."""
    layout = laid_out(lettering, entry(1), entry(2, status="in_development"), entry(3), entry(4, status="rumoured"))
    assert [key.name.text for key in layout.legend] == ["rumoured", "in development", "released"]


def test_a_timeline_of_nothing_is_refused(lettering: Lettering) -> None:
    """There is no picture of nothing: who asks is answered in words."""
    with pytest.raises(ValueError, match="at least one entry"):
        laid_out(lettering)


@pytest.mark.parametrize(("days", "first"), [(30, "5 Jan 2026"), (365, "Feb 2025"), (3_650, "2017")])
def test_the_axis_names_weeks_months_or_years(days: int, first: str) -> None:
    """As many names as have room, the first with its year."""
    axis = Axis.over([entry(days_ago=days)], TODAY_IS, left=300, right=1_500)
    ticks = axis.ticks(lambda name: 12.0 * len(name))
    assert ticks[0][1] == first
    assert 3 <= len(ticks) <= 13
    assert all(one < other for (one, _), (other, _) in pairwise(ticks))


@given(st.text(max_size=300))
def test_any_name_becomes_a_line_that_the_font_can_show(lettering: Lettering, text: str) -> None:
    """What is left of a text can be drawn without a warning that a glyph is missing: warnings fail tests."""
    clean = lettering.clean(text)
    assert clean
    assert clean.isprintable()
    assert clean == " ".join(clean.split())
    assert lettering.clean(clean) == clean
    assert lettering.width(clean, 20) >= 0
    assert lettering.width(lettering.shortened(clean, 20, 150), 20) <= 150


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GPT-5.2 $x$", "GPT-5.2 $x$"),
        ("豆包 1.8 Pro", "□ 1.8 Pro"),
        ("Z\u0334\u0315a\u0337lgo", "Zalgo"),
        ("caf\u0065\u0301", "café"),
        ("a\u202egnp\x00\n\tend", "agnp end"),
        ("\u200b", "□"),
    ],
)
def test_names_are_cleaned(lettering: Lettering, text: str, shown: str) -> None:
    """Dollars stay, letters without a glyph become one square, what acts on its neighbours goes."""
    assert lettering.clean(text) == shown


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("paper", [PAPER, BAND])
def test_all_that_is_written_has_the_contrast_of_wcag_aa(paper: str) -> None:
    """Texts, and markers too, stand out from their ground by 4.5 to 1 at least, in light and dark clients alike."""
    colours = {INK, QUIET, TODAY, *(look.name for look in LOOKS.values()), *(look.colour for look in LOOKS.values())}
    assert all((luminance(paper) + 0.05) / (luminance(colour) + 0.05) >= 4.5 for colour in colours)


def test_statuses_differ_without_their_colours() -> None:
    """Shape, filling and cross alone tell the statuses apart; rumours are hollow, releases solid."""
    assert set(LOOKS) == set(STATUSES)
    assert len({(look.marker, look.filling, look.cross) for look in LOOKS.values()}) == len(STATUSES)
    assert (LOOKS["rumoured"].filling, LOOKS["released"].filling) == ("none", "full")


def test_a_picture_is_a_png_of_bounded_size_and_the_same_for_the_same_entries() -> None:
    """The bytes depend on the entries alone, not on their order; hostile names are drawn without a warning."""
    entries = [*CROWDS["hostile"], *CROWDS["all statuses"], *CROWDS["300 in three years"][:60]]
    picture = timeline(entries, title="$\\bad{$", today=TODAY_IS)
    assert picture == timeline(entries[::-1], title="$\\bad{$", today=TODAY_IS)
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(picture.png[16:20]) == WIDTH
    assert len(picture.png) < 500_000
    assert picture.shown + picture.left_out == len(entries)


def test_what_is_drawn_is_as_wide_as_it_was_measured(lettering: Lettering) -> None:
    """The layout's boxes are those of the letters drawn: a long text cut to a width takes no more than that."""
    text = lettering.shortened("Nemotron " * 30, 20, 400)
    assert text.endswith("…")
    assert 340 < lettering.width(text, 20) <= 400


def test_the_alt_text_names_the_period_and_the_newest() -> None:
    """Who does not see the picture reads what it shows: how many of what, from when to when, the newest by name."""
    entries = (entry(2, status="rumoured"), entry(1, days_ago=30))
    assert described(entries, title="Acme", left_out=0) == (
        "Acme: a timeline from 1 January 2026 to 31 January 2026: 1 rumoured, 1 released. Newest: "
        "Comet 2 (Acme), rumoured, 31 January 2026; Comet 1 (Acme), released, 1 January 2026."
    )


@pytest.mark.parametrize("name", [*HOSTILE, "😀" * 200])
def test_the_alt_text_fits_slack_and_discord(name: str) -> None:
    """Whatever the names, it is one line within Discord's 1,024 UTF-16 units, and counts those not named."""
    entries = [TimelineEntry(vendor=name, family=name, name=name, status="in_development", day=TODAY_IS)] * 40
    text = described(entries, title=name * 20, left_out=5)
    assert len(text.encode("utf-16-le")) // 2 <= MOST_ALT_TEXT
    assert text.isprintable() or "\ufffd" in text
    assert " more." in text.rpartition("; and ")[2]


def test_matplotlib_is_not_imported_before_a_picture_is_drawn() -> None:
    """The bot starts without it."""
    script = "import sys, bot.timeline.drawing; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
