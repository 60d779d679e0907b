"""`make ablation`: what each step adds, found by doing without one at a time, in this process alone.

Nothing is fitted anew for a row: what a step loses here is what the shipped pipeline loses without it.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from corpus.naming import Name
from retrieval import answering, deciding, evidence, index, keywords, quoting, ranking, reading
from retrieval.answer import Question
from retrieval.embedding import MINILM, Encoder
from retrieval.evaluation import Figures, KnownQuestion, figures, known_question
from retrieval.generations import Generations
from retrieval.reranking import Reranker, Scores, open_reranker
from tests.articles import read_file
from tests.benchmarks.folder import Folder, open_folder
from tests.benchmarks.tables import print_table, tell

_HOME = Path(".eval")
_FOUND = ("passage@1", "passage@3", "passage@5", "quote@1", "quote@3")
_HALVES = {"half a": ("a",), "half b": ("b",), "both halves": ("a", "b")}

_Change = tuple[ModuleType, str, Callable[[Any], Any]]
"""A name in a module, and what makes of its value the one that it has for the length of a row."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The pipeline without a step. ``folder`` is the data folder that the row needs for itself, if it needs one."""

    step: str
    changes: Sequence[_Change] = ()
    folder: str | None = None
    model: str | None = None
    reranked: bool = True


def _set(module: ModuleType, name: str, value: object) -> _Change:
    return module, name, lambda _: value


def _product(name: Name) -> Name:
    return replace(name, version=None, variant=None)


def _favouring(**none: object) -> _Change:
    """Favour in the search what a question asks for, but for some of it."""
    return reading, "favoured", lambda favoured: lambda asked, day: favoured(replace(asked, **none), day)


def _fusing(change: Callable[[Any], Any]) -> _Change:
    return index, "reciprocal_rank_fusion", change


_VERSIONS = (ranking, "match", lambda match: lambda name, there: match(_product(name), map(_product, there)))
_NAMES_UNSCORED = (
    _set(ranking, "_LACK_MALUS", 0),
    *(_set(evidence, name, 0) for name in ("_LACK", "_PASSAGE_LACK", "_LACK_PROMISE")),
    _set(answering, "NAMED", 1),
)
_ASKED_FOR = (_set(ranking, "_ASKED_FOR_BONUS", 0), _set(evidence, "_ASKED_FOR", 0))
_RECENCY = (_set(ranking, "_RECENCY_BONUS", 0), _set(evidence, "_RECENCY", 0))
_KIND = (_set(evidence, "holds_kind", lambda *_: True),)
_ALWAYS = (deciding, "calibration", lambda found: lambda **which: replace(found(**which), bias=99.0))
_CONDITIONS = _set(deciding, "missing_condition", lambda found, _: None if found else "nothing was found")
_BARE = _set(index, "embedded_text", lambda article, passage, *_: passage.span.of(article.text))
_FIRST = (evidence, "_excerpts", lambda excerpts: lambda candidate: excerpts(candidate)[:1])

_ROWS = (
    _Row("title prefix: vectors of passages without title, headings, lead", [_BARE], "ablation-bare"),
    _Row("stemming: keywords as they are written", [_set(keywords, "stem", str)], "ablation-unstemmed"),
    _Row("model: MiniLM-L6 embeds", folder="ablation-minilm", model=MINILM),
    _Row("fusion: vectors alone", [_fusing(lambda fuse: lambda rankings: fuse(rankings[::2]))]),
    _Row("fusion: keywords alone", [_fusing(lambda fuse: lambda rankings: fuse(rankings[1::2]))]),
    _Row("fusion: k = 60", [_fusing(lambda fuse: partial(fuse, k=60))]),
    _Row("version match: any version of a product will do", [_VERSIONS]),
    _Row("version match: names and versions left out of the order", _NAMES_UNSCORED),
    _Row("boosts: publishers and periods asked for do not count", [*_ASKED_FOR, _favouring(periods=(), publishers=())]),
    _Row("recency: the new does not count where the latest is asked for", [*_RECENCY, _favouring(latest=False)]),
    _Row("recency: the newer not put before what it restates", [_set(answering, "_newer_before_older", list)]),
    _Row("same news: not put together", [_set(ranking, "collapsed", list)]),
    _Row("kind of answer: any text holds it", _KIND),
    _Row("rerank: cosine and keywords, calibrated for that", reranked=False),
    _Row("sentence choice: single sentences, no excerpts", [_set(quoting, "_goes_on", lambda *_: False)]),
    _Row("sentence choice: the first excerpt of each passage", [_FIRST]),
    _Row("calibration: always trusting", [_ALWAYS]),
    _Row("calibration: no necessary conditions", [_CONDITIONS]),
    _Row("calibration: neither, always answered", [_ALWAYS, _CONDITIONS]),
)


