"""Naming: the products that a text names, in whatever spelling, and whether a text names the one that is asked about.

``GPT-5.2``, ``gpt5.2`` and ``claude-opus-4-5`` are read by the catalogue. Of a product that it does not know, a word
with a version after it is a name. Families that a text leaves out are filled in: "Claude Opus 4.5 and Sonnet 4.5",
"Gemini 3.5 and 3.6 Flash". How a vendor writes a name in full is told by `full_name`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from corpus.catalog import ORDER, Catalog, Product, catalog
from corpus.makers import vendor_of_handle
from corpus.text import fold

_MOST_REMEMBERED = 4_096  # texts: the passages that many questions find are read for names once


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A product as it is named in ``text[start:end]``.

    ``vendor`` and ``product`` are the catalogue's; of a product that it does not know, the vendor is None and the
    product is the word in lower case. ``version`` is in lower case, without a "v" before it and without ".0" after it:
    ``5.2``, ``4.6v``, ``k2.5``. ``variant`` holds units in lower case, hyphenated, set apart by spaces: ``flash-lite``,
    ``opus thinking``. ``edition`` holds what else tells releases apart, in the same form: sizes, modes and dates as in
    ``30b a3b instruct 2507``, without sizes where the vendor counts them not; `match` leaves it out of account.
    """

    vendor: str | None
    product: str
    version: str | None
    variant: str | None
    start: int
    end: int
    edition: str | None = None


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


def names_in(text: str) -> tuple[Name, ...]:
    """Return the products named in a text, in order; their spans do not overlap."""
    return _names_in(text, catalog())


@lru_cache(maxsize=_MOST_REMEMBERED)
def _names_in(text: str, whole: Catalog) -> tuple[Name, ...]:
    folded = fold(text)
    found: list[Name] = []
    for name in _names(folded.text, _grammar(whole)):
        start, end = folded.span(name.start, name.end)
        if not found or start >= found[-1].end:
            found.append(replace(name, start=start, end=end))
    return tuple(found)


def vendors_beside(text: str, names: Iterable[Name]) -> list[tuple[str, int, int]]:
    """Return each place where a vendor is named apart from the names of products, with the vendor, in order."""
    taken = [(name.start, name.end) for name in names]
    return [each for each in vendor_spans(text) if not any(each[1] < end and start < each[2] for start, end in taken)]


def without_names(text: str, names: Iterable[Name]) -> str:
    """Return a text without the products named in it, whose versions are no figures."""
    pieces, position = [], 0
    for name in names:
        pieces.append(text[position : name.start])
        position = name.end
    return " ".join([*pieces, text[position:]])


def full_name(name: Name, text: str) -> str:
    """Return a name that was read in a text as its vendor writes it: "Claude Opus 4.5" for ``opus 4.5``.

    Names in the form of an identifier (``kimi-k2-turbo-preview``) and unknown ones stay as they are written.
    """
    written = " ".join(fold(text[name.start : name.end]).text.split())
    family = _grammar(catalog()).families.get((name.vendor, name.product)) if name.vendor else None
    if family is None or family.product is None:
        return _unknown_in_full(name, written, text)
    prefix, at = _beginning(family, written)
    tail = family.tail_of(_lower(written), at)
    if prefix is None or tail is None:
        return written
    parts = [part for part in family.parts(tail) if part.kind in {"unit", "version", "unknown"} | family.editions]
    if _IDENTIFIER.fullmatch(written) and not family.product.written.islower():
        is_alias = at == len(written) and _squeezed(written) != _key(family.product.name)  # "deepseek-chat"
        if is_alias or any(part.kind in {"mode", "date"} for part in parts):
            return written
    parts = [
        part._replace(text=written[slice(*tail.span(part.kind))]) if part.kind == "version" else part for part in parts
    ]
    named = {family.units[_squeezed(part.text)] for part in parts if part.kind == "unit"}
    missing = _units(name) - named if not any(part.kind == "unknown" for part in parts) else frozenset[str]()
    parts += [_Part("unit", " ", unit) for unit in sorted(missing)]
    return _composed(family, family.product, prefix, _ordered(family.product, name.version, parts))


