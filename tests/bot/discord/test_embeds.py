"""A reply as Discord messages: within Discord's limits, nothing lost, nothing acting."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import SHARE_TIMELINE, SHARING, Card, Choice, preview_card, sources_card
from bot.discord.embeds import Message, answer_messages, card_messages, notices, offer, passage_messages
from bot.latest import MOST_WANTED
from bot.reply import Quote, Reply, Source, one_line
from bot.timeline.entry import Picture
from bot.timeline.releases import title_of
from tests.bot.drawn import SHORT, replies, source
from tests.bot.drawn_releases import release_histories, release_pages
from tests.bot.drawn_sources import cards, found, pages, state
from tests.platforms.discord_rules import Json, message_errors, warnings
from tests.platforms.discord_text import Reading, read_message

KEY = "discord:share:discord:interaction:1234567890123456789"
UNTIMED = settings(deadline=None, max_examples=12)


def payload(message: Message) -> Json:
    """Return a message as it goes over the wire, but for its picture."""
    embed = {"description": message.text, **({"footer": {"text": message.footer}} if message.footer else {})}
    return {
        **({"content": message.text} if message.picture else {"embeds": [embed]}),
        "components": [
            {
                "type": 1,
                "components": [
                    {"type": 2, "style": 2, "label": button.label, "custom_id": button.custom_id}
                    for button in message.buttons
                ],
            }
        ]
        * bool(message.buttons),
        "allowed_mentions": {"parse": []},
    }


def read(messages: tuple[Message, ...]) -> list[Reading]:
    """Return how a client shows messages."""
    return [read_message(payload(message)) for message in messages]


def words(text: str) -> str:
    """Return a text without its blanks."""
    return "".join(text.split())


@UNTIMED
@given(replies())
def test_discord_takes_every_message(reply: Reply) -> None:
    """Whatever an article holds, the messages keep to Discord's rules, and nothing in them mentions anybody."""
    messages = (
        *answer_messages(reply, KEY, above=reply.question, footer="Go on.", can_share=True, can_follow_up=True),
        *(passage_messages(reply) if reply.answered else ()),
        offer(reply.question, KEY),
    )
    assert [error for message in messages if (error := message_errors(payload(message)))] == []
    assert [warning for message in messages for warning in warnings(payload(message))] == []
    assert [reading.pings for reading in read(messages) if reading.pings] == []


@UNTIMED
@given(replies())
def test_no_word_of_a_quote_and_no_source_is_lost(reply: Reply) -> None:
    """The quotes stand there in their order, whole, and each source has a line with its numbers, title and date."""
    seen = words("".join(reading.visible for reading in read(answer_messages(reply, KEY))))
    place = 0
    for quote in reply.quotes:
        number = words(f"[{quote.number}]{'earlier:' if quote.earlier else ''}")
        later = f", {quote.earlier}" if quote.earlier else ""
        expected = words("".join(quote.context)) + number + words(quote.text + later)
        place = seen.index(expected, place) + len(expected)
    for each in reply.sources if reply.answered else reply.nearest:
        title = (each.title.strip() or each.link or "untitled")[:40]
        numbers = "".join(f"[{number}]" for number in each.numbers)
        place = seen.index(words(numbers + title), place)
        place = seen.index(words(", Outlet, undated"), place)


@UNTIMED
@given(replies())
def test_no_link_is_there_but_those_of_the_sources(reply: Reply) -> None:
    """What looks like a link in an article or a question is none."""
    ours = {link.partition("#")[0] for link in _links(reply)}
    readings = read((*answer_messages(reply, KEY, above=reply.question), *passage_messages(reply)))
    assert {url.partition("#")[0] for reading in readings for _, url in reading.links} <= ours


def _links(reply: Reply) -> list[str]:
    sources: list[Quote | Source] = [*reply.quotes, *reply.sources, *reply.nearest]
    return [each.link for each in sources if each.link]


@UNTIMED
@given(replies())
def test_the_buttons_stand_under_the_last_message_alone(reply: Reply) -> None:
    """However long the answer is, there is one set of buttons, with what the answer allows."""
    *earlier, last = answer_messages(reply, KEY, can_share=True, can_follow_up=True)
    assert [message.buttons for message in earlier if message.buttons] == []
    answered = ["follow_up", "more_sources", "good", "bad", "share"]
    assert [button.asks for button in last.buttons] == (answered if reply.answered else ["follow_up", "good", "bad"])


def test_two_million_characters_are_no_fault() -> None:
    """An article without a blank or a line becomes many messages, with nothing lost and the source at the end."""
    endless = replace(SHORT, quotes=(replace(SHORT.quotes[0], text="x" * 2_000_000), *SHORT.quotes[1:]))
    messages = answer_messages(endless, KEY)
    assert [error for message in messages if (error := message_errors(payload(message)))] == []
    assert sum(message.text.count("x") for message in messages) >= 2_000_000
    assert "[3] note.txt, Outlet, undated" in read(messages[-1:])[0].visible


def test_an_answer_is_one_message_with_quotes_then_sources_then_buttons() -> None:
    """The usual answer: what was asked, numbered quotes, a line a source."""
    messages = answer_messages(SHORT, KEY, footer="Go on.")
    [reading] = read(messages)
    assert list(filter(None, reading.visible.splitlines())) == [
        "Asked: what does Zephyr cost?",
        "Prices:",
        "[1] It costs $5.",
        "[2] earlier: It was $9., 1 May 2025",
        "[3] Cheap.",
        "[1] [2] A & B, Outlet, undated",
        "[3] note.txt, Outlet, undated",
        "Go on.",
    ]


