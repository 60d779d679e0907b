"""Releases in chats: what the cards say, how their pages are turned, and what is said where there is none."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from bot.cards import Card, Entry
from bot.desks import Desks
from bot.latest import MOST_WANTED, latest_card, newest, query_of, turned
from bot.presentation import SHARE
from bot.settings import Settings
from corpus.releases.wanted import ReleaseQuery
from retrieval.errors import NothingIndexedError
from tests.articles import write_jsonl
from tests.bot.drawn_releases import WANTED, evidence, latest, release, step
from tests.conftest import Newsdesk


def entries(card: Card) -> list[Entry]:
    """Return the entries of a card."""
    return [part for part in card.parts if isinstance(part, Entry)]


def buttons(card: Card) -> list[tuple[str, str]]:
    """Return what stands on the buttons of a page, and the key of the page that each leads to."""
    return [(choice.label, choice.key) for choice in card.choices]


# Cards


def test_an_entry_says_what_whose_how_far_and_who_says_so() -> None:
    """The source is linked with the place where it stands; a vendor that the name tells is not told again."""
    [entry] = entries(latest_card(latest(release()), 1))
    assert f"{entry.title}{entry.says}" == "Quill 2, Acme: released on 9 March 2026"
    assert (entry.source, entry.address) == ("Gazette, 10 March 2026", "https://a.example/#:~:text=x")
    [entry] = entries(latest_card(latest(release(name="Acme Quill")), 1))
    assert f"{entry.title}{entry.says}" == "Acme Quill: released on 9 March 2026"
    [entry] = entries(latest_card(latest(release(vendor=None)), 1))
    assert f"{entry.title}{entry.says}" == "Quill 2: released on 9 March 2026"


def test_a_rumour_is_always_called_one() -> None:
    """With or without a date."""
    for day in (None, "2026-03", "2026-03-09"):
        [entry] = entries(latest_card(latest(release(step(status="rumoured", day=day))), 1))
        assert entry.says.startswith(", Acme: rumoured")


def test_buttons_lead_to_the_pages_before_and_behind() -> None:
    """Their keys hold all that was asked for."""
    some = [release()] * 10
    first = latest_card(latest(*some, wanted=" acme  inc ", since=date(2026, 1, 1), total=25), 1)
    assert first.heading == "25 releases of “acme inc” since 1 January 2026, the newest first. Page 1 of 3"
    assert buttons(first) == [("Next", "2 2026-01-01 acme inc"), (SHARE, "1 2026-01-01 acme inc")]
    assert buttons(latest_card(latest(*some, total=25), 2)) == [("Previous", "1 -"), ("Next", "3 -"), (SHARE, "2 -")]
    assert buttons(latest_card(latest(*some[:5], total=25), 3)) == [("Previous", "2 -"), (SHARE, "3 -")]
    assert buttons(latest_card(latest(*some), 1)) == [(SHARE, "1 -")]


def test_links_that_are_too_long_lead_to_their_pages() -> None:
    """Only the longest of a page, and only where one message could not hold them all."""
    long, short = f"https://a.example/{'x' * 500}#:~:text={'y' * 400}", "https://a.example/#:~:text=x"
    some = [release(step(evidence(link=link))) for link in (long, *[short] * 7, long, long)]
    first, *others = [entry.address for entry in entries(latest_card(latest(*some), 1))]
    assert first == long.partition("#")[0]
    assert others == [*[short] * 7, long, long]


def test_a_history_shows_each_step_with_its_words_and_who_differs() -> None:
    """The best source is linked, others are counted; relatives are named."""
    released = step(
        evidence(publisher="Acme", quote="Quill 2\nis out."), evidence(), disagreeing=(evidence(publisher="Gazette"),)
    )
    one = release(step(status="rumoured", day="2026-03-02"), released)
    card = latest_card(latest(one, is_one=True, related=("Quill 2 Mini",), is_unread=True), 1)
    assert card.heading == "Quill 2, Acme: released on 9 March 2026"
    rumoured, released_entry = entries(card)
    assert (rumoured.title, rumoured.more) == ("Rumoured on 2 March 2026", "")
    assert (released_entry.title, released_entry.source) == ("Released on 9 March 2026", "Acme, 10 March 2026")
    assert released_entry.more == ", and 1 more source"
    assert released_entry.below == ("“Quill 2 is out.”", "Other dates given: 10 March 2026 (Gazette)")
    assert card.parts[2:] == (
        "See also: Quill 2 Mini",
        "Some articles were not read for releases yet: an administrator can re-index.",
    )


# What is asked for


@given(WANTED)
def test_what_is_asked_for_is_short_enough_for_the_id_of_a_button(wanted: str) -> None:
    """Discord takes a hundred characters, whichever way they are counted."""
    card = latest_card(latest(release(), wanted=wanted, since=date(2026, 1, 1), total=100_000), 9_999)
    for choice in card.choices:
        assert len(f"{choice.asks} {choice.key}".encode("utf-16-le", "surrogatepass")) // 2 <= 100


@pytest.mark.parametrize("wanted", ["x" * (MOST_WANTED + 1), "👩" * 40, "x " * 3_000])
def test_what_is_longer_is_no_name(wanted: str) -> None:
    """Whoever asks is told so."""
    assert str(query_of(wanted)).startswith("No vendor or product has so long a name")


def test_blanks_count_for_nothing() -> None:
    """And nothing is asked for where there is nothing else."""
    assert query_of(" \t ") == ReleaseQuery()
    assert query_of(" gpt \n 5.2 ") == ReleaseQuery(wanted="gpt 5.2")


# Looking up


@pytest.fixture
def desks(home: Path, newsdesk: Newsdesk, tmp_path: Path) -> Desks:
    """Desks at a data folder with twelve releases of OpenAI."""
    articles = [
        {
            "url": f"https://a.example/{number}",
            "title": f"News {number}",
            "publisher": "OpenAI",
            "date": f"2026-01-{number:02}",
            "text": f"Today we are releasing GPT-{number + 20}. It is available now.",
        }
        for number in range(1, 13)
    ]
    assert newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", articles))).code == 0
    return Desks(Settings(home=home))


def page(desks: Desks, key: str) -> Card:
    """Turn to a page."""
    card = asyncio.run(turned(desks, key))
    assert isinstance(card, Card)
    return card


def test_pages_are_turned_by_their_keys(desks: Desks) -> None:
    """Each release stands on one page; a page that is no more is the last one."""
    names = [entry.title for number in (1, 2) for entry in entries(page(desks, f"{number} - openai"))]
    assert names == [f"GPT-{number}" for number in range(32, 20, -1)]
    assert page(desks, "9 - openai") == page(desks, "2 - openai")
    assert page(desks, "1 2026-01-05").heading == "8 releases since 5 January 2026, the newest first"


def test_where_there_is_none_it_is_said(home: Path, desks: Desks, newsdesk: Newsdesk, tmp_path: Path) -> None:
    """Whether the name is unknown, articles were not read for releases yet, or there is no article."""
    assert asyncio.run(turned(desks, "1 - GTP-32")) == (
        "I know no release, product or vendor called “GTP-32”. Did you mean GPT-32, GPT-31 or GPT-30?"
    )
    with closing(sqlite3.connect(home / "newsdesk.db")) as database, database:
        database.execute("DELETE FROM release_event")
        database.execute("DELETE FROM release_reading")
    assert asyncio.run(newest(desks, ReleaseQuery(), 1)) == (
        "I found no release.\nSome articles were not read for releases yet: an administrator can re-index."
    )
    assert newsdesk("sources", "remove", "--purge", str(tmp_path / "news.jsonl")).code == 0
    with pytest.raises(NothingIndexedError):
        asyncio.run(newest(desks, ReleaseQuery(), 1))
