"""Follow-ups: what a question asks of what was said before, and that it stays as it is where it stands on its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.answer import MAX_QUESTION_CHARACTERS
from retrieval.followups.completing import completed

_MANY = settings(max_examples=200, deadline=None)
_PRICE = "how much does GPT-5.2 cost?"
_TROUBLE = """and what about how much is it its their they them he his that this one the model company price why when
    which who 5.1 in january 2026 last year now gpt 5.2 GPT-5.2 opus Anthropic openai Jeff Dean Discovery Loop mini for
    on vs than is does did ? . , <@U1> <https://x|y> ** 's \u2019 \u00bd \u0130 \ud800 \u4f60"""
_TEXTS = st.lists(st.sampled_from(_TROUBLE.split()) | st.text(max_size=4), max_size=25).map(" ".join)
_STANDS_ALONE = (
    "what is Gemini 3?",
    "who won wimbledon",
    "any good ramen near the station?",
    "is it true that Gemini 3 is free?",
    "is it Gemini 3 or Opus 4.5 that leads the arena",
    "how long will it take until Gemini 3 is out?",
    "what does it mean that Gemini 3 is open",
    "how much does it cost to train Llama 4?",
    "is it out yet, gemini 3?",
    "somebody saw Gemini 4 in a screenshot, is it real",
    "when did they ship llama 4",
    "did mistral say when its next model comes, and is it free",
    "what is the name of the startup that spent all its money on chips",
    "and how much is Zephyr 7?",
    "and what is the price of Gemini 3?",
    "what time is it",
    "it is raining today",
    "and it's raining",
    "is it cold today?",
    "it's cold today",
    "it works",
    "it's late",
    "they raised five billion",
    "and wired?",
    "what about the verge?",
    "is that true?",
    "are you sure?",
    "thanks!",
    "opus 4.5",
    "它多少钱",
    "\u00bfy en enero?",
    "",
    "???",
)


@pytest.mark.parametrize(
    ("earlier", "question", "asked"),
    [
        (_PRICE, "and how much is it?", "how much is GPT-5.2?"),
        ("is gpt 5.2 out", "how much is it", "how much is gpt 5.2"),
        (_PRICE, "Thanks! So, what\u2019s its price", "what's GPT-5.2's price"),
        (_PRICE, "how much is that?", "how much is GPT-5.2?"),
        (_PRICE, "who made that one?", "who made GPT-5.2?"),
        (_PRICE, "it's how much?", "GPT-5.2 is how much?"),
        (_PRICE, "is the model open source?", "is GPT-5.2 open source?"),
        (_PRICE, "when did they release it?", "when did OpenAI release GPT-5.2?"),
        (_PRICE, "what did the company say?", "what did OpenAI say?"),
        ("who runs Anthropic", "who are their investors?", "who are Anthropic's investors?"),
        ("GPT-5.2 or Opus 4.5?", "are they multimodal?", "are GPT-5.2 and Opus 4.5 multimodal?"),
        (_PRICE, "is it better than Opus 4.5?", "is GPT-5.2 better than Opus 4.5?"),
        (_PRICE, "does it support MCP?", "does GPT-5.2 support MCP?"),
        (_PRICE, "what are its limits, and is it free?", "what are GPT-5.2's limits, and is GPT-5.2 free?"),
        ("is Opus 4.5 cheaper than GPT-5.2?", "when was it out?", "when was Opus 4.5 out?"),
        ("does OpenAI sell GPT-5.2 on Azure?", "how much is it?", "how much is GPT-5.2?"),
        ("who is Jeff Dean?", "where did he work before?", "where did Jeff Dean work before?"),
        ("who is Jeff Dean?", "has he left google?", "has Jeff Dean left google?"),
        ("how much did Discovery Loop raise?", "what does it do?", "what does Discovery Loop do?"),
    ],
)
def test_a_pronoun_is_what_was_named_last(earlier: str, question: str, asked: str) -> None:
    """A product before its maker, what is compared before what it is compared with; "they" are the makers."""
    assert completed(question, [earlier]) == asked


