"""Sources in Slack: everybody sees them, and administrators add, remove and refresh them."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count

import pytest

from tests.end_to_end.slack_use.conftest import (
    ADMINS,
    GROUP,
    HOSTILE,
    MEMBER_OF_GROUP,
    answer_to,
    in_private,
    new_admin,
    only_in_private,
    settle,
)
from tests.platforms.running import UNLIMITED, NewHome, RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted
from tests.platforms.web_faults import answer, when
from tests.platforms.web_server import WebServer
from tests.web_pages import item, page, rss, sitemap

FEED = "application/rss+xml"
REFUSED = "Sorry, only administrators can"
_numbers = count(1_100)


@pytest.fixture(scope="module")
def web() -> Iterator[WebServer]:
    """A web server that the bot may fetch from."""
    with WebServer() as server:
        yield server


@pytest.fixture(scope="module")
def running(slack: SlackServer, new_home: NewHome, web: WebServer) -> Iterator[RunningBot]:
    """A bot that the tests of this module share."""
    assert web.port
    allowed = {"NEWSDESK_FETCH_ALLOW": "127.0.0.1/32"}
    with RunningBot(new_home(), slack, **UNLIMITED, **ADMINS, **allowed) as bot:
        settle(slack, new_channel())
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


def told(slack: SlackServer, text: str, user: str) -> Posted:
    """Use the command, and return what came of it: the last thing that is no sign of work."""
    before = len(in_private(slack, user))
    slack.command("/newsdesk", text, user=user, channel=new_channel())
    slack.wait_for(lambda: len(in_private(slack, user)) > before)
    return in_private(slack, user)[-1]


def read(slack: SlackServer, text: str, user: str) -> str:
    """Use the command, and return what is told."""
    return slack.visible_text(told(slack, text, user))


def labels(slack: SlackServer, message: Posted) -> list[str]:
    """Return what stands on the buttons of a message."""
    return [str(button["text"]["text"]) for button in slack.buttons(message)]


def turn(slack: SlackServer, card: Posted, action: str, user: str, says: str) -> list[str]:
    """Press a button of a card, wait until another is in its place, and return what stands on the buttons of that."""
    slack.click(card, action, user=user)
    slack.wait_for(lambda: says in slack.visible_text(card))
    return labels(slack, card)


def press(slack: SlackServer, offer: Posted, action: str, user: str, says: str) -> None:
    """Press a button of an offer, and wait until its place is taken."""
    assert turn(slack, offer, action, user, says) == []


def finished(slack: SlackServer, user: str, jobs: int = 1) -> str:
    """Wait until so many jobs of a person have ended, and return what is told of the last one."""

    def reports() -> list[Posted]:
        ended = ("It took", "failed")
        return [m for m in slack.messages if m.channel == slack.dm(user) and any(word in m.text for word in ended)]

    slack.wait_for(lambda: len(reports()) >= jobs)
    return slack.visible_text(reports()[-1])


def opened_home(slack: SlackServer, user: str) -> str:
    """Open the Home tab of a person, and return what they see."""
    before = len(slack.homes[user].updates) if user in slack.homes else 0
    slack.open_home(user)
    slack.wait_for(lambda: user in slack.homes and len(slack.homes[user].updates) > before)
    return slack.visible_text(slack.homes[user])


def add(slack: SlackServer, address: str, user: str, jobs: int = 1) -> str:
    """Add a source, and return what is told in the end."""
    press(slack, told(slack, f"add {address}", user), "add_source", user, "Adding")
    return finished(slack, user, jobs)


@contextmanager
def work_held(slack: SlackServer, web: WebServer, number: int, user: str) -> Iterator[str]:
    """Have a source added whose server is silent until the block ends; its address is given."""
    address, released = put_feed(web, number), threading.Event()
    offer = told(slack, f"add {address}", user)
    body = rss(item(number, web.url(f"/{number}"))).encode()
    held = when(lambda: asyncio.to_thread(released.wait), answer(200, body, {"Content-Type": FEED}))
    web.misbehave(f"/{number}/feed.xml", held)
    press(slack, offer, "add_source", user, "Adding")
    try:
        yield address
    finally:
        released.set()
        finished(slack, user)


# The list


def test_everybody_sees_the_sources(slack: SlackServer, bot: RunningBot, user: str) -> None:
    """In private, with what became of each; where a folder is, is nobody's business."""
    shown = read(slack, "sources", user)
    assert "articles: folder, 9 articles, last read 20" in shown
    assert "UTC, next 20" in shown
    assert str(bot.home.parent.parent) not in shown


