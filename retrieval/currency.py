"""Currency: which of two quotes is the newer word on the same matter."""

import re
from calendar import day_name, month_abbr, month_name
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.article import Article
from corpus.naming import names_in
from corpus.text import Term, terms
from retrieval.keywords import stem

_SAME_SHARE = 0.5  # of the words of the shorter quote, and of the names that it writes with a capital
_FEWEST_WORDS = 4
_SHORT_WORD = 3
_CAPITALISED = re.compile(r"\b[A-Z]\w+")
_MONTHS = {name.lower() for name in (*month_name, *month_abbr) if name}
_DAYS = {*day_name, *month_name}
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCALES = {"thousand", "million", "billion", "trillion", "bn", "k", "m", "b"}
_MONEY, _SHARE = "$", "%"
_UNITS = {
    **dict.fromkeys(("dollar", "euro", "pound", "yen", "yuan", "usd", "eur", "cent"), _MONEY),
    "percent": _SHARE,
}


def is_later(article: Article, other: Article) -> bool:
    """Tell whether an article was published on a later day than another."""
    return bool(article.published_at and other.published_at and article.published_at.date() > other.published_at.date())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What a quote says: words by their stems, figures by what they count, products, and words with a capital."""

    words: set[str]
    figures: Mapping[str, set[str]]
    products: set[tuple[str, str | None, str | None]]
    capitalised: Sequence[str]


def restates(newer: str, older: str) -> bool:
    """Tell whether a newer quote states another figure in much the same words, and of the same, as an older one.

    "Aster 3 costs 2 dollars per million tokens" restates "Aster 3 costs 5 dollars per million tokens", but not what
    Aster 4 costs, nor how many tokens Aster 3 reads. Versions and dates are no figures.
    """
    new, old = _statement(newer), _statement(older)
    fewest = min(len(new.words), len(old.words))
    return (
        fewest >= _FEWEST_WORDS
        and len(new.words & old.words) >= _SAME_SHARE * fewest
        and any(new.figures[of] - old.figures[of] and old.figures[of] - new.figures[of] for of in _both(new, old))
        and _of_the_same(new, old)
    )


def _both(new: _Statement, old: _Statement) -> set[str]:
    return new.figures.keys() & old.figures.keys()


def _of_the_same(new: _Statement, old: _Statement) -> bool:
    """Tell whether two quotes may speak of the same product, or mostly of the same names, their first ones at least."""
    if new.products and old.products:
        return not new.products.isdisjoint(old.products)
    if not new.capitalised or not old.capitalised:
        return True
    shared = {*new.capitalised} & {*old.capitalised}
    fewest = min(len({*new.capitalised}), len({*old.capitalised}))
    return len(shared) > _SAME_SHARE * fewest or {new.capitalised[0], old.capitalised[0]} <= shared


def _statement(quote: str) -> _Statement:
    names = names_in(quote)
    found = terms(quote)
    capitalised = [word for word in _CAPITALISED.findall(quote) if len(word) > _SHORT_WORD and word not in _DAYS]
    return _Statement(
        words={stem(term.text) for term in found if term.text.isalpha() and len(term.text) > _SHORT_WORD},
        figures=_figures(quote, [t for t in found if not any(name.start <= t.start < name.end for name in names)]),
        products={(name.product, name.version, name.variant) for name in names},
        capitalised=capitalised,
    )


def _figures(quote: str, found: Sequence[Term]) -> Mapping[str, set[str]]:
    """Return the figures in a quote by what they count: money, a share, or the word after them."""
    figures = defaultdict(set)
    words = ["", *(term.text for term in found), "", ""]  # so that each has one before it and two after it
    for place, term in enumerate(found, 1):
        before, after, then = words[place - 1], words[place + 1], words[place + 2]
        is_date = _YEAR.fullmatch(term.text) or before in _MONTHS or after in _MONTHS
        if not term.text[0].isdigit() or is_date:
            continue
        scale, counted = (after, then) if after in _SCALES else ("", after)
        unit = _UNITS.get(stem(counted), stem(counted))
        if term.start and quote[term.start - 1] in "$\u20ac\u00a3\u00a5":
            unit = _MONEY
        elif quote[term.end : term.end + 1] == "%":
            unit = _SHARE
        figures[unit].add(f"{term.text} {scale}")
    return figures
