"""Sources in Discord: everybody sees them, and administrators add, remove and refresh them."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count

import pytest

from tests.end_to_end.discord_use.conftest import answer_to, response, settle
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import UNLIMITED, NewHome, RunningBot
from tests.platforms.web_faults import answer, when
from tests.platforms.web_server import WebServer
from tests.web_pages import item, page, rss

FEED = "application/rss+xml"
HOSTILE = "@everyone **bold** [x](http://evil.example) ||spoiler|| # head"
REFUSED = "Sorry, only administrators can"
_numbers = count(1_100)


@pytest.fixture(scope="module")
def web() -> Iterator[WebServer]:
    """A web server that the bot may fetch from."""
    with WebServer() as server:
        yield server


@pytest.fixture(scope="module")
def running(discord: DiscordServer, admin_role: str, new_home: NewHome, web: WebServer) -> Iterator[RunningBot]:
    """A bot that the tests of this module share."""
    assert web.port
    own = {"NEWSDESK_FETCH_ALLOW": "127.0.0.1/32", "NEWSDESK_ADMINS": f"discord-role:{admin_role}"}
    with RunningBot(new_home(), discord, **UNLIMITED, **own) as bot:
        discord.wait_for(lambda: discord.commands)
        settle(discord, discord.add_channel())
        yield bot


@pytest.fixture
def many(bot: RunningBot) -> Iterator[Callable[[], None]]:
    """Sources for three pages, whose names come last; they are gone once this is called, or the test has ended."""

    def forget() -> None:
        with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
            database.execute("DELETE FROM source WHERE title LIKE 'Zoo %'")

    rows = [(f"https://zoo.example/{each}", f"Zoo {each}") for each in range(10, 35)]
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
        database.executemany(
            "INSERT INTO source (kind, location, title, unread, paused) VALUES ('feed', ?, ?, 0, 1)", rows
        )
    yield forget
    forget()


@pytest.fixture
def number() -> int:
    """The number of an article that no other test knows."""
    return next(_numbers)


def put_feed(web: WebServer, number: int, *others: str, title: str = "Example News") -> str:
    """Put a feed that no other test knows on the web, and return its address."""
    path = f"/{number}/feed.xml"
    web.put(path, rss(item(number, web.url(f"/{number}")), *others, title=title), content_type=FEED)
    return web.url(path)


def told(discord: DiscordServer, name: str, user: str, **options: str) -> Posted:
    """Use a command, and return its answer, which nobody else sees."""
    used = discord.command(f"newsdesk {name}", options, user=user, channel=discord.add_channel())
    said = response(discord, used)
    assert said.ephemeral_to == user
    return said


def read(discord: DiscordServer, name: str, user: str, **options: str) -> str:
    """Use a command, and return what is told."""
    return discord.visible_text(told(discord, name, user, **options))


def labels(discord: DiscordServer, message: Posted) -> list[str]:
    """Return what stands on the buttons of a message."""
    return [str(button["label"]) for button in discord.buttons(message)]


def turn(discord: DiscordServer, card: Posted, label: str, user: str, says: str) -> list[str]:
    """Press a button of a card, wait until another is in its place, and return what stands on the buttons of that."""
    discord.click(card, label, user=user)
    discord.wait_for(lambda: says in discord.visible_text(card))
    return labels(discord, card)


def done(discord: DiscordServer, message: Posted) -> str:
    """Wait until a job has ended, and return what the message that told of it says in the end."""
    discord.wait_for(lambda: discord.buttons(message) == [])
    discord.wait_for(lambda: any(word in discord.visible_text(message) for word in ("It took", "failed")))
    return discord.visible_text(message)


def beside(discord: DiscordServer, pressed: Interaction) -> str:
    """Return what whoever pressed is told beside the offer."""
    [said, *_] = discord.wait_for(lambda: pressed.follow_ups)
    assert said.ephemeral_to == pressed.user
    return discord.visible_text(said)


# The list


def test_everybody_sees_the_sources(discord: DiscordServer, bot: RunningBot, user: str) -> None:
    """In private, with what became of each; where a folder is, is nobody's business."""
    shown = read(discord, "sources", user)
    assert "articles: folder, 7 articles, last read 20" in shown
    assert "UTC, next 20" in shown
    assert str(bot.home.parent.parent) not in shown


@pytest.mark.usefixtures("bot")
def test_many_sources_are_listed_page_by_page(discord: DiscordServer, many: Callable[[], None], user: str) -> None:
    """Anybody turns the pages, in the place of the list and in private; a page that is no more is the last one."""
    shown = told(discord, "sources", user)
    assert " sources. Page 1 of " in discord.visible_text(shown)
    assert labels(discord, shown) == ["Next"]
    assert turn(discord, shown, "Next", user, "Page 2 of ") == ["Previous", "Next"]
    assert "Zoo 20, zoo.example: feed, 0 articles, not read yet, paused" in discord.visible_text(shown)
    assert turn(discord, shown, "Previous", user, "Page 1 of ") == ["Next"]
    assert turn(discord, shown, "Next", user, "Page 2 of ") == ["Previous", "Next"]
    many()
    discord.click(shown, "Next", user=user)
    discord.wait_for(lambda: "Zoo" not in discord.visible_text(shown))
    assert "Next" not in labels(discord, shown)
    assert discord.ephemerals(user) == [shown]


