"""An answer as a person reads it in a terminal; where the output is no terminal, as plain text."""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.presentation import (
    NOTHING_FOUND,
    age_note,
    also_in,
    around,
    as_text,
    asked_line,
    byline,
    coverage,
    printable,
    source_lines,
)
from corpus.text import terms
from retrieval.answer import Answer, Citation
from retrieval.keywords import stem
from retrieval.passage import Span

_EXPLAINED_CHARACTERS = 200
_SHORT_WORD = 3  # shorter words are marked only where they are numbers


def show_answer(answer: Answer, *, explain: bool) -> None:
    """Write an answer to the standard output."""
    console = Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        _show_richly(console, answer)
    else:
        sys.stdout.write(as_text(answer) + "\n")
    if explain:
        console.print(_explanation(answer), soft_wrap=not console.is_terminal)


def _show_richly(console: Console, answer: Answer) -> None:
    if completed := asked_line(answer):
        console.print(Text(f"{completed}\n", "dim"))
    if not answer.answered:
        console.print(Text(NOTHING_FOUND, "bold"))
        for article in answer.nearest:
            console.print(Text.assemble("  • ", (byline(article), f"link {article.link}" if article.link else "")))
        console.print(Text(coverage(answer), "dim"))
        return
    if note := age_note(answer):
        console.print(Text(f"{note}\n", "yellow"))
    for citation in answer.citations:
        before, after = around(citation)
        quote = Text.assemble(*((f"{printable(span.of(citation.article.text))}\n", "dim") for span in citation.context))
        console.print(
            Padding(
                Text.assemble((f"[{citation.number}] ", "bold cyan"), before, quote, _marked(answer, citation), after),
                (0, 0, 1, 0),
            )
        )
    for line in source_lines(answer):
        numbers = " ".join(f"[{citation.number}]" for citation in line.citations)
        console.print(Text.assemble((f"{numbers} ", "bold cyan"), byline(line.article), also_in(line)))
        for link in dict.fromkeys(citation.link for citation in line.citations):
            if link:
                console.print(Text(f"    {link}", f"dim link {link}"), soft_wrap=True)


def _marked(answer: Answer, citation: Citation) -> Text:
    """Return the quote with the words of the question in bold, in whatever spelling they stand there."""
    asked = {stem(term.text) for term in terms(answer.asked) if len(term.text) > _SHORT_WORD or term.text[0].isdigit()}
    quote, text, position = citation.text, Text(), 0
    for term in terms(quote):
        if stem(term.text) in asked:
            text.append(printable(quote[position : term.start]))
            text.append(printable(Span(term.start, term.end).of(quote)), "bold")
            position = term.end
    text.append(printable(quote[position:]))
    return text


def _explanation(answer: Answer, most: int = 10) -> Text:
    """Return how the question was understood, what was decided, and what was read, with what put it there."""
    lines = ["", *_understood(answer), "What was read, best first:"]
    for place, evidence in enumerate(answer.evidence[:most], 1):
        hit, article = evidence.candidate.hit, evidence.candidate.article
        words = " ".join(evidence.excerpt.of(article.text).split())
        lines.append(
            f"{place:2}. score {evidence.score:.2f} · logit {evidence.logit:.2f} · lacks {evidence.lack:.1f} here, "
            f"{evidence.candidate.lack:.1f} in its passage · {answer.understanding.kind.value}: "
            f"{_yes(evidence.holds_kind)} · keywords {evidence.keywords:.2f}"
        )
        lines.append(
            f"    fused {hit.score:.3f} · cosine {hit.cosine:.3f} · rank {hit.vector_rank or '-'} by vectors, "
            f"{hit.keyword_rank or '-'} by keywords · {byline(article)}"
        )
        lines.append(f"    {printable(words[:_EXPLAINED_CHARACTERS])}")
    return Text("\n".join(lines))


def _understood(answer: Answer) -> Iterator[str]:
    """Yield a line for each thing that the question was understood to ask."""
    asked = answer.understanding
    yield f"Asked: {printable(answer.asked)} (as of {answer.as_of})"
    names = (" ".join(filter(None, (name.vendor, name.product, name.version, name.variant))) for name in asked.names)
    periods = (f"{period.first or 'any'} to {period.last or 'any'}" for period in asked.periods)
    for label, values in (
        ("Products", names),
        ("Vendors", asked.vendors),
        ("Publishers", asked.publishers),
        ("Periods", periods),
    ):
        if listed := ", ".join(values):
            yield f"{label}: {printable(listed)}"
    yield f"Kind of answer: {asked.kind.value}; latest: {_yes(asked.latest)}; comparison: {_yes(asked.comparison)}"
    yield f"Confidence: {answer.confidence:.2f}; {answer.silent_because or 'answered'}"


def _yes(fact: bool) -> str:  # noqa: FBT001 - a fact to be written, no option
    return "yes" if fact else "no"
