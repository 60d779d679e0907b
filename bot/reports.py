"""What the command line prints of its work: progress, upkeep, status, figures."""

import os
import sys
from collections.abc import Sequence
from threading import Event, Thread
from typing import Any

from tqdm import tqdm

from bot.desk import Status, empty_corpus_advice
from bot.presentation import json_moment, source_lines, status_rows
from bot.reply import one_line
from bot.upkeep import UpkeepReport
from corpus.report import ReadingProgress
from corpus.source_store import SourceState
from retrieval.evaluation import Figures

_MOST_WARNINGS = 20
_TICK_S = 0.5
_USUAL_COLUMNS, _USUAL_ROWS = 80, 24


class ProgressBar:
    """A progress bar on standard error, shown only where that is a terminal, and only once there is progress.

    Its clock ticks between two steps, which may be many seconds apart.
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._bar: tqdm[Any] | None = None
        self._closed = Event()

    def add(self, done: int) -> None:
        """Count some more, of a total that is not known."""
        bar = self._shown(None)
        if bar is not None:
            bar.update(done)

    def read(self, progress: ReadingProgress) -> None:
        """Count up to a number of sources, with the articles read in them; of one source, its articles."""
        is_one = progress.of == 1
        bar = self._shown(None if is_one else progress.of)
        if bar is not None and is_one:
            bar.update(progress.articles - bar.n)
        elif bar is not None:
            bar.unit = " sources"
            bar.set_postfix_str(f"{progress.articles:,} articles", refresh=False)
            bar.update(progress.sources - bar.n)

    def reach(self, done: int, total: int) -> None:
        """Count up to a number."""
        bar = self._shown(total) if total else None
        if bar is not None:
            bar.update(done - bar.n)

    def close(self) -> None:
        """Take the bar away."""
        self._closed.set()
        if self._bar is not None:
            self._bar.close()

    def _shown(self, total: int | None) -> "tqdm[Any] | None":
        if self._bar is None and sys.stderr.isatty():
            # A terminal of no size, such as that of a container, is taken for one of the usual size: tqdm hides the
            # bar for want of rows.
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_COLUMNS
            self._bar = tqdm(
                total=total,
                unit=f" {self._unit}",
                leave=False,
                mininterval=0,
                miniters=0,
                file=sys.stderr,
                ncols=columns - 1,
                nrows=_USUAL_ROWS,
            )
            Thread(target=self._tick, args=(self._bar,), daemon=True).start()
        return self._bar

    def _tick(self, bar: "tqdm[Any]") -> None:
        while not self._closed.wait(_TICK_S):
            bar.refresh()


def show_upkeep(report: UpkeepReport) -> None:
    """Tell what was read and indexed; what was refused, and what to know of the rest, goes to standard error."""
    reading, index = report.reading, report.index
    for refusal in reading.refusals:
        print(f"skipped: {one_line(f'{refusal.item}: {refusal.reason}')}", file=sys.stderr)
    for warning in reading.warnings[:_MOST_WARNINGS]:
        print(f"note: {one_line(warning)}", file=sys.stderr)
    if len(reading.warnings) > _MOST_WARNINGS:
        print(f"note: {len(reading.warnings) - _MOST_WARNINGS:,} more like these", file=sys.stderr)
    if report.note:
        print(one_line(report.note))
    else:
        print(report.articles_read)
    if index.generation is None:
        return
    news = f"{index.embedded:,} new" if index.embedded else "nothing new"
    print(
        f"Index: {index.passages:,} passages, {news}; generation {index.generation}{' built' if index.built else ''}."
    )


def status_json(status: Status) -> dict[str, Any]:
    """Return the status as the JSON object of the command line's contract."""
    counts = status.counts
    return {
        "home": str(status.home),
        "articles": counts.articles,
        "passages": status.passages,
        "sources": counts.sources,
        "generation": status.generation,
        "model": status.model,
        "oldest": json_moment(counts.oldest),
        "newest": json_moment(counts.newest),
        "unindexed": status.unindexed,
        "duplicates": counts.duplicates,
        "gone": counts.gone,
        "undated": counts.undated,
        "future": counts.future,
        "bytes": status.size,
        "similar": counts.similar,
        "failing": [_source_json(state) for state in status.failing],
        "damage": status.damage,
    }


def sources_json(states: Sequence[SourceState]) -> list[dict[str, Any]]:
    """Return the sources as a JSON array."""
    return [_source_json(state) for state in states]


def _source_json(state: SourceState) -> dict[str, Any]:
    source = state.source
    return {
        "kind": source.kind,
        "location": source.location,
        "title": source.title,
        "publisher": source.publisher,
        "articles": state.articles,
        "paused": state.is_paused,
        "last_success": json_moment(state.read_at),
        "next_refresh": None if state.is_paused else json_moment(state.due_at),
        "failures": state.failures,
        "error": state.error,
    }


def show_sources(states: Sequence[SourceState]) -> None:
    """Print the sources for a person, a few lines each."""
    for state in states:
        name = state.source.title or state.source.publisher
        print(one_line(f"{name} ({state.source.location})" if name else state.source.location))
        for line in source_lines(state):
            print(f"    {one_line(line)}")
    if not states:
        print(empty_corpus_advice())


def show_status(status: Status) -> None:
    """Print the status for a person."""
    counts = status.counts
    rows = {
        "Data folder": f"{status.home} ({status.size / 1e6:,.1f} MB)",
        **status_rows(status),
    }
    if status.unindexed:
        rows["Unindexed"] = f"{status.unindexed:,} (run `newsdesk index`)"
    if counts.duplicates:
        rows["Duplicates"] = f"{counts.duplicates:,} (the text of an earlier article, indexed once)"
    if counts.similar:
        rows["Similar"] = f"{counts.similar:,} (nearly the text of an earlier article)"
    if counts.gone:
        rows["Gone"] = f"{counts.gone:,} (no longer where they were read; kept)"
    if counts.undated:
        rows["Undated"] = f"{counts.undated:,} (never the latest)"
    if counts.future:
        rows["Future"] = f"{counts.future:,} (hidden until their dates)"
    if status.damage:
        rows["Damage"] = status.damage
    if not counts.articles:
        rows["To do"] = empty_corpus_advice()
    for name, value in rows.items():
        print(f"{name + ':':13}{value}")


def show_figures(figures: Figures) -> None:
    """Print the figures of an evaluation."""
    print(f"{figures.questions} questions, {figures.answerable} of them answerable")
    for name, value in figures.found.items():
        print(f"  {name:22}{_figure(value)}")
    print(f"  {'abstention recall':22}{_figure(figures.abstention_recall)}")
    print(f"  {'abstention precision':22}{_figure(figures.abstention_precision)}")
    for kind, found in figures.by_kind.items():
        print(f"  {kind:22}quote@1 {_figure(found['quote@1'])}  quote@3 {_figure(found['quote@3'])}")


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
