"""The composition root: builds the parts of one data folder and passes them to each other."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from bot.desk import Desk, empty_corpus_advice
from bot.settings import Settings
from bot.upkeep import Upkeep
from corpus import schema
from corpus.catalog import load_catalog
from corpus.database import DATABASE_NAME, open_for_reading, open_for_writing, schema_version, storage_errors
from corpus.errors import StoreError
from corpus.lock import write_lock
from corpus.releases.store import ReleaseStore
from corpus.report import ReadingProgress
from corpus.source_store import SourceStore
from corpus.store import ArticleStore
from retrieval import store as retrieval_store
from retrieval.embedding import Encoder, default_model
from retrieval.errors import NothingIndexedError
from retrieval.generations import Generations
from retrieval.index import Index, Progress
from retrieval.reranking import open_reranker
from retrieval.store import PassageStore


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """Open a data folder for reading.

    Raises:
        NothingIndexedError: there is no corpus in it yet.
        StoreError: it cannot be read.
        ModelError: there is no such built-in reranker.
    """
    connection = open_for_reading(settings.home)
    if connection is None:
        raise NothingIndexedError(empty_corpus_advice())
    load_catalog(settings.home)
    with closing(connection):
        with storage_errors(settings.home):
            for component, migrations in (
                (schema.COMPONENT, schema.MIGRATIONS),
                (retrieval_store.COMPONENT, retrieval_store.MIGRATIONS),
            ):
                version = schema_version(connection, component)
                if not version:  # the first `add` was cut short before it began
                    raise NothingIndexedError(empty_corpus_advice())
                if version != len(migrations):
                    raise StoreError(
                        f"the database in {settings.home} is of another version: "
                        "run `newsdesk index` with the newest Newsdesk that uses it"
                    )
            articles = ArticleStore(connection)
            passages = PassageStore(connection, articles)
            index, model = _index(settings, passages)
        reranker = open_reranker(settings.reranker)
        yield Desk(
            settings.home,
            SourceStore(connection),
            articles,
            ReleaseStore(connection, articles),
            passages,
            index,
            model=model,
            reranker=reranker,
        )


@contextmanager
def open_upkeep(
    settings: Settings,
    purpose: str,
    *,
    on_read: Callable[[ReadingProgress], None] = lambda _: None,
    on_releases: Progress = lambda *_: None,
    on_indexed: Progress = lambda *_: None,
) -> Iterator[Upkeep]:
    """Open a data folder for writing, and make it where it is missing.

    Raises:
        WriterBusyError: another process is writing.
        StoreError: it cannot be written.
    """
    with (
        write_lock(settings.home, purpose),
        storage_errors(settings.home),
        closing(open_for_writing(settings.home)) as connection,
    ):
        load_catalog(settings.home)
        articles = ArticleStore(connection)
        passages = PassageStore(connection, articles)
        articles.migrate()
        passages.migrate()
        index, _ = _index(settings, passages)
        yield Upkeep(
            settings.home,
            SourceStore(connection),
            articles,
            ReleaseStore(connection, articles),
            index,
            allowed=settings.fetch_allow,
            least=settings.refresh_every,
            on_read=on_read,
            on_releases=on_releases,
            on_indexed=on_indexed,
        )


def bring_up_to_date(settings: Settings) -> None:
    """Bring the tables of a data folder up to date, if there is one, as its readers need them.

    Raises:
        WriterBusyError: another process is writing.
        StoreError: it cannot be written, or was written by a newer Newsdesk.
    """
    if (settings.home / DATABASE_NAME).exists():
        with open_upkeep(settings, "run"):
            pass


def _index(settings: Settings, passages: PassageStore) -> tuple[Index, str]:
    """Return the index and its model: the one asked for, else the one the data folder remembers, else the default."""
    recipe = Generations(settings.home).recipe() or passages.recipe()
    model = settings.embedding_model or (recipe.model if recipe else default_model())
    return Index(settings.home, passages, Encoder(model)), model
