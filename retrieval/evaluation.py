"""Evaluation: answers held against questions with known answers."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from corpus.article import Article
from corpus.errors import UsageError
from corpus.text import fold
from retrieval.answer import Answer, Citation

DEPTHS = (1, 3, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence that answers, and the address it stands at."""

    url: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion:
    """A question with what its answer must hold: patterns on folded text, and evidence."""

    id: str
    kind: str
    text: str
    asked_on: date | None
    answerable: bool
    evidence: tuple[Evidence, ...]
    accepted_urls: frozenset[str]
    must_match: tuple[re.Pattern[str], ...]
    must_not_match: tuple[re.Pattern[str], ...]


@dataclass(slots=True, kw_only=True)
class Figures:
    """Shares of the answerable questions found within the first k citations, and the quality of abstention.

    ``quote@k`` looks at quotes with their contexts, ``passage@k`` at whole passages. ``abstention_recall`` is the share
    of unanswerable questions left unanswered, ``abstention_precision`` the share of unanswered that were unanswerable.
    """

    questions: int
    answerable: int
    found: dict[str, float | None]
    abstention_recall: float | None
    abstention_precision: float | None
    by_kind: dict[str, dict[str, float | None]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def known_question(fields: Mapping[str, Any]) -> KnownQuestion:
    """Read a line of a file of questions.

    Raises:
        UsageError: a field is missing or of the wrong kind.
    """
    try:
        evidence = tuple(Evidence(url=_address(e["url"]), quote=_folded(e["quote"])) for e in fields["evidence"] or [])
        also = map(_address, fields.get("also_acceptable_urls") or [])
        return KnownQuestion(
            id=fields["id"],
            kind=fields.get("type") or "question",
            text=fields["question"],
            asked_on=date.fromisoformat(fields["asked_on"]) if fields.get("asked_on") else None,
            answerable=fields["answerable"],
            evidence=evidence,
            accepted_urls=frozenset({e.url for e in evidence} | set(also)),
            must_match=_patterns(fields.get("must_match")),
            must_not_match=_patterns(fields.get("must_not_match")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise UsageError(f"it is no question with a known answer: {type(error).__name__}: {error}") from None


def figures(results: Sequence[tuple[KnownQuestion, Answer]]) -> Figures:
    """Count what was found."""
    by_kind: defaultdict[str, list[dict[str, bool]]] = defaultdict(list)
    misses = []
    for question, answer in results:
        if question.answerable:
            row = {
                f"{name}@{k}": _found(question, answer.citations[:k], piece) for name, piece in _PIECES for k in DEPTHS
            }
            by_kind[question.kind].append(row)
            missed = not row["quote@3"]
        else:
            missed = answer.answered
        if missed:
            misses.append(question.id)
    rows = [row for group in by_kind.values() for row in group]
    unanswerable = [answer for question, answer in results if not question.answerable]
    silent = [question for question, answer in results if not answer.answered]
    return Figures(
        questions=len(results),
        answerable=len(rows),
        found=_means(rows),
        abstention_recall=_share(not answer.answered for answer in unanswerable),
        abstention_precision=_share(not question.answerable for question in silent),
        by_kind={kind: _means(group) for kind, group in sorted(by_kind.items())},
        misses=misses,
    )


def holds_answer(question: KnownQuestion, article: Article) -> bool:
    """Tell whether an article answers: it is known to, or all that an answer must match stands somewhere in it."""
    text = _folded(article.text)
    known = _address(article.link or "") in question.accepted_urls
    return known or bool(question.must_match and all(pattern.search(text) for pattern in question.must_match))


def _quote(citation: Citation) -> str:
    return "\n".join(span.of(citation.article.text) for span in (*citation.context, citation.quote))


def _passage(citation: Citation) -> str:
    return citation.passage.of(citation.article.text)


_PIECES: tuple[tuple[str, Callable[[Citation], str]], ...] = (("quote", _quote), ("passage", _passage))


def _found(question: KnownQuestion, citations: Iterable[Citation], piece: Callable[[Citation], str]) -> bool:
    """Tell whether accepted articles show the evidence, or together all that must and nothing that must not match."""
    shown = [(_address(c.article.link or ""), _folded(piece(c))) for c in citations]
    accepted = [(url, text) for url, text in shown if url in question.accepted_urls]
    if any(url == evidence.url and evidence.quote in text for evidence in question.evidence for url, text in accepted):
        return True
    text = "\n".join(text for _, text in accepted)
    wanted, unwanted = question.must_match, question.must_not_match
    return (
        bool(accepted and wanted) and all(p.search(text) for p in wanted) and not any(p.search(text) for p in unwanted)
    )


def _means(rows: Sequence[Mapping[str, bool]]) -> dict[str, float | None]:
    return {key: _share(row[key] for row in rows) for key in (rows[0] if rows else ())}


def _share(values: Iterable[bool]) -> float | None:
    counted = list(values)
    return round(sum(counted) / len(counted), 3) if counted else None


def _patterns(patterns: Sequence[str] | None) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns or ())


def _folded(text: str) -> str:
    return " ".join(fold(text).text.split())


def _address(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/")
