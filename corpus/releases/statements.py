"""What a sentence says became of what it names: released, announced, rumoured; and what it only seems to say.

The sentence is read with one character for each name (`corpus.releases.mentions`). A word such as "launched" looks for
what was launched: behind it ("launched its new browser, Atlas"), or before it ("Atlas was launched", "Atlas launches").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.releases import shapes
from corpus.releases.event import Status
from corpus.releases.kinds import KIND
from corpus.releases.mentions import ANY, PRODUCT, UNKNOWN, VENDOR, Marked, Mention
from corpus.releases.reach import (
    clause_end,
    clause_start,
    is_elsewhere,
    maker,
    objects,
    subjects,
    takes_object,
)
from corpus.releases.shapes import BY_MAKER, PLAIN, THING
from corpus.releases.verbs import DRASTIC, HELD_BACK, NOUNS, PAST, STATUS, VERB

_UPDATED = " (update)"
_NEAR = 70  # characters

_NEGATED = re.compile(
    r"\b(?:not(?! only| just)|cannot|never|without|yet to|refus\w+ to|declin\w+ to|instead of|rather than|fail\w* to"
    r"|unlikely to|no plans? to|neither|nor|nothing|nobody|denie[sd]|no)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_NEGATED_JUST_BEFORE = re.compile(r"(?:\b(?:not|never)|n['\u2019]t) (?:\w+ ){0,2}$", re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:has|have|is|are) (?:still )?yet to be $")
_SUPPOSED = re.compile(
    r"\b(?:if|unless|whether|would|should|hop(?:e[sd]?|ing)|wish\w*|assum\w+|imagin\w+|suppos\w+|bet|want\w*|need\w*"
    r"|ask\w*|urg\w+|doubt\w*|wonder\w*|(?<!that\u2019s )(?<!that's )(?<!is )why|how|pretend\w*|ought|must"
    r"|I (?:think|believe|expect|guess|suspect))\b",
    re.IGNORECASE,
)
_WHENEVER = re.compile(r"\b(?:when|once|until|before|whenever|every|each)\b", re.IGNORECASE)
_BEFORE_GERUND = re.compile(r"\b(?:since|after|before|upon|of|for|from|on) $", re.IGNORECASE)
_RECAP = re.compile(
    r"\b(?:since|after|following|with|during|of|from|despite|upon|at) (?:the |its |their |our )?(?:\w+ )?$",
    re.IGNORECASE,
)
_STILL_TO_COME = re.compile(
    r"\b(?:before|ahead of|in advance of|until|prior to|till|by) (?:the |its |their |our )?(?:\w+ )?$", re.IGNORECASE
)
_POSSIBLE = re.compile(r"(?<!you )(?<!users )(?<!developers )(?<!customers )\b(?:could|may|might|can)\b(?! \d)")
_FUTURE = re.compile(
    r"\b(?:will|to be|going to|set to|slated|scheduled|plans? to|planned|planning|due|expected|expects|upcoming|coming"
    r"|poised|about to|prepar\w+|aims? to|intends? to|tipped)\b|['\u2019]ll\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:expected|anticipated|tipped|poised|(?:will|is|are) likely|likely to|believed|thought|expects)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:reportedly|rumou?r\w*|predict\w*|expects?|believes?|anticipat\w+|purported\w*|hints?|consensus|debat\w+"
    r"|potential|imminent|hype\w*|await\w+|speculat(?:ion|ions|es?|ed|ing)|allegedly|supposedly|leak\w*|unconfirmed"
    r"|(?:is|are) said to|suspected|reporting that"
    r"|according to (?:one|a|an|some|people|sources|reports?|users?|rumou?rs?|leaks?))\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\b(?:finally|officially|just|today|has|have)\b", re.IGNORECASE)
_SOON = re.compile(
    r"[^,.;]{0,30}\b(?:(?:later )?this (?:month|quarter|year|fall|autumn|winter|spring|summer)|next \w+|soon)\b"
)
_PREVIEW = re.compile(
    r"\b(?:previews?|betas?|alpha|early access|wait-?list|release candidate|pilot|experimental)\b"
    r"|\b(?:select|selected|vetted|trusted|limited number of|small (?:number|group) of|a few|some) (?:\w+ )?"
    r"(?:partners|customers|users|testers|developers|organi[sz]ations|companies|teams)\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r" ?(?:post|blog|event|day|date|notes?|party|partner|traffic|video|stream|page|cycle|process|schedule|thread|plan"
    r"|calendar|week|window|tracker|announcement|price|pricing|cadence|candidates?|branch|title|customers?)\b",
    re.IGNORECASE,
)
_RANKED = re.compile(
    r" (?:at|in|on) (?:the )?(?:#|number|no\.|top|rank|first|second|third|leaderboard|arena)", re.IGNORECASE
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
    rf"|first))*|,|{THING}(?: (?:models?|update|release|version))?) $|['\u2019](?:s|re) (?:\w+ ){{0,3}}$",
    re.IGNORECASE,
)
_IS_NOW = re.compile(r"(?:\b(?:is|are|now|today|immediately)\b|['\u2019](?:s|re)\b)[^,]*$", re.IGNORECASE)
_IS_STILL = re.compile(r"\b(?:currently|still|was|were|had|been|already)\b.{0,40}$", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|today)\W*$", re.IGNORECASE)
_IS_SO = re.compile(r"\b(?:is|are|be|being)\b[^,]{0,20}$")
_ADJECTIVE = re.compile(
    r"\b(?:newly|recently|just|freshly|soon-to-be|yet-to-be|the|a|an|its|their)[ -]$", re.IGNORECASE
)
_IS_DOING = re.compile(
    r"(?:\b(?:is|are|been|began|begun|started|starts|be|still|currently)\b|['\u2019](?:s|re|m)\b)"
    r"(?: (?:\w+ly|now|also|still|already|just|in))* $",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:we|our|us|I)\b", re.IGNORECASE)
_UPDATES = re.compile(r" (?:an? )?(?:\w+ )?(?:updated|upgraded|refreshed|update to)\b")
_UPDATE_OF = re.compile(r"\bupdate (?:to|of|for) (?:[\w-]+ ){0,4}$")
_VERSION = re.compile(r" (?:its )?version (\d[\w.]*\w)")
_PLURAL = re.compile(
    r"['\u2019]?s? (?:[a-z-]+ )?(?:models|apps|products|users|customers|subscribers|features|subscriptions|plans)\b"
)
_SHOWN_THING = re.compile(rf"(?:{PRODUCT}|{UNKNOWN} {KIND.pattern}) $")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What became of a mention, said at ``at`` of the masked sentence.

    ``agent`` is who did it, where a name stands there; ``is_ours`` tells that the text says "we". ``is_present`` tells
    that it is said to be so on the day of the article ("is available"), ``is_past`` that it is told in the past, and
    ``is_undated`` that it is told by the way ("the recently released"). ``is_subject`` tells that the name stands
    before the verb; ``is_weak`` that "announced" is all that is said; ``is_recap`` that another thing is told by it
    ("since the launch of"). ``suffix`` is what the name goes on with.
    """

    mention: Mention
    status: Status
    at: int
    agent: Mention | None
    is_ours: bool
    is_subject: bool
    is_present: bool = False
    is_past: bool = False
    is_undated: bool = False
    is_weak: bool = False
    is_recap: bool = False
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is said of names, before these are told apart; the fields are those of `Statement`."""

    names: str
    status: Status
    at: int
    is_present: bool = False
    is_past: bool = False
    is_undated: bool = False
    is_weak: bool = False
    is_recap: bool = False
    suffix: str = ""


def statements(sentence: Marked) -> tuple[Statement, ...]:
    """Return what a sentence states of what it names, each name once with each status."""
    every = [statement for said in _said(sentence) for statement in _of_each(sentence, said)]
    found: dict[tuple[str, Status], Statement] = {}
    for each in sorted(every, key=lambda statement: (statement.is_weak, not statement.is_present)):
        found.setdefault((each.mention.text.lower() + each.suffix, each.status), each)
    stronger = {each.mention.text.lower() for each in found.values() if not each.is_weak}
    kept = [each for each in found.values() if not each.is_weak or each.mention.text.lower() not in stronger]
    return tuple(sorted(kept, key=lambda statement: statement.mention.start))


def _of_each(sentence: Marked, said: _Said) -> Iterator[Statement]:
    """Yield what is said of each name of a list; "Acme models" are no model."""
    for character in re.findall(THING, re.sub(r"\([^()]*\)", "", said.names)):
        place, mention = sentence.masked.index(character), sentence.mention(character)
        is_bare = mention.name is None or (mention.name.version is None and mention.name.variant is None)
        if is_bare and _PLURAL.match(sentence.masked, place + 1):
            continue
        yield Statement(
            mention=mention,
            status=said.status,
            at=said.at,
            agent=maker(sentence, place, said.at),
            is_ours=_is_ours(sentence.masked[: said.at]),
            is_subject=place < said.at,
            is_present=said.is_present,
            is_past=said.is_past,
            is_undated=said.is_undated,
            is_weak=said.is_weak,
            is_recap=said.is_recap,
            suffix=said.suffix,
        )


def _is_ours(before: str) -> bool:
    """Tell whether a text speaks of itself; what it quotes speaks of somebody else."""
    found = _OURS.search(before)
    return found is not None and len(re.findall('["\u201c\u201d]', before[: found.start()])) % 2 == 0


def _said(sentence: Marked) -> Iterator[_Said]:
    masked = sentence.masked
    for found in VERB.finditer(masked):
        if said := _by_verb(_Verb(sentence=sentence, kind=str(found.lastgroup), start=found.start(), end=found.end())):
            yield said
    for found in shapes.NOUN.finditer(masked):
        if said := _by_noun(masked, found, found.end()):
            yield said
    for found in shapes.EVENT.finditer(masked):
        if said := _by_noun(masked, found, found.end()):
            yield replace(said, is_past=True, is_recap=True)
    for headline in shapes.HEADLINES:
        if first := headline.search(masked):
            status: Status = "preview" if _previews(masked, first.end()) else "released"
            yield _Said(names=first["list"], status=status, at=first.start())
    yield from _by_phrase(masked)


def _by_phrase(masked: str) -> Iterator[_Said]:
    for found in shapes.UPDATE.finditer(masked):
        yield _Said(names=found["list"], status="released", at=found.start(), is_present=True, suffix=_UPDATED)
    for found in shapes.LATEST.finditer(masked):
        yield _Said(names=found["list"], status="released", at=found.start(), is_past=True)
    upcoming: Status = "in_development" if HELD_BACK.search(masked) else "announced"
    phrases: tuple[tuple[re.Pattern[str], Status], ...] = (
        (shapes.IN_BRACKETS, "preview"),
        (shapes.PLANNED, "announced"),
        (shapes.UPCOMING, upcoming),
        (shapes.ALLEGED, "rumoured"),
        (shapes.RUMOUR, "rumoured"),
        (shapes.END, "deprecated"),
        (shapes.SUSPENSION, "suspended"),
    )
    for phrase, meaning in phrases:
        for found in phrase.finditer(masked):
            yield _Said(names=found["list"], status=meaning, at=found.start())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verb:
    """A verb in a masked sentence, with its kind in `corpus.releases.verbs`."""

    sentence: Marked
    kind: str
    start: int
    end: int

    @property
    def masked(self) -> str:
        return self.sentence.masked

    @property
    def word(self) -> str:
        return self.masked[self.start : self.end].lower()

    @property
    def before(self) -> str:
        """What stands before it in its clause."""
        return self.masked[clause_start(self.masked, self.start) : self.start]

    @property
    def is_past(self) -> bool:
        return PAST.search(self.word) is not None

    @property
    def is_state(self) -> bool:
        """Whether it can only be said of what stands before it."""
        is_state = self.kind in {"out", "rumoured"} or self.word.startswith(("in ", "under ", "being "))
        return is_state or (self.is_past and _PASSIVE.search(self.before) is not None)

    @property
    def is_adjective(self) -> bool:
        return _ADJECTIVE.search(self.before) is not None

    @property
    def is_verb(self) -> bool:
        """Whether the word is used as one, and as one that tells what becomes of a product."""
        before = self.before
        if self.word in NOUNS:
            return _BEFORE_VERB.search(before) is not None
        if self.kind == "out":
            return _SAID_OF.search(before) is not None and not is_elsewhere(self.sentence, before, self.end)
        if self.kind == "work":
            is_work = self.word.startswith(("delay", "postpon", "develops"))
            return is_work or _IS_DOING.search(before) is not None
        return not (self.kind == "released" and _RANKED.match(self.masked, self.end))


def _by_verb(verb: _Verb) -> _Said | None:
    before = verb.before
    if _is_denied(before, verb.word):
        names = subjects(before) if verb.kind == "released" and _NOT_YET.search(before) else None
        return _Said(names=names, status="in_development", at=verb.start) if names else None
    found = _names_of(verb) if verb.is_verb else None
    if found is None:
        return None
    names, after, suffix = found
    status = _status(verb, after)
    if status is None:
        return None
    is_out = verb.kind == "out" and _IS_NOW.search(before) is not None and not _IS_STILL.search(before)
    return _Said(
        names=names,
        status=status,
        at=verb.start,
        is_present=_NOW.search(before) is not None or is_out,
        is_past=verb.is_past and not _IS_SO.search(before),
        is_undated=verb.is_adjective,
        is_weak=verb.kind == "shown",
        suffix=suffix,
    )


def _names_of(verb: _Verb) -> tuple[str, int, str] | None:
    """Return the names that a verb is said of, where they and the verb end, and what the names go on with."""
    before = verb.before
    by_maker = BY_MAKER.search(before) is not None
    if not verb.is_state and not by_maker:
        if found := objects(verb.masked, verb.end):
            return *found, _UPDATED if _UPDATES.match(verb.masked, verb.end) else ""
        if not _may_have_subject(verb):
            return None
    is_told_by_maker = by_maker or re.search(rf"{VENDOR}{PLAIN}*$", before)
    if verb.kind in {"suspended", "retired"} and not DRASTIC.match(verb.word) and not is_told_by_maker:
        return None
    names = subjects(before)
    if names is None:
        return None
    version = _VERSION.match(verb.masked, verb.end)
    is_update = _UPDATE_OF.search(before.partition(names)[0])
    return names, verb.end, f" {version[1]}" if version else _UPDATED if is_update else ""


def _may_have_subject(verb: _Verb) -> bool:
    """Tell whether an active verb without a named object can be said of what stands before it: "Zephyr launches"."""
    if verb.is_adjective or (verb.kind in {"released", "shown", "work"} and takes_object(verb.masked, verb.end)):
        return _VERSION.match(verb.masked, verb.end) is not None
    return verb.kind != "shown" or (verb.is_past and _SHOWN_THING.search(verb.before) is not None)


def _by_noun(masked: str, found: re.Match[str], after: int) -> _Said | None:
    before = masked[clause_start(masked, found.start()) : found.start()]
    if _STILL_TO_COME.search(before):
        return None
    if re.search(r"\b(?:delay|postpon|push)\w* (?:back )?(?:the |its |public |general )*$", before, re.IGNORECASE):
        return _Said(names=found["list"], status="in_development", at=found.start())
    if _is_denied(before, found["noun"]):
        return None
    status = _launch_status(masked, before + found[0], found["noun"].lower(), after)
    if status is None:
        return None
    is_recap = _RECAP.search(before) is not None
    return _Said(names=found["list"], status=status, at=found.start(), is_past=is_recap, is_recap=is_recap)


def _is_denied(before: str, word: str) -> bool:
    """Tell whether what stands before a verb takes it back, or only supposes it."""
    if word.startswith("no longer"):
        return False
    near = before[-_NEAR:]
    last = re.split(r",|\band\b|\bbut\b|[\u2014\u2013:]", near)[-1]
    is_negated = _NEGATED.search(last) or _NEGATED_JUST_BEFORE.search(near)
    is_supposed = _SUPPOSED.search(re.split(r", |\bbut\b", before)[-1])
    is_gerund = word.endswith("ing") and _BEFORE_GERUND.search(near)
    is_whenever = _WHENEVER.search(last) and not word.endswith("ed")
    return bool(is_negated or is_supposed or is_gerund or is_whenever)


def _status(verb: _Verb, after: int) -> Status | None:
    """Return the status that a verb with what stands around it means, None where it states none."""
    before = verb.before
    if verb.kind == "work":
        return "rumoured" if _HEDGED.search(before) else "in_development"
    if verb.kind == "rumoured":
        return "rumoured" if _PASSIVE.search(before) else None
    if verb.kind in {"deprecated", "retired", "suspended"}:
        is_doubtful = _HEDGED.search(before) and not _DEFINITE.search(before[-_NEAR:])
        is_to_come = verb.kind == "retired" and _FUTURE.search(before[-_NEAR:])
        return None if is_doubtful else "deprecated" if is_to_come else STATUS[verb.kind]
    if verb.word.startswith("teas"):
        return "announced"
    return _launch_status(verb.masked, before, verb.word, after)


def _launch_status(masked: str, before: str, word: str, after: int) -> Status | None:
    """Return how far a launch got: it may be rumoured, to come, held back, a preview, or not stated at all."""
    rest = masked[after : clause_end(masked, after)]
    near = re.split(r",? (?:which|who) |, |[:;]", before)[-1][-_NEAR:]
    if _COMPOUND.match(rest):
        return None
    is_hedged = bool(_HEDGED.search(before) or _HEDGED.search(rest[:_NEAR]))
    is_expected = bool(_EXPECTED.search(near))
    if _POSSIBLE.search(near):
        return "rumoured" if is_hedged else None
    is_soon = word.endswith("s") and _SOON.match(rest)
    if is_expected or is_soon or _FUTURE.search(near) or word.startswith("com"):
        return "in_development" if HELD_BACK.search(before) else "rumoured" if is_hedged or is_expected else "announced"
    if is_hedged and not (word.endswith("ed") or _DEFINITE.search(near[-30:])):
        return "rumoured"
    is_preview = _PREVIEW.search(word) or _previews(masked, after) or _PREVIEW.search(near[-30:])
    return "preview" if is_preview else "released"


def _previews(masked: str, after: int) -> bool:
    """Tell whether what follows speaks of a preview, as far as it speaks of no other product and no other deed."""
    following = re.search(rf"{PRODUCT}|, (?:we|it|they|{VENDOR}) ", masked[after:])
    end = min(clause_end(masked, after), after + following.start() if following else len(masked))
    return _PREVIEW.search(masked, after, end) is not None
