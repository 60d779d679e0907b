"""When sources are read again: as often as they publish, and ever more seldom while they fail."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.web.refresh_times import due_after_failure, due_after_success, interval

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LEAST = timedelta(minutes=30)
MOST = timedelta(hours=4)


def every(gap: timedelta, count: int = 12) -> list[datetime]:
    """Return publication times so far apart, the last one a gap ago."""
    return [NOW - gap * number for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (timedelta(minutes=5), LEAST),
        (timedelta(hours=4), timedelta(hours=1)),
        (timedelta(hours=8), timedelta(hours=2)),
        (timedelta(days=7), MOST),
    ],
)
def test_a_source_is_read_four_times_in_the_usual_gap_between_its_articles(gap: timedelta, expected: timedelta) -> None:
    """Within half an hour and four hours."""
    assert interval(every(gap), NOW, LEAST) == expected


def test_one_long_pause_changes_little_and_a_long_silence_much() -> None:
    """The usual gap is the median one, and the gap that is open now counts as one."""
    pause = [*every(timedelta(hours=4), 6), NOW - timedelta(days=20)]
    assert interval(pause, NOW, LEAST) == timedelta(hours=1)
    assert interval([NOW - timedelta(days=90), NOW - timedelta(days=90, hours=1)], NOW, LEAST) == MOST


def test_undated_sources_are_read_seldom_and_dates_to_come_tell_nothing() -> None:
    """There is nothing to go by."""
    assert interval([], NOW, LEAST) == MOST
    assert interval([NOW + timedelta(days=1)], NOW, LEAST) == MOST


def test_a_least_interval_beyond_four_hours_holds() -> None:
    """Whoever wants fewer requests has fewer."""
    assert interval(every(timedelta(minutes=1)), NOW, timedelta(days=1)) == timedelta(days=1)


@given(st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)), max_size=20))  # noqa: DTZ001
def test_the_next_reading_is_never_far_from_what_is_allowed(times: list[datetime]) -> None:
    """Whatever dates a source claims, with a tenth of jitter to either side."""
    due = due_after_success([moment.replace(tzinfo=UTC) for moment in times], NOW, LEAST)
    assert LEAST * 0.9 <= due - NOW <= MOST * 1.1


@given(st.integers(1, 10_000))
def test_failures_double_the_wait_up_to_a_day(failures: int) -> None:
    """With the same jitter."""
    wait = due_after_failure(failures, NOW, LEAST) - NOW
    usual = min(LEAST * 2 ** min(failures - 1, 10), timedelta(days=1))
    assert usual * 0.9 <= wait <= usual * 1.1


def test_a_server_that_names_a_time_is_not_asked_before_but_within_a_day() -> None:
    """`Retry-After` wins over our own wait, as long as it is sensible."""
    assert due_after_failure(1, NOW, LEAST, NOW + timedelta(hours=5)) == NOW + timedelta(hours=5)
    assert due_after_failure(1, NOW, LEAST, NOW + timedelta(days=300)) <= NOW + timedelta(days=1)
    assert due_after_failure(1, NOW, LEAST, NOW - timedelta(days=1)) > NOW
