"""Sources for the tests of what the platforms show of them: with any state, and drawn ones, in which all is hostile."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.cards import Card, known_card, preview_card, removal_card, sources_card, status_card
from corpus.article import Source, SourceKind
from corpus.source_store import SourceState
from corpus.web.discovery import Found, Headline
from tests.bot.drawn import ADDRESSES, TEXTS, TITLES

NOON = datetime(2026, 8, 20, 12, 5, tzinfo=UTC)


def state(
    *,
    title: str | None = None,
    error: str | None = None,
    location: str = "https://a.example/feed.xml",
    kind: SourceKind = "feed",
) -> SourceState:
    """Return a source with what became of it."""
    return SourceState(
        source=Source(kind=kind, location=location, title=title),
        articles=12,
        is_paused=False,
        read_at=NOON,
        due_at=NOON,
        failures=bool(error),
        error=error,
    )


def found(
    title: str, *headlines: str, location: str = "https://a.example/feed.xml", named_by: str | None = None
) -> Found:
    """Return what an address was found to be: a feed."""
    source = Source(kind="feed", location=location, title=title)
    newest = tuple(Headline(title=each, published_at=NOON) for each in headlines)
    return Found(source=source, headlines=newest, articles=40, named_by=named_by)


_states = st.builds(
    lambda title, error, address: state(
        title=title,
        error=error,
        location=address or "/home/me/@everyone <!here>",
        kind="feed" if address else "folder",
    ),
    st.one_of(st.none(), TITLES),
    st.one_of(st.none(), TEXTS),
    ADDRESSES,
)
_found = st.builds(
    lambda title, headlines, address, named_by: found(title, *headlines, location=address, named_by=named_by),
    TITLES,
    st.lists(TITLES, max_size=5),
    ADDRESSES.filter(bool),
    ADDRESSES,
)
pages: st.SearchStrategy[Card] = st.builds(sources_card, st.lists(_states, min_size=1, max_size=40), st.integers(1, 12))
cards: st.SearchStrategy[Card] = st.one_of(
    pages,
    st.builds(
        status_card, st.lists(TITLES.map("Model: {}".format), min_size=1, max_size=3), st.lists(_states, max_size=8)
    ),
    st.builds(known_card, _states),
    st.builds(lambda each: removal_card(each, "0123456789abcdef"), _states),
    st.builds(lambda each, feed: preview_card(each, feed, "0123456789abcdef"), _found, ADDRESSES),
)
