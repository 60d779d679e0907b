"""What a sentence says became of what it names: released, announced, rumoured; and what it only seems to say.

The sentence is read with one character for each name (`corpus.releases.mentions`). A word such as "launched" looks for
what was launched: behind it ("launched its new browser, Atlas"), or before it ("Atlas was launched", "Atlas launches").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.releases import shapes
from corpus.releases.event import Status
from corpus.releases.mentions import Marked, Mention
from corpus.releases.reach import clause_start, maker
from corpus.releases.shapes import THING
from corpus.releases.tone import UPDATED, Said, is_denied, launch_status, previews
from corpus.releases.verb_use import OURS, Verb, by_verb
from corpus.releases.verbs import HELD_BACK, VERB

_NOUN_PHRASE = r"(?:the |its |their |public |general |wider? |full )*"

_RECAP = re.compile(
    r"\b(?:since|after|following|on|with(?= the (?:recent|earlier))|during|of|from|despite|upon|at) (?:the "
    r"|its |their |our )?(?:\w+ )?$",
    re.IGNORECASE,
)
_HELD: dict[Status, re.Pattern[str]] = {
    "in_development": re.compile(rf"\b(?:delay|postpon|push)\w* (?:back )?{_NOUN_PHRASE}$", re.IGNORECASE),
    "suspended": re.compile(rf"\b(?:paus|suspend|halt|block|stopp?|froze|freez)\w* {_NOUN_PHRASE}$", re.IGNORECASE),
}
"""What is done to a release that is none yet, or none any more."""
_STILL_TO_COME = re.compile(
    r"\b(?:before|ahead of|in advance of|until|prior to|till|by) (?:the |its |their |our )?(?:\w+ )?$", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:today|yesterday|tonight|tomorrow|(?:this|last|next) (?:week|month|morning|\w+day)|ago|\w+day"
    r"|(?:January|February|March"
    r"|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov"
    r"|Dec)\.? ?\d*)\b"
)
_WISHED = re.compile(
    r"\b(?:possible|eventual|hypothetical|requests? for|interest in|demand for|hop(?:es?|ing) for"
    r"|wait(?:s|ed|ing)? for)"
    r"(?: the| an?)?(?: \w+)? $",
    re.IGNORECASE,
)
_TEASED = re.compile(r"\bteas\w+ (?:an? |the |its )?(?:\w+ )?$", re.IGNORECASE)
_AHEAD = re.compile(r" (?:is|was|are|were) (?:\w+ly )?(?:expected|slated|scheduled|planned|due|imminent|set|coming)\b")
_DELAYED = re.compile(
    r",? (?:(?:is|was|has|been|reportedly|now|again) ){0,4}(?:delayed|postponed|pushed back)\b", re.IGNORECASE
)
_NAMES_THING = re.compile(THING)
_PLURAL = re.compile(
    r"['\u2019]?s? (?:[a-z-]+ )?(?:models|apps|products|users|customers|subscribers|features|subscriptions|plans)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What became of a mention, said at ``at`` of the masked sentence.

    It stands at ``place`` there. ``agent`` is who did it, where a name stands there; ``is_ours`` tells that the text
    says "we". ``is_present`` tells that it is said to be so on the day of the article ("is available"), ``is_past``
    that it is told in the past, and ``is_undated`` that it is told by the way ("the recently released").
    ``is_subject`` tells that the name stands before the verb; ``is_weak`` that "announced" is all that is said;
    ``is_recap`` that another thing is told by it ("since the launch of"). ``suffix`` is what the name goes on with.
    """

    mention: Mention
    status: Status
    at: int
    place: int
    agent: Mention | None
    is_ours: bool
    is_subject: bool
    is_present: bool = False
    is_past: bool = False
    is_undated: bool = False
    is_weak: bool = False
    is_recap: bool = False
    suffix: str = ""


def statements(sentence: Marked) -> tuple[Statement, ...]:
    """Return what a sentence states of what it names, each name once with each status."""
    if not _NAMES_THING.search(sentence.masked):
        return ()
    every = [statement for said in _said(sentence) for statement in _of_each(sentence, said)]
    found: dict[tuple[str, Status], Statement] = {}
    for each in sorted(every, key=lambda statement: (statement.is_weak, not statement.is_present)):
        found.setdefault((each.mention.text.lower() + each.suffix, each.status), each)
    told = [each for each in every if each.agent]
    weakly = {each.mention.text.lower(): each.agent for each in told if each.is_weak}
    agents = {(each.mention.text.lower(), each.status): each.agent for each in told}
    found = {
        key: replace(each, agent=each.agent or agents.get(key) or weakly.get(key[0])) for key, each in found.items()
    }
    stronger = {each.mention.text.lower() for each in found.values() if not each.is_weak}
    kept = [each for each in found.values() if not each.is_weak or each.mention.text.lower() not in stronger]
    return tuple(sorted(kept, key=lambda statement: statement.mention.start))