def is_general_software(name: Name) -> bool:
    """Tell whether a name that the catalogue does not know is one of software at large: Python, iOS, Windows."""
    return name.vendor is None and name.product in catalog().not_ai


def vendors_in(text: str) -> tuple[str, ...]:
    """Return the vendors that a text names by a name of their own, each once and in order."""
    return tuple(dict.fromkeys(vendor for vendor, _, _ in vendor_spans(text)))


def vendor_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each place ``text[start:end]`` where a vendor is named by a name of its own, with the vendor, in order."""
    grammar, folded = _grammar(catalog()), fold(text)
    for found in grammar.vendor.finditer(_lower(folded.text)):
        alias = found["alias"]
        vendor = grammar.vendors[_squeezed(alias)] if alias else vendor_of_handle(found["handle"])
        if vendor:
            yield vendor, *folded.span(*found.span())


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


# Writing a name in full.

_IDENTIFIER = re.compile(r"[a-z0-9.]+(?:-[a-z0-9.]+)+")


def _unknown_in_full(name: Name, written: str, text: str) -> str:
    """Return an unknown name with the word that a list leaves out: "Foobar 1.2" of "Foobar 1.1 and 1.2"."""
    if _lower(written).startswith(name.product):
        return written
    word = fold(text[: name.start]).text
    at = _lower(word).rfind(name.product)
    return f"{word[at : at + len(name.product)]} {written}" if at >= 0 else written


def _beginning(family: "_Family", written: str) -> tuple[str | None, int]:
    """Return what the full name begins with, and where what is written goes on; None for a name as it stands."""
    product, grammar = family.product, _grammar(catalog())
    found = grammar.scanner.match(_lower(written))
    if product is None:
        return None, 0
    if not found or found["alias"] is None:
        return product.written, 0
    alias = _squeezed(found["alias"])
    for entry in grammar.entries[alias]:
        if entry.family is family and entry.is_codename and found.end() == len(written):
            return None, 0
        if entry.family is family and not entry.is_part:
            names = (*product.aliases, *product.qualified, *product.capitals)
            spelled = next((name for name in names if _key(name) == alias), product.name)
            return spelled if _says_more(spelled, product) else product.written, found.end()
    return product.written, 0


def _says_more(alias: str, product: Product) -> bool:
    """Tell whether an alias is a longer name than the product's: "Code Llama" of Llama, not "Google Gemini"."""
    words, name = re.split(r"[ -]", alias.lower()), re.split(r"[ -]", product.name.lower())
    before = " ".join(words[: -len(name)])
    makers = next(vendor.aliases for vendor in catalog().vendors if vendor.name == product.vendor)
    return words[-len(name) :] == name and before not in {"", *(maker.lower() for maker in makers)}


def _ordered(product: Product, version: str | None, parts: list["_Part"]) -> list["_Part"]:
    """Return the parts with version and variant in the order of the vendor."""
    order = ORDER.fullmatch(product.order)
    numbers = [part for part in parts if part.kind == "version"]
    units = [part for part in parts if part.kind == "unit"][:1]
    if not (order and numbers and version):
        return parts
    is_variant_first = product.order.startswith("variant") and _major(version) >= int(order["since"] or 0)
    first = units + numbers if is_variant_first else numbers
    return first + [part for part in parts if part not in first]


def _composed(family: "_Family", product: Product, prefix: str, parts: list["_Part"]) -> str:
    """Return the full name, with each part as the vendor spells and joins it."""
    composed, last = prefix, None
    is_hyphened = bool(product.variants) and all(variant.startswith("-") for variant in product.variants)
    for part in parts:
        joined = "-" if is_hyphened or part.joint == "-" else " "
        match part.kind:
            case "version":
                joint, text = _version_in_full(product, part.text, is_next=composed == prefix)
            case "unit":
                spelled = family.spelled[_squeezed(part.text)]
                joint, text = ("-" if spelled.startswith("-") else " "), spelled.removeprefix("-")
                joint = joined if last == "size" else joint
            case "size":
                joint, text = joined, part.text
                text = text if product.written.islower() else text.upper().replace("X", "x")
            case "mode":
                joint, text = joined, family.spelled[_squeezed(part.text)]
            case _:
                joint, text = joined, part.text
        composed, last = composed + joint + text, part.kind
    return composed.lstrip(" -")


