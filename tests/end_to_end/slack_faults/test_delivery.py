"""Delivery: each question is answered once, whatever Slack sends again, refuses or does not confirm."""

import random
from functools import partial

import pytest

from tests.end_to_end.faults import MODELS, SOAK, price, question
from tests.end_to_end.slack_faults.conftest import (
    ask,
    ask_all,
    assert_answered,
    assert_answered_once,
    settle,
    wait_for_answers,
)
from tests.platforms.running import new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Call, Posted

EVENTS = 1000 if SOAK else 100
CHANNELS = EVENTS // 10
FAILURES = 3 if SOAK else 1  # the bot waits twice as long after each
AT_ONCE = 8 if SOAK else 2  # each waits for the one before it


def posts(slack: SlackServer, asked: Posted) -> list[Call]:
    """Return the tries to post into the channel of a message, in their order."""
    return [call for call in slack.calls_of("chat.postMessage") if call.arguments["channel"] == asked.channel]


class Audience:
    """Asks all questions, some by mention and most directly, and has Slack send some of it again."""

    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack
        self._channels = [new_channel() for _ in range(CHANNELS)]
        self.chance = random.Random(5)  # noqa: S311 - the same order each time
        self.asked: dict[Posted, int] = {}

    def ask(self, *, in_channel: bool) -> None:
        """Ask by a mention in a channel, of which Slack tells twice, or directly."""
        number = self.chance.choice(MODELS)
        if in_channel:
            asked = ask(self._slack, number, channel=self.chance.choice(self._channels))
        else:
            asked = self._slack.direct(question(number), user=new_user())
        self.asked[asked] = number

    def again(self, *, with_retry: bool) -> None:
        """Send one of the last events again, which may be in work, or be answered."""
        message = self.chance.choice([*self.asked][-5:])
        self._slack.redeliver(self.chance.choice(message.deliveries), with_retry=with_retry)


