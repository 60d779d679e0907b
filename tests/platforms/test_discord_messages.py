"""The local Discord enforces what it claims, over real HTTP: messages, replies, threads and what they need."""

import io
from collections.abc import Iterator

import discord
import pytest

from tests.platforms.discord_play import NOBODY, Bot, ask, playing
from tests.platforms.discord_server import DiscordServer

HELLO = {"content": "hello", "allowed_mentions": {"parse": []}}


@pytest.fixture
def server() -> Iterator[DiscordServer]:
    """A Discord without a limit to the pace of posting."""
    with DiscordServer(identify_seconds=0, channel_limit=None) as server:
        yield server


def test_a_reply(server: DiscordServer) -> None:
    """A reply to a mention is found as such, is told of to its author with its nonce, and notifies whom it says."""
    user, channel = server.add_user(), server.add_channel()

    async def answer(message: discord.Message) -> None:
        await message.reply("**bold** [here](<https://a.example/>)", allowed_mentions=NOBODY, nonce="n1")
        await message.reply("pinging")

    bot = Bot()
    bot.answer = answer
    with playing(server, bot):
        question = server.mention("what?", user=user, channel=channel)
        server.wait_for(lambda: len(server.replies(question)) == 2)
        bot.until(lambda: len(bot.heard) == 3)
    calm, pinging = server.replies(question)
    assert (calm.reference, calm.nonce, calm.pings, calm.kind) == (question.id, "n1", (), 19)
    assert (server.visible_text(calm), server.links(calm)) == ("bold here", [("here", "https://a.example/")])
    assert (pinging.pings, pinging.mentions) == ((user,), [user])
    assert [heard.nonce for heard in bot.heard] == [None, "n1", pinging.nonce]
    assert question.sent_at is not None
    assert question.sent_at <= calm.created_at <= pinging.created_at
    assert len(server.violations) == 1
    assert server.in_channel(channel) == server.messages == [calm, pinging]


def test_a_thread(server: DiscordServer) -> None:
    """A thread begun from a message has its id, holds the answers to it, and is begun once."""
    user, channel = server.add_user(), server.add_channel()

    async def answer(message: discord.Message) -> None:
        thread = await message.create_thread(name="Answer")
        async with thread.typing():
            await thread.send("here", allowed_mentions=NOBODY)
        assert thread.id == message.id

    bot = Bot()
    bot.answer = answer
    with playing(server, bot):
        question = server.mention("what?", user=user, channel=channel)
        [reply] = server.wait_for(lambda: server.replies(question))
        again = ask(server, "POST", f"/channels/{channel}/messages/{question.id}/threads", {"name": "x"})
        bot.until(lambda: len(bot.heard) == 3)
    assert (reply.channel, server.thread_of(question), server.thread_of(reply)) == (question.id, question.id, None)
    assert len(server.typing(question.id)) == 1
    assert (again.status, again.code) == (400, 160004)
    assert [heard.type.name for heard in bot.heard] == ["default", "thread_starter_message", "default"]
    assert bot.events.count("MESSAGE_UPDATE") == 1
    shown = ask(server, "GET", f"/channels/{channel}/messages/{question.id}").body
    assert (shown["thread"]["id"], shown["thread"]["message_count"], shown["flags"]) == (question.id, 1, 32)


def test_a_reply_across_channels(server: DiscordServer) -> None:
    """A message in a thread cannot reply to the one that it was begun from."""
    user, channel = server.add_user(), server.add_channel()
    thread = server.add_thread(channel, user=user)
    reference = {"message_id": thread, "channel_id": channel, "fail_if_not_exists": False}
    refused = ask(server, "POST", f"/channels/{thread}/messages", HELLO | {"message_reference": reference})
    [error] = refused.body["errors"]["message_reference"]["_errors"]
    assert error["code"] == "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL"


def test_a_reply_to_nothing(server: DiscordServer) -> None:
    """A reply to a deleted message is refused, or stands alone if it says that it may."""
    user, channel = server.add_user(), server.add_channel()
    gone = server.say("x", user=user, channel=channel)
    server.delete(gone)
    reply = HELLO | {"message_reference": {"message_id": gone.id}}
    refused = ask(server, "POST", f"/channels/{channel}/messages", reply)
    assert refused.body["errors"]["message_reference"]["_errors"][0]["code"] == "REPLIES_UNKNOWN_MESSAGE"
    reply["message_reference"] = {"message_id": gone.id, "fail_if_not_exists": False}
    assert ask(server, "POST", f"/channels/{channel}/messages", reply).body["type"] == 0
    assert server.replies(gone) == []


