"""Deciding: whether the best evidence answers the question, by necessary conditions and by what calibration found."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from corpus.naming import Name
from retrieval.evidence import Evidence, names_it
from retrieval.question import Understanding
from retrieval.ranking import NAMED, lack

FEATURES = ("logit / 10", "excerpt names it", "passage names it", "keywords")

_EVEN_CHANCE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic regression over `FEATURES`."""

    weights: tuple[float, ...]
    bias: float

    def confidence(self, values: Sequence[float]) -> float:
        """Return the chance that evidence with these features answers, from 0 to 1."""
        return 1 / (1 + exp(-self.bias - sum(w * value for w, value in zip(self.weights, values, strict=True))))

    def trusts(self, values: Sequence[float]) -> bool:
        """Tell whether evidence with these features is rather right than wrong."""
        return self.confidence(values) >= _EVEN_CHANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The chance that the best evidence answers, from 0 to 1, and why nothing is answered, None where something is."""

    confidence: float
    silent_because: str | None = None


def decide(evidence: Sequence[Evidence], asked: Understanding, *, reranked: bool) -> Decision:
    """Decide whether the evidence, best first, is shown."""
    missing = missing_condition(evidence, asked)
    if missing:
        return Decision(confidence=0.0, silent_because=missing)
    calibrated, values = calibration(reranked=reranked), features(evidence[0], asked)
    confidence = calibrated.confidence(values)
    doubt = f"confidence {confidence:.2f}: the best passage is rather wrong than right"
    return Decision(confidence=confidence, silent_because=None if calibrated.trusts(values) else doubt)


def missing_condition(evidence: Sequence[Evidence], asked: Understanding) -> str | None:
    """Say what every answer must have and the evidence lacks: each product in its version, and the kind of answer."""
    if not evidence:
        return "no passage was found"
    for name in asked.names:
        where = evidence if asked.comparison else evidence[:1]
        if (name.version or name.variant) and not any(names_it(name, each) for each in where):
            return f"the best passage does not name {_written(name)}"
    return None if evidence[0].holds_kind else f"the best passage holds no {asked.kind.value}"


def features(best: Evidence, asked: Understanding) -> tuple[float, ...]:
    """Return what the decision rests on, in the order of `FEATURES`; of sides to be compared, one is named by each."""
    article = best.candidate.article
    sides = [[name] for name in asked.names] if asked.comparison and asked.names else [asked.names]
    named = [min(lack(side, text) for side in sides) for text in (best.excerpt.of(article.text), best.candidate.text)]
    return (best.logit / 10, *(float(each <= NAMED) for each in named), best.keywords)


def calibration(*, reranked: bool) -> Calibration:
    """Return the calibration for evidence that the reranker has read, or none has."""
    values = calibrations()["reranked" if reranked else "not reranked"]
    return Calibration(weights=tuple(values["weights"]), bias=values["bias"])


@cache
def calibrations() -> dict[str, Any]:
    """Return all of `calibration.json`: what `newsdesk calibrate` found, and the figures it was checked with."""
    loaded: dict[str, Any] = json.loads(files("retrieval").joinpath("calibration.json").read_text(encoding="utf-8"))
    return loaded


def _written(name: Name) -> str:
    parts = (name.product, name.version, name.variant)
    return " ".join(part for part in parts if part)
