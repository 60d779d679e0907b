"""The catalogue: who makes what in the AI industry, and the names it goes by, as `catalog.toml` tells them.

An administrator's own `catalog.toml`, in the data folder, is read over the one that ships with the package.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.text import fold

CATALOG_NAME = "catalog.toml"
ORDER = re.compile(r"version first|variant first(?: from (?P<since>\d+))?")

_NAMES = ("aliases", "qualified", "alone", "tiers", "variants", "codenames", "capitals", "beside_vendor")
_TEXTS = ("letters", "joint", "written", "order")
_SWITCHES = ("ordinary", "sizes")
_WORDS = ("not_names", "not_ai", "account_words")
_LISTS = ("modes", "asides", "outlets", "hubs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product or a family of models, and how it is named; `catalog.toml` says what each kind of name means.

    The tuples hold names as they were written; ``aliases`` and ``qualified`` include the product's own.
    ``joint`` and ``sizes`` are None where the catalogue leaves it to the text that names the product.
    """

    name: str
    vendor: str
    aliases: tuple[str, ...]
    qualified: tuple[str, ...]
    alone: tuple[str, ...]
    tiers: tuple[str, ...]
    variants: tuple[str, ...]
    codenames: tuple[str, ...]
    capitals: tuple[str, ...]
    beside_vendor: tuple[str, ...]
    letters: str
    joint: str | None
    written: str
    order: str
    sizes: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A maker of products; ``aliases`` include its name."""

    name: str
    aliases: tuple[str, ...]
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalog:
    """All vendors; words after a version that make no other product of it; words that no name begins with.

    ``asides`` are words of a name's surroundings ("API"), ``not_ai`` products of general software, ``account_words``
    what any vendor's blog or account may be called beside it, ``outlets`` publishers that make no products, and
    ``hubs`` the vendors on whose sites all others publish. ``fingerprint`` changes with whatever the catalogue says.
    """

    vendors: tuple[Vendor, ...]
    modes: tuple[str, ...]
    asides: tuple[str, ...]
    not_names: frozenset[str]
    not_ai: frozenset[str]
    account_words: frozenset[str]
    outlets: frozenset[str]
    hubs: frozenset[str]
    fingerprint: str

    @property
    def products(self) -> tuple[Product, ...]:
        """The products of all vendors."""
        return tuple(product for vendor in self.vendors for product in vendor.products)


@dataclass(slots=True)
class _InUse:
    """The catalogue that this process reads by; None is the one of the package."""

    catalog: Catalog | None = field(default=None)


_in_use = _InUse()


def catalog() -> Catalog:
    """Return the catalogue in use: the one that ships with the package, and what `load_catalog` read over it."""
    return _in_use.catalog or _shipped()


def load_catalog(home: Path) -> Catalog:
    """Read the own catalogue of a data folder, if there is one, over that of the package; `catalog` returns both.

    Raises:
        UsageError: it cannot be used; the message names the file, the entry and what to write.
    """
    path = home / CATALOG_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        _in_use.catalog = None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({error}): save it as UTF-8, where Newsdesk may read it") from error
    else:
        _in_use.catalog = _extended(path, text)
    return catalog()


@cache
def _text() -> str:
    return files("corpus").joinpath(CATALOG_NAME).read_text(encoding="utf-8")


@cache
def _shipped() -> Catalog:
    return _catalog(tomllib.loads(_text()), _text())


@lru_cache(maxsize=2)
def _extended(path: Path, text: str) -> Catalog:
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{path} is no TOML ({error}): correct that line, or take the example in the README"
        ) from error
    _refuse(path, _faults(own))
    extended = _catalog(_merged(tomllib.loads(_text()), own), _text() + text)
    _refuse(path, _clashes(extended))
    return extended


def _refuse(path: Path, faults: Iterable[str]) -> None:
    """Raise the first of the faults, if there is any."""
    fault = next(iter(faults), None)
    if fault:
        raise UsageError(f"{path}: {fault}")


def _catalog(data: Mapping[str, Any], text: str) -> Catalog:
    return Catalog(
        vendors=tuple(map(_vendor, data["vendors"])),
        modes=tuple(data["modes"]),
        asides=tuple(data["asides"]),
        not_names=frozenset(data["not_names"].split()),
        not_ai=frozenset(data["not_ai"].split()),
        account_words=frozenset(data["account_words"].split()),
        outlets=frozenset(map(key, data["outlets"])),
        hubs=frozenset(data["hubs"]),
        fingerprint=sha256(text.encode()).hexdigest(),
    )


def _vendor(entry: Mapping[str, Any]) -> Vendor:
    name = entry["name"]
    return Vendor(
        name=name,
        aliases=(name, *entry.get("aliases", ())),
        products=tuple(_product(name, product) for product in entry.get("products", ())),
    )


def _product(vendor: str, entry: Mapping[str, Any]) -> Product:
    name, ordinary = entry["name"], entry.get("ordinary", False)
    given = {kind: tuple(entry.get(kind, ())) for kind in _NAMES}
    given["aliases"] = (*(() if ordinary else (name,)), *given["aliases"])
    given["qualified"] = (*((name,) if ordinary else ()), *given["qualified"])
    return Product(
        name=name,
        vendor=vendor,
        letters=entry.get("letters", ""),
        joint=entry.get("joint"),
        written=entry.get("written", name),
        order=entry.get("order", ""),
        sizes=entry.get("sizes"),
        **given,
    )


def key(name: str) -> str:
    """Return what all spellings of a name have in common: its letters, digits and plus signs, in lower case."""
    return re.sub(r"[^\w+]|_", "", fold(name).text.lower())


def _merged(shipped: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the shipped catalogue with what another one adds; what both say is as the other one says."""
    return {
        "vendors": _joined(shipped["vendors"], own.get("vendors", ())),
        **{kind: [*shipped[kind], *own.get(kind, ())] for kind in _LISTS},
        **{kind: f"{shipped[kind]} {own.get(kind, '').lower()}" for kind in _WORDS},
    }


