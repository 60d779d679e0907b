"""The buttons under an answer."""

import sqlite3
from contextlib import closing

import pytest

from tests.end_to_end.slack_use.conftest import PRICE, QUESTION, answer_to, answered, in_channel, settle, whispered
from tests.platforms.running import RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted, View

_ALREADY = "It is shared already, or on its way."


@pytest.fixture
def reply(slack: SlackServer, bot: RunningBot, user: str, channel: str) -> Posted:
    """An answer in a channel."""
    assert bot.pid
    return answer_to(slack, slack.mention(QUESTION, user=user, channel=channel))


def value_of(slack: SlackServer, reply: Posted, verdict: str) -> str:
    """Return the value that a verdict on an answer has."""
    [button] = [each for each in slack.buttons(reply) if each["action_id"] == "feedback"]
    return str(button["positive_button" if verdict == "good" else "negative_button"]["value"])


def verdicts(bot: RunningBot, user: str) -> list[str]:
    """Return what the database keeps of a person's feedback."""
    with closing(sqlite3.connect(f"file:{bot.home}/newsdesk.db?mode=ro", uri=True)) as database:
        return [kept for (kept,) in database.execute("SELECT verdict FROM feedback WHERE user = ?", (user,))]


def sources_shown(slack: SlackServer, user: str) -> View:
    """Wait until a person's modal shows what it was opened for."""

    def filled() -> View | None:
        return next((v for v in slack.views if v.user == user and "Looking" not in slack.visible_text(v)), None)

    view = slack.wait_for(filled)
    assert view is not None
    return view


# Feedback


def test_feedback_is_kept_and_thanked_for_in_private(
    slack: SlackServer, bot: RunningBot, reply: Posted, user: str
) -> None:
    """The last word of a person counts."""
    for count, verdict in enumerate(("good", "bad"), 1):
        slack.click(reply, "feedback", user=user, value=value_of(slack, reply, verdict))
        assert whispered(slack, user, count)[-1] == "Thank you: noted."
    assert verdicts(bot, user) == ["bad"]


def test_each_person_has_a_word(slack: SlackServer, bot: RunningBot, reply: Posted, user: str) -> None:
    """What another one thinks of the same answer changes nothing."""
    other = new_user()
    slack.click(reply, "feedback", user=user, value=value_of(slack, reply, "good"))
    slack.click(reply, "feedback", user=other, value=value_of(slack, reply, "bad"))
    whispered(slack, user)
    whispered(slack, other)
    assert (verdicts(bot, user), verdicts(bot, other)) == (["good"], ["bad"])


def test_feedback_that_is_sent_again_is_thanked_for_once(
    slack: SlackServer, bot: RunningBot, reply: Posted, user: str
) -> None:
    """And it does not take the place of what the person said since."""
    first = slack.click(reply, "feedback", user=user, value=value_of(slack, reply, "good"))
    whispered(slack, user)
    slack.click(reply, "feedback", user=user, value=value_of(slack, reply, "bad"))
    whispered(slack, user, 2)
    slack.redeliver(first)
    settle(slack, new_channel())
    assert len(slack.ephemerals(user)) == 2
    assert verdicts(bot, user) == ["bad"]


# More sources


def test_more_sources_opens_a_modal_before_anything_is_looked_up(slack: SlackServer, reply: Posted, user: str) -> None:
    """It says that it is looking, then shows the whole passage, to whoever pressed the button."""
    other = new_user()
    for person in (user, other):
        slack.click(reply, "more_sources", user=person)
        view = sources_shown(slack, person)
        assert "Looking them up" in str(view.updates[0])
        assert "said that version" in slack.visible_text(view), "the passage goes on behind the quote"


def test_an_expired_trigger_harms_nothing(slack: SlackServer, bot: RunningBot, reply: Posted, user: str) -> None:
    """The modal cannot be opened, and whoever pressed the button is told to press it again."""
    slack.fail("views.open", "expired_trigger_id")
    slack.click(reply, "more_sources", user=user)
    assert whispered(slack, user) == ["Slack did not open it (expired_trigger_id): press the button again."]
    assert [view for view in slack.views if view.user == user] == []
    assert "expired_trigger_id" in bot.log
    slack.click(reply, "more_sources", user=user)
    assert PRICE in slack.visible_text(sources_shown(slack, user))


def test_a_modal_is_filled_as_soon_as_slack_lets_it(slack: SlackServer, reply: Posted, user: str) -> None:
    """It does not stay as it was opened."""
    slack.fail("views.update", "internal_error")
    slack.click(reply, "more_sources", user=user)
    assert PRICE in slack.visible_text(sources_shown(slack, user))


def test_a_modal_that_was_closed_at_once_harms_nothing(slack: SlackServer, reply: Posted, user: str) -> None:
    """There is nothing to fill any more."""
    slack.fail("views.update", "not_found")
    slack.click(reply, "more_sources", user=user)
    slack.wait_for(lambda: any(call.error == "not_found" for call in slack.calls_of("views.update")))
    slack.click(reply, "more_sources", user=user)
    slack.wait_for(lambda: any(PRICE in slack.visible_text(view) for view in slack.views if view.user == user))


def test_a_button_that_is_sent_again_acts_once(slack: SlackServer, reply: Posted, user: str) -> None:
    """The trigger tells it from another press."""
    delivery = slack.click(reply, "more_sources", user=user)
    sources_shown(slack, user)
    slack.redeliver(delivery)
    slack.redeliver(delivery, with_retry=False)
    settle(slack, new_channel())
    assert len([view for view in slack.views if view.user == user]) == 1


