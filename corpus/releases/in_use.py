"""What mentions tell of a release: by when it was in use, and that it is out at all where no article says so.

An article that runs a model, prices it or measures others by it tells that it was there by then, and no more.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.releases.claims import ENDS, MONTH
from corpus.releases.event import Status
from corpus.releases.release import Evidence, Step

_OUT: frozenset[Status] = frozenset({"released", "preview"})
_LONGEST_SILENCE = timedelta(days=60)  # between mentions of one thing that is in use
_PUBLISHERS, _DAYS = 2, 3
_MOST_EVIDENCE = 5


@dataclass(frozen=True, slots=True)
class Use:
    """The mentions of one release, by date; ``is_new`` tells that it had not been there long before the first."""

    mentions: Sequence[Evidence] = ()
    is_new: bool = False


def with_mentions(steps: Sequence[Step], use: Use, awaiting: Iterable[Evidence]) -> list[Step]:
    """Return the steps of a release with what its mentions tell; ``awaiting`` says that it is still to come."""
    awaited = sorted(each.report.published for each in awaiting if each.report.published)
    for number, step in enumerate(steps):
        if step.status in _OUT:
            return [*steps[:number], _dated_back(step, use.mentions, awaited), *steps[number + 1 :]]
    if any(step.status in ENDS for step in steps):
        return list(steps)
    return [*steps, *_in_use(use, awaited)]


def is_enough(mentions: Iterable[Evidence]) -> bool:
    """Tell whether so many mention it, or so often, that it is there: what is no product is hardly named again."""
    reports = [each.report for each in mentions]
    publishers, days = {each.publisher for each in reports}, {each.published for each in reports}
    return len(publishers) >= _PUBLISHERS or len(days) >= _DAYS


def _dated_back(step: Step, mentions: Sequence[Evidence], awaited: Sequence[date]) -> Step:
    """Date a release that is only reported, or looked back on, by the first of the mentions that lead up to it."""
    is_told = step.basis == "stated" and any(each.event.date and not each.event.is_recap for each in step.evidence)
    if step.date is None or is_told:
        return step
    last = date.fromisoformat(step.date if len(step.date) > MONTH else f"{step.date}-01")
    waited = max((day for day in awaited if day < last), default=date.min)
    first: Evidence | None = None
    for mention in reversed(mentions):
        day = _day(mention)
        if waited < day < last and last - day <= _LONGEST_SILENCE:
            first, last = mention, day
        elif day < last:
            break
    if first is None:
        return step
    others = (each for each in step.evidence if each.report.revision_id != first.report.revision_id)
    return replace(step, date=last.isoformat(), basis="mentioned", evidence=(first, *others))


def _in_use(use: Use, awaited: Sequence[date]) -> Iterator[Step]:
    """Yield the release of what is mentioned often enough, and awaited no more."""
    used = [each for each in use.mentions if not awaited or _day(each) > awaited[-1]]
    if not is_enough(used):
        return
    is_dated = use.is_new or bool(awaited and len(used) == len(use.mentions))
    by_article = {each.report.revision_id: each for each in reversed(used)}
    yield Step(
        status="released",
        date=_day(used[0]).isoformat() if is_dated else None,
        basis="mentioned" if is_dated else None,
        expected=None,
        evidence=tuple(reversed(by_article.values()))[:_MOST_EVIDENCE],
        disagreeing=(),
    )


def _day(mention: Evidence) -> date:
    assert mention.report.published  # noqa: S101 - undated mentions do not count
    return mention.report.published
