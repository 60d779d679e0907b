"""The store of what was asked in chats: requests, replies, feedback, offers, re-indexings. All its SQL is here.

It shares the database file with the articles, and is written at any time: its transactions are short.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from secrets import token_hex
from threading import Lock

from bot.conversation import Request
from bot.reply import Reply
from corpus.database import migrate, open_for_writing, storage_errors, transaction

COMPONENT = "bot"
_MOST_HISTORY, _MOST_DIRECT = 10, 100
_REPLIES_KEPT_DAYS = 90  # a reply has about 20 kB: its quotes' whole passages are in it
_TAKEN_FOR_DAYS = 7  # platforms send again within minutes, an hour at most
_SILENT_FOR_DAYS = 7
_OFFERED_FOR_DAYS = 6  # shorter than it is remembered which were taken
_KEY_BYTES = 8


class Outcome(Enum):
    """What became of a request."""

    DELIVERED = "delivered"
    SILENT = "silent"
    LIMITED = "limited"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexed:
    """The last re-indexing from chat: when it ended (UTC), and how."""

    at: datetime
    by: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What was offered under a key: to add or to remove the source at an address, or to look at a feed instead."""

    key: str
    address: str
    feed: str | None

    @property
    def taken_as(self) -> str:
        """By what it is taken, once."""
        return f"offer:{self.key}"


