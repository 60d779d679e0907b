"""Follow-ups: "and how much is it?" says little by itself; what it leaves out is taken from the questions before it.

The rules are those of English as it is typed in a chat, and careful: a question that may stand on its own stays as it
is, for a question about the wrong thing is worse than one about nothing.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import reduce

from corpus.naming import names_in
from retrieval.answer import MAX_QUESTION_CHARACTERS
from retrieval.followups.dialogue import Dialogue, Said, taken
from retrieval.followups.pronouns import has_pronoun, own_words, with_names
from retrieval.followups.topics import Kind, Topic, salient
from retrieval.periods import times_in

_MOST_HISTORY = 10
_LEAST_WORDS = 3


def completed(question: str, history: Sequence[str]) -> str:
    """Return what a question asks, given the earlier ones of its conversation as they were typed, oldest first.

    After "what is GPT-5.2?", "and how much is it?" is "how much is GPT-5.2?". A question that stands on its own is
    returned as it is. Earlier questions may be follow-ups themselves; the last ten count.
    """
    return _complete(question, taken(question), reduce(_go_on, history[-_MOST_HISTORY:], Dialogue()))


def _go_on(dialogue: Dialogue, typed: str) -> Dialogue:
    """Return the dialogue after one more question; thanks are none, and another subject ends what was before."""
    if not _can_be_asked(typed):
        return dialogue
    own = taken(typed)
    asked = _complete(typed, own, dialogue)
    last = own if asked == typed else taken(asked)
    if not last.topics:
        is_question = (last.closing or _ASKS.match(last.text)) and len(last.text.split()) >= _LEAST_WORDS
        return Dialogue() if is_question else dialogue
    about = last.topics if own.topics else (*dialogue.about, *last.topics)
    return Dialogue(last=last, about=about, ever=(*dialogue.ever, *last.topics))


def _can_be_asked(text: str) -> bool:
    return len(text) <= MAX_QUESTION_CHARACTERS and not any("\ud800" <= character <= "\udfff" for character in text)


def _complete(question: str, said: Said, dialogue: Dialogue) -> str:
    if not dialogue.about or not _can_be_asked(question):
        return question
    if _STATES.match(said.text) and not said.closing:
        return question
    for rule in _RULES_WITH_TOPICS if said.topics else _RULES:
        text = rule(said, dialogue)
        if text is not None:
            text = f"{text}{said.closing}"
            return text if len(text) <= MAX_QUESTION_CHARACTERS else question
    return question


_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"
_ASKS = re.compile(
    rf"(?:what|which|who|whom|whose|when|where|why|how)(?:'?s|'?re|'?d|'?ll)?\b|{_AUXILIARY}", re.IGNORECASE
)
_STATES = re.compile(r"(?:it|they|he|she)\b(?!.*\b(?:what|which|who|whose|how|why)\b)", re.IGNORECASE)


# What is asked of another: "what about Opus 4.5?", "and for Google?", "and 5.1?", "and mini?"

_PREPOSITION = (
    r"(?:for|of|about|from|by|on|in|with|at|per|without|via|under|during|after|before|than|vs|versus"
    r"|against|compared (?:to|with)|according to|to|as|using)"
)
_ONLY_NAMES = re.compile(  # with a tab for each
    rf"(?:(?P<preposition>{_PREPOSITION}) )?(?:the |their |its )?\t(?:(?:[,/& ]|\band\b|\bor\b|\bthe\b)*\t)*"
    r"(?:'s)?(?: (?:then|instead|too|as well|though|one|version|model))?",
    re.IGNORECASE,
)
_SWAPS_ALONE = frozenset({"", "for", "of", "about", "from", "by"})


def _another(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question of what is named now, where nothing else is said."""
    first, last = said.topics[0], dialogue.last
    found = _ONLY_NAMES.fullmatch(_replaced(said.text, [(topic, "\t") for topic in said.topics]))
    if not found or not (said.goes_on or found["preposition"] or said.closing):
        return None
    preposition = (found["preposition"] or "").lower()
    alike = [topic for topic in last.topics if topic.kind is first.kind]
    if preposition not in _SWAPS_ALONE:
        alike = [topic for topic in alike if topic.is_aside]
        if not alike:
            return f"{last.text} {said.text}"
    family = [topic for topic in alike if topic.maker == first.maker and topic.family == first.family and first.family]
    old = salient(family or alike or last.topics)
    return _swapped(last, old, first, said.text[first.start : said.topics[-1].end]) if old else None


