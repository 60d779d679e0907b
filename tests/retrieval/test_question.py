"""Questions: what is understood of them, as they are typed in a chat."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.naming import names_in
from corpus.text import terms
from retrieval.kinds import AnswerKind, holds_kind
from retrieval.question import Understanding, understand, without_markup

_MANY = settings(max_examples=150, deadline=None)
_TODAY = date(2026, 3, 18)  # a Wednesday
_PUBLISHERS = (
    "AINews (smol.ai)",
    "Anthropic",
    "Ars Technica",
    "Cloudflare Blog",
    "MIT News",
    "MIT Technology Review",
    "OpenAI",
    "Qwen",
    "TIME",
    "The Register",
    "The Verge",
    "WIRED",
)
_TROUBLE = """in since before after until by fall winter from to between as of last this next early may march feb
    30 31 5 q2 2026 2025-13-45 12/31/99 0/0/00 week ago days 999 , ?
    <@U1> <https://x|y> ** gpt 5.2 who when how much ¾ İ ’s the verge says"""
_QUESTIONS = st.lists(st.sampled_from(_TROUBLE.split()) | st.text(max_size=4), max_size=40).map(" ".join)


def _understood(text: str, today: date = _TODAY) -> Understanding:
    return understand(text, today, _PUBLISHERS)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what happened yesterday", "2026-03-17", "2026-03-17"),
        ("anything new today", "2026-03-18", "2026-03-18"),
        ("releases this week", "2026-03-16", "2026-03-22"),
        ("releases last week", "2026-03-09", "2026-03-15"),
        ("in the last week", "2026-03-11", "2026-03-18"),
        ("past 3 days", "2026-03-15", "2026-03-18"),
        ("past 24 hours", "2026-03-17", "2026-03-18"),
        ("last 2 months", "2026-01-18", "2026-03-18"),
        ("two weeks ago", "2026-03-02", "2026-03-08"),
        ("a couple of months ago", "2026-01-01", "2026-01-31"),
        ("this month", "2026-03-01", "2026-03-31"),
        ("last month", "2026-02-01", "2026-02-28"),
        ("this yr", "2026-01-01", "2026-12-31"),
        ("last quarter", "2025-10-01", "2025-12-31"),
        ("in January", "2026-01-01", "2026-01-31"),
        ("in november", "2025-11-01", "2025-11-30"),
        ("in january 2025", "2025-01-01", "2025-01-31"),
        ("last may", "2025-05-01", "2025-05-31"),
        ("did they ship this may", "2026-05-01", "2026-05-31"),
        ("early December", "2025-12-01", "2025-12-10"),
        ("late 2025", "2025-09-01", "2025-12-31"),
        ("its nov 17 2025 update", "2025-11-17", "2025-11-17"),
        ("on Dec. 2", "2025-12-02", "2025-12-02"),
        ("dec 2nd, 2024", "2024-12-02", "2024-12-02"),
        ("the 5th of december", "2025-12-05", "2025-12-05"),
        ("2025-12-05", "2025-12-05", "2025-12-05"),
        ("on 12/5/2025", "2025-12-05", "2025-12-05"),
        ("on 25/12/2025", "2025-12-25", "2025-12-25"),
        ("during 2026-02", "2026-02-01", "2026-02-28"),
        ("Q4 numbers", "2025-10-01", "2025-12-31"),
        ("q1 numbers", "2026-01-01", "2026-03-31"),
        ("Q2 2026", "2026-04-01", "2026-06-30"),
        ("q2 this yr", "2026-04-01", "2026-06-30"),
        ("second quarter of 2025", "2025-04-01", "2025-06-30"),
        ("first half of 2025", "2025-01-01", "2025-06-30"),
        ("in 2025", "2025-01-01", "2025-12-31"),
        ("last friday", "2026-03-13", "2026-03-13"),
        ("on monday", "2026-03-16", "2026-03-16"),
        ("since March", "2026-03-01", ""),
        ("since 2024", "2024-01-01", ""),
        ("from january to march", "2026-01-01", "2026-03-31"),
        ("from march to may 2025", "2025-03-01", "2025-05-31"),
        ("between 2024 and 2025", "2024-01-01", "2025-12-31"),
        ("since march until june 2026", "2026-03-01", "2026-06-30"),
        ("after january and before march", "2026-02-01", "2026-02-28"),
        ("before december", "", "2025-11-30"),
        ("before the 5th of december", "", "2025-12-04"),
        ("prior to 2025", "", "2024-12-31"),
        ("until december", "", "2025-12-31"),
        ("till may", "", "2025-05-31"),
        ("up to q3 2025", "", "2025-09-30"),
        ("by december", "", "2025-12-31"),
        ("by the end of 2025", "", "2025-12-31"),
        ("after december", "2026-01-01", ""),
        ("after yesterday", "2026-03-18", ""),
        ("before the july 2026 earnings", "", "2026-07-31"),
        ("after the december launch", "2025-12-01", ""),
        ("before december's launch", "", "2025-12-31"),
        ("since yesterday's outage", "2026-03-17", ""),
        ("before 0001-01-01", "", "0001-01-01"),
        ("after 9999-12-31", "9999-12-31", ""),
        ("the day before yesterday", "2026-03-16", "2026-03-16"),
        ("before the day before yesterday", "", "2026-03-15"),
        ("the day after tomorrow", "2026-03-20", "2026-03-20"),
        ("5 hours ago", "2026-03-18", "2026-03-18"),
        ("a fortnight ago", "2026-03-02", "2026-03-08"),
        ("in the last fortnight", "2026-03-04", "2026-03-18"),
        ("half a year ago", "2025-09-01", "2025-09-30"),
        ("in the last half year", "2025-09-18", "2026-03-18"),
        ("in the last few days", "2026-03-15", "2026-03-18"),
        ("in the last few weeks", "2026-02-25", "2026-03-18"),
        ("over the past couple of weeks", "2026-03-04", "2026-03-18"),
        ("on 12/05/2025", "2025-12-05", "2025-12-05"),
        ("on 05/12/2025", "2025-05-12", "2025-05-12"),
        ("on 05.12.2025", "2025-12-05", "2025-12-05"),
        ("last summer", "2025-06-01", "2025-08-31"),
        ("late last summer", "2025-08-01", "2025-08-31"),
        ("over the summer", "2025-06-01", "2025-08-31"),
        ("before the summer", "", "2025-05-31"),
        ("in spring 2025", "2025-03-01", "2025-05-31"),
        ("in autumn", "2025-09-01", "2025-11-30"),
        ("this fall", "2026-09-01", "2026-11-30"),
        ("in the fall of 2024", "2024-09-01", "2024-11-30"),
        ("since fall", "2025-09-01", ""),
        ("early fall 2025", "2025-09-01", "2025-09-30"),
        ("winter 2025", "2025-12-01", "2026-02-28"),
    ],
)
def test_a_period_is_the_days_it_means(text: str, first: str, last: str) -> None:
    """Days, weeks, months, quarters and years are read as on the day of the question; without a year, the last one."""
    (period,) = _understood(f"what did they say {text}?").periods
    assert (period.first, period.last) == (_day(first), _day(last))


