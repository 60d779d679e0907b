"""What may be connected to: addresses of the public internet, and the networks that a setting allows."""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp.abc import AbstractResolver
from aiohttp.connector import TCPConnector
from yarl import URL

from corpus.article import LOGIN_REFUSED
from corpus.errors import FetchError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Special by the registries of RFC 6890, though this or that Python version takes them for global. 64:ff9b:1::/48 is
# NAT64 too, but each network chooses where in it an IPv4 address stands (RFC 8215), so none can be read from it.
_SPECIAL = tuple(
    ip_network(network)
    for network in (
        *("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("64:ff9b:1::/48", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefusedError(OSError):
    """A name resolved to an address that may not be connected to; ``reason`` says which, and what to do.

    It reads the same for every address: aiohappyeyeballs reports several failures as this error only if all read alike.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("address refused")
        self.reason = reason


def web_url(address: str) -> URL:
    """Return the address as one that may be asked for, without its fragment.

    Raises:
        FetchError: it is no http or https address, names no host, or carries a user name or password.
    """
    try:
        url = URL(address.strip())
        host = url.host
    except (ValueError, IndexError) as error:  # of a host in broken punycode, and of []@, too
        raise FetchError("its address is not valid", is_lasting=True) from error  # what it says may hold a password
    if url.scheme not in {"http", "https"}:
        scheme = f"{url.scheme}:" if url.scheme else "without a scheme"
        raise FetchError(f"its address is {scheme}, and only http and https are fetched", is_lasting=True)
    if not host or not host.isprintable() or " " in host:
        raise FetchError("its address names no host", is_lasting=True)
    if url.user is not None or url.password is not None:
        raise FetchError(LOGIN_REFUSED, is_lasting=True)
    return url.with_fragment(None)


def refusal(address: str, allowed: Sequence[Network] = ()) -> str | None:
    """Return what kind of address it is that is not connected to, such as "a private address"; None if it may be.

    An IPv6 address that stands for an IPv4 address is judged by that one.
    """
    try:
        given = ip_address(address.partition("%")[0])  # the zone of a link-local address
    except ValueError:
        return "no IP address"
    if _is_in(given, allowed):
        return None
    kinds = (_kind(meant) for meant in _embedded(given) or (given,) if not _is_in(meant, allowed))
    return next(filter(None, kinds), None)


def is_own(host: str, allowed: Sequence[Network]) -> bool:
    """Tell whether a host is an IP address, as such, of a network that a setting allows."""
    try:
        return _is_in(ip_address(host), allowed)
    except ValueError:
        return False


def guarded_connector(allowed: Sequence[Network] = (), *, resolver: AbstractResolver | None = None) -> TCPConnector:
    """Return a connector that checks each address at the moment of connecting to it.

    That is after all that could lead elsewhere: redirects, names that resolve otherwise the second time, odd ways to
    write an address. Connecting to a refused one raises aiohttp's ClientConnectorError from an `AddressRefusedError`.
    """

    def open_socket(info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        family, kind, protocol, _, (address, *_) = info
        refused = refusal(str(address), allowed)
        if refused:
            raise AddressRefusedError(
                f"it resolves to {address}, {refused}, which is not fetched: set NEWSDESK_FETCH_ALLOW to allow it"
            )
        return socket.socket(family, kind, protocol)

    return TCPConnector(
        resolver=resolver,
        socket_factory=open_socket,
        use_dns_cache=False,
        limit=0,
        force_close=True,  # an idle connection per site would use up the file descriptors of a process
    )


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _embedded(address: Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses to which packets for an IPv6 address go: mapped, 6to4, Teredo, NAT64 (RFC 6052)."""
    if isinstance(address, IPv4Address):
        return ()
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    return tuple(filter(None, (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))))


def _kind(address: Address) -> str | None:
    kinds = (
        ("a loopback address", address.is_loopback),
        ("an unspecified address", address.is_unspecified),
        ("a link-local address", address.is_link_local),
        ("a multicast address", address.is_multicast),
        ("a reserved address", address.is_reserved or _is_in(address, _SPECIAL)),
        ("a private address", not address.is_global),
    )
    return next((name for name, applies in kinds if applies), None)
