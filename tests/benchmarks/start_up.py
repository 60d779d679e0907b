"""How long commands take as whole processes, beside the least that any program must do to embed a text."""

from pathlib import Path
from statistics import median

from corpus.sources import STARTER_FOLDER
from tests.benchmarks.processes import LEAST, NEWSDESK, run
from tests.benchmarks.tables import print_table, tell

_LEAST_NAME = "import sentence_transformers, load the model, embed one text"
_ASK = ("ask", "What is GPT-5.2 expected to bring?")


def measure_start_up(workplace: Path, runs: int) -> None:
    """Print the wall time of commands on the starter corpus, run in turn."""
    home = workplace / "starter"
    tell("indexing the starter corpus")
    run(home, *NEWSDESK, "add", str(STARTER_FOLDER))
    commands = {
        "newsdesk --help": (*NEWSDESK, "--help"),
        "newsdesk status": (*NEWSDESK, "status"),
        f'newsdesk ask "{_ASK[1]}"': (*NEWSDESK, *_ASK),
        _LEAST_NAME: LEAST,
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs):
        tell(f"starting each command, run {number + 1} of {runs}")
        for name, command in commands.items():
            times[name].append(run(home, *command).elapsed_s)
    least = median(times[_LEAST_NAME])
    print_table(
        f"Start-up of whole processes, median of {runs}; target: ask takes at most 1.20 of the last row",
        ("process", "seconds", "of the last row"),
        [(name, f"{median(taken):.2f}", f"{median(taken) / least:.2f}") for name, taken in times.items()],
    )
