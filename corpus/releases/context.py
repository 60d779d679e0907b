"""What the sentences of a paragraph tell of those behind them: who "the company" is, and what "the model" is."""

import re
from dataclasses import dataclass

from corpus.releases.kinds import KIND
from corpus.releases.mentions import ANY, Marked
from corpus.releases.people import is_person
from corpus.releases.shapes import LIST, MAKER, WHOSE
from corpus.releases.statements import Statement

_IT = re.compile(
    rf"^(?P<lead>\W*(?:(?:Instead|Likewise|Also|However|Today|Now|Still), )?)"
    rf"(?P<it>Both|It|They|(?:The|This) (?:new )?{KIND.pattern})"
    r"(?=(?: (?:is|are|was|were|will|has|have|can|comes?|launche[sd]|ships?|enters?|rolls?)\b|['\u2019](?:s|re|ll)\b))",
    re.IGNORECASE,
)
_IT_ALONE = re.compile(
    r"(?:['\u2019]s| (?:is|are|was|were|will be|comes?|will come|will launch|launche[sd]))"
    r" (?:(?:also|now|currently|already|expected|set|to|be|still|first|generally) ){0,4}"
    r"(?:available|out|live|in|coming|rolling|released|launched|launch|free|open)\b"
)
_BY_MAKER = re.compile(
    r"\b(?:it|they|the (?:\w+ )?(?:company|startup|start-up|firm|lab|team|group|giant|maker|developer))\b",
    re.IGNORECASE,
)
_THE = re.compile(r"\b[Tt]he (?:(?:\w+er|latest|first|second|third|open|accompanying) ){1,2}$")
_OF_KIND = re.compile(rf" (?:[a-z][\w-]* )?{KIND.pattern}")
_SUBJECT = re.compile(rf"(?:^\W*|(?:,? (?:while|whereas|and)|;) ){WHOSE}{LIST}(?= (?:is|are|was|were|has|have|will)\b)")
_OWN = re.compile(rf"\b(?:its|their) (?:[\w-]+,? ){{0,4}}?{LIST}")
_ACTS = re.compile(
    rf"({MAKER})(?: \([^()]*\))?,? (?:says?|said|has|is|was|announced|will|plans|which|who|also|\w+ed)\b"
)


@dataclass(frozen=True, slots=True)
class Context:
    """The maker that the sentences before spoke of, and the products, as they were written."""

    maker: str | None = None
    products: tuple[str, ...] = ()

    def read_into(self, sentence: str) -> str:
        """Return a sentence with the names of the products in the place of "the model", "both" or "it"."""
        found = _IT.match(sentence) if self.products else None
        if not found:
            return sentence
        it = found["it"].lower()
        is_clear = (len(self.products) > 1) == (it in {"both", "they"}) or it == "the models"
        if not is_clear or (it in {"it", "they", "both"} and not _IT_ALONE.match(sentence, found.end())):
            return sentence
        return f"{found['lead']}{' and '.join(self.products)}{sentence[found.end() :]}"

    def maker_by(self, sentence: Marked, statement: Statement) -> str | None:
        """Return the maker if it is spoken of as "it" or "the company" before the verb, or one of its things as known.

        Of "the smaller Zephyr model" it is clear whose it is, by the only maker that this or the last sentence names.
        """
        masked, place = sentence.masked, statement.place
        if _BY_MAKER.search(masked[: statement.at]):
            return self.maker
        if not (_THE.search(masked[:place]) and _OF_KIND.match(masked, place + 1)):
            return None
        makers = {each.vendor for each in sentence.mentions if each.vendor}
        return makers.pop() if len(makers) == 1 else None if makers else self.maker

    def after(self, sentence: Marked, stated: tuple[Statement, ...]) -> "Context":
        """Return the context of the next sentence."""
        return Context(_maker(sentence, stated) or self.maker, _products(sentence, stated))


NOTHING = Context()
"""The context of the first sentence."""


def _maker(sentence: Marked, stated: tuple[Statement, ...]) -> str | None:
    agents = [each.agent for each in stated if each.agent]
    masked = sentence.masked
    acting = _ACTS.search(masked)
    named = next((each for each in sentence.mentions if each.kind == "vendor" and each.vendor), None)
    for each in (*agents, named, acting and sentence.mention(acting[1])):
        if each and not (each.vendor is None and (each.kind == "vendor" or is_person(each.text))):
            return each.vendor or each.text
    return None


def _products(sentence: Marked, stated: tuple[Statement, ...]) -> tuple[str, ...]:
    if stated:
        return tuple(dict.fromkeys(each.mention.text for each in stated))
    subjects = [found["list"] for found in _SUBJECT.finditer(sentence.masked)]
    if not subjects and (own := _OWN.search(sentence.masked)):
        subjects = [own["list"]]
    names = [sentence.mention(sign).text for sign in re.findall(ANY, "".join(subjects))]
    versions = [each.text for each in sentence.mentions if each.name and each.name.version]
    return tuple(names or versions[: len(versions) == 1])
