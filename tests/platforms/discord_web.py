"""Discord's REST API over HTTP: tokens, limits, faults on demand, and the record of calls."""

import asyncio
import json
import re
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.platforms import discord_channels, discord_directory, discord_interactions, discord_webhooks
from tests.platforms.discord_limits import Limits
from tests.platforms.discord_registry import ROUTES, Ask, Reply, Route
from tests.platforms.discord_state import World
from tests.platforms.discord_things import Call, File, RefusedError

API = "/api/v10"
_HANDLERS = (discord_channels, discord_directory, discord_interactions, discord_webhooks)
_NUMBERED = re.compile(r"files\[(\d+)\]")
_MAJOR = ("channel", "guild", "token")


@dataclass(kw_only=True)
class Faults:
    """What is to go wrong next, for each route by name."""

    refusals: defaultdict[str, deque[RefusedError]] = field(default_factory=lambda: defaultdict(deque))
    delays: dict[str, float] = field(default_factory=dict)
    drops: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


class RestApi:
    """Answers the calls of the bot."""

    def __init__(self, world: World, limits: Limits) -> None:
        self.faults = Faults()
        self.names = {route.name for route in ROUTES}
        self._world = world
        self._limits = limits

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered where."""
        fixed_first = sorted(ROUTES, key=lambda route: route.path.count("{"))
        return [web.route(route.method, API + route.path, self._handler(route)) for route in fixed_first] + [
            web.route("*", API + "/{path:.*}", self._answer_unknown)
        ]

    def _handler(self, route: Route) -> Any:  # noqa: ANN401 - what aiohttp takes has no short name
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._answer(route, request)

        return handle

    async def _answer_unknown(self, request: web.Request) -> web.StreamResponse:
        with self._world.changing():
            self._world.violations.append(f"no such route: {request.method} {request.path}")
        return _sent(404, {"message": "404: Not Found", "code": 0}, {})

    async def _answer(self, route: Route, request: web.Request) -> web.StreamResponse:
        call = Call(
            method=request.method,
            route=route.name,
            path=request.path.removeprefix(API),
            query=dict(request.query),
            body=None,
            time=time.monotonic(),
        )
        call.body, files = await _body(request)
        with self._world.changing():
            self._world.calls.append(call)
        await asyncio.sleep(self.faults.delays.get(route.name, 0))
        ask = Ask(params=dict(request.match_info), query=call.query, body=call.body, files=tuple(files))
        with self._world.changing():
            status, body, headers = self._perform(route, ask, request.headers.get("Authorization", ""))
            self._limits.count(status)
            call.status = status
            if self.faults.drops[route.name]:
                self.faults.drops[route.name] -= 1
                return _hang_up(request)
        return _sent(status, body, headers)

    def _perform(self, route: Route, ask: Ask, authorization: str) -> tuple[int, object, dict[str, str]]:
        known = len(self._world.violations)
        headers: dict[str, str] = {}
        try:
            if self.faults.refusals[route.name]:
                raise self.faults.refusals[route.name].popleft()
            if route.needs_token:
                self._check_token(authorization)
            major = ":".join(ask.params[name] for name in _MAJOR if name in ask.params)
            headers = self._limits.take(route.name, major)
            answer = route.answer(self._world, ask)
        except RefusedError as refusal:
            return refusal.status, refusal.body, headers | refusal.headers
        finally:
            noted = self._world.violations
            noted[known:] = [f"{route.name}: {misuse}" for misuse in noted[known:]]
        if isinstance(answer, Reply):
            return answer.status, answer.body, headers
        return 200, answer, headers

    def _check_token(self, authorization: str) -> None:
        if authorization != f"Bot {self._world.token}" or self._world.revoked:
            raise RefusedError(401, 0, "401: Unauthorized")


async def _body(request: web.Request) -> tuple[Any, list[File]]:
    """Return the JSON of a call, and the files beside it."""
    if request.content_type != "multipart/form-data":
        return _parsed(await request.text()), []
    body: object = None
    files: list[File] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = await part.read(decode=True)
        if part.name == "payload_json":
            body = _parsed(data.decode())
        elif number := _NUMBERED.fullmatch(part.name or ""):
            files.append(File(number=number[1], name=part.filename or "unnamed", data=bytes(data)))
    return body, files


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def _sent(status: int, body: object, headers: dict[str, str]) -> web.Response:
    if status == web.HTTPNoContent.status_code:
        return web.Response(status=status, headers=headers)
    return web.Response(status=status, body=json.dumps(body), content_type="application/json", headers=headers)


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
