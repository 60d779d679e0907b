"""Questions: what one asks about, of when, from whom, and what kind of answer it wants.

The rules are those of English as it is typed in a chat: without capitals, apostrophes or question marks.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from corpus.naming import Name, names_in, vendors_in
from corpus.text import STRAIGHT_QUOTES, fold
from retrieval.kinds import AnswerKind, kind_of
from retrieval.periods import Period, times_in
from retrieval.publishers import publishers_in


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
    """Tell what a question asks; ``publishers`` are those of the corpus, ``today`` is the asker's day."""
    text = without_markup(text.translate(STRAIGHT_QUOTES))
    lowered = " ".join(fold(text).text.lower().split())
    as_of, periods = times_in(lowered, today)
    names, vendors = names_in(text), vendors_in(text)
    return Understanding(
        names=names,
        vendors=vendors,
        publishers=publishers_in(text, publishers),
        periods=periods,
        as_of=as_of,
        latest=_LATEST.search(lowered) is not None,
        comparison=_compares(lowered, names, vendors),
        kind=kind_of(lowered),
    )


def without_markup(text: str) -> str:
    """Return the text with spaces in the place of Slack's and Discord's markup; the label of a link stays.

    A text of markup alone is returned as it is, so that there is something to search for.
    """
    said = _CHAT_MARKUP.sub(lambda markup: " " * len(markup[0]), text)
    return said if said.strip() else text


_CHAT_MARKUP = re.compile(
    r"<[@#!:][^<>\n]{0,100}>|<a:[^<>\n]{0,100}>|<https?:[^<>|\s]*[|>]|(?<=\w)>|(?m:^[> \t]*>)|\|\||\*+|[`~]",
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recently|lately|current(?:ly)?|now|nowadays|rn|these days|at the moment"
    r"|today|yet|so far|to date|still|any ?more)\b"
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
