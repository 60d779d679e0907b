"""The set-up of the Slack app: a manifest that fits the code, and a doctor that tries the tokens."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.slack import adapter
from bot.slack.manifest import manifest
from tests.conftest import Newsdesk
from tests.platforms.slack_server import SlackServer

SLACK = Path(adapter.__file__).parent
CODE = "\n".join(path.read_text("utf-8") for path in SLACK.glob("*.py"))
# What each scope is for: a call that needs it, or an event that comes with it.
USED_FOR = {
    "app_mentions:read": "app_mention",
    "assistant:write": "assistant_threads_setSuggestedPrompts",
    "channels:history": "conversations_replies",
    "chat:write": "chat_postMessage",
    "commands": "app.command",
    "files:write": "files.completeUploadExternal",
    "groups:history": "conversations_history",
    "im:history": "conversations_replies",
    "im:write": "conversations_open",
    "mpim:history": "conversations_replies",
    "usergroups:read": "usergroups_users_list",
    "users:read": "users_info",
}


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackServer]:
    """A local Slack that the settings point at."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with SlackServer() as server:
        monkeypatch.setenv("SLACK_API_URL", server.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", server.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", server.app_token)
        yield server


def doctor_on_slack(newsdesk: Newsdesk) -> list[str]:
    """Return what the doctor says of Slack."""
    return [line for line in newsdesk("doctor").out.splitlines() if " Slack" in line.partition(":")[0]]


def test_the_manifest_asks_for_the_scopes_that_the_code_uses() -> None:
    """Each scope is used, and each call that needs one has it."""
    scopes = manifest()["oauth_config"]["scopes"]["bot"]
    assert set(scopes) == set(USED_FOR)
    assert [scope for scope in scopes if USED_FOR[scope] not in CODE] == []
    calls = set(re.findall(r"client\.([a-z]+_[a-zA-Z_]+)\(", CODE)) - {
        "chat_update",
        "chat_postEphemeral",
        "assistant_threads_setStatus",
        "views_open",
        "views_update",
        "views_publish",
        "auth_test",
        "apps_connections_open",
        "api_call",
    }  # chat:write, no scope at all, or the app-level token
    assert calls <= set(USED_FOR.values()), "a call that no scope of this list stands for"
    named = set(re.findall(r'client\.api_call\("([a-z]+)\.', CODE))
    assert named == {"files"}, "a call that no scope of this list stands for"


def test_the_manifest_subscribes_to_the_events_that_are_handled() -> None:
    """Each event has a listener, and each listener its event."""
    events = {name.partition(".")[0] for name in manifest()["settings"]["event_subscriptions"]["bot_events"]}
    assert events == {"app_mention", "message", "app_home_opened"}
    for event in events:
        assert f'"{event}"' in CODE


def test_the_manifest_has_the_commands_and_the_shortcut() -> None:
    """Slash commands, their hints and the shortcut are those of the code."""
    features = manifest()["features"]
    hints = {command["command"]: command["usage_hint"] for command in features["slash_commands"]}
    assert list(hints) == [*(command.typed for command in COMMANDS.values() if command.is_short), "/newsdesk"]
    assert [part.split()[0] for part in hints["/newsdesk"].split(" | ")] == list(COMMANDS)
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == ["check_this_claim"]
    assert all(f'"{name}"' in CODE for name in ("/newsdesk", "check_this_claim"))


def test_the_manifest_keeps_to_the_lengths_of_slack() -> None:
    """Slack refuses a manifest with longer or shorter texts than these."""
    about = manifest()["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4_000


def test_the_manifest_is_printed_as_it_is(newsdesk: Newsdesk) -> None:
    """`newsdesk slack manifest` prints JSON to paste."""
    printed = newsdesk("slack", "manifest")
    assert printed.code == 0
    assert json.loads(printed.out) == manifest()
    assert json.loads(printed.out)["settings"]["socket_mode_enabled"]


def test_the_manifest_of_http_mode_has_the_address_wherever_slack_calls(newsdesk: Newsdesk) -> None:
    """Events, interactivity and all commands go to the path that is served; only https will do."""
    printed = newsdesk("slack", "manifest", "--url", "https://newsdesk.example/")
    fields = json.loads(printed.out)
    assert printed.out.count('"https://newsdesk.example/slack/events"') == 2 + len(fields["features"]["slash_commands"])
    assert not fields["settings"]["socket_mode_enabled"]
    assert newsdesk("slack", "manifest", "--url", "http://newsdesk.example").code == 2


@pytest.mark.usefixtures("slack")
def test_the_doctor_says_whose_the_tokens_are(newsdesk: Newsdesk) -> None:
    """With good tokens and all scopes, Slack is fine."""
    [line] = doctor_on_slack(newsdesk)
    assert line.startswith("✓ Slack: the tokens are those of ")


def test_the_doctor_tells_a_revoked_token(newsdesk: Newsdesk, slack: SlackServer) -> None:
    """It says which token, and where to get another."""
    slack.revoke_token()
    [line] = doctor_on_slack(newsdesk)
    assert line.startswith("✗ Slack: Slack does not take the token in SLACK_BOT_TOKEN (token_revoked): copy")


@pytest.mark.usefixtures("slack")
def test_the_doctor_tells_a_wrong_app_token(newsdesk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token of Socket Mode is tried, too."""
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong")
    [line] = doctor_on_slack(newsdesk)
    assert line.startswith("✗ Slack: Slack does not take the token in SLACK_APP_TOKEN (invalid_auth): make")
    assert "xapp-wrong" not in line


def test_the_doctor_names_missing_scopes(newsdesk: Newsdesk, slack: SlackServer) -> None:
    """It names them, and says how to add them."""
    slack.remove_scope("im:history")
    fine, missing = doctor_on_slack(newsdesk)
    assert fine.startswith("✓")
    assert missing.startswith("✗ Slack scopes: the token lacks im:history: paste the manifest")


@pytest.mark.usefixtures("slack")
def test_the_doctor_tells_that_slack_cannot_be_reached(newsdesk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the address."""
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    [line] = doctor_on_slack(newsdesk)
    assert line.startswith("✗ Slack: Slack cannot be reached at http://127.0.0.1:1/api/")