def test_direct_messages(server: DiscordServer) -> None:
    """Direct messages reach a user until they are closed."""
    user = server.add_user()
    with playing(server) as bot:
        reader = bot.do(bot.fetch_user(int(user)))
        bot.do(reader.send("hello", allowed_mentions=NOBODY))
        server.close_dms(user)
        with pytest.raises(discord.Forbidden) as refused:
            bot.do(reader.send("more"))
    assert refused.value.code == 50007
    assert [message.content for message in server.dms(user)] == ["hello"]
    assert ask(server, "POST", "/users/@me/channels", {"recipient_id": "1"}).code == 10013


def test_nonces(server: DiscordServer) -> None:
    """A message with the nonce of another, of the same channel and not long ago, is that other one."""
    channel, other = server.add_channel(), server.add_channel()
    marked = HELLO | {"nonce": "7", "enforce_nonce": True}
    first = ask(server, "POST", f"/channels/{channel}/messages", marked)
    second = ask(server, "POST", f"/channels/{channel}/messages", marked | {"content": "again"})
    assert (second.status, second.body["id"], second.body["content"]) == (200, first.body["id"], "hello")
    assert first.body["nonce"] == second.body["nonce"] == "7"
    ask(server, "POST", f"/channels/{other}/messages", marked)
    ask(server, "POST", f"/channels/{channel}/messages", HELLO | {"nonce": "7"})
    server.state.nonce_seconds = 0
    ask(server, "POST", f"/channels/{channel}/messages", marked)
    assert len(server.messages) == 4


@pytest.mark.parametrize(
    ("denied", "payload", "code"),
    [
        ("VIEW_CHANNEL", {}, 50001),
        ("SEND_MESSAGES", {}, 50013),
        ("EMBED_LINKS", {"embeds": [{"description": "x"}]}, 50013),
        ("READ_MESSAGE_HISTORY", {"message_reference": {"message_id": "1"}}, 160002),
    ],
)
def test_permissions_to_write(server: DiscordServer, denied: str, payload: dict[str, object], code: int) -> None:
    """A message needs the permissions that Discord asks for."""
    channel = server.add_channel(denied={denied})
    answer = ask(server, "POST", f"/channels/{channel}/messages", HELLO | payload)
    assert (answer.status, answer.code) == (403, code)
    assert server.messages == []


def test_permissions_of_threads(server: DiscordServer) -> None:
    """Threads need permissions of their own, and are begun from messages of text channels alone."""
    user = server.add_user()
    closed, mute = server.add_channel(denied={"CREATE_PUBLIC_THREADS"}), server.add_channel(denied={"SEND_MESSAGES"})
    voice, thread = server.add_channel(kind="voice"), server.add_thread(mute)
    talk = server.add_thread(server.add_channel(denied={"SEND_MESSAGES_IN_THREADS"}))
    codes = []
    for channel in (closed, voice, thread, server.dm(user)):
        message = server.say("x", user=user, channel=channel)
        codes.append(ask(server, "POST", f"/channels/{channel}/messages/{message.id}/threads", {"name": "x"}).code)
    assert codes == [50013, 50024, 50024, 50024]
    assert ask(server, "POST", f"/channels/{talk}/messages", HELLO).code == 50013
    assert ask(server, "POST", f"/channels/{thread}/messages", HELLO).status == 200
    assert ask(server, "POST", f"/channels/{mute}/typing").code == 50013


def test_permissions_to_read(server: DiscordServer) -> None:
    """Without the permission to read the history there is none; a hidden channel cannot be seen at all."""
    user = server.add_user()
    channel, hidden = server.add_channel(denied={"READ_MESSAGE_HISTORY"}), server.add_channel(member=False)
    message = server.say("x", user=user, channel=channel)
    assert ask(server, "GET", f"/channels/{channel}/messages").body == []
    assert ask(server, "GET", f"/channels/{channel}/messages/{message.id}").code == 50013
    assert ask(server, "GET", f"/channels/{hidden}").code == 50001
    assert ask(server, "GET", "/channels/1").code == 10003
    assert ask(server, "POST", f"/channels/{server.add_channel(kind='forum')}/messages", HELLO).code == 50008


def test_histories(server: DiscordServer) -> None:
    """A part of a history is what was asked for, the youngest first."""
    user, channel = server.add_user(), server.add_channel()
    ids = [server.say(str(number), user=user, channel=channel).id for number in range(6)]

    def numbers(query: str) -> list[int]:
        return [ids.index(one["id"]) for one in ask(server, "GET", f"/channels/{channel}/messages?{query}").body]

    assert numbers("") == [5, 4, 3, 2, 1, 0]
    assert numbers(f"after={ids[1]}&limit=2") == [3, 2]
    assert numbers(f"before={ids[3]}&limit=2") == [2, 1]
    assert numbers(f"around={ids[3]}&limit=3") == [4, 3, 2]
    assert ask(server, "GET", f"/channels/{channel}/messages?limit=101").code == 50035


