"""What the bot is told of when people use its commands, its buttons and its modals."""

import secrets
import time
from collections.abc import Mapping

from tests.platforms.discord_payloads import channel_json, member_json, message_json, role_json, user_json
from tests.platforms.discord_permissions import ALL, bits
from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import World
from tests.platforms.discord_things import INTERACTION_TYPES, Channel, Interaction, Posted, flat
from tests.platforms.discord_usage import Invocation

_TEXT_INPUT = 4
_BUTTON = 2
_LINK_STYLE = 5
_SELECTS = {3, 5, 6, 7, 8}
_IN_GUILD, _IN_DM, _ELSEWHERE = range(3)
_ELSEWHERE_PERMISSIONS = bits("ATTACH_FILES", "EMBED_LINKS", "MENTION_EVERYONE")


def interact(  # noqa: PLR0913 - the fields of an interaction
    world: World,
    kind: str,
    data: Json,
    *,
    user: str,
    channel: str,
    installed: str = "guild",
    message: Posted | None = None,
) -> Interaction:
    """Send an interaction to the bot.

    Args:
        world: Where.
        kind: One of ``INTERACTION_TYPES``.
        data: What was used, as Discord writes it.
        user: Who used it.
        channel: Where.
        installed: Who installed the bot that was used: the ``guild`` or the ``user``.
        message: The message it was used on, or its modal was opened from.

    Returns:
        The interaction.
    """
    place = world.channels[channel]
    interaction = Interaction(
        id=world.new_id(),
        token=secrets.token_urlsafe(48),
        kind=kind,
        user=user,
        channel=channel,
        guild=place.guild,
        message=message,
        limited=not world.is_there(place),
    )
    interaction.payload = _payload(world, interaction, place, data, installed)
    interaction.sent_at = time.monotonic()
    interaction.ends_at = interaction.sent_at + world.token_seconds
    world.interactions.append(interaction)
    world.by_token[interaction.token] = interaction
    if world.interactions_endpoint is None:
        interaction.delivered = world.emit(
            "INTERACTION_CREATE", lambda _: interaction.payload, guild=place.guild, intent=0
        )
    return interaction


def command_data(world: World, found: Invocation, options: list[Json], channel: Channel) -> Json:
    """Return what is sent of a slash command."""
    data: Json = {"id": found.command["id"], "name": found.command["name"], "type": 1}
    for name, kind in reversed(found.path):
        options = [{"name": name, "type": kind, "options": options}]
    if options:
        data["options"] = options
    if resolved := _resolved(world, found, options, channel):
        data["resolved"] = resolved
    return data


def context_data(world: World, command: Json, message: Posted) -> Json:
    """Return what is sent of a command used on a message, which the bot then sees in full."""
    shown = message_json(world, message, sees_content=True)
    resolved = {"messages": {message.id: shown}}
    return {
        "id": command["id"],
        "name": command["name"],
        "type": 3,
        "target_id": message.id,
        "resolved": resolved,
    }


def usable(components: list[Json]) -> list[Json]:
    """Return the buttons and the selects among components, and among those inside them."""
    return [component for component in flat(components) if component["type"] in {_BUTTON, *_SELECTS}]


def click_data(message: Posted, name: str, values: list[str] | None) -> Json:
    """Return what is sent of a button or a select.

    Args:
        message: Where it is.
        name: Its label or its ``custom_id``.
        values: What was chosen, of a select.

    Raises:
        LookupError: If it is not there, or cannot be used.
    """
    named = [part for part in usable(message.components) if name in (part.get("custom_id"), part.get("label"))]
    live = [part for part in named if not part.get("disabled") and part.get("style") != _LINK_STYLE]
    if not live:
        labels = [part.get("label") or part.get("custom_id") for part in usable(message.components)]
        raise LookupError(f"no {name!r} to click on, but {labels}")
    data: Json = {"custom_id": live[0]["custom_id"], "component_type": live[0]["type"], "id": live[0].get("id", 0)}
    if live[0]["type"] in _SELECTS:
        offered = {option["value"] for option in live[0].get("options", [])}
        if not values or (offered and not offered.issuperset(values)):
            raise LookupError(f"{values} is not offered, but {sorted(offered)}")
        data["values"] = values
    return data


