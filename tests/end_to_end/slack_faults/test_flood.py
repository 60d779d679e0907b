"""A flood: many people ask at once; all is acknowledged in time, nobody is forgotten, and the memory stays flat."""

import random
from collections import Counter
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.end_to_end.faults import MODELS, SOAK, question
from tests.end_to_end.slack_faults.conftest import assert_answered_once, assert_good_conduct, settle, wait_for_answers
from tests.platforms.running import UNLIMITED, NewHome, RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

QUESTIONS, PEOPLE, CHANNELS, SECONDS = (500, 200, 60, 10.0) if SOAK else (50, 20, 6, 1.0)
WARM_UP = 50 if SOAK else 12
MEMORY_GROWTH, MEMORY_SLACK = 1.15, 20_000_000
TIMEOUT_S = 60 + QUESTIONS / 2


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """A Slack of one test alone."""
    with SlackServer() as server:
        yield server


def flood(slack: SlackServer, people: list[str], channels: list[str], *, crowding: int) -> dict[Posted, int]:
    """Ask all questions at an even pace, in all channels in turn, by people chosen by chance.

    The higher the power ``crowding``, the more of it the first ones ask; 1 chooses evenly.
    """
    chance = random.Random(8)  # noqa: S311 - the same flood each time
    asked: dict[Posted, int] = {}
    begun = monotonic()
    for position in range(QUESTIONS):
        due = begun + position * SECONDS / QUESTIONS
        if (early := due - monotonic()) > 0:
            pause(slack, early)
        user = people[int(len(people) * chance.random() ** crowding)]
        channel = channels[position % len(channels)]
        number = chance.choice(MODELS)
        asked[slack.mention(question(number), user=user, channel=channel)] = number
    return asked


def pause(slack: SlackServer, seconds: float) -> None:
    """Keep the pace of the flood."""
    with slack.state.changed:
        slack.state.changed.wait_for(lambda: False, seconds)


@pytest.mark.soak
def test_a_flood_is_acknowledged_and_answered_in_flat_memory(
    slack: SlackServer, new_home: NewHome, capsys: pytest.CaptureFixture[str]
) -> None:
    """With limits raised, all of the flood is acknowledged in 3 s and answered once, and the memory stays as it was."""
    with RunningBot(new_home(), slack, **UNLIMITED) as bot:
        warm = {
            slack.mention(question(number), user=new_user(), channel=new_channel()): number
            for _ in range(WARM_UP // len(MODELS) + 1)
            for number in MODELS
        }
        wait_for_answers(slack, warm, timeout=TIMEOUT_S)
        settle(slack)
        before, begun = bot.memory(), monotonic()
        asked = flood(slack, [new_user() for _ in range(PEOPLE)], [new_channel() for _ in range(CHANNELS)], crowding=1)
        offered = monotonic() - begun
        wait_for_answers(slack, asked, timeout=TIMEOUT_S)
        took = monotonic() - begun
        assert_answered_once(slack, asked)
        after = bot.memory()
        with capsys.disabled():
            print(
                f"\n{QUESTIONS} questions by {PEOPLE} people in {CHANNELS} channels in {offered:.1f} s: "
                f"all answered once after {took:.1f} s, acknowledged after {slowest_ack(slack) * 1000:.0f} ms at most; "
                f"memory {before / 1e6:.0f} MB before, {after / 1e6:.0f} MB after"
            )
        assert_good_conduct(bot, slack)
        assert after < before * MEMORY_GROWTH + MEMORY_SLACK


def slowest_ack(slack: SlackServer) -> float:
    """Return the seconds that the slowest acknowledgement took."""
    return max(each.acked_at - each.sent_at for each in slack.deliveries if each.acked_at and each.sent_at)


@pytest.mark.soak
def test_who_is_not_answered_in_a_flood_is_told_so(
    slack: SlackServer, new_home: NewHome, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the limits as they are, each question has an answer, or its asker one friendly notice in private."""
    with RunningBot(new_home(), slack) as bot:
        people = [new_user() for _ in range(PEOPLE)]
        asked = flood(slack, people, [new_channel() for _ in range(CHANNELS)], crowding=3)
        slack.wait_for(lambda: answers(slack, asked) + len(notices(slack, people)) >= len(asked), TIMEOUT_S)
        settle(slack)
        answered = Counter(message.user for message in asked if slack.replies(message))
        told = Counter(notice.ephemeral_to for notice in notices(slack, people))
        assert max(len(slack.replies(message)) for message in asked) == 1
        assert answered + told == Counter(message.user for message in asked)
        assert all("please ask again in" in slack.visible_text(notice) for notice in notices(slack, people))
        assert told, "no limit was met"
        with capsys.disabled():
            print(f"\n{QUESTIONS} questions within the limits: {answered.total()} answered, {told.total()} notices")
        assert_good_conduct(bot, slack)


def answers(slack: SlackServer, asked: dict[Posted, int]) -> int:
    """Return how many questions have answers."""
    return sum(bool(slack.replies(message)) for message in asked)


def notices(slack: SlackServer, people: list[str]) -> list[Posted]:
    """Return what was told to people in private."""
    known = set(people)
    return [message for message in slack.messages if message.ephemeral_to in known]
