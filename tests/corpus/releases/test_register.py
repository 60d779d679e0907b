"""The register: events of several articles become releases with their histories."""

import time
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.releases.register import register
from corpus.releases.release import STATUSES, Evidence, Release
from tests.corpus.releases.events import stated

TODAY = date(2026, 1, 31)


def releases(*evidence: Evidence, as_of: str | None = None) -> tuple[Release, ...]:
    """Return the releases of some events."""
    return register(evidence, today=TODAY, as_of=date.fromisoformat(as_of) if as_of else None)


def only(*evidence: Evidence, as_of: str | None = None) -> Release:
    """Return the one release of some events."""
    (release,) = releases(*evidence, as_of=as_of)
    return release


# Which release


@pytest.mark.parametrize("spelling", ["GPT-5.2", "gpt5.2", "GPT 5.2", "GPT\u20115.2", "OpenAI GPT-5.2"])
def test_spellings_of_a_product_are_one_release(spelling: str) -> None:
    """Hyphens, spaces, capitals and a vendor before it do not matter."""
    assert len(only(stated("GPT-5.2"), stated(spelling, publisher="B")).step.evidence) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-5.2", "GPT-5.1"),
        ("GPT-5.2", "GPT-5.2-Codex"),
        ("gpt-oss-20b", "gpt-oss-120b"),
        ("Devstral Small 2505", "Devstral Small 2507"),
    ],
)
def test_versions_variants_sizes_and_dates_tell_products_apart(one: str, other: str) -> None:
    """What differs in any of them is another release."""
    assert {release.name for release in releases(stated(one), stated(other))} == {one, other}


@pytest.mark.parametrize(("one", "other"), [("Devstral 9", "Devstral 9 77B"), ("Qwen9-30B", "Qwen9 30B-A3B")])
def test_a_size_that_nothing_is_told_apart_by_makes_no_other_release(one: str, other: str) -> None:
    """It is left out by some, or told in part; the name without it is the better known one."""
    release = only(stated(one, published="2025-12-12"), stated(other, published="2025-12-10"))
    assert (release.name, release.date, len(release.step.evidence)) == (one, "2025-12-10", 2)


def test_a_name_without_a_size_is_that_of_all_sizes() -> None:
    """It joins neither of two, nor one that comes out much later, or on nobody knows which day."""
    two = [stated("Devstral 9 77B"), stated("Devstral 9 9B")]
    assert len(releases(stated("Devstral 9"), *two)) == 3
    assert len(releases(stated("Devstral 9"), stated("Devstral 9 77B", published="2025-12-24"))) == 2
    assert len(releases(stated("Devstral 9", published=None), stated("Devstral 9 77B"))) == 2


def test_a_name_that_the_catalogue_lacks_is_folded() -> None:
    """Its vendor before it does not matter, nor its spelling."""
    names = ["Zephyr-2 Turbo", "zephyr 2 turbo", "Acme Zephyr 2 Turbo"]
    release = only(*(stated(name, vendor="Acme", product="zephyr", publisher=name) for name in names))
    assert len(release.step.evidence) == 3


def test_an_event_without_vendor_joins_the_only_release_of_that_name() -> None:
    """Of two releases of a name, neither is meant for certain."""
    nobodys, acmes, apexs = (stated("Zephyr 2", vendor=vendor, publisher=str(vendor)) for vendor in (None, "A", "B"))
    assert only(nobodys, acmes).vendor == "A"
    assert {release.vendor for release in releases(nobodys, acmes, apexs)} == {None, "A", "B"}


def test_the_name_is_written_as_the_vendor_does_else_as_most_do() -> None:
    """The spelling of one who should know counts more than that of many."""
    many = [stated("gpt-5.2", publisher="A"), stated("gpt-5.2", publisher="B"), stated("GPT5.2", publisher="C")]
    assert only(*many).name == "gpt-5.2"
    assert only(*many, stated("GPT-5.2", publisher="OpenAI")).name == "GPT-5.2"


def test_of_spellings_that_are_as_common_the_shortest_is_shown() -> None:
    """Words that tell nothing apart are often not of the name."""
    assert only(stated("GPT-5.2 Model"), stated("GPT-5.2", publisher="B")).name == "GPT-5.2"


# The steps


