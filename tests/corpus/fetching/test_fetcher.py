"""Fetching: what a reader would get at an address, asked for as a polite guest asks."""

import asyncio
import gzip
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version

import brotli  # type: ignore[import-untyped]
import pytest

from corpus.fetching.client import Limits
from corpus.fetching.fetcher import Fetched, Fetcher, Validators
from corpus.fetching.robots import RememberedRobots
from tests.corpus.fetching.fetches import OWN, QUICK, ScriptedResolver, failure, fetch
from tests.platforms.web_faults import answer, silent, when
from tests.platforms.web_server import WebServer

FEED = b"<?xml version='1.0'?><rss><channel><title>News</title></channel></rss>"


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server that serves what a test puts there."""
    with WebServer() as server:
        yield server


def raw_deflate(data: bytes) -> bytes:
    """Compress as some servers wrongly understand ``deflate``."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


# What is found


def test_a_page_is_fetched(web: WebServer) -> None:
    """The body, its type, its charset, and what to ask with next time."""
    web.put("/feed.xml", FEED, content_type="Application/RSS+XML; Charset=ISO-8859-1", headers={"ETag": '"7"'})
    assert fetch(web.url("/feed.xml")) == Fetched(
        url=web.url("/feed.xml"),
        moved_to=None,
        body=FEED,
        content_type="application/rss+xml",
        charset="iso-8859-1",
        validators=Validators(etag='"7"', last_modified="Thu, 01 Jan 2026 00:00:01 GMT"),
    )


def test_newsdesk_says_who_it_is(web: WebServer) -> None:
    """The User-Agent is honest, and no cookie or referrer goes along."""
    web.put("/start", status=302, headers={"Location": "/", "Set-Cookie": "id=7"})
    web.put("/", "x")
    fetch(web.url("/start", "news.example"), names={"news.example": [["127.0.0.1"]]})
    headers = web.requests[-1].headers
    assert headers["user-agent"] == f'Newsdesk/{version("newsdesk")} (news bot; obeys robots.txt as "Newsdesk")'
    assert headers["accept-encoding"] == "gzip, deflate, br"
    assert "application/rss+xml" in headers["accept"]
    assert not headers.keys() & {"cookie", "referer", "authorization"}