@pytest.mark.parametrize(
    "text",
    [
        "it may cost 5 dollars",
        "the top 2 may be out",
        "due on Feb 30 2026",
        "on 2026-13-01",
        "scores 9/12",
        "scored 2025 points",
        "a 24/7 service",
        "the second one",
        "before gpt-5.2",
        "until it ships",
        "do prices fall after all",
        "it may fall, after fall it rises",
        "version 5.12.1",
        "5-12-2025",
        "as of now",
    ],
)
def test_what_is_no_time_is_no_period(text: str) -> None:
    """Numbers, the verbs "may" and "fall", and impossible dates are no periods."""
    assert _understood(text).periods == ()


@pytest.mark.parametrize(
    ("text", "today", "first"),
    [
        ("last winter", "2026-01-10", "2024-12-01"),
        ("this winter", "2026-01-10", "2025-12-01"),
        ("this winter", "2026-10-10", "2026-12-01"),
        ("in winter", "2026-01-10", "2025-12-01"),
        ("last winter", "2026-03-01", "2025-12-01"),
        ("last summer", "2026-08-31", "2025-06-01"),
        ("last summer", "2026-09-01", "2026-06-01"),
        ("next summer", "2026-05-31", "2026-06-01"),
        ("next summer", "2026-06-01", "2027-06-01"),
    ],
)
def test_a_season_is_the_last_or_the_next_that_is_not_on(text: str, today: str, first: str) -> None:
    """Seasons are northern and of whole months; a winter is that of the December in which it begins."""
    (period,) = _understood(text, date.fromisoformat(today)).periods
    assert period.first == date.fromisoformat(first)


