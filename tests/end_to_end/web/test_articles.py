"""Which article an entry becomes: never another one's, never less than there was, and none for want of patience."""

from datetime import timedelta
from pathlib import Path

from corpus.addresses import canonical
from corpus.store import Outcome
from tests.articles import news, read_file, write_jsonl
from tests.end_to_end.web.conftest import Corpus
from tests.platforms import web_faults
from tests.platforms.web_server import WebServer
from tests.web_pages import item, page, rss, sitemap

SUMMARY = "Vendor1 released Zephyr-1 on Monday, which costs $1 per million tokens, as the company says."


def test_hostile_entries_are_refused_one_by_one(web: WebServer, corpus: Corpus) -> None:
    """Addresses that cannot be, or cannot be stored, and texts without end: the entry after them is read."""
    long = item(4, "").replace("<link></link>", "").replace("</description>", "word " * 500_000 + "</description>")
    hostile = [item(2, "http://xn--a/", is_whole=False), item(3, web.url(f"/{'x' * 1500}")), long]
    web.put("/feed", rss(*hostile, item(1, web.url("/1"))))
    web.put("/good", rss(item(5, web.url("/5"))))
    corpus.remember(web.url("/feed"), web.url("/good"))
    report = corpus.read()
    assert report.failed_sources == 0
    assert {web.url("/1"), web.url("/5")} <= corpus.texts().keys()
    assert any("xn--a" in refusal.item for refusal in report.refusals)


def test_a_summary_never_takes_the_place_of_a_text(web: WebServer, corpus: Corpus) -> None:
    """A page that was read once and cannot be had now keeps its text, whatever its entry says now."""
    web.put("/1", page(1))
    web.put("/feed", rss(item(1, web.url("/1"), text=SUMMARY)))
    corpus.remember(web.url("/feed"))
    corpus.read()
    before = corpus.texts()
    web.misbehave("/1", web_faults.answer(403))
    web.put("/feed", rss(item(1, web.url("/1"), text=f"Updated: {SUMMARY}")))
    corpus.read()
    assert corpus.texts() == before
    changed = page(1, text="Vendor1 now says that Zephyr-1 costs $111 per million tokens, as of today.")
    web.put("/1", changed)
    corpus.read()
    assert "$111" in corpus.article(canonical(web.url("/1"))).text


def test_a_refused_page_is_tried_again_for_a_while(web: WebServer, corpus: Corpus) -> None:
    """A feed may be ahead of its pages: the summary serves until the page is there; after hours it is given up."""
    web.put("/feed", rss(item(1, web.url("/1"), text=SUMMARY), item(2, web.url("/2"), text=SUMMARY)))
    corpus.remember(web.url("/feed"))
    assert corpus.read().refusals[0].reason == "it answered 404 Not Found; it is tried again at the next refresh"
    assert corpus.article(canonical(web.url("/1"))).summary_of == (web.url("/1"),)
    web.put("/1", page(1))
    corpus.read()
    assert corpus.article(canonical(web.url("/1"))).url == web.url("/1")
    corpus.now += timedelta(hours=3)
    assert corpus.read().refusals[0].reason == "it answered 404 Not Found"
    web.forget_requests()
    assert corpus.read().refusals == []
    assert web.paths == ["/feed"]


def test_a_summary_that_one_feed_left_is_completed_by_the_next(web: WebServer, corpus: Corpus) -> None:
    """What one source could not read, another one reads."""
    web.put("/first", rss(item(1, web.url("/1"), text=SUMMARY)))
    corpus.remember(web.url("/first"))
    corpus.read()
    corpus.sources.set_paused(corpus.sources.source(web.url("/first")), is_paused=True)
    web.put("/1", page(1))
    web.put("/second", rss(item(1, web.url("/1"), text=SUMMARY), title="Second"))
    corpus.remember(web.url("/second"))
    corpus.read()
    assert corpus.article(canonical(web.url("/1"))).url == web.url("/1")


def test_a_feed_says_nothing_in_the_name_of_another_site(web: WebServer, corpus: Corpus) -> None:
    """What it claims of another site's page is read there."""
    web.put("/1", page(1))
    false = "Zephyr-1 is free of charge for all. " * 60
    web.put("/feed", rss(item(1, web.url("/1"), text=false), item(2, web.url("/gone"), text=false)))
    corpus.remember(web.url("/feed", host="127.0.0.2"))
    corpus.read()
    true = corpus.article(canonical(web.url("/1")))
    assert news(1)["text"] in true.text
    unread = corpus.article(canonical(web.url("/gone")))
    assert (unread.url, unread.summary_of) == (None, (web.url("/gone"),))


