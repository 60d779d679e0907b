"""What an answer shows, and in which order, on every platform; kept, so that it can be shown again as it was."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from corpus.article import Article
from corpus.span import Span
from retrieval.answer import Answer, Citation

NOTHING_FOUND = "I found nothing on that."
_MOST_FURTHER = 5
# Control characters drive terminals, and bidirectional controls make text look like another text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A numbered quote, word for word, with the lines that stand before it and its whole passage.

    ``earlier`` is the day of a quote that a newer one before it replaces; ``link`` opens its page at the quote.
    """

    number: int
    text: str
    context: tuple[str, ...]
    earlier: str | None
    link: str | None
    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The line of an article: where it comes from, its link, and which quotes are its.

    ``also_in`` counts other articles that say the same. ``passage`` is given where nothing of it is quoted.
    """

    numbers: tuple[int, ...]
    title: str
    publisher: str | None
    date: str
    is_summary: bool
    link: str | None
    also_in: int = 0
    passage: str = ""

    @property
    def byline(self) -> str:
        """Where the article comes from, in one line."""
        return ", ".join(filter(None, (self.title, self.publisher, self.date))) + self.remarks

    @property
    def remarks(self) -> str:
        """What is to be known of it, behind its date."""
        summary = " (summary)" if self.is_summary else ""
        return f"{summary} (also in {self.also_in} more)" if self.also_in else summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is shown of an answer: quotes and their sources, or the nearest headlines and how far the corpus reaches.

    All text is printable, but not escaped for any platform. ``asked`` is the completed question where that is not the
    question as typed; ``note`` warns of old news; ``further`` was read and not quoted.
    """

    question: str
    asked: str | None
    note: str | None
    quotes: tuple[Quote, ...]
    sources: tuple[Source, ...]
    further: tuple[Source, ...]
    nearest: tuple[Source, ...]
    coverage: str

    @property
    def answered(self) -> bool:
        """Whether there is anything to quote."""
        return bool(self.quotes)

    def links(self, source: Source) -> tuple[tuple[int, str], ...]:
        """Return the links of a source's quotes, each once, with the first number that it opens."""
        first: dict[str, int] = {}
        for quote in self.quotes:
            if quote.number in source.numbers and quote.link:
                first.setdefault(quote.link, quote.number)
        return tuple((number, link) for link, number in first.items())

    def to_json(self) -> str:
        """Write it as it is kept."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Reply":
        """Read it as it was kept."""
        fields = json.loads(text)
        quotes = tuple(Quote(**each | {"context": tuple(each["context"])}) for each in fields.pop("quotes"))
        return cls(quotes=quotes, **{name: _read_back(value) for name, value in fields.items()})


def _read_back(value: Any) -> Any:  # noqa: ANN401 - a field of the JSON: a text, nothing, or a list of sources
    if isinstance(value, list):
        return tuple(Source(**each | {"numbers": tuple(each["numbers"])}) for each in value)
    return value


def reply_to(answer: Answer) -> Reply:
    """Return what is shown of an answer."""
    return Reply(
        question=one_line(answer.question.text),
        asked=one_line(answer.asked) if answer.asked != answer.question.text else None,
        note=_age_note(answer),
        quotes=tuple(_quote(citation) for citation in answer.citations),
        sources=tuple(_cited(answer)),
        further=tuple(_further(answer)),
        nearest=tuple(source_of(article) for article in answer.nearest),
        coverage=_coverage(answer),
    )


def _quote(citation: Citation) -> Quote:
    text = citation.article.text
    return Quote(
        number=citation.number,
        text=printable(citation.text),
        context=tuple(printable(span.of(text)) for span in citation.context),
        earlier=shown_date(citation.article.published_at) if citation.is_earlier else None,
        link=citation.link,
        passage=printable(citation.passage.of(text)),
    )


def _cited(answer: Answer) -> Iterator[Source]:
    """Yield a source for each article cited, in the order of their first numbers."""
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article.key, []).append(citation)
    for citations in by_article.values():
        yield source_of(
            citations[0].article,
            numbers=tuple(citation.number for citation in citations),
            link=citations[0].link,
            also_in=len({article.key for citation in citations for article in citation.also}),
        )


def _further(answer: Answer) -> Iterator[Source]:
    """Yield the passages that were read and not quoted, best first, each once."""
    quoted = [(citation.article.key, citation.quote) for citation in answer.citations]
    passages: dict[int, Source] = {}
    for evidence in answer.evidence:
        article, stored = evidence.candidate.article, evidence.candidate.hit.stored
        span = stored.passage.span
        if not any(key == article.key and _overlap(span, quote) for key, quote in quoted):
            passages.setdefault(stored.id, source_of(article, passage=printable(span.of(article.text))))
    yield from list(passages.values())[:_MOST_FURTHER]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def source_of(
    article: Article, *, numbers: tuple[int, ...] = (), link: str | None = None, also_in: int = 0, passage: str = ""
) -> Source:
    """Return the line of an article; one without an address is named by its file."""
    publisher = article.publisher if article.link else f"file: {article.file_name}"
    return Source(
        numbers=numbers,
        title=one_line(article.title),
        publisher=one_line(publisher) if publisher else None,
        date=shown_date(article.published_at),
        is_summary=article.url is None and bool(article.summary_of),
        link=link or article.link,
        also_in=also_in,
        passage=passage,
    )


def _age_note(answer: Answer) -> str | None:
    if not answer.is_old_news:
        return None
    return f"The newest that I have on this is of {shown_date(answer.newest)}: there may be later news."


def _coverage(answer: Answer) -> str:
    oldest, newest = answer.coverage.oldest, answer.coverage.newest
    if oldest is None or newest is None:
        return "No article in the corpus has a date."
    until = f", asked as of {shown_date(answer.as_of)}" if answer.as_of < answer.question.asked_at.date() else ""
    return f"The corpus covers {shown_date(oldest)} to {shown_date(newest)}{until}."


def printable(text: str) -> str:
    """Return the text with characters that do not print replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n"))


def counted(count: int, thing: str) -> str:
    """Write a number of things."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def one_line(text: str) -> str:
    """Return the text as one line that can be printed."""
    return printable(text).replace("\n", "\ufffd").replace("\t", " ")


def shown_date(moment: date | datetime | None) -> str:
    """Write a day as ``9 December 2025``, or ``undated``."""
    return f"{moment.day} {moment:%B %Y}" if moment else "undated"
