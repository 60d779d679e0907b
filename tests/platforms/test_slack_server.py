"""Tests that the local Slack enforces what it claims, over real HTTP and real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, web
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from tests.platforms.slack_server import SlackServer

Json = dict[str, Any]
BUTTON = {"type": "button", "action_id": "more", "value": "1", "text": {"type": "plain_text", "text": "More"}}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "rate",
    "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up"},
    "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down"},
}
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Ask"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "block_id": "question",
            "label": {"type": "plain_text", "text": "Question"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """A Slack in Socket Mode, without a limit to the pace of posting."""
    with SlackServer(messages_per_second=None, ack_seconds=0.2) as server:
        yield server


def client(server: SlackServer) -> WebClient:
    """Return a client with the bot's token."""
    return WebClient(token=server.bot_token, base_url=server.api_url)


def error_of(call: Callable[[], object]) -> str:
    """Return the name of the error that a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def post(server: SlackServer, text: str = "answer", **fields: Any) -> Any:  # noqa: ANN401 - Slack's JSON
    """Post as the bot."""
    return client(server).chat_postMessage(channel="C1", text=text, **fields)


def section(text: str) -> Json:
    """Return a section of Slack's markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


class Bot:
    """A bot that reads its socket by hand."""

    def __init__(self, server: SlackServer, socket: ClientWebSocketResponse) -> None:
        self.server = server
        self.socket = socket

    async def next(self) -> Json:
        """Return the next envelope."""
        message = await self.socket.receive(timeout=30)
        assert message.type is WSMsgType.TEXT, message
        envelope: Json = json.loads(message.data)
        return envelope

    async def ack(self, envelope: Json, payload: Json | None = None) -> None:
        """Acknowledge an envelope, and wait until Slack knows."""
        answer = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        await self.socket.send_json(answer)
        await self.until(lambda: self._is_acked(envelope["envelope_id"]))

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something on the server."""
        await asyncio.to_thread(self.server.wait_for, condition, 30)

    def _is_acked(self, envelope_id: str) -> bool:
        return any(d.acked_at for d in self.server.deliveries if envelope_id in d.envelope_ids)


@asynccontextmanager
async def connected(server: SlackServer) -> AsyncIterator[Bot]:
    """Connect a bot and take Slack's greeting."""
    url = WebClient(base_url=server.api_url).apps_connections_open(app_token=server.app_token)["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoping=False) as socket:
        bot = Bot(server, socket)
        assert (await bot.next())["type"] == "hello"
        yield bot


@asynccontextmanager
async def listening(answers: Iterator[web.Response]) -> AsyncIterator[tuple[int, list[tuple[Json, str]]]]:
    """Listen as a bot in HTTP mode does, giving the answers in turn."""
    got: list[tuple[Json, str]] = []

    async def take(request: web.Request) -> web.Response:
        got.append((dict(request.headers), await request.text()))
        return next(answers)

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1], got
    finally:
        await runner.cleanup()


def play(play_bot: Callable[[Bot], Awaitable[None]], server: SlackServer) -> None:
    """Run a connected bot."""

    async def run() -> None:
        async with connected(server) as bot:
            await play_bot(bot)

    asyncio.run(run())


# ---------------------------------------------------------------- Web API


def test_tokens(slack: SlackServer) -> None:
    """A wrong, a missing, an app's and a revoked token are each refused by name."""
    assert client(slack).auth_test()["user_id"] == slack.bot_user
    for token, error in {"xoxb-no": "invalid_auth", slack.app_token: "not_allowed_token_type"}.items():
        assert error_of(WebClient(token=token, base_url=slack.api_url).auth_test) == error
    assert error_of(WebClient(base_url=slack.api_url).auth_test) == "not_authed"
    slack.revoke_token()
    assert error_of(client(slack).auth_test) == "token_revoked"


def test_scopes(slack: SlackServer) -> None:
    """A call without its scope says which one is needed, and every answer lists those granted."""
    assert "chat:write" in client(slack).auth_test().headers["x-oauth-scopes"]
    slack.remove_scope("chat:write")
    with pytest.raises(SlackApiError) as caught:
        post(slack)
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "chat:write"
    assert "chat:write" not in caught.value.response["provided"]


