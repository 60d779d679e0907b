"""Restart: whenever the bot is killed, each question is answered once, after the next start at the latest."""

import random
from collections.abc import Iterator
from functools import partial

import pytest

from tests.end_to_end.faults import BRISK, MODELS, SOAK, price, question
from tests.end_to_end.slack_faults.conftest import (
    ask,
    ask_all,
    assert_answered_once,
    assert_good_conduct,
    settle,
    wait_for_answers,
)
from tests.platforms.running import NewHome, RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Delivery, Posted

ROUNDS = 20 if SOAK else 2
IN_FLIGHT = 10
CALLS = 3 * IN_FLIGHT  # for each a time zone and a status, soon, and then a post


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """A Slack of one test alone."""
    with SlackServer() as server:
        yield server


@pytest.fixture
def bot(slack: SlackServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot of one test alone, for it is killed."""
    with RunningBot(new_home(), slack, **BRISK) as running:
        yield running
        assert_good_conduct(running, slack)


def has_come_to(slack: SlackServer, calls: int, flying: dict[Posted, int]) -> bool:
    """Tell whether the bot has made so many calls, or answered all."""
    return len(slack.calls) >= calls or all(map(slack.replies, flying))


@pytest.mark.soak
def test_a_kill_at_any_moment_neither_loses_nor_repeats_an_answer(
    slack: SlackServer, bot: RunningBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed with ten questions in flight, again and again: each is answered once after the next start."""
    chance = random.Random(7)  # noqa: S311 - the same moments each time
    asked, before = ask_all(slack, 1), []
    assert_answered_once(slack, asked)
    for kill in range(ROUNDS):
        slack.delay("chat.postMessage", chance.choice([0, 0.2]))
        calls = len(slack.calls) + int(((kill + chance.random()) / ROUNDS) ** 0.5 * CALLS)
        flying = ask_all(slack, 3, channel=new_channel()) | ask_all(slack, IN_FLIGHT - 3)
        slack.wait_for(partial(has_come_to, slack, calls, flying))
        bot.kill()
        before.append(sum(bool(slack.replies(message)) for message in flying))
        asked |= flying
        bot.start()
        wait_for_answers(slack, flying)
    slack.delay("chat.postMessage", 0)
    assert_answered_once(slack, asked)
    with capsys.disabled():
        print(f"\n{ROUNDS} kills, answered before each of {IN_FLIGHT}: {before}; each answered once in the end")


def test_an_answer_that_was_posted_before_the_kill_is_not_posted_again(slack: SlackServer, bot: RunningBot) -> None:
    """Killed after Slack posted and before the bot knew, it finds its answers in their threads after the start."""
    slack.drop_reply("chat.postMessage", times=1)
    dropped = ask(slack)
    slack.wait_for(lambda: slack.replies(dropped))
    bot.kill()
    bot.start()
    slack.delay("chat.postMessage", 0.5)
    delayed = ask_all(slack, 3)
    slack.wait_for(lambda: any(map(slack.replies, delayed)))
    bot.kill()
    wait_for_answers(slack, delayed)
    bot.start()
    slack.delay("chat.postMessage", 0)
    assert_answered_once(slack, {dropped: 6} | delayed)


def test_without_the_scope_to_read_threads_a_question_in_flight_is_answered_all_the_same(
    slack: SlackServer, bot: RunningBot
) -> None:
    """A bot that may not look whether its answer was posted posts it: an answer twice is better than none."""
    slack.revoke_token()
    asked = ask_all(slack, 2)
    slack.wait_for(lambda: len(slack.calls_of("chat.postMessage")) >= 2)
    bot.kill()
    with slack.state.changing():
        slack.state.revoked = False
    slack.remove_scope("channels:history")
    bot.start()
    assert_answered_once(slack, asked)
    assert "channels:history" in bot.log


def commanded(slack: SlackServer, command: Delivery) -> list[str]:
    """Return what the user of a command sees of it."""
    return [slack.visible_text(message) for message in slack.ephemerals(command.payload["user_id"])]


def test_commands_in_flight_are_answered_after_the_restart(slack: SlackServer, bot: RunningBot) -> None:
    """What was acknowledged and not answered is answered at the address that came with it; users see one answer."""
    slack.delay("users.info", 1)
    commands = {
        slack.command("/ask", question(number), user=new_user(), channel=new_channel()): number for number in MODELS
    }
    slack.wait_for(lambda: all(command.acked_at for command in commands))
    bot.kill()
    slack.delay("users.info", 0)
    bot.start()
    slack.wait_for(lambda: all(price(number) in "".join(commanded(slack, c)) for c, number in commands.items()))
    settle(slack)
    answers = [[each for each in commanded(slack, command) if "Looking" not in each] for command in commands]
    assert [len(each) for each in answers] == [1] * len(commands)


def test_a_private_answer_that_may_have_been_posted_is_offered(slack: SlackServer, bot: RunningBot) -> None:
    """Killed before it knew, the bot cannot look whether it is there: the asker has it by one click, and not twice."""
    slack.drop_reply("response_url")
    command = slack.command("/ask", question(6), user=new_user(), channel=new_channel())
    slack.wait_for(lambda: price(6) in "".join(commanded(slack, command)))
    bot.kill()
    bot.start()
    slack.wait_for(lambda: "Is my answer not there?" in commanded(slack, command)[-1])
    assert "".join(commanded(slack, command)).count(price(6)) == 1
    user = command.payload["user_id"]
    slack.click(slack.ephemerals(user)[-1], "show_answer", user=user)
    slack.wait_for(lambda: price(6) in commanded(slack, command)[-1])


@pytest.mark.parametrize("is_posted", [False, True])
def test_a_share_in_flight_is_posted_after_the_restart_and_once(
    slack: SlackServer, bot: RunningBot, *, is_posted: bool
) -> None:
    """Killed while it waits for Slack, or before it knows that Slack took it, it stands there once in the end.

    Slack's clock is another one.
    """
    slack.state.clock_behind_s = 3
    user, channel = new_user(), new_channel()
    slack.command("/ask", question(6), user=user, channel=channel)
    [answer] = slack.wait_for(lambda: [each for each in slack.ephemerals(user) if slack.buttons(each)])
    if is_posted:
        slack.drop_reply("chat.postMessage")
    else:
        slack.fail("chat.postMessage")
    slack.click(answer, "share", user=user)
    slack.wait_for(lambda: slack.calls_of("chat.postMessage"))
    bot.kill()
    bot.start()
    settle(slack)
    assert len([m for m in slack.messages if m.channel == channel and not m.ephemeral_to]) == 1


def test_an_event_that_comes_again_after_the_restart_is_not_answered_again(slack: SlackServer, bot: RunningBot) -> None:
    """What was answered before the restart stays answered, however Slack sends it again."""
    asked = ask_all(slack, 2)
    wait_for_answers(slack, asked)
    settle(slack)
    bot.kill()
    bot.start()
    for message in asked:
        for delivery in message.deliveries:
            slack.redeliver(delivery)
            slack.redeliver(delivery, with_retry=False)
    assert_answered_once(slack, asked)
