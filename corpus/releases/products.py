"""What a statement is about: which product, under which name in full, and whose."""

import re
from dataclasses import dataclass
from datetime import date

from corpus.catalog import catalog
from corpus.makers import vendor_of_handle
from corpus.naming import Name, full_name, is_general_software, names_in
from corpus.releases.context import NOTHING, Context
from corpus.releases.kinds import KIND, NO_PRODUCT, NO_PRODUCT_AFTER, NO_PRODUCT_BEFORE
from corpus.releases.mentions import VENDOR, Marked, Mention
from corpus.releases.people import is_person, is_private
from corpus.releases.reach import NOT_ITSELF
from corpus.releases.shapes import MAKER
from corpus.releases.statements import Statement

LAUNCH = frozenset({"released", "preview"})
_BRINGS_OUT = re.compile(
    r"(?:releas|launch|ship|drop|debut|roll|open|emerg|c[ao]m\w+ (?:out of|from) stealth|post|upload)", re.IGNORECASE
)
_MADE_AVAILABLE = re.compile(
    r"ma(?:de|kes?|king) \S+ (?:\w+ly )?available|(?:updat|upgrad|bump)\w+ \S+ to ", re.IGNORECASE
)
_SURELY = re.compile(
    r"(?:generally|publicly) available|general availability|GA\b|(?:out|live) (?:now|today)", re.IGNORECASE
)
_HEADED = re.compile(r"(.+?)['\u2019]?s? (?:CEO|CTO|COO|CFO|Chief|President)\b")
_BY_ITS_MAKER = re.compile(rf"[^,;.]?, (?:which|that) {MAKER}[^,;.]*$")
_QUOTED = re.compile(rf"\W*({VENDOR}):")
_NAME_LIKE = re.compile(
    r"\d|[a-z][A-Z]| (?:Mini|Pro|Ultra|Max|Lite|Turbo|Nano|Flash|Plus|Air|Studio|Code|Voice|Cloud|API|SDK)$"
)
_ALL_BUT_CERTAIN = frozenset({"preview", "deprecated", "retired"})  # what can be so is hardly anything but a product
_OWNED = re.compile(r"['\u2019]s? $")
_EXPLAINED = re.compile(r"[*\"\u201d\u2019']?(?:, (?:an?|the|its|our|which)\b| \u2014| under | with open |\.?$)")
_OF_IT = (" for ", " in ", " of ", " to ")
_OF_VERSION = re.compile(r"\b(?:version|edition|generation|preview|beta) of $")
_BESIDE = 40  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is known of the article that a sentence stands in.

    ``owner`` is the vendor whose own it is; ``speaker`` is who is meant by "we", also of those that the catalogue does
    not know; ``context`` is what the sentences before it in its paragraph told.
    """

    published: date | None
    publisher: str | None
    owner: str | None
    speaker: str | None
    context: Context = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A name in full, whose it is, and what the catalogue's grammar made of it."""

    name: str
    vendor: str
    known: Name | None


def product_of(read: Marked, statement: Statement, article: Article) -> Product | None:
    """Return what a statement is about; None where that is no product, or nothing says whose."""
    known = statement.mention.name
    if known is None:
        return _unknown(read, statement, article)
    return _known(read, statement, article, known) if _may_be_meant(read, statement, known) else None


def _may_be_meant(read: Marked, statement: Statement, known: Name) -> bool:
    """Tell whether a name of the catalogue's grammar is one of a product that may be released."""
    if not statement.is_subject and _is_of_other_kind(read, statement):
        return False
    is_none = _counts(known, read.plain) or NO_PRODUCT.search(statement.mention.text)
    if is_general_software(known) or (known.vendor is None and is_none):
        return False
    is_family = known.version is None and known.variant is None and not _is_single(known)
    return not (is_family and statement.status in LAUNCH and statement.mention.text.lower() == known.product.lower())