def test_periods_that_do_not_overlap_stay_two() -> None:
    """What is open on both sides is not joined."""
    periods = _understood("before march or after may 2025, what did they ship").periods
    assert [(period.first, period.last) for period in periods] == [
        (None, date(2026, 2, 28)),
        (date(2025, 6, 1), None),
    ]


def test_the_day_that_a_question_is_asked_of_moves_its_other_times() -> None:
    """As of a day, last week is the one before that day; the day itself is no period."""
    understood = _understood("As of 5 Dec 2025, what came out last week?")
    assert understood.as_of == date(2025, 12, 5)
    assert [(period.first, period.last) for period in understood.periods] == [(date(2025, 11, 24), date(2025, 11, 30))]


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("as of yesterday", "2026-03-17"),
        ("as of Dec 2025", "2025-12-31"),
        ("as of 2025-12-05", "2025-12-05"),
        ("as of gpt-5.2", ""),
        ("on 2025-12-05", ""),
    ],
)
def test_a_question_may_say_of_what_day_it_is_asked(text: str, as_of: str) -> None:
    """The last day counts of what follows "as of"; a day said otherwise is not the day it is asked of."""
    assert _understood(f"best model {text}?").as_of == _day(as_of)


def test_of_very_many_dates_the_first_few_are_kept() -> None:
    """A question full of dates asks of the first eight."""
    text = " ".join(f"2025-{1 + day % 12:02}-{1 + day % 28:02}" for day in range(100))
    understood = _understood(text)
    assert len(understood.periods) == 8
    assert understood.periods[0].first == date(2025, 1, 1)


