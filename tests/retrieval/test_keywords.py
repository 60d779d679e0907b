"""Keywords: every spelling gives one query, and every query is one that SQLite's full-text index understands."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.text import HYPHENS
from retrieval.keywords import (
    KeywordQuery,
    KeywordWeights,
    indexable,
    keyword_query,
    match_expression,
    stem,
    without_common,
)

_MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_FREQUENCIES = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 100))
_QUERY = st.lists(st.sampled_from("abcdefghij"), unique=True).map(lambda words: KeywordQuery(tuple(words), ("n 1",)))
_PASSAGES = 100


@pytest.fixture
def matches(tmp_path: object) -> Iterator["Matches"]:
    """An index with the tokenizer of the store, to ask whether a text matches an expression."""
    assert tmp_path
    connection = sqlite3.connect(":memory:")
    connection.execute(
        """CREATE VIRTUAL TABLE keyword USING fts5 (text, tokenize = "unicode61 remove_diacritics 2 tokenchars '.'")"""
    )
    yield Matches(connection)
    connection.close()


class Matches:
    """Tells whether a text, indexed, is found by an expression."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __call__(self, text: str, expression: str) -> bool:
        """Index the text alone, and look for it."""
        self._connection.execute("DELETE FROM keyword")
        self._connection.execute("INSERT INTO keyword (text) VALUES (?)", (text,))
        return (
            self._connection.execute("SELECT 1 FROM keyword WHERE keyword MATCH ?", (expression,)).fetchone()
            is not None
        )


@pytest.mark.parametrize("separator", ["", " ", "-", "\u00a0", *map(chr, HYPHENS)], ids=ascii)
def test_every_spelling_gives_the_same_query(separator: str) -> None:
    """What is asked of the index does not depend on how the name is written."""
    assert keyword_query(f"What does GPT{separator}5.2 cost?") == keyword_query("what does gpt 5.2 cost")
    assert keyword_query(f"GPT{separator}5.2").names == ("gpt 5.2",)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Claude Opus 4.6 or GPT-5.2?", ("opus 4.6", "gpt 5.2")),
        ("gpt 5.2 and GPT‑5.2", ("gpt 5.2",)),
        ("Qwen3.6-27B", ("qwen 3.6",)),
        ("prices in 2026", ("in 2026",)),
        ("costs, 5 of them", ()),
        ("5 models", ()),
        ("", ()),
    ],
)
def test_names_are_words_with_the_number_after_them(question: str, names: tuple[str, ...]) -> None:
    """A word and a number with at most one sign between them are one name; each is named once."""
    assert keyword_query(question).names == names


@given(question=st.text(max_size=300))
@_MANY
def test_terms_of_a_query_are_stemmed_once_and_few(question: str) -> None:
    """However long the question, a query has at most 64 terms, none twice, and no sign of the query language."""
    query = keyword_query(question)
    assert len(query.terms) <= 64
    assert len(set(query.terms)) == len(query.terms)
    assert not any('"' in part or "*" in part for part in (*query.terms, *query.names))


def test_a_question_longer_than_the_limit_keeps_its_first_terms() -> None:
    """The rest of a very long question is not looked up."""
    assert keyword_query(" ".join(f"{number}" for number in range(1000))).terms == tuple(map(str, range(64)))


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("prices", "price"), ("priced", "price"), ("models", "model"), ("5.2", "5.2"), ("1000", "1000")],
)
def test_words_are_stemmed_and_numbers_are_not(word: str, stemmed: str) -> None:
    """Forms of a word meet in their stem."""
    assert stem(word) == stemmed


@given(text=st.text(max_size=100))
@_MANY
def test_what_is_indexed_is_what_is_asked(text: str) -> None:
    """A text's own terms, asked, are the terms it was indexed under."""
    assert set(keyword_query(text).terms) <= set(indexable(text).split())


@given(text=st.text(st.sampled_from("abc1GPT5.,-‑ \"'*()^:+日ıİßﬁé\u0301_ "), min_size=1, max_size=60))
@_MANY
def test_the_index_finds_a_text_by_its_own_words(matches: Matches, text: str) -> None:
    """Whatever signs a question holds, the expression is valid, and the text asked for as it stands is found."""
    expression = match_expression(keyword_query(text))
    if expression:
        assert matches(indexable(text), expression)