def test_unknown_method(slack: SlackServer) -> None:
    """A method that does not exist is refused."""
    assert error_of(lambda: client(slack).api_call("chat.shout")) == "unknown_method"


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([section("x" * 3001)], "invalid_blocks"),
        ([section("")], "invalid_blocks"),
        ([{"type": "section", "text": {"type": "html", "text": "x"}}], "invalid_blocks"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "invalid_blocks"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "invalid_blocks"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([{"type": "divider", "block_id": "same"}] * 2, "invalid_blocks"),
        ([{"type": "actions", "elements": [BUTTON, BUTTON]}], "invalid_blocks"),
        ([{"type": "actions", "elements": [BUTTON | {"value": "x" * 2001}]}], "invalid_blocks"),
        ([{"type": "actions", "elements": [FEEDBACK | {"negative_button": None}]}], "invalid_blocks"),
        ([{"type": "context_actions", "elements": [BUTTON]}], "invalid_blocks"),
        ([{"type": "context", "elements": []}], "invalid_blocks"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "invalid_blocks"),
        ([{"type": "blink"}], "invalid_blocks"),
        ([section("x" * 3000)] * 5, "msg_blocks_too_long"),
    ],
)
def test_bad_blocks(slack: SlackServer, blocks: list[Json], error: str) -> None:
    """Blocks that Slack does not take are refused by name, and nothing is posted."""
    assert error_of(lambda: post(slack, blocks=blocks)) == error
    assert slack.messages == []


@pytest.mark.parametrize(
    "element",
    [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]},
        {"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:x"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]},
        {"type": "rich_text_list", "elements": [{"type": "rich_text_section", "elements": []}]},
        {"type": "paragraph", "elements": []},
    ],
)
def test_bad_rich_text(slack: SlackServer, element: Json) -> None:
    """Rich text with an empty text, a bad address or a wrong element is refused, saying where."""
    with pytest.raises(SlackApiError) as caught:
        post(slack, blocks=[{"type": "rich_text", "elements": [element]}])
    assert "/blocks/0/elements/0" in caught.value.response["response_metadata"]["messages"][0]


def test_good_blocks_are_read(slack: SlackServer) -> None:
    """A reader sees the text of all kinds of blocks, unescaped."""
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "a < b ", "style": {"bold": True}}]},
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://a.example"}]}],
            },
        ],
    }
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://b.example|B &amp; C>"}]}
    post(slack, blocks=[section("R&amp;D"), rich, context, {"type": "context_actions", "elements": [FEEDBACK]}])
    [message] = slack.messages
    assert slack.visible_text(message) == "R&D\na < b \n1. https://a.example\nB & C"
    assert message.links == [("https://a.example", "https://a.example"), ("https://b.example", "B & C")]
    assert [button["action_id"] for button in slack.buttons(message)] == ["rate"]
    assert slack.violations == []


def test_long_text(slack: SlackServer) -> None:
    """Text over 40,000 characters is refused, and over 4,000 it is noted as a misuse."""
    assert error_of(lambda: post(slack, "x" * 40_001)) == "msg_too_long"
    post(slack, "x" * 4001)
    assert slack.violations == ["chat.postMessage: text of 4001 characters"]


def test_pings(slack: SlackServer) -> None:
    """Whoever a text notifies is on record, from the top-level text beside blocks as well."""
    user = {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]}
    post(slack, "<!channel> <@U7> <!subteam^S1|@team>", blocks=[{"type": "rich_text", "elements": [user]}])
    assert slack.messages[0].pings == {"channel", "U7", "S1", "here"}
    post(slack, "&lt;!channel&gt; @here")
    assert slack.messages[1].pings == set()


def test_escaping(slack: SlackServer) -> None:
    """Bare characters that ought to be escaped, and sequences that mean nothing, are noted as misuses."""
    post(slack, "a < b & c &amp; d")
    post(slack, "<b>bold</b>")
    assert len(slack.violations) == 3


def test_unfurls(slack: SlackServer) -> None:
    """Only a post that forbids both kinds of previews has none."""
    post(slack, unfurl_links=False)
    post(slack, unfurl_links=False, unfurl_media=False)
    assert [message.unfurls for message in slack.messages] == [True, False]


