"""Cutting into passages: nothing lost, nothing truncated by the model, lists and tables not torn from their sense."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

import base64
import random
import re
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.files import read_articles
from corpus.furniture import is_furniture
from corpus.sources import STARTER_FOLDER
from corpus.span import Span
from corpus.structure import sections
from retrieval.chunking import MAX_PASSAGE_PIECES, embedded_text, passages
from retrieval.embedding import Encoder
from retrieval.passage import Passage
from tests.corpus.test_structure import ANY_TEXT, Written, written

_MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_MOST_WORDS = 250
_ENDS = 2  # the model's begin and end marks
_SENTENCE = "The company said that the price of its model number {} falls by half in the spring."
_TITLES = st.one_of(
    st.just("News"),
    st.text(max_size=80),
    st.integers(1, 330).map("on ".__mul__),
    st.integers(1, 30).map("long-title—".__mul__),
)
_HEADINGS = st.one_of(
    st.just("# Part"),
    st.integers(1, 6).map(lambda depth: "\n".join(f"{'#' * (d + 1)} {'deep ' * 60}" for d in range(depth))),
)


def _article(text: str, title: str = "News") -> Article:
    return Article(key="https://news.example/1", title=title, text=text)


def _cut(encoder: Encoder, text: str, title: str = "News") -> list[Passage]:
    """Cut a text and check all that holds for every text."""
    article = _article(text, title)
    found = passages(article, encoder.count, encoder.max_pieces)
    _check_places(text, found)
    _check_sizes(encoder, article, found)
    return found


def _check_places(text: str, found: list[Passage]) -> None:
    spans = [passage.span for passage in found]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(span.of(text).strip() for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(passage.lead.of(text).strip() for passage in found if passage.lead)
    assert all(not passage.span.holds(passage.lead) for passage in found if passage.lead)
    covered = bytearray(len(text))
    for span in spans:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    for section in sections(text):
        for unit in (unit for block in section.blocks for part in block.parts for unit in part):
            assert all(covered[i] or text[i].isspace() for i in range(unit.start, unit.end)), unit.of(text)


def _check_sizes(encoder: Encoder, article: Article, found: list[Passage]) -> None:
    embedded = [embedded_text(article, passage, encoder.count, encoder.max_pieces) for passage in found]
    pieces = encoder.count(embedded) if embedded else []
    assert all(count + _ENDS <= encoder.max_pieces for count in pieces), max(pieces)
    assert all(len(passage.span.of(article.text).split()) <= _MOST_WORDS for passage in found)


def _holding(found: list[Passage], text: str, words: str) -> Passage:
    place = text.index(words)
    return next(p for p in found if p.span.holds(Span(place, place + len(words))))


@given(article=written(), title=_TITLES, headings=_HEADINGS)
@_MANY
def test_articles_are_cut_into_passages_that_fit(encoder: Encoder, article: Written, title: str, headings: str) -> None:
    """Passages rise, cover all units, and none is truncated, under any title and any path of headings."""
    _cut(encoder, article.text, title)
    _cut(encoder, f"{headings}\n\n{article.text}", title)


@given(article=written(most_blocks=15))
@settings(_MANY, max_examples=20)
def test_every_word_of_an_article_stands_in_one_passage(encoder: Encoder, article: Written) -> None:
    """No word that can be quoted is lost, none comes twice, and those of headings and furniture are in none."""
    found = _cut(encoder, article.text)
    words = re.findall(r"w\d+w", " ".join(passage.span.of(article.text) for passage in found))
    assert sorted(words) == sorted(article.inside)


@given(article=written(most_blocks=12))
@_MANY
def test_no_line_of_a_passage_is_furniture(encoder: Encoder, article: Written) -> None:
    """Page furniture stands in no passage."""
    for passage in _cut(encoder, article.text):
        assert not any(is_furniture(line) for line in re.split(r"[\r\n]+", passage.span.of(article.text)) if line)


@given(text=ANY_TEXT, title=_TITLES)
@_MANY
def test_any_text_can_be_cut(encoder: Encoder, text: str, title: str) -> None:
    """No text at all is too odd."""
    _cut(encoder, text, title)


@given(
    unit=st.one_of(
        st.text(min_size=1, max_size=12), st.sampled_from(["-", "=", "#", "|", "> ", "- ", "。", "\r", "x. "])
    ),
    times=st.integers(100, 3000),
    title=_TITLES,
)
@_MANY
def test_endless_repetition_is_cut(encoder: Encoder, unit: str, times: int, title: str) -> None:
    """The same few characters thousands of times are cut into passages that fit, as any text is."""
    _cut(encoder, f"Before it.\n\n{unit * times}\n\nAfter it.", title)


_HOSTILE = {
    "a very long word": "x" * 20_000,
    "long words": " ".join("abcdefghij" * n for n in range(1, 30)),
    "emoji": "😀👩\u200d💻🇩🇪" * 3_000,
    "emoji set apart": "😀 " * 5_000,
    "addresses": "https://a.example/b-c_d?e=f&g=%20h " * 400,
    "one endless address": "https://a.example/" + "a-b/c?d=e&f=" * 800,
    "base64": base64.b64encode(random.Random(1).randbytes(9_000)).decode(),  # noqa: S311 - no secret
    "base64 in lines": base64.encodebytes(random.Random(2).randbytes(9_000)).decode(),  # noqa: S311 - no secret
    "hexadecimal": random.Random(3).randbytes(4_000).hex(" ", 8),  # noqa: S311 - no secret
    "Chinese": "人工智能公司今天发布了新的模型，价格下降了一半。" * 200,
    "Chinese without stops": "人工智能" * 2_000,
    "Japanese": "新しいモデルが発表された。" * 300,
    "Korean": "새로운 모델이 발표되었다. " * 300,
    "Thai": "โมเดลใหม่" * 800,
    "combining marks": "e\u0301\u0323\u0327" * 3_000,
    "one mark on one letter": "e" + "\u0301" * 10_000,
    "numbers": " ".join(map(str, range(3_000))),
    "signs": "!?;:" * 3_000,
    "no sentence ends": "word " * 5_000,
    "lines of one word": "word\n" * 3_000,
    "lines with U+2028": "some words\u2028" * 1_000,
    "tabs": "some\twords\t" * 1_000,
    "hard spaces": "some\u00a0words\u00a0" * 1_000,
    "code": "def f(x):\n    return {'a': [x, 1.5e-3], \"b\": x ** 2}\n" * 150,
    "a rule of 400 dashes between": "Before it.\n\n" + "-" * 400 + "\n\nAfter it.",
    "a rule of 400 stars between": "Before it.\n\n" + "* " * 400 + "\n\nAfter it.",
    "many rules between": "Before it.\n\n" + "---\n\n" * 200 + "After it.",
    "a wide table": "| a | b | c |\n" + f"| {'-' * 90} " * 3 + "|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |",
    "a table of one huge row": "| " + "cell and words | " * 800,
    "a list of one huge item": "It is:\n\n- " + "word " * 3_000,
    "a huge lead": "word " * 1_000 + "it is:\n\n- one\n- two\n- three",
    "nested quotes": "> " * 500 + "text",
}


@pytest.mark.parametrize("title", ["News", "word " * 200, "長い題名" * 100], ids=["short", "long", "CJK"])
@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_hostile_texts_are_not_truncated(encoder: Encoder, text: str, title: str) -> None:
    """Texts without words, spaces or sentences are cut so that the model reads every passage whole."""
    assert _cut(encoder, text, title)


@pytest.mark.parametrize("text", ["x" * 100_000, "😀" * 100_000], ids=["letters", "emoji"])
def test_a_passage_is_of_a_size_to_read(encoder: Encoder, text: str) -> None:
    """A blob that the tokenizer takes for one unknown word is still no passage of a hundred thousand characters."""
    assert all(p.span.end - p.span.start <= 10_000 for p in _cut(encoder, text))


def test_an_endless_heading_is_not_stored_with_every_passage(encoder: Encoder) -> None:
    """A line of thousands of characters is no heading, or is cut short: it must not be repeated for each passage."""
    text = f"# {'deep ' * 2_000}\n\n" + " ".join(_SENTENCE.format(n) for n in range(60))
    assert all(len(passage.heading) <= 1_000 for passage in _cut(encoder, text))


@pytest.mark.parametrize("before", range(22))
def test_a_short_list_is_not_torn_from_its_lead(encoder: Encoder, before: int) -> None:
    """Wherever a passage would be full, a short list stands in one passage with the sentence that introduces it."""
    filler = " ".join(_SENTENCE.format(n) for n in range(before))
    listed = "These are the new prices:\n\n- Alpha costs one dollar.\n- Beta costs two dollars.\n- Gamma costs three."
    text = f"{filler}\n\n{filler} {listed}\n\n{_SENTENCE.format(99)}".strip()
    assert _holding(_cut(encoder, text), text, listed)


@pytest.mark.parametrize("joint", ["\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("mark", ["- ", "12. "])
@pytest.mark.parametrize("before", [0, 3, 9, 15])
def test_a_long_list_is_split_between_items_and_keeps_its_lead(
    encoder: Encoder, before: int, mark: str, joint: str
) -> None:
    """Each further part of a long list begins at an item and carries the sentence that introduces the list."""
    filler = " ".join(_SENTENCE.format(n) for n in range(before))
    items = [f"Item {n} is told. {_SENTENCE.format(n)}" for n in range(30)]
    text = f"{filler}\n\nThese are all of them:{joint}" + "".join(f"{mark}{item}{joint}" for item in items)
    found = _cut(encoder, text)
    assert all(_holding(found, text, item) for item in items)
    further = [p for p in found if text.index(items[0]) < p.span.start]
    assert len(further) > 1
    for passage in further:
        assert passage.lead is not None
        assert passage.lead.of(text) == "These are all of them:"
        assert passage.span.of(text).startswith("Item ")
        assert passage.span.of(text).endswith("in the spring.")
        embedded = embedded_text(_article(text), passage, encoder.count, encoder.max_pieces)
        assert "These are all of them:" in embedded


def test_what_follows_a_split_list_has_no_lead_of_it(encoder: Encoder) -> None:
    """Paragraphs that begin a passage of their own after a long list do not carry the list's lead."""
    items = "".join(f"- {_SENTENCE.format(n)}\n" for n in range(30))
    after = " ".join(f"After all, {_SENTENCE.format(n)}" for n in range(40))
    text = f"These are all of them:\n\n{items}\n{after}"
    beginning = [p for p in _cut(encoder, text) if p.span.of(text).startswith("After")]
    assert beginning
    assert all(passage.lead is None for passage in beginning)


