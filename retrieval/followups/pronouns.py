"""Pronouns: the names that "it", "their" or "the model" stand for, put in their place.

A pronoun stays where what it means may be said in the question itself ("how long will it take until Gemini 3 is out").
"""

import re

from retrieval.followups.dialogue import Dialogue, Said
from retrieval.followups.topics import FUNCTION_WORDS, Kind


def with_names(said: Said, dialogue: Dialogue) -> str | None:
    """Return the question with names in the place of the pronouns that mean something said before, None without any."""
    if _TAG.fullmatch(said.text):
        return None
    reach = _reach(said.text)
    asked = _PRONOUN.sub(
        lambda found: (_name_for(found, said, dialogue) if found.start() <= reach else None) or found[0],
        said.text,
        count=_MOST_PRONOUNS,
    )
    return asked if asked != said.text else None


def has_pronoun(text: str) -> bool:
    """Tell whether there is a word in a text that may mean something said before."""
    return _PRONOUN.search(text) is not None


def own_words(text: str) -> list[str]:
    """Return the words that say something of their own."""
    return [word for word in re.findall(r"[^\W_]+", text.lower()) if word not in FUNCTION_WORDS]


def _reach(text: str) -> int:
    """Return the place up to which the question itself says nothing that a pronoun may mean."""
    count = 0
    for found in re.finditer(r"[^\W_]+|[,;:.!?]", text):
        word = found[0].lower()
        if (count > 1 and word in _BOUNDARIES) or (count and word in _RELATIVE) or count > _MOST_WORDS_BEFORE:
            return found.start()
        count += word.isalnum() and word not in FUNCTION_WORDS
    return len(text)


def _name_for(found: re.Match[str], said: Said, dialogue: Dialogue) -> str | None:
    word = found.lastgroup or ""
    name: str | None = getattr(dialogue, word)  # each group of the pattern is called like what it means
    if not name or found[0] == "IT" or _EXPLETIVE.match(said.text, found.end()):
        return None
    if said.topics and not _takes_another(found, said, word):
        return None
    if _POSSESSIVE.match(said.text, found.start()):
        return f"{name}'s"
    return f"{name} is" if found[0].endswith(("'s", "'re")) else name


def _takes_another(found: re.Match[str], said: Said, word: str) -> bool:
    """Tell whether a pronoun is the subject of a question that names something else: "is it better than Opus 4.5"."""
    other, before, between = said.topics[0], said.text[: found.start()], said.text[found.end() : said.topics[0].start]
    if not between.strip() or own_words(before)[1:]:
        return False
    if word == "they" and any(topic.kind is Kind.PRODUCT for topic in said.topics):
        return False  # "when did they ship Gemini 3"
    if re.search(r"\bthan (?:the )?$", between, re.IGNORECASE):
        return True
    return not _LEADS_AWAY.search(between) and (word == "person" or other.is_aside or _DOES.search(before) is not None)


_DOES = re.compile(r"\b(?:do|does|did|has|have|had|can|could|will|would|should) $", re.IGNORECASE)
_LEADS_AWAY = re.compile(
    r"[,;:]|(?<!compared )(?<!compare )(?<!similar )(?<!close )(?<!closer )\bto\b"
    r"|\b(?:that|who|which|whether|if|when|until|till|because|since|for|about|of)\b",
    re.IGNORECASE,
)
_NOT_THE = (
    r"(?! (?:that|which|who|whose|behind|from|of|by|with|called|named|for|in|to|on|at|card|spec|name"
    r"|family|weights|provider|maker)\b)"
)
_PRONOUN = re.compile(
    r"(?<![\w'-])(?:"
    rf"(?P<company>(?:the|this|that) (?:company|lab|startup|vendor|maker|firm){_NOT_THE})"
    rf"|(?P<model>(?:the|this|that) (?:new )?(?:model|product|tool){_NOT_THE})"
    r"|(?P<subject>its(?!')|(?:(?:that|this) one|it)(?:'s(?= ))?"
    r"|(?<!before )(?<!after )(?<!since )(?<!said )(?<!say )(?:that|this)(?=$| (?:in|for|per|costs?|cheaper|better"
    r"|worse|faster|slower|available|out|free|open|expensive|compare|run|support|work|score|still|also)\b))"
    r"|(?P<both>(?<=compare )them|(?:these|those|the) two|both)"
    r"|(?P<they>their(?!')|(?:they|them)(?:'re)?)"
    r"|(?P<person>his(?!')|(?:he|she|him|her)(?:'s(?= ))?)"
    r")(?![\w-])",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?:its|their|his|her(?= \w))\b", re.IGNORECASE)
_TAG = re.compile(r"(?:what (?:time|day) )?\w+(?:n't)? (?:it|that|they|he|she)(?: really)?", re.IGNORECASE)  # "is it?"
_EXPLETIVE = re.compile(
    r" (?:(?:really|actually|ever|still|even|is|was|will be|be|getting) ){0,2}(?:(?:true|possible|impossible|likely"
    r"|unlikely|clear|known|fair|normal|time|(?:rain|snow)(?:s|ed|ing|y)?|cold|hot|warm|sunny|windy|dark|late|early"
    r"|going|matters?|seems?|turns? out|looks? like|takes?|took|taken|said|reported|rumou?red|just|that|who"
    r"|too (?:late|early)|worth \w+ing)\b|means? (?:that|to|if|when)\b|costs? to\b)",
    re.IGNORECASE,
)
_MOST_WORDS_BEFORE = 4
_MOST_PRONOUNS = 4
_BOUNDARIES = frozenset(",;:.!?") | {"and", "but", "or", "because", "if", "when", "while", "after", "before", "since"}
_RELATIVE = frozenset({"that", "who", "which", "whose", "where"})
