"""How Discord says what is wrong with a body, and the checks that all its objects share."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

Json = dict[str, Any]
"""An object of the wire."""

Path = tuple[str | int, ...]

WEB = ("http", "https")
FILES = (*WEB, "attachment")


class Fault(NamedTuple):
    """One thing that is wrong, and where."""

    where: Path
    code: str
    message: str


Faults = Iterator[Fault]
Check = Callable[[Json, Path], Faults]


def body_of(faults: Iterable[Fault]) -> Json | None:
    """Return the body of Discord's refusal, or nothing where there is no fault."""
    errors: Json = {}
    for where, code, message in faults:
        place = errors
        for step in where:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})
    return {"code": 50035, "message": "Invalid Form Body", "errors": errors} if errors else None


def required(where: Path) -> Fault:
    """Say that something is missing or empty."""
    return Fault(where, "BASE_TYPE_REQUIRED", "This field is required")


def trimmed(value: object) -> str:
    """Return a text as Discord keeps it: without white space around it."""
    return value.strip() if isinstance(value, str) else ""


def text_faults(owner: Json, where: Path, name: str, most: int, *, least: int = 0) -> Faults:
    """Check a text, which has to be there if it may not be empty."""
    value = owner.get(name)
    place = (*where, name)
    size = len(trimmed(value))
    if value is not None and not isinstance(value, str):
        yield Fault(place, "STRING_TYPE_CONVERT", "Could not convert to a string.")
    elif least and not size:
        yield required(place)
    elif size > most:
        yield Fault(place, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def url_faults(owner: Json, where: Path, name: str, schemes: tuple[str, ...], most: int = 2048) -> Faults:
    """Check an address, where there is one."""
    value = owner.get(name)
    if not value:
        return
    place = (*where, name)
    yield from text_faults(owner, where, name, most)
    scheme, colon, rest = trimmed(value).partition("://")
    if not colon or not rest.strip("/") or any(character.isspace() for character in rest):
        yield Fault(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif scheme.lower() not in schemes:
        shown = ", ".join(f"'{known}'" for known in schemes)
        message = f'Scheme "{scheme}" is not supported. Scheme must be one of ({shown}).'
        yield Fault(place, "URL_TYPE_INVALID_SCHEME", message)


def several_faults(owner: Json, where: Path, name: str, sizes: tuple[int, int], check: Check) -> Faults:
    """Check a list of objects, and each of them; the list has to be there if it may not be empty."""
    items = owner.get(name)
    place = (*where, name)
    least, most = sizes
    if items is None:
        yield from [required(place)] if least else []
    elif not isinstance(items, list):
        yield Fault(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    else:
        yield from _size_faults(items, place, least, most)
        for number, item in enumerate(items):
            yield from object_faults(item, (*place, number), check)


def _size_faults(items: list[object], where: Path, least: int, most: int) -> Faults:
    if least and not least <= len(items) <= most:
        yield Fault(where, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    elif len(items) > most:
        yield Fault(where, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def object_faults(item: object, where: Path, check: Check) -> Faults:
    """Check something that has to be an object."""
    if isinstance(item, dict):
        yield from check(item, where)
    else:
        yield Fault(where, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")


def integer_faults(owner: Json, where: Path, name: str, least: int, most: int) -> Faults:
    """Check a whole number, where there is one."""
    value = owner.get(name)
    place = (*where, name)
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif value < least:
        yield Fault(place, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
    elif value > most:
        yield Fault(place, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")


def range_faults(owner: Json, where: Path, low: str, high: str, limit: int) -> Faults:
    """Check the lower bound of something, from 0 on, and its upper bound, from 1 on."""
    yield from integer_faults(owner, where, low, 0, limit)
    yield from integer_faults(owner, where, high, 1, limit)
    least, most = owner.get(low), owner.get(high)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Fault((*where, low), "BASE_TYPE_MIN_GREATER_THAN_MAX", f"{low} must not be greater than {high}.")


def choice_faults(owner: Json, where: Path, name: str, choices: Collection[object]) -> Faults:
    """Check that a value is one of those there are."""
    value = owner.get(name)
    if isinstance(value, bool) or value not in choices:
        shown = ", ".join(map(str, choices))
        yield Fault((*where, name), "BASE_TYPE_CHOICES", f"Value must be one of {{{shown}}}.")


def boolean_faults(owner: Json, where: Path, *names: str) -> Faults:
    """Check what is true or false, where it is there."""
    for name in names:
        if not isinstance(owner.get(name, False), bool):
            yield Fault((*where, name), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def snowflake_faults(value: object, where: Path) -> Faults:
    """Check an id, which Discord takes as a text and as a number."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).isdecimal():
        yield Fault(where, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
