"""Releases in Slack: the newest, page by page, the history of one, and a year of them as a picture."""

import struct
from collections.abc import Iterator

import pytest

from bot.reply import shown_date
from tests.end_to_end.releases import GAZETTE, HOSTILE, LAST_MONTH, LATHE, QUILL, RECENT, add_releases
from tests.end_to_end.slack_use.conftest import assert_each_posted_once, in_channel, settle, whispered
from tests.platforms.running import UNLIMITED, NewHome, RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted, Uploaded

LOOKING, WHERE = "Looking that up …", "The timeline is in our direct messages."
SHARED_ALREADY = "It is shared already, or on its way."


@pytest.fixture(scope="module")
def running(slack: SlackServer, new_home: NewHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """A bot that the tests of this module share; in the end, nothing that was shared in them stands there twice."""
    bot = RunningBot(new_home(), slack, **UNLIMITED)
    add_releases(bot, tmp_path_factory.mktemp("releases"), RECENT)
    with bot:
        yield bot
        assert_each_posted_once(slack)


def told(slack: SlackServer, user: str, before: int = 0) -> Posted:
    """Wait until a person was told more in private than so many things, and return the last."""

    def shown() -> list[Posted]:
        return [message for message in slack.ephemerals(user) if message.text != LOOKING]

    slack.wait_for(lambda: len(shown()) > before)
    return shown()[-1]


def latest(
    slack: SlackServer, user: str, wanted: str = "", command: str = "/latest", channel: str | None = None
) -> Posted:
    """Use the command, and return what it shows."""
    slack.command(command, wanted, user=user, channel=channel or new_channel())
    return told(slack, user)


def picture(slack: SlackServer, user: str) -> tuple[Posted, Uploaded]:
    """Wait for the picture that a person has got directly, and return its message and its file."""
    [message] = slack.wait_for(lambda: slack.directly(user))
    [file] = message.files
    return message, file


def lines(slack: SlackServer, message: Posted) -> list[str]:
    """Return the lines that a person sees of a message."""
    return [line for line in slack.visible_text(message).splitlines() if line]


def addresses(value: object) -> list[str]:
    """Return where the links of a message lead."""
    if isinstance(value, list):
        return [address for each in value for address in addresses(each)]
    if isinstance(value, dict):
        own: list[str] = [value["url"]] if value.get("type") == "link" else []
        return own + addresses([*value.values()])
    return []


def buttons(slack: SlackServer, message: Posted) -> list[str]:
    """Return what stands on the buttons of a message."""
    return [str(button["text"]["text"]) for button in slack.buttons(message)]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("command", "wanted"), [("/latest", ""), ("/newsdesk", "latest")])
def test_the_newest_releases_come_first(slack: SlackServer, user: str, command: str, wanted: str) -> None:
    """Each in a line, which says what and when, and links to the words that say so; nobody else sees it."""
    shown = latest(slack, user, wanted, command)
    assert shown.ephemeral_to == user
    assert lines(slack, shown)[:3] == [
        "23 releases, the newest first. Page 1 of 3",
        f"• Lathe 13, Borg: released on {shown_date(LAST_MONTH)} (Borg News, {shown_date(LAST_MONTH)})",
        "• Lathe 12, Borg: released on 12 May 2026 (Borg News, 12 May 2026)",
    ]
    assert addresses(shown.blocks)[1].startswith(f"{LATHE}#:~:text=Borg%20today%20released%20Lathe%2012")


@pytest.mark.usefixtures("bot")
def test_many_releases_are_listed_page_by_page(slack: SlackServer, user: str) -> None:
    """Each page takes the place of the other."""
    shown = latest(slack, user, "BORG")
    assert lines(slack, shown)[0] == "13 releases of “BORG”, the newest first. Page 1 of 2"
    assert buttons(slack, shown) == ["Next", "Share to channel"]
    slack.click(shown, "older_releases", user=user)
    slack.wait_for(lambda: "Page 2 of 2" in slack.visible_text(shown))
    assert [line.partition(",")[0] for line in lines(slack, shown)[1:]] == ["• Lathe 3", "• Lathe 2", "• Lathe 1"]
    assert buttons(slack, shown) == ["Previous", "Share to channel"]
    slack.click(shown, "newer_releases", user=user)
    slack.wait_for(lambda: "Page 1 of 2" in slack.visible_text(shown))
    assert buttons(slack, shown) == ["Next", "Share to channel"]


