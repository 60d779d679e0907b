"""What the tests of sources on the web share: a server, and the command line that may fetch from it."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, Source, SourceKind
from corpus.database import open_for_writing
from corpus.fetching.client import Limits
from corpus.report import ReadingReport, Tally
from corpus.source_store import SourceStore
from corpus.store import ArticleStore
from corpus.web.reader import WebReader
from tests.conftest import Newsdesk
from tests.platforms.web_server import WebServer

SHORT = Limits(connect_s=1, read_s=0.5, total_s=1, tries=2, backoff_s=0.01, longest_pause_s=0.1, gap_s=0)
OWN = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server whose addresses may be fetched."""
    monkeypatch.setenv("NEWSDESK_FETCH_ALLOW", "127.0.0.0/8")
    with WebServer(addresses=("127.0.0.1", "127.0.0.2")) as server:
        yield server


class Desk:
    """The command line, and what it tells as JSON."""

    def __init__(self, newsdesk: Newsdesk) -> None:
        self.run = newsdesk

    @property
    def status(self) -> dict[str, Any]:
        """What the data folder holds."""
        status: dict[str, Any] = json.loads(self.run("status", "--json").out)
        return status

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The sources with what became of them."""
        sources: list[dict[str, Any]] = json.loads(self.run("sources", "--json").out)
        return sources

    def answer(self, number: int) -> dict[str, Any]:
        """Return the answer to what the model of article ``number`` costs."""
        answer: dict[str, Any] = json.loads(self.run("ask", "--json", f"What does Zephyr-{number} cost?").out)
        return answer


@pytest.fixture
def desk(newsdesk: Newsdesk) -> Desk:
    """The command line on an empty data folder."""
    return Desk(newsdesk)


class Corpus:
    """The stores of a data folder, and a reader of its sources with short limits."""

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self.home = home
        self.connection = connection
        self.sources = SourceStore(connection)
        self.articles = ArticleStore(connection)
        self.articles.migrate()
        self.now = datetime.now(UTC)

    def remember(self, *addresses: str, kind: SourceKind = "feed") -> None:
        """Make sources of addresses."""
        for address in addresses:
            self.sources.remember(Source(kind=kind, location=address))

    def texts(self) -> dict[str, str]:
        """Return what articles say, by their links."""
        keys = [row[0] for row in self.connection.execute("SELECT key FROM article ORDER BY id")]
        articles = [article for article in map(self.articles.current, keys) if article]
        return {str(article.link): article.text for article in articles}

    def article(self, key: str) -> Article:
        """Return the article of a key."""
        article = self.articles.current(key)
        assert article is not None
        return article

    def read(self) -> ReadingReport:
        """Read all sources on the web that are not paused."""
        sources = [source for source in self.sources.to_refresh(self.now) if source.is_web]
        report = ReadingReport()
        reader = WebReader(
            self.sources,
            self.articles,
            report,
            Tally(len(sources)),
            now=self.now,
            least=timedelta(minutes=30),
            allowed=OWN,
            limits=SHORT,
        )
        asyncio.run(reader.read(sources))
        return report


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """An empty corpus."""
    with closing(open_for_writing(tmp_path / "home")) as connection:
        yield Corpus(tmp_path / "home", connection)
