"""All the ways of asking in Discord, and all that is no question."""

import time

import pytest

from tests.end_to_end.discord_use.conftest import (
    ABOUT,
    ASK_ON,
    COMPLETED,
    FOLLOW_UP,
    PRICE,
    QUESTION,
    answer_to,
    labels,
    only_answer_to,
    settle,
    told,
)
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Posted
from tests.platforms.running import until

pytestmark = pytest.mark.usefixtures("bot")
GO_ON = f"To go on, reply to me, mention me, or press “{ASK_ON}”"


# Asking


def test_a_mention_is_answered_once_in_a_thread_of_its_own(discord: DiscordServer, user: str, channel: str) -> None:
    """The thread begins at the question and has its name; the answer says how to go on."""
    message = discord.mention(QUESTION, user=user, channel=channel)
    reply = only_answer_to(discord, message)
    text = discord.visible_text(reply)
    assert PRICE in text
    assert GO_ON in text
    assert reply.channel == discord.thread_of(message)
    assert discord.state.channels[reply.channel].name == QUESTION
    assert discord.in_channel(channel) == []


def test_newsdesk_is_typing_until_the_answer_is_there(discord: DiscordServer, user: str, channel: str) -> None:
    """It begins before anything is looked up, where the question was asked, unless calls have to wait."""
    until(lambda: time.monotonic() - discord.calls[-1].time > 1, "no call is under way")
    message = discord.mention(QUESTION, user=user, channel=channel)
    answer_to(discord, message)
    places = (f"/channels/{channel}/", f"/channels/{message.id}/")
    calls = [call.route for call in discord.calls if call.path.startswith(places)]
    assert calls == [
        "POST /channels/*/typing",
        "POST /channels/*/messages/*/threads",
        "POST /channels/*/messages",
    ]
    assert discord.typing(channel)


@pytest.mark.parametrize(
    "text",
    [
        "hey {bot}, what does Zephyr-3 cost? thanks",
        "What does Zephyr-3 cost? {bot}",
        "{bot} <@!{id}> What does\nZephyr-3   cost?",
        "{bot} <@1> wonders: what does Zephyr-3 cost?",
        "{bot} @everyone: what does ||**Zephyr-3**|| cost 🤔🏽 <:tada:12>?",
        "{bot} `Zephyr-3` & <https://news.example> R&D: what does it <cost>?",
        "{bot} > What does\u202e Zephyr-3\u202c cost?\x00",
    ],
)
def test_a_question_may_stand_anywhere_in_a_mention(discord: DiscordServer, user: str, channel: str, text: str) -> None:
    """Greetings, line breaks, emoji, markup, the names of others and odd characters do no harm."""
    written = text.format(bot=f"<@{discord.bot_user}>", id=discord.bot_user)
    assert PRICE in discord.visible_text(answer_to(discord, discord.say(written, user=user, channel=channel)))


def test_the_thread_has_the_name_of_the_question_in_words(discord: DiscordServer, channel: str) -> None:
    """Who is mentioned is named, it is one line, and long ones are cut at Discord's limit."""
    other = discord.add_user(name="Ada")
    message = discord.mention(f"what would\n<@{other}> ask {'ever so ' * 20}?", user=other, channel=channel)
    name = discord.state.channels[answer_to(discord, message).channel].name
    assert name.startswith("what would @Ada ask ever so")
    assert name.endswith("…")
    assert len(name) <= 100


def test_a_mention_in_a_thread_of_others_is_answered_there(discord: DiscordServer, user: str, channel: str) -> None:
    """In the thread in which it was asked for, as a reply; how to go on is not said, for there it began otherwise."""
    thread = discord.add_thread(channel)
    message = discord.mention(QUESTION, user=user, channel=thread)
    reply = answer_to(discord, message)
    assert (reply.channel, reply.reference) == (thread, message.id)
    assert PRICE in discord.visible_text(reply)
    assert GO_ON not in discord.visible_text(reply)


def test_a_mention_in_the_post_of_a_forum_is_answered_there(discord: DiscordServer, user: str) -> None:
    """Such a post is a thread."""
    post = discord.add_thread(discord.add_channel(kind="forum"))
    reply = answer_to(discord, discord.mention(QUESTION, user=user, channel=post))
    assert reply.channel == post
    assert PRICE in discord.visible_text(reply)


def test_a_mention_in_an_announcement_channel_is_answered(discord: DiscordServer, user: str) -> None:
    """In a thread as well."""
    message = discord.mention(QUESTION, user=user, channel=discord.add_channel(kind="news"))
    assert PRICE in discord.visible_text(answer_to(discord, message))
    assert discord.replies(message)[0].channel == discord.thread_of(message)


def test_a_direct_message_is_answered(discord: DiscordServer, user: str) -> None:
    """No mention is needed, nor a button to ask on; there is nobody to share with."""
    message = discord.direct(QUESTION, user=user)
    reply = answer_to(discord, message)
    assert PRICE in discord.visible_text(reply)
    assert reply.reference == message.id
    assert labels(discord, reply) == {"More sources", "Good answer", "Bad answer"}


# What cannot be answered


def test_nothing_found_is_said_with_what_comes_nearest(discord: DiscordServer, user: str, channel: str) -> None:
    """An addressed question is always answered, if only by saying so; nothing is quoted."""
    reply = answer_to(discord, discord.mention("Who won the chess championship?", user=user, channel=channel))
    text = discord.visible_text(reply)
    assert text.startswith("I found nothing on that.")
    assert "Nearest headlines:" in text
    assert "The corpus covers" in text
    assert "[1]" not in text


