"""Quotes: what can be quoted of a passage is what the article's structure has there, and is shown at a size to read."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.span import Span
from corpus.structure import BlockKind, sections
from retrieval.chunking import passages
from retrieval.embedding import Encoder
from retrieval.passage import Passage
from retrieval.quoting import EXCERPT_CHARACTERS, MAX_QUOTE_CHARACTERS, Quotable, excerpts, quotables, shown
from tests.corpus.test_structure import ANY_TEXT, Written, written

_MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_MAX_CONTEXT = 160
_SENTENCE = "The company said that the price of its model number {} falls by half in the spring."


def _cut(encoder: Encoder, text: str) -> list[Passage]:
    article = Article(key="https://news.example/1", title="News", text=text)
    return passages(article, encoder.count, encoder.max_pieces)


def _quotables(text: str, passage: Passage) -> list[Quotable]:
    return quotables(text, passage.span, passage.lead)


def _whole(text: str) -> list[Quotable]:
    return quotables(text, Span(0, len(text)), None)


def _said(text: str, spans: Sequence[Span]) -> list[str]:
    return [span.of(text) for span in spans]


def _check(text: str, passage: Passage) -> None:
    found = _quotables(text, passage)
    assert all(passage.span.holds(quotable.span) for quotable in found)
    assert all(quotable.span.of(text).strip() for quotable in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(span.of(text).strip() for quotable in found for span in quotable.context)
    for quotable in found:
        quote = shown(quotable, text)
        assert passage.span.holds(quote.span)
        assert quote.span.start == quotable.span.start
        assert quote.span.of(text).strip()
        assert quote.span.end - quote.span.start <= MAX_QUOTE_CHARACTERS
        assert len(quote.context) <= 1
        assert all(span.end - span.start <= _MAX_CONTEXT for span in quote.context)
        assert not any(quote.span.holds(span) for span in quote.context)


@given(article=written(most_blocks=10))
@_MANY
def test_quotes_of_an_article_lie_in_their_passages(encoder: Encoder, article: Written) -> None:
    """Whatever is quoted is part of its passage, begins where it was found, and is no longer than a quote may be."""
    for passage in _cut(encoder, article.text):
        _check(article.text, passage)


@given(text=st.one_of(ANY_TEXT, ANY_TEXT.map(lambda text: text * 20)))
@_MANY
def test_quotes_of_any_text_lie_in_their_passages(encoder: Encoder, text: str) -> None:
    """No text at all is too odd to quote from."""
    for passage in _cut(encoder, text):
        _check(text, passage)


@given(article=written(most_blocks=12))
@_MANY
def test_units_of_a_passage_are_those_of_its_article(encoder: Encoder, article: Written) -> None:
    """What can be quoted of a passage are the article's own sentences, items and rows, not another reading of them."""
    blocks = [block for section in sections(article.text) for block in section.blocks]
    headers = [block.lead for block in blocks if block.kind is BlockKind.TABLE]
    spans = [unit for block in blocks for part in block.parts for unit in part if unit not in headers]
    for passage in _cut(encoder, article.text):
        whole = [span for span in spans if passage.span.holds(span)]
        found = [quotable.span for quotable in _quotables(article.text, passage)]
        assert set(whole) <= set(found)


@given(article=written())
@_MANY
def test_context_is_the_lead_of_the_block(encoder: Encoder, article: Written) -> None:
    """An item has the sentence that introduces its list beside it, a row its header, a sentence nothing."""
    leads = {
        unit: block.lead
        for section in sections(article.text)
        for block in section.blocks
        for part in block.parts
        for unit in part
        if block.kind is not BlockKind.PARAGRAPH and block.lead != unit
    }
    for passage in _cut(encoder, article.text):
        for quotable in _quotables(article.text, passage):
            lead = leads.get(quotable.span)
            held = lead is not None and (passage.span.holds(lead) or passage.lead == lead)
            assert quotable.context == ((lead,) if held else ())


def test_an_item_has_the_lead_of_its_list_beside_it() -> None:
    """An item is quoted with the sentence that gives it its meaning."""
    text = "It is out. The prices are as follows:\n\n- Alpha costs one dollar.\n- Beta costs two dollars."
    found = _whole(text)
    assert _said(text, [quotable.span for quotable in found]) == [
        "It is out.",
        "The prices are as follows:",
        "Alpha costs one dollar.",
        "Beta costs two dollars.",
    ]
    assert [_said(text, quotable.context) for quotable in found] == [[], [], *[["The prices are as follows:"]] * 2]


