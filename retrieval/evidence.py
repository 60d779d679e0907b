"""Evidence: the excerpts of candidates that are read beside the question, and how well each answers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.naming import Name, names_in, without_names
from retrieval.keywords import KeywordWeights
from retrieval.kinds import holds_kind
from retrieval.question import Understanding
from retrieval.quoting import Excerpt, excerpts, quotables
from retrieval.ranking import NAMED, Candidate, lack

_CANDIDATES = 14
_EXCERPTS_A_CANDIDATE = 4
_TITLE_CHARACTERS = 120

# What is read first: the share of the question's keywords in an excerpt (those in the rest of its passage count half),
# with these added. Measured on the dev set for what matters, not for how finely it is set.
_REST_OF_PASSAGE = 0.5
_KIND_PROMISE, _LACK_PROMISE, _RANK_PROMISE = 0.2, 0.3, 0.15

# In logits, which run from -11 to 11.
_KIND, _LACK, _PASSAGE_LACK, _ASKED_FOR, _RECENCY = 3.0, 1.0, 4.0, 1.0, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An excerpt of a candidate, and what tells whether it answers.

    ``lack`` tells how far the excerpt with its context is from naming what is asked about, ``holds_kind`` whether the
    kind of answer asked for is there. ``keywords`` is the share of what the question's keywords tell that they and the
    title hold, from 0 to 1. ``logit`` is the reranker's. What ``leads`` is cited
    first: it states the newest release that is asked for. Where the register led to it, it has neither.
    """

    candidate: Candidate
    excerpt: Excerpt
    lack: float
    holds_kind: bool
    keywords: float
    logit: float = 0.0
    leads: bool = False

    @property
    def text(self) -> str:
        """What is read beside the question: the article's title, the context and the excerpt."""
        article = self.candidate.article
        return f"{article.title[:_TITLE_CHARACTERS]}\n{self.excerpt.of(article.text)}"

    @property
    def score(self) -> float:
        """The logit, with the kind of answer, the names, publishers and periods asked for, and recency counted in."""
        return (
            self.logit
            - _KIND * (not self.holds_kind)
            - _LACK * self.lack
            - _PASSAGE_LACK * self.candidate.lack
            + _ASKED_FOR * self.candidate.asked_for
            + _RECENCY * self.candidate.recency
        )


def promising(candidates: Sequence[Candidate], asked: Understanding, weights: KeywordWeights) -> list[Evidence]:
    """Return excerpts of the best candidates, the most promising first."""
    rated = []
    for rank, candidate in enumerate(candidates[:_CANDIDATES]):
        article, stored = candidate.article, candidate.hit.stored
        whole = weights.share(f"{article.title} {stored.passage.heading} {stored.text}")
        malus = _LACK_PROMISE * candidate.lack + _RANK_PROMISE * rank / _CANDIDATES
        of_candidate = []
        for excerpt in _excerpts(candidate):
            evidence = _evidence(candidate, excerpt, asked, weights)
            own = weights.share(excerpt.of(article.text))
            promise = own + _REST_OF_PASSAGE * (whole - own) + _KIND_PROMISE * evidence.holds_kind - malus
            of_candidate.append((promise, evidence))
        rated += sorted(of_candidate, key=_promise)[:_EXCERPTS_A_CANDIDATE]
    return [evidence for _, evidence in sorted(rated, key=_promise)]


def _promise(rated: tuple[float, Evidence]) -> float:
    return -rated[0]


def _excerpts(candidate: Candidate) -> list[Excerpt]:
    text, passage = candidate.article.text, candidate.hit.stored.passage
    units = quotables(text, passage.span, passage.lead)
    return excerpts([unit for unit in units if unit.span.of(text) != candidate.article.title])


def _evidence(candidate: Candidate, excerpt: Excerpt, asked: Understanding, weights: KeywordWeights) -> Evidence:
    words = excerpt.of(candidate.article.text)
    return Evidence(
        candidate=candidate,
        excerpt=excerpt,
        lack=lack(asked.names, words, asked.other_vendors),
        holds_kind=holds_kind(asked.kind, without_names(words, names_in(words))),
        keywords=weights.share(f"{candidate.article.title} {words}"),
    )


def needs_several(evidence: Sequence[Evidence], asked: Understanding) -> bool:
    """Tell whether two sides are to be compared that no passage names together, so that several must be read."""
    return asked.comparison and len(asked.names) > 1 and not any(e.candidate.lack <= NAMED for e in evidence)


def names_it(name: Name, evidence: Evidence) -> bool:
    """Tell whether a passage, with its title and headings, names a product, in its version if one is asked for."""
    return lack([name], evidence.candidate.text) <= NAMED
