"""The index, one door to it: bring it up to date, and search it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.span import Span
from corpus.store import Revision
from retrieval.chunking import CHUNKING_VERSION, embedded_text, passages
from retrieval.embedding import Encoder, Vectors
from retrieval.errors import IndexDamagedError, ModelError, NothingIndexedError
from retrieval.fusion import reciprocal_rank_fusion
from retrieval.generations import Generation, Generations
from retrieval.keywords import KeywordQuery, KeywordWeights, indexable, keyword_query, match_expression, without_common
from retrieval.store import NO_VECTOR, UNDATED, PassageRow, PassageStore, Recipe, StoredPassage, moment

CANDIDATES = 50  # of each kind of search
_BATCH_PASSAGES = 512  # embedded and stored at once: a killed process loses no more than this
_DAY_S = 86_400
_MOST_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles may answer. Days are UTC days, both inclusive; ``publisher`` is a part of its name."""

    as_of: date | None = None
    since: date | None = None
    publisher: str | None = None

    def admit(self, article: Article) -> bool:
        """Tell of one article what the search tells of all: whether it may answer."""
        day = article.published_at.date() if article.published_at else None
        is_theirs = not self.publisher or self.publisher.casefold() in (article.publisher or "").casefold()
        is_past = self.as_of is None or (day is not None and day <= self.as_of)
        return is_theirs and is_past and (self.since is None or (day is not None and day >= self.since))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found: its fused score, and what it was fused from (ranks from 1, None where not found)."""

    stored: StoredPassage
    score: float
    cosine: float
    vector_rank: int | None
    keyword_rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Hits, best first, with the question's vector, shape (dimension,), its keywords' weights, and milliseconds."""

    hits: tuple[Hit, ...]
    question_vector: Vectors
    keyword_weights: KeywordWeights
    embed_ms: float = 0.0
    search_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What an update did; ``built`` tells whether the generation is new; an empty corpus has none."""

    generation: int | None
    passages: int
    embedded: int
    built: bool


Progress = Callable[[int, int], None]
"""Called with the number of articles embedded so far and of all to embed."""


class Index:
    """Passages, vectors and keywords of one data folder; its encoder is loaded when it is needed."""

    def __init__(self, home: Path, store: PassageStore, encoder: Encoder) -> None:
        self._store = store
        self._encoder = encoder
        self._generations = Generations(home)
        self._loaded: Generation | None = None

    # Updating

    def update(self, progress: Progress, *, full: bool = False) -> IndexReport:
        """Embed what is new, and publish a generation if the live one is not what it should be. Needs the write lock.

        ``full`` publishes one in any case, and embeds everything again if the model is another than the folder's.

        Raises:
            ModelError: the model is another than the folder's, and ``full`` was not asked for.
        """
        if self._store.articles.is_empty():
            return IndexReport(generation=None, passages=0, embedded=0, built=False)
        recipe = self._recipe_to_use(full=full)
        embedded = self._embed_pending(recipe, progress)
        catalogue = self._store.catalogue(recipe)
        live = self._healthy()
        built = full or live is None or live.manifest.recipe != recipe or not live.catalogue.same_as(catalogue)
        if built or live is None:
            vectors = self._store.vectors(catalogue.ids, recipe.dimension)
            published = self._generations.publish(recipe, catalogue, vectors)
            previous = live.catalogue.ids if live else np.array([], np.int64)
            self._generations.prune({published.manifest.generation, *([live.manifest.generation] if live else [])})
            self._store.prune(recipe, previous)
            live = self._loaded = published
        if self._store.recipe() != recipe:
            self._store.set_recipe(recipe)
        return IndexReport(
            generation=live.manifest.generation, passages=len(catalogue.ids), embedded=embedded, built=built
        )

    def _recipe_to_use(self, *, full: bool) -> Recipe:
        known = self._generations.recipe() or self._store.recipe()
        if known and known.model != self._encoder.name and not full:
            raise _other_model(known.model, self._encoder.name)
        if known and known.chunking == CHUNKING_VERSION and not full:
            return known
        recipe = Recipe(model=self._encoder.name, dimension=self._encoder.dimension, chunking=CHUNKING_VERSION)
        if known is None:
            self._store.set_recipe(recipe)
        return recipe

    def _embed_pending(self, recipe: Recipe, progress: Progress) -> int:
        pending = self._store.pending(recipe)
        if pending and self._encoder.dimension != recipe.dimension:
            raise _other_dimension(recipe, self._encoder)
        done = embedded = 0
        progress(0, len(pending))
        for batch, vectors in self._encoded(_batches(self._cut(pending))):
            following = iter(vectors)
            self._store.put(
                recipe, {number: [replace(row, vector=next(following)) for _, row in rows] for number, rows in batch}
            )
            done += len(batch)
            embedded += len(vectors)
            progress(done, len(pending))
        return embedded

    def _encoded(self, batches: Iterator[list["_Cut"]]) -> Iterator[tuple[list["_Cut"], Vectors]]:
        """Yield batches with their vectors; while one is encoded in a thread, the next is cut."""
        with ThreadPoolExecutor(max_workers=1) as thread:
            encoding: tuple[list[_Cut], Future[Vectors]] | None = None
            for batch in batches:
                following = batch, thread.submit(self._encoder.encode, [text for _, rows in batch for text, _ in rows])
                if encoding:
                    yield encoding[0], encoding[1].result()
                encoding = following
            if encoding:
                yield encoding[0], encoding[1].result()

    def _cut(self, revision_ids: list[int]) -> Iterator["_Cut"]:
        """Yield each revision's passages, ready but for their vectors, beside the texts to embed."""
        for revision_id in revision_ids:
            article = self._store.revision(revision_id).article
            count, max_pieces = self._encoder.count, self._encoder.max_pieces
            yield (
                revision_id,
                [
                    (
                        embedded_text(article, passage, count, max_pieces),
                        PassageRow(
                            passage=passage,
                            title_terms=indexable(f"{article.title} {passage.heading}"),
                            text_terms=indexable(passage.span.of(article.text)),
                            vector=NO_VECTOR,
                        ),
                    )
                    for passage in passages(article, count, max_pieces)
                ],
            )

    def _healthy(self) -> Generation | None:
        try:
            number = self._generations.current()
            return None if number is None else self._generations.load(number)
        except IndexDamagedError:
            return None

    # Searching

    def search(
        self, question: str, filters: Filters, now: datetime, *, favoured: Sequence[Filters] = ()
    ) -> SearchResult:
        """Find passages by vectors and by keywords, fused; nothing dated after ``now`` or outside the filters.

        What is within one of the ``favoured`` filters, too, is ranked once more among its like, and so comes up.

        Raises:
            NothingIndexedError: there is no index yet.
            IndexDamagedError: the live generation cannot be used.
            ModelError: the encoder is not the one that the index was made with.
        """
        self._live()  # before the model is loaded, which takes seconds, in which another generation may become live
        started = perf_counter()
        vector = self._encoder.encode_question(question)
        embedded = perf_counter()
        for _ in range(_MOST_TRIES):
            generation = self._live()
            result = self._search(question, vector, generation, (filters, *favoured), now)
            if self._generations.current() == generation.manifest.generation:
                break
        return replace(result, embed_ms=(embedded - started) * 1000, search_ms=(perf_counter() - embedded) * 1000)

    def _search(
        self, question: str, vector: Vectors, generation: Generation, filters: Sequence[Filters], now: datetime
    ) -> SearchResult:
        """Search within the first of the filters, and within it and each of the others."""
        if vector.shape[0] != generation.vectors.dimension:
            raise _other_dimension(generation.manifest.recipe, self._encoder)
        within = [_allowed(generation, each, now) for each in filters]
        within = [within[0], *(within[0] & each for each in within[1:])]
        with self._store.snapshot():
            query = keyword_query(question)
            frequencies = self._store.frequencies(query.terms)
            rankings = [
                ranking
                for allowed in within
                for ranking in (
                    self._by_vector(vector, generation, allowed),
                    self._by_keyword(query, frequencies, generation, allowed),
                )
            ]
            by_vector, by_keyword = rankings[:2]
            fused = reciprocal_rank_fusion(rankings)
            stored = self._store.passages(list(fused))
        hits = tuple(
            Hit(
                stored=stored[passage_id],
                score=score,
                cosine=float(stored[passage_id].vector.astype(np.float32) @ vector),
                vector_rank=_rank(by_vector, passage_id),
                keyword_rank=_rank(by_keyword, passage_id),
            )
            for passage_id, score in fused.items()
            if passage_id in stored
        )
        return SearchResult(
            hits=hits,
            question_vector=vector,
            keyword_weights=KeywordWeights.of(query, frequencies, len(generation.catalogue.ids)),
        )

    def publishers(self) -> tuple[str, ...]:
        """Return the publishers of all indexed articles."""
        return tuple(filter(None, self._live().catalogue.publishers))

    def encode(self, texts: list[str]) -> Vectors:
        """Embed texts with the model of the index."""
        return self._encoder.encode(texts)

    def reach(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last publication time among the indexed articles that are not to come."""
        published = self._live().catalogue.published
        past = published[(published != UNDATED) & (published <= int(now.timestamp()))]
        return (moment(past.min()), moment(past.max())) if len(past) else (None, None)

    def copies(self, article: Article, quote: str, day: date) -> list[Article]:
        """Return the articles with the same or nearly the same text and the quote in it, published by the day."""
        nearly = (other for other in self._store.articles.similar(article) if quote in other.text)
        copies = {copy.key: copy for copy in (*self._store.articles.copies(article), *nearly)}
        return [copy for copy in copies.values() if copy.published_at and copy.published_at.date() <= day]

    def holding(self, revision_id: int, span: Span) -> StoredPassage | None:
        """Return the passage that holds the beginning of a span of a revision; None for a revision not indexed."""
        return self._store.holding(self._live().manifest.recipe, revision_id, span)

    def revision(self, revision_id: int) -> Revision:
        """Return the revision that a passage belongs to."""
        return self._store.revision(revision_id)

    def _live(self) -> Generation:
        """Return the live generation, loaded anew when another became live."""
        number = self._generations.current()
        if number is None:
            raise NothingIndexedError("nothing is indexed yet: run `newsdesk index`")
        if self._loaded is None or self._loaded.manifest.generation != number:
            try:
                self._loaded = self._generations.load(number)
            except IndexDamagedError:
                if self._generations.current() == number:
                    raise
                return self._live()  # it was replaced twice, and removed, while it was read
        model = self._loaded.manifest.recipe.model
        if model != self._encoder.name:
            raise _other_model(model, self._encoder.name)
        return self._loaded

    def _by_vector(self, vector: Vectors, generation: Generation, allowed: NDArray[np.bool_]) -> list[int]:
        rows, _ = generation.vectors.search(vector, CANDIDATES, None if allowed.all() else allowed)
        found: list[int] = generation.catalogue.ids[rows].tolist()
        return found

    def _by_keyword(
        self, query: KeywordQuery, frequencies: Mapping[str, int], generation: Generation, allowed: NDArray[np.bool_]
    ) -> list[int]:
        expression = match_expression(without_common(query, frequencies, len(generation.catalogue.ids)))
        if not expression:
            return []
        matching = self._store.matching(expression)
        return list(islice((found for found in matching if _holds(generation, found, allowed)), CANDIDATES))


_Cut = tuple[int, list[tuple[str, PassageRow]]]


def _batches(cuts: Iterator[_Cut]) -> Iterator[list[_Cut]]:
    """Yield articles together until they have enough passages to be embedded at once."""
    batch: list[_Cut] = []
    for cut in cuts:
        batch.append(cut)
        if sum(len(rows) for _, rows in batch) >= _BATCH_PASSAGES:
            yield batch
            batch = []
    if batch:
        yield batch


def _allowed(generation: Generation, filters: Filters, now: datetime) -> NDArray[np.bool_]:
    """Tell for each row whether its article may answer."""
    catalogue = generation.catalogue
    allowed: NDArray[np.bool_] = catalogue.published <= int(now.timestamp())
    if filters.as_of:
        allowed &= (catalogue.published < _midnight(filters.as_of) + _DAY_S) & (catalogue.published != UNDATED)
    if filters.since:
        allowed &= catalogue.published >= _midnight(filters.since)
    if filters.publisher:
        wanted = filters.publisher.casefold()
        codes = [code for code, name in enumerate(catalogue.publishers) if wanted in name.casefold()]
        allowed &= np.isin(catalogue.publisher, codes)
    return allowed


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


def _holds(generation: Generation, passage_id: int, allowed: NDArray[np.bool_]) -> bool:
    """Tell whether the generation holds the passage, and it is allowed."""
    row = int(np.searchsorted(generation.catalogue.ids, passage_id))
    return row < len(allowed) and bool(generation.catalogue.ids[row] == passage_id and allowed[row])


def _rank(ranking: list[int], candidate: int) -> int | None:
    return ranking.index(candidate) + 1 if candidate in ranking else None


def _other_model(indexed: str, asked: str) -> ModelError:
    return ModelError(
        f"this data folder was indexed with {indexed}, and NEWSDESK_EMBEDDING_MODEL is {asked}: "
        "set it back, or run `newsdesk index --full` to embed everything again"
    )


def _other_dimension(recipe: Recipe, encoder: Encoder) -> ModelError:
    return ModelError(
        f"this data folder was indexed with vectors of {recipe.dimension} numbers, and {encoder.name} now gives "
        f"{encoder.dimension}: run `newsdesk index --full` to embed everything again"
    )