def test_articles_that_lead_to_one_page_are_not_that_page(web: WebServer, corpus: Corpus) -> None:
    """Neither the front page, for removed articles, nor a canonical address that all pages of a site name."""
    web.put("/", page(9))
    web.redirect("/1", web.url("/"))
    head = f'<link rel="canonical" href="{web.url("/news")}">'
    for number in (2, 3):
        web.put(f"/{number}", page(number, head=head))
    web.put("/feed", rss(*(item(number, web.url(f"/{number}"), is_whole=False) for number in (1, 2, 3))))
    corpus.remember(web.url("/feed"))
    report = corpus.read()
    assert [refusal.reason for refusal in report.refusals] == ["its address leads to a front page"]
    texts = [text for text in corpus.texts().values() if "costs" in text]
    assert len({text for text in texts if news(2)["text"] in text or news(3)["text"] in text}) == 2


def test_a_text_that_two_feeds_of_a_site_carry_is_not_revised(web: WebServer, corpus: Corpus) -> None:
    """Their titles differ, the article is one."""
    for path in ("/main", "/category"):
        web.put(path, rss(item(1, web.url("/1")), title=path))
    corpus.remember(web.url("/main"), web.url("/category"))
    assert corpus.read().outcomes.total() == 2
    assert corpus.connection.execute("SELECT count(*) FROM revision").fetchone() == (1,)


def test_parts_of_a_page_are_articles_of_their_own(web: WebServer, corpus: Corpus) -> None:
    """Such as the notes in a changelog; they are linked, and stay what they are where their feed moves."""
    numbers = (1, 2, 3)
    parts = [item(number, web.url(f"/changelog#v{number}")) for number in numbers]
    web.put("/old", rss(*parts))
    corpus.remember(web.url("/old"))
    corpus.read()
    links = {web.url(f"/changelog#v{number}") for number in numbers}
    assert corpus.texts().keys() == links
    web.put("/new", rss(*parts, title="Renamed").replace("</rss>", "<!-- moved --></rss>"))
    web.redirect("/old", web.url("/new"), status=301)
    corpus.read()
    corpus.read()
    assert corpus.texts().keys() == links
    assert set(web.paths) == {"/old", "/new"}


def test_a_site_that_is_down_does_not_hide_another(web: WebServer, corpus: Corpus) -> None:
    """A feed that gathers pages of many sites is read as far as these answer."""
    numbers = range(10)
    down = [item(number, web.url(f"/{number}"), is_whole=False) for number in numbers]
    up = [item(number, web.url(f"/{number}", host="127.0.0.2"), is_whole=False) for number in range(20, 23)]
    for number in numbers:
        web.misbehave(f"/{number}", web_faults.answer(503, headers={"Retry-After": "7200"}))
    for number in range(20, 23):
        web.put(f"/{number}", page(number))
    web.put("/feed", rss(*down, *up))
    corpus.remember(web.url("/feed"))
    report = corpus.read()
    assert (report.failed_sources, report.outcomes.total()) == (0, 3)
    web.put("/feed", rss(*down))
    corpus.remember(web.url("/feed"))
    assert corpus.read().failed_sources == 1
    [state] = corpus.sources.states()
    assert state.due_at
    assert state.due_at >= corpus.now + timedelta(seconds=7100)


def test_sitemaps_of_sitemaps_are_read_as_far_as_they_can_be(web: WebServer, corpus: Corpus) -> None:
    """A part that is gone is told of, and the parts of parts are read, too."""
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

    def index(*paths: str) -> str:
        parts = "".join(f"<sitemap><loc>{web.url(path)}</loc></sitemap>" for path in paths)
        return f'<?xml version="1.0"?><sitemapindex xmlns="{namespace}">{parts}</sitemapindex>'

    web.put("/map.xml", index("/gone.xml", "/deep.xml", "/map.xml"), content_type="application/xml")
    web.put("/deep.xml", index("/1.xml"), content_type="application/xml")
    web.put("/1.xml", sitemap([web.url("/1")]), content_type="application/xml")
    web.put("/1", page(1))
    corpus.remember(web.url("/map.xml"), kind="sitemap")
    report = corpus.read()
    assert [(refusal.item, refusal.reason) for refusal in report.refusals] == [
        (web.url("/gone.xml"), "it answered 404 Not Found")
    ]
    assert corpus.texts().keys() == {web.url("/1")}
    assert corpus.read().failed_sources == 0, "nothing is new, and one part is still gone"
    conditional = {request.path for request in web.requests if "if-none-match" in request.headers}
    assert conditional == {"/1.xml"}, "where nothing changed in a sitemap of sitemaps, there may be in them"
    web.remove("/deep.xml")
    assert corpus.read().failed_sources == 1


