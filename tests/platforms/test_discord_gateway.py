"""The local Discord enforces what it claims, over real websockets: sessions, heartbeats, shards and intents."""

import asyncio
from collections.abc import Iterator

import aiohttp
import discord
import pytest

from tests.platforms.discord_play import Bot, Line, ask, line, play, playing
from tests.platforms.discord_server import DiscordServer


@pytest.fixture
def server() -> Iterator[DiscordServer]:
    """A Discord where sessions may be begun one right after another."""
    with DiscordServer(identify_seconds=0) as server:
        yield server


def test_ready(server: DiscordServer) -> None:
    """A bot on discord.py learns who it is, and where: of guilds that it is in, and of their members itself alone."""
    role = server.add_role()
    server.add_user(roles=[role])
    channel = server.add_channel(denied={"SEND_MESSAGES"})
    hidden = server.add_channel(member=False)
    thread = server.add_thread(channel)
    other = server.add_guild(member=False)
    with playing(server) as bot:
        assert bot.user is not None
        assert (str(bot.user.id), str(bot.application_id)) == (server.bot_user, server.application_id)
        [guild] = bot.guilds
        assert guild.get_channel(int(hidden)) is None
        assert bot.get_guild(int(other)) is None
        assert [str(one.id) for one in guild.threads] == [thread]
        shown = guild.get_channel(int(channel))
        assert isinstance(shown, discord.TextChannel)
        assert str(shown.last_message_id) == thread
        assert not shown.permissions_for(guild.me).send_messages
        assert shown.permissions_for(guild.me).read_message_history
        assert (guild.self_role is not None, guild.get_role(int(role)) is not None, len(guild.members)) == (
            True,
            True,
            1,
        )
    server.wait_for(lambda: server.connections == 0)
    assert (server.identifies, server.violations) == (1, [])


def test_what_a_bot_may_read(server: DiscordServer) -> None:
    """Without the privileged intent a bot reads what is written to it or by it, and of the rest that it was written."""
    user, channel = server.add_user(), server.add_channel()
    [own_role] = [role.id for role in server.state.roles.values() if role.managed]
    with playing(server) as bot:
        bot.do(bot.channel(channel).send("an answer"))
        [answer] = server.messages
        server.say("loud", user=user, channel=channel)
        server.mention("asked", user=user, channel=channel)
        server.say("pinging", user=user, channel=channel, reply_to=answer)
        silent = server.say("silent", user=user, channel=channel, reply_to=answer, pings=False)
        server.mention_role("all of you", own_role, user=user, channel=channel)
        server.direct("secret", user=user)
        bot.until(lambda: len(bot.heard) == 7)
    assert [heard.content for heard in bot.heard] == [
        "an answer",
        "",
        f"<@{server.bot_user}> asked",
        "pinging",
        "",
        "",
        "secret",
    ]
    reply = bot.heard[4].reference
    assert reply is not None
    assert isinstance(reply.resolved, discord.Message)
    assert reply.resolved.content == "an answer"
    assert ask(server, "GET", f"/channels/{channel}/messages/{silent.id}").body["content"] == ""


def test_the_content_intent() -> None:
    """An application that was granted the privileged intent, and a session that asks for it, read everything."""
    content = discord.Intents(message_content=True).value
    with DiscordServer(identify_seconds=0, granted_intents=content) as server:
        user, channel = server.add_user(), server.add_channel()
        with playing(
            server, Bot(intents=discord.Intents(guilds=True, guild_messages=True, message_content=True))
        ) as bot:
            server.say("loud", user=user, channel=channel)
            bot.until(lambda: [heard.content for heard in bot.heard] == ["loud"])


def test_intents_choose_events(server: DiscordServer) -> None:
    """A session gets no events but of the kinds it asked for."""
    user, channel = server.add_user(), server.add_channel()

    async def run(line: Line) -> None:
        await line.identify(intents=discord.Intents(dm_messages=True).value)
        assert (await line.next())["t"] == "READY"
        await asyncio.to_thread(server.say, "x", user=user, channel=channel)
        await asyncio.to_thread(server.direct, "y", user=user)
        assert (await line.next())["d"]["content"] == "y"

    play(run, server)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": 1 << 15}, 4014),
        ({"intents": 1 << 40}, 4013),
        ({"shard": [1, 1]}, 4010),
    ],
)
def test_refused_sessions(server: DiscordServer, fields: dict[str, object], code: int) -> None:
    """A session that may not be begun ends the connection with Discord's code for the reason."""

    async def run(line: Line) -> None:
        await line.identify(**fields)
        assert await line.closed() == code

    play(run, server)


@pytest.mark.parametrize(("payload", "code"), [("{", 4002), ("[]", 4002), ('{"op": 77}', 4001), ('{"op": 3}', 4003)])
def test_nonsense(server: DiscordServer, payload: str, code: int) -> None:
    """What the gateway does not understand, or not yet, ends the connection."""

    async def run(line: Line) -> None:
        await line.socket.send_str(payload)
        assert await line.closed() == code

    play(run, server)


