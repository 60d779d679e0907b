"""The newest release: which one a question asks for, by the register of releases."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.naming import Name, names_in, vendor_spans
from corpus.releases.event import Status
from corpus.releases.identity import squeezed, vendor_key
from corpus.releases.release import Release, date_key
from corpus.text import terms
from retrieval.kinds import AnswerKind, kind_of

Register = Callable[[date], Sequence[Release]]
"""Returns the releases that were known on a day (in UTC), the newest first."""

_OUT: frozenset[Status] = frozenset({"released", "preview"})
_MOST = 3  # that are cited where several are asked for

# The words of which such a question consists, beside names. One more, such as "price", makes it another question.
_NEWEST = re.compile(r"newest|latest|recent(?:ly)?|current(?:ly)?|lately|last|new")
_MODEL = re.compile(r"models?|ll?ms?|versions?|generation|flagship|checkpoint")
_RELEASE = re.compile(
    r"(?:releas|announc)(?:e[sd]?|ing)|launch(?:es|ed)?|ship(?:s|ped)?|drop(?:s|ped)?|unveil(?:ed)?|products?|tools?"
)
_SEVERAL = re.compile(r"models|llms|versions|releases|launches|products|tools|are")
_AROUND = re.compile(
    r"a|ai|all|and|any|anything|are|at|available|be|been|by|called|can|comes?|did|does?|exactly|far|for|frontier|from"
    r"|give|got|has|have|here|hey|hi|i|in|is|its?|just|know|list|me|most|my|named?|now|of|ones?|open|or|our|out|please|pls"
    r"|put|right|rn|s|series|show|so|source|tell|that|the|their|them|there|these|they|thing|this|to|today|us|was|we|were"
    r"|whats?|when|which|whos?|whose|yet|you"
)


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


def newest_wanted(text: str) -> NewestWanted | None:
    """Tell what a question asks the newest release of; None where it asks for anything else."""
    names = [name for name in names_in(text) if name.vendor]
    if any(name.version for name in names):
        return None
    makers = [each for each in vendor_spans(text) if not any(_overlap(each[1:], name) for name in names)]
    spans = [*((name.start, name.end) for name in names), *((start, end) for _, start, end in makers)]
    words = {
        term.text
        for term in terms(text)
        if _MODEL.fullmatch(term.text)  # it may be read as a part of the name
        or not any(start <= term.start and term.end <= end for start, end in spans)
    }
    newest, model, release, around = (
        {word for word in words if meant.fullmatch(word)} for meant in (_NEWEST, _MODEL, _RELEASE, _AROUND)
    )
    if not newest or words - newest - model - release - around or not (names or model or release):
        return None
    products = {(name.vendor, name.product) for name in names}
    vendors = {vendor for vendor, _, _ in makers} - {name.vendor for name in names}
    if len(products) > 1 or len(vendors) > 1 or (products and vendors):
        return None
    return NewestWanted(
        vendor=next((name.vendor for name in names), min(vendors, default=None)),
        product=next((name.product for name in names), None),
        variant=next((name.variant for name in names), None),
        is_model=bool(model),
        are_several=any(map(_SEVERAL.fullmatch, words)) or not spans,
    )


def _overlap(span: tuple[int, int], name: Name) -> bool:
    return span[0] < name.end and name.start < span[1]


def newest_of(wanted: NewestWanted, releases: Sequence[Release], says: Callable[[Release], str]) -> list[Release]:
    """Return the newest of some releases that are asked for and can be used, the newest first.

    ``says`` returns what the sources of a release say of it.
    """
    found = [release for release in releases if _is_out(release) and wanted.fits(release)]
    if wanted.product:
        found = [release for release in found if release.version] or found
    elif wanted.is_model:
        found = [release for release in found if release.version or _MODELS.search(says(release))] or found
    found = [release for release in found if not _is_told_late(release, found)]
    return found[: _MOST if wanted.are_several else 1]


_MODELS = re.compile(r"\b(?:models?|LLMs?|weights|parameters)\b|\b\d+B\b")


def _is_out(release: Release) -> bool:
    return release.status in _OUT and release.date is not None


def _is_told_late(release: Release, others: Collection[Release]) -> bool:
    """Tell whether a release without a date of its own was reported only after a later version of it was out."""
    if release.step.basis != "reported":
        return False
    return any(
        (other.vendor, other.product) == (release.vendor, release.product)
        and _number(other) > _number(release) > ()
        and date_key(other.date) <= date_key(release.date)
        for other in others
    )


def _number(release: Release) -> tuple[int, ...]:
    """Return a version as numbers that can be compared, none where it is not made of numbers."""
    found = re.fullmatch(r"[a-z]?(\d+(?:\.\d+)*)", release.version or "", re.IGNORECASE)
    return tuple(map(int, found[1].split("."))) if found else ()


# A property of the newest


def newest_named(text: str, register: Callable[[], Sequence[Release]]) -> str:
    """Return a question for a fact about the newest of a family with that named: "the current Grok" as "Grok 5".

    What leaves open which variant is meant stays as it is, and so does a question for anything but a fact: what "the
    latest Grok news" are is no matter of one release.
    """
    if kind_of(text.lower()) is AnswerKind.OPEN:
        return text
    for name in names_in(text):
        if not name.vendor or name.version or not _IS_NEWEST.search(text[: name.start]):
            continue
        wanted = NewestWanted(vendor=name.vendor, product=name.product, variant=name.variant)
        for release in newest_of(wanted, register(), lambda _: ""):
            if release.version and _units(release.variant) == _units(name.variant):
                return f"{text[: name.start]}{release.name}{text[name.end :]}"
    return text


_IS_NEWEST = re.compile(r"\b(?:newest|latest|current|most recent)\W+(?:\w+\W+)?$", re.IGNORECASE)
