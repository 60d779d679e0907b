"""A process that does one thing and writes its peak memory, in bytes, as its last line.

`python -m tests.benchmarks.peak newsdesk …` runs the command line, `… read FILE` reads a file of articles into the data
folder without indexing it, and `… least FOLDER` embeds one text with the model in a folder.
"""

import resource
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bot.cli import main
from bot.settings import Settings
from corpus.database import open_for_writing
from corpus.store import ArticleStore
from tests.articles import read_file
from tests.benchmarks.least import embed_one_text

_PROCESS_STATUS = Path("/proc/self/status")
_BYTES_A_KIB = 1024


def _read(place: str) -> None:
    with closing(open_for_writing(Settings.load().home)) as connection:
        ArticleStore(connection).migrate()
        report = read_file(connection, Path(place))
    if report.refusals:
        raise AssertionError(f"articles were refused: {report.refusals[:3]}")


def _do(what: str, arguments: Sequence[str]) -> int:
    match what:
        case "newsdesk":
            return main(arguments)
        case "read":
            _read(*arguments)
        case "least":
            embed_one_text(*arguments)
        case _:
            raise AssertionError(f"nothing is called {what}")
    return 0


def _peak_bytes() -> int:
    """Return the peak of resident memory; on Linux from where the parent's, before `exec`, does not count."""
    if _PROCESS_STATUS.exists():
        lines = dict(line.split(":", 1) for line in _PROCESS_STATUS.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) * _BYTES_A_KIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in bytes on macOS, which is what has no /proc


if __name__ == "__main__":
    code = _do(sys.argv[1], sys.argv[2:])
    print(_peak_bytes())
    sys.exit(code)
