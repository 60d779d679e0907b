"""A full re-index beside the bot: no heartbeat is missed, people are answered, and one message tells how far it is."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from retrieval.embedding import Encoder
from tests.articles import news, read_file, write_jsonl
from tests.benchmarks.folder import open_folder, unheard
from tests.end_to_end.discord_faults.conftest import Talk, assert_answered_once, assert_good_conduct
from tests.end_to_end.faults import SOAK
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import UNLIMITED, NewHome, RunningBot

ARTICLES, PARAGRAPHS = (1000, 6) if SOAK else (50, 6)
HEARTBEAT_S = 1.0
TIMEOUT_S = 600 if SOAK else 120


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    """A Discord of one test alone, that wants to hear often that the bot is alive."""
    with DiscordServer(heartbeat_seconds=HEARTBEAT_S) as server:
        yield server


@pytest.mark.soak
def test_a_full_re_index_neither_misses_a_heartbeat_nor_keeps_anybody_waiting(
    discord: DiscordServer,
    new_home: NewHome,
    encoder: Encoder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All articles have changed and are embedded again: the session stands, and every question is answered.

    The report is one message, edited; once Discord takes no more edits it goes on in one direct message.
    """
    admin = discord.add_user()
    source = tmp_path / "news.jsonl"
    numbers = range(1000, 1000 + ARTICLES)
    with open_folder(home := new_home(), encoder) as folder:
        read_file(folder.connection, write_jsonl(source, [news(number, 0) for number in numbers]))
        folder.index.update(unheard)
    write_jsonl(source, [news(number, PARAGRAPHS) for number in numbers])
    with RunningBot(home, discord, NEWSDESK_ADMINS=f"discord:{admin}", **UNLIMITED) as bot:
        talk = Talk(discord)
        began, beats = monotonic(), discord.heartbeats
        asked = discord.command("newsdesk reindex", user=admin, channel=discord.add_channel())
        discord.wait_for(lambda: says(discord, asked, "Indexing: "), TIMEOUT_S)
        talk.ask_all(8)
        discord.expire_tokens()
        discord.wait_for(lambda: discord.dms(admin), TIMEOUT_S)
        talk.ask_all(8)
        discord.wait_for(lambda: "It took" in discord.visible_text(discord.dms(admin)[0]), TIMEOUT_S)
        took, beats = monotonic() - began, discord.heartbeats - beats
        assert_answered_once(bot, discord, talk.asked)
        [report] = discord.dms(admin)
        assert f"Articles: 0 added, {ARTICLES:,} revised" in discord.visible_text(report)
        assert report.edits or not SOAK  # progress is told of after each five hundred passages
        assert discord.in_channel(asked.channel) == asked.follow_ups == []
        assert [discord.identifies, discord.resumes, discord.connections] == [1, 0, 1]
        assert beats >= int(took / HEARTBEAT_S) - 1
        with capsys.disabled():
            print(
                f"\n{ARTICLES} articles embedded again in {took:.0f} s: {beats} heartbeats, one a second, "
                f"{len(talk.asked)} questions answered once, {len(report.edits)} edits of the report's second message"
            )
        assert_good_conduct(bot, discord)


def says(discord: DiscordServer, asked: Interaction, words: str) -> bool:
    """Tell whether the response to a command says something now."""
    response: Posted | None = discord.response(asked)
    return response is not None and words in discord.visible_text(response)
