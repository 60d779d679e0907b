"""Choosing quotes: from the passages found to the sentences, items and rows shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.furniture import is_furniture
from corpus.markdown import plain
from corpus.span import Span
from corpus.structure import BlockKind, sections

MAX_QUOTE_CHARACTERS = 420
_MAX_CONTEXT_CHARACTERS = 160
# `make ablation`: with single sentences, .06 fewer of the first quotes and .11 fewer of the first three show the fact.
EXCERPT_CHARACTERS = 300
ENOUGH_CHARACTERS = 150
_REFERS_BACK = re.compile(
    r"[\"“(]*(?:it|its|they|their|he|his|she|her|this|that|these|those|both"
    r"|the (?:company|model|startup|move|deal|team|firm|lab))\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+")
_CAPTION = re.compile(r"\*\*[^*\n]*[^*\n.!?]\*\*:?")  # a line in bold that heads others and says nothing alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotable:
    """A sentence, a list item's sentence or a table row, and the lines that give it its meaning.

    ``list_end`` is where the list ends that this sentence introduces, None for all others. ``before`` is the sentence
    before it in the same passage, which it may refer to; ``opens`` tells that a paragraph begins with it that no colon
    announces.
    """

    span: Span
    context: tuple[Span, ...] = ()
    list_end: int | None = None
    before: Span | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Neighbouring sentences, items or rows of a passage, which are read together."""

    units: tuple[Quotable, ...]

    @property
    def whole(self) -> Quotable:
        """All units as one."""
        first, last = self.units[0], self.units[-1]
        return replace(first, span=Span(first.span.start, last.span.end), list_end=last.list_end)

    def of(self, text: str) -> str:
        """Return what is read: the context and the excerpt of an article's text, a line each."""
        return "\n".join(span.of(text) for span in (*self.whole.context, self.whole.span))


def excerpts(units: Sequence[Quotable]) -> list[Excerpt]:
    """Group what stands together: neighbours of one context, or an introduction with its list."""
    groups: list[list[Quotable]] = []
    for unit in units:
        group = groups[-1] if groups else None
        if group and _goes_on(group, unit):
            group.append(unit)
        else:
            if group and unit.context == (group[-1].span,):
                group.pop()  # an introduction says nothing without its list, which goes on alone with it as context
            groups.append([unit])
    return [Excerpt(units=tuple(group)) for group in groups if group]


def _goes_on(group: Sequence[Quotable], unit: Quotable) -> bool:
    """Tell whether a unit belongs to a group; of the next paragraph none does where there is enough to read alone."""
    length = group[-1].span.end - group[0].span.start
    return (
        unit.context in (group[-1].context, (group[-1].span,))
        and unit.span.end - group[0].span.start <= EXCERPT_CHARACTERS
        and (unit.list_end or 0) - group[0].span.start <= MAX_QUOTE_CHARACTERS
        and not (unit.opens and length >= ENOUGH_CHARACTERS)
    )


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
            paragraph = block.kind is BlockKind.PARAGRAPH
            before = found[-1].span if found and paragraph else None
            introduced = before is not None and before.of(text).endswith(":")
            opens = paragraph and span is parts[0][0] and not introduced
            found.append(Quotable(span=clipped, context=context, before=before, opens=opens))
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
    """Return the quotable as it is shown: an introduction with its list, a long sentence cut between words.

    What refers back has the sentence before it as its context.
    """
    span = quotable.span
    list_end = quotable.list_end
    if list_end and list_end - span.start <= MAX_QUOTE_CHARACTERS and span.of(text).rstrip("*_ ").endswith(":"):
        return replace(quotable, span=Span(span.start, list_end))
    if span.end - span.start > MAX_QUOTE_CHARACTERS:
        longest = span.start + MAX_QUOTE_CHARACTERS
        space = text.rfind(" ", span.start + MAX_QUOTE_CHARACTERS // 2, longest + 1)
        span = Span(span.start, space if space > 0 else longest)
    context = quotable.context[:1]
    if not context and quotable.before and _REFERS_BACK.match(span.of(text)):
        context = (quotable.before,)
    context = tuple(c for c in context if c.end - c.start <= _MAX_CONTEXT_CHARACTERS)
    return replace(quotable, span=span, context=context)
