"""A bot played by hand against the local Slack, for the tests of that."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, web
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

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


async def respond(envelope: Json, body: Json) -> tuple[int, str]:
    """Answer at the response URL of an envelope."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(envelope["payload"]["response_url"], json=body) as response,
    ):
        return response.status, await response.text()