class RequestStore:
    """What was asked in chats. Threads may share it: one statement or transaction runs at a time.

    Its methods raise `StoreError` where the database cannot be used.
    """

    def __init__(self, home: Path, connection: sqlite3.Connection) -> None:
        self._home = home
        self._db = connection
        self._lock = Lock()

    @contextmanager
    def _use(self) -> Iterator[None]:
        with self._lock, storage_errors(self._home):
            yield

    def migrate(self) -> None:
        """Bring the tables up to date.

        Raises:
            StoreError: the file was written by a newer Newsdesk.
        """
        migrate(self._db, COMPONENT, (_first, _second, _third, _fourth))

    # Each once

    def accept(self, request: Request) -> bool:
        """Keep a request until it is closed; False where it was accepted before."""
        with self._use():
            inserted = self._db.execute(f"INSERT OR IGNORE INTO {_ROW}", _row(request, None))
            return inserted.rowcount == 1

    def accept_with_reply(self, request: Request, reply: Reply) -> bool:
        """Keep a request whose reply is known; False where it was accepted before and did not fail."""
        again = "ON CONFLICT (key) DO UPDATE SET outcome = NULL, request = excluded.request WHERE outcome = ?"
        with self._use():
            row = (*_row(request, reply), Outcome.FAILED.value)
            return self._db.execute(f"INSERT INTO {_ROW} {again}", row).rowcount == 1

    def take(self, key: str) -> bool:
        """Take in hand what else must be done once, such as what a button asks; False where it was taken before."""
        now = datetime.now(UTC).timestamp()
        with self._use(), transaction(self._db):
            self._db.execute("DELETE FROM taken WHERE at < ?", (now - _TAKEN_FOR_DAYS * 86_400,))
            return self._db.execute("INSERT OR IGNORE INTO taken VALUES (?, ?)", (key, now)).rowcount == 1

    def is_taken(self, key: str) -> bool:
        """Tell whether something was taken in hand."""
        with self._use():
            return self._db.execute("SELECT 1 FROM taken WHERE key = ?", (key,)).fetchone() is not None

    def give_back(self, key: str) -> None:
        """Let be taken again what came to nothing."""
        with self._use():
            self._db.execute("DELETE FROM taken WHERE key = ?", (key,))

    # Requests and replies

    def keep(self, key: str, reply: Reply) -> None:
        """Keep the reply to a request, and forget replies that are old, and what came to nothing."""
        now = datetime.now(UTC).timestamp()
        old, silent = now - _REPLIES_KEPT_DAYS * 86_400, now - _SILENT_FOR_DAYS * 86_400
        nothing = (Outcome.SILENT.value, Outcome.LIMITED.value)
        with self._use(), transaction(self._db):
            self._db.execute("UPDATE request SET reply = NULL WHERE reply IS NOT NULL AND asked_at < ?", (old,))
            self._db.execute("DELETE FROM request WHERE outcome IN (?, ?) AND asked_at < ?", (*nothing, silent))
            self._db.execute("UPDATE request SET reply = ? WHERE key = ?", (reply.to_json(), key))

    def close(self, key: str, outcome: Outcome, thread: str | None = None) -> None:
        """Say what became of a request, and in which thread it was answered, if in another than its own."""
        with self._use():
            self._db.execute(
                "UPDATE request SET outcome = ?, thread = coalesce(?, thread) WHERE key = ?",
                (outcome.value, thread, key),
            )

    def open_requests(self, platform: str) -> list[tuple[Request, Reply | None]]:
        """Return the requests of a platform that were not closed, oldest first, with their replies where there are."""
        with self._use():
            rows = self._db.execute(
                "SELECT request, reply FROM request WHERE platform = ? AND outcome IS NULL ORDER BY asked_at",
                (platform,),
            ).fetchall()
        return [(_read(request), Reply.from_json(reply) if reply else None) for request, reply in rows]

    def request(self, key: str) -> Request | None:
        """Return a request, in the thread that it was answered in; None where it is not kept."""
        with self._use():
            row = self._db.execute("SELECT request, thread FROM request WHERE key = ?", (key,)).fetchone()
        return replace(_read(row[0]), thread=row[1]) if row else None

    def reply(self, key: str) -> Reply | None:
        """Return the reply to a request, None where none is kept."""
        with self._use():
            row = self._db.execute("SELECT reply FROM request WHERE key = ?", (key,)).fetchone()
        return Reply.from_json(row[0]) if row and row[0] else None

    def history(self, request: Request) -> tuple[str, ...]:
        """Return the questions before this one in its conversation, oldest first, at most ten."""
        since = request.remembers_since
        with self._use():
            rows = self._db.execute(
                "SELECT text FROM request WHERE platform = ? AND channel = ? AND (thread = ? OR ?) AND asked_at < ?"
                " AND asked_at >= ? AND (outcome IS NULL OR outcome = ?) ORDER BY asked_at DESC LIMIT ?",
                (
                    request.platform,
                    request.channel,
                    request.thread,
                    request.remembers_channel,
                    request.asked_at.timestamp(),
                    since.timestamp() if since else 0,
                    Outcome.DELIVERED.value,
                    _MOST_HISTORY,
                ),
            ).fetchall()
        return tuple(text for (text,) in reversed(rows))

    def answered_in(self, platform: str, channel: str, thread: str) -> frozenset[str]:
        """Return who was answered in a thread."""
        with self._use():
            rows = self._db.execute(
                "SELECT DISTINCT request ->> 'user' FROM request"
                " WHERE platform = ? AND channel = ? AND thread = ? AND outcome = ?",
                (platform, channel, thread, Outcome.DELIVERED.value),
            ).fetchall()
        return frozenset(user for (user,) in rows)

    def undelivered(self, platform: str, user: str) -> list[Request]:
        """Return the requests of a person whose private answers are kept and could not be delivered, newest first."""
        with self._use():
            rows = self._db.execute(
                "SELECT request FROM request WHERE outcome = ? AND platform = ? AND reply IS NOT NULL"
                " AND request ->> 'user' = ? AND request ->> 'is_private' ORDER BY asked_at DESC",
                (Outcome.FAILED.value, platform, user),
            ).fetchall()
        return [_read(request) for (request,) in rows]

    def direct_channels(self, platform: str, since: datetime) -> list[str]:
        """Return the channels in which people asked directly since a moment, the latest first, at most a hundred."""
        with self._use():
            rows = self._db.execute(
                "SELECT channel FROM request WHERE platform = ? AND asked_at >= ? AND request ->> 'is_direct'"
                " GROUP BY channel ORDER BY max(asked_at) DESC LIMIT ?",
                (platform, since.timestamp(), _MOST_DIRECT),
            ).fetchall()
        return [channel for (channel,) in rows]

    # Offers

    def keep_offer(self, address: str, feed: str | None) -> str:
        """Keep what is offered for some days, and return its key, which is short enough for a button."""
        now, key = datetime.now(UTC).timestamp(), token_hex(_KEY_BYTES)
        with self._use(), transaction(self._db):
            self._db.execute("DELETE FROM offer WHERE at < ?", (now - _OFFERED_FOR_DAYS * 86_400,))
            self._db.execute("INSERT INTO offer VALUES (?, ?, ?, ?)", (key, now, address, feed))
        return key

    def offer(self, key: str) -> Offer | None:
        """Return an offer, None where there is none or it is too old."""
        least = datetime.now(UTC).timestamp() - _OFFERED_FOR_DAYS * 86_400
        with self._use():
            row = self._db.execute("SELECT address, feed FROM offer WHERE key = ? AND at >= ?", (key, least)).fetchone()
        return Offer(key=key, address=row[0], feed=row[1]) if row else None

    # What a platform was told

    def told(self, platform: str) -> str | None:
        """Return what a platform was last told of the commands; None for nothing."""
        with self._use():
            row = self._db.execute("SELECT commands FROM told WHERE platform = ?", (platform,)).fetchone()
        return row[0] if row else None

    def record_told(self, platform: str, commands: str) -> None:
        """Keep what a platform was told of the commands, in short."""
        with self._use():
            self._db.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (platform, commands))

    # Feedback and re-indexing

    def judge(self, key: str, user: str, verdict: str) -> None:
        """Keep what a person thinks of an answer; the last word counts."""
        with self._use():
            self._db.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)",
                (key, user, verdict, datetime.now(UTC).timestamp()),
            )

    def record_reindexing(self, by: str, says: str) -> None:
        """Keep how a re-indexing ended, in place of the one before."""
        with self._use():
            self._db.execute(
                "INSERT OR REPLACE INTO reindexing VALUES (1, ?, ?, ?)", (datetime.now(UTC).timestamp(), by, says)
            )

    def last_reindexing(self) -> Reindexed | None:
        """Return the last re-indexing, None where there was none."""
        with self._use():
            row = self._db.execute("SELECT at, by, says FROM reindexing").fetchone()
        return Reindexed(at=datetime.fromtimestamp(row[0], UTC), by=row[1], says=row[2]) if row else None


