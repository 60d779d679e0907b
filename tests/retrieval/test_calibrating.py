"""Calibrating: from questions with known answers to what tells answers from silence, and what it was checked with."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import UsageError
from retrieval.calibrating import Sample, Silence, calibrate, fitted, samples, silence
from retrieval.deciding import FEATURES, Calibration
from retrieval.embedding import Encoder
from retrieval.evaluation import KnownQuestion, known_question
from retrieval.index import Index
from retrieval.reranking import Reranker, open_reranker
from tests.retrieval.test_trust import ARTICLES, indexed

_MANY = settings(max_examples=100, deadline=None)
_READS_WELL, _READS_BADLY = (0.9, 1.0, 1.0, 1.0), (-0.9, 0.0, 0.0, 0.2)


def known(name: str, text: str, url: str | None = None, fact: str = "") -> KnownQuestion:
    """Return a question with the article that answers it, or one that none answers."""
    fields: dict[str, Any] = {"id": name, "question": text, "asked_on": "2026-08-01", "answerable": url is not None}
    fields["evidence"] = [{"url": f"https://news.example/{url}", "quote": fact}] if url else []
    return known_question(fields | {"must_match": [fact] if fact else []})


QUESTIONS = [
    known("a1", "How many parcels does the Lattice robot sort an hour?", "lattice", "900 parcels"),
    known("a2", "How much did Borealis raise?", "borealis-wire", "400 million dollars"),
    known("a3", "How tall is Mount Everest?"),
    known("a4", "What is the recipe for pad thai?"),
    known("b1", "What does GPT-5.2 cost?", "gpt-5-2", "1.75"),
    known("b2", "In which city did Vega Labs open an office?", "vega", "Nairobi"),
    known("b3", "How do I prune an apple tree?"),
    known("b4", "What does GPT-5.4 cost?"),
]


@pytest.fixture(scope="module")
def reranker() -> Reranker:
    """The real reranker."""
    opened = open_reranker(None)
    assert opened is not None
    return opened


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Index]:
    """The made-up news."""
    with indexed(tmp_path_factory.mktemp("calibrating"), encoder, ARTICLES) as made:
        yield made


@pytest.fixture(scope="module")
def found(index: Index, reranker: Reranker) -> dict[str, Any]:
    """What calibrating finds, once."""
    return calibrate(QUESTIONS, index, reranker, lambda _: None)


def sample(values: tuple[float, ...] | None, *, answerable: bool, of_less: bool = False) -> Sample:
    """Return a sample of the whole corpus, or of a smaller one."""
    return Sample(values=values, answerable=answerable, of_less=of_less)


# With a corpus


def test_what_is_found_is_what_deciding_reads(found: dict[str, Any]) -> None:
    """With a reranker and without, there are weights for the features and a bias."""
    assert set(found) == {"reranked", "not reranked"}
    for values in found.values():
        assert tuple(values["features"]) == FEATURES
        assert len(values["weights"]) == len(FEATURES)
        assert isinstance(values["bias"], float)


@pytest.mark.parametrize("name", ["reranked", "not reranked"])
def test_questions_are_counted_in_their_half_and_once_more_without_their_articles(
    found: dict[str, Any], name: str
) -> None:
    """Of two answerable and two unanswerable questions, the enlarged half holds two and four."""
    for half in ("fitted on", "checked on"):
        for asked, unanswerable in (("questions", 2), ("enlarged", 4)):
            figures = found[name][half][asked]
            assert (figures["answerable"], figures["unanswerable"]) == (2, unanswerable)
    assert found[name]["fitted on"]["questions"] == {
        "recall": 1.0, "precision": 1.0, "answerable": 2, "unanswerable": 2
    }  # fmt: skip


def test_without_its_articles_a_question_has_no_answer(index: Index, reranker: Reranker) -> None:
    """All copies of a story are left out, and what is left looks worse than the story did."""
    (funding,) = [question for question in QUESTIONS if question.id == "a2"]
    whole, less = samples([funding], index, reranker, lambda _: None)
    assert (whole.answerable, whole.of_less, less.answerable, less.of_less) == (True, False, False, True)
    assert whole.values is not None
    assert whole.values[0] > 0.5
    assert less.values is None or less.values[0] < 0


def test_a_question_that_lacks_a_condition_has_no_values(index: Index, reranker: Reranker) -> None:
    """A version that does not exist is met with silence whatever calibration finds."""
    (missing,) = [question for question in QUESTIONS if question.id == "b4"]
    assert samples([missing], index, reranker, lambda _: None) == [sample(None, answerable=False)]


def test_a_question_that_leaves_the_reranker_off_is_no_sample_of_it(index: Index, reranker: Reranker) -> None:
    """It is decided by the other calibration."""
    compared = known("a9", "Which is faster, Cirrus 2 or Nimbus 4?", "nimbus", "140 tokens")
    assert [each.of_less for each in samples([compared], index, reranker, lambda _: None)] != [False, True]
    assert [each.answerable for each in samples([compared], index, None, lambda _: None)] == [True, False]


def test_questions_are_asked_of_their_day(index: Index, reranker: Reranker) -> None:
    """What was published later does not answer a question of an earlier day."""
    (funding,) = [question for question in QUESTIONS if question.id == "a2"]
    early = known_question(
        {"id": "a2", "question": funding.text, "asked_on": "2026-01-31", "answerable": False, "evidence": []}
    )
    assert early.asked_on == date(2026, 1, 31)
    (none,) = samples([early], index, reranker, lambda _: None)
    assert none.values is None or none.values[0] < 0


def test_progress_counts_each_question(index: Index, reranker: Reranker) -> None:
    """However often it is asked."""
    counted: list[int] = []
    samples(QUESTIONS[:3], index, reranker, counted.append)
    assert sum(counted) == 3


@pytest.mark.parametrize(
    "questions",
    [
        [],
        QUESTIONS[:4],
        QUESTIONS[4:],
        [question for question in QUESTIONS if question.answerable],
        [question for question in QUESTIONS if question.answerable or question.id.startswith("a")],
    ],
    ids=["none", "nothing to check", "nothing to fit", "none unanswerable", "none unanswerable to check"],
)
def test_both_halves_need_both_kinds(index: Index, questions: list[KnownQuestion]) -> None:
    """Silence cannot be learnt from questions that all have answers, nor checked with questions it was fitted on."""
    with pytest.raises(UsageError, match="answerable and unanswerable questions are needed, both with ids a"):
        calibrate(questions, index, None, lambda _: None)


# With samples


def test_calibration_parts_what_can_be_parted() -> None:
    """Where the features tell all, silence is kept exactly where it should be."""
    good = [sample(_READS_WELL, answerable=True)] * 8
    bad = [sample(_READS_BADLY, answerable=False)] * 3 + [sample(None, answerable=False)]
    calibration = fitted([*good, *bad])
    assert calibration.trusts(_READS_WELL)
    assert not calibration.trusts(_READS_BADLY)
    assert silence(calibration, [*good, *bad]) == Silence(recall=1.0, precision=1.0, answerable=8, unanswerable=4)


@pytest.mark.parametrize(
    "values", [[], [sample(_READS_WELL, answerable=True)] * 4 + [sample(None, answerable=False)] * 4]
)
def test_what_leaves_nothing_to_learn_is_refused(values: list[Sample]) -> None:
    """Where conditions alone part the questions, there is no chance to be found."""
    with pytest.raises(UsageError, match="too few questions"):
        fitted(values)


def test_a_better_logit_weighs_for_an_answer() -> None:
    """What the samples say is learnt: the weight of what tells is above zero, and of what is constant near it."""
    steps = [(n / 10, 1.0, 1.0, 1.0) for n in range(-10, 11)]
    calibration = fitted([sample(values, answerable=values[0] > 0) for values in steps])
    assert calibration.weights[0] > 1
    assert calibration.confidence(steps[-1]) > 0.5 > calibration.confidence(steps[0])


def test_what_lacks_a_condition_is_silent_under_any_calibration() -> None:
    """Rightly where there is no answer, wrongly where there is one."""
    always = Calibration(weights=(0.0,) * len(FEATURES), bias=10.0)
    known_samples = [
        sample(None, answerable=False),
        sample(None, answerable=True),
        sample(_READS_WELL, answerable=True),
    ]
    assert silence(always, known_samples) == Silence(recall=1.0, precision=0.5, answerable=2, unanswerable=1)


def test_no_samples_have_no_silence() -> None:
    """There is nothing to divide by."""
    anything = Calibration(weights=(0.0,) * len(FEATURES), bias=0.0)
    assert silence(anything, []) == Silence(recall=0.0, precision=0.0, answerable=0, unanswerable=0)


_SAMPLES = st.lists(
    st.builds(
        sample,
        st.one_of(st.none(), st.tuples(*[st.floats(-1, 1)] * len(FEATURES))),
        answerable=st.booleans(),
        of_less=st.booleans(),
    ),
    max_size=12,
)


@given(known_samples=_SAMPLES, bias=st.floats(-3, 3))
@_MANY
def test_recall_and_precision_are_what_they_are_called(known_samples: list[Sample], bias: float) -> None:
    """Written out: of the unanswerable the share left silent, and of the silent the share that is unanswerable."""
    calibration = Calibration(weights=(3.0, 1.0, 0.5, 0.5), bias=bias)
    quiet = [s for s in known_samples if s.values is None or calibration.confidence(s.values) < 0.5]
    rightly = [s for s in quiet if not s.answerable]
    unanswerable = [s for s in known_samples if not s.answerable]
    kept = silence(calibration, known_samples)
    assert kept.recall == pytest.approx(len(rightly) / len(unanswerable) if unanswerable else 0, abs=5e-4)
    assert kept.precision == pytest.approx(len(rightly) / len(quiet) if quiet else 0, abs=5e-4)
    assert (kept.answerable, kept.unanswerable) == (len(known_samples) - len(unanswerable), len(unanswerable))


def test_one_unanswerable_that_reads_well_does_not_silence_the_rest() -> None:
    """Silence is kept where it is mostly right, and not at any price."""
    good = [sample(_READS_WELL, answerable=True)] * 8 + [sample(_READS_WELL, answerable=False)]
    bad = [sample(_READS_BADLY, answerable=False)] * 3 + [sample(_READS_BADLY, answerable=True)]
    kept = silence(fitted([*good, *bad]), [*good, *bad])
    assert kept == Silence(recall=0.75, precision=0.75, answerable=9, unanswerable=4)