def _version_in_full(product: Product, version: str, *, is_next: bool) -> tuple[str, str]:
    """Return what stands before a version, and the version: "V3.2" of DeepSeek, "K2" of Kimi, "5.2" of ``5-2``."""
    version = re.sub(r"(?<=\d)-(?=\d)", ".", version).replace("-", "")
    letter = next((letter for letter in product.letters if letter.lower() == version[0].lower()), None)
    if letter:
        version = letter + version[1:]
    joint = " " if product.joint is None or (not is_next and not product.joint) else product.joint
    if product.joint is not None and not letter:
        version = re.sub(r"^[vV]", "", version)
    return (re.sub(r"[A-Za-z]$", "", joint) if version[0].isalpha() else joint), version


# Reading: one scanner finds where a name may begin, the grammar of its family reads on from there.

_JOIN = "[-_ .]?"  # as in "FLUX.2"
_AMOUNT = "%|(?:percent|million|billion|trillion|bn|mn|times|points?|x)(?![a-z])"
_COUNTED = "(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|ppl|users|tokens)(?![a-z])"
_ENDS = "(?![a-z0-9])"
_SIZE = r"\d{1,4}(?:\.\d+)?[bkmt]|[ae]\d+(?:\.\d+)?b|\d+x\d+b"
_DATE = r"(?<=-)\d{4,8}(?:-\d\d-\d\d)?|(?<=-)\d\d-\d\d(?:-\d{4})?"
_SPACED_DATE = (  # as in "Devstral Small 2505", "Gemini 2.5 Pro Preview 05-06" and "GPT-4o (2024-05-13)"
    r"(?<= )(?:2[3-9](?:0[1-9]|1[0-2])|0[1-9]-?[0-3]\d)(?![.,]\d)|(?<=\()(?:\d{8}|\d{4}-\d\d-\d\d)"
)
_DESCRIBES = (
    "based|powered|driven|generated|level|class|like|style|era|only|specific|native|compatible|series|family|scale|in"
    "|on|and|or|to|for|vs|the|is|at|by|as|bit|shot|day|month|year|hour"
)
_AND_MORE = re.compile(r"(?:,? (?:and|or|vs\.?|versus|to|than|then|&) (?:the )?|, (?:the )?| ?/ ?)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLURAL = re.compile(r" (?:[a-z]+ )?(?!(?:costs|does|has|is|its|this|vs|was)\b)[a-z]{2,}s\b")
_Tree = dict[str, "_Tree"]
_SHORT = 2  # letters: such variants are read of families that have them, alone
_MOST_APART = 2  # the first numbers of versions in one list


_EDITIONS = frozenset({"size", "mode", "date"})
_BUT_SIZES = _EDITIONS - {"size"}


@dataclass(frozen=True, eq=False)
class _Words:
    """The words of all families: the modes, and what is no part of a name."""

    modes: tuple[str, ...]
    asides: frozenset[str]

    @cached_property
    def any(self) -> str:
        return _any((*self.modes, *self.asides))


class _Part(NamedTuple):
    """A part of what follows a name: its kind, what stands before it, and how it is written, in lower case."""

    kind: str
    joint: str
    text: str


@dataclass(frozen=True, eq=False)
class _Family:
    """A product and how what may follow its name is read; None stands for all that the catalogue does not know."""

    product: Product | None
    letters: str
    variants: tuple[str, ...]
    words: "_Words"

    # Most families are never named, and to compile the patterns of all took a fifth of the time of a first answer.

    @cached_property
    def _unit(self) -> str:
        return rf"{_any(self.variants)}(?![a-z])" if self.variants else r"(?!)"

    @cached_property
    def _dates(self) -> str:
        return f"{_DATE}|{_SPACED_DATE}" if self.product else _DATE

    @cached_property
    def _tail(self) -> re.Pattern[str]:
        """Variants and sizes, a version, and again variants, sizes and dates."""
        unit, modes = self._unit, rf"(?:{_SIZE}|{self._dates}|{self.words.any}){_ENDS}"
        digits = r"(?:00\d|\d{1,2})(?:\.\d{1,2}){0,2}" if self.product else r"\d{1,4}(?:\.\d{1,3}){0,3}"
        quantity = _AMOUNT if self.product else f"{_AMOUNT}|{_COUNTED}"
        version = (
            rf"(?<=-)\d-\d{{1,2}}(?![\da-z.%])|[{self.letters}v]-?{digits}(?![.,]?\d)"
            rf"|{digits}(?:[acdefghijlnopqruvwyz](?![a-z0-9]))?(?![.,]?\d|[bkmtx](?![a-z])| ?(?:{quantity}))"
        )
        bracketed = rf"(?:\((?:{unit}|{modes})(?: snapshot)?\)|\[(?:{unit}|{modes})\](?!\())"  # "FLUX.2 [dev]"
        described = rf"(?:{unit}|{modes}|(?:{_DESCRIBES}|[a-z]+ed)(?![a-z]))"
        return re.compile(
            rf"(?P<before>(?:{_JOIN}(?:{unit}|{modes}))*)(?:{_JOIN}(?P<version>{version})"
            rf"(?:(?=-[a-z])-(?!{described})(?P<unknown>[a-z]{{2,}})(?![a-z0-9]))?)?"
            rf"(?P<after>(?:{_JOIN}(?:{unit}|{modes}))*)"
            rf"{rf'(?P<closing> ?{bracketed})?' if self.product else ''}"
        )

    @cached_property
    def _part(self) -> re.Pattern[str]:
        sizes, dates, words = (rf"(?:{any_of}){_ENDS}" for any_of in (_SIZE, self._dates, self.words.any))
        return re.compile(rf"(?P<unit>{self._unit})|(?P<size>{sizes})|(?P<date>{dates})|(?P<mode>{words})")

    @cached_property
    def units(self) -> Mapping[str, str]:
        """What the variants are called in a name."""
        return {_key(name): re.sub(r"[ _]", "-", _plain(name).strip("-")) for name in self.variants}

    @cached_property
    def spelled(self) -> Mapping[str, str]:
        """How variants and modes are written in full."""
        return {_key(name): name for name in (*self.words.modes, *self.variants)}

    @cached_property
    def identifying(self) -> frozenset[str]:
        """The variants that mean this family without its name."""
        names = self.product.alone + self.product.tiers if self.product else ()
        return frozenset(self.units.get(_key(name), name) for name in names)

    def read(self, text: str, start: int, at: int, word: str = "", least: int = 0) -> Name:
        """Read on from ``at``; the name has neither version nor variant if nothing there belongs to it."""
        found = self._tail.match(text, at)
        version, unknown = (found["version"], found["unknown"]) if found else (None, None)
        units: dict[str, None] = {}
        editions: dict[str, None] = {}
        for part in self.parts(found) if found and found.end() > at else ():
            if part.kind == "unit":
                units[self.units[_squeezed(part.text)]] = None
            elif part.kind in self.editions:
                editions[part.text] = None
        return Name(
            vendor=self.product.vendor if self.product else None,
            product=self.product.name if self.product else word,
            version=_canonical(version or "") or None,
            variant=" ".join((*units, *filter(None, [unknown]))) or None,
            edition=" ".join(editions) or None,
            start=start,
            end=max(found.end() if found else at, least),
        )

    def tail_of(self, text: str, at: int) -> re.Match[str] | None:
        """Return what follows a name at ``at``."""
        return self._tail.match(text, at)

    @property
    def editions(self) -> frozenset[str]:
        """The kinds of parts that an edition is told by."""
        return _BUT_SIZES if self.product and self.product.sizes is False else _EDITIONS

    def parts(self, tail: re.Match[str]) -> Iterator["_Part"]:
        """Yield the parts of what follows a name, in order; its version is one of them."""
        for group, text in tail.groupdict().items():
            if group in {"version", "unknown"}:
                if text:
                    yield _Part(group, "-" if group == "unknown" else "", text)
            elif text:
                for found in self._part.finditer(text):
                    kind = "aside" if found[0] in self.words.asides else found.lastgroup or ""
                    yield _Part(kind, text[found.start() - 1], found[0])

    def identifies(self, name: Name) -> bool:
        """Tell whether the variant means this family without its name."""
        return not self.identifying.isdisjoint(_units(name))


@dataclass(frozen=True)
class _Passage:
    """Folded text that is read, as it stands and in lower case, and the vendors that it names."""

    original: str
    text: str

    @cached_property
    def vendors(self) -> frozenset[str]:
        return frozenset(vendors_in(self.original))


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a name in the scanner stands for.

    It belongs to what is read (``Opus`` of Claude) or stands before it (``Claude``); and it is enough by itself, or
    takes a version, or a version or a variant. ``capitals`` is how it has to be written, where that matters.
    """

    family: _Family
    is_part: bool
    enough: bool
    capitals: str | None = None
    needs_vendor: bool = False
    is_codename: bool = False

    def is_meant(self, passage: _Passage, start: int, end: int) -> bool:
        """Tell whether it may be meant where it stands."""
        if self.capitals is not None and _squeezed(passage.original[start:end]) != _squeezed(fold(self.capitals).text):
            return False
        return not self.needs_vendor or (
            self.family.product is not None and self.family.product.vendor in passage.vendors
        )

    def read(self, text: str, start: int, end: int) -> Name | None:
        """Return the name that begins at ``start``, if it is one."""
        if self.is_codename:
            return self._codename(text, start, end)
        product, name = self.family.product, self.family.read(text, start, start if self.is_part else end, least=end)
        is_sized = product and product.sizes and name.edition and re.search(rf"\b(?:{_SIZE})\b", name.edition)
        if self.enough or name.version or ((name.variant or is_sized) and not self.is_part):
            ordinary = text[start:end] in catalog().not_names and "." not in (name.version or "")
            return None if ordinary else name
        return None

    def _codename(self, text: str, start: int, end: int) -> Name | None:
        """Return the name by what the product was called before it had one, which is a variant of its own."""
        product, variant = self.family.product, re.sub(r"[ _]", "-", text[start:end])
        if product is None:
            return None
        return Name(vendor=product.vendor, product=product.name, version=None, variant=variant, start=start, end=end)


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What the catalogue makes of a text: the patterns, and what the names found by them stand for."""

    scanner: re.Pattern[str]
    entries: Mapping[str, tuple[_Entry, ...]]
    families: Mapping[tuple[str, str], _Family]
    identified: tuple[_Family, ...]
    unknown: _Family
    vendor: re.Pattern[str]
    vendors: Mapping[str, str]


def _names(original: str, grammar: _Grammar) -> Iterator[Name]:
    """Yield the names in folded text."""
    passage = _Passage(original, _lower(original))
    text = passage.text
    seen: dict[_Family, None] = {}  # the families named so far, the latest last
    position = 0
    while found := grammar.scanner.search(text, position):
        position = max(found.end(), found.start() + 1)
        read = _known(grammar, found, seen, passage) if found["word"] is None else _unknown(grammar, found, original)
        if read:
            family, name = read
            listed = _listed(family, text, name)
            yield from listed
            position = listed[-1].end


def _known(
    grammar: _Grammar, found: re.Match[str], seen: dict[_Family, None], passage: _Passage
) -> tuple[_Family, Name] | None:
    """Read a name of the catalogue, or one whose family was named before or is known by the variant."""
    text, start, end = found.string, found.start(), found.end()
    if found["alias"] is None:
        return _elided(grammar, found, seen)
    for entry in grammar.entries[_squeezed(found["alias"])]:
        if entry.is_meant(passage, start, end):
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
            if family in seen and family.product and text[start] in family.product.letters.lower() and name.version:
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
    if known or word in catalog().not_names or _YEAR.fullmatch(name.version or ""):
        return None
    if not name.version:  # "Aurora-3B-Instruct"
        is_named = original[found.start()].isupper() and text[found.end() - 1] == "-"
        return (grammar.unknown, name) if is_named and re.match(r"\d+b\b", name.edition or "") else None
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


@lru_cache(maxsize=2)
def _grammar(whole: Catalog) -> _Grammar:
    words = _Words(whole.modes, frozenset(map(_plain, whole.asides)))
    families = tuple(_Family(product, product.letters.lower(), _variants(product), words) for product in whole.products)
    entries: dict[str, tuple[_Entry, ...]] = {}
    names = [pair for entries_of in (_plain_entries, _capital_entries) for pair in entries_of(families)]
    for name, entry in names:
        entries[_key(name)] = (*entries.get(_key(name), ()), entry)
    vendors = {_key(name): vendor.name for vendor in whole.vendors for name in vendor.aliases}
    every = tuple(
        dict.fromkeys(
            name for product in whole.products for name in _variants(product) if len(_squeezed(name)) > _SHORT
        )
    )
    return _Grammar(
        scanner=re.compile(
            rf"(?<![a-z0-9])(?:{_alias(name for name, _ in names)}"
            r"|(?<![.,$€£-])(?P<number>(?=\d{1,2}(?:\.\d{1,2})?[-_ ]?[a-z]))"
            r"|(?P<lettered>(?=[a-z]\d{1,2}(?:\.\d|(?!\w))))"
            r"|(?P<word>[a-z]{2,})(?:[-_]?(?=[kmrtv]?\d)| (?=v?\d)))"
        ),
        entries=entries,
        families={(family.product.vendor, family.product.name): family for family in families if family.product},
        identified=tuple(
            family for family in families if family.product and (family.product.alone or family.product.tiers)
        ),
        unknown=_Family(None, "kmrt", every, words),
        vendor=re.compile(
            rf"(?<!\w)@(?P<handle>[a-z0-9_]{{2,40}})"
            rf"|(?<![a-z0-9]){_alias(alias for vendor in whole.vendors for alias in vendor.aliases)}"
        ),
        vendors=vendors,
    )


def _plain_entries(families: Iterable[_Family]) -> Iterator[tuple[str, _Entry]]:
    """Yield the names that are read however they are written."""
    kinds = (("qualified", False, False), ("tiers", True, False), ("aliases", False, True), ("alone", True, True))
    for kind, is_part, enough in kinds:
        for family in families:
            for name in getattr(family.product, kind):
                yield name, _Entry(family, is_part, enough)


def _capital_entries(families: Iterable[_Family]) -> Iterator[tuple[str, _Entry]]:
    """Yield the names that are read with their capitals alone, some of them beside their vendor alone."""
    for family in families:
        product = family.product
        if product is None:
            continue
        for name in dict.fromkeys((*product.capitals, *product.beside_vendor, *product.codenames)):
            yield (
                name,
                _Entry(
                    family,
                    is_part=False,
                    enough=True,
                    capitals=name,
                    needs_vendor=name in product.beside_vendor,
                    is_codename=name in product.codenames,
                ),
            )


def _variants(product: Product) -> tuple[str, ...]:
    return (*(name for name in product.alone if name.isalpha()), *product.tiers, *product.variants)


def _alias(names: Iterable[str]) -> str:
    """Return the pattern of one of the names, whole; a possessive "s", a digit or a version may stand after it."""
    return rf"(?P<alias>{_any(names)})(?=(?:'?s)?(?![a-z])|[a-z]\d)(?:(?<!\d)|(?!\d))"


def _any(names: Iterable[str]) -> str:
    """Return the pattern of any of the names, the longest first, however their words are joined.

    What names begin with alike is tried once: a list of them all took twice as long to read a text by.
    """
    tree: _Tree = {}
    for name in sorted(set(map(_plain, names)), key=lambda name: (-len(name), name)):
        node = tree
        for index, word in enumerate(re.findall(r"[^\W_+]+\+?", name)):
            for step in (*([_JOIN] if index else []), *map(re.escape, word)):
                node = node.setdefault(step, {})
        node[""] = {}
    return f"(?:{_branches(tree)})"


def _branches(node: "_Tree") -> str:
    branches = [step + _branches(after) for step, after in node.items() if step]
    if "" in node and branches:
        return f"(?:{'|'.join(branches)})?"
    return f"(?:{'|'.join(branches)})" if len(branches) > 1 else "".join(branches)


def _key(name: str) -> str:
    return _squeezed(_plain(name))


@lru_cache(maxsize=4_096)
def _plain(name: str) -> str:
    return fold(name).text.lower()
