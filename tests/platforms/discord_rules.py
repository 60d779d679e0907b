"""What Discord takes as a message or a thread, and what it takes although Newsdesk must not send it."""

from collections.abc import Iterable
from datetime import datetime

from tests.platforms.discord_commands import choice_errors, command_errors
from tests.platforms.discord_components import TEXT_DISPLAY, component_faults, walked
from tests.platforms.discord_forms import (
    FILES,
    WEB,
    Fault,
    Faults,
    Json,
    Path,
    body_of,
    boolean_faults,
    choice_faults,
    integer_faults,
    object_faults,
    required,
    several_faults,
    snowflake_faults,
    text_faults,
    trimmed,
    url_faults,
)
from tests.platforms.discord_modals import modal_errors
from tests.platforms.discord_text import Reading, read_markdown

__all__ = ["Json", "choice_errors", "command_errors", "message_errors", "modal_errors", "thread_errors", "warnings"]

SUPPRESS_EMBEDS, EPHEMERAL, SUPPRESS_NOTIFICATIONS, SECOND_COMPONENTS = 1 << 2, 1 << 6, 1 << 12, 1 << 15
_FLAGS = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | SECOND_COMPONENTS
_PARTS = ("content", "embeds", "components", "attachments")
_MORE_PARTS = (*_PARTS, "sticker_ids", "poll")
_MENTIONED = ("everyone", "roles", "users")


def message_errors(payload: Json, *, edits: bool = False) -> Json | None:
    """Return Discord's refusal of a message, if it would refuse it.

    Args:
        payload: The body: of a message, of a webhook's message, or the data of a response to an interaction.
        edits: Whether it changes a message, so that what it leaves out stays as it is.

    Returns:
        The body of the answer with status 400, or nothing.
    """
    empty = {"code": 50006, "message": "Cannot send an empty message"} if _is_empty(payload, edits=edits) else None
    return body_of(_message(payload, edits=edits)) or empty


def thread_errors(payload: Json) -> Json | None:
    """Return Discord's refusal of a thread, if it would refuse it."""
    return body_of(_thread(payload))


def warnings(payload: Json) -> list[str]:
    """Return what Discord would take although Newsdesk must not send it."""
    if not any(name in payload for name in ("content", "embeds", "components")):
        return []
    return [*_mention_warnings(payload.get("allowed_mentions")), *_link_warnings(payload), *_ping_warnings(payload)]


def _is_empty(payload: Json, *, edits: bool) -> bool:
    if edits and not all(name in payload for name in _PARTS):
        return False
    return not any(trimmed(payload.get(name)) if name == "content" else payload.get(name) for name in _MORE_PARTS)


def _message(payload: Json, *, edits: bool) -> Faults:
    flags = payload.get("flags") or 0
    parts = walked(payload.get("components"))
    second = isinstance(flags, int) and bool(flags & SECOND_COMPONENTS)
    second = second or (edits and any(part.get("type") in range(9, 18) for part, _ in parts))
    yield from _flags(payload)
    yield from text_faults(payload, (), "content", 2000)
    yield from boolean_faults(payload, (), "tts", "enforce_nonce")
    yield from several_faults(payload, (), "embeds", (0, 10), _embed)
    yield from _embed_size(payload.get("embeds"))
    yield from component_faults(payload, second=second)
    yield from _legacy(payload) if second else ()
    yield from several_faults(payload, (), "attachments", (0, 10), _attachment)
    yield from _nonce(payload.get("nonce"))
    if payload.get("allowed_mentions") is not None:
        yield from object_faults(payload["allowed_mentions"], ("allowed_mentions",), _allowed_mentions)


def _flags(payload: Json) -> Faults:
    yield from integer_faults(payload, (), "flags", 0, 2**31 - 1)
    flags = payload.get("flags")
    if isinstance(flags, int) and flags & ~_FLAGS:
        yield Fault(("flags",), "MESSAGE_FLAGS_INVALID", f"Flags {flags & ~_FLAGS} cannot be set by an app.")


