"""Which source a person means."""

import pytest

from corpus.article import Source
from corpus.errors import UsageError
from corpus.sources import source_meant

SOURCES = [
    Source(kind="feed", location="https://one.example/feed.xml", title="One Daily"),
    Source(kind="feed", location="https://two.example/feed.xml", publisher="Two Weekly"),
    Source(kind="folder", location="/srv/one"),
]


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("https://one.example/feed.xml", 0),
        ("http://www.one.example/feed.xml/", 0),
        ("one daily", 0),
        ("two", 1),
        ("TWO WEEKLY", 1),
        ("/srv/one", 2),
    ],
)
def test_a_source_is_meant_by_its_place_or_a_part_of_a_name(wanted: str, place: int) -> None:
    """A place wins over parts of others, and an address may be spelled otherwise."""
    assert source_meant(SOURCES, wanted) == SOURCES[place]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("example", r"example may mean https://one\.example/feed\.xml, https://two\.example/feed\.xml"),
        ("three", "no source is called three"),
        ("", "no source is called"),
        (" ", "no source is called"),
    ],
)
def test_several_or_none_are_refused_with_what_there_is(wanted: str, message: str) -> None:
    """The message says what may be meant."""
    with pytest.raises(UsageError, match=message):
        source_meant(SOURCES, wanted)


def test_a_long_list_of_what_may_be_meant_is_cut_short() -> None:
    """Five are named, and the others counted."""
    many = [Source(kind="feed", location=f"https://x.example/{number}") for number in range(1000)]
    with pytest.raises(UsageError, match="and 995 more: write more of the one you mean"):
        source_meant(many, "x.example")
