"""The store of requests: each is kept once, and what is open survives."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation import Request
from bot.reply import Quote, Reply, Source
from bot.store import Offer, Outcome, RequestStore, open_request_store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
REPLY = Reply(
    question="what is new?",
    asked="what is new as of May?",
    note=None,
    quotes=(
        Quote(number=1, text="“It ships.”", context=("Prices:",), earlier=None, link="https://a.example", passage="P"),
    ),
    sources=(Source(numbers=(1,), title="T", publisher=None, date="undated", is_summary=False, link=None),),
    further=(),
    nearest=(),
    coverage="The corpus covers nothing.",
)


def request(number: int = 1, **fields: object) -> Request:
    """Return a request in a thread of its own, asked ``number`` minutes after noon."""
    asked = Request(
        key=f"slack:message:T1:C1:{number}",
        platform="slack",
        user="U1",
        channel="C1",
        thread=str(number),
        text=f"question {number}",
        asked_at=NOON + timedelta(minutes=number),
        starts_thread=True,
        address={"response_url": "https://slack.example/1"},
    )
    return replace(asked, **fields)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RequestStore]:
    """A store on a data folder of its own."""
    with open_request_store(tmp_path) as opened:
        yield opened


def test_a_request_is_accepted_once(store: RequestStore, tmp_path: Path) -> None:
    """The same key is refused, also after a restart, whatever else is different."""
    assert store.accept(request())
    assert not store.accept(request(text="edited"))
    with open_request_store(tmp_path) as again:
        assert not again.accept(request())


def test_what_is_open_is_found_again_with_its_reply(store: RequestStore, tmp_path: Path) -> None:
    """Requests and replies come back as they were, oldest first; closed ones do not."""
    for number in (3, 1, 2):
        store.accept(request(number))
    store.keep(request(1).key, REPLY)
    store.close(request(2).key, Outcome.DELIVERED)
    with open_request_store(tmp_path) as again:
        assert again.open_requests("slack") == [(request(1), REPLY), (request(3), None)]
        assert again.open_requests("discord") == []


def test_a_reply_is_kept_after_its_request_is_closed(store: RequestStore) -> None:
    """What was answered can be shown again."""
    store.accept(request())
    assert store.reply(request().key) is None
    store.keep(request().key, REPLY)
    store.close(request().key, Outcome.DELIVERED)
    assert store.reply(request().key) == REPLY


def test_old_replies_are_forgotten(store: RequestStore) -> None:
    """A reply is kept for 90 days: its request stays, so that it is never answered again."""
    old = request(1, asked_at=datetime.now(UTC) - timedelta(days=91))
    new = request(2, asked_at=datetime.now(UTC) - timedelta(days=89))
    for each in (old, new):
        store.accept(each)
        store.keep(each.key, REPLY)
    store.accept(request(3))
    store.keep(request(3).key, REPLY)
    assert store.reply(old.key) is None
    assert store.reply(new.key) == REPLY
    assert not store.accept(old)


def test_a_thread_has_its_own_history(store: RequestStore) -> None:
    """What was asked before in the same thread counts, however long ago; other threads and channels do not."""
    for asked in (request(1), request(2, thread="1"), request(3), request(4, thread="1", channel="C2")):
        store.accept(asked)
    late = request(9_000, thread="1", starts_thread=False)
    assert store.history(late) == ("question 1", "question 2")


@pytest.mark.parametrize("outcome", [Outcome.LIMITED, Outcome.SILENT, Outcome.FAILED])
def test_what_was_not_answered_is_no_history(store: RequestStore, outcome: Outcome) -> None:
    """What was turned away, or said among people, is nothing to go on from."""
    store.accept(request(1))
    store.close(request(1).key, outcome)
    assert store.history(request(2, thread="1")) == ()


def test_a_new_line_in_a_direct_conversation_goes_on_from_the_last_hour(store: RequestStore) -> None:
    """There the threads are one conversation; after an hour another one begins."""
    store.accept(request(1, is_direct=True))
    store.accept(request(50, is_direct=True))
    assert store.history(request(70, is_direct=True)) == ("question 50",)


def test_history_is_bounded(store: RequestStore) -> None:
    """The last ten questions count."""
    for number in range(15):
        store.accept(request(number, thread="1"))
    assert store.history(request(20, thread="1")) == tuple(f"question {number}" for number in range(5, 15))


def test_somebody_was_answered_in_a_thread_once_an_answer_is_delivered(store: RequestStore) -> None:
    """What is open, silent or failed is no answer."""
    store.accept(request())
    assert store.answered_in("slack", "C1", "1") == set()
    store.close(request().key, Outcome.SILENT)
    assert store.answered_in("slack", "C1", "1") == set()
    store.close(request().key, Outcome.DELIVERED)
    assert store.answered_in("slack", "C1", "1") == {request().user}
    assert store.answered_in("slack", "C2", "1") == set()


def test_a_request_belongs_to_the_thread_that_its_answer_stands_in(store: RequestStore) -> None:
    """What is shared begins a thread, which goes on from there."""
    store.accept_with_reply(request(1), REPLY)
    store.close(request(1).key, Outcome.DELIVERED, "another")
    assert store.answered_in("slack", "C1", "another") == {request().user}
    assert store.history(request(2, thread="another")) == ("question 1",)


def test_what_is_shared_is_accepted_again_only_where_it_failed(store: RequestStore) -> None:
    """It is open with its reply, until it is told what became of it."""
    assert store.accept_with_reply(request(), REPLY)
    assert store.open_requests("slack") == [(request(), REPLY)]
    assert not store.accept_with_reply(request(), REPLY)
    store.close(request().key, Outcome.FAILED)
    assert store.accept_with_reply(request(), REPLY)
    store.close(request().key, Outcome.DELIVERED)
    assert not store.accept_with_reply(request(), REPLY)


def test_what_came_to_nothing_is_forgotten_after_a_week(store: RequestStore) -> None:
    """What was said among people need not be kept; what was answered is."""
    for number, outcome in enumerate((Outcome.SILENT, Outcome.LIMITED, Outcome.DELIVERED)):
        store.accept(request(number))
        store.close(request(number).key, outcome)
    store.accept(request(3))
    store.keep(request(3).key, REPLY)
    assert [store.accept(request(number)) for number in range(4)] == [True, True, False, False]


def test_what_is_pressed_is_taken_once(store: RequestStore) -> None:
    """A button's trigger counts once."""
    assert store.take("slack:trigger:1")
    assert not store.take("slack:trigger:1")


