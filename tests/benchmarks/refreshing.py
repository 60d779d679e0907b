"""Reading sources on the web: a first refresh as a whole, beside fetching, extracting and embedding alone."""

import argparse
import asyncio
import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from corpus.article import Source
from corpus.fetching.fetcher import Fetched, Fetcher
from corpus.parsing.news import page_of
from corpus.report import ReadingReport, Tally
from corpus.source_store import SourceStore
from corpus.web.reader import WebReader
from corpus.web.workers import Workers
from retrieval.embedding import Encoder, default_model
from tests.articles import news
from tests.benchmarks.folder import Folder, open_folder, unheard
from tests.benchmarks.tables import print_table, tell
from tests.platforms.web_server import WebServer
from tests.web_pages import item, page, rss

_SOURCES, _ARTICLES, _PARAGRAPHS = 200, 20, 2
_FIRST = 1000  # a page called 404 is taken for one that is not there
_HOSTS = 20  # of the local server, so that pages come from as many sites
_OWN = (ip_network("127.0.0.0/8"),)


def measure_refreshing(workplace: Path, encoder: Encoder, sources: int) -> None:
    """Print the wall time of a first and of a second refresh, beside that of what they are made of."""
    with _served(sources) as addresses:
        feeds, pages = addresses[:sources], addresses[sources:]
        with open_folder(workplace / "refreshed", encoder) as folder:
            tell(f"refreshing {sources} sources")
            reading = _timed(lambda: _read(folder, feeds))
            embedding = _timed(lambda: folder.index.update(unheard))
            tell("refreshing them again")
            again = _timed(lambda: _read(folder, feeds)) + _timed(lambda: folder.index.update(unheard))
            stored = folder.articles.counts(datetime.now(UTC)).articles
        tell("fetching alone")
        fetched: list[Fetched] = []
        fetching = _timed(lambda: fetched.extend(asyncio.run(_fetch([*feeds, *pages]))))
        tell("extracting alone")
        bodies = fetched[sources:]
        extracting = _timed(lambda: asyncio.run(_extract(bodies)))
        alone = _timed(lambda: [_page(each) for each in bodies])
    whole, parts = reading + embedding, fetching + extracting + embedding
    print_table(
        f"A first refresh of {sources} sources with {stored:,} articles, each on a page of its own",
        ("", "seconds", "articles/s"),
        [
            (name, f"{seconds:.1f}", f"{stored / seconds:,.0f}")
            for name, seconds in (
                ("whole", whole),
                ("sum of the three below", parts),
                ("fetching alone", fetching),
                ("extracting alone, in worker processes", extracting),
                ("embedding alone", embedding),
                ("extracting in one process (not in the sum)", alone),
                ("a second refresh, with nothing new", again),
            )
        ],
    )
    print(f"  whole / sum: {whole / parts:.2f}")


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _read(folder: Folder, feeds: list[str]) -> None:
    store, report = SourceStore(folder.connection), ReadingReport()
    for feed in feeds:
        store.remember(Source(kind="feed", location=feed))
    reader = WebReader(
        store,
        folder.articles,
        report,
        Tally(len(feeds)),
        now=datetime.now(UTC),
        least=timedelta(minutes=30),
        allowed=_OWN,
    )
    asyncio.run(reader.read(store.sources()))
    if report.refusals:
        raise AssertionError(f"articles were refused: {report.refusals[:3]}")


async def _fetch(addresses: list[str]) -> list[Fetched]:
    async with Fetcher(allowed=_OWN) as fetcher:
        return await asyncio.gather(*(fetcher.get(address) for address in addresses))


async def _extract(pages: list[Fetched]) -> None:
    async with Workers(len(pages)) as workers:
        await asyncio.gather(
            *(workers.run(page_of, each.body or b"", each.content_type, each.url, each.charset, None) for each in pages)
        )


def _page(fetched: Fetched) -> object:
    return page_of(fetched.body or b"", fetched.content_type, fetched.url, fetched.charset, None)


@contextmanager
def _served(sources: int) -> Iterator[list[str]]:
    """Serve feeds and pages from a process of its own; give their addresses, the feeds first."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=_serve, args=(there, sources))
    server.start()
    try:
        yield here.recv()
    finally:
        here.send("end")
        server.join()


def _serve(connection: Connection, sources: int) -> None:
    hosts = [f"127.0.0.{number}" for number in range(1, _HOSTS + 1)]
    feeds: list[str] = []
    pages: list[str] = []
    with WebServer(addresses=hosts) as web:
        for source in range(sources):
            host = hosts[source % _HOSTS]
            numbers = range(_FIRST + source * _ARTICLES, _FIRST + (source + 1) * _ARTICLES)
            for number in numbers:
                web.put(f"/{number}", page(number, text=news(number, _PARAGRAPHS)["text"]))
            items = [item(number, web.url(f"/{number}", host), is_whole=False) for number in numbers]
            web.put(f"/feed/{source}", rss(*items), content_type="application/rss+xml")
            feeds.append(web.url(f"/feed/{source}", host))
            pages.extend(web.url(f"/{number}", host) for number in numbers)
        connection.send([*feeds, *pages])
        connection.recv()


def main() -> None:
    """Measure refreshing alone."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.refreshing", description=__doc__)
    parser.add_argument("--sources", type=int, default=_SOURCES)
    sources = parser.parse_args().sources
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        measure_refreshing(Path(folder), Encoder(default_model()), sources)


if __name__ == "__main__":
    main()
