"""What a person sees in a terminal, and what a pipe gets instead: the command runs as a process of its own."""

import errno
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.sources import STARTER_FOLDER

COMMAND = Path(sys.executable).with_name("newsdesk")
ESCAPE = "\x1b"


def in_terminal(*arguments: str) -> str:
    """Run the command with its output and its errors in a terminal, which has no size; return what was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while piece := _read(ours):
        shown += piece
    os.close(ours)
    assert process.wait() == 0, shown
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError as error:
        if error.errno == errno.EIO:  # how Linux says that the other side has closed
            return b""
        raise


def in_pipe(*arguments: str) -> str:
    """Run the command with its output and its errors in a pipe; return what was written."""
    done = subprocess.run(
        [COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that shows colours, and a data folder."""
    assert not home.exists()
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("terminal")
def test_a_terminal_shows_progress_from_the_first_seconds() -> None:
    """`add` counts what it reads and what it indexes; the clock ticks before the first articles are done."""
    shown = in_terminal("add", str(STARTER_FOLDER))
    bars = shown.split("\r")
    assert any("articles read" in bar and not bar.startswith("0 ") for bar in bars)
    assert sum("| 0/40 [" in bar for bar in bars) >= 2
    assert any(bar.lstrip("\n").startswith("100%|█") and "40/40" in bar for bar in bars)
    assert "Articles: 40 added" in shown


@pytest.mark.usefixtures("terminal")
def test_a_pipe_gets_neither_bars_nor_escapes() -> None:
    """What `add` writes into a pipe is its report alone."""
    written = in_pipe("add", str(STARTER_FOLDER / "2025-12-05-openai-code-red-gpt-5-2.md"))
    assert [line.split(":")[0] for line in written.splitlines()] == ["Articles", "Index"]
    assert ESCAPE not in written
    assert "\r" not in written


@pytest.mark.usefixtures("terminal")
def test_an_answer_has_colours_and_links_in_a_terminal_and_none_in_a_pipe() -> None:
    """The same answer: with bold words and links to click in a terminal, as plain text in a pipe."""
    in_pipe("add", str(STARTER_FOLDER / "2025-12-05-openai-code-red-gpt-5-2.md"))
    question = ("ask", "What is GPT-5.2 expected to bring?")
    shown, written = in_terminal(*question), in_pipe(*question)
    assert f"{ESCAPE}[1m" in shown
    assert f"{ESCAPE}]8;" in shown
    assert ESCAPE not in written
    assert "GPT-5.2" in written
    assert "https://" in written


@pytest.mark.usefixtures("terminal")
def test_what_a_follow_up_asks_is_dim_above_its_answer() -> None:
    """Whoever asks sees which question was answered."""
    in_pipe("add", str(STARTER_FOLDER / "2025-12-05-openai-code-red-gpt-5-2.md"))
    shown = in_terminal("ask", "and what is it expected to bring?", "--after", "what is GPT-5.2?")
    assert f"{ESCAPE}[2mAsked: what is GPT-5.2 expected to bring?" in shown
