"""Index throughput beside that of the encoder alone, indexing what is indexed already, and size on disk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from corpus.article import Article
from corpus.database import DATABASE_NAME
from retrieval.chunking import embedded_text, passages
from retrieval.embedding import Encoder
from tests.articles import read_file
from tests.benchmarks.folder import Folder, open_folder, unheard
from tests.benchmarks.news import Newsroom, write_articles
from tests.benchmarks.tables import megabytes, print_table, tell

PASSAGES_AN_ARTICLE = 5  # on average, of those that are made up
_SLICES = 4
_WARM_UP_TEXTS = 128


@dataclass(frozen=True, slots=True)
class _Slice:
    """Articles, and the texts that are embedded for them."""

    articles: Sequence[Article]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Race:
    """Seconds that the index and the encoder alone took for the same passages."""

    passages: int
    index_s: float
    encoder_s: float

    @property
    def row(self) -> tuple[str, ...]:
        """Passages a second of both, and the part of the encoder's that the index reaches."""
        index, encoder = self.passages / self.index_s, self.passages / self.encoder_s
        return (f"{self.passages:,}", f"{index:,.0f}", f"{encoder:,.0f}", f"{index / encoder:.2f}")


def measure_indexing(workplace: Path, encoder: Encoder, passage_count: int) -> None:
    """Print how fast articles are indexed, and what they take on disk."""
    import torch

    threads = torch.get_num_threads()
    slices = _slices(encoder, passage_count)
    home = workplace / "indexing"
    with open_folder(home, encoder) as folder:
        encoder.encode(slices[0].texts[:_WARM_UP_TEXTS])
        folder.index.update(unheard)  # of nothing yet: what is imported at the first use is not measured
        races = []
        for number, part in enumerate(slices):
            tell(f"indexing slice {number + 1} of {len(slices)}")
            write_articles(workplace / f"slice-{number}.jsonl", part.articles)
            read_file(folder.connection, workplace / f"slice-{number}.jsonl")
            races.append(_race(folder, encoder, part, threads, index_first=number % 2 == 0))
        _print_throughput(races)
        print_unchanged([folder])
    _print_size(home, [article for part in slices for article in part.articles])


def _slices(encoder: Encoder, passage_count: int) -> list[_Slice]:
    articles = Newsroom(seed=1).articles()
    each = passage_count // PASSAGES_AN_ARTICLE // _SLICES
    return [_slice(encoder, list(islice(articles, each))) for _ in range(_SLICES)]


def _slice(encoder: Encoder, articles: Sequence[Article]) -> _Slice:
    count, most = encoder.count, encoder.max_pieces
    texts = [
        embedded_text(article, passage, count, most)
        for article in articles
        for passage in passages(article, count, most)
    ]
    return _Slice(articles, texts)


def _race(folder: Folder, encoder: Encoder, part: _Slice, threads: int, *, index_first: bool) -> _Race:
    """Time both on the same passages, one after the other; the articles are in the store."""
    if index_first:
        index_s, embedded = _time_index(folder)
        encoder_s = _time_encoder(encoder, part.texts, threads)
    else:
        encoder_s = _time_encoder(encoder, part.texts, threads)
        index_s, embedded = _time_index(folder)
    if embedded != len(part.texts):
        raise AssertionError(f"the index embedded {embedded} passages, the encoder {len(part.texts)}")
    return _Race(embedded, index_s, encoder_s)


def _time_index(folder: Folder) -> tuple[float, int]:
    started = perf_counter()
    report = folder.index.update(unheard)
    return perf_counter() - started, report.embedded


def _time_encoder(encoder: Encoder, texts: Sequence[str], threads: int) -> float:
    """Time the encoder with the threads it had in this process before there was an index, whatever it has now."""
    import torch

    left = torch.get_num_threads()
    torch.set_num_threads(threads)
    started = perf_counter()
    encoder.encode(texts)
    elapsed_s = perf_counter() - started
    torch.set_num_threads(left)
    return elapsed_s


def _print_throughput(races: Sequence[_Race]) -> None:
    whole = _Race(
        sum(race.passages for race in races),
        sum(race.index_s for race in races),
        sum(race.encoder_s for race in races),
    )
    print_table(
        "Index throughput (cut, embed, store, publish) beside the encoder alone, same passages; target: ratio >= 0.90",
        ("slice", "passages", "index, passages/s", "encoder, passages/s", "ratio"),
        [
            *((f"{number}, {_order(number)} first", *race.row) for number, race in enumerate(races, 1)),
            ("all", *whole.row),
        ],
    )


def _order(number: int) -> str:
    return "index" if number % 2 else "encoder"


def print_unchanged(folders: Sequence[Folder]) -> None:
    """Print how long it takes to find that nothing changed, in folders that are indexed."""
    print_table(
        "Index of a corpus that did not change; target: nothing embedded, no generation built",
        ("passages", "time", "embedded", "generation built"),
        [_unchanged_row(folder) for folder in folders],
    )


def _unchanged_row(folder: Folder) -> tuple[str, ...]:
    started = perf_counter()
    report = folder.index.update(unheard)
    elapsed_ms = (perf_counter() - started) * 1000
    return f"{report.passages:,}", f"{elapsed_ms:.0f} ms", str(report.embedded), "yes" if report.built else "no"


def _print_size(home: Path, articles: Sequence[Article]) -> None:
    text = sum(len(article.text.encode()) for article in articles)
    database = _size(home.glob(f"{DATABASE_NAME}*"))
    live = _size((home / "index" / f"{int((home / 'index' / 'CURRENT').read_text('utf-8')):06}").iterdir())
    print_table(
        "Size on disk per 1,000 articles (the generation before the live one is kept as well)",
        ("articles measured", "their text", "database", "live generation", "both / text"),
        [
            (
                f"{len(articles):,}",
                *(megabytes(size / len(articles) * 1000) for size in (text, database, live)),
                f"{(database + live) / text:.1f}",
            )
        ],
    )


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)
