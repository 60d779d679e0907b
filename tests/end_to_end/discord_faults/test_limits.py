"""Limits: whatever Discord refuses for coming too fast, with the header that the library looks for or without it."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.discord_faults.conftest import (
    CALLBACK,
    COMPARED,
    COMPARISON,
    DIRECT,
    FOLLOW_UP,
    POST,
    RESPONSE,
    THREAD,
    TYPING,
    Talk,
    assert_answered_once,
    assert_good_conduct,
    command,
    forgive,
    seen_by,
    settle,
)
from tests.end_to_end.faults import BRISK, SOAK, price
from tests.platforms.discord_server import DiscordServer
from tests.platforms.running import NewHome, RunningBot

STORM = 20 if SOAK else 2
ROUTES = (POST, THREAD, TYPING, RESPONSE)


@pytest.fixture(scope="module", params=[True, False], ids=["Discord's own", "Cloudflare's"])
def via(request: pytest.FixtureRequest) -> bool:
    """Whether refusals carry the header that tells them from Cloudflare's, without which the library gives up."""
    return bool(request.param)


@pytest.fixture(scope="module")
def discord(*, via: bool) -> Iterator[DiscordServer]:
    """A Discord that refuses in one way."""
    with DiscordServer(via=via) as server:
        yield server


@pytest.mark.soak
@pytest.mark.parametrize("is_global", [False, True], ids=["one route", "all routes"])
def test_a_storm_of_refusals_loses_nothing(
    discord: DiscordServer, running: RunningBot, capsys: pytest.CaptureFixture[str], *, is_global: bool
) -> None:
    """Posts, threads, typing and answers to commands are refused again and again: each question is answered once."""
    talk = Talk(discord)
    refused = discord.invalid_requests
    asked, commands = talk.ask_all(0), []
    for _ in range(STORM):
        for route in ROUTES:
            discord.fail(route, retry_after=0.3, is_global=is_global)
        asked |= talk.ask_all(4)
        commands.append(command(discord))
    assert_answered_once(running, discord, asked)
    discord.wait_for(lambda: all(price(6) in seen_by(discord, each) for each in commands))
    settle(running, discord)
    assert [seen_by(discord, each).count(price(6)) for each in commands] == [1] * STORM
    again = discord.invalid_requests - refused
    with capsys.disabled():
        print(f"\n{again} refusals, {len(asked)} questions and {STORM} commands: each answered once")
    assert_good_conduct(running, discord, refused=discord.invalid_requests)
    assert again <= STORM * len(ROUTES) + 10


@pytest.mark.usefixtures("bot")
def test_an_answer_of_two_messages_is_not_doubled(discord: DiscordServer) -> None:
    """Where the second one is refused, it is the second one that is sent again."""
    discord.fail(FOLLOW_UP, retry_after=0.5)
    user = discord.add_user()
    discord.command("ask", {"question": COMPARISON}, user=user, channel=discord.add_channel())
    discord.wait_for(lambda: len(discord.ephemerals(user)) > 1)
    text = "\n".join(map(discord.visible_text, discord.ephemerals(user)))
    assert [text.count(price(number)) for number in COMPARED] == [1] * len(COMPARED)


def test_a_refused_acknowledgement_is_made_again_or_answered_directly(
    discord: DiscordServer, bot: RunningBot, *, via: bool
) -> None:
    """The library makes it again in time, or gives up: then the answer comes directly."""
    discord.fail(CALLBACK, retry_after=0.3)
    discord.fail(DIRECT, retry_after=0.3)
    called = command(discord)
    discord.wait_for(lambda: price(6) in seen_by(discord, called))
    settle(bot, discord)
    assert seen_by(discord, called).count(price(6)) == 1
    assert len(discord.dms(called.user)) == int(not via)
    forgive(discord, [] if via else [called])


def test_new_homes_have_commands(new_home: NewHome, discord: DiscordServer) -> None:
    """The commands are told of later where Discord refuses them at first."""
    discord.fail("PUT /applications/*/commands", retry_after=0.3, times=2)
    synced = discord.command_syncs
    with RunningBot(new_home(), discord, **BRISK):
        discord.wait_for(lambda: discord.command_syncs > synced)
