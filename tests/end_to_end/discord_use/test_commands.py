"""Commands in Discord: how they are registered, and what they do for whoever may use them."""

import sqlite3
from contextlib import closing

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
    told,
)
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import NewHome, RunningBot

MESSAGE, DEFERRED = 4, 5
GUILD, USER = 0, 1
IN_GUILD, IN_DM, ELSEWHERE = 0, 1, 2
SHARE = "Share to channel"


def ask(
    discord: DiscordServer,
    user: str,
    channel: str,
    question: str = QUESTION,
    *,
    installed: str = "guild",
    **options: object,
) -> Interaction:
    """Ask with the command."""
    return discord.command("ask", {"question": question, **options}, user=user, channel=channel, installed=installed)


def claim(discord: DiscordServer, message: Posted, user: str) -> Posted:
    """Check a message with the command of its menu, and return the answer."""
    return response(discord, discord.context_command("Check this claim", user=user, message=message))


# How they are registered


@pytest.mark.usefixtures("bot")
def test_the_commands_of_the_table_are_registered(discord: DiscordServer) -> None:
    """Each says what it does, and where it can be used."""
    commands = {command["name"]: command for command in discord.commands}
    assert set(commands) == {"ask", "latest", "timeline", "newsdesk", "Check this claim"}
    names = ["help", "status", "sources", "add", "remove", "refresh", "reindex"]
    assert [option["name"] for option in commands["newsdesk"]["options"]] == names
    [url] = commands["newsdesk"]["options"][3]["options"]
    assert (url["name"], url["required"]) == ("url", True)
    options = {option["name"]: option.get("required", False) for option in commands["ask"]["options"]}
    assert options == {"question": True, "since": False, "publisher": False, "public": False}
    options = {option["name"]: option.get("required", False) for option in commands["latest"]["options"]}
    assert options == {"vendor": False, "product": False, "since": False}
    assert all(command["integration_types"] == [GUILD, USER] for command in commands.values())
    assert all(command["contexts"] == [IN_GUILD, IN_DM, ELSEWHERE] for command in commands.values())


def test_commands_are_registered_only_when_they_changed(discord: DiscordServer, bot: RunningBot, channel: str) -> None:
    """Not at every start, but where Discord was told of others."""
    before = discord.command_syncs
    bot.stop()
    bot.start()
    settle(discord, channel)
    assert discord.command_syncs == before
    bot.stop()
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
        database.execute("UPDATE told SET commands = 'others'")
    bot.start()
    discord.wait_for(lambda: discord.command_syncs == before + 1)


# Asking


@pytest.mark.usefixtures("bot")
def test_a_command_is_answered_to_the_asker_alone(discord: DiscordServer, user: str, channel: str) -> None:
    """It is acknowledged before any work; then there is nothing but the answer, which can be shared."""
    used = ask(discord, user, channel)
    answer = response(discord, used)
    assert (used.response_type, answer.ephemeral_to) == (DEFERRED, user)
    assert PRICE in discord.visible_text(answer)
    settle(discord, channel)
    assert discord.ephemerals(user) == [answer]
    assert labels(discord, answer) == {ASK_ON, "More sources", "Good answer", "Bad answer", SHARE}
    assert (discord.in_channel(channel), discord.dms(user)) == ([], [])


@pytest.mark.usefixtures("bot")
def test_a_public_command_is_answered_for_all(discord: DiscordServer, user: str, channel: str) -> None:
    """Above the answer stands what was asked, as Discord does not show it; there is nothing left to share."""
    answer = asked(discord, user, channel, public=True)
    text = discord.visible_text(answer)
    assert answer.ephemeral_to is None
    assert text.startswith(f"“{QUESTION}”")
    assert PRICE in text
    assert SHARE not in labels(discord, answer)
    assert discord.in_channel(channel) == [answer]


@pytest.mark.usefixtures("bot")
def test_a_command_goes_on_from_the_last_one(discord: DiscordServer, user: str, channel: str) -> None:
    """Each person has a conversation of their own with `/ask`."""
    asked(discord, user, channel, ABOUT)
    assert COMPLETED in discord.visible_text(asked(discord, user, channel, FOLLOW_UP))
    other = discord.add_user()
    assert PRICE not in discord.visible_text(asked(discord, other, channel, FOLLOW_UP))


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("public", [False, True])
def test_a_command_in_direct_messages_is_answered(discord: DiscordServer, user: str, *, public: bool) -> None:
    """Nobody else reads along there, and there is nobody to share with."""
    answer = asked(discord, user, discord.dm(user), public=public)
    assert PRICE in discord.visible_text(answer)
    assert labels(discord, answer) == {"More sources", "Good answer", "Bad answer"}


