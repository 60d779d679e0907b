"""A bot that people use in a local Discord."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.articles import news, write_folder, write_jsonl
from tests.once import made_once
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import COMMAND, UNLIMITED, NewHome, RunningBot

QUESTION, PRICE = "What does Zephyr-3 cost?", "costs $3 per million tokens"
ABOUT, FOLLOW_UP, COMPLETED = "What is Zephyr-3?", "and how much is it?", "Asked: how much is Zephyr-3?"
ASK_ON = "Ask a follow-up"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of which copies are used; its source is a folder of articles."""
    return made_once(tmp_path_factory, "discord", lambda place: prepare(place, ())) / "home"


def prepare(place: Path, others: Sequence[dict[str, str]]) -> Path:
    """Return a new data folder with a few articles, and with others."""
    articles = write_folder(place / "articles", [news(number, number == 3) for number in range(1, 8)])
    write_jsonl(articles / "others.jsonl", others)
    environment = os.environ | {"NEWSDESK_HOME": str(place / "home")}
    subprocess.run([COMMAND, "add", articles], env=environment, check=True, capture_output=True)
    return place / "home"


@pytest.fixture(scope="module")
def discord() -> Iterator[DiscordServer]:
    """A Discord that the tests of a module share; each has people and channels of its own."""
    with DiscordServer(identify_seconds=0) as server:
        yield server


@pytest.fixture(scope="module")
def admin_role(discord: DiscordServer) -> str:
    """A role whose members are administrators."""
    return discord.add_role()


@pytest.fixture(scope="module")
def admin_by_name(discord: DiscordServer) -> str:
    """An administrator who has no role."""
    return discord.add_user()


@pytest.fixture(scope="module")
def running(discord: DiscordServer, admin_role: str, admin_by_name: str, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot that the tests of a module share."""
    admins = {"NEWSDESK_ADMINS": f"discord-role:{admin_role},discord:{admin_by_name}"}
    with RunningBot(new_home(), discord, **UNLIMITED, **admins) as bot:
        discord.wait_for(lambda: discord.commands)
        settle(discord, discord.add_channel())  # the models are loaded, so that answers come at once
        yield bot
        settle(discord, discord.add_channel())
        assert_good_conduct(bot, discord)


@pytest.fixture
def bot(running: RunningBot, discord: DiscordServer) -> Iterator[RunningBot]:
    """The shared bot; at the end of a test nothing was sent that ought not to be, and nothing went wrong."""
    yield running
    assert_good_conduct(running, discord)


@pytest.fixture
def user(discord: DiscordServer) -> str:
    """A person whom no other test knows."""
    return discord.add_user()


@pytest.fixture
def admin(discord: DiscordServer, admin_role: str) -> str:
    """An administrator whom no other test knows."""
    return discord.add_user(roles=[admin_role])


@pytest.fixture
def channel(discord: DiscordServer) -> str:
    """A channel that no other test uses."""
    return discord.add_channel()


def assert_good_conduct(bot: RunningBot, discord: DiscordServer) -> None:
    """Nobody was notified, nothing came late, no answer stands there twice, and nothing went wrong."""
    assert discord.violations == []
    assert discord.late_interactions == []
    assert [discord.visible_text(message) for message in discord.messages if message.pings] == []
    marks = [mark for message in discord.messages if not message.deleted for mark in marks_of(discord, message)]
    assert [mark for mark in marks if marks.count(mark) > 1] == []
    assert [line for line in bot.log.splitlines() if "Traceback" in line] == []


def marks_of(discord: DiscordServer, message: Posted) -> list[str]:
    """Return what tells an answer from all others: its last message has one button of a kind, with its key."""
    ids = [str(button["custom_id"]) for button in discord.buttons(message)]
    return [each for each in ids if each.startswith("good ")]


def labels(discord: DiscordServer, message: Posted) -> set[str]:
    """Return what stands on the buttons of a message."""
    return {str(button["label"]) for button in discord.buttons(message)}


def answer_to(discord: DiscordServer, message: Posted, number: int = 1) -> Posted:
    """Wait for an answer to a message, in its thread or beside it: the first, the second and so on."""
    discord.wait_for(lambda: len(discord.replies(message)) >= number)
    return discord.replies(message)[number - 1]


def only_answer_to(discord: DiscordServer, message: Posted) -> Posted:
    """Wait for the answer to a message, and see that no second one comes."""
    answer_to(discord, message)
    settle(discord, message.channel)
    [reply] = discord.replies(message)
    return reply


def settle(discord: DiscordServer, channel: str) -> None:
    """Ask something else in a channel and wait for the answer: what was said there before has its answer by then."""
    answer_to(discord, discord.mention("What does Zephyr-7 cost?", user=discord.add_user(), channel=channel))


def response(discord: DiscordServer, interaction: Interaction) -> Posted:
    """Wait until an interaction is answered, and return the answer."""
    return discord.wait_for(lambda: discord.response(interaction)) or pytest.fail("there is none")


def asked(discord: DiscordServer, user: str, channel: str, question: str = QUESTION, **options: object) -> Posted:
    """Ask with the command, and wait for the answer."""
    return response(discord, discord.command("ask", {"question": question, **options}, user=user, channel=channel))


def told(discord: DiscordServer, user: str, count: int = 1) -> list[str]:
    """Wait until a person was told so many things in direct messages, and return what they see of them."""
    discord.wait_for(lambda: len(discord.dms(user)) >= count)
    return [discord.visible_text(message) for message in discord.dms(user)]


def pressed(discord: DiscordServer, message: Posted, label: str, user: str) -> str:
    """Press a button, and return what whoever pressed it is told in private."""
    said = response(discord, discord.click(message, label, user=user))
    assert said.ephemeral_to == user
    return discord.visible_text(said)


def asked_on(discord: DiscordServer, answer: Posted, user: str, text: str = FOLLOW_UP) -> Posted:
    """Ask by the button under an answer, and return the answer to that."""
    opened = discord.click(answer, ASK_ON, user=user)
    discord.wait_for(lambda: opened.modal)
    return response(discord, discord.submit(opened, text, user=user))
