"""robots.txt: what a site forbids is not read, and each site is asked for its rules once a day (RFC 9309)."""

import asyncio
import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import FetchError
from corpus.fetching.fetcher import Fetched, Fetcher
from corpus.fetching.robots import ROBOTS_BYTES, KeptRobots, RememberedRobots, ruling
from tests.corpus.fetching.fetches import OWN, QUICK, failure, fetch
from tests.platforms.web_faults import answer, endless_body, raw, reset
from tests.platforms.web_server import Behaviour, Request, WebServer, rendered

CLOSED = "User-agent: *\nDisallow: /\n"
FIRST_HALF_MEGABYTE = CLOSED.encode() + b"#" * (ROBOTS_BYTES - len(CLOSED))


def packed(pack: Callable[[bytes], bytes]) -> bytes:
    """Return rules of 20 MB, packed."""
    return pack(FIRST_HALF_MEGABYTE + bytes(20_000_000))


fast_brotli = partial(brotli.compress, quality=1)


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A site with a page."""
    with WebServer() as server:
        server.put("/page", "here")
        yield server


def times_asked(web: WebServer) -> int:
    """Return how often robots.txt was asked for."""
    return sum(request.path == "/robots.txt" for request in web.requests)


def kept(web: WebServer, text: str, *, age: timedelta) -> RememberedRobots:
    """Return a store that has kept the site's robots.txt for so long."""
    store = RememberedRobots()
    store.keep_robots(web.url(""), KeptRobots(text=text, fetched_at=datetime.now(UTC) - age))
    return store


# What the rules say


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("", True),
        (CLOSED, False),
        ("\ufeff" + CLOSED, False),
        (CLOSED.replace("\n", "\r"), False),
        ("User-agent: *\nDisallow:\n", True),
        ("User-agent: Newsdesk\nDisallow: /\n", False),
        ("user-agent : NEWSDESK/2.0 # us\ndisallow: /\n", False),
        ("User-agent: Newsdesk\nAllow: /\n\n" + CLOSED, True),
        (CLOSED + "\nUser-agent: Newsdesk\nDisallow: /other\n", True),
        ("User-agent: other\nUser-agent: Newsdesk\nDisallow: /\n", False),
        ("User-agent: other\nDisallow: /\n", True),
        ("User-agent: news\nDisallow: /\n", True),
        ("User-agent: Newsdesk-Images\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /a/*.html?*$\n", False),
        ("User-agent: *\nDisallow: /a/*.html$\n", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", True),
        ("User-agent: *\nDisallow: /a/%C3%A4\n", True),
        ("<!DOCTYPE html><p>Disallow: /</p>", True),
        ("Disallow: /\n", True),
    ],
)
def test_the_rules_for_newsdesk_count(text: str, *, is_allowed: bool) -> None:
    """Those for our name, in any case, before those for all; those for other names never."""
    assert ruling(text, "https://news.example/a/b.html?c=d").is_allowed is is_allowed


@pytest.mark.parametrize(
    ("text", "pause_s"),
    [
        ("", 0),
        ("User-agent: *\nCrawl-delay: 2.5\n", 2.5),
        ("User-agent: *\nCrawl-delay: 86400\n", 30),
        ("User-agent: *\nCrawl-delay: soon\n", 0),
        ("User-agent: *\nCrawl-delay: -1\n", 0),
        ("User-agent: other\nCrawl-delay: 9\n", 0),
    ],
)
def test_a_crawl_delay_is_honoured_up_to_half_a_minute(text: str, pause_s: float) -> None:
    """Longer ones would keep a site from ever being read whole."""
    assert ruling(text, "https://news.example/").pause_s == pause_s


@given(st.text())
def test_any_text_is_a_robots_txt(text: str) -> None:
    """Whatever stands there, there is a ruling."""
    assert ruling(text, "https://news.example/").pause_s <= 30


