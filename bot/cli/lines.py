"""Lines of JSON: read from files, with errors that say what to mend, and written so that they are safe to show."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import UsageError


def json_object(line: bytes) -> dict[str, Any]:
    """Return the fields of a line."""
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the line is no JSON: {error}") from None
    if not isinstance(fields, dict):
        raise UsageError("the line is no JSON object")
    return fields


def string(fields: dict[str, Any], name: str) -> str:
    """Return a field that has to be a text."""
    text = fields.get(name)
    if not isinstance(text, str):
        raise UsageError(f'the line has no "{name}"')
    return text


def optional_string(fields: dict[str, Any], name: str) -> str | None:
    """Return a field that is a text, if it is there."""
    return None if fields.get(name) is None else string(fields, name)


def day_of(value: object) -> date:
    """Return the day that a field names."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(f"{value!r} is no day: write it as 2025-12-31") from None


def lines_of(path: Path) -> list[tuple[int, bytes]]:
    """Return the lines that are not blank, each with its number."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def json_line(value: object, indent: int | None = None) -> str:
    """Return JSON that is safe to show: control characters and half surrogates are escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return re.sub("[\x7f-\x9f\ud800-\udfff]", lambda match: f"\\u{ord(match.group()):04x}", written)


def print_json(value: object) -> None:
    """Print a value as JSON."""
    print(json_line(value, indent=2))
