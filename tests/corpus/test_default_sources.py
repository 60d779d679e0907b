"""The list of sources to start with: complete, in order, nothing in it twice."""

from urllib.parse import urlsplit

import pytest

from corpus.addresses import canonical
from corpus.article import MAX_FIELD_CHARACTERS, web_address
from corpus.default_sources import DefaultSource, default_sources


def test_there_is_enough_to_start_with() -> None:
    """It covers the field, and a first refresh ends soon."""
    assert 20 <= len(default_sources()) <= 25


@pytest.mark.parametrize(
    "publisher", ["OpenAI", "Anthropic", "Google DeepMind", "TechCrunch", "Ars Technica", "Simon Willison"]
)
def test_it_has_makers_outlets_and_newsletters(publisher: str) -> None:
    """Whoever asks about the news of the field finds its best-known voices."""
    assert publisher in {source.publisher for source in default_sources()}


@pytest.mark.parametrize("source", default_sources(), ids=lambda source: source.publisher)
def test_a_source_can_be_fetched_and_shown(source: DefaultSource) -> None:
    """Its address is an https one without tracking, and its words fit a line."""
    assert web_address(source.url) == source.url
    assert urlsplit(source.url).scheme == "https"
    assert canonical(source.url).count("?") == source.url.count("?")
    assert len(source.url) < MAX_FIELD_CHARACTERS
    assert 0 < len(source.publisher) <= 40
    assert 0 < len(source.about) <= 80
    assert source.about == source.about.strip().rstrip(".")


@pytest.mark.parametrize("field", ["publisher", "url", "about"])
def test_no_source_is_listed_twice(field: str) -> None:
    """Each publisher has one feed, and each feed one entry."""
    values = [getattr(source, field) for source in default_sources()]
    assert len({*values}) == len(values)


def test_addresses_are_of_different_feeds() -> None:
    """No two are spellings of one address."""
    assert len({canonical(source.url) for source in default_sources()}) == len(default_sources())
