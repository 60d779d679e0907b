"""The store of passages with their vectors and keywords. All its SQL is here.

A passage belongs to a revision and to a recipe (the model and the way of cutting it was made by). Its row never changes
and its number is never used again. It is deleted once no generation on disk holds it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from corpus.database import migrate, snapshot, transaction
from corpus.span import Span
from corpus.store import ArticleStore, Revision, from_column
from retrieval.embedding import Vectors
from retrieval.passage import Passage

UNDATED = np.iinfo(np.int64).min
NO_VECTOR: Vectors = np.empty(0, np.float32)
_CHUNK = 900  # SQLite binds at least 999 values a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How passages are made: the model, the length of its vectors, and the version of the way of cutting."""

    model: str
    dimension: int
    chunking: int

    @property
    def name(self) -> str:
        """The recipe in one line, as it stands with each passage."""
        return f"{self.model} dimension {self.dimension} chunking {self.chunking}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A passage ready to be stored: its span, the terms of its title and text, and its vector."""

    passage: Passage
    title_terms: str
    text_terms: str
    vector: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage by its number, with the number of its revision, its text and its vector in half precision."""

    id: int
    revision_id: int
    passage: Passage
    text: str
    vector: NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All passages that a generation should hold, one entry each, by rising number.

    ``published`` is in seconds since 1970 UTC, `UNDATED` where there is no date; ``publisher`` is a position
    in ``publishers``.
    """

    ids: NDArray[np.int64]
    published: NDArray[np.int64]
    publisher: NDArray[np.int32]
    publishers: tuple[str, ...]

    def same_as(self, other: "Catalogue") -> bool:
        """Tell whether both hold the same."""
        return (
            self.publishers == other.publishers
            and np.array_equal(self.ids, other.ids)
            and np.array_equal(self.published, other.published)
            and np.array_equal(self.publisher, other.publisher)
        )


def _create_tables(connection: sqlite3.Connection) -> None:
    for statement in (
        "CREATE TABLE recipe (model TEXT NOT NULL, dimension INTEGER NOT NULL, chunking INTEGER NOT NULL)",
        """CREATE TABLE embedded (
            revision_id INTEGER NOT NULL REFERENCES revision, recipe TEXT NOT NULL,
            PRIMARY KEY (revision_id, recipe)) WITHOUT ROWID""",
        """CREATE TABLE passage (
            id INTEGER PRIMARY KEY AUTOINCREMENT, revision_id INTEGER NOT NULL REFERENCES revision,
            recipe TEXT NOT NULL,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT NOT NULL, lead_start INTEGER, lead_end INTEGER,
            vector BLOB NOT NULL)""",
        "CREATE INDEX passage_revision ON passage (revision_id, recipe)",
        """CREATE VIRTUAL TABLE keyword USING fts5 (
            title, text, tokenize = "unicode61 remove_diacritics 2 tokenchars '.'")""",
        "CREATE VIRTUAL TABLE keyword_frequency USING fts5vocab (keyword, row)",
    ):
        connection.execute(statement)


MIGRATIONS = (_create_tables,)
COMPONENT = "retrieval"
_TITLE_WEIGHT, _TEXT_WEIGHT = 0.5, 1.0


