"""What people do with the bot's commands, buttons and modals, and what the network does to its connections."""

import asyncio
import time
from collections.abc import Mapping

from tests.platforms.discord_invoking import click_data, command_data, context_data, interact, submission_data
from tests.platforms.discord_people import People
from tests.platforms.discord_rules import Json
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.discord_usage import ON_MESSAGE, Place, find_command, given_options, invocation

_PING_SECONDS = 30.0


class Driver(People):
    """Plays the users and the network; each method returns once Discord has taken it, not once the bot has."""

    def command(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        user: str,
        channel: str,
        installed: str = "guild",
    ) -> Interaction:
        """Use a slash command.

        Args:
            name: Its name, and the names of the subcommand after a blank.
            options: What is given, by name.
            user: Who uses it.
            channel: Where.
            installed: Who installed the bot: the ``guild`` (or the user's direct messages) or the ``user``.

        Returns:
            The interaction.

        Raises:
            LookupError: If it is not registered or not offered there, or an option is unknown or missing.
            ValueError: If an option does not take what was given.
        """

        def work() -> Interaction:
            place = self._place(channel, user, installed)
            found = invocation(self.state, name, place)
            data = command_data(self.state, found, given_options(found, options or {}), place.channel)
            return self._interact("command", data, user=user, channel=channel, installed=installed)

        return self._do(work)

    def context_command(self, name: str, *, user: str, message: Posted, installed: str = "guild") -> Interaction:
        """Use a command on a message.

        Raises:
            LookupError: If it is not registered or not offered there, or the user does not see the message.
        """

        def work() -> Interaction:
            self._require_sight(message, user)
            place = self._place(message.channel, user, installed)
            data = context_data(self.state, find_command(self.state, name, ON_MESSAGE, place), message)
            return self._interact("context", data, user=user, channel=message.channel, installed=installed)

        return self._do(work)

    def click(self, message: Posted, name: str, *, user: str, values: list[str] | None = None) -> Interaction:
        """Use a button or a select, by its label or its ``custom_id``.

        Raises:
            LookupError: If it is not there, the user does not see it, or it cannot be used.
        """

        def work() -> Interaction:
            self._require_sight(message, user)
            data = click_data(message, name, values)
            return self._interact("component", data, user=user, channel=message.channel, message=message)

        return self._do(work)

    def submit(self, opened: Interaction, values: Mapping[str, str] | str, *, user: str) -> Interaction:
        """Submit the modal that an interaction was answered with.

        Args:
            opened: What was answered with it.
            values: What is entered, by ``custom_id`` or label; a lone text for the only input.
            user: Who submits it.

        Raises:
            LookupError: If there is no modal, it is somebody else's, or it has no such input.
            ValueError: If an input does not take what was entered.
        """

        def work() -> Interaction:
            if opened.modal is None or opened.user != user:
                raise LookupError(f"{user} sees no modal")
            data = submission_data(opened.modal, values)
            return self._interact("modal", data, user=user, channel=opened.channel, message=opened.message)

        return self._do(work)

    def resend(self, interaction: Interaction) -> None:
        """Tell the bot of an interaction once more."""

        def work() -> None:
            self.state.emit("INTERACTION_CREATE", lambda _: interaction.payload, guild=interaction.guild, intent=0)

        self._do(work)

    def autocomplete(  # noqa: PLR0913 - what somebody types, and where
        self,
        name: str,
        option: str,
        typed: str,
        *,
        user: str,
        channel: str,
        options: Mapping[str, object] | None = None,
    ) -> list[Json]:
        """Type into an option of a slash command, and return the choices that the bot offers.

        Raises:
            LookupError: If there is no such option, or it does not offer choices.
            TimeoutError: If the bot does not answer in time.
        """

        def work() -> Interaction:
            place = self._place(channel, user, "guild")
            found = invocation(self.state, name, place)
            if not any(known["name"] == option and known.get("autocomplete") for known in found.options):
                raise LookupError(f"{option} of {name} offers no choices")
            given = given_options(found, {**(options or {}), option: typed}, typed=option)
            data = command_data(self.state, found, given, place.channel)
            return self._interact("autocomplete", data, user=user, channel=channel)

        asked = self._do(work)
        self.wait_for(lambda: asked.responded_at is not None or asked.late, self.state.response_seconds + 5)
        if asked.choices is None:
            raise TimeoutError(f"no choices came for {typed!r}")
        return asked.choices

    def cut(self, *, resumable: bool = True) -> None:
        """Break the bot's connections without a close frame.

        Args:
            resumable: Whether its sessions may be resumed.
        """

        def work() -> None:
            self._gateway.end(resumable=resumable)
            for connection in self._gateway.all:
                connection.abort()

        self._do(work)

    def ask_to_reconnect(self) -> None:
        """Ask the bot to connect anew and to resume its sessions."""
        self._do(lambda: self._gateway.send_all({"op": 7, "d": None, "s": None, "t": None}))

    def invalidate(self, *, resumable: bool) -> None:
        """Tell the bot that its sessions are invalid, and may or may not be resumed."""
        self._do(lambda: self._gateway.invalidate(resumable=resumable))

    def go_silent(self) -> None:
        """Leave the present connections open, but send nothing over them any more, not even acknowledgements."""

        def work() -> None:
            for connection in self._gateway.open:
                connection.silent = True

        self._do(work)

    def ping(self) -> float:
        """Ask the bot for a heartbeat, and return how many milliseconds it took: how long its event loop was busy.

        Each counts among the 120 things that a connection may send in a minute, of which discord.py sends 110.
        """

        async def measure() -> float:
            with self.state.changing():
                connection = self._gateway.open[-1]
                beat: asyncio.Future[float] = self._loop.create_future()
                connection.pings.append(beat)
                asked = time.monotonic()
                connection.send({"op": 1, "d": None, "s": None, "t": None})
            return (await asyncio.wait_for(beat, _PING_SECONDS) - asked) * 1000

        return self._wait(measure())

    def _place(self, channel: str, user: str, installed: str) -> Place:
        return Place(channel=self.state.channels[channel], user=user, installed=installed)

    def _interact(  # noqa: PLR0913 - the fields of an interaction
        self,
        kind: str,
        data: Json,
        *,
        user: str,
        channel: str,
        installed: str = "guild",
        message: Posted | None = None,
    ) -> Interaction:
        made = interact(self.state, kind, data, user=user, channel=channel, installed=installed, message=message)
        self._loop.call_later(self.state.response_seconds, self._mark_late, made)
        return made

    def _mark_late(self, interaction: Interaction) -> None:
        with self.state.changing():
            interaction.late = interaction.late or (interaction.delivered and interaction.responded_at is None)

    def _require_sight(self, message: Posted, user: str) -> None:
        if message.deleted or message.ephemeral_to not in (None, user):
            raise LookupError(f"{user} does not see that")
