"""The store of sources, what became of their last reading, and the robots rules of hosts. All its SQL is here."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from corpus.article import Source
from corpus.fetching.robots import KeptRobots
from corpus.store import from_column, to_column

_SOURCE_COLUMNS = "source.kind, source.location, source.publisher, source.title"
_ROBOTS_KEPT = timedelta(days=30)
_RESTS = "coalesce(min(retry_at, due_at) > :now, FALSE)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source with what became of it.

    ``read_at`` is when it was last read to its end, ``due_at`` when it is next, both in UTC, None for never and for
    at once. ``failures`` counts the readings since then that failed, ``error`` says why the last one did.
    """

    source: Source
    articles: int
    is_paused: bool
    read_at: datetime | None
    due_at: datetime | None
    failures: int
    error: str | None


class SourceStore:
    """Sources and robots rules, in the database behind one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def remember(self, source: Source) -> None:
        """Store a source, as unread. Another publisher than before makes all its documents be read again."""
        self._db.execute(
            "INSERT INTO source (kind, location, title, unread) VALUES (?, ?, ?, 1) ON CONFLICT (location)"
            " DO UPDATE SET kind = excluded.kind, title = coalesce(excluded.title, title), paused = 0",
            (source.kind, source.location, source.title),
        )
        if source.publisher and source.publisher != self.source(source.location).publisher:
            self._db.execute(
                "UPDATE source SET publisher = ?, etag = NULL, last_modified = NULL WHERE location = ?",
                (source.publisher, source.location),
            )
            self._db.execute(
                "UPDATE document SET fingerprint = NULL WHERE source_id = (SELECT id FROM source WHERE location = ?)",
                (source.location,),
            )
        self.mark_unread(source)

    def source(self, location: str) -> Source:
        """Return the source at a location, which must be known."""
        row = self._db.execute(f"SELECT {_SOURCE_COLUMNS} FROM source WHERE location = ?", (location,)).fetchone()
        return _source(row)

    def sources(self) -> list[Source]:
        """Return all sources, in the order they were added."""
        return [_source(row) for row in self._db.execute(f"SELECT {_SOURCE_COLUMNS} FROM source ORDER BY id")]

    def unread(self) -> list[Source]:
        """Return the sources whose last reading was cut short, other than those paused."""
        return self._chosen("unread AND NOT paused", {})

    def to_refresh(self, now: datetime) -> list[Source]:
        """Return the sources to read again when everything is: all but those paused, and those that rest."""
        return self._chosen(f"NOT paused AND NOT ({_RESTS})", {"now": to_column(now)})

    def resting(self, now: datetime) -> dict[str, datetime]:
        """Return until when sources rest whose servers want to be asked again later, by their places."""
        rows = self._db.execute(
            f"SELECT location, min(retry_at, due_at) FROM source WHERE NOT paused AND {_RESTS} ORDER BY id",
            {"now": to_column(now)},
        )
        return {location: datetime.fromisoformat(until) for location, until in rows}

    def due(self, now: datetime) -> list[Source]:
        """Return the sources whose time to be read again has come."""
        return self._chosen("NOT paused AND (due_at IS NULL OR due_at <= :now)", {"now": to_column(now)})

    def states(self) -> list[SourceState]:
        """Return all sources with what became of them, in the order they were added."""
        rows = self._db.execute(
            f"""SELECT {_SOURCE_COLUMNS}, paused, read_at, due_at, failures, error,
                (SELECT count(DISTINCT article_id) FROM document JOIN sighting ON document_id = document.id
                    WHERE source_id = source.id)
            FROM source ORDER BY id"""
        )
        return [
            SourceState(
                source=_source(row[:4]),
                is_paused=bool(row[4]),
                read_at=from_column(row[5]),
                due_at=from_column(row[6]),
                failures=row[7],
                error=row[8],
                articles=row[9],
            )
            for row in rows
        ]

    def validators(self, source: Source) -> tuple[str | None, str | None]:
        """Return the ETag and the Last-Modified that came with what was read of the source last."""
        row = self._db.execute(
            "SELECT etag, last_modified FROM source WHERE location = ?", (source.location,)
        ).fetchone()
        return row[0], row[1]

    def mark_unread(self, source: Source) -> None:
        """Note that a reading of the source has begun."""
        self._db.execute("UPDATE source SET unread = 1 WHERE location = ?", (source.location,))

    def mark_read(self, source: Source, *, now: datetime, due_at: datetime) -> None:
        """Note that the source was read to its end."""
        self._db.execute(
            "UPDATE source SET unread = 0, read_at = ?, due_at = ?, retry_at = NULL, failures = 0, error = NULL"
            " WHERE location = ?",
            (to_column(now), to_column(due_at), source.location),
        )

    def keep_answer(self, source: Source, *, etag: str | None, last_modified: str | None, title: str | None) -> None:
        """Keep what its server told of what was read, to ask next time whether that has changed."""
        self._db.execute(
            "UPDATE source SET etag = ?, last_modified = ?, title = coalesce(?, title) WHERE location = ?",
            (etag, last_modified, title, source.location),
        )

    def mark_failed(self, source: Source, error: str) -> int:
        """Note that a reading of the source came to its end without it, and return how many in a row did."""
        self._db.execute(
            "UPDATE source SET unread = 0, failures = failures + 1, error = ? WHERE location = ?",
            (error, source.location),
        )
        row = self._db.execute("SELECT failures FROM source WHERE location = ?", (source.location,)).fetchone()
        return int(row[0])

    def set_due(self, source: Source, due_at: datetime, *, retry_at: datetime | None = None) -> None:
        """Set when the source is to be read again, and when its server wants to be asked again, if it said so."""
        self._db.execute(
            "UPDATE source SET due_at = ?, retry_at = ? WHERE location = ?",
            (to_column(due_at), to_column(retry_at), source.location),
        )

    def set_paused(self, source: Source, *, is_paused: bool) -> None:
        """Let a source be read no more, or again."""
        self._db.execute("UPDATE source SET paused = ? WHERE location = ?", (is_paused, source.location))

    def move(self, source: Source, location: str) -> bool:
        """Note where a source has moved to; return False, and change nothing, if there is a source already."""
        moved = self._db.execute(
            "UPDATE OR IGNORE source SET location = ? WHERE location = ?", (location, source.location)
        )
        return moved.rowcount > 0

    def forget(self, source: Source) -> None:
        """Forget a source, whose documents must be forgotten before."""
        self._db.execute(
            "UPDATE article SET source_id = NULL WHERE source_id = (SELECT id FROM source WHERE location = ?)",
            (source.location,),
        )
        self._db.execute("DELETE FROM source WHERE location = ?", (source.location,))

    # Robots rules

    def robots(self, origin: str) -> KeptRobots | None:
        """Return the robots.txt of an origin, None if it was never asked for."""
        row = self._db.execute("SELECT text, fetched_at FROM robots WHERE origin = ?", (origin,)).fetchone()
        return row and KeptRobots(text=row[0], fetched_at=datetime.fromisoformat(row[1]))

    def keep_robots(self, origin: str, kept: KeptRobots) -> None:
        """Keep the robots.txt of an origin, and forget those that nobody has asked for in a month."""
        self._db.execute("DELETE FROM robots WHERE fetched_at < ?", (to_column(kept.fetched_at - _ROBOTS_KEPT),))
        self._db.execute(
            "INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (origin, kept.text, to_column(kept.fetched_at))
        )

    def _chosen(self, condition: str, values: Mapping[str, object]) -> list[Source]:
        rows = self._db.execute(f"SELECT {_SOURCE_COLUMNS} FROM source WHERE {condition} ORDER BY id", values)
        return [_source(row) for row in rows]


def _source(row: tuple[str, str, str | None, str | None]) -> Source:
    kind, location, publisher, title = row
    return Source(kind=kind, location=location, publisher=publisher, title=title)  # type: ignore[arg-type]