@pytest.mark.usefixtures("bot")
def test_many_sources_are_listed_page_by_page(slack: SlackServer, many: Callable[[], None], user: str) -> None:
    """Anybody turns the pages, in the place of the list and in private; a page that is no more is the last one."""
    shown = told(slack, "sources", user)
    assert " sources. Page 1 of " in slack.visible_text(shown)
    assert labels(slack, shown) == ["Next"]
    assert turn(slack, shown, "next_sources", user, "Page 2 of ") == ["Previous", "Next"]
    assert "Zoo 20, zoo.example: feed, 0 articles, not read yet, paused" in slack.visible_text(shown)
    assert turn(slack, shown, "previous_sources", user, "Page 1 of ") == ["Next"]
    assert turn(slack, shown, "next_sources", user, "Page 2 of ") == ["Previous", "Next"]
    many()
    slack.click(shown, "next_sources", user=user)
    slack.wait_for(lambda: "Zoo" not in slack.visible_text(shown))
    assert "Next" not in labels(slack, shown)
    assert only_in_private(slack, user) == shown


@pytest.mark.usefixtures("bot")
def test_a_source_that_fails_is_marked_and_can_be_removed(
    slack: SlackServer, web: WebServer, admin: str, user: str, *, number: int
) -> None:
    """In the list, in the status, and for administrators on the Home tab; what it brought stays."""
    address, title = put_feed(web, number, title=f"Articles of {HOSTILE}"), "Articles of <!channel> <@U1> *bold* _thin_"
    assert "Articles: 1 added" in add(slack, address, admin)
    web.remove(f"/{number}/feed.xml")
    opened_home(slack, admin)
    slack.click(slack.homes[admin], "refresh", user=admin)
    assert f"1 not read: {address} (" in finished(slack, admin, 2)
    home = opened_home(slack, admin)
    for shown in (read(slack, "sources", user), read(slack, "status", user), home):
        failing = shown[shown.index(" failing") :]
        assert title in failing
        assert f"127.0.0.1:{web.port}: feed, 1 article, last read 20" in failing
        assert "⚠ failed 1 time: " in failing
        assert "404" in failing
    assert "articles may mean " in read(slack, "remove articles", admin)
    offer = told(slack, f"remove <{address}|the feed>", admin)
    shown = slack.visible_text(offer)
    assert shown.startswith(f"Remove this source?\n{title}")
    assert "What it brought stays (1 article), and answers go on quoting it" in shown
    assert "“newsdesk sources remove --purge”" in shown
    assert labels(slack, offer) == ["Remove", "Cancel"]
    press(slack, offer, "remove_source", admin, f"Removing {address}: I report in a direct message.")
    assert f"Removed {address}; it leaves 1 article." in finished(slack, admin, 3)
    assert "failing" not in read(slack, "sources", user)
    assert "Last work: " in opened_home(slack, admin)
    said = answer_to(slack, slack.direct(f"What does Zephyr-{number} cost?", user=user))
    assert f"costs ${number} per million tokens" in slack.visible_text(said)


# Adding


@pytest.mark.usefixtures("many")
def test_a_feed_is_shown_before_it_is_added(  # noqa: PLR0913 - who presses what
    slack: SlackServer, bot: RunningBot, web: WebServer, admin: str, user: str, *, number: int
) -> None:
    """Its title, how many articles it lists and the last headlines; the button adds it, once, after a restart too.

    So do those of the list.
    """
    others = [item(each, web.url(f"/{each}")) for each in range(1, 7)]
    address = put_feed(web, number, *others, title=f"{HOSTILE} \u202egpj.exe")
    offer = told(slack, f"add <{address}|{address.removeprefix('http://')}>", admin)
    shown = slack.visible_text(offer)
    assert shown.startswith("Add this feed?\n<!channel> <@U1> *bold*")
    assert f"127.0.0.1:{web.port}: 7 articles listed\nIts address: {address}\nLast headlines:" in shown
    assert "\u202e" not in shown
    assert shown.count(" ships Zephyr-") == 5
    assert f"Vendor{number} ships Zephyr-{number}, " in shown
    assert labels(slack, offer) == ["Add", "Cancel"]
    assert f"slack user {admin} looks at {address}" in bot.log
    assert "gpj.exe" not in read(slack, "sources", admin), "not yet"
    sources = told(slack, "sources", user)
    bot.stop()
    bot.start()
    assert turn(slack, sources, "next_sources", user, "Page 2 of ") == ["Previous", "Next"]
    as_it_was = replace(offer)
    delivery = slack.click(offer, "add_source", user=admin)
    slack.wait_for(lambda: f"Adding {address}: I report in a direct message." in slack.visible_text(offer))
    slack.redeliver(delivery)
    slack.click(as_it_was, "add_source", user=admin)
    assert slack.buttons(offer) == []
    assert "Articles: 7 added" in finished(slack, admin)
    assert "gpj.exe" in read(slack, "sources", user)
    slack.wait_for(lambda: "That was pressed already." in slack.visible_text(in_private(slack, admin)[-1]))
    [report] = [message for message in slack.messages if message.channel == slack.dm(admin)]
    assert report.edits[0]["text"] == f"Adding {address} begins."
    assert f"slack user {admin}: Adding {address}" in bot.log
    said = answer_to(slack, slack.direct(f"What does Zephyr-{number} cost?", user=new_user()))
    assert f"costs ${number} per million tokens" in slack.visible_text(said)
    again = told(slack, f"add {address.upper().replace('FEED.XML', 'feed.xml')}", admin)
    assert slack.visible_text(again).startswith("That is a source already\n<!channel>")
    assert slack.buttons(again) == []
    settle(slack, slack.dm(admin))
    assert len([m for m in slack.messages if m.channel == slack.dm(admin) and "It took" in m.text]) == 1