def test_an_old_version(server: DiscordServer) -> None:
    """A version of the gateway that is not spoken ends the connection."""

    async def run() -> None:
        async with line(server, "v=9") as old:
            assert await old.closed() == 4012

    asyncio.run(run())


def test_too_many_sends(server: DiscordServer) -> None:
    """More than 120 things sent within a minute end the connection."""

    async def run(line: Line) -> None:
        for _ in range(120):
            await line.send(1, None)
            assert (await line.next())["op"] == 11
        await line.send(1, None)
        assert await line.closed() == 4008

    play(run, server)


def test_a_missed_heartbeat() -> None:
    """A connection without heartbeats is closed, and its session can be resumed."""
    with DiscordServer(heartbeat_seconds=0.05) as server:

        async def run(line: Line) -> None:
            await line.identify()
            assert await line.closed() == 4000

        play(run, server)
        server.wait_for(lambda: server.connections == 0)
        assert server.identifies == 1


def test_sessions_in_quick_succession() -> None:
    """A session begun too soon after another is invalid, and says so."""
    with DiscordServer(identify_seconds=60) as server:

        async def run() -> None:
            async with line(server) as first, line(server) as second:
                await first.identify()
                assert (await first.next())["t"] == "READY"
                await second.identify()
                told = await second.next()
                assert (told["op"], told["d"]) == (9, False)

        asyncio.run(run())
        assert server.identifies == 1


def test_resuming(server: DiscordServer) -> None:
    """After a broken connection a bot gets what it missed, in order and once, and no new session."""
    user, channel = server.add_user(), server.add_channel()
    with playing(server) as bot:
        server.mention("1", user=user, channel=channel)
        bot.until(lambda: len(bot.heard) == 1)
        server.cut()
        for text in "234":
            server.mention(text, user=user, channel=channel)
        bot.until(lambda: "RESUMED" in bot.events and len(bot.heard) == 4)
        server.mention("5", user=user, channel=channel)
        bot.until(lambda: len(bot.heard) == 5)
    assert [heard.content[-1] for heard in bot.heard] == [*"12345"]
    assert (server.identifies, server.resumes) == (1, 1)


def test_a_forgotten_session(server: DiscordServer) -> None:
    """Where the session is lost as well, what is written meanwhile is not told, but can be read."""
    user, channel = server.add_user(), server.add_channel()
    with playing(server) as bot:
        server.cut(resumable=False)
        missed = server.mention("missed", user=user, channel=channel)
        bot.until(lambda: bot.events.count("READY") == 2)
        server.mention("told", user=user, channel=channel)
        bot.until(lambda: bot.heard)
    assert [heard.content.split()[-1] for heard in bot.heard] == ["told"]
    assert missed.sent_at is None
    assert (server.identifies, server.resumes) == (2, 0)
    history = ask(server, "GET", f"/channels/{channel}/messages?limit=2").body
    assert [message["content"].split()[-1] for message in history] == ["told", "missed"]


@pytest.mark.parametrize("way", ["reconnect", "resumable", "over"])
def test_told_to_connect_anew(server: DiscordServer, way: str) -> None:
    """A bot that is asked to connect anew, or told that its session is invalid, does so."""
    with playing(server) as bot:
        if way == "reconnect":
            server.ask_to_reconnect()
        else:
            server.invalidate(resumable=way == "resumable")
        bot.until(lambda: "RESUMED" in bot.events or bot.events.count("READY") == 2)
    assert (server.identifies, server.resumes) == ((2, 0) if way == "over" else (1, 1))


def test_a_silent_connection() -> None:
    """A connection that went silent brings nothing; the bot that gives it up misses nothing."""
    with DiscordServer(heartbeat_seconds=0.1) as server:
        user, channel = server.add_user(), server.add_channel()
        with playing(server, Bot(heartbeat_timeout=0.3)) as bot:
            server.go_silent()
            server.mention("hello", user=user, channel=channel)
            bot.until(lambda: bot.heard)
        assert (server.identifies, server.resumes) == (1, 1)


def test_heartbeats() -> None:
    """The server can ask for a heartbeat, and tells how long it took."""
    with DiscordServer(heartbeat_seconds=60) as server, playing(server):
        before = server.heartbeats
        assert server.ping() > 0
        assert server.heartbeats == before + 1


def test_shards() -> None:
    """Guilds fall to the shards by their ids, direct messages and what only one user sees to the first."""
    with DiscordServer(shards=2, identify_seconds=0) as server:
        other = server.add_guild()
        user = server.add_user()
        channel = server.add_channel(guild=other)
        with playing(server) as bot:
            assert bot.shard_count == 2
            shards = {str(guild.id): guild.shard_id for guild in bot.guilds}
            assert shards == {server.guild: 0, other: 1}
            server.mention("there", user=user, channel=channel)
            server.direct("here", user=user)
            bot.until(lambda: len(bot.heard) == 2)
        assert server.identifies == 2


