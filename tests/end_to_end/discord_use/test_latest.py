"""Releases in Discord: the newest, page by page, the history of one, and a year of them as a picture."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot.dispatch import FAILED
from bot.reply import shown_date
from tests.articles import write_jsonl
from tests.end_to_end.discord_use.conftest import response, settle, told
from tests.end_to_end.releases import HOSTILE, LATHE, add_releases
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Posted
from tests.platforms.running import UNLIMITED, NewHome, RunningBot, until

SHARE = "Share to channel"
RESPONSES, POSTS = "PATCH /webhooks/*/messages/@original", "POST /channels/*/messages"
LAST_MONTH = datetime.now(UTC) - timedelta(days=30)  # a timeline shows a year, whenever the tests are run
RECENT = {
    "url": "https://borg.example/13",
    "title": "News",
    "publisher": "Borg News",
    "date": f"{LAST_MONTH:%Y-%m-%d}",
    "text": "Borg today released Lathe 13.",
}


@pytest.fixture(scope="module")
def running(
    discord: DiscordServer, new_home: NewHome, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningBot]:
    """A bot that the tests of this module share."""
    bot = RunningBot(new_home(), discord, **UNLIMITED)
    folder = tmp_path_factory.mktemp("releases")
    add_releases(bot, folder)
    bot.add(write_jsonl(folder / "recent.jsonl", [RECENT]))
    with bot:
        discord.wait_for(lambda: discord.commands)
        yield bot


def used(discord: DiscordServer, command: str, user: str, channel: str, **options: object) -> Posted:
    """Use a command, and return what it shows, which nobody else sees."""
    shown = response(discord, discord.command(command, options, user=user, channel=channel))
    assert shown.ephemeral_to == user
    return shown


def latest(discord: DiscordServer, user: str, **options: object) -> Posted:
    """Ask for the newest releases."""
    return used(discord, "latest", user, discord.add_channel(), **options)


def picture(discord: DiscordServer, message: Posted) -> tuple[str, bytes]:
    """Return what is told of the picture of a message, and the picture."""
    [file] = message.attachments
    assert file["filename"] == "timeline.png"
    return str(file["description"]), discord.file(file)


def whispers(discord: DiscordServer, user: str) -> list[str]:
    """Return what one person alone sees."""
    return [discord.visible_text(message) for message in discord.ephemerals(user)]


def lines(discord: DiscordServer, message: Posted) -> list[str]:
    """Return the lines that a person sees of a message."""
    return [line.strip() for line in discord.visible_text(message).splitlines() if line]


def buttons(discord: DiscordServer, message: Posted) -> list[str]:
    """Return what stands on the buttons of a message."""
    return [str(button["label"]) for button in discord.buttons(message)]


def offered(
    discord: DiscordServer, user: str, option: str, typed: str, *, command: str = "latest", **options: object
) -> list[tuple[str, str]]:
    """Return what is offered while something is typed, as it is shown and as it is sent."""
    choices = discord.autocomplete(command, option, typed, user=user, channel=discord.add_channel(), options=options)
    return [(str(choice["name"]), str(choice["value"])) for choice in choices]


@pytest.mark.usefixtures("bot")
def test_the_newest_releases_come_first(discord: DiscordServer, user: str) -> None:
    """Each in a line, which says what and when, and links to the words that say so."""
    shown = latest(discord, user)
    assert lines(discord, shown)[:3] == [
        "23 releases, the newest first. Page 1 of 3",
        f"• Lathe 13, Borg: released on {shown_date(LAST_MONTH)} (Borg News, {shown_date(LAST_MONTH)})",
        "• Lathe 12, Borg: released on 12 May 2026 (Borg News, 12 May 2026)",
    ]
    text = str(shown.embeds[0]["description"])
    assert f"[Borg News, 12 May 2026]({LATHE}#:~:text=Borg%20today%20released%20Lathe%2012" in text


def test_many_releases_are_listed_page_by_page(discord: DiscordServer, bot: RunningBot, user: str) -> None:
    """Each page takes the place of the other, also when Newsdesk was started anew in between.

    Whoever waited for a picture when it was stopped is told so.
    """
    discord.fail(RESPONSES, retry_after=60)
    stopped = discord.command("timeline", {"vendor": "Borg"}, user=user, channel=discord.add_channel())
    discord.wait_for(lambda: [call for call in discord.calls_of(RESPONSES) if stopped.token in call.path])
    shown = latest(discord, user, vendor="Borg", since="2026-05-02")
    assert lines(discord, shown)[0] == "12 releases of “Borg” since 2 May 2026, the newest first. Page 1 of 2"
    assert buttons(discord, shown) == ["Next", SHARE]
    bot.stop()
    said = "I was stopped before I was done with that: use the command again."
    assert discord.visible_text(response(discord, stopped)) == said
    bot.start()
    discord.click(shown, "Next", user=user)
    discord.wait_for(lambda: "Page 2 of 2" in discord.visible_text(shown))
    assert [line.partition(",")[0] for line in lines(discord, shown)[1:]] == ["• Lathe 3", "• Lathe 2"]
    assert buttons(discord, shown) == ["Previous", SHARE]
    discord.click(shown, SHARE, user=user)
    [second] = discord.wait_for(lambda: discord.in_channel(shown.channel))
    assert "Page 2 of 2" in discord.visible_text(second)
    discord.click(shown, "Previous", user=user)
    discord.wait_for(lambda: "Page 1 of 2" in discord.visible_text(shown))
    assert buttons(discord, shown) == ["Next", SHARE]
    discord.click(shown, SHARE, user=user)
    discord.wait_for(lambda: len(discord.in_channel(shown.channel)) == 2)
    assert "Page 1 of 2" in discord.visible_text(discord.in_channel(shown.channel)[1])


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("options", [{"product": "quill 2"}, {"vendor": "Acme", "product": "Quill-2"}])
def test_one_release_is_shown_with_its_history(discord: DiscordServer, user: str, options: dict[str, object]) -> None:
    """Each step with its best source and its words, what others say of its date, and what else may be meant."""
    assert lines(discord, latest(discord, user, **options)) == [
        "Quill 2, Acme: released on 9 March 2026",
        "• Rumoured on 2 March 2026 (Leaks, 2 March 2026)",
        "“Acme is reportedly set to release Quill 2 soon.”",
        "• Released on 9 March 2026 (Acme, 9 March 2026, and 1 more source)",
        "“Acme today released Quill 2.”",
        "Other dates given: 10 March 2026 (Gazette)",
        "See also: Quill 2 Mini",
    ]


@pytest.mark.usefixtures("bot")
def test_a_rumour_is_called_one(discord: DiscordServer, user: str) -> None:
    """Whoever spreads it: nothing in a name or a publisher acts."""
    shown = lines(discord, latest(discord, user, vendor="acme"))
    said = f"• Quill 3, Acme: rumoured on 1 April 2026 ({HOSTILE}, 1 April 2026 open)"
    assert shown[1] == said


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"product": "quil 2"}, "I know no release, product or vendor called “quil 2”. Did you mean Quill 2"),
        ({"vendor": "@everyone **nobody**"}, "I know no release, product or vendor called “@everyone **nobody**”."),
        ({"vendor": "x" * 60, "product": "y" * 60}, "No vendor or product has so long a name"),
        ({"vendor": "Acme", "since": "2026-06-01"}, "I found no release of “Acme” since 1 June 2026."),
        ({"since": "tomorrow **now**"}, "'tomorrow **now**' is no day: write it as 2025-12-31"),
    ],
)
def test_what_is_unknown_is_said(discord: DiscordServer, user: str, options: dict[str, object], told: str) -> None:
    """With the names that come nearest."""
    assert discord.visible_text(latest(discord, user, **options)).startswith(told)


@pytest.mark.usefixtures("bot")
def test_vendors_and_products_are_offered_while_they_are_typed(discord: DiscordServer, user: str) -> None:
    """Those that most is reported of come first; of a vendor that is chosen, its products alone."""
    assert offered(discord, user, "vendor", "")[:2] == [("Borg", "Borg"), ("Acme", "Acme")]
    assert offered(discord, user, "vendor", "AC") == [("Acme", "Acme")]
    assert offered(discord, user, "vendor", "@everyone") == []
    assert offered(discord, user, "product", "")[0] == ("Lathe, Borg", "Lathe")
    assert offered(discord, user, "product", "acme") == [("Quill, Acme", "Quill")]
    assert offered(discord, user, "product", "", vendor="borg") == [("Lathe, Borg", "Lathe")]
    assert len(offered(discord, user, "since", "")) > 1
    assert offered(discord, user, "vendor", "bo", command="timeline") == [("Borg", "Borg")]


@pytest.mark.usefixtures("bot")
def test_a_vendor_and_a_family_are_asked_for_together(discord: DiscordServer, user: str) -> None:
    """Neither takes the place of the other."""
    shown = latest(discord, user, vendor="Acme", product="Quill")
    assert lines(discord, shown)[0] == "3 releases of “Acme Quill”, the newest first"
    assert buttons(discord, shown) == [SHARE]


# Sharing


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("command", "vendor"), [("latest", "acme"), ("timeline", "Borg")])
def test_what_is_shown_is_shared_once(
    discord: DiscordServer, user: str, channel: str, command: str, vendor: str
) -> None:
    """For everybody, without buttons, however often it is pressed or sent; the private one stays as it is."""
    shown = used(discord, command, user, channel, vendor=vendor)
    before = shown.fields(), shown.attachments
    press = discord.click(shown, SHARE, user=user)
    discord.resend(press)
    [shared] = discord.wait_for(lambda: discord.in_channel(channel))
    discord.click(shown, SHARE, user=user)
    discord.wait_for(lambda: len(whispers(discord, user)) == 2)
    discord.resend(press)
    settle(discord, channel)
    assert whispers(discord, user)[1:] == ["It is shared already, or on its way."]
    assert [message for message in discord.in_channel(channel) if not discord.buttons(message)] == [shared]
    assert discord.visible_text(shared) == discord.visible_text(shown)
    assert buttons(discord, shared) == []
    assert shared.reference is None
    assert (shown.fields(), shown.attachments, shown.edits) == (*before, [])
    if command == "timeline":
        assert picture(discord, shared) == picture(discord, shown)


@pytest.mark.usefixtures("bot")
def test_two_people_share_the_same_page_each_for_themselves(discord: DiscordServer, channel: str) -> None:
    """Neither knows what the other was shown: both stand there, and nobody is told that it was there."""
    people = discord.add_user(), discord.add_user()
    cards = [used(discord, "latest", person, channel, vendor="acme") for person in people]
    for card, person in zip(cards, people, strict=True):
        discord.click(card, SHARE, user=person)
    discord.wait_for(lambda: len(discord.in_channel(channel)) == len(people))
    settle(discord, channel)
    said = [discord.visible_text(message) for message in discord.in_channel(channel) if not discord.buttons(message)]
    assert said == [discord.visible_text(cards[0])] * 2
    assert [len(whispers(discord, person)) for person in people] == [1, 1]


@pytest.mark.usefixtures("bot")
def test_what_is_shown_in_a_thread_is_shared_there(discord: DiscordServer, user: str, channel: str) -> None:
    """It is a matter of those who are in it; whoever lacks the right to write in threads is told so."""
    thread = discord.add_thread(channel)
    shown = used(discord, "timeline", user, thread, vendor="Borg")
    discord.click(shown, SHARE, user=user)
    [shared] = discord.wait_for(lambda: discord.in_channel(thread))
    assert picture(discord, shared) == picture(discord, shown)
    muted = discord.add_user(denied={"SEND_MESSAGES_IN_THREADS"})
    discord.click(used(discord, "latest", muted, thread), SHARE, user=muted)
    discord.wait_for(lambda: len(whispers(discord, muted)) == 2)
    assert whispers(discord, muted)[1].startswith("You may not write in this channel")
    assert (discord.in_channel(thread), discord.in_channel(channel)) == ([shared], [])


@pytest.mark.usefixtures("bot")
def test_who_may_not_write_shares_nothing(discord: DiscordServer, channel: str) -> None:
    """They are told so, and see what they asked for all the same."""
    muted = discord.add_user(denied={"SEND_MESSAGES"})
    shown = used(discord, "latest", muted, channel)
    discord.click(shown, SHARE, user=muted)
    discord.wait_for(lambda: len(whispers(discord, muted)) == 2)
    assert whispers(discord, muted)[1] == "You may not write in this channel, so I do not share it there for you."
    assert discord.in_channel(channel) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("command", "denied", "named"),
    [("timeline", {"ATTACH_FILES"}, "Attach Files"), ("latest", {"ATTACH_FILES", "SEND_MESSAGES"}, "Send Messages")],
)
def test_what_may_not_be_shared_says_what_is_to_be_granted(
    discord: DiscordServer, user: str, command: str, denied: set[str], named: str
) -> None:
    """Newsdesk says which permission it lacks in a channel; once it has that, the button works."""
    channel = discord.add_channel(denied=denied)
    shown = used(discord, command, user, channel)
    discord.click(shown, SHARE, user=user)
    discord.wait_for(lambda: len(whispers(discord, user)) == 2)
    reason = f"Missing Permissions): an administrator has to grant me {named} in this channel."
    assert whispers(discord, user)[1] == f"I could not share it ({reason}"
    discord.state.channels[channel].denied = 0
    discord.click(shown, SHARE, user=user)
    [shared] = discord.wait_for(lambda: discord.in_channel(channel))
    assert discord.visible_text(shared) == discord.visible_text(shown)


def test_a_press_that_cannot_be_kept_takes_nothing_away(
    discord: DiscordServer, bot: RunningBot, user: str, channel: str
) -> None:
    """It is said beside what was pressed that something is wrong, and the button works once it is right again."""
    shown = used(discord, "latest", user, channel)
    before = shown.fields()
    with closing(sqlite3.connect(bot.home / "newsdesk.db")) as database:
        database.execute("ALTER TABLE taken RENAME TO away")
        discord.click(shown, SHARE, user=user)
        discord.wait_for(lambda: len(whispers(discord, user)) == 2 or shown.edits)
        database.execute("ALTER TABLE away RENAME TO taken")
    assert whispers(discord, user)[1:] == [FAILED]
    assert shown.fields() == before
    discord.click(shown, SHARE, user=user)
    discord.wait_for(lambda: discord.in_channel(channel))


@pytest.mark.usefixtures("bot")
def test_what_discord_does_not_confirm_is_shared_once(discord: DiscordServer, user: str, channel: str) -> None:
    """It is sent again, which Discord knows by its nonce, picture or not."""
    shown = used(discord, "timeline", user, channel)
    discord.drop_reply(POSTS)
    discord.click(shown, SHARE, user=user)
    discord.wait_for(lambda: posts_in(discord, channel) == [200, 200])
    assert len(discord.in_channel(channel)) == 1


def test_a_share_that_a_kill_ends_can_be_made_again(discord: DiscordServer, bot: RunningBot, user: str) -> None:
    """Whether it stood there already or not, it stands there once in the end."""
    unposted, posted = (used(discord, "timeline", user, discord.add_channel(), vendor="Borg") for _ in "ab")
    discord.fail(POSTS, retry_after=60)
    discord.click(unposted, SHARE, user=user)
    discord.wait_for(lambda: posts_in(discord, unposted.channel))
    discord.drop_reply(POSTS)
    discord.click(posted, SHARE, user=user)
    discord.wait_for(lambda: discord.in_channel(posted.channel))
    bot.kill()
    bot.start()
    before = posts_in(discord, posted.channel)
    for shown in (posted, unposted):
        discord.click(shown, SHARE, user=user)
    discord.wait_for(lambda: discord.in_channel(unposted.channel) and posts_in(discord, posted.channel) != before)
    for shown in (posted, unposted):
        [shared] = discord.in_channel(shown.channel)
        assert picture(discord, shared) == picture(discord, shown)


def posts_in(discord: DiscordServer, channel: str) -> list[int | None]:
    """Return what became of the tries to post in a channel."""
    return [call.status for call in discord.calls if call.path == f"/channels/{channel}/messages"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("command", ["latest", "timeline"])
def test_nothing_is_shared_where_nobody_else_is(discord: DiscordServer, user: str, command: str) -> None:
    """In direct messages; nor where Newsdesk cannot write, as it is there only for whoever uses it."""
    assert SHARE not in buttons(discord, used(discord, command, user, discord.dm(user)))
    elsewhere = discord.add_channel(guild=discord.add_guild(member=False))
    there = discord.command(command, user=user, channel=elsewhere, installed="user")
    assert SHARE not in buttons(discord, response(discord, there))


# The timeline


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("options", [{}, {"vendor": "Borg"}, {"vendor": "Lathe"}, {"vendor": "*borg* ||lathe||"}])
def test_the_timeline_is_a_picture_for_one_person(
    discord: DiscordServer, user: str, channel: str, options: dict[str, str]
) -> None:
    """With words for those who do not see it, below a line in which nothing acts; large, so in no embed."""
    shown = used(discord, "timeline", user, channel, **options)
    says, png = picture(discord, shown)
    width, height = struct.unpack(">II", png[16:24])
    assert png.endswith(b"IEND\xaeB`\x82")
    assert 800 <= width <= 4_000
    assert 200 <= height <= 4_000
    assert f"Newest: Lathe 13 (Borg), released, {shown_date(LAST_MONTH)}" in says
    named = options.get("vendor")
    title = f"Releases: {named}" if named else "Releases"
    assert says.startswith(f"{title}: a timeline from ")
    assert discord.visible_text(shown) == title
    assert shown.embeds == []
    assert buttons(discord, shown) == [SHARE]
    assert discord.in_channel(channel) == []


@pytest.mark.usefixtures("bot")
def test_a_command_that_is_sent_again_is_answered_once(discord: DiscordServer, user: str, channel: str) -> None:
    """Nothing is drawn for it."""
    command = discord.command("timeline", user=user, channel=channel)
    discord.resend(command)
    response(discord, command)
    discord.resend(command)
    settle(discord, channel)
    assert len([call for call in discord.calls_of(RESPONSES) if command.token in call.path]) == 1
    assert len(discord.ephemerals(user)) == 1


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("vendor", "said"),
    [
        ("borgg", "I know no release, product or vendor called “borgg”. Did you mean Borg?"),
        ("@everyone **nobody**", "I know no release, product or vendor called “@everyone **nobody**”."),
    ],
)
def test_of_what_is_unknown_there_is_no_picture(discord: DiscordServer, user: str, vendor: str, said: str) -> None:
    """It is said in words."""
    shown = used(discord, "timeline", user, discord.add_channel(), vendor=vendor)
    assert discord.visible_text(shown) == said
    assert shown.attachments == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (413, 40005, "(413: made to fail)."),
        (403, 50013, "(403: made to fail: an administrator has to grant me the permission Attach Files)."),
    ],
)
def test_a_picture_that_discord_refuses_is_told_in_words(  # noqa: PLR0913, PLR0917 - three of them are one refusal
    discord: DiscordServer, user: str, channel: str, status: int, code: int, why: str
) -> None:
    """With the reason, and what an administrator can do about it."""
    discord.fail(RESPONSES, status=status, code=code)
    shown = used(discord, "timeline", user, channel, vendor="Borg")
    said = discord.visible_text(shown)
    assert said.startswith("Releases: Borg: a timeline from ")
    assert "Newest: Lathe 13 (Borg), released" in said
    assert said.endswith(f"That is the timeline in words: I cannot show the picture here {why}")
    assert shown.attachments == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("status", "code"), [(404, 10062), (401, 50027)])
def test_a_picture_that_is_too_late_comes_directly(
    discord: DiscordServer, user: str, channel: str, status: int, code: int
) -> None:
    """With nobody to share it with there."""
    discord.fail(RESPONSES, status=status, code=code)
    discord.command("timeline", {"vendor": "Borg"}, user=user, channel=channel)
    assert told(discord, user) == ["Releases: Borg"]
    [message] = discord.dms(user)
    assert "Lathe 13" in picture(discord, message)[0]
    assert buttons(discord, message) == []


def test_nobody_is_told_who_cannot_be(discord: DiscordServer, bot: RunningBot, channel: str) -> None:
    """It is too late for an answer, and they take no direct messages: the log says so, without a trace."""
    unheard = discord.add_user(can_be_messaged=False)
    discord.fail(RESPONSES, status=404, code=10062, times=3)
    command = discord.command("timeline", user=unheard, channel=channel)
    discord.wait_for(lambda: sum(command.token in call.path for call in discord.calls_of(RESPONSES)) == 3)
    until(lambda: "nobody could be told" in bot.log, "it is logged")
    assert [*discord.dms(unheard), *discord.ephemerals(unheard)] == []


@pytest.mark.usefixtures("bot")
def test_a_picture_that_discord_does_not_take_at_once_comes_once(
    discord: DiscordServer, user: str, channel: str
) -> None:
    """A pause that it asks for, and then an answer that never arrives: the picture takes the place of itself."""
    discord.fail(RESPONSES, retry_after=0.1)
    picture(discord, used(discord, "timeline", user, channel))
    discord.drop_reply(RESPONSES)
    shown = used(discord, "timeline", user, channel)
    discord.wait_for(lambda: shown.edits)
    picture(discord, shown)
    assert len(discord.ephemerals(user)) == 2
