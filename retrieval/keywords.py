"""Keywords: how texts and questions become the terms that the full-text index matches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import log

import snowballstemmer

from corpus.text import Term, terms

_STEMMER = snowballstemmer.stemmer("english")
_MAX_TERMS = 64
_COMMON_SHARE = 0.1  # a term in more than a tenth of the passages tells little and costs much
_KEPT_TERMS = 3
# Words of questions and of chat: rare in news, they would count as telling.
_CHAT_WORDS = """
    a about actually all am an and any anyone anything are be been being can could did do does doing done else exactly
    ever for from get gets give got had has have he help her him his how i if in into is it its just know let lol look
    maybe me much my nah need not now on or our out over please pls really remember right say says she so some someone
    something stuff tell than thanks that the their them then there these they thing things this those though thx to
    trying under up us versus vs was we were what when where which while who whom whose why will with would yes you your
"""


@dataclass(frozen=True, slots=True)
class KeywordQuery:
    """The stemmed terms of a question, and the names with numbers in it (``gpt 5.2``), which must stand together."""

    terms: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeywordWeights:
    """How much each stemmed term of a question tells: the logarithm of how rare it is among the passages."""

    weights: Mapping[str, float]

    @classmethod
    def of(cls, query: KeywordQuery, frequencies: Mapping[str, int], passages: int) -> "KeywordWeights":
        """Weigh the terms: one in all passages tells nothing, one in none as much as one in a single passage."""
        return cls({term: max(0.0, log(max(1, passages) / max(1, frequencies.get(term, 0)))) for term in query.terms})

    def share(self, text: str) -> float:
        """Return how much of all that the question's terms tell is told by those in the text, from 0 to 1."""
        held = {stem(term.text) for term in terms(text)}
        whole = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if term in held) / whole if whole else 0.0


@cache
def _chat_words() -> frozenset[str]:
    return frozenset(_CHAT_WORDS.split())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case, by the Snowball stemmer for English; numbers stay as they are."""
    return str(_STEMMER.stemWord(word)) if word.isalpha() else word


def indexable(text: str) -> str:
    """Return the stemmed terms of a text, set apart by spaces."""
    return " ".join(stem(term.text) for term in terms(text))


def keyword_query(question: str) -> KeywordQuery:
    """Return the terms of a question and its names with numbers, each once and in order."""
    found = terms(question)[:_MAX_TERMS]
    names = [f"{stem(a.text)} {b.text}" for a, b in pairwise(found) if _is_name(a, b)]
    told = [term for term in found if term.text not in _chat_words()] or found
    return KeywordQuery(tuple(dict.fromkeys(stem(term.text) for term in told)), tuple(dict.fromkeys(names)))


def without_common(query: KeywordQuery, frequencies: Mapping[str, int], passages: int) -> KeywordQuery:
    """Drop the terms that occur in very many of the passages, and those in none; the rarest few stay in any case."""
    known = sorted((term for term in query.terms if frequencies.get(term)), key=frequencies.__getitem__)
    rare = [term for term in known if frequencies[term] <= passages * _COMMON_SHARE]
    kept = set(rare if len(rare) >= _KEPT_TERMS else known[:_KEPT_TERMS])
    return KeywordQuery(tuple(term for term in query.terms if term in kept), query.names)


def match_expression(query: KeywordQuery) -> str:
    """Return the query in the language of SQLite's FTS5: any of the terms or names."""
    return " OR ".join(_quoted([*query.terms, *query.names]))


def _quoted(phrases: Iterable[str]) -> list[str]:
    return [f'"{phrase}"' for phrase in phrases]


def _is_name(word: Term, number: Term) -> bool:
    """Tell whether a word and the number after it are one name: ``GPT-5.2``, ``gpt 5.2``, ``gpt5.2``."""
    return word.text.isalpha() and number.text[0].isdigit() and number.start - word.end <= 1
