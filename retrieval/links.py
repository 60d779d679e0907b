"""Links that open a page at a quote, by text fragments (https://wicg.github.io/scroll-to-text-fragment/).

A browser goes to the first place on the page that a directive fits, whatever its case, accents and kind of quotation
marks. Each text of a directive must begin and end with a word as the browser sees words, and stand within one block of
the page (a paragraph, an item, a cell); the two ends of a range, and what stands around them, may be of several.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote as percent_encoded

from corpus.markdown import HIDDEN, masked
from corpus.span import Span

MAX_DIRECTIVE = 300  # characters: a message that a chat limits holds five quotes, each with a link
_MAX_WHOLE = 180  # a longer quote is named by its first and its last words
_MAX_START = 200
_WORDS = (*range(5, 13), *range(4, 0, -1))  # of an end: more where they are repeated, fewer where they are long
_MAX_CONTEXT = 8  # words
_COST_OF_NONE = 1.5  # one word near by is better than none: menus and boxes that no article holds repeat sentences

# Browsers find Chinese and Japanese words by a dictionary; between these signs a word ends for certain.
_HAN, _KANA, _LATIN = "\u3005\u3400-\u9fff\uf900-\ufaff", "\u3041-\u30ff", "0-9A-Za-z\u00c0-\u024f"
_WORD_END = (
    r"(?=\s)|(?<=[\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f\u300d\u300f\uff09])(?=[\w\u300c\u300e\uff08\u201c])"
    rf"|(?<=[{_LATIN}])(?=[{_HAN}{_KANA}])|(?<=[{_HAN}{_KANA}])(?=[{_LATIN}])"
    rf"|(?<=[\u3092\u306f\u304c])(?=[{_HAN}\u30a1-\u30ff])"  # a particle, and no hiragana after it
)
_WORD = re.compile(rf"\s*\S+?(?:{_WORD_END}|\Z)")
_WORD_ENDS = re.compile(_WORD_END)
_WITHIN_WORD = re.compile(rf"(?!{_WORD_END})(?:(?<=\w)(?=[.,:'\u2019]?\w)|(?<=\w[.,:'\u2019])(?=\w))")
_UNSEEN = re.compile(f"[{HIDDEN}\u00ad\u200b\u2060\ufeff]")  # marks, and places where a line may break
_PLAIN_WORD = re.compile(r"\s*\w{1,20}[.,;:!?]*")
_NO_LETTER = re.compile(r"[\W_]+")
_LINE_ENDS = dict.fromkeys(map(ord, "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_NO_ASCII = re.compile(r"[^!-~]+")


def passage_link(address: str, text: str, span: Span, title: str = "") -> str:
    """Return the address with a text fragment that names a span of an article's text, and nothing before it.

    The fragment is as unique as the text and the title, which a page shows first, allow: of words said twice with the
    same around them, the first are named. There is none where the quote has no words, or none that fit.
    """
    base, _, fragment = address.partition("#")
    fragment = fragment.partition(":~:")[0]
    directive = _directive(_Page.of(text, span, title))
    if directive:
        fragment += f":~:text={directive}"
    return _NO_ASCII.sub(lambda match: percent_encoded(match[0]), f"{base}#{fragment}" if fragment else base)


@dataclass(frozen=True, slots=True)
class _Context:
    """The words of the block next to a quote.

    They are near if the one next to it is a plain word of the same block. Between two blocks a page may show more than
    the article holds, such as an advertisement.
    """

    words: list[str]
    near: bool

    @classmethod
    def of(cls, lines: Iterable[str], *, last: bool) -> "_Context":
        """Read what begins, or what ends, with the lines, those next to the quote first."""
        first, *others = lines
        words = next(_blocks([first, *others]), [])
        return cls(words, near=bool(_letters(first)) and _PLAIN_WORD.fullmatch(words[-1 if last else 0]) is not None)

    @property
    def counts(self) -> range:
        """How many of the words can be taken."""
        return range(min(len(self.words), _MAX_CONTEXT) + 1)

    def cost(self, count: int) -> int:
        """Say how bad it is to rely on so many of the words."""
        return count if self.near or not count else count + 2 * _MAX_CONTEXT

    def first(self, count: int) -> str:
        """Return so many of the words, from the first on."""
        return _joined(self.words[:count])

    def last(self, count: int) -> str:
        """Return so many of the words, up to the last."""
        return _joined(self.words[len(self.words) - count :])


@dataclass(frozen=True, slots=True)
class _Term:
    """A text of a directive, with what must stand right before it or after it."""

    prefix: str
    text: str
    suffix: str

    @property
    def encoded(self) -> str:
        """The term as it stands in a directive."""
        prefix = f"{_encoded(self.prefix)}-," if self.prefix else ""
        suffix = f",-{_encoded(self.suffix)}" if self.suffix else ""
        return prefix + _encoded(self.text) + suffix

    def found(self, letters: str, begin: int = 0) -> tuple[int, int]:
        """Return the span of the text where a browser may first find it."""
        start = letters.find(_letters(self.prefix + self.text + self.suffix), begin) + len(_letters(self.prefix))
        return start, start + len(_letters(self.text))


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page shows of an article: a quote's blocks in words, and ``letters[start:end]`` among all its letters."""

    blocks: list[list[str]]
    before: _Context
    after: _Context
    letters: str
    start: int
    end: int

    @classmethod
    def of(cls, text: str, span: Span, title: str) -> "_Page":
        """Read an article's text at a quote."""
        shown = "\n".join(map(_shown, text.translate(_LINE_ENDS).split("\n")))
        start, end = _whole_words(shown, span)
        before, quote, after = shown[:start], shown[start:end], shown[end:]
        heading, letters = _letters(title), _letters(quote)
        first = ("" if letters in heading else heading) + _letters(before)
        return cls(
            blocks=list(_blocks(quote.split("\n"))),
            before=_Context.of(reversed(before.split("\n")), last=True),
            after=_Context.of(after.split("\n"), last=False),
            letters=first + letters + _letters(after),
            start=len(first),
            end=len(first) + len(letters),
        )

    def begins_with(self, start: _Term) -> bool:
        """Tell whether the start is found first where the quote begins."""
        return start.found(self.letters)[0] == self.start

    def ends_with(self, start: _Term, end: _Term) -> bool:
        """Tell whether the end is found first, behind the start, where the quote ends."""
        return end.found(self.letters, start.found(self.letters)[1])[1] == self.end


