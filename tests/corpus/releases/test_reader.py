"""Reading the articles of a data folder for releases: each once, whatever happens, and always with the same result."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.catalog import load_catalog
from corpus.database import open_for_writing
from corpus.releases import reader
from corpus.releases.reader import bring_up_to_date
from corpus.releases.reading import RECIPE, read_releases
from corpus.releases.release import Evidence
from corpus.releases.store import ReleaseStore
from corpus.store import ArticleStore
from tests.articles import read_file, write_jsonl

NOW = datetime(2026, 1, 31, tzinfo=UTC)


class Folder:
    """A data folder, and a file of articles beside it."""

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self.home = home
        self.connection = connection
        self.articles = ArticleStore(connection)
        self.articles.migrate()
        self.releases = ReleaseStore(connection, self.articles)

    def hold(self, *articles: dict[str, str]) -> None:
        """Let the file hold these articles, and read it."""
        assert not read_file(self.connection, write_jsonl(self.home / "articles.jsonl", articles), NOW).refusals

    def update(self, *, full: bool = False) -> int:
        """Read what is to be read, and return how many articles that was."""
        heard = [(0, 0)]
        bring_up_to_date(self.home, self.releases, lambda *progress: heard.append(progress), full=full)
        assert heard[-1][0] == heard[-1][1]
        return heard[-1][1]

    @property
    def evidence(self) -> list[Evidence]:
        """What the articles state, in an order of their own."""
        return sorted(self.releases.evidence(), key=lambda each: (each.report.revision_id, each.event.start))

    @property
    def names(self) -> list[str]:
        """The names of what they state."""
        return [each.event.name for each in self.evidence]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """An empty data folder."""
    with closing(open_for_writing(tmp_path)) as connection:
        yield Folder(tmp_path, connection)


def article(number: int, text: str | None = None) -> dict[str, str]:
    """Return an article on a release of its own."""
    return {
        "url": f"https://news.example/{number}",
        "title": f"Article {number}",
        "publisher": "Acme",
        "date": "2026-01-05",
        "text": text or f"Acme today released Zephyr {number}. It is said to be good.",
    }


def test_an_article_is_read_once(folder: Folder) -> None:
    """What it states keeps to its revision, at its place."""
    folder.hold(article(1), article(2))
    assert folder.releases.is_unread()
    assert folder.update() == 2
    assert folder.update() == 0
    assert not folder.releases.is_unread()
    assert folder.names == ["Zephyr 1", "Zephyr 2"]
    for each in folder.evidence:
        text = folder.releases.texts([each.report.revision_id])[each.report.revision_id]
        assert each.event.name in each.span.of(text)


def test_a_revised_article_states_what_it_says_now(folder: Folder) -> None:
    """What it said before is forgotten."""
    folder.hold(article(1))
    folder.update()
    folder.hold(article(1, "Acme today released Zephyr 7. It is said to be good."))
    assert folder.names == []
    assert folder.update() == 1
    assert folder.names == ["Zephyr 7"]
    assert folder.connection.execute("SELECT count(*) FROM release_event").fetchone() == (1,)


def test_what_an_article_mentions_is_kept_with_what_it_states(folder: Folder) -> None:
    """At its place, and forgotten with it."""
    text = "Acme today released Zephyr 1. On the sorting benchmark GPT-9 scores 71 points."
    folder.hold(article(1, text), article(2))
    folder.update()
    [mention] = folder.releases.mentions()
    assert folder.names == ["Zephyr 1", "Zephyr 2"]
    assert (mention.event.vendor, mention.event.name, mention.report.title) == ("OpenAI", "GPT-9", "Article 1")
    assert mention.span.of(text) == "On the sorting benchmark GPT-9 scores 71 points."
    folder.hold(article(1), article(2))
    assert folder.releases.mentions() == []
    folder.update()
    assert folder.connection.execute("SELECT count(*) FROM release_mention").fetchone() == (0,)


def test_a_removed_article_counts_no_more(folder: Folder) -> None:
    """Nor does one whose text another article has."""
    copy = article(2, article(1)["text"]) | {"date": "2026-01-06", "publisher": "Copies"}
    folder.hold(article(1), copy)
    assert folder.update() == 1
    assert [each.report.publisher for each in folder.evidence] == ["Acme"]
    folder.hold(copy)
    folder.articles.remove_unsighted(["https://news.example/1"])
    assert folder.update() == 1
    assert [each.report.publisher for each in folder.evidence] == ["Copies"]


def test_another_recipe_reads_all_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other rules, or another catalogue; until then, what was read before counts."""
    folder.hold(article(1))
    folder.update()
    monkeypatch.setattr(reader, "RECIPE", RECIPE + 1)
    assert folder.names == ["Zephyr 1"]
    assert folder.update() == 1
    (folder.home / "catalog.toml").write_text('[[vendors]]\nname = "Acme"\n', "utf-8")
    try:
        load_catalog(folder.home)
        assert folder.update() == 1
    finally:
        load_catalog(folder.home / "elsewhere")
    assert folder.names == ["Zephyr 1"]


def test_a_full_reading_gives_the_same(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here or in processes of its own."""
    folder.hold(*map(article, range(1, 9)))
    folder.update()
    before = folder.evidence
    assert folder.update(full=True) == 8
    assert folder.evidence == before
    monkeypatch.setattr(reader, "_MANY", 1)
    assert folder.update(full=True) == 8
    assert folder.evidence == before


def test_an_article_that_cannot_be_read_keeps_no_other_from_it(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names it, and it is not tried again and again."""

    def fail(text: str, **others: object) -> object:
        if "Zephyr 1" in text:
            raise ValueError(text)
        return read_releases(text, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "read_releases", fail)
    folder.hold(article(1), article(2))
    assert folder.update() == 2
    assert folder.names == ["Zephyr 2"]
    assert "https://news.example/1" in caplog.text
    assert folder.update() == 0


_READ_SLOWLY = """
import sys, time
from pathlib import Path
from corpus.database import open_for_writing
from corpus.releases import reader
from corpus.releases.store import ReleaseStore
from corpus.store import ArticleStore
home = Path(sys.argv[1])
connection = open_for_writing(home)
def tell(done, total):
    print(done, flush=True)
    time.sleep(0.02)
reader.bring_up_to_date(home, ReleaseStore(connection, ArticleStore(connection)), tell)
"""


def test_a_kill_loses_nothing_and_leaves_nothing_half(folder: Folder) -> None:
    """What was read is kept, each article whole; the next reading goes on."""
    two = "Acme today released Zephyr {0}. Acme today released Breeze {0}. They are said to be good."
    folder.hold(*(article(number, two.format(number)) for number in range(1, 41)))
    process = subprocess.Popen(
        [sys.executable, "-c", _READ_SLOWLY, str(folder.home)], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdout
    for _ in range(5):
        assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    read = folder.connection.execute("SELECT count(*) FROM release_reading").fetchone()[0]
    assert 0 < read < 40
    assert len(folder.names) == 2 * read
    assert folder.update() == 40 - read
    after = folder.evidence
    assert len(after) == 80
    folder.update(full=True)
    assert folder.evidence == after
