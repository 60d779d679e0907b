"""What Newsdesk reads in real feeds, which come broken, undated or as block pages, beside what feedparser counts."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import feedparser

from corpus.errors import ArticleRefusedError, FetchError
from corpus.fetching.client import Limits
from corpus.fetching.fetcher import Fetcher
from corpus.parsing.news import NewEntry, feed_of
from corpus.parsing.sniffing import kind_of
from tests.benchmarks.tables import print_table
from tests.platforms.web_server import WebServer

_OWN = (ip_network("127.0.0.0/8"),)
_MOST_CHARACTERS = 60
_HEADER = ("file", "kind", "entries", "feedparser's", "with text", "undated", "future", "newest", "title or error")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What a file gave, or why it gave nothing; ``counted`` are feedparser's entries."""

    file: str
    kind: str
    counted: int
    title: str = ""
    entries: Sequence[NewEntry] = ()
    error: str = ""
    is_refusal: bool = True

    @property
    def with_text(self) -> int:
        return sum(each.article is not None for each in self.entries)

    @property
    def dates(self) -> list[datetime]:
        return [each.entry.published_at for each in self.entries if each.entry.published_at]

    def row(self, now: datetime) -> tuple[str, ...]:
        """Return what the table tells of it."""
        future = sum(date > now for date in self.dates)
        undated = len(self.entries) - len(self.dates)
        counts = (len(self.entries), self.counted, self.with_text, undated, future)
        newest = f"{max(self.dates):%Y-%m-%d}" if self.dates else "-"
        return (self.file, self.kind, *map(str, counts), newest, (self.error or self.title)[:_MOST_CHARACTERS])


async def _read_all(files: Mapping[str, bytes]) -> list[_Reading]:
    with WebServer() as web:
        for name, body in files.items():
            web.put(f"/{name}", body, content_type="application/xml")
        async with Fetcher(allowed=_OWN, limits=Limits(gap_s=0)) as fetcher:
            return [await _read(name, body, web.url(f"/{name}"), fetcher) for name, body in files.items()]


async def _read(name: str, body: bytes, address: str, fetcher: Fetcher) -> _Reading:
    """Read a feed as a refresh does, but in this process, as `Workers` makes a refusal of every error."""
    counted, kind = len(feedparser.parse(body).entries), "-"
    try:
        fetched = await fetcher.get(address)
        kind = kind_of(fetched.body or b"", fetched.content_type)
        listing, entries = feed_of(fetched.body or b"", fetched.content_type, fetched.url, fetched.charset, {})
    except (ArticleRefusedError, FetchError) as error:
        return _Reading(file=name, kind=kind, counted=counted, error=str(error))
    except Exception as error:  # noqa: BLE001 - to find these is what this is for
        return _Reading(file=name, kind=kind, counted=counted, error=repr(error), is_refusal=False)
    return _Reading(file=name, kind=kind, counted=counted, title=listing.title or "", entries=entries)


def main() -> int:
    """Print what the files of a folder give; return 1 if one raised anything but a refusal."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.feeds", description=__doc__)
    parser.add_argument("folder", type=Path)
    files = {file.name: file.read_bytes() for file in sorted(parser.parse_args().folder.iterdir())}
    readings, now = asyncio.run(_read_all(files)), datetime.now(UTC)
    print_table(f"{len(files)} feeds", _HEADER, [reading.row(now) for reading in readings])
    entries = [entry for reading in readings for entry in reading.entries]
    with_text = sum(reading.with_text for reading in readings)
    print(
        f"  {sum(bool(each.entries) for each in readings)} gave {len(entries):,} entries, {with_text:,} with their text"
    )
    for error, number in Counter(reading.error for reading in readings if reading.error).most_common():
        print(f"  {number} gave an error: {error}")
    for reading in readings:
        if len(reading.entries) != reading.counted:
            print(f"  {reading.file}: {len(reading.entries)} entries, feedparser counts {reading.counted}")
        if not reading.is_refusal:
            print(f"  {reading.file}: no refusal, but a fault")
    return int(not all(reading.is_refusal for reading in readings))


if __name__ == "__main__":
    sys.exit(main())
