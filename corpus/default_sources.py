"""The sources that Newsdesk offers to start with, as `sources.toml` lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultSource:
    """A feed to start with: whose it is, its address, and a line for people on what to expect of it."""

    publisher: str
    url: str
    about: str


@cache
def default_sources() -> tuple[DefaultSource, ...]:
    """Return the sources that ship with the package: makers of models first, then outlets, then newsletters."""
    data = tomllib.loads(files("corpus").joinpath("sources.toml").read_text(encoding="utf-8"))
    return tuple(DefaultSource(**entry) for entry in data["sources"])
