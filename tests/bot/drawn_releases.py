"""Releases for the tests of what the platforms show of them: usual ones, and drawn ones, in which all is hostile."""

from datetime import date

from hypothesis import strategies as st

from bot.cards import Card
from bot.desk import Latest
from bot.latest import MOST_WANTED, latest_card, query_of
from corpus.releases.event import ReleaseEvent, Status
from corpus.releases.release import STATUSES, Basis, Evidence, Release, Report, Step
from corpus.releases.wanted import ReleaseQuery
from tests.bot.drawn import ADDRESSES, TEXTS, TITLES


def evidence(
    *, publisher: str | None = "Gazette", link: str | None = "https://a.example/#:~:text=x", quote: str = "It is out."
) -> Evidence:
    """Return what an article of a day states of a release."""
    event = ReleaseEvent(
        vendor=None,
        name="Quill 2",
        product="Quill",
        version="2",
        variant=None,
        status="released",
        date="2026-03-10",
        basis="doc_date",
        start=0,
        end=0,
    )
    report = Report(revision_id=1, url=link, title="News", publisher=publisher, published=date(2026, 3, 10))
    return Evidence(event=event, report=report, quote=quote, link=link)


def step(
    *some: Evidence, status: Status = "released", day: str | None = "2026-03-09", disagreeing: tuple[Evidence, ...] = ()
) -> Step:
    """Return a step that rests on evidence."""
    basis: Basis | None = "stated" if day else None
    return Step(
        status=status, date=day, basis=basis, expected=None, evidence=some or (evidence(),), disagreeing=disagreeing
    )


def release(*history: Step, name: str = "Quill 2", vendor: str | None = "Acme") -> Release:
    """Return a release that is as far as its last step."""
    steps = history or (step(),)
    return Release(
        vendor=vendor,
        name=name,
        product="Quill",
        version="2",
        variant=None,
        step=steps[-1],
        announced=None,
        available=None,
        history=steps,
    )


def latest(  # noqa: PLR0913 - what a desk finds
    *releases: Release,
    wanted: str = "",
    since: date | None = None,
    total: int = 0,
    is_one: bool = False,
    related: tuple[str, ...] = (),
    is_unread: bool = False,
) -> Latest:
    """Return releases as a desk finds them."""
    query = query_of(wanted, since)
    assert isinstance(query, ReleaseQuery)
    return Latest(
        query=query,
        releases=releases,
        total=total or len(releases),
        skipped=0,
        is_one=is_one,
        related=related,
        is_known=True,
        nearest=(),
        is_unread=is_unread,
    )


_evidence = st.builds(
    lambda publisher, link, quote: evidence(publisher=publisher, link=link, quote=quote),
    st.one_of(st.none(), TITLES),
    ADDRESSES,
    TEXTS,
)
_days = st.sampled_from([None, "2026-03", "2026-03-09"])
_steps = st.builds(
    lambda some, status, day, disagreeing: step(*some, status=status, day=day, disagreeing=tuple(disagreeing)),
    st.lists(_evidence, min_size=1, max_size=2),
    st.sampled_from(STATUSES),
    _days,
    st.lists(_evidence, max_size=2),
)


def _drawn(most_steps: int) -> st.SearchStrategy[Release]:
    return st.builds(
        lambda history, name, vendor: release(*history, name=name, vendor=vendor),
        st.lists(_steps, min_size=1, max_size=most_steps),
        TITLES,
        st.one_of(st.none(), TITLES),
    )


WANTED = TITLES.filter(lambda text: isinstance(query_of(text), ReleaseQuery)).map(lambda text: text[:MOST_WANTED])
release_pages: st.SearchStrategy[Card] = st.builds(
    lambda releases, wanted, since, number, *, is_unread: latest_card(
        latest(*releases, wanted=wanted, since=since, total=100_000, is_unread=is_unread), number
    ),
    st.lists(_drawn(1), min_size=1, max_size=10),
    WANTED,
    st.sampled_from([None, date(2026, 1, 1)]),
    st.integers(1, 10_000),
    is_unread=st.booleans(),
)
release_histories: st.SearchStrategy[Card] = st.builds(
    lambda one, related: latest_card(latest(one, is_one=True, related=tuple(related)), 1),
    _drawn(9),
    st.lists(TITLES, max_size=9),
)
