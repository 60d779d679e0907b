"""Publishers: those that a question names, by their names or what they are called by.

A name that is also a word or a maker's takes a phrase that cites.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from corpus.catalog import catalog
from corpus.text import fold

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


def publishers_in(text: str, publishers: Collection[str]) -> tuple[str, ...]:
    """Return those of the publishers that a text names, each once and in order."""
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
    whole: dict[str, _Called] = {}
    short: dict[str, _Called] = {}
    for publisher in publishers:
        name, _, bracketed = publisher.partition(" (")
        title = re.sub(r"(?i)^the ", "", name)
        maker = re.sub(r"(?i) (?:blog|news|developers)$", "", title)
        for each in (publisher, name, title, bracketed.rstrip(")"), maker):
            key = _key(each)
            is_maker = key in makers or (each == maker != title)
            is_word = len(key) <= _SHORT or _key(title) in _ALSO_WORDS
            names = whole if each == publisher else short
            names.setdefault(key, _Called(publisher=publisher, is_maker=is_maker, is_word=is_word))
    called = short | whole
    called.pop("", None)
    return called


def _key(name: str) -> str:
    return "".join(_WORDS.findall(fold(name).text.lower()))
