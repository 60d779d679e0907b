"""Faults: what survives kill -9 at any moment, and how readers and writers get along."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.database import open_for_writing
from tests.articles import news, read_file, write_folder, write_jsonl
from tests.conftest import Newsdesk
from tests.end_to_end.faults import SOAK

KILLS = 20 if SOAK else 2
FIRST, SECOND = range(10), range(100, 160 if SOAK else 130)
WAIT_S = 120


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env=os.environ | {"NEWSDESK_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a process and return its exit code and what it wrote."""
    out, err = process.communicate(timeout=WAIT_S)
    return process.returncode, out, err


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a condition; a bound makes a hang a failure."""
    end = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.005)


class Scene:
    """A data folder with a first set indexed, and a second set that one command is about to bring in."""

    def __init__(self, newsdesk: Newsdesk, home: Path) -> None:
        self.newsdesk = newsdesk
        self.home = home
        self.first = write_folder(home.parent / "first", [news(number) for number in FIRST])
        self.second = home.parent / "second.jsonl"
        self.prepared = home.parent / "prepared"

    def prepare(self, command: str) -> tuple[str, ...]:
        """Bring the folder to the state before the command, keep a copy, and return the command's arguments."""
        assert self.newsdesk("add", str(self.first)).code == 0
        second = [news(number) for number in SECOND]
        arguments: tuple[str, ...] = (command,)
        if command == "add":
            arguments = ("add", str(write_jsonl(self.second, second)))
        elif command == "refresh":
            changed = [news(number) | {"text": news(number)["text"] + "\n\nUpdated at noon."} for number in FIRST]
            write_folder(self.first, [*changed, *second])
        else:
            connection = open_for_writing(self.home)
            read_file(connection, write_jsonl(self.second, second))
            connection.close()
        shutil.copytree(self.home, self.prepared)
        return arguments

    def restore(self) -> None:
        """Go back to the state before the command."""
        shutil.rmtree(self.home)
        shutil.copytree(self.prepared, self.home)

    def content(self) -> tuple[int, int, int]:
        """Return how many articles, passages and unindexed articles there are."""
        status = json.loads(self.newsdesk("status", "--json").out)
        return status["articles"], status["passages"], status["unindexed"]

    def answers(self, number: int) -> bool:
        """Tell whether the price of model ``number`` is answered with a verified quote of its article."""
        result = self.newsdesk("ask", f"what does Zephyr-{number} cost?", "--json")
        assert result.code == 0, result.err
        return any(f"costs ${number} per" in citation["quote"] for citation in json.loads(result.out)["citations"])

    def integrity(self) -> str:
        """Return what SQLite says of the database file."""
        connection = sqlite3.connect(self.home / "newsdesk.db")
        verdict: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
        connection.close()
        return verdict


@pytest.fixture
def scene(newsdesk: Newsdesk, home: Path) -> Scene:
    """The scene before anything is indexed."""
    return Scene(newsdesk, home)


@pytest.mark.soak
@pytest.mark.parametrize("command", ["add", "refresh", "index"])
def test_a_kill_at_any_moment_loses_nothing(scene: Scene, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """After kill -9 the first set is answered from at once, and the next `index` finishes the work."""
    arguments = scene.prepare(command)
    before = scene.content()
    started = time.monotonic()
    code, _, err = finish(start(scene.home, *arguments))
    duration = time.monotonic() - started
    assert code == 0, err
    complete = scene.content()
    assert complete[0] == len(FIRST) + len(SECOND)
    survived = []
    for kill in range(KILLS):
        scene.restore()
        process = start(scene.home, *arguments)
        try:
            process.wait(duration * (kill + 0.5) / KILLS)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        assert scene.answers(FIRST[3])
        assert scene.integrity() == "ok"
        articles_kept = scene.content()[0]
        assert articles_kept >= len(FIRST)
        assert scene.newsdesk("index").code == 0
        if scene.content() == before:
            assert articles_kept == before[0], "what had been read was not finished"
            assert scene.newsdesk(*arguments).code == 0
        assert scene.content() == complete
        assert scene.answers(SECOND[20])
        survived.append(articles_kept)
    with capsys.disabled():
        print(f"\n{command}: {KILLS} kills within {duration:.1f} s, articles right after each: {survived}")


@pytest.fixture
def indexing(scene: Scene) -> Iterator[subprocess.Popen[str]]:
    """A process that indexes the second set and holds the write lock."""
    arguments = scene.prepare("index")
    process = start(scene.home, *arguments)
    wait_until((scene.home / "write.lock.holder").exists)
    yield process
    process.kill()
    process.communicate()


def test_questions_are_answered_while_another_process_indexes(scene: Scene, indexing: subprocess.Popen[str]) -> None:
    """A reader neither waits for the writer nor disturbs it, and sees the new generation once it is live."""
    assert scene.answers(FIRST[3])
    assert indexing.poll() is None, "the writer was done before the question was asked"
    code, _, err = finish(indexing)
    assert code == 0, err
    assert scene.answers(SECOND[20])


def test_a_second_writer_is_refused_and_told_who_writes(scene: Scene, indexing: subprocess.Popen[str]) -> None:
    """A second writer exits with 1 and says who holds the lock and since when; the first is not disturbed."""
    result = scene.newsdesk("add", str(scene.first))
    assert result.code == 1
    assert f"process {indexing.pid} has been writing since" in result.err
    assert "(newsdesk index)" in result.err
    assert finish(indexing)[0] == 0
    assert scene.newsdesk("index").code == 0, "the lock is free again"
