"""Restart: whenever the bot is killed, each question is answered once, after the next start at the latest."""

import random
from collections.abc import Iterator
from functools import partial

import pytest

from tests.end_to_end.discord_faults.conftest import (
    COMPARED,
    COMPARISON,
    HISTORY,
    POST,
    RESPONSE,
    Talk,
    ask,
    ask_all,
    assert_answered_once,
    assert_good_conduct,
    command,
    seen_by,
    settle,
    wait_for_answers,
)
from tests.end_to_end.faults import BRISK, SOAK, price
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Call, Posted
from tests.platforms.running import NewHome, RunningBot

ROUNDS = 20 if SOAK else 2
IN_FLIGHT = 10
CALLS = 3 * IN_FLIGHT  # for each typing, a thread or none, and a post
without_nonces = pytest.mark.parametrize("discord", [{}, {"nonce_seconds": 0}], indirect=True, ids=["soon", "later"])


@pytest.fixture
def discord(request: pytest.FixtureRequest) -> Iterator[DiscordServer]:
    """A Discord of one test alone, in which a bot may begin sessions one after the other."""
    with DiscordServer(identify_seconds=0, **getattr(request, "param", {})) as server:
        yield server


@pytest.fixture
def bot(discord: DiscordServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot of one test alone, for it is killed."""
    with RunningBot(new_home(), discord, **BRISK) as running:
        discord.wait_for(lambda: discord.commands)
        yield running
        assert_good_conduct(running, discord)


def has_come_to(discord: DiscordServer, calls: int, flying: dict[Posted, int]) -> bool:
    """Tell whether the bot has made so many calls, or answered all."""
    return len(discord.calls) >= calls or all(map(discord.replies, flying))


@pytest.mark.soak
def test_a_kill_at_any_moment_neither_loses_nor_repeats_an_answer(
    discord: DiscordServer, bot: RunningBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed with ten questions in flight, again and again: each is answered once after the next start."""
    talk, before = Talk(discord), []
    chance = random.Random(7)  # noqa: S311 - the same moments each time
    for kill in range(ROUNDS):
        discord.delay(POST, chance.choice([0, 0.2]))
        calls = len(discord.calls) + int(((kill + chance.random()) / ROUNDS) ** 0.5 * CALLS)
        flying = talk.ask_all(IN_FLIGHT)
        discord.wait_for(partial(has_come_to, discord, calls, flying))
        bot.kill()
        before.append(sum(bool(discord.replies(message)) for message in flying))
        bot.start()
        wait_for_answers(discord, flying)
    discord.delay(POST, 0)
    assert_answered_once(bot, discord, talk.asked)
    with capsys.disabled():
        print(f"\n{ROUNDS} kills, answered before each of {IN_FLIGHT}: {before}; each answered once in the end")


@pytest.mark.parametrize("discord", [{}, {"nonce_seconds": 0}], indirect=True, ids=["at once", "later"])
def test_what_was_posted_before_the_kill_is_not_posted_again(discord: DiscordServer, bot: RunningBot) -> None:
    """Killed before it knows what Discord has posted, the bot looks after the start: of two messages, for each.

    It does so at once, and when Discord has forgotten the nonces of what was posted.
    """
    discord.delay(POST, 0.5)
    whole, half = (discord.mention(COMPARISON, user=discord.add_user(), channel=discord.add_channel()) for _ in "ab")
    discord.wait_for(lambda: posts_in(discord, whole) and posts_in(discord, half))
    flying = ask_all(discord, 3)
    discord.wait_for(lambda: 2 in (len(posts_in(discord, whole)), len(posts_in(discord, half))))
    bot.kill()
    discord.wait_for(lambda: len(discord.replies(whole)) + len(discord.replies(half)) >= 3)
    discord.delay(POST, 0)
    bot.start()
    discord.wait_for(lambda: len(discord.replies(whole)) > 1 and len(discord.replies(half)) > 1)
    assert_answered_once(bot, discord, flying)
    for asked in (whole, half):
        text = "".join(map(discord.visible_text, discord.replies(asked)))
        assert [text.count(price(number)) for number in COMPARED] == [1] * len(COMPARED)
        assert len(discord.replies(asked)) == 2


def posts_in(discord: DiscordServer, asked: Posted) -> list[Call]:
    """Return the tries to post into the thread of a question."""
    return [call for call in discord.calls_of(POST) if call.path == f"/channels/{asked.id}/messages"]


def test_what_is_asked_while_the_bot_is_away_is_answered_at_the_start(discord: DiscordServer, bot: RunningBot) -> None:
    """In every way, though nothing can be read at first; what was answered before is not answered again.

    Nor is what was posted where the bot may not look.
    """
    talk, unreadable = Talk(discord), discord.add_channel(denied=["READ_MESSAGE_HISTORY"])
    before = [*talk.asked]
    settle(bot, discord)
    discord.delay(POST, 0.5)
    posted = ask(discord, channel=unreadable)
    discord.wait_for(lambda: posts_in(discord, posted))
    bot.kill()
    talk.ask_all(8)
    wait_for_answers(discord, [posted])
    discord.delay(POST, 0)
    discord.fail(HISTORY, status=503, times=20)
    bot.start()
    for message in before:
        discord.redeliver(message)
    assert_answered_once(bot, discord, talk.asked | {posted: 6})


def test_what_people_said_to_each_other_meanwhile_is_left_alone(discord: DiscordServer, bot: RunningBot) -> None:
    """Read after the start, a question is answered as ever, in a thread of its own; other lines get no word."""
    channel = discord.add_channel()
    bot.kill()
    for line in ("hello everybody", "what does it cost?", "help"):
        discord.say(line, user=discord.add_user(), channel=channel)
    asked = ask(discord, channel=channel)
    discord.say("and this comes after it", user=discord.add_user(), channel=channel)
    bot.start()
    assert_answered_once(bot, discord, {asked: 6})
    [answer] = discord.replies(asked)
    assert answer.channel == discord.thread_of(asked)
    assert next(button["label"] for button in discord.buttons(answer)) == "Ask a follow-up"
    assert discord.in_channel(channel) == []


def test_commands_in_flight_are_answered_after_the_restart(discord: DiscordServer, bot: RunningBot) -> None:
    """By the tokens that came with them; too late for that, directly, or in the channel if all were to see it."""
    discord.fail(RESPONSE, status=503, times=4)  # each is tried again a second later
    commands = [command(discord, public=public) for public in (False, True, False, True)]
    discord.wait_for(lambda: len(discord.calls_of(RESPONSE)) >= len(commands))
    bot.kill()
    with discord.state.changing():
        for late in commands[2:]:
            late.ends_at = 0.0
    bot.start()
    discord.wait_for(lambda: all(price(6) in seen_by(discord, each) for each in commands))
    settle(bot, discord)
    assert [seen_by(discord, each).count(price(6)) for each in commands] == [1] * len(commands)
    assert [len(discord.in_channel(each.channel)) for each in commands] == [0, 1, 0, 1]


def test_shares_in_flight_are_posted_after_the_restart_and_once(discord: DiscordServer, bot: RunningBot) -> None:
    """Killed before Discord posted one, and before it knew that Discord had posted another."""
    commands = [command(discord), command(discord)]
    answers = discord.wait_for(
        lambda: [*filter(None, map(discord.response, commands))] if all(map(discord.response, commands)) else []
    )
    faults = (partial(discord.fail, POST), partial(discord.drop_reply, POST))
    for begun, (fault, answer) in enumerate(zip(faults, answers, strict=True), 1):
        fault()
        assert answer.ephemeral_to is not None
        discord.click(answer, "Share to channel", user=answer.ephemeral_to)
        discord.wait_for(partial(has_posted, discord, begun))
    bot.kill()
    bot.start()
    discord.wait_for(lambda: all(discord.in_channel(each.channel) for each in commands))
    settle(bot, discord)
    for each in commands:
        [shared] = discord.in_channel(each.channel)
        assert price(6) in discord.visible_text(shared)


def has_posted(discord: DiscordServer, times: int) -> bool:
    """Tell whether the bot has tried to post so many times."""
    return len(discord.calls_of(POST)) >= times
