"""What the articles named by when: whether something that is named for the first time is new."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.releases.claims import NOT_YET
from corpus.releases.grouping import Groups
from corpus.releases.identity import Key, number_of
from corpus.releases.in_use import is_enough
from corpus.releases.release import Evidence

_FEW, _FIRST_WEEKS = 10, timedelta(days=42)
_NO_SIZE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Familiar:
    """The first days of names, whatever their sizes, and those from which on the releases of each family are certain.

    What is older than the articles is named for the first time as well, most of it in the weeks before ``start``.
    """

    start: date | None
    names: Mapping[Key, date]
    families: Mapping[tuple[str, str], Sequence[tuple[Key, date]]]

    @classmethod
    def with_all(cls, stated: Groups, mentioned: Groups) -> "Familiar":
        """Return what is familiar from what was stated and mentioned of releases."""
        days: dict[int, date] = {}  # by article
        names: dict[Key, date] = {}
        families: dict[tuple[str, str], list[tuple[Key, date]]] = defaultdict(list)
        for key in dict.fromkeys((*stated, *mentioned)):
            out = _dated(each for each in stated.get(key, ()) if each.event.status not in NOT_YET)
            named = _dated(mentioned.get(key, ()))
            days |= {number: day for day, number in (*out, *named)}
            if first := min((*out, *named), default=None):
                name = _but_size(key)
                names[name] = min(first[0], names.get(name, first[0]))
            if out or is_enough(mentioned.get(key, ())):
                families[key.vendor, key.product].append((key, out[0][0] if out else named[1][0]))
        earliest = sorted(days.values())[:_FEW]
        return cls(earliest[-1] + _FIRST_WEEKS if len(earliest) == _FEW else None, names, families)

    def is_new(self, key: Key, day: date) -> bool:
        """Tell whether a release that is mentioned on a day had not been there long before.

        So it is where others of its family were there before, but neither itself, in another size, nor a later version
        of its variant; of a version as such, none of any.
        """
        if self.start is None or day < self.start or self.names.get(_but_size(key), day) < day:
            return False
        number = number_of(key.version)
        before = [each for each, first in self.families.get((key.vendor, key.product), ()) if first < day]
        return bool(number and before) and not any(
            (each.units == key.units or not key.units) and number_of(each.version) > number for each in before
        )


def _dated(evidence: Iterable[Evidence]) -> list[tuple[date, int]]:
    """Return the days and numbers of the articles that have a day, in order."""
    reports = (each.report for each in evidence)
    return sorted((each.published, each.revision_id) for each in reports if each.published)


def _but_size(key: Key) -> Key:
    return key._replace(sizes=_NO_SIZE)
