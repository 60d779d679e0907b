"""Settings: what each variable may be, what is said of one that it may not be, and the example that lists them all."""

import re
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.settings import DiscordSettings, Settings, SlackSettings
from corpus.errors import UsageError

EXAMPLE = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_APP_TOKEN": "xapp-secret"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "very-secret", "NEWSDESK_SLACK_MODE": "http"}
DISCORD = {"DISCORD_TOKEN": "very.secret.token"}
WHATEVER_FITS = {"NEWSDESK_EMBEDDING_MODEL", "NEWSDESK_RERANKER"}  # their defaults depend on what is there


class Asked(Mapping[str, str | None]):
    """Variables that remember which of them were asked for."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str | None:
        self.names.add(name)
        return self._variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


def test_the_example_lists_the_variables_that_are_read_and_no_others() -> None:
    """Whoever copies `.env.example` sees all that can be set."""
    asked = Asked(SOCKET | DISCORD)
    Settings.of(asked)
    SlackSettings.of(asked)
    DiscordSettings.of(asked)
    listed = re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE)
    assert sorted(listed) == sorted(asked.names)


def test_the_example_shows_the_defaults() -> None:
    """`.env.example` with every comment sign taken away sets what is set without it."""
    written = re.sub(r"^# (?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE)
    shown = {
        name: value for name, value in dotenv_values(stream=StringIO(written)).items() if name not in WHATEVER_FITS
    }
    assert Settings.of(shown) == Settings.of({})
    assert SlackSettings.of(shown) is None
    assert SlackSettings.of(shown | SOCKET) == SlackSettings.of(SOCKET)
    assert DiscordSettings.of(shown) is None
    assert DiscordSettings.of(shown | DISCORD) == DiscordSettings.of(DISCORD)


def test_the_example_as_it_stands_sets_nothing() -> None:
    """A copy of `.env.example` that was not filled in changes nothing and switches no platform on."""
    shown = dotenv_values(stream=StringIO(EXAMPLE))
    assert Settings.of(shown) == Settings.of({})
    assert SlackSettings.of(shown) is None
    assert DiscordSettings.of(shown) is None


def test_the_defaults_are_those_of_the_class(tmp_path: Path) -> None:
    """Settings made of no variables are those that were made of a data folder alone."""
    assert Settings.of({"NEWSDESK_HOME": str(tmp_path)}) == Settings(home=tmp_path.resolve())
    assert SlackSettings.of(SOCKET) == SlackSettings(bot_token="xoxb-secret", app_token="xapp-secret")  # noqa: S106


def test_what_is_set_is_taken() -> None:
    """Each variable arrives, without the spaces around it."""
    settings = Settings.of(
        {
            "NEWSDESK_ADMINS": " slack:U1, slack-admins,,discord-role:7 ",
            "NEWSDESK_FOLLOWUPS": "mention-only",
            "NEWSDESK_RATE_PER_USER": " 1 ",
            "NEWSDESK_RATE_PER_CHANNEL": "1000000",
            "NEWSDESK_HEALTH_PORT": "65535",
        }
    )
    assert settings.admins == ("slack:U1", "slack-admins", "discord-role:7")
    assert settings.followups == "mention-only"
    assert (settings.rate_per_user, settings.rate_per_channel, settings.health_port) == (1, 1_000_000, 65_535)
    slack = SlackSettings.of(HTTP | {"SLACK_API_URL": "http://127.0.0.1:8080/api/", "NEWSDESK_HTTP_PORT": "80"})
    assert slack is not None
    assert (slack.mode, slack.http_port, slack.app_token) == ("http", 80, None)
    assert (slack.bot_token, slack.signing_secret) == ("xoxb-secret", "very-secret")
    assert slack.api_url == "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSDESK_HOME", __file__),
        ("NEWSDESK_ADMINS", "slack:U1, ada"),
        ("NEWSDESK_FOLLOWUPS", "Threads"),
        ("NEWSDESK_RATE_PER_USER", "0"),
        ("NEWSDESK_RATE_PER_USER", "six"),
        ("NEWSDESK_RATE_PER_CHANNEL", "-1"),
        ("NEWSDESK_RATE_PER_CHANNEL", "1_0"),
        ("NEWSDESK_RATE_PER_CHANNEL", "9" * 5_000),
        ("NEWSDESK_HEALTH_PORT", "0"),
        ("NEWSDESK_HEALTH_PORT", "65536"),
        ("NEWSDESK_HEALTH_PORT", "٨٠"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(name: str, value: str) -> None:
    """The message names the variable."""
    with pytest.raises(UsageError, match=name):
        Settings.of({name: value})


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        (SOCKET | {"SLACK_BOT_TOKEN": "xoxp-secret"}, "SLACK_BOT_TOKEN"),
        (SOCKET | {"SLACK_APP_TOKEN": "xoxb-secret"}, "SLACK_APP_TOKEN"),
        (SOCKET | {"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN"),
        (HTTP | {"SLACK_SIGNING_SECRET": " "}, "SLACK_SIGNING_SECRET"),
        (SOCKET | {"NEWSDESK_SLACK_MODE": "rtm"}, "NEWSDESK_SLACK_MODE"),
        (HTTP | {"NEWSDESK_HTTP_PORT": "none"}, "NEWSDESK_HTTP_PORT"),
        *(
            (SOCKET | {"SLACK_API_URL": address}, "SLACK_API_URL")
            for address in (
                "https://slack.com/api",
                "https://slack.com/",
                "https://api/",
                "slack.com/api/",
                "ftp://slack.com/api/",
                "https:///api/",
                "https://slack.com:port/api/",
                "https://slack.com/?/api/",
                "https://slack.com/api/?x=/api/",
            )
        ),
    ],
)
def test_slack_settings_that_cannot_work_are_refused(variables: Mapping[str, str], name: str) -> None:
    """The message names the variable and shows no secret; commands that do not need Slack are not kept from working."""
    with pytest.raises(UsageError, match=name) as refused:
        SlackSettings.of(variables)
    assert "secret" not in str(refused.value)
    assert Settings.of(variables) == Settings.of({})


def test_without_a_bot_token_there_is_no_slack() -> None:
    """Whatever else is set for Slack does not matter then."""
    assert SlackSettings.of({"SLACK_APP_TOKEN": "?", "SLACK_API_URL": "?", "NEWSDESK_SLACK_MODE": "?"}) is None


def test_secrets_are_not_shown() -> None:
    """Settings that land in a log or a traceback hold no token."""
    assert "secret" not in repr(SlackSettings.of(SOCKET | {"SLACK_SIGNING_SECRET": "very-secret"}))


def test_discord_settings_are_taken() -> None:
    """A token as it is copied, with the word that stands before it in headers; an address of another server."""
    settings = DiscordSettings.of(
        {
            "DISCORD_TOKEN": " Bot very.secret.token ",
            "DISCORD_API_URL": "http://127.0.0.1:8080/",
            "NEWSDESK_DISCORD_ANSWERS": "reply",
        }
    )
    assert settings == DiscordSettings(
        token="very.secret.token",  # noqa: S106
        api_url="http://127.0.0.1:8080",
        answers="reply",
    )
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"DISCORD_TOKEN": "two words"}, "DISCORD_TOKEN"),
        ({"DISCORD_TOKEN": "tök.en"}, "DISCORD_TOKEN"),
        (DISCORD | {"DISCORD_API_URL": "discord.com"}, "DISCORD_API_URL"),
        (DISCORD | {"DISCORD_API_URL": "https://discord.com/api/v10"}, "DISCORD_API_URL"),
        (DISCORD | {"DISCORD_API_URL": "ws://127.0.0.1"}, "DISCORD_API_URL"),
        (DISCORD | {"DISCORD_API_URL": "http://[::1"}, "DISCORD_API_URL"),
        (DISCORD | {"DISCORD_API_URL": "http://host?x=1"}, "DISCORD_API_URL"),
        (DISCORD | {"NEWSDESK_DISCORD_ANSWERS": "loudly"}, "NEWSDESK_DISCORD_ANSWERS"),
    ],
)
def test_discord_settings_that_cannot_work_are_refused(variables: dict[str, str], named: str) -> None:
    """The message names the variable, and shows no token."""
    with pytest.raises(UsageError, match=named) as caught:
        DiscordSettings.of(variables)
    assert variables["DISCORD_TOKEN"] not in str(caught.value)
