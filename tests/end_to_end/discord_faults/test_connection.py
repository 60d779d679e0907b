"""The connection: cut, ended, silent or refused, it is made anew, and nothing that was asked meanwhile is lost."""

import asyncio
import gc
import threading
import warnings
from collections.abc import Callable
from functools import partial, partialmethod

import pytest
import yarl

from tests.end_to_end.discord_faults.conftest import HISTORY, Talk, ask, assert_answered_once, assert_good_conduct
from tests.end_to_end.faults import BRISK, SOAK
from tests.platforms.discord_server import DiscordServer
from tests.platforms.running import NewHome, RunningBot, until

ENDS: tuple[tuple[Callable[[DiscordServer], None], bool], ...] = (  # each, and whether the session may be resumed
    (DiscordServer.cut, True),
    (DiscordServer.ask_to_reconnect, True),
    (partial(DiscordServer.invalidate, resumable=True), True),
    (partial(DiscordServer.cut, resumable=False), False),
    (partial(DiscordServer.invalidate, resumable=False), False),
)
CUTS = 50 if SOAK else 5


def keep_asking(talk: Talk, stop: threading.Event) -> None:
    """Ask on and on, about four times a second."""
    while not stop.wait(0.25):
        talk.ask()


def has_session(discord: DiscordServer, talk: Talk, *, begun: int, questions: int) -> bool:
    """Tell whether a connection serves a session, so many of both kinds came, and so many questions were asked."""
    return discord.connections > 0 and discord.identifies + discord.resumes >= begun and len(talk.asked) >= questions


@pytest.mark.soak
def test_a_connection_that_ends_at_random_moments_loses_no_question(
    discord: DiscordServer, bot: RunningBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends again and again, with and without resume, while questions keep coming: all are answered, each once.

    Of what is to be read after a session that cannot be resumed, the first two tries go wrong.
    """
    talk, stop = Talk(discord), threading.Event()
    ends = list(ENDS) * (CUTS // len(ENDS))
    talk.chance.shuffle(ends)
    begun, identified, resumed = discord.identifies + discord.resumes, discord.identifies, discord.resumes
    asking = threading.Thread(target=keep_asking, args=(talk, stop))
    asking.start()
    try:
        for number, (end, is_resumable) in enumerate(ends, 1):
            if not is_resumable:
                discord.fail(HISTORY, status=503)
                discord.drop_reply(HISTORY)
            end(discord)
            more = len(talk.asked) + talk.chance.randrange(4)
            discord.wait_for(partial(has_session, discord, talk, begun=begun + number, questions=more))
    finally:
        stop.set()
        asking.join()
    assert_answered_once(bot, discord, talk.asked)
    assert bot.health()["discord"]["connected"]
    with capsys.disabled():
        identified, resumed = discord.identifies - identified, discord.resumes - resumed
        print(
            f"\n{CUTS} connections ended, {resumed} sessions resumed and {identified} begun anew, "
            f"{len(talk.asked)} questions: each answered once"
        )


@pytest.mark.soak
def test_of_two_shards_each_is_read_after_its_own_cut(new_home: NewHome) -> None:
    """The guilds of both are asked in while neither is connected, and nothing is lost."""
    with DiscordServer(shards=2, identify_seconds=0) as discord:
        channels = [discord.add_channel(guild=guild) for guild in (discord.guild, discord.add_guild())]
        with RunningBot(new_home(), discord, **BRISK) as bot:
            asked = {ask(discord, 1, channel=channel): 1 for channel in channels}
            assert_answered_once(bot, discord, asked)
            discord.cut(resumable=False)
            asked |= {ask(discord, 2, channel=channel): 2 for channel in channels}
            until(lambda: not bot.health()["discord"]["connected"], "health notices")
            assert_answered_once(bot, discord, asked)
            until(lambda: bool(bot.health()["discord"]["connected"]), "both shards are back")
            assert_good_conduct(bot, discord)


# In this process, where the minute that the library waits can be made shorter


def test_a_gateway_that_goes_silent_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the connection stands, and no close frame tells of it: the session goes on on another one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop
        import discord as library

    init = partialmethod(library.AutoShardedClient.__init__, heartbeat_timeout=1.0)
    monkeypatch.setattr(library.AutoShardedClient, "__init__", init)
    with DiscordServer(heartbeat_seconds=0.4) as discord:
        monkeypatch.setattr(library.http.Route, "BASE", f"{discord.api_url}/api/v10")
        monkeypatch.setattr(
            library.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://{discord.state.address}")
        )
        assert asyncio.run(_heard_through_silence(discord)) == ["before", "meanwhile", "afterwards"]
        assert [discord.identifies, discord.resumes] == [1, 1]
    gc.collect()  # what was left open is told of now, not in another test


async def _heard_through_silence(discord: DiscordServer) -> list[str]:
    import discord as library

    from bot.discord.connection import Connection
    from bot.tasks import Tasks

    user, heard = discord.add_user(), list[str]()

    async def hear(message: library.Message, _: int) -> None:
        heard.append(message.content)

    async def press(_: library.Interaction) -> None:
        raise NotImplementedError

    async def direct_channels(_: object) -> list[str]:
        return [discord.dm(user)]

    def play() -> None:
        discord.wait_for(lambda: discord.connections)
        discord.direct("before", user=user)
        until(lambda: "before" in heard, "the first message is heard")
        discord.go_silent()
        discord.direct("meanwhile", user=user)
        discord.wait_for(lambda: discord.resumes)
        discord.direct("afterwards", user=user)
        until(lambda: "afterwards" in heard, "the last message is heard")

    async with Tasks() as tasks, Connection(tasks, direct_channels) as client:
        client.hand_to(hear, press)
        await client.login(discord.token)
        serving = asyncio.create_task(client.connect())
        await asyncio.to_thread(play)
        assert client.health().connected
        serving.cancel()
        await asyncio.wait({serving})
    return heard
