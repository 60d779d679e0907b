"""Evidence from the register of releases: where the newest release that a question asks for is stated."""

from collections.abc import Iterator
from datetime import date

from corpus.naming import names_in, without_names
from corpus.releases.release import Evidence as ReleaseEvidence
from corpus.releases.release import Release
from retrieval.evidence import Evidence
from retrieval.index import Hit, Index
from retrieval.kinds import holds_kind
from retrieval.newest import Register, newest_of, newest_wanted
from retrieval.question import Understanding
from retrieval.quoting import Excerpt, quotables
from retrieval.ranking import Candidate, lack


def stated_newest(
    asked: str, understanding: Understanding, day: date, index: Index, register: Register
) -> list[Evidence]:
    """Return where the newest releases that are asked for are stated, as of a day; nothing for another question.

    Raises:
        NewsdeskError: the index cannot be used.
    """
    wanted = newest_wanted(asked)
    if wanted is None or understanding.periods or understanding.publishers or understanding.comparison:
        return []

    def says(release: Release) -> str:
        return "\n".join(
            each.span.of(index.revision(each.report.revision_id).article.text)
            for step in release.history
            for each in step.evidence
        )

    found: list[Evidence] = []
    for release in newest_of(wanted, register(day), says):
        found += list(_stated(release, understanding, index))[:1]
    return found


def _stated(release: Release, asked: Understanding, index: Index) -> Iterator[Evidence]:
    """Yield the places that can be quoted where the status of a release is stated, best first."""
    for each in release.step.evidence:
        if evidence := _quotable(each, asked, index):
            yield evidence


def _quotable(stated: ReleaseEvidence, asked: Understanding, index: Index) -> Evidence | None:
    """Return what can be quoted of a passage where a release is stated; None where it is indexed no more."""
    stored = index.holding(stated.report.revision_id, stated.span)
    if stored is None:
        return None
    article = index.revision(stored.revision_id).article
    units = quotables(article.text, stored.passage.span, stored.passage.lead)
    there = tuple(unit for unit in units if unit.span.start < stated.span.end and stated.span.start < unit.span.end)
    if not there:
        return None
    hit = Hit(stored=stored, score=0, cosine=0, vector_rank=None, keyword_rank=None)
    excerpt = Excerpt(units=there)
    words = excerpt.of(article.text)
    return Evidence(
        candidate=Candidate(hit=hit, article=article, lack=0, asked_for=0, recency=0),
        excerpt=excerpt,
        lack=lack(asked.names, words, asked.other_vendors),
        holds_kind=holds_kind(asked.kind, without_names(words, names_in(words))),
        keywords=0,
        is_registered=True,
    )
