"""Evidence of releases made by hand: of vendors that exist, with dates and articles that do not."""

from datetime import date
from typing import Any
from zlib import crc32

from corpus.naming import names_in
from corpus.releases.event import ReleaseEvent, Status
from corpus.releases.release import Evidence, Report


def stated(
    name: str,
    status: Status = "released",
    day: str | None = None,
    *,
    published: str | None = "2025-12-10",
    publisher: str = "The Gazette",
    **others: Any,  # noqa: ANN401 - fields of an event or of a report
) -> Evidence:
    """Return what an article states, with vendor, product, version and variant as the name tells them."""
    named = next(iter(names_in(name)), None)
    fields: dict[str, Any] = {
        "vendor": named and named.vendor,
        "product": named.product if named else name,
        "version": named and named.version,
        "variant": named and named.variant,
        "basis": "in_text" if day else None,
        "start": 0,
        "end": 10,
    }
    report: dict[str, Any] = {
        "revision_id": crc32(f"{publisher} {published}".encode()),
        "url": None,
        "title": f"{publisher} on {name}",
    }
    report |= {key: others.pop(key) for key in tuple(others) if key in report}
    return Evidence(
        event=ReleaseEvent(name=name, status=status, date=day, **(fields | others)),
        report=Report(publisher=publisher, published=date.fromisoformat(published) if published else None, **report),
    )
