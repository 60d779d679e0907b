"""News of releases by vendors that do not exist, and a catalogue that knows them, for bots that show releases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.articles import write_jsonl
from tests.platforms.running import RunningBot

HOSTILE = "<!channel> @everyone *bold* [x](https://evil.example)"
QUILL, GAZETTE, LATHE = "https://acme.example/quill", "https://gazette.example/quill", "https://borg.example/12"
LAST_MONTH = datetime.now(UTC) - timedelta(days=30)
RECENT = ("https://borg.example/13", "Borg News", f"{LAST_MONTH:%Y-%m-%d}", "Borg today released Lathe 13.")
"""News for a timeline, which shows a year, whenever the tests are run."""
_CATALOG = """
vendors = [
  { name = "Acme", products = [{ name = "Quill", variants = ["Mini"] }] },
  { name = "Borg", products = [{ name = "Lathe" }] },
]
"""
_ARTICLES = (
    ("https://leaks.example/quill", "Leaks", "2026-03-02", "Acme is reportedly set to release Quill 2 soon."),
    (QUILL, "Acme", "2026-03-09", "Acme today released Quill 2. It answers faster."),
    (GAZETTE, "Gazette", "2026-03-10", "Acme today released Quill 2. Users are happy."),
    ("https://acme.example/mini", "Acme", "2026-03-12", "Acme today released Quill 2 Mini. It is small."),
    ("https://leaks.example/next", HOSTILE, "2026-04-01", "Acme is reportedly set to release Quill 3 soon."),
    *(
        (f"https://borg.example/{number}", "Borg News", f"2026-05-{number:02}", f"Borg today released Lathe {number}.")
        for number in range(1, 13)
    ),
)


def add_releases(bot: RunningBot, folder: Path, *more: tuple[str, str, str, str]) -> None:
    """Add the news to the data folder of a bot, and more of them."""
    (bot.home / "catalog.toml").write_text(_CATALOG, "utf-8")
    articles = [
        {"url": url, "title": "News", "publisher": publisher, "date": day, "text": text}
        for url, publisher, day, text in (*_ARTICLES, *more)
    ]
    bot.add(write_jsonl(folder / "releases.jsonl", articles))
