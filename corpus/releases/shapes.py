"""The shapes of names in a masked sentence: single ones, lists of them, and the turns of phrase that hold them."""

import re

from corpus.releases.kinds import KIND
from corpus.releases.mentions import ANY, PRODUCT, UNKNOWN, VENDOR

THING = f"[{PRODUCT[1:-1]}{UNKNOWN[1:-1]}]"
MAKER = f"[{VENDOR[1:-1]}{UNKNOWN[1:-1]}]"
PLAIN = f"[^{ANY[1:-1]}]"  # a character outside names
QUOTE = "[\"'\u201c\u201d\u2018\u2019]?"
_WHO = rf"(?:the|its|their|his|our|both|new|{VENDOR}(?:['\u2019]s?)?|{UNKNOWN}['\u2019]s?)"
WHOSE = rf"(?:(?:an? (?:\w+er|new|\w+ed)|{_WHO}) )*"
_ONE = rf"{QUOTE}{THING}{QUOTE}(?: \((?!\w* ?(?:preview|beta|alpha)\))[^()]*\))?"
_AND = rf"(?:(?: (?:[a-z-]+ ){{0,2}}?{KIND.pattern})?,? (?:and|&|or|plus|as well as)|/)"
_COMMA = rf", ?{WHOSE}(?={PRODUCT}|{_ONE},? (?:and|or|&) {WHOSE}{THING})"
LIST = rf"(?P<list>{_ONE}(?:{_AND} ?{WHOSE}{_ONE}|{_COMMA}{_ONE})*)"
_ADJECTIVES = r"(?:(?!on |about |of |in |by |as |to |that |article )\S+ )"

NAMED = re.compile(rf"{WHOSE}{LIST}")
_CALLED = (
    r"(?:(?:internally )?(?:called|named|nicknamed|dubbed|codenamed|code[- ]named)|known (?:internally )?as"
    r"|(?:it|they|the (?:company|startup|firm|lab)) (?:calls?|is calling|(?:has )?(?:named|dubbed|called))"
    r"|which (?:it|they) calls?)"
)
CALLED = re.compile(rf"\b{_CALLED}(?: as| the)? {WHOSE}{LIST}", re.IGNORECASE)
ONE_CALLED = re.compile(
    rf"^\W*(?:an?|the|our|its|(?:{MAKER}|{PRODUCT})['\u2019]s?) [^,]*,? {_CALLED} {LIST}", re.IGNORECASE
)
APPOSED = re.compile(
    rf"(?P<sign>,? including|,? such as|[:,]|[\u2014\u2013]| -) ?{WHOSE}{LIST}"
    r"(?= ?(?:[.,:;(\u2014\u2013!]|$|and |which |that |- ))"
)
_REPORTS = r" (?:says?|said|notes?|noted|highlights?|announced|reports?|claims?|confirms?|shared|observed|mentions?)\b"
BY_MAKER = re.compile(
    rf"{LIST}(?:(?![.;]|{_REPORTS}){PLAIN}){{0,70}}?(?:,? (?:which|that) (?:[\w-]+ ){{0,3}}?"
    rf"(?:{MAKER}|the company|it|they|we|the startup|the lab)| (?:tool|model|agent|app|product|system|one) we)"
    r"(?: (?:has|have|had|also|just|first|recently|finally|\w+ly)){0,2} $"
)
IS_ONE = re.compile(rf"^\W*{WHOSE}{LIST}[^,]{{0,40}}? (?:is|are) (?:an?|the|our|its) [^,]*, (?:\w+ly )?$")
AND_OTHERS = re.compile(rf"{LIST},? and (?:the |all |many |several )*(?:other|more)\b[^,.;]*$")
FOR_ANOTHER = re.compile(rf"{LIST} for (?:the )?{ANY} (?:is|are|was|were|has|have|will)\b[^,.;]*$")
AT_FIRST = re.compile(rf"^\W*{WHOSE}{LIST}")
AT_THE_END = re.compile(rf"{LIST}(?P<between>{PLAIN}*)$")

