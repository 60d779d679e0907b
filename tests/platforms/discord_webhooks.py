"""Discord's routes of what follows the first response to an interaction: its edit, and further messages."""

import time

from tests.platforms.discord_events import tell_deleted
from tests.platforms.discord_interactions import kind_of_response
from tests.platforms.discord_payloads import message_json
from tests.platforms.discord_posting import edit, post
from tests.platforms.discord_registry import Ask, Reply, route
from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import World
from tests.platforms.discord_things import EPHEMERAL, Interaction, Posted, RefusedError

_FOLLOW_UPS = 5
_ORIGINAL = "/webhooks/{application}/{token}/messages/@original"
_ANY = "/webhooks/{application}/{token}/messages/{message}"


@route("POST", "/webhooks/{application}/{token}", needs_token=False)
def follow_up(world: World, ask: Ask) -> Json:
    """Post a further message; the first one fills a response that only says that the bot is thinking."""
    interaction = _interaction(world, ask)
    if interaction.deferred and interaction.original is not None:
        edit(world, interaction.original, ask.fields, files=ask.files)
        return _shown(world, interaction.original)
    if interaction.limited and len(interaction.follow_ups) >= _FOLLOW_UPS:
        raise RefusedError(400, 40094, "This interaction has reached the maximum number of follow up messages")
    message = post(
        world,
        world.channels[interaction.channel],
        ask.fields,
        files=ask.files,
        interaction=interaction,
        ephemeral_to=interaction.user if (ask.fields.get("flags") or 0) & EPHEMERAL else None,
        reply_to=None,
        kind=kind_of_response(interaction),
    )
    interaction.follow_ups.append(message)
    return _shown(world, message)


@route("GET", _ORIGINAL, needs_token=False)
@route("GET", _ANY, needs_token=False)
def get_response(world: World, ask: Ask) -> Json:
    """Answer with the response or a further message."""
    return _shown(world, _message(_interaction(world, ask), ask))


@route("PATCH", _ORIGINAL, needs_token=False)
@route("PATCH", _ANY, needs_token=False)
def edit_response(world: World, ask: Ask) -> Json:
    """Edit the response or a further message."""
    message = _message(_interaction(world, ask), ask)
    edit(world, message, ask.fields, files=ask.files)
    return _shown(world, message)


@route("DELETE", _ORIGINAL, needs_token=False)
@route("DELETE", _ANY, needs_token=False)
def delete_response(world: World, ask: Ask) -> Reply:
    """Delete the response or a further message."""
    message = _message(_interaction(world, ask), ask)
    message.deleted = True
    tell_deleted(world, message)
    return Reply(status=204)


def _interaction(world: World, ask: Ask) -> Interaction:
    """Return the interaction of a token, once it is responded to and while the token is taken."""
    interaction = world.by_token.get(ask.params["token"])
    if interaction is None or ask.params["application"] != world.application:
        raise RefusedError(404, 10015, "Unknown Webhook")
    if time.monotonic() > interaction.ends_at:
        raise RefusedError(401, 50027, "Invalid Webhook Token")
    if interaction.responded_at is None:
        raise RefusedError(404, 10015, "Unknown Webhook")
    return interaction


def _message(interaction: Interaction, ask: Ask) -> Posted:
    name = ask.params.get("message")
    original = interaction.original
    if name is None or (original is not None and name == original.id):
        found = original
    else:
        found = next((message for message in interaction.follow_ups if message.id == name), None)
    if found is None or found.deleted:
        raise RefusedError(404, 10008, "Unknown Message")
    return found


def _shown(world: World, message: Posted) -> Json:
    return message_json(world, message, sees_content=False)
