"""The newest release: which questions ask for one, and which release that is."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.releases.event import ReleaseEvent, Status
from corpus.releases.release import Basis, Evidence, Release, Report, Step
from retrieval.newest import NewestWanted, newest_named, newest_of, newest_wanted


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What's the newest Grok?", NewestWanted(vendor="xAI", product="Grok")),
        ("newest grok", NewestWanted(vendor="xAI", product="Grok")),
        ("whats the latest claude model", NewestWanted(vendor="Anthropic", product="Claude", is_model=True)),
        ("the current gemini flash-lite?", NewestWanted(vendor="Google", product="Gemini", variant="flash-lite")),
        ("newest model from meta?", NewestWanted(vendor="Meta", is_model=True)),
        ("What is OpenAI's latest model?", NewestWanted(vendor="OpenAI", is_model=True)),
        ("what did mistral release most recently", NewestWanted(vendor="Mistral")),
        ("latest models from Alibaba", NewestWanted(vendor="Alibaba", is_model=True, are_several=True)),
        ("Is there a new Grok out yet?", NewestWanted(vendor="xAI", product="Grok")),
        ("any new models?", NewestWanted(is_model=True, are_several=True)),
        ("what are the latest releases", NewestWanted(are_several=True)),
        ("openais newest model", NewestWanted(vendor="OpenAI", is_model=True)),
        ("latest deepseek", NewestWanted(vendor="DeepSeek", is_model=True)),
        ("what is anthropic's newest?", NewestWanted(vendor="Anthropic", is_model=True)),
        ("<@U1> hello, could you tell me the newest grok? :eyes:", NewestWanted(vendor="xAI", product="Grok")),
        ("newest grok as of 2026-01-31", NewestWanted(vendor="xAI", product="Grok")),
        ("As of January 2026, which is the latest Grok?", NewestWanted(vendor="xAI", product="Grok")),
    ],
)
def test_a_question_for_the_newest_is_understood(question: str, wanted: NewestWanted) -> None:
    """A vendor, a family with or without a variant, or everything."""
    assert newest_wanted(question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "What does the newest Grok cost?",
        "How good is the latest Claude at maths?",
        "What's the latest on Grok?",
        "What is new at OpenAI?",
        "OpenAI's current valuation",
        "latest claude outage",
        "What is the newest version of Python?",
        "Is GPT-5.2 the newest GPT?",
        "Which is newer, Grok or Claude?",
        "newest of Grok and Claude",
        "What did Meta release last week?",
        "What does Grok do?",
        "What is the latest?",
        "latest openai",
        "latest open source models",
        "is the latest gpt open source",
        "what models are available in copilot currently",
        "what model are you currently",
        "is this the latest version",
        "latest ai tools",
        "what tools does the latest gpt have",
        "when does the new grok come out",
        "google's current flagship",
    ],
)
def test_any_other_question_is_left_to_the_search(question: str) -> None:
    """One for a property of the newest, for news, for two families or for one version."""
    assert newest_wanted(question) is None


def release(  # noqa: PLR0913 - what a release differs in
    name: str,
    day: str | None,
    *,
    product: str = "Grok",
    version: str | None = None,
    variant: str | None = None,
    status: Status = "released",
    basis: Basis = "stated",
) -> Release:
    """Return a release of xAI's with one step."""
    event = ReleaseEvent(
        vendor="xAI",
        name=name,
        product=product,
        version=version,
        variant=variant,
        status=status,
        date=day,
        basis=None,
        start=0,
        end=10,
        is_recap=False,
    )
    report = Report(revision_id=1, url=None, title="News", publisher=None, published=date(2026, 5, 1))
    step = Step(
        status=status,
        date=day,
        basis=basis,
        expected=None,
        evidence=(Evidence(event=event, report=report),),
        disagreeing=(),
    )
    return Release(
        vendor="xAI",
        name=name,
        product=product,
        version=version,
        variant=variant,
        step=step,
        announced=None,
        available=day,
        history=(step,),
    )


def names(asked: NewestWanted, *releases: Release, says: str = "") -> list[str]:
    """Return the names of the newest."""
    return [each.name for each in newest_of(asked, releases, lambda _: says)]


GROK, MODEL = NewestWanted(vendor="xAI", product="Grok"), NewestWanted(vendor="xAI", is_model=True)
FIVE, FOUR = release("Grok 5", "2026-04-02", version="5"), release("Grok 4", "2025-07-09", version="4")


def test_the_newest_is_what_can_be_used() -> None:
    """No rumour, nothing that is only announced or was withdrawn, and nothing without a date."""
    coming: list[Status] = ["rumoured", "in_development", "announced", "suspended", "retired"]
    others = [release("Grok 6", "2026-05-01", version="6", status=status) for status in coming]
    assert names(GROK, *others, release("Grok 7", None, version="7"), FIVE, FOUR) == ["Grok 5"]


