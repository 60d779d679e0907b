"""Delivery: each question is answered once, whatever Discord tells again, cannot take or does not confirm."""

import pytest

from tests.end_to_end.discord_faults.conftest import (
    CALLBACK,
    COMPARED,
    COMPARISON,
    FOLLOW_UP,
    POST,
    RESPONSE,
    THREAD,
    TYPING,
    Talk,
    ask,
    ask_all,
    assert_answered_once,
    command,
    forgive,
    seen_by,
    settle,
    wait_for_answers,
)
from tests.end_to_end.faults import SOAK, price
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Call, Posted
from tests.platforms.running import RunningBot

EVENTS = 1000 if SOAK else 50
AT_ONCE = 22 if SOAK else 7  # Discord takes five in five seconds
FAILURES = 6 if SOAK else 1  # the library tries five times, and waits longer after each


def posts(discord: DiscordServer, asked: Posted) -> list[Call]:
    """Return the tries to post into the thread of a question."""
    return [call for call in discord.calls_of(POST) if call.path == f"/channels/{asked.id}/messages"]


@pytest.mark.soak
def test_of_events_with_three_in_ten_told_again_each_question_is_answered_once(
    discord: DiscordServer, bot: RunningBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 1,000 events, 300 of them second ones, in work and answered, come exactly 700 answers, each in its place."""
    talk = Talk(discord, places=20 if SOAK else 3, seed=5)
    begun, before = len(talk.asked), len(discord.messages)
    again = [True] * (3 * EVENTS // 10) + [False] * (7 * EVENTS // 10)
    talk.chance.shuffle(again)
    for is_again in again:
        if is_again:
            discord.redeliver(talk.chance.choice([*talk.asked][-5:]))
        else:
            talk.ask()
    wait_for_answers(discord, talk.asked, timeout=60 + EVENTS)
    answers = len(discord.messages) - before
    assert len(talk.asked) - begun == 7 * EVENTS // 10
    assert_answered_once(bot, discord, talk.asked)
    with capsys.disabled():
        print(f"\n{EVENTS} events, {len(talk.asked) - begun} questions: {answers} answers, each once")


@pytest.mark.soak
def test_questions_at_once_are_answered_at_the_pace_that_discord_allows(
    discord: DiscordServer, bot: RunningBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """More questions in one thread than Discord takes answers are all answered; hardly any is refused before."""
    refused = discord.invalid_requests
    asked = ask_all(discord, AT_ONCE, channel=discord.add_thread(discord.add_channel()))
    assert_answered_once(bot, discord, asked)
    times = sorted(discord.replies(message)[0].created_at for message in asked)
    with capsys.disabled():
        took, refused = times[-1] - times[0], discord.invalid_requests - refused
        print(f"\n{AT_ONCE} answers in one thread within {took:.0f} s, {refused} calls refused for their pace")
    assert refused <= AT_ONCE // 5  # the end of five seconds is told to the millisecond, and may be met too early


@pytest.mark.soak
def test_an_answer_that_discord_cannot_take_is_posted_later(discord: DiscordServer, bot: RunningBot) -> None:
    """Discord fails again and again: the answer is kept, and posted once when Discord is well."""
    discord.fail(POST, status=503)
    discord.fail(POST, status=502, times=FAILURES)
    asked = ask(discord)
    wait_for_answers(discord, [asked])
    assert [call.status for call in posts(discord, asked)] == [503, *[502] * FAILURES, 200]
    assert_answered_once(bot, discord, {asked: 6})


@pytest.mark.parametrize("status", [500, 503])
@pytest.mark.parametrize("route", [THREAD, RESPONSE, CALLBACK, TYPING])
def test_whatever_discord_cannot_do_at_once_loses_nothing(
    discord: DiscordServer, bot: RunningBot, route: str, status: int
) -> None:
    """Whether the library tries that again or not."""
    discord.fail(route, status=status)
    asked, called = ask(discord), command(discord)
    assert_answered_once(bot, discord, {asked: 6})
    discord.wait_for(lambda: price(6) in seen_by(discord, called))
    assert called.responded_at


@pytest.mark.parametrize("route", [POST, THREAD, RESPONSE, CALLBACK, TYPING])
def test_what_discord_did_but_did_not_confirm_is_not_done_twice(
    discord: DiscordServer, bot: RunningBot, route: str
) -> None:
    """The connection breaks after Discord did it: that is found out, and the answer stands there once."""
    discord.drop_reply(route)
    asked, called = ask(discord), command(discord)
    assert_answered_once(bot, discord, {asked: 6})
    assert discord.thread_of(asked) == discord.replies(asked)[0].channel
    discord.wait_for(lambda: price(6) in seen_by(discord, called))
    settle(bot, discord)
    assert seen_by(discord, called).count(price(6)) == 1
    assert not discord.dms(called.user)


@pytest.mark.parametrize("route", [RESPONSE, FOLLOW_UP])
def test_of_a_private_answer_of_two_messages_what_may_be_there_is_offered(
    discord: DiscordServer, bot: RunningBot, route: str
) -> None:
    """Nobody can look what one person alone sees: who sees no whole answer has it by one click."""
    discord.drop_reply(route)
    user = discord.add_user()
    called = discord.command("ask", {"question": COMPARISON}, user=user, channel=discord.add_channel())
    offered = discord.wait_for(
        lambda: [each for each in discord.ephemerals(user) if "is there no more" in discord.visible_text(each)]
    )
    shown = discord.click(offered[0], "Show it", user=user)
    discord.wait_for(lambda: len(shown.follow_ups) == 1)
    messages = [message for message in discord.ephemerals(user) if message.interaction is shown]
    text = "".join(map(discord.visible_text, messages))
    assert [text.count(price(number)) for number in COMPARED] == [1] * len(COMPARED)
    assert discord.in_channel(called.channel) == discord.dms(user) == []
    settle(bot, discord)


def test_who_is_acknowledged_too_late_is_answered_all_the_same(discord: DiscordServer, bot: RunningBot) -> None:
    """Discord knows the interaction no more: a private answer comes directly, a public one as a message, each once.

    What was to be shared is shared.
    """
    earlier = command(discord, 5)
    answer = discord.wait_for(lambda: discord.response(earlier))
    discord.delay(CALLBACK, discord.state.response_seconds + 0.2)
    private, public = command(discord), command(discord, public=True)
    share = discord.click(answer, "Share to channel", user=earlier.user)
    discord.wait_for(lambda: discord.dms(private.user) and discord.in_channel(public.channel))
    discord.wait_for(lambda: discord.in_channel(earlier.channel))
    discord.delay(CALLBACK, 0)
    forgive(discord, [private, public, share])
    settle(bot, discord)
    for each in (private, public):
        assert seen_by(discord, each).count(price(6)) == 1
    assert [len(discord.dms(private.user)), len(discord.in_channel(public.channel))] == [1, 1]
    assert discord.in_channel(private.channel) == discord.dms(public.user) == []
    assert [price(5) in discord.visible_text(message) for message in discord.in_channel(earlier.channel)] == [True]


def test_a_slow_acknowledgement_is_one(discord: DiscordServer, bot: RunningBot) -> None:
    """The answer waits for it, and stands in its place."""
    discord.delay(CALLBACK, 1)
    called = command(discord)
    discord.wait_for(lambda: discord.response(called))
    discord.delay(CALLBACK, 0)
    settle(bot, discord)
    assert seen_by(discord, called).count(price(6)) == 1


@pytest.mark.parametrize("route", [RESPONSE, FOLLOW_UP])
@pytest.mark.usefixtures("bot")
def test_what_a_button_shows_comes_when_discord_can_take_it(discord: DiscordServer, route: str) -> None:
    """All of the passages, which take two messages, each once."""
    user = discord.add_user()
    asked = discord.mention(COMPARISON, user=user, channel=discord.add_channel())
    discord.wait_for(lambda: len(discord.replies(asked)) > 1)
    discord.fail(route, status=503)
    pressed = discord.click(discord.replies(asked)[-1], "More sources", user=user)

    def shown() -> str:
        return "\n".join(map(discord.visible_text, discord.ephemerals(user)))

    discord.wait_for(lambda: all(price(number) in shown() for number in COMPARED))
    assert [shown().count(price(number)) for number in COMPARED] == [1] * len(COMPARED)
    assert len(pressed.follow_ups) == 1
