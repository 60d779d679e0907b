"""Kinds of answers: which one a question wants, and whether a quote holds anything of the kind.

The question word decides, one at the start of a clause before others; then what is mentioned.
"""

import re
from enum import Enum

from corpus.text import STRAIGHT_QUOTES, fold


class AnswerKind(Enum):
    """The kind of answer that is asked for; a price is money of any sort, and some numbers have units of their own."""

    DATE = "date"
    PRICE = "price"
    NUMBER = "number"
    PARAMETERS = "number of parameters"
    TOKENS = "number of tokens"
    MEMORY = "amount of memory"
    PERSON = "person"
    YES_NO = "yes or no"
    OPEN = "open"


def kind_of(question: str) -> AnswerKind:
    """Return the kind of answer that a question in lower case wants; none is read from another language."""
    if _NOT_ENGLISH.search(question):
        return AnswerKind.OPEN
    kind = _kind_by_word(question) or next((kind for nouns, kind in _MENTIONS if nouns.search(question)), None)
    if kind is AnswerKind.NUMBER:
        return next((measure for nouns, measure in _MEASURES if nouns.search(question)), kind)
    return kind or AnswerKind.OPEN


def _kind_by_word(question: str) -> AnswerKind | None:
    for starts in (_CLAUSE, _WORD):
        for start in starts.finditer(question):
            found = _WORD_OF_KIND.match(question, start.end())
            kind = _KINDS_BY_WORD[int((found.lastgroup or "")[1:])][1] if found else None
            if kind and (starts is _CLAUSE or kind is not AnswerKind.YES_NO):
                return kind
    return None


def holds_kind(kind: AnswerKind, quote: str) -> bool:
    """Tell whether a quote holds anything that could be such an answer.

    That something was released or announced is a date, too: that of the article.
    """
    pattern = _HOLDS.get(kind)
    if pattern is None:
        return True
    text = fold(quote.replace("\u2014", " ")).text.translate(STRAIGHT_QUOTES)  # a dash joins no words
    return pattern.search(_NO_FIGURE.sub(" ", text) if kind is AnswerKind.NUMBER else text) is not None


