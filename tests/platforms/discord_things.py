"""What there is in the local Discord: guilds, channels, people, messages, interactions and calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.platforms.discord_rules import Json

EPHEMERAL = 1 << 6
LOADING = 1 << 7
HAS_THREAD = 1 << 5
COMPONENTS_V2 = 1 << 15
CHANNEL_TYPES = {"text": 0, "dm": 1, "voice": 2, "group": 3, "news": 5, "news thread": 10, "thread": 11, "forum": 15}
INTERACTION_TYPES = {"command": 2, "context": 2, "component": 3, "autocomplete": 4, "modal": 5}


class RefusedError(Exception):
    """Discord refuses a call.

    Attributes:
        status: The HTTP status.
        body: What is answered.
        headers: Headers of the answer.
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str = "",
        *,
        extra: Json | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} ({code}): {message}")
        self.status = status
        self.body: Json = {"message": message, "code": code} | (extra or {})
        self.headers = headers or {}


@dataclass(kw_only=True, eq=False)
class User:
    """Somebody, the bot included; ``denied`` are permissions that no role gives them."""

    id: str
    name: str
    bot: bool = False
    admin: bool = False
    can_be_messaged: bool = True
    denied: int = 0
    roles: list[str] = field(default_factory=list)


@dataclass(kw_only=True, eq=False)
class Role:
    """A role of a guild; that of everybody has the id of the guild."""

    id: str
    guild: str
    name: str
    permissions: int = 0
    managed: bool = False


@dataclass(kw_only=True, eq=False)
class Guild:
    """A guild, and whether the bot is in it."""

    id: str
    name: str
    owner: str
    member: bool = True


@dataclass(kw_only=True, eq=False)
class Channel:
    """A channel, a thread, or direct messages.

    Attributes:
        id: Its id; a thread begun from a message has the id of that.
        kind: One of ``CHANNEL_TYPES``.
        guild: The guild it is in; None for direct messages.
        name: Its name.
        parent: The channel that a thread belongs to.
        owner: Who began a thread.
        recipient: With whom direct messages are exchanged.
        member: Whether the bot is there.
        denied: The permissions that the bot lacks there.
        messages: What stands there, by id, in its order.
        typing: When the bot was seen typing, of ``time.monotonic``.
    """

    id: str
    kind: str
    guild: str | None
    name: str = ""
    parent: str | None = None
    owner: str | None = None
    recipient: str | None = None
    member: bool = True
    denied: int = 0
    messages: dict[str, "Posted"] = field(default_factory=dict)
    typing: list[float] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread."""
        return self.parent is not None


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that the bot sent beside a message: its number among them, its name, and what is in it."""

    number: str
    name: str
    data: bytes = field(repr=False)


@dataclass(kw_only=True, eq=False)
class Posted:
    """A message, of a user or of the bot.

    Attributes:
        id: Its id.
        channel: Where it stands.
        guild: The guild of that; None for direct messages.
        user: Who wrote it.
        kind: Discord's number for its type: 0 usual, 19 a reply, 20 and 23 answers to commands, 21 a thread's first.
        content: Its text.
        embeds: Its embeds.
        components: Its components.
        attachments: Its files, without what is in them.
        reference: The id of the message it replies to.
        mentions: The users it mentions.
        mention_roles: The roles it mentions.
        flags: Discord's flags.
        nonce: The mark that the bot gave it.
        ephemeral_to: The only user who sees it.
        interaction: What it is a response or a follow-up to.
        pings: Whom it notified: ids of users and roles, and ``everyone`` and ``here``.
        deleted: Whether it is gone.
        created_at: When it was shown, of ``time.monotonic``.
        edited_at: When it was edited last, of ``time.monotonic``.
        edited_wall: The same, of ``time.time``.
        sent_at: When the bot was told of it; None if it was not.
        edits: The fields before each edit, oldest first.
    """

    id: str
    channel: str
    guild: str | None
    user: str
    kind: int = 0
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    reference: str | None = None
    mentions: list[str] = field(default_factory=list)
    mention_roles: list[str] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    ephemeral_to: str | None = None
    interaction: "Interaction | None" = field(default=None, repr=False)
    pings: tuple[str, ...] = ()
    deleted: bool = False
    created_at: float = 0.0
    edited_at: float | None = None
    edited_wall: float | None = None
    sent_at: float | None = None
    edits: list[Json] = field(default_factory=list)

    @property
    def is_loading(self) -> bool:
        """Whether it says only that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def is_system(self) -> bool:
        """Whether Discord wrote it in the name of its author."""
        return self.kind not in (0, 19, 20, 23)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be shown."""
        return not (self.content or self.embeds or self.components or self.attachments)

    def fields(self) -> Json:
        """Return what an edit may change."""
        return {"content": self.content, "embeds": self.embeds, "components": self.components}


@dataclass(kw_only=True, eq=False)
class Interaction:
    """A command, a click, a submission, or a request for choices.

    Attributes:
        id: Its id.
        token: What responds to it.
        kind: ``command``, ``context``, ``component``, ``autocomplete`` or ``modal``.
        user: Who caused it.
        channel: Where.
        guild: The guild of that.
        payload: What is sent to the bot.
        message: The message clicked on, of a submission the one its modal was opened from.
        sent_at: When it was sent, of ``time.monotonic``.
        delivered: Whether the bot was connected.
        responded_at: When the first response came.
        response_type: Discord's number for the type of the first response.
        late: Whether the bot, though connected, did not respond in time.
        deferred: Whether the response still says only that the bot is thinking.
        modal: The modal it was answered with.
        choices: The choices it was answered with.
        original: The message that ``@original`` names.
        follow_ups: The messages after the first response.
        ends_at: Until when the token is taken.
        limited: Whether only a few follow-ups are taken, as where the bot is no member.
    """

    id: str
    token: str
    kind: str
    user: str
    channel: str
    guild: str | None
    payload: Json = field(default_factory=dict, repr=False)
    message: Posted | None = None
    sent_at: float = 0.0
    delivered: bool = False
    responded_at: float | None = None
    response_type: int | None = None
    late: bool = False
    modal: Json | None = None
    choices: list[Json] | None = None
    original: Posted | None = None
    follow_ups: list[Posted] = field(default_factory=list)
    ends_at: float = 0.0
    limited: bool = False

    @property
    def deferred(self) -> bool:
        """Whether the response still says only that the bot is thinking."""
        return self.original is not None and self.original.is_loading and not self.original.deleted


@dataclass(kw_only=True, eq=False)
class Call:
    """A call of the bot over HTTP, and what came of it; the status is None until it is answered."""

    method: str
    route: str
    path: str
    query: dict[str, str]
    body: object
    time: float
    status: int | None = None


def form_error(field_name: str, code: str, message: str) -> RefusedError:
    """Return Discord's refusal of one field."""
    errors = {field_name: {"_errors": [{"code": code, "message": message}]}}
    return RefusedError(400, 50035, "Invalid Form Body", extra={"errors": errors})


def flat(components: Sequence[Json]) -> list[Json]:
    """Return components and all inside them, outermost first."""
    found = []
    for component in components:
        inner = [*component.get("components", []), *(component.get(name) for name in ("component", "accessory"))]
        found += [component, *flat([part for part in inner if part])]
    return found
