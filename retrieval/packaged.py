"""Models inside installed packages: where they are, and whether they are the known ones."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from retrieval.errors import ModelError


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedModel:
    """A model's folder inside a package, which is never imported; ``checksums`` are SHA-256 by file name.

    ``requirement`` is what pip installs to bring the package.
    """

    package: str
    version: str
    requirement: str
    folder: str
    checksums: Mapping[str, str]

    @property
    def installed(self) -> bool:
        """Whether the package is there; its files are not looked at."""
        try:
            distribution(self.package)
        except PackageNotFoundError:
            return False
        return True

    def verified_folder(self) -> Path:
        """Return the folder, all known files of which were read and are as they should be.

        Raises:
            ModelError: the package is missing, or a file is unreadable or another one.
        """
        try:
            folder = Path(str(distribution(self.package).locate_file(self.folder)))
        except PackageNotFoundError as error:
            raise ModelError(f"the package {self.package} is missing: pip install '{self.requirement}'") from error
        for name, checksum in self.checksums.items():
            self._verify(folder / name, checksum)
        return folder

    def _verify(self, path: Path, checksum: str) -> None:
        advice = f"install version {self.version} again"
        try:
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"{path.name} of {self.package} cannot be read ({error.strerror}): {advice}") from error
        if found != checksum:
            raise ModelError(f"{path.name} of {self.package} is not the known one: {advice}")
