"""Leading: where the newest release is asked for, the register of releases says what an answer begins with."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.naming import Name, names_in
from corpus.releases.identity import number_of, vendor_key
from corpus.releases.release import Release
from retrieval.answer import MAX_QUESTION_CHARACTERS, Question
from retrieval.currency import is_later
from retrieval.deciding import Decision, decide
from retrieval.evidence import Evidence
from retrieval.followups.completing import completed
from retrieval.index import Filters, Index
from retrieval.newest import AWAITED, Register, newest_named
from retrieval.question import Understanding
from retrieval.reading import Reading
from retrieval.stated import StatedRelease, stated_newest

# Counted by hand: of 82 such questions on the dev set's articles, asked as of four days, 66 led with the newest.
_REGISTER_CONFIDENCE = 0.8


def decided(
    reading: Reading, filters: Filters, index: Index, register: Register
) -> tuple[tuple[Evidence, ...], Decision]:
    """Decide what is shown: for the newest release what the register leads to, with what is as new beside it."""
    leading = stated_newest(reading, filters, index, register)
    evidence = tuple(_beside(leading, reading)) if leading else reading.evidence
    decision = decide(evidence, reading.understanding, reranked=reading.reranked)
    if not leading:
        return evidence, decision
    stated = tuple(each.evidence for each in leading)
    if decision.silent_because:
        return stated, Decision(confidence=_REGISTER_CONFIDENCE)
    releases = register(reading.day)
    later = [each for each in evidence if _is_of_later_version(each, leading[0], releases)][:1]
    first = tuple(replace(each, leads=True) for each in later)
    others = (each for each in evidence if each not in later)
    return (*first, *stated, *others), decision if first else Decision(confidence=_REGISTER_CONFIDENCE)


def with_newest_named(question: Question, register: Register) -> Question:
    """Return a question with the release named that it means by "the current one" of a family."""
    asked = completed(question.text, question.history)
    day = question.filters.as_of or question.asked_at.date()
    named = newest_named(asked, lambda: register(day))
    if named == asked or len(named) > MAX_QUESTION_CHARACTERS:
        return question
    return replace(question, text=named, history=())


def _beside(leading: Sequence[StatedRelease], reading: Reading) -> Iterator[Evidence]:
    """Yield the evidence that can be shown beside what leads: as new as that, and of no older version."""
    first = leading[0]
    for each in reading.evidence:
        article = each.candidate.article
        is_as_new = article.published_at and not is_later(first.evidence.candidate.article, article)
        if (
            is_as_new
            and _is_of_that(each, first.release, reading.understanding)
            and not any(_overlap(each, other.evidence) for other in leading)
        ):
            yield each


def _is_of_that(evidence: Evidence, release: Release, asked: Understanding) -> bool:
    """Tell whether an excerpt names the release, a later version of it, or else a release that is asked for as well."""
    return any(
        number_of(name.version) >= number_of(release.version)
        if name.product == release.product
        else not asked.names and bool(name.version or name.variant)
        for name in _names_of(evidence, release.vendor)
    )


def _is_of_later_version(evidence: Evidence, leading: StatedRelease, releases: Sequence[Release]) -> bool:
    """Tell whether a later article speaks of a version above that of the register, which nobody still awaits there."""
    release = leading.release
    awaited = {
        number_of(each.version) for each in releases if each.product == release.product and each.status in AWAITED
    }
    above = (
        number_of(name.version)
        for name in _names_of(evidence, release.vendor)
        if name.product == release.product and number_of(name.version) > number_of(release.version) > ()
    )
    is_after = is_later(evidence.candidate.article, leading.evidence.candidate.article)
    return is_after and any(version not in awaited for version in above)


def _names_of(evidence: Evidence, vendor: str | None) -> Iterator[Name]:
    words = evidence.excerpt.of(evidence.candidate.article.text)
    return (name for name in names_in(words) if vendor_key(name.vendor) == vendor_key(vendor))


def _overlap(one: Evidence, other: Evidence) -> bool:
    first, second = one.excerpt.whole.span, other.excerpt.whole.span
    is_one_article = one.candidate.article.key == other.candidate.article.key
    return is_one_article and first.start < second.end and second.start < first.end
