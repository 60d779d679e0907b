"""Re-indexing beside a running bot: a real process on a real data folder, and every way in which it may end."""

import asyncio
import importlib.util
import json
import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from bot.reindexing import Finished, Progress, ReindexFailedError, Reindexing, ReindexRunningError
from bot.settings import Settings
from bot.upkeep import UpkeepReport
from corpus.errors import WriterBusyError
from corpus.files import Refusal
from corpus.lock import write_lock
from corpus.report import ReadingReport
from retrieval.errors import NothingIndexedError
from retrieval.index import IndexReport
from tests.articles import news, write_folder
from tests.conftest import Newsdesk
from tests.platforms.web_faults import silent
from tests.platforms.web_server import WebServer
from tests.web_pages import item, rss

ROOT = Path(__file__).parents[2]
FIRST, MANY = range(3), range(3, 43)  # many take seconds to embed
HANG_S = 120
PARENT = """
import asyncio
from bot.reindexing import Reindexing
from bot.settings import Settings

async def main():
    await Reindexing(Settings.load()).begin(lambda progress: print(progress.text, flush=True))

asyncio.run(main())
"""
STOPPED = """
import asyncio, functools, signal, sys
from bot.reindexing import Reindexing
from bot.settings import Settings
from bot.upkeep import Upkeep

async def main():
    add = functools.partial(Upkeep.add, places=sys.argv[1:])
    work = Reindexing(Settings.load()).begin(lambda progress: print(progress.text, flush=True), add)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    await asyncio.wait({work})

asyncio.run(main())
"""


async def done(reindexing: Reindexing, hear: Callable[[Progress], None] = lambda _: None) -> Finished:
    """Begin the work, and wait for its end."""
    return await reindexing.begin(hear)


class Scene:
    """A data folder in which a first set is indexed, from a folder that takes more."""

    def __init__(self, newsdesk: Newsdesk, home: Path) -> None:
        self.newsdesk = newsdesk
        self.home = home
        self.folder = write_folder(home.parent / "news", [news(number) for number in FIRST])
        self.reindexing = Reindexing(Settings(home=home))
        self.heard: list[Progress] = []
        assert newsdesk("add", str(self.folder)).code == 0

    def write(self, numbers: range) -> None:
        """Put more articles into the folder."""
        write_folder(self.folder, [news(number) for number in numbers])

    async def run(self, once_indexing: Callable[[], None] = lambda: None) -> Finished:
        """Re-index; before the first article is embedded, something may happen."""

        def hear(progress: Progress) -> None:
            self.heard.append(progress)
            if (progress.stage, progress.done) == ("indexing", 0):
                once_indexing()

        return await done(self.reindexing, hear)

    def worker(self) -> int:
        """Return the process that writes."""
        pid: int = json.loads((self.home / "write.lock.holder").read_text())["pid"]
        return pid

    def content(self) -> tuple[int, int]:
        """Return how many articles there are, and how many of them are not indexed."""
        status = json.loads(self.newsdesk("status", "--json").out)
        return status["articles"], status["unindexed"]

    def answers(self, number: int) -> bool:
        """Tell whether the price of model ``number`` is answered."""
        result = self.newsdesk("ask", f"what does Zephyr-{number} cost?")
        return result.code == 0 and f"costs ${number} per" in result.out


@pytest.fixture
def scene(newsdesk: Newsdesk, home: Path) -> Scene:
    """The scene before anything is re-indexed."""
    return Scene(newsdesk, home)


def test_what_changed_is_indexed_and_told(scene: Scene) -> None:
    """Progress goes from reading to indexing, and the end tells what was added, revised, refused and indexed."""
    write_folder(scene.folder, [news(1) | {"text": "Vendor1 now says that Zephyr-1 costs $77 per million tokens."}])
    scene.write(range(3, 5))
    (scene.folder / "empty.md").write_text("")
    finished = asyncio.run(scene.run())
    texts = [progress.text for progress in scene.heard]
    for text, begins in (
        (texts[0], "Reading: 0 of 1 source, 1 article"),
        (texts[1], "Reading: 0 of 1 source, 2 articles"),
        (texts[-2], "Indexing: 0 of 3 articles"),
        (texts[-1], "Indexing: 3 of 3 articles"),
    ):
        assert text.startswith(begins)
    assert "Articles: 2 added, 1 revised, 0 unchanged; files that had not changed: 2." in finished.text
    assert "1 not read: empty.md (it is empty)." in finished.text
    assert "generation 2" in finished.text
    assert scene.content() == (5, 0)
    assert scene.answers(4)
    assert scene.reindexing.running is None


