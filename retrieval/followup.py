"""Follow-ups: "and how much is it?" says little by itself; what it leaves out is taken from the questions before it.

The rules are those of English as it is typed in a chat, and careful: a question that may stand on its own stays as it
is, for a question about the wrong thing is worse than one about nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import reduce

from retrieval.answer import MAX_QUESTION_CHARACTERS
from retrieval.dialogue import NOTHING_SAID, Dialogue, Said, taken
from retrieval.naming import names_in
from retrieval.periods import Period, times_in
from retrieval.pronouns import has_pronoun, own_words, with_names
from retrieval.topics import Kind, Topic, salient

_MOST_HISTORY = 10


def completed(question: str, history: Sequence[str]) -> str:
    """Return what a question asks, given the earlier ones of its conversation as they were typed, oldest first.

    After "what is GPT-5.2?", "and how much is it?" is "how much is GPT-5.2?". A question that stands on its own is
    returned as it is. Earlier questions may be follow-ups themselves; the last ten count.
    """
    return _complete(question, reduce(_go_on, history[-_MOST_HISTORY:], NOTHING_SAID))


def _go_on(dialogue: Dialogue, typed: str) -> Dialogue:
    """Return the dialogue after one more question; thanks are none, and another subject ends what was before."""
    if len(typed) > MAX_QUESTION_CHARACTERS:
        return dialogue
    own, asked = taken(typed), _complete(typed, dialogue)
    last = own if asked == typed else taken(asked)
    if not last.topics:
        return NOTHING_SAID if _is_question(last) else dialogue
    about = last.topics if own.topics else (*dialogue.about, *last.topics)
    return Dialogue(last=last, about=about, ever=(*dialogue.ever, *last.topics))


def _complete(question: str, dialogue: Dialogue) -> str:
    said = taken(question)
    if not dialogue.about or len(question) > MAX_QUESTION_CHARACTERS:
        return question
    for rule in _RULES_WITH_TOPICS if said.topics else _RULES:
        text = rule(said, dialogue)
        if text is not None:
            text = f"{text}{said.closing}"
            return text if len(text) <= MAX_QUESTION_CHARACTERS else question
    return question


_ASKS = (
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should)(?:'?s|'?re|'?d|'?ll|n'?t)?\b"
)
_LEAST_WORDS = 3


def _is_question(said: Said) -> bool:
    asks = said.closing or re.match(_ASKS, said.text, re.IGNORECASE)
    return bool(asks) and len(said.text.split()) >= _LEAST_WORDS


# What is asked of another: "what about Opus 4.5?", "and for Google?", "and 5.1?", "and mini?"

_PREPOSITION = (
    r"(?:for|of|about|from|by|on|in|with|at|per|without|via|under|during|after|before|than|vs|versus"
    r"|against|compared (?:to|with)|to|as|using)"
)
_ABOUT_ANOTHER = re.compile(rf"(?:(?P<preposition>{_PREPOSITION}) )?(?:the |their |its )?", re.IGNORECASE)
_AFTER_ANOTHER = re.compile(r"(?:'s)?(?: (?:then|instead|too|as well|though))?", re.IGNORECASE)
_COMPARES = frozenset({"than", "vs", "versus", "against", "compared to", "compared with"})
_SWAPS_ALONE = frozenset({"for", "of", "about", "from", "by"})
_JOINS = re.compile(r"(?:,|/|&|\band\b|\bor\b|\bthe\b|\s)*")


def _another(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question of what is named now, where nothing else is said."""
    first, last = said.topics[0], said.topics[-1]
    opening = _ABOUT_ANOTHER.fullmatch(said.text, 0, first.start)
    gaps = (said.text[one.end : other.start] for one, other in zip(said.topics, said.topics[1:], strict=False))
    if not opening or not _AFTER_ANOTHER.fullmatch(said.text, last.end) or not all(map(_JOINS.fullmatch, gaps)):
        return None
    preposition = (opening["preposition"] or "").lower()
    if not (said.goes_on or preposition or said.closing):
        return None
    alike = [topic for topic in dialogue.last.topics if topic.kind is first.kind]
    if preposition in _COMPARES:
        alike = [topic for topic in alike if topic.is_aside]
    if preposition and preposition not in _SWAPS_ALONE and not alike:
        return f"{dialogue.last.text} {said.text}"
    family = [topic for topic in alike if topic.family == first.family and topic.maker == first.maker and first.family]
    named = alike or dialogue.last.topics
    old = salient(family or named)
    return _swapped(dialogue.last, old, first, said.text[first.start : last.end]) if old else None


