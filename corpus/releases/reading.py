"""Reading releases from text, by rules: which sentence states that something is rumoured, announced or out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.catalog import catalog
from corpus.makers import vendor_of
from corpus.naming import Name, full_name, is_general_software, names_in
from corpus.releases.days import Day, days_in
from corpus.releases.event import ReleaseEvent, Status
from corpus.releases.kinds import KIND, NO_PRODUCT, NO_PRODUCT_AFTER
from corpus.releases.mentions import Marked, Mention, marked
from corpus.releases.statements import Statement, statements
from corpus.structure import sections

RECIPE = 8
"""The version of the reading: another one reads all articles again."""

_MOST_CHARACTERS = 1_500  # of a sentence: what is longer is a table or a list without marks
_LEAST_CHARACTERS = 20
_PAPER = re.compile(r" (?:Blog|News|Newsroom|Research|Engineering|Developers)$")
_OWN_VERSION = re.compile(r"^(?:With )?[Oo]ur (v?\d+(?:\.\d+)+) release\b")
_LAUNCH = frozenset({"released", "preview"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    """What is known of the article that a sentence stands in; ``owner`` is the vendor whose own it is."""

    published: date | None
    publisher: str | None
    owner: str | None

    @property
    def speaker(self) -> str | None:
        """Who is meant by "we"."""
        return self.owner or (_PAPER.sub("", self.publisher) if self.publisher else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Product:
    """A name in full, whose it is, and what the catalogue's grammar made of it."""

    name: str
    vendor: str | None
    known: Name | None


def read_releases(text: str, *, published: date | None, publisher: str | None) -> tuple[ReleaseEvent, ...]:
    """Return the releases that an article states, in its order.

    ``published`` is the day of the article in UTC, ``publisher`` whose it is.
    """
    article = _Article(published=published, publisher=publisher, owner=vendor_of(publisher))
    events: list[ReleaseEvent] = []
    for start, end in _sentences(text):
        if _LEAST_CHARACTERS <= end - start <= _MOST_CHARACTERS:
            events += _read(text[start:end], start, article)
    return tuple(events)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for section in sections(text):
        for block in section.blocks:
            for part in block.parts:
                for span in part:
                    yield span.start, span.end


def _read(sentence: str, start: int, article: _Article) -> Iterator[ReleaseEvent]:
    read = marked(sentence)
    days = days_in(read.masked, article.published)
    for statement in statements(read):
        product = _product(read, statement, article)
        if product is None:
            continue
        day, status = _dated(statement, days, article, is_own=product.vendor == article.speaker)
        known = product.known
        date_told = (day.day.isoformat() if day.day else day.month) if day else None
        yield ReleaseEvent(
            vendor=product.vendor,
            name=product.name + statement.suffix,
            product=known.product if known else product.name,
            version=known.version if known else None,
            variant=known.variant if known else None,
            status=status,
            date=date_told,
            basis=day.basis if day and date_told else None,
            start=start,
            end=start + len(sentence),
            is_recap=statement.is_recap or bool(day and day.is_old),
        )
    if article.owner and article.publisher and article.published and (own := _OWN_VERSION.search(read.plain)):
        yield ReleaseEvent(
            vendor=_PAPER.sub("", article.publisher),
            name=f"{_PAPER.sub('', article.publisher)} {own[1]}",
            product=_PAPER.sub("", article.publisher),
            version=own[1],
            variant=None,
            status="released",
            date=article.published.isoformat(),
            basis="doc_date",
            start=start,
            end=start + len(sentence),
        )


def _product(read: Marked, statement: Statement, article: _Article) -> _Product | None:
    """Return what a statement is about; None where that is no product, or nothing says whose."""
    mention, known = statement.mention, statement.mention.name
    if known is None:
        return _unknown(read, statement, article)
    if is_general_software(known) or (known.vendor is None and _counts(known, read.plain)):
        return None
    is_bare = known.version is None and known.variant is None and mention.text.lower() == known.product.lower()
    if is_bare and statement.status in _LAUNCH and not _is_single(known):
        return None
    agent, name = statement.agent, _written(read.plain, mention)
    teller = agent.vendor if agent else article.owner if statement.is_ours else None
    if teller and known.vendor and teller != known.vendor and not statement.is_subject:
        # Who brings another maker's product to a platform releases nothing; GPT-Neo is not OpenAI's.
        return _Product(name=name, vendor=teller, known=None) if mention.end > known.end else None
    return _Product(name=name, vendor=known.vendor or _maker(statement, article), known=known)


