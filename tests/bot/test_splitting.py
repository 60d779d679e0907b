"""Splitting text that is too long for a platform."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import pieces, shortened

TEXTS = st.text()


def test_a_shortened_text_says_so() -> None:
    """What fits stays; what does not ends between words, with an ellipsis."""
    assert shortened("one two", 7) == "one two"
    assert shortened("one two three", 9) == "one two …"


@given(TEXTS, st.integers(2, 50))
def test_pieces_make_up_the_text(text: str, most: int) -> None:
    """Nothing is lost or added, and no piece is empty or too long."""
    parts = list(pieces(text, most))
    assert "".join(parts) == text
    assert all(0 < len(part) <= most for part in parts)


def test_pieces_end_between_words_and_never_between_a_letter_and_its_mark() -> None:
    """A long text is cut at a blank; without one, an accent stays with its letter."""
    assert list(pieces("one two three", 9)) == ["one two ", "three"]
    accented = unicodedata.normalize("NFD", "é" * 20)
    assert all(not unicodedata.combining(part[0]) for part in pieces(accented, 7))
    assert list(pieces("ab👩\u200d👩\u200d👧", 5)) == ["ab", "👩\u200d👩\u200d👧"]
    assert list(pieces("ab👍\U0001f3fd", 3)) == ["ab", "👍\U0001f3fd"]
    assert list(pieces("कखगि", 3)) == ["कख", "गि"]
