"""Which lines of a thread are questions, though they do not address Newsdesk."""

import pytest

from bot.conversation import is_plainly_a_question


@pytest.mark.parametrize(
    "line",
    [
        "What about Gemini 3?",
        "and how much is it?",
        "and the context window?",
        "Is it cheaper than Opus 4.5?",
        "when was it released?",
        "so which one is faster?",
        "what's the price?",
    ],
)
def test_a_question_about_the_news_is_taken(line: str) -> None:
    """It begins like a question, ends like one, and speaks of no person."""
    assert is_plainly_a_question(line)


@pytest.mark.parametrize(
    "line",
    [
        "Thanks!",
        "I see.",
        "what a price",
        "Did you see that?",
        "what do you think?",
        "should we switch?",
        "can someone check this?",
        "really?",
        "?",
        "",
        "lol, so much for benchmarks, right?",
        "What happened:\nfirst this, then that?",
        "What " + "very " * 100 + "long line?",
    ],
)
def test_what_people_say_to_each_other_is_left_alone(line: str) -> None:
    """Remarks, thanks, questions to people, and long contributions are none."""
    assert not is_plainly_a_question(line)
