"""What is meant by a name, in any spelling, and what is shown of it."""

from datetime import date
from typing import Any

import pytest

from corpus.releases.register import register
from corpus.releases.release import Release
from corpus.releases.wanted import ReleaseQuery, Selection, select
from tests.corpus.releases.events import stated

NAMES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("GPT-5.2", {}),
    ("GPT-5.2-Codex", {}),
    ("GPT-5.1", {}),
    ("Claude Opus 4.5", {}),
    ("Claude Sonnet 4.5", {}),
    ("Gemini 3 Flash", {}),
    ("Gemini 3 Pro", {}),
    ("Zephyr-2 Turbo", {"vendor": "Acme", "product": "zephyr", "version": "2", "variant": "turbo"}),
)


@pytest.fixture(scope="module")
def known() -> tuple[Release, ...]:
    """A release a day, the first of them the newest."""
    evidence = [
        stated(name, day=f"2025-12-{20 - place:02}", published="2026-01-01", **fields)
        for place, (name, fields) in enumerate(NAMES)
    ]
    return register([*evidence, stated("GPT-6", "rumoured", published="2025-12-05")], today=date(2026, 1, 31))


def selected(known: tuple[Release, ...], wanted: str | None = None, **others: object) -> Selection:
    """Return what a query selects."""
    return select(known, ReleaseQuery(wanted=wanted, **others))  # type: ignore[arg-type]


def names(selection: Selection) -> list[str]:
    """Return the names of the releases."""
    return [release.name for release in selection.releases]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("openai", ["GPT-5.2", "GPT-5.2-Codex", "GPT-5.1", "GPT-6"]),
        ("Open AI", ["GPT-5.2", "GPT-5.2-Codex", "GPT-5.1", "GPT-6"]),
        ("deepmind", ["Gemini 3 Flash", "Gemini 3 Pro"]),
        ("claude", ["Claude Opus 4.5", "Claude Sonnet 4.5"]),
        ("gpt", ["GPT-5.2", "GPT-5.2-Codex", "GPT-5.1", "GPT-6"]),
        ("opus", ["Claude Opus 4.5"]),
        ("gemini flash", ["Gemini 3 Flash"]),
        ("google gemini 3", ["Gemini 3 Flash", "Gemini 3 Pro"]),
        ("codex", ["GPT-5.2-Codex"]),
        ("zephyr", ["Zephyr-2 Turbo"]),
        ("turbo zephyr 2", ["Zephyr-2 Turbo"]),
        ("zeph", ["Zephyr-2 Turbo"]),
        ("acme", ["Zephyr-2 Turbo"]),
        ("acme turbo", ["Zephyr-2 Turbo"]),
        ("OpenAI Codex", ["GPT-5.2-Codex"]),
        ("openai gpt", ["GPT-5.2", "GPT-5.2-Codex", "GPT-5.1", "GPT-6"]),
        ("OpenAI\u2019s models", ["GPT-5.2", "GPT-5.2-Codex", "GPT-5.1", "GPT-6"]),
        ("latest claude", ["Claude Opus 4.5", "Claude Sonnet 4.5"]),
    ],
)
def test_vendors_families_products_and_parts_of_names_are_understood(
    known: tuple[Release, ...], wanted: str, expected: list[str]
) -> None:
    """Whatever their spelling."""
    assert names(selected(known, wanted)) == expected


@pytest.mark.parametrize("wanted", ["gpt-5.2", "GPT 5.2", "gpt5.2", "OpenAI GPT-5.2"])
def test_one_product_is_meant_alone_with_its_relatives_beside_it(known: tuple[Release, ...], wanted: str) -> None:
    """Its history is what is of interest."""
    selection = selected(known, wanted)
    assert names(selection) == ["GPT-5.2"]
    assert selection.is_one
    assert [release.name for release in selection.related] == ["GPT-5.2-Codex"]


@pytest.mark.parametrize("wanted", ["AWS Claude", "google gpt", "anthropic zephyr", "OpenAI Gemini 3 Pro"])
def test_a_vendor_beside_a_name_has_its_own_alone(known: tuple[Release, ...], wanted: str) -> None:
    """What it serves or builds upon is another's."""
    assert names(selected(known, wanted)) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("gpt5.2", "GPT-5.2"),
        ("gpt 5.2 codex", "GPT-5.2-Codex"),
        ("gemini3 flash", "Gemini 3 Flash"),
        ("opus 4.5", "Claude Opus 4.5"),
        ("claude opus-4.5", "Claude Opus 4.5"),
        ("Anthropic's Opus 4.5", "Claude Opus 4.5"),
    ],
)
def test_a_product_is_found_however_it_is_typed(known: tuple[Release, ...], wanted: str, expected: str) -> None:
    """Without hyphens, spaces, capitals or its family."""
    selection = selected(known, wanted)
    assert (names(selection), selection.is_one) == ([expected], True)


def test_a_name_that_is_a_vendors_as_well_means_both() -> None:
    """Nobody can tell which of them is meant."""
    evidence = [stated("Zephyr", vendor="Breeze"), stated("Breeze", vendor="Acme"), stated("Gust", vendor="Acme")]
    assert names(selected(register(evidence, today=date(2026, 1, 31)), "breeze")) == ["Breeze", "Zephyr"]


def test_sizes_and_dates_choose_where_they_are_known() -> None:
    """A part of them leaves the choice; those that nobody knows choose nothing."""
    spelled = ["Qwen9-30B-A3B", "Qwen9-70B", "Qwen9-VL-30B-A3B", "Qwen9"]
    known = register([stated(name) for name in spelled], today=date(2026, 1, 31))
    assert names(selected(known, "qwen9 70b")) == ["Qwen9-70B"]
    assert selected(known, "qwen9 70b").is_one
    assert names(selected(known, "qwen9 30b")) == ["Qwen9-30B-A3B", "Qwen9-VL-30B-A3B"]
    assert not selected(known, "qwen9 30b").is_one
    assert len(selected(known, "qwen9 5b").releases) == 4


@pytest.mark.parametrize(
    ("wanted", "nearest"), [("zefyr", ()), ("zephir 2 turbo", ("Zephyr-2 Turbo",)), ("opnai", ("OpenAI",))]
)
def test_an_unknown_name_has_names_like_it(known: tuple[Release, ...], wanted: str, nearest: tuple[str, ...]) -> None:
    """Only such as have releases."""
    selection = selected(known, wanted)
    assert not selection.is_known
    assert set(nearest) <= set(selection.nearest)


def test_a_vendor_without_releases_is_known(known: tuple[Release, ...]) -> None:
    """The catalogue knows it."""
    assert selected(known, "cohere").is_known
    assert names(selected(known, "cohere")) == []


def test_status_and_time_limit_what_is_shown(known: tuple[Release, ...]) -> None:
    """A month counts as long as any of its days does."""
    assert names(selected(known, status="rumoured")) == ["GPT-6"]
    assert names(selected(known, since=date(2025, 12, 19))) == ["GPT-5.2", "GPT-5.2-Codex"]
    month = register([stated("GPT-5", day="2025-12")], today=date(2026, 1, 31))
    assert names(select(month, ReleaseQuery(since=date(2025, 12, 31)))) == ["GPT-5"]
    assert names(select(month, ReleaseQuery(since=date(2026, 1, 1)))) == []
