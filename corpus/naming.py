"""Naming: the products that a text names, in whatever spelling, and whether a text names the one that is asked about.

``GPT-5.2``, ``gpt5.2`` and ``claude-opus-4-5`` are read by the catalogue. Of a product that it does not know, a word
with a version after it is a name. Families that a text leaves out are filled in: "Claude Opus 4.5 and Sonnet 4.5",
"Gemini 3.5 and 3.6 Flash".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, cached_property, lru_cache

from corpus.catalog import Product, catalog
from corpus.text import fold

_MOST_REMEMBERED = 4_096  # texts: the passages that many questions find are read for names once


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A product as it is named in ``text[start:end]``.

    ``vendor`` and ``product`` are the catalogue's; of a product that it does not know, the vendor is None and the
    product is the word in lower case. ``version`` is in lower case, without a "v" before it and without ".0" after it:
    ``5.2``, ``4.6v``, ``k2.5``. ``variant`` holds units in lower case, hyphenated, set apart by spaces: ``flash-lite``,
    ``opus thinking``.
    """

    vendor: str | None
    product: str
    version: str | None
    variant: str | None
    start: int
    end: int


class Match(IntEnum):
    """How near a text comes to naming what is asked about; more is nearer."""

    ABSENT = 0
    FAMILY = 1
    """The family is named, without the version, or all that was asked of it."""
    OTHER_VERSION = 2
    OTHER_VARIANT = 3
    """The version is the same, or left open, and the variants exclude each other."""
    LESS = 4
    """Nothing differs, but the variant asked for is not named: "GPT-5.2" is not yet "GPT-5.2 mini"."""
    MORE = 5
    """A variant is named that the question leaves open."""
    EXACT = 6


def match(asked: Name, text: str, names: Iterable[Name]) -> Match:
    """Tell how near the nearest of the names in a text comes; a version that the question leaves open is any version.

    A variant may stand apart from its name: "GPT-5.2 comes as Instant and Pro".
    """
    family = (name for name in names if (name.vendor, name.product) == (asked.vendor, asked.product))
    nearest = max((_compare(asked, name) for name in family), default=Match.ABSENT)
    if nearest is Match.LESS and all(re.search(rf"(?i)\b{unit}\b", text) for unit in _units(asked)):
        return Match.MORE
    return nearest


@lru_cache(maxsize=_MOST_REMEMBERED)
def names_in(text: str) -> tuple[Name, ...]:
    """Return the products named in a text, in order; their spans do not overlap."""
    folded = fold(text)
    found: list[Name] = []
    for name in _names(folded.text):
        start, end = folded.span(name.start, name.end)
        if not found or start >= found[-1].end:
            found.append(replace(name, start=start, end=end))
    return tuple(found)


def without_names(text: str, names: Iterable[Name]) -> str:
    """Return a text without the products named in it, whose versions are no figures."""
    pieces, position = [], 0
    for name in names:
        pieces.append(text[position : name.start])
        position = name.end
    return " ".join([*pieces, text[position:]])


def vendors_in(text: str) -> tuple[str, ...]:
    """Return the vendors that a text names by a name of their own, each once and in order."""
    return tuple(dict.fromkeys(vendor for vendor, _, _ in vendor_spans(text)))