def _known(read: Marked, statement: Statement, article: Article, known: Name) -> Product | None:
    mention, agent = statement.mention, statement.agent
    is_firm = agent is not None and (agent.vendor is not None or not is_person(agent.text))
    is_of_others = is_firm and known.vendor is not None and agent is not None and agent.vendor != known.vendor
    if statement.status == "in_development" and is_of_others and not statement.is_subject:
        return None  # who tests or builds with another maker's product
    name = _written(read.plain, mention, known)
    is_ours = statement.is_ours and not statement.is_undated  # "we support the newly released"
    teller = agent.vendor if agent else article.owner if is_ours else None
    if teller and known.vendor and teller != known.vendor and not statement.is_subject:
        # Who brings another maker's product to a platform releases nothing; GPT-Neo is not OpenAI's.
        return Product(name=name, vendor=teller, known=None) if mention.end > known.end else None
    vendor = known.vendor or _maker(read, statement, article)
    return Product(name=name, vendor=vendor, known=known) if vendor else None


def _counts(name: Name, text: str) -> bool:
    """Tell whether a word with a number is no name: "achieves 111"."""
    is_plain = text[name.start].islower() and " " in text[name.start : name.end]
    return is_plain or name.product in catalog().not_names


def _is_single(name: Name) -> bool:
    """Tell whether a product is one thing, not a family of which versions are released."""
    return not any(
        (each.vendor, each.name) == (name.vendor, name.product) and (each.alone or each.tiers or each.letters)
        for each in catalog().products
    )


def _written(text: str, mention: Mention, known: Name) -> str:
    """Return a name in full, or as it stands there with the words that the catalogue does not know."""
    is_whole = known.vendor and mention.start == known.start and mention.end <= known.end
    return full_name(known, text) if is_whole else mention.text


def _unknown(read: Marked, statement: Statement, article: Article) -> Product | None:
    """Return a product that the catalogue does not know by the name alone."""
    mention, vendor = statement.mention, _maker(read, statement, article)
    if vendor is None:
        return None
    text = f"{vendor} {mention.text}"
    for known in names_in(text):
        if known.vendor == vendor and known.end > len(vendor) + 1 and (known.version or known.product != vendor):
            if known.end < len(text):
                return Product(name=mention.text, vendor=vendor, known=None)
            is_plain = known.version is None and known.variant is None
            return Product(name=known.product if is_plain else full_name(known, text), vendor=vendor, known=known)
    if not _may_be_product(read, statement, article):
        return None
    return Product(name=_with_maker(read, mention), vendor=vendor, known=None)


def _with_maker(read: Marked, mention: Mention) -> str:
    """Return a name with that of its maker, where that stands directly before it: "Acme Mail"."""
    before = _vendor_before(read, mention)
    return mention.text if before is None or before.text.startswith("@") else f"{before.text} {mention.text}"


def _vendor_before(read: Marked, mention: Mention) -> Mention | None:
    for before in read.mentions:
        if before.kind == "vendor" and before.end == mention.start - 1 and read.plain[before.end] == " ":
            return before
    return None


# Whose it is


def _maker(read: Marked, statement: Statement, article: Article) -> str | None:
    """Return whose product it is: who did it, else whose article it is, else who is spoken of, or writes of "us"."""
    if agent := statement.agent:
        return _firm(read, agent)
    if quoted := _QUOTED.match(read.masked):
        return read.mention(quoted[1]).vendor
    return article.owner or article.context.maker_by(read, statement) or _speaker(read, statement, article)


def _firm(read: Marked, agent: Mention) -> str | None:
    """Return the firm of who did it; that of a person is the only one that the sentence names."""
    if headed := _HEADED.match(agent.text):  # "Acme CEO Jane Doe"
        return headed[1]
    is_somebody = is_private(agent.text) if agent.kind == "vendor" else is_person(agent.text)
    if agent.vendor or not (is_somebody or KIND.fullmatch(agent.text)):
        return agent.vendor or vendor_of_handle(agent.text) or agent.text
    clause = read.plain.rfind(", and ", 0, agent.start)
    vendors = {
        each.vendor
        for each in read.mentions
        if each.vendor and each.start > clause and (each.kind == "vendor" or read.plain[: each.start].endswith(_OF_IT))
    }
    return vendors.pop() if len(vendors) == 1 else None


