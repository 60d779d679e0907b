"""The local Slack enforces what it claims, over real HTTP and real sockets: HTTP mode."""

import asyncio

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.platforms.slack_play import (
    listening,
    post,
)
from tests.platforms.slack_server import SlackServer


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
