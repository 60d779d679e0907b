"""What an answer shows: hostile text is shown and never acts, and numbers match."""

import re

import pytest

from tests.end_to_end.slack_use.conftest import HOSTILE, only_reply, whispered
from tests.platforms.slack_server import SlackServer

pytestmark = pytest.mark.usefixtures("bot")


def test_hostile_articles_are_shown_and_never_act(slack: SlackServer, user: str, channel: str) -> None:
    """Title and quote stand there letter for letter; nobody is pinged, and no link but the source's is made."""
    reply = only_reply(slack, slack.mention("What does Zephyr-66 cost?", user=user, channel=channel))
    text = slack.visible_text(reply)
    assert f"costs $66 per million tokens, {HOSTILE}" in text
    assert f"Vendor66 ships Zephyr-66 {HOSTILE}" in text
    assert reply.pings == set()
    assert {address.partition("#")[0] for address, _ in reply.links} == {"https://news.example/66"}


def test_hostile_questions_never_act(slack: SlackServer, user: str, channel: str) -> None:
    """What was asked is shown where a follow-up was completed, and in what is shared."""
    first = slack.mention("What is Zephyr-3?", user=user, channel=channel)
    slack.wait_for(lambda: slack.replies(first))
    slack.mention("and how much is it, &lt;!channel&gt; `x` *y*?", user=user, channel=channel, thread_ts=first.ts)
    slack.wait_for(lambda: len(slack.replies(first)) == 2)
    slack.command("/newsdesk", "<!channel> `x`", user=user, channel=channel)
    whispered(slack, user)
    assert [message.pings for message in slack.messages if message.channel == channel and message.pings] == []


def test_numbers_of_quotes_and_sources_match(slack: SlackServer, user: str, channel: str) -> None:
    """Each number has a quote and a source; each source shows its publisher and date."""
    reply = only_reply(slack, slack.mention("Compare Zephyr-3 and Zephyr-4", user=user, channel=channel))
    lines = slack.visible_text(reply).splitlines()
    sources = [line for line in lines if re.search(r"Outlet \d, \d+ January 2026", line)]
    numbers = [number for line in sources for number in re.findall(r"\[(\d)\]", line)]
    assert sorted(numbers) == [str(number) for number in range(1, len(numbers) + 1)]
    for number in numbers:
        assert sum(line.startswith(f"[{number}]") for line in lines if line not in sources) == 1


def test_a_notification_says_what_is_answered(slack: SlackServer, user: str, channel: str) -> None:
    """The text that stands for the blocks begins with the first quote, and has no markup."""
    reply = only_reply(slack, slack.mention("What does Zephyr-3 cost?", user=user, channel=channel))
    assert reply.text.startswith("[1] ")
    assert "costs $3 per million tokens" in reply.text
    assert len(reply.text) < 4_000
