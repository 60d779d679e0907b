"""The register: what several articles state of releases, merged into each release with its history.

Nothing here depends on the order of what is merged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from corpus.releases.claims import ENDS, NOT_YET, UNCERTAIN, Claim, claim
from corpus.releases.dating import agree, dated, first_word
from corpus.releases.event import Status
from corpus.releases.familiar import Familiar
from corpus.releases.grouping import Groups, grouped, placed, version_of
from corpus.releases.identity import Key, is_own
from corpus.releases.in_use import Use, with_mentions
from corpus.releases.release import STATUSES, Evidence, Release, Step, date_key

_RANK = {status: rank for rank, status in enumerate(STATUSES)}
_CAN_COME_BACK = frozenset({"suspended", "retired"})


def register(
    evidence: Iterable[Evidence], mentions: Iterable[Evidence] = (), *, today: date, as_of: date | None = None
) -> tuple[Release, ...]:
    """Return the releases that were known on a day, the newest first, from what articles state and mention.

    Articles dated after the day count no more than undated ones do where ``as_of`` asks for it.
    """
    last = as_of or today
    once = dict.fromkeys(evidence)
    counted = [each for each in once if (each.report.published <= last if each.report.published else as_of is None)]
    groups = grouped(counted)
    claims = {key: _claims(group, last) for key, group in groups.items()}
    uses = _uses(mentions, groups, last)
    keys = dict.fromkeys((*claims, *uses))
    found = (_release(claims.get(key, ()), _awaited(claims, key), uses.get(key, Use())) for key in keys)
    releases = [release for release in found if release]
    releases.sort(key=lambda release: (release.name.casefold(), _order(release.evidence)))
    return tuple(sorted(releases, key=lambda release: (date_key(release.date), _RANK[release.status]), reverse=True))


def _uses(mentions: Iterable[Evidence], groups: Groups, last: date) -> dict[Key, Use]:
    """Return the mentions of each release up to a day, with whether it was new when it was first mentioned."""
    dated_ones = [each for each in dict.fromkeys(mentions) if each.report.published and each.report.published <= last]
    uses = placed(dated_ones, groups)
    familiar = Familiar.with_all(groups, uses)
    return {key: _use(sorted(group, key=_order), key, familiar) for key, group in uses.items()}


def _use(mentions: Sequence[Evidence], key: Key, familiar: Familiar) -> Use:
    first = mentions[0].report.published
    return Use(mentions, is_new=first is not None and familiar.is_new(key, first))


def _awaited(claims: Mapping[Key, Sequence[Claim]], key: Key) -> list[Claim]:
    """Return the claims that a version as such is still to come: a variant is awaited with it."""
    version = version_of(key)
    return [each for each in claims.get(version, ()) if each.is_waiting] if key.version and version != key else []


def _claims(evidence: Iterable[Evidence], last: date) -> list[Claim]:
    """Return the claims on a release, in an order of their own."""
    ordered = sorted(evidence, key=_order)
    vendor = _vendor(ordered)
    return [found for each in ordered if (found := claim(each, vendor, last))]


def _order(evidence: Evidence) -> tuple[str, str, str, str, int, int, str, tuple[str, ...], int]:
    """Sort by publication, undated articles last; what follows tells any two apart, numbers of a database last."""
    report, event = evidence.report, evidence.event
    return (
        report.published.isoformat() if report.published else "undated",
        report.publisher or "",
        report.title,
        report.url or "",
        event.start,
        event.end,
        event.name,
        (
            event.status,
            event.date or "",
            event.vendor or "",
            event.product,
            event.version or "",
            event.variant or "",
            event.basis or "",
            str(event.is_recap),
        ),
        report.revision_id,
    )


def _vendor(evidence: Iterable[Evidence]) -> str | None:
    """Return the vendor that most articles name, of several the first by the alphabet."""
    named = {(each.event.vendor, each.report.revision_id) for each in evidence}
    counts = Counter(vendor for vendor, _ in named if vendor)
    return min(counts, key=lambda vendor: (-counts[vendor], vendor), default=None)


# The release


def _release(claims: Sequence[Claim], awaited: Sequence[Claim], use: Use) -> Release | None:
    """Return a release with its history; None of what is mentioned too seldom to be one."""
    awaiting = [each.evidence for each in (*awaited, *claims) if each.status in NOT_YET]
    steps = sorted(with_mentions(_steps(claims, awaited), use, awaiting), key=_by_date)
    if not steps:
        return None
    evidence = [each.evidence for each in claims] or use.mentions
    by_status = {step.status: step for step in steps if step.status not in ENDS}  # the last of each
    current = _current(steps)
    start = next((step for step in steps if step.status == "released"), by_status.get("preview"))
    available = start.date if start else None
    announced = by_status.get("announced")
    vendor = _vendor(evidence)
    shown = _shown(evidence, vendor)
    return Release(
        vendor=vendor,
        name=shown.event.name,
        product=shown.event.product,
        version=shown.event.version,
        variant=shown.event.variant,
        step=current,
        announced=_announced(announced, available) if announced else None,
        available=available,
        history=tuple(steps),
    )


def _announced(step: Step, available: str | None) -> str | None:
    """Return when it was announced: reports of the announcement that come after the release are late ones."""
    is_late = step.basis == "reported" and available and date_key(available) < date_key(step.date)
    return available if is_late else step.date


def _shown(evidence: Sequence[Evidence], vendor: str | None) -> Evidence:
    """Return the evidence that writes its name best: as the vendor does, else as most do, of several the shortest."""
    known = [each for each in evidence if each.event.vendor]
    own = [each for each in known if is_own(vendor, each.report.publisher, each.report.url)]
    candidates = own or known or evidence
    counts = Counter(name for name, _ in {(each.event.name, each.report.revision_id) for each in candidates})
    return max(candidates, key=lambda each: (counts[each.event.name], -len(each.event.name)))  # the first of them


def _steps(claims: Sequence[Claim], awaited: Sequence[Claim]) -> list[Step]:
    by_status: dict[Status, list[Claim]] = defaultdict(list)
    for each in claims:
        by_status[each.status].append(each)
    released, retired = by_status.pop("released", []), by_status.pop("retired", [])
    waiting = [*awaited, *(each for each in claims if each.is_waiting)]
    steps = [_step(status, group, waiting) for status, group in by_status.items()]
    if retired and not _is_refuted(over := _step("retired", retired, waiting), retired, released):
        steps.append(over)
    end = max((date_key(step.date) for step in steps if step.status in _CAN_COME_BACK), default=None)
    parts: tuple[list[Claim], list[Claim]] = ([], [])  # before the end, and again after it
    for each in released:
        parts[bool(end and each.date and date_key(each.date) > end)].append(each)
    steps += [_step("released", part, waiting) for part in parts if part]
    return steps


def _by_date(step: Step) -> tuple[str, int]:
    return date_key(step.date), _RANK[step.status]


def _is_refuted(over: Step, retired: Iterable[Claim], released: Iterable[Claim]) -> bool:
    """Tell whether the articles that report a release after its end outweigh those that tell of the end."""
    later = [each for each in released if each.reported and date_key(each.reported) > date_key(over.date)]
    return _weight(later) > _weight(retired)


def _weight(claims: Iterable[Claim]) -> int:
    """Add up articles by what they weigh."""
    weights: dict[int, int] = {}
    for each in claims:
        number = each.evidence.report.revision_id
        weights[number] = max(weights.get(number, 0), each.weight)
    return sum(weights.values())


def _current(steps: Sequence[Step]) -> Step:
    """Return the step that counts: the furthest, unless what was suspended or retired was released again."""
    forward = max(
        (step for step in steps if step.status not in ENDS),
        key=lambda step: (_RANK[step.status], date_key(step.date)),
        default=None,
    )
    end = max(
        (step for step in steps if step.status in ENDS),
        key=lambda step: (date_key(step.date), _RANK[step.status]),
        default=None,
    )
    if forward and end:
        is_back = forward.status == "released" and date_key(forward.date) > date_key(end.date)
        return forward if is_back and end.status in _CAN_COME_BACK else end
    current = forward or end
    assert current  # noqa: S101 - there are claims, so there are steps
    return current


def _step(status: Status, claims: Sequence[Claim], waiting: Sequence[Claim]) -> Step:
    """Make the claims of one status a step."""
    dating = first_word(claims) if status in UNCERTAIN else dated(claims, None if status in ENDS else waiting)

    def rank(each: Claim) -> tuple[bool, bool, bool]:
        does_agree = agree(each.date, dating.date)
        is_too_early = dating.basis == "reported" and date_key(each.reported) < date_key(dating.date)
        return is_too_early or (bool(each.date) and not does_agree), not each.is_own, not does_agree

    best: dict[int, Claim] = {}
    for each in sorted(claims, key=rank):
        best.setdefault(each.evidence.report.revision_id, each)
    return Step(
        status=status,
        date=dating.date,
        basis=dating.basis,
        expected=next((each.expected for each in reversed(claims) if each.expected), None),
        evidence=tuple(each.evidence for each in best.values()),
        disagreeing=tuple(each.evidence for each in dating.disagreeing),
    )
