"""What the benchmarks of the chat platforms share: a corpus, and the desk alone beside the platform."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.desk import Desk
from retrieval.answer import Question
from retrieval.embedding import Encoder, default_model
from tests.articles import news, read_file, write_jsonl
from tests.benchmarks.folder import open_folder, unheard
from tests.benchmarks.tables import print_table, spread, tell
from tests.platforms.running import RunningBot

ARTICLES = 50
_PARAGRAPHS = 1
_WARM_UP_QUESTIONS = 5
_TARGET_MS = 15.0
_ANSWERED_IN = re.compile(r"answered in (\d+) ms")


def made(folder: Path) -> Path:
    """Make a data folder with articles about as many models, and return it."""
    tell(f"making a corpus of {ARTICLES} articles")
    folder.mkdir(parents=True)
    articles = write_jsonl(folder / "news.jsonl", [news(number, _PARAGRAPHS) for number in range(1, ARTICLES + 1)])
    with open_folder(folder / "home", Encoder(default_model())) as opened:
        read_file(opened.connection, articles)
        opened.index.update(unheard)
    return folder / "home"


def questions(count: int) -> list[str]:
    """Return so many questions that the articles answer."""
    return [f"What does Zephyr-{1 + number % ARTICLES} cost?" for number in range(count)]


def compare(way: str, ask: Callable[[str], float], desk: Desk, bot: RunningBot, texts: Sequence[str]) -> None:
    """Ask by a way and of the desk alone in turn, and print what each takes; ``ask`` returns milliseconds."""
    tell(f"warming up {way} and the desk")
    for text in texts[:_WARM_UP_QUESTIONS]:
        _ask_desk(desk, text)
        ask(text)
    tell(f"asking {len(texts)} questions {way}, and the desk alone in turn")
    chat_ms, desk_ms = [], []
    for text in texts:
        desk_ms.append(_ask_desk(desk, text))
        chat_ms.append(ask(text))
    within_ms = [float(told) for told in _ANSWERED_IN.findall(bot.log)[-len(texts) :]]
    added = [whole - within for whole, within in zip(chat_ms, within_ms, strict=True)]
    print_table(
        f"From event to posted answer {way}, warm, one question at a time, {len(texts)} questions, in ms, "
        f"median / 95th percentile; target: what is added to Desk.ask, median, at most {_TARGET_MS:.0f}",
        ("", "ms"),
        [
            ("event to posted answer", spread(chat_ms)),
            ("Desk.ask alone, in a process of its own", spread(desk_ms)),
            ("difference of the medians", f"{median(chat_ms) - median(desk_ms):.1f}"),
            ("Desk.ask within the bot", spread(within_ms)),
            ("what is added to each answer within the bot", spread(added)),
        ],
    )


def _ask_desk(desk: Desk, text: str) -> float:
    """Ask the desk alone, and return the milliseconds that it took."""
    started = perf_counter()
    desk.ask(Question(text=text, asked_at=datetime.now(UTC)))
    return (perf_counter() - started) * 1000
