"""Questions: what one asks about, of when, from whom, and what kind of answer it wants.

The rules are those of English as it is typed in a chat: without capitals, apostrophes or question marks.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from corpus.catalog import catalog
from corpus.text import fold
from retrieval.naming import Name, names_in, vendors_in
from retrieval.periods import Period, times_in


class AnswerKind(Enum):
    """The kind of answer that is asked for; a price is money of any sort."""

    DATE = "date"
    PRICE = "price"
    NUMBER = "number"
    PERSON = "person"
    YES_NO = "yes or no"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a question asks.

    ``periods`` are those that it names, whether something was published or happened then; ``as_of`` is the day that it
    says it is asked of. ``latest`` tells that it asks for what is so now, ``comparison`` that it takes two sides.
    """

    names: tuple[Name, ...]
    vendors: tuple[str, ...]
    publishers: tuple[str, ...]
    periods: tuple[Period, ...]
    as_of: date | None
    latest: bool
    comparison: bool
    kind: AnswerKind

    @property
    def other_vendors(self) -> tuple[str, ...]:
        """The vendors that are named beside those of the products."""
        return tuple(vendor for vendor in self.vendors if vendor not in {name.vendor for name in self.names})


def understand(text: str, today: date, publishers: Collection[str]) -> Understanding:
    """Tell what a question asks; ``publishers`` are those of the corpus, ``today`` is the day it is asked (UTC)."""
    text = without_markup(text.translate(STRAIGHT_QUOTES))
    lowered = " ".join(fold(text).text.lower().split())
    as_of, periods = times_in(lowered, today)
    names, vendors = names_in(text), vendors_in(text)
    return Understanding(
        names=names,
        vendors=vendors,
        publishers=_publishers_in(text, publishers),
        periods=periods,
        as_of=as_of,
        latest=_LATEST.search(lowered) is not None,
        comparison=_compares(lowered, names, vendors),
        kind=_kind(lowered),
    )


def without_markup(text: str) -> str:
    """Return the text with spaces in the place of Slack's and Discord's markup; the label of a link stays.

    A text of markup alone is returned as it is, so that there is something to search for.
    """
    said = _CHAT_MARKUP.sub(lambda markup: " " * len(markup[0]), text)
    return said if said.strip() else text


def holds_kind(kind: AnswerKind, quote: str) -> bool:
    """Tell whether a quote holds anything that could be such an answer.

    That something was released or announced is a date, too: that of the article.
    """
    pattern = _HOLDS.get(kind)
    return pattern is None or pattern.search(fold(quote).text.translate(STRAIGHT_QUOTES)) is not None


STRAIGHT_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_CHAT_MARKUP = re.compile(
    r"<[@#!:][^<>\n]{0,100}>|<a:[^<>\n]{0,100}>|<https?:[^<>|\s]*[|>]|(?<=\w)>|\*+|[`~]",
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recently|lately|current(?:ly)?|now|nowadays|rn|these days|at the moment"
    r"|today|yet|so far|to date|still|any ?more|again)\b"
)

# Comparisons

_TWO_SIDES = re.compile(
    r"\b(?:vs?|versus|compare[ds]?|comparison|differ(?:s|ent from)?|differences?|which (?:one )?of|stacks? up)\b"
)
_COMPARATIVE = re.compile(
    r"\b(?:better|worse|best|cheap(?:er|est)|pricier|faster|slower|bigger|smaller|larger|higher|lower|stronger|smarter"
    r"|newer|older|longer|shorter|more|less|fewer|ahead|behind|beats?|outperforms?|closer|easier|safer)\b"
)
_ONE_OR_OTHER = re.compile(r"\b(?:than|or|and|which|who|whos)\b")


def _compares(text: str, names: tuple[Name, ...], vendors: tuple[str, ...]) -> bool:
    """Tell whether two sides are to be compared: it says so, or it names two with a comparative."""
    products = {(name.product, name.version, name.variant) for name in names}
    others = set(vendors) - {name.vendor for name in names}
    names_two = len(products) + len(others) > 1 and _COMPARATIVE.search(text) and _ONE_OR_OTHER.search(text)
    return bool(names_two or _TWO_SIDES.search(text))


# Kinds of answers: the question word decides, one at the start of a clause before others; then what is mentioned.

