"""What an answer shows and in which order, on every platform; and the answer as plain text and as JSON."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from corpus.article import Article
from retrieval.answer import Answer, Citation

NOTHING_FOUND = "I found nothing on that."
# Control characters drive terminals, and bidirectional controls make text look like another text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """An article with all the citations that quote it, in order."""

    article: Article
    citations: tuple[Citation, ...]


def source_lines(answer: Answer) -> tuple[SourceLine, ...]:
    """Return one line for each article cited, in the order of their first numbers."""
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article.key, []).append(citation)
    return tuple(SourceLine(article=group[0].article, citations=tuple(group)) for group in by_article.values())


def printable(text: str) -> str:
    """Return the text with characters that do not print replaced by U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return the text as one line that can be printed."""
    return printable(text).replace("\n", "\ufffd").replace("\t", " ")


def shown_date(moment: datetime | None) -> str:
    """Write a day as ``9 December 2025``, or ``undated``."""
    return f"{moment.day} {moment:%B %Y}" if moment else "undated"


def byline(article: Article) -> str:
    """Say where an article comes from: its title, publisher and date, and whether it is a summary or a file."""
    publisher = article.publisher if article.link else f"file: {article.file_name}"
    summary = " (summary)" if article.url is None and article.summary_of else ""
    return printable(", ".join(filter(None, (article.title, publisher, shown_date(article.published_at))))) + summary


def around(citation: Citation) -> tuple[str, str]:
    """Return what stands before and after a quote: of one that a newer replaces, that it is earlier, and its date."""
    return ("earlier: ", f", {shown_date(citation.article.published_at)}") if citation.is_earlier else ("", "")


def also_in(line: SourceLine) -> str:
    """Say how many other articles say the same as the quotes of one."""
    others = {article.key for citation in line.citations for article in citation.also}
    return f" (also in {len(others)} more)" if others else ""


def age_note(answer: Answer) -> str | None:
    """Say how old the newest evidence is where the latest was asked for and it is old; else None."""
    if not answer.is_old_news:
        return None
    return f"The newest that I have on this is of {shown_date(answer.newest)}: there may be later news."


def coverage(answer: Answer) -> str:
    """Say how far the corpus reaches."""
    oldest, newest = answer.coverage.oldest, answer.coverage.newest
    if oldest is None or newest is None:
        return "No article in the corpus has a date."
    until = f", asked as of {_day(answer.as_of)}" if answer.as_of < answer.question.asked_at.date() else ""
    return f"The corpus covers {shown_date(oldest)} to {shown_date(newest)}{until}."


def as_text(answer: Answer) -> str:
    """Return the answer as plain text: numbered quotes, then one line a source; or that nothing was found.

    Above it stands what was asked, where that is not the question as it was typed.
    """
    return "\n".join(_text_lines(answer)).strip()


def asked_line(answer: Answer) -> str | None:
    """Say what was asked where a follow-up was completed, None where the question was asked as it was typed."""
    return f"Asked: {one_line(answer.asked)}" if answer.asked != answer.question.text else None


def _text_lines(answer: Answer) -> Iterator[str]:
    if completed := asked_line(answer):
        yield f"{completed}\n"
    if not answer.answered:
        yield NOTHING_FOUND
        if answer.nearest:
            yield "\nNearest headlines:"
            yield from (f"- {byline(article)}{_after(article.link)}" for article in answer.nearest)
        yield f"\n{coverage(answer)}"
        return
    if note := age_note(answer):
        yield f"{note}\n"
    for citation in answer.citations:
        context = "".join(f"{printable(span.of(citation.article.text))}\n" for span in citation.context)
        before, after = around(citation)
        yield f"[{citation.number}] {before}{context}{printable(citation.text)}{after}\n"
    yield "Sources:"
    for line in source_lines(answer):
        numbers = " ".join(f"[{citation.number}]" for citation in line.citations)
        yield f"{numbers} {byline(line.article)}{also_in(line)}"
        yield from (f"    {link}" for link in dict.fromkeys(c.link for c in line.citations) if link)


def as_json(answer: Answer, question_id: object = None) -> dict[str, Any]:
    """Return the answer as the JSON object of the command line's contract."""
    return {
        "id": question_id,
        "question": answer.question.text,
        "asked": answer.asked,
        "as_of": answer.as_of.isoformat(),
        "answered": answer.answered,
        "text": as_text(answer),
        "confidence": round(answer.confidence, 3),
        "silent_because": answer.silent_because,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "nearest": [
            {"url": article.link, "title": article.title, "published_at": json_moment(article.published_at)}
            for article in answer.nearest
        ],
        "timings_ms": {
            "embed": round(answer.timings.embed, 1),
            "search": round(answer.timings.search, 1),
            "rerank": round(answer.timings.rerank, 1),
            "total": round(answer.timings.total, 1),
        },
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    article = citation.article
    return {
        "number": citation.number,
        "url": article.link,
        "link": citation.link,
        "summary": citation.is_summary,
        "title": article.title,
        "publisher": article.publisher,
        "published_at": json_moment(article.published_at),
        "quote": citation.text,
        "start": citation.quote.start,
        "end": citation.quote.end,
        "passage": citation.passage.of(article.text),
        "earlier": citation.is_earlier,
        "also": [each.link for each in citation.also],
        "context": [
            {"quote": span.of(article.text), "start": span.start, "end": span.end} for span in citation.context
        ],
    }


def json_moment(moment: datetime | None) -> str | None:
    """Write a moment (UTC) as ``2025-12-09T00:00:00Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _after(link: str | None) -> str:
    return f": {link}" if link else ""
