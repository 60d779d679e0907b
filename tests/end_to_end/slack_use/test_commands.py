"""Slash commands, the shortcut, and what administrators do."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.lock import write_lock
from tests.articles import news, write_folder
from tests.end_to_end.slack_use.conftest import (
    ADMIN,
    ADMINS,
    LOOKING,
    MEMBER_OF_GROUP,
    PRICE,
    QUESTION,
    WORKSPACE_ADMIN,
    answer_to,
    answered,
    in_channel,
    in_private,
    new_admin,
    only_in_private,
    private_answers,
    settle,
    whispered,
)
from tests.platforms.running import UNLIMITED, NewHome, RunningBot, new_channel, new_user, until
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted


def reports(slack: SlackServer, user: str) -> list[Posted]:
    """Return what the bot wrote to a person directly."""
    return [message for message in slack.messages if message.channel == slack.dm(user)]


def finished(slack: SlackServer, user: str) -> Posted:
    """Wait until the re-index of a person has ended, and return the message that tells of it."""

    def ended() -> list[Posted]:
        return [m for m in reports(slack, user) if "It took" in m.text or "failed" in m.text]

    return slack.wait_for(ended)[-1]


def reindexing_processes(bot: RunningBot) -> list[int]:
    """Return the processes that the bot started to re-index."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == bot.pid and "spawn_main" in (place / "cmdline").read_text():
                found.append(int(place.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


@contextmanager
def reindexing_halted(slack: SlackServer, bot: RunningBot, admin: str) -> Iterator[None]:
    """Have an administrator re-index, and keep the work from going on until the block ends."""
    slack.command("/newsdesk", "reindex", user=admin, channel=new_channel())
    until(lambda: bool(reindexing_processes(bot)), "the re-index begins")
    [process] = reindexing_processes(bot)
    os.kill(process, signal.SIGSTOP)
    try:
        whispered(slack, admin)
        yield
    finally:
        os.kill(process, signal.SIGCONT)


# Asking


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("command", "text"), [("/ask", QUESTION), ("/newsdesk", f"ask {QUESTION}"), ("/newsdesk", f"  Ask\t {QUESTION} ")]
)
def test_a_command_is_answered_to_the_asker_alone(
    slack: SlackServer, user: str, channel: str, command: str, text: str
) -> None:
    """There is nothing but the answer, which can be shared."""
    slack.command(command, text, user=user, channel=channel)
    answer = answered(slack, user)
    settle(slack, new_channel())
    assert PRICE in slack.visible_text(answer)
    assert only_in_private(slack, user) == answer
    assert "share" in {button["action_id"] for button in slack.buttons(answer)}
    assert [message for message in slack.messages if message.channel == channel and not message.ephemeral_to] == []


@pytest.mark.usefixtures("bot")
def test_a_command_that_takes_long_is_said_to_be_in_work(slack: SlackServer, user: str, channel: str) -> None:
    """A line that stays is shown only where the answer is not there at once."""
    slack.delay("users.info", 2)
    try:
        slack.command("/ask", QUESTION, user=user, channel=channel)
        answer = answered(slack, user)
    finally:
        slack.delay("users.info", 0)
    assert [message.text for message in slack.ephemerals(user)] == [LOOKING, answer.text]
    assert PRICE in slack.visible_text(answer)


@pytest.mark.usefixtures("bot")
def test_a_command_that_is_sent_again_is_answered_once(slack: SlackServer, user: str, channel: str) -> None:
    """The trigger tells it from the same question asked again."""
    delivery = slack.command("/ask", QUESTION, user=user, channel=channel)
    answered(slack, user)
    slack.redeliver(delivery)
    settle(slack, new_channel())
    assert len(private_answers(slack, user)) == 1
    slack.command("/ask", QUESTION, user=user, channel=channel)
    private_answers(slack, user, 2)


@pytest.mark.usefixtures("bot")
def test_a_command_goes_on_from_the_last_one(slack: SlackServer, user: str, channel: str) -> None:
    """Each person has a conversation of their own with `/ask`."""
    slack.command("/ask", "What is Zephyr-3?", user=user, channel=channel)
    answered(slack, user)
    slack.command("/ask", "and how much is it?", user=user, channel=channel)
    assert PRICE in slack.visible_text(private_answers(slack, user, 2)[1])
    other = new_user()
    slack.command("/ask", "and how much is it?", user=other, channel=channel)
    assert PRICE not in slack.visible_text(answered(slack, other))


@pytest.mark.usefixtures("bot")
def test_a_command_in_a_direct_conversation_is_answered(slack: SlackServer, user: str) -> None:
    """It is private there as well."""
    slack.command("/ask", QUESTION, user=user, channel=slack.dm(user))
    assert PRICE in slack.visible_text(answered(slack, user))


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("x" * 2_500, "I cannot answer that: the question has 2,500 characters"),
        ("???!", "I cannot answer that: the question has no words"),
        ("Who won the chess championship?", "I found nothing on that."),
    ],
)
def test_a_command_that_has_no_answer_is_told_so(
    slack: SlackServer, user: str, channel: str, question: str, told: str
) -> None:
    """In one message, which has nothing to share."""
    slack.command("/ask", question, user=user, channel=channel)
    whispered(slack, user)
    shown = only_in_private(slack, user)
    assert slack.visible_text(shown).startswith(told)
    assert "share" not in {button["action_id"] for button in slack.buttons(shown)}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/ask", "Ask me something, for example:"),
        ("/newsdesk ask", "Ask me something, for example:"),
        ("/newsdesk", "/ask QUESTION"),
        ("/newsdesk help", "/ask QUESTION"),
        ("/newsdesk dance <!channel>", "/ask QUESTION"),
        ("/newsdesk status", "Articles: "),
        ("/newsdesk STATUS", "Index: generation "),
    ],
)
def test_other_commands_are_told_in_private(slack: SlackServer, user: str, channel: str, typed: str, told: str) -> None:
    """Help is what an unknown word gets."""
    command, _, text = typed.partition(" ")
    slack.command(command, text, user=user, channel=channel)
    assert told in whispered(slack, user)[0]


