"""What Slack sends, as requests: the one direction of the adapter. Nothing here does any I/O."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.conversation import Request, to_share, to_show
from bot.slack.text import calls_people, mentions, typed
from retrieval.answer import MAX_QUESTION_CHARACTERS

PLATFORM = "slack"
_SAID = {None, "file_share", "thread_broadcast"}  # other subtypes tell of edits, joins and the like
Fields = Mapping[str, Any]


def said(event: Fields, team: str, bot_user: str) -> Request | None:
    """Return the request of an `app_mention` or `message` event, None where it is none.

    A mention arrives as both; the two have the same key. A line that neither mentions Newsdesk nor is a direct
    message is a request that is not addressed, if it stands in a thread and mentions nobody else.
    """
    text, channel, ts = event.get("text") or "", event.get("channel"), event.get("ts")
    user = event.get("user")
    if event.get("subtype") not in _SAID or event.get("bot_id") or not (user and channel and ts) or user == bot_user:
        return None
    mentioned = mentions(text)
    is_direct = event.get("channel_type") == "im"
    is_addressed = is_direct or bot_user in mentioned
    thread = event.get("thread_ts") or ts
    if not is_addressed and (thread == ts or mentioned or calls_people(text)):
        return None
    return Request(
        key=f"{PLATFORM}:message:{team}:{channel}:{ts}",
        platform=PLATFORM,
        user=user,
        channel=channel,
        thread=thread,
        text=typed(text, bot_user),
        asked_at=datetime.fromtimestamp(float(ts), UTC),
        starts_thread=thread == ts,
        is_direct=is_direct,
        is_addressed=is_addressed,
    )


def commanded(body: Fields, text: str, now: datetime, *, is_question: bool) -> Request:
    """Return the request of a slash command; ``text`` is what was typed behind the command's name."""
    user = body["user_id"]
    return Request(
        key=trigger_key(body),
        platform=PLATFORM,
        user=user,
        channel=body["channel_id"],
        thread=f"command {user}",
        text=typed(text, "", as_addresses=not is_question),
        asked_at=now,
        is_direct=is_direct(body["channel_id"]),
        is_private=True,
        address={"response_url": body["response_url"]},
    )


def checked(body: Fields, bot_user: str, now: datetime) -> Request:
    """Return the request of the shortcut "Check this claim": it asks with the text of the message, and by itself."""
    key = trigger_key(body)
    return Request(
        key=key,
        platform=PLATFORM,
        user=body["user"]["id"],
        channel=body["channel"]["id"],
        thread=key,
        text=typed(body["message"].get("text") or "", bot_user)[:MAX_QUESTION_CHARACTERS],
        asked_at=now,
        is_direct=is_direct(body["channel"]["id"]),
        is_private=True,
        address={"response_url": body["response_url"]},
    )


def shared(body: Fields, asked: Request) -> Request:
    """Return the request to share the answer to another one; the button's address is good for its own channel alone."""
    is_here = body["channel"]["id"] == asked.channel
    address = {"response_url": body["response_url"]} if is_here else {}
    return to_share(asked, body["user"]["id"], datetime.now(UTC), address)


def card_shared(body: Fields, action: Fields) -> Request:
    """Return the request to share a card with its channel, which is one however often its button is pressed."""
    channel, ts = body["channel"]["id"], str(body["container"]["message_ts"])
    key = f"{PLATFORM}:share:{channel}:{ts}:{action['action_id']}:{action['value']}"
    return Request(
        key=key,
        platform=PLATFORM,
        user=body["user"]["id"],
        channel=channel,
        thread=key,
        text="",
        asked_at=datetime.fromtimestamp(float(ts), UTC),  # it can stand there since then, whoever pressed it first
        is_shared=True,
        address={"response_url": body["response_url"]},
    )


def shown(body: Fields, asked: Request) -> Request:
    """Return the request to show the private answer to another one again."""
    return to_show(asked, trigger_key(body), datetime.now(UTC), {"response_url": body["response_url"]})


def is_direct(channel: str) -> bool:
    """Tell whether a channel is a conversation of two."""
    return channel.startswith("D")


def trigger_key(body: Fields) -> str:
    """Return the key of a command, a shortcut or a button: what is sent again has the same."""
    return f"{PLATFORM}:trigger:{body['trigger_id']}"
