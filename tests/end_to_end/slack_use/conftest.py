"""A bot that people use in a local Slack, on articles of which some are hostile."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.articles import news, write_folder, write_jsonl
from tests.once import made_once
from tests.platforms.running import COMMAND, UNLIMITED, NewHome, RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

ADMIN, MEMBER_OF_GROUP, GROUP, WORKSPACE_ADMIN = "UADMIN", "UMEMBER", "SADMINS", "UOWNER"
ADMINS = {"NEWSDESK_ADMINS": f"slack:{ADMIN},slack-group:{GROUP},slack-admins"}

HOSTILE = "<!channel> <@U1> *bold* _thin_ `code` <https://evil.example|click> &amp; <!here> :tada:"
_REVERSED = "\u202edemrofsnart\u202c \u200fright-to-left"
_ZALGO = "Z\u0335\u0322\u034e\u0317a\u0336\u0348\u033el\u0337\u033c\u0310g\u0338\u0332\u0351o\u0334\u0330\u0346"
_LONG = f"{'incomprehensibilities' * 9} {' '.join(['Llanfairpwllgwyngyll'] * 6)}"

QUESTION, PRICE = "What does Zephyr-3 cost?", "costs $3 per million tokens"
QUESTIONS = (
    "What does Zephyr-66 cost?",
    "What does Zephyr-77 cost?",
    "Compare Zephyr-1, Zephyr-2, Zephyr-3, Zephyr-4 and Zephyr-5",
    "Compare the prices of Zephyr-66 and Zephyr-77",
)
UNANSWERED = "Which \u202e ships <!channel> won the chess championship?"
LOOKING = "Looking that up …"
Answers = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of which copies are used; its source is a folder of articles."""
    return made_once(tmp_path_factory, "slack", _prepare) / "home"


def _prepare(place: Path) -> None:
    hostile = news(66) | {
        "url": "https://news.example/66?a=1&b=2",
        "title": f"Vendor66 ships Zephyr-66 {HOSTILE}",
        "text": f"Zephyr-66 costs $66 per million tokens, {HOSTILE}, said Vendor66.",
    }
    odd = news(77) | {
        "title": f"Vendor77 {_REVERSED} ships Zephyr-77 {_ZALGO}",
        "text": f"Zephyr-77 costs $77 per million tokens, {_REVERSED} {_ZALGO} said Vendor77, and then {_LONG} ended.",
    }
    articles = write_folder(place / "articles", [news(number, number == 3) for number in range(1, 8)])
    write_jsonl(articles / "hostile.jsonl", [hostile, odd])
    environment = os.environ | {"NEWSDESK_HOME": str(place / "home")}
    subprocess.run([COMMAND, "add", articles], env=environment, check=True, capture_output=True)


@pytest.fixture(scope="session")
def printed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the command line answers to some questions, on the same articles."""
    file = tmp_path_factory.mktemp("asked") / "questions.jsonl"
    file.write_text("".join(json.dumps({"question": each}) + "\n" for each in (*QUESTIONS, UNANSWERED)), "utf-8")
    environment = os.environ | {"NEWSDESK_HOME": str(prepared)}
    asked = subprocess.run(
        [COMMAND, "ask", "--batch", file, "--json"], env=environment, check=True, capture_output=True
    )
    return {answer["question"]: answer for answer in map(json.loads, asked.stdout.splitlines())}


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    """A Slack that the tests of a module share; each has people and channels of its own.

    What the bot posts comes back to it, as it does from every channel that it is in.
    """
    with SlackServer(echo=True) as server:
        server.add_group(GROUP, [MEMBER_OF_GROUP])
        server.add_user(WORKSPACE_ADMIN, is_admin=True)
        yield server


@pytest.fixture(scope="module")
def running(slack: SlackServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot that the tests of a module share; in the end, nothing that it said in them stands there twice."""
    with RunningBot(new_home(), slack, **UNLIMITED, **ADMINS) as bot:
        settle(slack, new_channel())  # the models are loaded, so that answers come at once
        yield bot
        settle(slack, new_channel())
        assert_each_posted_once(slack)


