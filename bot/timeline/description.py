"""The timeline in words."""

from collections import Counter
from collections.abc import Sequence

from bot.reply import one_line, shown_date
from bot.splitting import shortened
from bot.timeline.entry import Picture, TimelineEntry
from corpus.releases.release import STATUSES

MOST_ALT_TEXT = 1_000
"""In UTF-16 units: what Slack takes with a file; Discord takes 1,024."""

_MOST_NAME, _MOST_TITLE = 80, 200


def described(entries: Sequence[TimelineEntry], *, title: str, left_out: int) -> str:
    """Return the alt text of a picture of some entries, the newest first: how many, when, and the newest by name."""
    first, last = min(entry.first for entry in entries), max(entry.last for entry in entries)
    period = f"of {shown_date(first)}" if first == last else f"from {shown_date(first)} to {shown_date(last)}"
    statuses = Counter(entry.status for entry in entries)
    counts = ", ".join(f"{statuses[status]} {status.replace('_', ' ')}" for status in STATUSES if statuses[status])
    older = f" No room for {left_out:,} more." if left_out else ""
    text = f"{_named(title, _MOST_TITLE)}: a timeline {period}: {counts}.{older} Newest: "
    return text + _listed([_told(entry) for entry in entries], MOST_ALT_TEXT - _length(text))


def in_words(picture: Picture, reason: str) -> str:
    """Return what a picture shows, for those to whom it cannot be shown."""
    return f"{picture.alt_text}\n\nThat is the timeline in words: I cannot show the picture here ({reason})."


def _told(entry: TimelineEntry) -> str:
    day = f"{entry.day:%B %Y}" if entry.is_month else shown_date(entry.day)
    vendor = f" ({_named(entry.vendor, _MOST_NAME)})" if entry.vendor else ""
    reported = "reported " * entry.is_reported
    return f"{_named(entry.name, _MOST_NAME)}{vendor}, {entry.status.replace('_', ' ')}, {reported}{day}"


def _listed(told: Sequence[str], room: int) -> str:
    """List as many as there is room for, and count the rest."""
    listed = ""
    for number in range(1, len(told) + 1):
        rest = f"; and {len(told) - number:,} more." if number < len(told) else "."
        longer = "; ".join(told[:number]) + rest
        if _length(longer) > room:
            break
        listed = longer
    return listed


def _named(text: str, most: int) -> str:
    return shortened(" ".join(one_line(text).split()), most)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
