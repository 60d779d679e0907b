"""From the entries of a feed or a sitemap to articles: what is not carried whole is completed from its page."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
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

_PAGES_AT_ONCE = 4
_MOST_PAGES = 200
_MOST_S = 300.0
_MOST_FAILURES = 4  # in a row: then a site is down
_PATIENCE = timedelta(days=3)  # with a page that cannot be read for now
_LITTLE_PATIENCE = timedelta(hours=2)  # with one that its server refuses: a feed may be ahead of its pages
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
        self._failures: Counter[str] = Counter()  # in a row, by host
        self._last_failure: FetchError | None = None
        self._stored = self._pages = self._left = 0
        self._claimed: dict[str, str] = {}  # which entry an article is of
        self._refused: defaultdict[str, list[str]] = defaultdict(list)

    async def read(self, new: Sequence[NewEntry]) -> bool:
        """Store the articles of entries, and report what was refused; return whether nothing is left.

        Raises:
            FetchError: there are articles, and no page of them can be read.
        """
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._read_in_turn(each)) for each in new]
        if self._last_failure and not self._stored and max(self._failures.values()) >= _MOST_FAILURES:
            raise FetchError(f"its pages cannot be read: {self._last_failure}", retry_at=self._last_failure.retry_at)
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
        async with self._at_once:
            try:
                return await self._read(new.entry, new.article)
            except ArticleRefusedError as error:
                self._refused[str(error)].append(_name(new.entry))
                await self._records.give_up(self._source, new.entry)
                return True

    async def _read(self, entry: Entry, carried: PageArticle | None) -> bool:
        # What a feed says that another site's page says is for that site to say.
        is_own = entry.url is None or same_site(entry.url, self._source.location)
        if carried and is_own:
            await self._put(entry, carried)
        elif entry.url is None:
            await self._summarise(entry, "it has no page of its own, and no more than a few words")
        elif not await self._records.sight(self._source, entry):
            return await self._complete(entry, entry.url)
        return True

    async def _complete(self, entry: Entry, url: str) -> bool:
        """Store the article of an entry's page; return False if it is left for the next refresh."""
        host = urlsplit(url).hostname or ""
        is_late = asyncio.get_running_loop().time() > self._end
        if is_late or self._pages >= _MOST_PAGES or self._failures[host] >= _MOST_FAILURES:
            self._left += 1
            return False
        self._pages += 1
        try:
            page = await self._page(entry, url)
        except FetchError as error:
            return await self._failed(entry, host, error)
        except ArticleRefusedError as error:
            self._refused[str(error)].append(_name(entry))
            await self._summarise(entry)
        else:
            self._failures[host] = 0
            await self._put(entry, page)
        return True

    async def _page(self, entry: Entry, url: str) -> PageArticle:
        fetched = await self._fetcher.get(url)
        if urlsplit(url).path.strip("/") and not urlsplit(fetched.url).path.strip("/"):
            raise ArticleRefusedError("its address leads to a front page")
        return await self._workers.run(
            page_of, fetched.body or b"", fetched.content_type, fetched.url, fetched.charset, entry
        )

    async def _failed(self, entry: Entry, host: str, error: FetchError) -> bool:
        """Note that a page could not be fetched, and return whether it is given up; its summary serves meanwhile."""
        failing_for = await self._records.failing_for(self._source, entry)
        is_given_up = failing_for >= (_LITTLE_PATIENCE if error.is_lasting else _PATIENCE)
        fate = "" if is_given_up else "; it is tried again at the next refresh"
        self._refused[f"{error}{fate}"].append(_name(entry))
        if error.is_lasting or is_given_up:
            await self._summarise(entry, is_settled=is_given_up)
        if not error.is_lasting:
            self._failures[host] += 1
            self._last_failure = error
        return is_given_up

    async def _summarise(self, entry: Entry, reason: str | None = None, *, is_settled: bool = True) -> None:
        """Store what the entry itself says, as a summary of its page if it has one; what is settled is not read again.

        A few words are no article; ``reason`` is what to tell then.
        """
        summary = await self._workers.run(entry_summary, entry)
        if len(summary.split()) < _LEAST_SUMMARY_WORDS:
            if reason:
                self._refused[reason].append(_name(entry))
            if is_settled:
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
        await self._put(entry, page, is_summary=True, is_settled=is_settled)

    async def _put(self, entry: Entry, page: PageArticle, *, is_summary: bool = False, is_settled: bool = True) -> None:
        article = article_of(page, self._source, self._title, f"{entry.part_of or self._source.location}#{entry.key}")
        if self._claimed.setdefault(article.key, entry.key) != entry.key and entry.url:
            # Two pages that name one canonical address are two all the same.
            article = replace(article, key=canonical(entry.url), url=entry.url)
        if is_summary and entry.url:
            article = replace(article, url=None, summary_of=(entry.url,))
        elif entry.part_of:
            article = replace(article, summary_of=(entry.part_of,))
        fingerprint = entry.fingerprint if is_settled else None
        outcome = await self._records.put(self._source, entry.key, article, fingerprint, signed=page.signature)
        self._report.count(article, outcome, self._records.now)
        self._tally.add_articles(1)
        self._stored += 1


def article_of(page: PageArticle, source: Source, title: str | None, key: str) -> Article:
    """Return the article of a page, by the publisher it names, else by its source or its host.

    ``key`` is that of an article without an address.

    Raises:
        ArticleRefusedError: it cannot be stored.
    """
    place = page.url or source.location
    host = (urlsplit(place).hostname or "").removeprefix("www.")
    listing = title or source.title if source.kind != "page" else None
    publisher = (listing or host) if same_site(place, source.location) else host
    return checked(
        Article(
            key=canonical(page.url) if page.url else key,
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
