"""Reading sources on the web into the store: each by itself, so that one that fails or hangs stops no other."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import TypeVar

from corpus.article import Source
from corpus.errors import ArticleRefusedError, FetchError
from corpus.fetching.client import Limits
from corpus.fetching.fetcher import Fetched, Fetcher, Validators
from corpus.parsing.listing import Listing
from corpus.parsing.news import NewEntry, feed_of, page_of, sitemap_of
from corpus.report import ReadingReport, Tally
from corpus.source_store import SourceStore
from corpus.store import ArticleStore
from corpus.web.discovery import discover
from corpus.web.entries import EntryReader, article_of
from corpus.web.records import Records
from corpus.web.workers import Workers

_SOURCES_AT_ONCE = 16
_THREADS = 64
_MOST_SITEMAPS = 50
_MOST_S = 900.0  # for one source
_WHOLE = ""  # the name of the one document of a page
_PART = "sitemap "  # before its address, the name of a part of a sitemap: the address alone may be that of an entry
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class WebReader:
    """Reads sources on the web into the stores, and keeps the report of it.

    ``least`` is the least time between two readings of a source, ``allowed`` are private networks that may be fetched.
    """

    def __init__(  # noqa: PLR0913 - what it works with, passed in one place
        self,
        sources: SourceStore,
        articles: ArticleStore,
        report: ReadingReport,
        tally: Tally,
        *,
        now: datetime,
        least: timedelta,
        allowed: Sequence[IPv4Network | IPv6Network],
        limits: Limits = Limits(),  # noqa: B008 - it is frozen
    ) -> None:
        self._report = report
        self._tally = tally
        self._records = Records(sources, articles, now=now, least=least)
        self._fetcher = Fetcher(allowed=allowed, robots=self._records, limits=limits)
        self._workers = Workers(tally.sources)

    async def read(self, sources: Sequence[Source]) -> None:
        """Read what changed of sources; what is wrong with one of them goes into the report."""
        await self._each(sources, self._read_or_fail)

    async def add(self, addresses: Sequence[str], publisher: str | None) -> None:
        """Find out what is at addresses, remember it as sources, and read them."""

        async def add_one(address: str) -> None:
            try:
                found = await discover(address, publisher, self._fetcher, self._workers)
            except (FetchError, ArticleRefusedError) as error:
                self._report.fail(address, str(error))
                return
            if found.named_by:
                place = found.source.location
                self._report.warnings.append(f"{address}: it names a feed, which is added in its place: {place}")
            for feed in found.feeds[:1]:
                self._report.warnings.append(f"{address}: it names a feed, too: `newsdesk add {feed}` follows that")
            await self._read_or_fail(await self._records.remember(found.source))

        await self._each(addresses, add_one)

    async def _each(self, items: Sequence[_T], work: Callable[[_T], Awaitable[None]]) -> None:
        """Do a work with each item, some at once."""
        # Looking up names that lead nowhere takes a thread for many seconds each.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
        at_once = asyncio.Semaphore(_SOURCES_AT_ONCE)

        async def in_turn(item: _T) -> None:
            async with at_once:
                await work(item)
            self._tally.add_source()

        try:
            async with self._fetcher, self._workers, asyncio.TaskGroup() as group:
                for item in items:
                    group.create_task(in_turn(item))
        except BaseExceptionGroup as errors:  # the data folder cannot be used: one of them says so for all
            raise _first_of(errors) from errors

    async def _read_or_fail(self, source: Source) -> None:
        """Read a source; whatever is wrong with it is told of it, and ends the reading of no other."""
        try:
            async with asyncio.timeout(_MOST_S):
                await self._read(source)
        except (FetchError, ArticleRefusedError) as error:
            await self._fail(source, error)
        except TimeoutError:
            await self._fail(source, FetchError(f"reading it took more than {_MOST_S / 60:.0f} min"))
        except Exception as error:  # noqa: BLE001 - where the data folder is the cause, to note it fails as well
            cause = _first_of(error) if isinstance(error, BaseExceptionGroup) else error
            if not isinstance(cause, (FetchError, ArticleRefusedError)):
                _log.exception("reading %s failed", source.location)
                cause = FetchError(f"reading it failed ({type(cause).__name__}: {cause})")
            await self._fail(source, cause)

    async def _fail(self, source: Source, error: FetchError | ArticleRefusedError) -> None:
        self._report.fail(source.location, str(error))
        await self._records.fail(source, error)

    async def _read(self, source: Source) -> None:
        etag, last_modified = await self._records.validators(source)
        validators = Validators(etag=etag, last_modified=last_modified)
        fetched = await self._fetcher.get(source.location, validators=validators)
        title, is_complete = None, True
        if fetched.body is None:
            self._report.unchanged_sources += 1
        elif source.kind == "page":
            title = await self._read_page(source, fetched)
        else:
            title, is_complete = await self._read_listing(source, fetched)
        keep = fetched.validators if is_complete else Validators()
        location = fetched.moved_to or source.location
        has_moved = await self._records.succeed(
            source, etag=keep.etag, last_modified=keep.last_modified, title=title, location=location
        )
        self._report.read_sources += 1
        if not has_moved:
            self._report.warnings.append(
                f"{source.location}: it has moved to {location}, which is a source already: remove this one"
            )
        elif location != source.location:
            self._report.warnings.append(f"{source.location}: it has moved to {location} for good")

    async def _read_page(self, source: Source, fetched: Fetched) -> str:
        """Store the article of a page, and return its title."""
        await self._records.begin(source)
        page = await self._workers.run(
            page_of, fetched.body or b"", fetched.content_type, fetched.url, fetched.charset, None
        )
        article = article_of(page, source, None, source.location)
        outcome = await self._records.put(source, _WHOLE, article, article.content_digest, signed=page.signature)
        self._report.count(article, outcome, self._records.now)
        self._tally.add_articles(1)
        return page.title

    async def _read_listing(self, source: Source, fetched: Fetched) -> tuple[str | None, bool]:
        """Read what is new in a feed or sitemap; return its title, and whether nothing is left for the next reading."""
        known = await self._records.begin(source)
        listing, new = await self._listing(source, fetched, known)
        left_out = listing.left_out
        parts: dict[str, str] = {}
        if listing.parts:  # such a listing has no entries
            more, left_out, parts = await self._read_parts(source, listing.parts, known)
            new += more
        if left_out:
            self._report.refuse(source.location, f"{left_out:,} entries more than are read of one source")
        reader = EntryReader(
            source,
            listing.title,
            fetcher=self._fetcher,
            workers=self._workers,
            records=self._records,
            report=self._report,
            tally=self._tally,
        )
        is_complete = await reader.read(new)
        if is_complete and parts:
            await self._records.note(source, parts)
        # A part may change without the whole, and the rest of what breaks off may come the next time.
        return listing.title, is_complete and not listing.parts and not listing.is_cut_off

    async def _read_parts(
        self, source: Source, parts: Sequence[str], known: Mapping[str, str]
    ) -> tuple[list[NewEntry], int, dict[str, str]]:
        """Read the sitemaps that a sitemap names, and those that they name, as far as they changed.

        Return what is new, how much is cut, and the validators of what was read, as fingerprints by name.

        Raises:
            FetchError, ArticleRefusedError: none of them can be read.
        """
        seen = {source.location, *parts}
        waiting = deque(each for each in parts if each != source.location)
        new: list[NewEntry] = []
        read: dict[str, str] = {}
        errors: list[FetchError | ArticleRefusedError] = []
        left_out = asked = 0
        while waiting and asked < _MOST_SITEMAPS:
            address = waiting.popleft()
            asked += 1
            name = _PART + address
            validators = Validators(**json.loads(known.get(name, "{}")))
            try:
                fetched = await self._fetcher.get(address, validators=validators)
                if fetched.body is None:
                    continue
                part, more = await self._listing(source, fetched, known)
            except (FetchError, ArticleRefusedError) as error:
                self._report.refuse(address, str(error))
                errors.append(error)
                continue
            new += more
            left_out += part.left_out
            waiting += [each for each in part.parts if each not in seen]
            seen.update(part.parts)
            if not part.parts and not part.is_cut_off:
                read[name] = json.dumps(asdict(fetched.validators))
        if waiting:
            self._report.refuse(source.location, f"{len(waiting):,} sitemaps more than are read of one source")
        if errors and len(errors) == asked:
            raise errors[-1]
        return new, left_out, read

    async def _listing(
        self, source: Source, fetched: Fetched, known: Mapping[str, str]
    ) -> tuple[Listing, list[NewEntry]]:
        work = feed_of if source.kind == "feed" else sitemap_of
        return await self._workers.run(
            work, fetched.body or b"", fetched.content_type, fetched.url, fetched.charset, known
        )


def _first_of(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error in a group, however deep."""
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
