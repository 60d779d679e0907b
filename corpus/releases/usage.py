"""Products that an article shows in use, without telling of their release: they are out, since some day."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.naming import Name, full_name
from corpus.releases.event import ReleaseEvent
from corpus.releases.mentions import Marked
from corpus.releases.tone import FUTURE, HEDGED, POSSIBLE, SUPPOSED
from corpus.span import Span

_DOES = re.compile(
    r" (?:achiev|outperform|scor|lead|deliver|beat|support|handl|solv|rank|produc|generat|us|run|requir|cost|perform)"
    r"(?:e?s|e?d)\b|['\u2019]s? (?:\w+ )?(?:performance|architecture|weights|context|pricing|latency|output|answers?)\b"
)
_LEAST_SENTENCES = 3

_Identity = tuple[str | None, str, str | None, frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """A product as a sentence names it, and whether it does something there."""

    name: Name
    text: str
    span: Span
    does: bool


@dataclass(slots=True)
class Usage:
    """What the sentences of one article show in use so far."""

    seen: dict[_Identity, list[_Use]] = field(default_factory=lambda: defaultdict(list))

    def read(self, sentence: Marked, span: Span) -> None:
        """Remember the products of the catalogue that a sentence names, if it doubts nothing."""
        uses = list(_uses(sentence, span))
        if uses and not any(doubt.search(sentence.plain) for doubt in (HEDGED, FUTURE, POSSIBLE, SUPPOSED)):
            for use in uses:
                self.seen[use.name.identity].append(use)

    def events(self, told: Iterable[ReleaseEvent]) -> Iterator[ReleaseEvent]:
        """Yield the releases of what is named several times, does something, and of which nothing else is told."""
        others = {(event.vendor, event.product, event.version, event.variant) for event in told}
        for uses in self.seen.values():
            use = next((use for use in uses if use.does), None)
            if use is None or len(uses) < _LEAST_SENTENCES:
                continue
            name = use.name
            if (name.vendor, name.product, name.version, name.variant) not in others:
                yield ReleaseEvent(
                    vendor=name.vendor,
                    name=full_name(name, use.text),
                    product=name.product,
                    version=name.version,
                    variant=name.variant,
                    status="released",
                    date=None,
                    basis=None,
                    start=use.span.start,
                    end=use.span.end,
                    is_recap=True,
                )


def _uses(sentence: Marked, span: Span) -> Iterator[_Use]:
    for mention in sentence.mentions:
        name = mention.name
        if name and name.vendor and name.version and mention.start == name.start and mention.end <= name.end:
            does = _DOES.match(sentence.plain, mention.end) is not None
            yield _Use(name=name, text=sentence.plain, span=span, does=does)
