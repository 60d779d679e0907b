"""Dispatch: every request is answered once, however often it arrives and whenever the process is killed.

A request is kept before it is acknowledged, its reply before it is posted. What a platform could not take is posted
later; what was open when the process ended is taken up again when it starts.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from typing import Protocol, TypeVar

from bot.conversation import Request
from bot.desks import Desks
from bot.limits import RateLimits
from bot.presentation import NOT_KEPT, SHARED_ALREADY
from bot.reply import Reply, reply_to
from bot.store import Outcome, RequestStore
from bot.tasks import Tasks
from corpus.errors import NewsdeskError, StoreError, UsageError
from retrieval.answer import Question
from retrieval.errors import NothingIndexedError
from retrieval.index import Filters

Result = TypeVar("Result")

_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 300.0
# Of 16 lines that people might ask each other about their own affairs ("who is on call for the model server?"), 8 found
# an answer and one of them with more confidence than this; of 10 questions that followed up the news, 8 had more.
_BEYOND_DOUBT = 0.85
_log = logging.getLogger(__name__)

FAILED = "Something went wrong on my side, and I could not answer. My log says what; please ask again later."
STOPPED = "I was stopped before I was done with that: use the command again."
_EMPTY = "I have no articles to answer from yet. Whoever runs me can add some with: newsdesk add"


class DeliveryDelayedError(NewsdeskError):
    """A platform could not take a message now; it may later, after ``seconds`` at the earliest.

    ``may_be_there`` tells that all or a part of it may have arrived.
    """

    def __init__(self, reason: str, seconds: float = 0.0, *, may_be_there: bool = False) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.may_be_there = may_be_there


class DeliveryRefusedError(NewsdeskError):
    """A platform will never take a message."""


class Platform(Protocol):
    """What a chat platform does for the dispatcher."""

    async def time_zone(self, request: Request) -> tzinfo:
        """Return the time zone in which "yesterday" is meant, UTC where the platform does not know it."""

    async def show_working(self, request: Request, is_posted: asyncio.Future[bool]) -> None:
        """Show at once that a request is in work, until ``is_posted`` tells whether an answer stands there.

        What goes wrong is logged: it is not worth an answer.
        """

    async def deliver(self, request: Request, reply: Reply, *, again: bool) -> str:
        """Post a reply, and return the thread that it stands in.

        ``again`` tells that it may be there already, in whole or in part.

        Raises:
            DeliveryDelayedError: it could not be posted now.
            DeliveryRefusedError: it cannot be posted there.
        """

    async def tell(self, request: Request, text: str, *, is_worth_a_line: bool) -> None:
        """Tell the asker something in private; where that cannot be, in public, if it ``is_worth_a_line`` there.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `deliver`.
        """


class Dispatcher:
    """Takes requests of one platform in, has them answered and delivered."""

    def __init__(self, platform: Platform, desks: Desks, store: RequestStore, limits: RateLimits, tasks: Tasks) -> None:
        self._platform = platform
        self._desks = desks
        self._store = store
        self._limits = limits
        self._tasks = tasks

    async def take(self, request: Request, acknowledge: Callable[[], Awaitable[None]] | None = None) -> None:
        """Take a request in, unless it was before; once this returns, it may be acknowledged.

        A platform that does not send again what was not acknowledged has it acknowledged meanwhile: the answer comes
        after that.
        """
        acknowledging = asyncio.ensure_future(acknowledge() if acknowledge else asyncio.sleep(0))
        try:
            is_new = await asyncio.to_thread(self._store.accept, request)
        finally:
            await acknowledging
        if not is_new:
            return
        # What people say to each other does not use up what they may ask.
        apart = "" if request.is_addressed else "unaddressed "
        excess = self._limits.excess(apart + request.user, apart + request.channel)
        if excess is None:
            self._tasks.start(self._answer(request))
            return
        _log.info("%s: limit of %s met", request.key, excess.who)
        self._tasks.start(self._end(request, Outcome.LIMITED, excess.notice))

    async def deliver(self, request: Request, reply: Reply) -> bool:
        """Post a reply that is known already; False where it was posted or is on its way."""
        if not await asyncio.to_thread(self._store.accept_with_reply, request, reply):
            return False
        self._tasks.start(self._deliver(request, reply, again=False))
        return True

    async def repeat(self, key: str, again: Callable[[Request], Request]) -> str | None:
        """Post the answer to a request once more, as another request; return why not, None where it is on its way."""
        asked = await asyncio.to_thread(self._store.request, key)
        reply = await asyncio.to_thread(self._store.reply, key)
        if asked is None or reply is None:
            return NOT_KEPT
        if not await self.deliver(again(asked), reply):
            return SHARED_ALREADY
        await asyncio.to_thread(self._store.close, key, Outcome.DELIVERED)
        return None

    def take_up(self, open_requests: list[tuple[Request, Reply | None]]) -> None:
        """Go on with what was open when the process ended."""
        for request, reply in open_requests:
            _log.info("%s: taken up again", request.key)
            rest = self._deliver(request, reply, again=True) if reply else self._answer(request)
            self._tasks.start(rest)

    def tell(self, request: Request, text: str) -> None:
        """Tell the asker something in private, soon."""
        self._tasks.start(self._tell(request, text))

    async def _answer(self, request: Request) -> None:
        is_posted = asyncio.get_running_loop().create_future()
        if request.is_addressed:
            self._tasks.start(self._platform.show_working(request, is_posted))
        posted = False
        try:
            posted = await self._answered(request)
        finally:
            if not is_posted.done():  # who waited for it is cancelled with everything else at the end
                is_posted.set_result(posted)

    async def _answered(self, request: Request) -> bool:
        """Answer, and tell whether the answer is posted."""
        try:
            reply = await self._reply(request)
        except NewsdeskError as error:
            if not isinstance(error, UsageError):
                _log.error("%s: no answer: %s", request.key, error)
            await self._end(request, Outcome.FAILED, explained(error))
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the asker is told
            _log.exception("%s: no answer", request.key)
            await self._end(request, Outcome.FAILED, FAILED)
        else:
            if reply is not None:
                await self._keep(request, reply)
                return await self._deliver(request, reply, again=False)
            await asyncio.to_thread(self._store.close, request.key, Outcome.SILENT)
        return False

    async def _keep(self, request: Request, reply: Reply) -> None:
        """Keep a reply; where that fails it is posted all the same, and its buttons have nothing to show."""
        try:
            await asyncio.to_thread(self._store.keep, request.key, reply)
        except StoreError as error:
            _log.error("%s: the reply is not kept: %s", request.key, error)

    async def _reply(self, request: Request) -> Reply | None:
        """Return the reply; None for a line that did not address Newsdesk and has no answer that is beyond doubt."""
        history = await asyncio.to_thread(self._store.history, request)
        asked_at = request.asked_at.astimezone(await self._platform.time_zone(request))
        filters = Filters(since=request.since, publisher=request.publisher)
        answer = await self._desks.ask(Question(text=request.text, asked_at=asked_at, history=history, filters=filters))
        _log.info("%s: %s in %.0f ms", request.key, "answered" if answer.answered else "silent", answer.timings.total)
        if not request.is_addressed and not (answer.answered and answer.confidence >= _BEYOND_DOUBT):
            return None
        return await asyncio.to_thread(reply_to, answer)

    async def _end(self, request: Request, outcome: Outcome, notice: str) -> None:
        """Close a request without an answer, once its asker is told why."""
        if request.is_addressed:
            await self._tell(request, notice, is_worth_a_line=outcome is Outcome.FAILED)
        await asyncio.to_thread(self._store.close, request.key, outcome)

    async def _deliver(self, request: Request, reply: Reply, *, again: bool) -> bool:
        """Post a reply, now or as soon as the platform takes it; tell whether it is posted."""
        try:
            thread = await persistently(
                request.key,
                lambda may_be_there: self._platform.deliver(request, reply, again=again or may_be_there),
            )
        except DeliveryRefusedError as error:
            _log.warning("%s: cannot be posted: %s", request.key, error)
            notice = f"I could not post my answer to “{_short(request.text)}” ({error})."
            await self._end(request, Outcome.FAILED, notice)
            return False
        except Exception:  # noqa: BLE001 - whatever it is, it is logged, and the asker is told
            _log.exception("%s: cannot be posted", request.key)
            await self._end(request, Outcome.FAILED, FAILED)
            return False
        await asyncio.to_thread(self._store.close, request.key, Outcome.DELIVERED, thread)
        delay = (datetime.now(UTC) - request.asked_at).total_seconds()
        _log.info("%s: posted %.1f s after it was asked", request.key, delay)
        return True

    async def _tell(self, request: Request, text: str, *, is_worth_a_line: bool = True) -> None:
        """Tell the asker something; what can never be told is logged."""
        try:
            await persistently(
                request.key, lambda _: self._platform.tell(request, text, is_worth_a_line=is_worth_a_line)
            )
        except DeliveryRefusedError as error:
            _log.warning("%s: could not be told “%s”: %s", request.key, text, error)


async def persistently(what: str, send: Callable[[bool], Awaitable[Result]]) -> Result:
    """Send until the platform takes it or refuses it; ``send`` hears whether it may be there already.

    Raises:
        DeliveryRefusedError: the platform refuses it.
    """
    wait, may_be_there = _FIRST_WAIT_S, False
    while True:
        try:
            return await send(may_be_there)
        except DeliveryDelayedError as error:
            pause = max(wait, error.seconds)
            _log.warning("%s: not posted yet (%s), tried again in %.0f s", what, error, pause)
            await asyncio.sleep(pause)
            wait, may_be_there = min(wait * 2, _LONGEST_WAIT_S), may_be_there or error.may_be_there


@contextmanager
def goes_on(part: int) -> Iterator[None]:
    """Tell of a delay behind the first part of an answer that something is there already."""
    try:
        yield
    except DeliveryDelayedError as error:
        error.may_be_there |= part > 0
        raise


def seconds(named: object) -> float:
    """Return the seconds that a header such as Retry-After names; 0 where it names none, or a date."""
    try:
        return float(str(named))
    except ValueError:
        return 0.0


def explained(error: NewsdeskError) -> str:
    """Say in a chat why there is no answer: what was wrong with the question, or no more than that it was not that."""
    if isinstance(error, UsageError):
        return f"I cannot answer that: {error}."
    return _EMPTY if isinstance(error, NothingIndexedError) else FAILED


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
