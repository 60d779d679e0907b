"""A local Discord for end-to-end tests: people write, the bot answers over the real wire, and tests read what came.

The server runs in a thread. Tests drive it with blocking calls and wait with ``wait_for``, never with sleeps.
"""

import time

from tests.platforms.discord_driver import Driver
from tests.platforms.discord_invoking import usable
from tests.platforms.discord_rules import Json
from tests.platforms.discord_text import Reading, read_message
from tests.platforms.discord_things import Call, Interaction, Posted, RefusedError


class DiscordServer(Driver):
    """The whole of the local Discord."""

    @property
    def messages(self) -> list[Posted]:
        """All messages of the bot in their order, those that only one user sees and deleted ones included."""
        with self.state.changed:
            return [*self.state.messages]

    @property
    def interactions(self) -> list[Interaction]:
        """All interactions there have been."""
        with self.state.changed:
            return [*self.state.interactions]

    @property
    def late_interactions(self) -> list[Interaction]:
        """What the bot did not respond to in time, though it was there to do so."""
        return [interaction for interaction in self.interactions if interaction.late]

    @property
    def calls(self) -> list[Call]:
        """All calls of the bot."""
        with self.state.changed:
            return [*self.state.calls]

    @property
    def violations(self) -> list[str]:
        """What Discord took although it ought not to be sent."""
        with self.state.changed:
            return [*self.state.violations]

    @property
    def commands(self) -> list[Json]:
        """The commands that are registered for all guilds."""
        with self.state.changed:
            return [*self.state.commands[None]]

    @property
    def command_syncs(self) -> int:
        """How often the bot replaced all commands."""
        return self.state.command_syncs

    @property
    def connections(self) -> int:
        """How many connections of the bot serve a session."""
        return len(self._gateway.open)

    @property
    def identifies(self) -> int:
        """How often the bot began a session."""
        return self._gateway.identifies

    @property
    def resumes(self) -> int:
        """How often the bot resumed a session."""
        return self._gateway.resumes

    @property
    def heartbeats(self) -> int:
        """How many heartbeats came."""
        return self._gateway.heartbeats

    @property
    def invalid_requests(self) -> int:
        """How many calls were refused that count against the address of the bot."""
        return self._limits.invalid_in_all

    def calls_of(self, route: str) -> list[Call]:
        """Return the calls of one route, named like ``POST /channels/*/messages``."""
        self._require_route(route)
        return [call for call in self.calls if call.route == route]

    def in_channel(self, channel: str) -> list[Posted]:
        """Return what the bot says to all in a channel."""
        with self.state.changed:
            return [message for message in self._said() if message.channel == channel and not message.ephemeral_to]

    def replies(self, to: Posted) -> list[Posted]:
        """Return the bot's messages that answer a message: in the thread begun from it, or replying to it beside it."""
        with self.state.changed:
            in_thread = [message for message in self.in_channel(to.id) if message.reference in (None, to.id)]
            beside = [message for message in self.in_channel(to.channel) if message.reference == to.id]
            return sorted([*in_thread, *beside], key=lambda message: int(message.id))

    def thread_of(self, message: Posted) -> str | None:
        """Return the id of the thread begun from a message."""
        with self.state.changed:
            thread = self.state.thread_of(message)
            return thread.id if thread else None

    def dms(self, user: str) -> list[Posted]:
        """Return what the bot says to a user directly."""
        return self.in_channel(self.dm(user))

    def ephemerals(self, user: str) -> list[Posted]:
        """Return the messages that only one user sees."""
        with self.state.changed:
            return [message for message in self._said() if message.ephemeral_to == user]

    def response(self, interaction: Interaction) -> Posted | None:
        """Return the response to an interaction, once it says something."""
        with self.state.changed:
            original = interaction.original
            return None if original is None or original.is_loading or original.deleted else original

    def typing(self, channel: str) -> list[float]:
        """Return when the bot was seen typing in a channel."""
        with self.state.changed:
            return [*self.state.channels[channel].typing]

    def visible_text(self, message: Posted) -> str:
        """Return the text a reader sees in a message."""
        return self._read(message).visible

    def links(self, message: Posted) -> list[tuple[str, str]]:
        """Return the label and the address of each link in a message."""
        return [*self._read(message).links]

    def buttons(self, message: Posted) -> list[Json]:
        """Return the buttons and the selects of a message."""
        return usable(message.components)

    def file(self, attachment: Json) -> bytes:
        """Return what is in a file of a message."""
        with self.state.changed:
            return self.state.files[attachment["id"]]

    def revoke_token(self) -> None:
        """Revoke the bot's token, which ends its sessions."""
        self._do(lambda: setattr(self.state, "revoked", True))
        self._wait(self._gateway.close_all(4004, "Authentication failed."))

    def expire_tokens(self) -> None:
        """Let the tokens of all interactions so far expire."""

        def work() -> None:
            for interaction in self.state.interactions:
                interaction.ends_at = time.monotonic() - 1

        self._do(work)

    def set_interactions_endpoint(self, url: str | None) -> None:
        """Let interactions go to an address on the web instead of to the gateway."""
        self._do(lambda: setattr(self.state, "interactions_endpoint", url))

    def fail(  # noqa: PLR0913 - the parts of a refusal
        self,
        route: str,
        *,
        status: int = 500,
        code: int = 0,
        times: int = 1,
        retry_after: float | None = None,
        is_global: bool = False,
    ) -> None:
        """Refuse the next calls of a route, which then do nothing.

        Args:
            route: Its name, like ``POST /channels/*/messages``.
            status: The HTTP status.
            code: Discord's number of the error.
            times: How many calls.
            retry_after: Seconds until the next try; makes the status 429.
            is_global: Whether the refusal is for all routes.
        """
        self._require_route(route)
        refusal = RefusedError(status, code, f"{status}: made to fail")
        if retry_after is not None:
            refusal = self._limits.refusal(retry_after, is_global=is_global)
        self._do(lambda: self._web.faults.refusals[route].extend([refusal] * times))

    def delay(self, route: str, seconds: float) -> None:
        """Take so long for each call of a route from now on."""
        self._require_route(route)
        self._do(lambda: self._web.faults.delays.update({route: seconds}))

    def drop_reply(self, route: str, times: int = 1) -> None:
        """Do what the next calls of a route ask for, but break the connection instead of answering."""
        self._require_route(route)
        self._do(lambda: self._web.faults.drops.update({route: times}))

    def _require_route(self, route: str) -> None:
        if route not in self._web.names:
            raise LookupError(f"no route {route!r}, but {sorted(self._web.names)}")

    def _said(self) -> list[Posted]:
        return [message for message in self.state.messages if not message.deleted]

    def _read(self, message: Posted) -> Reading:
        return read_message(message.fields() | {"flags": message.flags, "attachments": message.attachments})
