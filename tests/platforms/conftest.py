"""The local Slack that its own tests look at."""

from collections.abc import Iterator

import pytest

from tests.platforms.slack_server import SlackServer


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    """A Slack in Socket Mode, without a limit to the pace of posting."""
    with SlackServer(messages_per_second=None, ack_seconds=0.2) as server:
        yield server
