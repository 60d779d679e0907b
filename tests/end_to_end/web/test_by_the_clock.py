"""A running bot refreshes sources by itself, when they are due, and answers meanwhile."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.database import open_for_writing
from corpus.source_store import SourceState, SourceStore
from tests.end_to_end.web.conftest import Desk
from tests.platforms import web_faults
from tests.platforms.running import RunningBot, new_channel, new_user, until
from tests.platforms.slack_server import SlackServer
from tests.platforms.web_server import WebServer
from tests.web_pages import item, rss


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """A Slack of its own."""
    with SlackServer(echo=True) as server:
        yield server


def states(home: Path) -> dict[str, SourceState]:
    """Return the sources with what became of them, by path."""
    with closing(open_for_writing(home)) as connection:
        return {state.source.location.rpartition("/")[2]: state for state in SourceStore(connection).states()}


def make_due(home: Path, *paths: str) -> None:
    """Let the time of sources come."""
    with closing(open_for_writing(home)) as connection:
        store = SourceStore(connection)
        for source in store.sources():
            if source.location.endswith(paths):
                store.set_due(source, datetime.now(UTC) - timedelta(days=3))


def test_what_is_due_is_refreshed_and_nothing_else(web: WebServer, desk: Desk, home: Path, slack: SlackServer) -> None:
    """After days of sleep each due source is read once; one that fails is told of by `status`, and delays no other."""
    for name, number in (("due", 1), ("later", 2), ("broken", 3)):
        web.put(f"/{name}", rss(item(number, web.url(f"/{number}"))))
    assert desk.run("add", web.url("/due"), web.url("/later"), web.url("/broken")).code == 0
    make_due(home, "/due", "/broken")
    web.put("/due", rss(item(4, web.url("/4")), item(1, web.url("/1"))))
    web.put("/later", rss(item(5, web.url("/5")), item(2, web.url("/2"))))
    web.misbehave("/broken", web_faults.answer(404))
    web.forget_requests()
    with RunningBot(home, slack, NEWSDESK_FETCH_ALLOW="127.0.0.0/8") as bot:
        until(lambda: states(home)["due"].articles == 2, "the source is refreshed")
        until(lambda: "sources refreshed" in bot.log, "the refresh is told of")
        asked = slack.mention("What does Zephyr-4 cost?", user=new_user(), channel=new_channel())
        slack.wait_for(lambda: slack.replies(asked) != [])
        [reply] = slack.replies(asked)
        assert "costs $4 per million tokens" in slack.visible_text(reply)
    assert sorted(set(web.paths)) == ["/broken", "/due"]
    after = states(home)
    assert after["later"].articles == 1
    assert after["broken"].error == "it answered 404 Not Found"
    assert after["due"].due_at
    assert after["due"].due_at > datetime.now(UTC)
    assert desk.status["failing"][0]["location"] == web.url("/broken")
