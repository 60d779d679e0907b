"""Posting to Slack: what keeps answers back, and what does not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from bot.dispatch import DeliveryDelayedError, DeliveryRefusedError
from bot.settings import SlackSettings
from bot.slack.blocks import notice
from bot.slack.posting import Poster, web_client, web_session
from tests.platforms.slack_server import SlackServer

PNG = b"\x89PNG\r\n\x1a\nand so on"


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackServer]:
    """A local Slack."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with SlackServer() as server:
        yield server


def with_poster(slack: SlackServer, play: Callable[[Poster], Awaitable[None]]) -> None:
    """Do something with what posts."""

    async def played() -> None:
        async with web_session() as session:
            settings = SlackSettings(bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)
            await play(Poster(web_client(settings, session), session))

    asyncio.run(played())


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal", "upload"])
def test_a_pause_for_what_is_no_post_keeps_no_answer_back(slack: SlackServer, method: str) -> None:
    """Each of them has a rate of its own."""
    slack.fail(method, "ratelimited", status=429, retry_after=60)

    async def tried(poster: Poster) -> None:
        await poster.direct("U00000001")
        await poster.upload(PNG, "a.png", "A picture")

    async def play(poster: Poster) -> None:
        with pytest.raises(DeliveryDelayedError) as caught:
            await tried(poster)
        assert caught.value.seconds == 60
        await asyncio.wait_for(poster.post("C00000001", notice("An answer")), 10)

    with_poster(slack, play)
    assert len(slack.messages) == 1


@pytest.mark.parametrize("status", [400, 403, 413])
def test_an_upload_that_is_refused_is_not_tried_again(slack: SlackServer, status: int) -> None:
    """Slack's host for uploads tells by the status alone."""
    slack.fail("upload", status=status)

    async def play(poster: Poster) -> None:
        with pytest.raises(DeliveryRefusedError, match=f"Slack answers {status} to an upload"):
            await poster.upload(PNG, "a.png", "A picture")

    with_poster(slack, play)