@pytest.mark.parametrize(
    "words",
    ["before", "1/1/1", "in 2025", "last", "half a", "5", "a", "mid-", "fall, of", "what share", "\n> ", "||", "A-"],
)
def test_repeated_words_make_no_rule_try_the_same_text_again_and_again(words: str) -> None:
    """A rule that did would not come to an end, be it in a question or in a quote."""
    text = (f"{words} " * 1000)[:2000]
    assert len(_understood(text).periods) <= 8
    assert holds_kind(AnswerKind.OPEN, text)
    for kind in AnswerKind:
        assert holds_kind(kind, f"{text}: $5, 7B, 2K tokens, 3 GB, said Ada Lovelace in March")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("when did they ship gpt-5.2", AnswerKind.DATE),
        ("whens gemini 4 due", AnswerKind.DATE),
        ("gemini 4 when", AnswerKind.DATE),
        ("what day does the beta end", AnswerKind.DATE),
        ("glm-5 release date", AnswerKind.DATE),
        ("EXAONE drop date?", AnswerKind.DATE),
        ("how long ago was grok 4 out", AnswerKind.DATE),
        ("what does opus 4.5 cost", AnswerKind.PRICE),
        ("glm4.6 api cost?", AnswerKind.PRICE),
        ("how much is claude max", AnswerKind.PRICE),
        ("how much did xai raise", AnswerKind.PRICE),
        ("is codex in, and how much $$", AnswerKind.YES_NO),
        ("copilot, how much $$", AnswerKind.PRICE),
        ("anthropics valuation?", AnswerKind.PRICE),
        ("whats le chat per seat a month", AnswerKind.PRICE),
        ("how many billions did they raise", AnswerKind.PRICE),
        ("how many ppl did intel lay off", AnswerKind.NUMBER),
        ("how much gpu time did it take", AnswerKind.NUMBER),
        ("how much faster is it", AnswerKind.NUMBER),
        ("param count of grok 5", AnswerKind.PARAMETERS),
        ("llama 5 context window?", AnswerKind.TOKENS),
        ("how much vram does flux 3 take", AnswerKind.MEMORY),
        ("what did it score on gpqa", AnswerKind.NUMBER),
        ("opus vs gpt-5.2, how close", AnswerKind.NUMBER),
        ("what share of googles spend is on chips", AnswerKind.NUMBER),
        ("reka, share of ad spend", AnswerKind.NUMBER),
        ("what percentage of the budget is compute", AnswerKind.NUMBER),
        ("what % of revenue comes from the api", AnswerKind.NUMBER),
        ("how many percent of revenue", AnswerKind.NUMBER),
        ("percent of revenue from ads", AnswerKind.NUMBER),
        ("whats the growth rate of revenue", AnswerKind.NUMBER),
        ("mistral revenue growth rate", AnswerKind.NUMBER),
        ("whats the ratio of capex to revenue", AnswerKind.NUMBER),
        ("what is the price per million tokens", AnswerKind.PRICE),
        ("whats nvidias share price", AnswerKind.PRICE),
        ("what is a share of nvidia worth", AnswerKind.PRICE),
        ("what did the 10% stake cost", AnswerKind.PRICE),
        ("what is the price in the revenue share deal", AnswerKind.PRICE),
        ("how long do they keep logs", AnswerKind.NUMBER),
        ("who leads mistral", AnswerKind.PERSON),
        ("whos the ceo of reka", AnswerKind.PERSON),
        ("opus or gpt, whos better", AnswerKind.OPEN),
        ("did grok 5 ever ship?", AnswerKind.YES_NO),
        ("hey, is sora free", AnswerKind.YES_NO),
        ("saw that qwen 4 leaked, is that real", AnswerKind.YES_NO),
        ("whats their new lab called", AnswerKind.OPEN),
        ("which lab made it when nobody looked", AnswerKind.OPEN),
        ("why did it fail", AnswerKind.OPEN),
        ("newest model from tencent", AnswerKind.OPEN),
        ("", AnswerKind.OPEN),
    ],
)
def test_a_question_wants_a_kind_of_answer(text: str, kind: AnswerKind) -> None:
    """The question word says what is wanted; without one, how the question begins or what it mentions."""
    assert _understood(text).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "¿cuánto cuesta?",
        "cuánto cuesta opus 4.5",
        "quien dirige el max de claude",
        "was kostet GPT-5.2?",
        "was ist neu in claude max",
        "wer hat die date",
        "combien coûte gpt-5.2",
        "quel est le score de glm-5",
        "quanto custa o claude max",
        "quando esce gemini 4, is it",
        "GPT-5.2 多少钱",
        "gpt-5.2はいくら",
        "Сколько стоит GPT-5.2",
    ],
)
def test_a_question_in_another_language_may_want_any_kind(text: str) -> None:
    """The rules of English, which take the German "was" for a verb, read no kind from another language."""
    assert _understood(text).kind is AnswerKind.OPEN


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("was gpt-5.2 free in los angeles", AnswerKind.YES_NO),
        ("what does le chat cost", AnswerKind.PRICE),
        ("what did quanta spend", AnswerKind.PRICE),
        ("when did mit and red hat agree", AnswerKind.DATE),
        ("what does 文心一言 cost", AnswerKind.PRICE),
    ],
)
def test_a_foreign_name_does_not_make_a_question_foreign(text: str, kind: AnswerKind) -> None:
    """A name that is a word elsewhere is a name."""
    assert _understood(text).kind is kind


