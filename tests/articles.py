"""Articles written for tests: news of vendors that do not exist, each with a fact of its own."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.article import Source
from corpus.folders import FolderReader
from corpus.report import ReadingReport, Tally
from corpus.source_store import SourceStore
from corpus.store import ArticleStore

_FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_TOPICS = (
    "pricing",
    "context window",
    "benchmarks",
    "safety review",
    "data centre",
    "chip supply",
    "licence",
    "funding",
)


def news(number: int, paragraphs: int = 6) -> dict[str, str]:
    """Return the fields of article ``number``: its model is ``Zephyr-<number>`` and costs ``<number>`` dollars."""
    lines = [f"Vendor{number} released Zephyr-{number} on Monday. Zephyr-{number} costs ${number} per million tokens."]
    for paragraph in range(paragraphs):
        topic = _TOPICS[(number + paragraph) % len(_TOPICS)]
        lines.append(
            f"On the {topic}, the company said that version {number}.{paragraph} follows what customers asked for. "
            f"Analysts who track the {topic} of Vendor{number} expect the next report in quarter {paragraph % 4 + 1}. "
            f"A spokesperson declined to comment on the {topic} beyond what the announcement says."
        )
    return {
        "url": f"https://news.example/{number}",
        "title": f"Vendor{number} ships Zephyr-{number}",
        "publisher": f"Outlet {number % 3}",
        "date": published(number).date().isoformat(),
        "text": "\n\n".join(lines),
    }


def published(number: int) -> datetime:
    """Return when article ``number`` was published, in UTC."""
    return _FIRST_DAY + timedelta(days=number % 200)


def write_jsonl(path: Path, articles: Sequence[dict[str, str]]) -> Path:
    """Write articles as JSON Lines."""
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    return path


def write_folder(folder: Path, articles: Sequence[dict[str, str]]) -> Path:
    """Write articles as Markdown files with front matter, named by their titles."""
    folder.mkdir(exist_ok=True)
    for article in articles:
        fields = "".join(f"{key}: {article[key]}\n" for key in ("url", "title", "publisher", "date"))
        name = article["title"].replace(" ", "-").lower()
        (folder / f"{name}.md").write_text(f"---\n{fields}---\n{article['text']}\n", "utf-8")
    return folder


def read_file(connection: sqlite3.Connection, path: Path, now: datetime | None = None) -> ReadingReport:
    """Read a file of articles into the stores of a database, without indexing it."""
    source = Source(kind="file", location=str(path))
    report = ReadingReport()
    SourceStore(connection).remember(source)
    FolderReader(ArticleStore(connection), report, Tally(1), now=now or datetime.now(UTC)).read(source)
    today = datetime.now(UTC)
    SourceStore(connection).mark_read(source, now=today, due_at=today + timedelta(days=1))
    return report
