"""The modal with whole passages, and the Home tab."""

from dataclasses import replace

from hypothesis import given

from bot.cards import failing_parts
from bot.reply import Quote, Reply, Source
from bot.slack.views import AdminHome, home_view, missing_view, searching_view, sources_view
from tests.bot.drawn import SHORT, replies, source
from tests.bot.drawn_sources import state
from tests.bot.slack.test_blocks import UNTIMED, texts
from tests.platforms.slack_rules import view_faults
from tests.platforms.slack_text import read_blocks


def shown(view: dict[str, object]) -> str:
    """Return what a reader sees."""
    assert view_faults(view) == []
    return read_blocks(view["blocks"]).visible  # type: ignore[arg-type]


@UNTIMED
@given(replies())
def test_slack_takes_every_modal(reply: Reply) -> None:
    """However long the passages are, the modal keeps to Slack's rules."""
    further = tuple(replace(each, passage=reply.question) for each in (*reply.sources, *reply.nearest))
    view = sources_view(replace(reply, further=further))
    assert view_faults(view) == []
    assert all(0 < len(text) <= 3_000 for text in texts(view, "text"))


def test_the_modal_shows_whole_passages_with_their_sources() -> None:
    """First those of the quotes, by number; then what was read and not quoted."""
    quotes = tuple(replace(quote, passage=f"passage {quote.number}") for quote in SHORT.quotes)
    read = Source(
        numbers=(), title="Other", publisher=None, date="undated", is_summary=False, link=None, passage="passage 4"
    )
    text = shown(sources_view(replace(SHORT, quotes=quotes, further=(read,))))
    places = [text.index(said) for said in ("[1] A & B", "passage 1", "passage 2", "[3] note.txt", "passage 3")]
    places += [text.index(said) for said in ("Also read, not quoted", "Other, undated", "passage 4")]
    assert places == sorted(places)


def test_each_passage_opens_at_its_own_quote() -> None:
    """The title above a passage is linked to the quote that it holds."""
    second = sources_view(SHORT)["blocks"][2]
    links = [part.get("url") for part in second["elements"][0]["elements"]]
    assert "https://a.example/#:~:text=was" in links


def test_a_passage_that_is_far_too_long_is_cut() -> None:
    """A modal has a size, and says that it goes on."""
    long = Quote(number=1, text="q", context=(), earlier=None, link=None, passage="word " * 100_000)
    text = shown(sources_view(replace(SHORT, quotes=(long,), sources=(source((1,), "A", None),))))
    assert text.rstrip().endswith("…")


def test_the_modals_before_and_without_an_answer_are_short() -> None:
    """One says that it is searching, the other that the answer is gone."""
    assert "Looking" in shown(searching_view())
    assert "no longer kept" in shown(missing_view())


def test_the_home_tab_says_what_newsdesk_is_and_how_fresh() -> None:
    """Everybody sees what it does, examples, and how far the articles reach; nothing to administrate."""
    view = home_view(examples=["What is new?"], coverage="1 May 2025 to 2 May 2025", admin=None)
    text = shown(view)
    assert "What is new?" in text
    assert "1 May 2025 to 2 May 2025" in text
    assert "Re-index" not in text


def test_the_home_tab_of_administrators_has_counts_what_fails_and_buttons() -> None:
    """They see the counts, the sources that fail, what was done last, and how far that is which is at work."""
    failing = failing_parts([state(title="<!here>", error="it answers 503")])
    admin = AdminHome(
        counts={"Articles": "<!channel> 3"},
        failing=failing,
        last_work="yesterday",
        at_work="Refreshing now. Reading: 5",
    )
    view = home_view(examples=["What is new?"], coverage="none", admin=admin)
    text = shown(view)
    for said in ("Articles: <!channel> 3", "Last work: yesterday", "Refreshing now. Reading: 5", "1 source failing:"):
        assert said in text
    assert "<!here>, a.example: feed" in text
    assert "⚠ failed 1 time: it answers 503" in text
    assert [button["action_id"] for button in view["blocks"][-1]["elements"]] == ["refresh", "reindex"]


def test_a_thousand_failing_sources_fit_into_the_home_tab() -> None:
    """The first of them are listed, with the longest names and errors there are."""
    worst = [state(title="&" * 5_000, error='"' * 5_000, location=f"https://a.example/{'x' * 280}")] * 1_000
    admin = AdminHome(counts={}, failing=failing_parts(worst), last_work="", at_work=None)
    assert "… and 995 more:" in shown(home_view(examples=["?"], coverage="none", admin=admin))
