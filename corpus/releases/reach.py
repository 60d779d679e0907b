"""What a verb is said of: the names behind it that are its object, or those before it that are its subject."""

import re

from corpus.releases.kinds import KIND, words
from corpus.releases.mentions import PRODUCT, UNKNOWN, VENDOR, Marked, Mention
from corpus.releases.shapes import (
    AND_OTHERS,
    APPOSED,
    AT_THE_END,
    BY_MAKER,
    CALLED,
    FOR_ANOTHER,
    MAKER,
    NAMED,
    ONE_CALLED,
    PLAIN,
    QUOTE,
    without_asides,
)
from corpus.releases.verbs import NOUNS, VERB, holds_verb

_BARRIER = re.compile(r"[;!?]|\.(?= |$)|\bwhile\b|\bwhereas\b|\balthough\b")
_ADDED = re.compile(r"-(?:based|powered|driven|level|class|style|like|compatible|native)\b")
_NOT_ITSELF = re.compile(
    r"['\u2019]?s? (?:\w+ )?(?:support|integrations?|compatibility|roadmap|papers?|tutorials?|recipes?|partnership"
    r"|benchmarks?|results?|docs|documentation|numbers|pricing|prices?|hackathon|event|team)\b"
)


_PREPOSITIONS = words(
    "of in on for with by at from via than like into as after before since while when if because against over"
    " through between under about using across without towards toward per",
)
_STOPS = words(
    "than like over with for to using via on in at by from after before while as against about since into across under"
    " but through without during between within among",
)
_CLAUSE_WORDS = words("that it how what which who where when because if whether this they he she we you i")
_OF_HEADS = words(
    "release launch availability preview version versions beta debut rollout family line lineup weights suite series"
    " generation introduction arrival pair trio number couple set collection variant edition iteration one",
)
_AUXILIARIES = words(
    "is are was were be been being has have had will would can may might could should to set slated scheduled expected"
    " anticipated poised going about likely reportedly apparently officially finally just only still also now already"
    " currently today yesterday recently quietly publicly generally widely fully which that and it they both all first"
    " gets get got not never yet soon formally initially originally itself public update version new latest later"
    " today's the a an s with",
)
_WITHOUT_OBJECT = _PREPOSITIONS | words(
    "today yesterday tomorrow last this next earlier later now recently soon just worldwide globally alongside here"
    " out and but or which that who where so too again first simultaneously both only also ago back off up down",
)
_MOST_BETWEEN = 9  # words between a name and its verb
_MOST_GAP = 14  # words between a verb and its object
_MOST_APART = 90  # characters, of a name behind a colon
_MOST_BEFORE_CALLED = 160


def clause_start(masked: str, at: int) -> int:
    """Return where the clause begins that holds a place."""
    return max((barrier.end() for barrier in _BARRIER.finditer(masked, 0, at)), default=0)


def clause_end(masked: str, at: int) -> int:
    """Return where the clause ends that holds a place."""
    barrier = _BARRIER.search(masked, at)
    return barrier.start() if barrier else len(masked)


def objects(masked: str, end: int) -> tuple[str, int] | None:
    """Return the names behind a verb that are its object, and where they end.

    They follow at once, with articles and adjectives before them; or behind a colon, or "called".
    """
    tail = masked[end : clause_end(masked, end)]
    called = CALLED.search(tail)
    if called and called.start() < _MOST_BEFORE_CALLED and not VERB.search(tail[: called.start()]):
        return called["list"], end + called.end()
    found = _direct(re.sub(r"^ access to\b", lambda found: " " * len(found[0]), tail))
    if found is None:
        found = _apposed(tail)
    return (found["list"], end + found.end()) if found and not _NOT_ITSELF.match(tail, found.end()) else None


def _direct(tail: str) -> re.Match[str] | None:
    """Return the first names behind a verb that nothing but words of one noun phrase separates from it."""
    before = ""
    for count, token in enumerate(re.finditer(r"\S+", tail)):
        listed = NAMED.match(tail, token.start())
        if listed and not _modifies(tail, listed):
            return listed
        word = token[0].strip("\"'\u201c\u201d(),:*").lower()
        is_end = word in _STOPS and not before.endswith(":")
        if is_end or (word == "of" and before not in _OF_HEADS) or _ends_phrase(word, count):
            return None
        before = token[0].lower()
    return None


def _ends_phrase(word: str, count: int) -> bool:
    is_verb = VERB.fullmatch(word) is not None and word not in NOUNS | {"live", "out", "open-source"}
    return is_verb or word in _CLAUSE_WORDS or count >= _MOST_GAP


def _apposed(tail: str) -> re.Match[str] | None:
    """Return names that say which thing an object is: behind a colon or a dash, or as examples of a kind."""
    found = APPOSED.search(tail)
    if not found or found["sign"] == ",":
        return None
    between = tail[: found.start()]
    is_example = len(found["sign"]) > 1 and found["sign"] != " -"
    is_near = len(between) < _MOST_APART and not _CLAUSE_WORDS.intersection(between.lower().split())
    is_broken = re.search(rf"[,{UNKNOWN[1:-1]}]", between) or (is_example and not KIND.search(between))
    return found if is_near and not is_broken else None


