"""What Slack accepts in the parts of blocks: texts, interactive elements and rich text."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.platforms.slack_text import Json

Faults = Iterator[str]
Check = Callable[[Json, str], Faults]

PLAIN = ("plain_text",)
ANY = ("plain_text", "mrkdwn")
_STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}


def element_faults(element: object, where: str) -> Faults:
    """Check an interactive element or an image."""
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(element, dict) or (kind != "image" and kind not in _ELEMENTS):
        yield f"{where}: unsupported element {kind}"
        return
    if kind == "image":
        yield from image_faults(element, where)
        return
    yield from size_faults(element, where, "action_id", 255)
    yield from _ELEMENTS[str(kind)](element, where)


def _button(element: Json, where: str) -> Faults:
    yield from text_faults(element.get("text"), f"{where}/text", 75, PLAIN)
    yield from size_faults(element, where, "value", 2000)
    yield from size_faults(element, where, "url", 3000)
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"{where}/style: must be primary or danger"


def _feedback_buttons(element: Json, where: str) -> Faults:
    for name in ("positive_button", "negative_button"):
        button = element.get(name)
        if not isinstance(button, dict):
            yield f"{where}/{name}: missing"
            continue
        yield from text_faults(button.get("text"), f"{where}/{name}/text", 75, PLAIN)
        yield from string_faults(button, f"{where}/{name}", "value", 2000)


def _icon_button(element: Json, where: str) -> Faults:
    yield from text_faults(element.get("text"), f"{where}/text", 75, PLAIN)
    yield from string_faults(element, where, "icon", 255)
    yield from size_faults(element, where, "value", 2000)


def _select(element: Json, where: str) -> Faults:
    options = element.get("options") or [
        option for group in element.get("option_groups", []) for option in group["options"]
    ]
    yield from several_faults(options, f"{where}/options", 100, _option)
    yield from _free(element, where)


def _overflow(element: Json, where: str) -> Faults:
    yield from several_faults(element.get("options"), f"{where}/options", 5, _option)


def _choices(element: Json, where: str) -> Faults:
    yield from several_faults(element.get("options"), f"{where}/options", 10, _option)


def _option(option: Json, where: str) -> Faults:
    yield from text_faults(option.get("text"), f"{where}/text", 75, ANY)
    yield from string_faults(option, where, "value", 150)


def _free(element: Json, where: str) -> Faults:
    if "placeholder" in element:
        yield from text_faults(element["placeholder"], f"{where}/placeholder", 150, PLAIN)


def rich_text_faults(block: Json, where: str) -> Faults:
    """Check a block of rich text."""
    yield from several_faults(block.get("elements"), f"{where}/elements", None, _rich)


def _rich(element: Json, where: str) -> Faults:
    match element.get("type"):
        case "rich_text_section" | "rich_text_quote":
            inner = _inline
        case "rich_text_preformatted":
            inner = _preformatted
        case "rich_text_list":
            inner = _rich_item
        case kind:
            yield f"{where}: unsupported type {kind}"
            return
    if inner is _rich_item and element.get("style") not in ("bullet", "ordered"):
        yield f"{where}/style: must be bullet or ordered"
    yield from several_faults(element.get("elements"), f"{where}/elements", None, inner)


def _rich_item(element: Json, where: str) -> Faults:
    if element.get("type") != "rich_text_section":
        yield f"{where}: a list holds sections, not {element.get('type')}"
        return
    yield from _rich(element, where)


def _preformatted(element: Json, where: str) -> Faults:
    if element.get("type") not in ("text", "link"):
        yield f"{where}: preformatted text holds text and links, not {element.get('type')}"
    yield from _inline(element, where)


def _inline(element: Json, where: str) -> Faults:
    needed = _INLINE.get(str(element.get("type")))
    if needed is None:
        yield f"{where}: unsupported type {element.get('type')}"
        return
    for name, kind in needed.items():
        if not isinstance(element.get(name), kind) or not element[name]:
            yield f"{where}/{name}: missing or empty"
    if element["type"] == "link" and not str(element.get("url")).startswith(("http://", "https://")):
        yield f"{where}/url: not an address"
    if not {*element.get("style", {})} <= _STYLES:
        yield f"{where}/style: unknown style"


def text_faults(text: object, where: str, most: int, kinds: tuple[str, ...]) -> Faults:
    """Check a text object of one of the kinds."""
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"{where}: must be a text object of type {' or '.join(kinds)}"
        return
    yield from string_faults(text, where, "text", most)


def string_faults(owner: Json, where: str, name: str, most: int) -> Faults:
    """Check a string that has to be there."""
    value = owner.get(name)
    if not isinstance(value, str) or not value:
        yield f"{where}/{name}: missing or empty"
    elif len(value) > most:
        yield f"{where}/{name}: must be less than {most + 1} characters"


def size_faults(owner: Json, where: str, name: str, most: int) -> Faults:
    """Check a string that may be there."""
    value = owner.get(name, "")
    if not isinstance(value, str):
        yield f"{where}/{name}: must be a string"
    elif len(value) > most:
        yield f"{where}/{name}: must be less than {most + 1} characters"


def several_faults(items: Any, where: str, most: int | None, check: Check) -> Faults:  # noqa: ANN401 - as it was sent
    """Check a list that may not be empty, and each of its items."""
    if not isinstance(items, list) or not items:
        yield f"{where}: must hold at least one item"
        return
    if most is not None and len(items) > most:
        yield f"{where}: no more than {most} items allowed"
    for number, item in enumerate(items):
        if isinstance(item, dict):
            yield from check(item, f"{where}/{number}")
        else:
            yield f"{where}/{number}: must be an object"
    yield from unique_faults(items, where, "action_id")


def unique_faults(items: list[Json], where: str, name: str) -> Faults:
    """Check that no two items share a name."""
    names = [item[name] for item in items if isinstance(item, dict) and name in item]
    for value, count in Counter(map(str, names)).items():
        if count > 1:
            yield f"{where}: {name} {value} is used {count} times"


def image_faults(block: Json, where: str) -> Faults:
    """Check an image, as a block or inside one."""
    if not block.get("image_url") and not block.get("slack_file"):
        yield f"{where}/image_url: missing"
    yield from string_faults(block, where, "alt_text", 2000)
    yield from size_faults(block, where, "image_url", 3000)


_INLINE: dict[str, dict[str, type]] = {
    "text": {"text": str},
    "link": {"url": str},
    "user": {"user_id": str},
    "usergroup": {"usergroup_id": str},
    "channel": {"channel_id": str},
    "emoji": {"name": str},
    "broadcast": {"range": str},
    "date": {"timestamp": int, "format": str},
    "color": {"value": str},
}
_ELEMENTS: dict[str, Check] = {
    "button": _button,
    "feedback_buttons": _feedback_buttons,
    "icon_button": _icon_button,
    "static_select": _select,
    "multi_static_select": _select,
    "overflow": _overflow,
    "radio_buttons": _choices,
    "checkboxes": _choices,
    **dict.fromkeys(
        (
            "plain_text_input",
            "number_input",
            "email_text_input",
            "url_text_input",
            "rich_text_input",
            "datepicker",
            "timepicker",
            "users_select",
            "multi_users_select",
            "conversations_select",
            "multi_conversations_select",
            "channels_select",
            "multi_channels_select",
            "external_select",
        ),
        _free,
    ),
}