def test_very_many_names_and_rules_stay_bounded() -> None:
    """Each rule is not kept once for each name: these would be 300 million."""
    names = "".join(f"User-agent: robot{number}\n" for number in range(12_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(25_000))
    assert ruling(names + rules, "https://news.example/7").is_allowed


# At a site


def test_what_is_forbidden_is_not_read(web: WebServer) -> None:
    """The page is never asked for."""
    web.put("/robots.txt", CLOSED)
    error = failure(web.url("/page"))
    assert str(error) == "its robots.txt does not let Newsdesk read it"
    assert error.is_lasting
    assert not web.paths


def test_a_redirect_to_what_is_forbidden_is_not_followed(web: WebServer) -> None:
    """The rules hold at each hop, of the site that it leads to."""
    with WebServer(addresses=("127.0.0.2",)) as other:
        other.put("/robots.txt", CLOSED)
        web.redirect("/start", other.url("/"))
        assert str(failure(web.url("/start"))) == "its robots.txt does not let Newsdesk read it"
        assert not other.paths


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows_all(web: WebServer, status: int) -> None:
    """Any refusal to show rules means that there are none (RFC 9309, section 2.3.1.3)."""
    web.put("/robots.txt", CLOSED, status=status)
    assert fetch(web.url("/page")).body == b"here"


def test_rules_are_read_where_they_moved_to(web: WebServer) -> None:
    """Five redirects are followed, to other sites too."""
    with WebServer(addresses=("127.0.0.2",)) as other:
        web.redirect("/robots.txt", other.url("/1"), status=301)
        for number in range(1, 5):
            other.redirect(f"/{number}", f"/{number + 1}")
        other.put("/5", CLOSED)
        assert "its robots.txt does not let" in str(failure(web.url("/page")))


def test_rules_that_are_nowhere_are_none(web: WebServer) -> None:
    """More than five redirects lead to no rules (RFC 9309, section 2.3.1.2)."""
    web.redirect("/robots.txt", "/robots.txt?again")
    web.redirect("/robots.txt?again", "/robots.txt")
    assert fetch(web.url("/page")).body == b"here"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_cannot_show_its_rules_is_not_read_for_now(web: WebServer, status: int) -> None:
    """It may forbid everything (RFC 9309, section 2.3.1.4); later it is asked again."""
    web.misbehave("/robots.txt", *[answer(status)] * 3, answer(404))
    store = RememberedRobots()
    error = failure(web.url("/page"), robots=store)
    assert f"it answered {status}" in str(error)
    assert str(error).endswith("when asked for its robots.txt, without which nothing may be read there")
    assert not error.is_lasting
    assert not web.paths
    assert fetch(web.url("/page"), robots=store).body == b"here"


def test_a_site_that_is_down_is_said_to_be(web: WebServer) -> None:
    """Where not even the rules can be asked for, the failure itself is told."""
    web.misbehave("/robots.txt", reset())
    assert str(failure(web.url("/page"))) == "it closed the connection without an answer"


def test_rules_beyond_half_a_megabyte_are_not_looked_at(web: WebServer) -> None:
    """As much is read as RFC 9309 asks for, section 2.5."""
    comment = "#" * (ROBOTS_BYTES - len(CLOSED) - 1) + "\n"
    web.put("/robots.txt", comment + CLOSED)
    assert failure(web.url("/page")).is_lasting
    web.put("/robots.txt", comment + "#" * len(CLOSED) + "\n" + CLOSED)
    assert fetch(web.url("/page")).body == b"here"


async def hang(_request: Request, writer: asyncio.StreamWriter) -> None:
    """Send just as much of rules as is looked at, and then nothing."""
    writer.write(rendered(200, {}, FIRST_HALF_MEGABYTE))
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(hang, id="stalls"),
        pytest.param(raw(rendered(200, {"Content-Length": "10000000000"}, FIRST_HALF_MEGABYTE)), id="10 GB"),
        pytest.param(raw(rendered(200, {}, FIRST_HALF_MEGABYTE + bytes(20_000_000))), id="20 MB, not announced"),
        pytest.param(answer(200, packed(gzip.compress), {"Content-Encoding": "gzip"}), id="gzip bomb"),
        pytest.param(answer(200, packed(zlib.compress), {"Content-Encoding": "deflate"}), id="deflate bomb"),
        pytest.param(answer(200, packed(fast_brotli), {"Content-Encoding": "br"}), id="brotli bomb"),
        pytest.param(answer(200, packed(gzip.compress)[:-9], {"Content-Encoding": "gzip"}), id="end of gzip missing"),
    ],
)
def test_what_comes_after_half_a_megabyte_is_not_waited_for(web: WebServer, behaviour: Behaviour) -> None:
    """However large, slow or damaged the rest is, the rules count that came, and are asked for once."""
    web.misbehave("/robots.txt", behaviour)
    assert str(failure(web.url("/page"))) == "its robots.txt does not let Newsdesk read it"
    assert times_asked(web) == 1


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_half_a_line_is_no_rule(web: WebServer, end: str) -> None:
    """A rule on private pages, cut off after half a megabyte, does not close the others; the rules before it count."""
    rules = f"User-agent: *{end}Disallow: /other{end}#"
    cut_off = f"{end}Disallow: /pa"
    padding = "#" * (ROBOTS_BYTES - len(rules) - len(cut_off))
    web.put("/robots.txt", rules + padding + cut_off + f"ge/private{end}")
    assert fetch(web.url("/page")).body == b"here"
    assert failure(web.url("/other")).is_lasting