def test_the_work_is_done_elsewhere_and_one_at_a_time(scene: Scene) -> None:
    """It has a process of its own that gives way to answers; meanwhile another one is refused with how far it is."""
    scene.write(MANY)
    workers: list[tuple[int, int]] = []

    async def twice() -> Finished:
        indexing = asyncio.Event()

        def once_indexing() -> None:
            workers.append((scene.worker(), os.getpriority(os.PRIO_PROCESS, scene.worker())))
            indexing.set()

        first = asyncio.create_task(scene.run(once_indexing))
        await indexing.wait()
        running = scene.reindexing.running
        assert running is not None
        with pytest.raises(ReindexRunningError) as refused:
            await scene.run()
        assert f"since {running.started_at:%Y-%m-%d %H:%M:%S} UTC" in str(refused.value)
        assert f"Indexing: 0 of {len(MANY)} articles" in str(refused.value)
        assert scene.reindexing.running == running
        return await first

    assert f"{len(MANY)} added" in asyncio.run(twice()).text
    [(worker, niceness)] = workers
    assert worker != os.getpid()
    assert niceness == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


def test_cancelling_ends_the_process_and_keeps_what_was_done(scene: Scene) -> None:
    """When `run` was cancelled its process is gone and reaped, and the next run does the rest."""
    scene.write(MANY)

    async def cancelled() -> int:
        indexing = asyncio.Event()
        work = asyncio.create_task(scene.run(indexing.set))
        await indexing.wait()
        worker = scene.worker()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        return worker

    worker = asyncio.run(cancelled())
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert scene.reindexing.running is None
    assert scene.content() == (len(FIRST) + len(MANY), len(MANY))
    assert "0 added" in asyncio.run(scene.run()).text
    assert scene.content() == (len(FIRST) + len(MANY), 0)


def test_a_process_that_is_killed_is_told(scene: Scene) -> None:
    """A process that dies without a word, as for want of memory, is an error that says how it died."""
    scene.write(MANY)
    with pytest.raises(ReindexFailedError, match="SIGKILL"):
        asyncio.run(scene.run(lambda: os.kill(scene.worker(), signal.SIGKILL)))
    assert scene.reindexing.running is None
    assert scene.answers(FIRST[1])


