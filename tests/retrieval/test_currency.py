"""Currency: a newer quote restates an older one where it says the same of the same with another figure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.currency import restates

OLDER = "Aster 3 costs 5 dollars per million tokens for all customers."
_MANY = settings(max_examples=150, deadline=None)
_WORDS = "Aster Borealis 3 5.2 2 costs million tokens dollars customers raised GPT-5.1 . , — $9"
_QUOTES = st.lists(st.sampled_from(_WORDS.split()), max_size=14).map(" ".join)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("Aster 3 costs 2 dollars per million tokens for all customers.", OLDER),
        ("Aster 3 now costs 2 dollars per million tokens.", OLDER),
        ("Aster 3 costs $2 per million tokens", "Aster 3 costs $5 per million tokens"),
        ("The ASTER-3 price: customers pay 2 dollars per million tokens.", OLDER),
        (
            "Borealis raised 500 million dollars from pension funds and banks, the company said on Friday.",
            "Borealis raised 400 million dollars from pension funds, the company said on Tuesday.",
        ),
        (
            "Borealis has 500 engineers in its offices, said Ines Okafor of the board.",
            "Borealis has 400 engineers in its offices, said Tomas Lindqvist of the board.",
        ),
        (
            "GPT-5.2 and GPT-5.1 cost $2 per million input tokens.",
            "GPT-5.1 costs $1.25 per million input tokens.",
        ),
    ],
)
def test_another_figure_in_much_the_same_words_restates(newer: str, older: str) -> None:
    """A changed price, sum or count of the same thing replaces what was said before."""
    assert restates(newer, older)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        pytest.param(OLDER, OLDER, id="nothing changed"),
        pytest.param("Aster 4 costs 2 dollars per million tokens for all customers.", OLDER, id="another version"),
        pytest.param("Borealis 3 costs 2 dollars per million tokens for all customers.", OLDER, id="another product"),
        pytest.param(
            "GPT-5.2 costs $1.75 per million input tokens and $14 per million output tokens.",
            "GPT-5.1 costs $1.25 per million input tokens and $10 per million output tokens.",
            id="another version of the catalogue",
        ),
        pytest.param(
            "GPT-5.2 can be used by all customers of OpenAI.",
            "GPT-5.2 will be used by all customers of OpenAI.",
            id="the version is no figure",
        ),
        pytest.param(
            "Cirrus raised 300 million dollars from a group of pension funds on Tuesday.",
            "Borealis raised 400 million dollars from a group of pension funds on Tuesday.",
            id="another company",
        ),
        pytest.param("Aster 3 reads 400,000 words at once, said its maker.", OLDER, id="another matter"),
        pytest.param("Aster 3 costs less for all customers, per million tokens.", OLDER, id="no figure"),
        pytest.param("Aster 3 reads 2 million tokens for all customers, as costs fall.", OLDER, id="another measure"),
        pytest.param(
            "Borealis plans offices in Oslo and Nairobi for its engineers in 2027.",
            "Borealis plans offices in Oslo and Nairobi for its engineers in 2026.",
            id="another year",
        ),
        pytest.param(
            "Borealis opened its offices in Oslo to engineers on 5 March.",
            "Borealis opened its offices in Oslo to engineers on March 4.",
            id="another day",
        ),
        pytest.param("It costs 2 dollars.", "It costs 5 dollars.", id="too short to tell"),
        pytest.param("", OLDER, id="nothing said"),
    ],
)
def test_what_is_no_newer_word_on_the_same_does_not_restate(newer: str, older: str) -> None:
    """Another product, version, company or matter, or no other figure: the older quote stands as it is."""
    assert not restates(newer, older)


@given(quote=_QUOTES)
@_MANY
def test_nothing_restates_itself(quote: str) -> None:
    """There must be another figure."""
    assert not restates(quote, quote)


@given(one=_QUOTES, other=_QUOTES)
@_MANY
def test_words_do_not_tell_which_is_newer(one: str, other: str) -> None:
    """Dates do: two quotes restate each other, or neither does the other."""
    assert restates(one, other) == restates(other, one)
