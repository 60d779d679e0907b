"""A flood: many people ask at once; all is deferred in time, nobody is forgotten, and the memory stays flat."""

import random
from collections import Counter
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.end_to_end.discord_faults.conftest import assert_answered, assert_good_conduct, settle
from tests.end_to_end.faults import MODELS, SOAK, price, question
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import UNLIMITED, NewHome, RunningBot

QUESTIONS, PEOPLE, CHANNELS, SECONDS = (500, 200, 60, 10.0) if SOAK else (50, 20, 6, 1.0)
COMMANDS = 5  # of so many questions, one is asked by /ask
WARM_UP = 50 if SOAK else 12
MEMORY_GROWTH, MEMORY_SLACK = 1.15, 20_000_000
TIMEOUT_S = 60 + QUESTIONS / 2
Flood = dict[Posted | Interaction, int]


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    """A Discord of one test alone."""
    with DiscordServer() as server:
        yield server


def flood(discord: DiscordServer, people: list[str], *, crowding: int) -> Flood:
    """Ask all questions at an even pace, in all channels in turn, by people chosen by chance.

    The higher the power ``crowding``, the more of it the first ones ask; 1 chooses evenly.
    """
    chance = random.Random(8)  # noqa: S311 - the same flood each time
    channels = [discord.add_channel() for _ in range(CHANNELS)]
    asked: Flood = {}
    begun = monotonic()
    for position in range(QUESTIONS):
        due = begun + position * SECONDS / QUESTIONS
        if (early := due - monotonic()) > 0:
            pause(discord, early)
        user, channel = people[int(len(people) * chance.random() ** crowding)], channels[position % CHANNELS]
        text = question(number := chance.choice(MODELS))
        if position % COMMANDS == 0:
            asked[discord.command("ask", {"question": text}, user=user, channel=channel)] = number
        else:
            asked[discord.mention(text, user=user, channel=channel)] = number
    return asked


def pause(discord: DiscordServer, seconds: float) -> None:
    """Keep the pace of the flood."""
    with discord.state.changed:
        discord.state.changed.wait_for(lambda: False, seconds)


def answers(discord: DiscordServer, asked: Posted | Interaction) -> list[Posted]:
    """Return the answers to a question."""
    if isinstance(asked, Posted):
        return discord.replies(asked)
    response = discord.response(asked)
    return [response] if response else []


def are_answered(discord: DiscordServer, asked: Flood) -> bool:
    """Tell whether all questions have answers; the last one of them is looked at first."""
    return all(answers(discord, each) for each in reversed(asked))


@pytest.mark.soak
def test_a_flood_is_deferred_and_answered_in_flat_memory(
    discord: DiscordServer, new_home: NewHome, capsys: pytest.CaptureFixture[str]
) -> None:
    """With limits raised, all of the flood is answered once, each /ask deferred in 3 s, and the memory stays flat."""
    with RunningBot(new_home(), discord, **UNLIMITED) as bot:
        discord.wait_for(lambda: discord.commands)
        warm = {
            discord.mention(question(number), user=discord.add_user(), channel=discord.add_channel()): number
            for _ in range(WARM_UP // len(MODELS) + 1)
            for number in MODELS
        }
        discord.wait_for(lambda: all(map(discord.replies, warm)), TIMEOUT_S)
        settle(bot, discord)
        before, refused, people = bot.memory(), discord.invalid_requests, [discord.add_user() for _ in range(PEOPLE)]
        begun = monotonic()
        asked = flood(discord, people, crowding=1)
        offered = monotonic() - begun
        discord.wait_for(lambda: are_answered(discord, asked), TIMEOUT_S)
        took = monotonic() - begun
        settle(bot, discord)
        after, refused = bot.memory(), discord.invalid_requests - refused
        assert_answered(discord, {each: number for each, number in asked.items() if isinstance(each, Posted)})
        commands = {each: number for each, number in asked.items() if isinstance(each, Interaction)}
        assert all(price(number) in text_of(discord, each) for each, number in commands.items())
        assert [each for each in commands if each.follow_ups] == []
        assert len(discord.messages) == len(warm) + len(asked) + 2  # and two that settled
        with capsys.disabled():
            print(
                f"\n{QUESTIONS} questions by {PEOPLE} people in {CHANNELS} channels in {offered:.1f} s: "
                f"all answered once after {took:.1f} s, "
                f"{len(commands)} of them by /ask and deferred after {slowest(commands) * 1000:.0f} ms at most; "
                f"{refused} calls refused; memory {before / 1e6:.0f} MB before, {after / 1e6:.0f} MB after"
            )
        assert_good_conduct(bot, discord)
        assert after < before * MEMORY_GROWTH + MEMORY_SLACK


def text_of(discord: DiscordServer, asked: Interaction) -> str:
    """Return the text of the response to a command."""
    response = discord.response(asked)
    assert response is not None
    return discord.visible_text(response)


def slowest(commands: dict[Interaction, int]) -> float:
    """Return the seconds that the slowest response took."""
    return max(each.responded_at - each.sent_at for each in commands if each.responded_at)


@pytest.mark.soak
def test_who_is_not_answered_in_a_flood_is_told_so(
    discord: DiscordServer, new_home: NewHome, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the limits as they are, each question has an answer, or its asker one friendly notice in private."""
    with RunningBot(new_home(), discord) as bot:
        discord.wait_for(lambda: discord.commands)
        people = [discord.add_user() for _ in range(PEOPLE)]
        asked = flood(discord, people, crowding=3)
        commands = [each for each in asked if isinstance(each, Interaction)]
        mentions = [each for each in asked if isinstance(each, Posted)]

        def notices() -> list[Posted]:
            return [notice for user in people for notice in discord.dms(user)]

        discord.wait_for(lambda: all(map(discord.response, commands)), TIMEOUT_S)
        discord.wait_for(
            lambda: sum(map(bool, map(discord.replies, mentions))) + len(notices()) >= len(mentions), TIMEOUT_S
        )
        settle(bot, discord)
        answered = Counter(each.user for each in mentions if discord.replies(each))
        told = Counter(user for user in people for _ in discord.dms(user))
        assert max(len(discord.replies(each)) for each in mentions) == 1
        assert answered + told == Counter(each.user for each in mentions)
        assert all("please ask again in" in discord.visible_text(notice) for notice in notices())
        told_in_place = [each for each in commands if "please ask again in" in text_of(discord, each)]
        assert all(price(asked[each]) in text_of(discord, each) for each in commands if each not in told_in_place)
        assert told, "no limit was met"
        with capsys.disabled():
            print(
                f"\n{QUESTIONS} questions within the limits: "
                f"{answered.total() + len(commands) - len(told_in_place)} answered, "
                f"{told.total() + len(told_in_place)} notices"
            )
        assert_good_conduct(bot, discord)
