"""What the local Discord remembers, and how it changes."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from tests.platforms.discord_permissions import ALL, BITS, EVERYONE
from tests.platforms.discord_rules import Json
from tests.platforms.discord_things import Call, Channel, Guild, Interaction, Posted, RefusedError, Role, User

EPOCH_MS = 1_420_070_400_000
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
GUILDS = 1 << 0
Build = Callable[[bool], Json]


class Emit(Protocol):
    """Tells the bot of an event, and says whether it is connected."""

    def __call__(self, event: str, build: Build, *, guild: str | None, intent: int) -> bool:
        """Send what ``build`` makes, told whether the contents of all messages may be seen, to whom it concerns."""


class World:
    """All that is remembered; changes are made inside ``changing`` alone."""

    def __init__(
        self, *, shards: int, granted_intents: int, nonce_seconds: float, response_seconds: float, token_seconds: float
    ) -> None:
        self.shards = shards
        self.granted_intents = granted_intents
        self.nonce_seconds = nonce_seconds
        self.response_seconds = response_seconds
        self.token_seconds = token_seconds
        self.changed = threading.Condition()
        self._last_id = 0
        self.application = self.new_id()
        self.token = f"{secrets.token_urlsafe(18)}.local.{secrets.token_urlsafe(27)}"
        self.revoked = False
        self.address = ""
        self.interactions_endpoint: str | None = None
        self.users: dict[str, User] = {self.application: User(id=self.application, name="Newsdesk", bot=True)}
        self.guilds: dict[str, Guild] = {}
        self.roles: dict[str, Role] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Posted] = []
        self.files: dict[str, bytes] = {}
        self.interactions: list[Interaction] = []
        self.by_token: dict[str, Interaction] = {}
        self.commands: dict[str | None, list[Json]] = {None: []}
        self.command_syncs = 0
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.session_starts_left = 1000
        self.emit: Emit = _nobody
        self._dms: dict[str, Channel] = {}

    @property
    def bot(self) -> str:
        """The user id of the bot."""
        return self.application

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold what is remembered while it changes, then wake those who wait for something."""
        with self.changed:
            try:
                yield
            finally:
                self.changed.notify_all()

    def new_id(self, *, shard: int | None = None) -> str:
        """Return an id that tells the time, higher than any other; for a shard's guild, one that falls to it."""
        fresh = max((time.time_ns() // 1_000_000 - EPOCH_MS) << 22, self._last_id + 1)
        while shard is not None and (fresh >> 22) % self.shards != shard % self.shards:
            fresh = ((fresh >> 22) + 1) << 22
        self._last_id = fresh
        return str(fresh)

    def user(self, user: str) -> User:
        """Return a user."""
        if user not in self.users:
            raise RefusedError(404, 10013, "Unknown User")
        return self.users[user]

    def guild(self, guild: str) -> Guild:
        """Return a guild that the bot is in."""
        if guild not in self.guilds or not self.guilds[guild].member:
            raise RefusedError(404, 10004, "Unknown Guild")
        return self.guilds[guild]

    def channel(self, channel: str) -> Channel:
        """Return a channel."""
        if channel not in self.channels:
            raise RefusedError(404, 10003, "Unknown Channel")
        return self.channels[channel]

    def message(self, channel: str, message: str) -> Posted:
        """Return a message that all can see."""
        found = self.channel(channel).messages.get(message)
        if found is None or found.deleted or found.ephemeral_to:
            raise RefusedError(404, 10008, "Unknown Message")
        return found

    def standing(self, channel: str) -> list[Posted]:
        """Return what all can see in a channel, oldest first."""
        return [message for message in self.channel(channel).messages.values() if not self.is_hidden(message)]

    def is_hidden(self, message: Posted) -> bool:
        """Tell whether nobody, or one user alone, sees a message."""
        return message.deleted or message.ephemeral_to is not None

    def thread_of(self, message: Posted) -> Channel | None:
        """Return the thread begun from a message."""
        thread = self.channels.get(message.id)
        return thread if thread and thread.is_thread else None

    def dm(self, user: str) -> Channel:
        """Return the direct messages between a user and the bot."""
        if user not in self._dms:
            made = Channel(id=self.new_id(), kind="dm", guild=None, recipient=self.user(user).id)
            self._dms[user] = self.channels[made.id] = made
        return self._dms[user]

    def put(self, message: Posted) -> Posted:
        """Put a message into its channel."""
        self.channels[message.channel].messages[message.id] = message
        self.show(message)
        return message

    def show(self, message: Posted) -> None:
        """Record a message of the bot, unless it does not say anything yet."""
        message.created_at = time.monotonic()
        if message.user == self.bot and not message.is_system and not message.is_loading:
            self.messages.append(message)

    def is_there(self, channel: Channel) -> bool:
        """Tell whether the bot is in the guild or the conversation, and so may post beyond what it was asked."""
        root = self.channels[channel.parent] if channel.parent else channel
        return root.member and (channel.guild is None or self.guilds[channel.guild].member)

    def permissions(self, channel: Channel) -> int:
        """Return what the bot may do in a channel."""
        if not self.is_there(channel):
            return 0
        if channel.guild is None:
            return ALL
        root = self.channels[channel.parent] if channel.parent else channel
        role = next(role for role in self.roles.values() if role.managed and role.guild == channel.guild)
        return (EVERYONE | role.permissions) & ~root.denied

    def sees(self, channel: Channel) -> bool:
        """Tell whether the bot sees what happens in a channel."""
        return bool(self.permissions(channel) & BITS["VIEW_CHANNEL"])

    def require(self, channel: Channel, *names: str) -> None:
        """Refuse unless the bot may do something in a channel."""
        permissions = self.permissions(channel)
        if not permissions & BITS["VIEW_CHANNEL"]:
            raise RefusedError(403, 50001, "Missing Access")
        if not all(permissions & BITS[name] for name in names):
            raise RefusedError(403, 50013, "Missing Permissions")

    def member_permissions(self, user: User, guild: str) -> int:
        """Return what somebody may do in a guild."""
        if user.admin or self.guilds[guild].owner == user.id:
            return ALL
        roles = [self.roles[role] for role in user.roles]
        permissions = EVERYONE
        for role in roles:
            permissions |= role.permissions if role.guild == guild else 0
        return ALL if permissions & BITS["ADMINISTRATOR"] else permissions & ~user.denied


def _nobody(event: str, build: Build, *, guild: str | None, intent: int) -> bool:
    del event, build, guild, intent
    return False
