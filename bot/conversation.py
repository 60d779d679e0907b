"""Conversations: what arrives from a chat, what belongs together, and which lines are questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

_RECENT = timedelta(hours=1)
_MOST_LINE = 300  # a longer line in a thread is a contribution to it, no follow-up question
_LEAST_WORDS = 2
_LINK = r"(?:and |so |ok(?:ay)?,? |but )?"
_ASKS = re.compile(
    rf"{_LINK}(?:what|which|who|whom|whose|when|where|why|how)\b|(?:and|what about|how about)\b", re.IGNORECASE
)
_YES_OR_NO = re.compile(
    rf"{_LINK}(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should)\b", re.IGNORECASE
)
_TO_PEOPLE = re.compile(r"\b(?:you|your|yours|we|us|our|i|me|my|guys|folks|anyone|anybody|someone)\b", re.IGNORECASE)
_THANKS = re.compile(
    r"(?:(?:many |ok(?:ay)?,? )?(?:thanks?|thank you|thx|ty|cheers)(?: (?:you|a lot|so much|very much))?"
    r"|ok(?:ay)?|great|cool|nice|perfect|got it|good bot)[\s.!,:)]*",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|help)(?: there)?[\s.!,?]*)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question as it arrived in a chat.

    ``key`` tells it from all others, and is the same however often the platform sends it. ``channel`` is where it was
    asked, ``thread`` the thread that it begins (``starts_thread``) or goes on; both are the platform's ids.
    ``is_direct`` tells that nobody else reads along, ``is_private`` that the answer is for the asker's eyes alone,
    ``is_shared`` that they share an answer with the channel, and ``is_addressed`` that Newsdesk was spoken to: a line
    that was not addressed is answered only where the answer is beyond doubt. ``address`` is what the platform needs to
    answer. ``asked_at`` is aware, in UTC. ``since``, a UTC day, and ``publisher``, a part of its name, limit the
    articles.
    """

    key: str
    platform: str
    user: str
    channel: str
    thread: str
    text: str
    asked_at: datetime
    starts_thread: bool = False
    is_direct: bool = False
    is_private: bool = False
    is_shared: bool = False
    is_addressed: bool = True
    since: date | None = None
    publisher: str | None = None
    address: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def remembers_channel(self) -> bool:
        """Whether it may go on from any thread of its channel: a new line in a direct conversation does."""
        return self.is_direct and self.starts_thread

    @property
    def remembers_since(self) -> datetime | None:
        """Since when earlier questions count; None for a thread, which holds together for good."""
        return self.asked_at - _RECENT if self.remembers_channel or self.is_private else None


def to_share(asked: Request, user: str, at: datetime, address: Mapping[str, str]) -> Request:
    """Return the request to share a private answer with its channel; an answer has one, whoever presses the button."""
    key = f"{asked.platform}:share:{asked.key}"
    return replace(
        asked,
        key=key,
        user=user,
        thread=key,
        asked_at=at,
        starts_thread=False,
        is_private=False,
        is_shared=True,
        is_addressed=True,
        address=address,
    )


def to_show(asked: Request, key: str, at: datetime, address: Mapping[str, str]) -> Request:
    """Return the request to show its answer to whoever asks for it once more, for their eyes alone, as ``key``."""
    return replace(asked, key=key, thread=key, asked_at=at, is_private=True, address=address)


def is_plainly_a_question(line: str, *, by_who_was_answered: bool) -> bool:
    """Tell whether a line in a thread that Newsdesk answered in is a question to it, though it does not address it.

    It is careful: people talk to each other in threads, and a bot that breaks in is worse than one that waits to be
    addressed. What can be answered by yes or no, people ask each other; so it counts only from who was answered there.
    """
    text = line.strip()
    if len(text) > _MOST_LINE or "\n" in text or len(text.split()) < _LEAST_WORDS or not text.endswith("?"):
        return False
    if _TO_PEOPLE.search(text):
        return False
    return bool(_ASKS.match(text) or (by_who_was_answered and _YES_OR_NO.match(text)))


def is_thanks(line: str) -> bool:
    """Tell whether a line is no more than thanks or consent, to which there is nothing to say."""
    return _THANKS.fullmatch(line.strip()) is not None


def wants_introduction(line: str) -> bool:
    """Tell whether a line says nothing but a greeting, asks for help, or says nothing at all."""
    return _GREETING.fullmatch(line.strip()) is not None
