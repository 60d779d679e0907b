"""Answering: from a question to verified quotes, or to the plain word that nothing was found."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from time import perf_counter

from corpus.article import Article
from corpus.span import Span
from corpus.text import terms
from retrieval.answer import Answer, Citation, Coverage, Question
from retrieval.currency import is_later, restates
from retrieval.evidence import Evidence, names_it
from retrieval.index import Index
from retrieval.leading import decided, with_newest_named
from retrieval.newest import Register
from retrieval.question import Understanding
from retrieval.quoting import Quotable, shown
from retrieval.ranking import NAMED, Candidate
from retrieval.reading import Reading, read
from retrieval.reranking import Reranker

MAX_CITATIONS, MAX_ARTICLES, MAX_SHOWN_CHARACTERS, MAX_NEAREST = 5, 4, 900, 3
_EXCERPTS_A_PASSAGE = 2
_QUIET_LOGITS = 5.0  # below the best: on the dev set, none so much worse answered
_CITABLE = 10  # excerpts that may be cited


def answer(question: Question, index: Index, reranker: Reranker | None, register: Register) -> Answer:
    """Answer a question from the index; one for the newest release of a vendor or a family by the register first.

    Raises:
        NewsdeskError: the index cannot be searched, or a model cannot be loaded.
    """
    started = perf_counter()
    reading = read(with_newest_named(question, register), index, reranker)
    evidence, decision = decided(reading, question.filters, index, register)
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
    return is_later(newer, older) and restates(evidence.excerpt.of(newer.text), other.excerpt.of(older.text))


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
    return any(is_later(citation.article, article) and restates(citation.text, quote) for citation in cited)


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
