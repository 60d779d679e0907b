"""The newest release: which one a question asks for, by the register of releases."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from corpus.catalog import catalog
from corpus.naming import Name, names_in, vendor_spans, vendors_beside
from corpus.releases.event import Status
from corpus.releases.identity import number_of, squeezed, vendor_key
from corpus.releases.release import Release, date_key
from corpus.text import terms
from retrieval.kinds import AnswerKind, kind_of
from retrieval.question import without_markup

Register = Callable[[date], Sequence[Release]]
"""Returns the releases that were known on a day (in UTC), the newest first."""

AWAITED: frozenset[Status] = frozenset({"rumoured", "in_development", "announced"})
_OUT: frozenset[Status] = frozenset({"released", "preview"})
_MOST = 3  # that are cited where several are asked for

# The words of which such a question consists, beside names. One more, such as "price", makes it another question.
_NEWEST = re.compile(r"newest|latest|recent(?:ly)?|current(?:ly)?|lately|last|new")
_MODEL = re.compile(r"models?|ll?ms?|versions?")
_RELEASE = re.compile(r"(?:releas|announc)(?:e[sd]?|ing)|launch(?:es|ed)?|ship(?:s|ped)?|drop(?:s|ped)?|unveil(?:ed)?")
_SEVERAL = re.compile(r"models|llms|versions|releases|launches|are")
_AROUND = re.compile(
    r"a|ai|all|an|and|any|anybody|anyone|anything|are|at|be|been|by|called|come|did|exactly|far|for|from|give|got|has"
    r"|have|hello|here|hey|hi|i|in|is|its?|just|knows?|list|lol|me|most|my|named?|now|of|ones?|or|our|out|please|pls|put"
    r"|right|rn|s|series|show|so|tell|thanks|that|the|their|them|there|these|they|thing|thx|to|today|us|was|we|were"
    r"|whats?|when|which|whos?|whose|yet"
)
_NO_MATTER = re.compile(
    r":[a-z0-9_+-]+:|\b(?:can|could|would) (?:you|u|some ?one|any ?one|any ?body)\b|\bas (?:of|at)\b[^,?!]*",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(\w{3,})s\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestWanted:
    """What the newest is asked for of: a vendor, or a family of its products, or a variant of those; None for any.

    ``is_model`` tells that it is to be a model, ``are_several`` that more than the newest is of interest.
    """

    vendor: str | None = None
    product: str | None = None
    variant: str | None = None
    is_model: bool = False
    are_several: bool = False

    def fits(self, release: Release) -> bool:
        """Tell whether it is asked for."""
        return (
            (self.vendor is None or vendor_key(release.vendor) == vendor_key(self.vendor))
            and (self.product is None or squeezed(release.product) == squeezed(self.product))
            and _units(self.variant) <= _units(release.variant)
        )


def _units(variant: str | None) -> set[str]:
    return {squeezed(unit) for unit in (variant or "").split()}


def newest_wanted(question: str) -> NewestWanted | None:
    """Tell what a question asks the newest release of; None where it asks for anything else."""
    text = _POSSESSIVE.sub(_owner, _NO_MATTER.sub(" ", without_markup(question)))
    names = [name for name in names_in(text) if name.vendor]
    if any(name.version for name in names):
        return None
    makers = vendors_beside(text, names)
    spans = [*((name.start, name.end) for name in names), *((start, end) for _, start, end in makers)]
    words = {
        term.text
        for term in terms(text)
        if _MODEL.fullmatch(term.text)  # it may be read as a part of the name, and so may "latest"
        or _NEWEST.fullmatch(term.text)
        or not any(start <= term.start and term.end <= end for start, end in spans)
    }
    newest, model, release, around = (
        {word for word in words if meant.fullmatch(word)} for meant in (_NEWEST, _MODEL, _RELEASE, _AROUND)
    )
    products = {(name.vendor, name.product) for name in names}
    vendors = {vendor for vendor, _, _ in makers} - {name.vendor for name in names}
    is_release = bool(model or release or products or "newest" in newest) or any(map(_is_family, vendors))
    is_of_one = len(products) + len(vendors) <= 1
    if not newest or words - newest - model - release - around or not is_release or not is_of_one:
        return None
    return NewestWanted(
        vendor=next((name.vendor for name in names), min(vendors, default=None)),
        product=next((name.product for name in names), None),
        variant=next((name.variant for name in names), None),
        is_model=bool(model) or not (products or release),
        are_several=any(map(_SEVERAL.fullmatch, words)) or not spans,
    )


def _owner(word: re.Match[str]) -> str:
    """Return the vendor of a possessive that is typed without its apostrophe."""
    return word[1] if any(vendor_spans(word[1])) else word[0]


def _is_family(vendor: str) -> bool:
    """Tell whether a vendor's models bear its name."""
    return any(
        product.vendor == vendor and squeezed(product.name) == squeezed(vendor) for product in catalog().products
    )


