"""What the tests of faults share, whatever the platform: how much is played, and what is asked."""

import os
from collections.abc import Callable

from tests.platforms.running import UNLIMITED, RunningBot

SOAK = bool(os.environ.get("NEWSDESK_SOAK"))
MODELS = range(1, 7)
PARAGRAPHS = 1 if SOAK else 0  # without them an answer takes 50 ms
BRISK = UNLIMITED if SOAK else UNLIMITED | {"NEWSDESK_RERANKER": "none"}  # and without a reranker less, as each start
Ended = Callable[[RunningBot], RunningBot]


def question(number: int) -> str:
    """Return a question that has an answer in the article of a number."""
    return f"What does Zephyr-{number} cost?"


def price(number: int) -> str:
    """Return what stands in the answer to a question, and in that of no other."""
    return f"costs ${number} per million tokens"


def only_line(bot: RunningBot) -> str:
    """Return the one line that was written for people; others are those of a log."""
    lines = bot.log.splitlines()
    assert not [line for line in lines if line.startswith("Traceback")], bot.log
    (line,) = [line for line in lines if line.startswith("newsdesk: ")]
    return line
