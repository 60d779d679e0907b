"""Time from question to answer in corpora of made-up passages with random vectors, so that nothing is embedded."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

import numpy as np

from corpus.article import Article, Source
from corpus.source_store import SourceStore
from corpus.span import Span
from retrieval.answer import Answer, Question
from retrieval.chunking import CHUNKING_VERSION
from retrieval.embedding import Encoder, Vectors
from retrieval.index import Filters
from retrieval.keywords import indexable
from retrieval.passage import Passage
from retrieval.reranking import Reranker, Scores, open_reranker
from retrieval.store import PassageRow, Recipe
from tests.benchmarks.folder import Folder, open_folder, unheard
from tests.benchmarks.indexing import print_unchanged
from tests.benchmarks.news import Newsroom
from tests.benchmarks.tables import print_table, spread, tell

_SENTENCES = 20_000
_FEWEST_SENTENCES, _MOST_SENTENCES = 4, 8
_PASSAGES_AN_ARTICLE = 10
_ARTICLES_A_BATCH = 200
_PLANTED = 8  # passages near each question: random vectors alone would leave all of them unanswered
_PLANTED_COSINE = 0.6
_AS_OF = date(2025, 6, 30)  # the made-up news goes on for half a year after it
_WARM_UP_QUESTIONS = 3


class _TimedEncoder(Encoder):
    """An encoder that knows how long it was at work."""

    spent_ms = 0.0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts."""
        started = perf_counter()
        vectors = super().encode(texts)
        self.spent_ms += (perf_counter() - started) * 1000
        return vectors

    def encode_question(self, question: str) -> Vectors:
        """Embed a question."""
        started = perf_counter()
        vector = super().encode_question(question)
        self.spent_ms += (perf_counter() - started) * 1000
        return vector


class _TimedReranker:
    """A reranker that knows how long it was at work."""

    def __init__(self, reranker: Reranker) -> None:
        self.name, self.count = reranker.name, reranker.count
        self.spent_ms = 0.0
        self._reranker = reranker

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        started = perf_counter()
        scores = self._reranker.score(question, texts)
        self.spent_ms += (perf_counter() - started) * 1000
        return scores


@dataclass(frozen=True, slots=True)
class _Models:
    """The encoder, and the reranker where there is one."""

    encoder: _TimedEncoder
    reranker: _TimedReranker | None

    @property
    def spent_ms(self) -> float:
        """How long both were at work so far."""
        return self.encoder.spent_ms + (self.reranker.spent_ms if self.reranker else 0)


@dataclass(frozen=True, slots=True)
class _Case:
    """A corpus and filters to ask it with; what was measured so far: time of the whole and of the models, answers."""

    name: str
    folder: Folder
    models: _Models
    filters: Filters
    times_ms: list[float] = field(default_factory=list)
    models_ms: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def ask(self, text: str) -> None:
        """Ask, and keep the answer, the time from question to answer, and the part of it that the models took."""
        question = Question(text=text, asked_at=datetime.now(UTC), filters=self.filters)
        spent_ms, started = self.models.spent_ms, perf_counter()
        self.answers.append(self.folder.desk.ask(question))
        self.times_ms.append((perf_counter() - started) * 1000)
        self.models_ms.append(self.models.spent_ms - spent_ms)

    def forget(self) -> None:
        """Forget what was measured."""
        self.times_ms.clear()
        self.models_ms.clear()
        self.answers.clear()

    @property
    def row(self) -> tuple[str, ...]:
        """What was measured, as a row of the table."""
        timings = [answer.timings for answer in self.answers]
        return (
            self.name,
            spread(self.times_ms),
            spread(self.models_ms),
            f"{np.median(np.divide(self.times_ms, self.models_ms)):.2f}",
            spread([timing.embed for timing in timings]),
            spread([timing.search for timing in timings]),
            spread([timing.rerank for timing in timings]),
            f"{sum(answer.answered for answer in self.answers)} of {len(self.answers)}",
        )


def measure_answers(workplace: Path, model: str, corpora: Sequence[int], question_count: int) -> None:
    """Print how long answers take, by steps, in corpora of so many passages; they are asked in turn."""
    found = open_reranker(None)
    models = _Models(_TimedEncoder(model), _TimedReranker(found) if found else None)
    newsroom = Newsroom(seed=2)
    questions = [newsroom.question() for _ in range(question_count)]
    with ExitStack() as opened:
        cases = []
        for passages in corpora:
            home = workplace / f"{passages}-passages"
            folder = opened.enter_context(open_folder(home, models.encoder, models.reranker))
            tell(f"making a corpus of {passages:,} passages")
            _Maker(folder, model, np.stack([*map(models.encoder.encode_question, questions)])).make(passages)
            cases.append(_Case(f"{passages:,}", folder, models, Filters()))
        cases.append(_Case(f"{corpora[-1]:,}, as of {_AS_OF}", cases[-1].folder, models, Filters(as_of=_AS_OF)))
        print_unchanged([case.folder for case in cases[: len(corpora)]])
        _ask(cases, questions[:_WARM_UP_QUESTIONS])
        for case in cases:
            case.forget()
        tell(f"asking {len(questions)} questions each")
        _ask(cases, questions)
    _print_answers(cases, models)


