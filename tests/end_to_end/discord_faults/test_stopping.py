"""Stopping: SIGTERM ends the bot with 0; what is in work is answered before, and the rest after the next start."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.discord_faults.conftest import (
    POST,
    RESPONSE,
    Talk,
    assert_answered,
    assert_answered_once,
    assert_good_conduct,
    command,
    seen_by,
)
from tests.end_to_end.faults import BRISK, Ended, price
from tests.platforms.discord_server import DiscordServer
from tests.platforms.running import NewHome, RunningBot, until


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    """A Discord of one test alone, in which a bot may begin sessions one after the other."""
    with DiscordServer(identify_seconds=0) as server:
        yield server


def test_what_is_in_work_is_answered_before_the_bot_ends(discord: DiscordServer, new_home: NewHome) -> None:
    """Mentions, direct messages and commands; nothing of it comes again after the next start."""
    with RunningBot(new_home(), discord, **BRISK) as bot:
        talk = Talk(discord)
        discord.delay(POST, 0.5)
        discord.delay(RESPONSE, 0.5)
        asked, commands = talk.ask_all(4), [command(discord), command(discord, public=True)]
        discord.wait_for(lambda: discord.calls_of(POST) and all(each.responded_at for each in commands))
        assert bot.stop() == 0
        assert_answered(discord, asked)
        assert [seen_by(discord, each).count(price(6)) for each in commands] == [1, 1]
        discord.delay(POST, 0)
        discord.delay(RESPONSE, 0)
        bot.start()
        assert_answered_once(bot, discord, talk.asked)
        assert [seen_by(discord, each).count(price(6)) for each in commands] == [1, 1]
        assert_good_conduct(bot, discord)


def test_what_could_not_be_posted_is_kept(discord: DiscordServer, new_home: NewHome) -> None:
    """Discord takes no answers: the bot ends with 0 all the same, and posts them after the next start, each once."""
    with RunningBot(new_home(), discord, **BRISK) as bot:
        talk = Talk(discord)
        with discord.state.changing():
            discord.state.revoked = True
        called = command(discord)
        asked = talk.ask_all(4)
        discord.wait_for(lambda: [call for call in discord.calls_of(POST) if call.status == 401])
        assert bot.stop() == 0
        assert not any(map(discord.replies, asked))
        with discord.state.changing():
            discord.state.revoked = False
        bot.start()
        assert_answered_once(bot, discord, talk.asked)
        assert seen_by(discord, called).count(price(6)) == 1
        assert_good_conduct(bot, discord, refused=len([call for call in discord.calls if call.status == 401]))


def test_a_bot_that_is_told_to_stop_while_it_connects_leaves_nothing_open(
    discord: DiscordServer, new_home: NewHome
) -> None:
    """SIGTERM while the library waits before it begins a new session ends it with 0."""
    with RunningBot(new_home(), discord) as bot:
        discord.wait_for(lambda: discord.heartbeats == 1)
        discord.invalidate(resumable=False)
        discord.wait_for(lambda: discord.heartbeats == 2)  # the first one on a new connection
        assert bot.stop() == 0
        assert discord.identifies == 1
        assert_good_conduct(bot, discord)


def test_a_bot_that_is_told_to_stop_while_it_starts_ends(
    discord: DiscordServer, new_home: NewHome, ended: Ended
) -> None:
    """SIGTERM before it has logged in ends it with 0; its health says meanwhile that it is not connected."""
    bot = ended(RunningBot(new_home(), discord))
    discord.delay("GET /users/@me", 30)
    bot.launch()
    until(lambda: bool(bot.health()), "health is served")
    assert bot.health()["discord"]["connected"] is False
    assert bot.stop() == 0
    assert_good_conduct(bot, discord)
