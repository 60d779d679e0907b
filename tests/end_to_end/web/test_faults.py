"""Sources that misbehave on purpose: each is reported by name, and the others are refreshed all the same."""

import gzip
import os
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.database import open_for_writing
from corpus.source_store import SourceStore
from corpus.store import ArticleStore
from tests.end_to_end.web.conftest import Corpus
from tests.platforms import web_faults
from tests.platforms.running import COMMAND
from tests.platforms.web_server import Behaviour, WebServer
from tests.web_pages import item, page, rss

GOOD = rss(item(1, ""), item(2, ""))
BOMB = gzip.compress(b"<rss>" + b" " * 40_000_000, mtime=0)
ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss version='2.0'><channel><title>Laughs</title><item><title>&i;</title></item></channel></rss>"
)
MOMENT = "<html><head><title>Just a moment...</title></head><body>Checking your browser before access</body></html>"


def compressed(data: bytes) -> Behaviour:
    """Answer with data that is said to be gzip."""
    return web_faults.answer(body=data, headers={"Content-Encoding": "gzip", "Content-Type": "application/rss+xml"})


FAULTS: dict[str, tuple[Behaviour, str]] = {
    "silent": (web_faults.silent(), "it sent nothing for 0.5 s"),
    "slow headers": (web_faults.slow_headers(), "it was not done within 1 s"),
    "slow body": (web_faults.slow_body(), "it was not done within 1 s"),
    "10 GB": (web_faults.huge_body(10_000_000_000), "it is larger than 10 MB"),
    "endless": (web_faults.endless_body(), "it is larger than 10 MB"),
    "gzip bomb": (compressed(BOMB), "it is larger than 10 MB"),
    "truncated gzip": (compressed(gzip.compress(GOOD.encode(), mtime=0)[:-20]), "what it sent is damaged"),
    "wrong length": (web_faults.half_closed(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>"), "it breaks off"),
    "cut off": (web_faults.reset(), "it "),
    "circle": (web_faults.answer(302, headers={"Location": "/circle"}), "it redirects in a circle"),
    "private": (web_faults.answer(302, headers={"Location": "http://10.0.0.1/"}), "10.0.0.1"),
    "metadata": (web_faults.answer(302, headers={"Location": "http://169.254.169.254/latest"}), "169.254.169.254"),
    "file": (web_faults.answer(302, headers={"Location": "file:///etc/passwd"}), "it redirects elsewhere"),
    "304": (web_faults.raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "it answered 304 Not Modified"),
    "429": (web_faults.answer(429, headers={"Retry-After": "7200"}), "it answered 429 Too Many Requests"),
    "500": (web_faults.answer(500), "it answered 500 Internal Server Error"),
    "gone": (web_faults.answer(410), "it answered 410 Gone"),
    "no feed": (web_faults.answer(body=b"<rss><channel><item><title>One", headers={}), ""),
    "entity bomb": (web_faults.answer(body=ENTITY_BOMB.encode()), ""),
    "block page": (web_faults.answer(body=MOMENT.encode(), headers={"Content-Type": "text/html"}), "Cloudflare"),
    "empty": (web_faults.answer(), "it is empty"),
    "image": (web_faults.answer(body=b"\x89PNG\r\n\x1a\n" + b"\0" * 99), "image"),
}


def test_each_fault_is_told_and_stops_no_other_source(web: WebServer, corpus: Corpus) -> None:
    """All at once: whatever fails says what happened, and when it is tried again; the good ones are read."""
    addresses = {name: web.url(f"/{name.replace(' ', '-')}") for name in FAULTS}
    for name, (behaviour, _) in FAULTS.items():
        web.misbehave(f"/{name.replace(' ', '-')}", behaviour)
    web.put("/first", rss(item(1, web.url("/1"))), content_type="application/rss+xml")
    web.put("/last", rss(item(2, web.url("/2"))), content_type="application/rss+xml")
    corpus.remember(web.url("/first"), *addresses.values(), web.url("/last"))
    report = corpus.read()
    said = {refusal.item: refusal.reason for refusal in report.refusals}
    states = {state.source.location: state for state in corpus.sources.states()}
    for name, (_, words) in FAULTS.items():
        state = states[addresses[name]]
        if not words:  # something could be read of it all the same, or not; it must not have been silent
            assert state.error or state.read_at, name
            continue
        assert words in said[addresses[name]], (name, said[addresses[name]])
        assert state.error == said[addresses[name]]
        assert (state.failures, state.articles) == (1, 0)
        assert state.due_at
        assert state.due_at > corpus.now
    assert [states[web.url(path)].articles for path in ("/first", "/last")] == [1, 1]
    assert report.failed_sources >= sum(bool(words) for _, words in FAULTS.values())
    waits = states[addresses["429"]].due_at
    assert waits
    assert waits >= corpus.now + timedelta(seconds=7190)


def test_a_failing_source_is_asked_ever_more_seldom_until_it_is_well(web: WebServer, corpus: Corpus) -> None:
    """Twice as late after each failure; a success sets that back, and takes the error away."""
    web.misbehave("/feed", web_faults.answer(503))
    corpus.remember(web.url("/feed"))
    waits = []
    for _ in range(3):
        corpus.read()
        [state] = corpus.sources.states()
        assert state.due_at
        waits.append((state.due_at - corpus.now) / timedelta(minutes=30))
    assert all(0.9 <= wait / usual <= 1.1 for wait, usual in zip(waits, (1, 2, 4), strict=True))
    web.put("/feed", rss(item(1, web.url("/1")), item(2, web.url("/2"))))
    corpus.read()
    [state] = corpus.sources.states()
    assert (state.failures, state.error, state.articles) == (0, None, 2)


def test_a_page_that_fails_is_tried_at_the_next_refresh_and_given_up_in_the_end(web: WebServer, corpus: Corpus) -> None:
    """What else the feed lists is read; for three days the feed is asked for in full."""
    web.put("/feed", rss(item(1, web.url("/1"), is_whole=False), item(2, web.url("/2"), is_whole=False)))
    web.put("/2", page(2))
    web.misbehave("/1", web_faults.answer(503))
    corpus.remember(web.url("/feed"))
    report = corpus.read()
    assert "it is tried again at the next refresh" in report.refusals[0].reason
    assert corpus.articles.counts(corpus.now).articles == 1
    corpus.now += timedelta(days=2)
    assert "it is tried again at the next refresh" in corpus.read().refusals[0].reason
    corpus.now += timedelta(days=2)
    assert "it is tried again" not in corpus.read().refusals[0].reason
    web.forget_requests()
    assert corpus.read().refusals == []
    assert web.paths == ["/feed"]


def test_a_site_that_is_down_is_left_alone_after_a_few_pages(web: WebServer, corpus: Corpus) -> None:
    """Its feed counts as failing, and all its pages are read once it is up again."""
    numbers = range(20)
    web.put("/feed", rss(*(item(number, web.url(f"/{number}"), is_whole=False) for number in numbers)))
    for number in numbers:
        web.misbehave(f"/{number}", web_faults.answer(503))
    corpus.remember(web.url("/feed"))
    assert corpus.read().failed_sources == 1
    [state] = corpus.sources.states()
    assert state.error == "its pages cannot be read: it answered 503 Service Unavailable"
    assert len(set(web.paths)) < 10
    for number in numbers:
        web.put(f"/{number}", page(number))
    assert corpus.read().outcomes.total() == 20
    assert corpus.sources.states()[0].error is None


def test_what_a_site_does_not_let_robots_read_is_not_read(web: WebServer, corpus: Corpus) -> None:
    """Neither a feed nor the page of an entry, of which the summary is kept; the rules are asked for once."""
    summary = "Vendor1 released Zephyr-1 on Monday, which costs $1 per million tokens, as the company says."
    web.put("/robots.txt", "User-agent: *\nDisallow: /secret", content_type="text/plain")
    web.put("/feed", rss(item(1, web.url("/secret/1"), text=summary)))
    web.put("/secret/feed", GOOD)
    corpus.remember(web.url("/feed"), web.url("/secret/feed"))
    report = corpus.read()
    corpus.read()
    said = {refusal.item: refusal.reason.partition(";")[0] for refusal in report.refusals}
    assert said == dict.fromkeys(
        (web.url("/secret/1"), web.url("/secret/feed")), "its robots.txt does not let Newsdesk read it"
    )
    assert [request.path for request in web.requests if request.path != "/feed"] == ["/robots.txt"]
    assert corpus.articles.counts(corpus.now).articles == 1


def test_a_thousand_sources_without_news_cost_a_request_each(web: WebServer, corpus: Corpus) -> None:
    """One conditional request, nothing parsed, and nothing to embed."""
    count = 1000
    web_addresses = [web.url(f"/feed/{number}") for number in range(count)]
    for number in range(count):
        web.put(f"/feed/{number}", rss(item(number, web.url(f"/{number}"))))
    corpus.remember(*web_addresses)
    assert corpus.read().outcomes.total() == count
    web.forget_requests()
    report = corpus.read()
    assert (report.unchanged_sources, report.outcomes.total()) == (count, 0)
    assert len(web.requests) == count
    assert all("if-none-match" in request.headers for request in web.requests)


def test_memory_stays_bounded(web: WebServer, home: Path) -> None:
    """A refresh that meets what would fill the memory takes little more than any other, its workers included."""
    many = rss(*(f"<item><title>Item {number}</title><guid>{number}</guid></item>" for number in range(100_000)))
    for path in ("/endless", "/bomb", "/many"):
        web.put(path, rss(item(1, web.url("/1"))))
    assert _peak("add", *map(web.url, ("/endless", "/bomb", "/many")))
    usual = _peak("refresh")
    web.misbehave("/endless", web_faults.endless_body())
    web.misbehave("/bomb", compressed(BOMB))
    web.put("/many", many)
    assert _peak("refresh") < usual + 150
    with closing(open_for_writing(home)) as connection:
        states = {state.source.location: state for state in SourceStore(connection).states()}
        assert states[web.url("/bomb")].error == states[web.url("/endless")].error == "it is larger than 10 MB"
        assert states[web.url("/many")].error is None
        assert ArticleStore(connection).counts(datetime.now(UTC)).articles == 1
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _peak(*arguments: str) -> int:
    """Run a command, and return the most memory that it or one of its processes held, in MB."""
    process = subprocess.Popen([COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss // 1024