@pytest.mark.usefixtures("bot")
def test_a_front_page_is_followed_by_its_feed(slack: SlackServer, web: WebServer, admin: str, number: int) -> None:
    """The preview says that the feed is added in its place."""
    address = put_feed(web, number)
    head = f'<link rel="alternate" type="{FEED}" href="/{number}/feed.xml">'
    web.put(f"/{number}/home/", f"<html><head><title>Front</title>{head}</head><body><p>News</p></body></html>")
    shown = read(slack, f"add {web.url(f'/{number}/home/')}", admin)
    assert f"{web.url(f'/{number}/home/')} names this feed, which would be added in its place: {address}" in shown


@pytest.mark.usefixtures("bot")
def test_the_feed_that_an_article_names_can_be_seen_and_added_instead(
    slack: SlackServer, web: WebServer, admin: str, number: int
) -> None:
    """There are three buttons then; the second one shows the feed in the place of the page, once it can be had."""
    address = web.url(f"/{number}/feed.xml")
    head = f'<link rel="alternate" type="{FEED}" href="/{number}/feed.xml">'
    web.put(f"/{number}/story", page(number, head=head))
    offer = told(slack, f"add {web.url(f'/{number}/story')}", admin)
    shown = slack.visible_text(offer)
    assert shown.startswith(f"Add this page?\nVendor{number} ships Zephyr-{number}, 127.0.0.1:{web.port}: one page")
    assert f"The page names a feed, too: {address}" in shown
    assert labels(slack, offer) == ["Add", "See the feed instead", "Cancel"]
    slack.click(offer, "see_feed", user=admin)
    failed = slack.wait_for(lambda: in_private(slack, admin)[1:])[0]
    assert slack.visible_text(failed).startswith(f"I cannot add {address}: ")
    assert slack.visible_text(offer) == shown
    released = threading.Event()
    body = rss(item(number, web.url(f"/{number}")), title="Seen News").encode()
    held = when(lambda: asyncio.to_thread(released.wait), answer(200, body, {"Content-Type": FEED}))
    web.forget_requests()
    web.misbehave(f"/{number}/feed.xml", held)
    slack.click(offer, "see_feed", user=admin)
    try:
        web.wait_for(lambda: web.paths == [f"/{number}/feed.xml"])
        slack.click(offer, "add_source", user=admin)
        busy = slack.wait_for(lambda: in_private(slack, admin)[2:])[0]
    finally:
        released.set()
    assert slack.visible_text(busy) == "That was pressed already."
    slack.wait_for(lambda: slack.visible_text(offer).startswith("Add this feed?\nSeen News, "))
    assert f"Last headlines:\n• Vendor{number} ships Zephyr-{number}" in slack.visible_text(offer)
    assert labels(slack, offer) == ["Add", "Cancel"]
    press(slack, offer, "add_source", admin, f"Adding {address}")
    assert "Articles: 1 added" in finished(slack, admin)
    assert "Seen News, 127.0.0.1" in read(slack, f"add {address}", admin)