def _speaker(read: Marked, statement: Statement, article: Article) -> str | None:
    """Return who writes of "us", or of its own; else a maker that is called as what it makes, as many are."""
    if statement.is_ours or (article.speaker and not is_person(article.speaker)):
        return article.speaker
    mention = statement.mention
    first, *_ = mention.text.split()
    is_named = (" " in mention.text and read.plain.count(first) > 1) or mention.is_emphasised
    is_told = is_named or statement.status in {"retired", "suspended"}
    return first if is_told and statement.is_subject else None


# Whether it is a product


def _may_be_product(read: Marked, statement: Statement, article: Article) -> bool:
    """Tell whether a name that nobody knows is a product's, by the words around it."""
    mention = statement.mention
    if _is_no_product(read, statement):
        return False
    if mention.is_emphasised or statement.status in _ALL_BUT_CERTAIN or _NAME_LIKE.search(mention.text):
        return True
    words = mention.text.split()
    if all(KIND.fullmatch(word) for word in words):  # "its Open-Source Robot"; on its own blog "the Sandbox SDK"
        return article.owner is not None and statement.is_subject and len(words) > 1
    return bool(_is_brought_out(read, statement) or KIND.search(mention.text) or _is_called_so(read.plain, mention))


def _is_no_product(read: Marked, statement: Statement) -> bool:
    mention = statement.mention
    return bool(
        (mention.text.lower() in catalog().not_ai and not (mention.is_emphasised or _vendor_before(read, mention)))
        or mention.text.lower() in catalog().modes
        or NO_PRODUCT.search(mention.text)
        or NO_PRODUCT_AFTER.match(read.plain, mention.end)
        or _is_of_other_kind(read, statement)
        or NOT_ITSELF.match(read.masked, statement.place + 1)
        or is_person(mention.text)
    )


def _is_of_other_kind(read: Marked, statement: Statement) -> bool:
    """Tell whether a noun between the verb and the name says that it is a paper, a course or the like."""
    return NO_PRODUCT_BEFORE.search(read.masked[statement.at : statement.place]) is not None


def _is_brought_out(read: Marked, statement: Statement) -> bool:
    """Tell whether the maker's name stands before it, a known maker releases it, or any that explains it."""
    mention, agent = statement.mention, statement.agent
    if _vendor_before(read, mention) or (agent and mention.text.startswith(f"{agent.text} ")):
        return True
    if agent and (_MADE_AVAILABLE.match(read.masked, statement.at) or _SURELY.match(read.masked, statement.at)):
        return True
    is_by_it = _BRINGS_OUT.match(read.masked, statement.at) is not None
    if agent and statement.is_subject:
        is_by_maker = is_by_it and _BY_ITS_MAKER.match(read.masked[statement.place : statement.at])
        is_own = (statement.is_present or is_by_it) and _OWNED.search(read.masked[: statement.place])
        return bool(is_by_maker or is_own)
    if not agent or not is_by_it:
        return False
    return agent.vendor is not None or _EXPLAINED.match(read.masked, statement.place + 1) is not None


def _is_called_so(text: str, mention: Mention) -> bool:
    """Tell whether a word near it, in the same clause, says that it is a product."""
    before = re.split(r"[.;:] ", text[max(0, mention.start - _BESIDE) : mention.start])[-1]
    after = re.split(r"[.;] ", text[mention.end : mention.end + 2 * _BESIDE])[0]
    return bool(KIND.search(before) or KIND.search(after) or _OF_VERSION.search(before))
