"""What Discord takes as the components of a message, both in the old layout and in that of the second version."""

from collections import Counter
from collections.abc import Iterator

from tests.platforms.discord_forms import (
    FILES,
    WEB,
    Check,
    Fault,
    Faults,
    Json,
    Path,
    boolean_faults,
    choice_faults,
    integer_faults,
    object_faults,
    range_faults,
    required,
    several_faults,
    snowflake_faults,
    text_faults,
    trimmed,
    url_faults,
)

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
_IN_CONTAINERS = (ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR)
_AT_THE_TOP = (*_IN_CONTAINERS, CONTAINER)
_LINK, _PREMIUM = 5, 6


def component_faults(payload: Json, *, second: bool) -> Faults:
    """Check the components of a message.

    Args:
        payload: The message.
        second: Whether it uses the second version of components.
    """
    kinds, most = (_AT_THE_TOP, 40) if second else ((ROW,), 5)
    yield from several_faults(payload, (), "components", (0, most), _one_of(kinds))
    parts = list(walked(payload.get("components")))
    yield from unique_faults(parts)
    if second:
        yield from _total_faults(parts)


def walked(components: object) -> Iterator[tuple[Json, Path]]:
    """Yield each component, and those inside it, with where it is."""
    yield from _walked(components, ("components",))


def _walked(components: object, where: Path) -> Iterator[tuple[Json, Path]]:
    for number, component in enumerate(components if isinstance(components, list) else []):
        if isinstance(component, dict):
            place = (*where, number)
            yield component, place
            yield from _walked(component.get("components"), (*place, "components"))
            for name in ("accessory", "component"):
                if isinstance(component.get(name), dict):
                    yield component[name], (*place, name)


def unique_faults(parts: list[tuple[Json, Path]]) -> Faults:
    """Check that no two components share an identifier."""
    for name, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        counts = Counter(str(part[name]) for part, _ in parts if part.get(name))
        for part, where in parts:
            if part.get(name) and counts[str(part[name])] > 1:
                yield Fault((*where, name), code, f"Component {name} cannot be duplicated")


