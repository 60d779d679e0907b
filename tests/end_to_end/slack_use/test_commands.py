"""Slash commands, the shortcut, and what administrators do."""

from pathlib import Path

import pytest

from corpus.lock import write_lock
from tests.articles import news, write_folder
from tests.end_to_end.slack_use.conftest import (
    ADMIN,
    MEMBER_OF_GROUP,
    SECOND_ADMIN,
    THIRD_ADMIN,
    WORKSPACE_ADMIN,
    answered,
    only_reply,
    settle,
    whispered,
)
from tests.platforms.running import RunningBot
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

QUESTION, PRICE = "What does Zephyr-3 cost?", "costs $3 per million tokens"


def reports(slack: SlackServer, user: str) -> list[Posted]:
    """Return what the bot wrote to a person directly."""
    return [message for message in slack.messages if message.channel == slack.dm(user)]


def finished(slack: SlackServer, user: str) -> Posted:
    """Wait until the last re-index of a person has ended, and return the message that tells of it."""

    def ended() -> Posted | None:
        return next((m for m in reversed(reports(slack, user)) if "It took" in m.text or "failed" in m.text), None)

    message = slack.wait_for(ended)
    assert message is not None
    return message


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("command", "text"), [("/ask", QUESTION), ("/newsdesk", f"ask {QUESTION}"), ("/newsdesk", f"ask\n{QUESTION}")]
)
def test_a_command_is_answered_to_the_asker_alone(
    slack: SlackServer, user: str, channel: str, command: str, text: str
) -> None:
    """The answer takes the place of the line that acknowledged the command, and can be shared."""
    delivery = slack.command(command, text, user=user, channel=channel)
    answer = answered(slack, user)
    settle(slack)
    assert delivery.ack is not None
    assert "Looking that up" in delivery.ack["text"]
    assert PRICE in slack.visible_text(answer)
    assert slack.ephemerals(user) == [answer]
    assert "share" in {button["action_id"] for button in slack.buttons(answer)}
    assert [message for message in slack.messages if message.channel == channel and not message.ephemeral_to] == []


@pytest.mark.usefixtures("bot")
def test_a_command_goes_on_from_the_last_one(slack: SlackServer, user: str, channel: str) -> None:
    """Each person has a conversation of their own with `/ask`."""
    slack.command("/ask", "What is Zephyr-3?", user=user, channel=channel)
    first = answered(slack, user)
    slack.command("/ask", "and how much is it?", user=user, channel=channel)
    slack.wait_for(lambda: answered(slack, user) is not first)
    assert PRICE in slack.visible_text(answered(slack, user))


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/ask", "Ask me something, for example:"),
        ("/newsdesk", "/newsdesk ask QUESTION"),
        ("/newsdesk help", "/newsdesk ask QUESTION"),
        ("/newsdesk dance <!channel>", "/newsdesk ask QUESTION"),
        ("/newsdesk status", "Articles: "),
        ("/newsdesk STATUS", "Index: generation "),
    ],
)
def test_other_commands_are_told_in_private(slack: SlackServer, user: str, channel: str, typed: str, told: str) -> None:
    """Help is what an unknown word gets."""
    command, _, text = typed.partition(" ")
    slack.command(command, text, user=user, channel=channel)
    assert told in whispered(slack, user)[0]


@pytest.mark.usefixtures("bot")
def test_a_claim_is_checked_for_the_asker_alone(slack: SlackServer, user: str, channel: str) -> None:
    """The shortcut asks with the text of a message; on the same message again it is another question."""
    message = slack.say("I heard that Zephyr-3 costs 3 dollars", user="USOMEBODY", channel=channel)
    for count in (1, 2):
        slack.shortcut("check_this_claim", user=user, message=message)
        whispered(slack, user, count)
    settle(slack)
    assert len(slack.ephemerals(user)) == 2
    assert all(PRICE in slack.visible_text(each) for each in slack.ephemerals(user))
    assert slack.replies(message) == []


@pytest.mark.usefixtures("bot")
def test_a_claim_on_an_answered_mention_is_a_new_question(slack: SlackServer, user: str, channel: str) -> None:
    """It is told from the mention by its trigger."""
    message = slack.mention(QUESTION, user=user, channel=channel)
    only_reply(slack, message)
    slack.shortcut("check_this_claim", user=user, message=message)
    assert PRICE in slack.visible_text(answered(slack, user))


def test_who_is_no_administrator_is_refused_in_private(
    slack: SlackServer, bot: RunningBot, user: str, channel: str
) -> None:
    """Politely, and the log says who it was."""
    slack.command("/newsdesk", "reindex", user=user, channel=channel)
    assert whispered(slack, user)[0].startswith("Sorry, only administrators can re-index.")
    assert f"slack user {user} asked to re-index and is no administrator" in bot.log
    assert reports(slack, user) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("admin", [ADMIN, MEMBER_OF_GROUP, WORKSPACE_ADMIN])
def test_an_administrator_re_indexes(slack: SlackServer, channel: str, admin: str) -> None:
    """By user id, user group or rank: one direct message tells how far it is, and ends with the counts."""
    slack.command("/newsdesk", "reindex", user=admin, channel=channel)
    assert whispered(slack, admin)[-1].startswith("Re-indexing: I report in a direct message.")
    message = finished(slack, admin)
    assert "Articles: 0 added, 0 revised" in message.text
    assert message.edits[0]["text"] == "Re-indexing begins."
    assert [each for each in slack.messages if each.channel == channel and not each.ephemeral_to] == []


def test_new_articles_are_found_without_a_restart(
    slack: SlackServer, bot: RunningBot, user: str, tmp_path: Path
) -> None:
    """What was put into a folder is read, indexed and answered from."""
    folder = write_folder(tmp_path / "articles", [news(54, 1)])
    bot.add(folder)
    write_folder(folder, [news(55, 1)])
    slack.command("/newsdesk", "reindex", user=SECOND_ADMIN, channel="CADMIN")
    slack.wait_for(lambda: any("Articles: 1 added" in message.text for message in reports(slack, SECOND_ADMIN)))
    answer = only_reply(slack, slack.direct("What does Zephyr-55 cost?", user=user))
    assert "costs $55 per million tokens" in slack.visible_text(answer)


def test_a_busy_data_folder_is_told(slack: SlackServer, bot: RunningBot) -> None:
    """Who writes is said, and when it began; nothing is lost."""
    with write_lock(bot.home, "add"):
        slack.command("/newsdesk", "reindex", user=THIRD_ADMIN, channel="CBUSY")
        slack.wait_for(lambda: any("has been writing since" in m.text for m in reports(slack, THIRD_ADMIN)))
    assert any(message.text.startswith("The re-index failed: process") for message in reports(slack, THIRD_ADMIN))