def vendor_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each place ``text[start:end]`` where a vendor is named by a name of its own, with the vendor, in order."""
    grammar, folded = _grammar(), fold(text)
    for found in grammar.vendor.finditer(_lower(folded.text)):
        yield grammar.vendors[_squeezed(found["alias"])], *folded.span(*found.span())


def _compare(asked: Name, name: Name) -> Match:
    """Compare two names of one product."""
    wanted, given = _units(asked), _units(name)
    if asked.version and name.version and asked.version != name.version:
        return Match.OTHER_VERSION
    if wanted == given or not (asked.version or wanted):
        return Match.EXACT if name.version or not asked.version else Match.FAMILY
    if not (wanted <= given or given <= wanted):
        return Match.OTHER_VARIANT
    if (asked.version and not name.version) or not (name.version or given):
        return Match.FAMILY
    return Match.MORE if wanted < given else Match.LESS


def _units(name: Name) -> frozenset[str]:
    return frozenset((name.variant or "").split())


# Reading: one scanner finds where a name may begin, the grammar of its family reads on from there.

_JOIN = "[-_ .]?"  # as in "FLUX.2"
_AMOUNT = "%|(?:percent|million|billion|trillion|bn|mn|times|points?|x)(?![a-z])"
_COUNTED = "(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|ppl|users|tokens)(?![a-z])"
_SIZE_OR_DATE = (
    r"\d{1,4}(?:\.\d+)?[bkmt]|[ae]\d+(?:\.\d+)?b|\d+x\d+b|(?<=-)\d{4,8}(?:-\d\d-\d\d)?|(?<=-)\d\d-\d\d(?:-\d{4})?"
)
_DESCRIBES = (
    "based|powered|driven|generated|level|class|like|style|era|only|specific|native|compatible|series|family|scale|in"
    "|on|and|or|to|for|vs|the|is|at|by|as|bit|shot|day|month|year|hour"
)
_AND_MORE = re.compile(r"(?:,? (?:and|or|vs\.?|versus|to|than|then|&) (?:the )?|, (?:the )?| ?/ ?)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLURAL = re.compile(r" (?:[a-z]+ )?(?!(?:costs|does|has|is|its|this|vs|was)\b)[a-z]{2,}s\b")
_SHORT = 2  # letters: such variants are read of families that have them, alone
_MOST_APART = 2  # the first numbers of versions in one list


@dataclass(frozen=True, eq=False)
class _Family:
    """A product with the pattern of what may follow its name; None stands for all that the catalogue does not know."""

    product: Product | None
    tail: str
    unit: str
    units: Mapping[str, str]
    identifying: frozenset[str]

    # Most families are never named, and to compile the patterns of all took a fifth of the time of a first answer.

    @cached_property
    def _tail(self) -> re.Pattern[str]:
        return re.compile(self.tail)

    @cached_property
    def _unit(self) -> re.Pattern[str]:
        return re.compile(self.unit)

    def read(self, text: str, start: int, at: int, word: str = "", least: int = 0) -> Name:
        """Read on from ``at``; the name has neither version nor variant if nothing there belongs to it."""
        found = self._tail.match(text, at)
        groups = found.groupdict("") if found else dict.fromkeys(("before", "version", "after", "unknown"), "")
        known = (self.units[_squeezed(unit)] for unit in self._unit.findall(groups["before"] + groups["after"]))
        return Name(
            vendor=self.product.vendor if self.product else None,
            product=self.product.name if self.product else word,
            version=_canonical(groups["version"]) or None,
            variant=" ".join((*dict.fromkeys(known), *filter(None, [groups["unknown"]]))) or None,
            start=start,
            end=max(found.end() if found else at, least),
        )

    def identifies(self, name: Name) -> bool:
        """Tell whether the variant means this family without its name."""
        return not self.identifying.isdisjoint(_units(name))


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a name in the scanner stands for.

    It belongs to what is read (``Opus`` of Claude) or stands before it (``Claude``); and it is enough by itself, or
    takes a version, or a version or a variant.
    """

    family: _Family
    is_part: bool
    enough: bool

    def read(self, text: str, start: int, end: int) -> Name | None:
        """Return the name that begins at ``start``, if it is one."""
        name = self.family.read(text, start, start if self.is_part else end, least=end)
        if self.enough or name.version or (name.variant and not self.is_part):
            ordinary = text[start:end] in catalog().not_names and "." not in (name.version or "")
            return None if ordinary else name
        return None


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What the catalogue makes of a text: the patterns, and what the names found by them stand for."""

    scanner: re.Pattern[str]
    entries: Mapping[str, tuple[_Entry, ...]]
    identified: tuple[_Family, ...]
    unknown: _Family
    vendor: re.Pattern[str]
    vendors: Mapping[str, str]


def _names(original: str) -> Iterator[Name]:
    """Yield the names in folded text."""
    grammar, text = _grammar(), _lower(original)
    seen: dict[_Family, None] = {}  # the families named so far, the latest last
    position = 0
    while found := grammar.scanner.search(text, position):
        position = max(found.end(), found.start() + 1)
        read = _known(grammar, found, seen) if found["word"] is None else _unknown(grammar, found, original)
        if read:
            family, name = read
            listed = _listed(family, text, name)
            yield from listed
            position = listed[-1].end


def _known(grammar: _Grammar, found: re.Match[str], seen: dict[_Family, None]) -> tuple[_Family, Name] | None:
    """Read a name of the catalogue, or one whose family was named before or is known by the variant."""
    text, start, end = found.string, found.start(), found.end()
    if found["alias"] is None:
        return _elided(grammar, found, seen)
    for entry in grammar.entries[_squeezed(found["alias"])]:
        seen.pop(entry.family, None)
        seen[entry.family] = None
        if name := entry.read(text, start, end):
            return entry.family, name
    return None


def _elided(grammar: _Grammar, found: re.Match[str], seen: dict[_Family, None]) -> tuple[_Family, Name] | None:
    """Read a version by itself: of the family named last that has its letter or its variant, or the one known by it."""
    text, start = found.string, found.start()
    for family in (*reversed(seen), *grammar.identified):
        name = family.read(text, start, start)
        if found["lettered"] is not None:
            if family in seen and family.product and text[start] in family.product.letters and name.version:
                return family, name
            continue
        if name.version and name.variant and (family.identifies(name) or (family in seen and "." in name.version)):
            return family, name
    return None


def _unknown(grammar: _Grammar, found: re.Match[str], original: str) -> tuple[_Family, Name] | None:
    """Read a word with a version as a name, unless the number counts something, or the word says what it counts."""
    text, word = found.string, found["word"]
    name = grammar.unknown.read(text, found.start(), found.end(), word)
    known = _squeezed(text[name.start : name.end]) in grammar.vendors
    if known or word in catalog().not_names or not name.version or _YEAR.fullmatch(name.version):
        return None
    if text[found.end() - 1] == " " and original[found.start()].islower():
        counts = word.endswith(("ed", "ing", "ly")) or ("." not in name.version and _PLURAL.match(text, name.end))
        elided = any(family.identifies(name) for family in grammar.identified)
        if counts or elided:
            return None
    return grammar.unknown, name


def _listed(family: _Family, text: str, first: Name) -> list[Name]:
    """Return the name with the versions listed after it: "GPT-5.1 and 5.2"; what identifies one variant is for all."""
    names = [first]
    while names[-1].version and (more := _AND_MORE.match(text, names[-1].end)):
        name = family.read(text, more.end(), more.end(), first.product)
        if not _continues(names[-1], name):
            break
        names.append(name)
    shared = next((name.variant for name in names if family.identifies(name)), None)
    return [name if name.variant else replace(name, variant=shared) for name in names] if len(names) > 1 else names


def _continues(last: Name, name: Name) -> bool:
    """Tell whether a version is of the kind of the one before it in a list."""
    if not (last.version and name.version) or ("." not in name.version and not name.version[0].isalpha()):
        return False
    return abs(_major(last.version) - _major(name.version)) <= _MOST_APART


def _major(version: str) -> int:
    return int(re.sub(r"\D*(\d+).*", r"\1", version))


def _canonical(version: str) -> str:
    version = version.removeprefix("v").lstrip("-")
    version = version.replace("-", "." if version[:1].isdigit() else "")
    return version.removesuffix(".0")


def _lower(text: str) -> str:
    """Return the text in lower case, with as many characters."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(character.lower()[0] for character in text)


