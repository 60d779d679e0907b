"""The starter corpus."""

from datetime import UTC, datetime

import pytest

from corpus.article import Article
from corpus.files import read_articles
from corpus.sources import STARTER_FOLDER

FILES = sorted(STARTER_FOLDER.glob("*.md"))


def test_it_has_25_articles_or_more() -> None:
    """It is large enough to try questions on."""
    assert len(FILES) >= 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_article_says_whose_words_it_is_and_what_it_sums_up(path: object) -> None:
    """Title, publisher, a date from November 2025 to August 2026, sources; no address of its own; short."""
    [article] = read_articles(path)  # type: ignore[arg-type]
    assert isinstance(article, Article)
    assert article.title
    assert article.publisher == "Newsdesk starter corpus"
    assert article.published_at is not None
    assert datetime(2025, 11, 1, tzinfo=UTC) <= article.published_at < datetime(2026, 9, 1, tzinfo=UTC)
    assert article.url is None
    assert article.summary_of
    assert article.link == article.summary_of[0]
    assert 100 < len(article.text.split()) < 500
