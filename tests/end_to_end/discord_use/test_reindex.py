"""What administrators have done from Discord, and who is none."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from corpus.lock import write_lock
from tests.articles import news, write_folder
from tests.end_to_end.discord_use.conftest import PRICE, QUESTION, answer_to, asked, response, settle
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Interaction, Posted
from tests.platforms.running import RunningBot, until

REFUSED, BEGUN = "Sorry, only administrators can re-index.", "Re-indexing begins: I report here."
AT_WORK = "A re-index is at work already. Reading: "


def reindex(discord: DiscordServer, user: str, channel: str) -> Interaction:
    """Ask for a re-index."""
    return discord.command("newsdesk reindex", user=user, channel=channel)


def shown(discord: DiscordServer, used: Interaction) -> list[str]:
    """Return what the answer to a command has said so far, the latest last."""
    message = discord.response(used)
    if message is None:
        return []
    embeds = [embed for each in [*message.edits, message.fields()] for embed in each["embeds"]]
    return [str(embed["description"]).replace("\\", "") for embed in embeds]


def finished(discord: DiscordServer, used: Interaction) -> Posted:
    """Wait until a re-index has ended, and return the message that tells of it."""
    discord.wait_for(lambda: any("It took" in each or "failed" in each for each in shown(discord, used)))
    return response(discord, used)


def reindexing_processes(bot: RunningBot) -> list[int]:
    """Return the processes that the bot started to re-index."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == bot.pid and "spawn_main" in (place / "cmdline").read_text():
                found.append(int(place.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


@contextmanager
def reindexing_halted(discord: DiscordServer, bot: RunningBot, admin: str, channel: str) -> Iterator[Interaction]:
    """Have an administrator re-index, and keep the work from going on until the block ends."""
    used = reindex(discord, admin, channel)
    until(lambda: bool(reindexing_processes(bot)), "the re-index begins")
    [process] = reindexing_processes(bot)
    os.kill(process, signal.SIGSTOP)
    try:
        response(discord, used)
        yield used
    finally:
        with suppress(ProcessLookupError):  # it has ended with the bot
            os.kill(process, signal.SIGCONT)


# Who may


@pytest.mark.parametrize("where", ["a channel", "a thread", "direct messages"])
def test_who_is_no_administrator_is_refused_in_private(
    discord: DiscordServer, bot: RunningBot, user: str, channel: str, where: str
) -> None:
    """Politely, wherever they try, and the log says who it was."""
    places = {"a channel": channel, "a thread": discord.add_thread(channel), "direct messages": discord.dm(user)}
    used = reindex(discord, user, places[where])
    assert discord.visible_text(response(discord, used)).startswith(REFUSED)
    assert response(discord, used).ephemeral_to == user
    assert f"discord user {user} asked to re-index and is no administrator" in bot.log
    assert reindexing_processes(bot) == []


def test_the_rank_in_a_guild_or_another_role_makes_nobody_an_administrator(
    discord: DiscordServer, bot: RunningBot, channel: str
) -> None:
    """Only those whom the settings name; who manages a guild may not have the articles of all read again."""
    assert bot.pid
    role = discord.add_role(permissions=["MANAGE_GUILD", "ADMINISTRATOR"])
    for user in (discord.add_user(admin=True), discord.add_user(roles=[role])):
        assert discord.visible_text(response(discord, reindex(discord, user, channel))).startswith(REFUSED)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("is_named", [False, True])
def test_an_administrator_re_indexes(
    discord: DiscordServer, admin: str, admin_by_name: str, channel: str, *, is_named: bool
) -> None:
    """By user id or by role: one private message tells how far it is, and ends with the counts."""
    administrator = admin_by_name if is_named else admin
    used = reindex(discord, administrator, channel)
    message = finished(discord, used)
    assert "Articles: 0 added, 0 revised" in discord.visible_text(message)
    assert message.ephemeral_to == administrator
    assert shown(discord, used)[0].startswith(BEGUN)
    settle(discord, channel)
    assert discord.ephemerals(administrator).count(message) == 1
    assert used.follow_ups == []
    assert (discord.in_channel(channel), discord.dms(administrator)) == ([], [])


def test_who_is_named_may_re_index_from_direct_messages(
    discord: DiscordServer, bot: RunningBot, admin: str, admin_by_name: str
) -> None:
    """There Discord tells of no roles."""
    assert bot.pid
    assert REFUSED in discord.visible_text(response(discord, reindex(discord, admin, discord.dm(admin))))
    finished(discord, reindex(discord, admin_by_name, discord.dm(admin_by_name)))


# At work


def test_one_re_index_at_a_time(
    discord: DiscordServer, bot: RunningBot, admin: str, admin_by_name: str, channel: str
) -> None:
    """Whoever comes second is told how far the first is, as the status does; questions are answered meanwhile."""
    user = discord.add_user()
    with reindexing_halted(discord, bot, admin, channel) as used:
        second = reindex(discord, admin_by_name, channel)
        assert discord.visible_text(response(discord, second)).startswith(AT_WORK)
        status = discord.command("newsdesk status", user=user, channel=channel)
        assert "Re-indexing now. Reading: " in discord.visible_text(response(discord, status))
        assert PRICE in discord.visible_text(asked(discord, user, channel))
        assert shown(discord, used)[0].startswith(BEGUN)
    assert "It took" in discord.visible_text(finished(discord, used))
    assert len(shown(discord, second)) == 1


def test_a_report_goes_on_directly_when_discord_takes_no_more_edits(
    discord: DiscordServer, bot: RunningBot, admin: str, channel: str
) -> None:
    """In one direct message, which ends with the counts."""
    with reindexing_halted(discord, bot, admin, channel) as used:
        discord.expire_tokens()
    [report] = discord.wait_for(lambda: discord.dms(admin))
    discord.wait_for(lambda: "It took" in discord.visible_text(report))
    assert "Articles: 0 added" in discord.visible_text(report)
    assert all(text.startswith(BEGUN) for text in shown(discord, used))
    assert discord.dms(admin) == [report]


def test_new_articles_are_found_without_a_restart(
    discord: DiscordServer, bot: RunningBot, admin: str, user: str, tmp_path: Path
) -> None:
    """What was put into a folder is read, indexed and answered from; its publisher is offered."""
    channel = discord.add_channel()
    folder = write_folder(tmp_path / "articles", [news(54, 1)])
    bot.add(folder)
    write_folder(folder, [news(55, 1) | {"publisher": "Herald 55"}])
    assert "Articles: 1 added" in discord.visible_text(finished(discord, reindex(discord, admin, channel)))
    question = "What does Zephyr-55 cost?"
    answer = answer_to(discord, discord.direct(question, user=user))
    assert "costs $55 per million tokens" in discord.visible_text(answer)
    options = {"question": question}
    choices = discord.autocomplete("ask", "publisher", "her", user=user, channel=channel, options=options)
    assert [choice["value"] for choice in choices] == ["Herald 55"]


def test_a_busy_data_folder_is_told(discord: DiscordServer, bot: RunningBot, admin: str, channel: str) -> None:
    """Who writes is said, and since when."""
    with write_lock(bot.home, "add"):
        text = discord.visible_text(finished(discord, reindex(discord, admin, channel)))
    assert text.startswith(f"The re-index failed: process {os.getpid()} has been writing since ")
    assert "(newsdesk add)" in text


def test_a_re_index_that_the_end_of_the_bot_cuts_short_is_told(
    discord: DiscordServer, bot: RunningBot, admin: str, channel: str
) -> None:
    """The message says so, and after the next start the status does; questions in work are answered before the end."""
    with reindexing_halted(discord, bot, admin, channel) as used:
        question = discord.mention(QUESTION, user=discord.add_user(), channel=channel)
        discord.wait_for(lambda: discord.typing(channel))
        assert bot.stop() == 0
    assert PRICE in discord.visible_text(discord.replies(question)[0])
    assert shown(discord, used)[-1].startswith("I was stopped before the re-index was done.")
    bot.start()
    status = response(discord, discord.command("newsdesk status", user=admin, channel=channel))
    assert "it was begun, and not done when I was stopped" in discord.visible_text(status)
