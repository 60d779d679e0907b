"""What the command line prints of its work: progress, upkeep, status, figures."""

import sys
from typing import Any

from tqdm import tqdm

from bot.desk import Status, empty_corpus_advice
from bot.presentation import json_moment, one_line, shown_date
from bot.upkeep import UpkeepReport
from corpus.store import Outcome
from retrieval.evaluation import Figures

_MOST_WARNINGS = 20


class ProgressBar:
    """A progress bar on standard error, shown only where that is a terminal, and only once there is progress."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._bar: tqdm[Any] | None = None

    def add(self, done: int) -> None:
        """Count some more, of a total that is not known."""
        self._shown(None).update(done)

    def reach(self, done: int, total: int) -> None:
        """Count up to a number."""
        if total:
            bar = self._shown(total)
            bar.update(done - bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()

    def _shown(self, total: int | None) -> "tqdm[Any]":
        if self._bar is None:
            self._bar = tqdm(total=total, unit=f" {self._unit}", leave=False, disable=None, file=sys.stderr)
        return self._bar


def show_upkeep(report: UpkeepReport) -> None:
    """Tell what was read and indexed; what was refused, and what to know of the rest, goes to standard error."""
    reading, index = report.reading, report.index
    for refusal in reading.refusals:
        print(f"skipped: {one_line(f'{refusal.item}: {refusal.reason}')}", file=sys.stderr)
    for warning in reading.warnings[:_MOST_WARNINGS]:
        print(f"note: {one_line(warning)}", file=sys.stderr)
    if len(reading.warnings) > _MOST_WARNINGS:
        print(f"note: {len(reading.warnings) - _MOST_WARNINGS:,} more like these", file=sys.stderr)
    counts = ", ".join(f"{reading.outcomes[outcome]:,} {outcome.value}" for outcome in Outcome)
    files = f"; files that had not changed: {reading.unchanged_files:,}" if reading.unchanged_files else ""
    print(f"Articles: {counts}{files}.")
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
        "damage": status.damage,
    }


def show_status(status: Status) -> None:
    """Print the status for a person."""
    counts = status.counts
    rows = {
        "Data folder": f"{status.home} ({status.size / 1e6:,.1f} MB)",
        "Articles": f"{counts.articles:,} from {counts.sources:,} source{'s' * (counts.sources != 1)}",
        "Dates": f"{shown_date(counts.oldest)} to {shown_date(counts.newest)}" if counts.newest else "none",
        "Index": f"generation {status.generation}, {status.passages:,} passages" if status.generation else "none yet",
        "Model": status.model,
    }
    if status.unindexed:
        rows["Unindexed"] = f"{status.unindexed:,} (run `newsdesk index`)"
    if counts.duplicates:
        rows["Duplicates"] = f"{counts.duplicates:,} (the text of an earlier article, indexed once)"
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
