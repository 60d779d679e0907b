"""Slack: time from an event to the posted answer beside that of the desk alone, and questions a second sustained."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from time import monotonic

import numpy as np

from bot.settings import Settings
from bot.wiring import open_desk
from tests.benchmarks.chats import compare, made, questions
from tests.benchmarks.tables import print_table, spread, tell
from tests.platforms.running import UNLIMITED, RunningBot
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

_SECONDS_A_QUESTION = 0.5  # how long a rate is offered, in proportion: long enough for a queue to show
_FIRST_RATE, _FASTER = 1.0, 1.25  # questions a second
_SUSTAINED_MS = 2_000.0
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


def measure_slack(workplace: Path, count: int) -> None:
    """Print how long answers in Slack take with so many questions, and how many a second can be asked."""
    home, texts = made(workplace / "slack"), questions(count)
    with SlackServer(messages_per_second=None) as slack, RunningBot(home, slack, **UNLIMITED) as bot:
        audience = _Audience(slack)
        with open_desk(Settings(home=home)) as desk:
            compare("in Slack", lambda text: audience.wait([audience.ask(text)])[0], desk, bot, texts)
        _step_up(audience, texts)


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
