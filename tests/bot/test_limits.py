"""Limits: no more questions in any minute than allowed, and a friendly word to whoever asks more."""

import tracemalloc
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Excess, RateLimits

WINDOW_S = 60


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


def test_a_person_may_ask_so_often_a_minute(clock: Clock) -> None:
    """The question after the last one allowed is told how long to wait, and passes once that time is over."""
    limits = RateLimits(2, 30, clock)
    assert limits.excess("ada", "general") is None
    clock.now += 20.5
    assert limits.excess("ada", "random") is None
    assert limits.excess("ada", "general") == Excess(who="you", seconds=40, limit=2)
    assert limits.excess("bob", "general") is None
    clock.now += 39
    assert limits.excess("ada", "general") == Excess(who="you", seconds=1, limit=2)
    clock.now += 1
    assert limits.excess("ada", "general") is None


def test_a_channel_may_ask_so_often_a_minute(clock: Clock) -> None:
    """What a channel asked is counted over all its people."""
    limits = RateLimits(6, 2, clock)
    assert limits.excess("ada", "general") is None
    assert limits.excess("bob", "general") is None
    assert limits.excess("eve", "general") == Excess(who="this channel", seconds=60, limit=2)
    assert limits.excess("eve", "random") is None


def test_the_longer_wait_is_told_where_both_limits_are_met(clock: Clock) -> None:
    """Whoever waits as long as they were told may ask."""
    limits = RateLimits(1, 1, clock)
    assert limits.excess("ada", "random") is None
    clock.now += 10
    assert limits.excess("bob", "general") is None
    met = limits.excess("ada", "general")
    assert met == Excess(who="this channel", seconds=60, limit=1)
    clock.now += met.seconds
    assert limits.excess("ada", "general") is None


def test_a_question_that_was_refused_does_not_count(clock: Clock) -> None:
    """Asking on and on does not lengthen the wait, neither one's own nor the channel's."""
    limits = RateLimits(1, 2, clock)
    assert limits.excess("ada", "general") is None
    for _ in range(59):
        clock.now += 1
        assert limits.excess("ada", "general") is not None
    assert limits.excess("bob", "general") is None
    clock.now += 1
    assert limits.excess("ada", "general") is None


@pytest.mark.parametrize(
    ("excess", "notice"),
    [
        (
            Excess(who="you", seconds=12, limit=6),
            "I take 6 questions a minute from you: please ask again in 12 seconds.",
        ),
        (
            Excess(who="this channel", seconds=1, limit=1),
            "I take 1 question a minute from this channel: please ask again in 1 second.",
        ),
    ],
)
def test_the_notice_is_one_friendly_sentence(excess: Excess, notice: str) -> None:
    """It says the limit, whose it is and how long to wait."""
    assert excess.notice == notice


def test_people_who_fell_silent_are_forgotten(clock: Clock) -> None:
    """After 10,000 people in as many channels the memory holds no more than after the first thousand."""
    limits = RateLimits(6, 30, clock)
    tracemalloc.start()
    held = []
    for number in range(10_000):
        clock.now += 1
        assert limits.excess(f"user {number}", f"channel {number}") is None
        if number in (999, 9_999):
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert held[1] < 1.2 * held[0]


questions = st.tuples(
    st.sampled_from(["ada", "bob", "eve"]),
    st.sampled_from(["general", "random"]),
    st.integers(0, 40 * 4).map(lambda quarters: quarters / 4),
)


@given(st.lists(questions, max_size=80), st.integers(1, 4), st.integers(1, 6))
def test_no_minute_ever_has_more_than_the_limit(
    asked: Sequence[tuple[str, str, float]], per_user: int, per_channel: int
) -> None:
    """No window of 60 s counts more than allowed; a refusal is right, and waiting as long as it says is enough."""
    clock = Clock()
    limits = RateLimits(per_user, per_channel, clock)
    allowed = {"you": per_user, "this channel": per_channel}
    counted: defaultdict[str, list[float]] = defaultdict(list)
    for user, channel, pause in asked:
        clock.now += pause
        excess = limits.excess(user, channel)
        if excess:
            key = user if excess.who == "you" else channel
            recent = [moment for moment in counted[key] if clock.now - moment < WINDOW_S]
            assert len(recent) == excess.limit == allowed[excess.who]
            assert 1 <= excess.seconds <= WINDOW_S
            assert clock.now + excess.seconds - recent[0] >= WINDOW_S > clock.now + excess.seconds - 1 - recent[0]
            continue
        for key, limit in ((user, per_user), (channel, per_channel)):
            counted[key].append(clock.now)
            assert len([moment for moment in counted[key] if clock.now - moment < WINDOW_S]) <= limit
