"""A passage: the span of an article that is embedded, found and quoted from."""

from dataclasses import dataclass

from corpus.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of an article with the headings it stands under (``Models > Prices``), empty where there are none.

    ``lead`` is the line outside the span that gives it its meaning: what introduces a list that was split, or the
    header of a table that was.
    """

    span: Span
    heading: str = ""
    lead: Span | None = None
