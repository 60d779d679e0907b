"""From the entries of a feed or a sitemap to articles: what is not carried whole is completed from its page."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from corpus.addresses import canonical, same_site
from corpus.article import MAX_FIELD_CHARACTERS, Article, Source, checked
from corpus.errors import ArticleRefusedError, FetchError
from corpus.fetching.fetcher import Fetcher
from corpus.parsing.listing import Entry
from corpus.parsing.news import NewEntry, page_of
from corpus.parsing.pages import PageArticle, entry_summary
from corpus.parsing.titles import title_of_text
from corpus.report import ReadingReport, Tally
from corpus.web.records import Records
from corpus.web.workers import Workers

NEVER_ASKED = "its server says that it has not changed, and was never asked before"
_PAGES_AT_ONCE = 4
_MOST_PAGES = 200
_MOST_S = 300.0
_MOST_FAILURES = 4  # in a row: then its site is down
_MOST_TRIES = 4  # readings in which a page may fail before it is given up
_MOST_NAMED = 3
_LEAST_SUMMARY_WORDS = 12


class EntryReader:
    """Reads the new entries of one source: so many pages, for so long, and as long as its site answers.

    What is left is read at the next refresh.
    """

    def __init__(  # noqa: PLR0913 - what it works with, passed in one place
        self,
        source: Source,
        title: str | None,
        *,
        fetcher: Fetcher,
        workers: Workers,
        records: Records,
        report: ReadingReport,
        tally: Tally,
    ) -> None:
        self._source = source
        self._title = title
        self._fetcher = fetcher
        self._workers = workers
        self._records = records
        self._report = report
        self._tally = tally
        self._at_once = asyncio.Semaphore(_PAGES_AT_ONCE)
        self._end = asyncio.get_running_loop().time() + _MOST_S
        self._failures = 0
        self._last_failure = ""
        self._stored = 0
        self._pages = 0
        self._left = 0
        self._refused: defaultdict[str, list[str]] = defaultdict(list)

    async def read(self, new: Sequence[NewEntry]) -> bool:
        """Store the articles of entries, and report what was refused; return whether nothing is left.

        Raises:
            FetchError: there are articles, and no page of them can be read.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._read_in_turn(each)) for each in new]
        if self._failures >= _MOST_FAILURES and not self._stored:
            raise FetchError(f"its pages cannot be read: {self._last_failure}")
        for reason, names in self._refused.items():
            for name in names[:_MOST_NAMED]:
                self._report.refuse(name, reason)
            if len(names) > _MOST_NAMED:
                self._report.refuse(f"{self._source.location}, {len(names) - _MOST_NAMED:,} more", reason)
        if self._left:
            self._report.warnings.append(
                f"{self._source.location}: {self._left:,} of its entries are left for the next refresh"
            )
        return all(task.result() for task in tasks)

    async def _read_in_turn(self, new: NewEntry) -> bool:
        """Store the article of an entry; return False if it is left for the next refresh."""
        entry = new.entry
        async with self._at_once:
            try:
                if new.article:
                    await self._put(entry, new.article)
                elif not await self._records.sight(self._source, entry):
                    return await self._complete(entry)
            except ArticleRefusedError as error:
                await self._without_page(entry, str(error))
        return True

    async def _complete(self, entry: Entry) -> bool:
        """Store the article of an entry's page; return False if it is left for the next refresh."""
        if entry.url is None:
            await self._without_page(entry, None)
            return True
        is_late = asyncio.get_running_loop().time() > self._end
        if is_late or self._pages >= _MOST_PAGES or self._failures >= _MOST_FAILURES:
            self._left += 1
            return False
        self._pages += 1
        try:
            page = await self._page(entry, entry.url)
        except FetchError as error:
            return await self._failed(entry, error)
        self._failures = 0
        await self._put(entry, page)
        return True

    async def _page(self, entry: Entry, url: str) -> PageArticle:
        fetched = await self._fetcher.get(url)
        if fetched.body is None:
            raise ArticleRefusedError(NEVER_ASKED)
        return await self._workers.run(page_of, fetched.body, fetched.content_type, fetched.url, fetched.charset, entry)

    async def _failed(self, entry: Entry, error: FetchError) -> bool:
        if error.is_lasting:
            await self._without_page(entry, str(error))
            return True
        self._failures += 1
        self._last_failure = str(error)
        if await self._records.count_try(self._source, entry) >= _MOST_TRIES:
            await self._without_page(entry, f"{error}; it is given up")
            return True
        self._refused[f"{error}; it is tried again at the next refresh"].append(_name(entry))
        return False

    async def _without_page(self, entry: Entry, reason: str | None) -> None:
        """Store what the entry itself says, as a summary of its page if that cannot be had for a reason."""
        if reason:
            self._refused[reason].append(_name(entry))
        summary = await self._workers.run(entry_summary, entry)
        if len(summary.split()) < _LEAST_SUMMARY_WORDS:
            if reason is None:
                self._refused["it has no page of its own, and no more than a few words"].append(_name(entry))
            await self._records.give_up(self._source, entry)
            return
        page = PageArticle(
            url=entry.url,
            title=entry.title or title_of_text(summary) or "",
            author=entry.author,
            publisher=None,
            published_at=entry.published_at,
            date_basis="feed" if entry.published_at else None,
            text=summary,
        )
        await self._put(entry, page, is_summary=True)

    async def _put(self, entry: Entry, page: PageArticle, *, is_summary: bool = False) -> None:
        article = article_of(page, self._source, self._title, entry.key)
        if is_summary and entry.url:
            article = replace(article, url=None, summary_of=(entry.url,))
        elif entry.part_of:
            article = replace(article, summary_of=(entry.part_of,))
        outcome = await self._records.put(self._source, entry.key, article, entry.fingerprint)
        self._report.count(article, outcome, self._records.now)
        self._tally.add_articles(1)
        self._stored += 1


def article_of(page: PageArticle, source: Source, title: str | None, name: str) -> Article:
    """Return the article of a document, by the publisher it names, else by its source or its host.

    Raises:
        ArticleRefusedError: it cannot be stored.
    """
    place = page.url or source.location
    host = (urlsplit(place).hostname or "").removeprefix("www.")
    publisher = (title or source.title or host) if same_site(place, source.location) else host
    return checked(
        Article(
            key=canonical(page.url) if page.url else f"{source.location}#{name}",
            url=page.url,
            title=page.title,
            publisher=(source.publisher or page.publisher or publisher)[:MAX_FIELD_CHARACTERS] or None,
            author=page.author,
            published_at=page.published_at,
            date_basis=page.date_basis,
            text=page.text,
        )
    )


def _name(entry: Entry) -> str:
    return entry.url or entry.title or entry.key
