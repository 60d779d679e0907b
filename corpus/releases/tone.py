"""How something is told: denied, supposed, hedged, to come, as a preview or as a fact."""

import re
from dataclasses import dataclass

from corpus.releases.event import Status
from corpus.releases.mentions import ANY, PRODUCT, VENDOR
from corpus.releases.reach import clause_end
from corpus.releases.verbs import HELD_BACK

UPDATED = " (update)"
_NEGATED = re.compile(
    r"\b(?:not(?! only| just)|cannot|never|without|yet to|refus\w+ to|declin\w+ to|instead of|rather than|fail\w* to"
    r"|unlikely to|no plans? to|neither|nor|nothing|nobody|denie[sd]|no)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_NEGATED_JUST_BEFORE = re.compile(r"(?:\b(?:not|never)|n['\u2019]t) (?:\w+ ){0,2}$", re.IGNORECASE)
SUPPOSED = re.compile(
    r"\b(?:if|unless|whether|(?<!said it )(?<!says it )(?<!said they )would|should|hop(?:e[sd]?|ing)|wish\w*"
    r"|assum\w+|imagin\w+|suppos\w+|bet|want\w*|need\w*"
    r"|ask\w*|requests?|calls? (?:on|for)|petition\w*|beg(?:s|ged|ging)?|plead\w*|urg\w+|doubt\w*|wonder\w*"
    r"|(?<!that\u2019s )(?<!that's )(?<!is )why|how|pretend\w*|ought|must"
    r"|I (?:think|believe|expect|guess|suspect))\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b((?:said|says|told|announced|confirmed|promised|indicated|added|revealed)\b[^,;:\"\u201c]{0,60}?)\bwould\b"
)
_IN_JEST = re.compile(
    r"\b(?:memes?|meme-\w+|satir\w+|parod(?:y|ies)|jok(?:es?|ed|ing)|hoax|tongue-in-cheek)\b", re.IGNORECASE
)
_HAD = re.compile(rf"\W*(?:Had|Were) {ANY}")
_WHENEVER = re.compile(r"\b(?:when|once|until|before|whenever|every|each)\b", re.IGNORECASE)
_BEFORE_GERUND = re.compile(r"\b(?:since|after|before|upon|of|for|from|on) $", re.IGNORECASE)
POSSIBLE = re.compile(r"(?<!you )(?<!users )(?<!developers )(?<!customers )\b(?:could|may|might|can)\b(?! \d)")
FUTURE = re.compile(
    r"\b(?:will|(?<=said it )would|(?<=said they )would|to be|going to|set to|slated|scheduled|plans? to"
    r"|planned|planning|promis\w+ to|due|expected|expects|upcoming|coming|on (?:the|its) way"
    r"|poised|about to|prepar\w+|gear(?:s|ing) up|read(?:ies|ying)|getting ready|plan(?:s|ned) (?:an?|the|its)"
    r"|aims? to|intends? to|tipped|set for|on track)\b|['\u2019]ll\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:expected|anticipated|tipped|poised|(?:will|is|are) likely|likely to|believed|thought|expects(?! to\b))\b",
    re.IGNORECASE,
)
HEDGED = re.compile(
    r"\b(?:reportedly|rumou?r\w*|(?<!to )predict\w*|expects?(?! to\b)|believes?"
    r"|(?<!highly-)(?<!highly )(?<!much-)(?<!much )anticipat\w+|purported\w*|hints?"
    r"|consensus|debat\w+"
    r"|potential|imminent|hype\w*|(?<!-)await\w+|speculat(?:ion|ions|es?|ed|ing)|allegedly|supposedly|leak\w*|unconfirmed"
    r"|points? to|(?:is|are) said to|(?:people|sources|insiders) (?:told|said|familiar|with (?:\w+ )?knowledge)"
    r"|suspected"
    r"|reporting that"
    r"|according to (?:one|a|an|some|people|sources|reports?|users?|rumou?rs?|leaks?))\b",
    re.IGNORECASE,
)
DEFINITE = re.compile(r"\b(?:finally|officially|just|today|has|have)\b", re.IGNORECASE)
_IN_HEADLINE = re.compile(rf"^\W*{ANY} to $")  # "Acme to launch Zephyr"
_REPORTED = re.compile(r" as (?:early|soon) as (?!possible)|,? [^,]{2,30} report(?:s|ed)\W*$")
SOURCES = re.compile(
    r"\b(?:sources (?:said|say|told|close|familiar)|insiders|people (?:familiar|with knowledge)|two (?:people"
    r"|sources))\b"
)
_SOON = re.compile(
    r"[^,.;]{0,30}\b(?:(?:later )?this (?:month|quarter|year|fall|autumn|winter|spring|summer)|next \w+|soon"
    r"|in (?:early |late |mid-?|the )?(?:spring|summer|autumn|fall|winter|(?:first|second|third|fourth|next"
    r"|coming) \w+))\b"
)
_PREVIEW = re.compile(
    r"\b(?:previews?|betas?|alpha|early access|wait-?list|release candidate|pilot|experimental)\b"
    r"|\b(?:select|selected|vetted|trusted|limited number of|small (?:number|group) of|a few|some) (?:\w+ )?"
    r"(?:partners|customers|users|testers|developers|organi[sz]ations|companies|teams)\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r" ?(?:post|blog|event|day|date|notes?|party|partner|traffic|video|stream|page|cycle|process|schedule|thread|plan"
    r"|calendar|week|window|tracker|announcement|price|pricing|cadence|candidates?|branch|title|customers?|showcase|demo|time(?:line|frame)?"
    r"|timing|roadmap)\b|.{0,20}\b(?:concluded|ended|expired)\b",
    re.IGNORECASE,
)
NEAR = 70  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
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


def is_denied(before: str, word: str) -> bool:
    """Tell whether what stands before a verb takes it back, or only supposes it."""
    if word.startswith("no longer"):
        return False
    before = _TOLD.sub(r"\1will", before)
    near = before[-NEAR:]
    last = re.split(r",|\band\b|\bbut\b|[\u2014\u2013:]", near)[-1]
    is_negated = _NEGATED.search(last) or _NEGATED_JUST_BEFORE.search(near)
    is_supposed = _HAD.match(before) or SUPPOSED.search(re.split(r", |\bbut\b", before)[-1])
    is_gerund = word.endswith("ing") and _BEFORE_GERUND.search(near)
    is_whenever = _WHENEVER.search(last) and not word.endswith("ed")
    return bool(_IN_JEST.search(before) or is_negated or is_supposed or is_gerund or is_whenever)


def launch_status(masked: str, before: str, word: str, after: int) -> Status | None:
    """Return how far a launch got: it may be rumoured, to come, held back, a preview, or not stated at all."""
    before = _TOLD.sub(r"\1will", before)
    rest = masked[after : clause_end(masked, after)]
    near = re.split(r",? (?:which|who) |, |[:;]", before)[-1][-NEAR:]
    if _COMPOUND.match(rest):
        return None
    is_hedged = bool(
        HEDGED.search(before) or SOURCES.search(rest) or HEDGED.search(rest[:NEAR].replace("potential", ""))
    )
    is_expected = bool(_EXPECTED.search(near))
    if POSSIBLE.search(near):
        return "rumoured" if is_hedged or _REPORTED.search(rest) else None
    is_soon = word.endswith("s") and _SOON.match(rest)
    if (
        is_expected
        or is_soon
        or _IN_HEADLINE.search(before)
        or FUTURE.search(near)
        or FUTURE.search(word)
        or word.startswith("com")
    ):
        return "in_development" if HELD_BACK.search(before) else "rumoured" if is_hedged or is_expected else "announced"
    if is_hedged and not (word.endswith("ed") or DEFINITE.search(near[-30:])):
        return "rumoured"
    is_preview = (
        _PREVIEW.search(word) or word.startswith("preview") or previews(masked, after) or _PREVIEW.search(near[-30:])
    )
    return "preview" if is_preview else "released"


def previews(masked: str, after: int) -> bool:
    """Tell whether what follows speaks of a preview, as far as it speaks of no other product and no other deed."""
    following = re.search(
        rf"{PRODUCT}|, (?:and )?(?:we|it|they|{VENDOR}|{ANY} (?:is|are|was|gets?|now)) ", masked[after:]
    )
    end = min(clause_end(masked, after), after + following.start() if following else len(masked))
    return _PREVIEW.search(masked, after, end) is not None
