"""Discord's routes of the gateway, the application, its commands, people and guilds."""

from tests.platforms.discord_payloads import channel_json, guild_json, me_json, member_json, user_json
from tests.platforms.discord_posting import refuse
from tests.platforms.discord_registry import Ask, Reply, route
from tests.platforms.discord_rules import Json, command_errors
from tests.platforms.discord_state import MESSAGE_CONTENT, World
from tests.platforms.discord_things import RefusedError

_CONTENT_LIMITED = 1 << 19


@route("GET", "/gateway", needs_token=False)
def get_gateway(world: World, ask: Ask) -> Json:
    """Answer with the address of the gateway."""
    del ask
    return {"url": f"ws://{world.address}"}


@route("GET", "/gateway/bot")
def get_bot_gateway(world: World, ask: Ask) -> Json:
    """Answer with the address of the gateway, and with how the bot is to connect."""
    limit = {
        "total": 1000,
        "remaining": max(0, world.session_starts_left),
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    del ask
    address = f"ws://{world.address}"
    return {"url": address, "shards": world.shards, "session_start_limit": limit}


@route("GET", "/users/@me")
def get_me(world: World, ask: Ask) -> Json:
    """Answer with the bot."""
    del ask
    return me_json(world)


@route("GET", "/users/{user}")
def get_user(world: World, ask: Ask) -> Json:
    """Answer with a user."""
    return user_json(world.user(ask.params["user"]))


@route("POST", "/users/@me/channels")
def open_dm(world: World, ask: Ask) -> Json:
    """Open direct messages with a user."""
    recipient = str(ask.fields.get("recipient_id"))
    if recipient == world.bot:
        raise RefusedError(400, 50033, "Invalid Recipient(s)")
    return channel_json(world, world.dm(recipient))


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def get_application(world: World, ask: Ask) -> Json:
    """Answer with the application."""
    del ask
    owner = next((user for user in world.users.values() if not user.bot), world.users[world.bot])
    return {
        "id": world.application,
        "name": "Newsdesk",
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": user_json(world.users[world.bot]),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user_json(owner),
        "team": None,
        "verify_key": "0" * 64,
        "flags": _CONTENT_LIMITED if world.granted_intents & MESSAGE_CONTENT else 0,
        "interactions_endpoint_url": world.interactions_endpoint,
        "event_webhooks_status": 1,
        "role_connections_verification_url": None,
        "redirect_uris": [],
        "tags": [],
        "install_params": None,
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
    }


@route("GET", "/guilds/{guild}")
def get_guild(world: World, ask: Ask) -> Json:
    """Answer with a guild."""
    return guild_json(world, world.guild(ask.params["guild"]))


@route("GET", "/guilds/{guild}/channels")
def list_channels(world: World, ask: Ask) -> list[Json]:
    """Answer with the channels of a guild."""
    guild = world.guild(ask.params["guild"])
    inside = [channel for channel in world.channels.values() if channel.guild == guild.id and not channel.is_thread]
    return [channel_json(world, channel) for channel in inside]


@route("GET", "/guilds/{guild}/members/{user}")
def get_member(world: World, ask: Ask) -> Json:
    """Answer with a member of a guild."""
    guild = world.guild(ask.params["guild"])
    if ask.params["user"] not in world.users:
        raise RefusedError(404, 10007, "Unknown Member")
    return member_json(world, world.users[ask.params["user"]], guild.id, with_user=True)


@route("GET", "/applications/{application}/commands")
@route("GET", "/applications/{application}/guilds/{guild}/commands")
def list_commands(world: World, ask: Ask) -> list[Json]:
    """Answer with the registered commands."""
    return world.commands.get(_scope(world, ask), [])


@route("PUT", "/applications/{application}/commands")
@route("PUT", "/applications/{application}/guilds/{guild}/commands")
def replace_commands(world: World, ask: Ask) -> list[Json]:
    """Replace all registered commands."""
    scope = _scope(world, ask)
    refuse(command_errors(ask.body))
    world.command_syncs += 1
    world.commands[scope] = [_registered(world, command, scope) for command in ask.body]
    return world.commands[scope]


@route("POST", "/applications/{application}/commands")
@route("POST", "/applications/{application}/guilds/{guild}/commands")
def add_command(world: World, ask: Ask) -> Reply:
    """Register one command, in place of one of its name and type."""
    scope = _scope(world, ask)
    refuse(command_errors([ask.fields]))
    made = _registered(world, ask.fields, scope)
    others = [command for command in world.commands.get(scope, []) if command["id"] != made["id"]]
    is_new = len(others) == len(world.commands.get(scope, []))
    world.commands[scope] = [*others, made]
    return Reply(status=201 if is_new else 200, body=made)


@route("DELETE", "/applications/{application}/commands/{command}")
@route("DELETE", "/applications/{application}/guilds/{guild}/commands/{command}")
def delete_command(world: World, ask: Ask) -> Reply:
    """Unregister a command."""
    scope = _scope(world, ask)
    left = [command for command in world.commands.get(scope, []) if command["id"] != ask.params["command"]]
    if len(left) == len(world.commands.get(scope, [])):
        raise RefusedError(404, 10063, "Unknown application command")
    world.commands[scope] = left
    return Reply(status=204)


def _scope(world: World, ask: Ask) -> str | None:
    """Return the guild that commands belong to; None if they are everywhere."""
    if ask.params["application"] != world.application:
        raise RefusedError(403, 20012, "You are not authorized to perform this action on this application")
    guild = ask.params.get("guild")
    return None if guild is None else world.guild(guild).id


def _registered(world: World, command: Json, scope: str | None) -> Json:
    kind = command.get("type", 1)
    earlier = [old for old in world.commands.get(scope, []) if (old["type"], old["name"]) == (kind, command["name"])]
    made = {
        "id": earlier[0]["id"] if earlier else world.new_id(),
        "application_id": world.application,
        "version": world.new_id(),
        "type": kind,
        "description": "",
        "default_member_permissions": None,
        "dm_permission": True,
        "contexts": None,
        "integration_types": [0],
        "nsfw": False,
    }
    given = {name: value for name, value in command.items() if name != "id"}
    return made | given | ({} if scope is None else {"guild_id": scope})
