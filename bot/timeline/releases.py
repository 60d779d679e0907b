"""From releases of the register to what the timeline shows."""

from collections.abc import Sequence
from datetime import date

from bot.timeline.entry import TimelineEntry
from corpus.releases.release import Release

_DAY = len("2025-12-09")


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
        )
        for release in releases
        if release.date
    )


def title_of(wanted: str | None) -> str:
    """Return what a timeline is called."""
    return f"Releases: {wanted}" if wanted else "Releases"
