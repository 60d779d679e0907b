"""Fetching from a server that misbehaves: each fault is told in words, costs a bounded time and memory, and passes."""

import gzip
import random
import ssl
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import brotli  # type: ignore[import-untyped]
import pytest
import trustme

from corpus.fetching.client import MAX_BODY_BYTES, Limits
from corpus.fetching.robots import KeptRobots, RememberedRobots
from tests.corpus.fetching.fetches import QUICK, failure, fetch
from tests.platforms import web_faults
from tests.platforms.web_server import Behaviour, WebServer, rendered

NOISE = random.Random(7).randbytes(5_000)  # noqa: S311 - it hides nothing
BOMB = bytes(60_000_000)


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server that misbehaves as a test says."""
    with WebServer() as server:
        server.put("/good", "good")
        yield server


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """Return an answer in chunks, as it stands on the wire."""
    body = b"".join(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n" for chunk in chunks)
    return rendered(200, {"Transfer-Encoding": "chunked"}, body + end)


def encoded(encoding: str, body: bytes) -> bytes:
    """Return an answer whose body is said to be encoded, as it stands on the wire."""
    return rendered(200, {"Content-Encoding": encoding, "Content-Length": str(len(body))}, body)


def slowness(web: WebServer, behaviour: Behaviour, limits: Limits) -> str:
    """Return what is said of a server that is slow at an address, having checked that it was given its chances."""
    robots = RememberedRobots()
    robots.keep_robots(web.url(""), KeptRobots(text="", fetched_at=datetime.now(UTC)))
    web.misbehave("/", behaviour)
    error = failure(web.url("/"), limits=limits, robots=robots)
    assert not error.is_lasting
    assert web.paths == ["/"] * 3
    return str(error)


CUT_OFF = [
    pytest.param(rendered(200, {"Content-Length": "100"}, b"half a page"), id="shorter than its Content-Length"),
    pytest.param(chunked(b"half a page", end=b""), id="no last chunk"),
    pytest.param(chunked(b"half", end=b"ff\r\nhalf"), id="half a chunk"),
    pytest.param(encoded("gzip", gzip.compress(NOISE)[:-9]), id="gzip"),
    pytest.param(encoded("gzip", gzip.compress(NOISE)[:1]), id="the first byte of gzip"),
    pytest.param(encoded("gzip", gzip.compress(NOISE) * 2)[:-9].replace(b"10046", b"10037"), id="second half of gzip"),
    pytest.param(encoded("deflate", zlib.compress(NOISE)[:-9]), id="deflate"),
    pytest.param(encoded("br", brotli.compress(NOISE)[:-9]), id="brotli"),
    pytest.param(encoded("gzip", b""), id="nothing of gzip"),
]


@pytest.mark.parametrize("data", CUT_OFF)
def test_half_a_page_is_never_taken_for_one(web: WebServer, data: bytes) -> None:
    """Whatever shows that the end is missing is heeded; it is tried again, as it may have been the network."""
    web.misbehave("/", web_faults.raw(data))
    error = failure(web.url("/"))
    assert str(error).startswith("what it sent is damaged: ")
    assert not error.is_lasting
    assert web.paths == ["/"] * 3


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(encoded("gzip", b"this is no gzip"), id="no gzip"),
        pytest.param(encoded("deflate", b"this is no deflate"), id="no deflate"),
        pytest.param(encoded("br", b"this is no brotli"), id="no brotli"),
        pytest.param(encoded("zstd", b"who asked for zstd?"), id="not asked for"),
        pytest.param(encoded("gzip, br", b"twice"), id="packed twice"),
        pytest.param(encoded("gzip", gzip.compress(b"") * 101 + gzip.compress(NOISE)), id="very many pieces"),
    ],
)
def test_what_cannot_be_unpacked_is_an_error(web: WebServer, data: bytes) -> None:
    """Packed bytes are not handed on as a page."""
    web.misbehave("/", web_faults.raw(data))
    assert str(failure(web.url("/"))).startswith("what it sent is damaged: it ")


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(web_faults.huge_body(10_000_000_000), id="10 GB, announced"),
        pytest.param(web_faults.stalled_body(10_000_000_000), id="10 GB, announced and never sent"),
        pytest.param(web_faults.endless_body(), id="without an end"),
        pytest.param(web_faults.raw(encoded("gzip", gzip.compress(BOMB, 1))), id="gzip bomb"),
        pytest.param(web_faults.raw(encoded("deflate", zlib.compress(BOMB, 1))), id="deflate bomb"),
        pytest.param(web_faults.raw(encoded("br", brotli.compress(BOMB, quality=1))), id="brotli bomb"),
    ],
)
def test_what_is_too_large_is_given_up_early(web: WebServer, behaviour: Behaviour) -> None:
    """No more than the limit is ever held; it is not asked for again."""
    web.misbehave("/", behaviour)
    tracemalloc.start()
    try:
        error = failure(web.url("/"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(error) == "it is larger than 10 MB"
    assert error.is_lasting
    assert web.paths == ["/"]
    assert peak < 4 * MAX_BODY_BYTES


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zlib.compress, brotli.compress])
def test_the_limit_is_exact(web: WebServer, pack: Callable[[bytes], bytes]) -> None:
    """A body of just the limit is fetched, packed or not, and one with a byte more is not."""
    encoding = {gzip.compress: "gzip", zlib.compress: "deflate", brotli.compress: "br"}.get(pack, "identity")
    limits = replace(QUICK, body_bytes=len(NOISE) * 3)
    web.put("/full", pack(NOISE * 3), headers={"Content-Encoding": encoding})
    web.put("/over", pack(NOISE * 3 + b"x"), headers={"Content-Encoding": encoding})
    assert fetch(web.url("/full"), limits=limits).body == NOISE * 3
    assert "larger than" in str(failure(web.url("/over"), limits=limits))


@pytest.mark.parametrize("behaviour", [web_faults.silent(), web_faults.stalled_body()], ids=["silent", "stalled"])
def test_silence_has_a_limit(web: WebServer, behaviour: Behaviour) -> None:
    """A server that says nothing, or nothing more, is tried three times."""
    assert slowness(web, behaviour, replace(QUICK, read_s=0.2)) == "it sent nothing for 0.2 s"


@pytest.mark.parametrize("behaviour", [web_faults.slow_headers(), web_faults.slow_body()], ids=["headers", "body"])
def test_a_trickle_has_a_limit(web: WebServer, behaviour: Behaviour) -> None:
    """A server that sends a little all the time is tried three times."""
    assert slowness(web, behaviour, replace(QUICK, total_s=0.3)) == "it was not done within 0.3 s"


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(web_faults.header_flood(), id="headers without an end"),
        pytest.param(web_faults.long_header(), id="a header without an end"),
        pytest.param(web_faults.raw(b"SSH-2.0-OpenSSH_9.6\r\n"), id="no HTTP"),
        pytest.param(web_faults.raw(b"HTTP/1.1 abc OK\r\n\r\n"), id="no status"),
        pytest.param(web_faults.raw(rendered(200, {"Content-Length": "-5"}, b"x")), id="negative length"),
        pytest.param(web_faults.raw(rendered(200, {"Content-Length": "x"}, b"x")), id="no length"),
        pytest.param(web_faults.raw(chunked(b"", end=b"zz\r\nx")), id="no chunk"),
    ],
)
def test_what_is_no_http_is_an_error(web: WebServer, behaviour: Behaviour) -> None:
    """Nonsense on the wire, as fast as it comes, ends at a bounded size."""
    web.misbehave("/", behaviour)
    assert str(failure(web.url("/"))).startswith("what it sent is ")


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(web_faults.reset(), id="reset"),
        pytest.param(web_faults.raw(b""), id="closed"),
        pytest.param(web_faults.half_closed(b""), id="half-closed"),
        pytest.param(web_faults.raw(b"HTTP/1.1 200 OK\r\nContent-Le"), id="half the headers"),
    ],
)
def test_a_connection_without_an_answer_is_tried_again(web: WebServer, behaviour: Behaviour) -> None:
    """A server that restarts does this."""
    web.misbehave("/", behaviour)
    assert str(failure(web.url("/"))) == "it closed the connection without an answer"
    assert web.paths == ["/"] * 3
    web.misbehave("/", behaviour, web_faults.answer(200, b"here"))
    assert fetch(web.url("/")).body == b"here"


def test_a_half_closed_connection_ends_a_body_without_a_length(web: WebServer) -> None:
    """A body that ends with the connection is whole as far as anyone can tell."""
    web.misbehave("/", web_faults.half_closed(rendered(200, {}, b"here")))
    assert fetch(web.url("/")).body == b"here"


def test_nobody_there_is_said_to() -> None:
    """A port where nothing listens may have its server back soon."""
    with WebServer() as web:
        address = web.url("/")
    error = failure(address)
    assert str(error).startswith("it cannot be connected to: ")
    assert not error.is_lasting


def self_signed() -> ssl.SSLContext:
    """Return what a server needs that nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    """Nothing is asked of a server that cannot prove who it is."""
    with WebServer(tls=self_signed()) as web:
        error = failure(web.url("/"))
        assert str(error) == "its TLS certificate is not valid"
        assert not error.is_lasting
        assert not web.requests


def test_a_server_without_tls_is_not_asked_over_https(web: WebServer) -> None:
    """There is no falling back to http."""
    error = failure(web.url("/").replace("http:", "https:"))
    assert str(error) == "no TLS connection to it can be made"
    assert not web.requests


def test_a_redirect_from_https_to_a_broken_certificate_is_an_error(web: WebServer) -> None:
    """The certificate is checked at each hop."""
    with WebServer(tls=self_signed()) as secure:
        web.redirect("/", secure.url("/"))
        assert str(failure(web.url("/"))) == "its TLS certificate is not valid"


def test_after_a_fault_the_next_fetch_is_as_ever(web: WebServer) -> None:
    """A server that misbehaves at one address is read at another."""
    web.misbehave("/", web_faults.endless_body())
    failure(web.url("/"))
    assert fetch(web.url("/good")).body == b"good"
    web.wait_for(lambda: web.connections == 0 or None)
