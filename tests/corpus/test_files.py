"""Reading files: what is an article is read as it stands, and what is none is refused in words, item by item."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import MAX_ARTICLE_BYTES, Article
from corpus.errors import ArticleRefusedError
from corpus.files import MAX_PAGE_BYTES, Refusal, read_articles, split_front_matter

BODY = "Some text of an article stands here.\n"


def read(path: Path, data: bytes | str) -> Article | Refusal:
    """Write a file, read it, and return the one item that it holds."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (item,) = read_articles(path)
    return item


def article(path: Path, data: bytes | str) -> Article:
    """Return the one article of a file."""
    item = read(path, data)
    assert isinstance(item, Article), item
    return item


def refusal(path: Path, data: bytes | str) -> str:
    """Return why the one item of a file is refused, having checked that it is named in one line."""
    item = read(path, data)
    assert isinstance(item, Refusal), item
    assert item.item.startswith(str(path))
    assert "\n" not in item.reason
    assert len(item.reason) < 300
    return item.reason


# Markdown and text


def test_front_matter_gives_the_fields(tmp_path: Path) -> None:
    """Markdown's front matter holds title, publisher, author, date and address; the text is all after it."""
    path = tmp_path / "a.md"
    found = article(
        path,
        "---\ntitle: Comet 2 ships\npublisher: Test News\nauthor: Robin\ndate: 2025-12-01\n"
        f"url: https://news.example/c#top\nunknown: 1\n---\n{BODY}",
    )
    assert found == Article(
        key="https://news.example/c",
        url="https://news.example/c",
        title="Comet 2 ships",
        publisher="Test News",
        author="Robin",
        published_at=datetime(2025, 12, 1, tzinfo=UTC),
        text=BODY,
    )


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    """Nothing of the text is normalised: spaces, line ends, hyphens and marks stay as they are."""
    text = "GPT\u20115.2\u00a0costs  **$1**\r\n\r\n\tand more.\n\n\n"
    assert article(tmp_path / "a.txt", text).text == text
    assert article(tmp_path / "a.md", f"---\r\ntitle: T\r\n---\r\n{text}").text == text
    assert article(tmp_path / "a.jsonl", json.dumps({"text": text})).text == text


def test_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    """A mark that editors put in front of UTF-8 is left out, and hides no front matter."""
    assert article(tmp_path / "a.txt", b"\xef\xbb\xbf" + BODY.encode()).text == BODY
    assert article(tmp_path / "a.md", b"\xef\xbb\xbf---\ntitle: T\n---\n" + BODY.encode()).title == "T"
    assert article(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"text": "three words here"}').text == "three words here"


def test_sources_make_a_summary(tmp_path: Path) -> None:
    """The pages that a text sums up are kept, whatever else stands in the list is not."""
    found = article(
        tmp_path / "a.md", f"---\nsources: [https://a.example/1, 5, [x], ftp://b, https://b.example/2]\n---\n{BODY}"
    )
    assert found.summary_of == ("https://a.example/1", "https://b.example/2")
    assert found.link == "https://a.example/1"
    assert found.url is None


def test_first_line_is_the_title_where_none_is_given(tmp_path: Path) -> None:
    """A text's title is its first line, without the marks of a heading."""
    assert article(tmp_path / "a.txt", f"\n\nComet 2 ships\n\n{BODY}").title == "Comet 2 ships"
    assert article(tmp_path / "b.md", f"## Comet 3 ships ##\n\n{BODY}").title == "Comet 3 ships"


def test_number_for_a_title_is_a_title(tmp_path: Path) -> None:
    """A title such as 1984 or 5.2 is a title, though YAML takes it for a number."""
    assert article(tmp_path / "a.md", f"---\ntitle: 5.2\n---\n{BODY}").title == "5.2"


def test_unclosed_front_matter_is_text(tmp_path: Path) -> None:
    """Three dashes that nothing closes are a rule, and everything is text."""
    text = f"---\ntitle: T\n\n{BODY}"
    assert article(tmp_path / "a.md", text).text == text


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("title: [unclosed", "no YAML"),
        ("title: a: b: c", "no YAML"),
        ("\ttitle: tab", "no YAML"),
        ("- a\n- list", "no list of fields"),
        ("just words", "no list of fields"),
        ("42", "no list of fields"),
        ("x: " + "[" * 100_000, "no YAML"),
        ("{[a]: b}: c", "no YAML"),
    ],
)
def test_front_matter_that_is_none_is_refused(tmp_path: Path, front: str, reason: str) -> None:
    """Front matter that is no YAML mapping is refused, in one line."""
    assert reason in refusal(tmp_path / "a.md", f"---\n{front}\n---\n{BODY}")


