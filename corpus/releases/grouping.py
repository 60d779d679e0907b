"""Which release each article speaks of: the same one has many names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from corpus.releases.identity import Key, key_of, name_key
from corpus.releases.release import Evidence

_NEAR = timedelta(days=7)
_NO_SIZE: frozenset[str] = frozenset()
Groups = dict[Key, list[Evidence]]


def grouped(evidence: Iterable[Evidence]) -> Groups:
    """Return what is stated of each release."""
    groups: Groups = defaultdict(list)
    nobodys: list[Evidence] = []
    for each in evidence:
        if each.event.vendor:
            groups[key_of(each.event)].append(each)
        else:
            nobodys.append(each)
    _join_sizes(groups)
    _join_nobodys(groups, nobodys)
    return groups


def placed(mentions: Iterable[Evidence], groups: Groups) -> Groups:
    """Return mentions under the keys of what is stated of the same release.

    A size that is told in part joins the only one that tells more; which one of several is meant, nobody knows.
    """
    keys = {key_of(each.event): key for key, group in groups.items() for each in group if each.event.vendor}
    found: Groups = defaultdict(list)
    for each in mentions:
        key = key_of(each.event)
        found[keys.get(key, key)].append(each)
    for alike in _alike(dict.fromkeys((*groups, *found))).values():
        for key in [each for each in alike if each.sizes and each not in groups]:
            more = [other for other in alike if key.sizes < other.sizes]
            if more and (part := found.pop(key)) and len(more) == 1:
                found[more[0]] += part
    return found


def version_of(key: Key) -> Key:
    """Return the key of a version as such, all of its variants and sizes."""
    return key._replace(units=frozenset(), sizes=_NO_SIZE)


def _join_nobodys(groups: Groups, nobodys: Sequence[Evidence]) -> None:
    """Add what has no vendor to the only release of its name."""
    called: dict[str, set[Key]] = defaultdict(set)
    for key, group in groups.items():
        for name, vendor in {(each.event.name, each.event.vendor) for each in group}:
            called[name_key(name, vendor)].add(key)
    for each in nobodys:
        name = name_key(each.event.name)
        keys = called[name]
        groups[next(iter(keys)) if len(keys) == 1 else Key("", name)].append(each)


# Sizes


def _join_sizes(groups: Groups) -> None:
    """Join what is named with its size in part, or without it, where only one size can be meant.

    A name without a size may be that of all sizes: it joins the only one that is known, if they came out together.
    """
    for plain, keys in _alike(groups).items():
        sized = [key for key in keys if key.sizes]
        for key, whole in list(_abridged(sized)):
            groups[whole] += groups.pop(key)
            sized.remove(key)
        if len(sized) == 1 and plain in groups and _is_near(groups[plain], groups[sized[0]]):
            groups[plain] += groups.pop(sized[0])


def _alike(keys: Iterable[Key]) -> dict[Key, list[Key]]:
    """Return keys by what they have in common but for sizes."""
    alike: dict[Key, list[Key]] = defaultdict(list)
    for key in keys:
        alike[key._replace(sizes=_NO_SIZE)].append(key)
    return alike


def _abridged(keys: Sequence[Key]) -> Iterator[tuple[Key, Key]]:
    """Yield the names that tell a size in part, as "30B" does of "30B-A3B", each with the only one that tells more."""
    for key in keys:
        more = [other for other in keys if key.sizes < other.sizes]
        if len(more) == 1:
            yield key, more[0]


def _is_near(one: Sequence[Evidence], other: Sequence[Evidence]) -> bool:
    """Tell whether two were first spoken of within a week."""
    first, second = _first_day(one), _first_day(other)
    return first is not None and second is not None and abs(first - second) <= _NEAR


def _first_day(evidence: Sequence[Evidence]) -> date | None:
    return min((each.report.published for each in evidence if each.report.published), default=None)
