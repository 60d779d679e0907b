"""Reading files and folders into the store: what is new is added, what changed gets a revision."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from stat import S_ISREG

from corpus.article import Article, Source
from corpus.files import SUFFIXES, Refusal, read_articles
from corpus.report import ReadingReport, Tally
from corpus.sources import has_unicode_name
from corpus.store import ArticleStore

_BATCH_CHARACTERS = 2_000_000  # stored in one transaction: what is read is held in memory until then
_ARTICLE_CHARACTERS = 10_000  # counted for every item, so that many small ones make a batch too


class FolderReader:
    """Reads files and folders into a store, and keeps the report of it."""

    def __init__(self, store: ArticleStore, report: ReadingReport, tally: Tally, *, now: datetime) -> None:
        self._store = store
        self._report = report
        self._tally = tally
        self._now = now
        self._unlisted = False  # whether a folder of the source at hand could not be listed

    def read(self, source: Source) -> str | None:
        """Read all files of a source that changed since they were last read; return why it failed as a whole, if so.

        What is read is stored in steps.
        """
        location = Path(source.location)
        present: set[str] = set()
        self._unlisted = False
        try:
            exists = location.exists()
        except OSError as error:
            return f"it cannot be read: {error.strerror}"
        failure = None if exists else "it is no longer there; its articles are kept, as gone"
        known = self._store.fingerprints(source)
        for path in self._files(source) if exists else ():
            if not has_unicode_name(path):
                self._report.refuse(str(path), "its name is no UTF-8: rename it")
                continue
            present.add(str(path))
            try:
                self._read_file(source, path, known.get(str(path)))
            except OSError as error:
                reason = f"it cannot be read: {error.strerror}"
                if source.kind == "file":
                    failure = reason
                else:
                    self._report.refuse(str(path), reason)
        if exists and source.kind == "folder" and not present and not self._unlisted:
            failure = f"no {', '.join(sorted(SUFFIXES))} file is in it"
        if not self._unlisted:
            with self._store.transaction():
                self._store.forget_documents(source, present)
        return failure

    def _files(self, source: Source) -> Iterator[Path]:
        if source.kind == "file":
            yield Path(source.location)
            return

        def refuse(error: OSError) -> None:
            self._unlisted = True
            self._report.refuse(str(error.filename), f"it cannot be read: {error.strerror}")

        for folder, subfolders, names in os.walk(source.location, onerror=refuse):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                    yield Path(folder) / name

    def _read_file(self, source: Source, path: Path, known: str | None) -> None:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            self._report.refuse(str(path), "it is no regular file")
            return
        fingerprint = f"{status.st_size}:{status.st_mtime_ns}"
        if fingerprint == known:
            self._report.unchanged_files += 1
            return
        document_id, reading = self._store.begin_reading(source, str(path))
        holds_articles = False
        for batch in _batches(read_articles(path)):
            with self._store.transaction():
                for item in batch:
                    if isinstance(item, Refusal):
                        self._report.refusals.append(item)
                    else:
                        holds_articles = True
                        article = replace(item, publisher=source.publisher or item.publisher)
                        outcome = self._store.put(article, document_id=document_id, reading=reading, now=self._now)
                        self._report.count(article, outcome, self._now)
            self._tally.add_articles(len(batch))
        with self._store.transaction():
            self._store.end_reading(document_id, reading, fingerprint if holds_articles else None)


def _batches(items: Iterable[Article | Refusal]) -> Iterator[list[Article | Refusal]]:
    batch: list[Article | Refusal] = []
    size = 0
    for item in items:
        batch.append(item)
        size += _ARTICLE_CHARACTERS + (len(item.text) if isinstance(item, Article) else 0)
        if size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
