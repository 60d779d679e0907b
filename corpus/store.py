"""The store of sources and articles. All its SQL is here.

An article is a row that points at its current revision; revisions are only ever added. A file that held an article when
it was last read has a sighting of it; an article without sightings is gone from where it came from, and kept.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from corpus.article import Article, Source
from corpus.database import migrate, transaction


class Outcome(Enum):
    """What storing an article did."""

    ADDED = "added"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Size in bytes and modification time in nanoseconds: the same pair is taken for the same content."""

    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A stored revision of an article, by its own number and its article's."""

    id: int
    article_id: int
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusCounts:
    """What the corpus holds; ``oldest`` and ``newest`` are publication times of articles not dated in the future."""

    articles: int
    sources: int
    duplicates: int
    gone: int
    undated: int
    future: int
    oldest: datetime | None
    newest: datetime | None


def _create_tables(connection: sqlite3.Connection) -> None:
    for statement in (
        """CREATE TABLE source (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, location TEXT NOT NULL UNIQUE, publisher TEXT,
            unread INTEGER NOT NULL)""",
        """CREATE TABLE file (
            id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL REFERENCES source, path TEXT NOT NULL,
            size INTEGER, modified_ns INTEGER, UNIQUE (source_id, path))""",
        """CREATE TABLE article (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, revision_id INTEGER REFERENCES revision,
            duplicate_of INTEGER REFERENCES article)""",
        """CREATE TABLE revision (
            id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES article, url TEXT,
            title TEXT NOT NULL, publisher TEXT, author TEXT, published_at TEXT, text TEXT NOT NULL,
            summary_of TEXT NOT NULL, content_digest TEXT NOT NULL, text_digest TEXT NOT NULL,
            stored_at TEXT NOT NULL)""",
        "CREATE INDEX revision_text ON revision (text_digest)",
        """CREATE TABLE sighting (
            file_id INTEGER NOT NULL REFERENCES file, article_id INTEGER NOT NULL REFERENCES article,
            reading INTEGER NOT NULL, PRIMARY KEY (file_id, article_id)) WITHOUT ROWID""",
        "CREATE INDEX sighting_article ON sighting (article_id)",
        "CREATE INDEX article_revision ON article (revision_id)",
    ):
        connection.execute(statement)


MIGRATIONS = (_create_tables,)
COMPONENT = "corpus"
REVISION_COLUMNS = (
    "revision.id, revision.article_id, article.key, revision.url, revision.title, revision.publisher, revision.author, "
    "revision.published_at, revision.text, revision.summary_of"
)


