"""The local Discord enforces what it claims, over real HTTP: limits, tokens, and faults on demand."""

from collections.abc import Iterator

import aiohttp
import discord
import pytest

from tests.platforms.discord_play import ask, playing
from tests.platforms.discord_server import DiscordServer

HELLO = {"content": "hello", "allowed_mentions": {"parse": []}}
POSTING = "POST /channels/*/messages"


@pytest.fixture
def server() -> Iterator[DiscordServer]:
    """A Discord in which a channel takes two messages in a tenth of a second."""
    with DiscordServer(identify_seconds=0, channel_limit=(2, 0.1), global_limit=None) as server:
        yield server


def test_the_headers_of_every_answer(server: DiscordServer) -> None:
    """Each answer tells how many calls of its kind are still taken, and for how long."""
    channel = server.add_channel()
    headers = ask(server, "POST", f"/channels/{channel}/messages", HELLO).headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("2", "1")
    assert 0 < float(headers["X-RateLimit-Reset-After"]) <= 0.1
    assert float(headers["X-RateLimit-Reset"]) > 1e9
    assert headers["X-RateLimit-Bucket"]
    assert headers["Content-Type"] == "application/json"


def test_a_channel_takes_a_few_messages_at_once() -> None:
    """A message above the limit of its channel is refused, and one to another channel is not."""
    with DiscordServer(channel_limit=(1, 60)) as server:
        channel, other = server.add_channel(), server.add_channel()
        statuses = [ask(server, "POST", f"/channels/{name}/messages", HELLO) for name in (channel, other, channel)]
    assert [answer.status for answer in statuses] == [200, 200, 429]
    refused = statuses[-1]
    assert 0 < refused.body["retry_after"] <= 60
    assert refused.body["global"] is False
    assert (refused.headers["Via"], refused.headers["X-RateLimit-Scope"]) == ("1.1 google", "user")
    assert int(refused.headers["Retry-After"]) >= refused.body["retry_after"]
    assert server.invalid_requests == 1


def test_the_global_limit() -> None:
    """Above the limit of all calls together every call is refused, but not the responses to interactions."""
    with DiscordServer(global_limit=1, via=False) as server:
        ask(server, "GET", "/users/@me")
        refused = ask(server, "GET", "/gateway/bot")
        assert (refused.status, refused.body["global"], refused.headers["X-RateLimit-Global"]) == (429, True, "true")
        assert "Via" not in refused.headers
        assert ask(server, "POST", "/interactions/1/x/callback", {"type": 5}).code == 10062


def test_discord_py_waits(server: DiscordServer) -> None:
    """A bot on discord.py posts at the pace that the headers tell it, and is never refused."""
    channel = server.add_channel()
    with playing(server) as bot:
        for number in range(5):
            bot.do(bot.channel(channel).send(str(number)))
    assert [message.content for message in server.messages] == [*"01234"]
    assert server.invalid_requests == 0


def test_discord_py_tries_again(server: DiscordServer) -> None:
    """A bot on discord.py repeats a call that was refused for its pace, or for a fault of the server."""
    channel = server.add_channel()
    server.fail(POSTING, retry_after=0.01)
    server.fail(POSTING, retry_after=0.01, is_global=True)
    with playing(server) as bot:
        bot.do(bot.channel(channel).send("at last"))
    assert [call.status for call in server.calls_of(POSTING)] == [429, 429, 200]
    assert len(server.messages) == 1


def test_failures(server: DiscordServer) -> None:
    """A route can be made to fail so many times, with any status and code."""
    channel = server.add_channel()
    server.fail(POSTING, status=403, code=50013, times=2)
    answers = [ask(server, "POST", f"/channels/{channel}/messages", HELLO) for _ in range(3)]
    assert [(answer.status, answer.code) for answer in answers] == [(403, 50013), (403, 50013), (200, None)]
    assert server.invalid_requests == 2
    for meddle in (server.fail, server.drop_reply, server.calls_of):
        with pytest.raises(LookupError):
            meddle("POST /channels/*/massages")


def test_a_lost_answer(server: DiscordServer) -> None:
    """A call can be done without its answer arriving."""
    channel = server.add_channel()
    server.drop_reply(POSTING)
    with playing(server) as bot, pytest.raises(aiohttp.ServerDisconnectedError):
        bot.do(bot.channel(channel).send("done"))
    assert [call.status for call in server.calls_of(POSTING)] == [200]
    assert [message.content for message in server.messages] == ["done"]


def test_a_slow_answer(server: DiscordServer) -> None:
    """A call can be made to take its time."""
    channel = server.add_channel()
    server.delay(POSTING, 0.05)
    ask(server, "POST", f"/channels/{channel}/messages", HELLO)
    [call] = server.calls_of(POSTING)
    assert server.messages[0].created_at - call.time >= 0.05
    assert (call.method, call.path, call.body) == ("POST", f"/channels/{channel}/messages", HELLO)


def test_a_wrong_token(server: DiscordServer) -> None:
    """A call without the bot's token is refused, and a bot does not even connect."""
    refused = ask(server, "GET", "/users/@me", token="other")  # noqa: S106 - a wrong one
    assert (refused.status, refused.code) == (401, 0)
    assert ask(server, "GET", "/gateway", token="other").status == 200  # noqa: S106 - as above
    server.token = "other"  # noqa: S105 - as above
    with playing(server) as bot:
        assert isinstance(bot.failed, discord.LoginFailure)


def test_a_ban(server: DiscordServer) -> None:
    """After 10,000 refused calls within ten minutes no call is answered, by an answer that does not look like one."""
    for _ in range(10_000):
        server._limits.count(403)  # noqa: SLF001 - or it takes long
    banned = ask(server, "GET", "/users/@me")
    assert (banned.status, "Via" in banned.headers) == (429, False)
