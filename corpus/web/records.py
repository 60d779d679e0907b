"""What readers of the web put into the stores: in a thread of its own, each step whole or not at all."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TypeVar

from corpus.addresses import canonical
from corpus.article import Article, Source
from corpus.errors import ArticleRefusedError, FetchError
from corpus.fetching.robots import KeptRobots
from corpus.parsing.listing import Entry
from corpus.source_store import SourceStore
from corpus.store import ArticleStore, Outcome
from corpus.web.refresh_times import DATES_LOOKED_AT, due_after_failure, due_after_success

_T = TypeVar("_T")


class Records:
    """The stores as readers of the web use them: ``now`` is when, ``least`` the least time to the next reading."""

    def __init__(self, sources: SourceStore, articles: ArticleStore, *, now: datetime, least: timedelta) -> None:
        self._sources = sources
        self._articles = articles
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")
        self.now = now
        self._least = least

    async def _alone(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    # Sources

    async def remember(self, source: Source) -> Source:
        """Keep a source, and return it as it is known."""

        def work() -> Source:
            self._sources.remember(source)
            return self._sources.source(source.location)

        return await self._alone(work)

    async def validators(self, source: Source) -> tuple[str | None, str | None]:
        """Return the ETag and the Last-Modified of what was read of a source last."""
        return await self._alone(lambda: self._sources.validators(source))

    async def begin(self, source: Source) -> dict[str, str]:
        """Note that a reading has begun; return the fingerprints of what was read of the source before, by name."""

        def work() -> dict[str, str]:
            self._sources.mark_unread(source)
            return self._articles.fingerprints(source)

        return await self._alone(work)

    async def succeed(
        self, source: Source, *, etag: str | None, last_modified: str | None, title: str | None, location: str
    ) -> bool:
        """Note that a source was read, and where it is from now on; return False if another source is there already."""

        def work() -> bool:
            published = self._articles.publication_dates(source, DATES_LOOKED_AT)
            due_at = due_after_success(published, self.now, self._least)
            with self._articles.transaction():
                self._sources.mark_read(source, now=self.now, due_at=due_at)
                self._sources.keep_answer(source, etag=etag, last_modified=last_modified, title=title)
                return location == source.location or self._sources.move(source, location)

        return await self._alone(work)

    async def fail(self, source: Source, error: FetchError | ArticleRefusedError) -> None:
        """Note why a source could not be read, and when it is tried again."""

        def work() -> None:
            failures = self._sources.mark_failed(source, str(error))
            retry_at = error.retry_at if isinstance(error, FetchError) else None
            due_at = due_after_failure(failures, self.now, self._least, retry_at)
            self._sources.set_due(source, due_at, retry_at=retry_at)

        await self._alone(work)

    # Articles

    async def put(
        self, source: Source, name: str, article: Article, fingerprint: str | None, *, signed: bytes | None
    ) -> Outcome:
        """Store an article as what a document of a source holds; ``signed`` is its signature, where that was made.

        It is left as it is by a document that says what it said when it was last read (two pages that are one article
        would revise it in turn), by the text that another source gave, and by a summary where there is the text.
        """

        def work() -> Outcome:
            with self._articles.transaction():
                document_id, reading = self._articles.begin_reading(source, name)
                known = self._articles.current(article.key)
                is_as_before = known and self._articles.is_as_before(document_id, fingerprint)
                is_repeated = known and known.text == article.text and not self._articles.holds(source, name)
                is_less = known and not known.summary_of and article.summary_of
                if is_as_before or is_repeated or is_less:
                    self._articles.sight(article.key, document_id=document_id, reading=reading)
                    self._articles.note_fingerprint(document_id, fingerprint)
                    return Outcome.UNCHANGED
                outcome = self._articles.put(
                    article, document_id=document_id, reading=reading, now=self.now, signed=signed
                )
                self._articles.end_reading(document_id, reading, fingerprint)
            return outcome

        return await self._alone(work)

    async def sight(self, source: Source, entry: Entry) -> bool:
        """Note that an entry that is new to its source is an article that another source gave; tell whether it is.

        Of what another source gave as a summary alone, the page is still to be read.
        """

        def work() -> bool:
            with self._articles.transaction():
                if entry.url is None or self._articles.holds(source, entry.key):
                    return False
                key = canonical(entry.url)
                known = self._articles.current(key)
                if known is None or known.summary_of:
                    return False
                document_id, reading = self._articles.begin_reading(source, entry.key)
                self._articles.sight(key, document_id=document_id, reading=reading)
                self._articles.note_fingerprint(document_id, entry.fingerprint)
                return True

        return await self._alone(work)

    async def give_up(self, source: Source, entry: Entry) -> None:
        """Note that an entry holds no article, as long as it does not change."""

        def work() -> None:
            with self._articles.transaction():
                document_id, _ = self._articles.begin_reading(source, entry.key)
                self._articles.note_fingerprint(document_id, entry.fingerprint)

        await self._alone(work)

    async def failing_for(self, source: Source, entry: Entry) -> timedelta:
        """Note that the page of an entry could not be read, and return how long it cannot."""

        def work() -> timedelta:
            with self._articles.transaction():
                document_id, _ = self._articles.begin_reading(source, entry.key)
                return self.now - self._articles.failing_since(document_id, self.now)

        return await self._alone(work)

    async def note(self, source: Source, fingerprints: Mapping[str, str]) -> None:
        """Note what documents were, by name, that hold no articles themselves: the parts of a sitemap."""

        def work() -> None:
            with self._articles.transaction():
                for name, fingerprint in fingerprints.items():
                    document_id, _ = self._articles.begin_reading(source, name)
                    self._articles.note_fingerprint(document_id, fingerprint)

        await self._alone(work)

    # Robots rules, for the fetcher, which asks in threads of its own

    def robots(self, origin: str) -> KeptRobots | None:
        """Return the robots.txt of an origin, None if it was never asked for."""
        return self._thread.submit(self._sources.robots, origin).result()

    def keep_robots(self, origin: str, kept: KeptRobots) -> None:
        """Keep the robots.txt of an origin."""
        self._thread.submit(self._sources.keep_robots, origin, kept).result()