def test_each_number_of_a_source_opens_its_own_quote() -> None:
    """Two quotes of one article have a link each; a source without an address has none."""
    [reading] = read(answer_messages(SHORT, KEY))
    assert reading.links == (
        ("[1]", "https://a.example/#:~:text=It"),
        ("[2]", "https://a.example/#:~:text=was"),
        ("A & B", "https://a.example/#:~:text=It"),
    )


def test_a_source_with_five_long_links_keeps_them_all() -> None:
    """Each of its numbers keeps its link, and its title too, under the longest names there are."""
    addresses = [f"https://a.example/{number}".ljust(1_200, "x") for number in range(5)]
    quotes = tuple(replace(SHORT.quotes[2], number=number, link=address) for number, address in enumerate(addresses, 1))
    longest = replace(source((1, 2, 3, 4, 5), "*" * 900, addresses[0]), publisher="*" * 900)
    messages = answer_messages(replace(SHORT, quotes=quotes, sources=(longest,)), KEY)
    assert [error for message in messages if (error := message_errors(payload(message)))] == []
    assert [url for reading in read(messages) for _, url in reading.links] == [*addresses, addresses[0]]


def test_an_unanswered_question_says_so_with_what_comes_nearest() -> None:
    """Nothing found, the nearest headlines, how far the corpus reaches."""
    nothing = replace(
        SHORT,
        asked=None,
        quotes=(),
        sources=(),
        nearest=(source((), "Near", "https://n.example"),),
        coverage="Until May.",
    )
    [reading] = read(answer_messages(nothing, KEY))
    assert [line.strip("• ") for line in reading.visible.splitlines()] == [
        "I found nothing on that.",
        "Nearest headlines:",
        "Near, Outlet, undated",
        "Until May.",
    ]
    assert reading.links == (("Near", "https://n.example"),)


@pytest.mark.parametrize("text", ["@everyone **co**", "x" * 9_000, "• /newsdesk help: what I can do\n- 1. list"])
def test_a_notice_is_shown_as_it_is(text: str) -> None:
    """Whatever it quotes cannot act, and a long one is no fault."""
    messages = notices(text)
    assert [error for message in messages if (error := message_errors(payload(message)))] == []
    assert words("".join(reading.visible for reading in read(messages))) == words(text)


@UNTIMED
@given(cards)
def test_discord_takes_every_card(card: Card) -> None:
    """Whatever the web holds, the messages keep to Discord's rules; nobody is mentioned, and links say where to."""
    messages = card_messages(card)
    assert [error for message in messages if (error := message_errors(payload(message)))] == []
    assert [warning for message in messages for warning in warnings(payload(message))] == []
    assert [reading.pings for reading in read(messages) if reading.pings] == []
    assert {label for reading in read(messages) for label, _ in reading.links} <= {"news.example"}
    assert all(len(button.custom_id) <= 100 for message in messages for button in message.buttons)


@UNTIMED
@given(pages)
def test_a_page_of_sources_is_one_message(page: Card) -> None:
    """So that another can take its place."""
    assert len(card_messages(page)) == 1


@UNTIMED
@given(st.one_of(release_pages, release_histories))
def test_discord_takes_every_card_of_releases(card: Card) -> None:
    """Whatever articles hold, and however much; a page is one message, so that another can take its place."""
    messages = card_messages(card, can_share=True)
    is_page = any(choice.asks not in SHARING for choice in card.choices)
    assert not is_page or len(messages) == 1
    assert [error for message in messages if (error := message_errors(payload(message)))] == []
    assert [warning for message in messages for warning in warnings(payload(message))] == []
    assert [reading.pings for reading in read(messages) if reading.pings] == []
    assert all(len(button.custom_id) <= 100 for message in messages for button in message.buttons)


@UNTIMED
@given(st.text(min_size=1, max_size=MOST_WANTED // 2))
def test_nothing_in_the_name_of_a_timeline_acts(wanted: str) -> None:
    """It stands above the picture, within the limits of what is no embed."""
    drawn = Picture(png=b"", alt_text="A timeline.", shown=1, left_out=0)
    share = Choice(label="Share to channel", asks=SHARE_TIMELINE, key=wanted)
    card = Card(heading=title_of(one_line(wanted)), picture=drawn, choices=(share,))
    for can_share in (True, False):
        [message] = card_messages(card, can_share=can_share)
        assert message_errors(payload(message)) is None
        assert warnings(payload(message)) == []
        assert (message.picture, len(message.buttons)) == (drawn, can_share)


def test_a_page_of_sources_has_buttons_to_the_others() -> None:
    """Each carries the number of its page."""
    many = [state(title="*" * 5_000, error="@" * 5_000, location=f"https://a.example/{'é' * 190}")] * 99
    [message] = card_messages(sources_card(many, 2))
    [reading] = read((message,))
    assert reading.visible.startswith("99 sources, 99 failing. Page 2 of ")
    assert message_errors(payload(message)) is None
    assert [(button.label, button.custom_id) for button in message.buttons] == [
        ("Previous", "previous_sources 1"),
        ("Next", "next_sources 3"),
    ]


def test_a_preview_shows_what_would_be_added() -> None:
    """Title, host, how many articles and the headlines; the last message has the buttons."""
    [message] = card_messages(preview_card(found("T", "One", "@everyone [x](http://evil)"), None, "KEY"))
    [reading] = read((message,))
    assert [line for line in reading.visible.splitlines() if line] == [
        "Add this feed?",
        "T, a.example: 40 articles listed",
        "Its address: https://a.example/feed.xml",
        "Last headlines:",
        "• One, 20 August 2026",
        "• @everyone [x](http://evil), 20 August 2026",
    ]
    assert list(reading.links) == [("a.example", "https://a.example/feed.xml")]
    assert [button.custom_id for button in message.buttons] == ["add_source KEY", "cancel_offer KEY"]
