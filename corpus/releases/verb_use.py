"""How a verb is used: of which names it tells something, and what."""

import re
from dataclasses import dataclass

from corpus.releases.event import Status
from corpus.releases.kinds import KIND
from corpus.releases.mentions import ANY, PRODUCT, UNKNOWN, VENDOR, Marked
from corpus.releases.reach import clause_end, clause_start, is_elsewhere, objects, subjects, takes_object
from corpus.releases.shapes import BY_MAKER, LIST, MAKER, PLAIN, QUOTE, THING, WHOSE
from corpus.releases.tone import (
    DEFINITE,
    FUTURE,
    HEDGED,
    NEAR,
    POSSIBLE,
    SOURCES,
    UPDATED,
    Said,
    is_denied,
    launch_status,
)
from corpus.releases.verbs import DRASTIC, NOUNS, PAST, STATUS

OURS = re.compile(r"\b(?:we|our|us|I)\b", re.IGNORECASE)
_BY_DOING = re.compile(
    r"(?:^\W*|\b(?:announc\w+|including|plans?|planned|will be|said it was|to be|,) )$", re.IGNORECASE
)
_ENDS = frozenset({"suspended", "retired", "deprecated"})
_BASES = frozenset({"launch", "release", "drop", "open"})
_IS_HERE = re.compile(r"(?:\b(?:is|are|now|today)|\b(?:it|that)['\u2019]s)\b[^,]*$", re.IGNORECASE)
_IS_TOPIC = re.compile(
    rf"(?<=[Ii]ng)(?: (?:[\w-]+|{ANY})){{1,5}}? (?:can|could|may|is|are|was|were|requires?|takes?|means?)\b"
)
_IS_NOUN = re.compile(
    r" ?,|(?<!s) (?:is|was|were|has|had|have|will|of)\b"
)  # "the Zephyr launch was", "its releases, most"
_LISTED = re.compile(r"(?: and| or|[,.;:)]|$)")
_BY_THEN = re.compile(r" (?:before|by) (?:the end|[A-Z])")
_WAS = re.compile(r"\b(?:was|were|had been) (?:only |still |already )?$")
_GOES = re.compile(r"\b(?:go|goes|went)\W*$")
_SPOTTED = re.compile(f"{PRODUCT} $")
_SHOWN_AS = re.compile(r" (?:to be|how|why)\b")
_BY_PAPER = re.compile(r"\b(?:papers?|preprint|study|article|essay|authors?) [^,;]*$", re.IGNORECASE)
_OPENED = re.compile(r"\b(?:now|today|became|becomes|made|goes|went|going|finally)\b", re.IGNORECASE)
_OPEN_THING = re.compile(r" (?!under|on|in|at|with|and|as|now|today|for|from|to|via|by|license)[A-Za-z]")
_WHEN = re.compile(
    r"[^.;,]{0,60}?\b(?:(?:in|on|by|from|until|after|effective) (?:\w+ )?(?:[A-Z]\w+|\d)|later|next|soon|at the end)\b"
)
_KEPT = re.compile(
    r"\b(?:declin|refus|opt(?:ed|ing) not|cho(?:se|osing) not|decid(?:ed|ing) not|not plan\w*)\w* to (?:\w+ )?releas"
    r"|\b(?:it|they|which|that) (?:will|would|is set to|are set to) (?:not )?(?:\w+ly )?(?:ship|launch|arrive"
    r"|be (?:released|available)"
    r"|come|roll)\b",
    re.IGNORECASE,
)
_RANKED = re.compile(
    rf" (?:at|in|on) (?:the )?(?:(?:[\w-]+|{ANY}) ){{0,5}}?"
    r"(?:#|number|no\.|top|rank|(?:first|second|third) (?:place|spot|on)|leaderboard|arena)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)(?: \w+){0,3} $", re.IGNORECASE)
