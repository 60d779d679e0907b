"""The local Discord as a server: its parts, started and stopped together."""

from aiohttp import web

from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_limits import Limits, Window
from tests.platforms.discord_permissions import EVERYONE
from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import World
from tests.platforms.discord_things import Guild, Role, User
from tests.platforms.discord_web import RestApi
from tests.platforms.host import Host

_BIGGEST = 32 * 1024 * 1024


class DiscordHost(Host[World]):
    """Runs the server in a thread, from ``with`` to its end.

    Attributes:
        name: Of the platform.
        state: All that is remembered.
        api_url: What the bot gets as ``DISCORD_API_URL``.
        token: What the bot gets as ``DISCORD_TOKEN``.
        application_id: The id of the application.
        bot_user: The user id of the bot.
        guild: The id of a guild that is there from the start.
    """

    name = "discord"

    def __init__(  # noqa: PLR0913 - the habits of one Discord, each with what is usual
        self,
        *,
        heartbeat_seconds: float = 41.25,
        identify_seconds: float = 5.0,
        channel_limit: Window | None = (5, 5.0),
        global_limit: int | None = 50,
        response_seconds: float = 3.0,
        token_seconds: float = 900.0,
        nonce_seconds: float = 180.0,
        shards: int = 1,
        granted_intents: int = 0,
        via: bool = True,
    ) -> None:
        """Set up, without starting.

        Args:
            heartbeat_seconds: How often the bot is told to send a heartbeat.
            identify_seconds: How long it has to wait between two sessions that it begins.
            channel_limit: How many messages a channel takes in how many seconds; None for no limit.
            global_limit: How many calls are taken in a second in all; None for no limit.
            response_seconds: How long an interaction waits for its first response.
            token_seconds: How long the token of an interaction is taken.
            nonce_seconds: How long a message's nonce is remembered.
            shards: Into how many shards the bot is asked to divide its guilds.
            granted_intents: The privileged intents that the application was granted.
            via: Whether a 429 carries ``Via``, as Discord's own do and those of Cloudflare do not.
        """
        super().__init__()
        self.state = World(
            shards=shards,
            granted_intents=granted_intents,
            nonce_seconds=nonce_seconds,
            response_seconds=response_seconds,
            token_seconds=token_seconds,
        )
        self.api_url = ""
        self.token = self.state.token
        self.application_id = self.state.application
        self.bot_user = self.state.bot
        self.guild = self._make_guild(member=True).id
        self._limits = Limits(channel_limit=channel_limit, global_limit=global_limit, via=via)
        self._web = RestApi(self.state, self._limits)
        self._gateway = Gateway(self.state, heartbeat_seconds=heartbeat_seconds, identify_seconds=identify_seconds)
        self._runner: web.AppRunner | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What the bot is told in its environment."""
        return {"DISCORD_API_URL": self.api_url, "DISCORD_TOKEN": self.token}

    def _summary(self) -> Json:
        state = self.state
        return {
            "calls": [(call.route, call.status) for call in state.calls[-10:]],
            "messages": [message.content[:80] for message in state.messages[-5:]],
            "unanswered": [one.kind for one in state.interactions if one.responded_at is None],
            "violations": state.violations[-5:],
            "connections": len(self._gateway.open),
            "identifies": self._gateway.identifies,
        }

    def _make_guild(self, *, member: bool) -> Guild:
        state = self.state
        guild_id = state.new_id(shard=len(state.guilds))
        owner = User(id=state.new_id(), name=f"Owner{len(state.guilds)}")
        state.users[owner.id] = owner
        guild = Guild(id=guild_id, name=f"Newsroom {len(state.guilds)}", owner=owner.id, member=member)
        state.guilds[guild.id] = guild
        everybody = Role(id=guild.id, guild=guild.id, name="@everyone", permissions=EVERYONE)
        own = Role(id=state.new_id(), guild=guild.id, name="Newsdesk", managed=True)
        state.roles |= {role.id: role for role in ([everybody, own] if member else [everybody])}
        return guild

    async def _start(self) -> None:
        app = web.Application(client_max_size=_BIGGEST)
        app.add_routes([*self._web.routes(), web.get("/", self._gateway.answer)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.state.address = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url = f"http://{self.state.address}"

    async def _stop(self) -> None:
        for connection in self._gateway.all:
            connection.abort()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._loop.shutdown_default_executor()