def _directive(page: _Page) -> str:
    """Return a short directive that a browser finds at the quote and nowhere before it, if there is one that fits."""
    if not page.blocks:
        return ""
    first, last = page.blocks[0], page.blocks[-1]
    if len(page.blocks) == 1:
        if len(first) == 1 or len(_encoded(_joined(first))) <= _MAX_WHOLE:
            wholes = _fitting(_wholes(page), MAX_DIRECTIVE)
            return next(filter(page.begins_with, wholes), wholes[0]).encoded if wholes else ""
        first, last = first[: len(first) // 2], first[len(first) // 2 :]
    return _range(page, _fitting(_starts(page, first), _MAX_START), _ends(page, last))


def _range(page: _Page, starts: list[_Term], ends: list[_Term]) -> str:
    """Return the first start and end that are found at those of the quote; a longer start may hold a false end."""
    true_starts = list(filter(page.begins_with, starts)) or starts[:1]
    for start, end in product(true_starts, ends):
        if page.ends_with(start, end) and len(pair := f"{start.encoded},{end.encoded}") <= MAX_DIRECTIVE:
            return pair
    for start, end in product(true_starts[:1], ends):
        if len(pair := f"{start.encoded},{end.encoded}") <= MAX_DIRECTIVE:
            return pair
    return true_starts[0].encoded if true_starts else ""


def _wholes(page: _Page) -> list[_Term]:
    """Return the quote with what can be said of what stands around it, the best first."""
    text = _joined(page.blocks[0])
    pairs = product(page.before.counts, page.after.counts)
    ordered = sorted(pairs, key=lambda pair: page.before.cost(pair[0]) + page.after.cost(pair[1]) or _COST_OF_NONE)
    return [_Term(page.before.last(before), text, page.after.first(after)) for before, after in ordered]


def _starts(page: _Page, words: list[str]) -> list[_Term]:
    """Return the quote's first words, with more and more of what stands before them."""
    texts = [_joined(words[:count]) for count in _WORDS if count <= len(words)]
    counts = sorted(page.before.counts, key=lambda count: page.before.cost(count) or _COST_OF_NONE)
    return [_Term(page.before.last(count), text, "") for count in counts for text in texts]


def _ends(page: _Page, words: list[str]) -> list[_Term]:
    """Return the quote's last words, with more and more of what stands after them."""
    texts = [_joined(words[-count:]) for count in _WORDS if count <= len(words)]
    return [_Term("", text, page.after.first(count)) for count in page.after.counts for text in texts]


def _fitting(terms: Iterable[_Term], room: int) -> list[_Term]:
    """Return the terms that are not too long."""
    return [term for term in terms if len(term.encoded) <= room]


def _shown(line: str) -> str:
    """Return a line in its length with what does not stand on the page hidden; the cells of a row are blocks."""
    row = line.strip()
    bare = masked(line)
    return bare.replace("|", "\n") if row.startswith("|") and row.endswith("|") else bare


def _whole_words(shown: str, span: Span) -> tuple[int, int]:
    """Return the span without words that it holds a part of alone, which no browser finds."""
    start, end = span.start, span.end
    if _WITHIN_WORD.match(shown, start):
        start = next((match.start() for match in _WORD_ENDS.finditer(shown, start, end)), start)
    if _WITHIN_WORD.match(shown, end):
        end = max((match.start() for match in _WORD_ENDS.finditer(shown, start, end)), default=end)
    return start, end


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield each line that names something in words, each word with the space before it."""
    for line in filter(_letters, lines):
        words = (_UNSEEN.sub("", word) for word in _WORD.findall(line))
        yield [re.sub(r"\s+", " ", word) for word in words if word]


def _joined(words: list[str]) -> str:
    return "".join(words).strip()


def _letters(text: str) -> str:
    """Return letters and digits alone, alike for all that a browser takes for the same, and for some more."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKD", text).casefold())


def _encoded(text: str) -> str:
    """Percent-encode all that has a meaning in a fragment directive: ``&``, ``,`` and ``-`` among others."""
    return percent_encoded(text, safe="").replace("-", "%2D")
