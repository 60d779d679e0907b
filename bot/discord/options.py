"""The options of Discord's commands: what is offered while they are typed, and what was meant."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from discord.app_commands import Choice

from bot.latest import MOST_WANTED
from bot.reply import one_line
from corpus.errors import UsageError

MOST_CHOICES, MOST_CHOICE = 25, 100
_DAYS_AGO = (7, 30, 90, 365)


def day(typed: str | None) -> date | None:
    """Return the day that is typed, if any.

    Raises:
        UsageError: it is none.
    """
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise UsageError(f"{typed!r} is no day: write it as 2025-12-31, or pick one of the list.") from None


def named(known: Sequence[tuple[str, str]], typed: str) -> list[Choice[str]]:
    """Return what can be chosen of what is typed, out of labels and what they stand for."""
    wanted = typed.strip().casefold()
    found = [(label, name) for label, name in known if wanted in label.casefold() and 0 < len(name) <= MOST_WANTED]
    return [Choice(name=one_line(label)[:MOST_CHOICE], value=name) for label, name in found[:MOST_CHOICES]]


def days(typed: str) -> list[Choice[str]]:
    """Return days to choose, by how long ago they are; else the day that is typed."""
    today = datetime.now(UTC).date()
    known = {ago: today - timedelta(days=ago) for ago in _DAYS_AGO}
    labels = {f"last {ago} days, since {since}": since for ago, since in known.items()}
    found = [
        Choice(name=label, value=since.isoformat()) for label, since in labels.items() if typed.casefold() in label
    ]
    return found or [Choice(name=typed[:MOST_CHOICE], value=typed[:MOST_CHOICE])]
