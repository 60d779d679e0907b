"""Cutting an article into passages that the embedding model reads whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.article import Article
from corpus.span import Span
from corpus.structure import BlockKind, Section, sections
from retrieval.passage import Passage

CHUNKING_VERSION = 1  # part of what a passage is known by: another way of cutting gives other passages
MAX_PASSAGE_PIECES = 240  # so that a passage stays below the 250 words that a citation may show
_CHARACTERS_A_PIECE = 40  # a tokenizer makes one unknown piece of a word of any length, and none of some characters
_SPECIAL_PIECES = 4  # begin and end marks, and room for the joints between title, headings, lead and text
_PREFIX_SHARE = 3  # title and headings may take a third of what the model reads
_LEAD_SHARE = 4  # a lead may take a quarter of what they leave

Counter = Callable[[Sequence[str]], list[int]]
"""Counts the word-pieces of each text with the model's own tokenizer."""


def embedded_text(article: Article, passage: Passage, counted: Counter, max_pieces: int) -> str:
    """Return what is embedded for a passage: the title, the headings and the lead that it stands under, and itself."""
    lines = [_prefix(article.title, passage.heading, counted, max_pieces)]
    if passage.lead:
        lines.append(passage.lead.of(article.text))
    return "\n".join([*filter(None, lines), passage.span.of(article.text)])


def passages(article: Article, counted: Counter, max_pieces: int) -> list[Passage]:
    """Cut an article along its sections, blocks and parts, each passage as large as the model reads whole.

    ``max_pieces`` is the number of word-pieces that the model reads, begin and end marks included.
    """

    def cost(texts: Sequence[str]) -> list[int]:
        """Count pieces, and at least a piece for each word and for so many characters."""
        return [
            max(pieces, len(text.split()), len(text) // _CHARACTERS_A_PIECE)
            for text, pieces in zip(texts, counted(texts), strict=True)
        ]

    return [
        passage
        for section in sections(article.text)
        for passage in _section_passages(article, section, cost, max_pieces)
    ]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit with its cost in word-pieces, and that of what lies between it and the unit before: marks, rules."""

    span: Span
    cost: int
    gap: int = 0


def _prefix(title: str, heading: str, counted: Counter, max_pieces: int) -> str:
    """Return the title and the headings, cut short where they would leave too little room."""
    prefix = f"{title}\n{heading}".strip()
    while counted([prefix])[0] > max_pieces // _PREFIX_SHARE:
        prefix = prefix[: len(prefix) * 3 // 4].strip()
    return prefix


def _section_passages(article: Article, section: Section, counted: Counter, max_pieces: int) -> Iterator[Passage]:
    prefix = counted([_prefix(article.title, section.heading, counted, max_pieces)])[0]
    room = min(MAX_PASSAGE_PIECES, max_pieces - _SPECIAL_PIECES - prefix)
    packer = _Packer(room)
    for block, parts in zip(section.blocks, _costed(article.text, section, counted, room), strict=True):
        lead = block.lead
        packer.add(block.kind, parts, _Unit(lead, counted([lead.of(article.text)])[0]) if lead else None)
    for span, lead in packer.finish():
        yield Passage(span=span, heading=section.heading, lead=lead)


def _costed(text: str, section: Section, counted: Counter, room: int) -> list[list[list[_Unit]]]:
    """Return the section's units with their costs, block by block and part by part; those too long come in pieces.

    What a lead may take is kept free.
    """
    longest = room - room // _LEAD_SHARE
    spans = [span for block in section.blocks for part in block.parts for span in part]
    ends = [spans[0].start, *(span.end for span in spans[:-1])]
    costs = iter(counted([text[end : span.end] for end, span in zip(ends, spans, strict=True)]))

    def units(span: Span) -> list[_Unit]:
        cost = next(costs)
        if cost <= longest:
            return [_Unit(span, cost)]
        pieces = _pieces(text, span, counted, longest)
        gap = max(0, cost - sum(piece.cost for piece in pieces))
        return [replace(pieces[0], gap=gap), *pieces[1:]]

    return [[[unit for span in part for unit in units(span)] for part in block.parts] for block in section.blocks]


def _pieces(text: str, span: Span, counted: Counter, longest: int) -> list[_Unit]:
    """Cut a span that is too long for one passage into halves, between words where it can, until each is not."""
    cost = counted([span.of(text)])[0]
    if cost <= longest or span.end - span.start <= 1:
        return [_Unit(span, cost)]
    middle = (span.start + span.end) // 2
    space = next((position for position in range(middle - 1, span.start, -1) if text[position].isspace()), None)
    left = Span(span.start, middle if space is None else space)
    right = Span(middle if space is None else space + 1, span.end)
    return _pieces(text, left, counted, longest) + _pieces(text, right, counted, longest)


class _Packer:
    """Packs units, in order, into passages of at most ``room`` word-pieces."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._units: list[_Unit] = []
        self._lead: _Unit | None = None
        self._done: list[tuple[Span, Span | None]] = []

    def add(self, kind: BlockKind, parts: list[list[_Unit]], lead: _Unit | None) -> None:
        """Add a block. It stays whole where it fits, a list together with its lead; else it is split between parts."""
        if lead and lead.cost > self._room // _LEAD_SHARE:
            lead = None
        introduction = [unit for unit in self._units[-1:] if kind is BlockKind.LIST and lead and unit.span == lead.span]
        whole = sum(unit.cost for part in parts for unit in part) + sum(unit.cost for unit in introduction)
        used = self._used()
        if used + whole > self._room and (whole <= self._room or used > self._room // 2):
            self._units = self._units[: len(self._units) - len(introduction)]
            self._flush()
            self._units = introduction
        for part in parts:
            cost = sum(unit.cost for unit in part)
            if self._used() + cost > self._room >= cost + (lead.cost if lead else 0):
                self._flush(next_lead=lead)
            for unit in part:
                if self._units and self._used() + unit.gap + unit.cost > self._room:
                    self._flush(next_lead=lead)
                if self._lead and unit.span == self._lead.span:  # a header that stands in the passage itself
                    self._lead = None
                self._units.append(unit)

    def finish(self) -> list[tuple[Span, Span | None]]:
        """Return the spans of the passages, each with the span of its lead."""
        self._flush()
        return self._done

    def _used(self) -> int:
        gaps = sum(unit.gap for unit in self._units[1:])
        return gaps + sum(unit.cost for unit in self._units) + (self._lead.cost if self._lead else 0)

    def _flush(self, next_lead: _Unit | None = None) -> None:
        """End the passage; the next one carries the lead of the list or table that goes on in it."""
        if self._units:
            lead = self._lead.span if self._lead else None
            self._done.append((Span(self._units[0].span.start, self._units[-1].span.end), lead))
            self._lead = next_lead
        self._units = []
