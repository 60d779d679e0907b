"""Generations: immutable builds of the vectors on disk, each in a folder of its own, one of them live.

A generation is written beside the live one and becomes live by one atomic rename of the file ``CURRENT``.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.embedding import Vectors
from retrieval.errors import IndexDamagedError
from retrieval.store import Catalogue, Recipe

if TYPE_CHECKING:
    from retrieval.vectors import VectorIndex

_MANIFEST, _VECTORS, _CATALOGUE = "manifest.json", "vectors.faiss", "catalogue.npz"
_ADVICE = "run `newsdesk index`, which rebuilds it without embedding anything again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation says of itself; ``checksums`` are SHA-256 by file name."""

    generation: int
    recipe: Recipe
    normalised: bool
    passages: int
    built_at: str
    checksums: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One generation, loaded: row ``i`` of the vectors is passage ``catalogue.ids[i]``."""

    manifest: Manifest
    catalogue: Catalogue
    vectors: "VectorIndex"


class Generations:
    """The generations of one data folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "index"

    def current(self) -> int | None:
        """Return the number of the live generation, None where there never was one.

        Raises:
            IndexDamagedError: the file that names it holds something else.
        """
        try:
            name = (self._folder / "CURRENT").read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            name = "?"
        if not name.isdecimal():
            raise IndexDamagedError(f"index/CURRENT names no generation: {_ADVICE}")
        return int(name)

    def manifest(self, number: int) -> Manifest:
        """Read the manifest of a generation.

        Raises:
            IndexDamagedError: it is missing or unreadable.
        """
        try:
            fields = json.loads((self._path(number) / _MANIFEST).read_text("utf-8"))
            return Manifest(**(fields | {"recipe": Recipe(**fields["recipe"])}))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexDamagedError(f"generation {number} of the index has no readable manifest: {_ADVICE}") from error

    def recipe(self) -> Recipe | None:
        """Return the recipe of the live generation, None where none can be read."""
        try:
            number = self.current()
            return None if number is None else self.manifest(number).recipe
        except IndexDamagedError:
            return None

    def load(self, number: int) -> Generation:
        """Load a generation, all of its files checked against the manifest.

        Raises:
            IndexDamagedError: a file is missing, altered or contradicts the others.
        """
        from retrieval.vectors import VectorIndex

        manifest = self.manifest(number)
        folder = self._path(number)
        try:
            for name, checksum in manifest.checksums.items():
                if _sha256(folder / name) != checksum:
                    raise IndexDamagedError(f"{name} of generation {number} of the index was altered: {_ADVICE}")
            generation = Generation(
                manifest=manifest,
                catalogue=_load_catalogue(folder / _CATALOGUE),
                vectors=VectorIndex.load(folder / _VECTORS),
            )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise IndexDamagedError(f"generation {number} of the index is incomplete ({error}): {_ADVICE}") from error
        lengths = {len(generation.vectors), len(generation.catalogue.ids), manifest.passages}
        if len(lengths) > 1 or generation.vectors.dimension != manifest.recipe.dimension:
            raise IndexDamagedError(f"generation {number} of the index contradicts its manifest: {_ADVICE}")
        return generation

    def publish(self, recipe: Recipe, catalogue: Catalogue, vectors: Iterable[Vectors]) -> Generation:
        """Write a new generation beside the live one, check it, and make it live."""
        from retrieval.vectors import VectorIndex

        number = max([0, *self._on_disk()]) + 1
        building = self._folder / "building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        VectorIndex.build(vectors, recipe.dimension).save(building / _VECTORS)
        _save_catalogue(building / _CATALOGUE, catalogue)
        manifest = Manifest(
            generation=number,
            recipe=recipe,
            normalised=True,
            passages=len(catalogue.ids),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            checksums={name: _sha256(building / name) for name in (_VECTORS, _CATALOGUE)},
        )
        (building / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=2), "utf-8")
        for path in (*building.iterdir(), building):
            _sync(path)
        building.rename(self._path(number))
        generation = self.load(number)
        self._point_to(number)
        return generation

    def prune(self, keep: set[int]) -> None:
        """Remove all generations but those to keep."""
        for number in self._on_disk():
            if number not in keep:
                shutil.rmtree(self._path(number), ignore_errors=True)

    def _point_to(self, number: int) -> None:
        following = self._folder / "CURRENT.next"
        following.write_text(f"{number}\n", "utf-8")
        _sync(following)
        following.replace(self._folder / "CURRENT")
        _sync(self._folder)

    def _on_disk(self) -> list[int]:
        names = [path.name for path in self._folder.iterdir()] if self._folder.is_dir() else []
        return sorted(int(name) for name in names if name.isdecimal())

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}"


def _save_catalogue(path: Path, catalogue: Catalogue) -> None:
    np.savez(
        path,
        ids=catalogue.ids,
        published=catalogue.published,
        publisher=catalogue.publisher,
        publishers=np.array(catalogue.publishers, dtype=np.str_),
    )


def _load_catalogue(path: Path) -> Catalogue:
    with np.load(path, allow_pickle=False) as arrays:
        return Catalogue(
            ids=arrays["ids"],
            published=arrays["published"],
            publisher=arrays["publisher"],
            publishers=tuple(arrays["publishers"].tolist()),
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Have the operating system write a file or folder to the disk before anything refers to it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
