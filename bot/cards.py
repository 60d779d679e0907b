"""Cards: what chats show beside answers, such as the list of sources, in parts that each platform renders its way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from yarl import URL

from bot.presentation import source_lines
from bot.reply import counted, one_line, shown_date
from bot.splitting import shortened
from corpus.article import Source
from corpus.source_store import SourceState

if TYPE_CHECKING:
    from bot.timeline.entry import Picture
    from corpus.web.discovery import Found

ADD, SEE_FEED, REMOVE, CANCEL = "add_source", "see_feed", "remove_source", "cancel_offer"
PREVIOUS, NEXT = "previous_sources", "next_sources"
NEWER, OLDER = "newer_releases", "older_releases"
SHARE_RELEASES, SHARE_TIMELINE = "share_releases", "share_timeline"
SHARING = frozenset({SHARE_RELEASES, SHARE_TIMELINE})
CHOICES = frozenset({ADD, SEE_FEED, REMOVE, CANCEL, PREVIOUS, NEXT, NEWER, OLDER}) | SHARING
# Ten lines are read at a glance. An embed of Discord's holds 4,096 characters, a message of Slack's more.
_MOST_LISTED, _MOST_PAGE, _AROUND_LINE = 10, 3_800, 30
_MOST_FAILING = 5
_MOST_NAME, _MOST_ADDRESS, _MOST_ERROR, _MOST_STATUS = 100, 300, 200, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: a title, the host it is at, what is said of it, and what is wrong with it, if anything.

    The host is linked with the address, where there is one: a title could pretend to be the name of another site.
    ``is_listed`` tells that it is one of a list.
    """

    title: str
    host: str = ""
    address: str | None = None
    says: str = ""
    warning: str = ""
    is_listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a list that rests on a source: what stands out, what is said of it, and its source.

    The source is linked with the address, where there is one; ``more`` says what else is among the sources. What is
    ``below`` stands in lines of its own.
    """

    title: str
    says: str = ""
    source: str = ""
    address: str | None = None
    more: str = ""
    below: tuple[str, ...] = ()


Part = str | Line | Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: what stands on it, and what it asks for, with the key of its offer, or of a page."""

    label: str
    asks: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A heading, paragraphs, lines and entries in their order, a picture, and buttons.

    All text is printable, but not escaped for any platform.
    """

    heading: str
    parts: tuple[Part, ...] = ()
    picture: "Picture | None" = None
    choices: tuple[Choice, ...] = ()


def sources_card(states: Sequence[SourceState], number: int) -> Card:
    """Return a page of the list of sources, of which there are some: those that fail first, then by name.

    A page that is no more is the last one.
    """
    pages = tuple(_paged(map(source_line, sorted(states, key=_rank))))
    number = min(number, len(pages))
    failing = sum(bool(state.error) for state in states)
    heading = counted(len(states), "source") + (f", {failing:,} failing" if failing else "")
    if len(pages) > 1:
        heading += f". Page {number:,} of {len(pages):,}"
    choices = [Choice(label="Previous", asks=PREVIOUS, key=str(number - 1))] if number > 1 else []
    if number < len(pages):
        choices.append(Choice(label="Next", asks=NEXT, key=str(number + 1)))
    return Card(heading=heading, parts=pages[number - 1], choices=tuple(choices))


def status_card(lines: Iterable[str], failing: Sequence[SourceState]) -> Card:
    """Return the state of the corpus, with the sources that fail."""
    shown = "\n".join(shortened(line, _MOST_STATUS) for line in lines)
    return Card(heading="", parts=(shown, *failing_parts(failing)))


def failing_parts(failing: Sequence[SourceState]) -> tuple[str | Line, ...]:
    """Return what is shown of sources that fail; nothing where none does."""
    if not failing:
        return ()
    unseen = len(failing) - _MOST_FAILING
    more = [f"… and {unseen:,} more: /newsdesk sources lists all."] if unseen > 0 else []
    return (f"{counted(len(failing), 'source')} failing:", *map(source_line, failing[:_MOST_FAILING]), *more)


def known_card(state: SourceState) -> Card:
    """Return that an address is a source already."""
    return Card(heading="That is a source already", parts=(source_line(state, is_listed=False),))


def preview_card(found: "Found", feed: str | None, key: str) -> Card:
    """Return what an address is, and the offer to add it; ``feed`` is one that it names, to be looked at instead."""
    choices = [Choice(label="Add", asks=ADD, key=key)]
    if feed:
        choices.append(Choice(label="See the feed instead", asks=SEE_FEED, key=key))
    choices.append(Choice(label="Cancel", asks=CANCEL, key=key))
    return Card(heading=f"Add this {found.source.kind}?", parts=tuple(_preview(found, feed)), choices=tuple(choices))


def removal_card(state: SourceState, key: str) -> Card:
    """Return the offer to remove a source."""
    fate = (
        f"What it brought stays ({counted(state.articles, 'article')}), and answers go on quoting it; on the command "
        "line, “newsdesk sources remove --purge” removes that as well."
    )
    parts = (source_line(state, is_listed=False), fate)
    choices = (Choice(label="Remove", asks=REMOVE, key=key), Choice(label="Cancel", asks=CANCEL, key=key))
    return Card(heading="Remove this source?", parts=parts, choices=choices)


def source_line(state: SourceState, *, is_listed: bool = True) -> Line:
    """Return the line of a source: what became of it, and why it failed if it did."""
    says, *failure = source_lines(state)
    warning = shortened(one_line(" ".join(failure)), _MOST_ERROR)
    return replace(_line(state.source, says), warning=warning, is_listed=is_listed)


def name_of(source: Source) -> str:
    """Return what a source is called in a list to choose from."""
    line = _line(source, "")
    return ", ".join(filter(None, (line.title, line.host)))


def _rank(state: SourceState) -> tuple[bool, str, str]:
    return not state.error, name_of(state.source).casefold(), state.source.location


def _paged(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Yield pages, each of which is one message, so that another can take its place."""
    page: list[Line] = []
    for line in lines:
        if page and (len(page) == _MOST_LISTED or sum(map(_most_size, (*page, line))) > _MOST_PAGE):
            yield tuple(page)
            page = []
        page.append(line)
    yield tuple(page)


