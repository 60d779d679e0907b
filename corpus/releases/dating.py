"""The date of a step, from what its sources state and when they were published.

Sources differ: the day of a release is told by some and left open by most, recaps mention it long after, later news
("now available in the API, too") reads like it, and what is rumoured is sometimes taken for a fact. So it is asked
first around which day the articles turn from awaiting it to reporting it; dates far from that day are of other things.
"""

from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from corpus.releases.claims import MONTH, Claim
from corpus.releases.release import Basis, date_key

_NEAR = timedelta(days=7)
_A_DAY = timedelta(days=1)  # what is news in the evening is told the day after


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """The day or month of a step, what it rests on, and the claims that give another one."""

    date: str | None
    basis: Basis | None
    disagreeing: tuple[Claim, ...]


def first_word(claims: Sequence[Claim]) -> Dating:
    """Date a step that many take at many times, a rumour, by the first of them."""
    days = [claim.date or claim.reported for claim in claims]
    day = min(filter(None, days), key=date_key, default=None)
    return Dating(date=day, basis="stated" if day else None, disagreeing=())


def dated(claims: Sequence[Claim], waiting: Iterable[Claim] | None = None) -> Dating:
    """Date a step by what is stated: by the vendor, else by most publishers, of several the earliest.

    Where nobody states a date, it is the day of the first report; what others say happened after that report was later
    news. ``waiting`` are the claims that the step is still to come; None for a step whose date may have been told long
    before.
    """
    turn = _turn(claims, waiting) if waiting is not None else None
    near = [claim for claim in claims if claim.date and (turn is None or _is_near(claim.date, turn))]
    told = _first_told(claims, turn) if turn else None
    stated = _agreed([claim for claim in near if claim.is_own or not told or not _is_later(claim, told)])
    day = stated or (turn.isoformat() if turn else min(filter(None, (each.reported for each in claims)), default=None))
    others = tuple(claim for claim in near if not agree(claim.date, day))
    return Dating(date=day, basis="stated" if stated else "reported" if day else None, disagreeing=others)


def agree(one: str | None, other: str | None) -> bool:
    """Tell whether two dates are the same, or one is the month of the other."""
    return bool(one and other) and (str(one).startswith(str(other)) or str(other).startswith(str(one)))


def _agreed(claims: Sequence[Claim]) -> str | None:
    votes: dict[str, set[str]] = defaultdict(set)
    for claim in [claim for claim in claims if claim.is_own] or claims:
        votes[claim.date or ""].add(_voter(claim))
    for month in [day for day in votes if len(day) == MONTH]:  # whoever gives the month agrees with its days
        for day in {claim.date for claim in claims if claim.date and claim.date.startswith(month)} - {month}:
            votes[day] |= votes[month]
    return min(votes, key=lambda day: (-len(votes[day]), len(day) == MONTH, day), default=None)


def _voter(claim: Claim) -> str:
    report = claim.evidence.report
    return report.publisher.casefold() if report.publisher else report.url or str(report.revision_id)


# The turn


def _turn(claims: Sequence[Claim], waiting: Iterable[Claim]) -> date | None:
    """Return the day that the fewest articles contradict, of several the first.

    Those that report the step before a day contradict it, and so do those that await the step after it.
    """
    known: dict[date, dict[int, int]] = defaultdict(dict)  # by day: the articles, with their weights
    for claim in claims:
        if day := _known_by(claim):
            articles, number = known[day], claim.evidence.report.revision_id
            articles[number] = max(articles.get(number, 0), claim.weight)
    days = sorted(known)
    if not days:
        return None
    before = [0, *accumulate(sum(known[day].values()) for day in days)]
    awaited = sorted(
        published
        for published, _ in {(each.evidence.report.published, each.evidence.report.revision_id) for each in waiting}
        if published
    )
    costs = (before[place] + len(awaited) - bisect_right(awaited, day) for place, day in enumerate(days))
    return min(zip(costs, days, strict=True))[1]


def _first_told(claims: Iterable[Claim], turn: date) -> date | None:
    """Return the day of the first report from the turn on that gives no date."""
    days = (each.evidence.report.published for each in claims if not each.date and each.reported)
    return min((day for day in days if day and day >= turn), default=None)


def _is_later(claim: Claim, told: date) -> bool:
    return _first_day(claim.date or "") > told + _A_DAY


def _known_by(claim: Claim) -> date | None:
    """Return the day from which on a claim holds; of a month, a day that leaves all of its days near."""
    published = claim.evidence.report.published
    if claim.date is None:
        return None if claim.evidence.event.is_recap else published
    last = _last_day(claim.date)
    return min(filter(None, (last - _NEAR if len(claim.date) == MONTH else last, published)))


def _is_near(day: str, turn: date) -> bool:
    """Tell whether a day, or any of a month, is within a week of the turn."""
    return _first_day(day) <= turn + _NEAR and _last_day(day) >= turn - _NEAR


def _first_day(day: str) -> date:
    return date.fromisoformat(f"{day}-01" if len(day) == MONTH else day)


def _last_day(day: str) -> date:
    first = _first_day(day)
    return first.replace(day=monthrange(first.year, first.month)[1]) if len(day) == MONTH else first