@pytest.mark.usefixtures("bot")
def test_a_sitemap_is_previewed(slack: SlackServer, web: WebServer, admin: str, number: int) -> None:
    """With how many pages it lists; what is cancelled is not added."""
    places = [web.url(f"/{number}/{each}") for each in range(3)]
    web.put(f"/{number}/sitemap.xml", sitemap(places), content_type="application/xml")
    address = web.url(f"/{number}/sitemap.xml")
    offer = told(slack, f"add {address}", admin)
    assert slack.visible_text(offer).startswith("Add this sitemap?")
    assert "3 articles listed" in slack.visible_text(offer)
    press(slack, offer, "cancel_offer", admin, "Cancelled: nothing is changed.")
    assert "is a source already" not in read(slack, f"add {address}", admin)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "Write behind it the address of a feed, a page or a sitemap"),
        (f"https://example.org/{'x' * 3_000}", "an address may have 1,000 characters"),
        ("https://example.org/a https://example.org/b", "has neither blanks nor line breaks"),
        ("https://example.org/a\nhttps://example.org/b", "has neither blanks nor line breaks"),
        ("https://example.org/\u202efdp.exe", "has neither blanks nor line breaks"),
        ("javascript:alert(1)", "only http and https are fetched"),
        ("example.org/feed.xml", "only http and https are fetched"),
        ("file:///etc/passwd", "only http and https are fetched"),
        ("https://", "names no host"),
        ("https://me:secret@example.org/", "carries a user name or password"),
        ("http://127.0.0.2/", "a loopback address, which is not fetched"),
        ("http://169.254.169.254/latest/meta-data", "a link-local address, which is not fetched"),
        ("http://[::ffff:10.0.0.1]/", "a private address, which is not fetched"),
        ("*bold* <!channel> @everyone", "has neither blanks nor line breaks"),
    ],
)
def test_what_cannot_be_fetched_is_refused(slack: SlackServer, admin: str, address: str, why: str) -> None:
    """In private, with the reason."""
    refusal = told(slack, f"add {address}", admin)
    assert why in slack.visible_text(refusal)
    assert "secret" not in slack.visible_text(refusal)
    assert slack.buttons(refusal) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>", 200, ""),
        (b"", 404, "404"),
        (b"<html><body></body></html>", 200, ""),
        (rss().encode(), 200, "a feed without entries"),
    ],
)
def test_what_cannot_be_read_is_refused(  # noqa: PLR0913 - what is served, to whom
    slack: SlackServer, web: WebServer, admin: str, number: int, *, body: bytes, status: int, why: str
) -> None:
    """Nothing is offered that would not work."""
    web.put(f"/{number}", body, status=status)
    refusal = told(slack, f"add {web.url(f'/{number}')}", admin)
    shown = slack.visible_text(refusal)
    assert shown.startswith(f"I cannot add {web.url(f'/{number}')}: ")
    assert why in shown
    assert slack.buttons(refusal) == []


@pytest.mark.usefixtures("bot")
def test_an_offer_that_is_pressed_while_another_job_is_at_work_stays(
    slack: SlackServer, web: WebServer, admin: str, number: int
) -> None:
    """Whoever pressed it is told what is at work, and can press again."""
    second = new_admin(slack)
    offer = told(slack, f"add {put_feed(web, next(_numbers))}", second)
    with work_held(slack, web, number, admin) as address:
        slack.click(offer, "add_source", user=second)
        busy = slack.wait_for(lambda: [m for m in in_private(slack, second) if m is not offer])[-1]
        assert slack.visible_text(busy).startswith(f"A reading of {address} is at work already. Reading: 0 of ")
        assert f"Adding {address} now. Reading: " in read(slack, "status", second)
    press(slack, offer, "cancel_offer", second, "Cancelled: nothing is changed.")


# Who may


def test_nobody_else_changes_sources(  # noqa: PLR0913 - who presses what
    slack: SlackServer, bot: RunningBot, web: WebServer, admin: str, *, user: str, number: int
) -> None:
    """Not by a command, and not by a button that they were shown as administrators; in a week nobody does by that."""
    address = put_feed(web, number)
    for command, verb in (("add", "add sources"), ("remove", "remove sources"), ("refresh", "refresh sources")):
        assert read(slack, f"{command} {address}", user).startswith(f"{REFUSED} {verb}.")
        assert f"slack user {user} asked to {verb} and is no administrator" in bot.log
    assert web.paths.count(f"/{number}/feed.xml") == 0, "nothing is fetched for them"
    offer = told(slack, f"add {address}", admin)
    slack.add_group(GROUP, [MEMBER_OF_GROUP])
    slack.click(offer, "add_source", user=admin)
    refused = slack.wait_for(lambda: in_private(slack, admin)[1:])[0]
    assert slack.visible_text(refused).startswith(f"{REFUSED} add sources.")
    assert labels(slack, offer) == ["Add", "Cancel"]
    slack.add_group(GROUP, [MEMBER_OF_GROUP, admin])
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
        database.execute("UPDATE offer SET at = 0")
    slack.click(offer, "add_source", user=admin)
    old = slack.wait_for(lambda: in_private(slack, admin)[2:])[0]
    assert slack.visible_text(old) == "That offer is too old: use the command again."


def test_names_that_are_none_are_told(slack: SlackServer, bot: RunningBot, admin: str) -> None:
    """With what to write instead."""
    assert bot.pid
    assert read(slack, "remove", admin).startswith("Write behind it the address of a source")
    assert "no source is called *nobody* @everyone" in read(slack, "remove *nobody* @everyone", admin)
