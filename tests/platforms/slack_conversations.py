"""Web API methods that read conversations and people."""

import base64

from tests.platforms.slack_registry import is_true, method, needed, require_scope
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Channel, Posted, RefusedError

_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
_INFO = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}


@method("conversations.open", "im:write")
def _open(workspace: Workspace, arguments: Json) -> Json:
    user = needed(arguments, "users")
    if user[:1] not in ("U", "W"):
        raise RefusedError("user_not_found")
    return {"channel": {"id": workspace.channel(user).id}}


@method("conversations.info")
def _info(workspace: Workspace, arguments: Json) -> Json:
    channel = workspace.channel(needed(arguments, "channel"))
    require_scope(workspace, (_INFO[channel.kind],))
    kinds = {"is_channel": "channel", "is_group": "group", "is_im": "im"}
    fields = {
        "id": channel.id,
        "name": channel.id.lower(),
        "is_member": channel.member,
        "is_archived": channel.archived,
    }
    return {"channel": fields | {name: channel.kind == kind for name, kind in kinds.items()}}


@method("conversations.history")
def _history(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    top = [message for message in channel.messages.values() if message.thread_ts in (None, message.ts)]
    return _page([message for message in reversed(top) if _within(message, arguments)], arguments)


@method("conversations.replies")
def _replies(workspace: Workspace, arguments: Json) -> Json:
    channel = _readable(workspace, arguments)
    first = channel.messages.get(needed(arguments, "ts"))
    if first is None or (first.deleted and first.ts not in channel.threads):
        raise RefusedError("thread_not_found")
    replies = channel.threads.get(first.thread, [])
    first = channel.messages.get(first.thread, first)
    return _page([first, *[message for message in replies if _within(message, arguments)]], arguments)


@method("users.info", "users:read")
def _user(workspace: Workspace, arguments: Json) -> Json:
    user = needed(arguments, "user")
    if user[:1] not in ("U", "W"):
        raise RefusedError("user_not_found")
    known = {"id": user, "name": user.lower(), "is_bot": user == workspace.bot_user, "deleted": False}
    usual = {"is_admin": False, "is_owner": False, "tz": "Europe/Berlin", "tz_offset": 3600}
    return {"user": usual | workspace.users.get(user, {}) | known}


@method("usergroups.users.list", "usergroups:read")
def _group(workspace: Workspace, arguments: Json) -> Json:
    group = needed(arguments, "usergroup")
    if group not in workspace.groups:
        raise RefusedError("no_such_subteam")
    return {"users": workspace.groups[group]}


def _readable(workspace: Workspace, arguments: Json) -> Channel:
    channel = workspace.channel(needed(arguments, "channel"))
    require_scope(workspace, (_HISTORY[channel.kind],))
    if not channel.member:
        raise RefusedError("not_in_channel")
    return channel


def _within(message: Posted, arguments: Json) -> bool:
    oldest, latest = str(arguments.get("oldest") or "0"), str(arguments.get("latest") or "9" * 10)
    inside = float(oldest) < float(message.ts) < float(latest)
    return not message.deleted and (inside or (is_true(arguments.get("inclusive")) and message.ts in (oldest, latest)))


def _page(messages: list[Posted], arguments: Json) -> Json:
    start = int(base64.b64decode(arguments["cursor"])) if arguments.get("cursor") else 0
    end = start + int(arguments.get("limit") or 100)
    with_metadata = is_true(arguments.get("include_all_metadata"))
    answer: Json = {"messages": [message.fields(with_metadata=with_metadata) for message in messages[start:end]]}
    more = end < len(messages)
    cursor = base64.b64encode(str(end).encode()).decode() if more else ""
    return answer | {"has_more": more, "response_metadata": {"next_cursor": cursor}}