@pytest.mark.parametrize(
    ("earlier", "question", "asked"),
    [
        (_PRICE, "what about Opus 4.5?", "how much does Opus 4.5 cost?"),
        (_PRICE, "and for opus 4.5", "how much does opus 4.5 cost"),
        (_PRICE, "opus 4.5?", "how much does opus 4.5 cost?"),
        (_PRICE, "ok, and gpt-5.1 then?", "how much does gpt-5.1 cost?"),
        (_PRICE, "what about opus 4.5 and sonnet 4.5?", "how much does opus 4.5 and sonnet 4.5 cost?"),
        (_PRICE, "vs Opus 4.5?", "how much does GPT-5.2 cost vs Opus 4.5?"),
        (_PRICE, "what about Anthropic?", "how much does Anthropic cost?"),
        ("who leads research at Google?", "and at OpenAI?", "who leads research at OpenAI?"),
        ("how much did Anthropic raise?", "what about Discovery Loop?", "how much did Discovery Loop raise?"),
        ("when did OpenAI release GPT-5.2?", "and Google?", "when did Google release its model?"),
        ("what does OpenAI charge for GPT-5.2?", "and opus 4.5?", "what does Anthropic charge for opus 4.5?"),
        ("is GPT-5.2 cheaper than Opus 4.5?", "and Sonnet 4.5?", "is GPT-5.2 cheaper than Sonnet 4.5?"),
        (_PRICE, "and 5.1?", "how much does GPT-5.1 cost?"),
        (_PRICE, "5.1?", "how much does GPT-5.1 cost?"),
        (_PRICE, "what about mini?", "how much does GPT-5.2 mini cost?"),
        ("how good is Gemini 3.5 Flash?", "and the pro?", "how good is Gemini 3.5 pro?"),
        ("how good is Gemini 3.5 Flash", "and the pro one?", "how good is Gemini 3.5 pro?"),
        (_PRICE, "and the mini version?", "how much does GPT-5.2 mini cost?"),
        ("how much is Opus 4.5?", "and the haiku one?", "how much is haiku?"),
    ],
)
def test_another_name_takes_the_place_of_the_one_before(earlier: str, question: str, asked: str) -> None:
    """The last question is asked again, of another product, version, variant or maker."""
    assert completed(question, [earlier]) == asked


@pytest.mark.parametrize(
    ("earlier", "question", "asked"),
    [
        ("what did Anthropic announce?", "and in January?", "what did Anthropic announce in January?"),
        ("what did Anthropic announce in December?", "and in January?", "what did Anthropic announce in January?"),
        ("what did Anthropic announce last year?", "and this year?", "what did Anthropic announce this year?"),
        ("in May 2025, what did Anthropic announce?", "in June?", "in June, what did Anthropic announce?"),
        ("what did Anthropic announce in 2026?", "and 2025?", "what did Anthropic announce in 2025?"),
        ("what did Anthropic announce?", "what about last week", "what did Anthropic announce last week"),
        ("how much did GPT-5.2 cost in May?", "and now?", "how much did GPT-5.2 cost now?"),
        ("how much did GPT-5.2 cost as of 5 dec 2025?", "and now?", "how much did GPT-5.2 cost now?"),
        ("how much is GPT-5.2 right now?", "and in May?", "how much is GPT-5.2 in May?"),
        ("what did OpenAI ship on the 5th of december, 2025?", "and last week?", "what did OpenAI ship last week?"),
        ("what did OpenAI ship between march and may 2025?", "in June 2025?", "what did OpenAI ship in June 2025?"),
        ("what did OpenAI ship a couple of weeks ago?", "and on monday?", "what did OpenAI ship on monday?"),
        ("what did OpenAI ship in mid-2025?", "and monday?", "what did OpenAI ship on monday?"),
        (_PRICE, "and in Europe?", "how much does GPT-5.2 cost in Europe?"),
        (_PRICE, "and for output tokens?", "how much does GPT-5.2 cost for output tokens?"),
        ("what did Opus 4.5 score on gpqa?", "and on swe-bench?", "what did Opus 4.5 score on swe-bench?"),
    ],
)
def test_another_time_or_purpose_is_asked_of_the_last_question(earlier: str, question: str, asked: str) -> None:
    """It replaces the one that was asked before, or is added."""
    assert completed(question, [earlier]) == asked


