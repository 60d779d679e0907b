"""The buttons under an answer in Discord."""

import sqlite3
from contextlib import closing

import pytest

from tests.end_to_end.discord_use.conftest import (
    ABOUT,
    ASK_ON,
    COMPLETED,
    FOLLOW_UP,
    PRICE,
    QUESTION,
    answer_to,
    asked,
    asked_on,
    labels,
    pressed,
    response,
    settle,
)
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Posted
from tests.platforms.running import RunningBot

MORE, GOOD, BAD, SHARE = "More sources", "Good answer", "Bad answer", "Share to channel"
SHARING, ALREADY = "I share it with the channel.", "It is shared already, or on its way."
NOTED, NOT_KEPT = "Thank you: noted.", "That answer is no longer kept: ask again."


@pytest.fixture
def answer(discord: DiscordServer, bot: RunningBot, user: str, channel: str) -> Posted:
    """A private answer, which has all the buttons."""
    assert bot.pid
    return asked(discord, user, channel, ABOUT)


def verdicts(bot: RunningBot, user: str) -> list[str]:
    """Return what the database keeps of a person's feedback."""
    with closing(sqlite3.connect(f"file:{bot.home}/newsdesk.db?mode=ro", uri=True)) as database:
        return [kept for (kept,) in database.execute("SELECT verdict FROM feedback WHERE user = ?", (user,))]


def shared_in(discord: DiscordServer, channel: str) -> Posted:
    """Wait until an answer is shared in a channel."""
    return discord.wait_for(lambda: discord.in_channel(channel))[0]


# Feedback


def test_feedback_is_kept_and_thanked_for_in_private(
    discord: DiscordServer, bot: RunningBot, answer: Posted, user: str
) -> None:
    """The last word of a person counts."""
    assert [pressed(discord, answer, label, user) for label in (GOOD, BAD)] == [NOTED, NOTED]
    assert verdicts(bot, user) == ["bad"]


def test_each_person_has_a_word(discord: DiscordServer, bot: RunningBot, user: str, channel: str) -> None:
    """What another one thinks of the same answer changes nothing."""
    answer = answer_to(discord, discord.mention(QUESTION, user=user, channel=channel))
    other = discord.add_user()
    pressed(discord, answer, GOOD, user)
    pressed(discord, answer, BAD, other)
    assert (verdicts(bot, user), verdicts(bot, other)) == (["good"], ["bad"])


# More sources


def test_more_sources_shows_whole_passages_to_whoever_asks(
    discord: DiscordServer, bot: RunningBot, user: str, channel: str
) -> None:
    """Each as often as they like, and nobody else sees them."""
    assert bot.pid
    answer = answer_to(discord, discord.mention(QUESTION, user=user, channel=channel))
    assert "A spokesperson declined" not in discord.visible_text(answer)
    for person in (user, user, discord.add_user()):
        text = pressed(discord, answer, MORE, person)
        assert "[1] Vendor3 ships Zephyr-3, Outlet 0, 4 January 2026" in text
        assert "A spokesperson declined" in text, "the passage goes on behind the quote"
    assert discord.in_channel(answer.channel) == [answer]


def test_an_answer_that_is_no_longer_kept_is_told(
    discord: DiscordServer, bot: RunningBot, answer: Posted, user: str, channel: str
) -> None:
    """After months its buttons still stand there."""
    settle(discord, discord.add_channel())
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
        database.execute("UPDATE request SET reply = NULL WHERE channel = ?", (channel,))
    assert pressed(discord, answer, MORE, user) == NOT_KEPT
    sharing = discord.click(answer, SHARE, user=user)
    discord.wait_for(lambda: _says(discord, discord.response(sharing), NOT_KEPT))


def test_a_button_of_another_data_folder_is_told(
    discord: DiscordServer, bot: RunningBot, answer: Posted, user: str, channel: str
) -> None:
    """As after a move: nothing is known of the question; a follow-up begins anew, as private as the button's place."""
    settle(discord, discord.add_channel())
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database, database:
        database.execute("DELETE FROM request WHERE channel = ?", (channel,))
    assert pressed(discord, answer, MORE, user) == NOT_KEPT
    anew = asked_on(discord, answer, user, QUESTION)
    assert PRICE in discord.visible_text(anew)
    assert anew.ephemeral_to == user


def _says(discord: DiscordServer, message: Posted | None, text: str) -> bool:
    return message is not None and discord.visible_text(message) == text


# Sharing