def test_each_step_has_its_date_and_its_sources() -> None:
    """Rumoured, announced and released are steps of one history; the last one counts."""
    release = only(
        stated("GPT-5.2", "rumoured", published="2025-12-05", publisher="Leaks"),
        stated("GPT-5.2", "announced", "2025-12-09", publisher="OpenAI"),
        stated("GPT-5.2", "released", "2025-12-11", published="2025-12-11", publisher="OpenAI"),
    )
    assert [(step.status, step.date) for step in release.history] == [
        ("rumoured", "2025-12-05"),
        ("announced", "2025-12-09"),
        ("released", "2025-12-11"),
    ]
    assert (release.status, release.date) == ("released", "2025-12-11")
    assert (release.announced, release.available) == ("2025-12-09", "2025-12-11")
    assert release.evidence.report.publisher == "OpenAI"


@pytest.mark.parametrize("earlier", ["rumoured", "in_development", "announced", "preview"])
def test_what_is_out_is_not_brought_back_by_a_later_word(earlier: str) -> None:
    """A rumour, an announcement or a preview that is reported after the release changes nothing."""
    late = stated("GPT-5.2", earlier, "2025-12-20", published="2025-12-20")  # type: ignore[arg-type]
    assert only(stated("GPT-5.2", day="2025-12-09"), late).status == "released"


def test_on_one_day_the_more_advanced_status_counts() -> None:
    """Announced and suspended, or released and retired, on one day."""
    assert only(stated("GPT-5.2", "announced", "2025-12-09"), stated("GPT-5.2", "preview", "2025-12-09")).status == (
        "preview"
    )
    assert only(stated("GPT-5.2", day="2025-12-09"), stated("GPT-5.2", "retired", "2025-12-09")).status == "retired"


def test_what_is_over_stays_over() -> None:
    """A recap of the release after it was deprecated changes nothing."""
    over = stated("GPT-4", "deprecated", "2025-06-01", published="2025-06-01")
    assert only(stated("GPT-4", day="2023-03-14"), over, stated("GPT-4")).status == "deprecated"


def test_what_was_suspended_and_is_released_again_is_released() -> None:
    """The second release is a step of its own; a recap without a date is none."""
    first = stated("GPT-5.2", day="2025-10-01", published="2025-10-01")
    stop = stated("GPT-5.2", "suspended", "2025-10-05", published="2025-10-05")
    recap = stated("GPT-5.2", published="2025-11-20", publisher="Recaps")
    again = stated("GPT-5.2", day="2025-11-01", published="2025-11-01")
    assert only(first, stop, recap).status == "suspended"
    release = only(first, stop, recap, again)
    assert (release.status, release.date, release.available) == ("released", "2025-11-01", "2025-10-01")
    assert [step.status for step in release.history] == ["released", "suspended", "released"]


def test_an_end_that_more_articles_contradict_was_none() -> None:
    """One calls it retired, others report it afterwards; who says that it is over when it is, is believed."""
    first = stated("GPT-5.2", day="2025-10-01", published="2025-10-01")
    over = stated("GPT-5.2", "retired", published="2025-11-01", publisher="Mistaken")
    later = stated("GPT-5.2", published="2025-11-20", publisher="A")
    today = stated("GPT-5.2", day="2025-12-01", published="2025-12-01", publisher="B")
    assert only(first, over).status == only(first, over, later).status == "retired"
    release = only(first, over, later, today)
    assert (release.status, release.date) == ("released", "2025-10-01")
    own = stated("GPT-5.2", "retired", "2025-11-01", published="2025-11-01", publisher="OpenAI")
    assert only(first, own, later).status == "retired"


def test_what_is_to_come_is_expected() -> None:
    """The date of an announcement is when it was made; one who calls a thing to come released announces it."""
    release = only(stated("GPT-6", "released", "2026-03-01", published="2026-01-10"))
    assert (release.status, release.date, release.step.basis, release.step.expected) == (
        "announced",
        "2026-01-10",
        "reported",
        "2026-03-01",
    )
    assert only(stated("GPT-6", "rumoured", "2026-01", published="2026-01-10")).step.expected == "2026-01"


def test_a_planned_end_comes_by_itself() -> None:
    """Until its day it is a deprecation."""
    plan = stated("GPT-4", "retired", "2026-01-15", published="2025-12-10")
    assert only(plan, as_of="2026-01-14").status == "deprecated"
    assert (only(plan, as_of="2026-01-15").status, only(plan).date) == ("retired", "2026-01-15")


# Dates


def test_a_date_that_nobody_states_is_that_of_the_first_report() -> None:
    """It is told from one that is stated."""
    release = only(stated("GPT-5.2", published="2025-12-12"), stated("GPT-5.2", published="2025-12-11"))
    assert (release.date, release.step.basis) == ("2025-12-11", "reported")