def submission_data(modal: Json, values: Mapping[str, str] | str) -> Json:
    """Return what is sent of a modal.

    Args:
        modal: The modal.
        values: What was entered, by ``custom_id`` or label; a lone text for the only input.

    Raises:
        LookupError: If there is no such input.
        ValueError: If an input does not take what was entered.
    """
    labels = {id(part["component"]): part.get("label") for part in flat(modal["components"]) if "component" in part}
    inputs = [part for part in flat(modal["components"]) if part["type"] == _TEXT_INPUT]
    names = {str(part["custom_id"]): part for part in inputs}
    names |= {str(part.get("label") or labels.get(id(part))): part for part in inputs}
    if isinstance(values, str):
        if len(inputs) != 1:
            raise LookupError(f"not one input, but {sorted(names)}")
        values = {str(inputs[0]["custom_id"]): values}
    if unknown := sorted(set(values) - set(names)):
        raise LookupError(f"no input {unknown}, but {sorted(names)}")
    entered = {str(names[name]["custom_id"]): value for name, value in values.items()}
    for part in inputs:
        _check_entry(part, entered.setdefault(str(part["custom_id"]), str(part.get("value") or "")))
    components = [_submitted(component, entered) for component in modal["components"]]
    return {"custom_id": modal["custom_id"], "components": components}


def _payload(world: World, interaction: Interaction, place: Channel, data: Json, installed: str) -> Json:
    user = world.users[interaction.user]
    owner = (place.guild or "0") if installed == "guild" else user.id
    payload: Json = {
        "id": interaction.id,
        "application_id": world.application,
        "type": INTERACTION_TYPES[interaction.kind],
        "token": interaction.token,
        "version": 1,
        "data": data,
        "channel_id": place.id,
        "channel": channel_json(world, place) | {"permissions": str(ALL)},
        "app_permissions": str(world.permissions(place) if world.is_there(place) else _ELSEWHERE_PERMISSIONS),
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0" if installed == "guild" else "1": owner},
        "context": _context(place),
        "attachment_size_limit": 10_485_760,
    }
    if interaction.message is not None:
        payload["message"] = message_json(world, interaction.message, sees_content=True)
    if place.guild is None:
        return payload | {"user": user_json(user)}
    permissions = {"permissions": str(world.member_permissions(user, place.guild))}
    return payload | {
        "guild_id": place.guild,
        "guild": {"id": place.guild, "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member_json(world, user, place.guild, with_user=True) | permissions,
    }


def _context(place: Channel) -> int:
    if place.guild is not None:
        return _IN_GUILD
    return _IN_DM if place.kind == "dm" else _ELSEWHERE


def _resolved(world: World, found: Invocation, options: list[Json], channel: Channel) -> Json:
    resolved: Json = {}
    for option in flat_options(options):
        kind, value = option["type"], str(option.get("value"))
        if kind in (6, 9) and value in world.users:
            user = world.users[value]
            resolved.setdefault("users", {})[value] = user_json(user)
            if channel.guild is not None:
                permissions = {"permissions": str(world.member_permissions(user, channel.guild))}
                member = member_json(world, user, channel.guild) | permissions
                resolved.setdefault("members", {})[value] = member
        elif kind in (8, 9) and value in world.roles:
            resolved.setdefault("roles", {})[value] = role_json(world, world.roles[value])
        elif kind == 7 and value in world.channels:
            shown = channel_json(world, world.channels[value]) | {"permissions": str(ALL)}
            resolved.setdefault("channels", {})[value] = shown
        elif kind in (6, 7, 8, 9):
            raise LookupError(f"nothing has the id {value}, given for {option['name']} of {found.command['name']}")
    return resolved


def flat_options(options: list[Json]) -> list[Json]:
    """Return options with those inside them."""
    return [one for option in options for one in (option, *flat_options(option.get("options", [])))]


def _check_entry(part: Json, value: str) -> None:
    least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    if not value and not part.get("required", True):
        return
    if not value:
        raise ValueError(f"{part['custom_id']} has to be filled in")
    if not least <= len(value) <= most:
        raise ValueError(f"{part['custom_id']} takes {least} to {most} characters, not {len(value)}")


def _submitted(component: Json, entered: Mapping[str, str]) -> Json:
    made: Json = {name: component[name] for name in ("type", "id", "custom_id") if name in component}
    if component["type"] == _TEXT_INPUT:
        return made | {"value": entered[str(component["custom_id"])]}
    if "component" in component:
        return made | {"component": _submitted(component["component"], entered)}
    if "components" in component:
        return made | {"components": [_submitted(part, entered) for part in component["components"]]}
    return made
