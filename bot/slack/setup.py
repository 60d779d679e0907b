"""The app's set-up in Slack: its manifest, and whether token and scopes are as they should be."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import SlackSettings
from bot.slack.connection import PATH
from bot.slack.posting import web_client
from corpus.errors import NewsdeskError


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


def manifest(url: str | None = None) -> dict[str, Any]:
    """Return the manifest from which the app is made on api.slack.com.

    ``url`` is the address that Slack calls in HTTP mode, such as ``https://newsdesk.example``; None for Socket Mode.
    """
    fields: dict[str, Any] = json.loads((files("bot.slack") / "manifest.json").read_text("utf-8"))
    if url:
        address = url.rstrip("/") + PATH
        settings = fields["settings"]
        settings["socket_mode_enabled"] = False
        for called in (settings["event_subscriptions"], settings["interactivity"]):
            called["request_url"] = address
        for command in fields["features"]["slash_commands"]:
            command["url"] = address
    return fields


async def identity_of(client: AsyncWebClient) -> Identity:
    """Ask Slack whose token it is.

    Raises:
        SlackSetupError: it is nobody's, or Slack cannot be reached; the message says what to do.
    """
    try:
        response = await client.auth_test()
    except SlackApiError as error:
        raise SlackSetupError(
            f"Slack does not take the token in SLACK_BOT_TOKEN ({error.response.get('error')}): copy the Bot User "
            "OAuth Token (xoxb-…) from the app's page on api.slack.com, under OAuth & Permissions"
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SlackSetupError(
            f"Slack cannot be reached at {client.base_url} ({type(error).__name__}): "
            "check the network and SLACK_API_URL"
        ) from error
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
    try:
        await client.apps_connections_open(app_token=settings.app_token or "")
    except SlackApiError as error:
        raise SlackSetupError(
            f"Slack does not take the token in SLACK_APP_TOKEN ({error.response.get('error')}): make an app-level "
            "token with the scope connections:write on the app's page on api.slack.com, under Basic Information"
        ) from error


async def examined(settings: SlackSettings) -> Identity:
    """Try the tokens of the settings.

    Raises:
        SlackSetupError: one is no good, or Slack cannot be reached; the message says what to do.
    """
    async with aiohttp.ClientSession() as session:
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