def test_a_mention_without_a_date_moves_no_date() -> None:
    """Recaps mention old releases long after, and some before the date that others give."""
    dated = stated("GPT-5.2", day="2025-12-11", published="2025-12-11")
    recaps = [stated("GPT-5.2", published=day, publisher=day) for day in ("2025-12-10", "2026-01-20")]
    assert (only(dated, *recaps).date, only(dated, *recaps).step.basis) == ("2025-12-11", "stated")


def test_the_date_is_the_vendors_else_that_of_most_else_the_earliest() -> None:
    """What others say stays beside it, with its source."""
    nine, ten, eleven = "2025-12-09", "2025-12-10", "2025-12-11"
    some = [stated("GPT-5.2", day=day, publisher=name) for day, name in ((ten, "A"), (nine, "B"))]
    assert only(*some).date == nine
    most = [*some, stated("GPT-5.2", day=ten, publisher="C")]
    assert only(*most).date == ten
    release = only(*most, stated("GPT-5.2", day=eleven, published=eleven, publisher="OpenAI"))
    assert release.date == eleven
    assert {each.report.publisher for each in release.step.disagreeing} == {"A", "B", "C"}


def test_later_news_that_reads_like_a_release_moves_no_date() -> None:
    """Half a year after two articles reported it, it comes to another platform, as its own vendor says."""
    reports = [stated("GPT-5.2", published=day, publisher=day) for day in ("2025-06-10", "2025-06-11")]
    later = stated("GPT-5.2", day="2025-12-10", publisher="OpenAI")
    release = only(*reports, later)
    assert (release.date, release.step.basis, release.step.disagreeing) == ("2025-06-10", "reported", ())
    assert release.step.evidence[-1] == later


def test_a_report_that_all_later_articles_contradict_is_a_mistake() -> None:
    """A release that many still await after somebody reported it was reported too early."""
    mistake = stated("GPT-5.2", published="2025-06-01", publisher="Mistaken")
    rumours = [stated("GPT-5.2", "rumoured", published=f"2025-07-0{day}", publisher="Leaks") for day in (1, 2, 3)]
    report = stated("GPT-5.2", published="2025-08-07", publisher="Gazette")
    release = only(mistake, *rumours, report)
    assert release.date == "2025-08-07"
    assert release.step.evidence == (report, mistake)


@pytest.mark.parametrize(
    ("awaited", "reported", "day"),
    [("GPT-9", "GPT-9 mini", "2025-08-07"), ("Claude", "Claude Opus", "2025-06-01")],
)
def test_who_awaits_a_version_awaits_its_variants(awaited: str, reported: str, day: str) -> None:
    """A variant that somebody reported before is a mistake, too; a family has other versions that may be meant."""
    first = stated(reported, published="2025-06-01", publisher="Mistaken")
    rumours = [stated(awaited, "rumoured", published=f"2025-07-0{day}", publisher="Leaks") for day in (1, 2)]
    report = stated(reported, published="2025-08-07", publisher="Gazette")
    found = {release.name: release.date for release in releases(first, *rumours, report)}
    assert found == {awaited: "2025-07-01", reported: day}


def test_a_release_was_no_later_than_its_first_report() -> None:
    """A later "today" is of something else, and stays beside it, unless the vendor says so; a day is no difference."""
    report = stated("GPT-5.2", published="2025-12-08", publisher="Gazette")
    later = stated("GPT-5.2", day="2025-12-11", published="2025-12-11", publisher="B")
    release = only(report, later)
    assert (release.date, release.step.basis, release.step.disagreeing) == ("2025-12-08", "reported", (later,))
    own = stated("GPT-5.2", day="2025-12-11", published="2025-12-11", publisher="OpenAI")
    assert (only(report, own).date, only(report, own).step.basis) == ("2025-12-11", "stated")
    next_day = stated("GPT-5.2", day="2025-12-09", published="2025-12-09", publisher="B")
    assert (only(report, next_day).date, only(report, next_day).step.basis) == ("2025-12-09", "stated")


def test_a_publisher_has_one_vote() -> None:
    """Whoever repeats a date does not make it truer."""
    repeated = [stated("GPT-5.2", day="2025-12-12", publisher="A", revision_id=number) for number in range(3)]
    others = [stated("GPT-5.2", day="2025-12-09", publisher=name) for name in ("B", "C")]
    assert only(*repeated, *others).date == "2025-12-09"


def test_a_month_agrees_with_its_days() -> None:
    """A day says more than its month; a month alone stays a month."""
    month = stated("GPT-5.2", day="2025-11", publisher="A")
    assert only(month).date == "2025-11"
    release = only(month, stated("GPT-5.2", day="2025-11-09", publisher="B"))
    assert (release.date, release.step.disagreeing) == ("2025-11-09", ())


