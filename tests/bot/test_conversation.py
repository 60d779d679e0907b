"""Which lines of a thread are questions, though they do not address Newsdesk."""

import pytest

from bot.conversation import is_plainly_a_question, is_thanks, wants_introduction


@pytest.mark.parametrize(
    "line",
    [
        "What about Gemini 3?",
        "and how much is it?",
        "and the context window?",
        "when was it released?",
        "so which one is faster?",
        "what's the price?",
    ],
)
def test_a_question_about_the_news_is_taken(line: str) -> None:
    """It begins like a question, ends like one, and speaks of no person."""
    assert is_plainly_a_question(line, by_who_was_answered=False)


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
    assert not is_plainly_a_question(line, by_who_was_answered=True)


def test_yes_or_no_is_asked_of_newsdesk_by_who_was_answered() -> None:
    """People ask each other such things, and whoever comes in from outside means the others."""
    line = "Is it cheaper than Opus 4.5?"
    assert is_plainly_a_question(line, by_who_was_answered=True)
    assert not is_plainly_a_question(line, by_who_was_answered=False)


@pytest.mark.parametrize("line", ["Thanks!", "thank you so much", "ok, thanks", "Great :)", "thx", "many thanks!"])
def test_thanks_are_no_question(line: str) -> None:
    """There is nothing to look up, nor to say."""
    assert is_thanks(line)
    assert not wants_introduction(line)


@pytest.mark.parametrize("line", ["", "help", "Hello!", "hi there", "Good morning."])
def test_a_greeting_is_met_with_an_introduction(line: str) -> None:
    """Whoever says no more wants to know what can be asked."""
    assert wants_introduction(line)


@pytest.mark.parametrize("line", ["Thanks to whom is GPT-5 cheap?", "ok which one is faster?", "hello world model?"])
def test_what_only_begins_so_is_a_question(line: str) -> None:
    """The whole line counts."""
    assert not is_thanks(line)
    assert not wants_introduction(line)
