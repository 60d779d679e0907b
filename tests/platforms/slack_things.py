"""What there is in the local Slack: messages, views, channels, deliveries and calls."""

from dataclasses import dataclass, field

from tests.platforms.slack_text import Json, Reading


class RefusedError(Exception):
    """Slack refuses a call.

    Attributes:
        error: Slack's name of the error.
        extra: Further fields of the answer.
        status: The HTTP status.
        retry_after: Seconds for ``Retry-After``.
    """

    def __init__(
        self, error: str, *, extra: Json | None = None, status: int = 200, retry_after: int | str | None = None
    ) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra or {}
        self.status = status
        self.retry_after = retry_after


@dataclass(kw_only=True, eq=False)
class Uploaded:
    """A file of the bot.

    Attributes:
        id: Slack's id.
        name: The name of the file.
        length: How many bytes were announced.
        alt_text: What is said to those who do not see it.
        title: What stands above it.
        data: Its bytes, none before they came.
        is_complete: Whether its upload was completed, which can be done once.
    """

    id: str
    name: str
    length: int
    alt_text: str
    title: str = ""
    data: bytes = b""
    is_complete: bool = False

    def fields(self) -> Json:
        """Return the file as Slack writes it into messages."""
        return {"id": self.id, "name": self.name, "title": self.title, "size": self.length, "alt_txt": self.alt_text}


@dataclass(kw_only=True, eq=False)
class Posted:
    """A message, of a user or of the bot.

    Attributes:
        channel: Where it stands.
        ts: Its id.
        thread_ts: The first message of its thread, if it stands in one.
        user: Who wrote it.
        bot_id: The bot that wrote it, if one did.
        text: Its text as sent.
        blocks: Its blocks as Slack stores them, each with a ``block_id``.
        files: The files in it.
        metadata: What the bot attached.
        subtype: Slack's subtype, as for a message of another bot.
        ephemeral_to: The only user who sees it.
        via: ``user``, ``api`` or ``response_url``.
        reading: Whom it notifies, its links, and what a reader sees.
        unfurls: Whether Slack was left free to show previews.
        edits: The fields before each edit, oldest first.
        reactions: Names of reactions.
        deleted: Whether it is gone.
        streaming: Whether it is still being streamed.
        deliveries: The deliveries it caused.
    """

    channel: str
    ts: str
    thread_ts: str | None = None
    user: str
    bot_id: str | None = None
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    files: list[Uploaded] = field(default_factory=list)
    metadata: Json | None = None
    subtype: str | None = None
    ephemeral_to: str | None = None
    via: str = "user"
    reading: Reading = field(default_factory=Reading)
    unfurls: bool = False
    edits: list[Json] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    deleted: bool = False
    streaming: bool = False
    deliveries: list["Delivery"] = field(default_factory=list)

    @property
    def pings(self) -> set[str]:
        """Whom the message notifies: ids, and ``channel``, ``here`` and ``everyone``."""
        return self.reading.pings

    @property
    def links(self) -> list[tuple[str, str]]:
        """The address and the label of each link."""
        return self.reading.links

    @property
    def thread(self) -> str:
        """The first message of the thread that a reply would stand in."""
        return self.thread_ts or self.ts

    def fields(self, *, with_metadata: bool = False) -> Json:
        """Return the message as Slack writes it into answers and events."""
        written: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        optional = {"thread_ts": self.thread_ts, "bot_id": self.bot_id, "subtype": self.subtype}
        written |= {name: value for name, value in optional.items() if value}
        if self.blocks:
            written["blocks"] = self.blocks
        if self.files:
            written["files"] = [file.fields() for file in self.files]
        if with_metadata and self.metadata:
            written["metadata"] = self.metadata
        return written


@dataclass(kw_only=True, eq=False)
class View:
    """A modal or a home tab.

    Attributes:
        id: Slack's id.
        user: Who sees it.
        view: What is shown now.
        updates: All that was shown, oldest first, what is shown now included.
        closed: Whether the user closed or submitted it.
        previous: The id of the modal below.
    """

    id: str
    user: str
    view: Json
    updates: list[Json] = field(default_factory=list)
    closed: bool = False
    previous: str | None = None

    @property
    def blocks(self) -> list[Json]:
        """The blocks shown now."""
        blocks: list[Json] = self.view["blocks"]
        return blocks

    @property
    def hash(self) -> str:
        """The mark of what is shown now, new with each update."""
        return f"{len(self.updates)}.{self.id}"

    def show(self, view: Json) -> None:
        """Show something else."""
        self.view = view | {"blocks": with_block_ids(view["blocks"])}
        self.updates.append(self.view)


@dataclass(kw_only=True, eq=False)
class Channel:
    """A conversation: its messages by ts, and the replies of its threads."""

    id: str
    kind: str
    member: bool = True
    archived: bool = False
    users: set[str] | None = None
    messages: dict[str, Posted] = field(default_factory=dict)
    threads: dict[str, list[Posted]] = field(default_factory=dict)
    tokens: float | None = None
    refilled_at: float = 0.0


@dataclass(kw_only=True, eq=False)
class Delivery:
    """Something sent to the bot.

    Attributes:
        kind: ``events_api``, ``slash_commands`` or ``interactive``.
        payload: What is sent.
        envelope_ids: The id of each try.
        sent_at: When the last try was sent, of ``time.monotonic``.
        acked_at: When it was acknowledged.
        ack: What the bot returned in the acknowledgement.
        attempts: How often it was sent.
        retry: The number of the retry that the next try is, 0 for none.
        reason: Why it is sent again.
        late: Whether no acknowledgement had come in time for some try.
        lost: Whether Slack gave up.
    """

    kind: str
    payload: Json
    envelope_ids: list[str] = field(default_factory=list)
    sent_at: float | None = None
    acked_at: float | None = None
    ack: Json | None = None
    attempts: int = 0
    retry: int = 0
    reason: str = ""
    late: bool = False
    lost: bool = False

    @property
    def envelope_id(self) -> str | None:
        """The id of the last try."""
        return self.envelope_ids[-1] if self.envelope_ids else None

    @property
    def event(self) -> Json:
        """The event itself, or the whole payload of a command or an interaction."""
        event: Json = self.payload.get("event", self.payload)
        return event


@dataclass(kw_only=True, eq=False)
class Call:
    """A call of a Web API method, and what came of it."""

    method: str
    arguments: Json
    time: float
    error: str | None = None


@dataclass(kw_only=True, eq=False)
class ResponseUrl:
    """An address to answer a command or an interaction at."""

    user: str
    channel: str
    target: Posted | None
    ends_at: float
    uses: int = 0


@dataclass(kw_only=True, eq=False)
class Trigger:
    """A permit to open one modal."""

    user: str
    ends_at: float
    used: bool = False


def with_block_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks with an id for each that has none, as Slack gives them."""
    return [{"block_id": f"given{number}", **block} for number, block in enumerate(blocks)]