def test_a_proxy_of_the_environment_is_not_used(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect to addresses that are not checked."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    web.put("/", "x")
    assert fetch(web.url("/")).body == b"x"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZIP", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
        ("gzip", lambda data: gzip.compress(data) + bytes(8)),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli.compress),
        ("identity", bytes),
    ],
)
def test_what_is_compressed_is_unpacked(web: WebServer, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    """All codings that we say we understand, as servers send them."""
    body = FEED * 5_000
    web.put("/", pack(body), headers={"Content-Encoding": encoding})
    assert fetch(web.url("/")).body == body


@pytest.mark.parametrize("declared", [None, "nonsense", ";;"])
def test_a_type_that_the_server_does_not_know_is_none(web: WebServer, declared: str | None) -> None:
    """What it is, is read off the body by whoever reads that."""
    web.put("/", FEED, content_type=declared)
    assert fetch(web.url("/")).content_type == ""


@pytest.mark.parametrize("path", ["/a b", "/ä?q=ü#part", "/%7Euser/?a=1+2&b=%2B", "/x?url=http://127.0.0.1/"])
def test_odd_characters_in_addresses_are_sent_as_browsers_send_them(web: WebServer, path: str) -> None:
    """Spaces and letters beyond ASCII are percent-encoded, the fragment stays here."""
    fetched = [path.replace(" ", "%20").replace("ä", "%C3%A4").replace("ü", "%C3%BC").partition("#")[0]]
    fetched = [address.replace("%7E", "~") for address in fetched]
    web.put(fetched[0], "x")
    assert fetch(web.url(path)).url == web.url(fetched[0])
    assert web.paths == fetched


# Nothing new


def test_nothing_new_costs_one_conditional_request(web: WebServer) -> None:
    """Both validators are sent, robots.txt is not asked again, and the validators stay."""
    web.put("/feed.xml", FEED)
    kept = RememberedRobots()
    first = fetch(web.url("/feed.xml"), robots=kept)
    web.forget_requests()
    again = fetch(web.url("/feed.xml"), robots=kept, validators=first.validators)
    assert again.body is None
    assert again.validators == first.validators
    (request,) = web.requests
    assert request.headers["if-none-match"] == first.validators.etag
    assert request.headers["if-modified-since"] == first.validators.last_modified


@pytest.mark.parametrize("only", ["etag", "last_modified"])
def test_one_validator_is_enough(web: WebServer, only: str) -> None:
    """Many servers send but one of the two."""
    web.put("/", "x")
    given = Validators(**{only: getattr(fetch(web.url("/")).validators, only)})
    assert fetch(web.url("/"), validators=given).body is None


def test_validators_stay_where_a_server_does_not_repeat_them(web: WebServer) -> None:
    """A bare 304 is enough; what it does say anew counts."""
    given = Validators(etag='"1"', last_modified="Thu, 01 Jan 2026 00:00:01 GMT")
    web.misbehave("/", answer(304), answer(304, headers={"ETag": '"2"'}))
    assert fetch(web.url("/"), validators=given).validators == given
    assert fetch(web.url("/"), validators=given).validators == replace(given, etag='"2"')


def test_something_new_is_fetched(web: WebServer) -> None:
    """What changed since comes with its new validators."""
    web.put("/", "old")
    old = fetch(web.url("/")).validators
    web.put("/", "new")
    fetched = fetch(web.url("/"), validators=old)
    assert fetched.body == b"new"
    assert fetched.validators != old


def test_not_modified_since_nothing_is_an_error(web: WebServer) -> None:
    """A 304 to a first request leaves nothing to read."""
    web.put("/", status=304)
    assert "304 Not Modified, and nothing had been read" in str(failure(web.url("/")))


def test_validators_that_cannot_be_sent_back_are_dropped(web: WebServer) -> None:
    """A validator beyond ASCII would break the next request."""
    web.put("/", "x", headers={"ETag": '"ä"', "Last-Modified": "\x07"}, has_validators=False)
    assert fetch(web.url("/")).validators == Validators()


# Redirects


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((301, 302), "/1"),
        ((302, 301), None),
        ((303,), None),
        ((307,), None),
        ((301, 307, 308), "/1"),
    ],
)
def test_redirects_are_followed_and_lasting_ones_told(
    web: WebServer, statuses: tuple[int, ...], moved_to: str | None
) -> None:
    """An address has moved for good as far as an unbroken chain of 301 and 308 leads."""
    for number, status in enumerate(statuses):
        web.redirect(f"/{number}", f"/{number + 1}", status=status)
    web.put(f"/{len(statuses)}", "here")
    fetched = fetch(web.url("/0"))
    assert fetched.body == b"here"
    assert fetched.url == web.url(f"/{len(statuses)}")
    assert fetched.moved_to == (moved_to and web.url(moved_to))


def test_a_redirect_keeps_the_conditions(web: WebServer) -> None:
    """Nothing new behind a redirect is told as nothing new."""
    web.redirect("/start", "page")
    web.put("/page", "x")
    first = fetch(web.url("/start"))
    assert fetch(web.url("/start"), validators=first.validators).body is None


def test_ten_redirects_are_followed_and_no_more(web: WebServer) -> None:
    """As many as the longest chains that lead anywhere."""
    for number in range(11):
        web.redirect(f"/{number}", f"/{number + 1}")
    web.put("/11", "here")
    assert fetch(web.url("/1")).body == b"here"
    assert str(failure(web.url("/0"))) == "it redirects more than 10 times"


def test_a_circle_of_redirects_is_noticed(web: WebServer) -> None:
    """Each of its addresses is asked once."""
    web.redirect("/a", "/b")
    web.redirect("/b", "/a#part")
    error = failure(web.url("/a"))
    assert str(error) == "it redirects in a circle"
    assert error.is_lasting
    assert web.paths == ["/a", "/b"]


