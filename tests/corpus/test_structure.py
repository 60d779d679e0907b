"""The structure of texts: each word in one unit, under its headings, at its place.

The strategies here write article-like texts of numbered words, so that it is known where each word should stand.
"""

# ruff: noqa: RUF001 - characters that look alike are what is tested

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.furniture import is_furniture
from corpus.structure import Block, BlockKind, Section, sections, sentences

MANY = settings(max_examples=150, deadline=None)
_FILLERS = re.findall(
    r"\S+",
    "the model GPT‑5.2 GPT-5.2 vs. U.S. e.g. $1,000 5.2 v0.5.1 naïve cafe\u0301 日本語 😀 👩\u200d💻 "
    "don't “quoted” (so) "
    "https://example.com/a_b?c=d&e=f json_mode **bold** `code` [link](https://a.example/b) "
    "50% R&D – — … *slanted*",
)
_HARD_SPACES = "\u00a0\u202f\u2009\u3000\t\u2028\u0085"
_STOPS = (".", "!", "?", ".”", "\u00a0!", "…", "", ".**", "。", ":")
_FURNITURE = (
    "Share this article",
    "1,204 views",
    "Tags: AI, chips",
    "Facebook | Twitter | LinkedIn",
    "Leave a comment",
)
_RULES = ("---", "***", "_" * 200, "=" * 80, "* * *")
LINE_ENDS = ("\n", "\r\n", "\r")


@dataclass(frozen=True, slots=True)
class Written:
    """A text made for a test, with the words that units must hold and those they must not, each word unique."""

    text: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]


class _Writer:
    """Writes blocks of unique words; ``draw`` is hypothesis' own."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.inside: list[str] = []
        self.outside: list[str] = []

    def word(self, kept: list[str]) -> str:
        kept.append(f"w{len(self.inside) + len(self.outside)}w")
        return kept[-1]

    def words(self, kept: list[str], most: int = 12) -> str:
        fillers = self._draw(st.lists(st.sampled_from(_FILLERS), max_size=most))
        first, last = self.word(kept), self.word(kept)
        space = self._draw(st.sampled_from([" ", " ", " ", *_HARD_SPACES]))
        return f"{first} {' '.join(fillers)}{space}{last}"

    def sentence(self) -> str:
        return f"The {self.words(self.inside)}{self._draw(st.sampled_from(_STOPS))}"

    def sentences(self, most: int) -> str:
        return " ".join(self.sentence() for _ in range(self._draw(st.integers(1, most))))

    def paragraph(self) -> str:
        return "\n".join(self.sentences(4) for _ in range(self._draw(st.integers(1, 3))))

    def heading(self) -> str:
        return f"{'#' * self._draw(st.integers(1, 6))} About {self.words(self.outside, 4)}"

    def list(self) -> str:
        lead = f"The {self.words(self.inside)}:\n\n" if self._draw(st.booleans()) else ""
        mark = self._draw(st.sampled_from(["- ", "* ", "• ", "{}. ", "{}) ", "  - ", "\t* "]))
        joint = self._draw(st.sampled_from(["\n", "\n\n"]))
        items = [f"{mark.format(n)}{self.sentences(2)}" for n in range(1, self._draw(st.integers(2, 8)))]
        return lead + joint.join(items)

    def table(self) -> str:
        columns = self._draw(st.integers(1, 4))
        rows = [self.row(columns) for _ in range(self._draw(st.integers(1, 6)))]
        return "\n".join([rows[0], "|" + " --- |" * columns, *rows[1:]])

    def row(self, columns: int) -> str:
        return "| " + " | ".join(self.word(self.inside) for _ in range(columns)) + " |"

    def quote(self) -> str:
        return "\n".join(f"> {self.sentences(2)}" for _ in range(self._draw(st.integers(1, 3))))

    def furniture(self) -> str:
        return (
            f"Tags: {self.word(self.outside)}" if self._draw(st.booleans()) else self._draw(st.sampled_from(_FURNITURE))
        )

    def rule(self) -> str:
        return self._draw(st.sampled_from(_RULES))

    def block(self) -> str:
        writers = [
            self.paragraph,
            self.paragraph,
            self.heading,
            self.list,
            self.table,
            self.quote,
            self.furniture,
            self.rule,
        ]
        return self._draw(st.sampled_from(writers))()


@st.composite
def written(draw: st.DrawFn, most_blocks: int = 8) -> Written:
    """Write an article's text with blocks of all kinds and any line ends."""
    writer = _Writer(draw)
    text = "\n\n".join(writer.block() for _ in range(draw(st.integers(1, most_blocks))))
    ended = text.replace("\n", draw(st.sampled_from(LINE_ENDS)))
    return Written(ended, tuple(writer.inside), tuple(writer.outside))


