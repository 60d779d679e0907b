"""Web API methods that upload files and put them into conversations."""

import re

from tests.platforms.slack_messages import refused
from tests.platforms.slack_registry import method, needed, open_channel
from tests.platforms.slack_rules import block_faults
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import Json, read_blocks, read_mrkdwn
from tests.platforms.slack_things import Posted, RefusedError, Uploaded, with_block_ids

_MOST_ALT_TEXT = 1_000
# An id of a user is refused here (slackapi/bolt-js#2115).
_CHANNEL = re.compile(r"[CGDZ][A-Z0-9]{8,}")
_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n"}


@method("files.getUploadURLExternal", "files:write")
def _upload_url(workspace: Workspace, arguments: Json) -> Json:
    name, length, alt_text = needed(arguments, "filename"), needed(arguments, "length"), arguments.get("alt_txt") or ""
    if not length.isdigit() or length == "0":
        raise refused("invalid_arguments", [f"length {length}"])
    if len(alt_text) > _MOST_ALT_TEXT:
        raise RefusedError("alt_txt_too_large")
    if not alt_text:
        workspace.violations.append(f"{name} without an alt text")
    file = Uploaded(id=workspace.new_id("F"), name=name, length=int(length), alt_text=alt_text)
    workspace.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{workspace.address}/upload/v1/{file.id}"}


def receive(workspace: Workspace, file_id: str, data: bytes) -> None:
    """Take the bytes of a file."""
    file = workspace.files.get(file_id)
    if file is None or file.data:
        raise RefusedError("no such upload")
    if len(data) != file.length:
        workspace.violations.append(f"{len(data)} bytes of {file.name} in the place of {file.length}")
        raise RefusedError("length mismatch")
    if not data.startswith(_SIGNATURES.get(file.name.rpartition(".")[2], b"")):
        workspace.violations.append(f"{file.name} does not begin as such a file does")
    file.data = data


@method("files.completeUploadExternal", "files:write")
def _complete(workspace: Workspace, arguments: Json) -> Json:
    named = arguments.get("files")
    if not isinstance(named, list) or not named or not all(isinstance(each, dict) for each in named):
        raise refused("invalid_arguments", ["files must be a list of objects"])
    files = [_completed(workspace, each) for each in named]
    message = _message(workspace, arguments, files) if arguments.get("channel_id") else None
    for each, file in zip(named, files, strict=True):
        file.title, file.is_complete = str(each.get("title") or file.name), True
    if message and not workspace.unshown_files:
        workspace.put(message)
    workspace.unshown_files = max(0, workspace.unshown_files - 1)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _completed(workspace: Workspace, named: Json) -> Uploaded:
    file = workspace.files.get(str(named.get("id")))
    if file is None or not file.data or file.is_complete:  # a file is completed once
        raise RefusedError("file_not_found")
    return file


def _message(workspace: Workspace, arguments: Json, files: list[Uploaded]) -> Posted:
    if not _CHANNEL.fullmatch(str(arguments["channel_id"])):
        raise refused("invalid_arguments", [f"input must match regex pattern: {_CHANNEL.pattern}"])
    channel = open_channel(workspace, str(arguments["channel_id"]))
    comment, blocks = str(arguments.get("initial_comment") or ""), arguments.get("blocks") or []
    if comment and blocks:
        workspace.violations.append("blocks are ignored beside an initial comment")
        blocks = []
    if faults := block_faults(blocks, "message"):
        raise refused("invalid_blocks", faults)
    if any(block["type"] == "markdown" for block in blocks):  # slackapi/python-slack-sdk#1756
        raise RefusedError("internal_error")
    reading = read_blocks(blocks) if blocks else read_mrkdwn(comment)
    workspace.violations += reading.faults
    return Posted(
        channel=channel.id,
        ts=workspace.new_ts(),
        thread_ts=arguments.get("thread_ts"),
        user=workspace.bot_user,
        bot_id=workspace.bot_id,
        subtype="file_share",
        text=comment,
        blocks=with_block_ids(blocks),
        files=files,
        reading=reading,
        via="api",
    )