NOUN = re.compile(
    r"\b(?P<noun>launch|releases?|debut|roll-?out|distribution|arrival|unveiling|introduction"
    r"|general availability|GA|availability"
    r"|open-sourcing|(?:public |private |research |limited |early )?(?:preview|beta)) of"
    rf" (?:(?!(?:or|and|features|support|quant\w+|examples) )[\w-]+ ){{0,6}}?{WHOSE}{LIST}",
    re.IGNORECASE,
)
HEADLINES = (
    re.compile(
        rf"^\W*(?:(?:Also )?[Nn]ew(?: (?:from|by|at) {MAKER})?|Now (?:available|live|out|in preview)|Out now"
        rf"|Just (?:released|launched|in)|Released|Launched|Available (?:now|today))(?: today)?: {WHOSE}{LIST}",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*(?:Introducing|Announcing|Meet|Presenting|Unveiling|Launching|Releasing|Previewing)"
        rf" (?:[\w-]+ ){{0,5}}?{WHOSE}{LIST}"
        r"(?!(?: [a-z]+){0,3} (?:can|could|may|is|are|was|were|requires?|takes?)\b)"
    ),
    re.compile(
        rf"^\W*(?:Launched|Released|Unveiled|Debuted|Announced|Introduced) (?:(?!,){PLAIN}){{1,40}}, {WHOSE}{LIST}"
    ),
    re.compile(rf"{LIST} is today['\u2019]s (?:(?![.;]){PLAIN})*?(?:announcement|release|launch)"),
    re.compile(rf"^\W*{LIST}(?: (?:model|family))?,? (?:is )?(?:out|live|here|released)(?: now)?\W*$", re.IGNORECASE),
)
SOON = re.compile(
    rf"^\W*(?:Coming (?:soon|next|(?:in|this|later|to) [\w ]{{2,24}})|Up next|Soon)(?: (?:from|by"
    rf"|to) {MAKER})?: {WHOSE}{LIST}",
    re.IGNORECASE,
)
ENDED = re.compile(rf"^\W*Deprecated(?: today)?: {WHOSE}(?:[a-z][\w-]* ){{0,3}}?{LIST}", re.IGNORECASE)
EVENT = re.compile(
    rf"{LIST}(?:['\u2019]s)?(?: (?!(?:an?|the|its|their)\b|\w+ed\b|\w+ing\b)[a-z][\w-]*){{0,3}}?"
    r" (?P<noun>launch|release|debut|rollout)(?![\w-])",
    re.IGNORECASE,
)
UPDATE = re.compile(rf"today['\u2019]s {LIST} update\b")
IN_BRACKETS = re.compile(rf"^\W*(?:The )?{LIST} ?\((?:\w+ )?(?:preview|beta|alpha)\)", re.IGNORECASE)
PLANNED = re.compile(rf"^\W*{LIST}[^.]*?\b(?:planned|scheduled|upcoming) (?:release|launch)\b", re.IGNORECASE)
INCLUDED = re.compile(
    rf"\b(?:releases|launches|announcements) (?:\w+ ){{0,2}}?(?:include[sd]?|were|are|came from):? {WHOSE}{LIST}",
    re.IGNORECASE,
)
LATEST = re.compile(
    r"\b(?:latest|last|newest|most recent|first|headline|biggest|main) (?:[\w-]+ )?(?:release|launch|model"
    r"|version)(?: release)? (?:was|is)"
    rf" {WHOSE}{LIST}"
)
UPCOMING = re.compile(
    r"\b(?:upcoming|forthcoming|soon-to-be-released|next (?:\w+ )?(?:release|version|model|flagship|generation),)"
    rf" (?:{ANY} (?:competitor|rival) )?{_ADJECTIVES}{{0,4}}?{LIST}"
)
NEXT_CALLED = re.compile(
    r"\b(?:upcoming|forthcoming|next) (?:[\w-]+ ){0,4}?[\w-]+(?:,| \u2014)? (?:(?:which|that) (?:is|has been) )?"
    rf"(?:internally )?{_CALLED} {LIST}",
    re.IGNORECASE,
)
ALLEGED = re.compile(
    r"\b(?:purported|alleged|rumou?red|leaked|unreleased|unannounced|speculated|unconfirmed)"
    rf" {_ADJECTIVES}{{0,3}}?(?:(?:called|named|dubbed) )?{LIST}",
    re.IGNORECASE,
)
RUMOUR = re.compile(
    r"\b(?:speculation|speculates?|rumou?rs?|leaks?|whispers|reports?) (?:\w+ ){0,6}?(?:of|for|about|around|that|on)"
    rf" (?:[\w-]+ ){{0,4}}?{WHOSE}{LIST}(?=.{{0,60}}(?:release|launch|coming|soon))",
    re.IGNORECASE,
)
END = re.compile(
    r"\b(?:deprecation|retirement|shut-?down|sunset(?:ting)?|discontinuation|end[- ]of[- ]life)(?: date)? (?:of|for)"
    rf" {WHOSE}(?:[\w-]+ ){{0,4}}?{LIST}",
    re.IGNORECASE,
)
SUPPORT = re.compile(
    rf"\b(?:support for|access to) {WHOSE}(?:[\w-]+ ){{0,4}}?{LIST} (?:ends|will end|ended|is ending|(?:was "
    rf"|is |has been )?(?:removed|dropped)|will be (?:removed|dropped))\b",
    re.IGNORECASE,
)
OFFLINE = re.compile(
    rf"\b(?:t(?:ook|akes|aken|aking)|pull(?:ed|s|ing)) {WHOSE}{LIST} (?:offline|down|out of service)\b", re.IGNORECASE
)
PUT_INTO = re.compile(
    rf"\b(?:put|puts|putting|moved|moves|moving) {WHOSE}{LIST} (?:in|into|to) (?:an? )?(?:\w+ )?(?:preview|beta"
    rf"|alpha)\b",
    re.IGNORECASE,
)
AVAILABLE = re.compile(
    rf"\b(?:ma(?:kes?|king|de)) {WHOSE}{LIST}(?:, [^,;.]{{3,60}},)? (?:\w+ly )?available\b", re.IGNORECASE
)
TRAINED = re.compile(
    rf"{LIST}(?:['\u2019]s?)? (?:pre-?)?training (?:is (?:now |still |already )?under ?way|has (?:begun"
    rf"|started)|began|starts|is on track)\b",
    re.IGNORECASE,
)
UPDATED_TO = re.compile(
    rf"\b(?:updat|upgrad|bump)(?:es|ed|ing|s) {WHOSE}{LIST}(?: {KIND.pattern})? to (?:version "
    rf"|v)(?P<version>\d[\w.]*\w|\d)",
    re.IGNORECASE,
)
SUSPENSION = re.compile(rf"\b(?:suspension|takedown) of {WHOSE}(?:[\w-]+ ){{0,4}}?{LIST}", re.IGNORECASE)


def without_asides(text: str) -> str:
    """Return a text without what stands in brackets, between dashes, or between commas behind a name."""
    text = re.sub(r"\([^()]*\)", " ", text)
    text = re.sub(r" ?[\u2014\u2013] [^\u2014\u2013]* [\u2014\u2013] ", " ", text)
    text = re.sub(rf"(?<={ANY})((?: \w+){{0,2}}),[^.;]*?,(?= (?:is|are|was|were|has|have|had|will)\b)", r"\1", text)
    return re.sub(" +", " ", re.sub(rf"(?<={ANY}),[^,]*,", " ", text))
