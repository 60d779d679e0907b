"""The Slack adapter: its parts put together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch import Dispatcher
from bot.health import Health
from bot.newsroom import Newsroom
from bot.settings import SlackSettings
from bot.slack.asking import Asking
from bot.slack.buttons import Buttons
from bot.slack.callers import Callers
from bot.slack.connection import Pulse, connected
from bot.slack.delivery import SlackDelivery
from bot.slack.events import PLATFORM
from bot.slack.home import Home
from bot.slack.offers import Offers
from bot.slack.people import People
from bot.slack.posting import Poster, web_client, web_session
from bot.slack.setup import Identity, check_app_token, identity_of, missing_scopes_advice
from bot.tasks import Tasks

_log = logging.getLogger(__name__)


@asynccontextmanager
async def slack_running(newsroom: Newsroom, settings: SlackSettings) -> AsyncIterator[Callable[[], Health]]:
    """Answer in Slack as long as the block runs; yield what tells the health of the connection.

    Raises:
        NewsdeskError: the token is no good, Slack cannot be reached, or the port is taken.
    """
    async with web_session() as session, Tasks() as tasks:
        client = web_client(settings, session)
        identity = await identity_of(client)
        await check_app_token(client, settings)
        _log.info("Slack: %s in %s", identity.name, identity.team_name)
        if identity.missing:
            _log.warning("Slack: %s", missing_scopes_advice(identity.missing))
        poster, people = Poster(client, session), People(newsroom.administrators, client)
        delivery = SlackDelivery(poster, people)
        dispatcher = Dispatcher(delivery, newsroom.desks, newsroom.store, newsroom.limits, tasks)
        left = await asyncio.to_thread(newsroom.store.open_requests, PLATFORM)
        pulse = Pulse()
        app = _bolt(settings, identity, pulse)
        callers = Callers(people=people, poster=poster, tasks=tasks)
        Asking(newsroom, dispatcher, delivery, callers, identity.bot_user).listen(app)
        Buttons(newsroom.store, dispatcher, poster, tasks).listen(app)
        Offers(newsroom, delivery, callers).listen(app)
        Home(newsroom, callers).listen(app)
        dispatcher.take_up(left)
        async with connected(app, client, settings, pulse):
            yield pulse.health


def _bolt(settings: SlackSettings, identity: Identity, pulse: Pulse) -> AsyncApp:
    """Return a Bolt app that knows who it is, so that no event waits for Slack to tell, nor is lost if it does not."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team,
            bot_user_id=identity.bot_user,
            bot_id=identity.bot_id,
            bot_token=settings.bot_token,
        )

    app = AsyncApp(
        name="newsdesk",  # without one the library looks for it in the sources of all callers, which takes a moment
        client=AsyncWebClient(base_url=settings.api_url),
        authorize=authorize,
        signing_secret=settings.signing_secret or "",
        process_before_response=True,
        logger=logging.getLogger("slack_bolt"),
    )

    @app.middleware
    async def hear(next_: Callable[[], Awaitable[None]]) -> None:
        pulse.heard()
        await next_()

    return app
