"""Mentions in the register: by when a release was in use, and that it is out though no article says so."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from corpus.releases.event import Status
from corpus.releases.register import register
from corpus.releases.release import STATUSES, Evidence, Release
from tests.corpus.releases.events import stated

TODAY = date(2026, 1, 31)
EARLY = [
    stated(f"Zephyr {number}", published=f"2025-01-{number:02}", vendor="Acme", publisher="Old News")
    for number in range(1, 13)
]
"""So many articles that what is first named months later may be new."""


def mentioned(
    name: str, published: str | None, publisher: str = "The Gazette", *, revision_id: int | None = None
) -> Evidence:
    """Return a mention by an article of a day."""
    others: dict[str, Any] = {} if revision_id is None else {"revision_id": revision_id}
    return stated(name, published=published, publisher=publisher, **others)


def of(name: str, evidence: Sequence[Evidence], mentions: Sequence[Evidence], as_of: str | None = None) -> Release:
    """Return the release of a name."""
    day = date.fromisoformat(as_of) if as_of else None
    [found] = [each for each in register(evidence, mentions, today=TODAY, as_of=day) if each.name == name]
    return found


# By when it was in use


def test_a_release_that_is_only_reported_was_in_use_by_its_first_mention() -> None:
    """The mention stands first among what tells of it, and counts as when one could use it."""
    report = stated("GPT-9", published="2025-12-10")
    mentions = [mentioned("GPT-9", day, day) for day in ("2025-11-20", "2025-10-20", "2025-12-24")]
    release = of("GPT-9", [report], mentions)
    assert (release.date, release.step.basis, release.available) == ("2025-10-20", "mentioned", "2025-10-20")
    assert release.step.evidence == (mentions[1], report)


def test_a_date_that_somebody_states_counts_more_than_mentions() -> None:
    """Unless who states it looks back on it; a month alone is dated by a mention before it."""
    mentions = [mentioned("GPT-9", "2025-11-20")]
    told = stated("GPT-9", day="2025-12-09")
    assert (of("GPT-9", [told], mentions).date, of("GPT-9", [told], mentions).step.basis) == ("2025-12-09", "stated")
    recap = stated("GPT-9", day="2025-12", published="2026-01-20", is_recap=True)
    assert (of("GPT-9", [recap], mentions).date, of("GPT-9", [recap], mentions).step.basis) == (
        "2025-11-20",
        "mentioned",
    )


def test_a_mention_long_before_is_of_something_else() -> None:
    """Between what leads up to the report there are two months at most."""
    mentions = [mentioned("GPT-9", day, day) for day in ("2025-03-01", "2025-10-20")]
    assert of("GPT-9", [stated("GPT-9", published="2025-12-10")], mentions).date == "2025-10-20"


def test_what_is_awaited_after_a_mention_was_not_in_use_by_it() -> None:
    """A mention before a rumour was a mistake; a rumour after the report says nothing of it."""
    report = stated("GPT-9", published="2025-12-10")
    mentions = [mentioned("GPT-9", day, day) for day in ("2025-11-01", "2025-11-20")]
    early, late = (
        stated("GPT-9", "rumoured", published=day, publisher="Leaks") for day in ("2025-11-10", "2026-01-10")
    )
    assert of("GPT-9", [report, early, late], mentions).available == "2025-11-20"
    awaited = stated("GPT-9", "rumoured", published="2025-11-25", publisher="Leaks")
    assert of("GPT-9", [report, awaited], mentions).available == "2025-12-10"


def test_a_mention_of_another_size_or_variant_dates_nothing() -> None:
    """Only one of the same name does, written in whatever way."""
    report = stated("gpt-oss 9B", published="2025-12-10")
    others = [mentioned("gpt-oss 99B", "2025-11-20"), mentioned("GPT-OSS-9b", "2025-12-01", "Herald")]
    assert of("gpt-oss 9B", [report], others).date == "2025-12-01"


def test_a_size_that_is_told_in_part_is_that_of_the_only_one_that_tells_more() -> None:
    """Of several, nobody knows which one is meant; it is none by itself."""
    report = stated("Qwen9-30B-A3B", published="2025-12-10")
    mentions = [mentioned("Qwen9-30B", "2025-12-01"), mentioned("Qwen9-30B", "2025-12-02", "Herald")]
    assert of("Qwen9-30B-A3B", [report], mentions).date == "2025-12-01"
    two = [report, stated("Qwen9-30B-A9B", published="2025-12-11")]
    found = register(two, mentions, today=TODAY)
    assert {each.name: each.date for each in found} == {"Qwen9-30B-A3B": "2025-12-10", "Qwen9-30B-A9B": "2025-12-11"}


# That it is out


def test_what_two_publishers_mention_is_out() -> None:
    """Of a version that follows an earlier one, the first mention tells by when."""
    known = [*EARLY, stated("GPT-8", published="2025-06-01", publisher="Old News")]
    mentions = [mentioned("GPT-9", "2025-11-20"), mentioned("GPT-9", "2025-11-24", "Herald")]
    release = of("GPT-9", known, mentions)
    assert (release.vendor, release.status, release.date, release.step.basis) == (
        "OpenAI",
        "released",
        "2025-11-20",
        "mentioned",
    )
    assert release.step.evidence == tuple(mentions)


def test_what_is_mentioned_once_or_twice_by_one_is_not() -> None:
    """It may be a mistake or a joke; on a third day it is hardly one."""
    mentions = [mentioned("GPT-9", f"2025-11-{day}", revision_id=day) for day in (20, 21, 22)]
    assert register([], mentions[:2], today=TODAY) == ()
    assert of("GPT-9", [], mentions).status == "released"


def test_what_is_awaited_later_is_not_out_by_earlier_mentions() -> None:
    """What is mentioned after it was last awaited is out, and was not before."""
    rumours = [stated("GPT-9", "rumoured", published="2025-11-10", publisher="Leaks")]
    early = [mentioned("GPT-9", day, day) for day in ("2025-10-20", "2025-10-24")]
    late = [mentioned("GPT-9", day, day) for day in ("2025-12-01", "2025-12-02")]
    assert of("GPT-9", rumours, early).status == "rumoured"
    release = of("GPT-9", rumours, late)
    assert [(step.status, step.date) for step in release.history] == [
        ("rumoured", "2025-11-10"),
        ("released", "2025-12-01"),
    ]


def test_what_is_over_is_not_brought_back_by_mentions() -> None:
    """People go on to speak of it."""
    over = stated("GPT-8", "retired", "2025-11-01", published="2025-11-01")
    mentions = [mentioned("GPT-8", day, day) for day in ("2025-12-01", "2025-12-02")]
    assert [step.status for step in of("GPT-8", [over], mentions).history] == ["retired"]


def test_what_may_have_been_there_all_along_has_no_date() -> None:
    """It is named since the first weeks, a later version was out before it, or nothing of its family was."""
    mentions = [mentioned("GPT-8", "2025-06-20"), mentioned("GPT-8", "2025-06-24", "Herald")]
    family = stated("GPT-7", published="2025-05-01", publisher="Old News")
    later = stated("GPT-9", published="2025-05-02", publisher="Old News")
    assert of("GPT-8", [*EARLY, family], mentions).date == "2025-06-20"
    for known in ([family], EARLY, [*EARLY, family, later]):
        release = of("GPT-8", known, mentions)
        assert (release.status, release.date, release.step.basis) == ("released", None, None)


def test_another_size_of_what_was_there_is_not_new() -> None:
    """Sizes come with their version; which is mentioned first is chance."""
    known = [*EARLY, stated("Qwen8", published="2025-05-01"), stated("Qwen9-9B", published="2025-05-02")]
    mentions = [mentioned("Qwen9-99B", "2025-06-20"), mentioned("Qwen9-99B", "2025-06-24", "Herald")]
    assert of("Qwen9-99B", known, mentions).date is None


# Whatever comes


def test_a_mention_counts_from_its_day_on() -> None:
    """The register of a day in the past knows no later ones; those without a date never count."""
    report = stated("GPT-9", published="2025-12-10", publisher="Gazette")
    mentions = [mentioned("GPT-8", "2025-11-20"), mentioned("GPT-8", "2025-11-24", "Herald")]
    assert [each.name for each in register([report], mentions, today=TODAY, as_of=date(2025, 11, 23))] == []
    assert [each.name for each in register([report], mentions, today=TODAY, as_of=date(2025, 11, 24))] == ["GPT-8"]
    undated = [mentioned("GPT-8", None, publisher) for publisher in ("A", "B", "C")]
    assert register([], undated, today=TODAY) == ()


_DAYS = [(date(2025, 11, 1) + timedelta(days=day)).isoformat() for day in range(0, 90, 9)]
_EVIDENCE = st.builds(
    stated,
    st.sampled_from(["GPT-8", "GPT-9", "gpt 9", "GPT-9-Codex", "gpt-oss 9B", "gpt-oss 9B-A1B", "gpt-oss"]),
    st.sampled_from(STATUSES),
    st.none() | st.sampled_from(["2025-11-07", "2025-12"]),
    published=st.none() | st.sampled_from(_DAYS),
    publisher=st.sampled_from(["OpenAI", "A", "B"]),
    revision_id=st.integers(1, 5),
    start=st.integers(0, 3),
)
_RELEASED: Status = "released"
_MENTIONS = st.builds(
    stated,
    st.sampled_from(["GPT-8", "GPT-9", "gpt 9", "GPT-9-Codex", "gpt-oss 9B", "gpt-oss 9B-A1B", "gpt-oss"]),
    st.just(_RELEASED),
    published=st.none() | st.sampled_from(_DAYS),
    publisher=st.sampled_from(["OpenAI", "A", "B"]),
    revision_id=st.integers(6, 40),
    start=st.integers(0, 3),
)


@given(st.lists(_EVIDENCE, max_size=8), st.lists(_MENTIONS, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_mentions_does_not_matter(
    evidence: list[Evidence], mentions: list[Evidence], chance: Random
) -> None:
    """Nor does it matter that some are there twice."""
    shuffled = [*mentions, *mentions[:2]]
    chance.shuffle(shuffled)
    assert register(reversed(evidence), shuffled, today=TODAY) == register(evidence, mentions, today=TODAY)


@given(
    st.lists(_EVIDENCE, max_size=8), st.lists(_MENTIONS, max_size=20), st.dates(date(2025, 11, 1), date(2026, 1, 31))
)
def test_nothing_is_known_before_it_is_mentioned(evidence: list[Evidence], mentions: list[Evidence], day: date) -> None:
    """What is known as of a day is known from the mentions up to it, alone; what mentions tell takes nothing away."""
    known = [each for each in mentions if each.report.published and each.report.published <= day]
    found = register(evidence, mentions, today=TODAY, as_of=day)
    assert found == register(evidence, known, today=TODAY, as_of=day)
    assert {each.name for each in register(evidence, today=TODAY, as_of=day)} <= {each.name for each in found}
    for release in found:
        assert release.step in release.history
        assert all(step.evidence for step in release.history)
        assert (release.date or "") <= day.isoformat()
