"""Links to a quote: what browsers read in the fragment is the quote as it stands on the page, and only there."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.span import Span
from retrieval.links import MAX_DIRECTIVE, passage_link

_ADDRESS = "https://news.example/a?b=c&d=e"
_FRAGMENT = "#:~:text="
_MANY = settings(max_examples=200, deadline=None)
_WORD = st.text(st.sampled_from("abzé1日😀&,-%‑“$€"), min_size=1, max_size=9).filter(
    lambda word: any(map(str.isalnum, word))
)
_LINE = st.lists(_WORD, min_size=1, max_size=40).map(lambda words: "a " + " ".join(words))
_REPEATED = st.sampled_from(["Mini", "cost", "żółw", "dollars."])
_LONG = st.sampled_from(["extraordinarily", "Möglichkeiten"])
_DRESSED = st.sampled_from(["{}", "{}", "{}", "**{}**", "*{}*", "`{}`", "[{}](https://a.example/b_(c))"])
_LINE_MARKS = st.sampled_from(["", "", "- ", "  - ", "12. ", "## ", "> ", "> - "])


@dataclass(frozen=True)
class Directive:
    """A text directive, decoded."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    @classmethod
    def of(cls, link: str) -> "Directive":
        """Read the directive of a link as a browser does."""
        parts = link.partition(_FRAGMENT)[2].split(",")
        prefix = parts.pop(0)[:-1] if parts[0].endswith("-") else ""
        suffix = parts.pop()[1:] if parts[-1].startswith("-") else ""
        start, end = parts if len(parts) > 1 else (parts[0], "")
        return cls(*map(unquote, (start, end, prefix, suffix)))

    def first_in(self, page: str) -> tuple[int, int] | None:
        """Find the first range on a page, whose blocks are lines, step by step as the specification says."""
        for start, stop in self._starts(page):
            for end in self._stops(page, stop):
                if not self.suffix:
                    return start, end
                after = _filled(page, end)
                if (found := _find(page, self.suffix, after, word_start=False)) is None:
                    return None
                if found[0] == after:
                    return start, end
        return None

    def _starts(self, page: str) -> Iterator[tuple[int, int]]:
        """Yield where the start stands, right behind the prefix if there is one."""
        begin, word_end = 0, bool(self.end) or not self.suffix
        while (
            found := _find(page, self.prefix or self.start, begin, word_end=word_end and not self.prefix)
        ) is not None:
            begin = found[0] + 1
            if self.prefix:
                behind = _filled(page, found[1])
                found = _find(page, self.start, behind, word_start=False, word_end=word_end)
                if found is None:
                    return
                if found[0] != behind:
                    continue
            yield found

    def _stops(self, page: str, begin: int) -> Iterator[int]:
        """Yield where the range may end, of which the first that the suffix follows counts."""
        if not self.end:
            yield begin
        while self.end and (found := _find(page, self.end, begin, word_end=not self.suffix)) is not None:
            yield (begin := found[1])


def _find(
    page: str, text: str, begin: int, *, word_start: bool = True, word_end: bool = True
) -> tuple[int, int] | None:
    """Find a text within a block, bounded by words, in any case."""
    pattern = r"(?<!\w)" * word_start + re.escape(text) + r"(?!\w)" * word_end
    found = re.compile(pattern, re.IGNORECASE).search(page, begin)
    return found.span() if found else None


def _filled(page: str, begin: int) -> int:
    return len(page) - len(page[begin:].lstrip())


@dataclass(frozen=True)
class Case:
    """An article and what its page shows; a quote in the one and in the other."""

    text: str
    quote: Span
    page: str
    shown: Span
    words: list[list[str]]


