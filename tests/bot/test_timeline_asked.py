"""The timeline in chats: however many are asked for, everybody else goes on."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.access import Administrators
from bot.cards import Card
from bot.desks import Desks
from bot.limits import RateLimits
from bot.newsroom import Newsroom
from bot.reindexing import Reindexing
from bot.settings import Settings
from bot.shares import Shares
from bot.store import RequestStore, open_request_store
from bot.timeline import drawing
from bot.timeline.asked import drawn
from corpus.releases.wanted import ReleaseQuery
from tests.articles import write_jsonl
from tests.conftest import Newsdesk
from tests.end_to_end.releases import RECENT

_THREADS, _TIMELINES = 2, 6


def a_newsroom(settings: Settings, store: RequestStore) -> Newsroom:
    """Return a newsroom of which the desks are not warmed up."""
    return Newsroom(
        settings=settings,
        desks=Desks(settings),
        store=store,
        limits=RateLimits(per_user=1, per_channel=1),
        administrators=Administrators.of(()),
        reindexing=Reindexing(settings),
        shares=Shares(store),
    )


async def drawn_beside_others(newsroom: Newsroom) -> list[str | Card]:
    """Ask for more timelines than there are threads while none can be drawn; others find a thread all the same."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
    with drawing._DRAWING:  # noqa: SLF001 - as long as a picture takes
        asked = [asyncio.create_task(drawn(newsroom, ReleaseQuery(wanted=None))) for _ in range(_TIMELINES)]
        for _ in range(_TIMELINES):
            await asyncio.sleep(0.05)
            await asyncio.wait_for(asyncio.to_thread(int), 10)
    return await asyncio.gather(*asked)


def test_who_asks_for_many_timelines_stops_nobody(newsdesk: Newsdesk, home: Path, tmp_path: Path) -> None:
    """They wait for each other in no thread, of which all that is looked up needs one."""
    url, publisher, day, text = RECENT
    article = {"url": url, "title": "News", "publisher": publisher, "date": day, "text": text}
    assert newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [article]))).code == 0
    with open_request_store(home) as store:
        shown = asyncio.run(drawn_beside_others(a_newsroom(Settings.load(), store)))
    assert [isinstance(each, Card) for each in shown] == [True] * _TIMELINES
