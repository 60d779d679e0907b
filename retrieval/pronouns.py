"""Pronouns: the names that "it", "their" or "the model" stand for, put in their place.

A pronoun stays where what it means may be said in the question itself ("how long will it take until Gemini 3 is out").
"""

import re
from collections.abc import Callable

from retrieval.dialogue import Dialogue, Said
from retrieval.topics import Kind


def with_names(said: Said, dialogue: Dialogue) -> str | None:
    """Return the question with names in the place of the pronouns that mean something said before, None without any."""
    if _TAG.fullmatch(said.text):
        return None
    asked = _PRONOUN.sub(lambda found: _name_for(found, said, dialogue) or found[0], said.text)
    return asked if asked != said.text else None


def has_pronoun(text: str) -> bool:
    """Tell whether there is a word in a text that may mean something said before."""
    return _PRONOUN.search(text) is not None


def own_words(text: str) -> list[str]:
    """Return the words that say something of their own."""
    return [word for word in re.findall(r"[^\W_]+", text.lower()) if word not in _FUNCTION_WORDS]


_MEANINGS: dict[str, Callable[[Dialogue], str | None]] = {
    "company": lambda dialogue: dialogue.company,
    "model": lambda dialogue: dialogue.model,
    "its": lambda dialogue: dialogue.subject,
    "it": lambda dialogue: dialogue.subject,
    "their": lambda dialogue: dialogue.they,
    "both": lambda dialogue: " and ".join(dialogue.sides),
    "they": lambda dialogue: dialogue.they,
    "his": lambda dialogue: dialogue.person,
    "he": lambda dialogue: dialogue.person,
}
_POSSESSIVE, _PLURAL = {"its", "their", "his"}, {"their", "they"}


def _name_for(found: re.Match[str], said: Said, dialogue: Dialogue) -> str | None:
    word = next(group for group in _MEANINGS if found[group])
    name = _MEANINGS[word](dialogue)
    if not name or found[0] == "IT" or not _refers_back(found):
        return None
    if said.topics and not _takes_another(found, said, word):
        return None
    if word in _POSSESSIVE:
        return f"{name}'s"
    return f"{name} is" if found[0].endswith(("'s", "'re")) else name


def _refers_back(found: re.Match[str]) -> bool:
    """Tell whether a pronoun means something, and nothing that the question itself says before."""
    text, start, end = found.string, found.start(), found.end()
    if _EXPLETIVE.match(text, end) or _IMPERSONAL.search(text[:start]):
        return False
    words, relative = own_words(text[:start]), _RELATIVE.search(text[:start])
    if len(words) > _MOST_WORDS_BEFORE or (relative and own_words(text[: relative.start()])):
        return False
    return all(len(own_words(text[: boundary.start()])) <= 1 for boundary in _BOUNDARY.finditer(text[:start]))


def _takes_another(found: re.Match[str], said: Said, word: str) -> bool:
    """Tell whether a pronoun is the subject of a question that names something else: "is it better than Opus 4.5"."""
    other, start, end = said.topics[0], found.start(), found.end()
    between = said.text[end : other.start]
    if other.start <= end or not between.strip() or own_words(said.text[:start])[1:]:
        return False
    if word in _PLURAL and any(topic.kind is Kind.PRODUCT for topic in said.topics):  # "when did they ship Gemini 3"
        return False
    is_compared = re.search(r"\bthan (?:the )?$", between, re.IGNORECASE) is not None
    takes = word == "he" or other.is_aside or _DOES.search(said.text[:start])
    return is_compared or bool(takes and not _LEADS_AWAY.search(between))


_DOES = re.compile(r"\b(?:do|does|did|has|have|had|can|could|will|would|should) $", re.IGNORECASE)
_LEADS_AWAY = re.compile(
    r"[,;:]|(?<!compared )(?<!compare )(?<!similar )(?<!close )(?<!closer )\bto\b"
    r"|\b(?:that|who|which|whether|if|when|until|till|because|since|for|about|of)\b",
    re.IGNORECASE,
)
_NOT_THE = (
    r"(?! (?:that|which|who|whose|behind|from|of|by|with|after|called|named|for|in|to|on|at|card|spec|router|name"
    r"|family|weights|picker|provider|maker)\b)(?![\w-])"
)
_PRONOUN = re.compile(
    r"(?<![\w'-])(?:"
    rf"(?P<company>(?:the|this|that) (?:company|lab|startup|vendor|maker|firm){_NOT_THE})"
    rf"|(?P<model>(?:the|this|that) (?:new )?(?:model|product|tool){_NOT_THE})"
    r"|(?P<its>its(?![\w'-]))"
    r"|(?P<it>(?:(?:that|this) one|it)(?:'s(?= ))?(?![\w-])"
    r"|(?<!before )(?<!after )(?<!since )(?<!said )(?<!say )(?:that|this)(?=$| (?:in|for|per|costs?|cheaper|better"
    r"|worse|faster|slower|available|out|free|open|expensive|compare|run|support|work|score|still|also)\b))"
    r"|(?P<their>their(?![\w'-]))"
    r"|(?P<both>(?:(?<=compare )them|(?:these|those|the) two|both)(?![\w-]))"
    r"|(?P<they>(?:they|them)(?:'re)?(?![\w-]))"
    r"|(?P<his>his(?![\w'-])|her(?= \w))"
    r"|(?P<he>(?:he|she|him|her)(?:'s(?= ))?(?![\w-]))"
    r")",
    re.IGNORECASE,
)
_TAG = re.compile(r"\w+(?:n't)? (?:it|that|they|he|she)(?: really)?", re.IGNORECASE)  # "is it?"
_EXPLETIVE = re.compile(
    r" (?:(?:really |actually |ever |still |even )?(?:true|possible|impossible|likely|unlikely|clear|known|fair|normal"
    r"|time|raining|snowing|going|matter|matters|seems?|turns? out|looks? like|takes?|took|taken|said|reported|"
    r"rumou?red|just|that|who|too (?:late|early)|worth \w+ing)\b|means? (?:that|to|if|when)\b|costs? to\b)",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(r"\btime is $", re.IGNORECASE)
_BOUNDARY = re.compile(r"[,;:.!?]|\b(?:and|but|or|because|if|when|while|after|before|since)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:that|who|which|whose|where)\b", re.IGNORECASE)
_MOST_WORDS_BEFORE = 4
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about actually again all already also am an and any anybody anyone are as at be been being both but by can"
        " cheaper compare could d did didn do does doesn don else even ever everyone exactly far fast for from get gets"
        " got had has have he her him his how i if in is isn it its just know like ll long look many me mean means more"
        " most much my new not now of off on one or our out over people ppl re really s say says she should since so"
        " some somebody someone still t tell than that the their them then there these they think this those to too u"
        " up us use uses using ve want was wasn we were what whats when whens where which who whom whos whose why will"
        " with won wonder would yet you your",
    )
)
