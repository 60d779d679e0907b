"""Going on from an answer in Discord: by mentions, replies, direct messages and the button that opens a modal."""

from collections.abc import Iterator

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
    assert_good_conduct,
    labels,
    response,
    settle,
)
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Posted
from tests.platforms.running import UNLIMITED, NewHome, RunningBot

MODAL = 9
GO_ON = "To go on, reply to me"
UNREADABLE = "Discord shows me only lines that mention me by name"


def assert_goes_on(discord: DiscordServer, answer: Posted) -> None:
    """The question was completed from what was asked before, which is shown above the answer."""
    text = discord.visible_text(answer)
    assert COMPLETED in text
    assert PRICE in text
    assert GO_ON not in text, "that is said once"


@pytest.fixture
def first(discord: DiscordServer, bot: RunningBot, user: str, channel: str) -> Posted:
    """The first answer in a thread."""
    assert bot.pid
    return answer_to(discord, discord.mention(ABOUT, user=user, channel=channel))


# In a thread, and directly


def test_a_mention_in_the_thread_goes_on(discord: DiscordServer, first: Posted) -> None:
    """Whoever asks; Discord is not asked for what was said before."""
    message = discord.mention(FOLLOW_UP, user=discord.add_user(), channel=first.channel)
    assert_goes_on(discord, answer_to(discord, message))
    assert [call for call in discord.calls if call.path.startswith(f"/channels/{first.channel}/messages?")] == []


def test_a_reply_in_the_thread_goes_on(discord: DiscordServer, first: Posted, user: str) -> None:
    """It needs no other mention than the one that Discord makes of a reply; so does a reply to the second answer."""
    second = answer_to(discord, discord.say(FOLLOW_UP, user=user, channel=first.channel, reply_to=first))
    assert_goes_on(discord, second)
    message = discord.say("and what about Zephyr-4?", user=user, channel=first.channel, reply_to=second)
    assert "costs $4 per million tokens" in discord.visible_text(answer_to(discord, message))


def test_a_new_mention_in_the_channel_begins_anew(discord: DiscordServer, first: Posted, user: str) -> None:
    """Only a thread is a conversation there."""
    channel = discord.state.channels[first.channel].parent
    message = discord.mention(FOLLOW_UP, user=user, channel=str(channel))
    assert "Asked:" not in discord.visible_text(answer_to(discord, message))


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("replies", [False, True])
def test_a_new_line_in_a_direct_conversation_goes_on(discord: DiscordServer, user: str, *, replies: bool) -> None:
    """There all that was asked within the hour is one conversation."""
    answer = answer_to(discord, discord.direct(ABOUT, user=user))
    message = discord.direct(FOLLOW_UP, user=user, reply_to=answer if replies else None)
    assert_goes_on(discord, answer_to(discord, message))


# What Discord does not show


def test_a_line_in_the_thread_that_does_not_mention_newsdesk_is_left_alone(
    discord: DiscordServer, first: Posted, user: str
) -> None:
    """It arrives empty, and people talk there."""
    message = discord.say(FOLLOW_UP, user=user, channel=first.channel)
    settle(discord, first.channel)
    assert discord.replies(message) == []


@pytest.mark.parametrize("how", ["a reply without a ping", "a mention of the role"])
def test_who_means_newsdesk_without_mentioning_it_is_told_how_to(
    discord: DiscordServer, first: Posted, user: str, how: str
) -> None:
    """What they wrote arrives empty, too; the button beneath the hint goes on where they were."""
    if how == "a mention of the role":
        message = discord.mention_role(FOLLOW_UP, own_role(discord), user=user, channel=first.channel)
    else:
        message = discord.say(FOLLOW_UP, user=user, channel=first.channel, reply_to=first, pings=False)
    hint = answer_to(discord, message)
    assert discord.visible_text(hint).startswith(UNREADABLE)
    assert hint.reference == message.id
    assert labels(discord, hint) == {ASK_ON}
    discord.redeliver(message)
    assert_goes_on(discord, asked_on(discord, hint, user))
    assert discord.replies(message) == [hint]


def test_a_mention_of_the_role_in_a_channel_is_told_how_to(discord: DiscordServer, first: Posted, user: str) -> None:
    """The button asks where the role was mentioned."""
    channel = discord.add_channel()
    assert first.channel != channel
    hint = answer_to(discord, discord.mention_role(QUESTION, own_role(discord), user=user, channel=channel))
    assert discord.visible_text(hint).startswith(UNREADABLE)
    answer = asked_on(discord, hint, user, QUESTION)
    assert (answer.channel, answer.ephemeral_to) == (channel, None)
    assert PRICE in discord.visible_text(answer)