def test_rate_of_posting() -> None:
    """A channel takes a short burst and then one message a second, other channels are not affected."""
    with SlackServer() as slack:
        for _ in range(3):
            post(slack)
        with pytest.raises(SlackApiError) as caught:
            post(slack)
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
        client(slack).chat_postMessage(channel="C2", text="elsewhere")
        assert len(slack.messages) == 4


def test_rate_of_reading() -> None:
    """Histories can be read no more often than allowed."""
    with SlackServer(reads_per_minute=1) as slack:
        client(slack).conversations_history(channel="C1")
        assert error_of(lambda: client(slack).conversations_history(channel="C1")) == "ratelimited"


def test_channels(slack: SlackServer) -> None:
    """The bot cannot post where it is not, nor into an archive, nor show something to people who are not there."""
    slack.add_channel("C8", member=False)
    slack.add_channel("C9", archived=True)
    slack.add_channel("C10", users={"U1"})
    for channel, error in {"C8": "not_in_channel", "C9": "is_archived", "X1": "channel_not_found"}.items():
        assert error_of(partial(client(slack).chat_postMessage, channel=channel, text="x")) == error
    whisper = client(slack).chat_postEphemeral
    assert error_of(lambda: whisper(channel="C10", user="U2", text="x")) == "user_not_in_channel"
    whisper(channel="C10", user="U1", text="x")
    assert [message.text for message in slack.ephemerals("U1")] == ["x"]


def test_editing_and_deleting(slack: SlackServer) -> None:
    """The bot edits and deletes its own messages, those of others it cannot."""
    question = slack.say("hello", user="U1", channel="C1")
    ts = post(slack, thread_ts=question.ts)["ts"]
    client(slack).chat_update(channel="C1", ts=ts, text="better")
    [message] = slack.replies(question)
    assert (message.text, message.edits[0]["text"]) == ("better", "answer")
    assert error_of(lambda: client(slack).chat_update(channel="C1", ts=question.ts, text="x")) == "cant_update_message"
    blocks = [{"type": "divider", "block_id": "line"}]
    client(slack).chat_update(channel="C1", ts=ts, text="with a line", blocks=blocks)
    client(slack).chat_update(channel="C1", ts=ts, text="keeps the line")
    assert message.blocks == blocks
    client(slack).chat_delete(channel="C1", ts=ts)
    assert slack.replies(question) == []
    assert error_of(lambda: client(slack).chat_update(channel="C1", ts=ts, text="x")) == "message_not_found"


def test_reading_a_thread(slack: SlackServer) -> None:
    """A thread is read page by page, with metadata only when asked for."""
    question = slack.say("hello", user="U1", channel="C1")
    metadata = {"event_type": "answer", "event_payload": {"key": "k"}}
    for _ in range(3):
        post(slack, thread_ts=question.ts, metadata=metadata)
    replies = client(slack).conversations_replies
    first = replies(channel="C1", ts=question.ts, limit=2, include_all_metadata=True)
    rest = replies(channel="C1", ts=question.ts, cursor=first["response_metadata"]["next_cursor"])
    assert [message.get("metadata") for message in first["messages"]] == [None, metadata]
    assert [message.get("metadata") for message in rest["messages"]] == [None, None]
    assert not rest["has_more"]
    assert len(client(slack).conversations_history(channel="C1")["messages"]) == 1


def test_streaming(slack: SlackServer) -> None:
    """A streamed message grows until it is stopped, and then takes no more."""
    question = slack.direct("hello", user="U1")
    where: Json = {"channel": question.channel}
    ts = client(slack).chat_startStream(**where, thread_ts=question.ts, markdown_text="one ")["ts"]
    client(slack).chat_appendStream(**where, ts=ts, markdown_text="two")
    client(slack).chat_stopStream(**where, ts=ts)
    assert [slack.visible_text(message) for message in slack.replies(question)] == ["one two"]
    append = client(slack).chat_appendStream
    assert error_of(lambda: append(**where, ts=ts, markdown_text="x")) == "message_not_in_streaming_state"


