"""The database file: opening it, its transactions and its numbered migrations.

All stores share this one file; a transaction over several of them is one connection passed to each.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import StoreError

DATABASE_NAME = "newsdesk.db"
_BUSY_TIMEOUT_S = 30

Migration = Callable[[sqlite3.Connection], None]


def open_for_writing(home: Path) -> sqlite3.Connection:
    """Open (and make, where missing) the database of a data folder.

    Raises:
        StoreError: the folder or the file cannot be written.
    """
    with storage_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            home / DATABASE_NAME, isolation_level=None, timeout=_BUSY_TIMEOUT_S, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_for_reading(home: Path) -> sqlite3.Connection | None:
    """Open the database read-only, or return None where there is none yet.

    A folder that cannot be written has no place for the shared memory of WAL: there the file is read as it is.

    Raises:
        StoreError: there is a file, and it cannot be read.
    """
    path = home / DATABASE_NAME
    with storage_errors(home):
        if not path.exists():
            return None
        try:
            return _connect_reader(path, "mode=ro")
        except sqlite3.OperationalError:
            log = path.with_name(f"{DATABASE_NAME}-wal")
            if log.exists() and log.stat().st_size:
                raise
            return _connect_reader(path, "immutable=1")


def sqlite_version() -> str:
    """Return the version of SQLite that this Python brings."""
    return sqlite3.sqlite_version


def _connect_reader(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=_BUSY_TIMEOUT_S,
        check_same_thread=False,
    )
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block in one transaction: all of it is kept, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the block on one unchanging state of the database."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def storage_errors(home: Path) -> Iterator[None]:
    """Turn what SQLite and the file system report of the data folder into a `StoreError` that names it."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"cannot use the database in {home}: {error}; {_advice(str(error).lower())}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"cannot use the data folder {home}: {reason}; {_advice(reason.lower())}") from error


def _advice(reason: str) -> str:
    if "full" in reason or "space" in reason or "quota" in reason or "disk i/o" in reason or "too large" in reason:
        return "free some space and run the command again: what was stored before is safe"
    if "readonly" in reason or "read-only" in reason or "unable to open" in reason or "denied" in reason:
        return "make the folder writable or set NEWSDESK_HOME to another one"
    if "malformed" in reason or "not a database" in reason:
        return "put back a copy of newsdesk.db, or move the folder away and add the articles again"
    return "set NEWSDESK_HOME to another folder if this one cannot be mended"


def migrate(connection: sqlite3.Connection, component: str, migrations: Sequence[Migration]) -> None:
    """Bring the tables of one store up to date; migration number n leads from schema version n-1 to n.

    Raises:
        StoreError: the file was written by a newer Newsdesk.
    """
    with transaction(connection):
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (component TEXT PRIMARY KEY, version INTEGER NOT NULL)"
        )
        version = schema_version(connection, component)
        if version > len(migrations):
            raise StoreError(
                f"the database was written by a newer Newsdesk ({component} {version}, known here: {len(migrations)}): "
                "update Newsdesk"
            )
        for step in migrations[version:]:
            step(connection)
        connection.execute("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", (component, len(migrations)))


def schema_version(connection: sqlite3.Connection, component: str) -> int:
    """Return the schema version of one store, 0 where it has no tables yet."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone():
        return 0
    row = connection.execute("SELECT version FROM schema_version WHERE component = ?", (component,)).fetchone()
    return int(row[0]) if row else 0
