"""The local Discord lets people use commands as Discord's client does: what is registered, where it is, as it is."""

from collections.abc import Iterator

import pytest

from tests.platforms.discord_play import Json, ask
from tests.platforms.discord_server import DiscordServer

OPTIONS = [
    {"name": "topic", "description": "d", "type": 3, "required": True, "min_length": 2, "max_length": 5},
    {"name": "count", "description": "d", "type": 4, "min_value": 1, "max_value": 9},
    {"name": "fresh", "description": "d", "type": 5},
    {"name": "who", "description": "d", "type": 6},
    {"name": "where", "description": "d", "type": 7},
    {"name": "team", "description": "d", "type": 8},
    {"name": "any", "description": "d", "type": 9},
    {"name": "size", "description": "d", "type": 10},
    {"name": "sort", "description": "d", "type": 3, "choices": [{"name": "Date", "value": "date"}]},
]
ADMIN: Json = {
    "name": "newsdesk",
    "description": "d",
    "default_member_permissions": "32",
    "contexts": [0],
    "options": [
        {"name": "status", "description": "d", "type": 1},
        {"name": "feed", "description": "d", "type": 2, "options": [{"name": "add", "description": "d", "type": 1}]},
    ],
}


@pytest.fixture
def server() -> Iterator[DiscordServer]:
    """A Discord with a command for all and one for those who manage the guild."""
    with DiscordServer() as server:
        sync(server, [{"name": "find", "description": "d", "options": OPTIONS}, ADMIN])
        yield server


def sync(server: DiscordServer, commands: list[Json], guild: str = "") -> list[Json]:
    """Register commands."""
    scope = f"/guilds/{guild}" if guild else ""
    answer = ask(server, "PUT", f"/applications/{server.application_id}{scope}/commands", commands)
    assert answer.status == 200, answer
    registered: list[Json] = answer.body
    return registered


def test_options_are_resolved(server: DiscordServer) -> None:
    """What options name comes along as Discord tells of it, in a guild with what that says of its members."""
    role = server.add_role()
    user, channel = server.add_user(roles=[role]), server.add_channel()
    given = {"topic": "news", "count": 3, "fresh": True, "who": user, "where": channel, "team": role, "any": role}
    payload = server.command("find", given | {"size": 1.5}, user=user, channel=channel).payload
    data, resolved = payload["data"], payload["data"]["resolved"]
    assert {option["name"]: option["value"] for option in data["options"]} == given | {"size": 1.5}
    assert [option["type"] for option in data["options"]] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert (list(resolved["users"]), list(resolved["roles"]), list(resolved["channels"])) == ([user], [role], [channel])
    assert resolved["members"][user]["roles"] == payload["member"]["roles"] == [role]
    assert (payload["context"], payload["authorizing_integration_owners"]) == (0, {"0": server.guild})
    directly = server.command("find", {"topic": "news", "who": user}, user=user, channel=server.dm(user)).payload
    assert (directly["context"], directly["user"]["id"], "member" in directly) == (1, user, False)
    assert directly["authorizing_integration_owners"] == {"0": "0"}
    assert "members" not in directly["data"]["resolved"]


@pytest.mark.parametrize("options", [{}, {"topic": "news", "none": 1}, {"topic": "news", "who": "1"}])
def test_options_that_are_not_there(server: DiscordServer, options: dict[str, object]) -> None:
    """An option that is unknown, missing, or names nobody is an error of the test."""
    with pytest.raises(LookupError):
        server.command("find", options, user=server.add_user(), channel=server.add_channel())


@pytest.mark.parametrize(
    "options",
    [{"topic": "x"}, {"topic": "x" * 6}, {"topic": 1}, {"count": 0}, {"count": "1"}, {"fresh": 1}, {"sort": "size"}],
)
def test_options_that_do_not_fit(server: DiscordServer, options: dict[str, object]) -> None:
    """What the client would not let through is not sent."""
    with pytest.raises(ValueError, match="take"):
        server.command("find", {"topic": "news"} | options, user=server.add_user(), channel=server.add_channel())
    assert server.interactions == []


def test_subcommands(server: DiscordServer) -> None:
    """A subcommand is used by its whole name."""
    user, channel = server.add_user(admin=True), server.add_channel()
    data = server.command("newsdesk status", user=user, channel=channel).payload["data"]
    assert data["options"] == [{"name": "status", "type": 1, "options": []}]
    [group] = server.command("newsdesk feed add", user=user, channel=channel).payload["data"]["options"]
    assert (group["name"], group["type"], group["options"][0]["name"]) == ("feed", 2, "add")
    for name in ("newsdesk", "newsdesk feed", "newsdesk none", "none"):
        with pytest.raises(LookupError):
            server.command(name, user=user, channel=channel)


def test_who_is_offered_what(server: DiscordServer) -> None:
    """A command is offered to those with its permissions, and in its places."""
    channel = server.add_channel()
    editor = server.add_user(roles=[server.add_role(permissions={"MANAGE_GUILD"})])
    payload = server.command("newsdesk status", user=editor, channel=channel).payload
    assert int(payload["member"]["permissions"]) & 32
    for user, place in ((server.add_user(), channel), (editor, server.dm(editor))):
        with pytest.raises(LookupError):
            server.command("newsdesk status", user=user, channel=place)
    with pytest.raises(LookupError):
        server.command("newsdesk status", user=editor, channel=channel, installed="user")


def test_registering(server: DiscordServer) -> None:
    """A command keeps its id when it is registered anew, and one of a guild goes before one for all."""
    before = {str(command["name"]): command["id"] for command in server.commands}
    after = sync(server, [{"name": "find", "description": "new"}])
    assert [command["id"] for command in after] == [before["find"]]
    assert (len(server.commands), server.command_syncs) == (1, 2)
    [own] = sync(server, [{"name": "find", "description": "here"}], server.guild)
    user, channel = server.add_user(), server.add_channel()
    assert server.command("find", user=user, channel=channel).payload["data"]["id"] == own["id"]
    assert ask(server, "PUT", f"/applications/{server.application_id}/commands", [{"name": "A b"}]).code == 50035
    assert ask(server, "GET", "/applications/1/commands").status == 403


def test_one_command_at_a_time(server: DiscordServer) -> None:
    """A single command can be registered, replaced and removed."""
    path = f"/applications/{server.application_id}/commands"
    made = ask(server, "POST", path, {"name": "more", "description": "d"})
    again = ask(server, "POST", path, {"name": "more", "description": "e"})
    assert (made.status, again.status, made.body["id"]) == (201, 200, again.body["id"])
    assert len(ask(server, "GET", path).body) == 3
    assert ask(server, "DELETE", f"{path}/{made.body['id']}").status == 204
    assert ask(server, "DELETE", f"{path}/{made.body['id']}").code == 10063
