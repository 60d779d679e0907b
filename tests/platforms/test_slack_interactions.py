"""The local Slack enforces what it claims, over real HTTP and real sockets: commands, buttons and views."""

import asyncio

import pytest

from tests.platforms.slack_play import (
    BUTTON,
    FEEDBACK,
    MODAL,
    Bot,
    client,
    play,
    post,
    respond,
)
from tests.platforms.slack_server import SlackServer


def test_command(slack: SlackServer) -> None:
    """What a command's acknowledgement says is seen by its user alone, and stays: the response URL adds to it."""

    async def bot(bot: Bot) -> None:
        slack.command("/ask", "what & why", user="U1", channel="C1")
        envelope = await bot.next()
        assert envelope["accepts_response_payload"]
        assert envelope["payload"]["text"] == "what &amp; why"
        await bot.ack(envelope, {"text": "searching"})
        await respond(envelope, {"text": "found", "replace_original": True})
        shown = [(answer.text, answer.via) for answer in slack.ephemerals("U1")]
        assert shown == [("searching", "ack"), ("found", "response_url")]

    play(bot, slack)


def test_response_url_wears_out(slack: SlackServer) -> None:
    """A response URL takes five answers, to one user or to the channel, and then no more."""
    command = slack.command("/ask", "x", user="U1", channel="C1").payload

    async def run() -> list[tuple[int, str]]:
        answers = [await respond({"payload": command}, {"text": "a", "response_type": "in_channel"})]
        return answers + [await respond({"payload": command}, {"text": "b"}) for _ in range(5)]

    assert asyncio.run(run())[4:] == [(200, "ok"), (404, "expired_url")]
    assert [message.ephemeral_to for message in slack.messages] == [None, "U1", "U1", "U1", "U1"]


def test_expired_response_url(slack: SlackServer) -> None:
    """An old response URL takes no answer."""
    command = slack.command("/ask", "x", user="U1", channel="C1").payload
    slack.expire_response_urls()
    assert asyncio.run(respond({"payload": command}, {"text": "a"})) == (404, "expired_url")


def test_shortcut(slack: SlackServer) -> None:
    """A shortcut brings the message it was used on."""
    message = slack.say("some news", user="U1", channel="C1")
    payload = slack.shortcut("explain", user="U2", message=message).payload
    assert (payload["type"], payload["callback_id"]) == ("message_action", "explain")
    assert payload["message"]["text"] == "some news"


def test_clicks(slack: SlackServer) -> None:
    """A click brings the element's value, and only who sees an element can use it."""
    blocks = [{"type": "actions", "elements": [BUTTON]}, {"type": "context_actions", "elements": [FEEDBACK]}]
    post(slack, blocks=blocks)
    client(slack).chat_postEphemeral(channel="C1", user="U1", text="x", blocks=blocks)
    public, private = slack.messages
    [action] = slack.click(public, "more", user="U2").payload["actions"]
    assert (action["type"], action["value"]) == ("button", "1")
    [action] = slack.click(public, "rate", user="U2", value="down").payload["actions"]
    assert (action["type"], action["value"]) == ("feedback_buttons", "down")
    payload = slack.click(private, "more", user="U1").payload
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    for user, action_id in (("U2", "more"), ("U1", "none")):
        with pytest.raises(LookupError):
            slack.click(private, action_id, user=user)


def test_submission(slack: SlackServer) -> None:
    """A submission brings what was entered, and the modal closes unless the acknowledgement says otherwise."""

    async def bot(bot: Bot) -> None:
        slack.command("/ask", "", user="U1", channel="C1")
        command = await bot.next()
        await bot.ack(command)
        await asyncio.to_thread(client(slack).views_open, trigger_id=command["payload"]["trigger_id"], view=MODAL)
        [view] = slack.views
        slack.submit(view, {"text": "What is new?"})
        submission = await bot.next()
        entered = submission["payload"]["view"]["state"]["values"]["question"]["text"]
        assert entered["value"] == "What is new?"
        await bot.ack(submission, {"response_action": "errors", "errors": {"question": "too short"}})
        assert not view.closed
        slack.submit(view)
        await bot.ack(await bot.next())
        assert view.closed

    play(bot, slack)


def test_edits_and_home(slack: SlackServer) -> None:
    """Edits, deletions and opened tabs come as events of their own."""
    message = slack.say("first", user="U1", channel="C1")
    slack.edit(message, "second")
    slack.delete(message)
    slack.open_messages_tab("U1")
    slack.open_home("U1")
    events = [delivery.event for delivery in slack.deliveries]
    assert [event.get("subtype", event["type"]) for event in events[1:]] == [
        "message_changed",
        "message_deleted",
        "app_home_opened",
        "app_home_opened",
    ]
    assert (events[1]["previous_message"]["text"], events[1]["message"]["text"]) == ("first", "second")
    assert [event["tab"] for event in events[3:]] == ["messages", "home"]
