"""A reply as Slack messages: within Slack's limits, nothing lost, nothing acting."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import SHARING, Card, preview_card, sources_card
from bot.reply import Reply
from bot.slack.blocks import Message, answer_messages, card_messages, notice, offer, text_messages
from bot.slack.text import escaped
from tests.bot.drawn import SHORT, replies, source
from tests.bot.drawn_releases import release_histories, release_pages
from tests.bot.drawn_sources import cards, found, pages, state
from tests.platforms.slack_rules import block_faults
from tests.platforms.slack_text import read_blocks

KEY = "slack:message:T1:C1:1767225600.000100"
UNTIMED = settings(deadline=None, max_examples=50)


def elements(messages: tuple[Message, ...], kind: str) -> Iterator[dict[str, Any]]:
    """Yield the parts of rich text of a kind, in their order."""
    for message in messages:
        for block in message.blocks:
            if block["type"] == "rich_text":
                yield from (element for element in block["elements"] if element["type"] == kind)


def said(element: dict[str, Any]) -> str:
    """Return what an element of rich text says."""
    return "".join(part["text"] for part in element["elements"])


def texts(value: object, name: str) -> Iterator[str]:
    """Yield every text of a name within blocks, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item, name)
    if isinstance(value, dict):
        if isinstance(value.get(name), str):
            yield value[name]
        yield from texts([*value.values()], name)


def faults(message: Message) -> list[str]:
    """Return what Slack would not take: by its rules, and by how much it takes, as others have measured it."""
    blocks = list(message.blocks)
    return [
        *block_faults(blocks, "message"),
        *(f"{len(each)} characters are too many" for each in texts(blocks, "text") if not 0 < len(each) <= 3_000),
        *(f"{len(each)} characters of address" for each in texts(blocks, "url") if len(each) > 3_000),
        *(["the message is too long"] if len(json.dumps(blocks, ensure_ascii=False)) > 11_000 else []),
        *(["the text for it is too long"] if len(message.text) >= 4_000 else []),
        *(["something in the text for it could act"] if set("<>") & set(message.text) else []),
    ]


@UNTIMED
@given(replies(), st.booleans(), st.sampled_from([None, "Share to channel"]))
def test_slack_takes_every_message(reply: Reply, plain: bool, share: str | None) -> None:  # noqa: FBT001 - drawn
    """Whatever an article holds, the blocks keep to Slack's rules, and the text that stands for them is short."""
    messages = (
        *answer_messages(reply, KEY.ljust(255, "0"), share=share, plain_feedback=plain),
        *answer_messages(reply, KEY, is_shared=True),
        offer(reply.question, KEY),
    )
    assert [fault for message in messages for fault in faults(message)] == []


@UNTIMED
@given(replies())
def test_no_word_of_a_quote_and_no_source_is_lost(reply: Reply) -> None:
    """The quotes stand there in their order, whole, and each source has one line with its numbers, title and date."""
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
    if not reply.answered:
        assert lines == ["I found nothing on that.", "Nearest headlines:"]
        lines = [said(item) for element in elements(messages, "rich_text_list") for item in element["elements"]]
    for line, each in zip(lines, reply.sources if reply.answered else reply.nearest, strict=True):
        numbers = "".join(f"[{number}] " for number in each.numbers)
        assert line.startswith(f"{numbers}{(each.title.strip() or each.link or 'untitled')[:40]}")
        assert line.endswith(", Outlet, undated")


def test_a_source_with_five_long_links_fits_into_one_message() -> None:
    """Each of its numbers keeps its link, and its title too, under the longest names and keys there are."""
    addresses = [f"https://a.example/{number}".ljust(1_200, "x") for number in range(5)]
    quotes = tuple(replace(SHORT.quotes[2], number=number, link=address) for number, address in enumerate(addresses, 1))
    longest = replace(source((1, 2, 3, 4, 5), '"' * 900, addresses[0]), publisher='"' * 900)
    reply = replace(SHORT, quotes=quotes, sources=(longest,))
    messages = answer_messages(reply, "k" * 255, share="Share to channel", plain_feedback=True)
    assert [fault for message in messages for fault in faults(message)] == []
    assert [*texts(list(messages[-1].blocks), "url")] == [*addresses, addresses[0]]


