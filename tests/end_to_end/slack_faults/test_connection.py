"""The connection: cut, closed, silent or deaf, it is made anew, and nothing that was asked meanwhile is lost."""

import asyncio
import gc
import http.client
import random
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp

from bot.settings import SlackSettings
from bot.slack import connection
from bot.slack.posting import web_client
from tests.end_to_end.faults import BRISK, SOAK, Ended, question
from tests.end_to_end.slack_faults.conftest import (
    ask,
    ask_all,
    assert_answered_once,
    assert_good_conduct,
    wait_for_answers,
)
from tests.platforms.running import NewHome, RunningBot, new_user, until
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

CUTS = 50 if SOAK else 5


def health_status(bot: RunningBot) -> int:
    """Return the HTTP status of the bot's health."""
    caller = http.client.HTTPConnection("127.0.0.1", bot.health_port, timeout=10)
    caller.request("GET", "/healthz")
    status = caller.getresponse().status
    caller.close()
    return status


def keep_asking(slack: SlackServer, asked: dict[Posted, int], stop: threading.Event) -> None:
    """Ask on and on, about ten times a second."""
    while not stop.wait(0.1):
        asked |= ask_all(slack, 1)


def holds(slack: SlackServer, asked: dict[Posted, int], *, connections: int, questions: int) -> bool:
    """Tell whether a connection stands, so many were opened in all, and so many questions were asked."""
    return slack.connections > 0 and slack.connections_opened >= connections and len(asked) >= questions


