"""Sources seen, added and removed from a chat: what is meant is shown first, and done at the press of a button."""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from bot.cards import (
    CANCEL,
    NEWER,
    NEXT,
    OLDER,
    PREVIOUS,
    REMOVE,
    SEE_FEED,
    SHARE_RELEASES,
    SHARING,
    Card,
    known_card,
    preview_card,
    removal_card,
    sources_card,
)
from bot.dispatch import explained
from bot.latest import turned
from bot.newsroom import ADD_VERB, REMOVE_VERB, Caller, Newsroom, NotBegunError, adding, removing
from bot.reply import one_line
from bot.splitting import shortened
from bot.store import Offer
from bot.timeline.asked import redrawn
from corpus.addresses import canonical
from corpus.article import MAX_FIELD_CHARACTERS, without_login
from corpus.errors import FetchError, NewsdeskError, UsageError
from corpus.fetching.networks import web_url
from corpus.source_store import SourceState
from corpus.sources import keep_starter_apart, source_meant
from retrieval.errors import NothingIndexedError

if TYPE_CHECKING:
    from corpus.web.discovery import Found

_MOST_SECONDS = 60
_MOST_SHOWN = 200
_HOW_TO_ADD = "Write behind it the address of a feed, a page or a sitemap, such as https://example.org/feed.xml"
_HOW_TO_REMOVE = (
    "Write behind it the address of a source, or a part of its address or title: /newsdesk sources lists all"
)
_TOO_OLD = "That offer is too old: use the command again."
_DONE = "That was pressed already."
_CANCELLED = "Cancelled: nothing is changed."
_LINK = re.compile(r"<([^<>|]*)(?:\|[^<>]*)?>")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What came of a button: what to show, if anything, and whether that takes the place of what was pressed."""

    says: str | Card | None
    takes_place: bool = False


async def listed(newsroom: Newsroom, number: int) -> Card:
    """Return a page of the list of sources.

    Raises:
        NothingIndexedError: there are none.
        StoreError: they cannot be read.
    """
    if states := await newsroom.sources():
        return sources_card(states, number)
    raise NothingIndexedError


async def preview(newsroom: Newsroom, caller: Caller, address: str) -> str | Card:
    """Look at an address, and offer an administrator to add it; a text says why not."""
    if refusal := await newsroom.refusal(caller, ADD_VERB):
        return refusal
    if not (address := _unwrapped(address)):
        return _HOW_TO_ADD
    return await _seen(newsroom, caller, address)


async def _seen(newsroom: Newsroom, caller: Caller, address: str) -> str | Card:
    """Look at an address for an administrator; a text says why it cannot be added."""
    shown = shortened(one_line(without_login(address)), _MOST_SHOWN)
    try:
        _check(address)
        _log.info("%s user %s looks at %s", caller.platform, caller.user, shown)
        return await _offered(newsroom, address)
    except TimeoutError:
        return f"I could not look at {shown}: it took more than {_MOST_SECONDS} s. Try again later."
    except NewsdeskError as error:
        reason = one_line(str(error))
        _log.info("%s user %s cannot add it: %s", caller.platform, caller.user, reason)
        return f"I cannot add {shown}: {reason}."


async def _offered(newsroom: Newsroom, address: str) -> Card:
    """Return the offer to add what is at an address, or the source that it is already.

    Raises:
        TimeoutError: looking at it took too long.
        NewsdeskError: it cannot be added; the message is the reason.
    """
    states = await newsroom.sources()
    if known := _known(states, address):
        return known_card(known)
    async with asyncio.timeout(_MOST_SECONDS), newsroom.previews:
        found = await _look(address, newsroom.settings.fetch_allow)
    if known := _known(states, found.source.location):
        return known_card(known)
    keep_starter_apart([state.source for state in states], [found.source])
    feed = next((each for each in found.feeds[:1] if not _known(states, each)), None)
    key = await asyncio.to_thread(newsroom.store.keep_offer, found.source.location, feed)
    return preview_card(found, feed, key)


async def removal(newsroom: Newsroom, caller: Caller, wanted: str) -> str | Card:
    """Offer an administrator to remove the source that is meant; a text says why not."""
    if refusal := await newsroom.refusal(caller, REMOVE_VERB):
        return refusal
    if not (wanted := _unwrapped(wanted)):
        return _HOW_TO_REMOVE
    try:
        states = {state.source.location: state for state in await newsroom.sources()}
        meant = source_meant([state.source for state in states.values()], wanted)
    except UsageError as error:
        return f"I cannot remove that: {one_line(str(error))}."
    key = await asyncio.to_thread(newsroom.store.keep_offer, meant.location, None)
    return removal_card(states[meant.location], key)


async def press(newsroom: Newsroom, caller: Caller, asks: str, key: str) -> Pressed:
    """Do what a button of a card asks for: what it offers once, and if an administrator pressed it."""
    try:
        if asks in {PREVIOUS, NEXT}:
            return Pressed(says=await listed(newsroom, int(key)), takes_place=True)
        if asks in {NEWER, OLDER}:
            return Pressed(says=await turned(newsroom.desks, key), takes_place=True)
        if asks in SHARING:
            shown = await (turned(newsroom.desks, key) if asks == SHARE_RELEASES else redrawn(newsroom, key))
            return Pressed(says=_for_everybody(shown))
        return await _pressed(newsroom, caller, asks, key)
    except NewsdeskError as error:
        _log.error("what was pressed is not done: %s", error)
        return Pressed(says=explained(error))


def _for_everybody(shown: str | Card) -> str | Card:
    """Return what was shown to one for everybody, without the buttons; a text, that there is nothing, is not shared."""
    return shown if isinstance(shown, str) else replace(shown, choices=())


async def _pressed(newsroom: Newsroom, caller: Caller, asks: str, key: str) -> Pressed:
    store = newsroom.store
    if refusal := await newsroom.refusal(caller, REMOVE_VERB if asks == REMOVE else ADD_VERB):
        return Pressed(says=refusal)
    offer = await asyncio.to_thread(store.offer, key)
    if offer is None:
        return Pressed(says=_TOO_OLD)
    if not await asyncio.to_thread(store.take, offer.taken_as):
        return Pressed(says=_DONE)
    pressed = Pressed(says=None)
    try:
        pressed = await _done(newsroom, caller, asks, offer)
    finally:  # also where the bot is stopped meanwhile
        if not pressed.takes_place:
            await asyncio.to_thread(store.give_back, offer.taken_as)
    return pressed


async def _done(newsroom: Newsroom, caller: Caller, asks: str, offer: Offer) -> Pressed:
    """Do what is offered; what does not take the place of the offer leaves it as it was."""
    if asks == CANCEL:
        return Pressed(says=_CANCELLED, takes_place=True)
    if asks == SEE_FEED:
        seen = await _seen(newsroom, caller, offer.feed or offer.address)
        return Pressed(says=seen, takes_place=isinstance(seen, Card) and bool(seen.choices))
    job = removing(offer.address) if asks == REMOVE else adding(offer.address)
    try:
        return Pressed(says=await newsroom.begin(caller, job), takes_place=True)
    except NotBegunError as error:
        return Pressed(says=str(error))


def _unwrapped(typed: str) -> str:
    """Return what was typed without the brackets in which Slack and Discord put links, and without a label."""
    link = _LINK.fullmatch(typed.strip())
    return link[1] if link else typed.strip()


def _check(address: str) -> None:
    """Refuse what is no web address, before anything is made of it.

    Raises:
        FetchError: the message is the reason.
    """
    if len(address) > MAX_FIELD_CHARACTERS:
        raise FetchError(f"an address may have {MAX_FIELD_CHARACTERS:,} characters")
    if " " in address or not address.isprintable():
        raise FetchError("an address has neither blanks nor line breaks; add one at a time")
    web_url(address)


def _known(states: Sequence[SourceState], address: str) -> SourceState | None:
    """Return the source at an address, however that is spelt."""
    wanted = canonical(address)
    return next((state for state in states if state.source.is_web and canonical(state.source.location) == wanted), None)


async def _look(address: str, allowed: Sequence[IPv4Network | IPv6Network]) -> "Found":
    """Fetch an address and tell what it is.

    Raises:
        FetchError: it could not be fetched.
        ArticleRefusedError: there is nothing in it that can be read.
    """
    await asyncio.to_thread(_load)
    from corpus.fetching.fetcher import Fetcher
    from corpus.web.discovery import discover
    from corpus.web.workers import Workers

    async with Fetcher(allowed=allowed) as fetcher, Workers(1) as workers:
        return await discover(address, None, fetcher, workers)


def _load() -> None:
    """Import what reads the web: that takes a second, for which the event loop must not wait."""
    import corpus.web.discovery  # noqa: F401 - for the import that follows