def test_half_a_megabyte_without_a_line_is_no_rule(web: WebServer) -> None:
    """What never ends, as a page in one line, says nothing."""
    web.misbehave("/robots.txt", endless_body())
    assert fetch(web.url("/page")).body == b"here"


def test_nonsense_is_no_rule(web: WebServer) -> None:
    """What is no text has no rules (RFC 9309, section 2.3.1.5)."""
    web.put("/robots.txt", bytes(range(256)) * 9)
    assert fetch(web.url("/page")).body == b"here"


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(raw(rendered(200, {"Content-Length": "100"}, b"User-agent: *")), id="breaks off"),
        pytest.param(answer(200, gzip.compress(CLOSED.encode())[:-9], {"Content-Encoding": "gzip"}), id="half of gzip"),
        pytest.param(answer(200, CLOSED.encode(), {"Content-Encoding": "gzip"}), id="no gzip"),
    ],
)
def test_damaged_rules_are_not_rules(web: WebServer, behaviour: Behaviour) -> None:
    """What is missing may forbid everything: the site is not read for now, or by the rules of yesterday."""
    web.misbehave("/robots.txt", behaviour)
    error = failure(web.url("/page"))
    assert str(error).startswith("what it sent is damaged: ")
    assert not error.is_lasting
    assert not web.paths
    old = kept(web, "User-agent: *\nDisallow: /private\n", age=timedelta(days=2))
    assert fetch(web.url("/page"), robots=old).body == b"here"


# Once a day


def test_rules_are_asked_for_once_a_day(web: WebServer) -> None:
    """Within 24 hours the kept ones count, and after that the new ones."""
    young = kept(web, CLOSED, age=timedelta(hours=23, minutes=59))
    assert failure(web.url("/page"), robots=young).is_lasting
    assert times_asked(web) == 0
    old = kept(web, CLOSED, age=timedelta(hours=24))
    assert fetch(web.url("/page"), robots=old).body == b"here"
    assert fetch(web.url("/page"), robots=old).body == b"here"
    assert times_asked(web) == 1


def test_rules_from_the_future_are_asked_for_again(web: WebServer) -> None:
    """A clock that was set back does not keep them for ever."""
    assert fetch(web.url("/page"), robots=kept(web, CLOSED, age=-timedelta(days=9))).body == b"here"


def test_old_rules_serve_while_there_are_no_new_ones(web: WebServer) -> None:
    """A site that cannot show its rules today is read by those of yesterday, for another day (section 2.4)."""
    web.misbehave("/robots.txt", answer(503))
    store = kept(web, "User-agent: *\nDisallow: /private\n", age=timedelta(days=2))
    assert fetch(web.url("/page"), robots=store).body == b"here"
    asked = times_asked(web)
    assert failure(web.url("/private"), robots=store).is_lasting
    assert times_asked(web) == asked


def test_each_site_has_its_own_rules(web: WebServer) -> None:
    """Another address, another port: another robots.txt."""
    with WebServer() as other:
        other.put("/robots.txt", CLOSED)
        store = RememberedRobots()
        assert failure(other.url("/page"), robots=store).is_lasting
        assert fetch(web.url("/page"), robots=store).body == b"here"


def test_all_who_wait_for_rules_share_the_failure(web: WebServer) -> None:
    """A hundred pages of a site that is down cost it three requests for its rules."""
    web.misbehave("/robots.txt", answer(500))

    async def get_all() -> list[Fetched | BaseException]:
        async with Fetcher(allowed=OWN, limits=QUICK) as fetcher:
            pages = (fetcher.get(web.url(f"/{number}")) for number in range(100))
            return await asyncio.gather(*pages, return_exceptions=True)

    assert all(isinstance(result, FetchError) for result in asyncio.run(get_all()))
    assert times_asked(web) == 3


def test_the_store_in_memory_forgets_those_it_was_told_first() -> None:
    """A process that runs for months does not remember all sites that it ever saw."""
    store = RememberedRobots()
    for number in range(1_000):
        store.keep_robots(f"https://{number}.example", KeptRobots(text="", fetched_at=datetime.now(UTC)))
    assert store.robots("https://0.example") is None
    assert store.robots("https://999.example") is not None
