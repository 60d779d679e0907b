"""What is read as a release from a sentence, and what only looks like one. All sentences are made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.releases.event import ReleaseEvent
from corpus.releases.reading import read_releases

DAY = date(2025, 11, 26)  # a Wednesday


def read(sentence: str, *, publisher: str = "The Daily", published: date | None = DAY) -> list[ReleaseEvent]:
    """Read one sentence as an article of that day."""
    return list(read_releases(sentence, published=published, publisher=publisher))


def told(sentence: str, *, publisher: str = "The Daily") -> set[tuple[str | None, str, str, str | None]]:
    """Return vendor, name, status and date of what a sentence states."""
    return {(event.vendor, event.name, event.status, event.date) for event in read(sentence, publisher=publisher)}


@pytest.mark.parametrize(
    ("sentence", "vendor", "name", "status"),
    [
        ("OpenAI released GPT-7.2-Codex to all developers.", "OpenAI", "GPT-7.2-Codex", "released"),
        ("Anthropic quietly shipped Opus 9.5 and calls it its best.", "Anthropic", "Claude Opus 9.5", "released"),
        ("Gemini 9 Flash has been released by Google.", "Google", "Gemini 9 Flash", "released"),
        ("Kimi K9, launched by Moonshot AI, has open weights.", "Moonshot AI", "Kimi K9", "released"),
        ("Acme today released Zephyr 2 to everyone.", "Acme", "Zephyr 2", "released"),
        ("Acme Labs has unveiled a new model called Zephyr.", "Acme Labs", "Zephyr", "released"),
        ("Acme Labs launched its first browser, Breeze, for everyone.", "Acme Labs", "Breeze", "released"),
        ("Yesterday brought the launch of Acme's Zephyr 2 model.", "Acme", "Zephyr 2", "released"),
        ("GPT-7 is in limited preview for a few customers.", "OpenAI", "GPT-7", "preview"),
        ("OpenAI launched GPT-7 Pro as a research preview.", "OpenAI", "GPT-7 Pro", "preview"),
        ("OpenAI will release GPT-8 next month.", "OpenAI", "GPT-8", "announced"),
        ("Mistral teased Mistral Large 9 at its conference.", "Mistral", "Mistral Large 9", "announced"),
        ("OpenAI is reportedly set to release GPT-8 soon.", "OpenAI", "GPT-8", "rumoured"),
        ("GPT-8 is rumored to be a mixture of experts.", "OpenAI", "GPT-8", "rumoured"),
        ("Users found traces of the purported Gemini 9 Ultra in the app.", "Google", "Gemini 9 Ultra", "rumoured"),
        ("Grok 9 is still in training, says xAI.", "xAI", "Grok 9", "in_development"),
        ("xAI delayed the release of Grok 9 once more.", "xAI", "Grok 9", "in_development"),
        ("OpenAI deprecated GPT-3.9 in its API.", "OpenAI", "GPT-3.9", "deprecated"),
        ("Google is retiring Gemini 1.9 Pro for good.", "Google", "Gemini 1.9 Pro", "retired"),
        ("Claude Opus 9 was taken down after complaints.", "Anthropic", "Claude Opus 9", "suspended"),
    ],
)
def test_what_a_sentence_states(sentence: str, vendor: str, name: str, status: str) -> None:
    """Vendor, name in full, and status, of the catalogue's names and of others."""
    assert {(event.vendor, event.name, event.status) for event in read(sentence)} == {(vendor, name, status)}


@pytest.mark.parametrize(
    "sentence",
    [
        "OpenAI has not released GPT-8 yet.",
        "If OpenAI releases GPT-8, prices will fall.",
        "I hope that Google releases Gemini 9 before the holidays.",
        "Zephyr beats GPT-7.2 and Claude Opus 9.5 on every benchmark.",
        "Our agent runs on Claude Opus 9.5, which is better than GPT-7.2 at code.",
        "As our GPT-7 launch post says, prices depend on the region.",
        "OpenAI cut the price of GPT-7 by 80 percent.",
        "Acme raised $5.2 billion and launched a fund for startups.",
        "The team upgraded to Python 3.12 and released the fix.",
        "Apple released iOS 26 for older phones.",
        "Section 5.2 was released to the press by the court.",
        "A meta-analysis released 2.1 million records, up 5.2%.",
        "It is gemini season, and 3 horoscopes were released.",
        "GPT-7 support is now available in Acme Cloud.",
        "Claude models are generally available in Microsoft Foundry today.",
        "What does GPT-7 cost?",
        "Germany launched a competition for AI labs.",
    ],
)
def test_what_states_no_release(sentence: str) -> None:
    """Negations, suppositions, comparisons, prices, other software, numbers, and words that only look like names."""
    assert read(sentence) == []