def test_edits_and_deletions_by_the_bot(server: DiscordServer) -> None:
    """The bot edits and deletes its own messages, not those of others; what it said before is kept."""
    user, channel = server.add_user(), server.add_channel()
    theirs = server.say("x", user=user, channel=channel)
    with playing(server) as bot:
        message = bot.do(bot.channel(channel).send("one", embed=discord.Embed(title="t")))
        bot.do(message.edit(content="two", allowed_mentions=NOBODY))
        bot.until(lambda: "MESSAGE_UPDATE" in bot.events)
        [ours] = server.messages
        assert (ours.content, ours.embeds[0]["title"], ours.edits[0]["content"]) == ("two", "t", "one")
        with pytest.raises(discord.HTTPException) as refused:
            bot.do(message.edit(content="", embed=None))
        assert refused.value.code == 50006
        bot.do(message.delete())
        assert (server.in_channel(channel), server.messages, ours.deleted) == ([], [ours], True)
    assert ask(server, "PATCH", f"/channels/{channel}/messages/{theirs.id}", {"content": "y"}).code == 50005
    assert ask(server, "DELETE", f"/channels/{channel}/messages/{theirs.id}").code == 50013
    assert ask(server, "PATCH", f"/channels/{channel}/messages/{ours.id}", {"content": "y"}).code == 10008


def test_files(server: DiscordServer) -> None:
    """A file travels beside a message."""
    channel = server.add_channel()
    with playing(server) as bot:
        file = discord.File(io.BytesIO(b"1234"), filename="a.txt")
        bot.do(bot.channel(channel).send("see", file=file, allowed_mentions=NOBODY))
    [message] = server.messages
    assert [(one["filename"], one["size"]) for one in message.attachments] == [("a.txt", 4)]
    assert server.file(message.attachments[0]) == b"1234"


def picture(description: str | None = "A dot.") -> discord.File:
    """Return a picture of which only the size is told."""
    header = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (8).to_bytes(4) + (6).to_bytes(4)
    return discord.File(io.BytesIO(header), filename="dot.png", description=description)


def test_pictures(server: DiscordServer) -> None:
    """A picture has a size, and a description if it is told; an edit keeps what it names, and may bring another."""
    channel = server.add_channel()
    with playing(server) as bot:
        message = bot.do(bot.channel(channel).send("see", file=picture(), allowed_mentions=NOBODY))
        [first] = message.attachments
        assert (first.width, first.height, first.content_type) == (8, 6, "image/png")
        assert (first.filename, first.description) == ("dot.png", "A dot.")
        edited = bot.do(message.edit(attachments=[first, picture("Another.")], allowed_mentions=NOBODY))
        assert [one.description for one in edited.attachments] == ["A dot.", "Another."]
        bot.do(message.edit(attachments=[edited.attachments[1]], allowed_mentions=NOBODY))
    assert [one["description"] for one in server.messages[0].attachments] == ["Another."]
    assert server.violations == []


def test_files_that_discord_refuses(server: DiscordServer) -> None:
    """Those that are too large, of which too much is told, that were not sent, or that may not be sent there."""
    open_to_all, closed = server.add_channel(), server.add_channel(denied={"ATTACH_FILES"})
    large = discord.File(io.BytesIO(bytes(10 * 1024 * 1024 + 1)), filename="large.png")
    with playing(server) as bot:
        for channel, file, code in (
            (open_to_all, large, 40005),
            (open_to_all, picture("x" * 1025), 50035),
            (closed, picture(), 50013),
        ):
            with pytest.raises(discord.HTTPException) as refused:
                bot.do(bot.channel(channel).send("see", file=file, allowed_mentions=NOBODY))
            assert refused.value.code == code
    missing = ask(server, "POST", f"/channels/{open_to_all}/messages", HELLO | {"attachments": [{"id": 0}]})
    assert missing.body["errors"]["attachments"]["0"]["_errors"][0]["code"] == "ATTACHMENT_NOT_FOUND"
    assert server.messages == []


