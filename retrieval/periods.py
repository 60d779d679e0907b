"""Periods: the days that a question names, and the day that it says it is asked of."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

_MOST_PERIODS = 8
_MOST_LOOKED_AT = 40
_LOOK_BACK = 20  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """UTC days, both inclusive; None where it is open."""

    first: date | None
    last: date | None


def times_in(text: str, today: date) -> tuple[date | None, tuple[Period, ...]]:
    """Return the day a question in lower case is asked of, if it says one, and the other periods in it.

    A day or month without a year is the last one that has begun. Of very many periods the first few are kept.
    """
    as_of = next((found for found in _found(text, today) if _says_as_of(text, found)), None)
    if as_of:
        text = text[: as_of.start] + "\n" + text[as_of.end :]
    day = as_of.period.last if as_of else None
    found = _joined(text, list(_found(text, day or today)))
    return day, tuple(dict.fromkeys(each.period for each in found))[:_MOST_PERIODS]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    period: Period
    start: int
    end: int


_AS_OF = re.compile(r"\bas (?:of|at) (?:the )?$|\bas-?of $")
_IT_IS = re.compile(r"\b(?:it'?s|it is|today is|today'?s) (?:the )?$")  # before a day, not "its december release"
_OPENS = re.compile(r"\b(?P<word>since|after|before|prior to|until|till|up to|by) (?P<the>the )?$")
_FROM = re.compile(r"\b(?:from|between) (?:the )?$")
_UP_TO = re.compile(r" ?(?:to|through|thru|until|till|and|-) ?(?:the )?")
_ITS = re.compile(r"'s\b")
_EVENT = re.compile(  # the noun after "the december"
    r" (?!(?:in|and|or|at|by|from|for|to|of|on|with|as|but|than|if|when|where|who|what|which|why|how|that|this|so|it"
    r"|they|he|she|we|you|i|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|the|a|an|any|only|then)\b)"
    r"[a-z]"
)


def _says_as_of(text: str, found: _Found) -> bool:
    """Tell whether a question is asked of a time: "as of december", or "its nov 17 2025"."""
    before, period = _before(text, found), found.period
    is_clause = not text[found.end :] or text[found.end] in ",;.!?"  # not "its nov 17 2025 update"
    return bool(_AS_OF.search(before) or (is_clause and _IT_IS.search(before) and period.first == period.last))


def _joined(text: str, found: list[_Found]) -> list[_Found]:
    """Join the two ends of "from March to June", and open the periods that "since March" and "before June" name."""
    joined: list[_Found] = []
    for each in found:
        last = joined[-1] if joined else None
        if last and _FROM.search(_before(text, last)) and _UP_TO.fullmatch(text, last.end, each.start):
            joined[-1] = replace(last, period=_from_to(last.period, each.period), end=each.end)
            continue
        period = _opened(text, each)
        first = last.period.first if last and last.period.last is None else None
        if last and first and period.first is None and period.last and first <= period.last:  # "since May until June"
            joined[-1] = replace(last, period=_span(first, period.last), end=each.end)
        else:
            joined.append(replace(each, period=period))
    return joined


def _opened(text: str, found: _Found) -> Period:
    """Return the days on the side of a time that "since", "before" or "by" means.

    What happened in December ("before the december launch") was on some day of it, so that both sides hold all of it.
    """
    period, opens = found.period, _OPENS.search(_before(text, found))
    if not opens or not period.first or not period.last:
        return period
    is_event = _ITS.match(text, found.end) or (opens["the"] and _EVENT.match(text, found.end))
    if opens["word"] == "since" or (opens["word"] == "after" and is_event):
        return Period(first=period.first, last=None)
    if opens["word"] == "after":
        return Period(first=_beside(period.last, 1), last=None)
    is_excluded = opens["word"] in {"before", "prior to"} and not is_event
    return Period(first=None, last=_beside(period.first, -1) if is_excluded else period.last)


def _beside(day: date, days: int) -> date:
    """Return the day some days away, no further than there are dates."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def _from_to(one: Period, other: Period) -> Period:
    """Return the days from the one to the other; a year said of the other alone ("March to May 2025") is for both."""
    first, last = one.first, other.last
    if first and last and first > last:
        first = min(first.replace(day=1, year=last.year), last)
    return Period(first=first, last=last)