_MONEY = (
    r"pric(?:e[sdy]?|ey|ing|ier)|costs?|fees?|valuation|valued|worth|revenues?|funding|salar(?:y|ies)|fcf|cash flow"
    r"|capex|profits?|budget|spend(?:ing)?|spent|pay(?:s|ing)?|paid|per seat|per million|subscription|\$\$+"
)
_MONEY_WITH_HOW_MUCH = rf"{_MONEY}|rais(?:e|ed|ing)|charg(?:e[sd]?|ing)|earn|make|lose|lost|invest(?:ed|ing)?|sell|sold"
_NUMBER = (
    r"numbers?|percent(?:age)?|share|scores?|sizes?|range|rate|ratio|counts?|param(?:eter)?s?|context (?:window|length)"
    r"|vram|memory|headcount|max(?:imum)?|min(?:imum)?|the (?:most|least)|speed|latency"
)
_SHARE = (  # of money is no money; "the price of a share" and "what a 10% stake cost" are
    r"(?<!\ba )(?<!\bone )(?<!\bper )(?:share|fraction|proportion) of|(?<!\d )(?<!\d)(?:percent(?:age)?|%)"
    r"|ratio|(?:growth|conversion|retention|churn) rate|rates? of"
)
_DATE = r"(?:(?:release|launch|drop|due|ship|start|end|cutoff|exact) ?)?dates?|deadline|eta"
_BE_OR_DO = r"(?:'?s| is| are| was| were| will| would| does| do| did| has| had|'?ll)?"
_SAID = r"(?: [^\s,?!]*[^\s,.?!])"  # one more word of the clause
_DID = "did|does|do|was|were|will|would|has|have|had|it|to"
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n'?t)?"
    r"|aint|any (?:word|news|chance)"
)
_KINDS_BY_WORD: tuple[tuple[str, AnswerKind], ...] = (
    (_AUXILIARY, AnswerKind.YES_NO),
    (r"when(?:'?s|'?d|'?ll)?|how (?:soon|long ago|recently)", AnswerKind.DATE),
    (rf"(?:what|which) (?:{_DATE}|day|month|year)|what(?:'?s| is| was) (?:the|its) (?:{_DATE})", AnswerKind.DATE),
    (r"how many (?:[mb]illions|trillions|dollars|bucks|euros|usd)", AnswerKind.PRICE),
    (r"how much(?= (?:money|cash|funding|is|are|for)\b| ?\$|\W*$)|how (?:expensive|cheap|pricey)", AnswerKind.PRICE),
    (rf"how much(?=(?: more)? (?:{_DID})\b{_SAID}* (?:{_MONEY_WITH_HOW_MUCH})\b)", AnswerKind.PRICE),
    (
        r"how (?:much|many|big|large|small|long|far|close|fast|slow|old|tall|often|high|low|quick(?:ly)?|accurate)",
        AnswerKind.NUMBER,
    ),
    (r"who(?:'?s|m|'?d|'?re)?(?! (?:bigger|better|cheaper|ahead|faster|winning)\b)", AnswerKind.PERSON),
    (rf"(?:what|which){_BE_OR_DO}(?={_SAID}{{0,8}} (?:{_SHARE})(?!\w))", AnswerKind.NUMBER),
    (rf"what{_BE_OR_DO}(?={_SAID}{{0,8}} (?:{_MONEY})\b)", AnswerKind.PRICE),
    (rf"(?:what|which) (?:{_NUMBER})|what{_BE_OR_DO}(?={_SAID}{{0,5}} (?:{_NUMBER})\b)", AnswerKind.NUMBER),
    (r"what(?:'?s|'?re)?|which|where(?:'?s)?|why|how(?:'?s)?|who(?:'?s)?", AnswerKind.OPEN),
)
_WORD_OF_KIND = re.compile(
    "(?:" + "|".join(f"(?P<k{i}>{words})" for i, (words, _) in enumerate(_KINDS_BY_WORD)) + r")(?!\w)"
)
_CLAUSE = re.compile(
    r"(?:^|[,.;:!?] | [-\u2013\u2014] )(?:(?:hey|hi|hello|ok|okay|so|and|but|or|btw|um|uh|well|wait|yo|pls|please"
    r"|quick q|quick question|also|guys)[ ,:!-]+)*"
)
_NOT_ENGLISH = re.compile(  # words that no English question holds; of other scripts the rules match no word anyway
    r"¿|\b(?:kostet|kosten|wie ?viele?|wann|warum|wieso|welche[mnrs]?|wurden?|wird|gibt|nicht|und|für|über|heißt"
    r"|(?:was|wer|wie) (?:ist|sind|hat|kann|macht|leitet|heißt)"
    r"|combien|quel(?:le)?s?|quand|pourquoi|est-ce|qu'est|c'est|coûte(?:nt)?|avec|où|qui (?:est|a|dirige)"
    r"|cu[aá]nt[oa]s?|cuestan?|cu[aá]ndo|qui[eé]n(?:es)?|cu[aá]l(?:es)?|qué|cómo|d[oó]nde"
    r"|quant[oie]s?|custam?|quando|quem|qual(?:e|i|is)?|não|você|são|é|è|costano|perché|che cosa|chi è|cos'è)\b"
)
_WORD = re.compile(r"\b(?=[hw])")  # where a question word other than an auxiliary may begin
_MENTIONS = tuple(
    (re.compile(rf"(?<!\w)(?:{nouns})(?!\w)"), kind)
    for nouns, kind in (
        (_DATE, AnswerKind.DATE),
        (_SHARE, AnswerKind.NUMBER),
        (_MONEY, AnswerKind.PRICE),
        (_NUMBER, AnswerKind.NUMBER),
    )
)
_MEASURES = (
    (re.compile(r"\bparam(?:eter)?s?\b"), AnswerKind.PARAMETERS),
    (re.compile(r"\bcontext (?:window|length|size)|\bhow many tokens\b"), AnswerKind.TOKENS),
    (re.compile(r"\bvram\b|\b(?:how much|gpu|video) (?:ram|memory)\b"), AnswerKind.MEMORY),
)
_MONTH = (
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|e|y|ust|t?ember|ober)?\b"  # no "may"
)
_YEAR = r"(?<![\w.,$€£])(?:19|20)\d\d(?:-\d\d)*(?![\w%]|[.,]\d| ?%)"
_NO_FIGURE = re.compile(
    rf"{_MONTH}\.? \d\d?(?:st|nd|rd|th)?\b(?!,\d| ?%| percent)|\b\d\d?(?:st|nd|rd|th)? (?:of )?{_MONTH}"
    rf"|\b\d\d?[/.]\d\d?[/.]\d{{2,4}}\b|{_YEAR}(?! (?:tokens|people|employees|users|customers|gpus|chips))"
    # The digits of a name, "H100" and "GPT-5"; but "Llama-70B" tells a size.
    r"|\b[A-Za-z]+-?(?![\d.]+[BMTbm]\b)\d[\w.]*"
)
_NUMBER_WORD = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|[mb]illions?|trillions?"
    r"|(?<!no )one(?! of)|dozens?|half|halved|third|quarter|twice|doubled?|tripled?|zero|none|no(?! longer| one)|single"
    r"|couple|indefinitely|forever|an? (?:day|week|month|year|hour)"
)
_UNIT_OF_TIME = "(?:days?|weeks?|months?|quarters?|years?|fall)"
_HOLDS = {
    AnswerKind.DATE: re.compile(
        rf"{_MONTH}|\b(?:19|20)\d\d\b|\b\d\d?/\d\d?\b|(?i:\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
        r"|yesterday|today|tonight|tomorrow|weekend|q[1-4]|morning|spring|summer|autumn|winter|now out|out now)\b"
        # The side of a time on which something lies ("within days", "a week ago"), not how long it lasts.
        r"|\b(?:same|last|next|this|past|previous|coming|following|in|within|over|by|since|until|before|after|during|early"
        rf"|late|later|mid)(?:[ -][\w']+){{0,2}}[ -]{_UNIT_OF_TIME}\b"
        rf"|\b{_UNIT_OF_TIME} (?:ago|later|earlier|before|after|from now)\b"
        r"|\b(?:announc|releas|launch|introduc|unveil|debut|ship|availab|roll))"
    ),
    AnswerKind.PARAMETERS: re.compile(
        r"(?<![$€£\d.,])\d[\d.,]*[ -]?(?i:[bmt]|[bmtr]+illion)\b(?! (?:dollars|tokens|users))"
    ),
    AnswerKind.TOKENS: re.compile(r"\d\s?[km]\b|\d,\d{3}|\btok", re.IGNORECASE),
    AnswerKind.MEMORY: re.compile(r"\d[ -]?(?:[gmt]i?b|gigs?|gigabytes?|terabytes?)\b", re.IGNORECASE),
    AnswerKind.PRICE: re.compile(
        r"[$€£¥₩₹]|(?i:\d\s*(?:[mbt]n|[mbk]|usd|eur|gbp|won|credits?)\b"
        r"|\b(?:free|[mb]illions?|trillions?|dollars?|euros?|pounds|yen|yuan|rmb|cents?|usd)\b)"
    ),
    AnswerKind.NUMBER: re.compile(rf"\d|(?i:\b(?:{_NUMBER_WORD})\b)"),
    AnswerKind.PERSON: re.compile(r"[\w,;:)\]\"'*] +[\"'(*]*[^\W\d_a-z][\w'-]|@\w|[A-Z][\w'-]*[a-z][A-Z]\w"),
}
