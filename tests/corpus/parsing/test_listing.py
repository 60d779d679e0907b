"""When an entry is the same as before, so that it is not read again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parsing.listing import Entry
from corpus.parsing.pages import read_entry

URL = "https://news.example/comet-2"
COUNTS = (
    '<p>Article URL: <a href="{url}">{url}</a></p><p>Points: {points}</p><p># Comments: {comments}</p>'
    "<p>{clicks} views</p>"
)


def entry(html: str | None, url: str | None = URL) -> Entry:
    """Return an entry that carries this."""
    return Entry(key="c2", url=url, title="Comet 2", html=html)


@given(*[st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))] * 2)
def test_a_page_is_the_same_however_many_comments_it_has(before: tuple[int, ...], after: tuple[int, ...]) -> None:
    """What counts up in a summary is no change of the page; of a part it is all there is."""
    was, now = (
        COUNTS.format(url=URL, clicks=clicks, points=points, comments=comments)
        for clicks, points, comments in (before, after)
    )
    assert entry(was).fingerprint == entry(now).fingerprint
    assert (entry(was, url=None) == entry(now, url=None)) == (was == now)
    assert (entry(was, url=None).fingerprint == entry(now, url=None).fingerprint) == (was == now)


@pytest.mark.parametrize("words", [1, 148, 149, 150, 151, 400])
@pytest.mark.parametrize("word", ["word ", "彗星"])
def test_each_number_of_a_text_that_is_carried_whole_counts(words: int, word: str) -> None:
    """There is no page to look it up: whatever is taken for whole is read again when a digit changes."""
    cheap, dear = (entry(f"<p>It costs {price}. {word * words}</p>") for price in (1, 2))
    is_whole = read_entry(cheap) is not None
    assert is_whole == (words >= 148)
    assert is_whole <= (cheap.fingerprint != dear.fingerprint)


def test_any_other_word_is_a_change() -> None:
    """In a feed of summaries nothing else tells that a page has changed."""
    before = entry("<p>Orbit Labs ships Comet 2.</p>")
    changes = (
        replace(before, title="Comet 3"),
        replace(before, author="Robin Writer"),
        replace(before, modified="2025-12-02"),
        replace(before, published_at=datetime(2025, 12, 2, tzinfo=UTC)),
        replace(before, html="<p>Updated: Orbit Labs ships Comet 2.</p>"),
    )
    assert len({each.fingerprint for each in (before, *changes)}) == len(changes) + 1


@pytest.mark.parametrize(
    ("before", "after"), [("$10", "$25"), ("2 models", "3 models"), ("version 1.1", "version 1.2")]
)
def test_a_figure_that_is_no_count_of_readers_is_a_change(before: str, after: str) -> None:
    """The page, or the summary where there is no more of it, would be quoted with the wrong one."""
    was, now = (entry(f"<p>Comet 2 has {figure}, says the lab.</p>") for figure in (before, after))
    assert was.fingerprint != now.fingerprint
