"""A refresh that is killed: what was stored stays, nothing is stored by half, and the next one goes on."""

import random
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus.database import open_for_writing
from corpus.store import ArticleStore
from tests.articles import news
from tests.end_to_end.faults import SOAK
from tests.end_to_end.web.conftest import Desk
from tests.platforms.running import COMMAND
from tests.platforms.web_server import WebServer
from tests.web_pages import item, page, rss

KILLS = 50 if SOAK else 5
FEEDS, ARTICLES_A_ROUND = 4, 2


class Feeds:
    """Feeds that grow; half of them carry summaries, whose pages are to be fetched."""

    def __init__(self, web: WebServer) -> None:
        self.web = web
        self.numbers: dict[int, list[int]] = {feed: [] for feed in range(FEEDS)}

    @property
    def addresses(self) -> list[str]:
        """Where they are."""
        return [self.web.url(f"/feed/{feed}") for feed in self.numbers]

    def grow(self) -> None:
        """Add articles to each."""
        for feed, numbers in self.numbers.items():
            for _ in range(ARTICLES_A_ROUND):
                numbers.append(1000 * feed + len(numbers))
                self.web.put(f"/{numbers[-1]}", page(numbers[-1]))
            items = [item(number, self.web.url(f"/{number}"), is_whole=bool(feed % 2)) for number in numbers]
            self.web.put(f"/feed/{feed}", rss(*items), content_type="application/rss+xml")

    def texts(self) -> dict[str, str]:
        """Return what the articles say, by address."""
        return {
            self.web.url(f"/{number}"): ("" if feed % 2 else f"# {news(number)['title']}\n\n") + news(number)["text"]
            for feed, numbers in self.numbers.items()
            for number in numbers
        }


def stored(home: Path) -> dict[str, str]:
    """Return the texts that are stored, by address, of a database that is in order."""
    with closing(open_for_writing(home)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        store = ArticleStore(connection)
        rows = connection.execute("SELECT revision_id FROM article").fetchall()
        articles = [store.revision(row[0]).article for row in rows if row[0] is not None]
        assert len(articles) == len(rows)
        return {str(article.url): article.text for article in articles}


@pytest.mark.soak
def test_a_refresh_killed_at_random_moments_loses_nothing(web: WebServer, desk: Desk, home: Path) -> None:
    """What is there after a kill is whole, and what was there before; the next refresh brings the rest."""
    chance = random.Random(7)  # noqa: S311 - any moment will do
    feeds = Feeds(web)
    feeds.grow()
    assert desk.run("add", *feeds.addresses).code == 0
    started = time.monotonic()
    feeds.grow()
    subprocess.run([COMMAND, "refresh"], check=True, capture_output=True)
    takes = time.monotonic() - started
    before = stored(home)
    assert before == feeds.texts()
    survived = []
    for _ in range(KILLS):
        feeds.grow()
        process = subprocess.Popen([COMMAND, "refresh"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, takes))
        process.kill()
        process.wait()
        after = stored(home)
        assert before.items() <= after.items() <= feeds.texts().items()
        survived.append(len(after) - len(before))
        before = after
    assert subprocess.run([COMMAND, "refresh"], check=True, capture_output=True, text=True).stderr == ""
    assert stored(home) == feeds.texts()
    assert desk.status["unindexed"] == 0
    print(f"{KILLS} kills within {takes:.1f} s each; new articles stored before each: {survived}; all there in the end")