@pytest.mark.usefixtures("bot")
def test_a_source_that_fails_is_marked_and_can_be_removed(
    discord: DiscordServer, web: WebServer, admin: str, user: str, *, number: int
) -> None:
    """In the list and in the status; what it brought stays."""
    address = put_feed(web, number, title=f"Articles of {HOSTILE}")
    offer = told(discord, "add", admin, url=address)
    discord.click(offer, "Add", user=admin)
    assert "Articles: 1 added" in done(discord, offer)
    web.remove(f"/{number}/feed.xml")
    assert f"1 not read: {address} (" in done(discord, told(discord, "refresh", admin))
    for name in ("sources", "status"):
        shown = read(discord, name, user)
        failing = shown[shown.index(" failing") :]
        assert f"Articles of {HOSTILE}, 127.0.0.1:{web.port}: feed, 1 article, last read 20" in failing
        assert "⚠ failed 1 time: " in failing
        assert "404" in failing
    assert "articles may mean " in read(discord, "remove", admin, source="articles")
    [choice] = choices(discord, admin, str(number))
    assert choice == (f"Articles of {HOSTILE}, 127.0.0.1:{web.port}"[:100], address)
    removing = told(discord, "remove", admin, source=address)
    shown = discord.visible_text(removing)
    assert shown.startswith(f"Remove this source?\nArticles of {HOSTILE}")
    assert "What it brought stays (1 article), and answers go on quoting it" in shown
    assert labels(discord, removing) == ["Remove", "Cancel"]
    discord.click(removing, "Remove", user=admin)
    assert f"Removed {address}; it leaves 1 article." in done(discord, removing)
    assert "failing" not in read(discord, "sources", user)
    said = answer_to(discord, discord.direct(f"What does Zephyr-{number} cost?", user=user))
    assert f"costs ${number} per million tokens" in discord.visible_text(said)


def choices(discord: DiscordServer, user: str, typed: str) -> list[tuple[str, str]]:
    """Return the sources that are offered while one is typed, as they are shown and as they are sent."""
    offered = discord.autocomplete("newsdesk remove", "source", typed, user=user, channel=discord.add_channel())
    return [(str(choice["name"]), str(choice["value"])) for choice in offered]


@pytest.mark.usefixtures("bot")
def test_sources_are_offered_to_administrators_while_they_are_typed(
    discord: DiscordServer, admin: str, user: str
) -> None:
    """Nobody else needs them, nor sees where they are."""
    assert choices(discord, admin, "articles")[0][0] == "articles"
    assert choices(discord, admin, "nothing of that name") == []
    assert choices(discord, user, "") == []


# Adding


@pytest.mark.usefixtures("many")
def test_a_feed_is_shown_before_it_is_added(  # noqa: PLR0913 - who presses what
    discord: DiscordServer, bot: RunningBot, web: WebServer, admin: str, user: str, *, number: int
) -> None:
    """Its title, how many articles it lists and the last headlines; the button adds it, once, after a restart too.

    So do those of the list.
    """
    others = [item(each, web.url(f"/{each}")) for each in range(1, 7)]
    address = put_feed(web, number, *others, title=f"{HOSTILE} \u202egpj.exe")
    offer = told(discord, "add", admin, url=f"<{address}>")
    shown = discord.visible_text(offer)
    assert shown.startswith(f"Add this feed?\n{HOSTILE} ")
    assert f"127.0.0.1:{web.port}: 7 articles listed\nIts address: {address}\nLast headlines:" in shown
    assert "\u202e" not in shown
    assert shown.count(" ships Zephyr-") == 5
    assert labels(discord, offer) == ["Add", "Cancel"]
    assert f"discord user {admin} looks at {address}" in bot.log
    assert "gpj.exe" not in read(discord, "sources", admin), "not yet"
    sources = told(discord, "sources", user)
    bot.stop()
    bot.start()
    assert turn(discord, sources, "Next", user, "Page 2 of ") == ["Previous", "Next"]
    as_it_was = replace(offer)
    discord.click(offer, "Add", user=admin)
    discord.wait_for(lambda: discord.buttons(offer) == [])
    again = discord.click(as_it_was, "Add", user=admin)
    assert beside(discord, again) == "That was pressed already."
    assert "Articles: 7 added" in done(discord, offer)
    assert "gpj.exe" in read(discord, "sources", user)
    texts = [str(embed["description"]).replace("\\", "") for edit in offer.edits for embed in edit["embeds"]]
    assert f"Adding {address} begins: I report here. Questions are answered meanwhile." in texts
    assert f"discord user {admin}: Adding {address}" in bot.log
    assert bot.log.count(f"Adding {address}") == 1
    known = told(discord, "add", admin, url=address)
    assert discord.visible_text(known).startswith(f"That is a source already\n{HOSTILE}")
    assert discord.buttons(known) == []


