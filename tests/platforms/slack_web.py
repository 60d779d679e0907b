"""Slack's Web API and response URLs over HTTP: tokens, scopes, rates, and faults on demand."""

import asyncio
import json
import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.platforms.slack_files import receive
from tests.platforms.slack_messages import edit, post
from tests.platforms.slack_methods import METHODS
from tests.platforms.slack_registry import Method, require_scope
from tests.platforms.slack_state import RESPONSE_URL_USES, Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Call, RefusedError, ResponseUrl

_POSTING = {"chat.postMessage", "chat.postEphemeral", "chat.startStream", "files.completeUploadExternal"}
_READING = {"conversations.history", "conversations.replies"}
_TREES = ("blocks", "view", "metadata", "prompts", "chunks", "attachments", "files")
_BURST = 3.0
_MINUTE = 60.0


@dataclass(kw_only=True)
class Faults:
    """What is to go wrong next, for each method."""

    refusals: defaultdict[str, deque[RefusedError]] = field(default_factory=lambda: defaultdict(deque))
    denials: defaultdict[str, deque[RefusedError]] = field(default_factory=lambda: defaultdict(deque))
    delays: dict[str, float] = field(default_factory=dict)
    drops: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


class WebApi:
    """Answers the calls of the bot."""

    def __init__(
        self, workspace: Workspace, *, messages_per_second: float | None, reads_per_minute: int | None
    ) -> None:
        self.faults = Faults()
        self._workspace = workspace
        self._rate = messages_per_second
        self._reads_per_minute = reads_per_minute
        self._reads: deque[float] = deque()

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered where."""
        return [
            web.route("*", "/api/{method}", self._answer_call),
            web.post("/response/{name}", self._answer_response),
            web.post("/upload/v1/{file}", self._answer_upload),
        ]

    async def _answer_call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        arguments = await _arguments(request)
        await asyncio.sleep(self.faults.delays.get(name, 0))
        status, headers, answer = self._perform(name, arguments, request.headers.get("Authorization", ""))
        return self._sent(name, request, web.json_response(answer, status=status, headers=headers))

    def _sent(self, name: str, request: web.Request, response: web.Response) -> web.StreamResponse:
        if self.faults.drops[name]:
            self.faults.drops[name] -= 1
            return _hang_up(request)
        return response

    def _perform(self, name: str, arguments: Json, authorization: str) -> tuple[int, dict[str, str], Json]:
        headers = {"x-oauth-scopes": ",".join(self._workspace.scopes)}
        call = Call(method=name, arguments=arguments, time=time.monotonic())
        with self._workspace.changing():
            self._workspace.calls.append(call)
            known = len(self._workspace.violations)
            try:
                answer = self._answer(name, dict(arguments), authorization)
                self._deny(name)
                return 200, headers, {"ok": True} | answer
            except RefusedError as refusal:
                call.error = refusal.error
                if refusal.retry_after is not None:
                    headers["Retry-After"] = str(refusal.retry_after)
                return refusal.status, headers, {"ok": False, "error": refusal.error} | refusal.extra
            finally:
                noted = self._workspace.violations
                noted[known:] = [f"{name}: {misuse}" for misuse in noted[known:]]

    def _answer(self, name: str, arguments: Json, authorization: str) -> Json:
        if self.faults.refusals[name]:
            raise self.faults.refusals[name].popleft()
        method = METHODS.get(name)
        if method is None:
            raise RefusedError("unknown_method")
        self._check_token(method, authorization.removeprefix("Bearer ") or str(arguments.pop("token", "")))
        require_scope(self._workspace, method.scopes)
        self._check_rate(name, arguments)
        return method.answer(self._workspace, arguments)

    def _deny(self, name: str) -> None:
        if self.faults.denials[name]:
            raise self.faults.denials[name].popleft()

    def _check_token(self, method: Method, token: str) -> None:
        workspace = self._workspace
        right, wrong = workspace.bot_token, workspace.app_token
        if method.app_token:
            right, wrong = wrong, right
        if not token:
            raise RefusedError("not_authed")
        if token == wrong:
            raise RefusedError("not_allowed_token_type")
        if token != right:
            raise RefusedError("invalid_auth")
        if workspace.revoked and not method.app_token:
            raise RefusedError("token_revoked")

    def _check_rate(self, name: str, arguments: Json) -> None:
        channel = arguments.get("channel") or arguments.get("channel_id")
        if name in _POSTING and self._rate is not None and channel:
            self._take_token(str(channel), self._rate)
        if name in _READING and self._reads_per_minute is not None:
            self._take_read(self._reads_per_minute)

    def _take_token(self, name: str, rate: float) -> None:
        channel = self._workspace.channel(name)
        now = time.monotonic()
        tokens = _BURST if channel.tokens is None else channel.tokens
        tokens = min(_BURST, tokens + (now - channel.refilled_at) * rate)
        channel.tokens, channel.refilled_at = tokens, now
        if tokens < 1:
            raise RefusedError("ratelimited", status=429, retry_after=max(1, math.ceil((1 - tokens) / rate)))
        channel.tokens -= 1

    def _take_read(self, most: int) -> None:
        now = time.monotonic()
        while self._reads and self._reads[0] < now - _MINUTE:
            self._reads.popleft()
        if len(self._reads) >= most:
            raise RefusedError("ratelimited", status=429, retry_after=math.ceil(self._reads[0] + _MINUTE - now))
        self._reads.append(now)

    async def _answer_upload(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        with self._workspace.changing():
            call = Call(method="upload", arguments={"size": len(data)}, time=time.monotonic())
            self._workspace.calls.append(call)
            if "Authorization" in request.headers:
                self._workspace.violations.append("upload: the token, which is nobody's business there")
            try:
                if self.faults.refusals["upload"]:
                    raise self.faults.refusals["upload"].popleft()
                receive(self._workspace, request.match_info["file"], data)
            except RefusedError as refusal:
                call.error = refusal.error
                return _refused(refusal)
        return self._sent("upload", request, web.Response(text=f"OK - {len(data)}"))

    async def _answer_response(self, request: web.Request) -> web.StreamResponse:
        fields = json.loads(await request.text())
        with self._workspace.changing():
            call = Call(method="response_url", arguments=fields, time=time.monotonic())
            self._workspace.calls.append(call)
            try:
                if self.faults.refusals["response_url"]:
                    raise self.faults.refusals["response_url"].popleft()
                self._respond(self._workspace.response_urls.get(request.match_info["name"]), fields)
                self._deny("response_url")
            except RefusedError as refusal:
                call.error = refusal.error
                return _refused(refusal)
        return self._sent("response_url", request, web.Response(text="ok"))

    def _respond(self, address: ResponseUrl | None, fields: Json) -> None:
        if address is None or address.uses >= RESPONSE_URL_USES or address.ends_at < time.monotonic():
            raise RefusedError("expired_url")
        address.uses += 1
        if fields.get("delete_original"):
            if address.target:
                address.target.deleted = True
        elif fields.get("replace_original") and address.target:
            edit(self._workspace, address.target, fields)
        else:
            to_one = None if fields.get("response_type") == "in_channel" else address.user
            post(self._workspace, fields, via="response_url", channel=address.channel, ephemeral_to=to_one)


async def _arguments(request: web.Request) -> Json:
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        return arguments | (json.loads(body) if body else {})
    for name, value in (await request.post()).items():
        arguments[name] = value
    return {name: _parsed(value) if name in _TREES else value for name, value in arguments.items()}


def _parsed(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _refused(refusal: RefusedError) -> web.Response:
    """Return a refusal as response URLs give it: some in a bare word, others in JSON."""
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    if refusal.error == "expired_url":
        return web.Response(text=refusal.error, status=404)
    status = 400 if refusal.status == web.HTTPOk.status_code else refusal.status
    return web.json_response({"ok": False, "error": refusal.error}, status=status, headers=headers)


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
