"""A bot and a local Slack in which things go wrong, and what all these tests ask."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from retrieval.embedding import Encoder
from tests.articles import news, read_file, write_jsonl
from tests.benchmarks.folder import open_folder, unheard
from tests.end_to_end.faults import BRISK, MODELS, PARAGRAPHS, price, question
from tests.platforms.running import NewHome, RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A data folder with the articles that the questions are about; it is copied, never used."""
    place = tmp_path_factory.mktemp("prepared")
    articles = write_jsonl(place / "news.jsonl", [news(number, PARAGRAPHS) for number in MODELS])
    with open_folder(place / "home", encoder) as folder:
        read_file(folder.connection, articles)
        folder.index.update(unheard)
    return place / "home"


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    """A Slack that the tests of a module share; each has people and channels of its own."""
    with SlackServer() as server:
        yield server


@pytest.fixture(scope="module")
def running(slack: SlackServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot that the tests of a module share."""
    with RunningBot(new_home(), slack, **BRISK) as bot:
        yield bot


@pytest.fixture
def bot(running: RunningBot, slack: SlackServer) -> Iterator[RunningBot]:
    """The shared bot, whose conduct is looked at when a test is done."""
    yield running
    assert_good_conduct(running, slack)


def assert_good_conduct(bot: RunningBot, slack: SlackServer) -> None:
    """Whatever goes wrong: nothing is acknowledged late, sent as it ought not to be, or lets a secret out."""
    log = bot.log
    print(log[-20_000:])
    assert slack.late_acks == []
    assert slack.violations == []
    assert not [line for line in log.splitlines() if "/bot/" in line], "an error of ours is in the log"
    assert not [line for line in log.splitlines() if "Unclosed" in line or "was never" in line]
    assert_no_secrets(log, slack)


def assert_no_secrets(log: str, slack: SlackServer) -> None:
    """No secret is in a log."""
    assert not [secret for secret in (slack.bot_token, slack.app_token, slack.signing_secret) if secret in log]


def ask(slack: SlackServer, number: int = 6, *, channel: str | None = None, user: str | None = None) -> Posted:
    """Mention the bot with a question, in a channel of its own unless one is named."""
    return slack.mention(question(number), user=user or new_user(), channel=channel or new_channel())


def ask_all(slack: SlackServer, count: int, *, channel: str | None = None) -> dict[Posted, int]:
    """Ask so many questions, and return them with their numbers."""
    numbers = itertools.islice(itertools.cycle(MODELS), count)
    return {ask(slack, number, channel=channel): number for number in numbers}


def wait_for_answers(slack: SlackServer, asked: Iterable[Posted], *, timeout: float = 120) -> None:
    """Wait until each question has an answer in its thread."""
    questions = list(asked)
    slack.wait_for(lambda: all(map(slack.replies, questions)), timeout)


def settle(slack: SlackServer) -> None:
    """Ask two last questions in a channel: the second answer comes a second later than the first.

    What the bot had to post elsewhere before is there by then, for it waits no longer in any channel.
    """
    channel = new_channel()
    wait_for_answers(slack, [ask(slack, channel=channel), ask(slack, channel=channel)])


def assert_answered_once(slack: SlackServer, asked: Mapping[Posted, int]) -> None:
    """Each question has one answer in its thread, the right one, and nothing more comes."""
    wait_for_answers(slack, asked)
    settle(slack)
    assert_answered(slack, asked)


def assert_answered(slack: SlackServer, asked: Mapping[Posted, int]) -> None:
    """Each question has come to have one answer in its thread, the right one."""
    wait_for_answers(slack, asked)
    assert [len(slack.replies(message)) for message in asked] == [1] * len(asked)
    wrong = [
        text
        for message, number in asked.items()
        if price(number) not in (text := slack.visible_text(slack.replies(message)[0]))
    ]
    assert wrong == []