@pytest.mark.parametrize("mark", ["- ", "* ", "3. "])
def test_items_of_a_further_part_have_the_lead_of_the_whole_list(encoder: Encoder, mark: str) -> None:
    """Where a long list goes on in another passage, every item there has the list's lead beside it, not an item's."""
    text = "These are all of them:\n\n" + "".join(f"{mark}{_SENTENCE.format(n)}\n" for n in range(40))
    further = _cut(encoder, text)[1:]
    assert further
    for passage in further:
        assert {tuple(_said(text, q.context)) for q in _quotables(text, passage)} == {("These are all of them:",)}


def test_rows_of_a_further_part_have_the_header_of_the_whole_table(encoder: Encoder) -> None:
    """Where a long table goes on in another passage, every row there has the header beside it, not another row."""
    rows = "".join(f"| Model number {n} | {n} dollars for each million of tokens |\n" for n in range(60))
    text = f"| Model | Price |\n| --- | --- |\n{rows}"
    further = _cut(encoder, text)[1:]
    assert further
    for passage in further:
        assert {tuple(_said(text, q.context)) for q in _quotables(text, passage)} == {("| Model | Price |",)}


def test_a_paragraph_after_the_rest_of_a_list_has_no_lead(encoder: Encoder) -> None:
    """The lead of a list that ends in this passage belongs to its items alone."""
    items = "".join(f"- {_SENTENCE.format(n)}\n" for n in range(16))
    text = f"These are all of them:\n\n{items}\nAfter all that, nobody knows. So it goes."
    last = _cut(encoder, text)[-1]
    contexts = {q.span.of(text): q.context for q in _quotables(text, last)}
    assert contexts["After all that, nobody knows."] == ()
    assert contexts["So it goes."] == ()


def test_a_header_row_has_no_context_and_rows_have_it() -> None:
    """A table's first row is beside each other row, and is no quote itself."""
    text = "| Model | Price |\n|---|---|\n| A | 1 |\n| B | 2 |"
    assert [_said(text, quotable.context) for quotable in _whole(text)] == [["| Model | Price |"]] * 2


@pytest.mark.parametrize("lead", ["The prices are:", "**The prices are:**", "*The prices* are:  "])
def test_a_lead_that_ends_with_a_colon_is_quoted_with_its_list(lead: str) -> None:
    """An introduction says nothing alone: what is shown is the sentence with the list."""
    text = f"It is out.\n\n{lead}\n\n- Alpha costs one dollar.\n- Beta costs two dollars.\n\nThat is all."
    quotable = next(q for q in _whole(text) if "are:" in q.span.of(text) or "prices* are" in q.span.of(text))
    quote = shown(quotable, text).span.of(text)
    assert quote.startswith(lead.strip())
    assert quote.endswith("Beta costs two dollars.")


def test_a_lead_without_a_colon_is_quoted_alone() -> None:
    """A whole sentence before a list stands for itself."""
    text = "Three models are out now.\n\n- Alpha\n- Beta"
    assert shown(_whole(text)[0], text).span.of(text) == "Three models are out now."


def test_a_lead_is_quoted_with_as_many_whole_items_as_fit() -> None:
    """A quote ends with an item, however many there are."""
    items = [_SENTENCE.format(n) for n in range(20)]
    text = "These are all of them:\n\n" + "\n".join(f"- {item}" for item in items)
    quote = shown(_whole(text)[0], text).span.of(text)
    held = [item for item in items if item in quote]
    assert quote.endswith(held[-1])
    assert len(quote) <= MAX_QUOTE_CHARACTERS < len(quote) + len("\n- ") + len(items[0])


def test_a_lead_of_a_list_with_a_huge_first_item_is_quoted_alone() -> None:
    """Where not one item fits beside it, the sentence is quoted as it is."""
    text = f"It is:\n\n- {'word ' * 200}\n- two"
    assert shown(_whole(text)[0], text).span.of(text) == "It is:"