@contextmanager
def open_request_store(home: Path) -> Iterator[RequestStore]:
    """Open the store of a data folder, and make the folder where it is missing.

    Raises:
        StoreError: it cannot be written, or was written by a newer Newsdesk.
    """
    with closing(open_for_writing(home)) as connection:
        store = RequestStore(home, connection)
        with storage_errors(home):
            store.migrate()
        yield store


_ROW = "request (key, platform, channel, thread, text, asked_at, request, reply) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


def _row(request: Request, reply: Reply | None) -> tuple[str | float | None, ...]:
    return (
        request.key,
        request.platform,
        request.channel,
        request.thread,
        request.text,
        request.asked_at.timestamp(),
        _written(request),
        reply.to_json() if reply else None,
    )


def _written(request: Request) -> str:
    since = request.since.isoformat() if request.since else None
    return json.dumps(asdict(request) | {"asked_at": request.asked_at.isoformat(), "since": since})


def _read(text: str) -> Request:
    fields = json.loads(text)
    since = date.fromisoformat(fields["since"]) if fields.get("since") else None
    return Request(**fields | {"asked_at": datetime.fromisoformat(fields["asked_at"]), "since": since})


_FIRST_TABLES = """
CREATE TABLE taken (key TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX taken_at ON taken (at);
CREATE TABLE request (
    key TEXT PRIMARY KEY, platform TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, text TEXT NOT NULL,
    asked_at REAL NOT NULL, request TEXT NOT NULL, reply TEXT, outcome TEXT
);
CREATE INDEX request_conversation ON request (platform, channel, thread, asked_at);
CREATE INDEX request_open ON request (platform, asked_at) WHERE outcome IS NULL;
CREATE INDEX request_replied ON request (asked_at) WHERE reply IS NOT NULL;
CREATE TABLE feedback (
    key TEXT NOT NULL, user TEXT NOT NULL, verdict TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (key, user)
) WITHOUT ROWID;
CREATE TABLE reindexing (
    one INTEGER PRIMARY KEY CHECK (one = 1), at REAL NOT NULL, by TEXT NOT NULL, says TEXT NOT NULL
)
"""


def _first(connection: sqlite3.Connection) -> None:
    for statement in _FIRST_TABLES.split(";"):
        connection.execute(statement)


def _second(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE INDEX request_ended ON request (outcome, asked_at)")


def _third(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE told (platform TEXT PRIMARY KEY, commands TEXT NOT NULL) WITHOUT ROWID")


def _fourth(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE offer (key TEXT PRIMARY KEY, at REAL NOT NULL, address TEXT NOT NULL, feed TEXT) WITHOUT ROWID"
    )
