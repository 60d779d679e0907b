"""Reading sources into the store: what is new is added, what changed gets a revision, what vanished is kept."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from stat import S_ISREG

from corpus.article import Article, Source
from corpus.errors import ArticleRefusedError, UsageError
from corpus.files import SUFFIXES, Refusal, read_articles
from corpus.store import ArticleStore, Fingerprint, Outcome

STARTER_FOLDER = Path(str(files("corpus"))) / "starter"
_BATCH_CHARACTERS = 2_000_000  # stored in one transaction: what is read is held in memory until then
_ARTICLE_CHARACTERS = 10_000  # counted for every item, so that many small ones make a batch too


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
    try:
        path = Path(place).expanduser().resolve(strict=True) if place else None
    except (OSError, ValueError, RuntimeError) as error:  # a link to itself, a NUL, the home of nobody
        reason = getattr(error, "strerror", None) or str(error)
        raise ArticleRefusedError(f"there is no such file or folder ({reason.lower()})") from error
    if path is None or not _has_unicode_name(path):
        raise ArticleRefusedError("its name is empty, or no UTF-8")
    if path.is_dir():
        return Source(kind="folder", location=path, publisher=publisher)
    if path.suffix.lower() not in SUFFIXES:
        raise ArticleRefusedError(f"it is neither a folder nor one of {', '.join(sorted(SUFFIXES))}")
    return Source(kind="file", location=path, publisher=publisher)


def keep_starter_apart(known: Iterable[Source], added: Iterable[Source]) -> None:
    """Refuse to mix the starter corpus with articles of one's own.

    Raises:
        UsageError: of the sources known and to be added some are of the starter corpus, and some are not.
    """
    kinds = {_of_starter(source.location) for source in (*known, *added)}
    if len(kinds) > 1 or None in kinds:
        raise UsageError(
            "the starter corpus is never mixed with other articles: set NEWSDESK_HOME to another data folder for it"
        )


def _of_starter(location: Path) -> bool | None:
    """Tell whether a place lies in the starter corpus; None if the starter corpus lies in it, with other things."""
    if location in STARTER_FOLDER.parents:
        return None
    return STARTER_FOLDER in (location, *location.parents)


def _has_unicode_name(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


class SourceReader:
    """Reads sources into a store, and keeps the report of it. ``progress`` hears of articles read."""

    def __init__(
        self, store: ArticleStore, report: ReadingReport, *, now: datetime, progress: Callable[[int], None]
    ) -> None:
        self._store = store
        self._report = report
        self._now = now
        self._progress = progress
        self._unlisted = False  # whether a folder of the source at hand could not be listed

    def read(self, source: Source) -> None:
        """Read all files of a source that changed since they were last read.

        What is read is stored in steps; a reading that was cut short leaves the source marked as unread.
        """
        self._store.mark_unread(source)
        present: set[Path] = set()
        self._unlisted = False
        try:
            exists = source.location.exists()
        except OSError as error:
            self._refuse(source.location, f"it cannot be read: {error.strerror}", failed=True)
            return
        if exists:
            for path in self._files(source):
                if not _has_unicode_name(path):
                    self._refuse(path, "its name is no UTF-8: rename it")
                    continue
                present.add(path)
                try:
                    self._read_file(source, path)
                except OSError as error:
                    self._refuse(path, f"it cannot be read: {error.strerror}", failed=source.kind == "file")
        else:
            self._refuse(source.location, "it is no longer there; its articles are kept, as gone", failed=True)
        if exists and source.kind == "folder" and not present and not self._unlisted:
            self._refuse(source.location, f"no {', '.join(sorted(SUFFIXES))} file is in it", failed=True)
        with self._store.transaction():
            if not self._unlisted:
                self._store.forget_files(source, present)
            self._store.mark_read(source)

    def _files(self, source: Source) -> Iterator[Path]:
        if source.kind == "file":
            yield source.location
            return

        def refuse(error: OSError) -> None:
            self._unlisted = True
            self._refuse(Path(error.filename), f"it cannot be read: {error.strerror}")

        for folder, subfolders, names in os.walk(source.location, onerror=refuse):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                    yield Path(folder) / name

    def _read_file(self, source: Source, path: Path) -> None:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            self._refuse(path, "it is no regular file")
            return
        fingerprint = Fingerprint(size=status.st_size, modified_ns=status.st_mtime_ns)
        if self._store.fingerprint(source, path) == fingerprint:
            self._report.unchanged_files += 1
            return
        file_id, reading = self._store.begin_reading(source, path)
        holds_articles = False
        for batch in _batches(read_articles(path)):
            with self._store.transaction():
                for item in batch:
                    if isinstance(item, Refusal):
                        self._report.refusals.append(item)
                    else:
                        holds_articles = True
                        article = replace(item, publisher=source.publisher or item.publisher)
                        outcome = self._store.put(article, file_id=file_id, reading=reading, now=self._now)
                        self._count(article, outcome)
            self._progress(len(batch))
        with self._store.transaction():
            self._store.end_reading(file_id, reading, fingerprint if holds_articles else None)

    def _count(self, article: Article, outcome: Outcome) -> None:
        self._report.outcomes[outcome] += 1
        if outcome is not Outcome.UNCHANGED:
            self._report.warnings += _date_warnings(article, self._now)

    def _refuse(self, path: Path, reason: str, *, failed: bool = False) -> None:
        self._report.refusals.append(Refusal(item=str(path), reason=reason))
        self._report.failed_sources += failed


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


def _date_warnings(article: Article, now: datetime) -> list[str]:
    name = article.url or article.key.removeprefix("file:").partition("#")[0]
    if article.published_at is None:
        return [f"{name}: it has no date (ISO 8601), so it is shown as undated and never counts as the latest"]
    if article.published_at > now:
        return [f"{name}: it is dated {article.published_at:%Y-%m-%d}, in the future, so it is hidden until then"]
    return []
