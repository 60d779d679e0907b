"""What Slack accepts in blocks and views: each check yields what is wrong, and where."""

import json

from tests.platforms.slack_elements import (
    ANY,
    PLAIN,
    Check,
    Faults,
    element_faults,
    image_faults,
    rich_text_faults,
    several_faults,
    size_faults,
    string_faults,
    text_faults,
    unique_faults,
)
from tests.platforms.slack_text import Json

_MESSAGES_ONLY = {"markdown", "context_actions"}


def block_faults(blocks: object, surface: str) -> list[str]:
    """Return what is wrong with blocks.

    Args:
        blocks: What was sent.
        surface: ``message``, ``modal`` or ``home``.

    Returns:
        The faults, none if Slack would take the blocks.
    """
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["blocks must be a list of objects"]
    return [*_blocks(blocks, surface)]


def view_faults(view: object) -> list[str]:
    """Return what is wrong with a modal or a home tab."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return ["a view must be an object of type modal or home"]
    modal = _modal(view) if view["type"] == "modal" else iter(())
    return [*_view(view), *modal, *block_faults(view.get("blocks"), view["type"])]


def metadata_faults(metadata: object) -> list[str]:
    """Return what is wrong with a message's metadata."""
    if not isinstance(metadata, dict) or not metadata.get("event_type"):
        return ["metadata needs an event_type"]
    if not isinstance(metadata.get("event_payload"), dict):
        return ["metadata needs an event_payload"]
    return []


def _view(view: Json) -> Faults:
    yield from size_faults(view, "", "private_metadata", 3000)
    yield from size_faults(view, "", "callback_id", 255)
    if len(json.dumps(view)) > 250_000:
        yield "the view is larger than 250,000 bytes"


def _modal(view: Json) -> Faults:
    yield from text_faults(view.get("title"), "/title", 24, PLAIN)
    for name in ("submit", "close"):
        if name in view:
            yield from text_faults(view[name], f"/{name}", 24, PLAIN)
    if "submit" not in view and any(block.get("type") == "input" for block in view.get("blocks") or []):
        yield "/submit: needed, as there are input blocks"


def _blocks(blocks: list[Json], surface: str) -> Faults:
    if len(blocks) > (50 if surface == "message" else 100):
        yield f"{len(blocks)} blocks are too many"
    for number, block in enumerate(blocks):
        yield from _block(block, f"/blocks/{number}", surface)
    yield from unique_faults(blocks, "/blocks", "block_id")
    markdown = [block.get("text") for block in blocks if block.get("type") == "markdown"]
    if sum(len(text) for text in markdown if isinstance(text, str)) > 12_000:
        yield "the markdown blocks hold more than 12,000 characters"


def _block(block: Json, where: str, surface: str) -> Faults:
    kind = block.get("type")
    check = _BLOCKS.get(str(kind))
    if check is None or (kind in _MESSAGES_ONLY and surface != "message"):
        yield f"{where}: unsupported type {kind}"
        return
    yield from size_faults(block, where, "block_id", 255)
    yield from check(block, where)


def _section(block: Json, where: str) -> Faults:
    fields = block.get("fields")
    if "text" in block or not fields:
        yield from text_faults(block.get("text"), f"{where}/text", 3000, ANY)
    if fields is not None:
        yield from several_faults(fields, f"{where}/fields", 10, _field)
    if "accessory" in block:
        yield from element_faults(block["accessory"], f"{where}/accessory")


def _field(text: Json, where: str) -> Faults:
    yield from text_faults(text, where, 2000, ANY)


def _header(block: Json, where: str) -> Faults:
    yield from text_faults(block.get("text"), f"{where}/text", 150, PLAIN)


def _context(block: Json, where: str) -> Faults:
    yield from several_faults(block.get("elements"), f"{where}/elements", 10, _context_element)


def _context_element(element: Json, where: str) -> Faults:
    yield from (
        image_faults(element, where) if element.get("type") == "image" else text_faults(element, where, 3000, ANY)
    )


def _actions(block: Json, where: str) -> Faults:
    yield from several_faults(block.get("elements"), f"{where}/elements", 25, element_faults)


def _context_actions(block: Json, where: str) -> Faults:
    yield from several_faults(block.get("elements"), f"{where}/elements", 5, _context_action)


def _context_action(element: Json, where: str) -> Faults:
    if element.get("type") not in ("feedback_buttons", "icon_button"):
        yield f"{where}: unsupported type {element.get('type')}"
        return
    yield from element_faults(element, where)


def _input(block: Json, where: str) -> Faults:
    yield from text_faults(block.get("label"), f"{where}/label", 2000, PLAIN)
    yield from element_faults(block.get("element"), f"{where}/element")
    if "hint" in block:
        yield from text_faults(block["hint"], f"{where}/hint", 2000, PLAIN)


def _markdown(block: Json, where: str) -> Faults:
    yield from string_faults(block, where, "text", 12_000)


def _divider(_block: Json, _where: str) -> Faults:
    yield from ()


_BLOCKS: dict[str, Check] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": image_faults,
    "markdown": _markdown,
    "divider": _divider,
    "rich_text": rich_text_faults,
}