def own_role(discord: DiscordServer) -> str:
    """Return the role that Discord gave to the bot in the guild."""
    [role] = [role.id for role in discord.state.roles.values() if role.managed and role.guild == discord.guild]
    return role


# The modal


def test_the_button_opens_a_modal_at_once_and_the_answer_stands_in_the_thread(
    discord: DiscordServer, first: Posted
) -> None:
    """The modal is the first response; the answer is for all, with what was asked above it, and can be gone on from."""
    reader = discord.add_user()
    opened = discord.click(first, ASK_ON, user=reader)
    discord.wait_for(lambda: opened.responded_at)
    assert opened.response_type == MODAL
    answer = response(discord, discord.submit(opened, FOLLOW_UP, user=reader))
    assert discord.visible_text(answer).startswith(f"“{FOLLOW_UP}”")
    assert (answer.channel, answer.ephemeral_to) == (first.channel, None)
    assert_goes_on(discord, answer)
    assert "Share to channel" not in labels(discord, answer)
    assert PRICE in discord.visible_text(asked_on(discord, answer, reader, "and what does it cost?"))


@pytest.mark.usefixtures("bot")
def test_the_modal_of_a_private_answer_is_answered_in_private(discord: DiscordServer, user: str, channel: str) -> None:
    """It goes on from the private question, and can be shared."""
    answer = asked_on(discord, asked(discord, user, channel, ABOUT), user)
    assert answer.ephemeral_to == user
    assert_goes_on(discord, answer)
    assert "Share to channel" in labels(discord, answer)
    assert discord.in_channel(channel) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("text", "told"), [("???!", "I cannot answer that: the question has no words")])
def test_what_cannot_be_asked_in_a_modal_is_told_in_private(
    discord: DiscordServer, first: Posted, user: str, text: str, told: str
) -> None:
    """Nothing of it stays in the thread."""
    opened = discord.click(first, ASK_ON, user=user)
    discord.wait_for(lambda: opened.modal)
    discord.submit(opened, text, user=user)
    [notice] = discord.wait_for(lambda: discord.ephemerals(user))
    assert discord.visible_text(notice).startswith(told)
    assert discord.in_channel(first.channel) == [first]


# Answers as replies


@pytest.fixture(scope="module")
def replying(new_home: NewHome) -> Iterator[DiscordServer]:
    """A Discord with a bot that begins no threads."""
    settings = UNLIMITED | {"NEWSDESK_DISCORD_ANSWERS": "reply"}
    with DiscordServer() as discord, RunningBot(new_home(), discord, **settings) as bot:
        settle(discord, discord.add_channel())
        yield discord
        assert_good_conduct(bot, discord)


def test_a_setting_has_answers_as_replies_and_each_can_be_replied_to(replying: DiscordServer) -> None:
    """The first and the second answer go on the same conversation; how to go on is not said, for nothing hides it."""
    user, channel = replying.add_user(), replying.add_channel()
    message = replying.mention(ABOUT, user=user, channel=channel)
    answer = answer_to(replying, message)
    assert (answer.channel, answer.reference) == (channel, message.id)
    assert GO_ON not in replying.visible_text(answer)
    assert replying.thread_of(message) is None
    second = answer_to(replying, replying.say(FOLLOW_UP, user=user, channel=channel, reply_to=answer))
    assert_goes_on(replying, second)
    third = replying.say("and what does it cost?", user=replying.add_user(), channel=channel, reply_to=second)
    assert PRICE in replying.visible_text(answer_to(replying, third))


def test_a_public_answer_to_a_command_can_be_replied_to(replying: DiscordServer) -> None:
    """By anybody who sees it."""
    channel = replying.add_channel()
    answer = asked(replying, replying.add_user(), channel, ABOUT, public=True)
    message = replying.say(FOLLOW_UP, user=replying.add_user(), channel=channel, reply_to=answer)
    assert_goes_on(replying, answer_to(replying, message))


def test_a_shared_answer_can_be_replied_to(replying: DiscordServer) -> None:
    """It is a conversation of its own."""
    user, channel = replying.add_user(), replying.add_channel()
    replying.click(asked(replying, user, channel, ABOUT), "Share to channel", user=user)
    [shared] = replying.wait_for(lambda: replying.in_channel(channel))
    settle(replying, replying.add_channel())
    message = replying.say(FOLLOW_UP, user=replying.add_user(), channel=channel, reply_to=shared)
    assert_goes_on(replying, answer_to(replying, message))
