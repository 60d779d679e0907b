"""Peak memory of processes: indexing, one answer, and the reading of files of two sizes, which are streamed."""

from itertools import islice
from pathlib import Path

from tests.benchmarks.indexing import PASSAGES_AN_ARTICLE
from tests.benchmarks.news import SMALL, Newsroom, as_json_line, write_articles
from tests.benchmarks.processes import MODEL_FOLDER, PEAK, run
from tests.benchmarks.tables import megabytes, print_table, tell


def measure_memory(workplace: Path, indexed_passages: int, file_bytes: int) -> None:
    """Print the peak of resident memory of processes."""
    articles = workplace / "articles.jsonl"
    write_articles(articles, list(islice(Newsroom(seed=5).articles(), indexed_passages // PASSAGES_AN_ARTICLE)))
    home = workplace / "memory"
    rows = [
        _row("least: load the model, embed one text", home, "least", MODEL_FOLDER),
        _row(f"newsdesk add, about {indexed_passages:,} passages", home, "newsdesk", "add", str(articles)),
        _row("newsdesk ask, on these", home, "newsdesk", "ask", Newsroom(seed=6).question()),
    ]
    for size in (file_bytes // 10, file_bytes):
        path = workplace / f"{size}-bytes.jsonl"
        count = _write_small_articles(path, size)
        name = f"read alone, {megabytes(size)} of JSONL, {count:,} articles"
        rows.append(_row(name, workplace / f"{size}-bytes", "read", str(path)))
    print_table("Peak memory of whole processes", ("process", "peak", "seconds"), rows)


def _row(name: str, home: Path, *arguments: str) -> tuple[str, str, str]:
    tell(f"measuring the memory of: {name}")
    finished = run(home, *PEAK, *arguments)
    return name, megabytes(int(finished.last_line)), f"{finished.elapsed_s:.1f}"


def _write_small_articles(path: Path, size: int) -> int:
    """Write small articles until the file has so many bytes, and return their number."""
    written = count = 0
    with path.open("w", encoding="utf-8") as stream:
        for article in Newsroom(seed=7).articles(SMALL):
            written += stream.write(as_json_line(article))  # JSON in ASCII: a character is a byte
            count += 1
            if written >= size:
                break
    return count