@pytest.mark.soak
@pytest.mark.usefixtures("bot")
def test_of_events_with_three_in_ten_sent_again_each_question_is_answered_once(
    slack: SlackServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 1,000 events, 300 of them second ones in every form and order, come exactly 700 answers, each in its place."""
    audience, before = Audience(slack), (len(slack.deliveries), len(slack.messages))
    tenth = EVENTS // 10
    steps = [
        *[partial(audience.ask, in_channel=True)] * tenth,
        *[partial(audience.ask, in_channel=False)] * (6 * tenth),
        *[partial(audience.again, with_retry=True)] * tenth,
        *[partial(audience.again, with_retry=False)] * tenth,
    ]
    first, *others = steps
    audience.chance.shuffle(others)
    for step in (first, *others):
        step()
    wait_for_answers(slack, audience.asked, timeout=60 + EVENTS)
    events, answers = len(slack.deliveries) - before[0], len(slack.messages) - before[1]
    assert (events, len(audience.asked)) == (EVENTS, 7 * tenth)
    assert_answered_once(slack, audience.asked)
    with capsys.disabled():
        print(f"\n{events} events, {len(audience.asked)} questions: {answers} answers, none late, none twice")


@pytest.mark.usefixtures("bot")
def test_what_is_sent_again_after_the_answer_is_no_second_question(slack: SlackServer) -> None:
    """An event that comes again once its answer stands there, by retry or under a new id, is not answered again."""
    asked = ask(slack)
    wait_for_answers(slack, [asked])
    for delivery in asked.deliveries:
        slack.redeliver(delivery)
        slack.redeliver(delivery, with_retry=False)
    assert_answered_once(slack, {asked: 6})


@pytest.mark.usefixtures("bot")
def test_a_429_is_obeyed(slack: SlackServer) -> None:
    """Nothing is posted before the time that Slack named, whoever else has an answer due; then all of it is."""
    slack.fail("chat.postMessage", "ratelimited", status=429, retry_after=2)
    before, channel = len(slack.calls_of("chat.postMessage")), new_channel()
    asked = ask_all(slack, 2, channel=channel) | {ask(slack): 6}
    wait_for_answers(slack, asked)
    refused, *later = slack.calls_of("chat.postMessage")[before:]
    assert refused.error == "ratelimited"
    assert [call.time - refused.time for call in later if call.time - refused.time < 2] == []
    assert_answered_once(slack, asked)


@pytest.mark.soak
@pytest.mark.usefixtures("bot")
def test_questions_at_once_are_acknowledged_at_once_and_answered_at_the_pace_that_slack_allows(
    slack: SlackServer,
) -> None:
    """Several questions at once in one channel are all answered, and no post is refused for coming too fast.

    Slack takes four seconds for each post: every event and command is acknowledged in time all the same.
    """
    slack.delay("chat.postMessage", 4)
    slack.delay("users.info", 4)
    asked = ask_all(slack, AT_ONCE, channel=new_channel())
    commands = [slack.command("/ask", question(6), user=new_user(), channel=new_channel()) for _ in range(3)]
    wait_for_answers(slack, asked)
    slack.delay("chat.postMessage", 0)
    slack.delay("users.info", 0)
    assert all(command.acked_at for command in commands)
    assert_answered_once(slack, asked)
    assert [call.error for call in posts(slack, next(iter(asked)))] == [None] * AT_ONCE


@pytest.mark.soak
@pytest.mark.usefixtures("bot")
def test_an_answer_that_slack_cannot_take_is_posted_later(slack: SlackServer) -> None:
    """Slack fails again and again, by an error or a status: the answer is kept, and posted once when Slack is well."""
    slack.fail("chat.postMessage", "service_unavailable", status=503)
    slack.fail("chat.postMessage", "internal_error", times=FAILURES - 1)
    asked = ask(slack)
    wait_for_answers(slack, [asked])
    assert len(posts(slack, asked)) == FAILURES + 1
    assert_answered_once(slack, {asked: 6})


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("is_denied", [False, True])
def test_a_post_that_slack_took_but_did_not_confirm_is_not_made_twice(slack: SlackServer, *, is_denied: bool) -> None:
    """The connection breaks after Slack posted, or Slack says that it failed: the answer is found in the thread."""
    (slack.deny if is_denied else slack.drop_reply)("chat.postMessage")
    asked = ask(slack)
    wait_for_answers(slack, [asked])
    slack.wait_for(lambda: [c for c in slack.calls_of("conversations.replies") if c.arguments["ts"] == asked.ts])
    assert_answered_once(slack, {asked: 6})


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(("archived", "member"), [(True, True), (False, False)], ids=["archived", "removed"])
def test_a_channel_that_cannot_be_written_to_any_more(slack: SlackServer, *, archived: bool, member: bool) -> None:
    """The channel is archived, or the bot removed from it, before the answer: the asker is told directly, once."""
    user = new_user()
    slack.delay("chat.postMessage", 1)
    asked = ask(slack, user=user)
    slack.add_channel(asked.channel, archived=archived, member=member)
    slack.wait_for(lambda: [call for call in posts(slack, asked) if call.error])
    slack.delay("chat.postMessage", 0)
    told = slack.wait_for(lambda: [message for message in slack.messages if message.channel == slack.dm(user)])
    assert question(6) in slack.visible_text(told[0])
    last = slack.direct(question(5), user=user)
    wait_for_answers(slack, [last])
    assert len([message for message in slack.messages if message.channel == slack.dm(user)]) == 2
    assert not slack.replies(asked)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("times", [1, 2])
def test_blocks_that_slack_refuses_are_replaced_by_plainer_ones(slack: SlackServer, times: int) -> None:
    """A Slack that does not take an element gets the answer without it, in the end as text, and once."""
    slack.fail("chat.postMessage", "invalid_blocks", times=times)
    asked = ask(slack)
    wait_for_answers(slack, [asked])
    assert len(posts(slack, asked)) == times + 1
    assert_answered(slack, {asked: 6})


@pytest.mark.usefixtures("bot")
def test_a_status_that_cannot_be_set_keeps_no_answer_back(slack: SlackServer) -> None:
    """Without the scope for the status, or with Slack failing at it, the answer comes all the same."""
    for error in ("missing_scope", "internal_error", "unknown_method"):
        slack.fail("assistant.threads.setStatus", error)
    assert_answered(slack, ask_all(slack, 3))


@pytest.mark.usefixtures("bot")
def test_a_status_that_takes_long_keeps_no_answer_back(slack: SlackServer) -> None:
    """The answer does not wait for a status that Slack is slow to set, and no status stays behind it."""
    slack.delay("assistant.threads.setStatus", 2)
    asked = ask(slack)
    wait_for_answers(slack, [asked])
    slack.wait_for(lambda: [status for status in slack.statuses if status[:2] == (asked.channel, asked.ts)])
    slack.delay("assistant.threads.setStatus", 0)
    assert_answered(slack, {asked: 6})
    slack.wait_for(lambda: slack.status(asked) == "")


@pytest.mark.usefixtures("bot")
def test_an_answer_to_a_command_whose_address_has_expired_comes_directly(slack: SlackServer) -> None:
    """The address that came with a command is good no longer: the answer comes by direct message, once.

    It is shared into the channel where it was asked all the same.
    """
    user = new_user()
    slack.delay("users.info", 0.8)
    command = slack.command("/ask", question(6), user=user, channel=new_channel())
    slack.wait_for(lambda: command.acked_at)
    slack.expire_response_urls()
    told = slack.wait_for(lambda: [message for message in slack.messages if message.channel == slack.dm(user)])
    slack.delay("users.info", 0)
    assert price(6) in slack.visible_text(told[0])
    slack.click(told[0], "share", user=user)
    asked_in = command.payload["channel_id"]
    slack.wait_for(lambda: [message for message in slack.messages if message.channel == asked_in])
    last = slack.direct(question(5), user=user)
    wait_for_answers(slack, [last])
    assert len([message for message in slack.messages if message.channel == slack.dm(user)]) == 2


@pytest.mark.usefixtures("bot")
def test_a_command_that_slack_refuses_for_now_is_answered_later(slack: SlackServer) -> None:
    """Nothing can have arrived, so the answer itself comes, not the offer of one."""
    user = new_user()
    slack.fail("response_url", "ratelimited", status=429, retry_after=1)
    slack.command("/ask", question(6), user=user, channel=new_channel())
    slack.wait_for(lambda: any(price(6) in slack.visible_text(each) for each in slack.ephemerals(user)))
    assert "interrupted" not in "".join(map(slack.visible_text, slack.ephemerals(user)))


@pytest.mark.usefixtures("bot")
def test_blocks_that_a_response_url_refuses_are_replaced_by_plainer_ones(slack: SlackServer) -> None:
    """There as well: the answer stays where it was asked."""
    user = new_user()
    slack.fail("response_url", "invalid_blocks", times=2)
    slack.command("/ask", question(6), user=user, channel=new_channel())
    slack.wait_for(lambda: any(price(6) in slack.visible_text(each) for each in slack.ephemerals(user)))
    assert "interrupted" not in "".join(map(slack.visible_text, slack.ephemerals(user)))


@pytest.mark.usefixtures("bot")
def test_a_wait_that_is_no_number_is_a_short_one(slack: SlackServer) -> None:
    """A proxy may name a date; the answer comes all the same."""
    slack.fail("chat.postMessage", "service_unavailable", status=503, retry_after="Wed, 21 Oct 2026 07:28:00 GMT")
    assert_answered_once(slack, {ask(slack): 6})


@pytest.mark.usefixtures("bot")
def test_a_status_that_comes_while_slack_posts_does_not_stay(slack: SlackServer) -> None:
    """The answer is posted once the status is there, so that it takes it away."""
    slack.delay("assistant.threads.setStatus", 0.5)
    asked = ask(slack)
    wait_for_answers(slack, [asked])
    slack.delay("assistant.threads.setStatus", 0)
    assert slack.status(asked) == ""
    calls = [call.method for call in slack.calls if asked.ts in (call.arguments.get("thread_ts"), "")]
    assert calls.index("assistant.threads.setStatus") < calls.index("chat.postMessage")


@pytest.mark.usefixtures("bot")
def test_a_notice_that_slack_cannot_take_is_told_later(slack: SlackServer) -> None:
    """What is told to one person alone survives Slack's failing as well, and is told once."""
    slack.fail("chat.postEphemeral", "ratelimited", status=429, retry_after=1)
    slack.fail("chat.postEphemeral", "internal_error")
    user = new_user()
    slack.mention("help", user=user, channel=new_channel())
    slack.wait_for(lambda: slack.ephemerals(user), 20)
    settle(slack)
    assert len(slack.ephemerals(user)) == 1