@pytest.mark.parametrize(
    ("kind", "quote", "holds"),
    [
        (AnswerKind.DATE, "It goes out on March 3.", True),
        (AnswerKind.DATE, "It came in late 2025.", True),
        (AnswerKind.DATE, "It arrives next week.", True),
        (AnswerKind.DATE, "We are announcing a new model.", True),
        (AnswerKind.DATE, "It is quick and may be small.", False),
        (AnswerKind.DATE, "It was on Tuesday.", True),
        (AnswerKind.DATE, "It was three weeks ago.", True),
        (AnswerKind.DATE, "It arrives in two weeks.", True),
        (AnswerKind.DATE, "It arrives over the coming weeks.", True),
        (AnswerKind.DATE, "It arrives within days.", True),
        (AnswerKind.DATE, "Days later it was gone.", True),
        (AnswerKind.DATE, "It arrives this fall.", True),
        (AnswerKind.DATE, "It is out now.", True),
        (AnswerKind.DATE, "It came in the third quarter.", True),
        (AnswerKind.DATE, "A year ago it was gone.", True),
        (AnswerKind.DATE, "It now works 24 hours a day.", False),
        (AnswerKind.DATE, "A trial lasts 5 days.", False),
        (AnswerKind.DATE, "It costs $20 a month or $5 per week.", False),
        (AnswerKind.DATE, "It makes costs fall.", False),
        (AnswerKind.PRICE, "It costs $3 a month.", True),
        (AnswerKind.PRICE, "It raised 3.5bn.", True),
        (AnswerKind.PRICE, "The small one is free.", True),
        (AnswerKind.PRICE, "It has 12 layers and is quick.", False),
        (AnswerKind.NUMBER, "It has 12 layers.", True),
        (AnswerKind.NUMBER, "It has a dozen layers.", True),
        (AnswerKind.NUMBER, "It has layers.", False),
        (AnswerKind.NUMBER, "It reads 1M tokens.", True),
        (AnswerKind.NUMBER, "It is a 70B model.", True),
        (AnswerKind.NUMBER, "Aster-70B is out.", True),
        (AnswerKind.NUMBER, "It is 5x as quick.", True),
        (AnswerKind.NUMBER, "It scores 92%.", True),
        (AnswerKind.NUMBER, "It scores 9/10.", True),
        (AnswerKind.NUMBER, "It got 92 on SWE-bench.", True),
        (AnswerKind.NUMBER, "It has two layers.", True),
        (AnswerKind.NUMBER, "It has one layer.", True),
        (AnswerKind.NUMBER, "A third of them left.", True),
        (AnswerKind.NUMBER, "About half left.", True),
        (AnswerKind.NUMBER, "None of them left.", True),
        (AnswerKind.NUMBER, "It takes an hour.", True),
        (AnswerKind.NUMBER, "It laid off 2,000 people.", True),
        (AnswerKind.NUMBER, "It laid off 2000 people.", True),
        (AnswerKind.NUMBER, "It reads 2048 tokens.", True),
        (AnswerKind.NUMBER, "It has 2025 employees.", True),
        (AnswerKind.NUMBER, "In December 12 percent left.", True),
        (AnswerKind.NUMBER, "Aster Labs—600 people—is closed.", True),
        (AnswerKind.NUMBER, "It came in 2025.", False),
        (AnswerKind.NUMBER, "It came in mid-2025 or in 2026-27.", False),
        (AnswerKind.NUMBER, "It came on Dec 5, 2025.", False),
        (AnswerKind.NUMBER, "It came on the 5th of December.", False),
        (AnswerKind.NUMBER, "It came on 2025-12-05 or 05.12.2025.", False),
        (AnswerKind.NUMBER, "It runs on the H100 and A100s.", False),
        (AnswerKind.NUMBER, "It is like GPT-5, GPT4 and V3.2.", False),
        (AnswerKind.NUMBER, "It is one of the best, and no one knows.", False),
        (AnswerKind.PARAMETERS, "It is a 1.6T model.", True),
        (AnswerKind.PARAMETERS, "Aster has 70 billion parameters.", True),
        (AnswerKind.PARAMETERS, "Its maker raised $70B for 3 data centers.", False),
        (AnswerKind.TOKENS, "| Aster 3 | 400,000 |", True),
        (AnswerKind.TOKENS, "It reads 128K at once.", True),
        (AnswerKind.TOKENS, "It has 12 layers.", False),
        (AnswerKind.MEMORY, "It runs in 24 GB.", True),
        (AnswerKind.MEMORY, "It runs on 24 cards.", False),
        (AnswerKind.PERSON, "The lab is led by Ada Lovelace.", True),
        (AnswerKind.PERSON, "The lab is led by somebody.", False),
        (AnswerKind.YES_NO, "It did.", True),
        (AnswerKind.OPEN, "", True),
    ],
)
def test_a_quote_holds_such_an_answer_or_cannot(kind: AnswerKind, quote: str, *, holds: bool) -> None:
    """A quote without a number does not answer "how many"; what may answer anything holds everything."""
    assert holds_kind(kind, quote) is holds


