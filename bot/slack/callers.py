"""Who has something done from Slack, and the message on which they see how far it is."""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.newsroom import Caller
from bot.slack.blocks import notice
from bot.slack.events import PLATFORM
from bot.slack.people import People
from bot.slack.posting import Poster, slack_errors
from bot.tasks import Tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """Makes callers of users."""

    people: People
    poster: Poster
    tasks: Tasks

    def of(self, user: str) -> Caller:
        """Return a user as a caller."""
        return Caller(
            platform=PLATFORM,
            user=user,
            is_administrator=lambda: self.people.is_administrator(user),
            screen=lambda doing: self._screen(user, doing),
            reports_in="a direct message",
            tasks=self.tasks,
        )

    async def _screen(self, user: str, doing: str) -> "SlackScreen":
        channel, ts = await self.poster.post(user, notice(f"{doing} begins."))
        return SlackScreen(client=self.poster.client, channel=channel, ts=ts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackScreen:
    """A direct message that is edited as things go on."""

    client: AsyncWebClient
    channel: str
    ts: str

    async def show(self, text: str) -> None:
        """Put a text in the place of the one that is shown.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: Slack did not take it.
        """
        message = notice(text)
        with slack_errors():
            await self.client.chat_update(
                channel=self.channel, ts=self.ts, text=message.text, blocks=list(message.blocks)
            )
