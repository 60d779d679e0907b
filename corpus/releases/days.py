"""The days that a sentence names, as one who reads it on the day of its article understands them."""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.releases.event import Basis

_MONTHS = {
    name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if number
} | {"sept": 9}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NEAREST_DAYS = 200  # a day and a month without a year are those nearest to the article

_WRITTEN = re.compile(
    rf"\b(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,]\d)(?:,? (?P<year>(?:19|20)\d\d))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month2>{_MONTH})\b\.?(?:,? (?P<year2>(?:19|20)\d\d))?)",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today|this (?:morning|afternoon|evening)|tonight|as of now|right now|just now|moments ago|hours ago)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?:(?P<yesterday>yesterday|last night)|(?P<tomorrow>tomorrow(?!['\u2019]s))"
    rf"|(?P<count>\d{{1,3}}|a|an|{'|'.join(_NUMBERS[1:])}) (?P<unit>day|week)s? (?P<way>ago|earlier|from now)"
    rf"|in (?P<count2>\d{{1,3}}|a|an|{'|'.join(_NUMBERS[1:])}) (?P<unit2>day|week)s?(?= ?(?:[.,;)]|$))"
    rf"|(?:on |this |next |last )?(?P<weekday>{'|'.join(_WEEKDAYS)}))\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:(?:last|next|this|earlier this|later this|early|mid|late)[ -](?:week|month|year|quarter|spring|summer|fall"
    r"|autumn|winter|weekend)|(?:last|next|this) (?:january|february|march|april|may|june|july|august|september|october"
    rf"|november|december)|(?:in|by|since|early|mid-?|late|until|during) ?(?:early |mid-?|late )?(?:{_MONTH})\b(?! \d)"
    r"(?:,? (?:19|20)\d\d)?|months? ago|years? ago|(?:in|by|since|during|early|mid|late)[- ](?:19|20)\d\d|soon"
    r"|coming (?:days|weeks|months)|in (?:the )?(?:near|not too distant) future|later(?! today)|q[1-4]\b)",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:later (?:this|in)|next (?:week|month|year|quarter|spring|summer|fall|autumn|winter)|this (?:fall|autumn"
    r"|winter|spring|summer)|soon|coming (?:days|weeks|months)|tomorrow|in the near future|by the end of)\b",
    re.IGNORECASE,
)

_NAMED_MONTH = re.compile(rf"\b(?P<month>{_MONTH})(?:,? (?P<year>(?:19|20)\d\d))?$")
_OLD = re.compile(r"\bago$|^(?:last|earlier) (?!week)|\d{4}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that a text names at ``start``; None for a time that is no day ("in April", "last month").

    ``month`` is that of such a time (``2025-04``), where it says one that has begun. ``is_coming`` tells that it lies
    after the article, as far as its words say, and ``is_old`` that it was over by then.
    """

    day: date | None
    basis: Basis | None
    start: int
    is_coming: bool
    month: str | None = None
    is_old: bool = False


def days_in(text: str, published: date | None) -> tuple[Day, ...]:
    """Return the times that a text names, in their order; without a day of publication only days written in full.

    A day without a year is the one nearest to the article; a weekday the last one, unless "next" or "will" stands
    before it. Days that do not exist are left out.
    """
    found = [*_written(text, published), *_reckoned(text, published)]
    exact = {day.start for day in found}
    found += [_vague(each, published) for each in _VAGUE.finditer(text) if each.start() not in exact]
    return tuple(sorted(found, key=lambda each: each.start))


def _vague(found: re.Match[str], published: date | None) -> Day:
    """Return a time that is no day, with its month if that has begun: "in April", "last month"."""
    words, start = found[0].lower(), found.start()
    is_coming = _FUTURE.match(words) is not None
    named = _NAMED_MONTH.search(words)
    if published is None or is_coming:
        return Day(day=None, basis=None, start=start, is_coming=is_coming)
    if named:
        number = _MONTHS[named["month"]]
        year = int(named["year"] or 0) or published.year - (number > published.month)
        first = date(year, number, 1)
    elif words.endswith("last month"):
        first = (published.replace(day=1) - timedelta(days=1)).replace(day=1)
    else:
        return Day(day=None, basis=None, start=start, is_coming=False, is_old=_OLD.search(words) is not None)
    has_begun = first <= published
    return Day(
        day=None,
        basis="in_text" if named else "relative",
        start=start,
        is_coming=not has_begun,
        month=f"{first:%Y-%m}" if has_begun else None,
        is_old=has_begun and (first.year, first.month) < (published.year, published.month),
    )


def _written(text: str, published: date | None) -> Iterator[Day]:
    for found in _WRITTEN.finditer(text):
        day = _day_of(found, published)
        if day:
            is_coming = published is not None and day > published
            yield Day(day=day, basis="in_text", start=found.start(), is_coming=is_coming)


def _day_of(found: re.Match[str], published: date | None) -> date | None:
    if found["iso"]:
        return _existing(*map(int, found["iso"].split("-")))
    month = _MONTHS[(found["month"] or found["month2"]).lower()]
    number = int(found["day"] or found["day2"])
    if year := found["year"] or found["year2"]:
        return _existing(int(year), month, number)
    if published is None:
        return None
    near = (_existing(published.year + step, month, number) for step in (0, -1, 1))
    days = sorted(filter(None, near), key=lambda day: abs((day - published).days))
    return days[0] if days and abs((days[0] - published).days) <= _NEAREST_DAYS else None


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _reckoned(text: str, published: date | None) -> Iterator[Day]:
    if published is None:
        return
    for found in _TODAY.finditer(text):
        yield Day(day=published, basis="doc_date", start=found.start(), is_coming=False)
    for found in _RELATIVE.finditer(text):
        away = _days_away(found, text, published)
        yield Day(day=published + timedelta(days=away), basis="relative", start=found.start(), is_coming=away > 0)


def _days_away(found: re.Match[str], text: str, published: date) -> int:
    if found["yesterday"]:
        return -1
    if found["tomorrow"]:
        return 1
    if weekday := found["weekday"]:
        back = (published.weekday() - _WEEKDAYS.index(weekday.lower())) % 7
        is_next = found[0].lower().startswith("next ") or re.search(r"\bwill\b", text[: found.start()])
        return 7 - back if is_next else back and -back
    count = (found["count"] or found["count2"]).lower()
    number = int(count) if count.isdigit() else _NUMBERS.index(count) if count in _NUMBERS else 1
    days = number * (7 if (found["unit"] or found["unit2"]).lower() == "week" else 1)
    return days if found["count2"] or found["way"] == "from now" else -days