def _counts(name: Name, text: str) -> bool:
    """Tell whether a word with a number is no name: "achieves 111"."""
    is_plain = text[name.start].islower() and " " in text[name.start : name.end]
    return is_plain or name.product in catalog().not_names


def _unknown(read: Marked, statement: Statement, article: _Article) -> _Product | None:
    """Return a product that the catalogue does not know by the name alone."""
    mention, vendor = statement.mention, _maker(statement, article)
    if vendor is None:
        return None
    text = f"{vendor} {mention.text}"
    for known in names_in(text):
        if known.vendor == vendor and known.end > len(vendor) + 1 and (known.version or known.product != vendor):
            is_plain = known.version is None and known.variant is None
            return _Product(name=known.product if is_plain else full_name(known, text), vendor=vendor, known=known)
    if not _may_be_product(read, statement):
        return None
    return _Product(name=_with_maker(read, mention), vendor=vendor, known=None)


def _written(text: str, mention: Mention) -> str:
    """Return a name in full, or as it stands there with the words that the catalogue does not know."""
    assert mention.name is not None  # noqa: S101 - of what the catalogue's grammar reads there is one
    is_whole = mention.name.vendor and mention.start == mention.name.start and mention.end <= mention.name.end
    return full_name(mention.name, text) if is_whole else mention.text


def _with_maker(read: Marked, mention: Mention) -> str:
    """Return a name with that of its maker, where that stands directly before it: "Acme Mail"."""
    for before in read.mentions:
        if before.kind == "vendor" and before.end == mention.start - 1 and read.plain[before.end] == " ":
            return mention.text if before.text.startswith("@") else f"{before.text} {mention.text}"
    return mention.text


def _is_single(name: Name) -> bool:
    """Tell whether a product is one thing, not a family of which versions are released."""
    return not any(
        (each.vendor, each.name) == (name.vendor, name.product) and (each.alone or each.tiers or each.letters)
        for each in catalog().products
    )


def _maker(statement: Statement, article: _Article) -> str | None:
    """Return whose product it is: who did it, else whose article it is, else who writes of "us"."""
    mention = statement.mention
    if statement.agent is not None:
        return statement.agent.vendor or statement.agent.text
    if article.owner:
        return article.owner
    if statement.is_ours:
        return article.speaker
    is_told = " " in mention.text or mention.is_emphasised or statement.status in {"retired", "suspended"}
    return (
        mention.text.split()[0] if is_told and statement.is_subject else None
    )  # makers are often called as what they make


def _may_be_product(read: Marked, statement: Statement) -> bool:
    """Tell whether a name that nobody knows is a product's, by the words around it."""
    mention = statement.mention
    if (
        mention.text.lower() in catalog().modes
        or NO_PRODUCT.search(mention.text)
        or KIND.fullmatch(mention.text)
        or NO_PRODUCT_AFTER.match(read.plain, mention.end)
    ):
        return False
    if (
        mention.is_emphasised
        or statement.status in {"preview", "deprecated", "retired"}
        or re.search(r"\d|[a-z][A-Z]", mention.text)
    ):
        return True
    if statement.agent and mention.text.startswith(f"{statement.agent.text} "):
        return True
    return bool(KIND.search(read.plain[max(0, mention.start - 80) : mention.end + 80]))


def _dated(
    statement: Statement, days: tuple[Day, ...], article: _Article, *, is_own: bool
) -> tuple[Day | None, Status]:
    """Return when it was or will be, and the status that this makes of it."""
    status, published = statement.status, article.published
    day = min(days, key=lambda each: abs(each.start - statement.at), default=None)
    if status in {"rumoured", "in_development"} or statement.is_undated:
        return None, status
    if day is None and published and status in _LAUNCH and (statement.is_present or (is_own and not statement.is_past)):
        day = Day(day=published, basis="doc_date", start=statement.at, is_coming=False)
    if day and day.is_coming and status in _LAUNCH and not statement.is_past:
        status = "announced"
    if day and day.basis == "doc_date" and status == "announced":
        status = "released"
    return day, status