def _squeezed(name: str) -> str:
    return re.sub(r"[^\w+]|_", "", name)


@cache
def _grammar() -> _Grammar:
    families = tuple(_family(product) for product in catalog().products)
    entries: dict[str, tuple[_Entry, ...]] = {}
    kinds = (("qualified", False, False), ("tiers", True, False), ("aliases", False, True), ("alone", True, True))
    names = [
        (name, _Entry(family, is_part, enough))
        for kind, is_part, enough in kinds
        for family in families
        for name in getattr(family.product, kind)
    ]
    for name, entry in names:
        key = _squeezed(_plain(name))
        entries[key] = (*entries.get(key, ()), entry)
    vendors = {_squeezed(_plain(name)): vendor.name for vendor in catalog().vendors for name in vendor.aliases}
    every = tuple(
        dict.fromkeys(name for product in catalog().products for name in _variants(product) if len(name) > _SHORT)
    )
    return _Grammar(
        scanner=re.compile(
            rf"(?<![a-z0-9])(?:{_alias(name for name, _ in names)}"
            r"|(?<![.,$€£-])(?P<number>(?=\d{1,2}(?:\.\d{1,2})?[-_ ]?[a-z]))"
            r"|(?P<lettered>(?=[a-z]\d{1,2}(?:\.\d|(?!\w))))"
            r"|(?P<word>[a-z]{2,})(?:[-_]?(?=[kmrtv]?\d)| (?=v?\d)))"
        ),
        entries=entries,
        identified=tuple(family for family in families if family.identifying),
        unknown=_family_of(None, "kmrt", every, frozenset()),
        vendor=re.compile(rf"(?<![a-z0-9]){_alias(a for vendor in catalog().vendors for a in vendor.aliases)}"),
        vendors=vendors,
    )


