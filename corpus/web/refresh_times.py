"""When a source is to be read again: as often as it publishes, and ever more seldom while it fails."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

DATES_LOOKED_AT = 12
_MOST_INTERVAL = timedelta(hours=4)
_MOST_WAIT = timedelta(days=1)
_READINGS_BETWEEN_ARTICLES = 4  # so that an article waits for a quarter of the usual gap at most
_JITTER = 0.1  # of the interval, to either side, so that sources added together drift apart


def interval(published: Sequence[datetime], now: datetime, least: timedelta) -> timedelta:
    """Return how long to wait between two readings of a source that published its newest articles at these times.

    It is a quarter of the usual gap between two of them, the one that is open now included; at least ``least``, and at
    most four hours or ``least``, if that is more.
    """
    times = sorted((moment for moment in published if moment <= now), reverse=True)
    most = max(least, _MOST_INTERVAL)
    if not times:
        return most
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise([now, *times])]
    return min(max(timedelta(seconds=median(gaps) / _READINGS_BETWEEN_ARTICLES), least), most)


def due_after_success(published: Sequence[datetime], now: datetime, least: timedelta) -> datetime:
    """Return when to read a source again that was just read."""
    return now + _jittered(interval(published, now, least))


def due_after_failure(failures: int, now: datetime, least: timedelta, retry_at: datetime | None = None) -> datetime:
    """Return when to try a source again that failed so many times in a row: twice as late each time, at most a day.

    Never before ``retry_at``, if its server named a time; a day at most all the same.
    """
    wait = _jittered(min(least * 2.0 ** min(failures - 1, 20), _MOST_WAIT))
    return max(now + wait, min(retry_at or now, now + _MOST_WAIT))


def _jittered(wait: timedelta) -> timedelta:
    return wait * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - nobody gains by guessing it
