"""A reply as Slack messages: within Slack's limits, nothing lost, nothing acting."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply import Quote, Reply, Source
from bot.slack.blocks import Message, answer_messages, notice, shared_messages, text_messages
from bot.slack.text import escaped
from tests.platforms.slack_rules import block_faults

KEY = "slack:message:T1:C1:1767225600.000100"
HOSTILE = (
    "<!channel>",
    "<@U1>",
    "<https://evil.example|click>",
    "*bold*",
    "`code`",
    "&amp;",
    "\u202etext",
    "👩\u200d👧",
)
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=12))
TEXTS = st.builds(lambda words, times: " ".join(words) * times, st.lists(WORDS, min_size=1), st.integers(1, 400))
ADDRESSES = st.one_of(
    st.none(),
    st.integers(1, 3_000).map(lambda length: f"https://news.example/{'x' * length}#:~:text=quote"),
)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Draw a reply with up to five quotes of up to four sources, all of it hostile."""
    count = draw(st.integers(0, 5))
    source_of = [draw(st.integers(0, 3)) for _ in range(count)]
    quotes = tuple(
        Quote(
            number=number,
            text=draw(TEXTS),
            context=tuple(draw(st.lists(TEXTS, max_size=2))),
            earlier=draw(st.sampled_from([None, "9 December 2025"])),
            link=draw(ADDRESSES),
            passage=draw(TEXTS),
        )
        for number in range(1, count + 1)
    )
    sources = tuple(
        source(
            tuple(n for n in range(1, count + 1) if source_of[n - 1] == which),
            draw(st.text(max_size=1_000)),
            draw(ADDRESSES),
        )
        for which in dict.fromkeys(source_of)
    )
    return Reply(
        question=draw(TEXTS)[:2_000],
        asked=draw(st.one_of(st.none(), TEXTS)),
        note=draw(st.one_of(st.none(), st.just("The newest is of 2024."))),
        quotes=quotes,
        sources=sources,
        further=(),
        nearest=() if count else tuple(source((), draw(st.text(max_size=1_000)), draw(ADDRESSES)) for _ in range(3)),
        coverage="The corpus covers 2025.",
    )


def source(numbers: tuple[int, ...], title: str, address: str | None) -> Source:
    """Return a source of a publisher, without a date."""
    return Source(numbers=numbers, title=title, publisher="Outlet", date="undated", is_summary=False, link=address)


def elements(messages: tuple[Message, ...], kind: str) -> Iterator[dict[str, Any]]:
    """Yield the parts of rich text of a kind, in their order."""
    for message in messages:
        for block in message.blocks:
            if block["type"] == "rich_text":
                yield from (element for element in block["elements"] if element["type"] == kind)


def said(element: dict[str, Any]) -> str:
    """Return what an element of rich text says."""
    return "".join(part["text"] for part in element["elements"])


@given(replies(), st.booleans(), st.sampled_from([None, "Share to channel"]))
def test_slack_takes_every_message(reply: Reply, plain: bool, share: str | None) -> None:  # noqa: FBT001 - drawn
    """Whatever an article holds, the blocks keep to Slack's rules, and the text that stands for them is short."""
    for message in answer_messages(reply, KEY, share=share, plain_feedback=plain):
        assert block_faults(list(message.blocks), "message") == []
        assert len(message.text) < 4_000
        assert not set("<>") & set(message.text)
        assert len(json.dumps(message.blocks, ensure_ascii=False)) < 13_200
    for message in shared_messages(reply, KEY):
        assert block_faults(list(message.blocks), "message") == []


@given(replies())
def test_no_word_of_a_quote_and_no_source_is_lost(reply: Reply) -> None:
    """The quotes stand there in their order, whole, and each source has one line with its numbers and its title."""
    messages = answer_messages(reply, KEY, share=None)
    quoted = "".join(said(element) for element in elements(messages, "rich_text_quote"))
    expected = "".join(
        f"[{quote.number}] {'earlier: ' if quote.earlier else ''}"
        + "".join(f"{line}\n" for line in quote.context)
        + quote.text
        + (f", {quote.earlier}" if quote.earlier else "")
        for quote in reply.quotes
    )
    assert quoted == expected
    lines = [said(element) for element in elements(messages, "rich_text_section")]
    for each in reply.sources if reply.answered else reply.nearest:
        numbers = "".join(f"[{number}] " for number in each.numbers)
        assert sum(line.startswith(f"{numbers}{each.title or each.link or 'untitled'}") for line in lines) >= 1
    assert len(lines) == len(reply.sources if reply.answered else reply.nearest) + (
        0 if reply.answered else 2 if reply.nearest else 1
    )


@given(replies())
def test_the_buttons_stand_under_the_last_message_alone(reply: Reply) -> None:
    """However long the answer is, there is one set of buttons."""
    messages = answer_messages(reply, KEY, share="Share to channel")
    kinds = [[block["type"] for block in message.blocks] for message in messages]
    assert kinds[-1][-2:] == ["context_actions", "actions"]
    assert not any("actions" in each or "context_actions" in each for each in kinds[:-1])


