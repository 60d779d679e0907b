"""What a verb is said of: the names behind it that are its object, or those before it that are its subject."""

import re

from corpus.catalog import catalog
from corpus.releases.kinds import KIND, words
from corpus.releases.mentions import ANY, PRODUCT, UNKNOWN, VENDOR, Marked, Mention
from corpus.releases.shapes import (
    AND_OTHERS,
    APPOSED,
    AT_FIRST,
    AT_THE_END,
    BY_MAKER,
    CALLED,
    FOR_ANOTHER,
    IS_ONE,
    LIST,
    MAKER,
    NAMED,
    ONE_CALLED,
    PLAIN,
    QUOTE,
    WHOSE,
    without_asides,
)
from corpus.releases.verbs import NOUNS, VERB, holds_verb

_BARRIER = re.compile(r"[;!?]|\.(?= |$)|\bwhile\b|\bwhereas\b|\balthough\b")
_ADDED = re.compile(r"-(?:based|powered|driven|level|class|style|like|compatible|native)\b")
_IS_FIRST = re.compile(
    rf"\b(?:its|their|his|our|a|an) (?:[\w-]+ ){{0,3}}?{KIND.pattern} (?:from|for|with|in|on) (?:{PLAIN})*$"
)
_RIVALS = re.compile(r"\b(?:answer|rival|response|successor|alternative|competitor) (?:to|of|for) $")
_GOES_ON = re.compile(r" (?:and|but) (?:is|are|was|were|has|have|will)\b")
_IN_ASIDE = re.compile(
    r",\s*(?:which|who|that|whose|where|including|like|such as|than|after|before|with|along)\b[^,]*$"
)
_ALONG = re.compile(rf"^,?(?:{PLAIN}*,)? (?:along with|as well as|and|plus) (?:an?|the|its) {PLAIN}*$")
_RELATIVE = re.compile(
    r"\b(?:which|one that|that)(?: (?:is|are|was|were|has|have|had|will|be|been|being|now|just|also|only|first"
    r"|expected|scheduled|slated|planned|set|due|supposed|to|today|\w+ly))* $"
)
_OF_MODELS = re.compile(
    r" (?:[a-z][\w-]* ){1,3}?(?:models?|family|series|lineup|line|llms?|agents?|apps?"
    r"|chips?|gpus?)\b"
)
_OF_KIND = re.compile(rf" (?:[a-z][\w-]* ){{1,2}}{KIND.pattern}")
NOT_ITSELF = re.compile(
    r"(?:/[\w-]+)?['\u2019]?s? (?:\w+ )?(?:support|integrations?|compatibility|roadmap|papers?|tutorials?"
    r"|recipes?|partnership"
    r"|benchmarks?|results?|docs|documentation|gallery|courses?|commands?|skills?|kernels?|numbers|pricing|prices?|hackathon|event|team)\b"
)


