"""Web API methods that post and change messages, and those that say who is there."""

from tests.platforms.slack_messages import append, edit, post
from tests.platforms.slack_registry import method, needed, open_channel
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Channel, Posted, RefusedError


@method("api.test")
def _test(_workspace: Workspace, arguments: Json) -> Json:
    return {"args": arguments}


@method("auth.test")
def _who(workspace: Workspace, _arguments: Json) -> Json:
    return {
        "url": "https://newsroom.example/",
        "team": "Newsroom",
        "user": "newsdesk",
        "team_id": workspace.team,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", app_token=True)
def _connect(workspace: Workspace, _arguments: Json) -> Json:
    ticket = workspace.new_id("ticket-")
    workspace.tickets.add(ticket)
    return {"url": f"{workspace.address.replace('http', 'ws', 1)}/socket?ticket={ticket}"}


@method("chat.postMessage", "chat:write")
def _post(workspace: Workspace, arguments: Json) -> Json:
    channel = open_channel(workspace, needed(arguments, "channel"))
    _check_thread(workspace, channel, arguments)
    message = post(workspace, arguments, via="api", channel=channel.id)
    return {"channel": channel.id, "ts": message.ts, "message": message.fields(with_metadata=True)}


@method("chat.postEphemeral", "chat:write")
def _post_ephemeral(workspace: Workspace, arguments: Json) -> Json:
    user = needed(arguments, "user")
    channel = open_channel(workspace, needed(arguments, "channel"))
    if channel.users is not None and user not in channel.users:
        raise RefusedError("user_not_in_channel")
    message = post(workspace, arguments, via="api", channel=channel.id, ephemeral_to=user)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
def _update(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_update_message")
    kept = {"blocks": message.blocks} if "text" in arguments else {}
    edit(workspace, message, kept | arguments)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.fields()}


@method("chat.delete", "chat:write")
def _delete(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink")
def _permalink(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(needed(arguments, "channel"), needed(arguments, "message_ts"))
    link = f"https://newsroom.example/archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return {"channel": message.channel, "permalink": link}


@method("chat.startStream", "chat:write")
def _start_stream(workspace: Workspace, arguments: Json) -> Json:
    channel = open_channel(workspace, needed(arguments, "channel"))
    needed(arguments, "thread_ts")
    _check_thread(workspace, channel, arguments)
    for name in ("recipient_user_id", "recipient_team_id"):
        if channel.kind != "im" and not arguments.get(name):
            raise RefusedError(f"missing_{name}")
    where = {"thread_ts": arguments["thread_ts"], "text": "streaming"}
    message = post(workspace, where, via="api", channel=channel.id)
    message.text, message.streaming = "", True
    append(workspace, message, str(arguments.get("markdown_text") or ""))
    return {"channel": channel.id, "ts": message.ts}


@method("chat.appendStream", "chat:write")
def _append_stream(workspace: Workspace, arguments: Json) -> Json:
    message = _streaming(workspace, arguments)
    append(workspace, message, needed(arguments, "markdown_text"))
    return {"channel": message.channel, "ts": message.ts}


@method("chat.stopStream", "chat:write")
def _stop_stream(workspace: Workspace, arguments: Json) -> Json:
    message = _streaming(workspace, arguments)
    append(workspace, message, str(arguments.get("markdown_text") or ""))
    message.streaming = False
    if arguments.get("blocks") or arguments.get("metadata"):
        edit(workspace, message, {"text": message.text, **arguments})
    return {"channel": message.channel, "ts": message.ts, "message": message.fields()}


@method("reactions.add", "reactions:write")
def _react(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(needed(arguments, "channel"), needed(arguments, "timestamp"))
    if needed(arguments, "name") in message.reactions:
        raise RefusedError("already_reacted")
    message.reactions.append(arguments["name"])
    return {}


@method("reactions.remove", "reactions:write")
def _unreact(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(needed(arguments, "channel"), needed(arguments, "timestamp"))
    if needed(arguments, "name") not in message.reactions:
        raise RefusedError("no_reaction")
    message.reactions.remove(arguments["name"])
    return {}


def _check_thread(workspace: Workspace, channel: Channel, arguments: Json) -> None:
    thread = arguments.get("thread_ts")
    first = channel.messages.get(str(thread))
    if thread and (first is None or first.deleted):
        raise RefusedError("thread_not_found")
    if first is not None and first.thread != first.ts:
        workspace.violations.append(f"{thread} is a reply, not the first message of its thread")
        arguments["thread_ts"] = first.thread


def _own(workspace: Workspace, arguments: Json, otherwise: str) -> Posted:
    message = workspace.find(needed(arguments, "channel"), needed(arguments, "ts"))
    if message.user != workspace.bot_user:
        raise RefusedError(otherwise)
    return message


def _streaming(workspace: Workspace, arguments: Json) -> Posted:
    message = _own(workspace, arguments, "message_not_owned_by_app")
    if not message.streaming:
        raise RefusedError("message_not_in_streaming_state")
    return message
