"""What the local Slack remembers, and how it changes."""

import itertools
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.platforms.slack_text import Json
from tests.platforms.slack_things import (
    Call,
    Channel,
    Delivery,
    Posted,
    RefusedError,
    ResponseUrl,
    Trigger,
    Uploaded,
    View,
)

Users = dict[str, Json]
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "groups:history",
    "im:history",
    "mpim:history",
    "chat:write",
    "commands",
    "usergroups:read",
    "users:read",
    "files:write",
    "im:write",
)
TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 1800.0
_KINDS = {"C": "channel", "G": "group", "D": "im"}


class Workspace:
    """All that is remembered; changes are made inside ``changing`` alone."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        self.team = "T0NEWSROOM"
        self.app = "A0NEWSDESK"
        self.bot_user = "U0NEWSDESK"
        self.bot_id = "B0NEWSDESK"
        self.bot_token = f"xoxb-{secrets.token_hex(8)}"
        self.app_token = f"xapp-1-{secrets.token_hex(8)}"
        self.signing_secret = secrets.token_hex(16)
        self.address = ""
        self.scopes = list(scopes)
        self.revoked = False
        self.users: Users = {}
        self.groups: dict[str, list[str]] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Posted] = []
        self.files: dict[str, Uploaded] = {}
        self.unshown_files = 0
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.tickets: set[str] = set()
        self.deliveries: list[Delivery] = []
        self.waiting: deque[Delivery] = deque()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.statuses: list[tuple[str, str, str]] = []
        self.status_now: dict[tuple[str, str], str] = {}
        self.prompts: list[Json] = []
        self.titles: list[tuple[str, str, str]] = []
        self.on_post: Callable[[Posted], None] | None = None
        self.changed = threading.Condition()
        self._ids = itertools.count(1)
        self.clock_behind_s = 0
        self._last_ts = 0

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold what is remembered while it changes, then wake those who wait for something."""
        with self.changed:
            try:
                yield
            finally:
                self.changed.notify_all()

    def new_id(self, letter: str) -> str:
        """Return an id that no other thing has."""
        return f"{letter}0{next(self._ids):09d}"

    def new_ts(self) -> str:
        """Return the id of a message: the time, later than that of any other."""
        now = time.time_ns() // 1000 - self.clock_behind_s * 1_000_000
        self._last_ts = max(self._last_ts + 1, now)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def channel(self, name: str) -> Channel:
        """Return a channel, made now if it is new; a user's id means the direct messages with that user."""
        if name[:1] in ("U", "W"):
            name = self.dm(name)
        if name[:1] not in _KINDS:
            raise RefusedError("channel_not_found")
        if name not in self.channels:
            self.channels[name] = Channel(id=name, kind=_KINDS[name[:1]])
        return self.channels[name]

    def dm(self, user: str) -> str:
        """Return the id of the direct messages with a user."""
        return f"D{user[1:]}"

    def put(self, message: Posted) -> Posted:
        """Put a message into its channel."""
        if message.user == self.bot_user:
            self.messages.append(message)
        if message.ephemeral_to is None:
            channel = self.channel(message.channel)
            channel.messages[message.ts] = message
            if message.thread_ts:
                channel.threads.setdefault(message.thread_ts, []).append(message)
        if message.user == self.bot_user and message.ephemeral_to is None:
            self.status_now.pop((message.channel, message.thread_ts or ""), None)
            if self.on_post:
                self.on_post(message)
        return message

    def find(self, channel: str, ts: str) -> Posted:
        """Return a message that all can see."""
        message = self.channel(channel).messages.get(ts)
        if message is None or message.deleted:
            raise RefusedError("message_not_found")
        return message

    def new_trigger(self, user: str) -> str:
        """Return a trigger id that opens one modal within 3 s."""
        trigger = f"{next(self._ids)}.{self.team}.trigger"
        self.triggers[trigger] = Trigger(user=user, ends_at=time.monotonic() + TRIGGER_SECONDS)
        return trigger

    def new_response_url(self, *, user: str, channel: str, target: Posted | None = None) -> str:
        """Return an address that takes 5 answers within 30 minutes."""
        name = self.new_id("R")
        self.response_urls[name] = ResponseUrl(
            user=user,
            channel=channel,
            target=target,
            ends_at=time.monotonic() + RESPONSE_URL_SECONDS,
        )
        return f"{self.address}/response/{name}"
