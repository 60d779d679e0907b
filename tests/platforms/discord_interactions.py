"""Discord's route of first responses to interactions: who may answer what, how, and until when."""

import time
from collections.abc import Callable

from tests.platforms.discord_payloads import message_json
from tests.platforms.discord_posting import edit, post, refuse, think
from tests.platforms.discord_registry import Ask, Reply, route
from tests.platforms.discord_rules import Json, choice_errors, modal_errors
from tests.platforms.discord_state import World
from tests.platforms.discord_things import EPHEMERAL, Interaction, Posted, RefusedError, form_error

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = range(4, 10)
_TYPES = {
    "command": {MESSAGE, DEFERRED, MODAL},
    "context": {MESSAGE, DEFERRED, MODAL},
    "component": {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    "modal": {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
    "autocomplete": {CHOICES},
}
_MESSAGE_KINDS = {"command": 20, "context": 23, "component": 0, "modal": 0}


@route("POST", "/interactions/{interaction}/{token}/callback", needs_token=False)
def respond(world: World, ask: Ask) -> Reply:
    """Take the first response to an interaction."""
    interaction = world.by_token.get(ask.params["token"])
    if interaction is None or interaction.id != ask.params["interaction"]:
        raise RefusedError(404, 10062, "Unknown interaction")
    if interaction.responded_at is not None:
        raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
    now = time.monotonic()
    if now > interaction.sent_at + world.response_seconds:
        interaction.late = True
        raise RefusedError(404, 10062, "Unknown interaction")
    kind = ask.fields.get("type")
    if kind not in _allowed(interaction):
        values = ", ".join(str(value) for value in sorted(_allowed(interaction)))
        raise form_error("type", "BASE_TYPE_CHOICES", f"Value must be one of {{{values}}}.")
    _TAKES[kind](world, interaction, ask.fields.get("data") or {}, ask)
    interaction.responded_at, interaction.response_type = now, kind
    if not ask.says("with_response"):
        return Reply(status=204)
    return Reply(status=200, body=_answer(world, interaction, kind))


def kind_of_response(interaction: Interaction) -> int:
    """Return Discord's number for the type of the messages that answer an interaction."""
    return _MESSAGE_KINDS[interaction.kind]


def _allowed(interaction: Interaction) -> set[int]:
    types = _TYPES[interaction.kind]
    if interaction.kind == "modal" and interaction.message is None:
        return types - {DEFERRED_UPDATE, UPDATE}
    return types


def _take_message(world: World, interaction: Interaction, data: Json, ask: Ask) -> None:
    channel = world.channels[interaction.channel]
    kind = kind_of_response(interaction)
    to_one = _only_to(interaction, data)
    interaction.original = post(
        world, channel, data, files=ask.files, interaction=interaction, ephemeral_to=to_one, kind=kind
    )


def _take_deferral(world: World, interaction: Interaction, data: Json, ask: Ask) -> None:
    del ask
    channel = world.channels[interaction.channel]
    kind = kind_of_response(interaction)
    to_one = _only_to(interaction, data)
    interaction.original = think(world, channel, interaction, ephemeral_to=to_one, kind=kind)


def _take_deferred_update(world: World, interaction: Interaction, data: Json, ask: Ask) -> None:
    del world, data, ask
    interaction.original = interaction.message


def _take_update(world: World, interaction: Interaction, data: Json, ask: Ask) -> None:
    assert interaction.message is not None
    edit(world, interaction.message, data, files=ask.files)
    interaction.original = interaction.message


def _take_choices(world: World, interaction: Interaction, data: Json, ask: Ask) -> None:
    del world, ask
    refuse(choice_errors(data))
    interaction.choices = list(data["choices"])


def _take_modal(world: World, interaction: Interaction, data: Json, ask: Ask) -> None:
    del world, ask
    refuse(modal_errors(data))
    interaction.modal = data


_TAKES: dict[int, Callable[[World, Interaction, Json, Ask], None]] = {
    MESSAGE: _take_message,
    DEFERRED: _take_deferral,
    DEFERRED_UPDATE: _take_deferred_update,
    UPDATE: _take_update,
    CHOICES: _take_choices,
    MODAL: _take_modal,
}


def _only_to(interaction: Interaction, data: Json) -> str | None:
    return interaction.user if (data.get("flags") or 0) & EPHEMERAL else None


def _answer(world: World, interaction: Interaction, kind: int) -> Json:
    told: Json = {"id": interaction.id, "type": interaction.payload["type"]}
    resource: Json = {"type": kind}
    message: Posted | None = interaction.original if kind in (MESSAGE, DEFERRED, UPDATE) else None
    if message is not None:
        told["response_message_id"] = message.id
        told["response_message_loading"] = message.is_loading
        told["response_message_ephemeral"] = message.ephemeral_to is not None
        resource["message"] = message_json(world, message, sees_content=False)
    return {"interaction": told, "resource": resource}
