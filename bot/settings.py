"""Settings, from the environment and `.env`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from platformdirs import user_data_path

from corpus.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``home`` is the data folder. ``embedding_model`` None means the one that the data folder remembers."""

    home: Path
    embedding_model: str | None = None

    @classmethod
    def load(cls) -> "Settings":
        """Read `.env` in the working directory and the environment, which has the last word.

        Raises:
            UsageError: a variable has a value that cannot be used; the message names it.
        """
        return cls.of({**dotenv_values(".env"), **os.environ})

    @classmethod
    def of(cls, variables: Mapping[str, str | None]) -> "Settings":
        """Make settings of variables.

        Raises:
            UsageError: as for `load`.
        """
        home = Path(variables.get("NEWSDESK_HOME") or user_data_path("newsdesk", appauthor=False)).expanduser()
        if home.exists() and not home.is_dir():
            raise UsageError(f"NEWSDESK_HOME={home} is not a folder: name a folder, existing or not")
        return cls(home=home.resolve(), embedding_model=variables.get("NEWSDESK_EMBEDDING_MODEL") or None)
