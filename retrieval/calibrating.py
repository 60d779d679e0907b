"""Calibrating: what tells answers from silence is learnt from questions with known answers.

Answerable questions are asked twice: of the corpus, and of the corpus without all articles that answer them.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from corpus.errors import UsageError
from retrieval.answer import Question
from retrieval.deciding import FEATURES, Calibration, features, missing_condition
from retrieval.evaluation import KnownQuestion, holds_answer
from retrieval.index import Filters, Index
from retrieval.reading import Reading, read
from retrieval.reranking import Reranker

_UNANSWERABLE_SHARE = 0.2  # of the questions that people ask; the enlarged set holds more
_KINDS = 2  # answerable, and not
_REGULARISATION = 3.0  # scikit-learn's C


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the best evidence for a question looks like, and whether the corpus that was asked holds the answer.

    ``values`` is None where a necessary condition is missing, so that nothing is answered in any case. ``of_less``
    tells that articles had been left out.
    """

    values: tuple[float, ...] | None
    answerable: bool
    of_less: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How well silence is kept: shares, and counts of the questions they come from."""

    recall: float
    precision: float
    answerable: int
    unanswerable: int


def calibrate(
    questions: Sequence[KnownQuestion], index: Index, reranker: Reranker | None, progress: Callable[[int], None]
) -> dict[str, Any]:
    """Return what `calibration.json` holds: fitted on the questions with ids ``a…``, checked on those with ``b…``.

    Raises:
        UsageError: there are no answerable and unanswerable questions among either.
        NewsdeskError: the index cannot be searched, or a model cannot be loaded.
    """
    halves = [[known for known in questions if known.id.startswith(letter)] for letter in "ab"]
    if any({known.answerable for known in half} != {True, False} for half in halves):
        raise UsageError(
            "answerable and unanswerable questions are needed, both with ids a… (to fit) and b… (to check)"
        )
    found = {}
    for name, used in (("reranked", reranker), ("not reranked", None)):
        known, check = (samples(half, index, used, progress) for half in halves)
        calibration = fitted(known)
        found[name] = {
            "features": FEATURES,
            **asdict(calibration),
            "fitted on": _figures(calibration, known),
            "checked on": _figures(calibration, check),
        }
    return found


def _figures(calibration: Calibration, known: Sequence[Sample]) -> dict[str, Any]:
    asked = [sample for sample in known if not sample.of_less]
    return {"questions": asdict(silence(calibration, asked)), "enlarged": asdict(silence(calibration, known))}


def samples(
    questions: Sequence[KnownQuestion],
    index: Index,
    reranker: Reranker | None,
    progress: Callable[[int], None],
) -> list[Sample]:
    """Ask the questions, and the answerable ones once more of a corpus without the articles that answer them.

    Questions that the reranker is not used for are left out where there is one, as they are decided otherwise.
    """
    found: list[Sample] = []
    for known in questions:
        question = Question(text=known.text, asked_at=datetime.now(UTC), filters=Filters(as_of=known.asked_on))
        reading = read(question, index, reranker)
        found += _sample(reading, reranker, answerable=known.answerable)
        if known.answerable:
            found_in = (article for c in reading.candidates for article in (c.article, *c.also))
            answering = {article.key for article in found_in if holds_answer(known, article)}
            found += _sample(read(question, index, reranker, answering), reranker, answerable=False, of_less=True)
        progress(1)
    return found


def fitted(known: Sequence[Sample]) -> Calibration:
    """Fit a logistic regression.

    Unanswerable questions weigh as much as their share of what people ask, so that what it gives is a chance: an answer
    that is rather wrong than right is not shown.

    Raises:
        UsageError: the conditions of an answer part the samples already, or there are none.
    """
    from sklearn.linear_model import LogisticRegression

    open_to_doubt = [(sample.values, sample.answerable) for sample in known if sample.values]
    values = np.array([values for values, _ in open_to_doubt])
    answerable = np.array([answerable for _, answerable in open_to_doubt])
    if len(np.unique(answerable)) < _KINDS:
        raise UsageError("too few questions: all that meet the conditions of an answer are answerable, or none is")
    weights = np.where(
        answerable, (1 - _UNANSWERABLE_SHARE) / answerable.sum(), _UNANSWERABLE_SHARE / (~answerable).sum()
    ) * len(values)
    model = LogisticRegression(C=_REGULARISATION).fit(values, answerable, sample_weight=weights)
    return Calibration(weights=tuple(model.coef_[0].round(3).tolist()), bias=round(float(model.intercept_[0]), 3))


def silence(calibration: Calibration, known: Sequence[Sample]) -> Silence:
    """Check a calibration on samples."""
    silent = [sample.values is None or not calibration.trusts(sample.values) for sample in known]
    unanswerable = [not sample.answerable for sample in known]
    rightly = sum(s and u for s, u in zip(silent, unanswerable, strict=True))
    return Silence(
        recall=round(rightly / max(1, sum(unanswerable)), 3),
        precision=round(rightly / max(1, sum(silent)), 3),
        answerable=len(known) - sum(unanswerable),
        unanswerable=sum(unanswerable),
    )


def _sample(reading: Reading, reranker: Reranker | None, *, answerable: bool, of_less: bool = False) -> list[Sample]:
    if reading.reranked != (reranker is not None):
        return []
    missing = missing_condition(reading.evidence, reading.understanding)
    values = None if missing else features(reading.evidence[0], reading.understanding)
    return [Sample(values=values, answerable=answerable, of_less=of_less)]
