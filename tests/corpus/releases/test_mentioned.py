"""Mentions: which versions an article names as existing, though it states no release of them."""

from datetime import date

import pytest

from corpus.releases.event import ReleaseEvent
from corpus.releases.mentioned import mentions_in
from corpus.releases.reading import read_releases


def mentioned(text: str) -> list[ReleaseEvent]:
    """Return what an article mentions besides what it states."""
    return list(mentions_in(text, read_releases(text, published=date(2026, 1, 5), publisher="The Gazette")))


def names(text: str) -> list[str]:
    """Return the names of what an article mentions."""
    return [each.name for each in mentioned(text)]


@pytest.mark.parametrize(
    "text",
    [
        "On the sorting benchmark GPT-9 scores 71 points.",
        "Our clinic ran all letters through GPT-9 last month.",
        "GPT-9 costs three dollars for a million words.",
        "The assistant is powered by GPT-9, and answers in Welsh.",
        "| GPT-9 | 71.2 | 68.0 |\n|---|---|---|\n| another | 1 | 2 |",
        "- fast: GPT-9 answers within a second",
    ],
)
def test_what_is_used_measured_or_paid_for_is_mentioned(text: str) -> None:
    """It is there, as the sentence shows; nobody says when it came."""
    [mention] = mentioned(text)
    assert (mention.vendor, mention.name, mention.version) == ("OpenAI", "GPT-9", "9")
    assert (mention.status, mention.date, mention.basis) == ("released", None, None)
    assert "GPT-9" in text[mention.start : mention.end]


@pytest.mark.parametrize(
    "text",
    [
        "GPT-9 will beat every other model at chess.",
        "The firm is training GPT-9 on more chips than ever.",
        "A rumour has it that GPT-9 scores 90 points.",
        "A leaked table gives GPT-9 a score of 90 points.",
        "If GPT-9 costs that much, nobody pays for it.",
        "There is no GPT-9 yet, as all know.",
        "Developers are still awaiting GPT-9 in the spring.",
        "The delayed GPT-9 is a matter of patience.",
        "Who has tried GPT-9 on old maps?",
        "The score of GPT-9 turned out to be a prank.",
        "What I wish for is GPT-9 at half the price.",
        "They are close to a GPT-9-class model by now.",
    ],
)
def test_what_is_to_come_or_only_thought_of_is_not_mentioned(text: str) -> None:
    """Nor is what others are compared with before it exists."""
    assert names(text) == []


def test_only_versions_of_known_families_are_mentioned() -> None:
    """A family without a version is of any time; what nobody knows may be anything."""
    assert names("Claude and Gemini disagree, and so does Foobar 3 with Windows 11.") == []


def test_a_name_within_another_word_is_none() -> None:
    """As in handles, and in names of devices and files."""
    assert names("The card gpt9_bond_0 of @gpt-9 is fast, says pre-GPT-9 lore.") == []


def test_each_is_mentioned_once_where_it_first_is() -> None:
    """However it is written, in the order of the article."""
    text = "Claude Opus 9 wins at go. At chess GPT-9 beats Opus 9. Later on gpt 9 wins again."
    found = mentioned(text)
    assert [each.name for each in found] == ["Claude Opus 9", "GPT-9"]
    assert found[1].start == text.index("At chess")


def test_what_an_article_states_is_no_mention() -> None:
    """The statement says more; where it awaits a version, it awaits its variants, too."""
    assert names("OpenAI today released GPT-9. On the sorting benchmark GPT-9 scores 71 points.") == []
    assert names("OpenAI is reportedly working on GPT-9. On a test GPT-9 mini scores 71 points.") == []
