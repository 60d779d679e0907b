"""What commands open: the settings, the desk, and the bar that shows how far they are."""

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.desk import Desk
    from bot.reports import ProgressBar
    from bot.settings import Settings


def load_settings() -> "Settings":
    """Return the settings of the environment and `.env`."""
    from bot.settings import Settings

    return Settings.load()


@contextmanager
def desk_open() -> "Iterator[Desk]":
    """Open the desk of the data folder."""
    from bot.wiring import open_desk

    with open_desk(load_settings()) as desk:
        yield desk


@contextmanager
def progress_of(unit: str) -> "Iterator[ProgressBar]":
    """Show a bar that counts units."""
    from bot.reports import ProgressBar

    with closing(ProgressBar(unit)) as bar:
        yield bar
