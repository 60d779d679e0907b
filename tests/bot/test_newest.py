"""What's the newest …? The register of releases answers, and what is as new stands beside it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.articles import write_jsonl
from tests.conftest import Newsdesk

_FILLER = "which many people in the industry had been waiting for with much hope and little patience, "
_ARTICLES: tuple[tuple[str, str, str | None, str], ...] = (
    ("x/4", "Gazette", "2025-07-10", "xAI released Grok 4 today. It is the best model of the company."),
    ("x/use", "Gazette", "2025-08-01", "The newest Grok is the newest model of xAI, as all say."),
    ("x/5", "xAI", "2026-01-15", "Grok is popular. Today we are releasing Grok 5. It answers faster."),
    ("x/5b", "Gazette", "2026-01-16", "xAI released Grok 5 on Thursday. It costs less than Grok 4 did."),
    ("x/6", "Leaks", "2026-02-01", "xAI is reportedly set to release Grok 6 in spring."),
    ("x/undated", "Gazette", None, "xAI released Grok 8 today. It is the newest Grok."),
    ("x/future", "Gazette", "2099-01-01", "xAI released Grok 9 today. It is the newest Grok."),
    ("a/45", "Gazette", "2025-11-24", "Anthropic released Claude Opus 4.5 today. It writes code."),
    ("a/5", "Gazette", "2026-02-10", "Claude Opus 5, Anthropic's latest Claude model, wrote this code in an hour."),
    ("g/long", "Herald", "2026-02-20", f"After a year, {_FILLER * 6}Google released Gemini 4 Pro today."),
    ("g/short", "Gazette", "2026-02-21", "Google released Gemini 4 Pro yesterday. It has a new voice."),
)


@pytest.fixture
def filled(newsdesk: Newsdesk, tmp_path: Path) -> Newsdesk:
    """A data folder with news of three vendors."""
    rows = [
        {
            "url": f"https://news.example/{path}",
            "title": "News",
            "publisher": publisher,
            "date": day or "",
            "text": text,
        }
        for path, publisher, day, text in _ARTICLES
    ]
    assert newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", rows))).code == 0
    return newsdesk


def asked(newsdesk: Newsdesk, question: str, *options: str) -> list[str]:
    """Return the paths of the articles that are cited, in order."""
    result = newsdesk("ask", question, *options, "--json")
    assert result.code == 0
    answer: dict[str, Any] = json.loads(result.out)
    return [each["url"].removeprefix("https://news.example/") for each in answer["citations"]]


def test_the_release_leads_and_what_is_as_new_stands_beside_it(filled: Newsdesk) -> None:
    """Not what is most alike to the question, nothing older, undated or to come."""
    first, *others = asked(filled, "What's the newest Grok?")
    assert first == "x/5"
    assert set(others) <= {"x/5", "x/5b", "x/6"}
    assert asked(filled, "What's the newest Grok?", "--as-of", "2099-12-31")[0] == "x/5"


def test_what_was_newest_on_a_day_is_told(filled: Newsdesk) -> None:
    """Whether the day is an option or a part of the question."""
    assert asked(filled, "What's the newest Grok?", "--as-of", "2026-01-01")[0] == "x/4"
    assert asked(filled, "What's the newest Grok as of 2026-01-01?")[0] == "x/4"


def test_filters_hold_for_the_register_as_well(filled: Newsdesk) -> None:
    """Of several articles that state it, one that they let through; none where there is none."""
    assert asked(filled, "What's the newest Grok?", "--publisher", "gazette")[0] == "x/5b"
    assert asked(filled, "What's the newest Grok?", "--since", "2026-01-16")[0] == "x/5b"
    assert set(asked(filled, "What's the newest Grok?", "--since", "2026-01-20")) <= {"x/6"}


def test_a_later_version_that_no_article_calls_released_leads(filled: Newsdesk) -> None:
    """The register may have missed it; one that is still awaited does not lead."""
    assert asked(filled, "What's the latest Claude?")[0] == "a/5"


def test_a_quote_says_what_it_is_cited_for(filled: Newsdesk) -> None:
    """A sentence so long that the release would be cut off is not it."""
    assert asked(filled, "newest gemini")[0] == "g/short"


def test_a_fact_about_the_current_one_is_asked_of_it_by_name(filled: Newsdesk) -> None:
    """And the answer says so; a question that would become too long is asked as it is."""
    answer = json.loads(filled("ask", "What does the current Grok cost?", "--json").out)
    assert answer["asked"] == "What does the current Grok 5 cost?"
    assert answer["question"] == "What does the current Grok cost?"
    long = f"What does the current Grok cost? {'x ' * 983}"
    assert filled("ask", long, "--json").code == 0


def test_the_explanation_says_what_leads(filled: Newsdesk) -> None:
    """It was not searched for, so that it has no rank."""
    out = filled("ask", "What's the newest Grok?", "--explain").out
    assert " 1. leads, as it states the newest release · News, xAI, 15 January 2026" in out