def _total_faults(parts: list[tuple[Json, Path]]) -> Faults:
    if len(parts) > 40:
        yield Fault(
            ("components",), "COMPONENT_MAX_TOTAL_EXCEEDED", "The total number of components must be 40 or less."
        )
    texts = [part.get("content") for part, _ in parts if part.get("type") == TEXT_DISPLAY]
    if sum(len(trimmed(text)) for text in texts) > 4000:
        message = "The total displayable text size must be 4000 or less."
        yield Fault(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def _one_of(kinds: tuple[int, ...]) -> Check:
    def check(component: Json, where: Path) -> Faults:
        kind = component.get("type")
        if kind not in kinds:
            message = f'Value of field "type" must be one of ({", ".join(map(str, kinds))},).'
            yield Fault((*where, "type"), "UNION_TYPE_CHOICES", message)
            return
        yield from integer_faults(component, where, "id", 0, 2**31 - 1)
        yield from _CHECKS[kind](component, where)

    return check


def _row(row: Json, where: Path) -> Faults:
    yield from several_faults(row, where, "components", (1, 5), _one_of((BUTTON, *SELECTS)))
    inside = row.get("components")
    kinds = [part.get("type") for part in inside if isinstance(part, dict)] if isinstance(inside, list) else []
    if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
        message = "The specified component exceeds the maximum width"
        yield Fault((*where, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


def _button(button: Json, where: Path) -> Faults:
    yield from choice_faults(button, where, "style", range(1, 7))
    yield from boolean_faults(button, where, "disabled")
    yield from text_faults(button, where, "label", 80)
    needed = {_LINK: "url", _PREMIUM: "sku_id"}.get(_whole(button.get("style")), "custom_id")
    if not button.get(needed):
        yield Fault(where, f"BUTTON_COMPONENT_{needed.upper()}_REQUIRED", f"A {needed} is required for this style")
    for name in {"url", "sku_id", "custom_id"} - {needed}:
        if button.get(name):
            yield Fault(where, f"BUTTON_COMPONENT_{name.upper()}_FORBIDDEN", f"A {name} is not allowed for this style")
    if needed == "custom_id":
        yield from text_faults(button, where, "custom_id", 100, least=1)
    yield from url_faults(button, where, "url", (*WEB, "discord"), 512)
    yield from _face_faults(button, where, shown=needed != "sku_id")


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _face_faults(button: Json, where: Path, *, shown: bool) -> Faults:
    faced = bool(trimmed(button.get("label")) or button.get("emoji"))
    if faced is not shown:
        message = "A button needs a label or an emoji" if shown else "A premium button has neither label nor emoji"
        yield Fault(where, "BUTTON_COMPONENT_INVALID_LABEL", message)
    if button.get("emoji"):
        yield from object_faults(button["emoji"], (*where, "emoji"), _emoji)


def _emoji(emoji: Json, where: Path) -> Faults:
    if not emoji.get("id") and not emoji.get("name"):
        yield required((*where, "id"))
    if emoji.get("id"):
        yield from snowflake_faults(emoji["id"], (*where, "id"))


def select_faults(select: Json, where: Path) -> Faults:
    """Check a menu, in a message or in a modal."""
    yield from text_faults(select, where, "custom_id", 100, least=1)
    yield from text_faults(select, where, "placeholder", 150)
    yield from boolean_faults(select, where, "disabled", "required")
    yield from range_faults(select, where, "min_values", "max_values", 25)
    if select.get("type") == STRING_SELECT:
        yield from several_faults(select, where, "options", (1, 25), _option)
        yield from _value_faults(select.get("options"), (*where, "options"))


def _option(option: Json, where: Path) -> Faults:
    yield from text_faults(option, where, "label", 100, least=1)
    yield from text_faults(option, where, "value", 100, least=1)
    yield from text_faults(option, where, "description", 100)
    yield from boolean_faults(option, where, "default")
    if option.get("emoji"):
        yield from object_faults(option["emoji"], (*where, "emoji"), _emoji)


def _value_faults(options: object, where: Path) -> Faults:
    options = options if isinstance(options, list) else []
    counts = Counter(str(option.get("value")) for option in options if isinstance(option, dict))
    for number, option in enumerate(options):
        if isinstance(option, dict) and counts[str(option.get("value"))] > 1:
            message = "The specified option value is already used"
            yield Fault((*where, number, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)


def _section(section: Json, where: Path) -> Faults:
    yield from several_faults(section, where, "components", (1, 3), _one_of((TEXT_DISPLAY,)))
    if section.get("accessory") is None:
        yield required((*where, "accessory"))
    else:
        yield from object_faults(section["accessory"], (*where, "accessory"), _one_of((BUTTON, THUMBNAIL)))


def text_display_faults(display: Json, where: Path) -> Faults:
    """Check a text of the second version of components."""
    yield from text_faults(display, where, "content", 4000, least=1)


def _media(item: Json, where: Path) -> Faults:
    yield from text_faults(item, where, "description", 1024)
    yield from boolean_faults(item, where, "spoiler")
    yield from _unfurled(item, where, "media", FILES)


def _unfurled(item: Json, where: Path, name: str, schemes: tuple[str, ...]) -> Faults:
    media = item.get(name)
    if not isinstance(media, dict) or not media.get("url"):
        yield required((*where, name))
    else:
        yield from url_faults(media, (*where, name), "url", schemes)


def _gallery(gallery: Json, where: Path) -> Faults:
    yield from several_faults(gallery, where, "items", (1, 10), _media)


def _file(file: Json, where: Path) -> Faults:
    yield from boolean_faults(file, where, "spoiler")
    yield from _unfurled(file, where, "file", ("attachment",))


def _separator(separator: Json, where: Path) -> Faults:
    yield from boolean_faults(separator, where, "divider")
    if separator.get("spacing") is not None:
        yield from choice_faults(separator, where, "spacing", (1, 2))


def _container(container: Json, where: Path) -> Faults:
    yield from integer_faults(container, where, "accent_color", 0, 0xFFFFFF)
    yield from boolean_faults(container, where, "spoiler")
    yield from several_faults(container, where, "components", (1, 40), _one_of(_IN_CONTAINERS))


_CHECKS: dict[int, Check] = {
    ROW: _row,
    BUTTON: _button,
    **dict.fromkeys(SELECTS, select_faults),
    SECTION: _section,
    TEXT_DISPLAY: text_display_faults,
    THUMBNAIL: _media,
    GALLERY: _gallery,
    FILE: _file,
    SEPARATOR: _separator,
    CONTAINER: _container,
}