@st.composite
def cases(draw: st.DrawFn, word: st.SearchStrategy[str] = _REPEATED) -> Case:
    """Draw an article of few words, often said again, with Markdown marks; and a quote of some of them."""
    blocks = draw(st.lists(st.lists(word, min_size=1, max_size=6), min_size=1, max_size=6))
    text, page, spans = "", "", []
    for block in blocks:
        text, page = text + draw(_LINE_MARKS), page + "\n"
        for plain_word in block:
            dressed = draw(_DRESSED).format(plain_word)
            inside = dressed.index(plain_word)
            spans.append((len(text) + inside, len(page), len(plain_word)))
            text, page = f"{text}{dressed} ", f"{page}{plain_word} "
        text, page = text.rstrip() + "\n\n", page.rstrip()
    first, last = sorted((draw(st.integers(0, len(spans) - 1)), draw(st.integers(0, len(spans) - 1))))
    (begin, shown, _), (end, shown_end, length) = spans[first], spans[last]
    return Case(text, Span(begin, end + length), page, Span(shown, shown_end + length), blocks)


def _all_directives(case: Case) -> Iterator[Directive]:
    """Yield whatever could name the quote."""
    before, quote, after = case.page[: case.shown.start], case.shown.of(case.page), case.page[case.shown.end :]
    prefixes = ["", *_tails(before.rstrip().rpartition("\n")[2])]
    suffixes = ["", *_heads(after.lstrip().partition("\n")[0])]
    lines = quote.split("\n")
    ends = [("", quote)] if len(lines) == 1 else product(_tails(lines[-1]), _heads(lines[0]))
    for prefix, suffix, (end, start) in product(prefixes, suffixes, ends):
        yield Directive(start, end, prefix, suffix)


def _heads(line: str) -> list[str]:
    words = line.split()
    return [" ".join(words[: count + 1]) for count in range(len(words))]


def _tails(line: str) -> list[str]:
    words = line.split()
    return [" ".join(words[count:]) for count in range(len(words))]


def _link(quote: str) -> str:
    return passage_link(_ADDRESS, quote, Span(0, len(quote)))


def _named(quote: str) -> list[str]:
    """The texts by which the link names an article that is quoted whole: all of it, or its two ends."""
    address, mark, _ = _link(quote).partition(_FRAGMENT)
    assert address == _ADDRESS
    assert mark
    directive = Directive.of(_link(quote))
    assert not directive.prefix + directive.suffix
    return [directive.start, directive.end] if directive.end else [directive.start]


def _link_to(text: str, quote: str, title: str = "") -> str:
    """The directive to the last place of a quote in an article, decoded but for its commas and hyphens."""
    start = text.rindex(quote)
    return unquote(passage_link(_ADDRESS, text, Span(start, start + len(quote)), title).partition(_FRAGMENT)[2])


@given(case=cases())
@_MANY
def test_a_browser_finds_the_quote_and_nothing_before_it(case: Case) -> None:
    """The first range that fits is the quote, wherever words tell it from all before it, however they are in blocks."""
    directive = Directive.of(passage_link(_ADDRESS, case.text, case.quote))
    wanted = (case.shown.start, case.shown.end)
    if directive.first_in(case.page) != wanted:
        one_block = case.page.replace("\n", " ")
        assert not any(other.first_in(one_block) == wanted for other in _all_directives(case))


@given(case=cases(_REPEATED | _LONG))
@_MANY
def test_a_directive_is_of_words_of_the_quote_and_of_those_around_it(case: Case) -> None:
    """The quote begins with the start and ends with the end; what is before and after it are its neighbours."""
    directive = Directive.of(passage_link(_ADDRESS, case.text, case.quote))
    quote = case.shown.of(case.page)
    assert quote.startswith(directive.start)
    assert quote.endswith(directive.end or directive.start)
    assert case.page[: case.shown.start].rstrip().endswith(directive.prefix)
    assert case.page[case.shown.end :].lstrip().startswith(directive.suffix)
    assert directive.first_in(case.page) is not None


@given(lines=st.lists(_LINE, min_size=1, max_size=4), cut=st.tuples(st.integers(0, 90), st.integers(1, 400)))
@example(lines=["a " + "日" * 500], cut=(0, 400))
@_MANY
def test_a_directive_is_short_ascii_with_no_sign_unencoded(lines: list[str], cut: tuple[int, int]) -> None:
    """A fragment holds nothing that a browser could take for a part of the directive but its own commas and hyphens."""
    text = "\n".join(lines)
    span = Span(min(cut[0], len(text) - 1), min(sum(cut), len(text)))
    directive = passage_link(_ADDRESS, text, span).partition(_FRAGMENT)[2]
    assert re.fullmatch(r"|([\w.~%]+-,)?[\w.~%]+(,[\w.~%]+)?(,-[\w.~%]+)?", directive, re.ASCII)
    assert len(directive) <= MAX_DIRECTIVE


