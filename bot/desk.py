"""The desk: what anybody may ask of Newsdesk, on any platform. It only reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from corpus.database import DATABASE_NAME, storage_errors
from corpus.errors import UsageError
from corpus.releases.register import register
from corpus.releases.release import Evidence, Release, Step
from corpus.releases.store import Makers, ReleaseStore
from corpus.releases.wanted import ReleaseQuery, select
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
from retrieval.links import passage_link
from retrieval.reranking import Reranker
from retrieval.store import PassageStore

_MOST_LINKED = 50  # releases: to find the link to a quote takes milliseconds; the others link to their pages


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The releases that were asked for, the newest first, from ``skipped`` on; ``total`` counts all of them.

    ``is_one`` tells that one product was asked for by its name: its history is of interest, and ``related`` are the
    names of others that begin like it. Where nothing of the name is known, ``is_known`` is false and ``nearest`` holds
    names that are. ``is_unread`` tells that articles wait to be read for releases.
    """

    query: ReleaseQuery
    releases: tuple[Release, ...]
    total: int
    skipped: int
    is_one: bool
    related: tuple[str, ...]
    is_known: bool
    nearest: tuple[str, ...]
    is_unread: bool


class Desk:
    """Answers questions and tells the state of one data folder."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of one data folder, passed in one place
        self,
        home: Path,
        sources: SourceStore,
        articles: ArticleStore,
        releases: ReleaseStore,
        passages: PassageStore,
        index: Index,
        *,
        model: str,
        reranker: Reranker | None = None,
    ) -> None:
        self._home = home
        self._sources = sources
        self._articles = articles
        self._releases = releases
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
            return answer(question, self._index, self._reranker, cache(self._register))

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

    def latest(self, query: ReleaseQuery, *, limit: int | None = None, skip: int = 0) -> Latest:
        """Return the releases that are asked for, with their quotes and links, ``limit`` of them from ``skip`` on.

        Raises:
            StoreError: the data folder cannot be read.
        """
        with storage_errors(self._home):
            selection = select(self._register(query.as_of), query)
            shown = selection.releases[skip : None if limit is None else skip + limit]
            return Latest(
                query=query,
                releases=self._cited(shown, in_full=selection.is_one),
                total=len(selection.releases),
                skipped=skip,
                is_one=selection.is_one,
                related=tuple(release.name for release in selection.related),
                is_known=selection.is_known,
                nearest=selection.nearest,
                is_unread=self._releases.is_unread(),
            )

    def _register(self, as_of: date | None) -> tuple[Release, ...]:
        today = datetime.now(UTC).date()
        evidence, mentions = self._releases.evidence(), self._releases.mentions()
        return register(evidence, mentions, today=today, as_of=as_of and min(as_of, today))

    def makers(self) -> Makers:
        """Return the vendors and families that releases are reported of, those with most reports first.

        Raises:
            StoreError: the data folder cannot be read.
        """
        with storage_errors(self._home):
            return self._releases.makers()

    def _cited(self, releases: Sequence[Release], *, in_full: bool) -> tuple[Release, ...]:
        """Look up the quotes of releases, and links: to that of each, or to the best of each step."""
        evidence = (each for release in releases for step in release.history for each in step.evidence)
        texts = self._releases.texts(each.report.revision_id for each in evidence)
        linked = [_quoted(release, texts, in_full=in_full, is_linked=True) for release in releases[:_MOST_LINKED]]
        return (
            *linked,
            *(_quoted(release, texts, in_full=False, is_linked=False) for release in releases[_MOST_LINKED:]),
        )

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


def _quoted(release: Release, texts: Mapping[int, str], *, in_full: bool, is_linked: bool) -> Release:
    """Return a release with its quotes, and with the link to that of its status, or to the best of each step."""

    def quoted(evidence: Evidence, *, is_linked: bool) -> Evidence:
        report, text, span = evidence.report, texts[evidence.report.revision_id], evidence.span
        link = passage_link(report.url, text, span, report.title) if report.url and is_linked else report.url
        return replace(evidence, quote=span.of(text), link=link)

    def told(step: Step) -> Step:
        best, *others = step.evidence
        is_best_linked = is_linked and (in_full or step is release.step)
        return replace(
            step,
            evidence=(quoted(best, is_linked=is_best_linked), *(quoted(each, is_linked=False) for each in others)),
            disagreeing=tuple(quoted(each, is_linked=in_full) for each in step.disagreeing),
        )

    history = tuple(map(told, release.history))
    return replace(release, step=history[release.history.index(release.step)], history=history)


def empty_corpus_advice() -> str:
    """Say how to fill an empty corpus."""
    return (
        "the corpus is empty: add articles with `newsdesk add FILE_FOLDER_OR_ADDRESS`, "
        f"or try the starter corpus with `NEWSDESK_HOME=newsdesk-demo newsdesk add {STARTER_FOLDER}`"
    )


def _listed(names: tuple[str, ...], most: int = 8) -> str:
    shown = ", ".join(names[:most]) or "none"
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