@pytest.mark.usefixtures("bot")
def test_one_release_is_shown_with_its_history(slack: SlackServer, user: str) -> None:
    """Each step with its best source and its words, what others say of its date, and what else may be meant."""
    shown = latest(slack, user, "acme quill-2")
    assert lines(slack, shown) == [
        "Quill 2, Acme: released on 9 March 2026",
        "• Rumoured on 2 March 2026 (Leaks, 2 March 2026)",
        "“Acme is reportedly set to release Quill 2 soon.”",
        "• Released on 9 March 2026 (Acme, 9 March 2026, and 1 more source)",
        "“Acme today released Quill 2.”",
        "Other dates given: 10 March 2026 (Gazette)",
        "See also: Quill 2 Mini",
    ]
    assert [address.partition("#")[0] for address in addresses(shown.blocks)] == [
        "https://leaks.example/quill",
        QUILL,
    ]
    assert GAZETTE not in addresses(shown.blocks)
    assert buttons(slack, shown) == ["Share to channel"]


@pytest.mark.usefixtures("bot")
def test_a_rumour_is_called_one(slack: SlackServer, user: str) -> None:
    """Whoever spreads it: nothing in a name or a publisher acts."""
    shown = lines(slack, latest(slack, user, "acme"))
    assert shown[1] == f"• Quill 3, Acme: rumoured on 1 April 2026 ({HOSTILE}, 1 April 2026)"


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("quil 2", "I know no release, product or vendor called “quil 2”. Did you mean Quill 2"),
        ("<!channel> *nobody*", "I know no release, product or vendor called “*nobody*”."),
        ("x" * 3_000, "No vendor or product has so long a name"),
    ],
)
def test_what_is_unknown_is_said(slack: SlackServer, user: str, wanted: str, told: str) -> None:
    """With the names that come nearest."""
    assert slack.visible_text(latest(slack, user, wanted)).startswith(told)


@pytest.mark.usefixtures("bot")
def test_nothing_is_shared_where_two_talk_alone(slack: SlackServer, user: str) -> None:
    """There is nobody to share it with, on any page."""
    shown = latest(slack, user, "borg", channel=slack.dm(user))
    assert buttons(slack, shown) == ["Next"]
    slack.click(shown, "older_releases", user=user)
    slack.wait_for(lambda: "Page 2 of 2" in slack.visible_text(shown))
    assert buttons(slack, shown) == ["Previous"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("wanted", "left"), [("borg", ["Next"]), ("acme", [])])
def test_what_comes_directly_is_not_shared_there(slack: SlackServer, user: str, wanted: str, left: list[str]) -> None:
    """It comes so where the address of the command has expired."""
    slack.fail("response_url", "expired_url", status=404)
    slack.command("/latest", wanted, user=user, channel=new_channel())
    [shown] = slack.wait_for(lambda: slack.directly(user))
    assert buttons(slack, shown) == left


# Sharing


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("is_member", [True, False])
def test_what_is_shown_is_shared_once(slack: SlackServer, user: str, channel: str, *, is_member: bool) -> None:
    """For everybody, without buttons, also where Newsdesk is not in the channel; the private one stays as it is."""
    slack.add_channel(channel, member=is_member)
    shown = latest(slack, user, "acme", channel=channel)
    before = lines(slack, shown)
    press = slack.click(shown, "share_releases", user=user)
    slack.redeliver(press)
    [shared] = slack.wait_for(lambda: in_channel(slack, channel))
    slack.click(shown, "share_releases", user=user)
    assert slack.visible_text(told(slack, user, 1)) == SHARED_ALREADY
    slack.redeliver(press, with_retry=False)
    settle(slack, channel if is_member else new_channel())
    assert whispered(slack, user)[1:] == [SHARED_ALREADY]
    assert in_channel(slack, channel)[:2] == [shared]
    assert lines(slack, shared) == before == lines(slack, shown)
    assert HOSTILE in slack.visible_text(shared)
    assert buttons(slack, shared) == []
    assert buttons(slack, shown) == ["Share to channel"]
    assert not shared.unfurls
    assert shared.via == ("api" if is_member else "response_url")


@pytest.mark.usefixtures("bot")
def test_each_page_is_shared_for_itself(slack: SlackServer, user: str, channel: str) -> None:
    """What takes the place of what was shared is something else."""
    shown = latest(slack, user, "borg", channel=channel)
    slack.click(shown, "share_releases", user=user)
    slack.wait_for(lambda: in_channel(slack, channel))
    slack.click(shown, "older_releases", user=user)
    slack.wait_for(lambda: "Page 2 of 2" in slack.visible_text(shown))
    slack.click(shown, "share_releases", user=user)
    slack.wait_for(lambda: len(in_channel(slack, channel)) == 2)
    assert "Page 2 of 2" in slack.visible_text(in_channel(slack, channel)[1])


