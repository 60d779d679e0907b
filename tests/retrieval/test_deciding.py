"""Deciding: what every answer must have, and what calibration makes of the rest."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from retrieval.deciding import FEATURES, Decision, calibration, calibrations, decide, features, missing_condition
from retrieval.index import Hit
from tests.retrieval.test_evidence import CIRRUS, NIMBUS, evidence_for
from tests.retrieval.test_ranking import found, understood

_MANY = settings(max_examples=100, deadline=None)
_BEST, _WORST = 11.0, -11.0  # logits


def decided(question: str, *pairs: tuple[Hit, Article], logit: float = _BEST, reranked: bool = True) -> Decision:
    """Decide on passages to which the reranker gives all the same logit."""
    evidence, asked = evidence_for(question, *pairs)
    return decide([replace(each, logit=logit) for each in evidence], asked, reranked=reranked)


@pytest.mark.parametrize("reranked", [True, False])
def test_the_best_that_can_be_read_is_shown_and_the_worst_is_not(*, reranked: bool) -> None:
    """With every condition met, what is read decides."""
    pair = found("GPT-5.2 costs $1.75 per million tokens.")
    best = decided("what does gpt-5.2 cost", pair, reranked=reranked)
    assert best.silent_because is None
    assert best.confidence > 0.8
    worst = decided("how do they plant trees", found("GPT-5.2 costs $1."), logit=_WORST, reranked=reranked)
    assert worst.silent_because is not None
    assert worst.silent_because.startswith("confidence 0.")
    assert 0 < worst.confidence < 0.5


@pytest.mark.parametrize(
    ("question", "text", "because"),
    [
        ("what does gpt-5.2 cost", "GPT-5.1 costs $1.25.", "the best passage does not name GPT 5.2"),
        ("what does gpt-5.2 cost", "The GPT models cost $1.", "the best passage does not name GPT 5.2"),
        ("what does zephyr 9 cost", "Zephyr 8 costs $1.", "the best passage does not name zephyr 9"),
        ("what does opus 4.5 cost", "Claude Sonnet 4.5 costs $1.", "the best passage does not name Claude 4.5 opus"),
        ("what does gpt-5.2 cost", "GPT-5.2 is out.", "the best passage holds no price"),
        ("how many robots did lattice build", "Lattice builds robots.", "the best passage holds no number"),
        ("when was lattice founded", "Lattice builds robots.", "the best passage holds no date"),
        ("who founded lattice", "it builds robots.", "the best passage holds no person"),
    ],
)
def test_a_condition_that_is_missing_silences_the_best(question: str, text: str, because: str) -> None:
    """Another version, no version, or no such kind of answer: however sure the reranker is, the chance is none."""
    assert decided(question, found(text)) == Decision(confidence=0.0, silent_because=because)


def test_nothing_found_is_nothing_to_decide() -> None:
    """There is no passage then, and that is said."""
    assert decided("what does gpt-5.2 cost") == Decision(confidence=0.0, silent_because="no passage was found")


def test_a_product_without_a_version_may_go_unnamed() -> None:
    """An article may call it "the app" all along: that is left to what calibration found."""
    evidence, asked = evidence_for("what can midjourney do", found("The app draws pictures."))
    assert missing_condition(evidence, asked) is None


@pytest.mark.parametrize("question", ["is cirrus 2 faster than nimbus 4", "Compare Cirrus 2 and Nimbus 4"])
@pytest.mark.parametrize("reranked", [True, False])
def test_two_sides_in_two_passages_are_answered(question: str, *, reranked: bool) -> None:
    """That no passage names both sides tells nothing against them."""
    assert decided(question, CIRRUS, NIMBUS, reranked=reranked).silent_because is None


def test_a_side_that_no_passage_names_silences_a_comparison() -> None:
    """There is no comparing with what does not exist."""
    decision = decided("is cirrus 2 faster than nimbus 9", CIRRUS, NIMBUS)
    assert decision.silent_because == "the best passage does not name nimbus 9"


def test_features_of_a_comparison_are_those_of_a_side() -> None:
    """Each passage names one of the two: it counts as naming what is asked about; one that names neither does not."""
    evidence, asked = evidence_for("is cirrus 2 faster than nimbus 4", CIRRUS, found("A pen writes nothing."))
    named = {each.candidate.article.text: features(each, asked)[1:3] for each in evidence}
    assert named == {CIRRUS[1].text: (1.0, 1.0), "A pen writes nothing.": (0.0, 0.0)}


def test_features_stand_in_their_order() -> None:
    """The excerpt may leave out what the passage names."""
    text = "GPT-5.2 is out.\n\n" + "It can do a lot of things that nobody has asked for so far. " * 8 + "It costs $3."
    evidence, asked = evidence_for("what does gpt-5.2 cost", found(text))
    (last,) = [each for each in evidence if "$3" in each.text]
    assert len(features(last, asked)) == len(FEATURES)
    assert features(replace(last, logit=5.0), asked)[:3] == (0.5, 0.0, 1.0)


# What calibration found


@pytest.mark.parametrize("reranked", [True, False])
def test_the_calibration_that_is_shipped_fits_the_features(*, reranked: bool) -> None:
    """It was made for these features, and what it was checked with stands beside it."""
    values = calibrations()["reranked" if reranked else "not reranked"]
    found_then = calibration(reranked=reranked)
    assert tuple(values["features"]) == FEATURES
    assert len(found_then.weights) == len(FEATURES)
    assert {"fitted on", "checked on"} <= set(values)


@given(one=st.floats(_WORST, _BEST), other=st.floats(_WORST, _BEST), reranked=st.booleans())
@_MANY
def test_confidence_is_a_chance_that_grows_with_the_logit(one: float, other: float, *, reranked: bool) -> None:
    """What reads better is never less sure."""
    evidence, asked = evidence_for("how do robots sort parcels", found("Robots sort parcels by size."))
    low, high = (
        calibration(reranked=reranked).confidence(features(replace(evidence[0], logit=logit), asked))
        for logit in sorted((one, other))
    )
    assert 0 <= low <= high <= 1


@given(logit=st.floats(_WORST, _BEST), reranked=st.booleans())
@_MANY
def test_silence_is_kept_below_an_even_chance_alone(logit: float, *, reranked: bool) -> None:
    """A decision says its confidence, and that it is too low exactly where it is."""
    decision = decided("how do robots sort parcels", found("Robots sort parcels."), logit=logit, reranked=reranked)
    assert (decision.silent_because is None) == (decision.confidence >= 0.5)


def test_only_the_best_evidence_decides() -> None:
    """A good quote further down does not save a bad one on top, and the other way round."""
    asked = understood("how do robots sort parcels")
    evidence, _ = evidence_for("how do robots sort parcels", found("Robots sort parcels."), found("Robots sort mail."))
    good = [replace(evidence[0], logit=_BEST), replace(evidence[1], logit=_WORST)]
    assert decide(good, asked, reranked=True).silent_because is None
    assert decide(good[::-1], asked, reranked=True).confidence < decide(good, asked, reranked=True).confidence
