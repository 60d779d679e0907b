"""Releases in chats: the newest, page by page, or the history of one, as a card. The key of a page holds all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.cards import NEWER, OLDER, SHARE_RELEASES, Card, Choice, Entry, Part
from bot.desk import Latest
from bot.desks import Desks
from bot.presentation import SHARE, linkable
from bot.releases import disagreement, headline, related, silence, standing, titled
from bot.reply import counted, one_line, shown_date
from bot.splitting import shortened
from corpus.releases.release import Evidence, Release, Step
from corpus.releases.wanted import ReleaseQuery
from retrieval.errors import NothingIndexedError

PAGE_ONE = 1
MOST_WANTED = 64
"""How long what is asked for may be, in UTF-16: the id of a button of Discord's holds 100 characters, all told."""
_MOST_LISTED = 10
_MOST_ENTRIES = 3_600  # an embed of Discord's holds 4,096 characters, a message of Slack's more
_AROUND_ENTRY = 24  # signs that make a line an item of a list, a name bold and a source a link
_MOST_NAME, _MOST_PUBLISHER, _MOST_HEADING, _MOST_LINE = 100, 60, 300, 300
_ANY_DAY = "-"
_TOO_LONG = "No vendor or product has so long a name: write one such as OpenAI or GPT-5.2."
_UNREAD = "Some articles were not read for releases yet: an administrator can re-index."


def query_of(wanted: str, since: date | None = None) -> ReleaseQuery | str:
    """Return what is asked for by the words of somebody in a chat; a text says why it cannot be."""
    name = one_line(" ".join(wanted.split()))
    if _units(name) > MOST_WANTED:
        return _TOO_LONG
    return ReleaseQuery(wanted=name or None, since=since)


async def newest(desks: Desks, query: ReleaseQuery, number: int) -> str | Card:
    """Return a page of releases, or the history of the one that is asked for; a text says that there is none.

    A page that is no more is the last one.

    Raises:
        NothingIndexedError: there are no articles.
        StoreError: they cannot be read.
    """
    latest = await _page(desks, query, number)
    if latest.total and not latest.releases:
        number = _pages(latest)
        latest = await _page(desks, query, number)
    if latest.releases:
        return latest_card(latest, number)
    return await silence_of(desks, latest)


async def silence_of(desks: Desks, latest: Latest) -> str:
    """Say that there is no such release.

    Raises:
        NothingIndexedError: there are no articles.
        StoreError: they cannot be read.
    """
    if not (await desks.status()).counts.articles:
        raise NothingIndexedError
    return "\n".join([silence(latest), *_unread(latest)])


async def turned(desks: Desks, key: str) -> str | Card:
    """Return the page that a button leads to.

    Raises:
        NothingIndexedError, StoreError: as for `newest`.
    """
    number, since, *wanted = key.split(" ", maxsplit=2)
    day = None if since == _ANY_DAY else date.fromisoformat(since)
    return await newest(desks, ReleaseQuery(wanted="".join(wanted) or None, since=day), int(number))


async def _page(desks: Desks, query: ReleaseQuery, number: int) -> Latest:
    return await desks.latest(query, limit=_MOST_LISTED, skip=(number - 1) * _MOST_LISTED)


def latest_card(latest: Latest, number: int) -> Card:
    """Return a page of releases, of which there are some, or the history of one."""
    if latest.is_one:
        [release] = latest.releases
        heading = shortened(headline(release), _MOST_HEADING)
        share = Choice(label=SHARE, asks=SHARE_RELEASES, key=_key(latest.query, number))
        return Card(heading=heading, parts=(*map(_step, release.history), *_notes(latest)), choices=(share,))
    return Card(
        heading=_heading(latest, number),
        parts=(*_fitted([_entry(release) for release in latest.releases]), *_notes(latest)),
        choices=tuple(_choices(latest, number)),
    )


def _heading(latest: Latest, number: int) -> str:
    query, pages = latest.query, _pages(latest)
    wanted = f" of “{query.wanted}”" if query.wanted else ""
    since = f" since {shown_date(query.since)}" if query.since else ""
    page = f". Page {number:,} of {pages:,}" if pages > 1 else ""
    return f"{counted(latest.total, 'release')}{wanted}{since}, the newest first{page}"


def _pages(latest: Latest) -> int:
    return -(-latest.total // _MOST_LISTED)


def _choices(latest: Latest, number: int) -> Iterator[Choice]:
    if number > PAGE_ONE:
        yield Choice(label="Previous", asks=NEWER, key=_key(latest.query, number - 1))
    if number < _pages(latest):
        yield Choice(label="Next", asks=OLDER, key=_key(latest.query, number + 1))
    yield Choice(label=SHARE, asks=SHARE_RELEASES, key=_key(latest.query, number))


def _key(query: ReleaseQuery, number: int) -> str:
    return f"{number} {query.since or _ANY_DAY} {query.wanted or ''}".strip()


def _notes(latest: Latest) -> Iterator[Part]:
    if others := related(latest):
        yield shortened(others, 3 * _MOST_LINE)
    yield from _unread(latest)


def _unread(latest: Latest) -> Iterator[str]:
    if latest.is_unread:
        yield _UNREAD


# Entries


def _entry(release: Release) -> Entry:
    """Return the line of a release: whose it is, how far it got, and where that stands."""
    name = one_line(release.name)
    vendor = shortened(titled(release).removeprefix(name), _MOST_NAME)
    title = shortened(name.strip(), _MOST_NAME) or "unnamed"
    return _rested(Entry(title=title, says=f"{vendor}: {standing(release.step)}"), release.evidence)


def _step(step: Step) -> Entry:
    """Return the entry of a step in the history of a release, with its best source and what others say."""
    said, best = standing(step), step.evidence[0]
    others, dates = len(step.evidence) - 1, disagreement(step)
    quoted = shortened(one_line(" ".join(best.quote.split())), _MOST_LINE)
    below = (
        *([f"“{quoted}”"] if quoted else []),
        *([shortened(f"Other dates given: {dates}", _MOST_LINE)] if dates else []),
    )
    more = f", and {counted(others, 'more source')}" if others else ""
    return _rested(Entry(title=f"{said[0].upper()}{said[1:]}", more=more, below=below), best)


def _rested(entry: Entry, evidence: Evidence) -> Entry:
    """Return an entry with its source: publisher and date, linked to the place where it stands."""
    report = evidence.report
    publisher = shortened(one_line(report.publisher or report.title).strip(), _MOST_PUBLISHER)
    source = ", ".join(filter(None, (publisher, shown_date(report.published))))
    return replace(entry, source=source, address=linkable(evidence.link))


def _fitted(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a page so that one message holds them, and another can take its place.

    Where that needs it, the longest links lead to their pages alone, and not to the place there, or are left out.
    """
    fitted = list(entries)
    while sum(map(_most_size, fitted)) > _MOST_ENTRIES:
        longest = max(range(len(fitted)), key=lambda place: len(fitted[place].address or ""))
        address = fitted[longest].address
        if not address:
            break
        page = address.partition("#")[0]
        fitted[longest] = replace(fitted[longest], address=page if page != address else None)
    return fitted


def _most_size(entry: Entry) -> int:
    """Return how long an entry may become where each sign of its text is escaped."""
    text = f"{entry.title}{entry.says}{entry.source}"
    signs = sum(not (character.isalnum() or character == " ") for character in text)
    return _AROUND_ENTRY + _units(text) + signs + len(entry.address or "")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