_MONEY = (
    r"pric(?:e[sdy]?|ey|ing|ier)|costs?|fees?|valuation|valued|worth|revenues?|funding|salar(?:y|ies)|fcf|cash flow"
    r"|capex|profits?|budget|spend(?:ing)?|spent|pay(?:s|ing)?|paid|per seat|per million|subscription|\$\$+"
)
_MONEY_WITH_HOW_MUCH = rf"{_MONEY}|rais(?:e|ed|ing)|charg(?:e[sd]?|ing)|earn|make|lose|lost|invest(?:ed|ing)?|sell|sold"
_NUMBER = (
    r"numbers?|percent(?:age)?|share|scores?|sizes?|range|rate|ratio|counts?|param(?:eter)?s?|context (?:window|length)"
    r"|vram|memory|headcount|max(?:imum)?|min(?:imum)?|the (?:most|least)|speed|latency"
)
_DATE = r"(?:(?:release|launch|drop|due|ship|start|end|cutoff|exact) ?)?dates?|deadline|eta"
_BE_OR_DO = r"(?:'?s| is| are| was| were| will| would| does| do| did| has| had|'?ll)?"
_SAID = r"(?: [^\s,?!]*[^\s,.?!])"  # one more word of the clause
_DID = "did|does|do|was|were|will|would|has|have|had|it|to"
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n'?t)?"
    r"|aint|any (?:word|news|chance)"
)
_KINDS_BY_WORD: tuple[tuple[str, AnswerKind], ...] = (
    (_AUXILIARY, AnswerKind.YES_NO),
    (r"when(?:'?s|'?d|'?ll)?|how (?:soon|long ago|recently)", AnswerKind.DATE),
    (rf"(?:what|which) (?:{_DATE}|day|month|year)|what(?:'?s| is| was) (?:the|its) (?:{_DATE})", AnswerKind.DATE),
    (r"how many (?:[mb]illions|trillions|dollars|bucks|euros|usd)", AnswerKind.PRICE),
    (r"how much(?= (?:money|cash|funding|is|are|for)\b| ?\$|\W*$)|how (?:expensive|cheap|pricey)", AnswerKind.PRICE),
    (rf"how much(?=(?: more)? (?:{_DID})\b{_SAID}* (?:{_MONEY_WITH_HOW_MUCH})\b)", AnswerKind.PRICE),
    (
        r"how (?:much|many|big|large|small|long|far|close|fast|slow|old|tall|often|high|low|quick(?:ly)?|accurate)",
        AnswerKind.NUMBER,
    ),
    (r"who(?:'?s|m|'?d|'?re)?(?! (?:bigger|better|cheaper|ahead|faster|winning)\b)", AnswerKind.PERSON),
    (rf"what{_BE_OR_DO}(?={_SAID}{{0,8}} (?:{_MONEY})\b)", AnswerKind.PRICE),
    (rf"(?:what|which) (?:{_NUMBER})|what{_BE_OR_DO}(?={_SAID}{{0,5}} (?:{_NUMBER})\b)", AnswerKind.NUMBER),
    (r"what(?:'?s|'?re)?|which|where(?:'?s)?|why|how(?:'?s)?|who(?:'?s)?", AnswerKind.OPEN),
)
_WORD_OF_KIND = re.compile(
    "(?:" + "|".join(f"(?P<k{i}>{words})" for i, (words, _) in enumerate(_KINDS_BY_WORD)) + r")(?!\w)"
)
_CLAUSE = re.compile(
    r"(?:^|[,.;:!?] | [-\u2013\u2014] )(?:(?:hey|hi|hello|ok|okay|so|and|but|or|btw|um|uh|well|wait|yo|pls|please"
    r"|quick q|quick question|also|guys)[ ,:!-]+)*"
)
_WORD = re.compile(r"\b(?=[hw])")  # where a question word other than an auxiliary may begin
_MENTIONS = tuple(
    (re.compile(rf"(?<!\w)(?:{nouns})(?!\w)"), kind)
    for nouns, kind in ((_DATE, AnswerKind.DATE), (_MONEY, AnswerKind.PRICE), (_NUMBER, AnswerKind.NUMBER))
)


def _kind(text: str) -> AnswerKind:
    """Return the kind of answer that a question in lower case wants."""
    for starts in (_CLAUSE, _WORD):
        for start in starts.finditer(text):
            found = _WORD_OF_KIND.match(text, start.end())
            kind = _KINDS_BY_WORD[int((found.lastgroup or "")[1:])][1] if found else None
            if kind and (starts is _CLAUSE or kind is not AnswerKind.YES_NO):
                return kind
    return next((kind for nouns, kind in _MENTIONS if nouns.search(text)), AnswerKind.OPEN)


