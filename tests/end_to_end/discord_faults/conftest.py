"""A bot and a local Discord in which things go wrong, and what all these tests ask."""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from corpus.database import open_for_reading
from retrieval.embedding import Encoder
from tests.articles import news, read_file, write_jsonl
from tests.benchmarks.folder import open_folder, unheard
from tests.end_to_end.faults import BRISK, MODELS, PARAGRAPHS, price, question
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import NewHome, RunningBot, until

COMPARED = range(11, 15)  # whose answer takes two messages, as their addresses are long
COMPARISON = "Compare the prices of Zephyr-11, Zephyr-12, Zephyr-13 and Zephyr-14"
POST, THREAD = "POST /channels/*/messages", "POST /channels/*/messages/*/threads"
HISTORY = "GET /channels/*/messages"
CALLBACK, RESPONSE = "POST /interactions/*/callback", "PATCH /webhooks/*/messages/@original"
FOLLOW_UP, TYPING, DIRECT = "POST /webhooks/*", "POST /channels/*/typing", "POST /users/@me/channels"
FEW_REFUSALS = 40  # of the 10,000 in ten minutes for which Discord shuts an address out


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A data folder with the articles that the questions are about; it is copied, never used."""
    place = tmp_path_factory.mktemp("prepared")
    articles = [news(number, PARAGRAPHS) for number in MODELS]
    articles += [news(number, 0) | {"url": f"https://news.example/{number}/{'long-' * 190}"} for number in COMPARED]
    with open_folder(place / "home", encoder) as folder:
        read_file(folder.connection, write_jsonl(place / "news.jsonl", articles))
        folder.index.update(unheard)
    return place / "home"


@pytest.fixture(scope="module")
def discord() -> Iterator[DiscordServer]:
    """A Discord that the tests of a module share; each has people and channels of its own."""
    with DiscordServer() as server:
        yield server


@pytest.fixture(scope="module")
def running(discord: DiscordServer, new_home: NewHome) -> Iterator[RunningBot]:
    """A bot that the tests of a module share."""
    with RunningBot(new_home(), discord, **BRISK) as bot:
        discord.wait_for(lambda: discord.commands)
        yield bot


@pytest.fixture
def bot(running: RunningBot, discord: DiscordServer) -> Iterator[RunningBot]:
    """The shared bot, whose conduct is looked at when a test is done."""
    refused, late = discord.invalid_requests, len(discord.late_interactions)
    yield running
    assert_good_conduct(running, discord, refused=refused, late=late)


def assert_good_conduct(bot: RunningBot, discord: DiscordServer, *, refused: int = 0, late: int = 0) -> None:
    """Whatever goes wrong: nothing is acknowledged late, sent as it ought not to be, or lets a secret out.

    ``refused`` calls and ``late`` interactions were there before.
    """
    log = bot.log
    print(log[-20_000:])
    assert discord.late_interactions[late:] == []
    assert discord.violations == []
    assert discord.invalid_requests - refused <= FEW_REFUSALS
    assert not [line for line in log.splitlines() if "/bot/" in line], "an error of ours is in the log"
    assert not [line for line in log.splitlines() if "Unclosed" in line or "was never" in line]
    assert_no_secrets(log, discord)


def assert_no_secrets(log: str, discord: DiscordServer) -> None:
    """No secret is in a log."""
    assert not [secret for secret in (discord.token, *discord.state.by_token) if secret in log]


def ask(discord: DiscordServer, number: int = 6, *, channel: str | None = None, user: str | None = None) -> Posted:
    """Mention the bot with a question, in a channel of its own unless one is named."""
    place = channel or discord.add_channel()
    return discord.mention(question(number), user=user or discord.add_user(), channel=place)


def ask_all(discord: DiscordServer, count: int, *, channel: str | None = None) -> dict[Posted, int]:
    """Ask so many questions, and return them with their numbers."""
    numbers = itertools.islice(itertools.cycle(MODELS), count)
    return {ask(discord, number, channel=channel): number for number in numbers}


def command(
    discord: DiscordServer, number: int = 6, *, channel: str | None = None, user: str | None = None, **options: object
) -> Interaction:
    """Ask by /ask, in a channel of its own unless one is named."""
    return discord.command(
        "ask",
        {"question": question(number), **options},
        user=user or discord.add_user(),
        channel=channel or discord.add_channel(),
    )


class Talk:
    """Asks in every way that there is, in a few places: by mention in channels and threads, by reply, and directly.

    Whoever writes directly has done so before, as Discord does not tell a bot of others after it was away.
    """

    def __init__(self, discord: DiscordServer, *, places: int = 3, seed: int = 6) -> None:
        """Answer everybody once; it needs a running bot."""
        self._discord = discord
        self.chance = random.Random(seed)  # noqa: S311 - the same order each time
        self._channels = [discord.add_channel() for _ in range(places)]
        self._threads = [discord.add_thread(channel) for channel in self._channels]
        self._people = [discord.add_user() for _ in range(places)]
        self.asked = {discord.direct(question(1), user=user): 1 for user in self._people}
        begun = {ask(discord, 2, channel=channel): 2 for channel in self._channels}
        self.asked |= begun
        wait_for_answers(discord, self.asked)
        self._answers = [discord.replies(message)[0] for message in begun]
        self._ways = itertools.cycle([self._mention, self._mention_in_thread, self._reply, self._direct])

    def ask(self) -> Posted:
        """Ask a question in the next of the ways."""
        number = self.chance.choice(MODELS)
        asked = next(self._ways)(question(number))
        self.asked[asked] = number
        return asked

    def ask_all(self, count: int) -> dict[Posted, int]:
        """Ask so many questions, and return them with their numbers."""
        asked = [self.ask() for _ in range(count)]
        return {message: self.asked[message] for message in asked}

    def _mention(self, text: str) -> Posted:
        return self._discord.mention(text, user=self._person(), channel=self.chance.choice(self._channels))

    def _mention_in_thread(self, text: str) -> Posted:
        return self._discord.mention(text, user=self._person(), channel=self.chance.choice(self._threads))

    def _reply(self, text: str) -> Posted:
        answer = self.chance.choice(self._answers)
        return self._discord.say(text, user=self._person(), channel=answer.channel, reply_to=answer)

    def _direct(self, text: str) -> Posted:
        return self._discord.direct(text, user=self._person())

    def _person(self) -> str:
        return self.chance.choice(self._people)


def wait_for_answers(discord: DiscordServer, asked: Iterable[Posted], *, timeout: float = 120) -> None:
    """Wait until each question has an answer."""
    questions = list(asked)
    discord.wait_for(lambda: all(map(discord.replies, questions)), timeout)


def settle(bot: RunningBot, discord: DiscordServer) -> None:
    """Ask a last question, and wait until nothing is open: what came before it is done, and tried no more."""
    wait_for_answers(discord, [ask(discord)])
    until(lambda: open_requests(bot) == 0, "all is answered")


def open_requests(bot: RunningBot) -> int:
    """Return how many requests the bot has still to answer."""
    database = open_for_reading(bot.home)
    assert database is not None
    with closing(database):
        [(count,)] = database.execute("SELECT count(*) FROM request WHERE outcome IS NULL")
        return int(count)


def assert_answered_once(bot: RunningBot, discord: DiscordServer, asked: Mapping[Posted, int]) -> None:
    """Each question has one answer, the right one, and nothing more comes."""
    wait_for_answers(discord, asked)
    settle(bot, discord)
    assert_answered(discord, asked)


def assert_answered(discord: DiscordServer, asked: Mapping[Posted, int]) -> None:
    """Each question has come to have one answer, the right one."""
    wait_for_answers(discord, asked)
    assert [len(discord.replies(message)) for message in asked] == [1] * len(asked)
    wrong = [
        text
        for message, number in asked.items()
        if price(number) not in (text := discord.visible_text(discord.replies(message)[0]))
    ]
    assert wrong == []


def seen_by(discord: DiscordServer, interaction: Interaction) -> str:
    """Return all that whoever used a command sees where it was used and in direct messages."""
    messages = discord.ephemerals(interaction.user) + discord.in_channel(interaction.channel)
    return "\n".join(map(discord.visible_text, messages + discord.dms(interaction.user)))


def forgive(discord: DiscordServer, interactions: Iterable[Interaction]) -> None:
    """Have interactions be acknowledged late, as the test saw to it that they are."""
    expected = {interaction.id for interaction in interactions}
    discord.wait_for(lambda: {late.id for late in discord.late_interactions} == expected)
    with discord.state.changing():
        for interaction in discord.state.interactions:
            interaction.late = False
