"""A local Slack for end-to-end tests: people write, the bot answers over the real wire, and tests read what came.

The server runs in a thread. Tests drive it with blocking calls and wait with ``wait_for``, never with sleeps.
"""

import time
from collections.abc import Sequence

from tests.platforms.slack_driver import Driver
from tests.platforms.slack_payloads import Target, elements
from tests.platforms.slack_text import Json, read_blocks, read_mrkdwn
from tests.platforms.slack_things import Call, Delivery, Posted, RefusedError, ResponseUrl, Trigger, View


class SlackServer(Driver):
    """The whole of the local Slack."""

    name = "slack"

    @property
    def settings(self) -> dict[str, str]:
        """The variables that tell the bot where it is."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_APP_TOKEN": self.app_token,
        }

    @property
    def messages(self) -> list[Posted]:
        """All messages of the bot in their order, those that only one user sees and deleted ones included."""
        with self.state.changed:
            return [*self.state.messages]

    @property
    def deliveries(self) -> list[Delivery]:
        """All that was sent to the bot."""
        with self.state.changed:
            return [*self.state.deliveries]

    @property
    def late_acks(self) -> list[Delivery]:
        """What the bot did not acknowledge in time, though it was there to do so."""
        return [delivery for delivery in self.deliveries if delivery.late]

    @property
    def calls(self) -> list[Call]:
        """All calls of the bot, answers to response URLs included."""
        with self.state.changed:
            return [*self.state.calls]

    @property
    def violations(self) -> list[str]:
        """What Slack took although it ought not to be sent."""
        with self.state.changed:
            return [*self.state.violations]

    @property
    def statuses(self) -> list[tuple[str, str, str]]:
        """Each status set: the channel, the thread, and what it said."""
        with self.state.changed:
            return [*self.state.statuses]

    @property
    def prompts(self) -> list[Json]:
        """Each set of suggested prompts, with its channel and title."""
        with self.state.changed:
            return [*self.state.prompts]

    @property
    def homes(self) -> dict[str, View]:
        """The home tab of each user who has one."""
        with self.state.changed:
            return dict(self.state.homes)

    @property
    def views(self) -> list[View]:
        """All modals in the order they were opened."""
        with self.state.changed:
            return [*self.state.views.values()]

    @property
    def connections(self) -> int:
        """How many sockets of the bot are open."""
        return len(self._sockets.open)

    @property
    def connections_opened(self) -> int:
        """How many sockets the bot has opened."""
        return len(self._sockets.all)

    def replies(self, to: Posted) -> list[Posted]:
        """Return the bot's messages in the thread of a message."""
        with self.state.changed:
            thread = self.state.channel(to.channel).threads.get(to.thread, [])
            return [message for message in thread if message.user == self.bot_user and not message.deleted]

    def directly(self, user: str) -> list[Posted]:
        """Return what the bot wrote into the direct messages with a user, for that user and no private answer."""
        return [m for m in self.messages if m.channel == self.dm(user) and m.ephemeral_to is None and not m.deleted]

    def ephemerals(self, user: str) -> list[Posted]:
        """Return the messages that only one user sees."""
        return [message for message in self.messages if message.ephemeral_to == user and not message.deleted]

    def status(self, message: Posted) -> str:
        """Return the status now shown in the thread of a message, empty if none."""
        with self.state.changed:
            return self.state.status_now.get((message.channel, message.thread), "")

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in self.calls if call.method == method]

    def visible_text(self, target: Target) -> str:
        """Return the text a reader sees in a message or a view."""
        if isinstance(target, Posted) and not target.blocks:
            return target.reading.visible or read_mrkdwn(target.text).visible
        return read_blocks(target.blocks).visible

    def buttons(self, target: Target) -> list[Json]:
        """Return the elements that can be used in a message or a view."""
        return [element for _, element in elements(target.blocks)]

    def revoke_token(self) -> None:
        """Revoke the bot's token."""
        self._do(lambda: setattr(self.state, "revoked", True))

    def remove_scope(self, name: str) -> None:
        """Take a scope away."""
        self._do(lambda: self.state.scopes.remove(name))

    def expire_triggers(self) -> None:
        """Let all trigger ids given so far expire."""
        self._do(lambda: _expire([*self.state.triggers.values()]))

    def expire_response_urls(self) -> None:
        """Let all response URLs given so far expire."""
        self._do(lambda: _expire([*self.state.response_urls.values()]))

    def fail(
        self,
        method: str,
        error: str = "internal_error",
        *,
        status: int = 200,
        times: int = 1,
        retry_after: int | str | None = None,
        **extra: str,
    ) -> None:
        """Refuse the next calls of a method, which then do nothing; the answer has ``extra`` fields."""
        refusals = [RefusedError(error, status=status, retry_after=retry_after, extra=extra) for _ in range(times)]
        self._do(lambda: self._web.faults.refusals[method].extend(refusals))

    def deny(self, method: str, error: str = "internal_error", *, status: int = 200) -> None:
        """Do what the next call of a method asks for, and say that it has failed."""
        denial = RefusedError(error, status=status)
        self._do(lambda: self._web.faults.denials[method].append(denial))

    def show_no_files(self, times: int = 1) -> None:
        """Take the next files, and show them nowhere, as happens (slackapi/python-slack-sdk#1575)."""
        self._do(lambda: setattr(self.state, "unshown_files", times))

    def delay(self, method: str, seconds: float) -> None:
        """Take so long for each call of a method from now on."""
        self._do(lambda: self._web.faults.delays.update({method: seconds}))

    def drop_reply(self, method: str, times: int = 1) -> None:
        """Do what the next calls of a method ask for, but break the connection instead of answering."""
        self._do(lambda: self._web.faults.drops.update({method: times}))


def _expire(permits: Sequence[Trigger | ResponseUrl]) -> None:
    for permit in permits:
        permit.ends_at = time.monotonic() - 1