def _most_size(line: Line) -> int:
    """Return how long a line may become where each sign of its text is escaped, and its address is encoded."""
    text = f"{line.title}{line.host}{line.says}{line.warning}"
    return _AROUND_LINE + 2 * len(text) + len(quote(line.address or ""))


def _preview(found: "Found", feed: str | None) -> Iterator[str | Line]:
    where = _shown(found.source.location)
    headlines = found.headlines
    if found.source.kind == "page":
        [of_page], headlines = headlines, ()
        says = f"one page, {shown_date(of_page.published_at)}: I would read it again and again, and no other"
    elif found.articles:
        says = f"{counted(found.articles, 'article')} listed"
    else:
        says = "a list of further sitemaps"
    yield replace(_line(found.source, says), is_listed=False)
    if found.named_by:
        yield f"{_shown(found.named_by)} names this feed, which would be added in its place: {where}"
    else:
        yield f"Its address: {where}"
    if headlines:
        yield "Last headlines:"
    for headline in headlines:
        named = shortened(one_line(headline.title).strip() or "untitled", _MOST_NAME * 2)
        yield Line(title=named, says=f", {shown_date(headline.published_at)}")
    if feed:
        yield f"The page names a feed, too: {_shown(feed)}"


def _line(source: Source, says: str) -> Line:
    """Return the line of a source; where a folder is, nobody but its operator sees."""
    name = source.title or source.publisher or ("" if source.is_web else Path(source.location).name)
    return Line(
        title=shortened(one_line(name).strip(), _MOST_NAME),
        host=_host(source.location) if source.is_web else "",
        address=source.location if source.is_web and len(source.location) <= _MOST_ADDRESS else None,
        says=f": {says}",
    )


def _host(address: str) -> str:
    """Return the host of an address as it is looked up, so that no letter passes for another."""
    try:
        return URL(address).host_port_subcomponent or _shown(address)
    except ValueError:
        return _shown(address)


def _shown(address: str) -> str:
    return shortened(one_line(address), _MOST_ADDRESS)
