"""Folding for matching: one name in many spellings, and the way back to the letters as they stand."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.text import HYPHENS, Folded, Term, fold, terms

# NFKC of the whole composes these with the starter before them; folding takes each character with its combining marks
# only, and leaves them apart: Hangul written letter by letter (decomposed, compatibility and half-width), the
# half-width voicing marks of Japanese, and the vowel signs of some Indian and other scripts.
_COMPOSED_UPON = {
    unicodedata.normalize("NFD", chr(code))[1]
    for code in range(0x80, 0x30000)
    if not unicodedata.decomposition(chr(code)).startswith("<")
    and len(unicodedata.decomposition(chr(code)).split()) == 2
}
_ACROSS_STARTERS = frozenset(
    chr(code)
    for code in range(0x30000)
    if not 0xD800 <= code < 0xE000
    for first in [unicodedata.normalize("NFKC", chr(code))[:1]]
    if not unicodedata.combining(chr(code))
    and (unicodedata.combining(first) or first in _COMPOSED_UPON or "\u1160" <= first <= "\u11ff")
)
_SPELLED = st.text(
    st.sampled_from("aZé1 .,-_\n\t\u00a0\u2011\u2013\u2212\u3000ﬁ①㎏Ⅻ½ｶ日本語한글😀👩\u200d\u0301\u0323\u0327Å\ufe58"),
    max_size=40,
)
_TEXTS = st.one_of(_SPELLED, st.text(max_size=60))
_MANY = settings(max_examples=200, deadline=None)
_SEPARATORS = ("", " ", "-", "\u00a0", "\u202f", "\u2009", "_", *map(chr, HYPHENS))


def _said(text: str) -> list[str]:
    return [term.text for term in terms(text)]


@pytest.mark.parametrize("separator", _SEPARATORS, ids=ascii)
@pytest.mark.parametrize("name", ["GPT", "gpt", "Gpt"])
def test_every_spelling_of_a_name_with_a_number_has_the_same_terms(name: str, separator: str) -> None:
    """``GPT-5.2`` with any hyphen, any space or none is ``gpt`` and ``5.2``, alone and within a sentence."""
    assert _said(f"{name}{separator}5.2") == ["gpt", "5.2"]
    assert _said(f"What does {name}{separator}5.2 cost?") == ["what", "does", "gpt", "5.2", "cost"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qwen3-Coder", ["qwen", "3", "coder"]),
        ("DeepSeek‑V3.2", ["deepseek", "v", "3.2"]),
        ("ＧＰＴ－５．２", ["gpt", "5.2"]),
        ("llama.cpp v0.5.1", ["llama", "cpp", "v", "0.5.1"]),
        ("1,000 tokens", ["1000", "tokens"]),
        ("12,345,678.90", ["12345678.90"]),
        ("1,2,3", ["1", "2", "3"]),
        ("1,00", ["1", "00"]),
        ("It costs 5.", ["it", "costs", "5"]),
        ("snake_case", ["snake", "case"]),
        ("ﬁne ½", ["fine", "1", "2"]),
        ("naïve cafe\u0301", ["naïve", "café"]),
        ("日本語", ["日本語"]),
        ("", []),
        ("!? … — 😀", []),
    ],
)
def test_terms_are_words_and_numbers(text: str, expected: list[str]) -> None:
    """Versions keep their dots, thousands lose their commas, lists of numbers come apart, marks are no terms."""
    assert _said(text) == expected


def test_a_term_spans_the_letters_as_they_stand() -> None:
    """A term's span gives back the original letters, with their own width, case and accents."""
    text = "Der ＧＰＴ‑５．２ cafe\u0301 ﬁne 1,000"
    assert [text[term.start : term.end] for term in terms(text)] == [
        "Der",
        "ＧＰＴ",
        "５．２",
        "cafe\u0301",
        "ﬁne",
        "1,000",
    ]


@given(text=_TEXTS)
@_MANY
def test_spans_of_terms_lie_in_the_text_rise_and_do_not_overlap(text: str) -> None:
    """Every term stands for some characters of the text, after those of the term before it."""
    found = terms(text)
    assert all(0 <= term.start < term.end <= len(text) for term in found)
    assert all(_follows(a, b, text) for a, b in pairwise(found))


