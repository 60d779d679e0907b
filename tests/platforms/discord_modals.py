"""What Discord takes as a modal: a form that opens over the chat."""

from tests.platforms.discord_components import (
    LABEL,
    ROW,
    SELECTS,
    TEXT_DISPLAY,
    TEXT_INPUT,
    select_faults,
    text_display_faults,
    unique_faults,
    walked,
)
from tests.platforms.discord_forms import (
    Check,
    Fault,
    Faults,
    Json,
    Path,
    body_of,
    boolean_faults,
    choice_faults,
    object_faults,
    range_faults,
    required,
    several_faults,
    text_faults,
)

_UPLOAD, _RADIOS, _BOXES, _BOX = 19, 21, 22, 23
_IN_LABELS = (TEXT_INPUT, *SELECTS, _UPLOAD, _RADIOS, _BOXES, _BOX)


def modal_errors(data: Json) -> Json | None:
    """Return Discord's refusal of a modal, if it would refuse it."""
    return body_of(_modal(data))


def _modal(data: Json) -> Faults:
    yield from text_faults(data, (), "title", 45, least=1)
    yield from text_faults(data, (), "custom_id", 100, least=1)
    yield from several_faults(data, (), "components", (1, 5), _one_of((ROW, TEXT_DISPLAY, LABEL)))
    yield from unique_faults(list(walked(data.get("components"))))


def _one_of(kinds: tuple[int, ...]) -> Check:
    def check(component: Json, where: Path) -> Faults:
        kind = component.get("type")
        if kind not in kinds:
            message = f'Value of field "type" must be one of ({", ".join(map(str, kinds))},).'
            yield Fault((*where, "type"), "UNION_TYPE_CHOICES", message)
        else:
            yield from _CHECKS[kind](component, where)

    return check


def _row(row: Json, where: Path) -> Faults:
    yield from several_faults(row, where, "components", (1, 1), _labelled_input)


def _labelled_input(component: Json, where: Path) -> Faults:
    yield from _one_of((TEXT_INPUT,))(component, where)
    yield from text_faults(component, where, "label", 45, least=1)


def _label(label: Json, where: Path) -> Faults:
    yield from text_faults(label, where, "label", 45, least=1)
    yield from text_faults(label, where, "description", 100)
    if label.get("component") is None:
        yield required((*where, "component"))
    else:
        yield from object_faults(label["component"], (*where, "component"), _one_of(_IN_LABELS))


def _text_input(component: Json, where: Path) -> Faults:
    yield from text_faults(component, where, "custom_id", 100, least=1)
    yield from choice_faults(component, where, "style", (1, 2))
    yield from text_faults(component, where, "label", 45)
    yield from text_faults(component, where, "placeholder", 100)
    yield from text_faults(component, where, "value", 4000)
    yield from boolean_faults(component, where, "required")
    yield from range_faults(component, where, "min_length", "max_length", 4000)


def _enabled_select(select: Json, where: Path) -> Faults:
    yield from select_faults(select, where)
    if select.get("disabled"):
        yield Fault((*where, "disabled"), "COMPONENT_DISABLED_IN_MODAL", "A modal has no disabled components.")


def _named(component: Json, where: Path) -> Faults:
    yield from text_faults(component, where, "custom_id", 100, least=1)


_CHECKS: dict[int, Check] = {
    ROW: _row,
    TEXT_DISPLAY: text_display_faults,
    LABEL: _label,
    TEXT_INPUT: _text_input,
    **dict.fromkeys(SELECTS, _enabled_select),
    **dict.fromkeys((_UPLOAD, _RADIOS, _BOXES, _BOX), _named),
}