def test_status(slack: SlackServer) -> None:
    """A status stands in a thread until the bot answers there."""
    question = slack.say("hello", user="U1", channel="C1")
    client(slack).assistant_threads_setStatus(channel_id="C1", thread_ts=question.ts, status="searching")
    assert slack.status(question) == "searching"
    post(slack, thread_ts=question.ts)
    assert slack.status(question) == ""
    assert slack.statuses == [("C1", question.ts, "searching")]


def test_prompts(slack: SlackServer) -> None:
    """Up to four prompts are shown, and those for a thread are ignored."""
    prompts = [{"title": "News?", "message": "What is new?"}]
    suggest = client(slack).assistant_threads_setSuggestedPrompts
    suggest(channel_id="D1", prompts=prompts)
    assert slack.prompts[0]["prompts"] == prompts
    assert error_of(lambda: suggest(channel_id="D1", prompts=prompts * 5)) == "too_many_prompts"
    suggest(channel_id="D1", prompts=prompts, thread_ts="1.1")
    assert len(slack.prompts) == len(slack.violations) == 1


def test_modals(slack: SlackServer) -> None:
    """A trigger opens one modal, in time only, and the modal can then be updated."""
    trigger = slack.command("/ask", "", user="U1", channel="C1").payload["trigger_id"]
    view = client(slack).views_open(trigger_id=trigger, view=MODAL)["view"]
    assert error_of(lambda: client(slack).views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    client(slack).views_update(view_id=view["id"], view=MODAL | {"private_metadata": "m"})
    assert [shown["private_metadata"] for shown in slack.views[0].updates[1:]] == ["m"]
    late = slack.command("/ask", "", user="U1", channel="C1").payload["trigger_id"]
    slack.expire_triggers()
    assert error_of(lambda: client(slack).views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"


def test_bad_views(slack: SlackServer) -> None:
    """A modal with a long title or without the submit button it needs is refused."""
    for change in ({"title": {"type": "plain_text", "text": "x" * 25}}, {"private_metadata": "x" * 3001}):
        trigger = slack.command("/ask", "", user="U1", channel="C1").payload["trigger_id"]
        opening = partial(client(slack).views_open, trigger_id=trigger, view=MODAL | change)
        assert error_of(opening) == "invalid_arguments"
    home = {"type": "home", "blocks": [section("Hello")]}
    client(slack).views_publish(user_id="U1", view=home)
    assert slack.visible_text(slack.homes["U1"]) == "Hello"


def test_people(slack: SlackServer) -> None:
    """What is said of people and groups is what the bot is told."""
    slack.add_user("U1", is_admin=True, tz="Asia/Tokyo")
    slack.add_group("S1", ["U1", "U2"])
    user = client(slack).users_info(user="U1")["user"]
    assert (user["is_admin"], user["tz"]) == (True, "Asia/Tokyo")
    assert client(slack).usergroups_users_list(usergroup="S1")["users"] == ["U1", "U2"]
    assert error_of(lambda: client(slack).usergroups_users_list(usergroup="S9")) == "no_such_subteam"


def test_faults_on_demand(slack: SlackServer) -> None:
    """A call can be made to fail without an effect, or to have its effect without an answer."""
    slack.fail("chat.postMessage", "fatal_error", status=503, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        post(slack)
    assert caught.value.response.headers["Retry-After"] == "7"
    assert slack.messages == []
    slack.drop_reply("chat.postMessage")
    with pytest.raises(OSError, match=r"closed|reset"):
        WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[]).chat_postMessage(
            channel="C1", text="once"
        )
    assert [message.text for message in slack.messages] == ["once"]


# ---------------------------------------------------------------- Socket Mode


def test_a_mention_comes_twice(slack: SlackServer) -> None:
    """A mention is delivered as two events with ids of their own, escaped as Slack does."""

    async def bot(bot: Bot) -> None:
        slack.mention("a < b, see https://a.example?x=1&y=2 & <@U2>", user="U1", channel="C1")
        mention, message = await bot.next(), await bot.next()
        events = [mention["payload"]["event"], message["payload"]["event"]]
        assert [event["type"] for event in events] == ["app_mention", "message"]
        assert events[0]["text"] == (f"<@{slack.bot_user}> a &lt; b, see <https://a.example?x=1&amp;y=2> &amp; <@U2>")
        assert mention["payload"]["event_id"] != message["payload"]["event_id"]
        assert mention["retry_attempt"] == 0
        await bot.ack(mention)
        await bot.ack(message)

    play(bot, slack)
    assert slack.late_acks == []


def test_no_event_from_elsewhere(slack: SlackServer) -> None:
    """What is said in a channel without the bot, or without the scope to read it, is not delivered."""
    slack.add_channel("C8", member=False)
    slack.remove_scope("groups:history")
    assert slack.mention("hello", user="U1", channel="C8").deliveries == []
    assert slack.say("hello", user="U1", channel="G1").deliveries == []


def test_an_unacknowledged_event_comes_again(slack: SlackServer) -> None:
    """An event that is not acknowledged in time is sent again under another envelope, and counts as late."""

    async def bot(bot: Bot) -> None:
        slack.direct("hello", user="U1")
        first, second = await bot.next(), await bot.next()
        assert first["payload"] == second["payload"]
        assert first["envelope_id"] != second["envelope_id"]
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        await bot.ack(second)

    play(bot, slack)
    assert [delivery.attempts for delivery in slack.late_acks] == [2]


def test_an_event_waits_for_a_connection(slack: SlackServer) -> None:
    """An event sent while the bot is away, or cut off before it answered, reaches its next connection."""
    slack.direct("hello", user="U1")

    async def first(bot: Bot) -> None:
        assert (await bot.next())["retry_attempt"] == 1
        slack.cut()
        assert (await bot.socket.receive()).type is not WSMsgType.CLOSE
        await bot.until(lambda: slack.connections == 0)

    async def second(bot: Bot) -> None:
        envelope = await bot.next()
        assert envelope["retry_attempt"] == 2
        await bot.ack(envelope)

    play(first, slack)
    play(second, slack)
    assert slack.connections_opened == 2
    assert slack.late_acks == []


def test_redelivery(slack: SlackServer) -> None:
    """The same event comes again as a marked retry, or under a new id without a mark."""
    question = slack.direct("hello", user="U1")

    async def bot(bot: Bot) -> None:
        slack.redeliver(question.deliveries[0])
        slack.redeliver(question.deliveries[0], with_retry=False)
        first, retry, other = [await bot.next() for _ in range(3)]
        ids = [envelope["payload"]["event_id"] for envelope in (first, retry, other)]
        assert ids[0] == ids[1] != ids[2]
        assert (retry["retry_attempt"], other["retry_attempt"]) == (2, 0)
        for envelope in (first, retry, other):
            await bot.ack(envelope)

    play(bot, slack)


def test_a_ticket_works_once(slack: SlackServer) -> None:
    """A socket's address cannot be used again, and needs the app's token."""
    bad = WebClient(base_url=slack.api_url)
    assert error_of(lambda: bad.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"

    async def run() -> None:
        url = bad.apps_connections_open(app_token=slack.app_token)["url"]
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url):
                pass
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)

    asyncio.run(run())


def test_too_many_connections(slack: SlackServer) -> None:
    """An eleventh connection is turned away."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            bots = [await stack.enter_async_context(connected(slack)) for _ in range(10)]
            await bots[0].until(lambda: slack.connections == 10)
            url = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"]
            session = await stack.enter_async_context(aiohttp.ClientSession())
            socket = await stack.enter_async_context(session.ws_connect(url))
            assert (await socket.receive_json())["reason"] == "too_many_websockets"

    asyncio.run(run())


def test_echo() -> None:
    """Where asked for, the bot's own posts come back to it as Slack's events do."""
    with SlackServer(echo=True) as slack:
        post(slack)
        [delivery] = slack.deliveries
        assert (delivery.event["bot_id"], delivery.event["user"]) == (slack.bot_id, slack.bot_user)


def test_refresh(slack: SlackServer) -> None:
    """A refresh asks for a new connection, which gets the events, and closes the old one when it is left."""

    async def old(bot: Bot) -> None:
        slack.refresh()
        assert (await bot.next())["reason"] == "refresh_requested"
        async with connected(slack) as new:
            slack.direct("hello", user="U1")
            await new.ack(await new.next())
            await bot.socket.close()
            await bot.until(lambda: slack.connections == 1)

    play(old, slack)


def test_graceful_close(slack: SlackServer) -> None:
    """Slack can close a connection with a close frame."""

    async def bot(bot: Bot) -> None:
        slack.close_gracefully()
        assert (await bot.socket.receive()).type is WSMsgType.CLOSE

    play(bot, slack)


def test_deaf_and_silent_connections(slack: SlackServer) -> None:
    """A deaf connection answers pings but gets no events, a silent one does not even answer pings."""

    async def bot(bot: Bot) -> None:
        slack.go_deaf()
        slack.direct("hello", user="U1")
        await bot.socket.ping(b"1")
        assert (await bot.socket.receive()).type is WSMsgType.PONG
        slack.go_silent()
        await bot.socket.ping(b"2")
        async with connected(slack) as new:
            await new.ack(await new.next())
        slack.cut()
        assert (await bot.socket.receive()).type not in (WSMsgType.PONG, WSMsgType.TEXT)

    play(bot, slack)


# ---------------------------------------------------------------- interactions


def test_command(slack: SlackServer) -> None:
    """What a command's acknowledgement says is seen by its user alone, and can be replaced at the response URL."""

    async def bot(bot: Bot) -> None:
        slack.command("/ask", "what & why", user="U1", channel="C1")
        envelope = await bot.next()
        assert envelope["accepts_response_payload"]
        assert envelope["payload"]["text"] == "what &amp; why"
        await bot.ack(envelope, {"text": "searching"})
        [answer] = slack.ephemerals("U1")
        await respond(envelope, {"text": "found", "replace_original": True})
        assert (answer.text, answer.edits[0]["text"], answer.via) == ("found", "searching", "ack")

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


# ---------------------------------------------------------------- HTTP


def test_http_retries() -> None:
    """In HTTP mode an event is signed, and sent again with Slack's headers until the bot answers with success."""

    async def run() -> None:
        answers = iter([web.Response(status=500), web.Response()])
        async with listening(answers) as (port, got):
            with SlackServer(http_port=port, retry_delays=(0.01, 0.01, 0.01)) as slack:
                question = slack.direct("hello", user="U1")
                await asyncio.to_thread(slack.wait_for, lambda: question.deliveries[0].acked_at, 30)
                verifier = SignatureVerifier(slack.signing_secret)
        assert [headers.get("X-Slack-Retry-Num") for headers, _ in got] == [None, "1"]
        assert got[1][0]["X-Slack-Retry-Reason"] == "http_error"
        assert all(verifier.is_valid_request(body, headers) for headers, body in got)

    asyncio.run(run())


def test_http_gives_up() -> None:
    """After three retries an event is lost, and a command is not sent again at all."""

    async def run() -> None:
        async with listening(iter(lambda: web.Response(status=404), None)) as (port, got):
            with SlackServer(http_port=port, retry_delays=(0.01, 0.01, 0.01)) as slack:
                question = slack.direct("hello", user="U1")
                command = slack.command("/ask", "x", user="U1", channel="C1")
                lost = [*question.deliveries, command]
                await asyncio.to_thread(slack.wait_for, lambda: all(delivery.lost for delivery in lost), 30)
                assert [delivery.attempts for delivery in lost] == [4, 1]
        assert sum(body.startswith("token=") for _, body in got) == 1

    asyncio.run(run())


def test_raw_posts() -> None:
    """A test can send a body with a signature and a time of its own."""

    async def run() -> None:
        async with listening(iter(lambda: web.Response(status=401), None)) as (port, got):
            with SlackServer(http_port=port) as slack:
                assert await asyncio.to_thread(slack.post_raw, "{}", "v0=wrong", 1) == 401
        assert got[0][0]["X-Slack-Signature"] == "v0=wrong"
        assert got[0][0]["X-Slack-Request-Timestamp"] == "1"

    asyncio.run(run())


def test_waiting_says_what_happened(slack: SlackServer) -> None:
    """A wait in vain names the calls and messages there were."""
    post(slack, "something else")
    with pytest.raises(TimeoutError, match="something else"):
        slack.wait_for(lambda: len(slack.messages) == 2, timeout=0)


async def respond(envelope: Json, body: Json) -> tuple[int, str]:
    """Answer at the response URL of an envelope."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(envelope["payload"]["response_url"], json=body) as response,
    ):
        return response.status, await response.text()