def test_the_last_reindexing_is_remembered(store: RequestStore) -> None:
    """One is kept: when, by whom, and how it ended."""
    assert store.last_reindexing() is None
    store.record_reindexing("slack:U1", "failed")
    store.record_reindexing("slack:U2", "3 articles")
    last = store.last_reindexing()
    assert last is not None
    assert (last.by, last.says) == ("slack:U2", "3 articles")


def test_limits_of_a_question_survive(store: RequestStore) -> None:
    """A day and a publisher come back as they were."""
    asked = request(since=date(2026, 2, 1), publisher="Outlet")
    store.accept(asked)
    assert store.request(asked.key) == asked


def test_a_request_is_found_in_the_thread_that_its_answer_stands_in(store: RequestStore) -> None:
    """Whoever goes on from an answer goes on where it stands."""
    store.accept(request())
    store.close(request().key, Outcome.DELIVERED, "another")
    assert store.request(request().key) == request(thread="another")
    assert store.request("unknown") is None


def test_a_private_answer_that_could_not_be_delivered_is_found_by_its_asker(store: RequestStore) -> None:
    """The newest first; what was delivered, had no answer, was public or was another's is not among them."""
    now = datetime.now(UTC)
    kept = [request(number, is_private=True, asked_at=now + timedelta(minutes=number)) for number in (1, 2)]
    for each in (*kept, request(3), request(4, is_private=True, user="U2"), request(5, is_private=True)):
        store.accept(each)
        store.keep(each.key, REPLY)
        store.close(each.key, Outcome.FAILED)
    store.accept(request(6, is_private=True))
    store.close(request(6).key, Outcome.FAILED)
    store.close(request(5).key, Outcome.DELIVERED)
    assert store.undelivered("slack", "U1") == kept[::-1]
    assert store.undelivered("discord", "U1") == []


def test_direct_channels_are_those_of_late(store: RequestStore) -> None:
    """Each once, that of the last question first; channels that others read are none."""
    for number, channel in enumerate(("D1", "D2", "D1", "D3")):
        store.accept(request(number, channel=channel, is_direct=channel != "D3"))
    assert store.direct_channels("slack", NOON) == ["D1", "D2"]
    assert store.direct_channels("slack", NOON + timedelta(minutes=2)) == ["D1"]


def test_what_a_platform_was_told_is_remembered(store: RequestStore) -> None:
    """The last word counts, for each platform by itself."""
    assert store.told("discord") is None
    store.record_told("discord", "one")
    store.record_told("discord", "two")
    assert (store.told("discord"), store.told("slack")) == ("two", None)


def test_an_offer_is_kept_for_some_days(store: RequestStore, tmp_path: Path) -> None:
    """Its key finds it after a restart; what nobody took is forgotten, and no key finds anything else."""
    key = store.keep_offer("https://a.example/1", "https://a.example/feed.xml")
    with open_request_store(tmp_path) as again:
        assert again.offer(key) == Offer(key=key, address="https://a.example/1", feed="https://a.example/feed.xml")
    assert store.offer("another") is None
    with closing(sqlite3.connect(tmp_path / "newsdesk.db")) as database, database:
        database.execute("UPDATE offer SET at = at - 6 * 86400 - 1")
    assert store.offer(key) is None
    store.keep_offer("https://a.example/2", None)
    with closing(sqlite3.connect(tmp_path / "newsdesk.db")) as database:
        assert database.execute("SELECT address FROM offer").fetchall() == [("https://a.example/2",)]


def test_what_came_to_nothing_can_be_taken_again(store: RequestStore) -> None:
    """Once it is given back."""
    assert store.take("offer:1")
    assert not store.take("offer:1")
    store.give_back("offer:1")
    assert store.take("offer:1")
