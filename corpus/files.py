"""Reading articles from files: Markdown with front matter, plain text, HTML pages and JSON Lines."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from corpus.addresses import canonical
from corpus.article import MAX_ARTICLE_BYTES, Article, checked, web_address
from corpus.dates import parsed_date
from corpus.errors import ArticleRefusedError

SUFFIXES = frozenset({".md", ".txt", ".html", ".htm", ".jsonl"})
MAX_PAGE_BYTES = 10_000_000  # of an HTML file or of a line of JSON, which hold more than the article's text
_TITLE_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An item (a file, or a line of one) that could not be read, and why."""

    item: str
    reason: str


def read_articles(path: Path) -> Iterator[Article | Refusal]:
    """Yield what a file holds; a JSON Lines file of any size is streamed.

    Raises:
        OSError: the file cannot be read.
    """
    if path.suffix.lower() == ".jsonl":
        with path.open("rb") as stream:
            yield from _read_lines(path, stream)
        return
    try:
        yield checked(_read_one(path))
    except ArticleRefusedError as error:
        yield Refusal(item=str(path), reason=str(error))


def _read_one(path: Path) -> Article:
    is_page = path.suffix.lower() in {".html", ".htm"}
    limit = MAX_PAGE_BYTES if is_page else MAX_ARTICLE_BYTES
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ArticleRefusedError(f"it has more than {limit / 1e6:.0f} MB, the most that a file of this kind may have")
    if not data.strip():
        raise ArticleRefusedError("it is empty")
    if is_page:
        return _from_page(path, data)
    text = _decoded(data)
    fields, text = split_front_matter(text) if path.suffix.lower() == ".md" else ({}, text)
    return _from_fields(f"file:{path}", fields, text, fallback_title=_first_line(text) or path.stem)


def _from_page(path: Path, html: bytes | str, fields: dict[str, Any] | None = None) -> Article:
    from corpus.extraction import extract

    page = extract(html)
    found = {
        "url": page.url,
        "title": page.title,
        "author": page.author,
        "publisher": page.publisher,
        "date": page.date,
    }
    given = {key: value for key, value in (fields or {}).items() if value}
    for field, other in (("date", "published_at"), ("publisher", "source")):  # what the line says, under either name
        if given.get(other):
            found.pop(field)
    return _from_fields(f"file:{path}", found | given, page.text, fallback_title=_first_line(page.text))


def _read_lines(path: Path, stream: BinaryIO) -> Iterator[Article | Refusal]:
    seen: set[str] = set()
    for number, line in _bounded_lines(stream):
        if line is not None and not line.strip():
            continue
        try:
            article = _from_line(path, line)
            while not article.url and article.key in seen:
                article = replace(article, key=article.key + "'")
            seen.add(article.key)
            yield checked(article)
        except ArticleRefusedError as error:
            yield Refusal(item=f"{path}, line {number}", reason=str(error))


def _bounded_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield numbered lines, None for one that is too long; never hold more than one line of the allowed length."""
    number = 0
    while line := stream.readline(MAX_PAGE_BYTES):
        number += 1
        if line.endswith(b"\n") or len(line) < MAX_PAGE_BYTES:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_PAGE_BYTES)
        yield number, None


def _from_line(path: Path, line: bytes | None) -> Article:
    if line is None:
        raise ArticleRefusedError(f"it is longer than {MAX_PAGE_BYTES / 1e6:.0f} MB")
    try:
        fields = json.loads(_decoded(line))
    except (ValueError, RecursionError) as error:
        raise ArticleRefusedError(f"it is no JSON: {error}") from None
    if not isinstance(fields, dict):
        raise ArticleRefusedError("it is no JSON object")
    text, html = fields.get("text"), fields.get("html")
    if isinstance(html, str) and html.strip() and not (isinstance(text, str) and text.strip()):
        return _with_key(_from_page(path, html, fields), f"file:{path}#{_short_digest(html)}")
    if not isinstance(text, str):
        raise ArticleRefusedError('it has neither "text" nor "html"')
    title = str(fields.get("title") or _first_line(text))
    return _from_fields(f"file:{path}#{_short_digest(title)}", fields, text, fallback_title=_first_line(text))


def _short_digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]


def _with_key(article: Article, key: str) -> Article:
    """Return the article under the key, unless it has an address of its own."""
    return article if article.url else replace(article, key=key)


def _from_fields(key: str, fields: dict[str, Any], text: str, *, fallback_title: str) -> Article:
    """Make an article of loosely typed fields; whatever has another type than it should counts as missing."""
    url = web_address(fields.get("url"))
    sources = fields.get("sources")
    return Article(
        key=canonical(url) if url else key,
        url=url,
        title=_one_line(fields.get("title")) or fallback_title,
        publisher=_one_line(fields.get("publisher")) or _one_line(fields.get("source")),
        author=_one_line(fields.get("author")),
        published_at=parsed_date(fields.get("date") or fields.get("published_at")),
        text=text,
        summary_of=tuple(filter(None, map(web_address, sources))) if isinstance(sources, list) else (),
    )


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Split Markdown into the fields of its YAML front matter, none without one, and the text after it.

    Raises:
        ArticleRefusedError: there is front matter, and it is not a YAML mapping.
    """
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return {}, text
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        return {}, text
    try:
        # This loader makes strings of all scalars: `title: 5.2` is a title, and no tag is obeyed.
        fields = yaml.load("".join(lines[1:end]), Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ArticleRefusedError(f"its front matter is no YAML: {reason}") from None
    if not isinstance(fields or {}, dict):
        raise ArticleRefusedError("its front matter is no list of fields")
    return fields or {}, "".join(lines[end + 1 :])


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleRefusedError(f"it is not UTF-8 (byte {error.start + 1}): save it as UTF-8") from None


def _first_line(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip(" #*=-_\t")), "")
    return " ".join(line.strip(" #*=-_\t").split())[:_TITLE_CHARACTERS]


def _one_line(value: object) -> str | None:
    """Return a string field with its white space folded, None for an empty one and for other types."""
    return " ".join(value.split()) or None if isinstance(value, str) else None