def _swapped(last: Said, old: Topic, new: Topic, text: str) -> str:
    """Put another topic in the place of one; a maker and its product go together."""
    edits = [(old, text)]
    if new.maker and old.maker != new.maker:
        edits += [
            (topic, "its model" if topic.kind is Kind.PRODUCT else new.maker)
            for topic in last.topics
            if topic.maker == old.maker and topic.kind is not old.kind
        ]
    asked = last.text
    for topic, replacement in sorted(edits, key=lambda edit: -edit[0].start):
        asked = asked[: topic.start] + replacement + asked[topic.end :]
    return asked


_SIBLING = re.compile(
    rf"(?:{_PREPOSITION} )?(?:the )?(?:(?:version |v)?(?P<version>[a-z]?\d{{1,2}}(?:\.\d{{1,2}})*)"
    r"|(?P<variant>[a-z]+(?:[ -][a-z]+)?)(?: (?:one|version|model))?)",
    re.IGNORECASE,
)
_FIRST_VERSION = re.compile(r"[a-z]?\d+(?:\.\d+)*", re.IGNORECASE)


def _sibling(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question of another version or variant of its product."""
    old = salient([topic for topic in dialogue.last.topics if topic.kind is Kind.PRODUCT])
    version, found = old and _FIRST_VERSION.search(old.text), _SIBLING.fullmatch(said.text)
    if not old or not version or not found or not (said.goes_on or (said.closing and found["version"])):
        return None
    name = f"{old.text[: version.end()]} {found['variant']}"
    if found["version"]:
        name = old.text[: version.start()] + found["version"] + old.text[version.end() :]
    named = names_in(name)
    if len(named) != 1 or (named[0].start, named[0].end) != (0, len(name)):
        return None
    is_sibling = (named[0].vendor, named[0].product) == (old.maker, old.family)
    is_new = found["version"] or named[0].variant
    return _swapped(dialogue.last, old, old, name) if is_sibling and is_new else None


# What is asked of another time, place or purpose: "and in January?", "and for output tokens?"

_SOME_DAY = date(2026, 1, 31)  # which day does not matter: what is asked is whether a text names a time at all
_NO_TIME = (None, ())
_NOW = re.compile(r"(?:right )?now|currently|nowadays|these days|at the moment|rn", re.IGNORECASE)
_TIME_BEFORE = re.compile(
    r"(?:\b(?:in|on|during|since|for|from|by|before|after|until|till|of|as of|back in|as|the|early|late)\s+)+$",
    re.IGNORECASE,
)
_STANDS_ALONE = re.compile(
    rf"(?:{_PREPOSITION}|since|until|till|last|this|next|past|previous|yesterday|today|tomorrow|tonight|early|late"
    r"|the|as|back|between|a|\w+ (?:days?|weeks?|months?|years?) ago)\b",
    re.IGNORECASE,
)


def _when(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question of another time."""
    time = said.text
    if not _NOW.fullmatch(time):
        if _time_of(time) != (0, len(time)):
            time = f"in {time}"
            if _time_of(time) != (0, len(time)):
                return None
        elif not _STANDS_ALONE.match(time):
            time = f"in {time}"
    last = dialogue.last.text
    old = _time_of(last)
    if not old or any(old[0] < topic.end and topic.start < old[1] for topic in dialogue.last.topics):
        return f"{last} {time}"
    return f"{last[: old[0]]}{time}{last[old[1] :]}"


def _time_of(text: str) -> tuple[int, int] | None:
    """Return the shortest span that names all the times in a text, with the prepositions before it."""
    times = _times(text)
    if times == _NO_TIME:
        return None
    words = [word.span() for word in re.finditer(r"\S+", text)]
    first = bisect_left(words, x=True, key=lambda word: _times(text[word[0] :]) != times) - 1
    start = words[first][0]
    last = bisect_left(words, x=True, lo=first, key=lambda word: _times(text[start : word[1]]) == times)
    before = _TIME_BEFORE.search(text[:start])
    return before.start() if before else start, words[last][1]


def _times(text: str) -> tuple[date | None, tuple[Period, ...]]:
    return times_in(text.lower(), _SOME_DAY)


_WITH_PREPOSITION = re.compile(rf"(?P<preposition>{_PREPOSITION}) (?:[\w$%'.-]+ ?){{1,5}}", re.IGNORECASE)


def _purpose(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question of another place or purpose, in place of what it says with the same preposition last."""
    found = _WITH_PREPOSITION.fullmatch(said.text)
    if any(topic.kind is not Kind.OTHER for topic in said.topics):
        return None
    if not found or not said.goes_on or has_pronoun(said.text) or not own_words(said.text):
        return None
    last = dialogue.last
    old = last.text.lower().rfind(f" {found['preposition'].lower()} ")
    is_tail = old > 0 and all(topic.end <= old for topic in last.topics)
    return f"{last.text[:old] if is_tail else last.text} {said.text}"


# Question words alone: "why?", "when was that?", "how much?"

_WORD_ALONE = re.compile(
    r"(?P<word>why|when|where|who|how|how come|since when)(?: exactly| though)?"
    r"|(?P<event>when|where|why) (?:was|is|did) (?:that|this)(?: happen)?(?: exactly)?",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"how (?:much|big|large|small|expensive|cheap|pricey|fast|slow|good|old|long|smart|accurate)", re.IGNORECASE
)
_YES_NO = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)
_WORD_THEN_VERB = re.compile(
    r"(?:what|when|where|why|how)(?: (?=(?:do|does|did|has|have|had|can|could|will|would|should)\b)|'?s (?=\w+ing\b))",
    re.IGNORECASE,
)


def _word_alone(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question with another question word."""
    last = dialogue.last.text
    if _HOW.fullmatch(said.text):
        return f"{said.text} {last}" if _YES_NO.match(last) else f"{said.text} is {dialogue.subject}"
    found = _WORD_ALONE.fullmatch(said.text)
    if not found:
        return None
    word, event = found["word"] or found["event"], (found["event"] or "").lower()
    if last.lower().startswith(word.lower()):
        return None
    if _YES_NO.match(last):
        return f"{word} {last}"
    if verb := _WORD_THEN_VERB.match(last):
        return f"{word} {last[verb.end() :]}"
    return f"{word} was {dialogue.subject}" if event in {"when", "where"} else f"{word}: {last}"


# What a thing has: "and the price?", "how big is the context window?", "any benchmarks?"

_FEATURE = (
    r"(?:prices?|pricing|costs?|api|(?:release|launch|ship|drop) date|release|launch|context(?: (?:window|length))?"
    r"|param(?:eter)?s?(?: count)?|licen[cs]e|weights|benchmarks?|scores?|speed|latency|(?:rate )?limits?|cut-?off"
    r"|architecture|training data|vram|features?|system card|model card|eta"
    r"|(?P<company>valuation|revenue|funding|ceo|cto|founders?|headcount|employees|investors?))"
)
_HAS = re.compile(
    rf"(?:(?P<verb>(?<=\bdoes )|(?<=\bwill )|(?<=\bdid ))the |\b(?:the|any) (?:\w+ )?){_FEATURE}"
    r"(?=$|,| (?:is|was|are|were|be|in|now|yet|due|out|like|per|so)\b|(?(verb) ))",
    re.IGNORECASE,
)
_FEATURE_ALONE = re.compile(rf"(?:\w+ )?{_FEATURE}", re.IGNORECASE)
_THING = re.compile(r"(?:(?:the|any|a|an) )?[a-z][\w-]*(?: [a-z][\w-]*){0,2}", re.IGNORECASE)
_MORE = re.compile(
    r"(?:(?:can you )?tell me |show me |any |some )?more(?: details?| info| news)?|(?:any|some)thing (?:else|more)"
    r"|what else|(?:any )?details|any news",
    re.IGNORECASE,
)


def _feature(said: Said, dialogue: Dialogue) -> str | None:
    """Ask of the subject what is named without saying whose it is; a chief and revenue are the company's."""
    text = said.text
    if _MORE.fullmatch(text):
        return f"{text} about {dialogue.subject}"
    if has_pronoun(text):
        return None
    has = _HAS.search(text)
    if has and len(own_words(text[: has.start()])) >= _LEAST_WORDS:
        return None
    found = has or (_FEATURE_ALONE.fullmatch(text) if said.closing or said.goes_on else None)
    if found:
        owner = (found["company"] and dialogue.company) or dialogue.subject
        return f"{text[: found.end()]} of {owner}{text[found.end() :]}"
    is_thing = said.goes_on and _THING.fullmatch(text) and not re.search(_ASKS, text, re.IGNORECASE)
    return f"{text} of {dialogue.subject}" if is_thing and own_words(text) else None


_WHICH = re.compile(
    r"(?P<which>which(?: one)?) of (?:them|these|those|the two)\b|which one\b"
    r"|which(?= (?:is|was) (?:the )?(?:[a-z]+er|better|worse|more|less)\b)",
    re.IGNORECASE,
)


def _which_one(said: Said, dialogue: Dialogue) -> str | None:
    """Say what "which one is cheaper?" chooses from."""
    found = _WHICH.match(said.text)
    if not found or not dialogue.sides:
        return None
    return f"{found['which'] or found[0]}{said.text[found.end() :]}, {' or '.join(dialogue.sides)}"


_RULES = (_sibling, _when, _word_alone, _which_one, _purpose, _feature, with_names)
_RULES_WITH_TOPICS = (_another, _purpose, with_names)