@pytest.mark.parametrize(
    ("earlier", "question", "asked"),
    [
        (_PRICE, "and the price?", "the price of GPT-5.2?"),
        (_PRICE, "release date?", "release date of GPT-5.2?"),
        (_PRICE, "any benchmarks?", "any benchmarks of GPT-5.2?"),
        (_PRICE, "how big is the context window?", "how big is the context window of GPT-5.2?"),
        (_PRICE, "how much does the api cost?", "how much does the api of GPT-5.2 cost?"),
        (_PRICE, "who is the CEO?", "who is the CEO of OpenAI?"),
        (_PRICE, "tell me more", "tell me more about GPT-5.2"),
        ("did Gemini 3.5 Pro ship?", "when?", "when did Gemini 3.5 Pro ship?"),
        ("did OpenAI slow its development?", "when was that", "when did OpenAI slow its development"),
        ("when did OpenAI release Sora?", "why?", "why did OpenAI release Sora?"),
        (_PRICE, "why?", "why: how much does GPT-5.2 cost?"),
        ("when was gpt 5.2 released", "how much?", "how much is gpt 5.2?"),
        ("what is GPT-5.2?", "when was that?", "when was GPT-5.2?"),
    ],
)
def test_what_is_left_out_is_added(earlier: str, question: str, asked: str) -> None:
    """A question word alone, or a thing without an owner, is asked of what was said before."""
    assert completed(question, [earlier]) == asked


@pytest.mark.parametrize("question", _STANDS_ALONE)
@pytest.mark.parametrize("earlier", [_PRICE, "who runs Anthropic?", "is Jeff Dean leaving Google in May?"])
def test_a_question_that_stands_on_its_own_stays(question: str, earlier: str) -> None:
    """It names what it asks about, or says nothing of what was said before: not a character changes."""
    assert completed(question, [earlier]) == question


@pytest.mark.parametrize(
    ("history", "question", "asked"),
    [
        ([_PRICE, "and opus 4.5?"], "when was it out?", "when was opus 4.5 out?"),
        ([_PRICE, "what about Anthropic?", "who leads it?"], "and in 2024?", "who leads Anthropic in 2024?"),
        ([_PRICE, "and in May?", "and for students?"], "and 5.1?", "how much does GPT-5.1 cost in May for students?"),
        ([_PRICE, "who is their ceo?"], "and how much is it for students?", "how much is GPT-5.2 for students?"),
        ([_PRICE, "thanks", "", " ", "???"], "is it free?", "is GPT-5.2 free?"),
        ([_PRICE, "and opus 4.5?"], "which one is cheaper?", "which one is cheaper, GPT-5.2 or opus 4.5?"),
        ([_PRICE, "and opus 4.5?"], "which is cheaper?", "which is cheaper, GPT-5.2 or opus 4.5?"),
        ([_PRICE, "and opus 4.5?"], "which is the newest open model?", "which is the newest open model?"),
        ([_PRICE, "and opus 4.5?"], "which of them is cheaper", "which is cheaper, GPT-5.2 or opus 4.5"),
        ([_PRICE, "and opus 4.5?"], "compare them", "compare GPT-5.2 and opus 4.5"),
        (["is gpt 5.2 out?", "what does OpenAI earn?"], "is the model free?", "is gpt 5.2 free?"),
        ([_PRICE, "what is Gemini 3?"], "is it free?", "is Gemini 3 free?"),
    ],
)
def test_a_conversation_goes_on_over_several_questions(history: list[str], question: str, asked: str) -> None:
    """Each earlier follow-up is completed first; thanks and blank lines change nothing."""
    assert completed(question, history) == asked


