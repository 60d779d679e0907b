"""Discord's text, both ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord.text import escaped, linked, typed
from bot.reply import one_line, printable
from tests.bot.drawn import WORDS
from tests.platforms.discord_text import Reading, read_markdown, read_message

BOT = "7"
UNTIMED = settings(deadline=None)
LINES = st.lists(WORDS.filter(lambda word: len(word) < 100), max_size=9).map(" ".join).map(printable)


def read_description(text: str) -> Reading:
    """Read a text as the description of an embed, where links may have labels that those of other texts may not."""
    return read_message({"embeds": [{"description": text}]})


@UNTIMED
@given(LINES)
def test_what_is_escaped_is_shown_as_it_was(text: str) -> None:
    """A reader sees the very characters, and nothing is marked up, linked or mentioned."""
    reading = read_markdown(escaped(text))
    assert reading.visible.split() == text.split()
    assert (reading.links, reading.pings, reading.marks) == ((), (), ())


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "<@1> <@!1> <@&1> <#1> <id:guide> </ask:1>",
        "[click](https://evil.example) https://evil.example <https://evil.example>",
        "**b** *i* _i_ __u__ ~~s~~ ||s|| `c` ```b```",
        "# h",
        "  ## h",
        "-# small",
        "> q",
        ">>> q",
        "- l\n* l\n+ l\n1. l",
        "<t:1:R> :tada: <:a:1>",
        "snake_case_names and 2*3*4",
        r"\*not escaped twice\* ¯\_(ツ)_/¯",
    ],
)
def test_no_markup_of_an_article_acts(text: str) -> None:
    """Each kind of Discord's markup is shown as it is written."""
    reading = read_markdown(escaped(text))
    assert reading.visible.split() == text.split()
    assert (reading.links, reading.pings, reading.marks) == ((), (), ())


@UNTIMED
@given(LINES.map(one_line).filter(str.strip), st.from_regex(r"https://[a-z]{1,9}\.example/[!-~]{0,40}", fullmatch=True))
def test_a_link_shows_its_text_and_opens_its_address_and_nothing_else(title: str, address: str) -> None:
    """Whatever a title or an address holds, the one opens the other; where it cannot be a label, it stands before."""
    reading = read_description(linked(title, address))
    [(label, url)] = reading.links
    shown = title.split() if label != "open" or title == "open" else [*title.split(), "open"]
    assert reading.visible.split() == shown
    assert not set(' ()<>\\"') & set(url)
    assert reading.pings == ()


@pytest.mark.parametrize(
    "title",
    [
        "snake_case",
        "a [bracket",
        "a ] b",
        "*star*",
        "@everyone left",
        "see https://a.example",
        "discord.gg/x",
        ":tada:",
    ],
)
def test_a_title_that_cannot_be_a_label_stands_before_its_link(title: str) -> None:
    """Discord would show its backslashes, or not make a link of it."""
    reading = read_description(linked(title, "https://a.example/"))
    assert (reading.visible, reading.links) == (f"{title} open", (("open", "https://a.example/"),))


def test_a_usual_title_is_its_own_link() -> None:
    """With its colon, its dash and its quotes."""
    assert linked("Lab: “New” model - it's here (again) | News", "https://a.example/a_(b)?c=d#:~:text=e%2Df,g") == (
        "[Lab: “New” model - it's here (again) | News](https://a.example/a_%28b%29?c=d#:~:text=e%2Df,g)"
    )
    assert linked("Münze", "https://münze.example/ä") == "[Münze](https://xn--mnze-0ra.example/%C3%A4)"


@pytest.mark.parametrize("address", [None, "javascript:alert(1)", "file:///etc/passwd", "discord://x", "news.example"])
def test_only_pages_are_linked(address: str | None) -> None:
    """What is no page of the web is a label alone."""
    assert linked("A *title*", address) == r"A \*title\*"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@7> what is new?", "what is new?"),
        ("hey <@!7> what is new?", "hey  what is new?"),
        ("<@7> did <@1> leave <#2>, <@&3>?", "did @Ann leave #news, @mods?"),
        ("did <@99> leave?", "did  leave?"),
        ("<:blob:1> <a:wave:2> what is new?", ":blob: :wave: what is new?"),
        ("see <https://a.example/x>", "see https://a.example/x"),
        ("a < b > c <x> <@x>", "a < b > c <x> <@x>"),
        ("", ""),
    ],
)
def test_what_was_typed_is_read_from_the_wire(sent: str, read: str) -> None:
    """Markup becomes the words that people see; the mention of the bot goes."""
    assert typed(sent, {"@1": "Ann", "#2": "news", "@&3": "mods"}, BOT) == read


@pytest.mark.parametrize("text", ["<" * 40_000, "<@" * 20_000, "<https://" * 6_000, "<a:" * 13_000, "\n" * 40_000])
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    """What begins markup again and again, and never ends it, is read and written like anything else."""
    assert len(typed(text, {}, BOT)) <= len(text)
    assert len(escaped(text)) <= 2 * len(text)