def _ask(cases: Sequence[_Case], questions: Sequence[str]) -> None:
    for question in questions:
        for case in cases:
            case.ask(question)


def _print_answers(cases: Sequence[_Case], models: _Models) -> None:
    reranker = models.reranker.name if models.reranker else "no reranker"
    print_table(
        f"From question to answer with {models.encoder.name} and {reranker}, warm, in ms, median / 95th percentile; "
        "models: their own forward passes (question and reranker), timed in the same run; "
        "target: answer/models, median, at most 1.50",
        ("passages", "answer", "models", "answer/models", "embed question", "search", "rerank", "answered"),
        [case.row for case in cases],
    )


class _Maker:
    """Fills a data folder with passages made of sentences from one stock, whose terms are worked out once."""

    def __init__(self, folder: Folder, model: str, question_vectors: Vectors) -> None:
        self._folder = folder
        self._questions = question_vectors
        self._recipe = Recipe(model=model, dimension=question_vectors.shape[1], chunking=CHUNKING_VERSION)
        self._chance = np.random.default_rng(seed=3)
        self._newsroom = Newsroom(seed=4)
        self._stock = [self._newsroom.sentence() for _ in range(_SENTENCES)]
        self._terms = [indexable(sentence) for sentence in self._stock]
        self._made = 0

    def make(self, passages: int) -> None:
        """Store passages with their articles, and publish a generation of them."""
        articles = passages // _PASSAGES_AN_ARTICLE
        source = Source(kind="file", location=str(self._folder.home / "made-up.jsonl"))
        SourceStore(self._folder.connection).remember(source)
        document_id, reading = self._folder.articles.begin_reading(source, source.location)
        for first in range(0, articles, _ARTICLES_A_BATCH):
            self._make_batch(range(first, min(articles, first + _ARTICLES_A_BATCH)), document_id, reading)
        self._folder.index.update(unheard)

    def _make_batch(self, numbers: Sequence[int], document_id: int, reading: int) -> None:
        choices = [[self._choice() for _ in range(_PASSAGES_AN_ARTICLE)] for _ in numbers]
        articles = [self._article(number, choice) for number, choice in zip(numbers, choices, strict=True)]
        with self._folder.articles.transaction():
            for article in articles:
                self._folder.articles.put(article, document_id=document_id, reading=reading, now=datetime.now(UTC))
        pending = self._folder.passages.pending(self._recipe)
        rows = map(self._rows, articles, choices)
        self._folder.passages.put(self._recipe, dict(zip(pending, rows, strict=True)))

    def _choice(self) -> list[int]:
        """Choose the sentences of a passage."""
        count = self._chance.integers(_FEWEST_SENTENCES, _MOST_SENTENCES, endpoint=True)
        chosen: list[int] = self._chance.integers(_SENTENCES, size=count).tolist()
        return chosen

    def _article(self, number: int, choice: Sequence[Sequence[int]]) -> Article:
        text = "\n\n".join(self._text(sentences) for sentences in choice)
        return self._newsroom.article(f"https://news.example/{number}", text)

    def _text(self, sentences: Sequence[int]) -> str:
        return " ".join(self._stock[sentence] for sentence in sentences)

    def _rows(self, article: Article, choice: Sequence[Sequence[int]]) -> list[PassageRow]:
        rows, start = [], 0
        for sentences, vector in zip(choice, self._vectors(len(choice)), strict=True):
            end = start + len(self._text(sentences))
            rows.append(
                PassageRow(
                    passage=Passage(span=Span(start, end)),
                    title_terms=indexable(article.title),
                    text_terms=" ".join(self._terms[sentence] for sentence in sentences),
                    vector=vector,
                )
            )
            start = end + len("\n\n")
        return rows

    def _vectors(self, count: int) -> Vectors:
        """Return random vectors of unit length; the first ones made are near a question each."""
        vectors = _unit(self._chance.standard_normal((count, self._recipe.dimension), np.float32))
        for row in vectors[: max(0, len(self._questions) * _PLANTED - self._made)]:
            near = _PLANTED_COSINE * self._questions[self._made % len(self._questions)]
            row[:] = _unit(near + (1 - _PLANTED_COSINE**2) ** 0.5 * row)
            self._made += 1
        return vectors


def _unit(vectors: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / lengths
