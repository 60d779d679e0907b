"""Near-duplicates: copies of a piece are found, pieces on one topic are told apart."""

from hashlib import sha256
from importlib.resources import files
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.duplicates import MIN_WORDS, THRESHOLD, bands, signature, similarity
from corpus.text import terms

_MANY = settings(max_examples=60, deadline=None)
_LINE = "LONDON (Agency) - "
_BOILERPLATE = "\n\nThis story first appeared elsewhere and is shared here with permission. Sign up for our newsletter."
_SYLLABLES = " ".join(map("".join, product("bdfg", "aeiou", "klmnpr")))
_ARTICLES = {
    path.name: path.read_text("utf-8").split("\n---\n", 1)[1]
    for path in files("corpus").joinpath("starter").iterdir()
    if path.name.endswith(".md")
}


def _signature(text: str) -> bytes:
    signed = signature(text)
    assert signed is not None
    return signed


def _are_near_duplicates(one: str, other: str) -> bool:
    signed, other_signed = _signature(one), _signature(other)
    return not {*bands(signed)}.isdisjoint(bands(other_signed)) and similarity(signed, other_signed) >= THRESHOLD


def _trimmed(text: str) -> str:
    words = text.split(" ")
    return " ".join(words[: len(words) * 9 // 10])


@pytest.mark.parametrize("name", sorted(_ARTICLES))
def test_a_syndicated_copy_is_found(name: str) -> None:
    """An agency line, boilerplate, other quotation marks or a shorter end make no other article."""
    text = _ARTICLES[name]
    assert _are_near_duplicates(text, _LINE + text)
    assert _are_near_duplicates(text, text + _BOILERPLATE)
    assert _are_near_duplicates(text, _trimmed(text))
    assert _are_near_duplicates(text, text.replace("'", "\u2019").replace("-", "\u2011").upper())


def test_a_copy_without_a_paragraph_is_found() -> None:
    """A long piece may lose a paragraph and have another beginning and end."""
    paragraphs = "\n\n".join(_ARTICLES.values()).split("\n\n")[:20]
    copy = "\n\n".join(paragraphs[:9] + paragraphs[10:])
    assert _are_near_duplicates("\n\n".join(paragraphs), _LINE + copy + _BOILERPLATE)


def test_articles_of_one_industry_are_no_copies() -> None:
    """Among real articles about the same companies no pair comes near the threshold, or shares a band."""
    signed = [_signature(text) for text in _ARTICLES.values()]
    assert max(similarity(one, other) for one, other in combinations(signed, 2)) < THRESHOLD / 3
    assert len({band for one in signed for band in bands(one)}) == sum(len(bands(one)) for one in signed)


def test_an_article_that_quotes_another_is_no_copy() -> None:
    """Whoever takes a text over, and writes as much of his own, has written an article."""
    one, other, *_ = _ARTICLES.values()
    assert not _are_near_duplicates(one, f"{one}\n\n{other}")


def test_a_short_text_has_no_signature() -> None:
    """Short notices follow patterns: too few words tell them apart."""
    words = _SYLLABLES.split(" ")
    assert signature(" ".join(words[: MIN_WORDS - 1])) is None
    assert signature(" ".join(words[:MIN_WORDS])) is not None
    assert signature("") is None


def test_the_same_text_has_the_same_signature_in_every_process_and_version() -> None:
    """Signatures and bands are stored: if this fails, a migration has to make all of them anew."""
    signed = _signature(_SYLLABLES)
    assert len(signed) == 512
    assert sha256(signed).hexdigest() == "c5a6bb141b3a4d7ab35161a957758ac5860a9ecb76395446e7e42706fd2988bb"
    assert bands(signed)[:2] == (8100694735413477772, 77374835155220099)


def test_bands_fit_an_integer_column_and_tell_their_places() -> None:
    """Each is a positive 64-bit number; the same rows in another band are another number."""
    numbers = bands(bytes(512))
    assert len({*numbers}) == len(numbers) == 25
    assert all(0 <= number < 2**63 for number in numbers)


@_MANY
@given(st.integers(0, 59), st.integers(0, 59))
def test_similarity_estimates_the_share_of_common_shingles(start: int, other_start: int) -> None:
    """It is the Jaccard index of the sets of five words, within four standard deviations of the estimate."""
    words = (_SYLLABLES + " " + _SYLLABLES.upper().replace(" ", "ly ")).split(" ")
    one, other = " ".join(words[start : start + 180]), " ".join(words[other_start : other_start + 180])
    sets = [{tuple(said[i : i + 5]) for i in range(len(said) - 4)} for said in map(_said, (one, other))]
    jaccard = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
    estimate = similarity(_signature(one), _signature(other))
    assert abs(estimate - jaccard) <= 4 * (jaccard * (1 - jaccard) / 128) ** 0.5
    assert estimate == similarity(_signature(other), _signature(one))


def _said(text: str) -> list[str]:
    return [term.text for term in terms(text)]