def _before(text: str, found: _Found) -> str:
    return text[max(0, found.start - _LOOK_BACK) : found.start]


def _found(text: str, today: date) -> Iterator[_Found]:
    """Yield the periods in the order of the text; impossible dates are left out."""
    for found in islice(_WHEN.finditer(text), _MOST_LOOKED_AT):
        pattern, resolve = _RULES[int((found.lastgroup or "w0")[1:])]
        said = pattern.match(text, found.start())
        if not said:
            continue
        try:
            period = resolve(_Said(said), today)
        except (ValueError, OverflowError):  # February 30, or a day before the first year
            continue
        yield _Found(period=period, start=said.start(), end=said.end())


class _Said:
    """The parts of a time as it was said; a part that was not said is empty."""

    def __init__(self, found: re.Match[str]) -> None:
        self._parts = found.groupdict("")

    def __getitem__(self, part: str) -> str:
        return self._parts.get(part, "")

    def number(self, part: str) -> int:
        """Return a part as a number, in digits or words."""
        said = self[part]
        return int(said) if said.isdigit() else _NUMBERS[said]

    def amount(self) -> tuple[int, str]:
        """Return how many of which unit; where nothing was counted, one."""
        if self["half"]:
            return 6, "month"
        return self.number("count") if self["count"] else 1, self["unit"]

    def month(self) -> int:
        """Return the number of the month."""
        return _MONTHS.index(self["month"][:3]) + 1

    def year(self, today: date) -> int | None:
        """Return the year, None if none was said."""
        if self["year"]:
            return int(self["year"]) + (0 if len(self["year"]) > 2 else 2000)  # noqa: PLR2004 - digits of a year
        return today.year - (self["which_year"] in {"last", "previous"}) if self["which_year"] else None


def _span(first: date, last: date) -> Period:
    return Period(first=first, last=last)


