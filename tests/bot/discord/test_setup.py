"""The set-up of the Discord application: a doctor that tries the token, and a link with what Newsdesk needs."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from tests.conftest import Newsdesk
from tests.platforms.discord_server import DiscordServer

# What each permission is for.
NEEDED = {
    "read_messages": "to be mentioned; Discord calls it View Channels",
    "send_messages": "to answer in a channel",
    "send_messages_in_threads": "to answer in a thread",
    "create_public_threads": "to begin one",
    "embed_links": "every answer is an embed",
    "attach_files": "a timeline that is shared is a picture",
    "read_message_history": "to reply, and to read what was missed",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[DiscordServer]:
    """A local Discord that the settings point at."""
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", "")
    with DiscordServer() as running:
        for name, value in running.settings.items():
            monkeypatch.setenv(name, value)
        yield running


def doctor_on_discord(newsdesk: Newsdesk) -> list[str]:
    """Return what the doctor says of Discord."""
    return [line for line in newsdesk("doctor").out.splitlines() if " Discord" in line.partition(":")[0]]


def test_the_invite_asks_for_what_is_needed_and_nothing_else(server: DiscordServer, newsdesk: Newsdesk) -> None:
    """The link names the application, its permissions and both scopes."""
    result = newsdesk("discord", "invite")
    assert (result.code, result.err) == (0, "")
    address = urlsplit(result.out.strip())
    fields = {name: value for name, [value] in parse_qs(address.query).items()}
    assert (address.scheme, address.netloc, address.path) == ("https", "discord.com", "/oauth2/authorize")
    assert fields["client_id"] == server.application_id
    assert fields["scope"].split() == ["bot", "applications.commands"]
    asked = discord.Permissions(int(fields["permissions"]))
    assert {name for name, is_asked in asked if is_asked} == set(NEEDED)


def test_the_doctor_names_the_application_and_its_servers(server: DiscordServer, newsdesk: Newsdesk) -> None:
    """A good token, no privileged intent: two lines, both fine."""
    lines = doctor_on_discord(newsdesk)
    assert [line[0] for line in lines] == ["✓", "✓"]
    assert "Newsdesk" in lines[0]
    assert "1 server" in lines[0]
    assert server.token not in "".join(lines)


def test_the_doctor_says_when_commands_go_elsewhere(server: DiscordServer, newsdesk: Newsdesk) -> None:
    """With an interactions endpoint, Discord sends no command over the gateway."""
    server.set_interactions_endpoint("https://elsewhere.example/interactions")
    [line] = [line for line in doctor_on_discord(newsdesk) if line[0] == "✗"]
    assert "https://elsewhere.example/interactions" in line
    assert "clear the Interactions Endpoint URL" in line


@pytest.mark.parametrize("command", [("doctor",), ("discord", "invite"), ("run",)])
@pytest.mark.usefixtures("server")
def test_a_wrong_token_is_named(newsdesk: Newsdesk, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    """Whatever is asked of Discord, one line says that the token is no good and where to get one; it is not shown."""
    monkeypatch.setenv("DISCORD_TOKEN", "wrong.token")
    result = newsdesk(*command)
    [line] = [line for line in (result.out + result.err).splitlines() if "DISCORD_TOKEN" in line]
    assert result.code == 1
    assert "Reset Token" in line
    assert "wrong.token" not in line


def test_a_discord_that_does_not_answer_is_named(newsdesk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the token's fault, and nobody is told to make a new one."""
    monkeypatch.setenv("DISCORD_TOKEN", "a.token")
    monkeypatch.setenv("DISCORD_API_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", "")
    result = newsdesk("discord", "invite")
    assert result.code == 1
    assert "cannot be reached at http://127.0.0.1:1" in result.err


def test_without_a_token_there_is_no_invite(newsdesk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command says what to set."""
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    result = newsdesk("discord", "invite")
    assert result.code == 2
    assert "DISCORD_TOKEN is not set" in result.err
