"""Dates as people, feeds and pages write them, read as moments in UTC.

What says no day of a year is no date: no day is ever made up. A day without a time is its midnight in UTC.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from corpus.article import utc

MAX_DATE_CHARACTERS = 100
FIRST_YEAR = 1990  # of the web: programs write the year 1 or 1970 where they know no date
_EPOCH_SECONDS = range(1_000_000_000, 4_102_444_800)  # September 2001 to the end of 2099: smaller numbers are no times
# 01/02/2025 is in January or in February; digits of other scripts come in other orders still.
_AMBIGUOUS = re.compile(r"(?<![\d/.-])[0-9][0-9]?[/. -] ?[0-9][0-9]?[/. -] ?[0-9]{2,4}(?![0-9])|(?![0-9])\d")
_YEAR_NONE = re.compile(r"[a-z][ -]0\d{3}\b", re.IGNORECASE)  # Jan 0001 is not January 2001
_YEAR_FIRST = re.compile(r"([12][0-9]{3})[-/.]([0-9][0-9]?)[-/.]([0-9][0-9]?)(?![0-9])")
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)([/-])(\d\d?|[a-z]{3})\2(\d\d?)(?![\da-z])", re.IGNORECASE)


def exact_date(value: str) -> datetime | None:
    """Read what follows a standard, ISO 8601 or RFC 2822, in UTC; None for anything else."""
    if len(value) > MAX_DATE_CHARACTERS:
        return None
    written = value.strip()
    try:
        return utc(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        pass
    if _YEAR_NONE.search(written):
        return None
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    return utc(moment) if moment.tzinfo else None  # it knows few zones, and takes AM for one


def parsed_date(value: object) -> datetime | None:
    """Read a date in UTC; None for anything else.

    Understood are ISO 8601, RFC 2822, days and times in words of seven languages, and, as numbers, seconds and
    milliseconds since 1970. Impossible days, and days whose month is a guess (01/02/2025), are no dates.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _moment_of_epoch(value)
    if not isinstance(value, str) or len(value) > MAX_DATE_CHARACTERS:
        return None
    return exact_date(value) or _date_in_words(value)


def publication_date(value: object) -> datetime | None:
    """Read the date on which something was published on the web, as `parsed_date` does; None where it cannot be."""
    moment = parsed_date(value)
    return moment if moment and moment.year >= FIRST_YEAR else None


def date_in_address(url: str) -> datetime | None:
    """Read the day that an address names as folders (``/2025/11/24/``, ``/2025/Nov/24/``) or begins a name with."""
    found = _URL_DAY.search(url)
    if not found:
        return None
    year, _, month, day = found.groups()
    return parsed_date(f"{year}-{month:0>2}-{day:0>2}" if month.isdigit() else f"{day} {month} {year}")


def _moment_of_epoch(value: float) -> datetime | None:
    for seconds in (value, value / 1000):
        if _EPOCH_SECONDS.start <= seconds < _EPOCH_SECONDS.stop:
            return datetime.fromtimestamp(seconds, UTC)
    return None


def _date_in_words(value: str) -> datetime | None:
    words = " ".join(value.split())
    if not words.isprintable() or _AMBIGUOUS.search(words) or _YEAR_NONE.search(words):
        return None
    numbers = _YEAR_FIRST.match(words)  # the library reads 2025-13-01 as well, in another order
    if numbers and not exact_date("{}-{:0>2}-{:0>2}".format(*numbers.groups())):
        return None
    try:
        moment = _reader_of_words().get_date_data(words).date_obj
    except (ValueError, OverflowError):
        return None
    return utc(moment) if moment else None


@cache
def _reader_of_words() -> Any:  # noqa: ANN401 - it has no types
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=list(_LANGUAGES),
        settings={
            "DATE_ORDER": "YMD",
            "PREFER_LOCALE_DATE_ORDER": False,
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "TIMEZONE": "UTC",
            "TO_TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": True,
        },
    )
