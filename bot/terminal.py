"""An answer as a person reads it in a terminal; where the output is no terminal, as plain text."""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.presentation import Headlines, Remark, Silence, Sources, around, as_text, in_order
from bot.reply import Quote, Reply, printable, reply_to, source_of
from corpus.text import terms
from retrieval.answer import Answer
from retrieval.keywords import stem

_EXPLAINED_CHARACTERS = 200
_SHORT_WORD = 3  # shorter words are marked only where they are numbers


def show_answer(answer: Answer, *, explain: bool) -> None:
    """Write an answer to the standard output."""
    console = Console(highlight=False, markup=False, emoji=False)
    reply = reply_to(answer)
    if console.is_terminal:
        _show_richly(console, reply, answer.asked)
    else:
        sys.stdout.write(as_text(reply) + "\n")
    if explain:
        console.print(_explanation(answer), soft_wrap=not console.is_terminal)


def _show_richly(console: Console, reply: Reply, asked: str) -> None:
    for part in in_order(reply):
        match part:
            case Remark(text=text, is_warning=is_warning):
                console.print(Text(f"{text}\n", "yellow" if is_warning else "dim"))
            case Silence(text=text):
                console.print(Text(text, "bold"))
            case Headlines(sources=sources):
                for source in sources:
                    console.print(Text.assemble("  • ", (source.byline, f"link {source.link}" if source.link else "")))
            case Quote(number=number):
                before, after = around(part)
                lines = Text.assemble(*((f"{line}\n", "dim") for line in part.context))
                quoted = Text.assemble((f"[{number}] ", "bold cyan"), before, lines, _marked(asked, part), after)
                console.print(Padding(quoted, (0, 0, 1, 0)))
            case Sources(sources=sources):
                for source in sources:
                    numbers = " ".join(f"[{number}]" for number in source.numbers)
                    console.print(Text.assemble((f"{numbers} ", "bold cyan"), source.byline))
                    for _, link in reply.links(source):
                        console.print(Text(f"    {link}", f"dim link {link}"), soft_wrap=True)


def _marked(asked: str, quote: Quote) -> Text:
    """Return the quote with the words of the question in bold, in whatever spelling they stand there."""
    stems = {stem(term.text) for term in terms(asked) if len(term.text) > _SHORT_WORD or term.text[0].isdigit()}
    text, position = Text(), 0
    for term in terms(quote.text):
        if stem(term.text) in stems:
            text.append(quote.text[position : term.start])
            text.append(quote.text[term.start : term.end], "bold")
            position = term.end
    text.append(quote.text[position:])
    return text


def _explanation(answer: Answer, most: int = 10) -> Text:
    """Return how the question was understood, what was decided, and what was read, with what put it there."""
    lines = ["", *_understood(answer), "What was read, best first:"]
    for place, evidence in enumerate(answer.evidence[:most], 1):
        hit, article = evidence.candidate.hit, evidence.candidate.article
        words = " ".join(evidence.excerpt.of(article.text).split())
        if evidence.leads:
            lines.append(f"{place:2}. leads, as it states the newest release · {source_of(article).byline}")
            lines.append(f"    {printable(words[:_EXPLAINED_CHARACTERS])}")
            continue
        lines.append(
            f"{place:2}. score {evidence.score:.2f} · logit {evidence.logit:.2f} · lacks {evidence.lack:.1f} here, "
            f"{evidence.candidate.lack:.1f} in its passage · {answer.understanding.kind.value}: "
            f"{_yes(evidence.holds_kind)} · keywords {evidence.keywords:.2f}"
        )
        lines.append(
            f"    fused {hit.score:.3f} · cosine {hit.cosine:.3f} · rank {hit.vector_rank or '-'} by vectors, "
            f"{hit.keyword_rank or '-'} by keywords · {source_of(article).byline}"
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
