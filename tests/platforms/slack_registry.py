"""The register of Web API methods, and what several of them ask for."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.platforms.slack_state import Workspace
from tests.platforms.slack_text import Json
from tests.platforms.slack_things import Channel, RefusedError

Answer = Callable[[Workspace, Json], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method: what answers it, the scopes of which it needs one, and whether it takes the app's token."""

    answer: Answer
    scopes: tuple[str, ...] = ()
    app_token: bool = False


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, app_token: bool = False) -> Callable[[Answer], Answer]:
    """Register what answers a method, with the scopes of which it needs one."""

    def register(answer: Answer) -> Answer:
        METHODS[name] = Method(answer=answer, scopes=scopes, app_token=app_token)
        return answer

    return register


def needed(arguments: Json, name: str) -> str:
    """Return an argument that has to be there."""
    if not arguments.get(name):
        messages = [f"[ERROR] missing required field: {name}"]
        raise RefusedError("invalid_arguments", extra={"response_metadata": {"messages": messages}})
    return str(arguments[name])


def require_scope(workspace: Workspace, scopes: tuple[str, ...]) -> None:
    """Refuse unless the app was granted one of the scopes."""
    if scopes and not set(scopes) & set(workspace.scopes):
        raise RefusedError("missing_scope", extra={"needed": scopes[0], "provided": ",".join(workspace.scopes)})


def open_channel(workspace: Workspace, name: str) -> Channel:
    """Return a conversation that the bot may write to."""
    channel = workspace.channel(name)
    if not channel.member:
        raise RefusedError("not_in_channel")
    if channel.archived:
        raise RefusedError("is_archived")
    return channel


def is_true(value: object) -> bool:
    """Tell whether an argument says yes, in any of the ways it may be written."""
    return str(value).lower() in ("1", "true")
