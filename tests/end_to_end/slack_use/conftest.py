"""A bot that people use in a local Slack, on articles of which some are hostile."""

import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.articles import news, write_folder, write_jsonl
from tests.platforms.running import COMMAND, RunningBot
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

UNLIMITED = {"NEWSDESK_RATE_PER_USER": "1000000", "NEWSDESK_RATE_PER_CHANNEL": "1000000"}
ADMIN, SECOND_ADMIN, THIRD_ADMIN = "UADMIN", "UADMIN2", "UADMIN3"
MEMBER_OF_GROUP, GROUP, WORKSPACE_ADMIN = "UMEMBER", "SADMINS", "UOWNER"
ADMINS = {"NEWSDESK_ADMINS": f"slack:{ADMIN},slack:{SECOND_ADMIN},slack:{THIRD_ADMIN},slack-group:{GROUP},slack-admins"}
HOSTILE = "<!channel> <@U1> *bold* _thin_ `code` <https://evil.example|click> &amp; <!here> :tada:"
NewHome = Callable[[], Path]
_ids = itertools.count(1)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of which copies are used; its source is a folder of articles."""
    place = tmp_path_factory.mktemp("prepared")
    hostile = news(66) | {
        "title": f"Vendor66 ships Zephyr-66 {HOSTILE}",
        "text": f"Zephyr-66 costs $66 per million tokens, {HOSTILE}, said Vendor66.",
    }
    articles = write_folder(place / "articles", [news(number, 1) for number in range(1, 8)])
    write_jsonl(articles / "hostile.jsonl", [hostile])
    environment = os.environ | {"NEWSDESK_HOME": str(place / "home")}
    subprocess.run([COMMAND, "add", articles], env=environment, check=True, capture_output=True)
    return place / "home"


@pytest.fixture(scope="session")
def new_home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> NewHome:
    """Makes data folders with the articles in them."""
    return lambda: Path(shutil.copytree(prepared, tmp_path_factory.mktemp("bot") / "home"))


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackServer]:
    """A Slack that the tests of a module share; each has people and channels of its own."""
    with SlackServer() as server:
        server.add_group(GROUP, [MEMBER_OF_GROUP])
        server.add_user(WORKSPACE_ADMIN, is_admin=True)
        yield server


@pytest.fixture(scope="module")
def running(slack: SlackServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot that the tests of a module share."""
    with RunningBot(new_home(), slack, **UNLIMITED, **ADMINS) as bot:
        yield bot


@pytest.fixture
def bot(running: RunningBot, slack: SlackServer) -> Iterator[RunningBot]:
    """The shared bot; at the end of a test nothing was sent that ought not to be, and nothing went wrong."""
    yield running
    assert slack.violations == []
    assert slack.late_acks == []
    assert [line for line in running.log.splitlines() if "Traceback" in line] == []


@pytest.fixture
def user() -> str:
    """A person whom no other test knows."""
    return f"U{next(_ids):08d}"


@pytest.fixture
def channel() -> str:
    """A channel that no other test uses."""
    return f"C{next(_ids):08d}"


def only_reply(slack: SlackServer, message: Posted) -> Posted:
    """Wait for the reply in the thread of a message, and for all that was asked so far; there is one."""
    slack.wait_for(lambda: slack.replies(message))
    settle(slack)
    [reply] = slack.replies(message)
    return reply


def settle(slack: SlackServer) -> None:
    """Ask something else and wait for the answer: what was asked before is answered by then, or never will be."""
    last = slack.direct("What does Zephyr-7 cost?", user=f"U{next(_ids):08d}")
    slack.wait_for(lambda: slack.replies(last))


def whispered(slack: SlackServer, user: str, count: int = 1) -> list[str]:
    """Wait until a person was told so many things in private, and return what they see of them."""
    slack.wait_for(lambda: len(slack.ephemerals(user)) >= count)
    return [slack.visible_text(message) for message in slack.ephemerals(user)]


def answered(slack: SlackServer, user: str) -> Posted:
    """Wait until a person has a private answer, in the place of the line that acknowledged the command."""

    def answer() -> Posted | None:
        found = [message for message in slack.ephemerals(user) if slack.buttons(message)]
        return found[-1] if found else None

    found = slack.wait_for(answer)
    assert found is not None
    return found
