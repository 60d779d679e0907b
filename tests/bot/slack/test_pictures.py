"""Pictures in Slack, where Slack does not show them: what takes too long to be waited for with a bot that runs."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.access import Administrators
from bot.cards import Card
from bot.conversation import Request
from bot.settings import SlackSettings
from bot.slack import pictures
from bot.slack.delivery import SlackDelivery
from bot.slack.people import People
from bot.slack.pictures import Pictures
from bot.slack.posting import Poster, web_client, web_session
from bot.timeline.entry import Picture
from tests.platforms.slack_server import SlackServer

USER, CHANNEL = "U00000001", "C00000001"
PICTURE = Picture(png=b"\x89PNG\r\n\x1a\nand so on", alt_text="Releases: a timeline " + "語" * 979, shown=1, left_out=0)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackServer]:
    """A local Slack, and patience for a second."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pictures, "_PATIENCE_S", 1.0)
    monkeypatch.setattr(pictures, "_LOOKS_S", (0.0, 0.05))
    with SlackServer() as server:
        yield server
        assert server.violations == []


def show(slack: SlackServer) -> None:
    """Show a picture to somebody who used a command in a channel."""
    request = Request(
        key="slack:trigger:1",
        platform="slack",
        user=USER,
        channel=CHANNEL,
        thread="command",
        text="",
        asked_at=datetime.now(UTC),
        is_private=True,
        address={"response_url": slack.state.new_response_url(user=USER, channel=CHANNEL)},
    )

    async def shown() -> None:
        async with web_session() as session:
            settings = SlackSettings(bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.api_url)
            client = web_client(settings, session)
            delivery = SlackDelivery(poster := Poster(client, session), People(Administrators(), client))
            await Pictures(poster, delivery).show(request, Card(heading="Releases", picture=PICTURE), PICTURE)

    asyncio.run(shown())


def said(slack: SlackServer) -> str:
    """Return the one thing that was said in the channel to whoever used the command."""
    [message] = slack.ephemerals(USER)
    return slack.visible_text(message)


def test_the_longest_alt_text_arrives_in_any_script(slack: SlackServer) -> None:
    """It travels in the body of the call: encoded, it would be too long for the address."""
    show(slack)
    [message] = slack.directly(USER)
    assert [(file.data, file.alt_text) for file in message.files] == [(PICTURE.png, PICTURE.alt_text)]
    assert said(slack) == "The timeline is in our direct messages."


def test_an_upload_goes_past_a_proxy_that_its_host_is_excepted_from(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As all other calls do; nobody listens at this one."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    show(slack)
    assert [message.files[0].data for message in slack.directly(USER)] == [PICTURE.png]


def test_what_slack_takes_and_does_not_show_is_told_in_words(slack: SlackServer) -> None:
    """Nobody is sent to look for a picture that is not there."""
    slack.show_no_files()
    show(slack)
    assert said(slack).startswith(PICTURE.alt_text)
    assert "(Slack took it, and does not show it)" in said(slack)
    assert slack.directly(USER) == []


@pytest.mark.parametrize("error", ["missing_scope", "ratelimited"])
def test_what_cannot_be_looked_up_is_taken_to_be_there(slack: SlackServer, error: str) -> None:
    """A picture is no worse for that."""
    slack.fail("conversations.history", error, retry_after=60)
    show(slack)
    assert said(slack) == "The timeline is in our direct messages."


def test_what_slack_does_not_take_for_long_is_told_in_words(slack: SlackServer) -> None:
    """As where a firewall lets nobody upload files."""
    slack.fail("upload", status=503, times=9)
    show(slack)
    assert said(slack).startswith(PICTURE.alt_text)
    assert "(Slack does not take it now)" in said(slack)
    assert slack.directly(USER) == []