class ArticleStore:
    """Sources, the files they consist of, and articles, in the database behind one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def migrate(self) -> None:
        """Make or update the tables."""
        migrate(self._db, COMPONENT, MIGRATIONS)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all of what the block stores, or none of it."""
        with transaction(self._db):
            yield

    # Sources

    def remember(self, source: Source) -> None:
        """Store a source, as unread. Another publisher than before makes all its files be read again."""
        self._db.execute(
            "INSERT INTO source (kind, location, unread) VALUES (?, ?, 1)"
            " ON CONFLICT (location) DO UPDATE SET kind = excluded.kind",
            (source.kind, str(source.location)),
        )
        if source.publisher and source.publisher != self.source(source.location).publisher:
            self._db.execute(
                "UPDATE source SET publisher = ? WHERE location = ?", (source.publisher, str(source.location))
            )
            self._db.execute("UPDATE file SET size = NULL WHERE source_id = ?", (self._source_id(source),))
        self.mark_unread(source)

    def source(self, location: Path) -> Source:
        """Return the source at a location, which must be known."""
        return next(source for source in self.sources() if source.location == location)

    def sources(self, *, unread: bool = False) -> list[Source]:
        """Return all sources, in the order they were added; or those alone whose last reading was cut short."""
        rows = self._db.execute("SELECT kind, location, publisher FROM source WHERE unread >= ? ORDER BY id", (unread,))
        return [Source(kind=kind, location=Path(location), publisher=publisher) for kind, location, publisher in rows]

    def mark_unread(self, source: Source) -> None:
        """Note that a reading of the source has begun."""
        self._db.execute("UPDATE source SET unread = 1 WHERE location = ?", (str(source.location),))

    def mark_read(self, source: Source) -> None:
        """Note that the source was read to its end."""
        self._db.execute("UPDATE source SET unread = 0 WHERE location = ?", (str(source.location),))

    # Files

    def fingerprint(self, source: Source, path: Path) -> Fingerprint | None:
        """Return the fingerprint of a file when it was last read to its end, None if it never was."""
        row = self._db.execute(
            "SELECT size, modified_ns FROM file WHERE source_id = ? AND path = ?", (self._source_id(source), str(path))
        ).fetchone()
        return Fingerprint(size=row[0], modified_ns=row[1]) if row and row[0] is not None else None

    def begin_reading(self, source: Source, path: Path) -> tuple[int, int]:
        """Return the file's number and the number of this reading of it."""
        source_id = self._source_id(source)
        self._db.execute("INSERT OR IGNORE INTO file (source_id, path) VALUES (?, ?)", (source_id, str(path)))
        file_id = self._db.execute(
            "SELECT id FROM file WHERE source_id = ? AND path = ?", (source_id, str(path))
        ).fetchone()[0]
        last = self._db.execute("SELECT max(reading) FROM sighting WHERE file_id = ?", (file_id,)).fetchone()[0]
        return file_id, (last or 0) + 1

    def end_reading(self, file_id: int, reading: int, fingerprint: Fingerprint | None) -> None:
        """Note that a file was read to its end; what it no longer holds loses its sighting there.

        Without a fingerprint it is read again next time.
        """
        self._lose_sightings(file_id, before=reading)
        self._db.execute(
            "UPDATE file SET size = ?, modified_ns = ? WHERE id = ?",
            (fingerprint and fingerprint.size, fingerprint and fingerprint.modified_ns, file_id),
        )

    def forget_files(self, source: Source, present: set[Path]) -> None:
        """Forget the source's files other than those present; the articles stay, without a sighting there."""
        rows = self._db.execute("SELECT id, path FROM file WHERE source_id = ?", (self._source_id(source),)).fetchall()
        for file_id, path in rows:
            if Path(path) not in present:
                self._lose_sightings(file_id)
                self._db.execute("DELETE FROM file WHERE id = ?", (file_id,))

    # Articles

    def put(self, article: Article, *, file_id: int, reading: int, now: datetime) -> Outcome:
        """Store an article as seen in a file, as a new revision if anything about it is new."""
        current = self._db.execute(
            "SELECT article.id, content_digest, text_digest FROM article JOIN revision ON revision.id = revision_id"
            " WHERE key = ?",
            (article.key,),
        ).fetchone()
        if current and current[1] == article.content_digest:
            was_gone = not self._db.execute("SELECT 1 FROM sighting WHERE article_id = ?", (current[0],)).fetchone()
            self._sight(file_id, current[0], reading)
            if was_gone:
                self._link_duplicates(article.text_digest)
            return Outcome.UNCHANGED
        if current:
            article_id = current[0]
        else:
            article_id = self._db.execute("INSERT INTO article (key) VALUES (?)", (article.key,)).lastrowid
        revision_id = self._insert_revision(article_id, article, now)
        self._db.execute("UPDATE article SET revision_id = ? WHERE id = ?", (revision_id, article_id))
        self._sight(file_id, article_id, reading)
        for digest in {article.text_digest, current[2] if current else article.text_digest}:
            self._link_duplicates(digest)
        return Outcome.REVISED if current else Outcome.ADDED

    def revision(self, revision_id: int) -> Revision:
        """Return one revision, current or not."""
        row = self._db.execute(
            f"SELECT {REVISION_COLUMNS} FROM revision JOIN article ON article.id = revision.article_id"
            " WHERE revision.id = ?",
            (revision_id,),
        ).fetchone()
        return _revision(row)

    def copies(self, article: Article) -> list[Article]:
        """Return the other articles that have the same text, as they stand now."""
        rows = self._db.execute(
            f"SELECT {REVISION_COLUMNS} FROM revision JOIN article ON article.revision_id = revision.id"
            " WHERE text_digest = ? AND key != ? ORDER BY article.id",
            (article.text_digest, article.key),
        )
        return [_revision(row).article for row in rows]

    def is_empty(self) -> bool:
        """Tell whether there is no article yet."""
        return self._db.execute("SELECT 1 FROM article LIMIT 1").fetchone() is None

    def counts(self, now: datetime) -> CorpusCounts:
        """Count what the corpus holds."""
        row = self._db.execute(
            """SELECT count(*), count(duplicate_of),
                count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM sighting WHERE article_id = article.id)),
                count(*) FILTER (WHERE published_at IS NULL),
                count(*) FILTER (WHERE published_at > :now),
                min(published_at) FILTER (WHERE published_at <= :now),
                max(published_at) FILTER (WHERE published_at <= :now)
            FROM article JOIN revision ON revision.id = article.revision_id""",
            {"now": to_column(now)},
        ).fetchone()
        return CorpusCounts(
            articles=row[0],
            sources=self._db.execute("SELECT count(*) FROM source").fetchone()[0],
            duplicates=row[1],
            gone=row[2],
            undated=row[3],
            future=row[4],
            oldest=from_column(row[5]),
            newest=from_column(row[6]),
        )

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of articles, those with most of them first."""
        rows = self._db.execute(
            "SELECT publisher FROM article JOIN revision ON revision.id = article.revision_id"
            " WHERE publisher IS NOT NULL GROUP BY publisher ORDER BY count(*) DESC, publisher"
        )
        return tuple(publisher for (publisher,) in rows)

    def _source_id(self, source: Source) -> int:
        row = self._db.execute("SELECT id FROM source WHERE location = ?", (str(source.location),)).fetchone()
        return int(row[0])

    def _sight(self, file_id: int, article_id: int, reading: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO sighting VALUES (?, ?, ?)", (file_id, article_id, reading))

    def _lose_sightings(self, file_id: int, before: int | None = None) -> None:
        """Forget what a file held, or held before a reading of it; a copy that is not gone comes before one that is."""
        held = {"file": file_id, "before": before}
        digests = self._db.execute(
            """SELECT DISTINCT text_digest FROM sighting JOIN article ON article.id = sighting.article_id
                JOIN revision ON revision.id = article.revision_id
            WHERE file_id = :file AND (:before IS NULL OR reading < :before)""",
            held,
        ).fetchall()
        self._db.execute("DELETE FROM sighting WHERE file_id = :file AND (:before IS NULL OR reading < :before)", held)
        for (digest,) in digests:
            self._link_duplicates(digest)

    def _insert_revision(self, article_id: int | None, article: Article, now: datetime) -> int | None:
        return self._db.execute(
            "INSERT INTO revision (article_id, url, title, publisher, author, published_at, text, summary_of,"
            " content_digest, text_digest, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id,
                article.url,
                article.title,
                article.publisher,
                article.author,
                to_column(article.published_at),
                article.text,
                json.dumps(article.summary_of),
                article.content_digest,
                article.text_digest,
                to_column(now),
            ),
        ).lastrowid

    def _link_duplicates(self, text_digest: str) -> None:
        """Link all articles whose text this now is to the earliest published of them.

        Undated ones count as late, and those gone from where they were read come last.
        """
        rows = self._db.execute(
            "SELECT article.id FROM revision JOIN article ON article.revision_id = revision.id WHERE text_digest = ?"
            " ORDER BY NOT EXISTS (SELECT 1 FROM sighting WHERE article_id = article.id), published_at IS NULL,"
            " published_at, article.id",
            (text_digest,),
        ).fetchall()
        for position, (article_id,) in enumerate(rows):
            earliest = rows[0][0] if position else None
            self._db.execute("UPDATE article SET duplicate_of = ? WHERE id = ?", (earliest, article_id))


def to_column(moment: datetime | None) -> str | None:
    """Write a moment so that the order of the strings is the order of the moments."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def from_column(value: str | None) -> datetime | None:
    """Read a moment that `to_column` wrote."""
    return datetime.fromisoformat(value) if value else None


def _revision(row: tuple[Any, ...]) -> Revision:
    revision_id, article_id, key, url, title, publisher, author, published_at, text, summary_of = row
    return Revision(
        id=revision_id,
        article_id=article_id,
        article=Article(
            key=key,
            url=url,
            title=title,
            publisher=publisher,
            author=author,
            published_at=from_column(published_at),
            text=text,
            summary_of=tuple(json.loads(summary_of)),
        ),
    )