class PassageStore:
    """Passages in the database behind one connection, which it shares with the `ArticleStore` given."""

    def __init__(self, connection: sqlite3.Connection, articles: ArticleStore) -> None:
        self._db = connection
        self.articles = articles

    def migrate(self) -> None:
        """Make or update the tables."""
        migrate(self._db, COMPONENT, MIGRATIONS)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let the block read one unchanging state of the database."""
        with snapshot(self._db):
            yield

    # The recipe that the data folder is indexed by

    def recipe(self) -> Recipe | None:
        """Return the recipe in force, None before the first indexing."""
        row = self._db.execute("SELECT model, dimension, chunking FROM recipe").fetchone()
        return Recipe(model=row[0], dimension=row[1], chunking=row[2]) if row else None

    def set_recipe(self, recipe: Recipe) -> None:
        """Make a recipe the one in force."""
        with transaction(self._db):
            self._db.execute("DELETE FROM recipe")
            self._db.execute("INSERT INTO recipe VALUES (?, ?, ?)", (recipe.model, recipe.dimension, recipe.chunking))

    # Writing

    def pending(self, recipe: Recipe) -> list[int]:
        """Return the current revisions that are to be indexed and have not been embedded by the recipe."""
        rows = self._db.execute(
            "SELECT revision_id FROM indexed_article WHERE NOT EXISTS (SELECT 1 FROM embedded"
            " WHERE embedded.revision_id = indexed_article.revision_id AND recipe = ?) ORDER BY id",
            (recipe.name,),
        )
        return [row[0] for row in rows]

    def pending_count(self) -> int:
        """Return how many articles wait to be embedded by the recipe in force."""
        recipe = self.recipe()
        row = self._db.execute(
            "SELECT count(*) FROM indexed_article WHERE NOT EXISTS (SELECT 1 FROM embedded"
            " WHERE embedded.revision_id = indexed_article.revision_id AND recipe = ?)",
            (recipe.name if recipe else "",),
        ).fetchone()
        return int(row[0])

    def put(self, recipe: Recipe, rows_by_revision: Mapping[int, Sequence[PassageRow]]) -> None:
        """Store all passages of some revisions with their vectors and keywords, in one transaction."""
        with transaction(self._db):
            for revision_id, rows in rows_by_revision.items():
                self._db.execute("INSERT INTO embedded VALUES (?, ?)", (revision_id, recipe.name))
                for row in rows:
                    self._insert(revision_id, recipe, row)

    def _insert(self, revision_id: int, recipe: Recipe, row: PassageRow) -> None:
        span, lead = row.passage.span, row.passage.lead
        passage_id = self._db.execute(
            'INSERT INTO passage (revision_id, recipe, start, "end", heading, lead_start, lead_end, vector)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                revision_id,
                recipe.name,
                span.start,
                span.end,
                row.passage.heading,
                lead and lead.start,
                lead and lead.end,
                row.vector.astype(np.float16).tobytes(),
            ),
        ).lastrowid
        self._db.execute(
            "INSERT INTO keyword (rowid, title, text) VALUES (?, ?, ?)", (passage_id, row.title_terms, row.text_terms)
        )

    def prune(self, recipe: Recipe, held: NDArray[np.int64]) -> None:
        """Delete the passages that are neither to be indexed by the recipe nor held by a generation on disk."""
        with transaction(self._db):
            rows = self._db.execute(
                "SELECT passage.id, passage.revision_id, passage.recipe FROM passage WHERE recipe != ? OR NOT EXISTS"
                " (SELECT 1 FROM indexed_article WHERE indexed_article.revision_id = passage.revision_id)",
                (recipe.name,),
            ).fetchall()
            unused = set(np.setdiff1d(np.array([row[0] for row in rows], np.int64), held).tolist())
            for passage_id, revision_id, passage_recipe in rows:
                if passage_id in unused:
                    self._db.execute("DELETE FROM keyword WHERE rowid = ?", (passage_id,))
                    self._db.execute("DELETE FROM passage WHERE id = ?", (passage_id,))
                    self._db.execute(
                        "DELETE FROM embedded WHERE revision_id = ? AND recipe = ?", (revision_id, passage_recipe)
                    )

    # Reading

    def catalogue(self, recipe: Recipe) -> Catalogue:
        """Return all passages that a generation of the recipe should hold now."""
        rows = self._db.execute(
            """SELECT passage.id, published_at, coalesce(publisher, '')
            FROM indexed_article JOIN revision ON revision.id = indexed_article.revision_id
                JOIN passage ON passage.revision_id = revision.id AND recipe = ?
            ORDER BY passage.id""",
            (recipe.name,),
        ).fetchall()
        publishers = tuple(sorted({row[2] for row in rows}))
        code = {publisher: number for number, publisher in enumerate(publishers)}
        return Catalogue(
            ids=np.array([row[0] for row in rows], np.int64),
            published=np.array([_seconds(row[1]) for row in rows], np.int64),
            publisher=np.array([code[row[2]] for row in rows], np.int32),
            publishers=publishers,
        )

    def vectors(self, ids: NDArray[np.int64], dimension: int) -> Iterator[Vectors]:
        """Yield the vectors of passages, in the order of their rising numbers, in batches of the shape (n, dimension).

        Raises:
            ValueError: a vector has another length.
        """
        for chunk in _chunks(ids.tolist()):
            rows = self._db.execute(
                f"SELECT vector FROM passage WHERE id IN ({_marks(chunk)}) ORDER BY id", chunk
            ).fetchall()
            vectors = np.frombuffer(b"".join(row[0] for row in rows), np.float16)
            yield vectors.reshape(len(chunk), dimension).astype(np.float32)

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return passages by number; those deleted meanwhile are missing."""
        found = {}
        for chunk in _chunks(ids):
            rows = self._db.execute(
                'SELECT passage.id, revision_id, start, "end", heading, lead_start, lead_end, vector,'
                ' substr(text, start + 1, "end" - start)'
                f" FROM passage JOIN revision ON revision.id = revision_id WHERE passage.id IN ({_marks(chunk)})",
                chunk,
            )
            for passage_id, revision_id, start, end, heading, lead_start, lead_end, vector, text in rows:
                lead = None if lead_start is None else Span(lead_start, lead_end)
                found[passage_id] = StoredPassage(
                    id=passage_id,
                    revision_id=revision_id,
                    passage=Passage(span=Span(start, end), heading=heading, lead=lead),
                    text=text,
                    vector=np.frombuffer(vector, np.float16),
                )
        return found

    def holding(self, recipe: Recipe, revision_id: int, span: Span) -> StoredPassage | None:
        """Return the passage of a revision that holds the beginning of a span, and most of it; None where none does."""
        row = self._db.execute(
            "SELECT id FROM passage WHERE revision_id = :revision AND recipe = :recipe AND start <= :start"
            ' AND "end" > :start ORDER BY min("end", :end) DESC, id LIMIT 1',
            {"revision": revision_id, "recipe": recipe.name, "start": span.start, "end": span.end},
        ).fetchone()
        return self.passages([row[0]]).get(row[0]) if row else None

    def revision(self, revision_id: int) -> Revision:
        """Return the revision that a passage belongs to."""
        return self.articles.revision(revision_id)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many passages each term occurs, those in none left out."""
        chunk = list(terms)
        rows = self._db.execute(f"SELECT term, doc FROM keyword_frequency WHERE term IN ({_marks(chunk)})", chunk)
        return dict(rows.fetchall())

    def matching(self, expression: str) -> Iterator[int]:
        """Yield the passages that match an FTS5 expression, best first by BM25."""
        rows = self._db.execute(
            f"SELECT rowid FROM keyword WHERE keyword MATCH ? ORDER BY bm25(keyword, {_TITLE_WEIGHT}, {_TEXT_WEIGHT})",
            (expression,),
        )
        for row in rows:
            yield row[0]


def _seconds(column: str | None) -> int:
    moment = from_column(column)
    return int(moment.timestamp()) if moment else UNDATED


def moment(seconds: int) -> datetime:
    """Return the moment that a `Catalogue` holds in seconds; `UNDATED` is none."""
    return datetime.fromtimestamp(int(seconds), UTC)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _chunks(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
