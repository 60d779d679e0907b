"""What the end-to-end tests of the bot share: data folders, each a copy of one that was prepared once."""

import shutil
from pathlib import Path

import pytest

from tests.platforms.running import NewHome


@pytest.fixture(scope="module")
def new_home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> NewHome:
    """Makes copies of the data folder that a package of tests has prepared."""
    return lambda: Path(shutil.copytree(prepared, tmp_path_factory.mktemp("bot") / "home"))