@pytest.mark.parametrize("before", [0, 5, 14])
def test_a_long_table_is_split_between_rows_and_keeps_its_header(encoder: Encoder, before: int) -> None:
    """Each further part of a long table begins at a row and carries the header row."""
    filler = " ".join(_SENTENCE.format(n) for n in range(before))
    rows = [f"| Model number {n} | {n} dollars | for each million of tokens |" for n in range(60)]
    header = "| Name of the model | Price | Unit |"
    text = "\n".join([filler, "", header, "| --- | --- | --- |", *rows])
    found = _cut(encoder, text)
    assert all(_holding(found, text, row) for row in rows)
    further = [p for p in found if text.index(rows[0]) < p.span.start]
    assert len(further) > 1
    for passage in further:
        assert passage.lead is not None
        assert passage.lead.of(text) == header
        assert passage.span.of(text) in text[text.index(rows[0]) :]
        assert passage.span.of(text).startswith("| Model")


def test_sentences_are_not_torn(encoder: Encoder) -> None:
    """A passage begins and ends with a sentence."""
    text = "\n\n".join(" ".join(_SENTENCE.format(n) for n in range(p, p + 7)) for p in range(0, 70, 7))
    for passage in _cut(encoder, text):
        assert passage.span.of(text).startswith("The company")
        assert passage.span.of(text).endswith("in the spring.")


