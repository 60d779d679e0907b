"""Which release an event is of, and whether an article is its vendor's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from corpus.catalog import Catalog, catalog
from corpus.makers import vendor_of
from corpus.releases.event import ReleaseEvent
from corpus.text import fold

_MOST_REMEMBERED = 65_536
_SIZE = re.compile(r"[ae]?\d+(?:\.\d+)?b|\d{2,}m")
_DAY = re.compile(r"\d{4}")  # as in "R1 0528"


class Key(NamedTuple):
    """What tells one release from another, each squeezed: of what the catalogue lacks, its whole name is the product.

    ``units`` are the words of its variant, and the day in its name; ``sizes`` count its parameters: "30B-A3B".
    """

    vendor: str
    product: str
    version: str = ""
    units: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()


def key_of(event: ReleaseEvent) -> Key:
    """Return what events of one release share; see `name_key` for those without a vendor."""
    return _key(catalog(), event.vendor, event.product, event.version, event.variant, event.name)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _key(  # noqa: PLR0913, PLR0917 - what tells one release from another
    whole: Catalog, vendor: str | None, product: str, version: str | None, variant: str | None, name: str
) -> Key:
    maker, family = vendor_key(vendor), squeezed(product)
    if (maker, family) not in _makers(whole).products:
        return Key(maker, name_key(name, vendor))
    number = squeezed(version or "").removeprefix("v")
    units = _words(variant or "")
    words = (units | _words(name)) - {family, number}
    sizes = {word for word in words if _SIZE.fullmatch(word)}
    days = {word for word in words if _DAY.fullmatch(word)}
    return Key(maker, family, number, frozenset((units | days) - sizes), frozenset(sizes))


def name_key(name: str, vendor: str | None = None) -> str:
    """Return a name without what does not tell it from others: capitals, hyphens, spaces, its vendor before it."""
    return _name_key(catalog(), name, vendor)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _name_key(whole: Catalog, name: str, vendor: str | None) -> str:
    plain = squeezed(re.sub(r"(?<![a-z0-9])v(?=\d)", "", fold(name).text.lower()))
    for alias in _aliases(whole, vendor) if vendor else ():
        if plain.startswith(alias) and plain != alias:
            return plain.removeprefix(alias)
    return plain


def vendor_key(vendor: str | None) -> str:
    """Return the catalogue's vendor, or one that it does not know, however it is written; "" for none."""
    plain = squeezed(vendor or "")
    return _makers(catalog()).vendors.get(plain, plain)


def is_own(vendor: str | None, publisher: str | None, url: str | None) -> bool:
    """Tell whether an article is by the vendor, or stands on its site."""
    return bool(vendor) and _is_own(catalog(), vendor, publisher, url)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _is_own(_: Catalog, vendor: str | None, publisher: str | None, url: str | None) -> bool:
    maker = vendor_key(vendor)
    host = (urlsplit(url).hostname or "") if url else ""
    site = ".".join(host.split(".")[-2:])  # as in "x.ai" and "blog.google"
    return maker in {vendor_key(vendor_of(publisher) or publisher), vendor_key(vendor_of(site))}


@lru_cache(maxsize=_MOST_REMEMBERED)
def squeezed(name: str) -> str:
    """Return letters, digits and the dots of numbers alone, in lower case."""
    return re.sub(r"(?<!\d)\.|\.(?!\d)|[^\w.+]|_", "", fold(name).text.lower())


def number_of(version: str | None) -> tuple[int, ...]:
    """Return a version as numbers that can be compared, none where it is not made of numbers."""
    found = re.fullmatch(r"[a-z]?(\d+(?:\.\d+)*)", version or "", re.IGNORECASE)
    return tuple(map(int, found[1].split("."))) if found else ()


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+(?:\.\d+[a-z]?)?", fold(text).text.lower()))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _aliases(whole: Catalog, vendor: str) -> tuple[str, ...]:
    """Return the names of a vendor, squeezed, the longest first."""
    maker = vendor_key(vendor)
    names = {alias for alias, known in _makers(whole).vendors.items() if known == maker}
    return tuple(sorted({*names, squeezed(vendor)}, key=lambda name: (-len(name), name)))


@dataclass(frozen=True, slots=True)
class _Makers:
    """The vendors of a catalogue by each of their names, and its products with their vendors, all squeezed."""

    vendors: Mapping[str, str]
    products: frozenset[tuple[str, str]]


@lru_cache(maxsize=2)
def _makers(whole: Catalog) -> _Makers:
    return _Makers(
        vendors={squeezed(alias): squeezed(vendor.name) for vendor in whole.vendors for alias in vendor.aliases},
        products=frozenset((squeezed(product.vendor), squeezed(product.name)) for product in whole.products),
    )