@pytest.mark.usefixtures("bot")
def test_two_people_share_the_same_page_each_for_themselves(slack: SlackServer, channel: str) -> None:
    """Neither knows what the other was shown: both stand there, and nobody is told that it was there."""
    people = new_user(), new_user()
    cards = [latest(slack, person, "acme", channel=channel) for person in people]
    for card in cards:
        share(slack, card)
    slack.wait_for(lambda: len(in_channel(slack, channel)) == len(people))
    settle(slack, channel)
    assert [slack.visible_text(each) for each in in_channel(slack, channel)] == [slack.visible_text(cards[0])] * 2
    assert [len(whispered(slack, person)) for person in people] == [1, 1]


@pytest.mark.usefixtures("bot")
def test_what_could_not_be_shared_can_be_shared_later(slack: SlackServer, user: str, channel: str) -> None:
    """Whoever pressed the button is told why; what Slack does not confirm is looked for before it is posted again."""
    shown = latest(slack, user, "quill 2", channel=channel)
    for method in ("chat.postMessage", "response_url"):
        slack.fail(method, "is_archived")
    slack.click(shown, "share_releases", user=user)
    assert slack.visible_text(told(slack, user, 1)) == "I could not share it (is_archived)."
    slack.deny("chat.postMessage")
    slack.click(shown, "share_releases", user=user)
    slack.wait_for(lambda: in_channel(slack, channel))
    for _ in range(2):  # the first answer comes before what waited a second to be tried again
        settle(slack, channel)
    assert len(in_channel(slack, channel)) == 1


def test_a_share_that_a_kill_ends_can_be_made_again(slack: SlackServer, bot: RunningBot, user: str) -> None:
    """Whether it stood there already or not: it is looked for, and stands there once in the end.

    Lists from before go on.
    """
    listed = latest(slack, user, "borg")
    unposted, posted = (latest(slack, new_user(), "acme") for _ in "ab")
    slack.fail("conversations.history", "ratelimited", status=429, retry_after=60)
    share(slack, unposted)
    slack.wait_for(
        lambda: [c for c in slack.calls_of("conversations.history") if c.arguments["channel"] == unposted.channel]
    )
    slack.drop_reply("chat.postMessage")
    share(slack, posted)
    slack.wait_for(lambda: in_channel(slack, posted.channel))
    bot.kill()
    bot.start()
    slack.click(listed, "older_releases", user=user)
    slack.wait_for(lambda: "Page 2 of 2" in slack.visible_text(listed))
    for shown in (posted, unposted):
        share(slack, shown)
    slack.wait_for(lambda: in_channel(slack, unposted.channel))
    for shown in (posted, unposted):
        settle(slack, shown.channel)
        assert len(in_channel(slack, shown.channel)) == 1


def test_what_a_stop_ends_is_neither_lost_nor_doubled(slack: SlackServer, bot: RunningBot, user: str) -> None:
    """Whoever waited for a picture is told; a share that Slack did not confirm is looked for at the next press."""
    slack.drop_reply("chat.postMessage")
    shown = latest(slack, new_user(), "acme")
    share(slack, shown)
    slack.wait_for(lambda: in_channel(slack, shown.channel))
    slack.fail("conversations.history", "ratelimited", status=429, retry_after=60)
    slack.fail("files.getUploadURLExternal", "ratelimited", status=429, retry_after=60)
    before = len(slack.calls_of("files.getUploadURLExternal"))
    slack.command("/timeline", "borg", user=user, channel=new_channel())
    slack.wait_for(lambda: len(slack.calls_of("files.getUploadURLExternal")) > before)
    bot.stop()
    assert slack.visible_text(told(slack, user)) == "I was stopped before I was done with that: use the command again."
    bot.start()
    share(slack, shown)
    settle(slack, shown.channel)
    assert len(in_channel(slack, shown.channel)) == 1


def share(slack: SlackServer, shown: Posted) -> None:
    """Press the button of the person who sees it."""
    assert shown.ephemeral_to is not None
    slack.click(shown, "share_releases", user=shown.ephemeral_to)


# The timeline


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("command", "typed"), [("/timeline", "Borg"), ("/newsdesk", "timeline Borg")])
def test_the_timeline_is_a_picture_for_one_person(
    slack: SlackServer, user: str, channel: str, command: str, typed: str
) -> None:
    """It comes directly, with words for those who do not see it; in the channel they are told where it is."""
    slack.command(command, typed, user=user, channel=channel)
    assert slack.visible_text(told(slack, user)) == WHERE
    message, file = picture(slack, user)
    width, height = struct.unpack(">II", file.data[16:24])
    assert file.data.endswith(b"IEND\xaeB`\x82")
    assert 800 <= width <= 4_000
    assert 200 <= height <= 4_000
    assert (file.name, file.title) == ("timeline.png", "Timeline")
    assert "Newest: Lathe 13 (Borg), released" in file.alt_text
    assert slack.visible_text(message) == "Releases: Borg"
    assert buttons(slack, message) == []
    assert in_channel(slack, channel) == []