@pytest.mark.usefixtures("bot")
def test_a_public_command_in_a_thread_goes_on_what_was_asked_there(
    discord: DiscordServer, user: str, channel: str
) -> None:
    """The answer stands in the thread."""
    first = answer_to(discord, discord.mention(ABOUT, user=user, channel=channel))
    answer = asked(discord, discord.add_user(), first.channel, FOLLOW_UP, public=True)
    assert answer.channel == first.channel
    assert COMPLETED in discord.visible_text(answer)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize(
    ("question", "why"),
    [("???!", "I cannot answer that: the question has no words"), ("\u200b ", "I cannot answer that: the question ")],
)
def test_what_cannot_be_asked_is_told_to_the_asker_alone(  # noqa: PLR0913 - what is asked, by whom, and where
    discord: DiscordServer, user: str, channel: str, question: str, why: str, *, public: bool
) -> None:
    """Nothing public stays, either."""
    ask(discord, user, channel, question, public=public)
    [notice] = discord.wait_for(lambda: discord.ephemerals(user))
    assert discord.visible_text(notice).startswith(why)
    assert discord.buttons(notice) == []
    assert_nothing_stands(discord, channel)


def assert_nothing_stands(discord: DiscordServer, channel: str) -> None:
    """Nobody but the asker sees anything, not even that Newsdesk is thinking."""
    standing = discord.state.channels[channel].messages.values()
    assert [message for message in standing if not message.deleted and not message.ephemeral_to] == []


# Filters


@pytest.mark.usefixtures("bot")
def test_articles_can_be_limited_to_a_publisher_and_to_those_since_a_day(
    discord: DiscordServer, user: str, channel: str
) -> None:
    """Zephyr-3 is of Outlet 0 and of the fourth of January; a part of a name is enough."""
    for options in ({"publisher": "outlet 0"}, {"since": "2026-01-04"}, {"publisher": "0", "since": "2026-01-01"}):
        assert PRICE in discord.visible_text(asked(discord, user, channel, **options))
    for options in ({"publisher": "Outlet 1"}, {"since": "2026-01-05"}):
        assert discord.visible_text(asked(discord, user, channel, **options)).startswith("I found nothing on that.")


@pytest.mark.usefixtures("bot")
def test_a_publisher_that_is_unknown_is_refused(discord: DiscordServer, user: str, channel: str) -> None:
    """In private, with those that there are, even where the answer was to be public."""
    ask(discord, user, channel, publisher="@everyone's **Gazette**", public=True)
    [notice] = discord.wait_for(lambda: discord.ephemerals(user))
    known = "@everyone's **Gazette**: there are Outlet 0, Outlet 1, Outlet 2."
    assert discord.visible_text(notice) == f"I cannot answer that: no article is by a publisher called {known}"
    assert_nothing_stands(discord, channel)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "01/02/2026", "@everyone **now** 😀", " "])
def test_a_day_that_is_none_is_refused(discord: DiscordServer, user: str, channel: str, day: str) -> None:
    """In private, with an example, even where the answer was to be public."""
    ask(discord, user, channel, since=day, public=True)
    [notice] = discord.wait_for(lambda: discord.ephemerals(user))
    assert discord.visible_text(notice).endswith("is no day: write it as 2025-12-31, or pick one of the list.")
    assert_nothing_stands(discord, channel)


@pytest.mark.usefixtures("bot")
def test_publishers_and_days_are_offered_while_they_are_typed(discord: DiscordServer, user: str, channel: str) -> None:
    """Those of the articles that there are, and days that count; whatever else is typed offers nothing wrong."""

    def offered(option: str, typed: str) -> list[str]:
        choices = discord.autocomplete("ask", option, typed, user=user, channel=channel, options={"question": "?"})
        assert all(choice["name"] for choice in choices)
        return [str(choice["value"]) for choice in choices]

    assert offered("publisher", "") == ["Outlet 1", "Outlet 0", "Outlet 2"], "most articles first"
    assert offered("publisher", "OUTLET 1") == ["Outlet 1"]
    assert offered("publisher", "nobody @everyone") == []
    days = offered("since", "")
    assert len(days) > 1
    assert days == sorted(days, reverse=True)
    assert offered("since", "last 30") == [days[1]]
    assert offered("since", "2026-01-02") == ["2026-01-02"]
    assert PRICE not in discord.visible_text(asked(discord, user, channel, since=days[0]))
    assert PRICE in discord.visible_text(asked(discord, user, channel, since="2026-01-02"))


# Where Newsdesk is no member


@pytest.fixture(params=["a guild", "a group"])
def elsewhere(discord: DiscordServer, bot: RunningBot, request: pytest.FixtureRequest) -> str:
    """A place that Newsdesk is not in; people use what they installed themselves."""
    assert bot.pid
    if request.param == "a group":
        return discord.add_channel(kind="group")
    return discord.add_channel(guild=discord.add_guild(member=False))


@pytest.mark.parametrize("public", [False, True])
def test_who_installed_newsdesk_can_ask_where_it_is_not(
    discord: DiscordServer, elsewhere: str, user: str, *, public: bool
) -> None:
    """In private or for all; Discord itself posts what answers a command."""
    answer = response(discord, ask(discord, user, elsewhere, installed="user", public=public))
    assert PRICE in discord.visible_text(answer)
    assert answer.ephemeral_to == (None if public else user)