def test_parts_of_a_sitemap_are_asked_for_in_full_until_all_is_read(web: WebServer, corpus: Corpus) -> None:
    """A page that could not be read the first time would be lost where its part has not changed since."""
    parts = [web.url("/1.xml"), web.url("/2.xml")]
    index = sitemap(parts).replace("urlset", "sitemapindex").replace("url>", "sitemap>")
    web.put("/map.xml", index, content_type="application/xml")
    for number in (1, 2):
        web.put(f"/{number}.xml", sitemap([web.url(f"/{number}")]), content_type="application/xml")
    web.put("/1", page(1))
    corpus.remember(web.url("/map.xml"), kind="sitemap")
    corpus.read()
    web.put("/2", page(2))
    corpus.read()
    assert corpus.texts().keys() == {web.url("/1"), web.url("/2")}
    assert all("if-none-match" not in request.headers for request in web.requests)


def test_what_is_new_is_read_before_what_was_changed(web: WebServer, corpus: Corpus) -> None:
    """A source in which everything seems to change all the time does not keep new articles waiting."""
    for number in range(1, 22):
        web.put(f"/{number}", page(number))
    old = sitemap([web.url(f"/{number}") for number in range(1, 21)])
    web.put("/map.xml", old, content_type="application/xml")
    corpus.remember(web.url("/map.xml"), kind="sitemap")
    corpus.read()
    new = f"<url><loc>{web.url('/21')}</loc></url></urlset>"
    web.put("/map.xml", old.replace("2026-03", "2026-04").replace("</urlset>", new), content_type="application/xml")
    web.forget_requests()
    corpus.read()
    assert sorted(web.paths) == sorted(["/map.xml", *(f"/{number}" for number in range(1, 22))])
    assert "/21" in web.paths[:5], "four pages are asked for at once"


def test_a_feed_that_breaks_off_is_asked_for_in_full(web: WebServer, corpus: Corpus) -> None:
    """Until it is whole: a connection that ends early and says nothing of it is not the feed's last word."""
    whole = rss(*(item(number, web.url(f"/{number}")) for number in (1, 2)))
    web.put("/feed", whole.partition("</item>")[0] + "</item><item><title>Half")
    corpus.remember(web.url("/feed"))
    assert corpus.read().outcomes.total() == 1
    corpus.read()
    assert all("if-none-match" not in request.headers for request in web.requests)
    web.put("/feed", whole)
    assert corpus.read().outcomes.total() == 1
    assert len(corpus.texts()) == 2


def test_a_file_and_a_feed_give_one_article(web: WebServer, corpus: Corpus, tmp_path: Path) -> None:
    """However its address is spelled in either, and however often they are read."""
    fields = news(1) | {"url": f"{web.url('/1')}/?utm_source=export"}
    for _ in range(2):
        report = read_file(corpus.connection, write_jsonl(tmp_path / "news.jsonl", [fields]))
        assert report.refusals == []
    web.put("/feed", rss(item(1, web.url("/1"), is_whole=False)))
    corpus.remember(web.url("/feed"))
    corpus.read()
    assert corpus.articles.counts(corpus.now).articles == 1


def test_two_pages_of_one_article_do_not_revise_it_in_turn(web: WebServer, corpus: Corpus) -> None:
    """Pages that are read anew each time, by other spellings of one address: the one that changes has the word."""
    spelling = f'<link rel="canonical" href="{web.url("/1?utm_source=x")}">'
    web.put("/1", page(1), has_validators=False)
    web.put("/copy", page(1, head=spelling), has_validators=False)
    corpus.remember(web.url("/1"), web.url("/copy"), kind="page")
    corpus.read()
    for cost in ("$111", "$222"):
        text = f"Vendor1 now says that Zephyr-1 costs {cost} per million tokens, as of today."
        web.put("/copy", page(1, text=text, head=spelling), has_validators=False)
        assert dict(corpus.read().outcomes) == {Outcome.UNCHANGED: 1, Outcome.REVISED: 1}
        assert dict(corpus.read().outcomes) == {Outcome.UNCHANGED: 2}
        assert cost in corpus.article(canonical(web.url("/1"))).text


def test_a_server_that_wants_to_be_left_alone_is_not_asked_by_hand_either(web: WebServer, corpus: Corpus) -> None:
    """A source that fails without a word from its server is tried at every refresh that is asked for."""
    web.misbehave("/later", web_faults.answer(429, headers={"Retry-After": "7200"}))
    web.misbehave("/broken", web_faults.answer(500))
    corpus.remember(web.url("/later"), web.url("/broken"))
    corpus.read()
    assert corpus.sources.resting(corpus.now).keys() == {web.url("/later")}
    web.forget_requests()
    corpus.read()
    assert set(web.paths) == {"/broken"}
    corpus.now += timedelta(hours=3)
    web.put("/later", rss(item(1, web.url("/1"))))
    corpus.read()
    assert corpus.sources.resting(corpus.now) == {}
    assert corpus.texts().keys() == {web.url("/1")}
