"""Links to a quote: what browsers read in the fragment is the quote as it stands on the page."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.links import passage_link

_ADDRESS = "https://news.example/a?b=c&d=e"
_FRAGMENT = "#:~:text="
_MANY = settings(max_examples=150, deadline=None)
_WORD = st.text(st.sampled_from("abzé1日😀&,-%‑“$€"), min_size=1, max_size=9).filter(
    lambda word: any(map(str.isalnum, word))
)
_LINE = st.lists(_WORD, min_size=1, max_size=40).map(lambda words: "a" + " ".join(words))


def _named(quote: str) -> list[str]:
    """The texts that the link names: the whole quote, or its two ends."""
    address, mark, directive = passage_link(_ADDRESS, quote).partition(_FRAGMENT)
    assert address == _ADDRESS
    assert mark
    return [unquote(part) for part in directive.split(",")]


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
    assert passage_link(_ADDRESS, quote) == f"{_ADDRESS}{_FRAGMENT}{encoded}"


@given(line=_LINE)
@_MANY
def test_a_link_is_ascii_with_no_sign_unencoded(line: str) -> None:
    """A fragment holds nothing that a browser could take for a part of the directive but the comma between two ends."""
    directive = passage_link(_ADDRESS, line).partition(_FRAGMENT)[2]
    assert directive.isascii()
    assert not set(directive) & set("&-# ")
    assert directive.count(",") <= 1


@given(line=_LINE)
@_MANY
def test_a_short_line_is_named_whole_and_a_long_one_by_two_ends_of_it(line: str) -> None:
    """The ends of a long quote stand in it one after the other: browsers look for the second after the first."""
    named = _named(line)
    if len(line) <= 120:
        assert named == [line]
    else:
        first, last = named
        assert line.startswith(first)
        assert line.endswith(last)
        assert len(first) + len(last) <= len(line)


@pytest.mark.parametrize(
    "quote",
    ["x" * 150, "日本語" * 60, " ".join(["twenty-characters-ok"] * 8), " ".join(["y" * 130, "z"])],
    ids=["one long word", "no spaces", "eight long words", "two words"],
)
def test_ends_do_not_overlap_where_words_are_few_and_long(quote: str) -> None:
    """A long quote of few words is named by ends that share no letter, or whole; else no browser finds it."""
    named = _named(quote)
    assert sum(map(len, named)) <= len(quote)
    assert quote.startswith(named[0])
    assert quote.endswith(named[-1])


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


@pytest.mark.parametrize("quote", ["", "   ", "\n", "***", "- \n---", "…", "😀"])
def test_a_quote_without_words_gets_no_fragment(quote: str) -> None:
    """There is nothing to look for on the page."""
    assert passage_link(_ADDRESS, quote) == _ADDRESS


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
    ],
)
def test_markdown_is_removed(quote: str, shown: str) -> None:
    """Marks are no part of the page, so they are none of the link."""
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
