"""In which order the parts of an answer are shown, on every platform; and an answer as plain text and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.desk import Status
from bot.reply import NOTHING_FOUND, Quote, Reply, Source, counted, one_line, reply_to, shown_date
from bot.splitting import shortened
from corpus.source_store import SourceState
from retrieval.answer import Answer, Citation

_MOST_FAILING = 3
_MOST_ADDRESS, _MOST_NAME, _MOST_QUESTION = 1_200, 250, 250  # so that a source with five links fits into a message


MORE_SOURCES, SHARE, SHOW, GOOD, BAD = "More sources", "Share to channel", "Show it", "Good answer", "Bad answer"
THANKS, NOT_KEPT = "Thank you: noted.", "That answer is no longer kept: ask again."
SHARED_ALREADY = "It is shared already, or on its way."
NOT_QUOTED = "Also read, not quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A line about an answer: what was asked, how far the corpus reaches; a warning is that its news may be old."""

    text: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """That there is nothing to quote."""

    text: str = NOTHING_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlines:
    """The headlines that came nearest, where there is nothing to quote."""

    sources: tuple[Source, ...]
    text: str = "Nearest headlines:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the quotes come from."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A whole passage, with its source, and the link that opens it; ``number`` is that of the quote in it, if any."""

    number: int | None
    source: Source
    link: str | None
    text: str


Part = Remark | Silence | Headlines | Quote | Sources


def in_order(reply: Reply) -> Iterator[Part]:
    """Yield the parts of a reply in the order in which they are shown."""
    if reply.asked:
        yield Remark(text=f"Asked: {reply.asked}")
    if not reply.answered:
        yield Silence()
        if reply.nearest:
            yield Headlines(sources=reply.nearest)
        yield Remark(text=reply.coverage)
        return
    if reply.note:
        yield Remark(text=reply.note, is_warning=True)
    yield from reply.quotes
    yield Sources(sources=reply.sources)


def offered(question: str) -> str:
    """Say that an answer may or may not have arrived, beside a button that shows it."""
    return f"I was interrupted while I answered “{shortened(question, _MOST_QUESTION)}”. Is my answer not there?"


def shared(reply: Reply) -> str:
    """Say above a shared answer what was asked."""
    return f"Shared: “{reply.question}”"


def titled(source: Source) -> tuple[str, str]:
    """Return a source's title, and what stands behind it: its publisher and date; long names are shortened."""
    title = shortened(source.title.strip() or source.link or "untitled", _MOST_NAME)
    publisher = shortened(source.publisher or "", _MOST_NAME)
    return title, replace(source, title=title, publisher=publisher).byline.removeprefix(title)


def linkable(url: str | None) -> str | None:
    """Return an address that is short enough to be linked, without its fragment if need be; None if it is not."""
    if url is None:
        return None
    return next((each for each in (url, url.partition("#")[0]) if len(each) <= _MOST_ADDRESS), None)


def numbered(source: Source, reply: Reply) -> Iterator[tuple[int, str | None]]:
    """Yield the numbers of a source, each with the link to its own quote if there are more than that of the title."""
    has_several = len(reply.links(source)) > 1
    links = {quote.number: quote.link for quote in reply.quotes if has_several}
    yield from ((number, links.get(number)) for number in source.numbers)


def passages(reply: Reply) -> Iterator[Passage]:
    """Yield the whole passages, of the quotes first, then of what was read and not quoted, which have no numbers."""
    source_of = {number: source for source in reply.sources for number in source.numbers}
    for quote in reply.quotes:
        yield Passage(number=quote.number, source=source_of[quote.number], link=quote.link, text=quote.passage)
    for source in reply.further:
        yield Passage(number=None, source=source, link=source.link, text=source.passage)


def as_text(reply: Reply) -> str:
    """Return a reply as plain text: numbered quotes, then one line a source; or that nothing was found."""
    return "\n".join(_text_lines(reply)).strip()


def around(quote: Quote) -> tuple[str, str]:
    """Return what stands before and after a quote: of one that a newer replaces, that it is earlier, and its date."""
    return ("earlier: ", f", {quote.earlier}") if quote.earlier else ("", "")


def _text_lines(reply: Reply) -> Iterator[str]:
    for part in in_order(reply):
        match part:
            case Remark(text=text) | Silence(text=text):
                yield f"{text}\n"
            case Headlines(sources=sources, text=text):
                yield text
                yield from (f"- {source.byline}{f': {source.link}' if source.link else ''}" for source in sources)
                yield ""
            case Quote(number=number, text=text):
                before, after = around(part)
                context = "".join(f"{line}\n" for line in part.context)
                yield f"[{number}] {before}{context}{text}{after}\n"
            case Sources(sources=sources):
                yield "Sources:"
                for source in sources:
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
    rows = {
        "Articles": f"{counts.articles:,} from {counts.sources:,} source{'s' * (counts.sources != 1)}",
        "Dates": f"{shown_date(counts.oldest)} to {shown_date(counts.newest)}" if counts.newest else "none",
        "Index": f"generation {status.generation}, {status.passages:,} passages" if status.generation else "none yet",
        "Model": status.model,
    }
    if status.failing:
        failing = [f"{state.source.location} ({state.error})" for state in status.failing]
        more = f", and {len(failing) - _MOST_FAILING:,} more" if len(failing) > _MOST_FAILING else ""
        rows["Failing"] = one_line(f"{counted(len(failing), 'source')}: {'; '.join(failing[:_MOST_FAILING])}{more}")
    return rows


def source_lines(state: SourceState) -> Iterator[str]:
    """Yield what became of a source: kind and articles, when it was read and will be, and why it failed if it did."""
    read = f"last read {shown_moment(state.read_at)}" if state.read_at else "not read yet"
    next_time = (
        "paused" if state.is_paused else f"next {shown_moment(state.due_at)}" if state.due_at else "next at once"
    )
    yield f"{state.source.kind}, {counted(state.articles, 'article')}, {read}, {next_time}"
    if state.error:
        yield f"failed {counted(state.failures, 'time')}: {state.error}"


def shown_moment(moment: datetime) -> str:
    """Write a moment (UTC) as ``2025-12-09 14:05 UTC``."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def json_moment(moment: datetime | None) -> str | None:
    """Write a moment (UTC) as ``2025-12-09T00:00:00Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