def test_an_answer_is_shared_once_for_all_to_see(
    discord: DiscordServer, answer: Posted, user: str, channel: str
) -> None:
    """However often it is pressed, in the channel where it was asked, with what was asked above it."""
    told = [discord.click(answer, SHARE, user=user) for _ in range(3)]
    discord.wait_for(lambda: sum(_says(discord, discord.response(each), ALREADY) for each in told) == 2)
    settle(discord, channel)
    [shared] = discord.in_channel(channel)
    assert shared.ephemeral_to is None
    text = discord.visible_text(shared)
    assert text.startswith(f"Shared: “{ABOUT}”")
    assert PRICE in text
    assert labels(discord, shared) == {ASK_ON, MORE, GOOD, BAD}
    assert sorted(discord.visible_text(each) for each in discord.ephemerals(user) if each is not answer) == sorted(
        [SHARING, ALREADY, ALREADY]
    )


def test_an_answer_of_a_thread_is_shared_there(
    discord: DiscordServer, bot: RunningBot, user: str, channel: str
) -> None:
    """Where the command was used."""
    assert bot.pid
    thread = discord.add_thread(channel)
    assert pressed(discord, asked(discord, user, thread), SHARE, user) == SHARING
    assert PRICE in discord.visible_text(shared_in(discord, thread))
    assert discord.in_channel(channel) == []


def test_the_buttons_of_a_shared_answer_are_for_everybody(
    discord: DiscordServer, bot: RunningBot, answer: Posted, user: str, channel: str
) -> None:
    """It can be asked on, for all to see, and judged."""
    pressed(discord, answer, SHARE, user)
    shared, reader = shared_in(discord, channel), discord.add_user()
    assert PRICE in pressed(discord, shared, MORE, reader)
    pressed(discord, shared, GOOD, reader)
    assert verdicts(bot, reader) == ["good"]
    further = asked_on(discord, shared, reader)
    assert COMPLETED in discord.visible_text(further)
    assert (further.channel, further.ephemeral_to) == (channel, None)


def test_what_could_not_be_shared_can_be_shared_later(
    discord: DiscordServer, answer: Posted, user: str, channel: str
) -> None:
    """Whoever pressed the button is told, and presses it again."""
    discord.fail("POST /channels/*/messages", status=403, code=50013)
    first = discord.click(answer, SHARE, user=user)
    notice = "I could not post my answer to “What is Zephyr-3?”"
    discord.wait_for(lambda: any(notice in discord.visible_text(each) for each in discord.ephemerals(user)))
    assert first.response_type
    assert pressed(discord, answer, SHARE, user) == SHARING
    assert PRICE in discord.visible_text(shared_in(discord, channel))


def test_nothing_is_shared_where_newsdesk_may_not_write(discord: DiscordServer, bot: RunningBot, user: str) -> None:
    """Commands can be used in channels that Newsdesk is not let into; whoever tries is told so."""
    assert bot.pid
    channel = discord.add_channel(member=False)
    answer = asked(discord, user, channel)
    sharing = discord.click(answer, SHARE, user=user)
    notice = f"I could not post my answer to “{QUESTION}” (Missing Access)."
    discord.wait_for(lambda: _says(discord, discord.response(sharing), notice))
    assert discord.in_channel(channel) == []


@pytest.mark.parametrize("is_posted", [False, True])
def test_what_discord_does_not_confirm_is_shared_later_and_once(
    discord: DiscordServer, answer: Posted, user: str, channel: str, *, is_posted: bool
) -> None:
    """Whether Discord refused it for now, or took it and did not say so."""
    if is_posted:
        discord.drop_reply("POST /channels/*/messages")
    else:
        discord.fail("POST /channels/*/messages", status=503)
    pressed(discord, answer, SHARE, user)
    shared_in(discord, channel)
    settle(discord, channel)
    assert len(discord.in_channel(channel)) == 1


# After a restart


def test_buttons_and_modals_go_on_after_a_restart(
    discord: DiscordServer, bot: RunningBot, answer: Posted, user: str, channel: str
) -> None:
    """What was answered is kept and shown as it was, what was shared is not shared again, and a modal is taken."""
    public = answer_to(discord, discord.mention(ABOUT, user=user, channel=channel))
    pressed(discord, answer, SHARE, user)
    shared_in(discord, channel)
    opened = discord.click(public, ASK_ON, user=user)
    discord.wait_for(lambda: opened.modal)
    bot.stop()
    bot.start()
    further = response(discord, discord.submit(opened, FOLLOW_UP, user=user))
    assert further.channel == public.channel
    assert COMPLETED in discord.visible_text(further)
    for button_of in (answer, public):
        assert PRICE in pressed(discord, button_of, MORE, user)
        assert pressed(discord, button_of, GOOD, user) == NOTED
        assert PRICE in discord.visible_text(asked_on(discord, button_of, user))
    sharing = discord.click(answer, SHARE, user=user)
    discord.wait_for(lambda: _says(discord, discord.response(sharing), ALREADY))
    assert len(discord.in_channel(channel)) == 1
