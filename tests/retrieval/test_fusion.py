"""Fusing rankings: compared with the sum written out."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.fusion import FUSION_K, reciprocal_rank_fusion

_RANKING = st.lists(st.integers(0, 30), unique=True, max_size=15)
_RANKINGS = st.lists(_RANKING, max_size=4)
_MANY = settings(max_examples=150, deadline=None)


@given(rankings=_RANKINGS, k=st.integers(1, 100))
@_MANY
def test_scores_are_the_sums_of_reciprocal_ranks(rankings: list[list[int]], k: int) -> None:
    """Each candidate's score is the sum over the rankings that hold it, and none is left out or made up."""
    fused = reciprocal_rank_fusion(rankings, k)
    assert set(fused) == {candidate for ranking in rankings for candidate in ranking}
    for candidate, score in fused.items():
        exact = sum(Fraction(1, k + ranking.index(candidate) + 1) for ranking in rankings if candidate in ranking)
        assert score == pytest.approx(float(exact))


@given(rankings=_RANKINGS)
@_MANY
def test_best_come_first_and_ties_by_number(rankings: list[list[int]]) -> None:
    """The order is by score, and of equal scores by number, so that it is the same every time."""
    fused = reciprocal_rank_fusion(rankings)
    order = [(-score, candidate) for candidate, score in fused.items()]
    assert order == sorted(order)


@given(ranking=_RANKING)
@_MANY
def test_one_ranking_keeps_its_order(ranking: list[int]) -> None:
    """There is nothing to fuse in one ranking."""
    assert list(reciprocal_rank_fusion([ranking])) == ranking


@given(rankings=_RANKINGS, empty=st.integers(0, 3))
@_MANY
def test_an_empty_ranking_changes_nothing(rankings: list[list[int]], empty: int) -> None:
    """A search that found nothing has no say."""
    assert reciprocal_rank_fusion([*rankings, *[[] for _ in range(empty)]]) == reciprocal_rank_fusion(rankings)


def test_agreement_beats_one_first_place() -> None:
    """What both rankings hold near the top comes before what one alone holds at the top."""
    assert next(iter(reciprocal_rank_fusion([[1, 2, 3], [4, 2, 5]]))) == 2


def test_a_first_place_is_worth_an_eleventh() -> None:
    """With k = 10 few rankings of fifty each are told apart better than with the paper's 60."""
    assert FUSION_K == 10
    assert reciprocal_rank_fusion([[7]]) == {7: pytest.approx(1 / 11)}