@pytest.mark.usefixtures("bot")
def test_the_feed_that_an_article_names_can_be_seen_and_added_instead(
    discord: DiscordServer, web: WebServer, admin: str, number: int
) -> None:
    """There are three buttons then; the second one shows the feed in the place of the page, once it can be had."""
    address = web.url(f"/{number}/feed.xml")
    web.put(f"/{number}/story", page(number, head=f'<link rel="alternate" type="{FEED}" href="/{number}/feed.xml">'))
    offer = told(discord, "add", admin, url=web.url(f"/{number}/story"))
    shown = discord.visible_text(offer)
    assert f"The page names a feed, too: {address}" in shown
    assert labels(discord, offer) == ["Add", "See the feed instead", "Cancel"]
    failed = discord.click(offer, "See the feed instead", user=admin)
    assert beside(discord, failed).startswith(f"I cannot add {address}: ")
    assert discord.visible_text(offer) == shown
    put_feed(web, number, title="Seen News")
    assert turn(discord, offer, "See the feed instead", admin, "Add this feed?\nSeen News, ") == ["Add", "Cancel"]
    assert f"Last headlines:\n• Vendor{number} ships Zephyr-{number}" in discord.visible_text(offer)
    discord.click(offer, "Add", user=admin)
    assert "Articles: 1 added" in done(discord, offer)
    assert read(discord, "add", admin, url=address).startswith("That is a source already\nSeen News")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("x" * 3_000, "an address may have 1,000 characters"),
        ("https://example.org/a\n@everyone", "has neither blanks nor line breaks"),
        ("javascript:alert(1)", "only http and https are fetched"),
        ("https://me:secret@example.org/", "carries a user name or password"),
        ("http://127.0.0.2/", "a loopback address, which is not fetched"),
        ("[x](http://evil.example)", "only http and https are fetched"),
    ],
)
def test_what_cannot_be_fetched_is_refused(discord: DiscordServer, admin: str, address: str, why: str) -> None:
    """In private, with the reason."""
    refusal = told(discord, "add", admin, url=address)
    assert discord.visible_text(refusal).startswith("I cannot add ")
    assert why in discord.visible_text(refusal)
    assert "secret" not in discord.visible_text(refusal)
    assert discord.buttons(refusal) == []


# Pressing


def test_an_offer_stays_while_it_cannot_be_taken(
    discord: DiscordServer, bot: RunningBot, web: WebServer, admin: str, *, number: int
) -> None:
    """Whoever pressed it is told what is at work, that they may not, or that it is too old."""
    address, released = put_feed(web, number), threading.Event()
    held, offer = (told(discord, "add", admin, url=each) for each in (address, put_feed(web, next(_numbers))))
    body = rss(item(number, web.url(f"/{number}"))).encode()
    silence = when(lambda: asyncio.to_thread(released.wait), answer(200, body, {"Content-Type": FEED}))
    web.misbehave(f"/{number}/feed.xml", silence)
    discord.click(held, "Add", user=admin)
    discord.wait_for(lambda: discord.buttons(held) == [])
    try:
        busy = beside(discord, discord.click(offer, "Add", user=admin))
    finally:
        released.set()
        done(discord, held)
    assert busy.startswith(f"A reading of {address} is at work already. Reading: 0 of ")
    other = discord.add_user()
    refused = beside(discord, discord.click(replace(offer, ephemeral_to=other), "Add", user=other))
    assert refused.startswith(f"{REFUSED} add sources.")
    assert labels(discord, offer) == ["Add", "Cancel"]
    as_it_was = replace(offer)
    discord.click(offer, "Cancel", user=admin)
    discord.wait_for(lambda: discord.visible_text(offer) == "Cancelled: nothing is changed.")
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
        database.execute("UPDATE offer SET at = 0")
    old = beside(discord, discord.click(as_it_was, "Add", user=admin))
    assert old == "That offer is too old: use the command again."


def test_nobody_else_changes_sources(discord: DiscordServer, bot: RunningBot, web: WebServer, user: str) -> None:
    """They are refused politely, and nothing is fetched for them."""
    address = put_feed(web, next(_numbers))
    for name, options, verb in (
        ("add", {"url": address}, "add sources"),
        ("remove", {"source": address}, "remove sources"),
        ("refresh", {}, "refresh sources"),
    ):
        assert read(discord, name, user, **options).startswith(f"{REFUSED} {verb}.")
        assert f"discord user {user} asked to {verb} and is no administrator" in bot.log
    assert [path for path in web.paths if web.url(path) == address] == []
