"""The tables of sources and articles, as numbered migrations.

An article is a row that points at its current revision; revisions are only ever added. A document is where articles
stand in a source: a file, a page, an entry of a feed. One that held an article when it was last read has a sighting of
it; an article without sightings is gone from where it came from, and kept. The source of an article is the one that
gave its current revision, or, where that was forgotten since, another one that holds it. A reading is a revision that
was read for releases, by a recipe, with the events it gave, and with the versions that it mentions.
"""

import sqlite3

from corpus.addresses import canonical


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


def _read_the_web(connection: sqlite3.Connection) -> None:
    for column in (
        "title TEXT",
        "paused INTEGER NOT NULL DEFAULT 0",
        "etag TEXT",
        "last_modified TEXT",
        "read_at TEXT",
        "due_at TEXT",
        "failures INTEGER NOT NULL DEFAULT 0",
        "error TEXT",
    ):
        connection.execute(f"ALTER TABLE source ADD COLUMN {column}")
    for statement in (
        "ALTER TABLE file RENAME TO document",
        "ALTER TABLE document RENAME COLUMN path TO name",
        "ALTER TABLE document ADD COLUMN fingerprint TEXT",
        "ALTER TABLE document ADD COLUMN failing_since TEXT",
        "UPDATE document SET fingerprint = size || ':' || modified_ns",
        "ALTER TABLE document DROP COLUMN size",
        "ALTER TABLE document DROP COLUMN modified_ns",
        "ALTER TABLE sighting RENAME COLUMN file_id TO document_id",
        "ALTER TABLE revision ADD COLUMN date_basis TEXT",
        "ALTER TABLE article ADD COLUMN removed INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE article ADD COLUMN similar_to INTEGER REFERENCES article",
        "CREATE INDEX article_similar ON article (similar_to)",
        "CREATE VIEW indexed_article AS SELECT * FROM article WHERE duplicate_of IS NULL AND NOT removed",
        "CREATE TABLE signature (article_id INTEGER PRIMARY KEY REFERENCES article, signature BLOB NOT NULL)",
        """CREATE TABLE band (
            band INTEGER NOT NULL, article_id INTEGER NOT NULL REFERENCES article,
            PRIMARY KEY (band, article_id)) WITHOUT ROWID""",
        "CREATE INDEX band_article ON band (article_id)",
        "CREATE TABLE robots (origin TEXT PRIMARY KEY, text TEXT NOT NULL, fetched_at TEXT NOT NULL)",
    ):
        connection.execute(statement)
    for article_id, key in connection.execute(
        "SELECT id, key FROM article WHERE key LIKE 'http%' ORDER BY id"
    ).fetchall():
        # An article whose canonical address is the key of another one keeps its own key.
        connection.execute("UPDATE OR IGNORE article SET key = ? WHERE id = ?", (canonical(key), article_id))


def _know_who_gave_what(connection: sqlite3.Connection) -> None:
    for statement in (
        "ALTER TABLE source ADD COLUMN retry_at TEXT",
        "ALTER TABLE article ADD COLUMN source_id INTEGER REFERENCES source",
        "CREATE INDEX article_source ON article (source_id)",
        """UPDATE article SET source_id = (
            SELECT source_id FROM sighting JOIN document ON document.id = document_id
            WHERE article_id = article.id ORDER BY document_id LIMIT 1)""",
    ):
        connection.execute(statement)


def _read_releases(connection: sqlite3.Connection) -> None:
    for statement in (
        """CREATE TABLE release_reading (
            revision_id INTEGER PRIMARY KEY REFERENCES revision, recipe TEXT NOT NULL)""",
        """CREATE TABLE release_event (
            id INTEGER PRIMARY KEY, revision_id INTEGER NOT NULL REFERENCES release_reading, vendor TEXT,
            name TEXT NOT NULL, product TEXT NOT NULL, version TEXT, variant TEXT, status TEXT NOT NULL, date TEXT,
            basis TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL, is_recap INTEGER NOT NULL)""",
        "CREATE INDEX release_event_revision ON release_event (revision_id)",
    ):
        connection.execute(statement)


def _read_mentions(connection: sqlite3.Connection) -> None:
    for statement in (
        """CREATE TABLE release_mention (
            id INTEGER PRIMARY KEY, revision_id INTEGER NOT NULL REFERENCES release_reading, vendor TEXT NOT NULL,
            name TEXT NOT NULL, product TEXT NOT NULL, version TEXT NOT NULL, variant TEXT, start INTEGER NOT NULL,
            "end" INTEGER NOT NULL)""",
        "CREATE INDEX release_mention_revision ON release_mention (revision_id)",
    ):
        connection.execute(statement)


MIGRATIONS = (_create_tables, _read_the_web, _know_who_gave_what, _read_releases, _read_mentions)
COMPONENT = "corpus"