@pytest.mark.parametrize(
    "target",
    [
        *("file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)"),
        *("http://user@127.0.0.1/", "http://[::1/", "http://[]@/"),
    ],
)
def test_a_redirect_out_of_the_web_is_not_followed(web: WebServer, target: str) -> None:
    """Only http and https, and no credentials, however one gets there."""
    web.redirect("/", target)
    error = failure(web.url("/"))
    assert str(error).startswith("it redirects ")
    assert error.is_lasting


def test_a_redirect_to_nowhere_is_an_error(web: WebServer) -> None:
    """A redirect without an address leads nowhere."""
    web.put("/", status=302)
    assert str(failure(web.url("/"))) == "it answered 302 Found without saying where to"


# Failures


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_what_is_not_there_for_us_is_asked_for_once(web: WebServer, status: int) -> None:
    """Asking again does not help."""
    web.put("/", status=status)
    error = failure(web.url("/"))
    assert str(error).startswith(f"it answered {status} ")
    assert error.is_lasting
    assert web.paths == ["/"]


@pytest.mark.parametrize("status", [204, 206, 300, 418, 226, 299])
def test_an_answer_without_a_page_is_an_error(web: WebServer, status: int) -> None:
    """Nothing but a whole page is taken for one."""
    web.put("/", "" if status == 204 else "half", status=status)
    assert f"it answered {status}" in str(failure(web.url("/")))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_be_over_in_a_moment_is_tried_three_times(web: WebServer, status: int) -> None:
    """Two failures are borne, and a third is told."""
    web.misbehave("/twice", answer(status), answer(status), answer(200, b"here"))
    web.misbehave("/always", answer(status))
    assert fetch(web.url("/twice")).body == b"here"
    error = failure(web.url("/always"))
    assert str(error).startswith(f"it answered {status}")
    assert not error.is_lasting
    assert web.paths.count("/always") == 3


@pytest.mark.parametrize("value", ["0", format_datetime(datetime(2026, 1, 1, tzinfo=UTC), usegmt=True)])
def test_a_retry_after_is_waited_for_in_the_place_of_our_own_pause(web: WebServer, value: str) -> None:
    """In seconds or as a date: both say at once here, and our own pause would not end."""
    web.misbehave("/", answer(429, headers={"Retry-After": value}), answer(200, b"here"))
    assert fetch(web.url("/"), limits=Limits(backoff_s=1_000)).body == b"here"


@pytest.mark.parametrize("as_date", [False, True])
def test_a_long_retry_after_is_handed_on(web: WebServer, *, as_date: bool) -> None:
    """What is too long to wait for is told at once, with the time."""
    before = datetime.now(UTC).replace(microsecond=0)
    wanted = before + timedelta(seconds=120)
    web.misbehave("/", answer(503, headers={"Retry-After": format_datetime(wanted, usegmt=True) if as_date else "120"}))
    error = failure(web.url("/"))
    assert error.retry_at is not None
    assert wanted <= error.retry_at <= datetime.now(UTC) + timedelta(seconds=120)
    assert web.paths == ["/"]