def _swapped(last: Said, old: Topic, new: Topic, text: str) -> str:
    """Put another topic in the place of one; a maker and its product go together."""
    edits = [(old, text)]
    if new.maker and old.maker != new.maker:
        edits += [
            (topic, "its model" if topic.kind is Kind.PRODUCT else new.maker)
            for topic in last.topics
            if topic.maker == old.maker and topic.kind is not old.kind
        ]
    return _replaced(last.text, edits)


def _replaced(text: str, edits: Sequence[tuple[Topic, str]]) -> str:
    for topic, replacement in sorted(edits, key=lambda edit: -edit[0].start):
        text = text[: topic.start] + replacement + text[topic.end :]
    return text


_SIBLING = re.compile(
    rf"(?:{_PREPOSITION} )?(?:the )?(?:(?:version |v)?(?P<version>[a-z]?\d{{1,2}}(?:\.\d{{1,2}})*)"
    r"|(?P<variant>[a-z]+(?:[ -][a-z]+)??)(?: (?:one|version|model))?)",
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
    named = [new for new in names_in(name) if (new.start, new.end) == (0, len(name))]
    is_sibling = named and (named[0].vendor, named[0].product) == (old.maker, old.family)
    return _swapped(dialogue.last, old, old, name) if is_sibling and (found["version"] or named[0].variant) else None


# What is asked of another time, place or purpose: "and in January?", "and for output tokens?"

_SOME_DAY = date(2026, 1, 31)  # which day does not matter: what is asked is whether a text names a time at all
_NO_TIME = (None, ())
_MONTH_OR_YEAR = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|q[1-4]|h[12]|20\d\d(?:-\d\d?){0,2}"
)
_NOW = r"(?:right )?now|currently|nowadays|these days|at the moment|rn"
_TIME_WORD = (
    rf"(?:(?:early|mid|late)-)?(?:{_MONTH_OR_YEAR}|{_NOW}|\d\d?/\d\d?/\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?|[a-z]+day"
    r"|early|mid|late|start|beginning|middle|end|last|this|next|past|previous|current|first|second|third|fourth|ago"
    r"|(?:hour|day|week|weekend|month|quarter|half|year)s?|tonight|tomorrow|an?|one|couple|few|two|three|four|six)\b"
)
_TIME = re.compile(
    r"(?<![\w'.-])(?:(?:in|on|at|during|since|for|from|by|before|after|until|till|of|as|back|over|within|between|the) )"
    rf"{{0,4}}{_TIME_WORD}(?:,? (?:(?:of|to|and|until|till|through) )?(?:the )?'?{_TIME_WORD}){{0,8}}(?![\w'-])",
    re.IGNORECASE,
)
_STARTS_BARE = re.compile(rf"(?:{_MONTH_OR_YEAR}|[a-z]+day)\b(?<!today)(?<!yesterday)", re.IGNORECASE)


