"""The shapes of names in a masked sentence: single ones, lists of them, and the turns of phrase that hold them."""

import re

from corpus.releases.mentions import ANY, PRODUCT, UNKNOWN, VENDOR

THING = f"[{PRODUCT[1:-1]}{UNKNOWN[1:-1]}]"
MAKER = f"[{VENDOR[1:-1]}{UNKNOWN[1:-1]}]"
PLAIN = f"[^{ANY[1:-1]}]"  # a character outside names
QUOTE = "[\"'\u201c\u201d\u2018\u2019]?"
WHOSE = rf"(?:(?:the|its|their|his|our|both|new|{VENDOR}(?:['\u2019]s?)?|{UNKNOWN}['\u2019]s?) )*"
_ONE = rf"{QUOTE}{THING}{QUOTE}(?: \((?!\w* ?(?:preview|beta|alpha)\))[^()]*\))?"
_AND = r"(?:,? (?:and|&|or|plus|as well as)|/)"
_COMMA = rf", ?{WHOSE}(?={PRODUCT}|{_ONE},? (?:and|or|&) {WHOSE}{THING})"
LIST = rf"(?P<list>{_ONE}(?:{_AND} ?{WHOSE}{_ONE}|{_COMMA}{_ONE})*)"
_ADJECTIVES = r"(?:(?!on |about |of |in |by |as |to |that |article )\S+ )"

NAMED = re.compile(rf"{WHOSE}{LIST}")
CALLED = re.compile(rf"\b(?:called|named|dubbed|known as)(?: as| the)? {WHOSE}{LIST}", re.IGNORECASE)
ONE_CALLED = re.compile(rf"^\W*(?:an?|the|our|its) [^,]*, (?:called|named|dubbed) {LIST}", re.IGNORECASE)
APPOSED = re.compile(
    rf"(?P<sign>,? including|,? such as|[:,]|[\u2014\u2013]| -) ?{WHOSE}{LIST}"
    r"(?= ?(?:[.,:;(\u2014\u2013!]|$|and |which |that |- ))"
)
BY_MAKER = re.compile(
    rf"{LIST}(?:(?![.;]){PLAIN}){{0,70}}?(?:,? (?:which|that) (?:[\w-]+ ){{0,3}}?"
    rf"(?:{MAKER}|the company|it|they|we|the startup|the lab)| (?:tool|model|agent|app|product|system|one) we)"
    r"(?: (?:has|have|had|also|just|first|recently|finally|\w+ly)){0,2} $"
)
AND_OTHERS = re.compile(rf"{LIST},? and (?:the |all |many |several )*(?:other|more)\b[^,.;]*$")
FOR_ANOTHER = re.compile(rf"{LIST} for (?:the )?{ANY} (?:is|are|was|were|has|have|will)\b[^,.;]*$")
AT_THE_END = re.compile(rf"{LIST}(?P<between>{PLAIN}*)$")

NOUN = re.compile(
    r"\b(?P<noun>launch|release|debut|roll-?out|arrival|unveiling|introduction|general availability|availability"
    r"|open-sourcing|(?:public |private |research |limited |early )?(?:preview|beta)) of"
    rf" (?:[\w-]+ ){{0,6}}?{WHOSE}{LIST}",
    re.IGNORECASE,
)
HEADLINES = (
    re.compile(
        r"^\W*(?:Introducing|Announcing|Meet|Presenting|Unveiling|Launching|Releasing|Previewing)"
        rf" (?:[\w-]+ ){{0,5}}?{WHOSE}{LIST}"
    ),
    re.compile(
        rf"^\W*(?:Launched|Released|Unveiled|Debuted|Announced|Introduced) (?:(?!,){PLAIN}){{1,40}}, {WHOSE}{LIST}"
    ),
    re.compile(rf"{LIST} is today['\u2019]s (?:(?![.;]){PLAIN})*?(?:announcement|release|launch)"),
    re.compile(rf"^\W*{LIST}(?: (?:model|family))?,? (?:is )?(?:out|live|here|released)(?: now)?\W*$", re.IGNORECASE),
)
EVENT = re.compile(
    rf"{LIST}(?:['\u2019]s)?(?: [a-z][\w-]*){{0,3}}? (?P<noun>launch|release|debut|rollout)(?![\w-])", re.IGNORECASE
)
UPDATE = re.compile(rf"today['\u2019]s {LIST} update\b")
IN_BRACKETS = re.compile(rf"^\W*(?:The )?{LIST} ?\((?:\w+ )?(?:preview|beta|alpha)\)", re.IGNORECASE)
PLANNED = re.compile(rf"^\W*{LIST}[^.]*?\b(?:planned|scheduled|upcoming) (?:release|launch)\b", re.IGNORECASE)
LATEST = re.compile(
    r"\b(?:latest|last|newest|most recent|first) (?:[\w-]+ )?(?:release|launch|model|version)(?: release)? (?:was|is)"
    rf" {WHOSE}{LIST}"
)
UPCOMING = re.compile(rf"\b(?:upcoming|forthcoming|soon-to-be-released) {_ADJECTIVES}{{0,4}}?{LIST}")
ALLEGED = re.compile(
    r"\b(?:purported|alleged|rumou?red|leaked|unreleased|speculated|unconfirmed)"
    rf" {_ADJECTIVES}{{0,3}}?{LIST}",
    re.IGNORECASE,
)
RUMOUR = re.compile(
    r"\b(?:speculation|speculates?|rumou?rs?|leaks?|whispers|reports?) (?:\w+ ){0,6}?(?:of|for|about|around|that|on)"
    rf" (?:[\w-]+ ){{0,4}}?{WHOSE}{LIST}(?=.{{0,60}}(?:release|launch|coming|soon))",
    re.IGNORECASE,
)
END = re.compile(
    r"\b(?:deprecation|retirement|shut-?down|sunset(?:ting)?|discontinuation) of"
    rf" {WHOSE}(?:[\w-]+ ){{0,4}}?{LIST}",
    re.IGNORECASE,
)
SUSPENSION = re.compile(rf"\b(?:suspension|takedown) of {WHOSE}(?:[\w-]+ ){{0,4}}?{LIST}", re.IGNORECASE)


def without_asides(text: str) -> str:
    """Return a text without what stands in brackets, between dashes, or between commas behind a name."""
    text = re.sub(r"\([^()]*\)", " ", text)
    text = re.sub(r" ?[\u2014\u2013] [^\u2014\u2013]* [\u2014\u2013] ", " ", text)
    text = re.sub(rf"(?<={ANY})((?: \w+){{0,2}}),[^.;]*?,(?= (?:is|are|was|were|has|have|had|will)\b)", r"\1", text)
    return re.sub(rf"(?<={ANY}),[^,]*,", " ", text)
