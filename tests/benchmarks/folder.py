"""A data folder to measure on: the parts that the bot is wired of, each within reach."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.desk import Desk
from corpus.database import open_for_writing
from corpus.releases.store import ReleaseStore
from corpus.source_store import SourceStore
from corpus.store import ArticleStore
from retrieval.embedding import Encoder
from retrieval.index import Index
from retrieval.reranking import Reranker
from retrieval.store import PassageStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """An open data folder."""

    home: Path
    connection: sqlite3.Connection
    articles: ArticleStore
    passages: PassageStore
    index: Index
    desk: Desk


@contextmanager
def open_folder(home: Path, encoder: Encoder, reranker: Reranker | None = None) -> Iterator[Folder]:
    """Make or open a data folder with models that others may use as well."""
    with closing(open_for_writing(home)) as connection:
        articles = ArticleStore(connection)
        passages = PassageStore(connection, articles)
        articles.migrate()
        passages.migrate()
        index = Index(home, passages, encoder)
        sources, releases = SourceStore(connection), ReleaseStore(connection, articles)
        desk = Desk(home, sources, articles, releases, passages, index, model=encoder.name, reranker=reranker)
        yield Folder(home=home, connection=connection, articles=articles, passages=passages, index=index, desk=desk)


def unheard(*_: int) -> None:
    """Hear of progress, and do nothing."""