@given(question=st.text(min_size=1, max_size=100))
@_MANY
def test_no_question_is_a_syntax_error(matches: Matches, question: str) -> None:
    """No text at all makes an expression that SQLite refuses."""
    expression = match_expression(keyword_query(question))
    assert expression == "" or matches("word", expression) in {True, False}


@pytest.mark.parametrize("word", ["AND", "OR", "NOT", "NEAR", "title", "text:x", 'a"b', "a*", "-a", "^a", "(a"])
def test_words_of_the_query_language_are_plain_words(matches: Matches, word: str) -> None:
    """FTS5's operators in a question are looked up as words."""
    assert matches(indexable(f"before {word} after"), match_expression(keyword_query(word)))
    assert not matches("unrelated", match_expression(keyword_query(word)))


def test_a_name_must_stand_together(matches: Matches) -> None:
    """The phrase of a name does not match its word and its number apart."""
    name = match_expression(KeywordQuery((), keyword_query("GPT-5.2").names))
    assert matches(indexable("the gpt5.2 model"), name)
    assert not matches(indexable("the gpt model in version 5.2"), name)


@given(query=_QUERY, frequencies=_FREQUENCIES)
@_MANY
def test_only_common_and_unknown_terms_are_dropped(query: KeywordQuery, frequencies: dict[str, int]) -> None:
    """Rare terms stay, in order; of the known ones at least three stay; names stay; unknown terms go."""
    kept = without_common(query, frequencies, _PASSAGES)
    known = [term for term in query.terms if frequencies.get(term)]
    rare = [term for term in known if frequencies[term] <= _PASSAGES / 10]
    assert kept.names == query.names
    assert [term for term in query.terms if term in kept.terms] == list(kept.terms)
    assert set(kept.terms) <= set(known)
    assert set(rare) <= set(kept.terms) or len(rare) < 3
    assert len(kept.terms) == max(len(rare), min(3, len(known)))
    dropped = [frequencies[term] for term in known if term not in kept.terms]
    assert all(frequencies[term] <= least for term in kept.terms for least in dropped)


@given(query=_QUERY, frequencies=_FREQUENCIES)
@_MANY
def test_a_rarer_term_weighs_no_less(query: KeywordQuery, frequencies: dict[str, int]) -> None:
    """Weights are never negative, and fall with how common the term is; a term in all passages weighs nothing."""
    weights = KeywordWeights.of(query, frequencies, _PASSAGES).weights
    assert set(weights) == set(query.terms)
    assert all(weight >= 0 for weight in weights.values())
    assert all(
        weights[a] >= weights[b] for a in weights for b in weights if frequencies.get(a, 0) <= frequencies.get(b, 0)
    )
    assert all(weights[term] == 0 for term in weights if frequencies.get(term) == _PASSAGES)


@given(query=_QUERY, frequencies=_FREQUENCIES, text=st.text(st.sampled_from("abcdefghij xyz"), max_size=40))
@_MANY
def test_a_share_lies_between_none_and_all(query: KeywordQuery, frequencies: dict[str, int], text: str) -> None:
    """A text with all the terms has all of what they tell, one with none nothing, others something between."""
    weights = KeywordWeights.of(query, frequencies, _PASSAGES)
    assert 0 <= weights.share(text) <= 1 + 1e-9
    assert weights.share("") == 0
    told = sum(weights.weights.values())
    assert weights.share(" ".join(query.terms)) == pytest.approx(1 if told else 0)


def test_a_share_counts_every_form_and_spelling() -> None:
    """The terms of a question are found in a quote that writes them otherwise."""
    weights = KeywordWeights.of(keyword_query("GPT-5.2 price"), {"gpt": 5, "5.2": 2, "price": 9}, _PASSAGES)
    assert weights.share("The prices of gpt5.2 rise") == pytest.approx(1)
    assert 0 < weights.share("The prices rise") < weights.share("Version 5.2 rises") < 1
