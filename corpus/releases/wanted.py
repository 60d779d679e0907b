"""Which releases somebody asks for: by vendor, family, product or any part of a name, status and time."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.catalog import catalog
from corpus.naming import Name, names_in, vendors_beside
from corpus.releases.event import Status
from corpus.releases.identity import name_key, squeezed, vendor_key
from corpus.releases.release import Release, date_key
from corpus.text import terms

_LEAST_PART = 3  # letters: a shorter part of a word is in too many names
_MOST_LIKE, _LEAST_LIKENESS = 3, 0.6
_UNKNOWN_DAY = "-99"  # of a month: the last
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_FILLERS = frozenset({"latest", "newest", "new", "model", "models", "release", "releases"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseQuery:
    """What is asked: ``wanted`` names a vendor, a family, a product or a part of one; days are UTC days, inclusive."""

    wanted: str | None = None
    status: Status | None = None
    since: date | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The releases that are meant, the newest first.

    ``is_one`` tells that one product is asked for by its name; ``related`` are those whose names begin like it. Where
    nobody and nothing of the name is known, ``is_known`` is false, and ``nearest`` holds names that are.
    """

    releases: tuple[Release, ...]
    is_one: bool = False
    related: tuple[Release, ...] = ()
    is_known: bool = True
    nearest: tuple[str, ...] = ()


def select(releases: Sequence[Release], query: ReleaseQuery) -> Selection:
    """Choose the releases that are asked for."""
    wanted = _POSSESSIVE.sub("", query.wanted or "").strip()
    if not wanted:
        return Selection(releases=_within(releases, query))
    meant = _meant(releases, wanted)
    if not meant:
        is_known = _is_in_catalog(wanted)
        return Selection(releases=(), is_known=is_known, nearest=() if is_known else _nearest(releases, wanted))
    if one := _one(meant, wanted):
        related = tuple(release for release in meant if release is not one)
        return Selection(releases=_within([one], query), is_one=True, related=related)
    return Selection(releases=_within(meant, query))


def _within(releases: Sequence[Release], query: ReleaseQuery) -> tuple[Release, ...]:
    return tuple(
        release
        for release in releases
        if query.status in {None, release.status} and (query.since is None or _is_since(release.date, query.since))
    )


def _is_since(day: str | None, since: date) -> bool:
    """Tell whether a day, or any day of a month, is not before another; no date never is."""
    if day is None:
        return False
    return date_key(day if len(day) > len("2025-12") else day + _UNKNOWN_DAY) >= since.isoformat()


# What a name means


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name was understood to say: products of the catalogue, vendors, and the words that are left."""

    names: tuple[Name, ...]
    vendors: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, wanted: str) -> "_Meaning":
        names = tuple(name for name in names_in(wanted) if name.vendor)
        makers = vendors_beside(wanted, names)
        taken = [*((name.start, name.end) for name in names), *((start, end) for _, start, end in makers)]
        words = frozenset(
            term.text
            for term in terms(wanted)
            if not any(start <= term.start and term.end <= end for start, end in taken)
        )
        telling = words if words <= _FILLERS and not taken else words - _FILLERS
        return cls(names, frozenset(vendor_key(vendor) for vendor, _, _ in makers), telling)

    def fits(self, release: Release) -> bool:
        """Tell whether a release is meant: of a vendor beside a name, only what is the vendor's own."""
        if self.vendors and vendor_key(release.vendor) not in self.vendors:
            return False
        return all(_is_named(name, release) for name in self.names) and self.words <= _words(release)

    def is_exact(self, release: Release) -> bool:
        """Tell whether a release has the sizes and dates that are asked for."""
        return _editions(self.names) <= _editions(names_in(release.name))


def _is_named(name: Name, release: Release) -> bool:
    """Tell whether a name of the catalogue, in as much as it says, is that of a release."""
    if (vendor_key(name.vendor), squeezed(name.product)) != (vendor_key(release.vendor), squeezed(release.product)):
        return False
    if name.version and squeezed(name.version) != squeezed(release.version or "").removeprefix("v"):
        return False
    return _units(name.variant) <= _units(release.variant)


def _editions(names: Iterable[Name]) -> frozenset[str]:
    return frozenset(word for name in names for word in (name.edition or "").split())


def _units(variant: str | None) -> frozenset[str]:
    return frozenset(term.text for term in terms(variant or ""))


def _words(release: Release) -> frozenset[str]:
    parts = (release.vendor, release.name, release.product, release.version, release.variant)
    return frozenset(term.text for part in parts if part for term in terms(part))


def _meant(releases: Sequence[Release], wanted: str) -> list[Release]:
    """Return the releases that a name means: as the catalogue has it, else by its words, else by a part of a word."""
    meaning, vendor, own = _Meaning.of(wanted), vendor_key(wanted), squeezed(wanted)

    def is_meant(release: Release) -> bool:
        is_vendors = bool(release.vendor) and vendor_key(release.vendor) == vendor
        return is_vendors or meaning.fits(release) or name_key(wanted, release.vendor) in _unit_names(release)

    if found := [release for release in releases if is_meant(release)]:
        return [release for release in found if meaning.is_exact(release)] or found
    words = {term.text for term in terms(wanted)}
    if found := [release for release in releases if words and words <= _words(release)]:
        return found
    if len(own) < _LEAST_PART:
        return []
    return [release for release in releases if own in squeezed(f"{release.vendor or ''} {release.name}")]


def _unit_names(release: Release) -> set[str]:
    """Return the variants of a release that are names by themselves: Codex of GPT-5.2-Codex."""
    return {squeezed(unit) for unit in (release.variant or "").split()}


def _one(meant: Sequence[Release], wanted: str) -> Release | None:
    """Return the release that is asked for by its whole name, unless that is the name of a family as well."""
    exact = [release for release in meant if _is_whole(release, wanted)]
    if len(exact) != 1 or (len(meant) > 1 and not exact[0].version):
        return None
    return exact[0]


def _is_whole(release: Release, wanted: str) -> bool:
    if name_key(wanted, release.vendor) == name_key(release.name, release.vendor):
        return True
    names = names_in(wanted)
    if len(names) != 1 or not names[0].version or _Meaning.of(wanted).words:
        return False
    editions = _editions(names)
    if editions and editions != _editions(names_in(release.name)):
        return False
    return _is_named(names[0], release) and _units(names[0].variant) == _units(release.variant)


# What nobody knows


def _is_in_catalog(wanted: str) -> bool:
    meaning = _Meaning.of(wanted)
    return bool(meaning.names or meaning.vendors) and not meaning.words


def _nearest(releases: Sequence[Release], wanted: str) -> tuple[str, ...]:
    """Return the names that are most like one that is unknown."""
    by_key = {squeezed(name): name for name in _names(releases)}
    found = difflib.get_close_matches(squeezed(wanted), by_key, _MOST_LIKE, _LEAST_LIKENESS)
    return tuple(by_key[key] for key in found)


def _names(releases: Sequence[Release]) -> Iterator[str]:
    known = {(vendor_key(product.vendor), squeezed(product.name)): product.name for product in catalog().products}
    for release in reversed(releases):
        family = known.get((vendor_key(release.vendor), squeezed(release.product)))
        yield from filter(None, (release.name, family, release.vendor))
