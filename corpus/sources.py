"""Reading sources into the store: what is new is added, what changed gets a revision, what vanished is kept."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from itertools import islice
from pathlib import Path

from corpus.article import Article, Source
from corpus.errors import ArticleRefusedError, UsageError
from corpus.files import SUFFIXES, Refusal, read_articles
from corpus.store import ArticleStore, Fingerprint, Outcome

STARTER_FOLDER = Path(str(files("corpus"))) / "starter"
_BATCH_ARTICLES = 200


@dataclass(slots=True, kw_only=True)
class ReadingReport:
    """What a reading of sources did: how many articles of each outcome, files skipped as unchanged, and what to tell.

    ``warnings`` concern articles that were stored, ``refusals`` items that were not.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    unchanged_files: int = 0
    warnings: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    failed_sources: int = 0


def source_at(place: str, publisher: str | None) -> Source:
    """Return the source that a path names.

    Raises:
        UsageError: it is a web address.
        ArticleRefusedError: there is no such file or folder, or it is of no kind that can be read.
    """
    if "://" in place:
        raise UsageError(f"{place}: web addresses cannot be added yet; save the page as .html and add the file")
    path = Path(place).expanduser().resolve()
    if path.is_dir():
        return Source(kind="folder", location=path, publisher=publisher)
    if not path.exists():
        raise ArticleRefusedError("there is no such file or folder")
    if path.suffix.lower() not in SUFFIXES:
        raise ArticleRefusedError(f"it is neither a folder nor one of {', '.join(sorted(SUFFIXES))}")
    return Source(kind="file", location=path, publisher=publisher)


def keep_starter_apart(store: ArticleStore, source: Source) -> None:
    """Refuse to mix the starter corpus with articles of one's own.

    Raises:
        UsageError: one of the two is there, and the other is to be added.
    """
    others = [known for known in store.sources() if known.location != source.location]
    adds_starter = STARTER_FOLDER in (source.location, *source.location.parents)
    holds_starter = any(STARTER_FOLDER in (known.location, *known.location.parents) for known in others)
    if others and adds_starter != holds_starter:
        raise UsageError(
            "the starter corpus is never mixed with other articles: set NEWSDESK_HOME to another data folder for it"
        )


class SourceReader:
    """Reads sources into a store, and keeps the report of it. ``progress`` hears of articles read."""

    def __init__(
        self, store: ArticleStore, report: ReadingReport, *, now: datetime, progress: Callable[[int], None]
    ) -> None:
        self._store = store
        self._report = report
        self._now = now
        self._progress = progress

    def read(self, source: Source) -> None:
        """Read all files of a source that changed since they were last read.

        What is read is stored in steps; a reading that was cut short leaves the source marked as unread.
        """
        self._store.mark_unread(source)
        present = set()
        if source.location.exists():
            for path in self._files(source):
                present.add(path)
                try:
                    self._read_file(source, path)
                except OSError as error:
                    self._refuse(path, f"it cannot be read: {error.strerror}", failed=source.kind == "file")
        else:
            self._refuse(source.location, "it is no longer there; its articles are kept, as gone", failed=True)
        with self._store.transaction():
            self._store.forget_files(source, present)
            self._store.mark_read(source)

    def _files(self, source: Source) -> Iterator[Path]:
        if source.kind == "file":
            yield source.location
            return

        def refuse(error: OSError) -> None:
            self._refuse(Path(error.filename), f"it cannot be read: {error.strerror}")

        for folder, subfolders, names in os.walk(source.location, onerror=refuse):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                    yield Path(folder) / name

    def _read_file(self, source: Source, path: Path) -> None:
        status = path.stat()
        fingerprint = Fingerprint(size=status.st_size, modified_ns=status.st_mtime_ns)
        if self._store.fingerprint(source, path) == fingerprint:
            self._report.unchanged_files += 1
            return
        file_id, reading = self._store.begin_reading(source, path)
        for batch in _batches(read_articles(path)):
            with self._store.transaction():
                for item in batch:
                    if isinstance(item, Refusal):
                        self._report.refusals.append(item)
                    else:
                        article = replace(item, publisher=source.publisher or item.publisher)
                        outcome = self._store.put(article, file_id=file_id, reading=reading, now=self._now)
                        self._count(article, outcome)
            self._progress(len(batch))
        with self._store.transaction():
            self._store.end_reading(file_id, reading, fingerprint)

    def _count(self, article: Article, outcome: Outcome) -> None:
        self._report.outcomes[outcome] += 1
        if outcome is not Outcome.UNCHANGED:
            self._report.warnings += _date_warnings(article, self._now)

    def _refuse(self, path: Path, reason: str, *, failed: bool = False) -> None:
        self._report.refusals.append(Refusal(item=str(path), reason=reason))
        self._report.failed_sources += failed


def _batches(items: Iterable[Article | Refusal]) -> Iterator[list[Article | Refusal]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH_ARTICLES)):
        yield batch


def _date_warnings(article: Article, now: datetime) -> list[str]:
    name = article.url or article.key.removeprefix("file:").partition("#")[0]
    if article.published_at is None:
        return [f"{name}: it has no date (ISO 8601), so it is shown as undated and never counts as the latest"]
    if article.published_at > now:
        return [f"{name}: it is dated {article.published_at:%Y-%m-%d}, in the future, so it is hidden until then"]
    return []
