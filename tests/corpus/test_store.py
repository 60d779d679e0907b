"""The article store: revisions, sightings, duplicates, counts, and the schema."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.article import Article, Source
from corpus.database import migrate, open_for_reading, open_for_writing, transaction
from corpus.errors import StoreError
from corpus.fetching.robots import KeptRobots
from corpus.schema import COMPONENT, MIGRATIONS
from corpus.source_store import SourceStore
from corpus.store import ArticleStore, Outcome

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ARTICLE = Article(
    key="https://news.example/1",
    url="https://news.example/1",
    title="A title",
    text="Exactly\u00a0as given: GPT\u20115.2, \uff28\uff36, \ufb01ne.\r\n",
    publisher="The Example",
    author="A. Writer",
    published_at=datetime(2026, 5, 1, 12, 30, tzinfo=UTC),
    summary_of=("https://other.example/a",),
)


FOLDER = Source(kind="folder", location="/news")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An open database."""
    opened = open_for_writing(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def store(connection: sqlite3.Connection) -> ArticleStore:
    """An empty store with one source."""
    made = ArticleStore(connection)
    made.migrate()
    SourceStore(connection).remember(FOLDER)
    return made


def read(store: ArticleStore, name: str, *articles: Article) -> list[Outcome]:
    """Store the articles as what one file holds now."""
    document_id, reading = store.begin_reading(FOLDER, f"/news/{name}")
    outcomes = [store.put(article, document_id=document_id, reading=reading, now=NOW) for article in articles]
    store.end_reading(document_id, reading, "1:1")
    return outcomes


def test_an_article_comes_back_as_it_was_given(store: ArticleStore) -> None:
    """Every field, and the text character for character, whatever Unicode it holds."""
    assert read(store, "a.md", ARTICLE) == [Outcome.ADDED]
    assert store.revision(1).article == ARTICLE


def test_an_unchanged_article_is_stored_once(store: ArticleStore) -> None:
    """Reading the same again adds no revision."""
    read(store, "a.md", ARTICLE)
    assert read(store, "a.md", ARTICLE) == [Outcome.UNCHANGED]
    assert store.counts(NOW).articles == 1


def test_a_changed_article_gets_a_revision_and_keeps_the_old_one(store: ArticleStore) -> None:
    """The old revision stays readable for citations already posted."""
    read(store, "a.md", ARTICLE)
    changed = replace(ARTICLE, text="Other words.")
    assert read(store, "a.md", changed) == [Outcome.REVISED]
    assert [store.revision(number).article.text for number in (1, 2)] == [ARTICLE.text, "Other words."]
    assert store.counts(NOW).articles == 1


def test_an_article_is_gone_once_no_file_holds_it(store: ArticleStore) -> None:
    """It is kept; it is not gone while another file holds it, nor once it is back."""
    read(store, "a.md", ARTICLE)
    read(store, "b.md", ARTICLE)
    read(store, "a.md")
    assert store.counts(NOW).gone == 0
    store.forget_documents(FOLDER, {"/news/a.md"})
    assert (store.counts(NOW).gone, store.counts(NOW).articles) == (1, 1)
    read(store, "c.md", ARTICLE)
    assert store.counts(NOW).gone == 0


def linked(connection: sqlite3.Connection, article_id: int) -> list[str]:
    """Return the keys of the articles that are linked to one as its duplicates, and so not indexed."""
    rows = connection.execute("SELECT key FROM article WHERE duplicate_of = ? ORDER BY id", (article_id,))
    return [row[0] for row in rows]


def test_copies_are_linked_to_the_earliest_published(store: ArticleStore, connection: sqlite3.Connection) -> None:
    """An undated copy counts as late; when the earliest changes, the next takes its place."""
    late = replace(ARTICLE, key="https://b.example", url="https://b.example", published_at=None)
    early = replace(
        ARTICLE, key="https://c.example", url="https://c.example", published_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    read(store, "a.jsonl", late, ARTICLE, early)
    assert linked(connection, 3) == [late.key, ARTICLE.key]
    read(store, "b.jsonl", replace(early, text="Rewritten since."))
    assert linked(connection, 3) == []
    assert linked(connection, 2) == [late.key]
    assert store.counts(NOW).duplicates == 1
    assert [copy.key for copy in store.copies(late)] == [ARTICLE.key]


def test_a_renamed_file_is_cited_by_its_new_name(store: ArticleStore, connection: sqlite3.Connection) -> None:
    """Of two copies the one that is still there is indexed; when the other is back, it is the earliest again."""
    old = replace(ARTICLE, key="file:/news/old.md", url=None)
    new = replace(ARTICLE, key="file:/news/new.md", url=None)
    read(store, "old.md", old)
    read(store, "new.md", new)
    assert linked(connection, 1) == [new.key]
    store.forget_documents(FOLDER, {"/news/new.md"})
    assert linked(connection, 2) == [old.key]
    assert linked(connection, 1) == []
    read(store, "old.md", old)
    assert linked(connection, 1) == [new.key]


def test_counts_leave_future_dates_out_of_what_is_covered(store: ArticleStore) -> None:
    """The newest article is the newest that may be shown."""
    future = replace(ARTICLE, key="f", url=None, text="To come.", published_at=datetime(2027, 1, 1, tzinfo=UTC))
    undated = replace(ARTICLE, key="u", url=None, text="Some day.", published_at=None)
    read(store, "a.jsonl", ARTICLE, future, undated)
    counts = store.counts(NOW)
    assert (counts.future, counts.undated, counts.oldest, counts.newest) == (
        1, 1, ARTICLE.published_at, ARTICLE.published_at,
    )  # fmt: skip


def test_publishers_are_listed_with_the_busiest_first(store: ArticleStore) -> None:
    """Each once, without articles that name none."""
    names = ["B", "C", None, "A", "C"]
    read(store, "a.md", *(replace(ARTICLE, key=str(number), publisher=name) for number, name in enumerate(names)))
    assert store.publishers() == ("C", "A", "B")


def test_a_transaction_is_kept_whole_or_not_at_all(store: ArticleStore) -> None:
    """An error in the middle leaves nothing behind."""

    def fail_halfway() -> None:
        with store.transaction():
            read(store, "a.md", ARTICLE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert store.counts(NOW).articles == 0


def test_migrating_twice_changes_nothing(store: ArticleStore) -> None:
    """What is stored survives another start."""
    read(store, "a.md", ARTICLE)
    store.migrate()
    assert store.revision(1).article == ARTICLE


def test_a_database_of_a_newer_version_is_refused(connection: sqlite3.Connection, store: ArticleStore) -> None:
    """An older program does not write into tables it does not know."""
    with transaction(connection):
        connection.execute("UPDATE schema_version SET version = 99")
    with pytest.raises(StoreError, match=r"newer Newsdesk.*update Newsdesk"):
        store.migrate()


def test_the_database_runs_as_the_design_says(connection: sqlite3.Connection) -> None:
    """Write-ahead log and foreign keys are on; a reader cannot write."""
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    reader = open_for_reading(path.parent)
    assert reader is not None
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("CREATE TABLE t (x)")
    reader.close()


LONG = " ".join(f"word{number}" for number in range(200))


def test_near_copies_of_other_publishers_are_linked_and_indexed(store: ArticleStore) -> None:
    """They are linked to the earliest published of them, whatever order they come in; none is a duplicate."""
    late = replace(ARTICLE, key="l", url=None, text=f"{LONG} and more", publisher="Late", published_at=NOW)
    early = replace(ARTICLE, key="e", url=None, text=LONG, publisher="Early")
    other = replace(ARTICLE, key="o", url=None, text=LONG.replace("word", "other"), publisher="Other")
    same = replace(ARTICLE, key="s", url=None, text=f"{LONG}, again", publisher="Early")
    read(store, "a.jsonl", late, early, other)
    assert (store.counts(NOW).similar, store.counts(NOW).duplicates) == (1, 0)
    assert [article.key for article in store.similar(early)] == ["l"]
    assert [article.key for article in store.similar(late)] == ["e"]
    assert store.similar(other) == []
    read(store, "b.jsonl", same)
    assert [article.key for article in store.similar(early)] == ["l", "s"]  # by way of the late one
    read(store, "c.jsonl", replace(early, text="Rewritten since."))
    assert [article.key for article in store.similar(late)] == ["s"]


def test_an_article_that_is_removed_is_found_no_more_and_stays_readable(store: ArticleStore) -> None:
    """What no document holds can be taken out, with its copies in their order; read anew it is back."""
    copy = replace(ARTICLE, key="https://copy.example", url="https://copy.example")
    read(store, "a.md", ARTICLE)
    read(store, "b.md", copy)
    held = store.keys(FOLDER)
    assert held == [ARTICLE.key, copy.key]
    assert store.remove_unsighted(held) == 0
    store.forget_documents(FOLDER, {"/news/b.md"})
    assert store.remove_unsighted(held) == 1
    assert (store.counts(NOW).articles, store.counts(NOW).duplicates) == (1, 0)
    assert store.copies(copy) == []
    assert store.revision(1).article == ARTICLE
    assert read(store, "a.md", ARTICLE) == [Outcome.ADDED]
    assert store.counts(NOW).articles == 2


def test_what_a_source_gave_is_its_own_when_it_gives_it_no_more(store: ArticleStore) -> None:
    """So that it can go with its source; what another source gave first is that one's."""
    read(store, "a.md", ARTICLE)
    read(store, "a.md", replace(ARTICLE, key="https://news.example/new"))
    assert store.keys(FOLDER) == [ARTICLE.key, "https://news.example/new"]
    assert store.remove_unsighted(store.keys(FOLDER)) == 1
    assert store.keys(FOLDER) == ["https://news.example/new"]


def test_a_source_that_was_removed_and_added_again_owns_what_it_holds(
    connection: sqlite3.Connection, store: ArticleStore
) -> None:
    """Though it is not stored anew: it goes with the source when that gives it no more."""
    read(store, "a.md", ARTICLE)
    store.forget_documents(FOLDER)
    SourceStore(connection).forget(FOLDER)
    SourceStore(connection).remember(FOLDER)
    assert read(store, "a.md", ARTICLE) == [Outcome.UNCHANGED]
    read(store, "a.md", replace(ARTICLE, key="https://news.example/new"))
    assert store.remove_unsighted(store.keys(FOLDER)) == 1


def test_rules_of_hosts_that_nobody_asks_for_are_forgotten(connection: sqlite3.Connection, store: ArticleStore) -> None:
    """A month after they were fetched."""
    store.migrate()
    sources = SourceStore(connection)
    sources.keep_robots("https://old.example", KeptRobots(text="", fetched_at=NOW - timedelta(days=31)))
    sources.keep_robots("https://late.example", KeptRobots(text="", fetched_at=NOW - timedelta(days=29)))
    assert sources.robots("https://old.example")
    sources.keep_robots("https://new.example", KeptRobots(text="", fetched_at=NOW))
    assert sources.robots("https://old.example") is None
    assert sources.robots("https://late.example")


def test_a_database_made_before_sources_were_on_the_web_is_migrated(tmp_path: Path) -> None:
    """Files that have not changed are not read again, and addresses that are spelled differently are one article."""
    connection = open_for_writing(tmp_path / "old")
    migrate(connection, COMPONENT, MIGRATIONS[:1])
    for statement in (
        "PRAGMA foreign_keys = OFF",
        "INSERT INTO source VALUES (1, 'folder', '/news', NULL, 0)",
        "INSERT INTO file VALUES (1, 1, '/news/a.md', 12, 34), (2, 1, '/news/b.md', NULL, NULL)",
        "INSERT INTO article VALUES (1, 'http://www.news.example/1/?utm_source=x', 1, NULL), (2, 'file:/n', 2, NULL)",
        "INSERT INTO revision VALUES (1, 1, NULL, 'T', NULL, NULL, NULL, 'X', '[]', 'd', 't', '')",
        "INSERT INTO revision VALUES (2, 2, NULL, 'T', NULL, NULL, NULL, 'Y', '[]', 'e', 'u', '')",
        "INSERT INTO sighting VALUES (1, 1, 1), (1, 2, 1)",
        "PRAGMA foreign_keys = ON",
    ):
        connection.execute(statement)
    store = ArticleStore(connection)
    store.migrate()
    assert store.fingerprints(FOLDER) == {"/news/a.md": "12:34"}
    assert sorted(store.keys(FOLDER)) == ["file:/n", "https://news.example/1"]
    assert SourceStore(connection).due(NOW) == [FOLDER]
    store.forget_documents(FOLDER)
    assert store.remove_unsighted(store.keys(FOLDER)) == 2
    connection.close()
