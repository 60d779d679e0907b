"""The store of articles and of the documents they stand in. All its SQL is here; `corpus.schema` has the tables."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from corpus.article import Article, Source
from corpus.database import migrate, transaction
from corpus.duplicates import THRESHOLD, bands, signature, similarity
from corpus.schema import COMPONENT, MIGRATIONS


class Outcome(Enum):
    """What storing an article did."""

    ADDED = "added"
    REVISED = "revised"
    UNCHANGED = "unchanged"


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
    similar: int
    gone: int
    undated: int
    future: int
    oldest: datetime | None
    newest: datetime | None


REVISION_COLUMNS = (
    "revision.id, revision.article_id, article.key, revision.url, revision.title, revision.publisher, revision.author, "
    "revision.published_at, revision.date_basis, revision.text, revision.summary_of"
)


_SOURCE_ID = "(SELECT id FROM source WHERE location = ?)"


class ArticleStore:
    """Articles, and the documents they stand in, in the database behind one connection."""

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

    # Documents

    def fingerprints(self, source: Source) -> dict[str, str]:
        """Return by name what the documents of a source were when they were last read to their ends."""
        rows = self._db.execute(
            f"SELECT name, fingerprint FROM document WHERE source_id = {_SOURCE_ID} AND fingerprint IS NOT NULL",
            (source.location,),
        )
        return dict(rows.fetchall())

    def is_as_before(self, document_id: int, fingerprint: str | None) -> bool:
        """Tell whether a document was this when it was last read to its end; one to be read again was not."""
        row = self._db.execute(
            "SELECT 1 FROM document WHERE id = ? AND fingerprint = ?", (document_id, fingerprint)
        ).fetchone()
        return row is not None

    def begin_reading(self, source: Source, name: str) -> tuple[int, int]:
        """Return the document's number and the number of this reading of it."""
        self._db.execute(
            f"INSERT OR IGNORE INTO document (source_id, name) VALUES ({_SOURCE_ID}, ?)", (source.location, name)
        )
        document_id = self._db.execute(
            f"SELECT id FROM document WHERE source_id = {_SOURCE_ID} AND name = ?", (source.location, name)
        ).fetchone()[0]
        last = self._db.execute("SELECT max(reading) FROM sighting WHERE document_id = ?", (document_id,)).fetchone()[0]
        return document_id, (last or 0) + 1

    def end_reading(self, document_id: int, reading: int, fingerprint: str | None) -> None:
        """Note that a document was read to its end; what it no longer holds loses its sighting there.

        Without a fingerprint it is read again next time.
        """
        self._lose_sightings(document_id, before=reading)
        self.note_fingerprint(document_id, fingerprint)

    def note_fingerprint(self, document_id: int, fingerprint: str | None) -> None:
        """Note what a document was when it was read, without looking at what it held; None: it is read again."""
        self._db.execute(
            "UPDATE document SET fingerprint = :fingerprint,"
            " failing_since = CASE WHEN :fingerprint IS NULL THEN failing_since END WHERE id = :id",
            {"fingerprint": fingerprint, "id": document_id},
        )

    def failing_since(self, document_id: int, now: datetime) -> datetime:
        """Note that a document could not be read, and return since when it cannot."""
        self._db.execute(
            "UPDATE document SET failing_since = coalesce(failing_since, ?) WHERE id = ?", (to_column(now), document_id)
        )
        row = self._db.execute("SELECT failing_since FROM document WHERE id = ?", (document_id,)).fetchone()
        return datetime.fromisoformat(row[0])

    def forget_documents(self, source: Source, present: AbstractSet[str] = frozenset()) -> None:
        """Forget the source's documents other than those present; the articles stay, without a sighting there."""
        rows = self._db.execute(
            f"SELECT id, name FROM document WHERE source_id = {_SOURCE_ID}", (source.location,)
        ).fetchall()
        for document_id, name in rows:
            if name not in present:
                self._lose_sightings(document_id)
                self._db.execute("DELETE FROM document WHERE id = ?", (document_id,))

    # Articles

    def put(
        self, article: Article, *, document_id: int, reading: int, now: datetime, signed: bytes | None = None
    ) -> Outcome:
        """Store an article as seen in a document, as a new revision if anything about it is new.

        ``signed`` is the signature of its text, where it was made already.
        """
        current = self._db.execute(
            "SELECT article.id, content_digest, text_digest, removed FROM article"
            " JOIN revision ON revision.id = revision_id WHERE key = ?",
            (article.key,),
        ).fetchone()
        is_known = current is not None and not current[3]
        if is_known and current[1] == article.content_digest:
            self._sight(document_id, current[0], reading, article.text_digest)
            return Outcome.UNCHANGED
        if current:
            article_id = current[0]
        else:
            article_id = self._db.execute("INSERT INTO article (key) VALUES (?)", (article.key,)).lastrowid
        revision_id = self._insert_revision(article_id, article, now)
        self._db.execute(
            "UPDATE article SET revision_id = ?, removed = 0,"
            " source_id = (SELECT source_id FROM document WHERE id = ?) WHERE id = ?",
            (revision_id, document_id, article_id),
        )
        self._db.execute("INSERT OR REPLACE INTO sighting VALUES (?, ?, ?)", (document_id, article_id, reading))
        for digest in {article.text_digest, current[2] if current else article.text_digest}:
            self._link_duplicates(digest)
        self._link_similar(article_id, article.publisher, signed or signature(article.text))
        return Outcome.REVISED if is_known else Outcome.ADDED

    def current(self, key: str) -> Article | None:
        """Return the article of a key as it stands now, None if there is none."""
        row = self._db.execute(
            f"SELECT {REVISION_COLUMNS} FROM article JOIN revision ON article.revision_id = revision.id"
            " WHERE key = ? AND NOT removed",
            (key,),
        ).fetchone()
        return _revision(row).article if row else None

    def sight(self, key: str, *, document_id: int, reading: int) -> None:
        """Note that a document holds an article, which must be known."""
        row = self._db.execute(
            "SELECT article.id, text_digest FROM article JOIN revision ON revision.id = revision_id"
            " WHERE key = ? AND NOT removed",
            (key,),
        ).fetchone()
        self._sight(document_id, row[0], reading, row[1])

    def holds(self, source: Source, name: str) -> bool:
        """Tell whether a document of a source held an article when it was last read."""
        row = self._db.execute(
            "SELECT 1 FROM document JOIN sighting ON document_id = document.id"
            f" WHERE source_id = {_SOURCE_ID} AND name = ?",
            (source.location, name),
        ).fetchone()
        return row is not None

    def remove_unsighted(self, keys: Iterable[str]) -> int:
        """Take articles that no document holds out of the corpus, and return how many.

        Their revisions stay readable, for citations already posted.
        """
        removed = 0
        for key in keys:
            row = self._db.execute(
                "SELECT article.id, text_digest FROM article JOIN revision ON revision.id = revision_id"
                " WHERE key = ? AND NOT EXISTS (SELECT 1 FROM sighting WHERE article_id = article.id)",
                (key,),
            ).fetchone()
            if row:
                article_id, text_digest = row
                self._db.execute("UPDATE article SET removed = 1, duplicate_of = NULL WHERE id = ?", (article_id,))
                self._forget_signature(article_id)
                self._link_duplicates(text_digest)
                removed += 1
        return removed

    def keys(self, source: Source) -> list[str]:
        """Return the keys of the articles that a source holds, and of those that it gave and holds no more."""
        rows = self._db.execute(
            f"""WITH asked AS (SELECT {_SOURCE_ID} AS source_id)
            SELECT key FROM article WHERE NOT removed AND id IN (
                SELECT id FROM article JOIN asked USING (source_id) UNION SELECT article_id
                FROM document JOIN asked USING (source_id) JOIN sighting ON document_id = document.id)
            ORDER BY id""",
            (source.location,),
        )
        return [key for (key,) in rows]

    def publication_dates(self, source: Source, most: int) -> list[datetime]:
        """Return when the newest articles of a source were published, the newest first; undated ones are left out."""
        rows = self._db.execute(
            "SELECT DISTINCT article.id, published_at FROM document JOIN sighting ON document_id = document.id"
            " JOIN article ON article.id = sighting.article_id JOIN revision ON revision.id = revision_id"
            f" WHERE document.source_id = {_SOURCE_ID} AND published_at IS NOT NULL ORDER BY published_at DESC LIMIT ?",
            (source.location, most),
        )
        return [datetime.fromisoformat(published_at) for _, published_at in rows]

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
            " WHERE text_digest = ? AND key != ? AND NOT removed ORDER BY article.id",
            (article.text_digest, article.key),
        )
        return [_revision(row).article for row in rows]

    def similar(self, article: Article) -> list[Article]:
        """Return the articles that are nearly the same as one, which may differ in any word, as they stand now."""
        rows = self._db.execute(
            "WITH root AS (SELECT coalesce(similar_to, id) AS id FROM article WHERE key = :key)"
            f" SELECT {REVISION_COLUMNS} FROM article JOIN revision ON article.revision_id = revision.id"
            " WHERE article.id IN (SELECT id FROM root"
            " UNION SELECT article.id FROM article JOIN root ON article.similar_to = root.id)"
            " AND article.key != :key AND NOT article.removed ORDER BY article.id",
            {"key": article.key},
        )
        return [_revision(row).article for row in rows]

    def is_empty(self) -> bool:
        """Tell whether there is no article yet."""
        return self._db.execute("SELECT 1 FROM article WHERE NOT removed LIMIT 1").fetchone() is None

    def counts(self, now: datetime) -> CorpusCounts:
        """Count what the corpus holds."""
        row = self._db.execute(
            """SELECT count(*), count(duplicate_of), count(similar_to),
                count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM sighting WHERE article_id = article.id)),
                count(*) FILTER (WHERE published_at IS NULL),
                count(*) FILTER (WHERE published_at > :now),
                min(published_at) FILTER (WHERE published_at <= :now),
                max(published_at) FILTER (WHERE published_at <= :now)
            FROM article JOIN revision ON revision.id = article.revision_id WHERE NOT removed""",
            {"now": to_column(now)},
        ).fetchone()
        return CorpusCounts(
            articles=row[0],
            sources=self._db.execute("SELECT count(*) FROM source").fetchone()[0],
            duplicates=row[1],
            similar=row[2],
            gone=row[3],
            undated=row[4],
            future=row[5],
            oldest=from_column(row[6]),
            newest=from_column(row[7]),
        )

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of articles, those with most of them first."""
        rows = self._db.execute(
            "SELECT publisher FROM article JOIN revision ON revision.id = article.revision_id"
            " WHERE publisher IS NOT NULL AND NOT removed GROUP BY publisher ORDER BY count(*) DESC, publisher"
        )
        return tuple(publisher for (publisher,) in rows)

    def _sight(self, document_id: int, article_id: int, reading: int, text_digest: str) -> None:
        was_gone = not self._db.execute("SELECT 1 FROM sighting WHERE article_id = ?", (article_id,)).fetchone()
        self._db.execute("INSERT OR REPLACE INTO sighting VALUES (?, ?, ?)", (document_id, article_id, reading))
        self._db.execute(
            "UPDATE article SET source_id = (SELECT source_id FROM document WHERE id = ?)"
            " WHERE id = ? AND source_id IS NULL",
            (document_id, article_id),
        )
        if was_gone:
            self._link_duplicates(text_digest)

    def _lose_sightings(self, document_id: int, before: int | None = None) -> None:
        """Forget what a document held, or held before a reading; a copy that is not gone comes before one that is."""
        held = {"document": document_id, "before": before}
        those = "WHERE document_id = :document AND (:before IS NULL OR reading < :before)"
        digests = self._db.execute(
            f"""SELECT DISTINCT text_digest FROM sighting JOIN article ON article.id = sighting.article_id
                JOIN revision ON revision.id = article.revision_id {those}""",
            held,
        ).fetchall()
        self._db.execute(f"DELETE FROM sighting {those}", held)
        for (digest,) in digests:
            self._link_duplicates(digest)

    def _insert_revision(self, article_id: int | None, article: Article, now: datetime) -> int | None:
        return self._db.execute(
            "INSERT INTO revision (article_id, url, title, publisher, author, published_at, date_basis, text,"
            " summary_of, content_digest, text_digest, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id,
                article.url,
                article.title,
                article.publisher,
                article.author,
                to_column(article.published_at),
                article.date_basis,
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
            "SELECT article.id FROM revision JOIN article ON article.revision_id = revision.id"
            " WHERE text_digest = ? AND NOT removed"
            " ORDER BY NOT EXISTS (SELECT 1 FROM sighting WHERE article_id = article.id), published_at IS NULL,"
            " published_at, article.id",
            (text_digest,),
        ).fetchall()
        for position, (article_id,) in enumerate(rows):
            earliest = rows[0][0] if position else None
            self._db.execute("UPDATE article SET duplicate_of = ? WHERE id = ?", (earliest, article_id))

    def _link_similar(self, article_id: int, publisher: str | None, written: bytes | None) -> None:
        """Link an article and those nearly the same, of other publishers, to the earliest published of them.

        What one publisher brings out by a pattern, such as notes on two releases, is not the same.
        """
        self._forget_signature(article_id)
        if written is None:
            return
        found = bands(written)
        candidates = self._db.execute(
            "SELECT DISTINCT article.id, signature FROM band JOIN signature USING (article_id)"
            " JOIN article ON article.id = band.article_id JOIN revision ON revision.id = revision_id"
            f" WHERE band IN ({', '.join('?' * len(found))}) AND publisher IS NOT ?",
            (*found, publisher),
        ).fetchall()
        self._db.execute("INSERT INTO signature VALUES (?, ?)", (article_id, written))
        self._db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", [(band, article_id) for band in found])
        alike = [number for number, other in candidates if similarity(written, other) >= THRESHOLD]
        if not alike:
            return
        marks = ", ".join("?" * (len(alike) + 1))
        rows = self._db.execute(
            "SELECT article.id FROM article JOIN revision ON revision.id = revision_id WHERE article.id IN"
            f" (SELECT coalesce(similar_to, id) FROM article WHERE id IN ({marks}))"
            " ORDER BY published_at IS NULL, published_at, article.id",
            (*alike, article_id),
        ).fetchall()
        earliest = rows[0][0]
        for (root,) in rows:
            self._db.execute(
                "UPDATE article SET similar_to = nullif(:earliest, id) WHERE id = :root OR similar_to = :root",
                {"earliest": earliest, "root": root},
            )

    def _forget_signature(self, article_id: int) -> None:
        """Let an article be like no other; those that were linked to it are linked to the next of them."""
        self._db.execute("DELETE FROM band WHERE article_id = ?", (article_id,))
        self._db.execute("DELETE FROM signature WHERE article_id = ?", (article_id,))
        self._db.execute("UPDATE article SET similar_to = NULL WHERE id = ?", (article_id,))
        rows = self._db.execute("SELECT id FROM article WHERE similar_to = ? ORDER BY id", (article_id,)).fetchall()
        for (linked,) in rows:
            self._db.execute("UPDATE article SET similar_to = nullif(?, id) WHERE id = ?", (rows[0][0], linked))


def to_column(moment: datetime | None) -> str | None:
    """Write a moment so that the order of the strings is the order of the moments."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def from_column(value: str | None) -> datetime | None:
    """Read a moment that `to_column` wrote."""
    return datetime.fromisoformat(value) if value else None


def _revision(row: tuple[Any, ...]) -> Revision:
    revision_id, article_id, key, url, title, publisher, author, published_at, date_basis, text, summary_of = row
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
            date_basis=date_basis,
            text=text,
            summary_of=tuple(json.loads(summary_of)),
        ),
    )
