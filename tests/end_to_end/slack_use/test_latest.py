"""Releases in Slack: the newest, page by page, and the history of one, for the eyes of whoever asks."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.releases import GAZETTE, HOSTILE, LATHE, QUILL, add_releases
from tests.platforms.running import UNLIMITED, NewHome, RunningBot, new_channel
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted


@pytest.fixture(scope="module")
def running(slack: SlackServer, new_home: NewHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """A bot that the tests of this module share."""
    bot = RunningBot(new_home(), slack, **UNLIMITED)
    add_releases(bot, tmp_path_factory.mktemp("releases"))
    with bot:
        yield bot


def latest(slack: SlackServer, user: str, wanted: str = "", command: str = "/latest") -> Posted:
    """Use the command, and return what it shows."""

    def shown() -> list[Posted]:
        return [message for message in slack.ephemerals(user) if message.text != "Looking that up …"]

    before = len(shown())
    slack.command(command, wanted, user=user, channel=new_channel())
    slack.wait_for(lambda: len(shown()) > before)
    return shown()[-1]


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
        "22 releases, the newest first. Page 1 of 3",
        "• Lathe 12, Borg: released on 12 May 2026 (Borg News, 12 May 2026)",
        "• Lathe 11, Borg: released on 11 May 2026 (Borg News, 11 May 2026)",
    ]
    assert addresses(shown.blocks)[0].startswith(f"{LATHE}#:~:text=Borg%20today%20released%20Lathe%2012")


def test_many_releases_are_listed_page_by_page(slack: SlackServer, bot: RunningBot, user: str) -> None:
    """Each page takes the place of the other, also when Newsdesk was started anew in between."""
    shown = latest(slack, user, "BORG")
    assert lines(slack, shown)[0] == "12 releases of “BORG”, the newest first. Page 1 of 2"
    assert buttons(slack, shown) == ["Next"]
    bot.stop()
    bot.start()
    slack.click(shown, "older_releases", user=user)
    slack.wait_for(lambda: "Page 2 of 2" in slack.visible_text(shown))
    assert [line.partition(",")[0] for line in lines(slack, shown)[1:]] == ["• Lathe 2", "• Lathe 1"]
    assert buttons(slack, shown) == ["Previous"]
    slack.click(shown, "newer_releases", user=user)
    slack.wait_for(lambda: "Page 1 of 2" in slack.visible_text(shown))
    assert buttons(slack, shown) == ["Next"]


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
    assert buttons(slack, shown) == []


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
