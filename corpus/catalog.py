"""The catalogue: who makes what in the AI industry, and the names it goes by, as `catalog.toml` tells them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product or a family of models, and how it is named; `catalog.toml` says what each kind of name means.

    The tuples hold names as they were written; ``aliases`` and ``qualified`` include the product's own.
    """

    name: str
    vendor: str
    aliases: tuple[str, ...]
    qualified: tuple[str, ...]
    alone: tuple[str, ...]
    tiers: tuple[str, ...]
    variants: tuple[str, ...]
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A maker of products; ``aliases`` include its name."""

    name: str
    aliases: tuple[str, ...]
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All vendors; words after a version that make no other product of it; words that no name begins with."""

    vendors: tuple[Vendor, ...]
    modes: tuple[str, ...]
    not_names: frozenset[str]

    @property
    def products(self) -> tuple[Product, ...]:
        """The products of all vendors."""
        return tuple(product for vendor in self.vendors for product in vendor.products)


@cache
def catalog() -> Catalog:
    """Return the catalogue that ships with the package."""
    data = tomllib.loads(files("corpus").joinpath("catalog.toml").read_text(encoding="utf-8"))
    return Catalog(
        vendors=tuple(map(_vendor, data["vendors"])),
        modes=tuple(data["modes"]),
        not_names=frozenset(data["not_names"].split()),
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
    alone, tiers = tuple(entry.get("alone", ())), tuple(entry.get("tiers", ()))
    return Product(
        name=name,
        vendor=vendor,
        aliases=(*(() if ordinary else (name,)), *entry.get("aliases", ())),
        qualified=(*((name,) if ordinary else ()), *entry.get("qualified", ())),
        alone=alone,
        tiers=tiers,
        variants=tuple(entry.get("variants", ())),
        letters=entry.get("letters", ""),
    )
