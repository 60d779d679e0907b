"""Limits: how many questions a minute a person and a channel may ask."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_WINDOW_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A limit that was met: whose, in how many seconds to ask again, and how many questions a minute it allows."""

    who: Literal["you", "this channel"]
    seconds: int
    limit: int

    @property
    def notice(self) -> str:
        """What to tell whoever asked."""
        questions = f"{self.limit:,} question{'s' * (self.limit != 1)}"
        wait = f"{self.seconds} second{'s' * (self.seconds != 1)}"
        return f"I take {questions} a minute from {self.who}: please ask again in {wait}."


class RateLimits:
    """Sliding windows of a minute, one for each person and each channel. It belongs to one thread, the event loop's."""

    def __init__(self, per_user: int, per_channel: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = _Windows(per_user)
        self._channels = _Windows(per_channel)
        self._clock = clock

    def excess(self, user: str, channel: str) -> Excess | None:
        """Count a question; where a limit is met, say which and do not count it."""
        now = self._clock()
        for windows in (self._users, self._channels):
            windows.forget(now)
        user_wait, channel_wait = self._users.wait(user, now), self._channels.wait(channel, now)
        if not user_wait and not channel_wait:
            self._users.count(user, now)
            self._channels.count(channel, now)
            return None
        if user_wait >= channel_wait:
            return Excess(who="you", seconds=user_wait, limit=self._users.limit)
        return Excess(who="this channel", seconds=channel_wait, limit=self._channels.limit)


class _Windows:
    """The moments of the last questions by key, as many as the limit; the key that asked last comes last."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._asked: dict[str, deque[float]] = {}

    def forget(self, now: float) -> None:
        """Forget the keys that asked nothing within the window."""
        while self._asked:
            key, moments = next(iter(self._asked.items()))
            if now - moments[-1] < _WINDOW_S:
                return
            del self._asked[key]

    def wait(self, key: str, now: float) -> int:
        """Return in how many seconds the key may ask again, 0 for now."""
        moments = self._asked.get(key)
        if moments is None or len(moments) < self.limit:
            return 0
        return max(0, math.ceil(_WINDOW_S - (now - moments[0])))

    def count(self, key: str, now: float) -> None:
        """Count a question; of as many as the limit, the oldest makes room."""
        moments = self._asked.pop(key, None) or deque(maxlen=self.limit)
        moments.append(now)
        self._asked[key] = moments
