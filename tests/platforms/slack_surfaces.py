"""Web API methods for modals, home tabs, and what an assistant shows beside its answers."""

import time

from tests.platforms.slack_messages import checked_view, open_view
from tests.platforms.slack_registry import method, needed, open_channel
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import RefusedError, View

_PROMPTS = 4


@method("assistant.threads.setStatus", "chat:write", "assistant:write")
def _set_status(workspace: Workspace, arguments: Json) -> Json:
    channel = open_channel(workspace, needed(arguments, "channel_id"))
    thread = needed(arguments, "thread_ts")
    if thread not in channel.messages:
        raise RefusedError("invalid_thread_ts")
    status = str(arguments.get("status", ""))
    workspace.statuses.append((channel.id, thread, status))
    workspace.status_now[(channel.id, thread)] = status
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
def _set_prompts(workspace: Workspace, arguments: Json) -> Json:
    channel = open_channel(workspace, needed(arguments, "channel_id"))
    prompts = arguments.get("prompts")
    if not isinstance(prompts, list) or not all(item.get("title") and item.get("message") for item in prompts):
        raise RefusedError("invalid_arguments")
    if len(prompts) > _PROMPTS:
        raise RefusedError("too_many_prompts")
    if arguments.get("thread_ts"):
        workspace.violations.append("a thread_ts is ignored")
    else:
        workspace.prompts.append({"channel": channel.id, "title": arguments.get("title"), "prompts": prompts})
    return {}


@method("assistant.threads.setTitle", "assistant:write")
def _set_title(workspace: Workspace, arguments: Json) -> Json:
    channel = open_channel(workspace, needed(arguments, "channel_id"))
    workspace.titles.append((channel.id, needed(arguments, "thread_ts"), needed(arguments, "title")))
    return {}


@method("views.open")
def _open_view(workspace: Workspace, arguments: Json) -> Json:
    return _shown(workspace, open_view(workspace, *_triggered(workspace, arguments)))


@method("views.push")
def _push_view(workspace: Workspace, arguments: Json) -> Json:
    user, view = _triggered(workspace, arguments)
    below = [shown for shown in workspace.views.values() if shown.user == user and not shown.closed]
    if not below:
        raise RefusedError("not_found")
    return _shown(workspace, open_view(workspace, user, view, below[-1].id))


@method("views.update")
def _update_view(workspace: Workspace, arguments: Json) -> Json:
    name, external = arguments.get("view_id"), arguments.get("external_id")
    found = [
        v for v in workspace.views.values() if v.id == name or (external and v.view.get("external_id") == external)
    ]
    if not found or found[0].closed:
        raise RefusedError("not_found")
    if arguments.get("hash") and arguments["hash"] != found[0].hash:
        raise RefusedError("hash_conflict")
    found[0].show(checked_view(workspace, arguments.get("view")))
    return _shown(workspace, found[0])


@method("views.publish")
def _publish(workspace: Workspace, arguments: Json) -> Json:
    user, view = needed(arguments, "user_id"), checked_view(workspace, arguments.get("view"))
    home = workspace.homes.setdefault(user, View(id=workspace.new_id("V"), user=user, view=view))
    if arguments.get("hash") and arguments["hash"] != home.hash:
        raise RefusedError("hash_conflict")
    home.show(view)
    return _shown(workspace, home)


def _triggered(workspace: Workspace, arguments: Json) -> tuple[str, Json]:
    trigger = workspace.triggers.get(needed(arguments, "trigger_id"))
    if trigger is None:
        raise RefusedError("invalid_trigger_id")
    if trigger.used:
        raise RefusedError("exchanged_trigger_id")
    if trigger.ends_at < time.monotonic():
        raise RefusedError("expired_trigger_id")
    view = checked_view(workspace, arguments.get("view"))
    trigger.used = True
    return trigger.user, view


def _shown(workspace: Workspace, view: View) -> Json:
    return {"view": described(workspace, view)}


def described(workspace: Workspace, view: View) -> Json:
    """Return a view as Slack writes it into answers and interactions."""
    own = {"id": view.id, "team_id": workspace.team, "app_id": workspace.app, "bot_id": workspace.bot_id}
    root = {"hash": view.hash, "root_view_id": view.previous or view.id, "previous_view_id": view.previous}
    defaults = {"callback_id": "", "private_metadata": "", "state": {"values": {}}}
    return defaults | view.view | own | root
