"""News-like articles from a seed: headings, paragraphs, lists, tables, names with versions, prices and dates."""

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from corpus.article import Article

_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_DAYS = 700


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSize:
    """How many sections an article has at most, and how many paragraphs each of them."""

    sections: int
    paragraphs: int


USUAL = ArticleSize(sections=4, paragraphs=3)
SMALL = ArticleSize(sections=1, paragraphs=2)


class Newsroom:
    """Writes articles, sentences and questions; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 -- made-up news has to be the same in each run, not secret
        self._words: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("news.toml").read_text("utf-8"))

    def sentence(self) -> str:
        """Write a sentence."""
        return self._written("sentences")

    def question(self) -> str:
        """Write a question about what sentences speak of."""
        return self._written("questions")

    def articles(self, size: ArticleSize = USUAL) -> Iterator[Article]:
        """Write articles without end, each with an address of its own."""
        number = 0
        while True:
            number += 1
            yield self.article(f"https://news.example/{number}", self._text(size))

    def article(self, url: str, text: str) -> Article:
        """Write what stands around a text: title, publisher, author and date."""
        return Article(
            key=url,
            url=url,
            title=self._written("titles"),
            publisher=self._one("publishers"),
            author=self._person(),
            published_at=self._day() + timedelta(minutes=self._random.randrange(1440)),
            text=text,
        )

    def _text(self, size: ArticleSize) -> str:
        blocks = [self._paragraph()]
        for _ in range(self._random.randint(1, size.sections)):
            blocks.append(f"## {self._written('headings')}")
            blocks += [self._paragraph() for _ in range(self._random.randint(1, size.paragraphs))]
            blocks += self._random.choice(((), (), (), self._list(), (self._table(),)))
        return "\n\n".join(blocks)

    def _paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self._random.randint(2, 6)))

    def _list(self) -> tuple[str, str]:
        items = (f"- {self.sentence()}" for _ in range(self._random.randint(3, 7)))
        return self._written("leads"), "\n".join(items)

    def _table(self) -> str:
        rows = (f"| {self._model()} | {self._price()} | {self._percent()} |" for _ in range(self._random.randint(3, 8)))
        return "\n".join(("| Model | Price | Score |", "|---|---|---|", *rows))

    def _written(self, templates: str) -> str:
        return self._one(templates).format(
            vendor=self._one("vendors"),
            model=self._model(),
            model2=self._model(),
            person=self._person(),
            people=self._one("people"),
            startup=self._name(3),
            topic=self._one("topics"),
            topic2=self._one("topics"),
            day=f"{self._day():%d %B %Y}",
            price=self._price(),
            percent=self._percent(),
            percent2=self._percent(),
            number=self._random.randint(2, 400),
        )

    def _one(self, words: str) -> str:
        return self._random.choice(self._words[words])

    def _model(self) -> str:
        version = f"{self._random.randint(1, 9)}.{self._random.randint(0, 9)}"
        return f"{self._one('families')}-{version}{self._one('variants')}"

    def _price(self) -> str:
        return f"{self._random.randint(5, 2500) / 100:.2f}"

    def _percent(self) -> int:
        return self._random.randint(2, 98)

    def _person(self) -> str:
        return f"{self._name(2)} {self._name(2)}"

    def _name(self, syllables: int) -> str:
        return "".join(self._random.choices(self._words["syllables"], k=syllables)).capitalize()

    def _day(self) -> datetime:
        return _FIRST_DAY + timedelta(days=self._random.randrange(_DAYS))


def as_json_line(article: Article) -> str:
    """Write an article as a line of JSON Lines that Newsdesk reads."""
    fields = {
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "date": article.published_at and article.published_at.isoformat(),
        "text": article.text,
    }
    return json.dumps(fields) + "\n"


def write_articles(path: Path, articles: Sequence[Article]) -> None:
    """Write articles to a JSON Lines file."""
    path.write_text("".join(map(as_json_line, articles)), "utf-8")