_BEFORE_VERB = re.compile(
    r"(?:\b(?:to|will|would|can|could|may|might|should|must|did|does|not|never|we|they|you|I|and|also|just|who|which"
    rf"|that)|['\u2019]ll|(?-i:\b[A-Z]\w+)|{ANY}(?: \([^()]*\))?|^\W*) (?:\w+ly )?$|^\W*$",
    re.IGNORECASE,
)
_SAID_OF = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|it['\u2019]s|that['\u2019]s|now|becomes?|became|made|went|goes|comes?|will"
    r"|has|have|immediately|today|soon)(?: \w+){0,4}|\b(?:which|that|who)(?: (?:is|are|was|has|have|now|just|also|only"
    rf"|first))*|,|{THING}(?: (?:models?|update|release|version))?(?: (?:just|finally|also|has|have))*) $"
    rf"|['\u2019](?:s|re) (?:\w+ ){{0,3}}$",
    re.IGNORECASE,
)
_IS_NOW = re.compile(r"(?:\b(?:is|are|now|today|immediately)\b|['\u2019](?:s|re)\b)[^,]*$", re.IGNORECASE)
_IS_STILL = re.compile(r"\b(?:currently|still|was|were|had|been|already)\b.{0,40}$", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|today)\W*$", re.IGNORECASE)
_FROM_NOW_ON = re.compile(r"\b(?:now|today|will|goes|available)\b", re.IGNORECASE)
_PERFECT = re.compile(r"(?:\b(?:has|have)|['\u2019]ve)(?: (?:also|now|just|\w+ly))* $", re.IGNORECASE)
_IS_SO = re.compile(r"\b(?:is|are|be|being)\b[^,]{0,20}$")
_ADJECTIVE = re.compile(
    r"\b(?:newly|recently|(?<!have )(?<!has )(?<!had )(?<!['\u2019]ve )just|freshly|soon-to-be|yet-to-be|the|a"
    r"|an|its|their)[ -]$",
    re.IGNORECASE,
)
_IS_DOING = re.compile(
    r"(?:\b(?:is|are|been|began|begun|started|starts|be|still|currently)\b|['\u2019](?:s|re|m)\b)"
    rf"(?: (?:\w+ly|now|also|still|already|just|in))* $|\b(?:points? to|of) {VENDOR} $",
    re.IGNORECASE,
)
_UPDATES = re.compile(r" (?:an? )?(?:\w+ )?(?:updated|upgraded|refreshed|update to)\b")
_UPDATE_OF = re.compile(r"\bupdate (?:to|of|for) (?:[\w-]+ ){0,4}$")
_VERSION = re.compile(r" (?:its )?version (\d[\w.]*\w)")
_TOLD_OF = re.compile(rf"{THING}{QUOTE}(?: {KIND.pattern})?,? (?:(?:first|\w+ly|just) )?$")
_ASIDE = re.compile(
    rf"(?:(?: (?:by|from|with) (?:the )?{MAKER})|(?: (?:back |just |only )?(?:today|yesterday|(?:earlier "
    rf"|late )?(?:this|last)"
    r" (?:week|month|year|spring|summer|fall|autumn|winter)|(?:on |last )?[A-Z]\w+day|(?:in|on|at) [A-Z]\w+\b(?: \d+)*"
    r"|(?:a|an|two|three|several|\d+) \w+ (?:ago|earlier)))){1,2}"
    r"(?=[,.;)]|$| (?:is|are|was|were|has|have|had|can|will|with|for|and|on|at|as|in)\b| [a-z]+(?<!s)s\b)"
)
_EARLY_OF = re.compile(r"\b(?:preview|beta|alpha)(?: version| release)? (?:of|for) ")
_FROM_PRODUCT = re.compile(
    rf" {WHOSE}{LIST}[^.;]{{0,20}}? from (?:the |its |our )?(?:\w+ )?(?:API|platform|app|lineup|picker|store)\b"
)
_SHOWN_THING = re.compile(rf"(?:{PRODUCT}|{UNKNOWN} {KIND.pattern}) $")
_NOT_YET = re.compile(r"\b(?:has|have|is|are) (?:still )?yet to be $")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A verb in a masked sentence, with its kind in `corpus.releases.verbs`."""

    sentence: Marked
    kind: str
    start: int
    end: int

    @property
    def masked(self) -> str:
        """The sentence."""
        return self.sentence.masked

    @property
    def word(self) -> str:
        """How it is written, in lower case."""
        return self.masked[self.start : self.end].lower()

    @property
    def before(self) -> str:
        """What stands before it in its clause."""
        return self.masked[clause_start(self.masked, self.start) : self.start]

    @property
    def is_past(self) -> bool:
        """Whether it is a participle, or a form that may be one."""
        return PAST.search(self.word) is not None

    @property
    def is_state(self) -> bool:
        """Whether it can only be said of what stands before it."""
        is_state = self.kind in {"out", "rumoured"} or self.word.startswith(("in ", "under ", "being "))
        return is_state or (self.is_past and _PASSIVE.search(self.before) is not None)

    @property
    def is_adjective(self) -> bool:
        """Whether it tells of which thing is spoken: "the recently released"."""
        return _ADJECTIVE.search(self.before) is not None

    @property
    def is_aside(self) -> bool:
        """Whether it tells by the way of a thing: "the model unveiled this week", "Zephyr, shown today,"."""
        told = self.is_past and self.kind in {"released", "shown"} and _TOLD_OF.search(self.before)
        return bool(told) and _ASIDE.match(self.masked, self.end) is not None

    @property
    def is_verb(self) -> bool:
        """Whether the word is used as one, and as one that tells what becomes of a product."""
        before = self.before
        if not before.strip(" #*>-:") and (self.word in _BASES or _IS_TOPIC.match(self.masked, self.end)):
            return False  # "Launch the app", "Launching apps can take long"
        if self.word in NOUNS:
            return _BEFORE_VERB.search(before) is not None and not _IS_NOUN.match(self.masked, self.end)
        if self.kind == "out":
            return self._is_out
        is_doing = _IS_DOING.search(before) is not None
        if self.kind == "work":
            return is_doing or self.word.startswith(("delay", "postpon"))
        if self.kind in _ENDS:
            is_gerund = self.word.split()[0].endswith("ing")
            return not is_gerund or is_doing or _BY_DOING.search(before) is not None
        return not self._is_of_something_else

    @property
    def _is_of_something_else(self) -> bool:
        """Whether a paper shows it, it is shown to be something, or it is ranked."""
        if self.kind == "shown":
            return bool(_BY_PAPER.search(self.before) or _SHOWN_AS.match(self.masked, self.end))
        return _RANKED.match(self.masked, self.end) is not None

    @property
    def _is_out(self) -> bool:
        """Whether a word such as "available" or "live" says that something is so from now on."""
        before = self.before
        if self.word in {"live", "here"} and not (_IS_HERE.search(before) or _GOES.search(before)):
            return False
        if self.word.startswith("open") and (
            _OPEN_THING.match(self.masked, self.end) or not _OPENED.search(before[-NEAR:])
        ):
            return False
        if _BY_THEN.match(self.masked, self.end) or (self.word == "available" and _WAS.search(before)):
            return False
        return _SAID_OF.search(before) is not None and not is_elsewhere(self.sentence, before, self.end)


def by_verb(verb: Verb) -> Said | None:
    """Return what a verb says of names, None where it says nothing of a release."""
    before = verb.before
    if is_denied(before, verb.word):
        names = subjects(before) if verb.kind == "released" and _NOT_YET.search(before) else None
        return Said(names=names, status="in_development", at=verb.start) if names else None
    found = _names_of(verb) if verb.is_verb else None
    if found is None:
        return None
    names, after, suffix = found
    status = _status(verb, after)
    if status == "released" and _EARLY_OF.search(verb.masked[verb.end : after].partition(names[0])[0]):
        status = "preview"
    if status is None:
        return None
    is_out = verb.kind == "out" and _IS_NOW.search(before) is not None and not _IS_STILL.search(before)
    is_state = verb.word.startswith("in ") and not _FROM_NOW_ON.search(before)
    return Said(
        names=names,
        status=status,
        at=verb.start,
        is_present=_NOW.search(before) is not None or (is_out and not is_state),
        is_past=is_state or (verb.is_past and not _IS_SO.search(before) and not _PERFECT.search(before)),
        is_undated=verb.is_adjective,
        is_weak=verb.kind == "shown" and not verb.word.startswith("teas"),
        suffix=suffix,
    )


def _names_of(verb: Verb) -> tuple[str, int, str] | None:
    """Return the names that a verb is said of, where they and the verb end, and what the names go on with."""
    before = verb.before
    by_maker = BY_MAKER.search(before) is not None
    is_mild = verb.kind in {"suspended", "retired"} and not DRASTIC.search(verb.word)
    if not (verb.is_state or by_maker or verb.is_aside):
        is_taken = _FROM_PRODUCT.match(verb.masked, verb.end) is not None
        if is_mild and not is_taken and not (OURS.search(before) or re.search(rf"{MAKER}{PLAIN}*$", before)):
            return None
        found = objects(verb.masked, verb.end)
        if found and not (verb.is_adjective and "," in verb.masked[verb.end : verb.masked.index(found[0], verb.end)]):
            return *found, UPDATED if _UPDATES.match(verb.masked, verb.end) else ""
        if not _may_have_subject(verb):
            return None
    is_told_by_maker = by_maker or re.search(rf"{VENDOR}{PLAIN}*$", before)
    is_planned = verb.is_state and FUTURE.search(before) is not None
    names = None if is_mild and not is_told_by_maker and not is_planned else subjects(before)
    if names is None:
        return None
    version = _VERSION.match(verb.masked, verb.end)
    is_update = _UPDATE_OF.search(before.partition(names)[0])
    return names, verb.end, f" {version[1]}" if version else UPDATED if is_update else ""


def _may_have_subject(verb: Verb) -> bool:
    """Tell whether an active verb without a named object can be said of what stands before it: "Zephyr launches"."""
    if verb.kind == "work" and not verb.word.startswith(("delay", "postpon")):
        return False
    if verb.word == "releases" and _LISTED.match(verb.masked, verb.end):  # "of recent Zephyr releases and"
        return False
    if verb.word in {"ships", "shipped"} and _is_versioned(verb):
        return True
    if verb.is_adjective or (verb.kind in {"released", "shown", "work"} and takes_object(verb.masked, verb.end)):
        return _VERSION.match(verb.masked, verb.end) is not None
    is_shown = verb.kind == "shown" and not verb.word.startswith(("show", "present"))
    return verb.kind != "shown" or (is_shown and verb.is_past and _SHOWN_THING.search(verb.before) is not None)


def _is_versioned(verb: Verb) -> bool:
    """Tell whether a version stands directly before a verb: "Zephyr 2.1 ships a new editor"."""
    found = re.search(f"({PRODUCT}) $", verb.before)
    name = verb.sentence.mention(found[1]).name if found else None
    return name is not None and name.version is not None


def _status(verb: Verb, after: int) -> Status | None:
    """Return the status that a verb with what stands around it means, None where it states none."""
    before = verb.before
    if verb.kind == "work":
        is_hedged = HEDGED.search(before) or SOURCES.search(verb.masked, verb.end)
        is_told = verb.word.startswith(("delay", "postpon")) or not is_hedged
        return "in_development" if is_told else "rumoured"
    if verb.kind == "rumoured":
        is_spotted = verb.word == "spotted" and _SPOTTED.search(before)
        return "rumoured" if is_spotted or _PASSIVE.search(before) else None
    if verb.kind in _ENDS:
        is_doubtful = HEDGED.search(before) and not DEFINITE.search(before[-NEAR:])
        if is_doubtful or POSSIBLE.search(before[-NEAR:]):
            return None
        is_for_good = verb.kind == "retired" or verb.word.endswith(" off")
        is_to_come = FUTURE.search(before[-NEAR:]) or (verb.kind == "retired" and _is_planned(verb))
        return "deprecated" if is_for_good and is_to_come else STATUS[verb.kind]
    clause = verb.masked[clause_start(verb.masked, verb.start) : clause_end(verb.masked, verb.end)]
    if verb.kind == "shown" and (verb.word.startswith(("teas", "g")) or _KEPT.search(clause)):
        return "announced"
    return launch_status(verb.masked, before, verb.word, after)


def _is_planned(verb: Verb) -> bool:
    """Tell whether an end is on its way: "is shutting down in September"."""
    is_on_its_way = re.search(r"ing\b", verb.word) and re.search(r"\b(?:is|are) $", verb.before)
    return bool(is_on_its_way and _WHEN.match(verb.masked, verb.end))