@given(words=st.lists(st.text(st.sampled_from("abcé日"), min_size=2, max_size=14), min_size=5, max_size=20))
@_MANY
def test_a_long_sentence_is_cut_between_words(words: list[str]) -> None:
    """A quote that is too long ends with a whole word, as late as it can."""
    text = " ".join(words * 50)
    quote = shown(Quotable(span=Span(0, len(text))), text).span.of(text)
    assert MAX_QUOTE_CHARACTERS - 16 <= len(quote) <= MAX_QUOTE_CHARACTERS
    assert text[len(quote)] == " "
    assert not quote.endswith(" ")


@pytest.mark.parametrize(
    "text", ["It " + "x" * 2_000, "日本語" * 300, "a\u00a0b" * 400], ids=["one long word", "CJK", "hard spaces"]
)
def test_a_cut_quote_is_no_stump(text: str) -> None:
    """Where there is no space near the limit, a quote is cut at it, and not back to its first word."""
    quote = shown(Quotable(span=Span(0, len(text))), text).span
    assert MAX_QUOTE_CHARACTERS // 2 < quote.end - quote.start <= MAX_QUOTE_CHARACTERS


def test_a_short_sentence_is_shown_whole() -> None:
    """Nothing is cut from what fits."""
    text = _SENTENCE.format(1)
    quotable = Quotable(span=Span(0, len(text)))
    assert shown(quotable, text) == quotable


def test_a_long_context_is_left_out() -> None:
    """A lead that is longer than a context may be is not shown beside every item."""
    text = f"{'word ' * 60}as follows:\n\n- one\n- two"
    item = _whole(text)[-1]
    assert item.context
    assert shown(item, text).context == ()


def test_spans_count_from_the_beginning_of_the_article() -> None:
    """What is quoted of a passage is found at its place in the article."""
    text = "# Head\n\nFirst sentence. Second sentence.\n\n- an item"
    offset = text.index("Second")
    found = quotables(text, Span(offset, len(text)), None)
    assert _said(text, [quotable.span for quotable in found]) == ["Second sentence.", "an item"]
    assert _said(text, found[1].context) == []


# Excerpts: what is read together


def _read_together(text: str) -> list[list[str]]:
    return [[unit.span.of(text) for unit in excerpt.units] for excerpt in excerpts(_whole(text))]


def test_neighbouring_sentences_are_read_together_as_far_as_they_fit() -> None:
    """An excerpt is as many whole sentences as fit, and the next begins where it ends."""
    sentences = [_SENTENCE.format(n) for n in range(10)]
    groups = _read_together(" ".join(sentences))
    assert [sentence for group in groups for sentence in group] == sentences
    assert [len(group) for group in groups[:-1]] == [3] * (len(groups) - 1)


def test_a_paragraph_that_is_enough_is_read_alone() -> None:
    """What the next paragraph says is another thought; a short line goes together with what follows it."""
    long, short = f"{_SENTENCE.format(1)} {_SENTENCE.format(2)}", "It is out."
    assert _read_together(f"{long}\n\n{short}") == [[_SENTENCE.format(1), _SENTENCE.format(2)], [short]]
    assert _read_together(f"{short}\n\n{_SENTENCE.format(1)}") == [[short, _SENTENCE.format(1)]]


def test_a_list_is_read_with_its_lead_and_a_table_under_its_header() -> None:
    """Items stand beside their introduction, rows beside each other; a list and a table are not mixed."""
    text = "The prices are:\n\n- one dollar\n- two dollars\n\n| Model | Price |\n|---|---|\n| A | 1 |\n| B | 2 |"
    assert _read_together(text) == [["The prices are:", "one dollar", "two dollars"], ["| A | 1 |", "| B | 2 |"]]
    read = [excerpt.of(text).splitlines() for excerpt in excerpts(_whole(text))]
    assert read[0][0] == "The prices are:"
    assert read[1] == ["| Model | Price |", "| A | 1 |", "| B | 2 |"]


def test_an_introduction_is_not_read_without_what_it_introduces() -> None:
    """Not as the last sentence of an excerpt: it goes with its list, or its list goes on under it."""
    long = f"{_SENTENCE.format(1)} {_SENTENCE.format(2)} The prices are:"
    items = [_SENTENCE.format(3), _SENTENCE.format(4), _SENTENCE.format(5)]
    text = long + "\n\n" + "\n".join(f"- {item}" for item in items)
    assert _read_together(text)[0] == [_SENTENCE.format(1), _SENTENCE.format(2)]
    assert _read_together(text)[1][0] == "The prices are:"
    tall = [item * 3 for item in items]
    text = long + "\n\n" + "\n".join(f"- {item}" for item in tall)
    assert all(group[-1] != "The prices are:" for group in _read_together(text))
    assert [e.of(text).startswith("The prices are:\n") for e in excerpts(_whole(text))][1:] == [True] * len(tall)
    said = f"{_SENTENCE.format(1)} {_SENTENCE.format(2)} He said:\n\nWe pay."
    assert _read_together(said)[-1][-2:] == ["He said:", "We pay."]