def _when(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question of another time."""
    prefixes = ("in ", "on ") if _STARTS_BARE.match(said.text) else ("",)
    time = next((f"{prefix}{said.text}" for prefix in prefixes if _is_time(f"{prefix}{said.text}")), None)
    if time is None:
        return None
    last = dialogue.last
    for old in reversed(list(_TIME.finditer(last.text))):
        in_name = any(old.start() < topic.end and topic.start < old.end() for topic in last.topics)
        if not in_name and _is_time(old[0]):
            return f"{last.text[: old.start()]}{time}{last.text[old.end() :]}"
    return f"{last.text} {time}"


def _is_time(text: str) -> bool:
    is_now = re.search(rf"\b(?:{_NOW})$", text, re.IGNORECASE)
    return bool(_TIME.fullmatch(text) and (is_now or times_in(text.lower(), _SOME_DAY) != _NO_TIME))


_WITH_PREPOSITION = re.compile(rf"(?P<preposition>{_PREPOSITION}) (?:[\w$%'.-]+ ?){{1,5}}", re.IGNORECASE)


def _purpose(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question of another place or purpose, in place of what it says with the same preposition last."""
    found = _WITH_PREPOSITION.fullmatch(said.text)
    if not found or not said.goes_on or has_pronoun(said.text) or not own_words(said.text):
        return None
    if any(topic.kind is not Kind.OTHER for topic in said.topics):
        return None
    last = dialogue.last
    old = last.text.lower().rfind(f" {found['preposition'].lower()} ")
    is_tail = old > 0 and all(topic.end <= old for topic in last.topics)
    return f"{last.text[:old] if is_tail else last.text} {said.text}"


# What is asked of the subject: "why?", "when was that?", "how much?", "and the price?", "any benchmarks?"

_WORD_ALONE = re.compile(
    r"(?P<word>why|when|where|who|how come|since when|how(?P<measure> (?:much|big|large|small|expensive|cheap|fast|slow"
    r"|good|old|long|smart|accurate))?)(?: (?:was|is|did) (?:that|this)(?: happen)?)?(?: exactly| though)?",
    re.IGNORECASE,
)
_ASKED_WORD = re.compile(rf"(?:what|when|where|why|how) (?=(?!is|are|was|were){_AUXILIARY})", re.IGNORECASE)


def _word_alone(said: Said, dialogue: Dialogue) -> str | None:
    """Ask the last question with another question word."""
    found, last = _WORD_ALONE.fullmatch(said.text), dialogue.last.text
    if not found or last.lower().startswith(f"{found['word'].lower()} "):
        return None
    word = found["word"]
    rest = _ASKED_WORD.sub("", last, count=1)
    if re.match(_AUXILIARY, last if found["measure"] else rest, re.IGNORECASE):
        return f"{word} {rest}"
    if found["measure"]:
        return f"{word} is {dialogue.subject}"
    return f"{word} was {dialogue.subject}" if word.lower() in {"when", "where"} else f"{word}: {last}"


_FEATURE = (
    r"(?:prices?|pricing|costs?|api|(?:release|launch|ship|drop) date|release|launch|context(?: (?:window|length))?"
    r"|param(?:eter)?s?(?: count)?|licen[cs]e|weights|benchmarks?|scores?|speed|latency|(?:rate )?limits?|cut-?off|size"
    r"|architecture|training data|vram|features?|system card|model card|eta|safety|coding|reasoning|vision|accuracy"
    r"|hallucinations?|performance|availability|reviews?|risks?|competitors?|plans?|roadmap"
    r"|(?P<company>valuation|revenue|funding|ceo|cto|founders?|headcount|employees|investors?))"
)
_HAS = re.compile(
    rf"(?:^(?:(?:input|output|api) )?|\b(?:the|any) (?:\w+ )??){_FEATURE}(?=$|,| (?:is|was|are|were|be|in|now|yet|due"
    r"|out|like|per|so|costs?|come|drop|work|support|have|allow|include|released)\b)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:tell me |show me |any |some )?more(?: details?| info| news)?|(?:any|some)thing (?:else|more)|what else"
    r"|any (?:details|news)",
    re.IGNORECASE,
)


def _feature(said: Said, dialogue: Dialogue) -> str | None:
    """Ask of the subject what is named without saying whose it is; a chief and revenue are the company's."""
    text = said.text
    if _MORE.fullmatch(text):
        return f"{text} about {dialogue.subject}"
    found = _HAS.search(text)
    if not found or has_pronoun(text) or len(own_words(text[: found.start()])) >= _LEAST_WORDS:
        return None
    owner = (found["company"] and dialogue.company) or dialogue.subject
    return f"{text[: found.end()]} of {owner}{text[found.end() :]}"


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