def test_nothing_is_posted_where_newsdesk_is_not(discord: DiscordServer, elsewhere: str, user: str) -> None:
    """A private answer can be asked on and judged there, and not be shared."""
    answer = response(discord, ask(discord, user, elsewhere, installed="user"))
    assert labels(discord, answer) == {ASK_ON, "More sources", "Good answer", "Bad answer"}
    assert COMPLETED.replace("3", "5") in discord.visible_text(
        asked_on(discord, response(discord, ask(discord, user, elsewhere, "What is Zephyr-5?", installed="user")), user)
    )
    assert discord.in_channel(elsewhere) == []


def test_a_claim_can_be_checked_where_newsdesk_is_not(discord: DiscordServer, elsewhere: str, user: str) -> None:
    """Discord shows the message that the command is used on."""
    message = discord.say("Zephyr-3 costs 3 dollars", user=discord.add_user(), channel=elsewhere)
    used = discord.context_command("Check this claim", user=user, message=message, installed="user")
    answer = response(discord, used)
    assert PRICE in discord.visible_text(answer)
    assert answer.ephemeral_to == user


# The command of a message's menu


@pytest.mark.usefixtures("bot")
def test_a_claim_is_checked_for_the_asker_alone(discord: DiscordServer, user: str, channel: str) -> None:
    """It is asked by itself, whatever was asked before; on the same message again it is another question."""
    asked(discord, user, channel, "What is Zephyr-5?")
    message = discord.say("I heard that Zephyr-3 costs 3 dollars", user=discord.add_user(), channel=channel)
    answers = [claim(discord, message, user) for _ in range(2)]
    assert all(PRICE in discord.visible_text(each) for each in answers)
    assert [each.ephemeral_to for each in answers] == [user, user]
    assert discord.in_channel(channel) == []


@pytest.mark.usefixtures("bot")
def test_a_claim_may_be_in_an_embed(discord: DiscordServer, user: str, channel: str) -> None:
    """As those of news feeds are, which have no other text."""
    message = discord.say("", user=discord.add_user(bot=True), channel=channel)
    message.embeds = [{"type": "rich", "title": "Zephyr-3", "description": "**Costs 3 dollars**, says Vendor3"}]
    assert PRICE in discord.visible_text(claim(discord, message, user))


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "That message has no text that I could check."),
        ("🤔", "I cannot answer that: the question has no words"),
        (f"{QUESTION} {'blah ' * 1_000}", ""),
    ],
)
def test_any_message_can_be_a_claim(discord: DiscordServer, user: str, channel: str, text: str, why: str) -> None:
    """One without words, such as a picture, is told to be none; of a long one, the beginning is asked."""
    answer = claim(discord, discord.say(text, user=discord.add_user(), channel=channel), user)
    assert answer.ephemeral_to == user
    assert discord.visible_text(answer).startswith(why)


# Help and status


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("name", "said"),
    [("help", "I answer questions about AI-industry news"), ("help", "/newsdesk status"), ("status", "Articles: 7")],
)
def test_other_commands_are_answered_in_private(
    discord: DiscordServer, user: str, channel: str, name: str, said: str
) -> None:
    """In channels and in direct messages."""
    for place in (channel, discord.dm(user)):
        answer = response(discord, discord.command(f"newsdesk {name}", user=user, channel=place))
        assert said in discord.visible_text(answer)
        assert answer.ephemeral_to == user


# Limits


def test_who_asks_too_often_is_told_in_private(new_home: NewHome) -> None:
    """A mention by direct message, a command in its place, and of a public command nothing stays."""
    with DiscordServer() as discord, RunningBot(new_home(), discord, NEWSDESK_RATE_PER_USER="1") as bot:
        user, channel = discord.add_user(), discord.add_channel()
        first = answer_to(discord, discord.mention(QUESTION, user=user, channel=channel))
        refused = discord.mention(QUESTION, user=user, channel=channel)
        assert "I take 1 question a minute from you: please ask again in " in told(discord, user)[0]
        assert "I take 1 question a minute" in discord.visible_text(response(discord, ask(discord, user, channel)))
        ask(discord, user, discord.add_channel(), public=True)
        discord.wait_for(lambda: len(discord.ephemerals(user)) == 2)
        assert all("I take 1 question a minute" in discord.visible_text(each) for each in discord.ephemerals(user))
        elsewhere = discord.interactions[-1].channel
        assert_nothing_stands(discord, elsewhere)
        assert discord.replies(refused) == []
        opened = discord.click(first, ASK_ON, user=user)
        discord.wait_for(lambda: opened.modal)
        discord.submit(opened, FOLLOW_UP, user=user)
        discord.wait_for(lambda: len(discord.ephemerals(user)) == 3)
        drawn = response(discord, discord.command("timeline", user=user, channel=channel))
        assert "I take 1 question a minute from you" in discord.visible_text(drawn)
        assert discord.in_channel(first.channel) == [first]
        assert_good_conduct(bot, discord)