@pytest.mark.parametrize(
    ("words", "status", "day", "basis"),
    [
        ("OpenAI released GPT-7 today.", "released", "2025-11-26", "doc_date"),
        ("GPT-7 is now available to everyone.", "released", "2025-11-26", "doc_date"),
        ("OpenAI released GPT-7.", "released", None, None),
        ("OpenAI released GPT-7 on Monday.", "released", "2025-11-24", "relative"),
        ("OpenAI released GPT-7 yesterday.", "released", "2025-11-25", "relative"),
        ("OpenAI released GPT-7 ten days ago.", "released", "2025-11-16", "relative"),
        ("OpenAI released GPT-7 on 24 November.", "released", "2025-11-24", "in_text"),
        ("OpenAI released GPT-7 on Nov. 3, 2024.", "released", "2024-11-03", "in_text"),
        ("OpenAI released GPT-7 in April.", "released", "2025-04", "in_text"),
        ("OpenAI released GPT-7 last month.", "released", "2025-10", "relative"),
        ("OpenAI will release GPT-7 on December 9.", "announced", "2025-12-09", "in_text"),
        ("GPT-7 enters public preview on December 9.", "announced", "2025-12-09", "in_text"),
        ("OpenAI released GPT-7 on February 30.", "released", None, None),
    ],
)
def test_when_it_was(words: str, status: str, day: str | None, basis: str | None) -> None:
    """The day of the article, one in the text, or one reckoned from both; a month where no day is said."""
    [event] = read(words)
    assert (event.status, event.date, event.basis) == (status, day, basis)


def test_a_vendors_own_word_is_of_its_day() -> None:
    """What it brings out as it writes; what it tells in the past was some other day."""
    assert told("We are releasing Opus 9.5 to everyone.", publisher="Anthropic") == {
        ("Anthropic", "Claude Opus 9.5", "released", "2025-11-26")
    }
    assert told("Last spring we released Opus 9.5.", publisher="Anthropic") == {
        ("Anthropic", "Claude Opus 9.5", "released", None)
    }
    assert told("We\u2019re open-sourcing Gust, a tool for logs.", publisher="Acme Engineering") == {
        ("Acme", "Gust", "released", "2025-11-26")
    }


def test_several_at_once() -> None:
    """Each name in a list, with the family that the text leaves out; what they are compared with is none of them."""
    assert told("OpenAI shipped GPT-7 (and 7-Codex) today, ahead of Gemini 9.") >= {
        ("OpenAI", "GPT-7", "released", "2025-11-26")
    }
    assert {name for _, name, _, _ in told("Anthropic launched Claude Opus 9 and Sonnet 9, which beat GPT-7.")} == {
        "Claude Opus 9",
        "Claude Sonnet 9",
    }


def test_the_quote_is_the_sentence() -> None:
    """So that whoever reads it can check it, whatever stands around it."""
    text = "# News\n\nIt rained. **OpenAI** released `GPT-7` today. It rained again.\n"
    [event] = read(text)
    assert text[event.start : event.end] == "**OpenAI** released `GPT-7` today."


def test_three_hundred_products_in_one_sentence() -> None:
    """A list without end is read as far as it is one that a person would write."""
    names = ", ".join(f"Zephyr {number}.5" for number in range(300))
    assert len(read(f"Acme Labs released {names} and Breeze 1.5.")) <= 300


def test_an_article_without_a_date_has_only_days_in_full() -> None:
    """Nothing can be reckoned."""
    assert [event.date for event in read("OpenAI released GPT-7 yesterday.", published=None)] == [None]
    assert [event.date for event in read("OpenAI released GPT-7 on 24 November 2025.", published=None)] == [
        "2025-11-24"
    ]


PIECES = """OpenAI released GPT-7 ** ( ) \u2014 is available now 's Zephyr 2 , . and \ue000 $5.2 not today @acme_ai `
\u201c \u201d : in preview will called the of on February 31 https://acme.ai/x"""


@given(
    st.lists(st.sampled_from([*PIECES.split(), "\n"]), max_size=40).map(" ".join), st.dates(min_value=date(1990, 1, 1))
)
def test_whatever_stands_there_is_read_without_harm(text: str, published: date) -> None:
    """Every event has its sentence in the text, and a name that stands in what was read."""
    for event in read(text, published=published):
        assert 0 <= event.start < event.end <= len(text)
        assert event.name.strip()