def test_passages_are_filled(encoder: Encoder) -> None:
    """Text is not cut finer than it must be: two neighbours under one heading would not fit into one passage."""
    text = "\n\n".join(" ".join(_SENTENCE.format(n) for n in range(p, p + 3)) for p in range(0, 90, 3))
    found = _cut(encoder, text)
    joined = [Span(a.span.start, b.span.end).of(text) for a, b in pairwise(found)]
    assert all(count > 200 for count in encoder.count(joined))


def test_a_long_sentence_is_cut_between_words(encoder: Encoder) -> None:
    """A sentence that the model cannot read whole is cut at spaces, and each word stays whole."""
    words = [f"word{n}" for n in range(1_000)]
    text = " ".join(words)
    found = _cut(encoder, text)
    assert [word for passage in found for word in passage.span.of(text).split()] == words


@pytest.mark.parametrize("space", ["\t", "\u00a0", "\u2028", "\r\n", "\u3000"], ids=ascii)
def test_a_long_sentence_is_cut_between_words_at_any_white_space(encoder: Encoder, space: str) -> None:
    """Words set apart by tabs, hard spaces or other line ends stay whole too."""
    words = [f"word{n}" for n in range(400)]
    text = space.join(words)
    found = _cut(encoder, text)
    assert [word for passage in found for word in passage.span.of(text).split()] == words


