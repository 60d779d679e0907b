"""Whether the application is set up in Discord: its token, what it asks for, and the link that invites it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord.posting import discord_errors
from bot.settings import DISCORD, DiscordSettings
from corpus.errors import NewsdeskError

_ADVICE = (
    "on discord.com/developers/applications, your application, Bot: press Reset Token, and copy it into DISCORD_TOKEN"
)
_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)
_SCOPES = ("bot", "applications.commands")
_AUTHENTICATION_FAILED = 4004  # a code with which the gateway closes connections


class DiscordSetupError(NewsdeskError):
    """Discord does not take the token, or cannot be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who Newsdesk is in Discord.

    ``unneeded`` are privileged intents that are switched on; ``calls`` is the address that Discord sends commands to,
    in the place of the gateway, if any is set; ``logins_left`` are those of today.
    """

    name: str
    application: int
    servers: int
    unneeded: tuple[str, ...]
    calls: str | None
    logins_left: int

    @property
    def invite(self) -> str:
        """The link by which it is invited, with the permissions that it needs and no other."""
        return discord.utils.oauth_url(self.application, permissions=_PERMISSIONS, scopes=_SCOPES)


def intents() -> discord.Intents:
    """Return what Newsdesk asks to hear of: nothing that is privileged."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


def move_to(settings: DiscordSettings) -> None:
    """Have the library speak to the server of the settings: it knows of one alone, for the whole process."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # voice is not for us
    if settings.api_url == DISCORD:
        return
    Route.BASE = f"{settings.api_url}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.api_url).with_scheme(
        "wss" if settings.api_url.startswith("https") else "ws"
    )


@contextmanager
def setup_errors(settings: DiscordSettings) -> Iterator[None]:
    """Tell a token that Discord does not take from a Discord that does not answer.

    Raises:
        DiscordSetupError: it is the one or the other; the message says what to do.
    """
    try:
        with discord_errors():
            yield
    except (discord.LoginFailure, discord.ConnectionClosed) as error:
        if isinstance(error, discord.ConnectionClosed) and error.code != _AUTHENTICATION_FAILED:
            raise
        raise DiscordSetupError(f"Discord does not take the token in DISCORD_TOKEN: {_ADVICE}") from error
    except NewsdeskError as error:
        raise DiscordSetupError(
            f"Discord cannot be reached at {settings.api_url} ({error}): check the network and DISCORD_API_URL"
        ) from error


async def examined(settings: DiscordSettings) -> Identity:
    """Ask Discord whose the token is.

    Raises:
        DiscordSetupError: it is nobody's, or Discord cannot be reached; the message says what to do.
    """
    move_to(settings)
    async with discord.Client(intents=intents()) as client:
        with setup_errors(settings):
            await client.login(settings.token)
            about = await client.application_info()
            _, _, limit = await client.http.get_bot_gateway()
        flags = about.flags
        privileged = {
            "Message Content": flags.gateway_message_content or flags.gateway_message_content_limited,
            "Server Members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
            "Presence": flags.gateway_presence or flags.gateway_presence_limited,
        }
        return Identity(
            name=about.name,
            application=about.id,
            servers=about.approximate_guild_count,
            unneeded=tuple(name for name, is_on in privileged.items() if is_on),
            calls=about.interactions_endpoint_url,
            logins_left=limit["remaining"],
        )