@pytest.mark.parametrize(
    "value",
    [
        "!!bool x",
        '!!int ""',
        '!!float ""',
        "!!timestamp x",
        "!!binary x",
        "!!omap 1",
        "!!python/object/apply:os.system [id]",
        "!unknown x",
        "9" * 5_000,
        "2025-02-30",
        "2025-01-01 00:00:00 +99:99",
        "{<<: 1}",
    ],
)
def test_odd_values_in_front_matter_break_nothing(tmp_path: Path, value: str) -> None:
    """A value that YAML cannot make sense of costs a field or, with a reason, the file, and never the reading."""
    item = read(tmp_path / "a.md", f"---\ntitle: T\nx: {value}\n---\n{BODY}")
    assert isinstance(item, Refusal) or item.title == "T"


def test_yaml_bombs_do_not_explode(tmp_path: Path) -> None:
    """Aliases of aliases of aliases, a list that holds itself, and merged mappings stay small."""
    lists = "a0: &a0 [x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    maps = "a0: &a0 {x: y}\n" + "".join(
        f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
    )
    for front in (f"{lists}title: *a29\nsources: *a29", "sources: &s [*s, *s]\ntitle: *s", maps):
        item = read(tmp_path / "a.md", f"---\n{front}\n---\n{BODY}")
        assert isinstance(item, Refusal) or item.text == BODY


def test_impossible_date_costs_the_date_alone(tmp_path: Path) -> None:
    """A date that is none leaves the article undated, from YAML as from JSON."""
    for day in ("2025-02-30", "2025-13-01", "0000-00-00", "soon"):
        assert article(tmp_path / "a.md", f"---\ntitle: T\ndate: {day}\n---\n{BODY}").published_at is None
        assert article(tmp_path / "a.jsonl", json.dumps({"text": BODY, "date": day})).published_at is None


