"""Upkeep: adding sources, reading them again, and bringing the index up to date. It holds the write lock."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING

from bot.desk import empty_corpus_advice
from bot.reply import counted
from corpus.addresses import canonical
from corpus.article import Source
from corpus.errors import ArticleRefusedError
from corpus.folders import FolderReader
from corpus.releases.store import ReleaseStore
from corpus.report import ReadingProgress, ReadingReport, Tally
from corpus.source_store import SourceStore
from corpus.sources import keep_starter_apart, source_at, source_meant
from corpus.store import ArticleStore, Outcome
from retrieval.errors import NothingIndexedError
from retrieval.index import Index, IndexReport, Progress

if TYPE_CHECKING:
    from corpus.web.reader import WebReader


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepReport:
    """What was read, and what became of the index; ``note`` says what else was done."""

    reading: ReadingReport
    index: IndexReport
    note: str | None = None

    @property
    def articles_read(self) -> str:
        """What became of the articles that were read, in one line."""
        reading = self.reading
        counts = ", ".join(f"{reading.outcomes[outcome]:,} {outcome.value}" for outcome in Outcome)
        files = f"; files that had not changed: {reading.unchanged_files:,}" if reading.unchanged_files else ""
        web = f"; sources without news: {reading.unchanged_sources:,}" if reading.unchanged_sources else ""
        return f"Articles: {counts}{files}{web}."

    @property
    def nothing_worked(self) -> bool:
        """Whether something failed or was refused, and nothing at all was read or indexed."""
        reading = self.reading
        problems = reading.failed_sources or reading.refusals
        was_read = reading.outcomes or reading.unchanged_files or reading.read_sources
        return bool(problems) and not (was_read or self.index.embedded)


class Upkeep:
    """The work of the one writer of a data folder.

    ``allowed`` are private networks that may be fetched, ``least`` is the least time between two readings of a source.
    ``on_read`` hears how far a reading is, ``on_releases`` how many of all articles to read for releases are done, and
    ``on_indexed`` how many of those to index.
    """

    def __init__(  # noqa: PLR0913 - the parts of one data folder, passed in one place
        self,
        home: Path,
        sources: SourceStore,
        articles: ArticleStore,
        releases: ReleaseStore,
        index: Index,
        *,
        allowed: Sequence[IPv4Network | IPv6Network],
        least: timedelta,
        on_read: Callable[[ReadingProgress], None],
        on_releases: Progress,
        on_indexed: Progress,
    ) -> None:
        self._home = home
        self._sources = sources
        self._articles = articles
        self._releases = releases
        self._index = index
        self._allowed = allowed
        self._least = least
        self._on_read = on_read
        self._on_releases = on_releases
        self._on_indexed = on_indexed

    def add(self, places: Sequence[str], publisher: str | None = None) -> UpkeepReport:
        """Remember files, folders and addresses as sources, read them and index what is new.

        Raises:
            UsageError: one of them would mix the starter corpus with others.
        """
        report, tally = ReadingReport(), Tally(len(places), self._on_read)
        addresses = [place for place in places if "://" in place]
        sources: list[Source] = []
        for place in places:
            try:
                if place not in addresses:
                    sources.append(source_at(place, publisher))
            except ArticleRefusedError as error:
                report.fail(place, str(error))
        added = [*sources, *(Source(kind="page", location=address) for address in addresses)]
        keep_starter_apart(self._sources.sources(), added)
        for source in sources:
            self._sources.remember(source)
        now = datetime.now(UTC)
        if addresses:
            asyncio.run(self._web_reader(report, tally, now).add(addresses, publisher))
        return self._read([self._sources.source(source.location) for source in sources], report, tally, now)

    def add_defaults(self) -> UpkeepReport:
        """Remember those sources of the default list that are new, read them and index what is new in them.

        Raises:
            UsageError: they would be mixed with the starter corpus.
        """
        from corpus.default_sources import default_sources

        known = self._sources.sources()
        places = {canonical(source.location) for source in known}
        new = [each for each in default_sources() if canonical(each.url) not in places]
        sources = [Source(kind="feed", location=each.url, publisher=each.publisher) for each in new]
        keep_starter_apart(known, sources)
        for source in sources:
            self._sources.remember(source)
        return self._read_all([self._sources.source(source.location) for source in sources])

    def refresh(self) -> UpkeepReport:
        """Read all sources again, other than those paused or at rest, and index what changed.

        Raises:
            NothingIndexedError: there are no sources.
        """
        if not self._sources.sources():
            raise NothingIndexedError(empty_corpus_advice())
        now = datetime.now(UTC)
        report = ReadingReport()
        for location, until in self._sources.resting(now).items():
            report.warnings.append(f"{location}: not asked before {until:%Y-%m-%d %H:%M} UTC, as its server wishes")
        sources = self._sources.to_refresh(now)
        return self._read(sources, report, Tally(len(sources), self._on_read), now)

    def refresh_due(self) -> UpkeepReport:
        """Read the sources again whose time has come, and index what changed."""
        return self._read_all(self._sources.due(datetime.now(UTC)))

    def index(self, *, full: bool) -> UpkeepReport:
        """Bring the index up to date, after finishing any reading that was cut short."""
        return self._read_all(self._sources.unread(), full=full)

    def remove(self, wanted: str, *, purge: bool = False) -> UpkeepReport:
        """Forget a source; its articles are kept, or go with it if no other source holds them.

        Raises:
            UsageError: there is no such source, or several may be meant.
        """
        source = source_meant(self._sources.sources(), wanted)
        with self._articles.transaction():
            keys = self._articles.keys(source)
            self._articles.forget_documents(source)
            self._sources.forget(source)
            removed = self._articles.remove_unsighted(keys) if purge else 0
        kept = counted(len(keys) - removed, "article")
        fate = (
            f"{counted(removed, 'article')} went with it, {kept} of other sources stay"
            if purge
            else f"it leaves {kept}"
        )
        note = f"Removed {source.location}; {fate}."
        return UpkeepReport(reading=ReadingReport(), index=self._update(), note=note)

    def set_paused(self, wanted: str, *, is_paused: bool) -> Source:
        """Let a source be read no more, or again; return it.

        Raises:
            UsageError: there is no such source, or several may be meant.
        """
        source = source_meant(self._sources.sources(), wanted)
        self._sources.set_paused(source, is_paused=is_paused)
        return source

    def _web_reader(self, report: ReadingReport, tally: Tally, now: datetime) -> "WebReader":
        from corpus.web.reader import WebReader

        return WebReader(
            self._sources, self._articles, report, tally, now=now, least=self._least, allowed=self._allowed
        )

    def _read_all(self, sources: Sequence[Source], *, full: bool = False) -> UpkeepReport:
        tally = Tally(len(sources), self._on_read)
        return self._read(sources, ReadingReport(), tally, datetime.now(UTC), full=full)

    def _read(
        self, sources: Sequence[Source], report: ReadingReport, tally: Tally, now: datetime, *, full: bool = False
    ) -> UpkeepReport:
        if web := [source for source in sources if source.is_web]:
            asyncio.run(self._web_reader(report, tally, now).read(web))
        files = FolderReader(self._articles, report, tally, now=now)
        for source in sources:
            if not source.is_web:
                self._sources.mark_unread(source)
                if failure := files.read(source):
                    report.fail(source.location, failure)
                    self._sources.mark_failed(source, failure)
                    self._sources.set_due(source, now + self._least)
                else:
                    self._sources.mark_read(source, now=now, due_at=now + self._least)
                tally.add_source()
        return UpkeepReport(reading=report, index=self._update(full=full))

    def _update(self, *, full: bool = False) -> IndexReport:
        """Bring what is made of the articles up to date: the events of releases, and the index."""
        from corpus.releases.reader import bring_up_to_date

        bring_up_to_date(self._home, self._releases, self._on_releases, full=full)
        return self._index.update(self._on_indexed, full=full)
