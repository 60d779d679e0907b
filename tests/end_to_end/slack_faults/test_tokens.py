"""Tokens: what is wrong with one is said in one line that tells what to do, and no secret is ever written down."""

from pathlib import Path

import pytest

from tests.end_to_end.faults import BRISK, Ended, only_line
from tests.end_to_end.slack_faults.conftest import ask, ask_all, assert_answered_once, assert_no_secrets
from tests.platforms.running import NewHome, RunningBot
from tests.platforms.slack_server import SlackServer

WRONG = "xapp-not-a-token"


def test_a_bot_token_that_was_revoked_is_named(new_home: NewHome, ended: Ended) -> None:
    """The bot exits with 1; one line names SLACK_BOT_TOKEN and where to copy it from."""
    with SlackServer() as slack:
        slack.revoke_token()
        bot = ended(RunningBot(new_home(), slack))
        bot.launch()
        assert bot.exit_code() == 1
        assert "SLACK_BOT_TOKEN" in only_line(bot)
        assert "api.slack.com" in only_line(bot)
        assert_no_secrets(bot.log, slack)


def test_a_wrong_app_token_is_named(new_home: NewHome, ended: Ended) -> None:
    """An app token that Slack does not know ends the bot with 1; one line names SLACK_APP_TOKEN and what to do."""
    with SlackServer() as slack:
        bot = ended(RunningBot(new_home(), slack, SLACK_APP_TOKEN=WRONG))
        bot.launch()
        assert bot.exit_code() == 1
        assert "SLACK_APP_TOKEN" in only_line(bot)
        assert "api.slack.com" in only_line(bot)
        assert WRONG not in bot.log
        assert_no_secrets(bot.log, slack)


def test_without_tokens_the_bot_says_which_to_set(
    new_home: NewHome, ended: Ended, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No tokens at all are a wrong usage: exit code 2, and one line names the settings."""
    monkeypatch.chdir(tmp_path)
    with SlackServer() as slack:
        bot = ended(RunningBot(new_home(), slack, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN=""))
        bot.launch()
        assert bot.exit_code() == 2
        assert "SLACK_BOT_TOKEN" in only_line(bot)
        assert "SLACK_APP_TOKEN" in only_line(bot)
        assert slack.calls == []


def test_a_slack_that_cannot_be_reached_is_named(new_home: NewHome, ended: Ended) -> None:
    """Where nobody answers the bot exits with 1; one line says so."""
    with SlackServer() as slack:
        bot = ended(RunningBot(new_home(), slack))
    bot.launch()
    assert bot.exit_code() == 1
    assert "cannot be reached" in only_line(bot)
    assert_no_secrets(bot.log, slack)


def test_a_token_revoked_for_a_while_loses_no_answer(new_home: NewHome) -> None:
    """A missing scope is a warning at the start. What cannot be posted for want of a good token is posted later."""
    with SlackServer() as slack:
        slack.remove_scope("usergroups:read")
        with RunningBot(new_home(), slack, **BRISK) as bot:
            assert "the token lacks usergroups:read" in bot.log
            assert_answered_once(slack, {ask(slack): 6})
            slack.revoke_token()
            asked = ask_all(slack, 3)
            slack.wait_for(
                lambda: len([c for c in slack.calls_of("chat.postMessage") if c.error == "token_revoked"]) >= 3
            )
            with slack.state.changing():
                slack.state.revoked = False
            assert_answered_once(slack, asked)
            assert slack.late_acks == []
            assert_no_secrets(bot.log, slack)
