"""Slack and Discord at once: one bot answers on both, and what goes wrong on the one leaves the other as it is."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.discord_faults.conftest import ask, assert_answered_once, assert_good_conduct
from tests.end_to_end.faults import BRISK, Ended, price, question
from tests.platforms.discord_server import DiscordServer
from tests.platforms.running import NewHome, RunningBot, new_channel, new_user, until
from tests.platforms.slack_server import SlackServer


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    """A Slack beside Discord."""
    with SlackServer() as server:
        yield server


@pytest.fixture(scope="module")
def running(discord: DiscordServer, slack: SlackServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot on both."""
    with RunningBot(new_home(), slack, discord, **BRISK) as bot:
        yield bot


def assert_slack_is_answered(slack: SlackServer) -> None:
    """A mention in Slack has one answer, the right one."""
    asked = slack.mention(question(6), user=new_user(), channel=new_channel())
    slack.wait_for(lambda: slack.replies(asked))
    [answer] = slack.replies(asked)
    assert price(6) in slack.visible_text(answer)


def test_people_are_answered_where_they_ask(discord: DiscordServer, slack: SlackServer, bot: RunningBot) -> None:
    """Health lists both platforms."""
    assert_answered_once(bot, discord, {ask(discord): 6})
    assert_slack_is_answered(slack)
    assert {name: state["connected"] for name, state in bot.health().items()} == {"slack": True, "discord": True}
    assert not slack.late_acks
    assert not slack.violations


def test_slack_that_is_down_leaves_discord_as_it_is(
    discord: DiscordServer, slack: SlackServer, bot: RunningBot
) -> None:
    """Health tells which one it is; both are answered when it is back."""
    slack.fail("apps.connections.open", "service_unavailable", status=503)
    slack.cut()
    until(lambda: not bot.health()["slack"]["connected"], "health notices")
    assert bot.health()["discord"]["connected"]
    assert_answered_once(bot, discord, {ask(discord): 6})
    until(lambda: bool(bot.health()["slack"]["connected"]), "Slack is back")
    assert_slack_is_answered(slack)


def test_discord_that_is_down_leaves_slack_as_it_is(slack: SlackServer, new_home: NewHome) -> None:
    """Even when its token is good no more; the bot still ends when it is told to."""
    with DiscordServer() as discord, RunningBot(new_home(), slack, discord, **BRISK) as bot:
        discord.revoke_token()
        until(lambda: not bot.health()["discord"]["connected"], "health notices")
        assert bot.health()["slack"]["connected"]
        assert_slack_is_answered(slack)
        assert bot.stop() == 0
        assert_good_conduct(bot, discord)


def test_discord_that_cannot_be_reached_is_named_beside_slack(
    slack: SlackServer, new_home: NewHome, ended: Ended
) -> None:
    """A bot that could start on one alone does not start: whoever set up both is told."""
    with DiscordServer() as discord:
        bot = ended(RunningBot(new_home(), slack, discord))
    bot.launch()
    assert bot.exit_code() == 1
    assert "Discord cannot be reached" in bot.log.splitlines()[-1]
    assert_good_conduct(bot, discord)
