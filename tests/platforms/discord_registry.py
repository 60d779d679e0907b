"""The register of Discord's REST routes, and what a handler gets and gives."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord_rules import Json
from tests.platforms.discord_state import World
from tests.platforms.discord_things import File, RefusedError

_PARAMETERS = re.compile(r"\{[^}]*\}(/\{[^}]*\})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A call to be answered.

    Attributes:
        params: The variable parts of the path.
        query: The query.
        body: The JSON that was sent; empty if none was.
        files: The files sent along.
    """

    params: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: tuple[File, ...] = ()

    @property
    def fields(self) -> Json:
        """The JSON object that was sent."""
        if not isinstance(self.body, dict):
            raise RefusedError(400, 50109, "The request body contains invalid JSON.")
        return self.body

    def says(self, name: str) -> bool:
        """Tell whether a parameter of the query says yes."""
        return self.query.get(name, "").lower() in ("1", "true")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that is not simply JSON with status 200."""

    status: int
    body: Any = None


Answer = Callable[[World, Ask], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route: its path, what answers it, and whether it needs the bot's token."""

    method: str
    path: str
    answer: Answer
    needs_token: bool

    @property
    def name(self) -> str:
        """Its name, the variable parts of the path as stars, neighbours as one."""
        return f"{self.method} {_PARAMETERS.sub('*', self.path)}"


ROUTES: list[Route] = []


def route(method: str, path: str, *, needs_token: bool = True) -> Callable[[Answer], Answer]:
    """Register what answers a route."""

    def register(answer: Answer) -> Answer:
        ROUTES.append(Route(method=method, path=path, answer=answer, needs_token=needs_token))
        return answer

    return register
