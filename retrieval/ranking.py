"""Ranking: from the passages that were found to candidates in one order, of which none says what another says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from corpus.article import Article
from corpus.naming import Match, Name, match, names_in, vendors_in
from retrieval.index import Filters, Hit
from retrieval.question import Understanding

# Added to the fused score, in which what is first in both searches has 2 / (10 + 1) = .18.
_LACK_MALUS = 0.06
_LACK = {
    Match.EXACT: 0.0,
    Match.MORE: 0.2,
    Match.LESS: 0.5,
    Match.FAMILY: 0.6,
    Match.ABSENT: 0.8,
    Match.OTHER_VARIANT: 0.8,
    Match.OTHER_VERSION: 1.0,
}
_VENDOR_LACK = 0.4
NAMED = _LACK[Match.MORE]  # the most that a text may lack and still name what is asked about
_ASKED_FOR_BONUS = 0.03
_RECENCY_BONUS = 0.03
_RECENCY_HALVES_AFTER_DAYS = 60
_LATEST_DAYS = 60
_SAME_SHARE, _SAME_LENGTH = 0.7, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may answer.

    ``lack`` tells how far its title, headings and text are from naming what is asked about, from 0 to 1; ``asked_for``
    counts whether it is by a publisher and of a period that the question names. ``recency`` is 1 for an article of the
    day of the question and halves every 60 days; 0 where the question does not ask for the latest. ``also`` are the
    articles that say the same.
    """

    hit: Hit
    article: Article
    lack: float
    asked_for: int
    recency: float
    also: tuple[Article, ...] = ()

    @property
    def text(self) -> str:
        """The passage with its title and headings."""
        return _whole(self.hit, self.article)

    @property
    def score(self) -> float:
        """The fused score of the searches, with what the question names rewarded and another version punished."""
        return (
            self.hit.score - _LACK_MALUS * self.lack + _ASKED_FOR_BONUS * self.asked_for + _RECENCY_BONUS * self.recency
        )


def favoured(asked: Understanding, day: date) -> list[Filters]:
    """Return what is to be favoured in the search: periods and publishers that the question names, the latest news."""
    filters = [Filters(since=period.first, as_of=period.last) for period in asked.periods]
    filters += [Filters(publisher=publisher) for publisher in asked.publishers]
    return [*filters, Filters(since=day - timedelta(days=_LATEST_DAYS))] if asked.latest else filters


def ranked(found: Iterable[tuple[Hit, Article]], asked: Understanding, day: date) -> list[Candidate]:
    """Return the candidates, best first, those that say the same as one."""
    candidates = [
        Candidate(
            hit=hit,
            article=article,
            lack=lack(asked.names, _whole(hit, article), asked.other_vendors),
            asked_for=(article.publisher in asked.publishers) + _is_of(article, asked),
            recency=_recency(article.published_at, day) if asked.latest else 0,
        )
        for hit, article in found
    ]
    return collapsed(sorted(candidates, key=lambda candidate: -candidate.score), asked.publishers)


def _whole(hit: Hit, article: Article) -> str:
    return f"{article.title}\n{hit.stored.passage.heading}\n{hit.stored.text}"


def lack(names: Sequence[Name], text: str, vendors: Sequence[str] = ()) -> float:
    """Return how far a text is from naming all that is asked about: 0 where it does, 1 where it names others.

    A vendor is named by its own name or by that of a product.
    """
    if not names and not vendors:
        return 0.0
    there = names_in(text)
    named = {name.vendor for name in there}.union(vendors_in(text)) if vendors else set()
    lacks = [_LACK[match(name, text, there)] for name in names]
    lacks += [_VENDOR_LACK * (vendor not in named) for vendor in vendors]
    return sum(lacks) / len(lacks)


def collapsed(candidates: Sequence[Candidate], publishers: Sequence[str] = ()) -> list[Candidate]:
    """Return one candidate for all that say the same, at the best of their ranks, with the rest counted.

    It is the earliest, of those by the publishers if any of them published it.
    """
    groups: list[tuple[_Wording, list[Candidate]]] = []
    for candidate in candidates:
        wording = _Wording.of(candidate.hit.stored.text)
        group = next((group for known, group in groups if wording.says_the_same(known)), None)
        if group is None:
            groups.append((wording, [candidate]))
        else:
            group.append(candidate)
    return [_one(group, publishers) for _, group in groups]


@dataclass(frozen=True, slots=True)
class _Wording:
    """The pairs of neighbouring words of a passage, and its words with digits."""

    pairs: frozenset[tuple[str, str]]
    figures: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "_Wording":
        words = text.casefold().split()
        return cls(frozenset(pairwise(words)), frozenset(word for word in words if any(map(str.isdigit, word))))

    def says_the_same(self, other: "_Wording") -> bool:
        """Tell whether two share nearly all pairs of the shorter, and neither has figures that the other lacks.

        What is much longer says more.
        """
        shorter, longer = sorted((len(self.pairs), len(other.pairs)))
        same_figures = self.figures <= other.figures or other.figures <= self.figures
        same_length = shorter and shorter >= _SAME_LENGTH * longer
        return bool(same_length) and same_figures and len(self.pairs & other.pairs) >= _SAME_SHARE * shorter


def _one(group: Sequence[Candidate], publishers: Sequence[str]) -> Candidate:
    first, *rest = sorted(group, key=lambda each: (each.article.publisher not in publishers, _published(each.article)))
    others = {each.article.key: each.article for each in rest if each.article.key != first.article.key}
    return replace(first, also=tuple(others.values()))


def _published(article: Article) -> datetime:
    return article.published_at or datetime.max.replace(tzinfo=UTC)


def _is_of(article: Article, asked: Understanding) -> bool:
    """Tell whether the article was published in a period that the question names."""
    if article.published_at is None:
        return False
    day = article.published_at.date()
    return any((p.first or day) <= day <= (p.last or day) for p in asked.periods)


def _recency(published_at: datetime | None, day: date) -> float:
    return 0.5 ** (max(0, (day - published_at.date()).days) / _RECENCY_HALVES_AFTER_DAYS) if published_at else 0