def test_a_revoked_token(server: DiscordServer) -> None:
    """A revoked token ends the connection for good, and no call is taken with it."""
    with playing(server) as bot:
        server.revoke_token()
        bot.until(lambda: bot.failed)
    assert isinstance(bot.failed, discord.ConnectionClosed)
    assert bot.failed.code == 4004
    assert ask(server, "GET", "/users/@me").status == 401
    with playing(server) as again:
        assert isinstance(again.failed, discord.LoginFailure)


def test_no_sessions_left(server: DiscordServer) -> None:
    """Whoever begins too many sessions in a day loses the token."""
    server.state.session_starts_left = 1
    assert ask(server, "GET", "/gateway/bot").body["session_start_limit"]["remaining"] == 1

    async def run() -> None:
        async with line(server) as first, line(server) as second:
            await first.identify()
            await second.identify()
            assert await second.closed() == 4004

    asyncio.run(run())
    assert ask(server, "GET", "/users/@me").status == 401


def test_new_places(server: DiscordServer) -> None:
    """A bot is told of new guilds, channels and threads, and of nothing that it does not see."""
    with playing(server) as bot:
        guild = server.add_guild()
        channel = server.add_channel(guild=guild, kind="news")
        server.add_channel(guild=guild, member=False)
        thread = server.add_thread(channel)
        forum = server.add_channel(guild=guild, kind="forum")
        post = server.add_thread(forum)
        bot.until(lambda: [heard.channel.id for heard in bot.heard] == [int(thread), int(post)])
        assert [str(one.id) for one in bot.guilds[-1].channels] == [channel, forum]
        assert {str(one.id) for one in bot.guilds[-1].threads} == {thread, post}
        assert bot.events.count("CHANNEL_CREATE") == 2
        assert bot.heard[-1].id == int(post)


def test_edits_deletions_and_previews(server: DiscordServer) -> None:
    """Edits, previews and deletions are told of; only an edit has a time of its own."""
    user, channel = server.add_user(), server.add_channel()
    seen: list[tuple[str, object]] = []

    class Watcher(Bot):
        async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
            self._note(seen, (event.data["content"], event.data["edited_timestamp"] is None))

        async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
            self._note(seen, ("gone", str(event.message_id)))

    with playing(server, Watcher()) as bot:
        message = server.mention("one", user=user, channel=channel)
        server.unfurl(message)
        server.edit(message, f"<@{server.bot_user}> two")
        server.edit(message, "three")
        server.delete(message)
        server.redeliver(message)
        bot.until(lambda: len(seen) == 4 and len(bot.heard) == 2)
    at = f"<@{server.bot_user}>"
    assert seen == [(f"{at} one", True), (f"{at} two", False), ("", False), ("gone", message.id)]
    assert [edit["content"] for edit in message.edits] == [f"{at} one", f"{at} two"]


def test_waiting_says_what_happened(server: DiscordServer) -> None:
    """A wait in vain says what happened instead."""
    with pytest.raises(TimeoutError, match="'connections': 0"):
        server.wait_for(lambda: server.messages, timeout=0)


@pytest.mark.parametrize(("beyond", "code"), [(0, None), (9, 4007)])
def test_resuming_by_hand(server: DiscordServer, beyond: int, code: int | None) -> None:
    """A session is resumed from what was seen of it, where it is asked for, and not from beyond its end."""

    async def run() -> None:
        async with line(server) as old, line(server) as new:
            await old.identify()
            session = (await old.next())["d"]["session_id"]
            assert (await old.next())["t"] == "GUILD_CREATE"
            await old.send(1, old.last)
            assert (await old.next())["op"] == 11
            wish = {"token": server.token, "session_id": session, "seq": old.last + beyond}
            await new.send(6, wish)
            if code is None:
                assert (await new.next())["t"] == "RESUMED"
                assert server.connections == 1
            else:
                assert await new.closed() == code

    asyncio.run(run())


def test_sessions_that_are_not_there(server: DiscordServer) -> None:
    """An unknown session is invalid, which leaves the connection to begin one; a second one ends it."""

    async def run(line: Line) -> None:
        await line.send(6, {"token": server.token, "session_id": "none", "seq": 1})
        assert (await line.next())["op"] == 9
        await line.identify()
        assert (await line.next())["t"] == "READY"
        await line.send(3, {})
        await line.identify()
        assert await line.closed() == 4005

    play(run, server)


def test_a_compression_that_is_not_spoken(server: DiscordServer) -> None:
    """A connection that wants to be compressed in another way than zlib's is refused."""

    async def run() -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with line(server, "v=10&compress=zstd-stream"):
                pass

    asyncio.run(run())