def test_two_million_characters_are_no_fault() -> None:
    """An article without a blank or a line becomes many messages, with nothing lost and the source at the end."""
    endless = replace(SHORT, quotes=(replace(SHORT.quotes[0], text="x" * 2_000_000), *SHORT.quotes[1:]))
    messages = answer_messages(endless, KEY, share=None)
    assert [fault for message in messages for fault in faults(message)] == []
    assert "".join(map(said, elements(messages, "rich_text_quote"))).count("x") == 2_000_000
    assert messages[0].text.startswith("[1] Prices:\n")
    assert len([*elements(messages[-1:], "rich_text_section")]) == 2


@UNTIMED
@given(replies())
def test_the_buttons_stand_under_the_last_message_alone(reply: Reply) -> None:
    """However long the answer is, there is one set of buttons."""
    messages = answer_messages(reply, KEY, share="Share to channel")
    kinds = [block["type"] for message in messages for block in message.blocks]
    buttons = ["context_actions", "actions"] if reply.answered else ["context_actions"]
    assert [kind for kind in kinds if "actions" in kind] == buttons
    assert [block["type"] for block in messages[-1].blocks][-len(buttons) :] == buttons


@UNTIMED
@given(replies())
def test_an_answer_can_be_shown_without_blocks(reply: Reply) -> None:
    """For a Slack that takes none: all of the text, escaped, the addresses included."""
    messages = text_messages(reply)
    assert all(len(message.text) < 4_000 and not message.blocks for message in messages)
    whole = "".join(message.text for message in messages)
    assert not set("<>") & set(whole)
    assert all(escaped(quote.text) in whole for quote in reply.quotes)


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
    """The text that stands for the blocks begins with the first quote, and is escaped, without addresses."""
    [message] = answer_messages(replace(SHORT, note="There may be later news."), KEY, share=None)
    assert message.text.splitlines() == [
        "[1] Prices:",
        "It costs $5.",
        "[2] earlier: It was $9., 1 May 2025",
        "[3] Cheap.",
        "[1] [2] A &amp; B, Outlet, undated",
        "[3] note.txt, Outlet, undated",
        "Asked: what does Zephyr cost?",
        "There may be later news.",
    ]


def test_what_has_no_title_or_a_long_one_is_a_readable_line() -> None:
    """It is named by its address; a name without end is cut, its date is not."""
    unnamed, endless = source((1, 2), " ", "https://a.example/"), source((3,), "word " * 900, None)
    messages = answer_messages(replace(SHORT, sources=(unnamed, endless)), KEY, share=None)
    first, second = map(said, elements(messages, "rich_text_section"))
    assert first == "[1] [2] https://a.example/, Outlet, undated"
    assert len(second) < 300
    assert second.endswith("word …, Outlet, undated")


def test_an_address_that_is_too_long_is_linked_without_its_fragment_or_not_at_all() -> None:
    """Slack takes no address without end: the page is linked instead of the passage, or nothing."""
    long = "x" * 2_000
    for address, linked in ((f"https://a.example/#{long}", ["https://a.example/"]), (f"https://a.example/{long}", [])):
        reply = replace(SHORT, quotes=SHORT.quotes[2:], sources=(source((3,), "A", address),))
        [message] = answer_messages(reply, KEY, share=None)
        assert [*texts(list(message.blocks), "url")] == linked


def test_an_unanswered_question_says_so_with_what_comes_nearest() -> None:
    """Nothing found, the nearest headlines, how far the corpus reaches; feedback, and what was read, if any was."""
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
    assert [*texts(list(message.blocks), "url")] == ["https://n.example"]
    assert message.blocks[-1]["type"] == "context_actions"
    [read] = answer_messages(replace(nothing, further=nothing.nearest), KEY, share="Share to channel")
    assert [button["action_id"] for button in read.blocks[-1]["elements"]] == ["more_sources"]