def test_several_are_shown_where_several_are_asked_for() -> None:
    """Of many, the newest three."""
    more = [release(f"Grok 3.{number}", f"2025-01-0{number}", version=f"3.{number}") for number in (3, 2, 1)]
    assert names(NewestWanted(vendor="xAI", are_several=True), FIVE, FOUR, *more) == ["Grok 5", "Grok 4", "Grok 3.3"]


def test_what_came_back_is_no_newer_than_it_was() -> None:
    """An old version that can be used again is not the newest: what counts is when it could be used first."""
    back = replace(release("Grok 4", "2026-05-02", version="4"), available="2025-07-09")
    assert names(GROK, back, FIVE) == ["Grok 5"]


def test_the_newest_of_very_many_is_found_without_comparing_all() -> None:
    """What is asked of a release is asked of the newest alone."""
    asked: list[str] = []

    def says(release: Release) -> str:
        asked.append(release.name)
        return f"{release.name} is a model"

    many = [release(f"Product {number}", f"2025-01-{number % 28 + 1:02}") for number in range(1_000)]
    assert len(newest_of(MODEL, [release("Imagine", "2026-05-01"), *many], says)) == 1
    assert asked == ["Imagine"]


def test_a_family_is_not_another_whose_name_begins_like_its_own() -> None:
    """What is called after it is another one."""
    code = release("Grok Code", "2026-05-01", product="Grok Code")
    assert names(GROK, code, FIVE) == ["Grok 5"]
    first = release("Grok Code 1", "2026-05-01", product="Grok Code", version="1")
    assert names(NewestWanted(vendor="xAI", product="Grok Code"), first, FIVE) == ["Grok Code 1"]


def test_a_model_is_what_has_a_version_or_is_called_one() -> None:
    """What runs on a model is none."""
    tool = release("Imagine", "2026-05-01", product="Imagine")
    assert names(MODEL, tool, FIVE) == ["Grok 5"]
    assert names(MODEL, tool, FIVE, says="A new model, Imagine, is out.") == ["Imagine"]
    assert names(MODEL, tool, says="Imagine has a new feature, powered by the Grok 5 model") == []
    assert names(NewestWanted(vendor="xAI"), tool, FIVE) == ["Imagine"]


def test_an_old_version_that_is_first_heard_of_late_is_not_the_newest() -> None:
    """Its date is that of a report or a mention, and a later version was out by then; a date of its own counts."""
    late, used, dated = (
        release("Grok 4", "2026-05-02", version="4", basis=basis) for basis in ("reported", "mentioned", "stated")
    )
    assert names(GROK, late, FIVE) == names(GROK, used, FIVE) == ["Grok 5"]
    assert names(GROK, dated, FIVE) == ["Grok 4"]


def test_a_release_of_a_family_has_a_version() -> None:
    """That a whole family is spoken of as released, or a variant of it, is no news."""
    family = release("Grok", "2026-05-01")
    assert names(GROK, family, FIVE) == ["Grok 5"]
    assert names(GROK, family) == []


FAST = release("Grok 6 Fast", "2026-05-01", version="6", variant="Fast")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does the current Grok cost?", "What does the current Grok 5 cost?"),
        ("how many tokens does the newest grok read", "how many tokens does the newest Grok 5 read"),
        ("What does Grok cost?", "What does Grok cost?"),
        ("What does the current Grok 4 cost?", "What does the current Grok 4 cost?"),
        ("What is the latest Grok news?", "What is the latest Grok news?"),
        ("What does the current Claude cost?", "What does the current Claude cost?"),
        ("How long did the latest Grok outage last?", "How long did the latest Grok outage last?"),
        ("How much did the latest Grok round raise?", "How much did the latest Grok round raise?"),
        ("When was the latest Grok released?", "When was the latest Grok released?"),
    ],
)
def test_the_newest_of_a_family_is_named_where_a_fact_about_it_is_asked(question: str, asked: str) -> None:
    """So that what is found is about that one."""
    assert newest_named(question, lambda: [FIVE, FOUR]) == asked


def test_which_variant_is_meant_is_not_guessed() -> None:
    """Where the newest is a variant, no other is the current one."""
    releases = [FAST, FIVE]
    assert newest_named("What does the current Grok cost?", lambda: releases) == "What does the current Grok cost?"
    fast = newest_named("What does the current Grok Fast cost?", lambda: releases)
    assert fast == "What does the current Grok 6 Fast cost?"


def test_nothing_is_the_newest_of_what_nobody_reports() -> None:
    """The search answers, or says that it found nothing."""
    assert names(NewestWanted(vendor="Anthropic"), FIVE) == []
