"""Answering: from a question to verified quotes, or to the plain word that nothing was found."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from time import perf_counter

from corpus.article import Article
from corpus.naming import Name, names_in
from corpus.releases.identity import number_of, vendor_key
from corpus.releases.release import Release
from corpus.span import Span
from corpus.text import terms
from retrieval.answer import MAX_QUESTION_CHARACTERS, Answer, Citation, Coverage, Question, Timings
from retrieval.currency import restates
from retrieval.deciding import Decision, decide
from retrieval.evidence import Evidence, names_it, needs_several, promising
from retrieval.followups.completing import completed
from retrieval.index import Filters, Index, SearchResult
from retrieval.newest import AWAITED, Register, newest_named
from retrieval.question import Understanding, understand, without_markup
from retrieval.quoting import Quotable, shown
from retrieval.ranking import NAMED, Candidate, favoured, ranked
from retrieval.reranking import Reranker
from retrieval.stated import StatedRelease, stated_newest

MAX_CITATIONS, MAX_ARTICLES, MAX_SHOWN_CHARACTERS, MAX_NEAREST = 5, 4, 900, 3
MAX_PIECES = 2_560  # word-pieces that are read for one question, the question beside each text included
_MARK_PIECES = 3  # around and between the question and the text
_EXCERPTS_A_PASSAGE = 2
# Counted by hand: of 82 such questions on the dev set's articles, asked as of four days, 66 led with the newest.
_REGISTER_CONFIDENCE = 0.8
_QUIET_LOGITS = 5.0  # below the best: on the dev set, none so much worse answered
# What stands for the reranker's logit where none reads: the cosine of question and excerpt, and the keywords shared.
_COSINE_LOGITS, _KEYWORD_LOGITS = 20.0, 12.0
_RANKED, _COMPARED, _CITABLE = 40, 40, 10  # passages; excerpts without a reranker; excerpts that may be cited


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


def answer(question: Question, index: Index, reranker: Reranker | None, register: Register) -> Answer:
    """Answer a question from the index; one for the newest release of a vendor or a family by the register first.

    Raises:
        NewsdeskError: the index cannot be searched, or a model cannot be loaded.
    """
    started = perf_counter()
    reading = read(_with_newest_named(question, register), index, reranker)
    evidence, decision = _decided(reading, question.filters, index, register)
    reading = replace(reading, evidence=evidence)
    citations = () if decision.silent_because else _cited(reading, index)
    oldest, newest = index.reach(question.asked_at)
    return Answer(
        question=question,
        asked=reading.asked,
        as_of=reading.day,
        confidence=decision.confidence,
        silent_because=decision.silent_because,
        citations=citations,
        nearest=() if citations else _nearest(reading.candidates),
        coverage=Coverage(oldest=oldest, newest=newest),
        timings=replace(reading.timings, total=(perf_counter() - started) * 1000),
        understanding=reading.understanding,
        evidence=reading.evidence,
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


def _decided(
    reading: Reading, filters: Filters, index: Index, register: Register
) -> tuple[tuple[Evidence, ...], Decision]:
    """Decide what is shown: for the newest release what the register leads to, with what is as new beside it."""

    def may_cite(article: Article) -> bool:
        day = article.published_at and article.published_at.date()
        is_theirs = not filters.publisher or filters.publisher.casefold() in (article.publisher or "").casefold()
        return is_theirs and (filters.since is None or bool(day and day >= filters.since))

    leading = stated_newest(reading.asked, reading.understanding, reading.day, index, register, may_cite)
    evidence = tuple(_beside(leading, reading)) if leading else reading.evidence
    decision = decide(evidence, reading.understanding, reranked=reading.reranked)
    if not leading:
        return evidence, decision
    stated = tuple(each.evidence for each in leading)
    if decision.silent_because:
        return stated, Decision(confidence=_REGISTER_CONFIDENCE)
    later = [each for each in evidence if _is_of_later_version(each, leading[0], register(reading.day))][:1]
    first = tuple(replace(each, leads=True) for each in later)
    others = (each for each in evidence if each not in later)
    return (*first, *stated, *others), decision if first else Decision(confidence=_REGISTER_CONFIDENCE)


# The newest release


def _with_newest_named(question: Question, register: Register) -> Question:
    """Return a question with the release named that it means by "the current one" of a family."""
    asked = completed(question.text, question.history)
    day = question.filters.as_of or question.asked_at.date()
    named = newest_named(asked, lambda: register(day))
    return (
        question
        if named == asked or len(named) > MAX_QUESTION_CHARACTERS
        else replace(question, text=named, history=())
    )


def _beside(leading: Sequence[StatedRelease], reading: Reading) -> Iterator[Evidence]:
    """Yield the evidence that can be shown beside what leads: as new as that, and of no older version."""
    first = leading[0]
    for each in reading.evidence:
        article = each.candidate.article
        is_as_new = article.published_at and not _is_later(first.evidence.candidate.article, article)
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
    is_later = _is_later(evidence.candidate.article, leading.evidence.candidate.article)
    return is_later and any(version not in awaited for version in above)


def _names_of(evidence: Evidence, vendor: str | None) -> Iterator[Name]:
    words = evidence.excerpt.of(evidence.candidate.article.text)
    return (name for name in names_in(words) if vendor_key(name.vendor) == vendor_key(vendor))


def _overlap(one: Evidence, other: Evidence) -> bool:
    first, second = one.excerpt.whole.span, other.excerpt.whole.span
    is_one_article = one.candidate.article.key == other.candidate.article.key
    return is_one_article and first.start < second.end and second.start < first.end


# Citing


def _cited(reading: Reading, index: Index) -> tuple[Citation, ...]:
    """Number the quotes that stand where they should in their articles, as many as may be shown."""
    cited: list[Citation] = []
    said: list[list[str]] = []
    left = MAX_SHOWN_CHARACTERS
    for evidence in _in_order(reading):
        article = evidence.candidate.article
        quotable = shown(evidence.excerpt.whole, article.text)
        length = sum(span.end - span.start for span in (quotable.span, *quotable.context))
        articles = {citation.article.key for citation in cited} | {article.key}
        quote = quotable.span.of(article.text)
        words = [term.text for term in terms(quote)]
        if length > left or len(articles) > MAX_ARTICLES or words in said or not _verified(evidence, quotable):
            continue
        said.append(words)
        left -= length
        cited.append(
            Citation(
                number=len(cited) + 1,
                article=article,
                quote=quotable.span,
                passage=evidence.candidate.hit.stored.passage.span,
                context=quotable.context,
                also=_without_repeats(*evidence.candidate.also, *index.copies(article, quote, reading.day)),
                is_earlier=_is_replaced(quote, article, cited) and not _is_about_the_past(reading),
            )
        )
        if len(cited) == MAX_CITATIONS:
            break
    return tuple(cited)


def _without_repeats(*articles: Article) -> tuple[Article, ...]:
    return tuple({article.key: article for article in articles}.values())


def _in_order(reading: Reading) -> list[Evidence]:
    """Return the evidence to cite: what leads, then the best first.

    Of a passage there are at most two excerpts, of two sides compared each comes first.
    """
    leading = [evidence for evidence in reading.evidence if evidence.leads]
    searched = [evidence for evidence in reading.evidence if not evidence.leads]
    of_passage: Counter[int] = Counter()
    order: list[Evidence] = []
    for evidence in searched:
        if not _is_worth_showing(evidence, searched[0], reading.understanding):
            continue
        passage = evidence.candidate.hit.stored.id
        if of_passage[passage] < _EXCERPTS_A_PASSAGE:
            of_passage[passage] += 1
            order.append(evidence)
    if not _is_about_the_past(reading):
        order = [*_newer_before_older(order[:_CITABLE]), *order[_CITABLE:]]
    return [*leading, *(_both_sides(order, reading.understanding) if reading.understanding.comparison else order)]


def _is_worth_showing(evidence: Evidence, best: Evidence, asked: Understanding) -> bool:
    """Tell whether a quote is not much worse than the best, and not about another version than the one asked about."""
    about_another = best.candidate.lack <= NAMED < evidence.candidate.lack
    is_weak = evidence.score < best.score - _QUIET_LOGITS and not asked.comparison
    return not (about_another or is_weak)


def _newer_before_older(order: Sequence[Evidence]) -> list[Evidence]:
    """Return the order with each quote that restates an earlier article's moved before that one."""
    arranged: list[Evidence] = []
    for evidence in order:
        place = next((n for n, other in enumerate(arranged) if _replaces(evidence, other)), len(arranged))
        arranged.insert(place, evidence)
    return arranged


