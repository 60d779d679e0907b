"""Evidence from the register of releases: where the newest release that a question asks for is stated."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from corpus.naming import names_in, without_names
from corpus.releases.identity import squeezed
from corpus.releases.release import Evidence as ReleaseEvidence
from corpus.releases.release import Release, date_key
from retrieval.evidence import Evidence
from retrieval.index import Filters, Hit, Index
from retrieval.kinds import holds_kind
from retrieval.newest import Register, newest_of, newest_wanted
from retrieval.question import Understanding
from retrieval.quoting import Excerpt, quotables, shown
from retrieval.ranking import Candidate, lack
from retrieval.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRelease:
    """A release, and the best quote that states it."""

    release: Release
    evidence: Evidence


def stated_newest(reading: Reading, filters: Filters, index: Index, register: Register) -> list[StatedRelease]:
    """Return where the newest releases that are asked for are stated, as of a day; nothing for another question.

    Raises:
        NewsdeskError: the index cannot be used.
    """
    wanted, asked = newest_wanted(reading.asked), reading.understanding
    if wanted is None or asked.periods or asked.publishers or asked.comparison:
        return []

    def says(release: Release) -> str:
        return "\n".join(
            each.span.of(index.revision(each.report.revision_id).article.text)
            for step in release.history
            for each in step.evidence
        )

    found: list[StatedRelease] = []
    for release in newest_of(wanted, register(reading.day), says):
        stated = (each for each in _stated(release, asked, index) if filters.admit(each.candidate.article))
        found += [StatedRelease(release=release, evidence=each) for each in islice(stated, 1)]
    return found


def _stated(release: Release, asked: Understanding, index: Index) -> Iterator[Evidence]:
    """Yield the quotes that state the status of a release, best first: they name it, and none is from before it."""
    named = squeezed(release.version or release.product)
    for each in release.step.evidence:
        published = each.report.published
        if published and date_key(published.isoformat()) < date_key(release.available):
            continue
        if (evidence := _quotable(each, asked, index)) and named in squeezed(_shown(evidence)):
            yield evidence


def _shown(evidence: Evidence) -> str:
    text = evidence.candidate.article.text
    quote = shown(evidence.excerpt.whole, text)
    return " ".join(span.of(text) for span in (*quote.context, quote.span))


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
        leads=True,
    )
