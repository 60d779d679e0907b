"""The store of what articles state of releases. All its SQL is here; `corpus.schema` has the tables.

It is derived: whatever it holds is read from the articles again when it is lost, or read by another recipe.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from corpus.database import transaction
from corpus.releases.event import Reading, ReleaseEvent
from corpus.releases.release import Evidence, Report
from corpus.store import ArticleStore, Revision

_CHUNK = 900  # SQLite binds at least 999 values a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """Who and what releases are reported of, the most reported first: vendors, and families with their vendors."""

    vendors: tuple[str, ...]
    products: tuple[tuple[str, str | None], ...]


class ReleaseStore:
    """Events of releases in the database behind one connection, which it shares with the `ArticleStore` given."""

    def __init__(self, connection: sqlite3.Connection, articles: ArticleStore) -> None:
        self._db = connection
        self._articles = articles

    # Writing

    def pending(self, recipe: str, *, full: bool = False) -> list[int]:
        """Return the current revisions that were not read by the recipe, or all of them."""
        rows = self._db.execute(
            "SELECT revision_id FROM indexed_article WHERE :full OR NOT EXISTS (SELECT 1 FROM release_reading"
            " WHERE release_reading.revision_id = indexed_article.revision_id AND recipe = :recipe) ORDER BY id",
            {"recipe": recipe, "full": full},
        )
        return [row[0] for row in rows]

    def revision(self, revision_id: int) -> Revision:
        """Return a revision that is to be read."""
        return self._articles.revision(revision_id)

    def put(self, recipe: str, readings: Mapping[int, Reading]) -> None:
        """Store what some revisions say, in the place of what they were read to say before, in one transaction."""
        with transaction(self._db):
            for revision_id, reading in readings.items():
                self._forget(revision_id)
                self._db.execute("INSERT INTO release_reading VALUES (?, ?)", (revision_id, recipe))
                self._db.executemany(
                    "INSERT INTO release_event (revision_id, vendor, name, product, version, variant, status, date,"
                    ' basis, start, "end", is_recap) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
                    [(revision_id, *_columns(event)) for event in reading.events],
                )
                self._db.executemany(
                    'INSERT INTO release_mention (revision_id, vendor, name, product, version, variant, start, "end")'
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [(revision_id, *_columns_of_mention(each)) for each in reading.mentions],
                )

    def prune(self) -> None:
        """Forget what revisions state that are current no more."""
        with transaction(self._db):
            rows = self._db.execute(
                "SELECT revision_id FROM release_reading WHERE revision_id NOT IN"
                " (SELECT revision_id FROM indexed_article WHERE revision_id IS NOT NULL)"
            ).fetchall()
            for (revision_id,) in rows:
                self._forget(revision_id)

    def _forget(self, revision_id: int) -> None:
        self._db.execute("DELETE FROM release_event WHERE revision_id = ?", (revision_id,))
        self._db.execute("DELETE FROM release_mention WHERE revision_id = ?", (revision_id,))
        self._db.execute("DELETE FROM release_reading WHERE revision_id = ?", (revision_id,))

    # Reading

    def evidence(self) -> list[Evidence]:
        """Return what the articles of the corpus state now, without the quotes and links."""
        reports = self._reports("release_event")
        rows = self._db.execute(
            "SELECT revision_id, vendor, name, product, version, variant, status, date, basis, start,"
            ' "end", is_recap FROM release_event ORDER BY id'
        )
        return [Evidence(event=_event(*row), report=reports[number]) for number, *row in rows if number in reports]

    def mentions(self) -> list[Evidence]:
        """Return what the articles of the corpus mention as being in use, without the quotes and links."""
        reports = self._reports("release_mention")
        rows = self._db.execute(
            'SELECT revision_id, vendor, name, product, version, variant, start, "end" FROM release_mention ORDER BY id'
        )
        return [Evidence(event=_mention(*row), report=reports[number]) for number, *row in rows if number in reports]

    def _reports(self, table: str) -> dict[int, Report]:
        """Return the articles of the corpus that a table has rows of."""
        rows = self._db.execute(
            "SELECT revision.id, url, summary_of, title, publisher, published_at FROM indexed_article"
            " JOIN revision ON revision.id = indexed_article.revision_id"
            f" WHERE revision.id IN (SELECT revision_id FROM {table})"
        )
        return {row[0]: _report(*row) for row in rows}

    def texts(self, revision_ids: Iterable[int]) -> dict[int, str]:
        """Return the texts of revisions."""
        wanted, found = list(dict.fromkeys(revision_ids)), dict[int, str]()
        for position in range(0, len(wanted), _CHUNK):
            chunk = wanted[position : position + _CHUNK]
            marks = ", ".join("?" * len(chunk))
            found.update(self._db.execute(f"SELECT id, text FROM revision WHERE id IN ({marks})", chunk).fetchall())
        return found

    def is_unread(self) -> bool:
        """Tell whether some article was never read for releases."""
        row = self._db.execute(
            "SELECT 1 FROM indexed_article WHERE revision_id NOT IN (SELECT revision_id FROM release_reading) LIMIT 1"
        ).fetchone()
        return row is not None

    def makers(self) -> Makers:
        """Return the vendors and families that releases are reported of."""
        rows = self._db.execute(
            "SELECT vendor, product, count(*) FROM release_event"
            " JOIN indexed_article ON indexed_article.revision_id = release_event.revision_id"
            " GROUP BY vendor, product ORDER BY count(*) DESC, product, vendor"
        ).fetchall()
        counts: dict[str, int] = {}
        for vendor, _, count in rows:
            if vendor:
                counts[vendor] = counts.get(vendor, 0) + count
        return Makers(
            vendors=tuple(sorted(counts, key=lambda vendor: (-counts[vendor], vendor))),
            products=tuple((product, vendor) for vendor, product, _ in rows),
        )


def _columns(event: ReleaseEvent) -> tuple[str | int | None, ...]:
    return (
        event.vendor,
        event.name,
        event.product,
        event.version,
        event.variant,
        event.status,
        event.date,
        event.basis,
        event.start,
        event.end,
        event.is_recap,
    )


def _columns_of_mention(mention: ReleaseEvent) -> tuple[str | int | None, ...]:
    named = (mention.vendor, mention.name, mention.product, mention.version, mention.variant)
    return (*named, mention.start, mention.end)


def _event(*row: object) -> ReleaseEvent:
    *columns, is_recap = row
    names = ("vendor", "name", "product", "version", "variant", "status", "date", "basis", "start", "end")
    return ReleaseEvent(**dict(zip(names, columns, strict=True)), is_recap=bool(is_recap))  # type: ignore[arg-type] # as they were stored


def _mention(  # noqa: PLR0913, PLR0917
    vendor: str, name: str, product: str, version: str, variant: str | None, start: int, end: int
) -> ReleaseEvent:
    return ReleaseEvent(
        vendor=vendor,
        name=name,
        product=product,
        version=version,
        variant=variant,
        status="released",
        date=None,
        basis=None,
        start=start,
        end=end,
    )


def _report(  # noqa: PLR0913, PLR0917
    revision_id: int, url: str | None, summary_of: str, title: str, publisher: str | None, published_at: str | None
) -> Report:
    return Report(
        revision_id=revision_id,
        url=url or next(iter(json.loads(summary_of)), None),
        title=title,
        publisher=publisher,
        published=datetime.fromisoformat(published_at).date() if published_at else None,
    )
