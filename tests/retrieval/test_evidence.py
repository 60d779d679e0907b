"""Evidence: what of the candidates is read first, and what counts beside the reranker's word."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from retrieval.evidence import Evidence, names_it, needs_several, promising
from retrieval.index import Hit
from retrieval.keywords import KeywordWeights, keyword_query
from retrieval.question import Understanding, understand
from retrieval.ranking import ranked
from tests.retrieval.test_ranking import TODAY, found, understood

_MANY = settings(max_examples=100, deadline=None)
_WORDS = "Lattice robot parcels hour sorts noise words"
_SENTENCE = "Sentence number {} of this passage tells at some length what its maker said about the warehouse robot. "


def evidence_for(question: str, *pairs: tuple[Hit, Article]) -> tuple[list[Evidence], Understanding]:
    """Return the evidence that passages hold for a question, the most promising first, and what it asks."""
    asked = understood(question)
    query = keyword_query(question)
    weights = KeywordWeights.of(query, dict.fromkeys(query.terms, 1), 10)
    return promising(ranked(pairs, asked, TODAY), asked, weights), asked


def test_what_is_read_is_the_title_the_context_and_the_excerpt() -> None:
    """A row is read under its header, and everything under the title, of which no more than a line counts."""
    hit, article = found("| Model | Price |\n|---|---|\n| Aster 3 | 5 dollars |\n| Aster 3 Mini | 1 dollar |")
    pair = (hit, replace(article, title="Prices " * 100))
    (only,), _ = evidence_for("what does aster 3 cost", pair)
    assert only.text.splitlines() == [
        ("Prices " * 100)[:120],
        "| Model | Price |",
        "| Aster 3 | 5 dollars |",
        "| Aster 3 Mini | 1 dollar |",
    ]


def test_the_excerpt_with_the_words_asked_for_is_read_first() -> None:
    """Of a long passage, the sentences on the matter come before the others, and no more than four excerpts count."""
    text = "".join(_SENTENCE.format(n) for n in range(30)) + "A robot of Lattice sorts 900 parcels an hour."
    read, _ = evidence_for("how many parcels does Lattice's robot sort", found(text))
    assert "900 parcels" in read[0].text
    assert len(read) == 4


def test_candidates_far_down_are_not_read() -> None:
    """Fourteen candidates are read, the best ones."""
    pairs = [found(f"Robot {n} sorts {n} parcels.", score=0.1 - n / 1_000) for n in range(20)]
    read, _ = evidence_for("how do they sort parcels", *pairs)
    assert {each.candidate.article.text for each in read} == {pair[1].text for pair in pairs[:14]}


def test_a_title_alone_is_no_evidence() -> None:
    """A heading that repeats the title says nothing that is not there already."""
    hit, article = found("Aster Labs cuts the price of Aster 3\n\nIt costs 2 dollars now.")
    pair = (hit, replace(article, title="Aster Labs cuts the price of Aster 3"))
    read, _ = evidence_for("what does aster 3 cost", pair)
    assert [each.excerpt.of(article.text) for each in read] == ["It costs 2 dollars now."]


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("how many tokens does GPT-5.2 read", "GPT-5.2 reads very long texts.", False),
        ("how many tokens does GPT-5.2 read", "GPT-5.2 reads 400,000 tokens.", True),
        ("what does GPT-5.2 cost", "GPT-5.2 is out for everybody.", False),
        ("what does GPT-5.2 cost", "GPT-5.2 costs $1.75.", True),
        ("when will aster 3 be out", "Aster 3 is good at chess.", False),
        ("when will aster 3 be out", "Aster 3 comes in May.", True),
        ("who runs aster labs", "its robots are run by nobody.", False),
        ("who runs aster labs", "its robots are run by Ines Okafor.", True),
        ("how does aster 3 work", "It works.", True),
    ],
)
def test_the_kind_of_answer_is_there_or_not(question: str, text: str, *, holds: bool) -> None:
    """A version is no number that answers; a question without a kind is answered by anything."""
    (only,), _ = evidence_for(question, found(text))
    assert only.holds_kind is holds


def test_the_score_counts_the_kind_the_names_what_is_asked_for_and_recency() -> None:
    """Of excerpts that the reranker likes as much, the one with what was asked for comes first."""
    (best, *_), _ = evidence_for("latest price of gpt-5.2 at the Morning Paper", found("GPT-5.2 costs $1."))
    better = replace(best.candidate, asked_for=1)
    older = replace(best.candidate, recency=0.0)
    other = replace(best.candidate, lack=1.0)
    assert replace(best, candidate=better).score > best.score
    assert replace(best, candidate=older).score < best.score
    assert replace(best, candidate=other).score < best.score
    assert replace(best, holds_kind=False).score < best.score
    assert replace(best, lack=1.0).score < best.score


@given(one=st.floats(-11, 11), other=st.floats(-11, 11))
@_MANY
def test_all_else_equal_the_reranker_decides(one: float, other: float) -> None:
    """The order of scores is the order of logits."""
    (evidence,), _ = evidence_for("what does gpt-5.2 cost", found("GPT-5.2 costs $1."))
    assert (replace(evidence, logit=one).score <= replace(evidence, logit=other).score) == (one <= other)


@given(share=st.lists(st.sampled_from(_WORDS.split()), max_size=7))
@_MANY
def test_keywords_are_a_share(share: list[str]) -> None:
    """It runs from none of the question's words to all of them."""
    (only,), _ = evidence_for("how many parcels does the Lattice robot sort an hour", found("x 1 " + " ".join(share)))
    assert 0 <= only.keywords <= 1 + 1e-9
    assert (only.keywords == 0) == (not {"Lattice", "robot", "parcels", "hour", "sorts"} & set(share))


# Comparisons

CIRRUS = found("Cirrus 2 writes 90 tokens a second.")
NIMBUS = found("Nimbus 4 writes 140 tokens a second.")
BOTH = found("Cirrus 2 writes 90 tokens a second and Nimbus 4 writes 140.")


@pytest.mark.parametrize(
    ("question", "pairs", "several"),
    [
        ("is cirrus 2 faster than nimbus 4", (CIRRUS, NIMBUS), True),
        ("Compare Cirrus 2 and Nimbus 4", (CIRRUS, NIMBUS), True),
        ("is cirrus 2 faster than nimbus 4", (CIRRUS, NIMBUS, BOTH), False),
        ("how fast is nimbus 4", (CIRRUS, NIMBUS), False),
        ("which robots are better", (CIRRUS, NIMBUS), False),
        ("what is new about cirrus 2 and nimbus 4", (CIRRUS, NIMBUS), False),
    ],
)
def test_two_sides_that_no_passage_names_need_several_sources(
    question: str, pairs: tuple[tuple[Hit, Article], ...], *, several: bool
) -> None:
    """One passage that names both sides is enough, and so is any where nothing is compared."""
    assert needs_several(*evidence_for(question, *pairs)) is several


def test_a_passage_names_a_product_in_its_version() -> None:
    """Another version of it is not named, and neither is the product where the version is left out."""
    (name,) = understand("is GPT-5.2 out", date(2026, 3, 18), ()).names
    for text, named in (("GPT-5.2 is out.", True), ("GPT-5.1 is out.", False), ("The GPT models are out.", False)):
        (each,), _ = evidence_for("is GPT-5.2 out", found(text))
        assert names_it(name, each) is named


def test_evidence_without_candidates_is_none() -> None:
    """Nothing found is nothing to read."""
    assert evidence_for("how do robots work")[0] == []
