"""What a Content-Type header says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching.content_types import charset_of, content_type_of


@pytest.mark.parametrize(
    ("header", "content_type"),
    [
        ("text/html", "text/html"),
        ("Text/HTML; charset=utf-8", "text/html"),
        ("application/feed+json", "application/feed+json"),
        ("image/png", "image/png"),
        (None, ""),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_a_type_is_read_off_the_header(header: str | None, content_type: str) -> None:
    """In lower case and without parameters; a header that names none has none."""
    assert content_type_of(header) == content_type


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        (None, None),
        ("text/html", None),
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html; charset="Windows-1251"; x=y', "windows-1251"),
        ("text/html;charset = latin-1", "latin-1"),
        ("text/html; charset=klingon", None),
        ("text/html; charset=", None),
        ("text/html; charset=zlib", None),
        ("text/html; charset=undefined", None),
        ("text/html; charset=" + "x" * 5_000, None),
    ],
)
def test_a_charset_is_one_that_python_knows(header: str | None, charset: str | None) -> None:
    """And one of characters: not of compression, which Python lists among them."""
    assert charset_of(header) == charset


@given(st.text(alphabet=st.characters(exclude_characters="\r\n")))
def test_any_header_can_be_read(header: str) -> None:
    """Nonsense in a header never ends in an error."""
    assert content_type_of(header) == content_type_of(header).lower()
    assert charset_of(header) is None or charset_of(header)
