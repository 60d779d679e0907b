"""What people do in the local Slack, and what the network does to the bot's connections."""

from tests.platforms.slack_host import SlackHost
from tests.platforms.slack_http import HttpCourier, signed
from tests.platforms.slack_payloads import (
    Target,
    change_event,
    click_payload,
    command_payload,
    event_callback,
    home_event,
    message_event,
    shortcut_payload,
    submission_payload,
)
from tests.platforms.slack_text import Json, as_typed
from tests.platforms.slack_things import Channel, Delivery, Posted, View

_SCOPES = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}


class Driver(SlackHost):
    """Plays the users and the network; each method returns once Slack has taken it, not once the bot has."""

    def add_user(self, user: str, *, is_admin: bool = False, tz: str = "Europe/Berlin") -> None:
        """Say more of a user than is assumed of unknown ones."""
        self._do(lambda: self.state.users.update({user: {"is_admin": is_admin, "tz": tz}}))

    def add_group(self, group: str, members: list[str]) -> None:
        """Make a user group."""
        self._do(lambda: self.state.groups.update({group: list(members)}))

    def add_channel(
        self, channel: str, *, member: bool = True, archived: bool = False, users: set[str] | None = None
    ) -> None:
        """Make a channel that differs from those made when first named.

        Args:
            channel: Its id, ``C…`` for a public and ``G…`` for a private one.
            member: Whether the bot is in it.
            archived: Whether it is archived.
            users: The people in it; None for everybody.
        """
        kind = "group" if channel.startswith("G") else "channel"
        made = Channel(id=channel, kind=kind, member=member, archived=archived, users=users)
        self._do(lambda: self.state.channels.update({channel: made}))

    def dm(self, user: str) -> str:
        """Return the id of the direct messages between a user and the bot."""
        return self.state.dm(user)

    def mention(self, text: str, *, user: str, channel: str, thread_ts: str | None = None) -> Posted:
        """Mention the bot, of which a channel tells it twice: as ``app_mention`` and as ``message``."""

        def work() -> Posted:
            message = self._put(f"<@{self.bot_user}> {text}", user=user, channel=channel, thread_ts=thread_ts)
            if self.state.channel(channel).kind != "im":
                self._tell(message, "app_mention")
            self._tell(message, "message")
            return message

        return self._do(work)

    def say(  # noqa: PLR0913 - the fields of a message
        self,
        text: str,
        *,
        user: str,
        channel: str,
        thread_ts: str | None = None,
        subtype: str | None = None,
        bot_id: str | None = None,
    ) -> Posted:
        """Write into a channel without mentioning the bot."""

        def work() -> Posted:
            message = self._put(text, user=user, channel=channel, thread_ts=thread_ts)
            message.subtype, message.bot_id = subtype, bot_id
            self._tell(message, "message")
            return message

        return self._do(work)

    def direct(self, text: str, *, user: str, thread_ts: str | None = None) -> Posted:
        """Write to the bot directly."""
        return self.say(text, user=user, channel=self.dm(user), thread_ts=thread_ts)

    def open_messages_tab(self, user: str) -> Delivery:
        """Open the bot's messages tab."""
        return self._do(lambda: self._send_event(home_event(self.state, user, "messages")))

    def open_home(self, user: str) -> Delivery:
        """Open the bot's home tab."""
        return self._do(lambda: self._send_event(home_event(self.state, user, "home")))

    def command(self, name: str, text: str, *, user: str, channel: str) -> Delivery:
        """Use a slash command, its name with the slash."""

        def work() -> Delivery:
            payload = command_payload(self.state, name, as_typed(text, linked=False), user=user, channel=channel)
            return self._deliver("slash_commands", payload)

        return self._do(work)

    def shortcut(self, callback_id: str, *, user: str, message: Posted) -> Delivery:
        """Use a shortcut on a message."""

        def work() -> Delivery:
            return self._deliver("interactive", shortcut_payload(self.state, callback_id, user=user, message=message))

        return self._do(work)

    def click(self, target: Target, action_id: str, *, user: str, value: str | None = None) -> Delivery:
        """Use an element of a message, a modal or a home tab.

        Args:
            target: Where the element is.
            action_id: Its name.
            user: Who uses it.
            value: The option or the feedback chosen, or the value that tells it from others of its name.

        Returns:
            The delivery.

        Raises:
            LookupError: If there is no such element, or the user does not see it.
        """

        def work() -> Delivery:
            seen_by = target.user if isinstance(target, View) else target.ephemeral_to
            if seen_by not in (None, user) or (isinstance(target, Posted) and target.deleted):
                raise LookupError(f"{user} does not see that")
            payload = click_payload(self.state, target, action_id, user=user, value=value)
            return self._deliver("interactive", payload)

        return self._do(work)

    def submit(self, view: View, values: Json | None = None) -> Delivery:
        """Submit a modal with values by ``action_id``."""
        return self._do(lambda: self._deliver("interactive", submission_payload(self.state, view, values or {})))

    def edit(self, message: Posted, text: str) -> Delivery | None:
        """Edit a user's message."""

        def work() -> Delivery | None:
            before = message.fields()
            message.edits.append({"text": message.text, "blocks": message.blocks})
            message.text = as_typed(text)
            return self._change(message, before, "message_changed")

        return self._do(work)

    def delete(self, message: Posted) -> Delivery | None:
        """Delete a message, of a user or of the bot."""

        def work() -> Delivery | None:
            message.deleted = True
            return self._change(message, message.fields(), "message_deleted")

        return self._do(work)

    def redeliver(self, delivery: Delivery, *, with_retry: bool = True) -> Delivery:
        """Send an event again.

        Args:
            delivery: What was sent before.
            with_retry: Whether under the same id and marked as a retry; else under a new id, without a mark.

        Returns:
            The delivery of the second one.
        """

        def work() -> Delivery:
            if with_retry:
                reason = "http_timeout" if self._http else "timeout"
                return self._deliver(delivery.kind, delivery.payload, retry=delivery.retry + 1, reason=reason)
            return self._deliver(delivery.kind, delivery.payload | {"event_id": self.state.new_id("Ev")})

        return self._do(work)

    def cut(self) -> None:
        """Break the bot's connections without a close frame."""
        self._do(self._sockets.cut)

    def close_gracefully(self) -> None:
        """Close the bot's connections with a close frame."""
        self._wait(self._sockets.close_gracefully())

    def refresh(self) -> None:
        """Ask the bot to connect anew; the old connection is closed once it has, or after 5 s."""
        self._wait(self._sockets.refresh())

    def refuse_sockets(self) -> None:
        """Let no websocket through, as a proxy may."""
        self._sockets.refusing = True

    def go_silent(self) -> None:
        """Leave the present connections open, but answer nothing on them any more, not even pings."""
        self._do(lambda: self._mark_connections(silent=True))

    def go_deaf(self) -> None:
        """Leave the present connections open and answer pings, but deliver nothing over them any more."""
        self._do(lambda: self._mark_connections(silent=False))

    def post_raw(self, body: str, signature: str | None = None, timestamp: int | None = None) -> int:
        """Post a body to the bot in HTTP mode, and return the status.

        Args:
            body: The body.
            signature: The signature to send, None for the right one.
            timestamp: The seconds to send, None for the present.
        """
        headers = {"Content-Type": "application/json"} | signed(self.signing_secret, body, timestamp)
        if signature is not None:
            headers["X-Slack-Signature"] = signature
        return self._wait(self._courier().post(body, headers))[0]

    def verify_url(self, challenge: str) -> tuple[int, str]:
        """Ask the bot in HTTP mode to prove that its address is its own, and return status and body."""
        body = f'{{"type": "url_verification", "token": "unused", "challenge": "{challenge}"}}'
        headers = {"Content-Type": "application/json"} | signed(self.signing_secret, body)
        return self._wait(self._courier().post(body, headers))

    def _courier(self) -> HttpCourier:
        if self._http is None:
            raise LookupError("the server is in Socket Mode")
        return self._http

    def _mark_connections(self, *, silent: bool) -> None:
        for connection in self._sockets.open:
            connection.deaf = True
            connection.silent = connection.silent or silent

    def _put(self, text: str, *, user: str, channel: str, thread_ts: str | None) -> Posted:
        posted = Posted(channel=channel, ts=self.state.new_ts(), thread_ts=thread_ts, user=user, text=as_typed(text))
        self.state.channel(channel)
        return self.state.put(posted)

    def _tell(self, message: Posted, kind: str) -> None:
        channel = self.state.channel(message.channel)
        scope = "app_mentions:read" if kind == "app_mention" else _SCOPES[channel.kind]
        if channel.member and scope in self.state.scopes:
            message.deliveries.append(self._send_event(message_event(self.state, message, kind)))

    def _change(self, message: Posted, before: Json, subtype: str) -> Delivery | None:
        channel = self.state.channel(message.channel)
        if not channel.member or _SCOPES[channel.kind] not in self.state.scopes:
            return None
        return self._send_event(change_event(self.state, message, before, subtype))

    def _send_event(self, event: Json) -> Delivery:
        return self._deliver("events_api", event_callback(self.state, event))
