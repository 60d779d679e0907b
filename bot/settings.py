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
    """``home`` is the data folder. ``embedding_model`` None means the one that the data folder remembers.

    ``reranker`` None means the default one, where it is installed.
    """

    home: Path
    embedding_model: str | None = None
    reranker: str | None = None

    @classmethod
    def load(cls) -> "Settings":
        """Read `.env` in the working directory and the environment, which has the last word.

        Raises:
            UsageError: a variable has a value that cannot be used; the message names it.
        """
        return cls.of(variables_set())

    @classmethod
    def of(cls, variables: Mapping[str, str | None]) -> "Settings":
        """Make settings of variables.

        Raises:
            UsageError: as for `load`.
        """
        place = variables.get("NEWSDESK_HOME") or user_data_path("newsdesk", appauthor=False)
        try:
            home = Path(place).expanduser().resolve()
            usable = home.is_dir() or not home.exists()
        except (OSError, RuntimeError, ValueError):  # a name too long, a link to itself, the home of nobody
            usable = False
        if not usable:
            raise UsageError(f"NEWSDESK_HOME={place} cannot be a folder: name a folder, existing or not")
        return cls(
            home=home,
            embedding_model=variables.get("NEWSDESK_EMBEDDING_MODEL") or None,
            reranker=variables.get("NEWSDESK_RERANKER") or None,
        )


def variables_set() -> dict[str, str | None]:
    """Return the variables of `.env` and of the environment.

    Raises:
        UsageError: `.env` cannot be read.
    """
    try:
        written = dotenv_values(".env")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f".env cannot be read ({error}): save it as UTF-8, in the form of .env.example") from error
    return {**written, **os.environ}