def test_pictures_that_ought_not_to_be_sent(server: DiscordServer) -> None:
    """An embed shows a file that came with it, and of each picture it is told what it shows."""
    channel = server.add_channel()
    with playing(server) as bot:
        embed = discord.Embed(description="see").set_image(url="attachment://dot.png")
        bot.do(bot.channel(channel).send(embed=embed, file=picture(), allowed_mentions=NOBODY))
        assert server.violations == []
        embed.set_image(url="attachment://line.png")
        bot.do(bot.channel(channel).send(embed=embed, file=picture(None), allowed_mentions=NOBODY))
    where = "POST /channels/*/messages"
    assert server.violations == [f"{where}: there is no file line.png", f"{where}: nothing is told of picture dot.png"]


def test_what_discord_refuses(server: DiscordServer) -> None:
    """A message that breaks Discord's rules is refused; one that only ought not to be sent is taken, and noted."""
    channel = server.add_channel()
    assert ask(server, "POST", f"/channels/{channel}/messages", {"content": "x" * 2001}).code == 50035
    assert ask(server, "POST", f"/channels/{channel}/messages", {"content": ""}).code == 50006
    assert ask(server, "POST", f"/channels/{channel}/messages").code == 50109
    assert server.violations == []
    assert ask(server, "POST", f"/channels/{channel}/messages", {"content": "@everyone"}).status == 200
    assert {violation.split(":")[0] for violation in server.violations} == {"POST /channels/*/messages"}
    assert server.messages[0].pings == ("everyone",)
    assert ask(server, "GET", "/nowhere").status == 404
    assert server.violations[-1] == "no such route: GET /api/v10/nowhere"


def test_the_directory(server: DiscordServer) -> None:
    """People, guilds and the application are found by their ids."""
    role = server.add_role(permissions={"MANAGE_GUILD"})
    user = server.add_user(name="Anna", roles=[role])
    server.set_interactions_endpoint("https://bot.example/")
    with playing(server) as bot:
        guild = bot.do(bot.fetch_guild(int(server.guild)))
        member = bot.do(guild.fetch_member(int(user)))
        assert ([str(one.id) for one in member.roles], member.name) == ([server.guild, role], "anna")
        assert member.guild_permissions.manage_guild
        assert bot.do(bot.application_info()).interactions_endpoint_url == "https://bot.example/"
    assert ask(server, "GET", f"/guilds/{server.guild}/members/1").code == 10007
    assert ask(server, "GET", f"/guilds/{server.add_guild(member=False)}").code == 10004
    assert ask(server, "GET", "/gateway").body["url"] == f"ws://{server.state.address}"
    assert ask(server, "GET", f"/guilds/{server.guild}/channels").body == []


def test_edits_of_parts(server: DiscordServer) -> None:
    """An edit changes what it names: it can hide previews and drop files, but not give up the second components."""
    channel = server.add_channel()
    with playing(server) as bot:
        file = discord.File(io.BytesIO(b"1234"), filename="a.txt")
        message = bot.do(bot.channel(channel).send("see", file=file, allowed_mentions=NOBODY))
        assert bot.do(message.edit(suppress=True, allowed_mentions=NOBODY)).flags.suppress_embeds
        bot.do(message.edit(attachments=[], allowed_mentions=NOBODY))
    [plain] = server.messages
    assert (plain.content, plain.attachments, len(plain.edits)) == ("see", [], 2)
    second = HELLO | {"flags": 1 << 15, "content": None, "components": [{"type": 10, "content": "text"}]}
    made = ask(server, "POST", f"/channels/{channel}/messages", second)
    assert (made.status, made.body["flags"], server.visible_text(server.messages[1])) == (200, 1 << 15, "text")
    assert ask(server, "PATCH", f"/channels/{channel}/messages/{made.body['id']}", {"content": "x"}).code == 50035


def test_what_threads_hold(server: DiscordServer) -> None:
    """The first message of a thread is Discord's own: it points back, and takes neither replies nor threads."""
    user, channel = server.add_user(), server.add_channel()
    thread = server.add_thread(channel, user=user)
    [first] = ask(server, "GET", f"/channels/{thread}/messages").body
    assert (first["type"], first["content"], first["author"]["id"]) == (21, "", user)
    assert first["message_reference"]["channel_id"] == channel
    assert first["referenced_message"]["id"] == thread
    reply = HELLO | {"message_reference": {"message_id": first["id"]}}
    refused = ask(server, "POST", f"/channels/{thread}/messages", reply).body["errors"]["message_reference"]["_errors"]
    assert refused[0]["code"] == "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE"
    assert ask(server, "GET", f"/channels/{thread}/thread-members/@me").body["user_id"] == server.bot_user
    server.delete(server.state.channels[channel].messages[thread])
    [first] = ask(server, "GET", f"/channels/{thread}/messages").body
    assert first["referenced_message"] is None
