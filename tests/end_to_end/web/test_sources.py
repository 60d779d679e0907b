"""Sources on the web as a person uses them: added by their address, listed, refreshed, paused, removed."""

from datetime import datetime
from pathlib import Path

from tests.end_to_end.web.conftest import Desk
from tests.platforms.web_server import WebServer
from tests.web_pages import item, page, rss, sitemap


def feed(web: WebServer, *numbers: int, is_whole: bool = True) -> str:
    """Put a feed of articles, with their pages, and return its address."""
    for number in numbers:
        web.put(f"/{number}", page(number))
    items = [item(number, web.url(f"/{number}"), is_whole=is_whole) for number in numbers]
    web.put("/feed.xml", rss(*items), content_type="application/rss+xml")
    return web.url("/feed.xml")


def test_a_feed_is_added_read_and_answers(web: WebServer, desk: Desk) -> None:
    """What carries its texts whole is not fetched page by page; citations name the feed and link the page."""
    added = desk.run("add", feed(web, 1, 2, 3))
    assert (added.code, added.err) == (0, "")
    assert "Articles: 3 added" in added.out
    assert set(web.paths) == {"/feed.xml"}
    [source] = desk.sources
    assert (source["kind"], source["title"], source["articles"], source["error"]) == ("feed", "Example News", 3, None)
    assert datetime.fromisoformat(source["next_refresh"]) > datetime.fromisoformat(source["last_success"])
    citation = desk.answer(2)["citations"][0]
    assert (citation["url"], citation["publisher"]) == (web.url("/2"), "Example News")
    assert citation["published_at"] == "2026-01-03T00:00:00Z"


def test_a_feed_of_summaries_is_completed_from_its_pages(web: WebServer, desk: Desk) -> None:
    """Each page is fetched once, and by the second refresh nothing but the feed, by one conditional request."""
    desk.run("add", feed(web, 1, 2, is_whole=False))
    assert sorted(set(web.paths)) == ["/1", "/2", "/feed.xml"]
    assert desk.answer(1)["citations"][0]["publisher"] == "Outlet 1"
    web.forget_requests()
    refreshed = desk.run("refresh")
    assert "sources without news: 1" in refreshed.out
    assert [request.path for request in web.requests] == ["/feed.xml"]
    assert "if-none-match" in web.requests[0].headers


def test_a_refresh_reads_and_embeds_what_is_new_or_changed_alone(web: WebServer, desk: Desk) -> None:
    """A changed article is a new revision under the same address; the others are left alone."""
    desk.run("add", feed(web, 1, 2, is_whole=False))
    before = desk.status
    web.put("/2", page(2, text="Vendor2 now says that Zephyr-2 costs $222 per million tokens, as of today."))
    web.put("/4", page(4))
    items = [item(number, web.url(f"/{number}"), is_whole=False) for number in (4, 1)]
    changed = item(2, web.url("/2"), text="Vendor2 changed what Zephyr-2 costs.")
    web.put("/feed.xml", rss(changed, *items), content_type="application/rss+xml")
    web.forget_requests()
    refreshed = desk.run("refresh")
    assert "Articles: 1 added, 1 revised, 0 unchanged" in refreshed.out
    assert sorted(web.paths) == ["/2", "/4", "/feed.xml"]
    assert desk.status["articles"] == before["articles"] + 1
    assert "$222" in desk.answer(2)["text"]


def test_a_page_is_a_source_that_is_revised(web: WebServer, desk: Desk) -> None:
    """A page that does not change costs one conditional request."""
    web.put("/1", page(1))
    assert "Articles: 1 added" in desk.run("add", web.url("/1")).out
    assert "sources without news: 1" in desk.run("refresh").out
    web.put("/1", page(1, text="Vendor1 now says that Zephyr-1 costs $111 per million tokens, as of today."))
    assert "1 revised" in desk.run("refresh").out
    assert "$111" in desk.answer(1)["text"]
    assert desk.status["articles"] == 1


