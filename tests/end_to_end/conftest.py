"""What the end-to-end tests of the bot share: data folders, each a copy of a prepared one, and an end for bots."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.faults import Ended
from tests.platforms.running import NewHome, RunningBot


@pytest.fixture(scope="module")
def new_home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> NewHome:
    """Makes copies of the data folder that a package of tests has prepared."""
    return lambda: Path(shutil.copytree(prepared, tmp_path_factory.mktemp("bot") / "home"))


@pytest.fixture
def ended() -> Iterator[Ended]:
    """Sees to it that a bot ends with the test, should it not have ended by itself."""
    bots: list[RunningBot] = []

    def kept(bot: RunningBot) -> RunningBot:
        bots.append(bot)
        return bot

    yield kept
    for bot in bots:
        if bot.process and bot.process.poll() is None:
            bot.kill()
