"""An answer as plain text and as JSON."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.desk import Status
from bot.reply import NOTHING_FOUND, Quote, Reply, reply_to, shown_date
from retrieval.answer import Answer, Citation


def as_text(reply: Reply) -> str:
    """Return a reply as plain text: numbered quotes, then one line a source; or that nothing was found.

    Above it stands what was asked, where that is not the question as it was typed.
    """
    return "\n".join(_text_lines(reply)).strip()


def around(quote: Quote) -> tuple[str, str]:
    """Return what stands before and after a quote: of one that a newer replaces, that it is earlier, and its date."""
    return ("earlier: ", f", {quote.earlier}") if quote.earlier else ("", "")


def _text_lines(reply: Reply) -> Iterator[str]:
    if reply.asked:
        yield f"Asked: {reply.asked}\n"
    if not reply.answered:
        yield NOTHING_FOUND
        if reply.nearest:
            yield "\nNearest headlines:"
            yield from (f"- {source.byline}{f': {source.link}' if source.link else ''}" for source in reply.nearest)
        yield f"\n{reply.coverage}"
        return
    if reply.note:
        yield f"{reply.note}\n"
    for quote in reply.quotes:
        before, after = around(quote)
        context = "".join(f"{line}\n" for line in quote.context)
        yield f"[{quote.number}] {before}{context}{quote.text}{after}\n"
    yield "Sources:"
    for source in reply.sources:
        yield f"{' '.join(f'[{number}]' for number in source.numbers)} {source.byline}"
        yield from (f"    {link}" for _, link in reply.links(source))


def as_json(answer: Answer, question_id: object = None) -> dict[str, Any]:
    """Return the answer as the JSON object of the command line's contract."""
    return {
        "id": question_id,
        "question": answer.question.text,
        "asked": answer.asked,
        "as_of": answer.as_of.isoformat(),
        "answered": answer.answered,
        "text": as_text(reply_to(answer)),
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


def status_rows(status: Status) -> dict[str, str]:
    """Return what a data folder holds, by name, as the command line and the chats show it."""
    counts = status.counts
    return {
        "Articles": f"{counts.articles:,} from {counts.sources:,} source{'s' * (counts.sources != 1)}",
        "Dates": f"{shown_date(counts.oldest)} to {shown_date(counts.newest)}" if counts.newest else "none",
        "Index": f"generation {status.generation}, {status.passages:,} passages" if status.generation else "none yet",
        "Model": status.model,
    }


def json_moment(moment: datetime | None) -> str | None:
    """Write a moment (UTC) as ``2025-12-09T00:00:00Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
