"""Answers that come when Discord takes none any more: by direct message, as a normal message, or when asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.end_to_end.discord_use.conftest import (
    ABOUT,
    ASK_ON,
    COMPLETED,
    FOLLOW_UP,
    PRICE,
    QUESTION,
    answer_to,
    asked,
    asked_on,
    labels,
    pressed,
    response,
    settle,
    told,
)
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import RunningBot, until

pytestmark = pytest.mark.usefixtures("bot")
RESPONSES = "PATCH /webhooks/*/messages/@original"
SHOW = "Show it"
OFFER = f"I was interrupted while I answered “{QUESTION}”. Is my answer not there?"


@contextmanager
def too_late(discord: DiscordServer) -> Iterator[list[Interaction]]:
    """Have what is asked in the block answered once its token is taken no more."""
    asked_in_block: list[Interaction] = []
    discord.delay(RESPONSES, 0.5)
    try:
        yield asked_in_block
        for each in asked_in_block:
            discord.wait_for(lambda: any(each.token in call.path for call in discord.calls_of(RESPONSES)))  # noqa: B023 - within the loop
        discord.expire_tokens()
    finally:
        discord.delay(RESPONSES, 0)


def asked_too_late(
    discord: DiscordServer, user: str, channel: str, *, installed: str = "guild", public: bool = False
) -> Interaction:
    """Ask with the command, and let it be too late for the answer."""
    options = {"question": QUESTION, "public": public}
    with too_late(discord) as late:
        late.append(discord.command("ask", options, user=user, channel=channel, installed=installed))
    return late[0]


def offers(discord: DiscordServer, user: str, channel: str, count: int = 0) -> list[Posted]:
    """Return what the status offers to a person beside itself, once it offers so much."""
    used = discord.command("newsdesk status", user=user, channel=channel)
    assert "Articles: 7" in discord.visible_text(response(discord, used))
    discord.wait_for(lambda: len(used.follow_ups) >= count)
    settle(discord, channel)
    return [message for message in used.follow_ups if message.ephemeral_to == user]


def test_a_late_private_answer_comes_by_direct_message(discord: DiscordServer, user: str, channel: str) -> None:
    """With its buttons; it can be asked on there."""
    late = asked_too_late(discord, user, channel)
    assert PRICE in told(discord, user)[0]
    [answer] = discord.dms(user)
    assert discord.response(late) is None
    assert discord.in_channel(channel) == []
    assert "A spokesperson declined" in pressed(discord, answer, "More sources", user)
    assert "Zephyr-3" in discord.visible_text(asked_on(discord, answer, user, "and when was it released?"))
    assert offers(discord, user, channel) == []


def test_a_late_private_answer_is_kept_where_direct_messages_are_closed(
    discord: DiscordServer, bot: RunningBot, channel: str
) -> None:
    """The status offers it, to whom it is for alone, until it was shown; so it does after a restart."""
    user = discord.add_user(can_be_messaged=False)
    late = asked_too_late(discord, user, channel)
    until(lambda: f"discord:interaction:{late.id}: could not be told" in bot.log, "nothing can be told")
    settle(discord, channel)
    assert offers(discord, discord.add_user(), channel) == []
    [offer] = offers(discord, user, channel, 1)
    assert discord.visible_text(offer) == OFFER
    bot.stop()
    bot.start()
    answer = response(discord, discord.click(offer, SHOW, user=user))
    assert PRICE in discord.visible_text(answer)
    assert answer.ephemeral_to == user
    assert {"More sources", "Share to channel"} < labels(discord, answer)
    assert offers(discord, user, channel) == []
    assert (discord.dms(user), discord.in_channel(channel)) == ([], [])


def test_a_late_public_answer_is_a_normal_message(discord: DiscordServer, user: str, channel: str) -> None:
    """It mentions nobody, says what was asked, and can be gone on from."""
    asked_too_late(discord, user, channel, public=True)
    [answer] = discord.wait_for(lambda: discord.in_channel(channel))
    text = discord.visible_text(answer)
    assert text.startswith(f"“{QUESTION}”")
    assert PRICE in text
    assert (answer.interaction, answer.mentions, answer.pings) == (None, [], ())
    message = discord.say("and when was it released?", user=user, channel=channel, reply_to=answer)
    assert "released Zephyr-3 on Monday" in discord.visible_text(answer_to(discord, message))
    assert discord.dms(user) == []


@pytest.mark.parametrize("public", [False, True])
def test_where_newsdesk_is_no_member_nothing_late_is_posted(discord: DiscordServer, user: str, *, public: bool) -> None:
    """The asker hears of it directly: of a private question the answer, of a public one that it could not be posted."""
    channel = discord.add_channel(guild=discord.add_guild(member=False))
    asked_too_late(discord, user, channel, installed="user", public=public)
    [text] = told(discord, user)
    assert ("I could not post my answer to" if public else PRICE) in text
    assert discord.in_channel(channel) == []


def test_a_late_follow_up_comes_into_the_thread(discord: DiscordServer, user: str, channel: str) -> None:
    """As a normal message, with what was asked above it."""
    first = answer_to(discord, discord.mention(ABOUT, user=user, channel=channel))
    opened = discord.click(first, ASK_ON, user=user)
    discord.wait_for(lambda: opened.modal)
    with too_late(discord) as late:
        late.append(discord.submit(opened, FOLLOW_UP, user=user))
    discord.wait_for(lambda: len(discord.in_channel(first.channel)) == 2)
    text = discord.visible_text(discord.in_channel(first.channel)[1])
    assert text.startswith(f"“{FOLLOW_UP}”")
    assert COMPLETED in text
    assert PRICE in text


def test_what_is_late_is_told_directly(discord: DiscordServer, user: str, channel: str) -> None:
    """Why there is no answer, too."""
    with too_late(discord) as late:
        late.append(discord.command("ask", {"question": "???!"}, user=user, channel=channel))
    assert told(discord, user) == ["I cannot answer that: the question has no words: ask in words."]


def test_what_comes_in_time_is_not_offered(discord: DiscordServer, user: str, channel: str) -> None:
    """There is nothing to offer to whoever has their answers."""
    asked(discord, user, channel)
    assert offers(discord, user, channel) == []
