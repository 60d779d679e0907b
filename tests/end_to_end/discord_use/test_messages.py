"""What an answer shows in Discord: hostile text is shown and never acts, numbers match, and nothing is dropped."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from bot.reply import printable
from tests.articles import news, write_jsonl
from tests.end_to_end.discord_use.conftest import (
    ABOUT,
    answer_to,
    asked,
    asked_on,
    prepare,
    pressed,
    response,
    told,
)
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_text import Reading, read_message
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import COMMAND, UNLIMITED, RunningBot

pytestmark = pytest.mark.usefixtures("bot")
HOSTILE = (
    "@everyone @here <@&1234> <@5678> <#91011> [click](https://evil.example/a) <https://evil.example/b> "
    "https://evil.example/c ||spoiler|| **bold** __line__ *thin* _thin_ ~~gone~~ `code` ```block``` "
    "<t:1767225600:R> :tada: <:tada:1213> \\<@5678> \\\\*back*"
)
LINES = ("# Heading", "-# small", "- item", "* item", "1. item", "> quote", ">>> long quote", "```python", "@everyone")
UNBROKEN = "incomprehensibilities*_" * 261  # 6,003 characters
_REVERSED = "\u202edemrofsnart\u202c \u200fright-to-left"
_ZALGO = "Z\u0335\u0322\u034e\u0317a\u0336\u0348\u033el\u0337\u033c\u0310g\u0338\u0332\u0351o\u0334\u0330\u0346"
QUESTIONS = (
    "What does Zephyr-66 cost?",
    "What does Zephyr-77 cost?",
    "What does Zephyr-88 cost?",
    "Compare Zephyr-1, Zephyr-2, Zephyr-3, Zephyr-4 and Zephyr-5",
    "Compare the prices of Zephyr-66 and Zephyr-77",
)
UNANSWERED = "Which \u202e ships @everyone won the chess championship?"
HOSTILE_QUESTION = f"What does Zephyr-3 cost, {HOSTILE} 🤔?"
OURS = {"quote", "bold", "link"}  # the markup of an answer
Answers = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as for the other tests, with hostile articles beside the plain ones."""
    acting = news(66) | {
        "url": "https://news.example/66?a=(1)&b=[2]",
        "title": f"Vendor66 ships Zephyr-66 {HOSTILE}",
        "text": "\n".join((f"Zephyr-66 costs $66 per million tokens, {HOSTILE}, said Vendor66.", *LINES)),
    }
    odd = news(77) | {
        "title": f"Vendor77 {_REVERSED} ships Zephyr-77 {_ZALGO}",
        "text": f"Zephyr-77 costs $77 per million tokens, {_REVERSED} {_ZALGO} said Vendor77.",
    }
    unbroken = news(88) | {"text": f"Zephyr-88 costs $88 per million tokens, said Vendor88, and {UNBROKEN} ended."}
    return prepare(tmp_path_factory.mktemp("hostile"), [acting, odd, unbroken])


@pytest.fixture(scope="session")
def printed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the command line answers to some questions, on the same articles."""
    file = tmp_path_factory.mktemp("asked") / "questions.jsonl"
    file.write_text("".join(json.dumps({"question": each}) + "\n" for each in (*QUESTIONS, UNANSWERED)), "utf-8")
    environment = os.environ | {"NEWSDESK_HOME": str(prepared)}
    answers = subprocess.run(
        [COMMAND, "ask", "--batch", file, "--json"], env=environment, check=True, capture_output=True
    )
    return {answer["question"]: answer for answer in map(json.loads, answers.stdout.splitlines())}


def reading(message: Posted) -> Reading:
    """Return how a message reads."""
    return read_message(message.fields())


def responses(discord: DiscordServer, used: Interaction) -> list[Posted]:
    """Return all that has come in response to an interaction."""
    return [message for message in (discord.response(used), *used.follow_ups) if message is not None]


def addresses(*messages: Posted) -> set[str]:
    """Return the addresses of the links in messages, without the encoding that keeps them in one piece."""
    return {unquote(address) for message in messages for _, address in reading(message).links}


def source_lines(text: str) -> list[str]:
    """Return the lines of sources: those that have a publisher and a date."""
    return [line for line in text.splitlines() if re.search(r", Outlet \d, \d+ \w+ 2026", line)]


def assert_harmless(*messages: Posted) -> None:
    """Nothing in them acts: there is no markup but Newsdesk's own, no mention, and no link but to articles."""
    for message in messages:
        assert set(reading(message).marks) <= OURS
        assert message.pings == ()
    assert all(address.startswith("https://news.example/") for address in addresses(*messages))