class _Remembering:
    """A reranker that reads each text beside a question once for all rows."""

    def __init__(self, reranker: Reranker) -> None:
        self.name, self.count = reranker.name, reranker.count
        self._reranker = reranker
        self._known: dict[tuple[str, str], float] = {}

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        unread = [text for text in dict.fromkeys(texts) if (question, text) not in self._known]
        if unread:
            scores = self._reranker.score(question, unread)
            self._known |= {(question, text): float(score) for text, score in zip(unread, scores, strict=True)}
        return np.array([self._known[question, text] for text in texts], np.float32)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ablation", description=__doc__)
    parser.add_argument("questions", type=Path, help="a JSON Lines file of questions with known answers")
    parser.add_argument("corpus", type=Path, help="the JSON Lines file of articles that they are asked of")
    options = parser.parse_args()
    recipe = Generations(_HOME).recipe()
    if recipe is None:
        parser.exit(1, f"nothing is indexed in {_HOME}: run `make eval` first, which builds it\n")
    lines = options.questions.read_text("utf-8").split("\n")
    questions = [known_question(json.loads(line)) for line in lines if line.strip()]
    found = open_reranker(None)
    reranker = _Remembering(found) if found else None
    encoder = Encoder(recipe.model)
    with open_folder(_HOME, encoder) as folder:
        days = [moment.date() for moment in folder.index.reach(datetime.now(UTC)) if moment]
        print(
            f"{recipe.model}, {reranker.name if reranker else 'no reranker'}; {len(questions)} questions of "
            f"{options.questions.name}; articles of {' to '.join(map(str, days))}"
        )
        rows = [("all steps", _ask(questions, folder, reranker))]
        for row in _ROWS:
            tell(row.step)
            with pytest.MonkeyPatch.context() as patch:
                for module, name, change in row.changes:
                    patch.setattr(module, name, change(getattr(module, name)))
                with _folder_of(row, folder, encoder, options.corpus) as asked:
                    rows.append((row.step, _ask(questions, asked, reranker if row.reranked else None)))
    for half in _HALVES:
        _print_half(half, [(step, by_half[half]) for step, by_half in rows])


@contextmanager
def _folder_of(row: _Row, shared: Folder, encoder: Encoder, corpus: Path) -> Iterator[Folder]:
    """Open the data folder of a row; one of its own is indexed, if it is not yet."""
    if row.folder is None:
        yield shared
        return
    with open_folder(_HOME / row.folder, Encoder(row.model) if row.model else encoder) as folder:
        read_file(folder.connection, corpus)
        folder.index.update(lambda done, total: tell(f"{row.folder}: {done} of {total} new articles indexed"))
        yield folder


def _ask(questions: Sequence[KnownQuestion], folder: Folder, reranker: Reranker | None) -> dict[str, Figures]:
    """Ask all questions, and count what is found in each half."""
    results = []
    for known in questions:
        question = Question(text=known.text, asked_at=datetime.now(UTC), filters=index.Filters(as_of=known.asked_on))
        results.append((known, answering.answer(question, folder.index, reranker, lambda _: ())))
    return {
        half: figures([result for result in results if result[0].id.startswith(letters)])
        for half, letters in _HALVES.items()
    }


def _print_half(half: str, rows: Sequence[tuple[str, Figures]]) -> None:
    whole = rows[0][1]
    print_table(
        f"{half}: {whole.answerable} answerable and {whole.questions - whole.answerable} unanswerable questions; "
        "beside each figure what it differs by from all steps",
        ("step: what stands in its place", *_FOUND, "abst. recall", "abst. precision"),
        [(step, *map(_cell, _values(each), _values(whole))) for step, each in rows],
    )


def _values(counted: Figures) -> tuple[float | None, ...]:
    return (*map(counted.found.get, _FOUND), counted.abstention_recall, counted.abstention_precision)


def _cell(value: float | None, whole: float | None) -> str:
    difference = value - whole if value is not None and whole is not None else 0
    return f"{'none' if value is None else f'{value:.3f}'} {f'{difference:+.3f}' if difference else '':6}"


if __name__ == "__main__":
    main()
