"""Slack's text, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import bounded, escaped, mentions, typed

BOT = "UBOT"
TEXTS = st.text()


@given(TEXTS)
def test_what_is_escaped_is_read_as_it_was(text: str) -> None:
    """Escaping and reading give back what was typed, but for the blank around it."""
    assert typed(escaped(text), BOT) == text.strip()


@given(TEXTS)
def test_nothing_begins_in_an_escaped_text(text: str) -> None:
    """No mention, no link and no entity but ours is left."""
    assert not set("<>") & set(escaped(text))
    assert escaped(text).count("&") == sum(map(text.count, "&<>"))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@UBOT> what is new?", "what is new?"),
        ("hey <@UBOT|newsdesk> what is new?", "hey  what is new?"),
        ("<@UBOT> did <@U2|ann> leave <#C1|news>?", "did @ann leave #news?"),
        ("<@UBOT> did <@U2> leave?", "did  leave?"),
        ("<!here> <!subteam^S1|@team> what is new?", "what is new?"),
        ("since <!date^1767225600^{date}|1 January 2026>?", "since 1 January 2026?"),
        ("see <https://a.example/x|the page> and <https://b.example>", "see the page and https://b.example"),
        ("what does R&amp;D &lt;cost&gt;?", "what does R&D <cost>?"),
        ("&amp;lt;", "&lt;"),
        ("what is &amp;copy; or &nbsp;?", "what is &copy; or &nbsp;?"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_what_was_typed_is_read_from_the_wire(sent: str, read: str) -> None:
    """Markup becomes the words that people see; the mention of the bot goes."""
    assert typed(sent, BOT) == read


def test_mentions_are_found() -> None:
    """Users are mentioned with and without their names; groups and channels are no users."""
    assert mentions("<@U1> <@W2|x> <!subteam^S1> <#C1> &lt;@U3&gt; U4") == {"U1", "W2"}


@given(TEXTS)
def test_anything_is_read(text: str) -> None:
    """Whatever Slack sends is read as some text, and its mentions are ids."""
    assert typed(text, BOT) == typed(text, BOT).strip()
    assert all(user.isalnum() for user in mentions(text))


@given(TEXTS, st.integers(10, 50))
def test_a_bounded_text_is_whole_or_a_beginning(text: str, most: int) -> None:
    """It is never longer than asked, never ends within an entity, and is whole where it fits."""
    cut = bounded(text, most)
    assert len(cut) <= most
    if len(escaped(text)) <= most:
        assert cut == escaped(text)
    else:
        kept = cut.removesuffix("\n…")
        assert kept != cut
        assert kept in {escaped(text[:end]) for end in range(most)}


def test_a_bounded_text_ends_with_a_whole_line() -> None:
    """Its last line says that it goes on; only where there is but one line is that cut."""
    assert bounded("first line\nsecond & line\nthird line", 34) == "first line\nsecond &amp; line\n…"
    assert bounded("first and only line & more", 24) == "first and only line \n…"


@pytest.mark.parametrize("text", ["<" * 40_000, "<@" * 20_000, "&" * 40_000, "<!date^" * 6_000, "<a|" * 13_000])
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    """What begins markup again and again, and never ends it, is read like anything else."""
    assert len(typed(text, BOT)) <= len(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<https://a.example/?a=1&amp;b=2|a.example>", "https://a.example/?a=1&b=2"),
        ("<https://a.example>", "https://a.example"),
        ("https://a.example", "https://a.example"),
    ],
)
def test_a_link_can_be_read_as_its_address(text: str, read: str) -> None:
    """Where an address is asked for, the label that Slack made of it says too little."""
    assert typed(text, BOT, as_addresses=True) == read
