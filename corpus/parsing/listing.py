"""What a source on the web lists: entries, each of which becomes an article."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

MIN_WHOLE_WORDS = 150  # of what a feed carries: less is a summary

_WORD = re.compile(r"[\u3040-\u9fff]{2}|[^\s\u3040-\u9fff]+")
_COUNTED = "comments?|replies|reply|points?|votes?|upvotes?|views?|likes?|shares?|claps?"
_COUNT = re.compile(rf"(?i:\b(?:{_COUNTED})\b(?:[:\s(]|</?\w+>){{1,8}}\d[\d.,]*k?\b|\b\d[\d.,]*k?\s+(?:{_COUNTED})\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed or a sitemap.

    ``key`` tells it from the others of its listing. ``url`` is that of its own page; one that is a part of a page, such
    as of a changelog, has the address of that in ``part_of``. ``html`` is what the listing carries of the text, None
    for none. ``published_at`` is aware, in UTC. ``modified`` is when it was changed last, as the listing writes it.
    """

    key: str
    url: str | None = None
    part_of: str | None = None
    title: str | None = None
    html: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    modified: str | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that the listing says of it: the same is not read again.

        Of a summary it does not matter how many comments or points its page has: that counts up without end.
        """
        html = self.html
        if html and self.url and word_count(html) < MIN_WHOLE_WORDS:
            html = _COUNT.sub("", html)
        published = self.published_at and self.published_at.isoformat()
        fields = [self.url, self.part_of, self.title, html, self.author, published, self.modified]
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a feed or a sitemap lists, the newest first, undated entries last.

    ``title`` is its name. ``parts`` are further sitemaps that it names. ``left_out`` counts entries beyond the most
    that are read of one listing. ``is_cut_off`` tells that it breaks off before its end.
    """

    title: str | None = None
    entries: tuple[Entry, ...] = ()
    parts: tuple[str, ...] = ()
    left_out: int = 0
    is_cut_off: bool = False


def word_count(text: str) -> int:
    """Count words; two characters of a writing without spaces between words are taken for one."""
    return len(_WORD.findall(text))
