"""Dates as people, feeds and pages write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import date_in_address, exact_date, parsed_date, publication_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-12-01", "2025-12-01T00:00:00"),
        (" 2025-12-01\n", "2025-12-01T00:00:00"),
        ("20251201", "2025-12-01T00:00:00"),
        ("2025-12-01T10:30:00Z", "2025-12-01T10:30:00"),
        ("2025-12-01T10:30:00.123456+00:00", "2025-12-01T10:30:00.123456"),
        ("2025-12-01T01:30:00+02:00", "2025-11-30T23:30:00"),
        ("2025-12-01T10:30:00+0100", "2025-12-01T09:30:00"),
        ("2025-12-01 10:30", "2025-12-01T10:30:00"),
        ("Mon, 01 Dec 2025 10:30:00 GMT", "2025-12-01T10:30:00"),
        ("Mon, 01 Dec 2025 10:30:00 -0500", "2025-12-01T15:30:00"),
        ("1 Dec 2025 10:30:00 +0000", "2025-12-01T10:30:00"),
        ("Mon, 1 Dec 25 10:30 EST", "2025-12-01T15:30:00"),
    ],
)
def test_standards_are_read_in_utc(value: str, expected: str) -> None:
    """ISO 8601 and RFC 2822, with and without a time and a zone, become moments in UTC."""
    moment = parsed_date(value)
    assert moment is not None
    assert moment.tzinfo is UTC
    assert moment.replace(tzinfo=None) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Nov 24, 2025", "2025-11-24T00:00"),
        ("Nov. 24, 2025", "2025-11-24T00:00"),
        ("24 November 2025", "2025-11-24T00:00"),
        ("November 24th, 2025", "2025-11-24T00:00"),
        ("Monday, November 24, 2025 at 3:04 PM", "2025-11-24T15:04"),
        ("Nov 24, 2025 3:00 PM EST", "2025-11-24T20:00"),
        ("24-Nov-2025", "2025-11-24T00:00"),
        ("2025/11/24", "2025-11-24T00:00"),
        ("2025-11-24 10:00:00 UTC", "2025-11-24T10:00"),
        ("2025-11-24T10:00:00+00:00Z", "2025-11-24T10:00"),
        ("Mon Nov 24 10:00:00 UTC 2025", "2025-11-24T10:00"),
        ("Mon, 24 Nov 2025 10:00:00", "2025-11-24T10:00"),
        ("Mon, 24 Nov 2025 10:00:00 -0000", "2025-11-24T10:00"),
        ("Mon, 24 Nov 2025 10:00:00 CET", "2025-11-24T09:00"),
        ("Tues, 25 Nov 2025 10:00:00 GMT", "2025-11-25T10:00"),
        ("24. November 2025", "2025-11-24T00:00"),
        ("3. März 2026", "2026-03-03T00:00"),
        ("1er décembre 2025", "2025-12-01T00:00"),
        ("Lundi 24 novembre 2025 10:00", "2025-11-24T10:00"),
        ("24 de noviembre de 2025", "2025-11-24T00:00"),
    ],
)
def test_dates_in_words_are_read_in_utc(value: str, expected: str) -> None:
    """Days and times as people write them, in several languages, are read too; without a zone they are in UTC."""
    assert parsed_date(value) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("value", [1764547200, 1764547200.0, 1764547200000])
def test_numbers_are_seconds_or_milliseconds_since_1970(value: float) -> None:
    """Programs write dates as numbers."""
    assert parsed_date(value) == datetime(2025, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "soon",
        "yesterday",
        "in 3 days",
        "2025",
        "May 2025",
        "2025-13-01",
        "2025-02-30",
        "Feb 30, 2025",
        "2025-12-01T25:00:00Z",
        "01.12.2025",
        "12/01/2025",
        "12/01/2025 10:00 GMT",
        "Mon, 32 Dec 2025 10:30:00 GMT",
        "Mon, 01 Dec 2025 10:30:00 -9999",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+12:00",
        "\u0661\u0662\u0663\u0664-01-01",
        "2025-12-01\0",
        "\ud800",
        "x" * 100_000,
        0,
        20251201,
        1.5,
        float("nan"),
        float("inf"),
        True,
        [],
        {},
        ["2025-12-01"],
    ],
)
def test_what_is_no_date_counts_as_missing(value: object) -> None:
    """Anything else, an impossible day and one whose month is a guess are no dates, and no errors."""
    assert parsed_date(value) is None


def test_future_dates_are_read() -> None:
    """Whoever stores an article hides it until then."""
    assert parsed_date("1 January 2098") == datetime(2098, 1, 1, tzinfo=UTC)


def test_nothing_was_published_before_the_web() -> None:
    """Programs that know no date write the first one they can."""
    assert publication_date("2025-12-01") == datetime(2025, 12, 1, tzinfo=UTC)
    assert publication_date("1970-01-01T00:00:00Z") is None
    assert publication_date("0001-01-01T00:00:00Z") is None
    assert publication_date("soon") is None


@given(st.text(max_size=60) | st.integers() | st.floats())
def test_nothing_breaks_it(value: object) -> None:
    """Whatever is given, there is a moment in UTC or none."""
    moment = parsed_date(value)
    assert moment is None or moment.tzinfo is UTC


def test_words_are_no_exact_dates() -> None:
    """Where many dates are compared the standards alone are read: words take a thousand times longer."""
    assert exact_date("Mon, 01 Dec 2025 10:30:00 GMT") == datetime(2025, 12, 1, 10, 30, tzinfo=UTC)
    assert exact_date("1 December 2025, half past ten") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/2025/11/24/comet-2", "2025-11-24"),
        ("https://news.example/2025/1/4/comet-2", "2025-01-04"),
        ("https://news.example/2025/Nov/24/comet-2/", "2025-11-24"),
        ("https://news.example/blog/2025-11-24-comet-2", "2025-11-24"),
        ("https://news.example/blog/2025-11-24", "2025-11-24"),
        ("https://news.example/models/comet-2025-11-24", None),
        ("https://news.example/2025/11/comet-2", None),
        ("https://news.example/2025/13/24/comet-2", None),
        ("https://news.example/2025/11/245", None),
        ("https://news.example/", None),
    ],
)
def test_day_in_an_address(url: str, expected: str | None) -> None:
    """Folders named by a day, and names that begin with one, say when; the version of a model does not."""
    assert date_in_address(url) == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)