@pytest.mark.parametrize("text", ["", "Help", "Hello!"])
def test_a_mention_without_a_question_gets_help_in_private(
    discord: DiscordServer, user: str, channel: str, text: str
) -> None:
    """What can be typed is for the asker's eyes alone, and told once."""
    message = discord.mention(text, user=user, channel=channel)
    settle(discord, channel)
    [help_text] = told(discord, user)
    assert "I answer questions about AI-industry news" in help_text
    assert "/ask QUESTION" in help_text
    assert discord.replies(message) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [("???!", "the question has no words"), ("🤔", "the question has no words"), ("x" * 2_500, "2,500 characters")],
)
def test_what_cannot_be_asked_is_told_in_private(
    discord: DiscordServer, user: str, channel: str, text: str, why: str
) -> None:
    """Nobody waits for an answer that cannot come; the direct message leads to the question."""
    message = discord.mention(text, user=user, channel=channel)
    [told_why] = told(discord, user)
    assert told_why.startswith("About your question:\nI cannot answer that: ")
    assert why in told_why
    assert discord.links(discord.dms(user)[0]) == [("About your question", address(message))]
    assert discord.replies(message) == []


def test_thanks_are_left_alone(discord: DiscordServer, user: str, channel: str) -> None:
    """There is nothing to look up, nor to say."""
    thanks = discord.mention("thanks!", user=user, channel=channel)
    direct = discord.direct("Thank you", user=user)
    settle(discord, channel)
    assert (discord.replies(thanks), discord.replies(direct), discord.dms(user)) == ([], [], [])


def test_what_nobody_asks_is_left_alone(discord: DiscordServer, user: str, channel: str) -> None:
    """Edits, previews, lines that do not address it, and what bots say are no questions."""
    first = discord.mention(QUESTION, user=user, channel=channel)
    reply = answer_to(discord, first)
    discord.edit(first, f"<@{discord.bot_user}> What does Zephyr-4 cost?")
    discord.unfurl(first)
    machine = discord.add_user(bot=True)
    said = [
        discord.say(QUESTION, user=user, channel=channel),
        discord.mention(QUESTION, user=machine, channel=channel),
        discord.say("what does Zephyr-4 cost?", user=user, channel=reply.channel),
        discord.say("and Zephyr-5?", user=user, channel=reply.channel, reply_to=first, pings=False),
    ]
    settle(discord, channel)
    settle(discord, reply.channel)
    discord.edit(said[0], f"<@{discord.bot_user}> {QUESTION}")  # later: an edit in the same breath is what was said
    settle(discord, channel)
    assert [discord.replies(each) for each in said] == [[]] * len(said)
    assert discord.replies(first) == [reply]


def test_a_message_that_comes_twice_is_answered_once(discord: DiscordServer, user: str, channel: str) -> None:
    """Its id tells it from the same question asked again."""
    message = discord.mention(QUESTION, user=user, channel=channel)
    discord.redeliver(message)
    answer_to(discord, message)
    discord.redeliver(message)
    only_answer_to(discord, message)
    answer_to(discord, discord.mention(QUESTION, user=user, channel=channel))


def test_a_deleted_question_is_answered_all_the_same(discord: DiscordServer, user: str, channel: str) -> None:
    """There is no thread to begin, nor a message to reply to."""
    route = "POST /channels/*/messages/*/threads"
    discord.delay(route, 0.5)
    try:
        message = discord.mention(QUESTION, user=user, channel=channel)
        discord.wait_for(lambda: any(message.id in call.path for call in discord.calls_of(route)))
        discord.delete(message)
        [reply] = discord.wait_for(lambda: discord.in_channel(channel))
    finally:
        discord.delay(route, 0)
    assert PRICE in discord.visible_text(reply)
    assert reply.reference is None


def address(message: Posted) -> str:
    """Return the address of a message in a guild."""
    return f"https://discord.com/channels/{message.guild}/{message.channel}/{message.id}"


# Where there can be no thread


@pytest.mark.parametrize(
    ("kind", "denied"), [("voice", ()), ("text", ["CREATE_PUBLIC_THREADS"]), ("text", ["SEND_MESSAGES_IN_THREADS"])]
)
def test_where_there_can_be_no_thread_the_answer_is_a_reply(
    discord: DiscordServer, user: str, kind: str, denied: list[str]
) -> None:
    """And whoever replies to it goes on from there."""
    channel = discord.add_channel(kind=kind, denied=denied)
    message = discord.mention(ABOUT, user=user, channel=channel)
    reply = only_answer_to(discord, message)
    assert (reply.channel, reply.reference) == (channel, message.id)
    second = answer_to(discord, discord.say(FOLLOW_UP, user=user, channel=channel, reply_to=reply))
    assert COMPLETED in discord.visible_text(second)
    assert PRICE in discord.visible_text(second)


@pytest.mark.parametrize("denied", [["SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS"], ["EMBED_LINKS"]])
def test_where_newsdesk_may_not_write_the_asker_is_told(discord: DiscordServer, user: str, denied: list[str]) -> None:
    """In a direct message, with a link to the question."""
    channel = discord.add_channel(denied=denied)
    message = discord.mention(QUESTION, user=user, channel=channel)
    [text] = told(discord, user)
    assert f"I could not post my answer to “{QUESTION}” (Missing Permissions)." in text
    assert discord.links(discord.dms(user)[0]) == [("About your question", address(message))]
    assert discord.replies(message) == []
