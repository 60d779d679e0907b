"""HTTP mode: bringing what Slack sends to the bot's address, signed."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.platforms.slack_delivery import Acked, Tasks, mark_retry
from tests.platforms.slack_state import Workspace
from tests.platforms.slack_things import Delivery


class HttpCourier:
    """HTTP mode: posts to the bot's address."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        port: int,
        retry_delays: tuple[float, ...],
        ack_seconds: float,
        acked: Acked,
    ) -> None:
        self._workspace = workspace
        self._url = f"http://127.0.0.1:{port}/slack/events"
        self._retry_delays = retry_delays
        self._acked = acked
        self._tasks = Tasks()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ack_seconds))

    def deliver(self, delivery: Delivery) -> None:
        """Send something, again if need be."""
        self._tasks.start(self._send_until_acked(delivery))

    async def stop(self) -> None:
        """Stop sending."""
        await self._tasks.stop()
        await self._session.close()

    async def post(self, body: str, headers: dict[str, str]) -> tuple[int, str]:
        """Post a body with headers, and return the status and the body of the answer."""
        async with self._session.post(self._url, data=body.encode(), headers=headers) as response:
            return response.status, await response.text()

    async def _send_until_acked(self, delivery: Delivery) -> None:
        delays = self._retry_delays if delivery.kind == "events_api" else ()
        for delay in (*delays, None):
            reason = await self._try(delivery)
            if reason is None:
                return
            if delay is not None:
                await asyncio.sleep(delay)
                mark_retry(delivery, reason)
        with self._workspace.changing():
            delivery.lost = True

    async def _try(self, delivery: Delivery) -> str | None:
        with self._workspace.changing():
            delivery.envelope_ids.append(self._workspace.new_id("post-"))
            delivery.sent_at = time.monotonic()
            delivery.attempts += 1
        body, headers = self._written(delivery)
        try:
            status, answer = await self.post(body, headers)
        except TimeoutError:
            with self._workspace.changing():
                delivery.late = True
            return "http_timeout"
        except aiohttp.ClientError:
            return "connection_failed"
        if status // 100 != 2:
            return "http_error"
        self._accept(delivery, answer)
        return None

    def _accept(self, delivery: Delivery, answer: str) -> None:
        with self._workspace.changing():
            delivery.acked_at = time.monotonic()
            delivery.ack = json.loads(answer) if answer.startswith("{") else {"text": answer} if answer else {}
            self._acked(delivery)

    def _written(self, delivery: Delivery) -> tuple[str, dict[str, str]]:
        if delivery.kind == "events_api":
            body, content = json.dumps(delivery.payload), "application/json"
        else:
            form = {"payload": json.dumps(delivery.payload)} if delivery.kind == "interactive" else delivery.payload
            body, content = urlencode(form), "application/x-www-form-urlencoded"
        headers = {"Content-Type": content} | signed(self._workspace.signing_secret, body)
        if delivery.retry:
            headers |= {"X-Slack-Retry-Num": str(delivery.retry), "X-Slack-Retry-Reason": delivery.reason}
        return body, headers


def signed(secret: str, body: str, timestamp: int | None = None) -> dict[str, str]:
    """Return the headers that show that a body is Slack's."""
    moment = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}"}
