"""An answer as a person reads it in a terminal; where the output is no terminal, as plain text."""

import sys

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.presentation import NOTHING_FOUND, as_text, byline, coverage, printable, source_lines
from corpus.text import terms
from retrieval.answer import Answer, Citation
from retrieval.keywords import stem
from retrieval.passage import Span

_SHORT_WORD = 3  # shorter words are marked only where they are numbers


def show_answer(answer: Answer, *, explain: bool) -> None:
    """Write an answer to the standard output."""
    console = Console(highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        _show_richly(console, answer)
    else:
        sys.stdout.write(as_text(answer) + "\n")
    if explain:
        console.print(_explanation(answer))


def _show_richly(console: Console, answer: Answer) -> None:
    if not answer.answered:
        console.print(Text(NOTHING_FOUND, "bold"))
        for article in answer.nearest:
            console.print(Text.assemble("  • ", (byline(article), f"link {article.link}" if article.link else "")))
        console.print(Text(coverage(answer), "dim"))
        return
    for citation in answer.citations:
        quote = Text.assemble(*((f"{printable(span.of(citation.article.text))}\n", "dim") for span in citation.context))
        console.print(
            Padding(
                Text.assemble((f"[{citation.number}] ", "bold cyan"), quote, _marked(answer, citation)), (0, 0, 1, 0)
            )
        )
    for line in source_lines(answer):
        numbers = " ".join(f"[{citation.number}]" for citation in line.citations)
        console.print(Text.assemble((f"{numbers} ", "bold cyan"), byline(line.article)))
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


def _explanation(answer: Answer, most: int = 10) -> Table:
    """Return the passages that were found, with what put them there."""
    table = Table(title=f"Passages for: {printable(answer.asked)} (as of {answer.as_of})", title_justify="left")
    for heading in ("fused", "cosine", "vector rank", "keyword rank", "passage"):
        table.add_column(heading, justify="left" if heading == "passage" else "right", no_wrap=heading != "passage")
    for hit in answer.hits[:most]:
        numbers = (f"{hit.score:.4f}", f"{hit.cosine:.3f}", str(hit.vector_rank or "-"), str(hit.keyword_rank or "-"))
        table.add_row(*numbers, Text(printable(" ".join(hit.stored.text.split())[:100])))
    return table
