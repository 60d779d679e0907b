"""What Slack sends a bot: events, commands, shortcuts, clicks and submissions."""

import time
from collections.abc import Iterator

from tests.platforms.slack_state import Workspace
from tests.platforms.slack_surfaces import described
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Posted, View

Target = Posted | View
_SELECTED = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_ONE_OPTION = {"static_select", "radio_buttons", "overflow"}
_OPTIONS = {"multi_static_select", "checkboxes"}


def event_callback(workspace: Workspace, event: Json) -> Json:
    """Return what Slack wraps around an event, with an id of its own."""
    by = {"enterprise_id": None, "team_id": workspace.team, "user_id": workspace.bot_user}
    return {
        "token": "unused",
        "team_id": workspace.team,
        "api_app_id": workspace.app,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [by | {"is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }


def message_event(workspace: Workspace, message: Posted, kind: str = "message") -> Json:
    """Return the event of a message: ``message``, or ``app_mention``."""
    event = message.fields() | {"type": kind, "channel": message.channel, "event_ts": message.ts}
    if message.bot_id is None:
        event |= {"team": workspace.team, "client_msg_id": workspace.new_id("msg-")}
    if message.thread_ts and (first := workspace.channel(message.channel).messages.get(message.thread_ts)):
        event["parent_user_id"] = first.user
    if kind == "message":
        event["channel_type"] = workspace.channel(message.channel).kind
    return event


def change_event(workspace: Workspace, message: Posted, before: Json, subtype: str) -> Json:
    """Return the event of an edited or a deleted message."""
    ts = workspace.new_ts()
    event = {
        "type": "message",
        "subtype": subtype,
        "channel": message.channel,
        "channel_type": workspace.channel(message.channel).kind,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "previous_message": before,
    }
    if subtype == "message_deleted":
        return event | {"deleted_ts": message.ts}
    return event | {"message": message.fields() | {"edited": {"user": message.user, "ts": ts}}}


def home_event(workspace: Workspace, user: str, tab: str) -> Json:
    """Return the event of a user who opens the home tab or the messages tab."""
    event = {
        "type": "app_home_opened",
        "user": user,
        "channel": workspace.dm(user),
        "tab": tab,
        "event_ts": workspace.new_ts(),
    }
    home = workspace.homes.get(user)
    return event | {"view": described(workspace, home)} if home and tab == "home" else event


def command_payload(workspace: Workspace, name: str, text: str, *, user: str, channel: str) -> Json:
    """Return what a slash command sends."""
    direct = workspace.channel(channel).kind == "im"
    return {
        "token": "unused",
        "team_id": workspace.team,
        "team_domain": "newsroom",
        "channel_id": channel,
        "channel_name": "directmessage" if direct else channel.lower(),
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": workspace.app,
        "is_enterprise_install": "false",
        "response_url": workspace.new_response_url(user=user, channel=channel),
        "trigger_id": workspace.new_trigger(user),
    }


def shortcut_payload(workspace: Workspace, callback_id: str, *, user: str, message: Posted) -> Json:
    """Return what a shortcut on a message sends."""
    return _interaction(workspace, "message_action", user) | {
        "action_ts": workspace.new_ts(),
        "callback_id": callback_id,
        "channel": _channel(message),
        "message_ts": message.ts,
        "message": message.fields(),
        "response_url": workspace.new_response_url(user=user, channel=message.channel),
    }


def click_payload(workspace: Workspace, target: Target, action_id: str, *, user: str, value: str | None) -> Json:
    """Return what a click on an element of a message or a view sends."""
    block_id, element = find_element(target.blocks, action_id, value)
    action = {"action_id": action_id, "block_id": block_id, "action_ts": workspace.new_ts()}
    payload = _interaction(workspace, "block_actions", user)
    payload["actions"] = [action | _chosen(element, value)]
    return payload | (_in_view(workspace, target) if isinstance(target, View) else _in_message(workspace, target, user))


def submission_payload(workspace: Workspace, view: View, values: Json) -> Json:
    """Return what the submission of a modal sends; ``values`` are by ``action_id``."""
    state: Json = {}
    for block in view.blocks:
        element = block.get("element", {}) if block["type"] == "input" else {}
        if "action_id" in element:
            entry = _entered(element, values.get(element["action_id"]))
            state[block["block_id"]] = {element["action_id"]: entry}
    shown = described(workspace, view) | {"state": {"values": state}}
    return _interaction(workspace, "view_submission", view.user) | {"view": shown, "response_urls": []}


def elements(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Yield the elements that a user can use, each with the id of its block."""
    for block in blocks:
        inside = block.get("elements", []) if block["type"] in ("actions", "context_actions") else []
        for element in [*inside, block.get("accessory"), block.get("element")]:
            if element and "type" in element and element["type"] != "image":
                yield block["block_id"], element


def find_element(blocks: list[Json], action_id: str, value: str | None) -> tuple[str, Json]:
    """Return the element of that name, the one that has the value if there is one."""
    found = [(block_id, element) for block_id, element in elements(blocks) if element.get("action_id") == action_id]
    fitting = [item for item in found if value in _values(item[1])] if value is not None else found
    if not fitting:
        there = [(element.get("action_id"), _values(element)) for _, element in elements(blocks)]
        raise LookupError(f"no element {action_id} with value {value}; there are {there}")
    return fitting[0]


def _values(element: Json) -> list[str]:
    if element["type"] == "feedback_buttons":
        return [element[name]["value"] for name in ("positive_button", "negative_button")]
    if "options" in element:
        return [option["value"] for option in element["options"]]
    return [element["value"]] if "value" in element else []


def _chosen(element: Json, value: str | None) -> Json:
    kind = element["type"]
    if kind == "feedback_buttons":
        values = _values(element)
        shown = element["positive_button" if value in (None, values[0]) else "negative_button"]
        return {"type": kind, "value": shown["value"], "text": shown["text"]}
    if kind in ("button", "icon_button"):
        return {name: element[name] for name in ("type", "text", "value", "style") if name in element}
    return _entered(element, value)


def _entered(element: Json, value: object) -> Json:
    kind = element["type"]
    by_value = {option["value"]: option for option in element.get("options", [])}
    if kind in _ONE_OPTION:
        chosen = by_value[str(value)] if value is not None else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind in _OPTIONS:
        several = value if isinstance(value, list) else []
        return {"type": kind, "selected_options": [by_value[item] for item in several]}
    return {"type": kind, _SELECTED.get(kind, "value"): value}


def _interaction(workspace: Workspace, kind: str, user: str) -> Json:
    return {
        "type": kind,
        "token": "unused",
        "api_app_id": workspace.app,
        "team": {"id": workspace.team, "domain": "newsroom"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": workspace.team},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": workspace.new_trigger(user),
    }


def _channel(message: Posted) -> Json:
    return {"id": message.channel, "name": "directmessage" if message.channel[0] == "D" else message.channel.lower()}


def _in_message(workspace: Workspace, message: Posted, user: str) -> Json:
    hidden = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": hidden,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        "container": container,
        "channel": _channel(message),
        "response_url": workspace.new_response_url(user=user, channel=message.channel, target=message),
        "state": {"values": {}},
    }
    return payload if hidden else payload | {"message": message.fields()}


def _in_view(workspace: Workspace, view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": described(workspace, view)}
