"""Answering: what is quoted, what is dropped, and what is said when there is nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from corpus.database import open_for_writing
from corpus.errors import UsageError
from corpus.store import ArticleStore
from retrieval.answer import Answer, Question
from retrieval.answering import answer
from retrieval.embedding import Encoder
from retrieval.index import Filters, Index
from retrieval.store import PassageStore
from tests.articles import news, read_file, write_jsonl

NOW = datetime(2026, 8, 1, tzinfo=UTC)
PRICES = """Aster Labs changed what its models cost.

The new prices of Aster 3 are:

- input: 2 dollars per million tokens
- output: 9 dollars per million tokens

| Model | Context window |
|---|---|
| Aster 3 | 400,000 tokens |
| Aster 3 Mini | 128,000 tokens |

**Availability of the models**

Aster 3 can be used in Europe from 7 May 2026 on, the company said.
"""

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Ask]:
    """Ask a corpus of a price list and some news, which nobody changes."""
    tmp_path = tmp_path_factory.mktemp("asked")
    connection = open_for_writing(tmp_path / "home")
    articles = ArticleStore(connection)
    passages = PassageStore(connection, articles)
    articles.migrate()
    passages.migrate()
    aster = {
        "url": "https://aster.example/prices",
        "title": "Aster changes its prices",
        "date": "2026-05-06",
        "text": PRICES,
    }
    read_file(connection, write_jsonl(tmp_path / "news.jsonl", [aster, *map(news, range(5))]), NOW)
    index = Index(tmp_path / "home", passages, encoder)
    index.update(lambda _done, _total: None)

    def run(text: str, **filters: date) -> Answer:
        question = Question(text=text, asked_at=NOW, filters=Filters(**filters))  # type: ignore[arg-type]
        return answer(question, index, None, lambda _: ())

    yield run
    connection.close()


def first(given: Answer) -> tuple[list[str], str]:
    """Return the contexts and the text of the first citation."""
    citation = given.citations[0]
    return [span.of(citation.article.text) for span in citation.context], citation.text


def test_a_list_is_quoted_with_the_sentence_that_introduces_it(ask: Ask) -> None:
    """Either the whole list with its lead is the quote, or the lead is the context of an item."""
    context, quote = first(ask("What are the new prices of Aster 3?"))
    shown = "\n".join([*context, quote])
    assert "The new prices of Aster 3 are:" in shown
    assert "2 dollars per million tokens" in shown


def test_a_table_row_is_quoted_under_its_header(ask: Ask) -> None:
    """A row means nothing without the names of its columns."""
    answered = ask("Aster 3 Mini context window tokens")
    context, quote = first(answered)
    assert context == ["| Model | Context window |"]
    assert "| Aster 3 Mini | 128,000 tokens |" in quote


def test_a_caption_alone_is_no_quote(ask: Ask) -> None:
    """A line in bold that heads others says nothing by itself."""
    answered = ask("availability of the models of Aster")
    assert answered.answered
    assert not any("Availability" in citation.text for citation in answered.citations)


def test_every_quote_is_verified_and_within_its_passage(ask: Ask) -> None:
    """What is shown are characters of the stored article, at most five quotes of four articles."""
    answered = ask("Which company said what a model costs?")
    assert answered.citations
    assert len(answered.citations) <= 5
    assert len({citation.article.key for citation in answered.citations}) <= 4
    for citation in answered.citations:
        assert citation.text.strip()
        assert citation.passage.holds(citation.quote)
    assert sum(len(c.text) + sum(s.end - s.start for s in c.context) for c in answered.citations) <= 900


def test_nothing_found_gives_the_nearest_articles_and_the_reach_of_the_corpus(ask: Ask) -> None:
    """An answer without evidence is a state of its own, not an error."""
    silent = ask("any good ramen near kings cross")
    assert not silent.answered
    assert silent.silent_because
    assert silent.confidence < 0.5
    assert len(silent.nearest) == 3
    assert silent.coverage.oldest == datetime(2026, 1, 1, tzinfo=UTC)
    assert silent.coverage.newest == datetime(2026, 5, 6, tzinfo=UTC)


def test_filters_that_leave_nothing_find_nothing(ask: Ask) -> None:
    """Before the first article there is nothing to say, and no headline to show."""
    silent = ask("What are the new prices of Aster 3?", as_of=date(2025, 1, 1))
    assert (silent.answered, silent.nearest, silent.evidence) == (False, (), ())
    assert silent.as_of == date(2025, 1, 1)


@pytest.mark.parametrize("text", ["", "?!", "\U0001f600\U0001f600", "x" * 2_001, "half \ud83d"])
def test_what_is_no_question_is_refused(text: str) -> None:
    """No words, too many characters, or no Unicode."""
    with pytest.raises(UsageError, match="the question"):
        Question(text=text, asked_at=NOW)


def test_days_that_exclude_each_other_are_refused() -> None:
    """`since` after `as_of` leaves no day at all."""
    with pytest.raises(UsageError, match="exchange the two days"):
        Question(text="What?", asked_at=NOW, filters=Filters(since=date(2026, 2, 1), as_of=date(2026, 1, 1)))
