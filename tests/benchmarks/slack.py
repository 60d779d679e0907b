"""Slack: time from an event to the posted answer beside that of the desk alone, and questions a second sustained."""

import argparse
import re
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic, perf_counter

import numpy as np

from bot.desk import Desk
from bot.settings import Settings
from bot.wiring import open_desk
from retrieval.answer import Question
from retrieval.embedding import Encoder, default_model
from tests.articles import news, write_jsonl
from tests.benchmarks.folder import open_folder, read_file, unheard
from tests.benchmarks.tables import print_table, spread, tell
from tests.platforms.running import RunningBot
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

_ARTICLES, _PARAGRAPHS = 50, 1
_WARM_UP_QUESTIONS = 5
_SECONDS_A_QUESTION = 0.5  # how long a rate is offered, in proportion: long enough for a queue to show
_FIRST_RATE, _FASTER = 1.0, 1.25  # questions a second
_TARGET_MS, _SUSTAINED_MS = 15.0, 2_000.0
_ANSWERED_IN = re.compile(r"answered in (\d+) ms")
_UNLIMITED = {"NEWSDESK_RATE_PER_USER": "1000000", "NEWSDESK_RATE_PER_CHANNEL": "1000000"}
_TIMEOUT_S = 600


class _Audience:
    """One person who asks in ever new channels, so that no answer waits for its channel's turn."""

    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack
        self._asked = 0

    def ask(self, text: str) -> Posted:
        """Ask, without waiting."""
        self._asked += 1
        return self._slack.mention(text, user="U0BENCH", channel=f"C{self._asked:08d}")

    def wait(self, asked: Sequence[Posted]) -> list[float]:
        """Wait for the answers; return milliseconds from each event to the post of its answer, both by the server."""
        self._slack.wait_for(lambda: all(map(self._slack.replies, asked)), _TIMEOUT_S)
        posted = {str(call.arguments["channel"]): call.time for call in self._slack.calls_of("chat.postMessage")}
        return [(posted[message.channel] - _sent_at(message)) * 1000 for message in asked]


def measure_slack(workplace: Path, questions: int) -> None:
    """Print how long answers in Slack take with so many questions, and how many a second can be asked."""
    home = _made(workplace / "slack")
    texts = [f"What does Zephyr-{1 + number % _ARTICLES} cost?" for number in range(questions)]
    with SlackServer(messages_per_second=None) as slack, RunningBot(home, slack, **_UNLIMITED) as bot:
        audience = _Audience(slack)
        with open_desk(Settings(home=home)) as desk:
            tell("warming up Slack and the desk")
            for text in texts[:_WARM_UP_QUESTIONS]:
                _ask_desk(desk, text)
                audience.wait([audience.ask(text)])
            tell(f"asking {questions} questions in Slack, and the desk alone in turn")
            _compare(audience, desk, bot, texts)
        _step_up(audience, texts)


def _made(folder: Path) -> Path:
    tell(f"making a corpus of {_ARTICLES} articles")
    folder.mkdir(parents=True)
    articles = write_jsonl(folder / "news.jsonl", [news(number, _PARAGRAPHS) for number in range(1, _ARTICLES + 1)])
    with open_folder(folder / "home", Encoder(default_model())) as opened:
        read_file(opened.articles, articles)
        opened.index.update(unheard)
    return folder / "home"


def _ask_desk(desk: Desk, text: str) -> float:
    """Ask the desk alone, and return the milliseconds that it took."""
    started = perf_counter()
    desk.ask(Question(text=text, asked_at=datetime.now(UTC)))
    return (perf_counter() - started) * 1000


def _compare(audience: _Audience, desk: Desk, bot: RunningBot, texts: Sequence[str]) -> None:
    slack_ms, desk_ms = [], []
    for text in texts:
        desk_ms.append(_ask_desk(desk, text))
        slack_ms += audience.wait([audience.ask(text)])
    within_ms = [float(told) for told in _ANSWERED_IN.findall(bot.log)[-len(texts) :]]
    added = [whole - within for whole, within in zip(slack_ms, within_ms, strict=True)]
    print_table(
        f"From event to posted answer in Slack, warm, one question at a time, {len(texts)} questions, in ms, "
        f"median / 95th percentile; target: what Slack adds, median, at most {_TARGET_MS:.0f}",
        ("", "ms"),
        [
            ("event to posted answer", spread(slack_ms)),
            ("Desk.ask alone, in a process of its own", spread(desk_ms)),
            ("difference of the medians", f"{median(slack_ms) - median(desk_ms):.1f}"),
            ("Desk.ask within the bot", spread(within_ms)),
            ("what Slack adds to each answer within the bot", spread(added)),
        ],
    )


def _step_up(audience: _Audience, texts: Sequence[str]) -> None:
    """Ask faster and faster, until the answers take too long."""
    rows: list[tuple[str, ...]] = []
    rate, sustained, is_sustained = _FIRST_RATE, 0.0, True
    seconds = len(texts) * _SECONDS_A_QUESTION
    while is_sustained:
        tell(f"asking {rate:.1f} questions a second")
        begun = monotonic()
        offered = [texts[number % len(texts)] for number in range(round(rate * seconds))]
        times_ms = audience.wait(_offer(audience, offered, rate))
        answered = len(offered) / (monotonic() - begun)
        is_sustained = _high(times_ms) < _SUSTAINED_MS
        sustained = rate if is_sustained else sustained
        rows.append((f"{rate:.2f}", str(len(offered)), f"{answered:.2f}", spread(times_ms)))
        rate *= _FASTER
    print_table(
        f"Questions a second in Slack, each rate for {seconds:.0f} s; from event to posted answer in ms, median / 95th "
        f"percentile; sustained with the 95th percentile under {_SUSTAINED_MS / 1000:.0f} s: {sustained:.2f} a second",
        ("asked a second", "questions", "answered a second", "ms"),
        rows,
    )


def _offer(audience: _Audience, texts: Sequence[str], rate: float) -> list[Posted]:
    """Ask all questions at an even pace."""
    pace, begun = Event(), monotonic()
    asked = []
    for position, text in enumerate(texts):
        pace.wait(max(0.0, begun + position / rate - monotonic()))
        asked.append(audience.ask(text))
    return asked


def _high(milliseconds: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return float(np.percentile(milliseconds, 95))


def _sent_at(message: Posted) -> float:
    """Return when the first event of a message was sent."""
    return min(delivery.sent_at for delivery in message.deliveries if delivery.sent_at is not None)


def main() -> None:
    """Measure Slack alone."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.slack", description=__doc__)
    parser.add_argument("--questions", type=int, default=40, help="how many are asked at each step")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        measure_slack(Path(folder), options.questions)


if __name__ == "__main__":
    main()