@pytest.mark.parametrize(
    ("quote", "encoded"),
    [
        ("R&D costs", "R%26D%20costs"),
        ("fast, cheap", "fast%2C%20cheap"),
        ("open-weight", "open%2Dweight"),
        ("GPT‑5.2 – “good”", "GPT%E2%80%915.2%20%E2%80%93%20%E2%80%9Cgood%E2%80%9D"),
        ("100% of 5+5 is a/b#c?", "100%25%20of%205%2B5%20is%20a%2Fb%23c%3F"),
        ("日本語の記事", "%E6%97%A5%E6%9C%AC%E8%AA%9E%E3%81%AE%E8%A8%98%E4%BA%8B"),
    ],
)
def test_what_has_a_meaning_in_a_fragment_is_encoded(quote: str, encoded: str) -> None:
    """Ampersands, commas, hyphens, per cent signs and all that is not ASCII are percent-encoded."""
    assert _link(quote) == f"{_ADDRESS}{_FRAGMENT}{encoded}"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.example", "https://a.example#:~:text=Words"),
        ("https://a.example/#", "https://a.example/#:~:text=Words"),
        ("https://a.example/?q=1&r=#part", "https://a.example/?q=1&r=#part:~:text=Words"),
        ("https://a.example/#/route?x", "https://a.example/#/route?x:~:text=Words"),
        ("https://a.example/#:~:text=old,words", "https://a.example/#:~:text=Words"),
        ("https://a.example/#part:~:text=old", "https://a.example/#part:~:text=Words"),
        ("https://a.example/ä%20b?ö=€", "https://a.example/%C3%A4%20b?%C3%B6=%E2%82%AC#:~:text=Words"),
    ],
)
def test_an_address_keeps_what_it_has_but_another_directive(address: str, link: str) -> None:
    """Query and fragment stay, an old directive goes, and what is not ASCII is encoded as browsers do."""
    assert passage_link(address, "Words", Span(0, 5)) == link


@pytest.mark.parametrize(
    ("text", "quote", "directive"),
    [
        ("It is new. It costs $5. Buy it.", "It costs $5.", "It costs $5.,-Buy"),
        ("It is new. It costs $5.", "It costs $5.", "new.-,It costs $5."),
        ("It costs $5.\n\nIt is new. It costs $5.", "It costs $5.", "new.-,It costs $5."),
        ("It costs $5. Buy.\n\nIt costs $5. Sell.", "It costs $5.", "It costs $5.,-Sell."),
        ("| A | Yes |\n| B | Yes |", "Yes", "B-,Yes"),
        ("| A | 1 | Yes |\n| A | 2 | Yes |", "| A | 2 | Yes |", "Yes-,A,Yes"),
        ("So. Well. It is.\n\nNo. Well. It is.", "It is.", "No. Well.-,It is."),
    ],
    ids=["word after", "word before", "earlier", "earlier, before another", "cells", "rows", "two words before"],
)
def test_words_around_tell_a_quote_from_the_same_words_elsewhere(text: str, quote: str, directive: str) -> None:
    """A word of the same block is always named, more where they are needed, and those of other blocks at last."""
    assert _link_to(text, quote) == directive


def test_words_of_the_title_are_words_before_the_text() -> None:
    """A page shows its title first: what begins with the same words is named by more of them."""
    text = "Aster 3 is here and " + "it is very good and " * 10 + "more."
    assert _link_to(text, text, "Aster 3 is here").startswith("Aster 3 is here and,")
    assert _link_to(text, text, "Aster 3 is here and it is good").startswith("Aster 3 is here and it is very,")


def test_the_title_itself_can_be_quoted() -> None:
    """The heading that the page shows first is the one that is meant."""
    assert _link_to("# Aster 3 is here\n\nIt is.", "Aster 3 is here", "Aster 3 is here") == "Aster 3 is here"


