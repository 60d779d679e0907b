"""The list of sources in chats, page by page."""

from bot.cards import Card, Line, sources_card
from tests.bot.drawn_sources import state


def titles(card: Card) -> list[str]:
    """Return the titles of the sources on a page."""
    return [part.title for part in card.parts if isinstance(part, Line)]


def buttons(card: Card) -> list[tuple[str, str]]:
    """Return what stands on the buttons of a page, and to which page each leads."""
    return [(choice.label, choice.key) for choice in card.choices]


def test_sources_are_listed_by_name_and_those_that_fail_first() -> None:
    """However they are in the database: the order stays the same from page to page."""
    some = [state(title=title, location=f"https://a.example/{title}") for title in ("beta", "Gamma", "alpha", "Beta")]
    card = sources_card([*some, state(title="omega", error="404")], 1)
    assert card.heading == "5 sources, 1 failing"
    assert titles(card) == ["omega", "alpha", "Beta", "beta", "Gamma"]
    assert titles(sources_card([state(title="omega", error="404"), *reversed(some)], 1)) == titles(card)
    assert buttons(card) == []


def test_many_sources_are_listed_page_by_page() -> None:
    """Each stands on one page; buttons lead to the pages before and behind, and what is no more is the last one."""
    many = [state(title=f"Source {number:04}", location=f"https://a.example/{number}") for number in range(1_000)]
    first, second, last = (sources_card(many, number) for number in (1, 2, 100))
    assert first.heading == "1,000 sources. Page 1 of 100"
    assert buttons(first) == [("Next", "2")]
    assert buttons(second) == [("Previous", "1"), ("Next", "3")]
    assert buttons(last) == [("Previous", "99")]
    listed = [title for number in range(1, 101) for title in titles(sources_card(many, number))]
    assert listed == [f"Source {number:04}" for number in range(1_000)]
    assert sources_card(many, 101) == last


def test_a_page_has_fewer_sources_where_they_take_more_room() -> None:
    """Ten at most, and as many as fit into one message."""
    short, long = [state(title="Short")] * 30, [state(title="x" * 100, error="y" * 200)] * 30
    assert len(titles(sources_card(short, 1))) == 10
    assert len(titles(sources_card(long, 1))) < 10
