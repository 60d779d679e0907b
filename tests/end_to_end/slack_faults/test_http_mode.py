"""HTTP mode: Slack calls the bot, and nobody but Slack is heard."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.end_to_end.faults import BRISK, Ended, price, question
from tests.end_to_end.slack_faults.conftest import ask, assert_answered_once, assert_good_conduct, wait_for_answers
from tests.platforms.running import NewHome, RunningBot, free_port, new_channel, new_user
from tests.platforms.slack_server import SlackServer

PORT = free_port()
EVENT = '{"type": "event_callback", "team_id": "T0NEWSROOM", "event": {"type": "message"}}'


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    """A Slack that calls the bot."""
    with SlackServer(http_port=PORT) as server:
        yield server


def called(new_home: NewHome, slack: SlackServer, port: int) -> RunningBot:
    """Return a bot in HTTP mode, which has no app token."""
    settings = {
        "NEWSDESK_SLACK_MODE": "http",
        "NEWSDESK_HTTP_PORT": str(port),
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_APP_TOKEN": "",
    }
    return RunningBot(new_home(), slack, **settings, **BRISK)


@pytest.fixture(scope="module")
def running(slack: SlackServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot that Slack calls."""
    with called(new_home, slack, PORT) as bot:
        yield bot


@pytest.mark.usefixtures("bot")
def test_a_mention_is_answered(slack: SlackServer) -> None:
    """A mention, of which Slack calls twice, is answered once in its thread."""
    assert_answered_once(slack, {ask(slack): 6})


@pytest.mark.usefixtures("bot")
def test_a_command_and_its_button_are_answered(slack: SlackServer) -> None:
    """A command is answered for its user alone, and the button under the answer opens the whole passages."""
    user = new_user()
    slack.command("/ask", question(6), user=user, channel=new_channel())
    (answer,) = slack.wait_for(
        lambda: [message for message in slack.ephemerals(user) if price(6) in slack.visible_text(message)]
    )
    slack.click(answer, "more_sources", user=user)
    view = slack.wait_for(lambda: [view for view in slack.views if view.user == user and len(view.updates) > 1])[0]
    assert price(6) in slack.visible_text(view)


@pytest.mark.usefixtures("bot")
def test_a_retry_is_no_second_question(slack: SlackServer) -> None:
    """What Slack sends again with X-Slack-Retry-Num, while it is in work and once it is answered, is answered once."""
    asked = ask(slack)
    for delivery in asked.deliveries:
        slack.redeliver(delivery)
    wait_for_answers(slack, [asked])
    again = [slack.redeliver(delivery) for delivery in asked.deliveries]
    slack.wait_for(lambda: all(delivery.acked_at for delivery in again))
    assert_answered_once(slack, {asked: 6})


@pytest.mark.usefixtures("bot")
def test_the_address_is_verified(slack: SlackServer) -> None:
    """Slack asks for a challenge back before it calls an address."""
    status, body = slack.verify_url("a-challenge")
    assert status == 200
    assert "a-challenge" in body


@pytest.mark.usefixtures("bot")
def test_what_slack_did_not_sign_is_refused(slack: SlackServer) -> None:
    """A wrong signature, none, and one of more than five minutes ago, or of a time to come, are refused."""
    now = int(time.time())
    assert slack.post_raw(EVENT) == 200
    assert slack.post_raw(EVENT, signature="v0=" + "0" * 64) == 401
    assert slack.post_raw(EVENT, signature="") == 401
    assert slack.post_raw(EVENT, timestamp=now - 301) == 401
    assert slack.post_raw(EVENT, timestamp=now + 600) == 401
    assert slack.post_raw("{", signature="") == 401


@pytest.mark.usefixtures("bot")
def test_what_is_no_json_ends_nothing(slack: SlackServer) -> None:
    """Signed rubbish is refused or ignored, and the bot answers on."""
    for body in ("", "{", "[]", "null", '"text"', '{"type": "event_callback"}', '{"event": 1}'):
        assert slack.post_raw(body) in {200, 400, 404, 500}
    assert_answered_once(slack, {ask(slack): 6})


def test_health_says_that_slack_can_call(slack: SlackServer, bot: RunningBot) -> None:
    """Health says connected while the bot listens and its token is good, and when the last event came."""
    wait_for_answers(slack, [ask(slack)])
    health = bot.health()["slack"]
    assert health["connected"] is True
    assert health["last_event"]


def test_a_port_that_is_taken_is_named(slack: SlackServer, new_home: NewHome, ended: Ended) -> None:
    """The bot exits with 1 and names the setting where another program has its port."""
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))  # noqa: S104 - where the bot listens
        other.listen()
        bot = ended(called(new_home, slack, other.getsockname()[1]))
        bot.launch()
        assert bot.exit_code() == 1
    assert "NEWSDESK_HTTP_PORT" in bot.log.splitlines()[-1]
    assert_good_conduct(bot, slack)