# Answers


def test_hostile_text_is_in_these_articles(printed: Answers) -> None:
    """Else the other tests would show nothing."""
    [acting], [odd], [unbroken] = (printed[question]["citations"] for question in QUESTIONS[:3])
    assert HOSTILE in acting["quote"]
    assert HOSTILE in acting["title"]
    assert "\u202e" in odd["quote"]
    assert "incomprehensibilities*_incomprehensibilities*_" in unbroken["quote"]
    assert any(LINES[-1] in each["quote"] for each in printed[QUESTIONS[4]]["citations"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_shows_what_the_command_line_prints(
    discord: DiscordServer, printed: Answers, user: str, channel: str, question: str
) -> None:
    """Word for word, however hostile: all quotes and sources, once each in the same numbers, and no link but theirs."""
    reply = answer_to(discord, discord.mention(question, user=user, channel=channel))
    text, cited = discord.visible_text(reply), printed[question]["citations"]
    sources = source_lines(text)
    for citation in cited:
        number = f"[{citation['number']}]"
        assert f"{number} {printable(citation['quote'])}" in text
        [line] = [line for line in sources if number in line]
        assert printable(citation["title"])[:240] in line
        assert len([line for line in text.splitlines() if line.startswith(number) and line not in sources]) == 1
    assert len(sources) == len({citation["url"] for citation in cited})
    assert addresses(reply) == {unquote(citation["link"]) for citation in cited}
    assert_harmless(reply)


def test_nearest_headlines_are_those_of_the_command_line(
    discord: DiscordServer, printed: Answers, user: str, channel: str
) -> None:
    """Where nothing is found, the headlines are shown and linked, and act as little as quotes."""
    reply = answer_to(discord, discord.mention(UNANSWERED, user=user, channel=channel))
    expected = printed[UNANSWERED]
    assert not expected["answered"]
    assert any(HOSTILE in each["title"] for each in expected["nearest"])
    text = discord.visible_text(reply)
    assert all(printable(each["title"])[:240] in text for each in expected["nearest"])
    assert addresses(reply) == {unquote(each["url"]) for each in expected["nearest"]}
    assert set(reading(reply).marks) <= OURS | {"list"}
    assert discord.state.channels[reply.channel].name == printable(UNANSWERED)


@pytest.mark.parametrize("question", [QUESTIONS[0], QUESTIONS[2], QUESTIONS[4]])
def test_hostile_passages_are_shown_whole(
    discord: DiscordServer, printed: Answers, user: str, channel: str, question: str
) -> None:
    """With all their lines, each as it is written, and in as many messages as it takes."""
    reply = answer_to(discord, discord.mention(question, user=user, channel=channel))
    used = discord.click(reply, "More sources", user=user)
    passages = [printable(citation["passage"]) for citation in printed[question]["citations"]]

    def shown() -> str:
        return "\n".join(map(discord.visible_text, responses(discord, used)))

    discord.wait_for(lambda: all(passage in shown() for passage in passages))
    assert {message.ephemeral_to for message in responses(discord, used)} == {user}
    assert_harmless(*responses(discord, used))


def test_an_answer_of_maximal_length_is_shown_whole(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    """Long quotes of as many articles as there may be, with long titles and addresses, in one message or several."""
    asides = (
        "*_a model* that the vendor_ describes [at] length, for readers who like their sentences long and unhurried"
    )
    articles = [
        news(number, 1)
        | {
            "url": f"https://news.example/{number}/{'long-' * 190}",
            "title": f"Vendor{number} ships Zephyr-{number}{' and more' * 50}",
            "text": f"Zephyr-{number}, {asides}, costs ${number} per million tokens, said Vendor{number} on Monday.",
        }
        for number in range(1, 5)
    ]
    question = "Compare the prices of Zephyr-1, Zephyr-2, Zephyr-3 and Zephyr-4"
    home = tmp_path_factory.mktemp("long") / "home"
    with DiscordServer() as discord, RunningBot(home, discord, **UNLIMITED) as bot:
        user, channel = discord.add_user(), discord.add_channel()
        told_so = discord.mention(QUESTIONS[0], user=user, channel=channel)
        assert "I have no articles to answer from yet" in told(discord, user)[0]
        discord.wait_for(lambda: discord.commands)
        drawn = response(discord, discord.command("timeline", user=user, channel=channel))
        assert discord.visible_text(drawn).startswith("I have no articles yet.")
        bot.add(write_jsonl(tmp_path / "long.jsonl", articles))
        message = discord.mention(question, user=user, channel=channel)
        discord.wait_for(lambda: any(map(discord.buttons, discord.replies(message))))
        used = discord.command("ask", {"question": question}, user=user, channel=channel)
        discord.wait_for(lambda: any(map(discord.buttons, responses(discord, used))))
        for messages in (discord.replies(message), responses(discord, used)):
            assert len(messages) > 1
            text = "\n".join(map(discord.visible_text, messages))
            for number in range(1, 5):
                assert f"costs ${number} per million tokens" in text
                assert len(re.findall(rf"^\[{number}\]", text, re.MULTILINE)) == 2, "a quote and its source"
            assert len(addresses(*messages)) == 4
            assert [bool(discord.buttons(each)) for each in messages] == [False] * (len(messages) - 1) + [True]
            assert_harmless(*messages)
        assert discord.replies(told_so) == []
        assert discord.violations == []


# What people type


def test_hostile_questions_never_act(discord: DiscordServer, user: str, channel: str) -> None:
    """What was asked is shown where an answer is public or shared, in the asker's words, and calls nobody."""
    public = asked(discord, user, channel, HOSTILE_QUESTION, public=True)
    private = asked(discord, user, channel, HOSTILE_QUESTION)
    discord.click(private, "Share to channel", user=user)
    discord.wait_for(lambda: len(discord.in_channel(channel)) == 2)
    shared = discord.in_channel(channel)[1]
    assert discord.visible_text(public).startswith(f"“{HOSTILE_QUESTION}”")
    assert discord.visible_text(shared).startswith(f"Shared: “{HOSTILE_QUESTION}”")
    further = asked_on(discord, public, user, f"and how much is it, {HOSTILE}?")
    assert discord.visible_text(further).startswith(f"“and how much is it, {HOSTILE}?”")
    assert_harmless(public, shared, private, further)


def test_hostile_mentions_never_act(discord: DiscordServer, user: str, channel: str) -> None:
    """A completed question is shown above its answer."""
    first = answer_to(discord, discord.mention(ABOUT, user=user, channel=channel))
    acting = "@everyone <@&1234> **y** [x](https://evil.example)"
    second = answer_to(discord, discord.mention(f"and how much is it, {acting}?", user=user, channel=first.channel))
    assert "Asked: how much is Zephyr-3, @everyone y [x](https://evil.example)?" in discord.visible_text(second)
    assert_harmless(first, second)


def test_hostile_claims_never_act(discord: DiscordServer, user: str, channel: str) -> None:
    """What others wrote is asked with, and shown where the answer is shared."""
    message = discord.say(HOSTILE_QUESTION, user=discord.add_user(), channel=channel)
    answer = response(discord, discord.context_command("Check this claim", user=user, message=message))
    pressed(discord, answer, "Share to channel", user)
    [shared] = discord.wait_for(lambda: discord.in_channel(channel))
    assert "||spoiler|| **bold** __line__" in discord.visible_text(shared)
    assert_harmless(answer, shared)


def test_a_refusal_repeats_nothing_that_acts(discord: DiscordServer, user: str, channel: str) -> None:
    """Whatever was typed."""
    channel_without = discord.add_channel(denied=["SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS"])
    discord.mention(f"What does Zephyr-3 cost, {HOSTILE}?", user=user, channel=channel_without)
    told(discord, user)
    for options in ({"since": HOSTILE[:90]}, {"publisher": HOSTILE[:90]}):
        refusal = asked(discord, user, channel, "What does Zephyr-3 cost?", **options)
        assert "@everyone @here <@&1234>" in discord.visible_text(refusal)
        assert_harmless(refusal)
    [told_directly] = discord.dms(user)
    assert set(reading(told_directly).marks) <= OURS


# Mentions


def test_no_call_lets_anybody_be_notified(discord: DiscordServer, user: str, channel: str) -> None:
    """Neither a message nor an edit: each says so itself, for what it leaves out Discord reads as everybody."""
    answer = asked(discord, user, channel)
    for label in ("More sources", "Good answer", "Share to channel"):
        pressed(discord, answer, label, user)
    answer_to(discord, discord.mention("@everyone", user=user, channel=channel))
    bodies = [call.body for call in discord.calls if isinstance(call.body, dict)]
    saying = [body.get("data") or body for body in bodies]
    messages = [body for body in saying if {"content", "embeds", "components"} & body.keys() and "title" not in body]
    assert len(messages) > 4
    assert [body for body in messages if body.get("allowed_mentions") != {"parse": []}] == []