def test_a_process_that_breaks_down_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An error that is not one of ours, such as a home that is no path, is printed, and the exit code told."""
    broken = replace(Settings(home=tmp_path), home="no path")  # type: ignore[arg-type]
    with pytest.raises(ReindexFailedError, match="exit code 1"):
        asyncio.run(done(Reindexing(broken)))
    assert "AttributeError" in capfd.readouterr().err


def test_what_the_process_reports_is_raised_here(scene: Scene, tmp_path: Path) -> None:
    """An error of ours comes back with its message, and is the cause of the one raised."""
    with write_lock(scene.home, "index"), pytest.raises(ReindexFailedError) as busy:
        asyncio.run(scene.run())
    assert f"process {os.getpid()} has been writing since" in str(busy.value)
    assert isinstance(busy.value.__cause__, WriterBusyError)
    with pytest.raises(ReindexFailedError, match="newsdesk add") as empty:
        asyncio.run(done(Reindexing(Settings(home=tmp_path / "new"))))
    assert isinstance(empty.value.__cause__, NothingIndexedError)


def test_nothing_outlives_a_parent_that_is_killed(scene: Scene) -> None:
    """After kill -9 of the parent its process ends, the first set is answered from, and `index` does the rest."""
    scene.write(MANY)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env=environment, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    while not (line := parent.stdout.readline()).startswith("Indexing"):
        assert line, "the parent ended before anything was indexed"
    worker = scene.worker()
    assert worker != parent.pid
    parent.kill()
    parent.communicate(timeout=HANG_S)  # the output ends with the last process that can write to it
    with FileLock(scene.home / "write.lock", timeout=HANG_S):  # the output ends a moment before the lock is released
        assert scene.content() == (len(FIRST) + len(MANY), len(MANY))
    assert scene.answers(FIRST[1])
    assert scene.newsdesk("index").code == 0
    assert scene.content() == (len(FIRST) + len(MANY), 0)
    assert scene.answers(MANY[-1])


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_a_refresh_that_is_stopped(newsdesk: Newsdesk, home: Path, ending: signal.Signals) -> None:
    """Stopped while pages are read, no process is left, what was read is kept, and an orderly stop logs nothing."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NEWSDESK_FETCH_ALLOW": "127.0.0.0/8"}
    with WebServer() as web:
        links = [web.url(f"/{number}") for number in (1, 2)]
        items = [item(1, links[0]), item(2, links[1], is_whole=False)]
        web.put("/feed", rss(*items), content_type="application/rss+xml")
        web.misbehave("/2", silent())
        command = [sys.executable, "-c", STOPPED, web.url("/feed")]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as parent:
            assert parent.stdout is not None
            while "1 article" not in (line := parent.stdout.readline()):
                assert line, "it ended before anything was read"
            parent.send_signal(ending)
            _, log = parent.communicate(timeout=HANG_S)  # both end with the last process that can write to them
    assert ending == signal.SIGKILL or not log
    with FileLock(home / "write.lock", timeout=HANG_S):
        assert json.loads(newsdesk("status", "--json").out)["articles"] == 1


@pytest.mark.parametrize("started", ["python -m bot", "newsdesk"])
def test_the_bot_is_not_run_again_in_the_process(scene: Scene, monkeypatch: pytest.MonkeyPatch, started: str) -> None:
    """A new process imports the main module of its parent; `python -m bot` and the console script stand that."""
    main = sys.modules["__main__"]
    specification = importlib.util.find_spec("bot.__main__") if started == "python -m bot" else None
    monkeypatch.setattr(main, "__spec__", specification)
    monkeypatch.setattr(main, "__file__", str(Path(sysconfig.get_path("scripts")) / "newsdesk"), raising=False)
    assert "files that had not changed: 3." in asyncio.run(scene.run()).text


def test_the_end_names_the_first_of_what_could_not_be_read() -> None:
    """Five names are enough for a chat, without the folders that lead to them, and on one line."""
    refusals = [Refusal(item=f"/srv/news/{number}\n.jsonl, line 2", reason="it is no JSON") for number in range(8)]
    report = UpkeepReport(
        reading=ReadingReport(refusals=refusals),
        index=IndexReport(generation=None, passages=0, embedded=0, built=False),
    )
    text = Finished(report=report, seconds=61.26).text
    assert text.startswith(
        "Articles: 0 added, 0 revised, 0 unchanged. 8 not read: 0\ufffd.jsonl, line 2 (it is no JSON), "
    )
    assert text.endswith("4\ufffd.jsonl, line 2 (it is no JSON) and 3 more. It took 61.3 s.")
    assert "/srv" not in text


def test_large_numbers_can_be_read() -> None:
    """Progress groups its digits."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    progress = Progress(
        stage="indexing",
        done=1_200,
        total=20_000,
        articles=20_000,
        started_at=began,
        stage_at=began,
        at=began + timedelta(seconds=60),
    )
    assert progress.text == "Indexing: 1,200 of 20,000 articles, 20.0 articles/s, about 16 min left"


def test_no_heavy_library_is_imported_before_it_is_needed() -> None:
    """Importing the module does not load torch, FAISS and the like."""
    heavy = ("torch", "faiss", "sentence_transformers", "trafilatura", "transformers", "onnxruntime")
    script = f"import sys, bot.reindexing; print(*sorted(set({heavy}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
