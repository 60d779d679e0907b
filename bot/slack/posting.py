"""Posting to Slack: its limits of one message a second and channel obeyed, and its errors as ours."""

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from bot.dispatch import DeliveryDelayedError, DeliveryRefusedError, seconds
from bot.settings import SlackSettings
from bot.slack.blocks import Message

_TIMEOUT_S = 30
_SECONDS_A_MESSAGE = 1.0
_FIRST_ERROR, _TOO_MANY_REQUESTS, _FIRST_SERVER_ERROR = 400, 429, 500
# Not the message's fault: an administrator mends the token, or Slack itself.
_BAD_TOKEN = {
    "account_inactive",
    "invalid_auth",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
}
_NOT_DONE = {"rate_limited", "ratelimited"}  # of all others Slack may have done what it says has failed
_MAY_PASS = _NOT_DONE | {
    "fatal_error",
    "internal_error",
    "org_login_required",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
}
_BAD_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
_log = logging.getLogger(__name__)


class TokenRefusedError(DeliveryDelayedError):
    """Slack does not take the token, until an administrator puts a good one into the settings."""


class MissingScopeError(DeliveryDelayedError):
    """The app may not do this until an administrator adds a ``scope``."""

    def __init__(self, scope: str) -> None:
        super().__init__("missing_scope")
        self.scope = scope


class BlocksRefusedError(DeliveryRefusedError):
    """Slack takes the message, but not in this form."""


def web_session() -> aiohttp.ClientSession:
    """Return a session for all calls: one that is given to the library takes none of the library's timeouts."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S))


def web_client(settings: SlackSettings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return a client of Slack's Web API that repeats nothing by itself.

    The library repeats a call whose answer was lost, which posts a message twice.
    """
    client = AsyncWebClient(
        token=settings.bot_token,
        base_url=settings.api_url,
        session=session,
        retry_handlers=[],
    )
    client.proxy = _proxy_for(settings.api_url)
    return client


def _proxy_for(url: str) -> str | None:
    """Return the proxy of the environment, None for a host that is excepted from it, which the library does not ask."""
    return None if proxy_bypass(urlsplit(url).hostname or "") else load_http_proxy_from_env()