def newest_of(wanted: NewestWanted, releases: Sequence[Release], says: Callable[[Release], str]) -> list[Release]:
    """Return the newest of some releases that are asked for and can be used, the newest first.

    ``says`` returns what the sources of a release say of it.
    """
    found = [release for release in releases if _is_out(release) and wanted.fits(release)]
    found.sort(key=lambda release: date_key(release.available), reverse=True)
    return list(islice(_current(wanted, found, says), _MOST if wanted.are_several else 1))


def _current(wanted: NewestWanted, found: Sequence[Release], says: Callable[[Release], str]) -> Iterator[Release]:
    """Yield what counts of the releases that are asked for: of a family, what has a version."""
    for release in found:
        is_meant = release.version or not (wanted.product or wanted.is_model)
        if not _is_told_late(release, found) and (
            is_meant or (not wanted.product and _is_called_model(release, says(release)))
        ):
            yield release


def _is_called_model(release: Release, said: str) -> bool:
    name, model = re.escape(release.name), r"(?:models?|LLMs?)\b"
    called = rf"\b{model}\W+(?:(?:called|named)\W+)?{name}\b|\b{name}\W+(?:[\w-]+\W+){{0,5}}{model}"
    return re.search(called, said, re.IGNORECASE) is not None


def _is_out(release: Release) -> bool:
    return release.status in _OUT and release.available is not None


def _is_told_late(release: Release, others: Collection[Release]) -> bool:
    """Tell whether a release without a date of its own was reported only after a later version of it was out."""
    if release.step.basis == "stated":
        return False
    return any(
        (other.vendor, other.product) == (release.vendor, release.product)
        and number_of(other.version) > number_of(release.version) > ()
        and date_key(other.available) <= date_key(release.available)
        for other in others
    )


# A property of the newest


def newest_named(text: str, register: Callable[[], Sequence[Release]]) -> str:
    """Return a question for a fact about the newest of a family with that named: "the current Grok" as "Grok 5".

    What leaves open which variant is meant stays as it is, and so does a question for anything but a fact about the
    release: how long "the latest Grok outage" lasted is none.
    """
    if kind_of(text.lower()) is AnswerKind.OPEN or newest_wanted(text):
        return text
    name = next((name for name in names_in(text) if name.vendor and _is_meant_newest(name, text)), None)
    if name is None:
        return text
    wanted = NewestWanted(vendor=name.vendor, product=name.product, variant=name.variant)
    for release in newest_of(wanted, register(), lambda _: ""):
        if _units(release.variant) == _units(name.variant):
            return f"{text[: name.start]}{release.name}{text[name.end :]}"
    return text


def _is_meant_newest(name: Name, text: str) -> bool:
    """Tell whether "the newest" goes with a name, and not with a word behind it."""
    is_newest, is_head = _BEFORE_NAME.search(text[: name.start]), _BEHIND_NAME.match(text[name.end :])
    return not name.version and bool(is_newest and is_head)


_BEFORE_NAME = re.compile(r"\b(?:newest|latest|current|most recent)\W+(?:\w+\W+)?$", re.IGNORECASE)
_BEHIND_NAME = re.compile(
    r"\W*$|\W*[.,;?!:]|\s+(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|cost|costs|charges?|takes?|reads?"
    r"|supports?|handles?|scores?d?|runs?|uses?|gets?|got|needs?|comes?|came|on|in|at|for|per|with|to|by|from|compared?|vs"
    r"|than|and|or|released|priced)\b",
    re.IGNORECASE,
)
