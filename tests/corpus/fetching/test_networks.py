"""Which addresses are connected to: those of the public internet, however they are written, and those allowed."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import FetchError
from corpus.fetching.networks import is_own, refusal, web_url
from tests.corpus.fetching.fetches import OWN, failure, fetch
from tests.platforms.web_server import WebServer

_SPECIAL = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/4", "240.0.0.0/4"),
)
SPECIAL_ADDRESSES = st.sampled_from(_SPECIAL).flatmap(lambda network: st.ip_addresses(network=network))
PUBLIC_ADDRESSES = st.sampled_from(("1.1.1.0/24", "8.8.0.0/16", "93.184.0.0/16", "151.101.0.0/16")).flatmap(
    lambda network: st.ip_addresses(network=network)
)


def stand_ins(address: IPv4Address) -> list[str]:
    """Return IPv6 addresses that lead to an IPv4 address: mapped, 6to4, Teredo, NAT64."""
    number = int(address)
    return [
        str(IPv6Address((0xFFFF << 32) | number)),
        str(IPv6Address((0x2002 << 112) | (number << 80))),
        str(IPv6Address((0x2001_0000 << 96) | (0x0808_0808 << 64) | (number ^ 0xFFFF_FFFF))),
        str(IPv6Address((0x64_FF9B << 96) | number)),
    ]


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server on this machine, where nothing may be read without leave."""
    with WebServer() as server:
        server.put("/", "secret")
        yield server


@given(SPECIAL_ADDRESSES)
def test_special_addresses_are_refused_in_every_form(address: IPv4Address) -> None:
    """What is not of the public internet is refused, and so is every IPv6 address that leads there."""
    assert refusal(str(address))
    assert all(map(refusal, stand_ins(address)))


@given(PUBLIC_ADDRESSES)
def test_public_addresses_are_connected_to(address: IPv4Address) -> None:
    """Public addresses are connected to, and IPv6 addresses that lead to them."""
    assert refusal(str(address)) is None
    assert [refusal(form) for form in stand_ins(address)] == [None] * 4


@given(st.ip_addresses(v=6, network="2606:4700::/32"))
def test_public_ipv6_addresses_are_connected_to(address: IPv6Address) -> None:
    """Plain public IPv6 addresses are connected to."""
    assert refusal(str(address)) is None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "a loopback address"),
        ("::1", "a loopback address"),
        ("::ffff:127.0.0.1", "a loopback address"),
        ("0.0.0.0", "an unspecified address"),  # noqa: S104 - an address to refuse
        ("::", "an unspecified address"),
        ("169.254.169.254", "a link-local address"),
        ("fe80::1", "a link-local address"),
        ("fe80::1%eth0", "a link-local address"),
        ("224.0.0.1", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("10.0.0.1", "a private address"),
        ("fd00::1", "a private address"),
        ("fd00:ec2::254", "a private address"),
        ("100.64.0.1", "a reserved address"),
        ("192.0.0.192", "a reserved address"),
        ("fec0::1", "a reserved address"),
        ("::7f00:1", "a reserved address"),
        ("64:ff9b:1::808:808", "a reserved address"),
        ("2001:db8::1", "a private address"),
        ("localhost", "no IP address"),
    ],
)
def test_a_refusal_names_the_kind_of_address(address: str, kind: str) -> None:
    """Whoever reads the message learns what is wrong with the address."""
    assert refusal(address) == kind


@given(SPECIAL_ADDRESSES)
def test_what_a_setting_allows_is_connected_to(address: IPv4Address) -> None:
    """An allowed network may be reached in all forms; its neighbours stay refused."""
    allowed = (ip_network(address),)
    assert [refusal(form, allowed) for form in (str(address), *stand_ins(address))] == [None] * 5
    assert refusal("172.31.255.254", (ip_network("172.31.255.253"),))


def test_ones_own_hosts_are_ip_addresses_that_are_allowed() -> None:
    """A name is never one's own, whatever it resolves to."""
    assert is_own("127.0.0.1", OWN)
    assert not is_own("10.0.0.1", OWN)
    assert not is_own("localhost", OWN)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://news.example/", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("data:text/html,x", "only http and https"),
        ("//news.example/", "only http and https"),
        ("news.example/feed", "only http and https"),
        ("", "only http and https"),
        ("http:///feed", "names no host"),
        ("http://exa mple.com/", "names no host"),
        ("http://user@news.example/", "user name or password"),
        ("http://:secret@news.example/", "user name or password"),
        ("http://news.example:99999/", "not valid"),
        ("http://[::1/", "not valid"),
        ("http://[]@/", "not valid"),
        ("http://news.example\\@127.0.0.1/", "not valid"),
    ],
)
def test_only_plain_web_addresses_are_asked_for(address: str, reason: str) -> None:
    """Other schemes, no host and credentials are refused before anything is looked up."""
    with pytest.raises(FetchError, match=reason) as caught:
        web_url(address)
    assert caught.value.is_lasting