@given(line=_LINE)
@_MANY
def test_a_long_line_is_named_by_two_ends_of_it(line: str) -> None:
    """The ends of a long quote stand in it one after the other: browsers look for the second after the first."""
    named = _named(line)
    assert line.startswith(named[0])
    assert line.endswith(named[-1])
    assert named == [line] or sum(map(len, named)) <= len(line)


@pytest.mark.parametrize(
    ("quote", "named"),
    [
        ("x" * 200, ["x" * 200]),
        (" ".join(["y" * 190, "z"]), ["y" * 190, "z"]),
        (
            "モデルは新しい。価格を大幅に引き下げると説明した。安い。",
            ["モデルは新しい。", "価格を大幅に引き下げると説明した。安い。"],
        ),
    ],
    ids=["one long word", "two words", "no spaces"],
)
def test_ends_do_not_overlap_where_words_are_few_and_long(quote: str, named: list[str]) -> None:
    """A long quote of few words is named by ends that share no letter, or whole; else no browser finds it."""
    assert _named(quote) == named


def test_several_lines_are_named_by_both_ends() -> None:
    """A list is several blocks of the page, which no single text matches: the link names its first and last words."""
    quote = "The model comes in three sizes, as said:\n\n- 7B for phones\n- 70B for one GPU\n- 400B for all of a rack"
    assert _named(quote) == ["The model comes in three", "for all of a rack"]


@given(lines=st.lists(_LINE, min_size=2, max_size=5), end=st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\n\n"]))
@_MANY
def test_ends_are_of_the_first_and_the_last_line(lines: list[str], end: str) -> None:
    """Whatever ends the lines, the first words are of the first and the last words of the last."""
    first, last = _named(end.join(lines))
    assert lines[0].startswith(first)
    assert lines[-1].endswith(last)


@pytest.mark.parametrize(
    ("text", "quote", "named"),
    [
        ("It is extraordinary, they say now.", "ordinary, they say", "they say,-now."),
        ("They say it costs 5.25 dollars.", "They say it costs 5", "They say it costs"),
        ("It is open-weight now.", "weight now", "weight now"),
        ("モデルを発表した。価格は安い。", "表した。価格は安", "価格は"),
    ],
)
def test_half_a_word_is_left_out(text: str, quote: str, named: str) -> None:
    """Browsers find whole words alone, so a quote that is cut within one is named by the others."""
    assert _link_to(text, quote) == named


@pytest.mark.parametrize("quote", ["", "   ", "\n", "***", "- \n---", "…", "😀", "|---|---|"])
def test_a_quote_without_words_gets_no_fragment(quote: str) -> None:
    """There is nothing to look for on the page."""
    assert _link(quote) == _ADDRESS


def test_a_quote_that_no_short_directive_can_name_gets_no_fragment() -> None:
    """A link to the page is better than one that breaks the message."""
    assert _link("x" * 400) == _ADDRESS


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("**Bold** and *slanted* and `code` words", "Bold and slanted and code words"),
        ("see [the post](https://a.example/b) now", "see the post now"),
        ("[**bold**](https://a.example) link", "bold link"),
        ("**[Text](https://a.example)** of a link", "Text of a link"),
        ("see [x](https://a.example/b_(c)) now", "see x now"),
        ("- an item", "an item"),
        ("12. an item", "an item"),
        ("> quoted words", "quoted words"),
        ("> - an item quoted", "an item quoted"),
        ("  two   spaces\tand\u00a0more ", "two spaces and more"),
        ("an extra\u00adordi\u00adnary\u200b thing", "an extraordinary thing"),
        ("| one cell |", "one cell"),
    ],
)
def test_what_no_page_shows_is_removed(quote: str, shown: str) -> None:
    """Marks and soft hyphens are no part of what the page shows, so they are none of the link."""
    assert _named(quote) == [shown]


@pytest.mark.parametrize(
    "quote",
    [
        "set max_model_len and json_mode",
        "the rules of SKILL_v2.md",
        "5 * 3 is 15",
        "C# and F# code",
        "2025. Then it was over",
        "array[0] and f(x)",
    ],
)
def test_signs_that_are_no_markdown_stay(quote: str) -> None:
    """An underscore within a word, a lone asterisk or a year stand on the page, so the link must name them."""
    assert _named(quote) == [quote]