@pytest.mark.parametrize(
    "text", ["latest gemini", "who leads now", "top model rn", "is it out yet", "so far", "still?"]
)
def test_a_question_may_ask_for_what_is_so_now(text: str) -> None:
    """Words for the present ask for the newest evidence."""
    assert _understood(text).latest
    assert not _understood("when was it out").latest


@pytest.mark.parametrize(
    ("text", "latest", "periods"),
    [
        ("what did mistral announce in january", False, 1),
        ("who led before december", False, 1),
        ("latest mistral model in January", True, 1),
        ("what is the price again", False, 0),
        ("who leads as of now", True, 0),
        ("who leads as of today", True, 0),
        ("who currently leads", True, 0),
    ],
)
def test_a_past_period_does_not_ask_for_the_latest(text: str, periods: int, *, latest: bool) -> None:
    """Only a word for the present does, which a question may have beside a period."""
    understood = _understood(text)
    assert (understood.latest, len(understood.periods)) == (latest, periods)


@pytest.mark.parametrize(
    ("text", "compares"),
    [
        ("gpt-5.2 vs opus 4.5", True),
        ("gemini compared to claude", True),
        ("difference between codex and claude code", True),
        ("is openai bigger than anthropic", True),
        ("opus 4.5 or gpt-5.2, which is cheaper", True),
        ("is gpt-5.2 better", False),
        ("openai and amazon deal", False),
    ],
)
def test_a_comparison_takes_two_sides(text: str, *, compares: bool) -> None:
    """It says so, or names two things and a comparative."""
    assert _understood(text).comparison is compares


@pytest.mark.parametrize(
    ("text", "publishers"),
    [
        ("ars technica says what", ("Ars Technica",)),
        ("what did arstechnica's review find", ("Ars Technica",)),
        ("according to the verge", ("The Verge",)),
        ("theverge on sora", ()),
        ("theverge reports", ("The Verge",)),
        ("on the verge of agi", ()),
        ("smol.ai on kimi", ("AINews (smol.ai)",)),
        ("ainews recap", ("AINews (smol.ai)",)),
        ("mit technology review on agi", ("MIT Technology Review",)),
        ("per time", ("TIME",)),
        ("at that time", ()),
        ("Time to ship", ()),
        ("did WIRED cover it", ("WIRED",)),
        ("it is wired up", ()),
        ("how do i register", ()),
        ("the register says so", ("The Register",)),
        ("what did openai ship", ()),
        ("openai says it will", ()),
        ("according to OpenAI", ("OpenAI",)),
        ("on anthropic's blog", ("Anthropic",)),
        ("the qwen blog", ("Qwen",)),
        ("cloudflare outage", ()),
        ("cloudflare blog", ("Cloudflare Blog",)),
        ("ars technica and the verge article", ("Ars Technica", "The Verge")),
    ],
)
def test_a_publisher_is_named_or_cited(text: str, publishers: tuple[str, ...]) -> None:
    """A publisher is found in any spelling; one that also is a maker or a word takes words that cite it."""
    assert _understood(text).publishers == publishers