def test_a_front_page_that_names_a_feed_offers_it(web: WebServer, desk: Desk) -> None:
    """The feed is added in the place of the page, and this is said; beside an article its feed is mentioned."""
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    feed(web, 1, 2)
    web.put("/", f"<html><head><title>Example</title>{link}</head><body><a href='/1'>One</a></body></html>")
    added = desk.run("add", web.url("/"))
    assert f"it names a feed, which is added in its place: {web.url('/feed.xml')}" in added.err
    assert [source["location"] for source in desk.sources] == [web.url("/feed.xml")]
    web.put("/7", page(7, head=link))
    added = desk.run("add", web.url("/7"))
    assert f"`newsdesk add {web.url('/feed.xml')}`" in added.err
    assert desk.sources[1]["kind"] == "page"


def test_a_sitemap_is_read_page_by_page(web: WebServer, desk: Desk) -> None:
    """The next refresh reads the pages alone that were changed since."""
    for number in (1, 2, 3):
        web.put(f"/{number}", page(number))
    addresses = [web.url(f"/{number}") for number in (1, 2, 3)]
    web.put("/sitemap.xml", sitemap(addresses), content_type="application/xml")
    assert "Articles: 3 added" in desk.run("add", web.url("/sitemap.xml")).out
    web.put("/4", page(4))
    web.put("/sitemap.xml", sitemap(addresses).replace("</urlset>", f"<url><loc>{web.url('/4')}</loc></url></urlset>"))
    web.forget_requests()
    assert "Articles: 1 added" in desk.run("refresh").out
    assert sorted(web.paths) == ["/4", "/sitemap.xml"]


def test_one_article_at_many_addresses_is_one(web: WebServer, desk: Desk) -> None:
    """Tracking, slashes and canonical links are folded; a copy at another site is linked, not deleted."""
    web.put("/1", page(1))
    canonical = f'<link rel="canonical" href="{web.url("/1")}">'
    web.put("/other", page(1, head=canonical))
    for address in ("/1?utm_source=x", "/other"):
        desk.run("add", web.url(address))
    web.put("/1/", page(1))
    desk.run("add", web.url("/1/"))
    assert desk.status["articles"] == 1
    copy = page(1).replace("<article>", "<article><p>This piece first ran elsewhere and is shown here with leave.</p>")
    web.put("/copy", copy.replace("Outlet 1", "Another Outlet"))
    copied = desk.run("add", web.url("/copy", host="127.0.0.2"))
    assert copied.err == ""
    assert (desk.status["articles"], desk.status["similar"]) == (2, 1)


def test_a_source_is_paused_resumed_and_removed(web: WebServer, desk: Desk) -> None:
    """Paused it is not asked; removed its articles stay, or go if that is asked for, other sources' alone excepted."""
    desk.run("add", feed(web, 1, 2))
    web.put("/1", page(1))
    desk.run("add", web.url("/1"))
    assert desk.run("sources", "pause", "Example News").out == f"Paused {web.url('/feed.xml')}.\n"
    web.forget_requests()
    desk.run("refresh")
    assert web.paths == ["/1"]
    assert desk.sources[0]["next_refresh"] is None
    assert desk.run("sources", "resume", "feed.xml").code == 0
    desk.run("refresh")
    assert "/feed.xml" in web.paths
    removed = desk.run("sources", "remove", web.url("/feed.xml"), "--purge")
    assert removed.err == ""
    gone = f"Removed {web.url('/feed.xml')}; 1 article went with it, 1 article of other sources stay."
    assert removed.out.splitlines()[0] == gone
    assert desk.answer(1)["answered"]
    assert not desk.answer(2)["answered"]
    assert desk.status["articles"] == 1
    assert desk.run("sources", "remove", "/1").code == 0
    assert desk.status["articles"] == 1
    assert desk.sources == []


def test_a_purged_article_comes_back_with_its_source(web: WebServer, desk: Desk) -> None:
    """It is added anew, though its old text was never deleted."""
    address = feed(web, 1, 2)
    desk.run("add", address)
    desk.run("sources", "remove", address, "--purge")
    assert desk.status["articles"] == 0
    assert "Articles: 2 added" in desk.run("add", address).out
    assert desk.answer(2)["answered"]


