"""Choosing quotes: from the passages found to the sentences, items and rows shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from retrieval.passage import Span
from retrieval.structure import BlockKind, sections

MAX_QUOTE_CHARACTERS = 420
_MAX_LEAD_CHARACTERS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotable:
    """A sentence, a list item's sentence or a table row, and the lines that give it its meaning.

    ``list_end`` is where the list ends that this sentence introduces, None for all others.
    """

    span: Span
    context: tuple[Span, ...] = ()
    list_end: int | None = None


def quotables(text: str, offset: int, lead: Span | None) -> list[Quotable]:
    """Return what can be quoted of a passage's text, in order; spans count from the article's beginning.

    ``offset`` is where the passage begins, ``lead`` the line outside it that it continues from.
    """
    found: list[Quotable] = []
    for block in (block for section in sections(text) for block in section.blocks):
        inner = block.lead and Span(block.lead.start + offset, block.lead.end + offset)
        introduction = inner or (lead if not found and block.kind is not BlockKind.PARAGRAPH else None)
        if found and inner and found[-1].span == inner:
            found[-1] = replace(found[-1], list_end=_list_end(block.parts, offset, inner))
        for span in (span for part in block.parts for span in part):
            shifted = Span(span.start + offset, span.end + offset)
            context = (introduction,) if introduction and introduction != shifted else ()
            found.append(Quotable(span=shifted, context=context))
    return found


def _list_end(parts: Sequence[Sequence[Span]], offset: int, lead: Span) -> int | None:
    """Return where the last item ends that can be quoted together with the list's lead, None if none can."""
    ends = [part[-1].end + offset for part in parts]
    return max((end for end in ends if end - lead.start <= MAX_QUOTE_CHARACTERS), default=None)


def shown(quotable: Quotable, text: str) -> Quotable:
    """Return the quotable as it is shown: an introduction with its list, a long sentence cut between words."""
    span = quotable.span
    if quotable.list_end and span.of(text).rstrip("*_ ").endswith(":"):
        return replace(quotable, span=Span(span.start, quotable.list_end))
    if span.end - span.start > MAX_QUOTE_CHARACTERS:
        space = text.rfind(" ", span.start + 1, span.start + MAX_QUOTE_CHARACTERS)
        span = Span(span.start, space if space > 0 else span.start + MAX_QUOTE_CHARACTERS)
    context = tuple(c for c in islice(quotable.context, 1) if c.end - c.start <= _MAX_LEAD_CHARACTERS)
    return replace(quotable, span=span, context=context)