# The shortcut


@pytest.mark.usefixtures("bot")
def test_a_claim_is_checked_for_the_asker_alone(slack: SlackServer, user: str, channel: str) -> None:
    """The shortcut asks with the text of a message; on the same message again it is another question."""
    message = slack.say("I heard that Zephyr-3 costs 3 dollars", user=new_user(), channel=channel)
    delivery = slack.shortcut("check_this_claim", user=user, message=message)
    private_answers(slack, user)
    slack.shortcut("check_this_claim", user=user, message=message)
    private_answers(slack, user, 2)
    slack.redeliver(delivery)
    settle(slack, channel)
    answers = private_answers(slack, user, 2)
    assert len(answers) == 2
    assert all(PRICE in slack.visible_text(each) for each in answers)
    assert slack.replies(message) == []


@pytest.mark.usefixtures("bot")
def test_a_claim_on_an_answered_mention_is_a_new_question(slack: SlackServer, user: str, channel: str) -> None:
    """It is told from the mention by its trigger."""
    message = slack.mention(QUESTION, user=user, channel=channel)
    answer_to(slack, message)
    slack.shortcut("check_this_claim", user=user, message=message)
    assert PRICE in slack.visible_text(answered(slack, user))
    assert len(slack.replies(message)) == 1


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("claim", "told"),
    [("", "I cannot answer that"), (f"{QUESTION} {'blah ' * 1_000}", ""), ("🤔", "I cannot answer that")],
)
def test_any_message_can_be_a_claim(slack: SlackServer, user: str, channel: str, claim: str, told: str) -> None:
    """One without words, such as a picture, is told to be none; of a long one, the beginning is asked."""
    message = slack.say(claim, user=new_user(), channel=channel)
    slack.shortcut("check_this_claim", user=user, message=message)
    assert whispered(slack, user)[0].startswith(told)


# Administrators


def test_who_is_no_administrator_is_refused_in_private(
    slack: SlackServer, bot: RunningBot, user: str, channel: str
) -> None:
    """Politely, and the log says who it was."""
    slack.command("/newsdesk", "reindex", user=user, channel=channel)
    assert whispered(slack, user)[0].startswith("Sorry, only administrators can re-index.")
    assert f"slack user {user} asked to re-index and is no administrator" in bot.log
    assert reports(slack, user) == []
    assert in_channel(slack, channel) == []


def test_whose_rights_cannot_be_looked_up_is_refused(
    slack: SlackServer, bot: RunningBot, user: str, channel: str
) -> None:
    """A group that Slack does not tell of makes nobody an administrator, and the log says why."""
    slack.fail("usergroups.users.list", "missing_scope")
    slack.command("/newsdesk", "reindex", user=user, channel=channel)
    assert whispered(slack, user)[0].startswith("Sorry, only administrators can re-index.")
    assert "whether somebody is an administrator cannot be told: missing_scope" in bot.log


@pytest.mark.usefixtures("bot")
def test_what_cannot_be_looked_up_refuses_nobody_else(slack: SlackServer, user: str, channel: str) -> None:
    """A group that was deleted takes nothing from the admins of the workspace."""
    slack.add_user(user, is_admin=True)
    slack.fail("usergroups.users.list", "no_such_subteam")
    slack.command("/newsdesk", "reindex", user=user, channel=channel)
    assert whispered(slack, user)[-1].startswith("Re-indexing: I report in a direct message.")
    finished(slack, user)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("admin", [ADMIN, MEMBER_OF_GROUP, WORKSPACE_ADMIN])
