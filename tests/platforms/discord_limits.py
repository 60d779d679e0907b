"""Discord's rate limits: windows for each route, one for all calls, and the bound on refused calls."""

import hashlib
import math
import time
from collections import deque
from dataclasses import dataclass, field

from tests.platforms.discord_things import RefusedError

Window = tuple[int, float]
_INVALID_MOST = 10_000
_INVALID_SECONDS = 600.0
_NO_LIMIT: Window = (1000, 1.0)
_FOLLOW_UPS: Window = (5, 2.0)
_IN_CHANNELS = {
    "POST /channels/*/messages",
    "PATCH /channels/*/messages/*",
    "DELETE /channels/*/messages/*",
    "POST /channels/*/typing",
}
_FREE = ("POST /interactions/", "POST /webhooks/", "PATCH /webhooks/", "GET /webhooks/", "DELETE /webhooks/")


@dataclass(kw_only=True)
class Bucket:
    """A window of time in which some calls are taken."""

    most: int
    seconds: float
    ends_at: float = float("-inf")
    taken: int = 0

    @property
    def left(self) -> float:
        """Seconds to the end of the window."""
        return max(0.0, self.ends_at - time.monotonic())

    def take(self) -> bool:
        """Take a call, and say whether there was room for it."""
        if not self.left:
            self.ends_at, self.taken = time.monotonic() + self.seconds, 0
        if self.taken >= self.most:
            return False
        self.taken += 1
        return True


@dataclass(kw_only=True)
class Limits:
    """What is counted.

    Attributes:
        channel_limit: How many calls of a kind that writes are taken for one channel, in how many seconds.
        global_limit: How many calls are taken in a second in all, responses to interactions apart.
        via: Whether a refusal carries the header that tells it from one of Cloudflare's.
        invalid: When calls were refused that count against the address.
    """

    channel_limit: Window | None
    global_limit: int | None
    via: bool
    invalid: deque[float] = field(default_factory=deque)
    invalid_in_all: int = 0
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _all: Bucket | None = None

    def take(self, route: str, major: str) -> dict[str, str]:
        """Count a call, and return the headers of its answer.

        Args:
            route: The name of the route.
            major: What the limit is for: the id of the channel, or the token of the interaction.

        Raises:
            RefusedError: If there is no room for it.
        """
        if self._is_banned():
            raise RefusedError(429, 0, "You are being blocked from accessing our API temporarily.")
        if self.global_limit is not None and not route.startswith(_FREE):
            self._all = self._all or Bucket(most=self.global_limit, seconds=1.0)
            if not self._all.take():
                raise self.refusal(self._all.left, is_global=True)
        bucket = self._bucket(route, major)
        if not bucket.take():
            raise self.refusal(bucket.left, headers=_headers(route, bucket))
        return _headers(route, bucket)

    def refusal(
        self, seconds: float, *, is_global: bool = False, headers: dict[str, str] | None = None
    ) -> RefusedError:
        """Return the refusal of a call that came too early."""
        told = {
            "Retry-After": str(math.ceil(seconds)),
            "X-RateLimit-Scope": "global" if is_global else "user",
            **(headers or {}),
            **({"X-RateLimit-Global": "true"} if is_global else {}),
            **({"Via": "1.1 google"} if self.via else {}),
        }
        extra = {"retry_after": math.ceil(seconds * 1000) / 1000, "global": is_global}
        return RefusedError(429, 0, "You are being rate limited.", extra=extra, headers=told)

    def count(self, status: int) -> None:
        """Count an answer if it is one of those that few may be of."""
        if status in (401, 403, 429):
            self.invalid.append(time.monotonic())
            self.invalid_in_all += 1

    def _is_banned(self) -> bool:
        while self.invalid and self.invalid[0] < time.monotonic() - _INVALID_SECONDS:
            self.invalid.popleft()
        return len(self.invalid) >= _INVALID_MOST

    def _bucket(self, route: str, major: str) -> Bucket:
        if (route, major) not in self._buckets:
            most, seconds = self._window(route)
            self._buckets[route, major] = Bucket(most=most, seconds=seconds)
        return self._buckets[route, major]

    def _window(self, route: str) -> Window:
        if self.channel_limit is None:
            return _NO_LIMIT
        if route in _IN_CHANNELS:
            return self.channel_limit
        return _FOLLOW_UPS if route.startswith(_FREE[1:]) else _NO_LIMIT


def _headers(route: str, bucket: Bucket) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(bucket.most),
        "X-RateLimit-Remaining": str(bucket.most - bucket.taken),
        "X-RateLimit-Reset": f"{time.time() + bucket.left:.3f}",
        "X-RateLimit-Reset-After": f"{math.ceil(bucket.left * 1000) / 1000:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
    }
