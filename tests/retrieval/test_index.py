"""The index: generations, filters, snapshots, and what happens when something on disk is wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from corpus.database import open_for_writing
from corpus.source_store import SourceStore
from corpus.store import ArticleStore
from retrieval.embedding import BGE_SMALL, Encoder
from retrieval.errors import IndexDamagedError, ModelError, NothingIndexedError
from retrieval.generations import Generations
from retrieval.index import Filters, Index, IndexReport
from retrieval.store import PassageStore
from tests.articles import news, read_file, write_jsonl

NOW = datetime(2026, 8, 1, tzinfo=UTC)


class CountingEncoder(Encoder):
    """The real encoder, which also counts the texts it embeds."""

    def __init__(self, name: str = BGE_SMALL) -> None:
        super().__init__(name)
        self.embedded = 0

    def encode(self, texts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """Embed and count."""
        self.embedded += len(texts)
        return super().encode(texts)


class Folder:
    """A data folder with its stores and its index."""

    def __init__(self, home: Path, encoder: Encoder) -> None:
        self.home = home
        self.connection = open_for_writing(home)
        self.articles = ArticleStore(self.connection)
        self.passages = PassageStore(self.connection, self.articles)
        self.articles.migrate()
        self.passages.migrate()
        self.encoder = encoder
        self.index = self.reopened()

    def reopened(self, encoder: Encoder | None = None) -> Index:
        """Return the index as another process would open it."""
        return Index(self.home, self.passages, encoder or self.encoder)

    def add(self, *articles: dict[str, str]) -> None:
        """Store articles, each batch in a file of its own."""
        number = len(SourceStore(self.connection).sources())
        read_file(self.connection, write_jsonl(self.home.parent / f"{number}.jsonl", articles), NOW)

    def update(self, *, full: bool = False) -> IndexReport:
        """Bring the index up to date."""
        return self.index.update(lambda _done, _total: None, full=full)

    def found(self, question: str, filters: Filters | None = None) -> list[str]:
        """Return the titles found, best first, each once."""
        hits = self.reopened().search(question, filters or Filters(), NOW).hits
        return list(dict.fromkeys(self.articles.revision(hit.stored.revision_id).article.title for hit in hits))


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Iterator[Folder]:
    """An empty data folder."""
    made = Folder(tmp_path / "home", encoder)
    yield made
    made.connection.close()


def test_a_new_article_is_found_first_by_its_name(folder: Folder) -> None:
    """An exact name finds its article in whatever spelling."""
    folder.add(*(news(number) for number in range(8)))
    folder.update()
    for spelling in ("Zephyr-5 price", "zephyr 5 price", "zephyr5 price", "ZEPHYR\u20115 price"):
        assert folder.found(spelling)[0] == news(5)["title"]


def test_an_unchanged_corpus_embeds_nothing_and_builds_nothing(folder: Folder) -> None:
    """A second update leaves the generation as it is, and the model is not used."""
    folder.add(news(1))
    first = folder.update()
    encoder = CountingEncoder()
    second = folder.reopened(encoder).update(lambda _done, _total: None)
    assert (second.generation, second.embedded, second.built) == (first.generation, 0, False)
    assert encoder.embedded == 0


def test_an_update_embeds_new_articles_alone(folder: Folder) -> None:
    """What is known is not embedded again."""
    folder.add(news(1), news(2))
    first = folder.update()
    folder.add(news(3))
    second = folder.update()
    assert (first.generation, second.generation) == (1, 2)
    assert second.passages == first.passages + second.embedded
    assert 0 < second.embedded < first.embedded


def test_a_revision_replaces_the_passages_of_the_one_before(folder: Folder) -> None:
    """After an article changed, its old words are found no more; before the update they still are."""
    old = news(1) | {"text": "The quiet aardvark model was announced in Lisbon by its makers."}
    new = old | {"text": "The model is called walrus now, said its makers in Lisbon."}
    folder.add(old)
    folder.update()
    folder.add(new)
    assert "aardvark" in folder.reopened().search("aardvark", Filters(), NOW).hits[0].stored.text
    folder.update()
    texts = [hit.stored.text for hit in folder.reopened().search("aardvark model", Filters(), NOW).hits]
    assert len(texts) == 1
    assert "walrus" in texts[0]


def test_a_reader_of_the_generation_before_keeps_its_view(folder: Folder) -> None:
    """A generation that was replaced once is still whole for whoever has it open."""
    folder.add(news(1))
    folder.update()
    reader = folder.reopened()
    loaded = reader.search("Zephyr-1", Filters(), NOW)
    folder.add(news(1) | {"text": "Vendor1 withdrew its model for good, it said."})
    folder.update()
    kept = folder.passages.passages([hit.stored.id for hit in loaded.hits])
    assert [kept[hit.stored.id].text for hit in loaded.hits] == [hit.stored.text for hit in loaded.hits]


def test_two_generations_and_no_unused_passages_stay_on_disk(folder: Folder) -> None:
    """Older generations go, and with them the passages that none of the two holds."""
    for text in ("First words of the story.", "Second words of the story.", "Third words of the story."):
        folder.add(news(1) | {"text": text})
        folder.update()
    names = sorted(path.name for path in (folder.home / "index").iterdir())
    assert names == ["000002", "000003", "CURRENT"]
    rows = folder.connection.execute("SELECT count(*) FROM passage").fetchone()[0]
    keywords = folder.connection.execute("SELECT count(*) FROM keyword").fetchone()[0]
    assert (rows, keywords) == (2, 2)


def test_filters_keep_to_days_and_publishers(folder: Folder) -> None:
    """`as_of` and `since` are inclusive days; an undated article is left out under both; a part of a name will do."""
    folder.add(
        news(1) | {"date": "2026-03-01", "publisher": "Daily Byte"},
        news(2) | {"date": "2026-03-02T23:59:59Z", "publisher": "The Weekly Bit"},
        news(3) | {"date": "2026-03-03", "publisher": "Daily Byte"},
        {key: value for key, value in news(4).items() if key != "date"},
    )
    folder.update()
    titles = {number: news(number)["title"] for number in range(1, 5)}

    def numbers(filters: Filters) -> set[int]:
        found = folder.found("Which vendor released a model?", filters)
        return {number for number, title in titles.items() if title in found}

    assert numbers(Filters()) == {1, 2, 3, 4}
    assert numbers(Filters(as_of=date(2026, 3, 2))) == {1, 2}
    assert numbers(Filters(since=date(2026, 3, 2))) == {2, 3}
    assert numbers(Filters(as_of=date(2026, 3, 2), since=date(2026, 3, 2))) == {2}
    assert numbers(Filters(publisher="daily")) == {1, 3}
    assert numbers(Filters(as_of=date.max)) == {1, 2, 3}
    assert numbers(Filters(since=date(2026, 4, 1))) == set()


def test_an_article_dated_in_the_future_is_hidden_until_then(folder: Folder) -> None:
    """It is found on its day and not before."""
    folder.add(news(1), news(2) | {"date": "2026-09-01"})
    folder.update()
    assert folder.found("Zephyr-2 price") == [news(1)["title"]]
    later = folder.reopened().search("Zephyr-2 price", Filters(), datetime(2026, 9, 1, tzinfo=UTC))
    assert folder.articles.revision(later.hits[0].stored.revision_id).article.title == news(2)["title"]


def test_the_same_text_at_another_address_is_indexed_once_as_the_earliest(folder: Folder) -> None:
    """A copy is linked to the earliest published, even when that one comes later; a rewritten copy is on its own."""
    copy = news(1) | {"url": "https://copy.example/1", "date": "2026-05-01", "title": "A copy"}
    folder.add(copy)
    passages = folder.update().passages
    folder.add(news(1))
    assert folder.update().passages == passages
    assert folder.found("Zephyr-1") == [news(1)["title"]]
    folder.add(copy | {"text": copy["text"] + "\n\nWith a line of its own."})
    folder.update()
    assert set(folder.found("Zephyr-1")) == {news(1)["title"], "A copy"}


def test_vectors_found_are_those_that_brute_force_finds(folder: Folder) -> None:
    """The vector ranks are those of the inner products of all vectors in half precision."""
    folder.add(*(news(number) for number in range(6)))
    folder.update()
    generation = Generations(folder.home).load(1)
    vectors = np.concatenate(list(folder.passages.vectors(generation.catalogue.ids, 384)))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=2e-3)
    result = folder.index.search("Who expects the next report?", Filters(), NOW)
    expected = generation.catalogue.ids[np.argsort(-(vectors @ result.question_vector))]
    ranked = {hit.vector_rank: hit for hit in result.hits if hit.vector_rank}
    products = dict(zip(generation.catalogue.ids.tolist(), (vectors @ result.question_vector).tolist(), strict=True))
    for rank in range(1, 11):
        assert products[ranked[rank].stored.id] == pytest.approx(products[int(expected[rank - 1])], abs=1e-3)
        assert ranked[rank].cosine == pytest.approx(products[ranked[rank].stored.id], abs=1e-3)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("harm", [_truncate, _flip, Path.unlink])
@pytest.mark.parametrize("name", ["000001/vectors.faiss", "000001/catalogue.npz", "000001/manifest.json", "CURRENT"])
def test_a_damaged_generation_is_refused_and_rebuilt_without_embedding(
    folder: Folder, name: str, harm: Callable[[Path], None]
) -> None:
    """Whatever file is altered, a search says so, and `index` mends it from the database."""
    folder.add(*(news(number) for number in range(3)))
    folder.update()
    harm(folder.home / "index" / name)
    if harm is _truncate and name == "CURRENT":  # it is shorter than what is left of it
        assert folder.found("Zephyr-1 price")
    else:
        with pytest.raises((IndexDamagedError, NothingIndexedError), match="newsdesk index"):
            folder.found("Zephyr-1 price")
    encoder = CountingEncoder()
    folder.index = folder.reopened(encoder)
    folder.update()
    assert encoder.embedded == 0
    assert news(1)["title"] in folder.found("Zephyr-1 price")


def test_another_model_is_refused_until_everything_is_embedded_again(folder: Folder, tmp_path: Path) -> None:
    """A model of another name needs `index --full`; until then the old one goes on answering."""
    folder.add(news(1))
    folder.update()
    copy = tmp_path / "another-model"
    with renamed_model(copy) as other:
        with pytest.raises(ModelError, match="index --full"):
            folder.reopened(other).search("Zephyr-1", Filters(), NOW)
        with pytest.raises(ModelError, match="index --full"):
            folder.reopened(other).update(lambda _done, _total: None)
        assert folder.found("Zephyr-1 price")
        report = folder.reopened(other).update(lambda _done, _total: None, full=True)
        assert report.embedded == report.passages
        assert folder.reopened(other).search("Zephyr-1", Filters(), NOW).hits
    with pytest.raises(ModelError, match=r"indexed with .*another-model"):
        folder.found("Zephyr-1 price")


@contextmanager
def renamed_model(place: Path) -> Iterator[Encoder]:
    """Give the built-in model another name, by a link to its folder."""
    from retrieval.embedding import MINILM_PACKAGE

    place.symlink_to(MINILM_PACKAGE.verified_folder())
    yield Encoder(str(place))


def test_a_full_rebuild_with_the_same_model_embeds_nothing(folder: Folder) -> None:
    """`--full` gives a new generation out of the stored vectors."""
    folder.add(news(1))
    first = folder.update()
    again = folder.update(full=True)
    assert (again.built, again.embedded, again.passages) == (True, 0, first.passages)
    assert (first.generation, again.generation) == (1, 2)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A model that cannot be loaded gives an error that names it and says what to set."""
    with pytest.raises(ModelError, match=r"no-such-model.*NEWSDESK_EMBEDDING_MODEL"):
        Encoder(str(tmp_path / "no-such-model")).encode(["text"])
    with pytest.raises(ModelError, match="no built-in model builtin:huge"):
        Encoder("builtin:huge").encode(["text"])