_PREPOSITIONS = words(
    "of in on for with by at from via than like into as after before since while when if because against over"
    " through between under about using across without towards toward per",
)
_STOPS = words(
    "than like over with for to using via on in at by from after before while as against about since into across under"
    " but through without during between within among alongside amid despite involving featuring using leveraging"
    " inside supporting containing combining enabling allowing explaining comparing covering",
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
    " today's the a an s with goes went hits reaches begin begins began start starts started"
    " open source open-source",
)
_WITHOUT_OBJECT = _PREPOSITIONS | words(
    "to today yesterday tomorrow last this next earlier later now recently soon just worldwide globally alongside here"
    " out and but or which that who where so too again first simultaneously both only also ago back off up down",
)
_PART = r"\b(?:backends?|cards?|endpoints?|flags?|methods?|options?|parameters?|plans?|tiers?|transports?|weights?)\b"
_ITS = re.compile(rf"\W*({MAKER})(?: (?:is|are|was|has|says?|said|also)\b).*\b(?:its|their)\b")
_ACTING = _AUXILIARIES | words(
    "team lab on last this who announce announced announces plan plans planning preparing prepares prepared"
    " said says it they"
    " year week month would aims wants intends hopes yesterday in at its event conference"
)
_BESIDE_NAMES = (
    _STOPS
    | _CLAUSE_WORDS
    | _AUXILIARIES
    | _WITHOUT_OBJECT
    | words(
        "and or as via one two three four five six seven eight nine ten several few some many nearly almost"
        " roughly over"
        " early late ahead amid together anyway instead though"
    )
)
_SAYS = re.compile(
    rf"({VENDOR})(?: \([^()]*\))?{PLAIN}{{0,40}}? (?:sa(?:ys|id)|announce[sd]|confirm(?:s|ed)|add(?:s|ed)"
    rf"|note[sd]|reveal(?:s|ed)"
    rf"|unveil(?:s|ed)|introduce[sd]|preview(?:s|ed)|show(?:s|ed) off|releas(?:es|ed)|launche[sd]|teas(?:es|ed)"
    rf"|promise[sd]"
    rf"|told \w+)\b(?!['\u2019]s){PLAIN}{{0,60}}$"
)
_SAYS_OF = re.compile(rf"({MAKER}),? (?:\w+ )?(?:says?|said|announced|confirmed|revealed)\b{PLAIN}{{0,60}}$")
_SAYS_THAT = re.compile(
    rf"({MAKER}),? (?:\w+ )?(?:says?|said|announced|confirmed|revealed)(?: (?:on \w+|today|yesterday"
    rf"|last week))?(?: that)?(?: the)? $"
)
_SAYS_OF_ITS = re.compile(
    rf"({MAKER}),? (?:\w+ )?(?:says?|said|announced|confirmed|revealed)\b{PLAIN}{{0,30}} (?:its|their) {PLAIN}{{0,50}}$"
)
_BY_WHOM = re.compile(rf"{LIST}(?: {KIND.pattern})? (?:by|from) (?:the )?{MAKER}(?P<between> {PLAIN}*)$")
_NEXT_ITEM = re.compile(
    rf"(?P<gap>(?:(?![;.]){PLAIN}){{0,80}});(?: and| plus)? {WHOSE}(?:[a-z-]+ ){{0,3}}?{LIST}(?=;|[.,]|$"
    rf"| (?:for|with|in|to|at)\b| \()"
)
_IN_RELATIVE = re.compile(rf"\b(?:that|which) (?!is|are|was|were|has|have)[a-z]+ (?:the |its |their )?{QUOTE}$")
_MOST_BETWEEN = 9  # words between a name and its verb
_FEW = 2
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
    found = _direct(re.sub(r"^ access to\b", lambda found: " " * len(found[0]), tail))
    if found and called and _ALONG.search(tail[found.end() : called.start()]):
        return f"{found['list']} {called['list']}", end + called.end()
    if called and called.start() < _MOST_BEFORE_CALLED and not VERB.search(tail[: called.start()]):
        is_codename = re.match(r"code|internally|known", called[0], re.IGNORECASE)
        if not (found and is_codename and found.end() < called.start()):
            return called["list"], end + called.end()
    if found is None:
        found = _apposed(tail)
    if found is None or NOT_ITSELF.match(tail, found.end()):
        return None
    return found["list"] + _next_items(masked, end + found.end()), end + found.end()


def _next_items(masked: str, end: int) -> str:
    """Return what a list goes on with behind semicolons: "released one for code; two for phones; and three"."""
    names = ""
    while found := _NEXT_ITEM.match(masked, end):
        if VERB.search(masked, end, found.start("list")) or re.search(ANY, masked[end : found.start("list")]):
            break
        names, end = f"{names} {found['list']}", found.end()
    return names


def _direct(tail: str) -> re.Match[str] | None:
    """Return the first names behind a verb that nothing but words of one noun phrase separates from it."""
    before = ""
    for count, token in enumerate(re.finditer(r"\S+", tail)):
        listed = NAMED.match(tail, token.start())
        if listed and not _modifies(tail, listed):
            return listed
        word = token[0].strip("\"'\u201c\u201d(),:*").lower()
        if (before.endswith(":") and not word.isdigit()) or (before.endswith(",") and word.endswith("ing")):
            return None
        if word in _STOPS or (word == "of" and before not in _OF_HEADS) or _ends_phrase(word, count):
            return None
        before = token[0].lower()
    return None


def _ends_phrase(word: str, count: int) -> bool:
    if word in {"is", "are", "was", "were"}:
        return True
    is_verb = VERB.fullmatch(word) is not None and word not in NOUNS | {"live", "out", "open-source"}
    return is_verb or word in _CLAUSE_WORDS or count >= _MOST_GAP


