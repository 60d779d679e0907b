"""The local Discord enforces what it claims, over the real wire: responses to commands, clicks and modals."""

import time
from collections.abc import Iterator

import discord
import pytest
from discord import app_commands

from tests.platforms.discord_play import NOBODY, Answer, Bot, Json, ask, playing
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction

COMMANDS: list[Json] = [
    {"name": "ask", "description": "d", "integration_types": [0, 1], "contexts": [0, 1, 2]},
    {"name": "Explain", "type": 3},
]
DATA = {"content": "x", "allowed_mentions": {"parse": []}}
FORM = {
    "custom_id": "form",
    "title": "Form",
    "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "q", "label": "Question", "style": 1, "min_length": 2}]}
    ],
}


class Form(discord.ui.Modal, title="Form"):
    """A modal with one question."""

    question: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Question", min_length=2, max_length=9)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was asked."""
        await interaction.response.send_message(f"asked: {self.question.value}", ephemeral=True)


class More(discord.ui.View):
    """A message with a button for all, one that nobody can use, and one that leads elsewhere."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Site", url="https://news.example/"))

    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction: discord.Interaction, button: discord.ui.Button["More"]) -> None:
        """Change the message."""
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"{button.label}!", allowed_mentions=NOBODY)

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, _: discord.ui.Button["More"]) -> None:
        """Open a modal."""
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Never", disabled=True)
    async def never(self, interaction: discord.Interaction, _: discord.ui.Button["More"]) -> None:
        """Do nothing."""


@pytest.fixture
def server() -> Iterator[DiscordServer]:
    """A Discord with two commands."""
    with DiscordServer(identify_seconds=0, channel_limit=None) as server:
        sync(server, COMMANDS)
        yield server


def sync(server: DiscordServer, commands: list[Json]) -> None:
    """Register commands."""
    assert ask(server, "PUT", f"/applications/{server.application_id}/commands", commands).status == 200


def respond(server: DiscordServer, to: Interaction, kind: int, data: object = None, query: str = "") -> Answer:
    """Respond to an interaction by hand."""
    body = {"type": kind} | ({} if data is None else {"data": data})
    return ask(server, "POST", f"/interactions/{to.id}/{to.token}/callback{query}", body)


def original(server: DiscordServer, to: Interaction, method: str = "PATCH", body: object = None) -> Answer:
    """Edit, read or delete the response to an interaction by hand."""
    return ask(server, method, f"/webhooks/{server.application_id}/{to.token}/messages/@original", body)


def further(server: DiscordServer, to: Interaction, **fields: object) -> Answer:
    """Post a further message by hand."""
    return ask(server, "POST", f"/webhooks/{server.application_id}/{to.token}", DATA | fields)


def test_a_command(server: DiscordServer) -> None:
    """A command that is deferred for one user is answered for that one, and may be followed by words for all."""
    user, channel = server.add_user(), server.add_channel()
    bot = Bot()

    @bot.tree.command(name="ask", description="Ask")
    @app_commands.describe(question="What to ask")
    async def answer(interaction: discord.Interaction, question: str, by: discord.Member) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content=f"{question} {by.id}", allowed_mentions=NOBODY)
        await interaction.followup.send("all", allowed_mentions=NOBODY)
        await interaction.followup.send("one", allowed_mentions=NOBODY, ephemeral=True)

    with playing(server, bot):
        bot.do(bot.tree.sync())
        assert server.command_syncs == 2
        assert [command["name"] for command in server.commands] == ["ask"]
        used = server.command("ask", {"question": "why", "by": user}, user=user, channel=channel)
        server.wait_for(lambda: len(used.follow_ups) == 2)
        bot.until(lambda: len(bot.heard) == 3)
    response = server.response(used)
    assert response is not None
    assert (response.content, response.kind, response.edits) == (f"why {user}", 20, [])
    assert server.ephemerals(user) == [response, used.follow_ups[1]]
    assert server.in_channel(channel) == [used.follow_ups[0]]
    assert server.messages == [response, *used.follow_ups]
    assert [heard.guild is None for heard in bot.heard] == [True, False, True]
    assert (used.delivered, used.late, used.deferred) == (True, False, False)
    assert (server.late_interactions, server.violations) == ([], [])
    assert server.ephemerals(server.add_user()) == []


def test_choices(server: DiscordServer) -> None:
    """Typing brings the choices that the bot offers."""
    user, channel = server.add_user(), server.add_channel()
    bot = Bot()

    @bot.tree.command(name="find", description="Find")
    async def find(interaction: discord.Interaction, topic: str, year: int = 0) -> None:
        raise NotImplementedError

    @find.autocomplete("topic")
    async def offer(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed} {interaction.namespace.year}", value="v")]

    with playing(server, bot):
        bot.do(bot.tree.sync())
        options = {"year": 1999}
        choices = server.autocomplete("find", "topic", "ty", user=user, channel=channel, options=options)
        assert choices == [{"name": "ty 1999", "value": "v"}]
        for option in ("year", "none"):
            with pytest.raises(LookupError):
                server.autocomplete("find", option, "x", user=user, channel=channel)


def test_no_choices_in_time() -> None:
    """Choices that do not come in time do not come at all."""
    with DiscordServer(response_seconds=0.01) as server:
        option = {"name": "q", "description": "d", "type": 3, "autocomplete": True}
        sync(server, [{"name": "ask", "description": "d", "options": [option]}])
        with playing(server), pytest.raises(TimeoutError):
            server.autocomplete("ask", "q", "x", user=server.add_user(), channel=server.add_channel())
        assert [interaction.kind for interaction in server.late_interactions] == ["autocomplete"]


def test_modals(server: DiscordServer) -> None:
    """A modal takes what its inputs take, of the user who sees it."""
    user, channel = server.add_user(), server.add_channel()
    bot = Bot()

    @bot.tree.command(name="ask", description="Ask")
    async def open_form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    def opens() -> Interaction:
        used = server.command("ask", user=user, channel=channel)
        server.wait_for(lambda: used.modal)
        return used

    def answers(values: str | dict[str, str]) -> str:
        submitted = server.submit(opens(), values, user=user)
        return server.wait_for(lambda: server.response(submitted)).content

    with playing(server, bot):
        opened = opens()
        for values in ("x", "", "x" * 10):
            with pytest.raises(ValueError, match=r"characters|filled in"):
                server.submit(opened, values, user=user)
        with pytest.raises(LookupError):
            server.submit(opened, {"Answer": "x"}, user=user)
        with pytest.raises(LookupError):
            server.submit(opened, "why", user=server.add_user())
        assert [answers("why"), answers({"Question": "why"})] == ["asked: why"] * 2
    assert [message.ephemeral_to for message in server.messages] == [user, user]
    assert server.response(opened) is None


def test_clicks(server: DiscordServer) -> None:
    """A button is used by its label or its id, by who sees it, if it can be used at all."""
    user, channel = server.add_user(), server.add_channel()
    bot = Bot()

    async def show() -> None:
        await bot.channel(channel).send("see", view=More(), allowed_mentions=NOBODY)

    with playing(server, bot):
        bot.do(show())
        [message] = server.messages
        assert [one["label"] for one in server.buttons(message)] == ["More", "Ask", "Never", "Site"]
        for name in ("Site", "Never", "none"):
            with pytest.raises(LookupError):
                server.click(message, name, user=user)
        used = server.click(message, "More", user=user)
        server.wait_for(lambda: message.content == "More!")
        assert (server.response(used), message.edits[0]["content"]) == (message, "see")
        opened = server.click(message, "ask", user=user)
        server.wait_for(lambda: opened.modal)
        submitted = server.submit(opened, "why", user=user)
        answer = server.wait_for(lambda: server.response(submitted))
        assert (submitted.message, answer.ephemeral_to) == (message, user)
    server.delete(message)
    for seen, by in ((message, user), (answer, server.add_user())):
        with pytest.raises(LookupError):
            server.click(seen, "More", user=by)


def test_selects(server: DiscordServer) -> None:
    """A select takes what it offers."""
    user, channel = server.add_user(), server.add_channel()
    options = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]
    row = {"type": 1, "components": [{"type": 3, "custom_id": "pick", "options": options}]}
    ask(server, "POST", f"/channels/{channel}/messages", DATA | {"components": [row]})
    [message] = server.messages
    data = server.click(message, "pick", user=user, values=["b"]).payload["data"]
    assert (data["values"], data["component_type"]) == (["b"], 3)
    with pytest.raises(LookupError):
        server.click(message, "pick", user=user, values=["c"])


def test_a_command_on_a_message(server: DiscordServer) -> None:
    """A command on a message brings all that it says."""
    user, channel = server.add_user(), server.add_channel()
    message = server.say("some news", user=user, channel=channel)
    bot = Bot()

    @bot.tree.context_menu(name="Explain")
    async def explain(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"of {message.content}", allowed_mentions=NOBODY)

    with playing(server, bot):
        used = server.context_command("Explain", user=user, message=message)
        assert server.wait_for(lambda: server.response(used)).content == "of some news"
    assert server.messages[0].kind == 23
    with pytest.raises(LookupError):
        server.context_command("ask", user=user, message=message)


def test_one_first_response(server: DiscordServer) -> None:
    """An interaction is responded to once, and before anything that follows; the answer tells of the message."""
    used = server.command("ask", user=server.add_user(), channel=server.add_channel())
    for early in (original(server, used, body=DATA), further(server, used)):
        assert (early.status, early.code) == (404, 10015)
    answer = respond(server, used, 4, DATA, "?with_response=true")
    assert answer.body["interaction"]["response_message_id"] == answer.body["resource"]["message"]["id"]
    assert (answer.body["resource"]["type"], answer.body["interaction"]["response_message_loading"]) == (4, False)
    again = respond(server, used, 5)
    assert (again.status, again.code) == (400, 40060)
    assert respond(server, server.command("ask", user=used.user, channel=used.channel), 5).body is None


def test_visibility_is_decided_by_the_deferral(server: DiscordServer) -> None:
    """The first message after a deferral fills it and is seen by whom it was deferred for, whatever it says itself."""
    user, channel = server.add_user(), server.add_channel()
    for flags, fill in ((64, 0), (0, 64)):
        used = server.command("ask", user=user, channel=channel)
        answer = respond(server, used, 5, {"flags": flags}, "?with_response=1")
        assert answer.body["resource"]["message"]["flags"] == 128 | flags
        assert (used.deferred, server.response(used)) == (True, None)
        first, second = further(server, used, flags=fill).body, further(server, used, flags=fill).body
        assert (first["id"] == answer.body["resource"]["message"]["id"], first["flags"]) == (True, flags)
        assert second["flags"] == fill
        assert not used.deferred
    assert [message.ephemeral_to for message in server.messages] == [user, None, None, user]


def test_the_response_by_hand(server: DiscordServer) -> None:
    """The response can be read, edited and deleted, and so can each message after it."""
    used = server.command("ask", user=server.add_user(), channel=server.add_channel())
    respond(server, used, 4, DATA)
    assert original(server, used, body={"content": "y", "allowed_mentions": {"parse": []}}).body["content"] == "y"
    assert original(server, used, "GET").body["edited_timestamp"]
    message = further(server, used).body["id"]
    path = f"/webhooks/{server.application_id}/{used.token}/messages"
    assert ask(server, "GET", f"{path}/{message}").body["content"] == "x"
    assert ask(server, "DELETE", f"{path}/{message}").status == 204
    assert ask(server, "GET", f"{path}/{message}").code == 10008
    assert original(server, used, "DELETE").status == 204
    assert original(server, used, "GET").code == 10008
    assert server.response(used) is None
    assert server.violations == []


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("command", {4, 5, 9}),
        ("component", {4, 5, 6, 7, 9}),
        ("modal", {4, 5}),
        ("modal of a component", {4, 5, 6, 7}),
    ],
)
def test_which_responses_fit(server: DiscordServer, kind: str, types: set[int]) -> None:
    """Each kind of interaction takes its own kinds of responses; a modal is not answered with another."""
    user, channel = server.add_user(), server.add_channel()
    button = {"type": 2, "style": 1, "custom_id": "b", "label": "B"}
    ask(server, "POST", f"/channels/{channel}/messages", DATA | {"components": [{"type": 1, "components": [button]}]})
    [message] = server.messages

    def use() -> Interaction:
        if kind == "command":
            return server.command("ask", user=user, channel=channel)
        if kind == "component":
            return server.click(message, "B", user=user)
        opened = server.command("ask", user=user, channel=channel)
        if kind != "modal":
            opened = server.click(message, "B", user=user)
        respond(server, opened, 9, FORM)
        return server.submit(opened, "why", user=user)

    taken = {number for number in range(4, 10) if respond(server, use(), number, _data(number)).status == 204}
    assert taken == types


def _data(number: int) -> object:
    return {4: DATA, 7: DATA, 8: {"choices": []}, 9: FORM}.get(number)


def test_a_late_response() -> None:
    """A response after the time for it is refused, and what followed it has nowhere to go."""
    with DiscordServer(response_seconds=0.05, channel_limit=None) as server:
        sync(server, COMMANDS)
        user, channel = server.add_user(), server.add_channel()
        server.delay("POST /interactions/*/callback", 0.1)
        with playing(server) as bot:
            used = server.command("ask", user=user, channel=channel)
            bot.until(lambda: bot.interactions)
            with pytest.raises(discord.NotFound) as refused:
                bot.do(bot.interactions[0].response.defer())
            assert refused.value.code == 10062
            server.wait_for(lambda: server.late_interactions == [used])
        assert further(server, used).code == 10015


def test_an_interaction_while_the_bot_is_away(server: DiscordServer) -> None:
    """What nobody was there to respond to is not late."""
    server.state.response_seconds = 0.01
    used = server.command("ask", user=server.add_user(), channel=server.add_channel())
    with playing(server) as bot:
        assert bot.interactions == []
        server.command("ask", user=used.user, channel=used.channel)
        server.wait_for(lambda: server.late_interactions)
    assert (used.delivered, used.late) == (False, False)


def test_worn_out_tokens(server: DiscordServer) -> None:
    """The token of an interaction is taken for some time only."""
    used = server.command("ask", user=server.add_user(), channel=server.add_channel())
    respond(server, used, 5)
    server.expire_tokens()
    expired = original(server, used, body=DATA)
    assert (expired.status, expired.code) == (401, 50027)
    assert used.ends_at < time.monotonic()


def test_where_the_bot_is_no_member(server: DiscordServer) -> None:
    """Where a user alone installed the bot it takes five further messages, and the bot is not told of its own."""
    user = server.add_user()
    channel = server.add_channel(guild=server.add_guild(member=False))
    with pytest.raises(LookupError):
        server.command("ask", user=user, channel=channel)
    with playing(server) as bot:
        used = server.command("ask", user=user, channel=channel, installed="user")
        bot.until(lambda: bot.interactions)
        assert bot.interactions[0].is_user_integration()
        respond(server, used, 4, DATA)
        codes = [further(server, used).code for _ in range(6)]
        group = server.command("ask", user=user, channel=server.add_channel(kind="group"), installed="user")
        bot.until(lambda: len(bot.interactions) == 2)
        assert isinstance(bot.interactions[1].channel, discord.GroupChannel)
    assert codes == [None] * 5 + [40094]
    assert (len(server.in_channel(channel)), bot.heard, group.limited) == (6, [], True)
    assert ask(server, "POST", f"/channels/{channel}/messages", DATA).code == 50001


def test_interactions_elsewhere(server: DiscordServer) -> None:
    """Where interactions go to an address on the web, the gateway does not bring them."""
    server.set_interactions_endpoint("https://bot.example/")
    with playing(server) as bot:
        used = server.command("ask", user=server.add_user(), channel=server.add_channel())
        server.set_interactions_endpoint(None)
        server.command("ask", user=used.user, channel=used.channel)
        bot.until(lambda: bot.interactions)
    assert (len(bot.interactions), used.delivered) == (1, False)


def test_labelled_inputs(server: DiscordServer) -> None:
    """A modal of the newer form is submitted in its own shape, with what its inputs held at first."""
    field = {"type": 4, "custom_id": "q", "style": 1, "value": "as before"}
    form = FORM | {"components": [{"type": 18, "label": "Question", "component": field}]}
    opened = server.command("ask", user=server.add_user(), channel=server.add_channel())
    assert respond(server, opened, 9, form).status == 204
    [kept] = server.submit(opened, {}, user=opened.user).payload["data"]["components"]
    [changed] = server.submit(opened, {"Question": "new"}, user=opened.user).payload["data"]["components"]
    assert (kept["type"], kept["component"]["value"], changed["component"]["value"]) == (18, "as before", "new")
