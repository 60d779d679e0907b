"""The manifest from which the app is made on api.slack.com; it needs no library of Slack's."""

import json
from importlib.resources import files
from typing import Any

PATH = "/slack/events"


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
