"""Taking messages and views: what is refused, what is recorded, and what changes."""

from tests.platforms.slack_rules import block_faults, metadata_faults, view_faults
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import (
    Json,
    Reading,
    read_blocks,
    read_markdown,
    read_mrkdwn,
    read_shouts,
    text_length,
)
from tests.platforms.slack_things import Posted, RefusedError, View, with_block_ids

_TEXT_LIMIT = 40_000
_GOOD_TEXT_LIMIT = 4_000
_MARKDOWN_LIMIT = 12_000
_TOTAL_LIMIT = 13_200


def post(workspace: Workspace, fields: Json, *, via: str, channel: str, ephemeral_to: str | None = None) -> Posted:
    """Post a message of the bot.

    Args:
        workspace: Where.
        fields: What the bot sent.
        via: ``api`` or ``response_url``.
        channel: The id of the conversation.
        ephemeral_to: The only user to see it.

    Returns:
        The message.
    """
    content = _content(workspace, fields)
    message = Posted(
        channel=channel,
        ts=workspace.new_ts(),
        thread_ts=fields.get("thread_ts"),
        user=workspace.bot_user,
        bot_id=workspace.bot_id,
        metadata=fields.get("metadata"),
        ephemeral_to=ephemeral_to,
        via=via,
        unfurls=not (_is_false(fields.get("unfurl_links")) and _is_false(fields.get("unfurl_media"))),
        **content,
    )
    return workspace.put(message)


def edit(workspace: Workspace, message: Posted, fields: Json) -> None:
    """Replace what a message of the bot says; whom it notified before stays on record."""
    content = _content(workspace, fields)
    message.edits.append({"text": message.text, "blocks": message.blocks})
    content["reading"].pings |= message.pings
    message.text, message.blocks, message.reading = content["text"], content["blocks"], content["reading"]
    if fields.get("metadata"):
        message.metadata = fields["metadata"]


def append(workspace: Workspace, message: Posted, text: str) -> None:
    """Add Markdown to a message that is being streamed."""
    reading = read_markdown(message.text + text)
    if len(message.text + text) > _MARKDOWN_LIMIT:
        raise RefusedError("msg_too_long")
    message.text += text
    message.reading = reading
    workspace.violations += reading.faults


def checked_view(workspace: Workspace, view: object) -> Json:
    """Return a view if Slack takes it."""
    faults = view_faults(view)
    if faults or not isinstance(view, dict):
        raise refused("invalid_arguments", faults)
    workspace.violations += read_blocks(view["blocks"]).faults
    return view


def open_view(workspace: Workspace, user: str, view: Json, previous: str | None = None) -> View:
    """Show a user a new modal."""
    shown = View(id=workspace.new_id("V"), user=user, view=view, previous=previous)
    shown.show(view)
    workspace.views[shown.id] = shown
    return shown


def _content(workspace: Workspace, fields: Json) -> Json:
    blocks, text = fields.get("blocks") or [], str(fields.get("text") or "")
    markdown = str(fields.get("markdown_text") or "")
    _refuse_bad_content(fields, blocks, text, markdown)
    if markdown:
        text, reading = markdown, read_markdown(markdown)
    else:
        reading = _reading(blocks, text)
    if fields.get("link_names") or fields.get("parse") == "full":
        reading.pings |= read_shouts(text)
    workspace.violations += [*reading.faults, *_misuses(blocks, text, markdown)]
    return {"text": text, "blocks": with_block_ids(blocks), "reading": reading}


def _reading(blocks: list[Json], text: str) -> Reading:
    shown, spoken = read_blocks(blocks), read_mrkdwn(text)
    if not blocks:
        return spoken
    shown.pings |= spoken.pings
    shown.faults += spoken.faults
    return shown


def _refuse_bad_content(fields: Json, blocks: list[Json], text: str, markdown: str) -> None:
    if not blocks and not text.strip() and not markdown.strip():
        raise RefusedError("no_text")
    if markdown and (text or blocks):
        raise RefusedError("markdown_text_conflict")
    if len(text) > _TEXT_LIMIT or len(markdown) > _MARKDOWN_LIMIT:
        raise RefusedError("msg_too_long")
    if faults := block_faults(blocks, "message"):
        raise refused("invalid_blocks", faults)
    if text_length(blocks) > _TOTAL_LIMIT:
        raise RefusedError("msg_blocks_too_long")
    if fields.get("metadata") and (faults := metadata_faults(fields["metadata"])):
        raise refused("invalid_metadata_format", faults)


def _misuses(blocks: list[Json], text: str, markdown: str) -> list[str]:
    misuses = []
    if len(text) > _GOOD_TEXT_LIMIT:
        misuses.append(f"text of {len(text)} characters")
    if blocks and not text and not markdown:
        misuses.append("blocks without a text beside them")
    return misuses


def refused(error: str, faults: list[str]) -> RefusedError:
    """Return a refusal that says what is wrong."""
    return RefusedError(error, extra={"response_metadata": {"messages": [f"[ERROR] {fault}" for fault in faults]}})


def _is_false(value: object) -> bool:
    return value is False or str(value).lower() in ("false", "0")
