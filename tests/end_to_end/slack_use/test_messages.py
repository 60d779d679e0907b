"""What an answer shows: hostile text is shown and never acts, and numbers match."""

import html
import re
from pathlib import Path

import pytest

from bot.reply import printable
from tests.articles import news, write_jsonl
from tests.end_to_end.slack_use.conftest import (
    HOSTILE,
    QUESTIONS,
    UNANSWERED,
    Answers,
    answer_to,
    answered,
    in_channel,
    whispered,
)
from tests.platforms.running import UNLIMITED, RunningBot
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_text import read_blocks
from tests.platforms.slack_things import Posted, View

pytestmark = pytest.mark.usefixtures("bot")
HOSTILE_QUESTION = "What does Zephyr-3 cost, <!channel> <@U1> *b* _t_ `x` ``` &amp; <https://evil.example|click> 🤔?"


def addresses(shown: Posted | View) -> set[str]:
    """Return the addresses of the links that a message or a view has."""
    return {address for address, _ in read_blocks(shown.blocks).links}


def source_lines(text: str) -> list[str]:
    """Return the lines of sources: those that have a publisher and a date."""
    return [line for line in text.splitlines() if re.search(r", Outlet \d, \d+ \w+ 2026", line)]


def test_hostile_text_is_in_these_articles(printed: Answers) -> None:
    """Else the other tests would show nothing."""
    [acting], [odd] = (printed[question]["citations"] for question in QUESTIONS[:2])
    assert HOSTILE in acting["quote"]
    assert HOSTILE in acting["title"]
    assert "\u202e" in odd["quote"]
    assert len(odd["quote"]) > 300


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_shows_what_the_command_line_prints(
    slack: SlackServer, printed: Answers, user: str, channel: str, question: str
) -> None:
    """Word for word, however hostile: all quotes and sources, once each in the same numbers, and no link but theirs."""
    reply = answer_to(slack, slack.mention(question, user=user, channel=channel))
    text, cited = slack.visible_text(reply), printed[question]["citations"]
    sources = source_lines(text)
    for citation in cited:
        number = f"[{citation['number']}]"
        assert f"{number} {printable(citation['quote'])}" in text
        [line] = [line for line in sources if number in line]
        assert printable(citation["title"]) in line
        assert len([line for line in text.splitlines() if line.startswith(number) and line not in sources]) == 1
    assert len(sources) == len({citation["url"] for citation in cited})
    assert addresses(reply) == {citation["link"] for citation in cited}
    assert reply.pings == set()
    assert not reply.unfurls
    assert_reads_well(reply, text)


def test_an_answer_of_maximal_length_is_shown_whole(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, user: str, channel: str
) -> None:
    """Long quotes of as many articles as there may be, with long titles and addresses, in one message or several."""
    asides = "a model that the vendor describes at length, for readers who like their sentences long and unhurried"
    articles = [
        news(number, 1)
        | {
            "url": f"https://news.example/{number}/{'long-' * 190}",
            "title": f"Vendor{number} ships Zephyr-{number}{' and more' * 50}",
            "text": f"Zephyr-{number}, {asides}, costs ${number} per million tokens, said Vendor{number} on Monday.",
        }
        for number in range(1, 5)
    ]
    home = tmp_path_factory.mktemp("long") / "home"
    with SlackServer() as slack, RunningBot(home, slack, **UNLIMITED) as bot:
        bot.add(write_jsonl(tmp_path / "long.jsonl", articles))
        asked = slack.mention(
            "Compare the prices of Zephyr-1, Zephyr-2, Zephyr-3 and Zephyr-4", user=user, channel=channel
        )
        slack.wait_for(lambda: any(map(slack.buttons, slack.replies(asked))))
        text = "\n".join(map(slack.visible_text, slack.replies(asked)))
        for number in range(1, 5):
            assert f"costs ${number} per million tokens" in text
            assert len(re.findall(rf"^\[{number}\]", text, re.MULTILINE)) == 2, "a quote and its source"
        assert len({address for reply in slack.replies(asked) for address in addresses(reply)}) == 4
        assert slack.violations == []


def assert_reads_well(reply: Posted, text: str) -> None:
    """The text that stands for the blocks in notifications begins with the first quote, and has no markup."""
    spoken = html.unescape(reply.text)
    assert spoken.startswith(text.splitlines()[0])
    assert "Outlet" in spoken
    assert len(reply.text) < 4_000
    assert "<" not in reply.text


def test_nearest_headlines_are_those_of_the_command_line(
    slack: SlackServer, printed: Answers, user: str, channel: str
) -> None:
    """Where nothing is found, the headlines are shown and linked, and act as little as quotes; notifications say so."""
    reply = answer_to(slack, slack.mention(UNANSWERED, user=user, channel=channel))
    expected = printed[UNANSWERED]
    assert not expected["answered"]
    assert all(printable(each["title"]) in slack.visible_text(reply) for each in expected["nearest"])
    assert addresses(reply) == {each["url"] for each in expected["nearest"]}
    assert reply.text.startswith("I found nothing on that.")


def test_hostile_passages_are_shown_in_the_modal(slack: SlackServer, user: str, channel: str) -> None:
    """It is made as the answer is."""
    reply = answer_to(slack, slack.mention(QUESTIONS[0], user=user, channel=channel))
    slack.click(reply, "more_sources", user=user)
    view = slack.wait_for(
        lambda: next((v for v in slack.views if v.user == user and HOSTILE in slack.visible_text(v)), None)
    )
    assert view is not None
    assert all(address.startswith("https://news.example/") for address in addresses(view))
    assert read_blocks(view.blocks).pings == set()


def test_hostile_questions_never_act(slack: SlackServer, user: str, channel: str) -> None:
    """What was asked is shown where the answer is shared, in the asker's words, but calls nobody."""
    slack.command("/ask", HOSTILE_QUESTION, user=user, channel=channel)
    slack.click(answered(slack, user), "share", user=user)
    [shared] = slack.wait_for(lambda: in_channel(slack, channel))
    assert "*b* _t_ `x` ``` &amp; " in slack.visible_text(shared)
    assert shared.pings == set()
    assert all(address.startswith("https://news.example/") for address in addresses(shared))


def test_hostile_follow_ups_never_act(slack: SlackServer, user: str, channel: str) -> None:
    """A completed question is shown above its answer."""
    first = slack.mention("What is Zephyr-3?", user=user, channel=channel)
    answer_to(slack, first)
    text = "and how much is it, <!channel> &lt;!here&gt; *y* `x`?"
    slack.mention(text, user=user, channel=channel, thread_ts=first.ts)
    second = answer_to(slack, first, 2)
    assert "Asked: how much is Zephyr-3, &lt;!here&gt;" in slack.visible_text(second)
    assert second.pings == set()


@pytest.mark.parametrize("command", ["/ask", "/newsdesk"])
def test_hostile_commands_never_act(slack: SlackServer, user: str, channel: str, command: str) -> None:
    """Whatever is typed behind a command is a question, or gets help."""
    slack.command(command, "<!channel> <@U1> `x` *y*?", user=user, channel=channel)
    whispered(slack, user)
    assert [message.text for message in slack.messages if message.pings] == []