@given(replies())
def test_an_answer_can_be_shown_without_blocks(reply: Reply) -> None:
    """For a Slack that takes none: all of the text, escaped, the addresses included."""
    messages = text_messages(reply)
    assert all(len(message.text) < 4_000 and not message.blocks for message in messages)
    whole = "".join(message.text for message in messages)
    assert not set("<>") & set(whole)
    assert all(escaped(quote.text) in whole for quote in reply.quotes)


SHORT = Reply(
    question="what does it cost?",
    asked="what does Zephyr cost?",
    note=None,
    quotes=(
        Quote(
            number=1,
            text="It costs $5.",
            context=("Prices:",),
            earlier=None,
            link="https://a.example/#:~:text=It",
            passage="P",
        ),
        Quote(
            number=2,
            text="It was $9.",
            context=(),
            earlier="1 May 2025",
            link="https://a.example/#:~:text=was",
            passage="P",
        ),
        Quote(number=3, text="Cheap.", context=(), earlier=None, link=None, passage="P"),
    ),
    sources=(source((1, 2), "A & B", "https://a.example/#:~:text=It"), source((3,), "note.txt", None)),
    further=(),
    nearest=(),
    coverage="",
)


def test_an_answer_is_one_message_with_quotes_then_sources_then_buttons() -> None:
    """The usual answer: what was asked, numbered quotes, a line a source, feedback, more sources and sharing."""
    [message] = answer_messages(SHORT, KEY, share="Share to channel")
    assert [block["type"] for block in message.blocks] == [
        "context",
        *["rich_text"] * 5,
        "context_actions",
        "actions",
    ]
    assert [said(element) for element in elements((message,), "rich_text_quote")] == [
        "[1] Prices:\nIt costs $5.",
        "[2] earlier: It was $9., 1 May 2025",
        "[3] Cheap.",
    ]
    buttons = message.blocks[-1]["elements"]
    assert [(button["action_id"], button["value"]) for button in buttons] == [("more_sources", KEY), ("share", KEY)]
    [feedback] = message.blocks[-2]["elements"]
    assert feedback["positive_button"]["value"] == f"good {KEY}"


def test_each_number_of_a_source_opens_its_own_quote() -> None:
    """Two quotes of one article have a link each; a source without an address has none."""
    first, second = (
        element["elements"] for element in elements(answer_messages(SHORT, KEY, share=None), "rich_text_section")
    )
    assert [part.get("url") for part in first] == [
        "https://a.example/#:~:text=It",
        None,
        "https://a.example/#:~:text=was",
        None,
        "https://a.example/#:~:text=It",
        None,
    ]
    assert [part["type"] for part in second] == ["text"] * 4
    assert said({"elements": second}) == "[3] note.txt, Outlet, undated"


def test_notifications_read_well() -> None:
    """The text that stands for the blocks is what they say, without addresses, escaped."""
    [message] = answer_messages(replace(SHORT, asked=None), KEY, share=None)
    assert message.text.splitlines()[0] == "[1] Prices:"
    assert "A &amp; B, Outlet, undated" in message.text
    assert "https" not in message.text


def test_an_unanswered_question_says_so_with_what_comes_nearest() -> None:
    """Nothing found, the nearest headlines, how far the corpus reaches; no sources to look at, but feedback."""
    nothing = replace(
        SHORT,
        asked=None,
        quotes=(),
        sources=(),
        nearest=(source((), "Near", "https://n.example"),),
        coverage="Until May.",
    )
    [message] = answer_messages(nothing, KEY, share=None)
    assert message.text == "I found nothing on that.\nNearest headlines:\nNear, Outlet, undated\nUntil May."
    assert message.blocks[-1]["type"] == "context_actions"


def test_plain_feedback_has_two_buttons() -> None:
    """Where Slack does not know feedback buttons, two plain ones say the same."""
    [message] = answer_messages(SHORT, KEY, share=None, plain_feedback=True)
    assert [button["value"] for button in message.blocks[-1]["elements"]] == [f"good {KEY}", f"bad {KEY}", KEY]


def test_a_shared_answer_shows_its_question() -> None:
    """Who reads it in the channel has not seen what was asked."""
    [message] = shared_messages(SHORT, KEY)
    assert "what does it cost?" in message.blocks[0]["elements"][0]["text"]
    assert not any(button["action_id"] == "share" for button in message.blocks[-1]["elements"])


@pytest.mark.parametrize("text", ["<!channel> & co", "x" * 7_000])
def test_a_notice_is_shown_as_it_is(text: str) -> None:
    """Whatever it quotes cannot act, and a long one is no fault."""
    message = notice(text)
    assert block_faults(list(message.blocks), "message") == []
    assert "".join(block["text"]["text"] for block in message.blocks) == text
