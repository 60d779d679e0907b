"""What the tests of fetching share: one fetch from start to end, and names that resolve as a test says."""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, ip_network

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from corpus.errors import FetchError
from corpus.fetching.client import Limits
from corpus.fetching.fetcher import Fetched, Fetcher, Validators
from corpus.fetching.networks import Network
from corpus.fetching.robots import RobotsStore

OWN = (IPv4Network("127.0.0.0/8"),)
QUICK = Limits(backoff_s=0.001, gap_s=0)


class ScriptedResolver(AbstractResolver):
    """Resolves each name to its addresses, one list for each time it is looked up; the last one stays."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._names = {name: list(answers) for name, answers in names.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return what the script says."""
        answers = self._names.get(host.rstrip("."))
        if not answers:
            raise OSError(f"no {host} in {family}")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ip_network(address).version == 6 else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Hold nothing."""


def fetch(  # noqa: PLR0913 - what a fetcher takes
    url: str,
    *,
    validators: Validators | None = None,
    allowed: Sequence[Network] = OWN,
    robots: RobotsStore | None = None,
    limits: Limits = QUICK,
    names: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> Fetched:
    """Fetch one address."""

    async def get() -> Fetched:
        resolver = ScriptedResolver(names) if names else None
        async with Fetcher(allowed=allowed, robots=robots, limits=limits, resolver=resolver) as fetcher:
            return await fetcher.get(url, validators=validators)

    return asyncio.run(get())


def failure(url: str, **how: object) -> FetchError:
    """Return why an address cannot be fetched, having checked that it is said in one line."""
    with pytest.raises(FetchError) as caught:
        fetch(url, **how)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert 0 < len(str(caught.value)) < 200
    return caught.value