def _months(year: int, month: int, months: int = 1) -> Period:
    """Return whole months; ``month`` may count on over the ends of the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last_year, last_month = year + (month + months - 2) // 12, (month + months - 2) % 12 + 1
    return _span(date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1]))


def _third(period: Period, part: str) -> Period:
    """Return the early, middle or late third of a period, or the whole."""
    if not part or period.first is None or period.last is None:
        return period
    days = (period.last - period.first).days + 1
    which = {"early": 0, "start of": 0, "beginning of": 0, "mid": 1, "middle of": 1}.get(part, 2)
    first, after = period.first + timedelta(which * days // 3), period.first + timedelta((which + 1) * days // 3)
    return _span(first, after - timedelta(1))


def _iso_day(said: _Said, _: date) -> Period:
    day = date(int(said["year"]), int(said["month"]), int(said["day"]))
    return _span(day, day)


def _slashed_day(said: _Said, today: date) -> Period:
    month, day = int(said["month"]), int(said["day"])
    if month > 12:  # noqa: PLR2004 - the day stands first, then
        month, day = day, month
    the_day = date(said.year(today) or today.year, month, day)
    return _span(the_day, the_day)


def _day_of_month(said: _Said, today: date) -> Period:
    month, day = said.month(), int(said["day"])
    year = said.year(today) or today.year - ((month, day) > (today.month, today.day))
    the_day = date(year, month, day)
    return _span(the_day, the_day)


def _month(said: _Said, today: date) -> Period:
    month, which = said.month(), said["which"]
    passed = {"this": 0, "next": month <= today.month, "last": -(month >= today.month)}
    year = said.year(today) or today.year + passed.get(which, -(month > today.month))
    return _third(_months(year, month), said["part"])


def _iso_month(said: _Said, _: date) -> Period:
    return _months(int(said["year"]), int(said["month"]))


def _part_of_year(said: _Said, today: date) -> Period:
    """Resolve a quarter or a half."""
    months = 6 if said["half"] else 3
    first = (said.number("half" if said["half"] else "quarter") - 1) * months + 1
    return _months(said.year(today) or today.year - (first > today.month), first, months)


def _season(said: _Said, today: date) -> Period:
    """Resolve a northern season of three whole months; a winter is that of the year in which it begins."""
    month, which = _SEASONS[said["season"]], said["which"]
    year = said.year(today)
    if year is None:
        begun = today.year - (month > today.month)
        is_on = (today.month - month) % 12 < 3  # noqa: PLR2004 - months of a season
        is_winter_past = month == 12 and today.month < 6  # noqa: PLR2004 - until the middle of the year
        of_this_year = today.year - is_winter_past
        year = {"this": of_this_year, "next": begun + 1, "last": begun - is_on}.get(which, begun)
    return _third(_months(year, month, 3), said["part"])


def _year(said: _Said, _: date) -> Period:
    return _third(_months(int(said["year"]), 1, 12), said["part"])


def _rolling(said: _Said, today: date) -> Period:
    return _span(_back(today, *said.amount()), today)


def _ago(said: _Said, today: date) -> Period:
    count, unit = said.amount()
    day = _back(today, count, unit)
    return _span(day, day) if unit in {"hour", "day"} else _around(day, unit)


def _back(today: date, count: int, unit: str) -> date:
    if unit == "hour":
        return today - timedelta(count // 24)
    if unit in _DAYS:
        return today - timedelta(count * _DAYS[unit])
    month = _months(today.year, today.month - count * (1 if unit == "month" else 12))
    first, last = month.first or today, month.last or today
    return first.replace(day=min(today.day, last.day))


def _around(day: date, unit: str, step: int = 0) -> Period:
    """Return the whole week, weekend, month, quarter or year around a day, or one some steps away."""
    if unit in {"week", "weekend", "fortnight"}:
        monday = day + timedelta(step * 7 - day.weekday())
        return _span(monday + timedelta(5 if unit == "weekend" else 0), monday + timedelta(6))
    if unit == "month":
        return _months(day.year, day.month + step)
    if unit == "quarter":
        return _months(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    return _months(day.year + step, 1, 12)


def _calendar(said: _Said, today: date) -> Period:
    return _third(_around(today, said["unit"].replace("yr", "year"), _STEPS[said["which"]]), said["part"])


def _named_day(said: _Said, today: date) -> Period:
    day = today + timedelta(_NAMED_DAYS.get(said["day"], 0))
    return _span(day, day)


def _weekday(said: _Said, today: date) -> Period:
    """Resolve a weekday as the last one; with "this" as the one of this week, with "next" as that of the next."""
    behind = (today.weekday() - _WEEKDAYS.index(said["weekday"])) % 7
    if said["which"] == "last" and not behind:
        behind = 7
    if said["which"] in {"this", "next"}:
        behind = today.weekday() - _WEEKDAYS.index(said["weekday"]) - 7 * (said["which"] == "next")
    return _span(today - timedelta(behind), today - timedelta(behind))


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = f"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_NAMED_DAYS = {"day before yesterday": -2, "yesterday": -1, "tomorrow": 1, "day after tomorrow": 2}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # the month in which it begins
_STEPS = {"this": 0, "current": 0, "last": -1, "previous": -1, "next": 1}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "couple of": 2, "a couple": 2, "a couple of": 2, "three": 3,
    "few": 3, "a few": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
}  # fmt: skip

_MONTH_NAMES = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?!\w)\.?"
)
_NO_VERB = r"(?=[^\w ]|$| [^a-z]| (?:in|and|or|at|by|from|for|to|did|was|were|is|of|that|when|on|with|this|last)\b)"
_MONTH = _MONTH_NAMES.replace("may", f"may{_NO_VERB}")
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w%$]|[.,:]\d)"
_YEAR = r"(?:(?P<year>20\d\d)(?![\w-])|(?P<which_year>this|last|previous|the) (?:year|yr)\b)"
_OF_YEAR = rf"(?:,? (?:of )?'?{_YEAR})?"
_PART = "(?P<part>early|mid|late|start of|beginning of|middle of|end of)[ -](?:the )?"
_QUARTER_OR_HALF = (
    r"\b(?:q(?P<quarter>[1-4])|h(?P<half>[12]))(?!\w)(?:,? ?(?:of )?'?(?:(?P<year>20\d\d|\d\d)(?![\w%.])"
    r"|(?P<which_year>this|last|previous|the) (?:year|yr)\b))?"
)
_QUARTER_OR_HALF_IN_WORDS = (
    r"\b(?:(?P<quarter>first|1st|second|2nd|third|3rd|fourth|4th) quarter|(?P<half>first|1st|second|2nd) half)"
)
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_AMOUNT = rf"(?:(?P<half>half)[ -](?:an? )?year|{_COUNT} (?P<unit>hour|day|week|fortnight|month|year)s?)"
_SEASON = "(?P<season>spring|summer|autumn|fall|winter)"


def _after(*words: str) -> str:
    """Return the pattern of a place right after one of the words, which belongs to the text before."""
    return "(?:" + "|".join(rf"(?<=\b{word} )" for word in words) + ")"


_IN = _after("in", "during", "of", "since", "by", "before", "after", "until", "till", "from", "through", "between")
_IN_SEASON = _after(  # and "after summer", but not "after fall", which is a verb, too
    "in", "in the", "over the", "during the", "since", "since the", "by", "until"
)

_RULES: tuple[tuple[re.Pattern[str], Callable[[_Said, date], Period]], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)(?![\w-])", _iso_day),
        (r"(?<![\w/])(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4}|\d\d)(?![\w/])", _slashed_day),
        (r"(?<![\w.,])(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})(?!\w|[.,]\d)", _iso_day),
        (rf"\b{_MONTH} (?:the )?{_DAY}{_OF_YEAR}", _day_of_month),
        (rf"(?<![\w.,$-]){_DAY} (?:of )?{_MONTH}{_OF_YEAR}", _day_of_month),
        (r"(?<![\w-])(?P<year>20\d\d)-(?P<month>\d\d)(?![\w-])", _iso_month),
        (rf"\b{_PART}{_MONTH_NAMES}{_OF_YEAR}", _month),
        (rf"\b(?P<which>this|last|next) {_MONTH}{_OF_YEAR}", _month),
        (rf"\b{_MONTH_NAMES},? (?:of )?'?{_YEAR}", _month),
        (rf"{_IN}{_MONTH_NAMES}", _month),
        (rf"(?:\b(?!mar\b|may\b)|{_after('to', 'and')}){_MONTH}", _month),
        (_QUARTER_OR_HALF, _part_of_year),
        (_QUARTER_OR_HALF_IN_WORDS + _OF_YEAR, _part_of_year),
        (rf"\b(?:past|last|previous) {_AMOUNT}\b", _rolling),
        (rf"\b{_AMOUNT} ago\b", _ago),
        (r"\b(?:(?:in|over|during|within) the (?:past|last)|past) (?P<unit>day|week|fortnight|month|year)\b", _rolling),
        (
            rf"\b(?:{_PART})?(?P<which>this|last|previous|next|current) (?P<unit>weekend|week|month|quarter|year|yr)\b",
            _calendar,
        ),
        (rf"\b(?:{_PART})?{_SEASON},? (?:of )?'?{_YEAR}", _season),
        (rf"\b(?:{_PART})?(?P<which>this|last|next) {_SEASON}\b{_OF_YEAR}", _season),
        (rf"(?:\b{_PART}|{_IN_SEASON}){_SEASON}\b", _season),
        (rf"(?:{_IN}|{_after('before the', 'after the', 'until the')}){_SEASON.replace('fall|', '')}\b", _season),
        (rf"\b(?P<day>{'|'.join(_NAMED_DAYS)}|today|tonight)\b", _named_day),
        (rf"\b(?:(?P<which>this|last|next) |(?<=\bon )){_WEEKDAY}\b", _weekday),
        (rf"(?:\b{_PART}|{_IN}|{_after('to', 'and', 'for')})(?P<year>20[0-3]\d)(?![\w%$-]|[.,]\d)", _year),
    )
)
_WHEN = re.compile(
    "|".join(f"(?P<w{i}>{re.sub('[?]P<[a-z_]+>', '?:', rule.pattern)})" for i, (rule, _) in enumerate(_RULES))
)