def test_an_answer_that_is_no_longer_kept_is_told(
    slack: SlackServer, bot: RunningBot, reply: Posted, user: str, channel: str
) -> None:
    """After months its buttons still stand there."""
    settle(slack, new_channel())
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
        database.execute("UPDATE request SET reply = NULL WHERE channel = ?", (channel,))
    slack.click(reply, "more_sources", user=user)
    assert "That answer is no longer kept" in slack.visible_text(sources_shown(slack, user))
    slack.click(reply, "share", user=user)
    assert whispered(slack, user) == ["That answer is no longer kept: ask again."]


# Sharing


def test_an_answer_is_shared_once(slack: SlackServer, reply: Posted, user: str, channel: str) -> None:
    """However often and by however many it is pressed: who comes too late is told that it is shared."""
    other = new_user()
    for person in (user, user, other):
        slack.click(reply, "share", user=person)
    slack.wait_for(lambda: len(slack.ephemerals(user)) + len(slack.ephemerals(other)) == 2)
    assert {*whispered(slack, user), *whispered(slack, other, 0)} == {_ALREADY}
    settle(slack, channel)
    [message] = in_channel(slack, channel)
    text = slack.visible_text(message)
    assert text.startswith(f"Shared: “{QUESTION}”")
    assert PRICE in text
    assert not message.unfurls
    assert "share" not in {button["action_id"] for button in slack.buttons(message)}


def test_a_shared_answer_has_sources_and_feedback(slack: SlackServer, bot: RunningBot, user: str, channel: str) -> None:
    """Its buttons are those of the answer."""
    slack.command("/ask", QUESTION, user=user, channel=channel)
    slack.click(answered(slack, user), "share", user=user)
    [shared] = slack.wait_for(lambda: in_channel(slack, channel))
    reader = new_user()
    slack.click(shared, "more_sources", user=reader)
    assert PRICE in slack.visible_text(sources_shown(slack, reader))
    slack.click(shared, "feedback", user=reader, value=value_of(slack, shared, "good"))
    whispered(slack, reader)
    assert verdicts(bot, reader) == ["good"]


@pytest.mark.usefixtures("bot")
def test_a_private_answer_is_shared_where_newsdesk_is_not(slack: SlackServer, user: str, channel: str) -> None:
    """In a channel that Newsdesk is not in, the address that came with the button is good for it."""
    slack.add_channel(channel, member=False)
    slack.command("/ask", QUESTION, user=user, channel=channel)
    for _ in range(2):
        slack.click(answered(slack, user), "share", user=user)
    slack.wait_for(lambda: any(_ALREADY in text for text in whispered(slack, user)))
    [shared] = slack.wait_for(lambda: in_channel(slack, channel))
    assert PRICE in slack.visible_text(shared)
    assert PRICE in slack.visible_text(answered(slack, user)), "it stays where it was"
    assert not shared.unfurls


@pytest.mark.usefixtures("bot")
def test_what_could_not_be_shared_can_be_shared_later(slack: SlackServer, user: str, channel: str) -> None:
    """Whoever pressed the button is told, and presses it again."""
    slack.command("/ask", QUESTION, user=user, channel=channel)
    answer = answered(slack, user)
    for method in ("chat.postMessage", "response_url"):
        slack.fail(method, "is_archived")
    slack.click(answer, "share", user=user)
    assert "I could not post my answer to “What does Zephyr-3 cost?” (is_archived)." in whispered(slack, user, 2)[-1]
    slack.click(answer, "share", user=user)
    [shared] = slack.wait_for(lambda: in_channel(slack, channel))
    assert PRICE in slack.visible_text(shared)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("is_posted", [False, True])
def test_what_slack_does_not_confirm_is_shared_later_and_once(
    slack: SlackServer, user: str, channel: str, *, is_posted: bool
) -> None:
    """Whether Slack refused it for now, or took it and did not say so."""
    slack.command("/ask", QUESTION, user=user, channel=channel)
    answer = answered(slack, user)
    if is_posted:
        slack.drop_reply("chat.postMessage")
    else:
        slack.fail("chat.postMessage")
    slack.click(answer, "share", user=user)
    slack.wait_for(lambda: in_channel(slack, channel))
    settle(slack, channel)
    assert len(in_channel(slack, channel)) == 1


@pytest.mark.usefixtures("bot")
def test_the_thread_under_a_shared_answer_goes_on_from_it(slack: SlackServer, user: str, channel: str) -> None:
    """Whoever reads it can ask on, as under any answer."""
    slack.command("/ask", "What is Zephyr-3?", user=user, channel=channel)
    slack.click(answered(slack, user), "share", user=user)
    [shared] = slack.wait_for(lambda: in_channel(slack, channel))
    slack.wait_for(lambda: slack.ephemerals(user))
    settle(slack, channel)
    slack.say("and how much is it?", user=new_user(), channel=channel, thread_ts=shared.ts)
    assert PRICE in slack.visible_text(answer_to(slack, shared))


def test_buttons_and_threads_go_on_after_a_restart(
    slack: SlackServer, bot: RunningBot, reply: Posted, user: str, channel: str
) -> None:
    """What was answered is kept and shown as it was, what was shared is not shared again, and a thread goes on."""
    slack.click(reply, "share", user=user)
    slack.wait_for(lambda: in_channel(slack, channel))
    bot.stop()
    bot.start()
    slack.click(reply, "more_sources", user=user)
    assert PRICE in slack.visible_text(sources_shown(slack, user))
    slack.click(reply, "share", user=user)
    assert whispered(slack, user) == [_ALREADY]
    slack.say("and when was it released?", user=user, channel=channel, thread_ts=reply.thread_ts)
    slack.wait_for(lambda: len(slack.replies(reply)) == 2)
    assert "released Zephyr-3 on Monday" in slack.visible_text(slack.replies(reply)[1])
