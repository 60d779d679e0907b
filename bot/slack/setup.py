"""Whether the app is set up in Slack: its tokens and its scopes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import SlackSettings
from bot.slack.manifest import manifest
from bot.slack.posting import TokenRefusedError, slack_errors, web_client, web_session
from corpus.errors import NewsdeskError

_BOT_ADVICE = "copy the Bot User OAuth Token (xoxb-…) from the app's page on api.slack.com, under OAuth & Permissions"
_APP_ADVICE = (
    "make an app-level token with the scope connections:write on the app's page on api.slack.com, "
    "under Basic Information"
)


class SlackSetupError(NewsdeskError):
    """Slack does not take the token, or cannot be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who Newsdesk is in a workspace; ``missing`` are scopes of the manifest that the token lacks."""

    name: str
    team: str
    team_name: str
    bot_user: str
    bot_id: str
    missing: tuple[str, ...]


async def identity_of(client: AsyncWebClient) -> Identity:
    """Ask Slack whose token it is.

    Raises:
        SlackSetupError: it is nobody's, or Slack cannot be reached; the message says what to do.
    """
    with _setup_errors(client, "SLACK_BOT_TOKEN", _BOT_ADVICE):
        response = await client.auth_test()
    given = next((value for name, value in response.headers.items() if name.lower() == "x-oauth-scopes"), "")
    wanted = manifest()["oauth_config"]["scopes"]["bot"]
    return Identity(
        name=str(response.get("user", "")),
        team=str(response["team_id"]),
        team_name=str(response.get("team", "")),
        bot_user=str(response["user_id"]),
        bot_id=str(response.get("bot_id", "")),
        missing=tuple(scope for scope in wanted if scope not in {each.strip() for each in str(given).split(",")}),
    )


async def check_app_token(client: AsyncWebClient, settings: SlackSettings) -> None:
    """Try the token that Socket Mode connects with.

    Raises:
        SlackSetupError: Slack does not take it; the message says what to do.
    """
    if settings.mode == "http":
        return
    with _setup_errors(client, "SLACK_APP_TOKEN", _APP_ADVICE):
        await client.apps_connections_open(app_token=settings.app_token or "")


@contextmanager
def _setup_errors(client: AsyncWebClient, setting: str, advice: str) -> Iterator[None]:
    """Tell a token that Slack does not take from a Slack that does not answer."""
    try:
        with slack_errors():
            yield
    except TokenRefusedError as error:
        raise SlackSetupError(f"Slack does not take the token in {setting} ({error}): {advice}") from error
    except NewsdeskError as error:
        raise SlackSetupError(
            f"Slack cannot be reached at {client.base_url} ({error}): check the network and SLACK_API_URL"
        ) from error


async def examined(settings: SlackSettings) -> Identity:
    """Try the tokens of the settings.

    Raises:
        SlackSetupError: one is no good, or Slack cannot be reached; the message says what to do.
    """
    async with web_session() as session:
        client = web_client(settings, session)
        identity = await identity_of(client)
        await check_app_token(client, settings)
        return identity


def missing_scopes_advice(missing: tuple[str, ...]) -> str:
    """Say what to do about scopes that the token lacks."""
    return (
        f"the token lacks {', '.join(missing)}: paste the manifest (`newsdesk slack manifest`) on the app's page on "
        "api.slack.com, and install the app anew"
    )