def _apposed(tail: str) -> re.Match[str] | None:
    """Return names that say which thing an object is: behind a colon or a dash, or as examples of a kind."""
    found = APPOSED.search(tail)
    if not found:
        return None
    between = tail[: found.start()]
    if found["sign"] == "," and not _IS_FIRST.search(between):
        return None
    is_example = len(found["sign"]) > 1 and found["sign"] != " -"
    is_told = found["sign"] != ":" or len(between.split()) <= _FEW or KIND.search(between)
    is_near = len(between) < _MOST_APART and not _CLAUSE_WORDS.intersection(between.lower().split())
    is_broken = re.search(rf"[,{UNKNOWN[1:-1]}]", between) or (is_example and not KIND.search(between))
    return found if is_near and is_told and not is_broken else None


def _modifies(tail: str, listed: re.Match[str]) -> bool:
    """Tell whether a name only tells of what kind the next word is: "GPT-based", "its Chromium browser"."""
    if _ADDED.match(tail, listed.end()):
        return True
    following = re.match(r"['\u2019]?s? ([a-z][\w-]*)", tail[listed.end() :])
    of_kind = _OF_KIND if re.fullmatch(UNKNOWN, listed["list"]) else _OF_MODELS
    if not following or len(listed["list"]) > 1 or of_kind.match(tail, listed.end()):
        return False
    word = following[1]
    is_other = word.endswith("ly") or word in _BESIDE_NAMES
    return not (is_other or KIND.fullmatch(word) or VERB.fullmatch(word) or re.fullmatch(r"\w+ed", word))


def takes_object(masked: str, end: int) -> bool:
    """Tell whether an object without a name follows a verb: "launches a fund"."""
    following = re.match(rf" ({ANY}|[a-z][\w'\u2019-]*)", masked[end:])
    return following is not None and not (following[1] in _WITHOUT_OBJECT or following[1].endswith("ly"))


def subjects(left: str) -> str | None:
    """Return the names that a verb is said of, of what stands before it in its clause."""
    whole = re.sub(r" ?\([^()]*\)", "", left)
    for pattern in (BY_MAKER, ONE_CALLED, IS_ONE, AND_OTHERS, FOR_ANOTHER):
        if found := pattern.search(whole):
            return found["list"]
    by_whom = _BY_WHOM.search(whole)
    if by_whom and _is_predicate(by_whom["between"]):
        return by_whom["list"]
    for text in (whole, without_asides(whole)):
        found = AT_THE_END.search(text)
        if found and not _is_whose(text, found) and (names := _at_the_end(text, found)):
            return names
    return None


def _is_whose(text: str, found: re.Match[str]) -> bool:
    """Tell whether a name at the end only tells whose the thing is: "Zephyr, Acme's latest model, came out"."""
    own = re.match(r"['\u2019]?s? [^,]*, (?:\w+ ){0,4}$", found["between"])
    return own is not None and text[: found.start()].endswith(", ")


def _at_the_end(text: str, found: re.Match[str]) -> str | None:
    left = text[: found.start()]
    if _GOES_ON.match(found["between"]) and (first := AT_FIRST.match(text)):
        return first["list"]
    if re.match(r",? (?:and|but) will\b", found["between"]) and holds_verb(left):
        return None  # "Acme launched Zephyr, and will follow with another one"
    if "," in found["list"] and _RIVALS.search(left):
        names: list[str] = re.findall(f"{PRODUCT}|{UNKNOWN}", found["list"])
        return names[-1]
    return found["list"] if _is_said_of(text, found) else None


def _is_said_of(text: str, found: re.Match[str]) -> bool:
    between = found["between"]
    length = len(re.findall(r"[\w'\u2019-]+", between))
    is_participle = re.fullmatch(r",(?: (?!is|are|was|were|has|have|will)\w+)? ?", between) is not None
    goes_on = re.search(r"\b(?:but|and) (?:has|have|is|are|was|were|will)\b", between)
    if _IN_RELATIVE.search(text[: found.start()]):
        return False
    if between.startswith(",") and _IN_ASIDE.search(text[: found.start()]):
        return False
    if (is_participle or goes_on or _is_predicate(between)) and not holds_verb(between):
        return is_participle or not _follows_preposition(text, found.start())
    relative = _RELATIVE.search(between)
    is_apart = relative and re.search(r"\b(?:is|are|was|were|it)\b", between[: relative.start()])
    return relative is not None and not is_apart and length <= 2 * _MOST_BETWEEN