@pytest.mark.parametrize("value", ["99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_nobody_is_waited_for_longer_than_a_month(web: WebServer, value: str) -> None:
    """Nonsense in a Retry-After does not silence a source for good."""
    web.misbehave("/", answer(503, headers={"Retry-After": value}))
    retry_at = failure(web.url("/")).retry_at
    assert retry_at is not None
    assert retry_at <= datetime.now(UTC) + timedelta(days=30)


@pytest.mark.parametrize("value", ["soon", "-5", "1.5", "Mon, 99 Foo 2026 00:00:00 GMT", "٣"])
def test_a_retry_after_that_cannot_be_read_is_none(web: WebServer, value: str) -> None:
    """Then our own pause counts."""
    web.misbehave("/", answer(503, headers={"Retry-After": value}), answer(200, b"here"))
    assert fetch(web.url("/")).body == b"here"


# Many at once


def test_a_thousand_addresses_of_one_server_are_fetched(web: WebServer) -> None:
    """All come, robots.txt is asked for once, and nothing stays open."""
    for number in range(1_000):
        web.put(f"/{number}", f"page {number}", has_validators=False)

    async def get_all() -> list[Fetched]:
        async with Fetcher(allowed=OWN) as fetcher:
            return await asyncio.gather(*(fetcher.get(web.url(f"/{number}")) for number in range(1_000)))

    bodies = [fetched.body for fetched in asyncio.run(get_all())]
    assert bodies == [f"page {number}".encode() for number in range(1_000)]
    assert sum(request.path == "/robots.txt" for request in web.requests) == 1
    web.wait_for(lambda: web.connections == 0 or None)


@pytest.mark.parametrize(("host", "most"), [("news.example", 2), ("127.0.0.1", 4)])
def test_a_site_gets_few_requests_at_once(web: WebServer, host: str, most: int) -> None:
    """Two, or four where it is one's own: while those are held, no further one comes."""
    doors = threading.Event()
    web.put("/", "elsewhere")
    for number in range(12):
        web.misbehave(f"/{number}", when(lambda: asyncio.to_thread(doors.wait, 60), answer(200, b"x")))

    async def get_all() -> list[str]:
        names = ScriptedResolver({"news.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})
        async with Fetcher(allowed=OWN, limits=QUICK, resolver=names) as fetcher, asyncio.TaskGroup() as group:
            for number in range(12):
                group.create_task(fetcher.get(web.url(f"/{number}", host)))
            await asyncio.to_thread(web.wait_for, lambda: len(web.paths) >= most)
            for _ in range(5):  # time enough for one more to come
                await fetcher.get(web.url("/", "other.example"))
            held = [path for path in web.paths if path != "/"]
            doors.set()
        return held

    assert len(asyncio.run(get_all())) == most


def test_a_site_that_hangs_holds_up_no_other() -> None:
    """While one site keeps its requests waiting, and more wait behind them, another is read."""
    with WebServer(addresses=("127.0.0.1", "127.0.0.2")) as web:
        web.misbehave("/hang", silent())
        web.put("/", "here")

        async def get_other() -> Fetched:
            async with Fetcher(allowed=OWN) as fetcher, asyncio.TaskGroup() as group:
                waiting = [group.create_task(fetcher.get(web.url("/hang"))) for _ in range(100)]
                await asyncio.to_thread(web.wait_for, lambda: "/hang" in web.paths)
                fetched = await fetcher.get(web.url("/", "127.0.0.2"))
                for task in waiting:
                    task.cancel()
                return fetched

        assert asyncio.run(get_other()).body == b"here"


def test_what_is_cancelled_leaves_nothing_open(web: WebServer) -> None:
    """A fetch that is given up closes its connection, and its place is free again."""
    web.misbehave("/hang", silent())
    web.put("/page", "here")

    async def give_up() -> Fetched:
        async with Fetcher(allowed=OWN) as fetcher:
            given_up = [asyncio.create_task(fetcher.get(web.url("/hang"))) for _ in range(9)]
            await asyncio.to_thread(web.wait_for, lambda: len(web.paths) == 4)
            for task in given_up:
                task.cancel()
            fetched = await fetcher.get(web.url("/page"))
            await asyncio.to_thread(web.wait_for, lambda: web.connections == 0)
            return fetched

    assert asyncio.run(give_up()).body == b"here"


def test_whoever_waits_for_the_same_rules_goes_on_alone(web: WebServer) -> None:
    """When the fetch that asks for robots.txt is given up, one that waited for its answer asks."""
    web.misbehave("/robots.txt", silent(), answer(404))
    web.put("/page", "here")

    async def give_up() -> Fetched:
        async with Fetcher(allowed=OWN) as fetcher:
            given_up = asyncio.create_task(fetcher.get(web.url("/first")))
            await asyncio.to_thread(web.wait_for, lambda: len(web.requests) == 1)
            waiting = asyncio.create_task(fetcher.get(web.url("/page")))
            for _ in range(20):  # it looks into the store in a thread, and then waits
                await asyncio.to_thread(int)
            given_up.cancel()
            return await waiting

    assert asyncio.run(give_up()).body == b"here"
    assert [request.path for request in web.requests] == ["/robots.txt", "/robots.txt", "/page"]