def _joined(shipped: Iterable[Mapping[str, Any]], own: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return entries with others joined to them: one for each name, of vendors or of the products of one."""
    entries = {key(entry["name"]): entry for entry in shipped}
    called = {
        key(alias): at for at, entry in entries.items() if "products" in entry for alias in entry.get("aliases", ())
    }
    for entry in own:
        at = called.get(key(entry["name"]), key(entry["name"]))
        known = entries.get(at)
        entries[at] = _both(known, entry) if known else entry
    return list(entries.values())


def _both(known: Mapping[str, Any], more: Mapping[str, Any]) -> Mapping[str, Any]:
    both = {**known, **more, "name": known["name"]}
    for kind in _NAMES:
        if kind in known and kind in more:
            both[kind] = [*known[kind], *more[kind]]
    if "products" in known and "products" in more:
        both["products"] = _joined(known["products"], more["products"])
    return both


# What may be wrong with a catalogue of one's own.

_TEXT, _LIST, _SWITCH = 'a text, "…"', 'a list of names, ["…"]', "true or false"
_OF_FILE = {
    "vendors": "[[vendors]] with a name under it",
    **dict.fromkeys(_LISTS, _LIST),
    **dict.fromkeys(_WORDS, _TEXT),
}
_OF_VENDOR = {"name": _TEXT, "aliases": _LIST, "products": '[{ name = "…" }]'}
_OF_PRODUCT = {
    "name": _TEXT,
    **dict.fromkeys(_NAMES, _LIST),
    **dict.fromkeys(_TEXTS, _TEXT),
    **dict.fromkeys(_SWITCHES, _SWITCH),
}
_ORDERS = '"version first", "variant first" or "variant first from 4"'


def _faults(own: Mapping[str, Any]) -> Iterator[str]:
    """Yield what makes a catalogue unusable, with what to write instead."""
    yield from _wrong_fields("the file", own, _OF_FILE)
    for vendor in _entries(own, "vendors"):
        name = f"vendor {vendor.get('name', 'without a name')}"
        yield from _wrong_fields(name, vendor, _OF_VENDOR)
        for product in _entries(vendor, "products"):
            name = f"product {product.get('name', 'without a name')} of {name}"
            yield from _wrong_fields(name, product, _OF_PRODUCT)
            if not ORDER.fullmatch(str(product.get("order", "version first"))):
                yield f"{name} has the order {product['order']!r}: write {_ORDERS}"


def _entries(entry: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    """Yield the vendors or products of an entry that are of their form; of the others, `_wrong_fields` tells."""
    entries = entry.get(kind, ())
    yield from (each for each in entries if isinstance(each, dict)) if isinstance(entries, list) else ()


def _wrong_fields(where: str, entry: Mapping[str, Any], shapes: Mapping[str, str]) -> Iterator[str]:
    if "name" in shapes and "name" not in entry:
        yield f'{where}: write name = "…", as its maker writes it'
    for name, value in entry.items():
        if name not in shapes:
            yield f"{where} has a field {name!r}, which is unknown: write one of {', '.join(shapes)}"
        elif not _is_of(shapes[name], value) or (name == "name" and not key(value)):
            yield f"{where} has {name} = {value!r}: write {shapes[name]}"


def _is_of(shape: str, value: object) -> bool:
    if shape == _SWITCH:
        return isinstance(value, bool)
    if shape == _TEXT:
        return isinstance(value, str)
    if not isinstance(value, list):
        return False
    return all(isinstance(each, str) and key(each) if shape == _LIST else isinstance(each, dict) for each in value)


def _clashes(whole: Catalog) -> Iterator[str]:
    """Yield the names that mean two vendors, or two products."""
    pairs = ((key(alias), f"vendor {vendor.name}") for vendor in whole.vendors for alias in vendor.aliases)
    yield from _twice(pairs)
    for kind in ("aliases", "qualified", "alone", "tiers"):
        yield from _twice(
            (key(name), f"{each.name} of {each.vendor}") for each in whole.products for name in getattr(each, kind)
        )


def _twice(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    meant: dict[str, str] = {}
    for name, meaning in pairs:
        if meant.setdefault(name, meaning) != meaning:
            yield f"{name!r} means both {meant[name]} and {meaning}: write a name that means one of them"
