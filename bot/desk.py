"""The desk: what anybody may ask of Newsdesk, on any platform. It only reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.database import DATABASE_NAME, storage_errors
from corpus.errors import UsageError
from corpus.source_store import SourceState, SourceStore
from corpus.sources import STARTER_FOLDER
from corpus.store import ArticleStore, CorpusCounts
from retrieval.answer import Answer, Question
from retrieval.answering import answer
from retrieval.calibrating import calibrate
from retrieval.errors import IndexDamagedError, NothingIndexedError
from retrieval.evaluation import KnownQuestion
from retrieval.generations import Generations
from retrieval.index import Index
from retrieval.reranking import Reranker
from retrieval.store import PassageStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a data folder holds. ``unindexed`` counts articles that wait for `newsdesk index`, ``size`` bytes on disk.

    ``generation`` and ``passages`` are those of the live generation; ``damage`` says what is wrong with it, if
    anything is. ``failing`` are the sources whose last reading failed.
    """

    home: Path
    counts: CorpusCounts
    generation: int | None
    passages: int
    model: str
    unindexed: int
    size: int
    failing: tuple[SourceState, ...] = ()
    damage: str | None = None


class Desk:
    """Answers questions and tells the state of one data folder."""

    def __init__(  # noqa: PLR0913 - the parts of one data folder, passed in one place
        self,
        home: Path,
        sources: SourceStore,
        articles: ArticleStore,
        passages: PassageStore,
        index: Index,
        *,
        model: str,
        reranker: Reranker | None = None,
    ) -> None:
        self._home = home
        self._sources = sources
        self._articles = articles
        self._passages = passages
        self._index = index
        self._model = model
        self._reranker = reranker

    def ask(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            UsageError: the question names a publisher that the corpus does not have.
            NewsdeskError: nothing is indexed, or the index or the model cannot be used.
        """
        with storage_errors(self._home):
            if self._articles.is_empty():
                raise NothingIndexedError(empty_corpus_advice())
            publisher = question.filters.publisher
            if publisher:
                known = self._index.publishers()
                if not any(publisher.casefold() in name.casefold() for name in known):
                    raise UsageError(f"no article is by a publisher called {publisher}: there are {_listed(known)}")
            return answer(question, self._index, self._reranker)

    def calibrate(self, questions: Sequence[KnownQuestion], progress: Callable[[int], None]) -> dict[str, Any]:
        """Return what `calibration.json` should hold for this data folder's model and the reranker.

        Raises:
            UsageError: there are too few kinds of questions.
            NewsdeskError: nothing is indexed, or the index or the model cannot be used.
        """
        return calibrate(questions, self._index, self._reranker, progress)

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of articles, those with most of them first.

        Raises:
            StoreError: the data folder cannot be read.
        """
        with storage_errors(self._home):
            return self._articles.publishers()

    def sources(self) -> tuple[SourceState, ...]:
        """Return all sources with what became of them, in the order they were added.

        Raises:
            StoreError: the data folder cannot be read.
        """
        with storage_errors(self._home):
            return tuple(self._sources.states())

    def any_due(self) -> bool:
        """Tell whether the time of any source has come to be read again.

        Raises:
            StoreError: the data folder cannot be read.
        """
        with storage_errors(self._home):
            return bool(self._sources.due(datetime.now(UTC)))

    def status(self) -> Status:
        """Tell what the data folder holds; the model is not loaded for it.

        Raises:
            StoreError: the data folder cannot be read.
        """
        generations = Generations(self._home)
        recipe = generations.recipe() or self._passages.recipe()
        number, passages, damage = None, 0, None
        with storage_errors(self._home):
            try:
                number = generations.current()
                passages = 0 if number is None else generations.manifest(number).passages
            except IndexDamagedError as error:
                damage = str(error)
            files = [*self._home.glob(f"{DATABASE_NAME}*"), *(self._home / "index").rglob("*")]
            return Status(
                home=self._home,
                counts=self._articles.counts(datetime.now(UTC)),
                generation=number,
                passages=passages,
                model=recipe.model if recipe else self._model,
                unindexed=self._passages.pending_count(),
                size=sum(path.stat().st_size for path in files if path.is_file()),
                failing=tuple(state for state in self._sources.states() if state.error and not state.is_paused),
                damage=damage,
            )


def empty_corpus_advice() -> str:
    """Say how to fill an empty corpus."""
    return (
        "the corpus is empty: add articles with `newsdesk add FILE_FOLDER_OR_ADDRESS`, "
        f"or try the starter corpus with `NEWSDESK_HOME=newsdesk-demo newsdesk add {STARTER_FOLDER}`"
    )


def _listed(names: tuple[str, ...], most: int = 8) -> str:
    shown = ", ".join(names[:most]) or "none"
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
