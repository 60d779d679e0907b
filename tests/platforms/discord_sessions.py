"""Sessions of the gateway: which events they get, and what they can be replayed."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import MESSAGE_CONTENT, Build


class Wire(Protocol):
    """A connection of the bot."""

    silent: bool

    @property
    def is_open(self) -> bool:
        """Whether the connection stands."""

    def send(self, payload: Json) -> None:
        """Send something."""


@dataclass(kw_only=True, eq=False)
class Session:
    """What an IDENTIFY began.

    Attributes:
        shard: Its number, and of how many.
        intents: Which events it asked for.
        id: Its id.
        last: The number of its last event.
        kept: The events that may be replayed.
        connection: The connection it is on; None while it waits to be resumed.
        lost_at: Since when it waits, of ``time.monotonic``.
    """

    shard: tuple[int, int]
    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    last: int = 0
    kept: deque[Json] = field(default_factory=deque)
    connection: Wire | None = None
    lost_at: float = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether events reach the bot now."""
        return self.connection is not None and self.connection.is_open and not self.connection.silent

    def has(self, guild: str | None, intent: int) -> bool:
        """Tell whether it gets an event of a guild, or of direct messages."""
        number, of = self.shard
        falls_to = 0 if guild is None else (int(guild) >> 22) % of
        return falls_to == number and intent & self.intents == intent

    def send(self, event: str, build: Build) -> bool:
        """Send an event now, or keep it until the session is resumed, and tell which of both."""
        self.last += 1
        data = build(bool(self.intents & MESSAGE_CONTENT))
        payload = {"op": 0, "t": event, "s": self.last, "d": data}
        self.kept.append(payload)
        if self.connection is not None:
            self.connection.send(payload)
        return self.is_connected

    def forget(self, seen: int) -> None:
        """Keep no events that the bot has seen."""
        while self.kept and self.kept[0]["s"] <= seen:
            self.kept.popleft()
