"""What Discord takes as an app's commands, and as the choices it offers while one is typed."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

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

_CHAT, _USER, _MESSAGE = 1, 2, 3
_MOST = {_CHAT: 100, _USER: 15, _MESSAGE: 15}
_SUBCOMMAND, _GROUP, _STRING, _INTEGER, _NUMBER = 1, 2, 3, 4, 10
_NESTING = (_SUBCOMMAND, _GROUP)
_WITH_CHOICES = (_STRING, _INTEGER, _NUMBER)
_BOUNDS = {
    "min_length": (_STRING,),
    "max_length": (_STRING,),
    "min_value": (_INTEGER, _NUMBER),
    "max_value": (_INTEGER, _NUMBER),
}


def command_errors(commands: list[Json]) -> Json | None:
    """Return Discord's refusal of a set of commands that replaces all others, if it would refuse it."""
    kinds = [command.get("type", _CHAT) for command in _objects(commands)]
    for kind, most in _MOST.items():
        if kinds.count(kind) > most:
            return {"code": 30_032, "message": f"Maximum number of application commands reached ({most})."}
    return body_of(_commands(commands))


def choice_errors(data: Json) -> Json | None:
    """Return Discord's refusal of choices offered while a command is typed, if it would refuse them."""
    if data.get("choices") is None:
        return body_of([required(("choices",))])
    return body_of(several_faults(data, (), "choices", (0, 25), _offered))


def _commands(commands: list[Json]) -> Faults:
    keys = [_key(command) for command in _objects(commands)]
    for number, command in enumerate(commands):
        yield from object_faults(command, (number,), _command)
        if isinstance(command, dict) and keys.count(_key(command)) > 1:
            message = "Application command names must be unique"
            yield Fault((number, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)


def _key(command: Json) -> tuple[object, object]:
    return command.get("type", _CHAT), command.get("name")


def _objects(items: object) -> list[Json]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _command(command: Json, where: Path) -> Faults:
    kind = command.get("type", _CHAT)
    yield from choice_faults({"type": kind}, where, "type", tuple(_MOST))
    yield from _chat_command(command, where) if kind == _CHAT else _menu_command(command, where)
    yield from _place_faults(command, where)


def _chat_command(command: Json, where: Path) -> Faults:
    yield from _name_faults(command, where)
    yield from text_faults(command, where, "description", 100, least=1)
    yield from several_faults(command, where, "options", (0, 25), _option_of(range(1, 12)))
    yield from _together_faults(_objects(command.get("options")), (*where, "options"))
    if _size(command) > 8000:
        yield Fault(where, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def _menu_command(command: Json, where: Path) -> Faults:
    yield from text_faults(command, where, "name", 32, least=1)
    for name in ("description", "options"):
        if command.get(name):
            message = f"Context menu commands cannot have {name}"
            yield Fault((*where, name), "APPLICATION_COMMAND_CONTEXT_MENU_INVALID", message)


def _place_faults(command: Json, where: Path) -> Faults:
    permissions = command.get("default_member_permissions")
    if permissions is not None and (isinstance(permissions, bool) or not str(permissions).isdecimal()):
        yield Fault((*where, "default_member_permissions"), "PERMISSIONS_TYPE_CONVERT", "Must be a number as a text.")
    yield from boolean_faults(command, where, "nsfw")
    for name, known in {"integration_types": (0, 1), "contexts": (0, 1, 2)}.items():
        values = command.get(name)
        if isinstance(values, list) and values:
            for number, value in enumerate(values):
                yield from choice_faults({str(number): value}, (*where, name), str(number), known)
        elif values is not None:
            yield required((*where, name))


def _name_faults(owner: Json, where: Path) -> Faults:
    yield from text_faults(owner, where, "name", 32, least=1)
    name = owner.get("name")
    if isinstance(name, str) and name and not (name == name.lower() and all(map(_is_name_character, name))):
        yield Fault((*where, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _is_name_character(character: str) -> bool:
    kind, name = unicodedata.category(character), unicodedata.name(character, "")
    return character in "-_'" or kind[0] in "LN" or name.startswith(("DEVANAGARI", "THAI"))


def _option_of(kinds: Iterable[int]) -> Check:
    def check(option: Json, where: Path) -> Faults:
        yield from choice_faults(option, where, "type", tuple(kinds))
        yield from _name_faults(option, where)
        yield from text_faults(option, where, "description", 100, least=1)
        yield from _nested_faults(option, where) if option.get("type") in _NESTING else _value_faults(option, where)

    return check


def _nested_faults(option: Json, where: Path) -> Faults:
    kinds, least = ((_SUBCOMMAND,), 1) if option["type"] == _GROUP else (range(3, 12), 0)
    yield from several_faults(option, where, "options", (least, 25), _option_of(kinds))
    yield from _together_faults(_objects(option.get("options")), (*where, "options"))
    if option.get("required"):
        yield Fault(
            (*where, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "A subcommand is not required"
        )


def _value_faults(option: Json, where: Path) -> Faults:
    kind = option.get("type")
    yield from boolean_faults(option, where, "required", "autocomplete")
    yield from several_faults(option, where, "choices", (0, 25), _choice_of(kind))
    yield from range_faults(option, where, "min_length", "max_length", 6000)
    if option.get("autocomplete") and (option.get("choices") or kind not in _WITH_CHOICES):
        message = "Autocomplete is for texts and numbers without choices"
        yield Fault((*where, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", message)
    for name, kinds in _BOUNDS.items():
        if option.get(name) is not None and kind not in kinds:
            message = f"There is no {name} for options of this type"
            yield Fault((*where, name), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _choice_of(kind: object) -> Check:
    def check(choice: Json, where: Path) -> Faults:
        yield from _offered(choice, where)
        if kind not in _WITH_CHOICES or (kind == _STRING) is not isinstance(choice.get("value"), str):
            message = "The value is not of the option's type"
            yield Fault((*where, "value"), "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE_INVALID", message)

    return check


def _offered(choice: Json, where: Path) -> Faults:
    yield from text_faults(choice, where, "name", 100, least=1)
    value = choice.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield from text_faults(choice, where, "value", 100, least=1)


def _together_faults(options: list[Json], where: Path) -> Faults:
    names = Counter(str(option.get("name")) for option in options)
    nesting = [option.get("type") in _NESTING for option in options]
    if any(nesting) and not all(nesting):
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        yield Fault(where, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    for number, option in enumerate(options):
        if names[str(option.get("name"))] > 1:
            yield Fault(
                (*where, number, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name already exists"
            )
        if option.get("required") and not all(before.get("required") for before in options[:number]):
            message = "Required options must be placed before non-required options"
            yield Fault((*where, number), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)


def _size(part: Json) -> int:
    own = sum(len(part[name]) for name in ("name", "description", "value") if isinstance(part.get(name), str))
    return own + sum(_size(inner) for name in ("options", "choices") for inner in _objects(part.get(name)))