@pytest.mark.soak
@pytest.mark.usefixtures("bot")
def test_a_connection_cut_at_random_moments_loses_no_question(
    slack: SlackServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The socket is cut again and again while questions keep coming: all are answered, each once."""
    chance = random.Random(6)  # noqa: S311 - the same moments each time
    asked, stop, opened = ask_all(slack, 1), threading.Event(), slack.connections_opened
    asking = threading.Thread(target=keep_asking, args=(slack, asked, stop))
    asking.start()
    try:
        for cut in range(CUTS):
            more = len(asked) + chance.randrange(4)
            slack.wait_for(partial(holds, slack, asked, connections=opened + cut, questions=more))
            slack.cut()
        slack.wait_for(partial(holds, slack, asked, connections=opened + CUTS, questions=0))
    finally:
        stop.set()
        asking.join()
    assert_answered_once(slack, asked)
    with capsys.disabled():
        again = sum(delivery.attempts > 1 for message in asked for delivery in message.deliveries)
        print(f"\n{CUTS} cuts, {len(asked)} questions, {again} events sent again: each answered once")


@pytest.mark.parametrize("ended", [SlackServer.close_gracefully, SlackServer.refresh])
def test_a_connection_that_slack_ends_is_made_anew(
    slack: SlackServer, bot: RunningBot, ended: Callable[[SlackServer], None]
) -> None:
    """Slack closes the connection, or asks for a new one: there is a new one soon, and nothing is lost meanwhile."""
    opened = slack.connections_opened
    before = ask_all(slack, 2)
    ended(slack)
    during = ask_all(slack, 2)
    slack.wait_for(lambda: slack.connections_opened > opened and slack.connections == 1)
    assert_answered_once(slack, before | during | ask_all(slack, 1))
    assert bot.health()["slack"]["connected"]


def test_health_says_that_slack_cannot_be_reached(slack: SlackServer, bot: RunningBot) -> None:
    """Health is 200 and says when the last event came; cut off from Slack it is 503, and 200 again afterwards."""
    asked = ask(slack)
    wait_for_answers(slack, [asked])
    health = bot.health()["slack"]
    assert health["connected"] is True
    assert health["last_event"]
    assert health["latency_ms"] > 0
    assert health_status(bot) == 200
    slack.fail("apps.connections.open", "service_unavailable", status=503)
    slack.cut()
    until(lambda: health_status(bot) == 503, "health notices")
    assert bot.health()["slack"]["connected"] is False
    meanwhile = ask(slack)
    until(lambda: health_status(bot) == 200, "health recovers")
    assert_answered_once(slack, {asked: 6, meanwhile: 6})


@pytest.mark.usefixtures("bot")
def test_a_second_bot_on_a_data_folder_does_not_start(
    slack: SlackServer, running: RunningBot, tmp_path: Path, ended: Ended
) -> None:
    """One bot answers from a data folder: a second one exits with 1, says why, and never speaks to Slack."""
    second = ended(RunningBot(Path(running.environment["NEWSDESK_HOME"]), slack))
    second.log_file = tmp_path / "second.log"
    calls = len(slack.calls)
    second.launch()
    assert second.exit_code() == 1
    assert "another bot runs on" in second.log
    assert len(second.log.splitlines()) == 1
    assert [call.method for call in slack.calls[calls:] if call.method != "auth.test"] == []


def test_a_health_port_that_is_taken_is_named(slack: SlackServer, new_home: NewHome, ended: Ended) -> None:
    """The bot exits with 1 and names the setting where another program has its port."""
    bot = ended(RunningBot(new_home(), slack))
    with socket.socket() as other:
        other.bind(("127.0.0.1", bot.health_port))
        other.listen()
        bot.launch()
        assert bot.exit_code() == 1
    assert "NEWSDESK_HEALTH_PORT" in bot.log.splitlines()[-1]
    assert_good_conduct(bot, slack)


@pytest.fixture
def own_slack() -> Iterator[SlackServer]:
    """A Slack of one test alone."""
    with SlackServer() as server:
        yield server


def test_a_bot_that_is_told_to_stop_keeps_what_it_could_not_post(own_slack: SlackServer, new_home: NewHome) -> None:
    """SIGTERM ends it with 0, though Slack takes no answers; they are posted after the next start, each once."""
    with RunningBot(new_home(), own_slack, **BRISK) as bot:
        own_slack.revoke_token()
        asked = ask_all(own_slack, 3)
        own_slack.wait_for(lambda: own_slack.calls_of("chat.postMessage"))
        asked |= ask_all(own_slack, 3)
        assert bot.stop() == 0
        with own_slack.state.changing():
            own_slack.state.revoked = False
        bot.start()
        assert_answered_once(own_slack, asked)
        assert_good_conduct(bot, own_slack)


def test_a_bot_that_is_told_to_stop_while_it_connects_leaves_nothing_open(
    own_slack: SlackServer, new_home: NewHome
) -> None:
    """SIGTERM in the midst of connecting anew ends it with 0, and the old and the new connection are closed."""
    with RunningBot(new_home(), own_slack) as bot:
        own_slack.delay("apps.connections.open", 5)
        own_slack.cut()
        until(lambda: health_status(bot) == 503, "health notices")
        assert bot.stop() == 0
        assert_good_conduct(bot, own_slack)


def test_a_bot_that_is_told_to_stop_while_it_starts_ends(
    own_slack: SlackServer, new_home: NewHome, ended: Ended
) -> None:
    """SIGTERM before it has connected ends it with 0; its health says meanwhile that it is not connected."""
    bot = ended(RunningBot(new_home(), own_slack))
    own_slack.delay("apps.connections.open", 30)
    bot.launch()
    until(lambda: bool(bot.health()), "health is served")
    assert bot.health()["slack"]["connected"] is False
    assert bot.stop() == 0
    assert_good_conduct(bot, own_slack)


def test_a_start_without_a_websocket_is_told(own_slack: SlackServer, new_home: NewHome, ended: Ended) -> None:
    """Something between lets no websocket through: the bot exits with 1, and says that."""
    bot = ended(RunningBot(new_home(), own_slack))
    own_slack.refuse_sockets()
    bot.launch()
    assert bot.exit_code() == 1
    assert "lets no websocket be opened" in bot.log.splitlines()[-1]
    assert_good_conduct(bot, own_slack)


# In this process, where the seconds that the watch waits can be made shorter


@pytest.mark.parametrize(
    ("trouble", "silence_s", "ping_s"),
    [(SlackServer.go_deaf, 1.0, 0.5), (SlackServer.go_silent, 600.0, 0.5), (SlackServer.go_silent, 1.0, 60.0)],
    ids=["deaf", "silent", "silent to the close as well"],
)
def test_a_connection_on_which_nothing_comes_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, trouble: Callable[[SlackServer], None], silence_s: float, ping_s: float
) -> None:
    """Though no close frame tells of it: pings are answered and no events come, or nothing at all.

    Nothing stays open, though the bot ends while it still takes leave of the old connection.
    """
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(connection, "_SILENCE_S", silence_s)
    monkeypatch.setattr(connection, "_PING_S", ping_s)
    monkeypatch.setattr(connection, "_LOOK_S", 0.1)
    with SlackServer() as slack:
        pulse = asyncio.run(_connected_through(slack, trouble))
    assert pulse.last_event is not None
    gc.collect()  # what was left open is told of now, not in another test


async def _connected_through(slack: SlackServer, trouble: Callable[[SlackServer], None]) -> connection.Pulse:
    settings = SlackSettings(bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)
    pulse, heard = connection.Pulse(), set()
    async with aiohttp.ClientSession() as session:
        client = web_client(settings, session)
        app = AsyncApp(client=client)

        @app.event("message")
        async def hear(event: dict[str, str]) -> None:
            pulse.heard()
            heard.add(event["text"])

        def play() -> None:
            first = slack.direct(question(1), user=new_user())
            slack.wait_for(lambda: first.deliveries[0].acked_at)
            trouble(slack)
            opened = slack.connections_opened
            second = slack.direct(question(2), user=new_user())
            slack.wait_for(lambda: second.deliveries[0].acked_at)
            assert slack.connections_opened > opened

        async with connection.connected(app, client, settings, pulse):
            await asyncio.to_thread(play)
            assert pulse.health().connected
    assert heard == {question(1), question(2)}
    return pulse
