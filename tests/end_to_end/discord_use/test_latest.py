"""Releases in Discord: the newest, page by page, and the history of one, for the eyes of whoever asks."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.discord_use.conftest import response
from tests.end_to_end.releases import HOSTILE, LATHE, add_releases
from tests.platforms.discord_server import DiscordServer
from tests.platforms.discord_things import Posted
from tests.platforms.running import UNLIMITED, NewHome, RunningBot


@pytest.fixture(scope="module")
def running(
    discord: DiscordServer, new_home: NewHome, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningBot]:
    """A bot that the tests of this module share."""
    bot = RunningBot(new_home(), discord, **UNLIMITED)
    add_releases(bot, tmp_path_factory.mktemp("releases"))
    with bot:
        discord.wait_for(lambda: discord.commands)
        yield bot


def latest(discord: DiscordServer, user: str, **options: object) -> Posted:
    """Use the command, and return what it shows, which nobody else sees."""
    shown = response(discord, discord.command("latest", options, user=user, channel=discord.add_channel()))
    assert shown.ephemeral_to == user
    return shown


def lines(discord: DiscordServer, message: Posted) -> list[str]:
    """Return the lines that a person sees of a message."""
    return [line.strip() for line in discord.visible_text(message).splitlines() if line]


def buttons(discord: DiscordServer, message: Posted) -> list[str]:
    """Return what stands on the buttons of a message."""
    return [str(button["label"]) for button in discord.buttons(message)]


def offered(discord: DiscordServer, user: str, option: str, typed: str, **options: object) -> list[tuple[str, str]]:
    """Return what is offered while something is typed, as it is shown and as it is sent."""
    choices = discord.autocomplete("latest", option, typed, user=user, channel=discord.add_channel(), options=options)
    return [(str(choice["name"]), str(choice["value"])) for choice in choices]


@pytest.mark.usefixtures("bot")
def test_the_newest_releases_come_first(discord: DiscordServer, user: str) -> None:
    """Each in a line, which says what and when, and links to the words that say so."""
    shown = latest(discord, user)
    assert lines(discord, shown)[:3] == [
        "22 releases, the newest first. Page 1 of 3",
        "• Lathe 12, Borg: released on 12 May 2026 (Borg News, 12 May 2026)",
        "• Lathe 11, Borg: released on 11 May 2026 (Borg News, 11 May 2026)",
    ]
    text = str(shown.embeds[0]["description"])
    assert f"[Borg News, 12 May 2026]({LATHE}#:~:text=Borg%20today%20released%20Lathe%2012" in text


def test_many_releases_are_listed_page_by_page(discord: DiscordServer, bot: RunningBot, user: str) -> None:
    """Each page takes the place of the other, also when Newsdesk was started anew in between."""
    shown = latest(discord, user, vendor="Borg", since="2026-05-02")
    assert lines(discord, shown)[0] == "11 releases of “Borg” since 2 May 2026, the newest first. Page 1 of 2"
    assert buttons(discord, shown) == ["Next"]
    bot.stop()
    bot.start()
    discord.click(shown, "Next", user=user)
    discord.wait_for(lambda: "Page 2 of 2" in discord.visible_text(shown))
    assert [line.partition(",")[0] for line in lines(discord, shown)[1:]] == ["• Lathe 2"]
    assert buttons(discord, shown) == ["Previous"]
    discord.click(shown, "Previous", user=user)
    discord.wait_for(lambda: "Page 1 of 2" in discord.visible_text(shown))
    assert buttons(discord, shown) == ["Next"]


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
        ({"vendor": "Borg", "since": "2026-06-01"}, "I found no release of “Borg” since 1 June 2026."),
        ({"since": "tomorrow **now**"}, "'tomorrow **now**' is no day: write it as 2025-12-31"),
    ],
)
def test_what_is_unknown_is_said(discord: DiscordServer, user: str, options: dict[str, object], told: str) -> None:
    """With the names that come nearest."""
    assert discord.visible_text(latest(discord, user, **options)).startswith(told)


@pytest.mark.usefixtures("bot")
def test_vendors_and_products_are_offered_while_they_are_typed(discord: DiscordServer, user: str) -> None:
    """Those that most is reported of come first; of a vendor that is chosen, its products alone."""
    assert offered(discord, user, "vendor", "") == [("Borg", "Borg"), ("Acme", "Acme")]
    assert offered(discord, user, "vendor", "AC") == [("Acme", "Acme")]
    assert offered(discord, user, "vendor", "@everyone") == []
    assert offered(discord, user, "product", "")[:2] == [("Lathe, Borg", "Lathe"), ("zephyr", "zephyr")]
    assert offered(discord, user, "product", "acme") == [("Quill, Acme", "Quill")]
    assert offered(discord, user, "product", "", vendor="borg") == [("Lathe, Borg", "Lathe")]
    assert len(offered(discord, user, "since", "")) > 1