def test_a_source_that_moved_for_good_is_asked_at_its_new_address(web: WebServer, desk: Desk) -> None:
    """What it held before is not read again."""
    desk.run("add", feed(web, 1, 2))
    web.put("/new.xml", rss(*(item(number, web.url(f"/{number}")) for number in (1, 2))))
    web.redirect("/feed.xml", web.url("/new.xml"), status=301)
    moved = desk.run("refresh")
    assert f"{web.url('/feed.xml')}: it has moved to {web.url('/new.xml')} for good" in moved.err
    assert "0 added, 0 revised" in moved.out
    assert [source["location"] for source in desk.sources] == [web.url("/new.xml")]


def test_what_a_person_means_by_a_source_must_be_one(web: WebServer, desk: Desk) -> None:
    """A part that several have, or none, is refused with what there is."""
    desk.run("add", feed(web, 1, 2))
    web.put("/1", page(1))
    desk.run("add", web.url("/1"))
    several = desk.run("sources", "pause", "127.0.0.1")
    assert several.code == 2
    assert web.url("/feed.xml") in several.err
    assert desk.run("sources", "remove", "nobody").code == 2


def test_two_feeds_of_one_article_fetch_it_once(web: WebServer, desk: Desk) -> None:
    """Whichever feed comes first gives the text; the other one holds it, too."""
    desk.run("add", feed(web, 1, is_whole=False))
    web.put("/second.xml", rss(item(1, web.url("/1?utm_medium=rss"), is_whole=False), title="Second"))
    web.forget_requests()
    desk.run("add", web.url("/second.xml"))
    assert "/1?utm_medium=rss" not in web.paths
    assert [source["articles"] for source in desk.sources] == [1, 1]
    assert desk.status["articles"] == 1


def test_a_page_that_cannot_be_had_leaves_its_summary(web: WebServer, desk: Desk) -> None:
    """It is kept as a summary of the page, and said so; a summary of a few words is not."""
    summary = "Vendor1 released Zephyr-1 on Monday, which costs $1 per million tokens, says the company."
    blocked = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    web.put("/1", blocked, status=403)
    short = item(2, web.url("/2"), text="Zephyr-2 is out.")
    web.put("/feed.xml", rss(item(1, web.url("/1"), text=summary), short), content_type="application/rss+xml")
    added = desk.run("add", web.url("/feed.xml"))
    assert f"skipped: {web.url('/1')}" in added.err
    assert f"skipped: {web.url('/2')}" in added.err
    assert desk.status["articles"] == 1
    citation = desk.answer(1)["citations"][0]
    assert (citation["url"], citation["summary"]) == (web.url("/1"), True)


def test_a_password_in_an_address_is_refused_and_repeated_nowhere(web: WebServer, desk: Desk, home: Path) -> None:
    """Neither when it is added, nor when it is removed, nor by whoever leads there; nothing of it is kept."""
    address = web.url("/feed.xml").replace("//", "//me:secret@")
    shown = address.replace("me:secret", "…")
    added = desk.run("add", address, address.removeprefix("http://"))
    assert added.code == 1
    assert f"skipped: {shown}: its address carries a user name or password, which is never sent" in added.err
    removed = desk.run("sources", "remove", address)
    assert removed.code == 2
    assert f"no source is called {shown}: " in removed.err
    assert not web.requests
    assert not any(b"secret" in file.read_bytes() for file in home.rglob("*") if file.is_file())
    web.redirect("/moved.xml", address)
    web.put("/feed.xml", rss(f"<item><guid>{address}</guid><link>{address}</link></item>"))
    led = desk.run("add", web.url("/moved.xml"), web.url("/feed.xml"))
    assert f"skipped: {web.url('/moved.xml')}: it redirects elsewhere: its address carries a user name" in led.err
    assert f"skipped: {shown}: it has no page of its own" in led.err
    assert "secret" not in "".join(run.out + run.err for run in (added, removed, led))
