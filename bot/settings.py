"""Settings, from the environment and `.env`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_data_path

from bot.access import Administrators
from corpus.errors import UsageError

DISCORD = "https://discord.com"
_MOST_QUESTIONS = 1_000_000  # a minute: no limit at all
_MOST_PORT = 65_535
_MOST_MINUTES = 7 * 24 * 60
_Choice = TypeVar("_Choice", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``home`` is the data folder. ``embedding_model`` None means the one that the data folder remembers.

    ``reranker`` None means the default one, where it is installed. ``admins`` are entries for `Administrators`,
    ``followups`` tells which lines in a thread are questions, and the rates are questions a minute. ``refresh_every``
    is the least time between two readings of a source; ``fetch_allow`` are private networks that may be fetched.
    """

    home: Path
    embedding_model: str | None = None
    reranker: str | None = None
    admins: tuple[str, ...] = ()
    followups: Literal["threads", "mention-only"] = "threads"
    rate_per_user: int = 6
    rate_per_channel: int = 30
    health_port: int = 8787
    refresh_every: timedelta = timedelta(minutes=30)
    fetch_allow: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def load(cls) -> "Settings":
        """Read `.env` in the working directory and the environment, which has the last word.

        Raises:
            UsageError: a variable has a value that cannot be used; the message names it.
        """
        return cls.of(variables_set())

    @classmethod
    def of(cls, variables: Mapping[str, str | None]) -> "Settings":
        """Make settings of variables.

        Raises:
            UsageError: as for `load`.
        """
        place = variables.get("NEWSDESK_HOME") or user_data_path("newsdesk", appauthor=False)
        try:
            home = Path(place).expanduser().resolve()
            usable = home.is_dir() or not home.exists()
        except (OSError, RuntimeError, ValueError):  # a name too long, a link to itself, the home of nobody
            usable = False
        if not usable:
            raise UsageError(f"NEWSDESK_HOME={place} cannot be a folder: name a folder, existing or not")
        entries = (entry.strip() for entry in _text(variables, "NEWSDESK_ADMINS").split(","))
        admins = tuple(filter(None, entries))
        Administrators.of(admins)
        return cls(
            home=home,
            embedding_model=variables.get("NEWSDESK_EMBEDDING_MODEL") or None,
            reranker=variables.get("NEWSDESK_RERANKER") or None,
            admins=admins,
            followups=_choice(variables, "NEWSDESK_FOLLOWUPS", ("threads", "mention-only")),
            rate_per_user=_number(variables, "NEWSDESK_RATE_PER_USER", 6, _MOST_QUESTIONS),
            rate_per_channel=_number(variables, "NEWSDESK_RATE_PER_CHANNEL", 30, _MOST_QUESTIONS),
            health_port=_number(variables, "NEWSDESK_HEALTH_PORT", 8787, _MOST_PORT),
            refresh_every=timedelta(minutes=_number(variables, "NEWSDESK_REFRESH_MINUTES", 30, _MOST_MINUTES)),
            fetch_allow=_networks(variables, "NEWSDESK_FETCH_ALLOW"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """What connects to Slack. Mode ``socket`` has an ``app_token``, mode ``http`` a ``signing_secret``.

    They are apart from `Settings`, so that a wrong token keeps nobody from asking on the command line.
    """

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"
    http_port: int = 3000

    @classmethod
    def of(cls, variables: Mapping[str, str | None]) -> "SlackSettings | None":
        """Make settings of variables; None where SLACK_BOT_TOKEN is not set.

        Raises:
            UsageError: a variable is missing, or has a value that cannot be used; the message names it.
        """
        bot_token = _text(variables, "SLACK_BOT_TOKEN")
        if not bot_token:
            return None
        app_token = _text(variables, "SLACK_APP_TOKEN") or None
        signing_secret = _text(variables, "SLACK_SIGNING_SECRET") or None
        api_url = _text(variables, "SLACK_API_URL") or "https://slack.com/api/"
        mode: Literal["socket", "http"] = _choice(variables, "NEWSDESK_SLACK_MODE", ("socket", "http"))
        if not bot_token.startswith("xoxb-"):
            raise UsageError(
                "SLACK_BOT_TOKEN does not begin with xoxb-: copy the Bot User OAuth Token, under OAuth & Permissions"
            )
        if mode == "socket" and not (app_token or "").startswith("xapp-"):
            raise UsageError(
                "SLACK_APP_TOKEN, which Socket Mode needs, does not begin with xapp-: make an app-level token with the "
                "scope connections:write, under Basic Information, or set NEWSDESK_SLACK_MODE=http"
            )
        if mode == "http" and not signing_secret:
            raise UsageError(
                "SLACK_SIGNING_SECRET is not set, and NEWSDESK_SLACK_MODE=http needs it: copy the Signing Secret, "
                "under Basic Information"
            )
        if not (_path_of(api_url) or "").endswith("/api/"):
            raise UsageError(
                f"SLACK_API_URL={api_url} is no http(s) address that ends in /api/: leave it out for Slack"
            )
        return cls(
            bot_token=bot_token,
            app_token=app_token,
            signing_secret=signing_secret,
            api_url=api_url,
            mode=mode,
            http_port=_number(variables, "NEWSDESK_HTTP_PORT", 3000, _MOST_PORT),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """What connects to Discord: ``answers`` tells whether a mention is answered in a thread or by a reply.

    They are apart from `Settings` as those of Slack are.
    """

    token: str = field(repr=False)
    api_url: str = DISCORD
    answers: Literal["thread", "reply"] = "thread"

    @classmethod
    def of(cls, variables: Mapping[str, str | None]) -> "DiscordSettings | None":
        """Make settings of variables; None where DISCORD_TOKEN is not set.

        Raises:
            UsageError: a variable has a value that cannot be used; the message names it.
        """
        token = _text(variables, "DISCORD_TOKEN").removeprefix("Bot ")
        if not token:
            return None
        api_url = _text(variables, "DISCORD_API_URL") or DISCORD
        if not token.isascii() or not token.isprintable() or " " in token:
            raise UsageError(
                "DISCORD_TOKEN is no token: copy it from your application's page on discord.com/developers, under Bot"
            )
        if _path_of(api_url) not in {"", "/"}:
            raise UsageError(
                f"DISCORD_API_URL={api_url} is no http(s) address without a path: leave it out for Discord"
            )
        answers: Literal["thread", "reply"] = _choice(variables, "NEWSDESK_DISCORD_ANSWERS", ("thread", "reply"))
        return cls(token=token, api_url=api_url.rstrip("/"), answers=answers)


def variables_set() -> dict[str, str | None]:
    """Return the variables of `.env` and of the environment.

    Raises:
        UsageError: `.env` cannot be read.
    """
    try:
        written = dotenv_values(".env")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f".env cannot be read ({error}): save it as UTF-8, in the form of .env.example") from error
    return {**written, **os.environ}


def _text(variables: Mapping[str, str | None], name: str) -> str:
    return (variables.get(name) or "").strip()


def _choice(variables: Mapping[str, str | None], name: str, choices: tuple[_Choice, ...]) -> _Choice:
    """Return the choice that is set, the first one where none is."""
    text = _text(variables, name) or choices[0]
    for choice in choices:
        if choice == text:
            return choice
    raise UsageError(f"{name}={text} is unknown: set it to {' or '.join(choices)}")


def _number(variables: Mapping[str, str | None], name: str, default: int, most: int) -> int:
    text = _text(variables, name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise UsageError(f"{name}={text} is no number from 1 to {most:,}: set it to one, or leave it out for {default}")
    return int(text)


def _networks(variables: Mapping[str, str | None], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(entry.strip()) for entry in _text(variables, name).split(",") if entry.strip())
    except ValueError as error:
        raise UsageError(f"{name} holds no list of networks ({error}): write it as 10.1.0.0/16,127.0.0.1/32") from None


def _path_of(text: str) -> str | None:
    """Return the path of an http(s) address; None for whatever is no such address, or has anything behind its path."""
    try:
        address = urlsplit(text)
        has_host = bool(address.hostname) and address.port != 0
    except ValueError:  # brackets without an address, a port that is none
        return None
    is_bare = text.endswith(address.netloc + address.path)
    return address.path if address.scheme in {"http", "https"} and has_host and is_bare else None
