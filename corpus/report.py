"""What is told of a reading of sources: how far it is, and what it did."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from corpus.article import Article, without_login
from corpus.files import Refusal
from corpus.store import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingProgress:
    """How far a reading is: sources done, of how many, and the articles read in them."""

    sources: int
    of: int
    articles: int


class Tally:
    """Counts how far a reading of so many sources is, and tells ``hear`` of it."""

    def __init__(self, sources: int, hear: Callable[[ReadingProgress], None] = lambda _: None) -> None:
        self.sources = sources
        self._hear = hear
        self._done = self._articles = 0

    def add_articles(self, count: int) -> None:
        """Count some more articles that were read."""
        self._articles += count
        self._tell()

    def add_source(self) -> None:
        """Count one more source that was read to its end, or failed."""
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        self._hear(ReadingProgress(sources=self._done, of=self.sources, articles=self._articles))


@dataclass(slots=True, kw_only=True)
class ReadingReport:
    """What a reading of sources did: how many articles of each outcome, what had not changed, and what to tell.

    ``read_sources`` counts those on the web that were read to their ends. ``warnings`` concern articles that were
    stored, ``refusals`` items that were not, whole sources among them.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    unchanged_files: int = 0
    unchanged_sources: int = 0
    read_sources: int = 0
    failed_sources: int = 0
    warnings: list[str] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def count(self, article: Article, outcome: Outcome, now: datetime) -> None:
        """Count what became of an article, and note what is to know of its date."""
        self.outcomes[outcome] += 1
        if outcome is not Outcome.UNCHANGED:
            self.warnings += _date_warnings(article, now)

    def refuse(self, item: str, reason: str) -> None:
        """Note an item that was not stored."""
        self.refusals.append(Refusal(item=without_login(item), reason=reason))

    def fail(self, item: str, reason: str) -> None:
        """Note a source that could not be read, whole."""
        self.refuse(item, reason)
        self.failed_sources += 1


def _date_warnings(article: Article, now: datetime) -> list[str]:
    name = article.url or article.key.removeprefix("file:").partition("#")[0]
    if article.published_at is None:
        return [f"{name}: it has no date (ISO 8601), so it is shown as undated and never counts as the latest"]
    if article.published_at > now:
        return [f"{name}: it is dated {article.published_at:%Y-%m-%d}, in the future, so it is hidden until then"]
    return []
