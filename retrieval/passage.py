"""A passage: the span of an article that is embedded, found and quoted from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Tell whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of an article with the headings it stands under (``Models > Prices``), empty where there are none.

    ``lead`` is the line outside the span that gives it its meaning: what introduces a list that was split, or the
    header of a table that was.
    """

    span: Span
    heading: str = ""
    lead: Span | None = None
