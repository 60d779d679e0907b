"""The local Slack enforces what it claims, over real HTTP and real sockets: Socket Mode."""

import asyncio
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import WSMsgType
from slack_sdk import WebClient

from tests.platforms.slack_play import (
    Bot,
    connected,
    error_of,
    play,
    post,
)
from tests.platforms.slack_server import SlackServer


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