def test_a_list_without_its_lead_is_read_under_it(encoder: Encoder) -> None:
    """Where a list goes on in another passage, what introduces it is read with each part of it."""
    text = "These are all of them:\n\n" + "".join(f"- {_SENTENCE.format(n)}\n" for n in range(40))
    last = _cut(encoder, text)[-1]
    for excerpt in excerpts(_quotables(text, last)):
        assert excerpt.of(text).startswith("These are all of them:\n")


def test_nothing_is_read_twice_or_left_out() -> None:
    """There is no excerpt without a unit; none at all where there is nothing."""
    assert excerpts([]) == []
    assert [len(excerpt.units) for excerpt in excerpts(_whole("One sentence."))] == [1]


@given(article=written(most_blocks=12))
@_MANY
def test_excerpts_hold_all_units_in_order(encoder: Encoder, article: Written) -> None:
    """Each is one stretch of the text, of one context, and no longer than may be read, unless one unit alone is."""
    for passage in _cut(encoder, article.text):
        units = _quotables(article.text, passage)
        groups = excerpts(units)
        introductions = [group.units[0].context for group in groups]
        read = [unit for group in groups for unit in group.units]
        assert read == [unit for unit in units if unit in read]
        assert all((unit.span,) in introductions for unit in units if unit not in read)
        for group in groups:
            whole = group.whole
            assert whole.span == Span(group.units[0].span.start, group.units[-1].span.end)
            assert whole.context == group.units[0].context
            assert len(group.units) == 1 or whole.span.end - whole.span.start <= EXCERPT_CHARACTERS
            quote = shown(whole, article.text)
            assert passage.span.holds(quote.span)
            assert quote.span.end - quote.span.start <= MAX_QUOTE_CHARACTERS


# What a sentence refers to


@pytest.mark.parametrize(
    "second",
    [
        "It hired forty researchers there.",
        "They hired forty researchers there.",
        "The company hired forty researchers there.",
        "The lab hired forty researchers there.",
        "This made forty researchers happy.",
        '"It is a good place", she said.',
        "Its forty researchers came from Kenya.",
    ],
)
def test_a_sentence_that_refers_back_has_the_one_before_beside_it(second: str) -> None:
    """Nobody knows who "it" is without the sentence before."""
    text = f"Nobody saw it coming. Vega Labs opened an office in Nairobi. {second} Nobody else did."
    unit = next(unit for unit in _whole(text) if unit.span.of(text) == second)
    assert _said(text, shown(unit, text).context) == ["Vega Labs opened an office in Nairobi."]


@pytest.mark.parametrize(
    "text",
    [
        "It hired forty researchers.",
        "Vega Labs opened an office. Item prices fell by half.",
        "Vega Labs opened an office. Forty researchers went to it.",
        f"{'Vega Labs opened an office of many words ' * 6}. It hired forty researchers.",
    ],
    ids=["nothing before", "another word", "later in the sentence", "too long before"],
)
def test_a_sentence_that_does_not_begin_so_stands_alone(text: str) -> None:
    """The sentence before is shown where it gives the meaning, and is short enough to be shown."""
    assert shown(_whole(text)[-1], text).context == ()


def test_what_refers_back_within_an_excerpt_needs_nothing_more() -> None:
    """The sentence before is part of the quote then."""
    text = "Vega Labs opened an office in Nairobi. It hired forty researchers there."
    (excerpt,) = excerpts(_whole(text))
    assert shown(excerpt.whole, text).context == ()
    assert shown(excerpt.whole, text).span.of(text) == text


def test_the_sentence_before_is_of_the_same_passage() -> None:
    """What stands in another passage is not known to have been meant."""
    text = "Vega Labs opened an office in Nairobi. It hired forty researchers there."
    (unit,) = quotables(text, Span(text.index("It"), len(text)), None)
    assert unit.before is None
    assert shown(unit, text).context == ()
