"""What the tests of sources on the web share: a server, and the command line that may fetch from it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Newsdesk
from tests.platforms.web_server import WebServer


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server whose addresses may be fetched."""
    monkeypatch.setenv("NEWSDESK_FETCH_ALLOW", "127.0.0.0/8")
    with WebServer(addresses=("127.0.0.1", "127.0.0.2")) as server:
        yield server


class Desk:
    """The command line, and what it tells as JSON."""

    def __init__(self, newsdesk: Newsdesk) -> None:
        self.run = newsdesk

    @property
    def status(self) -> dict[str, Any]:
        """What the data folder holds."""
        status: dict[str, Any] = json.loads(self.run("status", "--json").out)
        return status

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The sources with what became of them."""
        sources: list[dict[str, Any]] = json.loads(self.run("sources", "--json").out)
        return sources

    def answer(self, number: int) -> dict[str, Any]:
        """Return the answer to what the model of article ``number`` costs."""
        answer: dict[str, Any] = json.loads(self.run("ask", "--json", f"What does Zephyr-{number} cost?").out)
        return answer


@pytest.fixture
def desk(newsdesk: Newsdesk) -> Desk:
    """The command line on an empty data folder."""
    return Desk(newsdesk)