def _is_predicate(between: str) -> bool:
    """Tell whether nothing but its kind and auxiliary words stand between a name and its verb.

    Of "Zephyr 2 support is now available" the support is what is said to be available.
    """
    between = re.sub(rf"^ (?:on|by|from) (?:the )?{ANY}(?= )", "", between)
    between = re.sub(
        r"^ (?:family|series|line|lineup|suite|set|pair|collection) of (?:[a-z-]+ ){1,4}?(?=is |are |was |were |has )",
        " ",
        between,
    )
    rest = re.sub(rf"^['\u2019]s\b|^ (?:[a-z][\w-]* ){{0,2}}?(?:{KIND.pattern}|{_PART})(?= |$)", "", between)
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
    owner = re.search(rf"(?:({MAKER}|{PRODUCT})['\u2019]s? (?:[\w-]+,? ){{0,6}}?|({MAKER}) ){QUOTE}$", masked[:place])
    if owner:
        return _maker_of(sentence.mention(owner[1] or owner[2]))
    apposed = re.match(rf", ({MAKER})['\u2019]s? ", masked[place + 1 :])
    if apposed:
        return sentence.mention(apposed[1])
    if place < at:
        found = re.search(rf"(?:which|that) ({MAKER}){PLAIN}*$", masked[place:at]) or _named_by(masked[place : at + 80])
        found = found or _SAYS.search(masked[clause_start(masked, place) : place]) or _told_by(masked, place)
    elif re.match(rf"{QUOTE} by ", masked[place + 1 :]):
        found = _named_by(masked[at : at + 80])
    else:
        behind = re.match(rf"{QUOTE} from ({MAKER})", masked[place + 1 :]) or _named_by(masked[at:place])
        found = _actor(masked[clause_start(masked, at) : at]) or behind or _follows(masked, place)
    return _maker_of(sentence.mention(found[1])) if found else None


def _told_by(masked: str, place: int) -> re.Match[str] | None:
    """Return who says something of its own: "Acme said its model, Zephyr", or "Acme said that Zephyr, its model"."""
    own = re.match(rf"{QUOTE}, (?:its|their) ", masked[place + 1 :])
    before = masked[clause_start(masked, place) : place]
    return _SAYS_OF.search(before) if own else _SAYS_OF_ITS.search(before) or _SAYS_THAT.search(before)


def _follows(masked: str, place: int) -> re.Match[str] | None:
    """Return whose the launch is by which a sentence begins: "With the launch of Zephyr, Acme enters the race"."""
    is_first = re.match(rf"\W*(?:With|After|Following|Since|Days after|Weeks after) {PLAIN}*$", masked[:place])
    return (
        re.match(rf"{PLAIN}{{0,60}}, ({MAKER}) (?:is|has|will|\w+s|\w+ed)\b", masked[place + 1 :]) if is_first else None
    )


def _maker_of(mention: Mention) -> Mention | None:
    """Return who is meant: firms are often called as their products, but not as one version of them."""
    return None if mention.name and (mention.name.version or mention.name.variant) else mention


def _named_by(text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!available )(?<!now )(?<!today )\b(?:by|from) (?:[\w-]+ ){{0,4}}?({MAKER})", text)


def _actor(left: str) -> re.Match[str] | None:
    """Return who does what a verb says: the vendor named last before it, or an unknown name directly before it."""
    is_aside = left.rstrip().endswith(",")
    for text in (without_asides(left),) if is_aside else (left, without_asides(left)):
        found = re.search(rf"({UNKNOWN})(?P<between>{PLAIN}*)$", text)
        if found and found["between"].endswith(" and ") and (verbs := list(VERB.finditer(text, 0, found.start()))):
            return _actor(text[: verbs[-1].start()])  # "Acme launched Zephyr and" shows more
        if (
            found
            and not re.match(r",(?! (?:which|who)\b)", found["between"])
            and all(
                word in _ACTING or word.endswith(("ly", "day"))
                for word in re.findall(r"[\w'\u2019-]+", found["between"].lower())
            )
        ):
            return found
    return (
        re.search(rf"({VENDOR}){PLAIN}*$", without_asides(left))
        or _ITS.match(left)
        or re.search(rf"({PRODUCT})(?: (?:has|have|just|also|team|is|today|finally))* $", left)
    )


def is_elsewhere(sentence: Marked, left: str, end: int) -> bool:
    """Tell whether something only comes to another maker's platform: "Zephyr 2 is available in Acme Cloud"."""
    place = re.match(
        rf"(?:(?![.;]){PLAIN}){{0,60}}?\b(?:on|in|to|via|through) (?:the )?({VENDOR}|{PRODUCT})", sentence.masked[end:]
    )
    things = re.findall(PRODUCT, left)
    if not place or not things:
        return False
    one, other = sentence.mention(things[-1]).vendor, sentence.mention(place[1]).vendor
    return one is not None and other is not None and one != other and other not in catalog().hubs
