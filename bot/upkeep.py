"""Upkeep: adding sources, reading them again, and bringing the index up to date. It holds the write lock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.desk import empty_corpus_advice
from corpus.article import Source
from corpus.errors import ArticleRefusedError
from corpus.files import Refusal
from corpus.sources import ReadingReport, SourceReader, keep_starter_apart, source_at
from corpus.store import ArticleStore, Outcome
from retrieval.errors import NothingIndexedError
from retrieval.index import Index, IndexReport, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepReport:
    """What was read, and what became of the index."""

    reading: ReadingReport
    index: IndexReport

    @property
    def articles_read(self) -> str:
        """What became of the articles that were read, in one line."""
        counts = ", ".join(f"{self.reading.outcomes[outcome]:,} {outcome.value}" for outcome in Outcome)
        unchanged = self.reading.unchanged_files
        files = f"; files that had not changed: {unchanged:,}" if unchanged else ""
        return f"Articles: {counts}{files}."

    @property
    def nothing_worked(self) -> bool:
        """Whether something failed or was refused, and nothing at all was read or indexed."""
        reading = self.reading
        problems = reading.failed_sources or reading.refusals
        return bool(problems) and not (reading.outcomes or reading.unchanged_files or self.index.embedded)


class Upkeep:
    """The work of the one writer of a data folder.

    ``on_read`` hears how many articles were read since it was last called, ``on_indexed`` how many of all to index are
    done.
    """

    def __init__(
        self, articles: ArticleStore, index: Index, *, on_read: Callable[[int], None], on_indexed: Progress
    ) -> None:
        self._articles = articles
        self._index = index
        self._on_read = on_read
        self._on_indexed = on_indexed

    def add(self, places: Sequence[str], publisher: str | None) -> UpkeepReport:
        """Remember files and folders as sources, read them and index what is new.

        Raises:
            UsageError: one of them is a web address, or would mix the starter corpus with others.
        """
        report = ReadingReport()
        sources: list[Source] = []
        for place in places:
            try:
                source = source_at(place, publisher)
            except ArticleRefusedError as error:
                report.refusals.append(Refusal(item=place, reason=str(error)))
                report.failed_sources += 1
                continue
            sources.append(source)
        keep_starter_apart(self._articles.sources(), sources)
        return self._read(sources, report)

    def refresh(self) -> UpkeepReport:
        """Read all sources again and index what changed.

        Raises:
            NothingIndexedError: there are no sources.
        """
        if not self._articles.sources():
            raise NothingIndexedError(empty_corpus_advice())
        return self._read(self._articles.sources(), ReadingReport())

    def index(self, *, full: bool) -> UpkeepReport:
        """Bring the index up to date, after finishing any reading that was cut short."""
        return self._read(self._articles.sources(unread=True), ReadingReport(), full=full)

    def _read(self, sources: Sequence[Source], report: ReadingReport, *, full: bool = False) -> UpkeepReport:
        for source in sources:
            self._articles.remember(source)
        reader = SourceReader(self._articles, report, now=datetime.now(UTC), progress=self._on_read)
        for source in sources:
            reader.read(self._articles.source(source.location))
        return UpkeepReport(reading=report, index=self._index.update(self._on_indexed, full=full))