_NUMBER_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|[mb]illions?"
    "|trillions?|dozens?|half|halved|third|quarter|twice|doubled?|tripled?|zero|none|no|single|couple|indefinitely"
    "|forever|an? (?:day|week|month|year|hour)"
)
_HOLDS = {
    AnswerKind.DATE: re.compile(
        r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|e|y|ust|t?ember|ober)?\b"
        r"|\b(?:19|20)\d\d\b|\b\d\d?/\d\d?\b|(?i:\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|yesterday|today"
        r"|tonight|tomorrow|weekend|q[1-4]|now|days?|weeks?|months?|years?|quarters?|hours?|morning|spring|summer"
        r"|autumn|fall|winter)\b|\b(?:announc|releas|launch|introduc|unveil|debut|ship|availab|roll))"
    ),
    AnswerKind.PRICE: re.compile(
        r"[$€£¥₩₹]|(?i:\d\s*(?:[mbt]n|[mbk]|usd|eur|gbp|won|credits?)\b"
        r"|\b(?:free|[mb]illions?|trillions?|dollars?|euros?|pounds|yen|yuan|rmb|cents?|usd)\b)"
    ),
    AnswerKind.NUMBER: re.compile(rf"\d|(?i:\b(?:{_NUMBER_WORD})\b)"),
    AnswerKind.PERSON: re.compile(r"[\w,;:)\]\"'*] +[\"'(*]*[^\W\d_a-z][\w'-]|@\w|[A-Z][\w'-]*[a-z][A-Z]\w"),
}


# Publishers: by their name, or what it is called by; a name that is also a word or a maker's takes a phrase that cites.

_WORDS = re.compile(r"[^\W_]+")
_LONGEST_PUBLISHER = 5  # words
_SHORT = 4  # letters
_CITES_WITHIN = 24  # characters before the name
_ALSO_WORDS = frozenset(
    {"wired", "fortune", "nature", "science", "information", "register", "guardian", "atlantic", "independent"}
    | {"mirror", "verge", "economist", "pluralistic", "telegraph", "observer", "standard", "street", "spectator"}
)
_CITES = re.compile(
    r"\b(?:according to|per|via|(?:reported|published) by|(?:writes|wrote|says?|quoted) in|citing)(?: the)? $",
    re.IGNORECASE,
)
_IS_CITED = re.compile(
    r"(?:'?s)? (?:says?|said|reports?|reported|writes?|wrote|article|story|piece|coverage|(?P<own>(?:own )?(?:blog"
    r"(?: ?post)?|post|announcement|newsletter|(?:web)?site|press release)))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Called:
    """A publisher by one of its names, and whether that is a maker's name or an ordinary word as well."""

    publisher: str
    is_maker: bool
    is_word: bool

    def is_meant(self, text: str, start: int, end: int) -> bool:
        """Tell whether the name in ``text[start:end]`` means the publisher."""
        cited = _IS_CITED.match(text, end)
        if _CITES.search(text[max(0, start - _CITES_WITHIN) : start]) or (
            cited and (cited["own"] or not self.is_maker)
        ):
            return True
        is_capital = text[start].isupper() and (start > 0 or text[start:end].isupper())
        return not self.is_maker and (not self.is_word or is_capital)


def _publishers_in(text: str, publishers: Collection[str]) -> tuple[str, ...]:
    called = _called(tuple(publishers))
    words = [word.span() for word in _WORDS.finditer(text)]
    found: dict[str, None] = {}
    for index, (start, _) in enumerate(words):
        for _, end in reversed(words[index : index + _LONGEST_PUBLISHER]):
            key = _key(text[start:end])
            name = called.get(key) or called.get(key.removesuffix("s"))
            if name and name.is_meant(text, start, end):
                found[name.publisher] = None
                break
    return tuple(found)


@lru_cache(maxsize=8)
def _called(publishers: tuple[str, ...]) -> dict[str, _Called]:
    """Return what the publishers are called by: the name whole, without "The" and "Blog", and what is in brackets."""
    makers = {_key(alias) for vendor in catalog().vendors for alias in vendor.aliases}
    makers |= {_key(product.name) for product in catalog().products}
    called: dict[str, _Called] = {}
    for publisher in publishers:
        name, _, bracketed = publisher.partition(" (")
        title = re.sub(r"(?i)^the ", "", name)
        maker = re.sub(r"(?i) (?:blog|news|developers)$", "", title)
        for each in (publisher, name, title, bracketed.rstrip(")"), maker):
            key = _key(each)
            is_maker = key in makers or (each == maker != title)
            is_word = len(key) <= _SHORT or _key(title) in _ALSO_WORDS
            called.setdefault(key, _Called(publisher=publisher, is_maker=is_maker, is_word=is_word))
    called.pop("", None)
    return called


def _key(name: str) -> str:
    return "".join(_WORDS.findall(fold(name).text.lower()))