def _family(product: Product) -> _Family:
    return _family_of(product, product.letters, _variants(product), frozenset(product.alone + product.tiers))


def _variants(product: Product) -> tuple[str, ...]:
    return (*(name for name in product.alone if name.isalpha()), *product.tiers, *product.variants)


def _family_of(
    product: Product | None, letters: str, variants: tuple[str, ...], identifying: frozenset[str]
) -> _Family:
    """Compile what may follow a name: variants and sizes, a version, and again variants, sizes and dates."""
    unit = rf"{_any(variants)}(?![a-z])" if variants else r"(?!)"
    modes = rf"(?:{_SIZE_OR_DATE}|{_any(catalog().modes)})(?![a-z0-9])"
    digits = r"\d{1,2}(?:\.\d{1,2}){0,2}" if product else r"\d{1,4}(?:\.\d{1,3}){0,3}"
    quantity = _AMOUNT if product else f"{_AMOUNT}|{_COUNTED}"
    version = (
        rf"(?<=-)\d-\d{{1,2}}(?![\da-z.%])|[{letters}v]-?{digits}(?![.,]?\d)"
        rf"|{digits}(?:[acdefghijlnopqruvwyz](?![a-z0-9]))?(?![.,]?\d|[bkmtx](?![a-z])| ?(?:{quantity}))"
    )
    tail = (
        rf"(?P<before>(?:{_JOIN}(?:{unit}|{modes}))*)(?:{_JOIN}(?P<version>{version})"
        rf"(?:(?=-[a-z])-(?!(?:{unit}|{modes}|(?:{_DESCRIBES}|[a-z]+ed)(?![a-z])))(?P<unknown>[a-z]{{2,}})(?![a-z0-9]))?)?"
        rf"(?P<after>(?:{_JOIN}(?:{unit}|{modes}))*)"
    )
    units = {_squeezed(_plain(name)): re.sub(r"[ _]", "-", _plain(name)) for name in variants}
    keys = frozenset(units.get(_squeezed(_plain(name)), name) for name in identifying)
    return _Family(product, tail, unit, units, keys)


def _alias(names: Iterable[str]) -> str:
    """Return the pattern of one of the names, whole; a possessive "s", a digit or a version may stand after it."""
    return rf"(?P<alias>{_any(names)})(?=(?:'?s)?(?![a-z])|[a-z]\d)(?:(?<!\d)|(?!\d))"


def _any(names: Iterable[str]) -> str:
    """Return the pattern of any of the names, the longest first, however their words are joined."""
    longest_first = sorted(set(map(_plain, names)), key=lambda name: (-len(name), name))
    return (
        "(?:"
        + "|".join(r"[-_ .]?".join(map(re.escape, re.findall(r"[^\W_+]+\+?", name))) for name in longest_first)
        + ")"
    )


def _plain(name: str) -> str:
    return fold(name).text.lower()