ANY_TEXT = st.one_of(
    st.text(max_size=120),
    st.text(st.sampled_from("aB1 .!?:;-*_#>|`“”\n\r\t\u00a0\u2028\u0085\u3000😀。\u0301"), max_size=120),
)


def _blocks(text: str) -> list[Block]:
    return [block for section in sections(text) for block in section.blocks]


def _units(text: str) -> list[str]:
    return [span.of(text) for block in _blocks(text) for part in block.parts for span in part]


def _parts(text: str, kind: BlockKind) -> list[list[str]]:
    return [[span.of(text) for span in part] for block in _blocks(text) if block.kind is kind for part in block.parts]


def _check_spans(text: str, found: Sequence[Section]) -> None:
    spans = [span for section in found for block in section.blocks for part in block.parts for span in part]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(span.of(text).strip() == span.of(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(section.blocks for section in found)
    assert all(block.parts and all(block.parts) for section in found for block in section.blocks)


@given(article=written())
@MANY
def test_units_of_an_article_rise_and_do_not_overlap(article: Written) -> None:
    """Units are stretches of the text without white space around them, in order, whatever the article holds."""
    _check_spans(article.text, sections(article.text))


@given(text=ANY_TEXT)
@MANY
def test_units_of_any_text_rise_and_do_not_overlap(text: str) -> None:
    """No text at all is too odd to be split."""
    _check_spans(text, sections(text))


@given(article=written())
@MANY
def test_every_word_stands_in_one_unit(article: Written) -> None:
    """No word of a paragraph, list, table or quote is lost or comes twice; headings and furniture are left out."""
    counted = Counter(re.findall(r"w\d+w", " ".join(_units(article.text))))
    assert counted == Counter(article.inside)


@given(text=ANY_TEXT)
@MANY
def test_no_letter_of_a_plain_line_is_lost(text: str) -> None:
    """Of a line that is no heading and no furniture every letter stands in a unit."""
    inside = Counter(character for unit in _units(text) for character in unit if character.isalpha())
    lines = [line for line in re.split(r"[\r\n]+", text) if not line.lstrip(" \t>").startswith("#")]
    plain = [line for line in lines if not is_furniture(line)]
    expected = Counter(character for line in plain for character in line if character.isalpha())
    assert expected <= inside


@given(article=written())
@MANY
def test_no_unit_is_furniture_a_rule_or_a_mark(article: Written) -> None:
    """Nothing can be quoted that says nothing: no unit is without a letter or digit, and none is page furniture."""
    for unit in _units(article.text):
        assert re.search(r"\w|[^\x00-\u2fff]", unit), unit
        assert not is_furniture(unit)


@given(article=written())
@MANY
def test_line_ends_change_no_unit(article: Written) -> None:
    """The same article has the same units whether its lines end as on Unix, Windows or an old Macintosh."""
    plain = re.sub(r"\r\n|\r", "\n", article.text)
    for end in LINE_ENDS:
        assert [re.sub(r"\r\n|\r", "\n", unit) for unit in _units(plain.replace("\n", end))] == _units(plain)


@given(depths=st.lists(st.integers(1, 6), min_size=1, max_size=12))
@MANY
def test_heading_paths_nest(depths: list[int]) -> None:
    """A section stands under its heading and under the nearest heading of each lesser depth before it."""
    text = "\n\n".join(f"{'#' * depth} H{index}\n\nText number {index}." for index, depth in enumerate(depths))
    found = sections(text)
    assert [section.blocks[0].parts[0][0].of(text) for section in found] == [
        f"Text number {i}." for i in range(len(depths))
    ]
    for index, section in enumerate(found):
        path, least = [f"H{index}"], depths[index]
        for before in range(index - 1, -1, -1):
            if depths[before] < least:
                path.insert(0, f"H{before}")
                least = depths[before]
        assert section.heading == " > ".join(path)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("# Prices", "Prices"),
        ("###### Prices ######", "Prices"),
        ("## **Prices**", "Prices"),
        ("##\tPrices", "Prices"),
        ("## C# and F#", "C# and F#"),
        ("## **Prices** of `gpt-5.2`", "Prices of gpt-5.2"),
        ("## [Prices](https://a.example)", "Prices"),
        ("#hashtag and text", ""),
        ("####### seven", ""),
    ],
)
def test_headings_are_read_without_their_marks(line: str, heading: str) -> None:
    """A heading is what the page shows; a hashtag is none."""
    assert sections(f"{line}\n\nThe text below it.")[-1].heading == heading


