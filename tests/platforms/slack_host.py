"""The local Slack as a server: its parts, started and stopped together."""

from aiohttp import web

from tests.platforms.host import Host
from tests.platforms.slack_acks import apply_ack
from tests.platforms.slack_http import HttpCourier
from tests.platforms.slack_payloads import message_event
from tests.platforms.slack_sockets import SocketCourier
from tests.platforms.slack_state import SCOPES, Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Delivery, Posted
from tests.platforms.slack_web import WebApi


class SlackHost(Host[Workspace]):
    """Runs the server in a thread, from ``with`` to its end.

    Attributes:
        state: All that is remembered.
        api_url: What the bot gets as ``SLACK_API_URL``.
        bot_token: What the bot gets as ``SLACK_BOT_TOKEN``.
        app_token: What the bot gets as ``SLACK_APP_TOKEN``.
        signing_secret: What the bot gets as ``SLACK_SIGNING_SECRET``.
        team: The id of the workspace.
        bot_user: The user id of the bot.
        bot_id: The id of the bot as the author of messages.
    """

    def __init__(  # noqa: PLR0913 - the habits of one Slack, each with what is usual
        self,
        *,
        http_port: int | None = None,
        messages_per_second: float | None = 1.0,
        reads_per_minute: int | None = None,
        scopes: tuple[str, ...] = SCOPES,
        retry_delays: tuple[float, ...] = (0.5, 1, 2),
        ack_seconds: float = 3.0,
        echo: bool = False,
    ) -> None:
        """Set up, without starting.

        Args:
            http_port: Where the bot listens in HTTP mode; None for Socket Mode.
            messages_per_second: How fast the bot may post into a channel; None for no limit.
            reads_per_minute: How often it may read histories; None for no limit.
            scopes: What the app was granted.
            retry_delays: Seconds before each retry in HTTP mode.
            ack_seconds: How long Slack waits for an acknowledgement.
            echo: Whether the bot's own posts come back to it as events, as in channels it reads.
        """
        super().__init__()
        self.state = Workspace(scopes)
        self.api_url = ""
        self.bot_token = self.state.bot_token
        self.app_token = self.state.app_token
        self.signing_secret = self.state.signing_secret
        self.team = self.state.team
        self.bot_user = self.state.bot_user
        self.bot_id = self.state.bot_id
        self._http_port = http_port
        self._retry_delays = retry_delays
        self._ack_seconds = ack_seconds
        self._web = WebApi(self.state, messages_per_second=messages_per_second, reads_per_minute=reads_per_minute)
        self._sockets = SocketCourier(self.state, ack_seconds=ack_seconds, acked=self._acked)
        self._http: HttpCourier | None = None
        self._runner: web.AppRunner | None = None
        if echo:
            self.state.on_post = self._echo

    def _summary(self) -> Json:
        state = self.state
        return {
            "calls": [(call.method, call.error) for call in state.calls[-10:]],
            "messages": [message.text[:80] for message in state.messages[-5:]],
            "unacked": [delivery.event.get("type") for delivery in state.deliveries if delivery.acked_at is None],
            "violations": state.violations[-5:],
            "connections": len(self._sockets.open),
        }

    def _deliver(self, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Delivery:
        delivery = Delivery(kind=kind, payload=payload, retry=retry, reason=reason)
        self.state.deliveries.append(delivery)
        (self._http or self._sockets).deliver(delivery)
        return delivery

    def _acked(self, delivery: Delivery) -> None:
        if not delivery.lost:
            apply_ack(self.state, delivery)

    def _echo(self, message: Posted) -> None:
        self._send_event(message_event(self.state, message))

    def _send_event(self, event: Json) -> Delivery | None:
        raise NotImplementedError

    async def _start(self) -> None:
        if self._http_port is not None:
            self._http = HttpCourier(
                self.state,
                port=self._http_port,
                retry_delays=self._retry_delays,
                ack_seconds=self._ack_seconds,
                acked=self._acked,
            )
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.add_routes([*self._web.routes(), web.get("/socket", self._sockets.answer)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.state.address = f"http://127.0.0.1:{port}"
        self.api_url = f"{self.state.address}/api/"

    async def _stop(self) -> None:
        self._sockets.abort()
        if self._http is not None:
            await self._http.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        await self._sockets.stop()
        await self._loop.shutdown_default_executor()