@pytest.mark.parametrize(
    ("publisher", "url"),
    [("OpenAI", None), ("OpenAI Blog", None), ("A mirror", "https://openai.com/index/x")],
)
def test_the_vendors_own_word_is_the_best_evidence(publisher: str, url: str | None) -> None:
    """It is by the vendor, or stands on its site."""
    own = stated("GPT-5.2", published="2025-12-20", publisher=publisher, url=url)
    assert only(stated("GPT-5.2", day="2025-12-09"), own).evidence == own


def test_reports_of_an_announcement_after_the_release_are_late() -> None:
    """It was announced at the latest when it was released."""
    release = only(stated("GPT-5.2", day="2025-12-09"), stated("GPT-5.2", "announced", published="2025-12-12"))
    assert release.announced == "2025-12-09"


# As of a day


def test_as_of_a_day_later_articles_and_undated_ones_do_not_count() -> None:
    """Without a day, undated articles count, and those of the future do not."""
    rumour = stated("GPT-5.2", "rumoured", published="2025-12-01")
    out = stated("GPT-5.2", day="2025-12-09", published="2025-12-09")
    undated = stated("GPT-5.2", "retired", "2025-11-01", published=None)
    assert only(rumour, out, as_of="2025-12-08").status == "rumoured"
    assert only(rumour, out, undated, as_of="2025-12-09").status == "released"
    assert only(stated("GPT-5.2", published=None)).date is None
    assert releases(stated("GPT-5.2", published="2026-02-01")) == ()


def test_the_newest_come_first() -> None:
    """A month stands before its days, and what has no date comes last."""
    dates = ["2025-12-09", "2025-12", "2025-11-30", None]
    found = releases(
        *(stated(f"GPT-5.{number}", day=day, published=day and "2026-01-01") for number, day in enumerate(dates))
    )
    assert [release.date for release in found] == ["2025-12-09", "2025-12", "2025-11-30", None]


def test_on_one_day_they_stand_in_the_order_of_their_names() -> None:
    """The same for every page of them, whatever comes first out of the store."""
    names = ["Claude Opus 9", "gpt-9", "GPT-9 mini", "Zephyr 2"]
    assert [release.name for release in releases(*map(stated, reversed(names)))] == names


# Whatever comes

_DAYS = st.sampled_from(["2025-11-03", "2025-11-07", "2025-11", "2025-12-01", "2025-12-24", "2026-02"])
_EVIDENCE = st.builds(
    stated,
    st.sampled_from(
        ["GPT-5.2", "gpt 5.2", "GPT-5.2-Codex", "gpt-oss", "gpt-oss 9B", "GPT-OSS 9B-A1B", "Zephyr 2", "zephyr-2"]
    ),
    st.sampled_from(STATUSES),
    st.none() | _DAYS,
    published=st.none() | st.sampled_from(["2025-11-03", "2025-11-10", "2025-12-01", "2026-01-01"]),
    publisher=st.sampled_from(["OpenAI", "Anthropic", "A", "B"]),
    revision_id=st.integers(1, 5),
    start=st.integers(0, 3),
)


@given(st.lists(_EVIDENCE, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(evidence: list[Evidence], chance: Random) -> None:
    """Nor does it matter that some are there twice."""
    shuffled = [*evidence, *evidence[:2]]
    chance.shuffle(shuffled)
    assert releases(*shuffled) == releases(*evidence)


@given(st.lists(_EVIDENCE, max_size=12), st.dates(date(2025, 11, 1), date(2026, 1, 31)))
def test_nothing_is_known_before_it_is_published(evidence: Sequence[Evidence], day: date) -> None:
    """What is known as of a day is known from the articles up to it, alone."""
    known = [each for each in evidence if each.report.published and each.report.published <= day]
    assert register(evidence, today=TODAY, as_of=day) == register(known, today=TODAY, as_of=day)
    for release in register(evidence, today=TODAY, as_of=day):
        assert release.step in release.history
        assert all(step.evidence for step in release.history)
        assert release.date
        assert release.date <= day.isoformat()


def test_fifty_thousand_events_take_less_than_a_second() -> None:
    """Of two thousand products, as of a corpus of years; the limit is generous, for busy machines."""
    evidence = [
        stated(
            f"GPT-{n % 50}.{n % 40}",
            STATUSES[n % 8],
            f"2025-11-{1 + n % 28:02}",
            revision_id=n,
        )
        for n in range(5_000)
    ] * 10
    started = time.perf_counter()
    assert register(evidence, today=TODAY)
    assert time.perf_counter() - started < 3
