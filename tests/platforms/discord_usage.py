"""Which registered command somebody means, and whether its options are what Discord's client lets through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.platforms.discord_permissions import ALL, BITS
from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import World
from tests.platforms.discord_things import Channel

SLASH, ON_MESSAGE = 1, 3
_NESTED = {1, 2}
_STRING, _WHOLE, _TRUTH, _NUMBER = 3, 4, 5, 10
_CONTEXTS = {"dm": 1, "group": 2}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_READS: dict[int, Callable[[object], bool]] = {
    _WHOLE: lambda value: isinstance(value, int) and not isinstance(value, bool),
    _TRUTH: lambda value: isinstance(value, bool),
    _NUMBER: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A command or one of its subcommands: the way to it by name and type, and the options it takes."""

    command: Json
    path: tuple[tuple[str, int], ...]
    options: list[Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and by whom a command is used, and whether the ``guild`` or the ``user`` installed the bot."""

    channel: Channel
    user: str
    installed: str


def find_command(world: World, name: str, kind: int, place: Place) -> Json:
    """Return a registered command that can be used somewhere.

    Raises:
        LookupError: If there is none.
    """
    guild = place.channel.guild
    known = [*world.commands.get(guild, []), *world.commands[None]] if guild else world.commands[None]
    named = [command for command in known if (command["type"], command["name"]) == (kind, name)]
    if not named:
        raise LookupError(f"no command {name!r}, but {sorted(command['name'] for command in known)}")
    _require_use(world, named[0], place)
    return named[0]


def invocation(world: World, name: str, place: Place) -> Invocation:
    """Return the slash command, or the subcommand, of a name.

    Raises:
        LookupError: If there is none, or it cannot be used there.
    """
    first, *rest = name.split()
    command = find_command(world, first, SLASH, place)
    options, path = command.get("options") or [], []
    for part in rest:
        inner = next((option for option in options if option["name"] == part and option["type"] in _NESTED), None)
        if inner is None:
            raise LookupError(f"{name!r} is no subcommand, but {[option['name'] for option in options]}")
        path.append((part, inner["type"]))
        options = inner.get("options") or []
    if any(option["type"] in _NESTED for option in options):
        raise LookupError(f"{name!r} is only the start of {[option['name'] for option in options]}")
    return Invocation(command=command, path=tuple(path), options=options)


def given_options(found: Invocation, values: Mapping[str, object], *, typed: str | None = None) -> list[Json]:
    """Return options as they are sent.

    Args:
        found: The command.
        values: What was given, by name.
        typed: The name of the option that is still being typed, for which alone nothing has to be complete.

    Raises:
        LookupError: If an option is unknown or missing.
        ValueError: If an option does not take what was given.
    """
    known = {str(option["name"]): option for option in found.options}
    if unknown := sorted(set(values) - set(known)):
        raise LookupError(f"no option {unknown}, but {sorted(known)}")
    missing = [name for name, option in known.items() if option.get("required") and name not in values]
    if missing and typed is None:
        raise LookupError(f"without the option {missing}")
    if typed is None:
        for name, value in values.items():
            _check(known[name], value)
    return [
        {"name": name, "type": known[name]["type"], "value": value} | ({"focused": True} if name == typed else {})
        for name, value in values.items()
    ]


def _require_use(world: World, command: Json, place: Place) -> None:
    number = 0 if place.installed == "guild" else 1
    if number not in (command.get("integration_types") or [0]):
        raise LookupError(f"{command['name']} is not offered to those where the {place.installed} installed the bot")
    guild = place.channel.guild
    if place.installed == "guild" and guild is not None and not world.guilds[guild].member:
        raise LookupError("the bot is not installed in that guild")
    contexts = command.get("contexts")
    context = 0 if guild is not None else _CONTEXTS[place.channel.kind]
    if contexts is not None and context not in contexts:
        raise LookupError(f"{command['name']} is not offered there")
    needed = int(command.get("default_member_permissions") or 0)
    held = ALL if guild is None else world.member_permissions(world.users[place.user], guild)
    if needed & held != needed and not held & BITS["ADMINISTRATOR"]:
        raise LookupError(f"{command['name']} is not offered to that user")


def _check(option: Json, value: object) -> None:
    name, kind = option["name"], option["type"]
    if not _READS.get(kind, _is_text)(value):
        raise ValueError(f"{name} does not take {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise ValueError(f"{name} takes {choices}, not {value!r}")
    if isinstance(value, str) and kind == _STRING:
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        if not least <= len(value) <= most:
            raise ValueError(f"{name} takes {least} to {most} characters, not {len(value)}")
    if isinstance(value, (int, float)) and kind in (_WHOLE, _NUMBER):
        least, most = option.get("min_value"), option.get("max_value")
        if (least is not None and value < least) or (most is not None and value > most):
            raise ValueError(f"{name} takes {least} to {most}, not {value}")