def test_split_front_matter_returns_fields_and_text() -> None:
    """Empty front matter is no error; what looks like it further down is text."""
    assert split_front_matter("---\n---\ntext") == ({}, "text")
    assert split_front_matter("---\n# only a comment\n...\ntext") == ({}, "text")
    assert split_front_matter("text\n---\ntitle: T\n---\n") == ({}, "text\n---\ntitle: T\n---\n")
    assert split_front_matter("") == ({}, "")
    with pytest.raises(ArticleRefusedError, match="no list of fields"):
        split_front_matter("---\n- x\n---\n")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\t\n", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"word", "it holds 1 word only"),
        (b"two words", "it holds 2 words only"),
        (b"caf\xe9 is not UTF-8 here", "not UTF-8 (byte 4)"),
        ("words in UTF-16".encode("utf-16"), "not UTF-8"),
        (b"three words \0 and more", "NUL"),
        (b"w " * (MAX_ARTICLE_BYTES // 2 + 1), "it has more than 2 MB"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_file_that_is_no_article_is_refused(tmp_path: Path, data: bytes, reason: str, suffix: str) -> None:
    """Empty, next to empty, not UTF-8, binary and overlong files are refused, each with its reason."""
    assert reason in refusal(tmp_path / f"a{suffix}", data)


def test_article_of_the_allowed_size_is_read(tmp_path: Path) -> None:
    """The limit itself is allowed, in bytes and not in characters."""
    text = "word " * (MAX_ARTICLE_BYTES // 5)
    assert article(tmp_path / "a.txt", text).text == text
    assert article(tmp_path / "a.jsonl", json.dumps({"text": text})).text == text
    assert "2.0 MB" in refusal(tmp_path / "a.jsonl", json.dumps({"text": text + "é"}, ensure_ascii=False))


# HTML


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article"),
        (b"no markup at all in here", "no HTML"),
        (bytes(range(256)) * 20, "no HTML"),
        (b"<p>" + b"x " * (MAX_PAGE_BYTES // 2), "it has more than 10 MB"),
    ],
)
def test_page_that_is_no_article_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    """A page without an article is refused, and so is an overlong one."""
    assert reason in refusal(tmp_path / "a.html", data)


# JSON Lines


def test_lines_give_articles_under_all_names_of_fields(tmp_path: Path) -> None:
    """Date and publisher have two names each, unknown keys are ignored, and html is reduced to its article."""
    path = tmp_path / "a.jsonl"
    lines = [
        {"url": "https://a.example/1", "title": "T", "text": BODY, "date": "2025-12-01", "publisher": "P", "x": [1]},
        {"url": "https://a.example/2", "title": "T", "text": BODY, "published_at": "2025-12-01", "source": "P"},
        {"url": "https://a.example/3", "title": "T", "html": f"<article><p>{BODY * 3}</p></article>", "text": ""},
        {"url": "https://a.example/4", "title": "T", "html": f"<article><p>{BODY * 3}</p></article>", "text": "  \n"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n  \n", "utf-8")
    first, second, third, fourth = read_articles(path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.publisher, first.published_at) == (second.publisher, second.published_at)
    assert (first.publisher, first.published_at) == ("P", datetime(2025, 12, 1, tzinfo=UTC))
    for page in (third, fourth):
        assert isinstance(page, Article), page
        assert page.text == " ".join([BODY.strip()] * 3)
        assert page.title == "T"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"no json", "no JSON"),
        (b'{"text": "cut off he', "no JSON"),
        (b"[1, 2]", "no JSON object"),
        (b"null", "no JSON object"),
        (b'"a string"', "no JSON object"),
        (b"{}", 'neither "text" nor "html"'),
        (b'{"title": "T", "text": 5}', 'neither "text" nor "html"'),
        (b'{"text": "  "}', "empty"),
        (b'{"text": "one"}', "1 word only"),
        (b'{"html": "<p></p>"}', "HTML|no article"),
        (b'{"html": "\\ud800<p>x</p>"}', "HTML|no article"),
        (b'{"text": "caf\xe9 is not UTF-8"}', "not UTF-8"),
        (b'{"text": "half of a pair \\ud83d"}', "surrogate"),
        (b'{"text": "three words here", "title": "half \\udc00"}', "surrogate"),
        (b'{"text": "three words \\u0000"}', "NUL"),
        (b"[" * 100_000, "no JSON"),
        (b'{"text": "three words here", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "no JSON"),
        (b'{"text": "three words here", "n": ' + b"9" * 5_000 + b"}", "no JSON"),
        (b'{"text": "' + b"x " * (MAX_PAGE_BYTES // 2) + b'"}', "longer than 10 MB"),
        (b'{"text": "' + b"x " * (MAX_ARTICLE_BYTES // 2 + 1) + b'"}', "2.0 MB"),
        (b'{"text": "three words here", "title": "' + b"x" * 5_000 + b'"}', "longer than 1,000 characters"),
    ],
    ids=range(21),
)
def test_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: bytes, reason: str) -> None:
    """A broken line is refused by its number, and those before and after it are read."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "first of three lines"}\n' + line + b'\n{"text": "last of three lines"}\n')
    first, bad, last = read_articles(path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(bad, Refusal), bad
    assert bad.item == f"{path}, line 2"
    assert any(part in bad.reason for part in reason.split("|"))
    assert "\n" not in bad.reason
    assert len(bad.reason) < 300


def test_blank_lines_count(tmp_path: Path) -> None:
    """The number of a bad line is that which an editor shows, blank lines counted."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\r\n\n{"text": "three words here"}\r\n\nbad')
    _, bad = read_articles(path)
    assert isinstance(bad, Refusal)
    assert bad.item == f"{path}, line 5"


def test_line_without_an_end_at_the_limit_is_read(tmp_path: Path) -> None:
    """A line of just the allowed length that ends the file is a line like others, padding included."""
    path = tmp_path / "a.jsonl"
    line = b'{"text": "three words here"}'
    path.write_bytes(line.ljust(MAX_PAGE_BYTES - 1) + b"\n" + line.ljust(MAX_PAGE_BYTES - 1))
    first, last = read_articles(path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)


def test_lines_without_address_are_told_apart(tmp_path: Path) -> None:
    """Articles with one title and no address have keys of their own, the same at every reading."""
    path = tmp_path / "a.jsonl"
    lines = [{"title": "Briefing", "text": f"Text {n} of the briefing."} for n in range(3)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    first, again = list(read_articles(path)), list(read_articles(path))
    assert first == again
    assert len({item.key for item in first if isinstance(item, Article)}) == 3


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "ftp://a.example/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "http://[::1",
        "https://a b",
        5,
        [],
    ],
)
def test_what_is_no_web_address_counts_as_none(tmp_path: Path, address: object) -> None:
    """Only http and https addresses become links."""
    found = article(tmp_path / "a.jsonl", json.dumps({"url": address, "text": BODY}))
    assert found.url is None
    assert found.key.startswith("file:")


def test_address_with_control_characters_counts_as_none(tmp_path: Path) -> None:
    """An address that holds an escape sequence is no address: it would drive the terminal that shows it."""
    for address in (
        "https://a.example/\x1b]0;x\x07",
        "https://a.example/\x9b31m",
        "https://a\x00.example/",
        "https://\ud800.example/",
    ):
        item = read(tmp_path / "a.jsonl", json.dumps({"url": address, "text": BODY}))
        assert isinstance(item, Refusal) or item.url is None


def test_missing_file_raises(tmp_path: Path) -> None:
    """A file that cannot be read is an error of the operating system, for whoever reads many to name."""
    for name in ("a.txt", "a.md", "a.html", "a.jsonl"):
        with pytest.raises(OSError, match="No such file"):
            list(read_articles(tmp_path / name))
