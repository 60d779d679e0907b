"""Reading articles for releases: each current revision once by each recipe."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from corpus.catalog import catalog, load_catalog
from corpus.errors import ArticleRefusedError
from corpus.releases.event import Reading
from corpus.releases.mentioned import MENTIONS, mentions_in
from corpus.releases.reading import RECIPE, read_releases
from corpus.releases.store import ReleaseStore
from corpus.store import Revision
from corpus.web.workers import Workers

_BATCH = 64  # articles, read and stored at once: a killed process loses no more than this
_MANY = 100  # articles: to start processes takes as long as to read some tens
_log = logging.getLogger(__name__)


def recipe() -> str:
    """Return what a reading rests on, in one line: the versions of the rules, and the catalogue."""
    return f"rules {RECIPE} mentions {MENTIONS} catalogue {catalog().fingerprint}"


def bring_up_to_date(
    home: Path, store: ReleaseStore, progress: Callable[[int, int], None], *, full: bool = False
) -> None:
    """Read the articles that were not read by the present recipe, or all of them, and forget those that are gone.

    ``home`` is the data folder, whose catalogue is in use. ``progress`` hears how many of how many are read. What was
    read is kept, whenever it ends.
    """
    store.prune()
    made_by = recipe()
    pending = store.pending(made_by, full=full)
    if len(pending) < _MANY:
        for done, revision_id in enumerate(pending, 1):
            revision = store.revision(revision_id)
            store.put(made_by, {revision_id: _read_here(revision)})
            progress(done, len(pending))
    else:
        asyncio.run(_read_by_workers(home, store, made_by, pending, progress))


async def _read_by_workers(
    home: Path, store: ReleaseStore, made_by: str, pending: Sequence[int], progress: Callable[[int, int], None]
) -> None:
    async with Workers(len(pending)) as workers:
        for position in range(0, len(pending), _BATCH):
            revisions = [store.revision(number) for number in pending[position : position + _BATCH]]
            readings = await asyncio.gather(*(_read_there(home, workers, revision) for revision in revisions))
            store.put(made_by, {revision.id: each for revision, each in zip(revisions, readings, strict=True)})
            progress(position + len(revisions), len(pending))


def _read(text: str, published: date | None, publisher: str | None) -> Reading:
    events = read_releases(text, published=published, publisher=publisher)
    return Reading(events=events, mentions=mentions_in(text, events))


def _read_by(home: Path, text: str, published: date | None, publisher: str | None) -> Reading:
    """Read an article in a process that has not read the catalogue yet."""
    load_catalog(home)
    return _read(text, published, publisher)


def _asked(revision: Revision) -> tuple[str, date | None, str | None]:
    article = revision.article
    return article.text, article.published_at.date() if article.published_at else None, article.publisher


def _read_here(revision: Revision) -> Reading:
    try:
        return _read(*_asked(revision))
    except Exception:  # noqa: BLE001 - one article that cannot be read keeps no other one from being read, nor indexed
        _log.exception("reading %s for releases failed", revision.article.key)
        return Reading()


async def _read_there(home: Path, workers: Workers, revision: Revision) -> Reading:
    try:
        return await workers.run(_read_by, home, *_asked(revision))
    except ArticleRefusedError as error:
        _log.warning("reading %s for releases failed: %s", revision.article.key, error)
        return Reading()
