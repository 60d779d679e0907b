"""What is asked, and what is answered."""

from dataclasses import dataclass, field
from datetime import date, datetime

from corpus.article import Article
from corpus.errors import UsageError
from corpus.span import Span
from corpus.text import terms
from retrieval.evidence import Evidence
from retrieval.index import Filters
from retrieval.links import passage_link
from retrieval.question import Understanding

MAX_QUESTION_CHARACTERS = 2_000
OLD_AFTER_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it was typed, the filters given with it, and the moment it was asked.

    The moment is in the asker's time zone, UTC where that is not known: "yesterday" is meant there.

    ``history`` holds the earlier questions of the conversation as they were typed, oldest first.

    Raises:
        UsageError: it is too long, there is no word in it, or its days exclude each other.
    """

    text: str
    asked_at: datetime
    filters: Filters = field(default_factory=Filters)
    history: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.text) > MAX_QUESTION_CHARACTERS:
            raise UsageError(
                f"the question has {len(self.text):,} characters; ask in at most {MAX_QUESTION_CHARACTERS:,}"
            )
        if not terms(self.text):
            raise UsageError("the question has no words: ask in words")
        if any("\ud800" <= character <= "\udfff" for character in self.text):
            raise UsageError("the question holds characters that are no Unicode: type it anew")
        since, as_of = self.filters.since, self.filters.as_of
        if since and as_of and since > as_of:
            raise UsageError(f"nothing was published since {since} and as of {as_of}: exchange the two days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A numbered quote with the lines that give it its meaning, all verified to stand in the article at their spans.

    ``also`` are later articles that say the same; ``is_earlier`` tells that a newer quote before it replaces it.
    """

    number: int
    article: Article
    quote: Span
    passage: Span
    context: tuple[Span, ...] = ()
    also: tuple[Article, ...] = ()
    is_earlier: bool = False

    @property
    def text(self) -> str:
        """The quote, character for character."""
        return self.quote.of(self.article.text)

    @property
    def is_summary(self) -> bool:
        """Whether the words are a summary of the linked page, and do not stand on it."""
        return self.article.url is None and bool(self.article.summary_of)

    @property
    def link(self) -> str | None:
        """The address that opens the page at the quote; of a summary, the page it sums up; None without an address."""
        address = self.article.link
        if address is None or self.is_summary:
            return address
        return passage_link(address, self.article.text, self.quote, self.article.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far the corpus reaches, in publication times."""

    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How long the steps of an answer took, in milliseconds."""

    embed: float
    search: float
    rerank: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Citations, best first, or none and the articles that come nearest.

    ``asked`` is the question after a follow-up was completed, ``understanding`` what it asks; ``as_of`` is the last day
    that counted. ``confidence`` is the chance that the first quote answers, from 0 to 1; ``silent_because`` says
    why nothing is cited. ``evidence`` is what was read, best first, for explanations.
    """

    question: Question
    asked: str
    as_of: date
    confidence: float
    silent_because: str | None
    citations: tuple[Citation, ...]
    nearest: tuple[Article, ...]
    coverage: Coverage
    timings: Timings
    understanding: Understanding
    evidence: tuple[Evidence, ...]

    @property
    def answered(self) -> bool:
        """Whether there is anything to cite."""
        return bool(self.citations)

    @property
    def newest(self) -> datetime | None:
        """When the newest article cited was published; None where none has a date."""
        return max((c.article.published_at for c in self.citations if c.article.published_at), default=None)

    @property
    def is_old_news(self) -> bool:
        """Whether the latest was asked for, and the newest that is cited is older than `OLD_AFTER_DAYS`."""
        newest = self.newest
        return bool(self.understanding.latest and newest and (self.as_of - newest.date()).days > OLD_AFTER_DAYS)