def _replaces(evidence: Evidence, other: Evidence) -> bool:
    newer, older = evidence.candidate.article, other.candidate.article
    return _is_later(newer, older) and restates(evidence.excerpt.of(newer.text), other.excerpt.of(older.text))


def _is_later(article: Article, other: Article) -> bool:
    """Tell whether an article was published on a later day than another."""
    return bool(article.published_at and other.published_at and article.published_at.date() > other.published_at.date())


def _both_sides(order: Sequence[Evidence], asked: Understanding) -> list[Evidence]:
    """Return the order with the best evidence that names each side moved before the rest."""
    leading: list[Evidence] = []
    for name in asked.names:
        if not any(names_it(name, evidence) for evidence in leading):
            leading += [evidence for evidence in order if names_it(name, evidence)][:1]
    leading.sort(key=lambda evidence: -evidence.score)
    return [*leading, *(evidence for evidence in order if evidence not in leading)]


def _is_replaced(quote: str, article: Article, cited: Sequence[Citation]) -> bool:
    """Tell whether a citation of a later article restates an article's quote."""
    return any(_is_later(citation.article, article) and restates(citation.text, quote) for citation in cited)


def _is_about_the_past(reading: Reading) -> bool:
    """Tell whether a question names a time that is over, of which what was said later is not the newer word."""
    periods = reading.understanding.periods
    return bool(periods) and all(period.last and period.last < reading.day for period in periods)


def _verified(evidence: Evidence, quotable: Quotable) -> bool:
    """Tell whether the stored article says what was found, character for character, where it was found."""
    text, stored = evidence.candidate.article.text, evidence.candidate.hit.stored
    inside = Span(0, len(text))
    return (
        stored.passage.span.of(text) == stored.text
        and stored.passage.span.holds(quotable.span)
        and bool(quotable.span.of(text).strip())
        and all(inside.holds(span) and span.of(text).strip() for span in quotable.context)
    )


def _nearest(candidates: Sequence[Candidate]) -> tuple[Article, ...]:
    """Return the first few different articles among the candidates."""
    articles = {candidate.article.key: candidate.article for candidate in candidates}
    return tuple(islice(articles.values(), MAX_NEAREST))