def test_an_administrator_re_indexes(slack: SlackServer, channel: str, admin: str) -> None:
    """By user id, user group or rank: one direct message tells how far it is, and ends with the counts."""
    delivery = slack.command("/newsdesk", "reindex", user=admin, channel=channel)
    assert whispered(slack, admin)[-1].startswith("Re-indexing: I report in a direct message.")
    message = finished(slack, admin)
    assert "Articles: 0 added, 0 revised" in message.text
    assert message.edits[0]["text"] == "Re-indexing begins."
    slack.redeliver(delivery)
    settle(slack, slack.dm(admin))
    begun = [m for m in reports(slack, admin) if m.text.startswith("Re-indexing") or m.edits]
    assert begun == [message], "once, though the command was sent again"
    assert in_channel(slack, channel) == []


def test_one_re_index_at_a_time(slack: SlackServer, bot: RunningBot, admin: str, user: str, channel: str) -> None:
    """Whoever comes second is told how far the first is, on the Home tab too; questions are answered meanwhile."""
    second = new_admin(slack)
    with reindexing_halted(slack, bot, admin):
        slack.command("/newsdesk", "reindex", user=second, channel=channel)
        assert whispered(slack, second)[0].startswith("A re-index is at work already. Reading: ")
        slack.open_home(admin)
        slack.wait_for(lambda: admin in slack.homes)
        assert "Re-indexing now. Reading: " in slack.visible_text(slack.homes[admin])
        slack.command("/newsdesk", "status", user=user, channel=channel)
        assert "Re-indexing now. Reading: " in whispered(slack, user)[0]
        answer = answer_to(slack, slack.mention(QUESTION, user=user, channel=channel))
        assert PRICE in slack.visible_text(answer)
    assert "It took" in finished(slack, admin).text
    assert reports(slack, second) == []


def test_new_articles_are_found_without_a_restart(
    slack: SlackServer, bot: RunningBot, admin: str, user: str, tmp_path: Path
) -> None:
    """What was put into a folder is read, indexed and answered from."""
    folder = write_folder(tmp_path / "articles", [news(54, 1)])
    bot.add(folder)
    write_folder(folder, [news(55, 1)])
    slack.command("/newsdesk", "reindex", user=admin, channel=new_channel())
    assert "Articles: 1 added" in finished(slack, admin).text
    answer = answer_to(slack, slack.direct("What does Zephyr-55 cost?", user=user))
    assert "costs $55 per million tokens" in slack.visible_text(answer)


def test_a_busy_data_folder_is_told(slack: SlackServer, bot: RunningBot, admin: str, channel: str) -> None:
    """Who writes is said, and since when."""
    with write_lock(bot.home, "add"):
        slack.command("/newsdesk", "reindex", user=admin, channel=channel)
        text = finished(slack, admin).text
    assert text.startswith(f"The re-index failed: process {os.getpid()} has been writing since ")
    assert "(newsdesk add)" in text


@pytest.mark.usefixtures("bot")
def test_of_two_re_indexes_at_once_one_begins(slack: SlackServer, admin: str, channel: str) -> None:
    """The other is told so at once, however long Slack takes to post the first report."""
    second = new_admin(slack)
    slack.delay("chat.postMessage", 0.5)
    try:
        for each in (admin, second):
            slack.command("/newsdesk", "reindex", user=each, channel=channel)
        said = sorted(whispered(slack, admin) + whispered(slack, second))
    finally:
        slack.delay("chat.postMessage", 0)
    slack.wait_for(lambda: any("It took" in m.text for m in reports(slack, admin) + reports(slack, second)))
    assert said[0].startswith("A re-index is at work already. Reading: ")
    assert said[1].startswith("Re-indexing: I report in a direct message.")


@pytest.mark.usefixtures("bot")
def test_a_re_index_that_cannot_be_reported_is_told(slack: SlackServer, admin: str, channel: str) -> None:
    """Whoever asks for it is never left without a word, and can ask again."""
    slack.fail("chat.postMessage", "messages_tab_disabled")
    slack.command("/newsdesk", "reindex", user=admin, channel=channel)
    slack.wait_for(lambda: in_private(slack, admin), timeout=10)
    slack.command("/newsdesk", "reindex", user=admin, channel=channel)
    assert "It took" in finished(slack, admin).text


def test_a_re_index_that_the_end_of_the_bot_cuts_short_is_told(new_home: NewHome, channel: str) -> None:
    """The message says so, and after the next start the status does."""
    with SlackServer() as slack, RunningBot(new_home(), slack, **UNLIMITED, **ADMINS) as bot:
        slack.command("/newsdesk", "reindex", user=ADMIN, channel=channel)
        until(lambda: bool(reindexing_processes(bot)), "the re-index begins")
        os.kill(reindexing_processes(bot)[0], signal.SIGSTOP)
        whispered(slack, ADMIN)
        assert bot.stop() == 0
        assert reports(slack, ADMIN)[0].text.startswith("I was stopped before the re-index was done.")
        bot.start()
        slack.command("/newsdesk", "status", user=ADMIN, channel=channel)
        assert "it was begun, and not done when I was stopped" in whispered(slack, ADMIN, 2)[1]