def _modifies(tail: str, listed: re.Match[str]) -> bool:
    """Tell whether a name only tells of what kind the next word is: "GPT-based", "its Chromium browser"."""
    if _ADDED.match(tail, listed.end()):
        return True
    following = re.match(r"['\u2019]?s? ([a-z][\w-]*)", tail[listed.end() :])
    if not following or not re.fullmatch(UNKNOWN, listed["list"]):
        return False
    word = following[1]
    is_other = word in _STOPS | _CLAUSE_WORDS | _AUXILIARIES | _PREPOSITIONS | {"and", "or", "as"}
    return not (is_other or KIND.fullmatch(word) or VERB.fullmatch(word))


def takes_object(masked: str, end: int) -> bool:
    """Tell whether an object without a name follows a verb: "launches a fund"."""
    following = re.match(r" ([a-z][\w'\u2019-]*)", masked[end:])
    return following is not None and not (following[1] in _WITHOUT_OBJECT or following[1].endswith("ly"))


def subjects(left: str) -> str | None:
    """Return the names that a verb is said of, of what stands before it in its clause."""
    whole = re.sub(r"\([^()]*\)", "", left)
    for pattern in (BY_MAKER, ONE_CALLED, AND_OTHERS, FOR_ANOTHER):
        if found := pattern.search(whole):
            return found["list"]
    for text in (whole, without_asides(whole)):
        found = AT_THE_END.search(text)
        if found and _is_said_of(text, found):
            return found["list"]
    return None


def _is_said_of(text: str, found: re.Match[str]) -> bool:
    between = found["between"]
    length = len(re.findall(r"[\w'\u2019-]+", between))
    is_participle = between.startswith(",") and length <= 1
    goes_on = re.search(r"\b(?:but|and) (?:has|have|is|are|was|were|will)\b", between)
    if (is_participle or goes_on or _is_predicate(between)) and not holds_verb(between):
        return is_participle or not _follows_preposition(text, found.start())
    relative = re.search(r"\b(?:which|one that|that)(?: \w+){0,4} $", between)
    is_apart = relative and re.search(r"\b(?:is|are|was|were|it)\b", between[: relative.start()])
    return relative is not None and not is_apart and length <= 2 * _MOST_BETWEEN


def _is_predicate(between: str) -> bool:
    """Tell whether nothing but its kind and auxiliary words stand between a name and its verb.

    Of "Zephyr 2 support is now available" the support is what is said to be available.
    """
    rest = re.sub(rf"^['\u2019]s\b|^ (?:[a-z][\w-]* ){{0,2}}?{KIND.pattern}(?= |$)", "", between)
    left = re.findall(r"[\w'\u2019-]+", rest.lower())
    return len(left) <= _MOST_BETWEEN and all(
        word in _AUXILIARIES or word in NOUNS or word.endswith("ly") or KIND.fullmatch(word) for word in left
    )


def _follows_preposition(text: str, start: int) -> bool:
    """Tell whether a name is where something is, not what the sentence speaks of: "support in vLLM is available"."""
    before = re.search(rf"(\w+) (?:the |its |a |an |new )?{QUOTE}$", text[:start])
    return before is not None and before[1].lower() in _PREPOSITIONS - words("of as while when since because")


def maker(sentence: Marked, place: int, at: int) -> Mention | None:
    """Return whose the thing at ``place`` is, by a verb at ``at``.

    The maker stands before the name ("Acme's Zephyr"), behind "by", or before the verb.
    """
    masked = sentence.masked
    owner = re.search(rf"({MAKER})(?:(?:['\u2019]s?) (?:[\w-]+ ){{0,6}}?| ){QUOTE}$", masked[:place])
    if owner:
        return sentence.mention(owner[1])
    if place < at:
        found = re.search(rf"(?:which|that) ({MAKER}){PLAIN}*$", masked[place:at]) or _named_by(masked[place : at + 80])
    elif re.match(rf"{QUOTE} by ", masked[place + 1 :]):
        found = _named_by(masked[at : at + 80])
    else:
        found = _actor(masked[clause_start(masked, at) : at])
    return sentence.mention(found[1]) if found else None


def _named_by(text: str) -> re.Match[str] | None:
    return re.search(rf"\b(?:by|from) (?:[\w-]+ ){{0,4}}?({MAKER})", text)


def _actor(left: str) -> re.Match[str] | None:
    """Return who does what a verb says: the vendor named last before it, or an unknown name directly before it."""
    for text in (left, without_asides(left)):
        if found := re.search(
            rf"({UNKNOWN})(?: (?:has|have|had|also|just|is|are|team|lab|today|yesterday|finally|\w+ly|on \w+))*"
            r" (?:announce\w* (?:the )?)?$",
            text,
        ):
            return found
    return re.search(rf"({VENDOR}){PLAIN}*$", without_asides(left))


def is_elsewhere(sentence: Marked, left: str, end: int) -> bool:
    """Tell whether something only comes to another maker's platform: "Zephyr 2 is available in Acme Cloud"."""
    place = re.match(
        rf"(?:(?![.;]){PLAIN}){{0,60}}?\b(?:on|in|to|via|through) (?:the )?({VENDOR}|{PRODUCT})", sentence.masked[end:]
    )
    things = re.findall(PRODUCT, left)
    if not place or not things:
        return False
    one, other = sentence.mention(things[-1]).vendor, sentence.mention(place[1]).vendor
    return one is not None and other is not None and one != other
