"""`make bench`: speed, memory and size on disk, measured on made-up news in a temporary folder, without network."""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from retrieval.embedding import Encoder, default_model
from tests.benchmarks.answers import measure_answers
from tests.benchmarks.discord import measure_discord
from tests.benchmarks.indexing import measure_indexing
from tests.benchmarks.memory import measure_memory
from tests.benchmarks.refreshing import measure_refreshing
from tests.benchmarks.slack import measure_slack
from tests.benchmarks.start_up import measure_start_up
from tests.benchmarks.tables import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is measured: passages indexed, sizes of corpora asked, questions, runs of a command, bytes, sources."""

    indexed_passages: int
    corpora: tuple[int, ...]
    questions: int
    runs: int
    file_bytes: int
    sources: int


_FULL = Scale(
    indexed_passages=2_000, corpora=(10_000, 100_000), questions=40, runs=3, file_bytes=50_000_000, sources=200
)
_QUICK = Scale(indexed_passages=200, corpora=(1_000, 10_000), questions=10, runs=1, file_bytes=5_000_000, sources=20)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure a tenth of it, to try the benchmark itself")
    scale = _QUICK if parser.parse_args().quick else _FULL
    started = perf_counter()
    print(f"Newsdesk on {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        _measure(Path(folder), scale)
    tell(f"done in {perf_counter() - started:.0f} s")


def _measure(workplace: Path, scale: Scale) -> None:
    measure_start_up(workplace, scale.runs)
    measure_memory(workplace, scale.indexed_passages, scale.file_bytes)
    encoder = Encoder(default_model())
    measure_indexing(workplace, encoder, scale.indexed_passages)
    measure_answers(workplace, encoder.name, scale.corpora, scale.questions)
    measure_refreshing(workplace, encoder, scale.sources)
    measure_slack(workplace, scale.questions)
    measure_discord(workplace, scale.questions)


if __name__ == "__main__":
    main()
