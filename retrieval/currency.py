"""Currency: which of two quotes is the newer word on the same matter."""

import re
from calendar import day_name, month_name
from dataclasses import dataclass

from corpus.text import terms
from retrieval.keywords import stem
from retrieval.naming import names_in

_SAME_SHARE = 0.5  # of the words of the shorter quote, and of the names that it writes with a capital
_FEWEST_WORDS = 4
_SHORT_WORD = 3
_CAPITALISED = re.compile(r"\b[A-Z]\w+")
_DAYS = {*day_name, *month_name}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What a quote says: its words by their stems, its figures but for versions, products, and words with a capital."""

    words: set[str]
    figures: set[str]
    products: set[tuple[str, str | None, str | None]]
    capitalised: set[str]


def restates(newer: str, older: str) -> bool:
    """Tell whether a newer quote states another figure in much the same words, and of the same, as an older one.

    "Aster 3 costs 2 dollars per million tokens" restates "Aster 3 costs 5 dollars per million tokens", but not what
    Aster 4 costs.
    """
    new, old = _statement(newer), _statement(older)
    fewest = min(len(new.words), len(old.words))
    return (
        fewest >= _FEWEST_WORDS
        and len(new.words & old.words) >= _SAME_SHARE * fewest
        and bool(new.figures - old.figures and old.figures - new.figures)
        and _of_the_same(new, old)
    )


def _of_the_same(new: _Statement, old: _Statement) -> bool:
    """Tell whether two quotes may speak of the same product, and mostly of the same names."""
    if new.products and old.products:
        return not new.products.isdisjoint(old.products)
    fewest = min(len(new.capitalised), len(old.capitalised))
    return not fewest or len(new.capitalised & old.capitalised) > _SAME_SHARE * fewest


def _statement(quote: str) -> _Statement:
    names = names_in(quote)
    found = terms(quote)
    outside = [term for term in found if not any(name.start <= term.start < name.end for name in names)]
    return _Statement(
        words={stem(term.text) for term in found if term.text.isalpha() and len(term.text) > _SHORT_WORD},
        figures={term.text for term in outside if term.text[0].isdigit()},
        products={(name.product, name.version, name.variant) for name in names},
        capitalised={word for word in _CAPITALISED.findall(quote) if len(word) > _SHORT_WORD and word not in _DAYS},
    )
