"""The register is the same, whatever comes first of the articles that it is made of."""

import re
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.database import open_for_writing
from corpus.releases.reader import bring_up_to_date
from corpus.releases.register import register
from corpus.releases.store import ReleaseStore
from corpus.store import ArticleStore
from tests.articles import read_file, write_jsonl

_TEXTS = (
    ("2026-01-02", "Leaks", "Acme is reportedly working on Zephyr 2, sources say. OpenAI is reportedly testing GPT-9."),
    ("2026-01-09", "Acme", "Acme today released Zephyr 2. It answers faster."),
    ("2026-01-09", "Gazette", "Acme today released Zephyr 2. Users are happy."),
    ("2026-01-09", "Gazette", "Acme today released Zephyr-2. Users are unhappy."),
    ("2026-01-20", "OpenAI", "Today we are releasing GPT-9 and GPT-9 mini. They are available now."),
    ("2026-01-22", "Gazette", "OpenAI released GPT-9 yesterday. Mistral released Devstral 9 77B."),
    ("2026-01-23", "Herald", "Mistral today released Devstral 9. OpenAI has retired GPT-9 mini."),
    ("2026-01-12", "Herald", "On the sorting benchmark Devstral 8 scores 71 points. GPT-9 mini costs a dollar."),
    ("2026-01-14", "Leaks", "Our clinic ran its letters through Devstral 8. Devstral 9 77B answers in Welsh."),
)
_ARTICLES = tuple(
    {"url": f"https://news.example/{number}", "title": "News", "publisher": publisher, "date": day, "text": text}
    for number, (day, publisher, text) in enumerate(_TEXTS)
)


def rebuilt(articles: list[dict[str, str]]) -> str:
    """Return the register of articles that come one by one, with all it says but the numbers of the database."""
    with TemporaryDirectory() as folder, closing(open_for_writing(Path(folder))) as connection:
        store = ArticleStore(connection)
        store.migrate()
        for number, article in enumerate(articles):
            path = write_jsonl(Path(folder) / f"{number}.jsonl", [article])
            assert not read_file(connection, path, datetime(2026, 1, 31, tzinfo=UTC)).refusals
        releases = ReleaseStore(connection, store)
        bring_up_to_date(Path(folder), releases, lambda *_: None, full=False)
        known = register(releases.evidence(), releases.mentions(), today=date(2026, 1, 31))
    return re.sub(r"revision_id=\d+", "", repr(known))


@settings(max_examples=10, deadline=None)
@given(st.permutations(_ARTICLES))
def test_articles_in_any_order_give_the_same_register(articles: list[dict[str, str]]) -> None:
    """With the same names, dates, sources and order."""
    assert rebuilt(articles) == rebuilt(list(_ARTICLES))


def test_the_register_of_these_articles_holds_what_they_state() -> None:
    """So that it is not an empty one that is the same."""
    register_of_all = rebuilt(list(_ARTICLES))
    assert all(f"name='{name}'" in register_of_all for name in ("Zephyr 2", "GPT-9", "GPT-9 mini", "Devstral 9"))
    assert "name='Devstral 8'" in register_of_all
