"""What is asked, and what is answered."""

from dataclasses import dataclass, field
from datetime import date, datetime

from corpus.article import Article
from corpus.errors import UsageError
from corpus.text import terms
from retrieval.index import Filters, Hit
from retrieval.links import passage_link
from retrieval.passage import Span

MAX_QUESTION_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it was typed, the filters given with it, and the moment it was asked (UTC).

    Raises:
        UsageError: it is too long, there is no word in it, or its days exclude each other.
    """

    text: str
    asked_at: datetime
    filters: Filters = field(default_factory=Filters)

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
    """A numbered quote with the lines that give it its meaning, all verified to stand in the article at their spans."""

    number: int
    article: Article
    quote: Span
    passage: Span
    context: tuple[Span, ...] = ()

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
        return address if address is None or self.is_summary else passage_link(address, self.text)


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

    ``asked`` is the question after a follow-up was completed; ``as_of`` the last day that counted. ``confidence`` is
    the chance that the first quote answers, from 0 to 1. ``hits`` are the passages it was made from, for explanations.
    """

    question: Question
    asked: str
    as_of: date
    confidence: float
    citations: tuple[Citation, ...]
    nearest: tuple[Article, ...]
    coverage: Coverage
    timings: Timings
    hits: tuple[Hit, ...]

    @property
    def answered(self) -> bool:
        """Whether there is anything to cite."""
        return bool(self.citations)
