"""One writer at a time: the lock of a data folder."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.database import storage_errors
from corpus.errors import WriterBusyError


@contextmanager
def write_lock(home: Path, purpose: str) -> Iterator[None]:
    """Hold the data folder's write lock, which the operating system releases with the process, a killed one included.

    Raises:
        WriterBusyError: another process holds it; the message says which, since when and for what.
        StoreError: the folder cannot be written.
    """
    with storage_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / "write.lock")
        holder = home / "write.lock.holder"
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise WriterBusyError(f"{_described(holder)}: wait until it is done, then run this again") from None
    try:
        with storage_errors(home):
            since = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
            holder.write_text(json.dumps({"pid": os.getpid(), "since": since, "purpose": purpose}))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _described(holder: Path) -> str:
    try:
        held = json.loads(holder.read_text())
        return f"process {held['pid']} has been writing since {held['since']} (newsdesk {held['purpose']})"
    except (OSError, ValueError, KeyError):  # it has just begun, or just ended
        return "another process is writing to this data folder"
