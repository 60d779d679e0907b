"""Reading releases from text, by rules: which sentence states that something is rumoured, announced or out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.makers import house_of, vendor_of
from corpus.releases.context import NOTHING
from corpus.releases.days import Day, days_in
from corpus.releases.event import ReleaseEvent, Status
from corpus.releases.mentions import Marked, marked
from corpus.releases.products import LAUNCH, Article, Product, product_of
from corpus.releases.statements import Statement, statements
from corpus.span import Span
from corpus.structure import sections

RECIPE = 20
"""The version of the reading: another one reads all articles again."""

_MOST_CHARACTERS = 1_500  # of a sentence: what is longer is a table or a list without marks
_LEAST_CHARACTERS = 12
_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<heading>\S.*?)[ \t#]*$", re.MULTILINE)
_NEWS = re.compile(
    r"^\W*(?:Introducing|Announcing|Meet|Launching|Presenting|Unveiling|Previewing|Releasing|Deprecated|Retired"
    r"|Discontinued|Sunset(?:ting)?|Retiring|Deprecating|New: )\b|\b(?:is|are|now)\b|(?<!:) (?:deprecated"
    r"|retired|discontinued)$",
    re.IGNORECASE,
)
_OWN_VERSION = re.compile(
    r"(?:^(?:With )?[Oo]ur|\b(?:[Oo]ur|[Tt]he)(?= (?:upcoming|next|forthcoming) ))"
    r"(?P<next> (?:upcoming|next|forthcoming))?"
    r" (?P<version>v?\d+(?:\.\d+)+) release\b"
)
_UNCERTAIN = frozenset({"rumoured", "in_development"})
_EARLY = re.compile(r" \(?(?:alpha|beta|preview)\)?$", re.IGNORECASE)


def read_releases(text: str, *, published: date | None, publisher: str | None) -> tuple[ReleaseEvent, ...]:
    """Return the releases that an article states, in its order.

    ``published`` is the day of the article in UTC, ``publisher`` whose it is.
    """
    owner = vendor_of(publisher)
    article = Article(published=published, publisher=publisher, owner=owner, speaker=owner or house_of(publisher))
    events: list[ReleaseEvent] = []
    for part in _parts(text):
        article = replace(article, context=NOTHING)
        for span in part:
            if _LEAST_CHARACTERS <= span.end - span.start <= _MOST_CHARACTERS:
                read = marked(article.context.read_into(span.of(text)))
                stated = statements(read)
                events += _read(read, stated, span, article)
                article = replace(article, context=article.context.after(read, stated))
    return tuple(sorted(events, key=lambda event: event.start))


def _parts(text: str) -> Iterator[Sequence[Span]]:
    """Yield the headings that tell of something new, and the sentences of each paragraph and of each item of a list."""
    for found in _HEADING.finditer(text):
        if _NEWS.search(found["heading"]):
            yield (Span(*found.span("heading")),)
    for section in sections(text):
        for block in section.blocks:
            yield from block.parts


def _read(read: Marked, stated: tuple[Statement, ...], span: Span, article: Article) -> Iterator[ReleaseEvent]:
    days = days_in(read.masked, article.published) if stated else ()
    for statement in stated:
        if product := product_of(read, statement, article):
            yield _event(product, _as_meant(statement, product, article), days, span, article)
    house = house_of(article.publisher)
    if house and article.published and (own := _OWN_VERSION.search(read.plain)):
        yield ReleaseEvent(
            vendor=house,
            name=f"{house} {own['version']}",
            product=house,
            version=own["version"],
            variant=None,
            status="announced" if own["next"] else "released",
            date=None if own["next"] else article.published.isoformat(),
            basis=None if own["next"] else "doc_date",
            start=span.start,
            end=span.end,
        )


def _as_meant(statement: Statement, product: Product, article: Article) -> Statement:
    """Return a statement with the status that the name and the speaker make of it."""
    if statement.status == "rumoured" and product.vendor == article.speaker:
        return replace(statement, status="announced")  # what others expect, its vendor has planned
    if statement.status == "released" and _EARLY.search(product.name):
        return replace(statement, status="preview")
    return statement


def _event(product: Product, statement: Statement, days: tuple[Day, ...], span: Span, article: Article) -> ReleaseEvent:
    day, status = _dated(statement, days, article, is_own=product.vendor == article.speaker)
    known = product.known
    name = _EARLY.sub("", product.name) if status == "preview" else product.name
    told = (day.day.isoformat() if day.day else day.month) if day else None
    return ReleaseEvent(
        vendor=product.vendor,
        name=name + statement.suffix,
        product=known.product if known else product.name,
        version=known.version if known else None,
        variant=known.variant if known else None,
        status=status,
        date=told,
        basis=day.basis if day and told else None,
        start=span.start,
        end=span.end,
        is_recap=statement.is_recap or bool(day and day.is_old),
    )


def _dated(statement: Statement, days: tuple[Day, ...], article: Article, *, is_own: bool) -> tuple[Day | None, Status]:
    """Return when it was or will be, and the status that this makes of it."""
    status, published = statement.status, article.published
    day = min(days, key=lambda each: abs(each.start - statement.at), default=None)
    if statement.is_undated or (
        status in _UNCERTAIN and not (day and day.day and day.is_coming and day.basis == "in_text")
    ):
        return None, status
    if day and statement.is_present and day.start < statement.at and (day.is_coming or day.day is None):
        day = None  # "which was announced in May, is now available"
    if day is None and published and status in LAUNCH and (statement.is_present or (is_own and not statement.is_past)):
        day = Day(day=published, basis="doc_date", start=statement.at, is_coming=False)
    if day and day.is_coming and status == "retired":
        status = "deprecated"
    if day and day.month and not day.day and status in {"announced", "deprecated"}:
        day = None  # "in April" of something to come is not the last one
    if day and day.day and status == "announced" and not (day.is_coming or day.basis == "doc_date"):
        day = None  # when it was said, not when it will be
    if day and day.is_coming and status in LAUNCH and not statement.is_past:
        status = "announced"
    if day and day.basis == "doc_date" and status == "announced":
        status = "released"
    return day, status