def _legacy(payload: Json) -> Faults:
    for name in ("content", "embeds", "poll", "sticker_ids"):
        if payload.get(name):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Fault((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _nonce(nonce: object) -> Faults:
    if nonce is None:
        return
    if isinstance(nonce, bool) or not isinstance(nonce, str | int):
        yield Fault(("nonce",), "NONCE_TYPE_CONVERT", "Must be a string or an integer.")
    elif len(str(nonce)) > 25:
        yield Fault(("nonce",), "NONCE_TYPE_TOO_LONG", "Nonce must be 25 or fewer in length.")


def _allowed_mentions(allowed: Json, where: Path) -> Faults:
    for name in sorted({*allowed} - {"parse", "roles", "users", "replied_user"}):
        yield Fault((*where, name), "BASE_TYPE_UNKNOWN", "There is no such field.")
    yield from boolean_faults(allowed, where, "replied_user")
    parse = allowed.get("parse") or []
    if not isinstance(parse, list):
        yield Fault((*where, "parse"), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    for number, value in enumerate(parse):
        yield from choice_faults({str(number): value}, (*where, "parse"), str(number), _MENTIONED)
    for name in ("roles", "users"):
        yield from _allowed_ids(allowed, where, name)
        if name in parse and allowed.get(name):
            message = f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'
            yield Fault(where, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def _allowed_ids(allowed: Json, where: Path, name: str) -> Faults:
    ids = allowed.get(name) or []
    if not isinstance(ids, list):
        yield Fault((*where, name), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if len(ids) > 100:
        yield Fault((*where, name), "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
    for number, value in enumerate(ids):
        yield from snowflake_faults(value, (*where, name, number))


def _attachment(attachment: Json, where: Path) -> Faults:
    yield from snowflake_faults(attachment.get("id"), (*where, "id"))
    yield from text_faults(attachment, where, "filename", 260)
    yield from text_faults(attachment, where, "description", 1024)


def _embed(embed: Json, where: Path) -> Faults:
    yield from text_faults(embed, where, "title", 256)
    yield from text_faults(embed, where, "description", 4096)
    yield from url_faults(embed, where, "url", (*WEB, "discord"))
    yield from integer_faults(embed, where, "color", 0, 0xFFFFFF)
    yield from several_faults(embed, where, "fields", (0, 25), _field)
    yield from _timestamp(embed.get("timestamp"), (*where, "timestamp"))
    for name, check in {"author": _author, "footer": _footer, "image": _image, "thumbnail": _image}.items():
        if embed.get(name) is not None:
            yield from object_faults(embed[name], (*where, name), check)
    if not any(embed.get(name) for name in ("author", "fields", "footer", "image", "thumbnail", "timestamp")):
        yield from [] if any(_texts(embed)) else [required((*where, "description"))]


def _field(field: Json, where: Path) -> Faults:
    yield from text_faults(field, where, "name", 256, least=1)
    yield from text_faults(field, where, "value", 1024, least=1)
    yield from boolean_faults(field, where, "inline")


def _author(author: Json, where: Path) -> Faults:
    yield from text_faults(author, where, "name", 256, least=1)
    yield from url_faults(author, where, "url", WEB)
    yield from url_faults(author, where, "icon_url", FILES)


def _footer(footer: Json, where: Path) -> Faults:
    yield from text_faults(footer, where, "text", 2048, least=1)
    yield from url_faults(footer, where, "icon_url", FILES)


def _image(image: Json, where: Path) -> Faults:
    yield from url_faults(image, where, "url", FILES)


def _timestamp(value: object, where: Path) -> Faults:
    if value is None:
        return
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        yield Fault(where, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")


def _embed_size(embeds: object) -> Faults:
    listed = [embed for embed in embeds if isinstance(embed, dict)] if isinstance(embeds, list) else []
    if sum(len(trimmed(text)) for embed in listed for text in _texts(embed)) > 6000:
        message = "Embed size exceeds maximum size of 6000"
        yield Fault(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)


def _texts(embed: Json) -> list[str]:
    places = [(embed, "title"), (embed, "description"), (embed.get("footer"), "text"), (embed.get("author"), "name")]
    fields = embed.get("fields")
    for field in fields if isinstance(fields, list) else []:
        places += [(field, "name"), (field, "value")]
    return [trimmed(owner.get(name)) for owner, name in places if isinstance(owner, dict)]


def _thread(payload: Json) -> Faults:
    yield from text_faults(payload, (), "name", 100, least=1)
    yield from boolean_faults(payload, (), "invitable")
    yield from integer_faults(payload, (), "rate_limit_per_user", 0, 21_600)
    for name, choices in {"auto_archive_duration": (60, 1440, 4320, 10_080), "type": (10, 11, 12)}.items():
        if payload.get(name) is not None:
            yield from choice_faults(payload, (), name, choices)


def _mention_warnings(allowed: object) -> list[str]:
    if not isinstance(allowed, dict):
        return ["allowed_mentions is missing, so that everything notifies"]
    wrong = [name for name in ("parse", "roles", "users", "replied_user") if allowed.get(name)]
    return [f"allowed_mentions lets {name} notify" for name in wrong]


def _link_warnings(payload: Json) -> list[str]:
    if (payload.get("flags") or 0) & (SUPPRESS_EMBEDS | SECOND_COMPONENTS):
        return []
    return [f"content unfurls {url}" for url in read_markdown(payload.get("content") or "").unfurls]


def _ping_warnings(payload: Json) -> list[str]:
    return [f"{where} mentions {who}" for where, reading in _readings(payload) for who in reading.pings]


def _readings(payload: Json) -> Iterable[tuple[str, Reading]]:
    yield "content", read_markdown(payload.get("content") or "")
    for embed in payload.get("embeds") or []:
        yield "description", read_markdown(embed.get("description") or "")
        for field in embed.get("fields") or []:
            yield "field", read_markdown(field.get("value") or "")
    for part, _ in walked(payload.get("components")):
        if part.get("type") == TEXT_DISPLAY:
            yield "text display", read_markdown(part.get("content") or "")