def _follows(a: Term, b: Term, text: str) -> bool:
    """One character may fold to several terms (``½`` to 1 and 2): these stand for the same character."""
    return a.end <= b.start or (a.end == b.end and len(fold(text[b.start : b.end]).text) > 1)


@given(text=_TEXTS)
@_MANY
def test_a_term_alone_has_the_same_terms_as_in_its_text(text: str) -> None:
    """What a span gives back folds to the term again, so that marks in quotes stand on the letters meant."""
    assume("\u2044" not in fold(text).text)  # a fraction folds to digits that join those beside it
    for term in terms(text):
        assert term.text in _said(text[term.start : term.end])


@given(text=_TEXTS)
@_MANY
def test_folding_maps_every_character_back(text: str) -> None:
    """Offsets rise, and leave out no character of the text."""
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    spans = list(zip(folded.starts, folded.ends, strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a == b or a[1] <= b[0] for a, b in pairwise(spans))
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert covered == set(range(len(text)))


@given(text=_TEXTS)
@_MANY
def test_a_character_of_the_folded_text_stands_for_what_folds_to_it(text: str) -> None:
    """The span of any folded character folds to a text that holds this character."""
    folded = fold(text)
    for index, character in enumerate(folded.text):
        start, end = folded.span(index, index + 1)
        assert character in fold(text[start:end]).text


@given(text=st.one_of(_SPELLED, st.text(st.characters(exclude_characters="".join(_ACROSS_STARTERS)), max_size=60)))
@_MANY
def test_folding_is_nfkc_of_the_whole_and_plain_hyphens(text: str) -> None:
    """Folding character by character gives what NFKC of the whole gives, but for scripts composed across starters."""
    assert fold(text).text == unicodedata.normalize("NFKC", text).translate(HYPHENS)


@pytest.mark.parametrize(
    "text",
    ["\u1112\u1161\u11ab", "ㅎㅏㄴ", "ｶﾞ", "\u09c7\u09be", "\u0bc6\u0bbe"],
    ids=["hangul jamo", "compatibility jamo", "half-width kana", "bengali", "tamil"],
)
def test_what_is_composed_across_starters_maps_back_all_the_same(text: str) -> None:
    """The exceptions to folding as NFKC of the whole still keep every character and its offset."""
    folded = fold(text)
    assert unicodedata.normalize("NFKC", folded.text) == unicodedata.normalize("NFKC", text)
    assert folded.span(0, len(folded.text)) == (0, len(text))


@pytest.mark.parametrize(
    ("spelled", "same"),
    [("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"), ("ｶﾞｿﾘﾝ", "ガソリン")],
    ids=["hangul jamo", "half-width kana"],
)
def test_korean_and_japanese_have_the_same_terms_in_every_encoding(spelled: str, same: str) -> None:
    """Decomposed Hangul, as macOS writes it, and half-width kana are spellings of the same words."""
    assert _said(spelled) == _said(same)


@given(text=_TEXTS)
@_MANY
def test_no_kind_of_hyphen_or_hard_space_is_left(text: str) -> None:
    """All that counts as a hyphen is ``-``, and all hard spaces are spaces, in folded text."""
    assert not set(fold(text).text) & {*map(chr, HYPHENS), "\u00a0", "\u202f", "\u2007"}


@given(text=_TEXTS)
@_MANY
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text folds to itself."""
    folded = fold(text).text
    assert fold(folded).text == folded


@given(text=_TEXTS, hyphen=st.sampled_from([*map(chr, HYPHENS)]))
@_MANY
def test_the_kind_of_hyphen_changes_no_term(text: str, hyphen: str) -> None:
    """A text with its hyphens exchanged has the same terms at the same places."""
    assert terms(text.replace("-", hyphen)) == terms(text)


@given(text=st.text(st.characters(max_codepoint=127), max_size=80))
@_MANY
def test_ascii_folds_to_itself(text: str) -> None:
    """Plain ASCII is not changed, and each character stands for itself."""
    folded = fold(text)
    assert folded.text == text
    assert list(folded.starts) == list(range(len(text)))
    assert list(folded.ends) == list(range(1, len(text) + 1))


def test_a_folded_span_takes_the_marks_along() -> None:
    """A span that ends at a composed letter holds the letter's combining marks too."""
    folded = fold("xe\u0301y")
    assert isinstance(folded, Folded)
    assert folded.text == "xéy"
    assert folded.span(1, 2) == (1, 3)
