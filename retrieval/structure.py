"""The structure of an article's text: sections of paragraphs, lists and tables, in units that can be quoted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from sentencex import segment

from corpus.furniture import is_furniture
from retrieval.passage import Span

_LINE = re.compile(r"[^\n\r]+|\r\n|\n|\r")
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t#]*")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣◦▪\u2013]|\d{1,3}[.)])[ \t]+(?=\S)")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_RULE = re.compile(r"[ \t]*(?:[-=*_][ \t]*){3,}|[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|?)+[ \t]*")
_QUOTE_MARK = re.compile(r"[ \t]*(?:>[ \t]*)+")
_WRAPPED_CHARACTERS = 120  # a longer line is a paragraph of its own; text wrapped by hand has shorter ones


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
    kind: _Kind
    start: int
    end: int
    text: str

    @property
    def indented(self) -> bool:
        return self.text[:1] in {" ", "\t"}


def sections(text: str) -> list[Section]:
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
            if match := _HEADING.fullmatch(line.text):
                headings = [(depth, title) for depth, title in headings if depth < len(match[1])]
                headings.append((len(match[1]), match[2].strip("*_ ")))
    return found


def sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Split a stretch of text into sentences, without the white space around them."""
    found, position = [], start
    for piece in segment("en", text[start:end]):
        stripped = piece.strip()
        if stripped:
            begin = position + piece.index(stripped)
            found.append(Span(begin, begin + len(stripped)))
        position += len(piece)
    return tuple(found)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines; a line end with nothing before it is a blank line."""
    after_line = False
    for match in _LINE.finditer(text):
        line = match.group()
        if line[0] not in "\r\n":
            yield _Line(_kind_of(line), *match.span(), line)
            after_line = True
        elif after_line:
            after_line = False
        else:
            yield _Line(_Kind.BLANK, match.start(), match.start(), "")


def _kind_of(line: str) -> _Kind:
    if not line.strip():
        return _Kind.BLANK
    if is_furniture(line):
        return _Kind.FURNITURE
    for kind, pattern in ((_Kind.HEADING, _HEADING), (_Kind.RULE, _RULE), (_Kind.ROW, _ROW)):
        if pattern.fullmatch(line):
            return kind
    return _Kind.ITEM if _ITEM.match(line) else _Kind.TEXT


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
    """Take consecutive text lines; where lines are long, each is a paragraph of its own."""
    end = position
    while end < len(lines) and lines[end].kind is _Kind.TEXT:
        end += 1
    if any(len(line.text) > _WRAPPED_CHARACTERS for line in lines[position:end]):
        end = position + 1
    begin = lines[position].start
    if mark := _QUOTE_MARK.match(lines[position].text):
        begin += mark.end()
    spans = sentences(text, begin, lines[end - 1].end)
    return (Block(kind=BlockKind.PARAGRAPH, parts=(spans,)) if spans else None), end


def _take_list(
    text: str, lines: Sequence[_Line], position: int, last_sentence: Span | None
) -> tuple[Block | None, int]:
    """Take items with their continuation lines; blank lines may stand between items and before indented lines."""
    parts: list[tuple[Span, ...]] = []
    while position < len(lines) and lines[position].kind is _Kind.ITEM:
        mark = _ITEM.match(lines[position].text)
        begin, end = lines[position].start + (mark.end() if mark else 0), position + 1
        while end < len(lines) and lines[end].kind is _Kind.TEXT and len(lines[end].text) <= _WRAPPED_CHARACTERS:
            end += 1
        spans = sentences(text, begin, lines[end - 1].end)
        if spans:
            parts.append(spans)
        position = end
        while end < len(lines) and lines[end].kind is _Kind.BLANK:
            end += 1
        if end < len(lines) and lines[end].kind is _Kind.ITEM:
            position = end
    return (Block(kind=BlockKind.LIST, parts=tuple(parts), lead=last_sentence) if parts else None), position


def _take_table(_: str, lines: Sequence[_Line], position: int, __: Span | None) -> tuple[Block | None, int]:
    """Take rows; the first is the header."""
    parts: list[tuple[Span, ...]] = []
    while position < len(lines) and lines[position].kind in {_Kind.ROW, _Kind.RULE}:
        line = lines[position]
        if line.kind is _Kind.ROW:
            row = line.text.strip()
            begin = line.start + line.text.index(row)
            parts.append((Span(begin, begin + len(row)),))
        position += 1
    return Block(kind=BlockKind.TABLE, parts=tuple(parts), lead=parts[0][0]), position