@pytest.mark.usefixtures("bot")
def test_in_the_direct_conversation_there_is_the_picture_alone(slack: SlackServer, user: str) -> None:
    """Nobody has to be told where they are; a command that is sent again draws nothing."""
    used = slack.command("/timeline", "", user=user, channel=slack.dm(user))
    _, file = picture(slack, user)
    assert "Lathe 13" in file.alt_text
    slack.redeliver(used)
    slack.redeliver(used, with_retry=False)
    settle(slack, slack.dm(user))
    assert [each.files for each in slack.directly(user) if each.files] == [[file]]
    assert [each.text for each in slack.ephemerals(user) if each.text != LOOKING] == []


@pytest.mark.usefixtures("bot")
def test_a_conversation_of_two_people_is_none_with_newsdesk(slack: SlackServer, user: str) -> None:
    """Slack gives both ids of the same kind: the picture comes to whoever asked, who is told where it is."""
    slack.command("/timeline", "borg", user=user, channel=slack.dm(new_user()))
    assert slack.visible_text(told(slack, user)) == WHERE
    picture(slack, user)


@pytest.mark.usefixtures("bot")
def test_nothing_in_a_name_acts(slack: SlackServer, user: str, channel: str) -> None:
    """It stands above the picture as it was typed."""
    name = "*borg* & <lathe>"
    slack.command("/timeline", name, user=user, channel=channel)
    message, file = picture(slack, user)
    assert slack.visible_text(message) == f"Releases: {name}"
    assert message.text == ""
    assert file.alt_text.startswith(f"Releases: {name}: a timeline")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("borgg", "I know no release, product or vendor called “borgg”. Did you mean Borg?"),
        ("<!channel> *nobody*", "I know no release, product or vendor called “*nobody*”."),
        ("x" * 3_000, "No vendor or product has so long a name: write one such as OpenAI or GPT-5.2."),
    ],
)
def test_of_what_is_unknown_there_is_no_picture(slack: SlackServer, user: str, wanted: str, said: str) -> None:
    """It is said in words, where the command was used."""
    assert slack.visible_text(latest(slack, user, wanted, "/timeline")) == said
    assert slack.directly(user) == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("method", "scope"), [("conversations.open", "im:write"), ("files.getUploadURLExternal", "")])
def test_without_the_scope_it_is_told_in_words(slack: SlackServer, user: str, method: str, scope: str) -> None:
    """Nobody waits for it, and whoever can add it is told how."""
    scope = scope or "files:write"
    slack.fail(method, "missing_scope", needed=scope)
    said = slack.visible_text(latest(slack, user, "borg", "/timeline"))
    assert "Newest: Lathe 13 (Borg), released" in said
    assert f"an administrator has to add a scope, as the token lacks {scope}: paste the manifest" in said
    assert slack.directly(user) == []


@pytest.mark.usefixtures("bot")
def test_a_pause_that_slack_asks_for_is_kept_to(slack: SlackServer, user: str) -> None:
    """The picture comes after it, once, and meanwhile it is said to be in work."""
    method = "files.completeUploadExternal"
    slack.fail(method, "ratelimited", status=429, retry_after=2)
    slack.command("/timeline", "borg", user=user, channel=new_channel())
    assert slack.visible_text(told(slack, user)) == WHERE
    assert LOOKING in [message.text for message in slack.ephemerals(user)]
    picture(slack, user)
    refused, taken = slack.calls_of(method)[-2:]
    assert (refused.error, taken.error) == ("ratelimited", None)
    assert taken.time - refused.time >= 2


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("upload", "drop_reply"),
        ("upload", "fail"),
        ("files.completeUploadExternal", "drop_reply"),
        ("files.completeUploadExternal", "fail"),
        ("files.completeUploadExternal", "deny"),
    ],
)
def test_what_slack_does_not_confirm_comes_once(slack: SlackServer, user: str, method: str, fault: str) -> None:
    """Whether it failed, or was done and not said so, or was even said to have failed."""
    if fault == "fail":
        slack.fail(method, status=500)
    else:
        (slack.deny if fault == "deny" else slack.drop_reply)(method)
    slack.command("/timeline", "borg", user=user, channel=new_channel())
    assert slack.visible_text(told(slack, user)) == WHERE
    picture(slack, user)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("files.getUploadURLExternal", "file_uploads_disabled"),
        ("files.completeUploadExternal", "channel_not_found"),
    ],
)
def test_a_picture_that_slack_refuses_is_told_in_words(slack: SlackServer, user: str, method: str, reason: str) -> None:
    """With Slack's reason, which may be a rule of the workspace."""
    slack.fail(method, reason)
    said = slack.visible_text(latest(slack, user, "borg", "/timeline"))
    assert said.startswith("Releases: Borg: a timeline from ")
    assert f"in words: I cannot show the picture here ({reason})." in said
    assert slack.directly(user) == []