@pytest.mark.parametrize(
    "publishers", [("Anthropic (claude.com)", "Anthropic"), ("Anthropic", "Anthropic (claude.com)")]
)
def test_a_publishers_own_name_is_never_anothers(publishers: tuple[str, ...]) -> None:
    """A name is that of the publisher whose whole name it is, whichever comes first."""
    assert understand("according to Anthropic", _TODAY, publishers).publishers == ("Anthropic",)
    assert understand("according to claude.com", _TODAY, publishers).publishers == ("Anthropic (claude.com)",)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("<@U123> what does **Aster 3** cost? <!channel>", "what does aster 3 cost"),
        ("<:emoji:1> <a:wave:22> what does `Aster 3` cost", "what does aster 3 cost"),
        ("what does <https://aster.example/x|Aster 3> cost", "what does aster 3 cost"),
        ("> it is out\n> **now**\nwhat does Aster 3 cost", "it is out now what does aster 3 cost"),
        (">>> what does ||Aster 3|| cost", "what does aster 3 cost"),
        ("<#C1|news> <!subteam^S1|@staff> what does ~Aster~ cost", "what does aster cost"),
    ],
)
def test_markup_of_chats_is_no_word_of_the_question(typed: str, words: str) -> None:
    """Mentions, emoji and the address of a link are not searched for; what a link or marked text says is."""
    assert " ".join(term.text for term in terms(without_markup(typed))) == words


def test_markup_alone_stays() -> None:
    """There is always something to search for."""
    assert terms(without_markup("<@U123> <!channel>"))


@pytest.mark.parametrize(
    "text",
    [
        "<@U024BE7LH> what does GPT-5.2 cost? <:party:1234567890>",
        "**what** does `GPT-5.2` cost <#C024BE7LR|general>",
        "what does <https://openai.com/gpt-4|GPT-5.2> cost",
        "what does GPT-5.2 cost <https://openai.com/gpt-4>",
        "what does ||GPT-5.2|| cost",
        "> what does GPT-5.2 cost",
        ">>> what does GPT-5.2 cost",
    ],
)
def test_the_markup_of_a_chat_is_no_part_of_a_question(text: str) -> None:
    """Mentions, emoji, links, bold, spoilers and quote marks are passed over; spans are those of what was typed."""
    understood = _understood(text)
    (name,) = understood.names
    assert text[name.start : name.end] == "GPT-5.2"
    assert understood.kind is AnswerKind.PRICE
    assert understood.periods == ()


def test_names_and_vendors_are_those_of_the_text() -> None:
    """A question's names are read as those of an article are."""
    text = "what does mistral charge for Devstral 2"
    assert _understood(text).names == names_in(text)
    assert _understood(text).vendors == ("Mistral",)


@given(text=_QUESTIONS | st.text(max_size=300), today=st.dates())
@_MANY
def test_any_text_on_any_day_is_understood(text: str, today: date) -> None:
    """No question is an error; periods are few, and never end before they begin."""
    understood = understand(text, today, _PUBLISHERS)
    assert len(understood.periods) <= 8
    assert all(not (period.first and period.last) or period.first <= period.last for period in understood.periods)
    assert all(0 <= name.start < name.end <= len(text) for name in understood.names)
    assert set(understood.publishers) <= set(_PUBLISHERS)


@given(quote=st.text(max_size=100), kind=st.sampled_from(AnswerKind))
@_MANY
def test_more_text_holds_no_less(quote: str, kind: AnswerKind) -> None:
    """What a quote holds is still held when more is quoted."""
    assert not holds_kind(kind, quote) or holds_kind(kind, f"Before. {quote} After.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("its nov 17 2025, whats the newest gemini", date(2025, 11, 17)),
        ("it is the 17th of november 2025, what is new", date(2025, 11, 17)),
        ("asof 2025-12-05 who leads", date(2025, 12, 5)),
        ("what is in its november 2025 release", None),
    ],
)
def test_a_question_may_say_which_day_it_is(text: str, expected: date | None) -> None:
    """The day on which it says that it is asked, not a month of which it names something."""
    assert understand(text, date(2026, 8, 31), ()).as_of == expected
