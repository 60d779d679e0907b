"""The buttons under an answer."""

import sqlite3

import pytest

from tests.end_to_end.slack_use.conftest import answered, only_reply, settle, whispered
from tests.platforms.running import RunningBot
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted, View

QUESTION = "What does Zephyr-3 cost?"


@pytest.fixture
def reply(slack: SlackServer, bot: RunningBot, user: str, channel: str) -> Posted:
    """An answer in a channel."""
    assert bot.pid
    return only_reply(slack, slack.mention(QUESTION, user=user, channel=channel))


def shared(slack: SlackServer, channel: str) -> list[Posted]:
    """Return what stands in a channel outside of threads, for everybody to see."""
    return [
        message
        for message in slack.messages
        if message.channel == channel and message.thread_ts is None and message.ephemeral_to is None
    ]


def sources_shown(slack: SlackServer, user: str) -> View:
    """Wait until a person's modal shows what it was opened for."""

    def filled() -> View | None:
        return next((v for v in slack.views if v.user == user and "Looking" not in slack.visible_text(v)), None)

    view = slack.wait_for(filled)
    assert view is not None
    return view


def test_feedback_is_kept_and_thanked_for_in_private(
    slack: SlackServer, bot: RunningBot, reply: Posted, user: str
) -> None:
    """The last word of a person counts."""
    for verdict in ("good", "bad"):
        [button] = [each for each in slack.buttons(reply) if each["action_id"] == "feedback"]
        chosen = button["positive_button" if verdict == "good" else "negative_button"]["value"]
        slack.click(reply, "feedback", user=user, value=chosen)
        whispered(slack, user, 1 if verdict == "good" else 2)
    assert whispered(slack, user) == ["Thank you: noted."] * 2
    with sqlite3.connect(f"file:{bot.environment['NEWSDESK_HOME']}/newsdesk.db?mode=ro", uri=True) as database:
        kept = database.execute("SELECT verdict FROM feedback WHERE user = ?", (user,)).fetchall()
    database.close()
    assert kept == [("bad",)]


def test_more_sources_opens_a_modal_before_anything_is_looked_up(slack: SlackServer, reply: Posted, user: str) -> None:
    """It says that it is looking, then shows the whole passage."""
    slack.click(reply, "more_sources", user=user)
    view = sources_shown(slack, user)
    assert "Looking them up" in str(view.updates[0])
    assert "said that version" in slack.visible_text(view), "the passage goes on behind the quote"


def test_buttons_work_after_a_restart(slack: SlackServer, bot: RunningBot, reply: Posted, user: str) -> None:
    """What was answered is kept, and shown as it was."""
    bot.stop()
    bot.start()
    slack.click(reply, "more_sources", user=user)
    assert "costs $3" in slack.visible_text(sources_shown(slack, user))


def test_an_expired_trigger_harms_nothing(slack: SlackServer, bot: RunningBot, reply: Posted, user: str) -> None:
    """The modal cannot be opened, and whoever pressed the button is told to press it again."""
    slack.fail("views.open", "expired_trigger_id")
    slack.click(reply, "more_sources", user=user)
    assert whispered(slack, user) == ["Slack did not open it (expired_trigger_id): press the button again."]
    assert [view for view in slack.views if view.user == user] == []
    assert "expired_trigger_id" in bot.log


def test_an_answer_is_shared_once(slack: SlackServer, reply: Posted, user: str, channel: str) -> None:
    """Whoever presses the button again is told that it is shared."""
    slack.click(reply, "share", user=user)
    slack.wait_for(lambda: shared(slack, channel))
    slack.click(reply, "share", user="UOTHER2")
    assert whispered(slack, "UOTHER2")[-1] == "It is shared already."
    [message] = shared(slack, channel)
    assert QUESTION in slack.visible_text(message)
    assert "costs $3" in slack.visible_text(message)


def test_a_private_answer_is_shared_where_newsdesk_is_not(slack: SlackServer, bot: RunningBot, user: str) -> None:
    """In a channel that Newsdesk is not in, the address that came with the button is good for it."""
    assert bot.pid
    slack.add_channel("CELSEWHERE", member=False)
    slack.command("/ask", QUESTION, user=user, channel="CELSEWHERE")
    slack.click(answered(slack, user), "share", user=user)
    slack.wait_for(lambda: shared(slack, "CELSEWHERE"))
    assert "costs $3" in slack.visible_text(shared(slack, "CELSEWHERE")[0])


def test_a_button_that_is_sent_again_acts_once(slack: SlackServer, reply: Posted, user: str) -> None:
    """The trigger tells it from another press."""
    delivery = slack.click(reply, "more_sources", user=user)
    sources_shown(slack, user)
    slack.redeliver(delivery)
    settle(slack)
    assert len([view for view in slack.views if view.user == user]) == 1
