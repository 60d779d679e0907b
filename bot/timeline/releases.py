"""From releases of the register to what the timeline shows."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.desk import Latest
from bot.timeline.drawing import timeline
from bot.timeline.entry import Picture, TimelineEntry
from corpus.naming import vendors_in
from corpus.releases.identity import squeezed
from corpus.releases.release import Release

SHOWN_DAYS = timedelta(days=365)
"""How far back a timeline reaches where nobody says."""

_DAY = len("2025-12-09")


def pictured(latest: Latest, today: date) -> Picture:
    """Draw releases since a day, of which there are some; ``today`` is the day as of which they are (in UTC)."""
    return timeline(entries_of(latest.releases), title=title_of(latest.query.wanted), today=today)


def entries_of(releases: Sequence[Release]) -> tuple[TimelineEntry, ...]:
    """Return the releases that have a day, or a month at least."""
    return tuple(
        TimelineEntry(
            vendor=release.vendor,
            family=release.product,
            name=release.name,
            status=release.status,
            day=date.fromisoformat(release.date if len(release.date) == _DAY else f"{release.date}-01"),
            is_month=len(release.date) < _DAY,
            is_reported=release.step.basis in {"reported", "mentioned"},
        )
        for release in releases
        if release.date
    )


def title_of(wanted: str | None) -> str:
    """Return what a timeline is called; a vendor is written as the catalogue does."""
    if not wanted:
        return "Releases"
    vendor = next((name for name in vendors_in(wanted) if squeezed(name) == squeezed(wanted)), None)
    return f"Releases: {vendor or wanted}"
