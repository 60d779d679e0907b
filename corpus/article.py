"""The two things a corpus is made of: articles, and the sources they come from."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

from corpus.errors import ArticleRefusedError

MAX_ARTICLE_BYTES = 2_000_000
MIN_ARTICLE_WORDS = 3
MAX_FIELD_CHARACTERS = 1_000
LOGIN_REFUSED = "its address carries a user name or password, which is never sent"
_LOGIN = re.compile(
    r"""
    \A ( [^/]* //+
         (?! \[ [0-9A-Fa-f:.%]* \] (?: [:/?#] | \Z ))  # no IPv6 address follows,
         (?= [^/?#:]* (?: @ | : (?!\d*[/?#]) ))        # and no host with its port
      | (?= [^/?#:\s]+ : (?! // | \s ))               # it was typed without https://
    ) .* @
    """,
    re.DOTALL | re.VERBOSE,
)
SourceKind = Literal["file", "folder", "feed", "page", "sitemap"]
DateBasis = Literal["feed", "json-ld", "meta", "url", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file, a folder, or a place on the web that articles come from.

    ``location`` is an absolute path or an address. ``publisher``, where given, is the publisher of all its articles;
    ``title`` is what the source calls itself.
    """

    kind: SourceKind
    location: str
    publisher: str | None = None
    title: str | None = None

    @property
    def is_web(self) -> bool:
        """Whether it is fetched."""
        return self.kind in {"feed", "page", "sitemap"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published piece.

    ``key`` tells it from all others: its canonical address, or the place it was read from. ``published_at`` is aware,
    in UTC; None means undated. ``text`` is exactly what was given: every offset in Newsdesk counts its characters.
    ``date_basis`` says where a date was found, None where a file gave it. ``summary_of`` lists the pages that the text
    sums up in other words than theirs.
    """

    key: str
    title: str
    text: str
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    date_basis: DateBasis | None = None
    summary_of: tuple[str, ...] = ()

    @property
    def link(self) -> str | None:
        """The address shown to readers: its own, else the first page it sums up, else none."""
        return self.url or next(iter(self.summary_of), None)

    @property
    def file_name(self) -> str:
        """The name of the file it was read from, for articles without an address."""
        return self.key.removeprefix("file:").partition("#")[0].rpartition("/")[2]

    @property
    def text_digest(self) -> str:
        """SHA-256 of the text: the same text at two addresses has the same digest."""
        return _digest(self.text)

    @property
    def content_digest(self) -> str:
        """SHA-256 of all that a revision holds: another digest is another revision."""
        published = self.published_at and self.published_at.isoformat()
        fields = [self.url, self.title, self.publisher, self.author, published, self.text, self.summary_of]
        return _digest(json.dumps(fields))


def checked(article: Article) -> Article:
    """Return the article if it can be stored.

    Raises:
        ArticleRefusedError: no text, next to no text, too much text, or characters that no text has.
    """
    words = len(article.text.split(maxsplit=MIN_ARTICLE_WORDS))
    if not words:
        raise ArticleRefusedError("it is empty")
    if words < MIN_ARTICLE_WORDS:
        raise ArticleRefusedError(f"it holds {words} word{'s' * (words > 1)} only, which is no article")
    fields = (article.title, article.text, article.url, article.publisher, article.author, *article.summary_of)
    for field in filter(None, fields):
        if "\0" in field:
            raise ArticleRefusedError("it holds NUL characters: is it a text file?")
        try:
            size = len(field.encode())
        except UnicodeEncodeError:
            raise ArticleRefusedError("it holds half a surrogate pair, which no Unicode text may") from None
        if size > MAX_ARTICLE_BYTES:
            raise ArticleRefusedError(
                f"its text has {size / 1e6:.1f} MB; an article may have {MAX_ARTICLE_BYTES / 1e6:.0f} MB"
            )
        if field is not article.text and len(field) > MAX_FIELD_CHARACTERS:
            raise ArticleRefusedError(f"a field other than its text is longer than {MAX_FIELD_CHARACTERS:,} characters")
    return article


def web_address(value: object) -> str | None:
    """Return the address if it is an http or https one, without its fragment; None for anything else.

    One with a user name is none: ``https://openai.com@evil.example`` is there to be mistaken.
    """
    if not isinstance(value, str):
        return None
    address = value.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    if not is_web or not address.isprintable() or " " in address:
        return None
    return parts._replace(fragment="").geturl()


def without_login(address: str) -> str:
    """Return an address as it may be shown to anyone: with an ellipsis in the place of a user name and password.

    What was typed may be no valid address, as with a slash in the password: rather too much is hidden than too little.
    """
    return _LOGIN.sub(r"\1…@", address)


def utc(moment: datetime) -> datetime:
    """Return the moment in UTC; a naive one is taken to be in UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