@pytest.fixture
def bot(running: RunningBot, slack: SlackServer) -> Iterator[RunningBot]:
    """The shared bot; at the end of a test nothing was sent that ought not to be, and nothing went wrong."""
    yield running
    assert slack.violations == []
    assert slack.late_acks == []
    assert [message.text for message in slack.messages if message.pings] == []
    assert [line for line in running.log.splitlines() if "Traceback" in line] == []


@pytest.fixture
def user() -> str:
    """A person whom no other test knows."""
    return new_user()


@pytest.fixture
def admin(slack: SlackServer) -> str:
    """An administrator whom no other test knows."""
    return new_admin(slack)


@pytest.fixture
def channel() -> str:
    """A channel that no other test uses."""
    return new_channel()


def new_admin(slack: SlackServer) -> str:
    """Return the id of an administrator whom no test knows."""
    admin = new_user()
    slack.add_group(GROUP, [*slack.state.groups[GROUP], admin])
    return admin


def assert_each_posted_once(slack: SlackServer) -> None:
    """No answer stands there twice: each has the mark of its question."""
    payloads = [message.metadata["event_payload"] for message in slack.messages if message.metadata]
    marks = [(payload["key"], payload["part"]) for payload in payloads]
    assert [mark for mark in marks if marks.count(mark) > 1] == []


def answer_to(slack: SlackServer, message: Posted, number: int = 1) -> Posted:
    """Wait for a reply in the thread of a message: the first, the second and so on."""
    slack.wait_for(lambda: len(slack.replies(message)) >= number)
    return slack.replies(message)[number - 1]


def only_answer_to(slack: SlackServer, message: Posted) -> Posted:
    """Wait for the reply in the thread of a message, and see that no second one comes."""
    answer_to(slack, message)
    settle(slack, message.channel)
    [reply] = slack.replies(message)
    return reply


def settle(slack: SlackServer, channel: str) -> None:
    """Ask something else in a channel and wait for the answer: what was asked there before has its answer by then.

    It has to be the same channel: in each of them Newsdesk posts one message a second, in the order of its answers, so
    that an answer too many comes there only after a second.
    """
    answer_to(slack, slack.mention("What does Zephyr-7 cost?", user=new_user(), channel=channel))


def in_private(slack: SlackServer, user: str) -> list[Posted]:
    """Return what a person was told in private, without the lines that promise it where it takes a while."""
    return [message for message in slack.ephemerals(user) if message.text != LOOKING]


def only_in_private(slack: SlackServer, user: str) -> Posted:
    """Return the one thing that a person was told in private; at most one line promised it, and stands before it."""
    *looking, told = slack.ephemerals(user)
    assert [message.text for message in looking] in ([], [LOOKING])
    assert told.text != LOOKING
    return told


def whispered(slack: SlackServer, user: str, count: int = 1) -> list[str]:
    """Wait until a person was told so many things in private, and return what they see of them.

    Lines that promise an answer are none.
    """
    slack.wait_for(lambda: len(in_private(slack, user)) >= count)
    return [slack.visible_text(message) for message in in_private(slack, user)]


def private_answers(slack: SlackServer, user: str, count: int = 1) -> list[Posted]:
    """Wait until a person has so many private answers, in the place of the lines that acknowledged the commands."""

    def answers() -> list[Posted]:
        return [message for message in slack.ephemerals(user) if slack.buttons(message)]

    slack.wait_for(lambda: len(answers()) >= count)
    return answers()


def answered(slack: SlackServer, user: str) -> Posted:
    """Wait until a person has a private answer, and return the last one."""
    return private_answers(slack, user)[-1]


def in_channel(slack: SlackServer, channel: str) -> list[Posted]:
    """Return what the bot wrote in a channel outside of threads, for everybody to see."""
    return [
        message
        for message in slack.messages
        if message.channel == channel and message.thread_ts is None and message.ephemeral_to is None
    ]