def test_headings_without_text_make_no_section() -> None:
    """There is nothing to quote of a heading alone."""
    assert sections("# One\n\n## Two\n") == ()
    assert sections("") == ()
    assert sections("\n \t\r\n\n") == ()


def test_furniture_divides_sections_and_stands_in_none() -> None:
    """What stands before and after a share bar is not joined over it, and keeps its heading."""
    text = "# News\n\nFirst words here.\n\nShare this article\n1,204 views\n\nLast words here."
    assert [section.heading for section in sections(text)] == ["News", "News"]
    assert _units(text) == ["First words here.", "Last words here."]


@pytest.mark.parametrize("mark", ["- ", "* ", "+ ", "• ", "1. ", "1) ", "  - ", "\t- "])
@pytest.mark.parametrize("joint", ["\n", "\n\n", "\r\n", "\r"])
def test_a_list_keeps_the_sentence_that_introduces_it(mark: str, joint: str) -> None:
    """The last sentence before a list is its lead; items are its parts, without their marks."""
    text = f"Some words. There are three:{joint}{mark}one thing{joint}{mark}two things{joint}{mark}three things"
    paragraph, block = _blocks(text)
    assert block.kind is BlockKind.LIST
    assert block.lead == paragraph.parts[-1][-1]
    assert block.lead is not None
    assert block.lead.of(text) == "There are three:"
    assert [[span.of(text) for span in part] for part in block.parts] == [
        ["one thing"],
        ["two things"],
        ["three things"],
    ]


def test_a_list_after_a_list_or_under_a_heading_has_no_lead() -> None:
    """A sentence introduces what comes right after it, and no heading divides them."""
    assert [block.lead for block in _blocks("It is so:\n\n# Next\n\n- one\n- two")] == [None, None]
    assert _blocks("- one\n- two")[0].lead is None


def test_an_item_goes_on_in_the_lines_below_it() -> None:
    """Wrapped lines, and paragraphs set in under an item, belong to it."""
    assert _parts("- one thing\n  wrapped here\n- two", BlockKind.LIST) == [["one thing\n  wrapped here"], ["two"]]
    text = "- one thing.\n\n  More about the one.\n\n- two things."
    assert _parts(text, BlockKind.LIST) == [["one thing.", "More about the one."], ["two things."]]


def test_a_mark_alone_on_its_line_is_the_mark_of_what_follows() -> None:
    """Extracted pages set marks and items on lines of their own; no mark becomes a sentence."""
    assert _units("The two are:\n\n-\n\nOne thing.\n\n-\n\nTwo things.") == [
        "The two are:",
        "One thing.",
        "Two things.",
    ]


def test_a_number_that_a_wrapped_line_begins_with_is_no_item() -> None:
    """A sentence may go on with a number at the beginning of a line: it stays in the sentence."""
    text = "The company raised its prices to\n5. That was in May."
    assert "5" in " ".join(_units(text))


def test_a_sentence_that_begins_with_a_dash_is_no_list_alone() -> None:
    """A list begun by dashes has several items; a signature or an aside after a dash keeps its dash."""
    assert [block.kind for block in _blocks("He said so.\n\n– The editors of the paper\n\nMore.")] == [
        BlockKind.PARAGRAPH
    ] * 3


def test_a_table_has_its_first_row_as_header() -> None:
    """Rows are parts of one unit each; the line under the header is none."""
    text = "Prices:\n\n| Model | Price |\n|:---|---:|\n| A | 1 |\n| B | 2 |\n\nEnd."
    block = _blocks(text)[1]
    assert block.kind is BlockKind.TABLE
    assert [[span.of(text) for span in part] for part in block.parts] == [
        ["| Model | Price |"],
        ["| A | 1 |"],
        ["| B | 2 |"],
    ]
    assert block.lead == block.parts[0][0]


def test_an_empty_first_row_is_no_header() -> None:
    """Pages without header cells give an empty row first: the first row that says something is the header."""
    block = _blocks("| | |\n| --- | --- |\n| **Model** | **Price** |\n| A | 1 |")[0]
    text = "| | |\n| --- | --- |\n| **Model** | **Price** |\n| A | 1 |"
    assert block.lead is not None
    assert block.lead.of(text) == "| **Model** | **Price** |"