@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    """Nothing but a refusal comes of what is no address."""
    try:
        url = web_url(text)
    except FetchError:
        return
    assert url.scheme in {"http", "https"}
    assert url.host


# Over real sockets

_HERE = (
    *("127.0.0.1", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[2002:7f00:1::]"),
    *("[64:ff9b::7f00:1]", "localhost", "0.0.0.0", "１２７.0.0.1", "127。0。0。1"),  # noqa: RUF001, S104
)
_ELSEWHERE = ("169.254.169.254", "[fe80::1]", "[fd00::1]", "224.0.0.1", "10.0.0.1", "100.64.0.1", "[ff02::1]")


@pytest.mark.parametrize("host", [*_HERE, *_ELSEWHERE])
def test_no_way_to_write_an_address_leads_inside(web: WebServer, host: str) -> None:
    """A private address is refused with what to do about it, and nothing is sent to it."""
    error = failure(web.url("/", host), allowed=())
    assert "which is not fetched: set NEWSDESK_FETCH_ALLOW to allow it" in str(error)
    assert error.is_lasting
    assert not web.requests


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "0x7f.1"])
def test_numbers_in_the_place_of_an_address_lead_nowhere(web: WebServer, host: str) -> None:
    """Decimal, octal, hexadecimal and short forms are refused, by what they mean or as no valid address."""
    error = failure(web.url("/", host), allowed=())
    assert error.is_lasting
    assert not web.requests


def test_a_name_that_resolves_to_a_private_address_is_refused(web: WebServer) -> None:
    """The message names the address, so that it can be allowed."""
    error = failure(web.url("/", "news.example"), allowed=(), names={"news.example": [["10.0.0.1"]]})
    assert str(error) == (
        "it resolves to 10.0.0.1, a private address, which is not fetched: set NEWSDESK_FETCH_ALLOW to allow it"
    )


@pytest.mark.parametrize("name", ["localhost.", "LOCALHOST", "ⓛocalhost", "intern.example."])
def test_no_way_to_write_a_name_leads_inside(web: WebServer, name: str) -> None:
    """Neither a dot at the end, nor capitals, nor letters that pass for others."""
    names = {"localhost": [["127.0.0.1"]], "intern.example": [["127.0.0.1"]]}
    assert "a loopback address" in str(failure(web.url("/", name), allowed=(), names=names))
    assert not web.requests


def test_all_addresses_of_a_name_are_checked(web: WebServer) -> None:
    """A name with several private addresses of both families is refused in the same words."""
    error = failure(web.url("/", "news.example"), allowed=(), names={"news.example": [["::1", "127.0.0.1", "fd00::1"]]})
    assert "is not fetched" in str(error)
    assert not web.requests


def test_a_name_that_resolves_otherwise_the_second_time_is_refused(web: WebServer) -> None:
    """DNS rebinding: robots.txt is asked of the allowed address, and the page would be asked of another."""
    error = failure(web.url("/", "news.example"), names={"news.example": [["127.0.0.1"], ["10.0.0.1"]]})
    assert "10.0.0.1, a private address" in str(error)
    assert [request.path for request in web.requests] == ["/robots.txt"]


@pytest.mark.parametrize("target", ["10.0.0.1", "169.254.169.254", "[::1]", "127.0.0.2"])
def test_a_redirect_inside_is_refused(web: WebServer, target: str) -> None:
    """A public site cannot send us to a private address."""
    web.redirect("/start", f"http://{target}:{web.port}/latest/meta-data")
    error = failure(web.url("/start"), allowed=(ip_network("127.0.0.1"),))
    assert "is not fetched" in str(error)
    assert web.paths == ["/start"]


def test_a_setting_allows_private_addresses(web: WebServer) -> None:
    """With the network allowed, the page is read, by address and by name."""
    assert fetch(web.url("/")).body == b"secret"
    assert fetch(web.url("/", "news.example"), names={"news.example": [["127.0.0.1"]]}).body == b"secret"


def test_a_name_that_does_not_exist_is_said_to(web: WebServer) -> None:
    """A name that cannot be looked up may be there later."""
    error = failure(web.url("/", "nowhere.example"), names={"news.example": [["127.0.0.1"]]})
    assert str(error).startswith("its name cannot be resolved")
    assert not error.is_lasting