def test_another_subject_ends_what_was_said_before() -> None:
    """After a question on something that no rule knows, "it" is not taken for what came before that."""
    assert completed("how much is it?", [_PRICE, "who won wimbledon?"]) == "how much is it?"


def test_the_last_ten_questions_count() -> None:
    """What was asked before them is forgotten."""
    assert completed("is it free?", [_PRICE, *["thanks"] * 9]) == "is GPT-5.2 free?"
    assert completed("is it free?", [_PRICE, *["thanks"] * 10]) == "is it free?"


def test_the_markup_of_a_chat_is_left_out() -> None:
    """Mentions, links and bold neither hide a name nor stand in what is asked."""
    history = ["<@U1> what is <https://openai.example/gpt-4|GPT-5.2>"]
    assert completed("<@U1> how much is *it*?", history) == "how much is GPT-5.2?"


def test_a_result_that_is_too_long_to_ask_is_not_asked() -> None:
    """The question stays as it is then, and so it does after a question too long to have been asked."""
    long = f"what does GPT-5.2 cost {'very ' * 390}much"
    assert len(long) <= MAX_QUESTION_CHARACTERS
    assert completed("and opus 4.5?", [long]) == long.replace("GPT-5.2", "opus 4.5") + "?"
    question = f"and for {'-'.join(['tokens'] * 20)}?"
    assert completed(question, [long]) == question
    assert completed("is it free?", [f"GPT-5.2 {'a' * MAX_QUESTION_CHARACTERS}"]) == "is it free?"


@pytest.mark.parametrize(
    "text",
    [
        "and " * 490,
        "it is " * 330,
        "? it (" * 330,
        "what about it, " * 140,
        "gpt " * 500,
        "GPT-5.2 OpenAI " * 130,
        "GPT-5.2 or it " * 140,
        "Abc Def " * 240,
        "in may 2025 " * 160,
        "and in jan " * 180,
        "and in 3 4 5 " + "3 4 5 " * 330,
        "2025-01-" * 250,
        "in " * 660,
        "last q1 " * 250,
        ", and " * 330,
        ". ? " * 490,
    ],
)
def test_a_long_conversation_is_completed(text: str) -> None:
    """No question, however odd, makes a rule try the same text again and again: it would not come to an end."""
    text = text[:MAX_QUESTION_CHARACTERS]
    for question, history in (("and in January?", [_PRICE, *[text] * 9]), (text, [text] * 10)):
        assert 0 < len(completed(question, history)) <= MAX_QUESTION_CHARACTERS


@given(question=_TEXTS | st.text(max_size=200))
@_MANY
def test_without_a_conversation_every_question_stays(question: str) -> None:
    """There is nothing to complete it from."""
    assert completed(question, []) == question
    assert completed(question, ["", "  "]) == question


@given(question=_TEXTS, history=st.lists(_TEXTS, max_size=12))
@_MANY
def test_any_conversation_is_completed(question: str, history: list[str]) -> None:
    """No text is an error; what is asked is the question, or one that can be asked in its place."""
    asked = completed(question, history)
    assert asked == question or (asked and len(asked) <= MAX_QUESTION_CHARACTERS and "\ud800" not in asked)


@given(question=st.sampled_from(_STANDS_ALONE), history=st.lists(st.text(max_size=50), max_size=5))
@_MANY
def test_whatever_was_said_a_question_that_stands_alone_stays(question: str, history: list[str]) -> None:
    """It stays after any conversation."""
    assert completed(question, history) == question