@contextmanager
def slack_errors() -> Iterator[None]:
    """Turn what Slack and the network report of a call into our errors.

    Raises:
        DeliveryDelayedError: Slack did not take it now.
        DeliveryRefusedError: it never will.
    """
    try:
        yield
    except SlackApiError as error:
        raise _translated(error) from error
    except aiohttp.ClientConnectorError as error:
        raise DeliveryDelayedError(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise DeliveryDelayedError(type(error).__name__, may_be_there=True) from error


class Poster:
    """Posts messages, at most one a second in each channel, and none while Slack asks for a pause in posting."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self.client = client
        self._session = session
        self._free_at: dict[str, float] = {}
        self._paused_until = 0.0

    async def post(self, channel: str, message: Message, **arguments: Any) -> tuple[str, str]:  # noqa: ANN401
        """Post a message in a channel, or to a user; return the id of the channel and the ts.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `slack_errors`.
        """
        await self._turn(channel)
        with self._obeying():
            response = await self.client.chat_postMessage(channel=channel, **_content(message), **arguments)
        return str(response["channel"]), str(response["ts"])

    async def whisper(self, channel: str, user: str, message: Message, thread_ts: str | None) -> None:
        """Show a message to one person in a channel.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `slack_errors`.
        """
        await self._end_of_pause()
        with self._obeying():
            await self.client.chat_postEphemeral(
                channel=channel, user=user, thread_ts=thread_ts, text=message.text, blocks=list(message.blocks)
            )

    async def direct(self, user: str) -> str:
        """Return the id of the direct conversation with a user, which is opened if need be.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `slack_errors`.
        """
        with slack_errors():
            response = await self.client.conversations_open(users=user)
        return str(response["channel"]["id"])

    async def upload(self, file: bytes, name: str, alt_text: str) -> str:
        """Upload a file, which nobody sees until it is put somewhere; return its id.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `slack_errors`.
        """
        fields = {"filename": name, "length": len(file), "alt_txt": alt_text}
        with slack_errors():
            # In its body: the library writes it all into the address, for which an alt text may be too long.
            place = await self.client.api_call("files.getUploadURLExternal", data=fields)
            url = str(place["upload_url"])
            async with self._session.post(url, data=file, proxy=_proxy_for(url)) as response:
                if response.status != HTTPStatus.OK:
                    raise _not_uploaded(response)
        return str(place["file_id"])

    async def put(self, channel: str, file: str, title: str, message: Message) -> None:
        """Put an uploaded file into a channel, under a message; Slack takes no file twice.

        Raises:
            DeliveryDelayedError, DeliveryRefusedError: as for `slack_errors`.
        """
        fields = {
            "files": json.dumps([{"id": file, "title": title}]),
            "channel_id": channel,
            "blocks": json.dumps(message.blocks),
        }
        await self._turn(channel)
        with self._obeying():
            await self.client.api_call("files.completeUploadExternal", data=fields)

    async def respond(self, response_url: str, message: Message, **arguments: Any) -> None:  # noqa: ANN401
        """Answer an interaction by the address that came with it.

        Raises:
            DeliveryDelayedError: Slack did not take it now.
            DeliveryRefusedError: the address has expired or was used too often.
        """
        webhook = AsyncWebhookClient(
            response_url,
            session=self._session,
            retry_handlers=[],
        )
        webhook.proxy = _proxy_for(response_url)
        with slack_errors():
            response = await webhook.send_dict(_content(message) | arguments)
        status = response.status_code
        if status == _TOO_MANY_REQUESTS or status >= _FIRST_SERVER_ERROR:
            may_be_there = status != _TOO_MANY_REQUESTS
            raise DeliveryDelayedError(
                f"Slack answers {status}", _retry_after(response.headers), may_be_there=may_be_there
            )
        reason = _refusal(response)
        if reason:
            raise BlocksRefusedError(reason) if reason in _BAD_BLOCKS else DeliveryRefusedError(reason)

    async def _turn(self, channel: str) -> None:
        """Wait for the channel's turn, and for the end of a pause; those who wait go in the order they came."""
        clock = asyncio.get_running_loop().time
        now = clock()
        self._free_at = {name: free for name, free in self._free_at.items() if free > now}
        turn = max(now, self._free_at.get(channel, now))
        self._free_at[channel] = turn + _SECONDS_A_MESSAGE
        await asyncio.sleep(turn - now)
        await self._end_of_pause()

    async def _end_of_pause(self) -> None:
        clock = asyncio.get_running_loop().time
        while (pause := self._paused_until - clock()) > 0:  # noqa: ASYNC110 - another pause may begin meanwhile
            await asyncio.sleep(pause)

    @contextmanager
    def _obeying(self) -> Iterator[None]:
        """Keep to a pause that Slack asks for."""
        try:
            with slack_errors():
                yield
        except DeliveryDelayedError as error:
            self._paused_until = max(self._paused_until, asyncio.get_running_loop().time() + error.seconds)
            raise


def _content(message: Message) -> dict[str, Any]:
    quiet = {"mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
    return {"text": message.text, **quiet} | ({"blocks": list(message.blocks)} if message.blocks else {})


def _translated(error: SlackApiError) -> DeliveryDelayedError | DeliveryRefusedError:
    response = error.response
    fields = getattr(response, "data", None)
    if not isinstance(fields, dict) or "error" not in fields:  # a proxy's page, or half an answer
        return DeliveryDelayedError("Slack's answer cannot be read", may_be_there=True)
    reason = str(fields["error"])
    if reason == "missing_scope":
        needed = str(fields.get("needed", "?"))
        _log.error("the app lacks the scope %s: add it in its settings on api.slack.com and reinstall it", needed)
        return MissingScopeError(needed)
    if reason in _BAD_TOKEN:
        return TokenRefusedError(reason)
    if reason in _BAD_BLOCKS:
        _log.error("Slack refuses blocks: %s", str(fields.get("response_metadata", ""))[:500])
        return BlocksRefusedError(reason)
    is_not_done = reason in _NOT_DONE or response.status_code == _TOO_MANY_REQUESTS
    if is_not_done or reason in _MAY_PASS or response.status_code >= _FIRST_SERVER_ERROR:
        return DeliveryDelayedError(reason, _retry_after(response.headers), may_be_there=not is_not_done)
    return DeliveryRefusedError(reason)


def _not_uploaded(response: aiohttp.ClientResponse) -> DeliveryDelayedError | DeliveryRefusedError:
    reason = f"Slack answers {response.status} to an upload"
    if _FIRST_ERROR <= response.status < _FIRST_SERVER_ERROR and response.status != _TOO_MANY_REQUESTS:
        return DeliveryRefusedError(reason)
    return DeliveryDelayedError(reason, _retry_after(response.headers))


def _refusal(response: WebhookResponse) -> str:
    """Return why an address that came with an interaction refuses a message: a bare word, or JSON; "" where not."""
    try:
        fields = json.loads(response.body)
    except ValueError:
        fields = None
    if isinstance(fields, dict):
        return "" if fields.get("ok") else str(fields.get("error", "refused"))
    return response.body[:100] if response.status_code >= _FIRST_ERROR else ""


def _retry_after(headers: Mapping[str, Any]) -> float:
    """Return the seconds that a header names; 0 where it names none, or a date."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), 0)
    return seconds(value[0] if isinstance(value, list) else value)
