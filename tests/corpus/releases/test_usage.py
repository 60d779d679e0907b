"""What an article shows in use is out, though nobody says since when. All sentences are made up."""

from corpus.releases.event import ReleaseEvent
from corpus.releases.reading import read_releases

HELD = "We ran GPT-7 all week. GPT-7 scores 85 on our tests. We keep GPT-7."


def read(text: str, *, is_whole: bool = True) -> list[ReleaseEvent]:
    """Read an article without a date."""
    return list(read_releases(text, published=None, publisher="The Daily", is_whole=is_whole))


def test_what_is_named_often_and_does_something_is_out() -> None:
    """Some time before: it has no day, and its quote is the sentence that shows it."""
    [event] = read(HELD)
    assert (event.vendor, event.name, event.version) == ("OpenAI", "GPT-7", "7")
    assert (event.status, event.date, event.is_recap) == ("released", None, True)
    assert HELD[event.start : event.end] == "GPT-7 scores 85 on our tests."


def test_single_sentences_show_nothing() -> None:
    """There it would be a comparison."""
    assert read(HELD, is_whole=False) == []
    assert read("GPT-7 scores 85 on our tests.") == []


def test_what_is_doubted_is_not_in_use() -> None:
    """Leaked numbers of a model that is to come, and what somebody would do with it."""
    assert read("GPT-7 reportedly scores 85. GPT-7 will beat all others. We hope for GPT-7.") == []
    assert read(HELD.replace("We keep", "We would keep")) == []


def test_what_else_is_told_counts() -> None:
    """An article on a rumour releases nothing."""
    text = f"{HELD} GPT-7 is rumored to be large."
    assert [event.status for event in read(text)] == ["rumoured"]