@pytest.mark.parametrize("end", LINE_ENDS)
def test_quote_marks_stand_in_no_unit(end: str) -> None:
    """A quotation of several lines is text without a mark at any of them."""
    text = end.join(["> The first line of it.", "> The second line of it.", ">", "> The last one."])
    assert _units(text) == ["The first line of it.", "The second line of it.", "The last one."]


def test_a_list_in_a_quotation_is_a_list() -> None:
    """Quotations may hold lists."""
    assert _parts("> They said:\n>\n> - one\n> - two", BlockKind.LIST) == [["one"], ["two"]]


@pytest.mark.parametrize("fence", ["```", "~~~", "```python"])
def test_a_comment_in_code_is_no_heading(fence: str) -> None:
    """What stands between fences is code: its comments head nothing, and its lines are not lost."""
    text = f"# Use\n\nRun this:\n\n{fence}\n# Install it\npip install thing\n- x\n{fence[:3]}\n\nThen be glad."
    assert {section.heading for section in sections(text)} == {"Use"}
    assert "pip install thing" in " ".join(_units(text))
    assert not any("```" in unit or "~~~" in unit for unit in _units(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "It is Claude vs. GPT-5.2 in the arena.",
        "The U.S. Department of Commerce agreed.",
        "The U.S. government agreed.",
        "Version 5.2 follows version 5.1.1 of the model.",
        "Run v0.5.1 of llama.cpp with Node.js now.",
        "It costs $1.50 per million, i.e. less than before.",
        "Dr. Smith and Mr. Altman met Sen. Warren.",
        "Smith et al. found this in 2024.",
        "It was released on Jan. 5 and No. 1 ranks first.",
        "Nvidia Corp. and Apple Inc. said nothing.",
        "The call is at 5 p.m. Monday.",
        "It uses approx. 20% of the memory.",
        "The D.C. court heard it.",
    ],
)
def test_a_sentence_is_not_torn(sentence: str) -> None:
    """Abbreviations, versions and initials do not end a sentence."""
    text = f"He came. {sentence} She left."
    assert [span.of(text) for span in sentences(text, 0, len(text))] == ["He came.", sentence, "She left."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It came. It went! Did it? Yes.", ["It came.", "It went!", "Did it?", "Yes."]),
        ("He said no. Then he left.", ["He said no.", "Then he left."]),
        ("Made in the U.S. The rest is not.", ["Made in the U.S.", "The rest is not."]),
        ("はい。次の文。", ["はい。", "次の文。"]),
        ("**Prices rose.** Then they fell.", ["**Prices rose.**", "Then they fell."]),
        ("*They rose.* Then they fell.", ["*They rose.*", "Then they fell."]),
        ("“They rose.” Then they fell.", ["“They rose.”", "Then they fell."]),
        ("We use GPT-5.2. It is good.", ["We use GPT-5.2.", "It is good."]),
        ("Bonjour\u00a0! Then more.", ["Bonjour\u00a0!", "Then more."]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    """A full stop before a new sentence ends one, and what closes it (quotes, stars, brackets) stays with it."""
    assert [span.of(text) for span in sentences(text, 0, len(text))] == expected


@pytest.mark.parametrize(
    "space", ["\u00a0", "\u2028", "\u2029", "\u0085", "\u3000", "\u2003", "\u202f", "\u1680"], ids=ascii
)
def test_a_wide_space_before_a_full_stop_is_no_disaster(space: str) -> None:
    """French writes a hard space before ``!`` and ``.``: such texts are split like others."""
    text = f"This is B{space}. And this is C{space}! And this is D."
    found = [span.of(text) for span in sentences(text, 0, len(text))]
    assert "".join("".join(found).split()) == "".join(text.split())
    assert found[-1].endswith("And this is D.")


@given(text=ANY_TEXT)
@MANY
def test_sentences_hold_every_visible_character(text: str) -> None:
    """Splitting into sentences leaves out white space alone."""
    found = sentences(text, 0, len(text))
    assert "".join("".join(span.of(text) for span in found).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "line",
    ["-" * 200 + " Original message", "| " + "-" * 200 + " x", "# a" + " " * 200_000 + "b", "#" + " #" * 50_000 + "x"],
    ids=["dashes", "a row of dashes", "a heading with a gap", "signs of headings"],
)
def test_no_line_takes_forever(line: str) -> None:
    """Lines that look almost like rules or headings are told at once, not after trying all ways to read them."""
    program = "import sys\nfrom corpus.structure import sections\nsections(sys.stdin.read())"
    subprocess.run([sys.executable, "-c", program], input=line, text=True, check=True, timeout=10)
