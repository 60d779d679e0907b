"""The files that travel beside a message of the bot: what Discord refuses, and what it makes of them."""

import mimetypes
import struct
from collections.abc import Iterable, Sequence

from tests.platforms.discord_forms import Fault, Faults, body_of
from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import World
from tests.platforms.discord_things import File, RefusedError

_MOST_BYTES = 10 * 1024 * 1024  # where nobody pays for more
_MOST_FILES = 10
_PNG = b"\x89PNG\r\n\x1a\n"
_BY_NAME = "attachment://"


def refused_files(payload: Json, files: Sequence[File], standing: Iterable[Json]) -> Json | None:
    """Return Discord's refusal of the files of a message, if it would refuse them.

    Args:
        payload: What the bot sent beside them.
        files: The files.
        standing: The attachments that the message had before.

    Returns:
        The body of the answer with status 400, or nothing.

    Raises:
        RefusedError: If they are too large.
    """
    if any(len(file.data) > _MOST_BYTES for file in files):
        raise RefusedError(413, 40005, "Request entity too large")
    return body_of(_faults(payload, files, {str(each["id"]) for each in standing}))


def attached(world: World, payload: Json, files: Sequence[File]) -> list[Json]:
    """Keep files, and return them as attachments, with what the bot told of them."""
    return [_attachment(world, file, _told(payload, file)) for file in files]


def file_warnings(payload: Json, attachments: Sequence[Json]) -> list[str]:
    """Return what Discord would take although Newsdesk must not send it."""
    names = {each["filename"] for each in attachments}
    missing = sorted(_named(payload) - names)
    blind = [each["filename"] for each in attachments if "width" in each and not each.get("description")]
    return [f"there is no file {name}" for name in missing] + [f"nothing is told of picture {name}" for name in blind]


def _faults(payload: Json, files: Sequence[File], standing: set[str]) -> Faults:
    known = {file.number for file in files} | standing
    for place, told in enumerate(payload.get("attachments") or []):
        if str(told.get("id")) not in known:
            yield Fault(("attachments", place), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
    if len(files) > _MOST_FILES:
        yield Fault(("files",), "BASE_TYPE_MAX_LENGTH", f"Must be {_MOST_FILES} or fewer in length.")


def _told(payload: Json, file: File) -> Json:
    return next((each for each in payload.get("attachments") or [] if str(each.get("id")) == file.number), {})


def _attachment(world: World, file: File, told: Json) -> Json:
    made, name = world.new_id(), str(told.get("filename") or file.name)
    world.files[made] = file.data
    address = f"https://cdn.discordapp.com/attachments/1/{made}/{name}"
    attachment = {"id": made, "filename": name, "size": len(file.data), "url": address, "proxy_url": address}
    if kind := mimetypes.guess_type(name)[0]:
        attachment["content_type"] = kind
    if told.get("description"):
        attachment["description"] = told["description"]
    if file.data.startswith(_PNG):
        attachment["width"], attachment["height"] = struct.unpack(">II", file.data[16:24])
    return attachment


def _named(payload: Json) -> set[str]:
    """Return the names of the files that embeds show."""
    shown = (
        str((embed.get(part) or {}).get(field) or "")
        for embed in payload.get("embeds") or []
        for part, field in (("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url"))
    )
    return {address.removeprefix(_BY_NAME) for address in shown if address.startswith(_BY_NAME)}
