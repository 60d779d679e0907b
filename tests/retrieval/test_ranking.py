"""Ranking: what the question names comes first and nothing is filtered away; what says the same is shown once."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.naming import names_in
from corpus.span import Span
from retrieval.index import Filters, Hit
from retrieval.passage import Passage
from retrieval.question import Understanding, understand
from retrieval.ranking import NAMED, Candidate, collapsed, favoured, lack, ranked
from retrieval.store import StoredPassage

TODAY = date(2026, 3, 18)
PUBLISHERS = ("Morning Paper", "Evening Paper", "Wire Service")
FIRST, SECOND = 0.18, 0.16  # fused scores of neighbours
_MANY = settings(max_examples=100, deadline=None)
_FUNDING = (
    "Borealis raised 400 million dollars from a group of pension funds, the company said on Tuesday. "
    "The round values the maker of weather models at 3 billion dollars. "
    "Its founders keep control of the board and plan a second office in Oslo."
)


def understood(question: str) -> Understanding:
    """Understand a question of `TODAY` to a corpus of `PUBLISHERS`."""
    return understand(question, TODAY, PUBLISHERS)


def found(
    text: str, *, score: float = FIRST, day: date | None = TODAY, publisher: str = "Wire Service", key: str = ""
) -> tuple[Hit, Article]:
    """Return a passage that is a whole article, as a search finds it; its key is its text where none is given."""
    article = Article(
        key=key or text,
        title="News",
        text=text,
        publisher=publisher,
        published_at=datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None,
    )
    passage = Passage(span=Span(0, len(text)))
    number = abs(hash((text, key)))
    stored = StoredPassage(id=number, revision_id=number, passage=passage, text=text, vector=np.zeros(2, np.float16))
    return Hit(stored=stored, score=score, cosine=0.0, vector_rank=1, keyword_rank=1), article


def order(question: str, *pairs: tuple[Hit, Article]) -> list[str]:
    """Return the texts of all candidates, best first."""
    return [candidate.article.text for candidate in ranked(pairs, understood(question), TODAY)]


def candidates(*pairs: tuple[Hit, Article]) -> list[Candidate]:
    """Return the candidates for a question that names nothing."""
    return ranked(pairs, understood("how do they work"), TODAY)


# Names


def test_a_text_lacks_more_the_further_it_is_from_what_is_asked() -> None:
    """The version asked for lacks nothing; the family, no name at all and another version lack ever more."""
    asked = names_in("What does GPT-5.2 cost?")
    texts = ("gpt5.2 costs", "GPT-5.2 Codex costs", "the GPT models cost", "a pen costs", "GPT-5.1 costs")
    lacks = [lack(asked, text) for text in texts]
    assert lacks[0] == 0
    assert lacks[1] <= NAMED < lacks[2]
    assert lacks == sorted(lacks)
    assert lacks[2] < lacks[-1] == 1


def test_a_text_that_leaves_open_the_variant_asked_for_does_not_name_it() -> None:
    """What GPT-5.2 costs is not what GPT-5.2 mini costs, unless the text speaks of a mini, too."""
    asked = names_in("What does GPT-5.2 mini cost?")
    assert lack(asked, "GPT-5.2 costs a dollar.") > NAMED
    assert lack(asked, "GPT-5.2 costs a dollar, the mini ten cents.") <= NAMED


@pytest.mark.parametrize(
    ("question", "wanted", "other"),
    [
        ("What does GPT-5.2 cost?", "GPT-5.2 costs a dollar.", "GPT-5.1 costs a dollar."),
        ("what does gpt5.2 cost", "GPT\u20115.2 costs a dollar.", "GPT-5 costs a dollar."),
        ("price of Claude Opus 4.5", "Claude Opus 4.5 costs a dollar.", "Claude Sonnet 4.5 costs a dollar."),
        ("what does zephyr 7 cost", "Zephyr 7 costs a dollar.", "Zephyr 8 costs a dollar."),
    ],
)
def test_another_version_comes_after_the_one_asked_for(question: str, wanted: str, other: str) -> None:
    """Even where both searches had another version first, and the right one behind it."""
    assert order(question, found(other, score=FIRST), found(wanted, score=SECOND)) == [wanted, other]


def test_another_version_comes_after_what_names_no_version() -> None:
    """An article on the family may answer, one on another version does not."""
    family, other = "The GPT models cost a dollar.", "GPT-5.1 costs a dollar."
    assert order("what does gpt-5.2 cost", found(other), found(family, score=SECOND)) == [family, other]


def test_a_name_in_the_title_or_the_heading_counts() -> None:
    """A passage does not repeat what stands above it."""
    hit, article = found("It costs a dollar.")
    named = Article(key="named", title="GPT-5.2 is out", text=article.text)
    (candidate,) = ranked([(hit, named)], understood("what does gpt-5.2 cost"), TODAY)
    assert candidate.lack == 0


def test_where_nothing_is_named_the_searches_have_the_say() -> None:
    """There is nothing to lack then, and the order is that of the fused scores."""
    assert order("how do they work", found("one", score=0.1), found("two", score=0.3)) == ["two", "one"]


# Publishers, periods, recency


@pytest.mark.parametrize(
    ("question", "asked_for", "other"),
    [
        ("what did the Morning Paper say", {"publisher": "Morning Paper"}, {"publisher": "Evening Paper"}),
        ("what happened in January 2026", {"day": date(2026, 1, 9)}, {"day": date(2026, 2, 9)}),
        ("what happened last week", {"day": date(2026, 3, 12)}, {"day": date(2025, 3, 12)}),
    ],
)
def test_a_publisher_and_a_period_are_boosts_and_no_filters(
    question: str, asked_for: dict[str, date], other: dict[str, date]
) -> None:
    """What is by the publisher and of the period asked for comes up; the rest stays, and may still be much better."""
    for score, first in ((SECOND, "asked for"), (0.02, "other")):
        pairs = [found("other", **other), found("asked for", score=score, **asked_for)]  # type: ignore[arg-type]
        texts = order(question, *pairs)
        assert texts[0] == first
        assert sorted(texts) == ["asked for", "other"]


def test_publisher_and_period_count_together() -> None:
    """What is both comes before what is one of them."""
    by, of = found("by it", publisher="Morning Paper"), found("of then", day=date(2026, 1, 9))
    both = found("both", publisher="Morning Paper", day=date(2026, 1, 9), score=FIRST - 0.01)
    older = found("neither", day=date(2025, 1, 9))
    assert order("what did the Morning Paper say in January 2026", older, by, of, both)[0] == "both"
    assert order("what did the Morning Paper say in January 2026", older, by, of, both)[-1] == "neither"


def test_the_newer_comes_first_where_the_latest_is_asked_for() -> None:
    """Of articles that match about as well, the newest leads, and one without a date has no such merit."""
    pairs = [
        found("undated", day=None, score=FIRST),
        found("old", day=TODAY - timedelta(days=200), score=FIRST),
        found("new", day=TODAY - timedelta(days=2), score=SECOND),
    ]
    assert order("what is the latest on robots", *pairs)[0] == "new"
    assert order("what is known about robots", *pairs)[-1] == "new"


def test_recency_halves_every_sixty_days() -> None:
    """It is 1 on the day itself, a half after sixty days, and never more than 1 for what is dated later."""
    days = [TODAY + timedelta(days=1), TODAY, TODAY - timedelta(days=60), TODAY - timedelta(days=120), None]
    pairs = [found(f"text {day}", day=day) for day in days]
    by_text = {c.article.text: c.recency for c in ranked(pairs, understood("the latest on robots"), TODAY)}
    assert [by_text[f"text {day}"] for day in days] == [1, 1, 0.5, 0.25, 0]


_FOUND = st.lists(
    st.tuples(st.floats(0.01, 0.2), st.one_of(st.none(), st.dates(date(2024, 1, 1), TODAY))), min_size=1, max_size=8
)


@given(scores_and_days=_FOUND)
@_MANY
def test_dates_have_no_say_where_the_latest_is_not_asked_for(
    scores_and_days: list[tuple[float, date | None]],
) -> None:
    """The order is that of the scores, whatever the dates are."""
    pairs = [found(f"text{n}", score=score, day=day) for n, (score, day) in enumerate(scores_and_days)]
    best_first = sorted(range(len(pairs)), key=lambda n: -scores_and_days[n][0])
    assert order("what is known about robots", *pairs) == [f"text{n}" for n in best_first]


def test_what_is_favoured_is_what_the_question_names() -> None:
    """The search looks once more among articles of a period, by a publisher and, for the latest, of sixty days."""
    assert favoured(understood("what is known about robots"), TODAY) == []
    assert favoured(understood("what did the Morning Paper say in January 2026"), TODAY) == [
        Filters(since=date(2026, 1, 1), as_of=date(2026, 1, 31)),
        Filters(publisher="Morning Paper"),
    ]
    assert favoured(understood("the latest on robots"), TODAY) == [Filters(since=TODAY - timedelta(days=60))]


# What says the same


def test_syndicated_passages_are_one_of_the_earliest_with_the_others_counted() -> None:
    """The first to publish is quoted, at the rank of the best, and the later ones are listed from the first on."""
    first, second, third = (date(2026, 3, day) for day in (3, 4, 5))
    texts = (_FUNDING, _FUNDING.replace("on Tuesday", "this week"), f"{_FUNDING} It is the largest of the year.")
    (one,) = candidates(
        found(texts[1], day=second, key="second", score=0.17),
        found(texts[2], day=third, key="third"),
        found(texts[0], day=first, key="first", score=0.05),
    )
    assert one.article.key == "first"
    assert [article.key for article in one.also] == ["second", "third"]


def test_of_copies_the_one_by_the_publisher_asked_for_is_quoted() -> None:
    """It came later, and it is what the question wants to see."""
    pairs = [
        found(_FUNDING, day=date(2026, 3, 3), key="wire", publisher="Wire Service"),
        found(_FUNDING, day=date(2026, 3, 4), key="paper", publisher="Morning Paper"),
    ]
    (one,) = ranked(pairs, understood("what did Borealis raise according to the Morning Paper"), TODAY)
    assert (one.article.key, [article.key for article in one.also]) == ("paper", ["wire"])


def test_a_copy_without_a_date_is_not_the_earliest() -> None:
    """Nobody knows when it was published."""
    (one,) = candidates(found(_FUNDING, day=None, key="undated"), found(_FUNDING, day=TODAY, key="dated"))
    assert (one.article.key, [article.key for article in one.also]) == ("dated", ["undated"])


def test_passages_of_one_article_are_not_counted_as_others() -> None:
    """An article that repeats itself is one source."""
    pairs = [found(_FUNDING, key="same"), found(_FUNDING + " Again.", key="same")]
    (one,) = candidates(*pairs)
    assert one.also == ()


@pytest.mark.parametrize(
    "other",
    [
        _FUNDING.replace("400", "500"),
        _FUNDING.replace("3 billion", "5 billion"),
        "Borealis opened an office in Oslo, where its founders met the pension funds that own it on Tuesday.",
        "Aster 3 costs 2 dollars per million tokens.",
    ],
)
def test_what_says_something_else_stays(other: str) -> None:
    """Another figure in the same words is another story, and so are other words on the same matter."""
    both = candidates(found(_FUNDING, day=date(2026, 3, 3)), found(other, day=date(2026, 3, 4)))
    assert [candidate.also for candidate in both] == [(), ()]


def test_an_early_teaser_does_not_swallow_the_whole_story() -> None:
    """A line that a longer passage repeats is no copy of it: what else the longer one says can still be quoted."""
    teaser = _FUNDING.partition("The round")[0]
    whole = _FUNDING.replace("3 billion", "three billion")
    texts = [c.article.text for c in candidates(found(whole), found(teaser, day=date(2026, 1, 1)))]
    assert whole in texts


_WORDS = st.lists(st.sampled_from("abcd12"), min_size=1, max_size=6).map(" ".join)
_COPIES = st.lists(st.tuples(_WORDS, st.integers(1, 28)), min_size=1, max_size=8)


@given(copies=_COPIES)
@_MANY
def test_collapsing_loses_no_article_and_counts_none_twice(copies: list[tuple[str, int]]) -> None:
    """Each article is a candidate or one of the others of one; and of a group the candidate is the earliest."""
    pairs = [found(text, day=date(2026, 2, day), key=f"{n}") for n, (text, day) in enumerate(copies)]
    groups = candidates(*pairs)
    keys = [article.key for candidate in groups for article in (candidate.article, *candidate.also)]
    assert sorted(keys) == sorted(f"{n}" for n in range(len(copies)))
    for candidate in groups:
        assert all(article.published_at >= candidate.article.published_at for article in candidate.also)  # type: ignore[operator]


@given(copies=_COPIES)
@_MANY
def test_collapsing_again_changes_no_candidate(copies: list[tuple[str, int]]) -> None:
    """The same texts once more, without the others, are as many candidates at most."""
    pairs = [found(text, day=date(2026, 2, day), key=f"{n}") for n, (text, day) in enumerate(copies)]
    once = candidates(*pairs)
    assert len(collapsed(once)) <= len(once) <= len(pairs)
