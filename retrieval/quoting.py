"""Choosing quotes: from the passages found to the sentences, items and rows shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.furniture import is_furniture
from retrieval.markdown import plain
from retrieval.passage import Span
from retrieval.structure import BlockKind, sections

MAX_QUOTE_CHARACTERS = 420
_MAX_LEAD_CHARACTERS = 160
_ADDRESS = re.compile(r"https?://\S+")
_CAPTION = re.compile(r"\*\*[^*\n]*[^*\n.!?]\*\*:?")  # a line in bold that heads others and says nothing alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotable:
    """A sentence, a list item's sentence or a table row, and the lines that give it its meaning.

    ``list_end`` is where the list ends that this sentence introduces, None for all others.
    """

    span: Span
    context: tuple[Span, ...] = ()
    list_end: int | None = None


def quotables(text: str, passage: Span, lead: Span | None) -> list[Quotable]:
    """Return what can be quoted of a passage of an article's text, in order; a caption alone cannot.

    ``lead`` is the line before the passage that introduces the list, or heads the table, which it goes on with.
    """
    found: list[Quotable] = []
    # Read from the beginning of the line on, as a passage may begin behind the mark of a list's item.
    begin = max(text.rfind("\n", 0, passage.start), text.rfind("\r", 0, passage.start)) + 1
    blocks = [block for section in sections(text[begin : passage.end]) for block in section.blocks]
    for number, block in enumerate(blocks):
        goes_on = lead is not None and number == 0 and block.kind is not BlockKind.PARAGRAPH
        introduction = lead if goes_on else block.lead and _shifted(block.lead, begin)
        parts = [[_shifted(span, begin) for span in part if span.end + begin > passage.start] for part in block.parts]
        parts = [part for part in parts if part]
        if found and introduction and found[-1].span == introduction:
            found[-1] = replace(found[-1], list_end=_list_end(parts, introduction))
        for span in (span for part in parts for span in part):
            clipped = Span(max(span.start, passage.start), span.end)
            if block.kind is BlockKind.TABLE and span == introduction and len(block.parts) > 1:
                continue  # a header without a row
            context = (introduction,) if introduction and introduction != span else ()
            found.append(Quotable(span=clipped, context=context))
    return [quotable for quotable in found if quotable.list_end or _says_something(quotable.span.of(text))]


def _says_something(quote: str) -> bool:
    """Tell whether a quote says anything by itself: a caption, an address, an image and page furniture do not."""
    words = _ADDRESS.sub("", plain(quote))
    return any(map(str.isalnum, words)) and not _CAPTION.fullmatch(quote) and not is_furniture(words)


def _shifted(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _list_end(parts: Sequence[Sequence[Span]], lead: Span) -> int | None:
    """Return where the last item ends that can be quoted together with the list's lead, None if none can."""
    ends = [part[-1].end for part in parts]
    return max((end for end in ends if end - lead.start <= MAX_QUOTE_CHARACTERS), default=None)


def shown(quotable: Quotable, text: str) -> Quotable:
    """Return the quotable as it is shown: an introduction with its list, a long sentence cut between words."""
    span = quotable.span
    if quotable.list_end and span.of(text).rstrip("*_ ").endswith(":"):
        return replace(quotable, span=Span(span.start, quotable.list_end))
    if span.end - span.start > MAX_QUOTE_CHARACTERS:
        longest = span.start + MAX_QUOTE_CHARACTERS
        space = text.rfind(" ", span.start + MAX_QUOTE_CHARACTERS // 2, longest + 1)
        span = Span(span.start, space if space > 0 else longest)
    context = tuple(c for c in islice(quotable.context, 1) if c.end - c.start <= _MAX_LEAD_CHARACTERS)
    return replace(quotable, span=span, context=context)
