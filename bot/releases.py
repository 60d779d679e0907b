"""Releases as they are shown: how their lines read on every platform, and releases as plain text and as JSON."""

from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

from bot.desk import Latest
from bot.reply import counted, one_line, printable, shown_date
from corpus.releases.event import ReleaseEvent, Status
from corpus.releases.release import Evidence, Release, Step

SHOWN_STATUS: dict[Status, str] = {status: status for status in get_args(Status)} | {"in_development": "in development"}
_MOST_SOURCES = 5
_MOST_RELATED = 8
_MONTH = len("2025-12")
_DAY = len("2025-12-09")


def shown_day(day: str | None) -> str:
    """Write the date of a release: ``9 December 2025``, ``December 2025`` or ``undated``."""
    if day is None:
        return "undated"
    if len(day) == _MONTH:
        return f"{date.fromisoformat(f'{day}-01'):%B %Y}"
    return shown_date(date.fromisoformat(day))


def headline(release: Release) -> str:
    """Say in one line what a release is and how far it got."""
    return f"{titled(release)}: {standing(release.step)}"


def titled(release: Release) -> str:
    """Write whose release it is, unless its name says so."""
    name, vendor = one_line(release.name), one_line(release.vendor or "")
    return name if vendor.casefold() in name.casefold() else f"{name}, {vendor}"


def standing(step: Step) -> str:
    """Say what step it is, and on whose word; a date that nobody states is that of the first report or mention."""
    expected = f", expected {shown_day(step.expected)}" if step.expected else ""
    match step.basis:
        case None:
            when = ""
        case "reported":
            when = f", reported on {shown_day(step.date)}"
        case "mentioned":
            when = f", in use by {shown_day(step.date)}"
        case "stated":
            when = f" {'on ' if len(step.date or '') > _MONTH else 'in '}{shown_day(step.date)}"
    return f"{SHOWN_STATUS[step.status]}{when}{expected}"


def byline(evidence: Evidence) -> str:
    """Say where a release is stated: title, publisher and date."""
    report = evidence.report
    return one_line(", ".join(filter(None, (report.title, report.publisher, shown_date(report.published)))))


def disagreement(step: Step) -> str | None:
    """Say which other dates are given for a step, and by whom, None where there are none."""
    others: dict[str, list[str]] = {}
    for each in step.disagreeing:
        whose = others.setdefault(each.event.date or "", [])
        if (name := one_line(each.report.publisher or each.report.title)) not in whose:
            whose.append(name)
    return "; ".join(f"{shown_day(day)} ({', '.join(whose)})" for day, whose in sorted(others.items())) or None


def silence(latest: Latest) -> str:
    """Say that there is no such release, and what may have been meant."""
    query = latest.query
    if query.wanted and not latest.is_known:
        nearest = f" Did you mean {_either(latest.nearest)}?" if latest.nearest else ""
        return f"I know no release, product or vendor called “{one_line(query.wanted)}”.{nearest}"
    limits = [
        f" of “{one_line(query.wanted)}”" if query.wanted else "",
        f" with the status {SHOWN_STATUS[query.status]}" if query.status else "",
        f" since {shown_date(query.since)}" if query.since else "",
        f" as of {shown_date(query.as_of)}" if query.as_of else "",
    ]
    return f"I found no release{''.join(limits)}."


def related(latest: Latest) -> str | None:
    """Name other releases that may be meant as well, None if there are none."""
    names = [one_line(name) for name in latest.related]
    if not names:
        return None
    more = f" and {len(names) - _MOST_RELATED:,} more" if len(names) > _MOST_RELATED else ""
    return f"See also: {', '.join(names[:_MOST_RELATED])}{more}"


def _either(names: tuple[str, ...]) -> str:
    *others, last = (one_line(name) for name in names)
    return f"{', '.join(others)} or {last}" if others else last


# As text


def latest_as_text(latest: Latest) -> str:
    """Return releases as plain text: a list, or the history of one."""
    return "\n".join(_lines(latest))


def _lines(latest: Latest) -> Iterator[str]:
    if not latest.releases:
        yield silence(latest)
    elif latest.is_one:
        yield from _history(latest.releases[0])
    else:
        for release in latest.releases:
            yield headline(release)
            yield f"    {_sourced(release.evidence)}"
    rest = latest.total - latest.skipped - len(latest.releases)
    if latest.releases and rest > 0:
        yield f"… and {rest:,} more: --limit {latest.total} shows all"
    if others := related(latest):
        yield others
    if latest.is_unread:
        yield "Some articles were not read for releases yet: run `newsdesk index`."


def _history(release: Release) -> Iterator[str]:
    yield headline(release)
    for step in release.history:
        said = standing(step)
        yield f"\n{said[0].upper()}{said[1:]}"
        yield f"    “{printable(step.evidence[0].quote)}”"
        for each in step.evidence[:_MOST_SOURCES]:
            yield f"    {_sourced(each)}"
        if len(step.evidence) > _MOST_SOURCES:
            yield f"    and {counted(len(step.evidence) - _MOST_SOURCES, 'more source')}"
        if others := disagreement(step):
            yield f"    Other dates given: {others}"
    yield ""


def _sourced(evidence: Evidence) -> str:
    return f"{byline(evidence)}{f': {evidence.link}' if evidence.link else ''}"


# As JSON


def release_json(release: Release) -> dict[str, Any]:
    """Return a release as the JSON object of the command line's contract, with its history."""
    evidence, step = release.evidence, release.step
    return {
        "vendor": release.vendor,
        "name": release.name,
        "product": release.product,
        "version": release.version,
        "variant": release.variant,
        "status": release.status,
        "date": release.date,
        "date_basis": step.basis,
        "expected": step.expected,
        "announced": release.announced,
        "available": release.available,
        **_evidence_json(evidence),
        "history": [_step_json(each) for each in release.history],
    }


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "status": step.status,
        "date": step.date,
        "date_basis": step.basis,
        "expected": step.expected,
        "sources": [{**_evidence_json(each), "date": each.event.date} for each in step.evidence],
        "disagreeing": [
            {"date": each.event.date, "publisher": each.report.publisher, "url": each.report.url}
            for each in step.disagreeing
        ],
    }


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    report = evidence.report
    return {
        "title": report.title,
        "url": report.url,
        "link": evidence.link,
        "publisher": report.publisher,
        "published_at": report.published and report.published.isoformat(),
        "quote": evidence.quote,
        "revision": report.revision_id,
        "start": evidence.event.start,
        "end": evidence.event.end,
    }


# The extractor alone


def event_json(event: ReleaseEvent) -> dict[str, Any]:
    """Return what a sentence states as the JSON object of the command line's contract."""
    return {
        "vendor": event.vendor,
        "name": event.name,
        "product": event.product,
        "version": event.version,
        "variant": event.variant,
        "status": event.status,
        "date": event.date if event.date and len(event.date) == _DAY else None,
        "date_basis": event.basis,
    }


def event_as_text(event: ReleaseEvent) -> str:
    """Return what a sentence states in one line."""
    vendor = f" ({event.vendor})" if event.vendor else ""
    return one_line(f"{event.name}{vendor}: {SHOWN_STATUS[event.status]}, {shown_day(event.date)}")
