"""The timeline in chats: a picture of a year of releases on a card, with the button that shares it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.cards import SHARE_TIMELINE, Card, Choice
from bot.desk import Latest
from bot.latest import silence_of
from bot.newsroom import Newsroom
from bot.presentation import SHARE
from bot.timeline.releases import SHOWN_DAYS, pictured, title_of
from corpus.releases.wanted import ReleaseQuery


async def drawn(newsroom: Newsroom, query: ReleaseQuery) -> str | Card:
    """Return the releases of the last year that are asked for as a picture; a text says that there is none.

    Raises:
        NothingIndexedError: there are no articles.
        StoreError: they cannot be read.
    """
    today = datetime.now(UTC).date()
    async with newsroom.drawing:
        latest = await newsroom.desks.latest(replace(query, since=today - SHOWN_DAYS))
        if latest.releases:
            return await asyncio.to_thread(_card, latest, today)
    return await silence_of(newsroom.desks, latest)


async def redrawn(newsroom: Newsroom, key: str) -> str | Card:
    """Return the timeline that the button under one stands for, as it is now.

    Raises:
        NothingIndexedError, StoreError: as for `drawn`.
    """
    return await drawn(newsroom, ReleaseQuery(wanted=key or None))


def _card(latest: Latest, today: date) -> Card:
    wanted = latest.query.wanted
    share = Choice(label=SHARE, asks=SHARE_TIMELINE, key=wanted or "")
    return Card(heading=title_of(wanted), picture=pictured(latest, today), choices=(share,))