def test_plain_feedback_has_two_buttons() -> None:
    """Where Slack does not know feedback buttons, two plain ones say the same."""
    [message] = answer_messages(SHORT, KEY, share=None, plain_feedback=True)
    assert [button["value"] for button in message.blocks[-1]["elements"]] == [f"good {KEY}", f"bad {KEY}", KEY]


def test_a_shared_answer_shows_its_question() -> None:
    """Who reads it in the channel has not seen what was asked."""
    [message] = answer_messages(SHORT, KEY, is_shared=True)
    assert said(next(elements((message,), "rich_text_section"))) == "Shared: “what does it cost?”"
    assert not any(button["action_id"] == "share" for button in message.blocks[-1]["elements"])


@pytest.mark.parametrize("text", ["<!channel> & co", "x" * 7_000])
def test_a_notice_is_shown_as_it_is(text: str) -> None:
    """Whatever it quotes cannot act, and a long one is no fault."""
    message = notice(text)
    assert faults(message) == []
    assert "".join(block["text"]["text"] for block in message.blocks) == text


@UNTIMED
@given(cards)
def test_slack_takes_every_card(card: Card) -> None:
    """Whatever the web holds, and however much, it fits into the five messages by which a command is answered."""
    messages = card_messages(card)
    assert len(messages) <= 4, "one may have said that it takes a while"
    assert [fault for message in messages for fault in faults(message)] == []
    labels = {element["text"] for message in messages for element in links(list(message.blocks))}
    assert labels <= {"news.example"}
    assert [pings for message in messages if (pings := read_blocks(list(message.blocks)).pings)] == []


def links(value: object) -> Iterator[dict[str, Any]]:
    """Yield every link within blocks, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from links(item)
    if isinstance(value, dict):
        if value.get("type") == "link":
            yield value
        yield from links([*value.values()])


@UNTIMED
@given(pages)
def test_a_page_of_sources_is_one_message(page: Card) -> None:
    """So that another can take its place."""
    assert len(card_messages(page)) == 1


@UNTIMED
@given(st.one_of(release_pages, release_histories))
def test_slack_takes_every_card_of_releases(card: Card) -> None:
    """Whatever articles hold, and however much; a page is one message, so that another can take its place."""
    messages = card_messages(card)
    is_page = any(choice.asks not in SHARING for choice in card.choices)
    assert len(messages) <= (1 if is_page else 4)
    assert [fault for message in messages for fault in faults(message)] == []
    assert [pings for message in messages if (pings := read_blocks(list(message.blocks)).pings)] == []
    assert all(len(button["value"]) <= 2_000 for message in messages for button in _buttons(message))


def _buttons(message: Message) -> list[dict[str, Any]]:
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def test_a_page_of_sources_has_buttons_to_the_others() -> None:
    """Each carries the number of its page."""
    many = [state(title='"' * 5_000, error='"' * 5_000, location=f"https://a.example/{'é' * 190}")] * 99
    [message] = card_messages(sources_card(many, 2))
    assert read_blocks(list(message.blocks)).visible.startswith("99 sources, 99 failing. Page 2 of ")
    assert faults(message) == []
    buttons = message.blocks[-1]["elements"]
    assert [(button["text"]["text"], button["action_id"], button["value"]) for button in buttons] == [
        ("Previous", "previous_sources", "1"),
        ("Next", "next_sources", "3"),
    ]


def test_a_preview_shows_what_would_be_added() -> None:
    """Title, host, how many articles, the headlines, and what the page was that named it; buttons carry the key."""
    [message] = card_messages(
        preview_card(found("T", "One", "Two", named_by="https://a.example/"), "https://a.example/2", "KEY")
    )
    assert read_blocks(list(message.blocks)).visible.strip().splitlines() == [
        "Add this feed?",
        "T, a.example: 40 articles listed",
        "https://a.example/ names this feed, which would be added in its place: https://a.example/feed.xml",
        "Last headlines:",
        "• One, 20 August 2026",
        "• Two, 20 August 2026",
        "The page names a feed, too: https://a.example/2",
    ]
    buttons = message.blocks[-1]["elements"]
    assert [(button["action_id"], button["value"]) for button in buttons] == [
        ("add_source", "KEY"),
        ("see_feed", "KEY"),
        ("cancel_offer", "KEY"),
    ]
