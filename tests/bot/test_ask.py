"""Asking on the command line, with real articles in, and verified quotes out."""

from corpus.sources import STARTER_FOLDER
from tests.conftest import Newsdesk


def test_starter_corpus_answers_what_gpt_5_2_is_expected_to_bring(newsdesk: Newsdesk) -> None:
    """The main job: articles in, a question asked, a verbatim list with title, publisher, date and link out."""
    assert newsdesk("add", str(STARTER_FOLDER)).code == 0
    result = newsdesk("ask", "What is GPT-5.2 expected to bring?")
    assert result.code == 0
    first_quote, _, sources = result.out.partition("Sources:")
    assert first_quote.startswith("[1]")
    assert "stronger coding capabilities and developer tools" in first_quote
    assert "enterprise improvements" in first_quote
    assert "OpenAI's code red and GPT-5.2, Newsdesk starter corpus, 5 December 2025 (summary)" in sources
    assert "https://" in sources
    assert ":~:text=" not in sources, "a summary's words do not stand on the page it sums up"
