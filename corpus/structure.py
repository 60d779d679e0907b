"""The structure of an article's text: sections of paragraphs, lists and tables, in units that can be quoted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import groupby

from sentencex import segment

from corpus.furniture import is_furniture
from corpus.markdown import plain
from corpus.span import Span

_LINE = re.compile(r"[^\n\r]+|\r\n|\n|\r")
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.{0,300})")
_CLOSING_SIGNS = re.compile(r"[ \t]+#*[ \t]*\Z")
_ITEM = re.compile(r"[ \t]*(?:[-*+\u2022\u2023\u25e6\u25aa]|(\d{1,3})[.)])(?:[ \t]+|$)")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_RULE = re.compile(r"[ \t]*(?:[-=*_][ \t]*){3,}|[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?[ \t]*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_QUOTE_MARK = re.compile(r"[ \t]*(?:>[ \t]*)+")
_WRAPPED_CHARACTERS = 120  # a longer line is a paragraph of its own; text wrapped by hand has shorter ones

# The splitter stumbles over wide spaces; in what it reads they are spaces, as many as there were.
_WIDE_SPACES = {code: " " for code in range(0x80, 0x3001) if chr(code).isspace()}
_CLOSING_MARKS = re.compile(r"[*_`)\]\u201d\u2019\"']+(?=\s|\Z)")
_UNFINISHED = re.compile(r"\b(?:[ap]\.m|approx)\.\s*\Z", re.IGNORECASE)


class BlockKind(Enum):
    """What a block is: its units are sentences, the sentences of items, or rows."""

    PARAGRAPH = auto()
    LIST = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a list or a table.

    ``parts`` are what it is better not torn within: the paragraph whole, each item, each row. A part is a sequence of
    units: sentences, or one row. ``lead`` is the sentence before a list that introduces it, or a table's first row.
    """

    kind: BlockKind
    parts: tuple[tuple[Span, ...], ...]
    lead: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Blocks under one heading path, with nothing between them that is no part of the article."""

    heading: str
    blocks: tuple[Block, ...]


class _Kind(Enum):
    BLANK = auto()
    FURNITURE = auto()
    HEADING = auto()
    RULE = auto()
    ROW = auto()
    ITEM = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line from ``start``, behind the marks of a quotation, to ``end``."""

    kind: _Kind
    start: int
    end: int
    text: str
    quoted: bool = False

    @property
    def wraps(self) -> bool:
        """Whether it may go on in the next line, or be what a line before it went on in."""
        return self.kind is _Kind.TEXT and not self.quoted and len(self.text) <= _WRAPPED_CHARACTERS


@lru_cache(maxsize=1)  # an article is read for what it states, and then for what it mentions
def sections(text: str) -> tuple[Section, ...]:
    """Split a text into sections. Headings, page furniture and rules stand in no block; all other words do."""
    found: list[Section] = []
    headings: list[tuple[int, str]] = []
    for is_break, run in groupby(_lines(text), key=lambda line: line.kind in {_Kind.HEADING, _Kind.FURNITURE}):
        if not is_break:
            blocks = tuple(_blocks(text, list(run)))
            if blocks:
                found.append(Section(heading=" > ".join(title for _, title in headings), blocks=blocks))
            continue
        for line in run:
            if match := _HEADING.match(line.text):
                title = plain(_CLOSING_SIGNS.sub("", match[2])).strip()
                headings = [(depth, above) for depth, above in headings if depth < len(match[1])]
                headings.append((len(match[1]), title))
    return tuple(found)


def sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Split a stretch of text into sentences, without the white space around them."""
    found, begin = [], start
    cuts = [*_cuts(text, start, end), end]
    for cut in cuts:
        piece = text[begin:cut]
        if stripped := piece.strip():
            first = begin + piece.index(stripped)
            found.append(Span(first, first + len(stripped)))
        begin = cut
    return tuple(found)


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where sentences end: after the marks that close them, and not within bold type or after ``p.m.``."""
    begin = position = start
    for piece in segment("en", text[start:end].translate(_WIDE_SPACES)):
        position += len(piece)
        if closing := _CLOSING_MARKS.match(text, position, end):
            position = closing.end()
            yield position
            begin = position
            position = closing.start()
            continue
        sentence = text[begin:position]
        in_bold = sentence.count("**") % 2 and "**" in text[position:end].partition("\n")[0]
        if position > begin and not in_bold and not _UNFINISHED.search(sentence):
            yield position
            begin = position


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines; a line end with nothing before it is a blank line. Lines of code are text."""
    after_line = in_list = introduces = False
    before, fence = _Kind.BLANK, None
    for match in _LINE.finditer(text):
        if match.group()[0] in "\r\n":
            if not after_line:
                before, in_list = _Kind.BLANK, False
                yield _Line(_Kind.BLANK, match.start(), match.start(), "")
            after_line = False
            continue
        after_line = True
        mark = None if fence else _QUOTE_MARK.match(text, match.start(), match.end())
        start = mark.end() if mark else match.start()
        line = text[start : match.end()]
        opened = _FENCE.match(line)
        if opened and (fence is None or opened[1].startswith(fence)):
            kind, fence = _Kind.RULE, None if fence else opened[1]
        elif fence:
            kind = _Kind.TEXT if line.strip() else _Kind.BLANK
        else:
            kind = _kind_of(line, wrapped=before is _Kind.TEXT and not in_list and not introduces)
        introduces = line.rstrip().endswith(":")
        before, in_list = kind, kind is _Kind.ITEM or (in_list and kind is _Kind.TEXT)
        yield _Line(kind, start, match.end(), line, quoted=mark is not None)


def _kind_of(line: str, *, wrapped: bool) -> _Kind:
    """Tell what a line is; one that may go on from the line before begins a list only with its first number."""
    if not line.strip():
        return _Kind.BLANK
    if is_furniture(line):
        return _Kind.FURNITURE
    for kind, pattern in ((_Kind.RULE, _RULE), (_Kind.ROW, _ROW)):
        if pattern.fullmatch(line):
            return kind
    if _HEADING.match(line):
        return _Kind.HEADING
    item = _ITEM.match(line)
    return _Kind.TEXT if item is None or (wrapped and item[1] not in {None, "1"}) else _Kind.ITEM


def _blocks(text: str, lines: Sequence[_Line]) -> Iterator[Block]:
    last_sentence: Span | None = None
    position = 0
    while position < len(lines):
        kind = lines[position].kind
        if kind in {_Kind.BLANK, _Kind.RULE}:
            position += 1
            continue
        taker = {_Kind.ITEM: _take_list, _Kind.ROW: _take_table}.get(kind, _take_paragraph)
        block, position = taker(text, lines, position, last_sentence)
        if block:
            yield block
            last_sentence = block.parts[-1][-1] if block.kind is BlockKind.PARAGRAPH else None


def _take_paragraph(text: str, lines: Sequence[_Line], position: int, _: Span | None) -> tuple[Block | None, int]:
    """Take consecutive lines wrapped by hand, or one line that is a paragraph of its own."""
    end = position + 1
    if lines[position].wraps:
        while end < len(lines) and lines[end].wraps:
            end += 1
    spans = sentences(text, lines[position].start, lines[end - 1].end)
    return (Block(kind=BlockKind.PARAGRAPH, parts=(spans,)) if spans else None), end


def _take_list(
    text: str, lines: Sequence[_Line], position: int, last_sentence: Span | None
) -> tuple[Block | None, int]:
    """Take items with the lines they go on in; blank lines may stand between items."""
    parts: list[tuple[Span, ...]] = []
    while position < len(lines) and lines[position].kind is _Kind.ITEM:
        mark = _ITEM.match(lines[position].text)
        begin, end = lines[position].start + (mark.end() if mark else 0), position + 1
        if begin == lines[position].end:  # a mark alone on its line belongs to the next line with text
            following = _after_blanks(lines, end)
            if following < len(lines) and lines[following].kind is _Kind.TEXT:
                begin, end = lines[following].start, following + 1
        end = _item_end(lines, end)
        if spans := sentences(text, begin, max(begin, lines[end - 1].end)):
            parts.append(spans)
        following = _after_blanks(lines, end)
        position = following if following < len(lines) and lines[following].kind is _Kind.ITEM else end
    introduces = last_sentence and text[last_sentence.start : last_sentence.end].rstrip("*_ ").endswith(":")
    is_caption = last_sentence and text[last_sentence.start : last_sentence.end].endswith("**")
    lead = last_sentence if introduces or is_caption else None
    return (Block(kind=BlockKind.LIST, parts=tuple(parts), lead=lead) if parts else None), position


def _item_end(lines: Sequence[_Line], position: int) -> int:
    """Return where an item ends: after the lines it wraps into, and indented ones that follow blank lines."""
    while position < len(lines) and lines[position].wraps:
        position += 1
    following = _after_blanks(lines, position)
    indented = following < len(lines) and lines[following].kind is _Kind.TEXT and lines[following].text[0] in " \t"
    return _item_end(lines, following + 1) if indented and following > position else position


def _after_blanks(lines: Sequence[_Line], position: int) -> int:
    while position < len(lines) and lines[position].kind is _Kind.BLANK:
        position += 1
    return position


def _take_table(_: str, lines: Sequence[_Line], position: int, __: Span | None) -> tuple[Block | None, int]:
    """Take rows; the first one with a word in it is the header."""
    rows: list[Span] = []
    header: Span | None = None
    while position < len(lines) and lines[position].kind in {_Kind.ROW, _Kind.RULE}:
        line = lines[position]
        if line.kind is _Kind.ROW:
            row = line.text.strip()
            begin = line.start + line.text.index(row)
            rows.append(Span(begin, begin + len(row)))
            header = header or (rows[-1] if any(map(str.isalnum, row)) else None)
        position += 1
    return Block(kind=BlockKind.TABLE, parts=tuple((row,) for row in rows), lead=header), position