def test_a_passage_stands_under_its_headings(encoder: Encoder) -> None:
    """No passage holds text of two sections; what is embedded begins with the title and the headings."""
    text = "# Models\n\nAlpha is out.\n\n## Prices\n\nIt costs a dollar.\n\n# Rest\n\nNothing else."
    found = _cut(encoder, text, "The news")
    assert [(p.heading, p.span.of(text)) for p in found] == [
        ("Models", "Alpha is out."),
        ("Models > Prices", "It costs a dollar."),
        ("Rest", "Nothing else."),
    ]
    embedded = [embedded_text(_article(text, "The news"), p, encoder.count, encoder.max_pieces) for p in found]
    assert embedded[1] == "The news\nModels > Prices\nIt costs a dollar."


def test_a_long_title_leaves_most_of_the_room_to_the_text(encoder: Encoder) -> None:
    """Title and headings take a third of what the model reads at most."""
    text = " ".join(_SENTENCE.format(n) for n in range(60))
    longest = max(encoder.count([p.span.of(text) for p in _cut(encoder, text, "word " * 200)]))
    assert longest > min(MAX_PASSAGE_PIECES, encoder.max_pieces) // 2


@pytest.mark.parametrize("text", ["", " \n\r\n", "# Only\n\n## Headings", "Share this article\n\n1,204 views"])
def test_what_holds_no_text_has_no_passages(encoder: Encoder, text: str) -> None:
    """There is nothing to find in headings and furniture alone."""
    assert _cut(encoder, text) == []


def test_cutting_is_the_same_every_time(encoder: Encoder) -> None:
    """The same article has the same passages, so that they keep their identity."""
    text = "\n\n".join(_SENTENCE.format(n) for n in range(60))
    assert _cut(encoder, text) == _cut(encoder, text)


def test_the_starter_corpus_is_cut_whole(encoder: Encoder) -> None:
    """The articles that come with Newsdesk give passages of whole sentences, items and rows."""
    for path in sorted(STARTER_FOLDER.glob("*.md")):
        for article in read_articles(path):
            assert isinstance(article, Article)
            found = _cut(encoder, article.text, article.title)
            units = [u for s in sections(article.text) for b in s.blocks for part in b.parts for u in part]
            assert found
            assert {passage.span.start for passage in found} <= {unit.start for unit in units}
            assert {passage.span.end for passage in found} <= {unit.end for unit in units}
