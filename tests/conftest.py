"""What all tests share: the real model, a data folder of their own, and the command line."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from retrieval import onnx_model
from retrieval.embedding import Encoder, default_model
from retrieval.onnx_model import OnnxModel
from retrieval.packaged import PackagedModel


@dataclass(frozen=True, slots=True)
class Result:
    """What a command returned and wrote."""

    code: int
    out: str
    err: str


Newsdesk = Callable[..., Result]
LoadModel = Callable[[PackagedModel], OnnxModel]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, lest one process goes on with such a file when the other has no more."""
    items.sort(key=lambda item: "end_to_end" not in item.path.parts)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Under CI=true a skipped test fails: nothing is left out unnoticed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    soaking = "NEWSDESK_SOAK" in os.environ
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail") and not soaking:
        report.outcome = "failed"
        report.longrepr = f"skipped under CI=true: {report.longrepr}"


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The model of new data folders, loaded once."""
    return Encoder(default_model())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that does not exist yet; the settings point at it, and at nothing outside the test."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "home"
    monkeypatch.setenv("NEWSDESK_HOME", str(folder))
    monkeypatch.delenv("NEWSDESK_EMBEDDING_MODEL", raising=False)
    return folder


@pytest.fixture(scope="session")
def load_once() -> LoadModel:
    """Loads each packaged model at its first use alone."""
    models: dict[str, OnnxModel] = {}

    def load(packaged: PackagedModel) -> OnnxModel:
        if packaged.folder not in models:
            models[packaged.folder] = OnnxModel(packaged)
        return models[packaged.folder]

    return load


@pytest.fixture
def newsdesk(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, load_once: LoadModel
) -> Newsdesk:
    """The command line, in this process, on the test's data folder.

    Here, all commands share the models: each would load them again, which takes longer than most of what it does.
    """
    assert home
    monkeypatch.setattr(onnx_model, "OnnxModel", load_once)

    def run(*arguments: str) -> Result:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as error:  # argparse exits by itself
            code = int(error.code or 0)
        written = capsys.readouterr()
        return Result(code, written.out, written.err)

    return run


@pytest.fixture
def chromium() -> str:
    """The browser for tests that need one; `make browser` installs it."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: make browser")
    return path
