"""Reading: the passages that may answer a question are found, and read beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from time import perf_counter

from retrieval.answer import Question, Timings
from retrieval.evidence import Evidence, needs_several, promising
from retrieval.followups.completing import completed
from retrieval.index import Index, SearchResult
from retrieval.question import Understanding, understand, without_markup
from retrieval.ranking import Candidate, favoured, ranked
from retrieval.reranking import Reranker

MAX_PIECES = 2_560  # word-pieces that are read for one question, the question beside each text included
_MARK_PIECES = 3  # around and between the question and the text
# What stands for the reranker's logit where none reads: the cosine of question and excerpt, and the keywords shared.
_COSINE_LOGITS, _KEYWORD_LOGITS = 20.0, 12.0
_RANKED, _COMPARED = 40, 40  # passages; excerpts without a reranker


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found for a question and read: the evidence, best first, and how that came about."""

    asked: str
    understanding: Understanding
    day: date
    candidates: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]
    reranked: bool
    timings: Timings


def read(question: Question, index: Index, reranker: Reranker | None, without: Collection[str] = ()) -> Reading:
    """Find the passages that may answer a question, and read them beside it.

    ``without`` are the keys of articles that are left out, as if the corpus did not hold them.

    Raises:
        NewsdeskError: the index cannot be searched, or a model cannot be loaded.
    """
    started = perf_counter()
    asked = completed(question.text, question.history)
    today = question.filters.as_of or question.asked_at.date()
    understanding = understand(asked, today, index.publishers())
    day = min(today, understanding.as_of or today)
    filters = replace(question.filters, as_of=day) if understanding.as_of else question.filters
    plain = without_markup(asked)
    result = index.search(plain, filters, question.asked_at, favoured=favoured(understanding, day))
    found = [(hit, index.revision(hit.stored.revision_id).article) for hit in result.hits[:_RANKED]]
    candidates = ranked([pair for pair in found if pair[1].key not in without], understanding, day)
    evidence = promising(candidates, understanding, result.keyword_weights)
    several = needs_several(evidence, understanding)
    used = None if several else reranker
    before = perf_counter()
    evidence = _read_with(used, plain, evidence) if used else _compared(result, evidence, index)
    finished = perf_counter()
    return Reading(
        asked=asked,
        understanding=understanding,
        day=day,
        candidates=tuple(candidates),
        evidence=tuple(sorted(evidence, key=lambda each: -each.score)),
        reranked=used is not None,
        timings=Timings(
            embed=result.embed_ms,
            search=result.search_ms,
            rerank=(finished - before) * 1000,
            total=(finished - started) * 1000,
        ),
    )


def _read_with(reranker: Reranker, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the most promising evidence, as much as may be read, with the reranker's logits."""
    counts = reranker.count([question, *(each.text for each in evidence)])
    left, chosen = MAX_PIECES, []
    for each, pieces in zip(evidence, counts[1:], strict=True):
        cost = counts[0] + pieces + _MARK_PIECES
        if cost <= left:
            left -= cost
            chosen.append(each)
    logits = reranker.score(question, [each.text for each in chosen])
    return [replace(each, logit=float(logit)) for each, logit in zip(chosen, logits, strict=True)]


def _compared(result: SearchResult, evidence: Sequence[Evidence], index: Index) -> list[Evidence]:
    """Return the most promising evidence with the closeness of its vector and keywords to the question's as logits."""
    chosen = list(islice(evidence, _COMPARED))
    cosines = index.encode([each.text for each in chosen]) @ result.question_vector
    return [
        replace(each, logit=_COSINE_LOGITS * (float(cosine) - 0.5) + _KEYWORD_LOGITS * (each.keywords - 0.5))
        for each, cosine in zip(chosen, cosines, strict=True)
    ]
