"""Discord: time from an event to the posted answer beside that of the desk alone, and how long the event loop stalls.

A stall is measured from outside: the bot's health is asked for every ten milliseconds, and told as soon as the loop is
free. (Heartbeats that Discord asks for would tell the same, but the library gives no more than 110 of them a minute.)
"""

import argparse
import tempfile
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from time import perf_counter

from bot.settings import Settings
from bot.wiring import open_desk
from tests.articles import news, write_jsonl
from tests.benchmarks.chats import compare, made, questions
from tests.benchmarks.tables import print_table, spread, tell
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction
from tests.platforms.running import UNLIMITED, RunningBot

_REINDEXED, _PARAGRAPHS = 300, 6
_TARGET_MS = 50.0
_SECONDS_BETWEEN, _IDLE_REQUESTS = 0.01, 500
_TIMEOUT_S = 600


class _Audience:
    """One person who asks in ever new channels, so that no answer waits for its channel's turn."""

    def __init__(self, discord: DiscordServer) -> None:
        self._discord = discord
        self.user = discord.add_user()

    def mention(self, text: str) -> float:
        """Mention the bot; return milliseconds from the event to the post of the answer, both by the server."""
        asked = self._discord.mention(text, user=self.user, channel=self._discord.add_channel())
        self._discord.wait_for(lambda: self._discord.replies(asked), _TIMEOUT_S)
        assert asked.sent_at is not None
        return (self._discord.replies(asked)[0].created_at - asked.sent_at) * 1000

    def command(self, text: str) -> float:
        """Use the command; return milliseconds from the event to the answer in the place of the acknowledgement."""
        asked = self._discord.command("ask", {"question": text}, user=self.user, channel=self._discord.add_channel())
        self._discord.wait_for(lambda: self._is_answered(asked), _TIMEOUT_S)
        edits = self._discord.calls_of("PATCH /webhooks/*/messages/@original")
        return (edits[-1].time - asked.sent_at) * 1000

    def _is_answered(self, asked: Interaction) -> bool:
        response = self._discord.response(asked)
        return response is not None and bool(response.embeds)


def measure_discord(workplace: Path, count: int) -> None:
    """Print how long answers in Discord take with so many questions, and the stalls of the event loop meanwhile."""
    home, texts = made(workplace / "discord"), questions(count)
    with DiscordServer(channel_limit=None, global_limit=None) as discord:
        audience = _Audience(discord)
        admin = {"NEWSDESK_ADMINS": f"discord:{audience.user}"}
        with RunningBot(home, discord, **UNLIMITED, **admin) as bot:
            with open_desk(Settings(home=home)) as desk:
                compare("to a mention in Discord", audience.mention, desk, bot, texts)
                compare("to /ask in Discord", audience.command, desk, bot, texts)
            _measure_stalls(discord, audience, bot, workplace)


def _measure_stalls(discord: DiscordServer, audience: _Audience, bot: RunningBot, workplace: Path) -> None:
    """Change articles, re-index them from Discord, and ask for the bot's health as long as that takes."""
    idle_ms = _stalls(bot, lambda count: count == _IDLE_REQUESTS)
    articles = workplace / "discord" / "more.jsonl"
    first = [news(number) for number in range(1_000, 1_000 + _REINDEXED)]
    bot.add(write_jsonl(articles, first))
    write_jsonl(articles, [each | {"text": each["text"] + " More is to come."} for each in first])
    tell(f"re-indexing {_REINDEXED} articles from Discord")
    asked = discord.command("newsdesk reindex", user=audience.user, channel=discord.add_channel())

    def is_done(_: int) -> bool:
        response = discord.response(asked)
        return response is not None and "It took" in discord.visible_text(response)

    busy_ms = _stalls(bot, is_done)
    print_table(
        "How long the event loop takes to tell its health, in ms, median / 95th percentile, and the longest; target: "
        f"the longest during a full re-index under {_TARGET_MS:.0f}",
        ("", "requests", "ms", "longest"),
        [
            ("idle", str(len(idle_ms)), spread(idle_ms), f"{max(idle_ms):.1f}"),
            (f"re-indexing {_REINDEXED} articles", str(len(busy_ms)), spread(busy_ms), f"{max(busy_ms):.1f}"),
        ],
    )


def _stalls(bot: RunningBot, is_done: Callable[[int], bool]) -> list[float]:
    """Ask for the health at an even pace until that is done, given how often; return how long each took in ms."""
    pace, connection = Event(), HTTPConnection("127.0.0.1", bot.health_port)
    taken: list[float] = []
    while not is_done(len(taken)):
        started = perf_counter()
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        taken.append((perf_counter() - started) * 1000)
        pace.wait(_SECONDS_BETWEEN)
    connection.close()
    return taken


def main() -> None:
    """Measure Discord alone."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.discord", description=__doc__)
    parser.add_argument("--questions", type=int, default=40, help="how many are asked in each way")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        measure_discord(Path(folder), options.questions)


if __name__ == "__main__":
    main()