def _of_each(sentence: Marked, said: Said) -> Iterator[Statement]:
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
            place=place,
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
    found = OURS.search(before)
    return found is not None and len(re.findall('["\u201c\u201d]', before[: found.start()])) % 2 == 0


def _said(sentence: Marked) -> Iterator[Said]:
    masked = sentence.masked
    for found in VERB.finditer(masked):
        if said := by_verb(Verb(sentence=sentence, kind=str(found.lastgroup), start=found.start(), end=found.end())):
            yield said
    yield from _by_nouns(masked)
    for headline in shapes.HEADLINES:
        if first := headline.search(masked):
            status: Status = "preview" if previews(masked, first.end()) else "released"
            yield Said(names=first["list"], status=status, at=first.start())
    yield from _made_available(masked)
    yield from _by_phrase(masked)


def _by_nouns(masked: str) -> Iterator[Said]:
    for found in shapes.NOUN.finditer(masked):
        if said := _by_noun(masked, found, found.end()):
            yield said
    for found in shapes.EVENT.finditer(masked):
        said = _by_noun(masked, found, found.end())
        if said and not said.is_recap and (said.status != "released" or _TIME.search(masked)):
            is_over = said.status != "announced"  # what is to come is spoken of by the way as well
            yield replace(said, is_past=is_over, is_recap=is_over)


def _made_available(masked: str) -> Iterator[Said]:
    for found in shapes.AVAILABLE.finditer(masked):
        before = masked[clause_start(masked, found.start()) : found.start()]
        status = launch_status(masked, f"{before}{found[0]}", "made", found.end())
        if status and not is_denied(before, "made"):
            yield Said(names=found["list"], status=status, at=found.start(), is_past=True)


def _by_phrase(masked: str) -> Iterator[Said]:
    for found in shapes.UPDATE.finditer(masked):
        yield Said(names=found["list"], status="released", at=found.start(), is_present=True, suffix=UPDATED)
    for found in shapes.UPDATED_TO.finditer(masked):
        yield Said(names=found["list"], status="released", at=found.start(), suffix=f" {found['version']}")
    for found in shapes.LATEST.finditer(masked):
        yield Said(names=found["list"], status="released", at=found.start(), is_past=True)
    for found in shapes.INCLUDED.finditer(masked):
        yield Said(names=found["list"], status="released", at=found.start(), is_past=True)
    upcoming: Status = "in_development" if HELD_BACK.search(masked) else "announced"
    phrases: tuple[tuple[re.Pattern[str], Status], ...] = (
        (shapes.IN_BRACKETS, "preview"),
        (shapes.PUT_INTO, "preview"),
        (shapes.PLANNED, "announced"),
        (shapes.UPCOMING, upcoming),
        (shapes.NEXT_CALLED, upcoming),
        (shapes.ALLEGED, "rumoured"),
        (shapes.RUMOUR, "rumoured"),
        (shapes.END, "deprecated"),
        (shapes.SUPPORT, "deprecated"),
        (shapes.SUSPENSION, "suspended"),
        (shapes.OFFLINE, "suspended"),
        (shapes.ENDED, "deprecated"),
        (shapes.SOON, "announced"),
        (shapes.TRAINED, "in_development"),
    )
    for phrase, meaning in phrases:
        for found in phrase.finditer(masked):
            yield Said(names=found["list"], status=meaning, at=found.start())


def _by_noun(masked: str, found: re.Match[str], after: int) -> Said | None:
    before = masked[clause_start(masked, found.start()) : found.start()]
    if _STILL_TO_COME.search(before) or _TEASED.search(before) or _WISHED.search(before):
        return None
    if expected := _AHEAD.match(masked, after):
        before, after = f"{before}{found[0]}{expected[0]} ", expected.end()
    if _DELAYED.match(masked, after):
        return Said(names=found["list"], status="in_development", at=found.start())
    for status, held in _HELD.items():
        if held.search(before):
            return Said(names=found["list"], status=status, at=found.start())
    if is_denied(before, found["noun"]):
        return None
    launched = launch_status(masked, before + found[0], found["noun"].lower(), after)
    if launched is None:
        return None
    is_recap = _RECAP.search(before) is not None
    return Said(names=found["list"], status=launched, at=found.start(), is_past=is_recap, is_recap=is_recap)
