"""Tokens: what is wrong with one is said in one line that tells what to do, and no secret is ever written down."""

from pathlib import Path

import pytest

from tests.end_to_end.discord_faults.conftest import (
    POST,
    Talk,
    assert_answered_once,
    assert_no_secrets,
    command,
    open_requests,
    seen_by,
)
from tests.end_to_end.faults import BRISK, SOAK, Ended, only_line, price
from tests.platforms.discord_server import DiscordServer
from tests.platforms.running import NewHome, RunningBot, until

WRONG = "bm90LWEtdG9rZW4.local.wrong"


def test_a_token_that_discord_does_not_take_is_named(new_home: NewHome, ended: Ended) -> None:
    """The bot exits with 1; one line names DISCORD_TOKEN and where to copy it from, and not the token."""
    with DiscordServer() as discord:
        bot = ended(RunningBot(new_home(), discord, DISCORD_TOKEN=WRONG))
        bot.launch()
        assert bot.exit_code() == 1
        assert "DISCORD_TOKEN" in only_line(bot)
        assert "discord.com/developers" in only_line(bot)
        assert WRONG not in bot.log
        assert discord.identifies == 0


@pytest.mark.parametrize("token", ["", "two words", "tökén"])
def test_without_a_token_the_bot_says_which_to_set(
    new_home: NewHome, ended: Ended, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """No token, or what cannot be one, is a wrong usage: exit code 2, and one line names the setting."""
    monkeypatch.chdir(tmp_path)
    with DiscordServer() as discord:
        bot = ended(RunningBot(new_home(), discord, DISCORD_TOKEN=token))
        bot.launch()
        assert bot.exit_code() == 2
        assert "DISCORD_TOKEN" in only_line(bot)
        assert discord.calls == []


@pytest.mark.parametrize(
    "address", ["discord.example", "ftp://discord.example", "http://", "http://discord.example/api"]
)
def test_an_address_that_is_none_is_named(new_home: NewHome, ended: Ended, address: str) -> None:
    """It is a wrong usage: exit code 2, and one line shows it."""
    with DiscordServer() as discord:
        bot = ended(RunningBot(new_home(), discord, DISCORD_API_URL=address))
        bot.launch()
        assert bot.exit_code() == 2
        assert f"DISCORD_API_URL={address}" in only_line(bot)
        assert_no_secrets(bot.log, discord)


def test_a_discord_that_cannot_be_reached_is_named(new_home: NewHome, ended: Ended) -> None:
    """Where nobody answers the bot exits with 1; one line says so."""
    with DiscordServer() as discord:
        bot = ended(RunningBot(new_home(), discord))
    bot.launch()
    assert bot.exit_code() == 1
    assert "cannot be reached" in only_line(bot)
    assert "DISCORD_API_URL" in only_line(bot)
    assert_no_secrets(bot.log, discord)


@pytest.mark.soak
def test_a_token_revoked_for_a_while_loses_no_answer(new_home: NewHome, capsys: pytest.CaptureFixture[str]) -> None:
    """Its session ends, and the log says why; once the token is good again, all is answered that was asked meanwhile.

    The bot begins anew after a minute, for which `make test` does not wait: there, the bot is started again.
    """
    with DiscordServer(identify_seconds=0) as discord, RunningBot(new_home(), discord, **BRISK) as bot:
        talk = Talk(discord)
        discord.delay(POST, 0.5)
        talk.ask_all(4)
        called = command(discord)
        discord.wait_for(lambda: discord.calls_of(POST))
        discord.revoke_token()
        discord.delay(POST, 0)
        until(lambda: not bot.health()["discord"]["connected"], "health notices")
        ended = "the connection has ended: Discord does not take the token in DISCORD_TOKEN"
        until(lambda: ended in bot.log, "the log says what is to be done")
        talk.ask_all(4)
        with discord.state.changing():
            discord.state.revoked = False
        if SOAK:
            discord.wait_for(lambda: discord.connections, 120)
        else:
            assert bot.stop() == 0
            bot.start()
        assert_answered_once(bot, discord, talk.asked)
        assert seen_by(discord, called).count(price(6)) == 1
        assert open_requests(bot) == 0
        assert not discord.late_interactions
        assert not discord.violations
        assert not [line for line in bot.log.splitlines() if "/bot/" in line]
        assert_no_secrets(bot.log, discord)
        with capsys.disabled():
            print(f"\nA token revoked for a while: {len(talk.asked)} questions answered once, none lost")
