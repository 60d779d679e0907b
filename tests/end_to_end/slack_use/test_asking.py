"""All the ways of asking in Slack, and all that is no question."""

from pathlib import Path

import pytest

from tests.articles import news, write_folder
from tests.end_to_end.slack_use.conftest import (
    ADMIN,
    ADMINS,
    PRICE,
    QUESTION,
    answer_to,
    answered,
    in_channel,
    only_answer_to,
    settle,
    whispered,
)
from tests.platforms.running import UNLIMITED, NewHome, RunningBot, new_channel, new_user
from tests.platforms.slack_server import SlackServer
from tests.platforms.slack_things import Posted

pytestmark = pytest.mark.usefixtures("bot")


def answered_thread(slack: SlackServer, user: str, channel: str) -> Posted:
    """Return a mention that is answered, and kept as answered: the next question is so as well."""
    first = slack.mention("What is Zephyr-3?", user=user, channel=channel)
    answer_to(slack, first)
    settle(slack, new_channel())
    return first


# Asking


def test_a_mention_is_answered_once_in_its_thread(slack: SlackServer, user: str, channel: str) -> None:
    """It arrives as `app_mention` and as `message`, and yet there is one answer."""
    message = slack.mention(QUESTION, user=user, channel=channel)
    reply = only_answer_to(slack, message)
    assert PRICE in slack.visible_text(reply)
    assert reply.thread_ts == message.ts
    assert not reply.unfurls


def test_a_status_is_shown_until_the_answer_is_there(slack: SlackServer, user: str, channel: str) -> None:
    """It comes before the answer, which takes it away."""
    message = slack.mention(QUESTION, user=user, channel=channel)
    answer_to(slack, message)
    methods = [call.method for call in slack.calls if call.arguments.get("thread_ts") == message.ts]
    assert methods[:2] == ["assistant.threads.setStatus", "chat.postMessage"]
    assert (channel, message.ts, "is looking that up …") in slack.statuses
    slack.wait_for(lambda: slack.status(message) == "")


def test_a_status_goes_where_no_answer_comes(slack: SlackServer, user: str, channel: str) -> None:
    """Nobody waits for an answer that was told to be impossible."""
    message = slack.mention("???!", user=user, channel=channel)
    whispered(slack, user)
    slack.wait_for(lambda: (channel, message.ts, "") in slack.statuses)
    assert slack.status(message) == ""


@pytest.mark.parametrize(
    "text",
    [
        "hey {bot}, what does Zephyr-3 cost? thanks",
        "What does Zephyr-3 cost? {bot}",
        "{bot} {bot} What does\nZephyr-3   cost?",
        "{bot} <@U1> wonders: what does Zephyr-3 cost?",
        "{bot} what does :tada: *Zephyr-3* cost 🤔🏽?",
        "{bot} `Zephyr-3` &amp; R&D: what does it <cost>?",
    ],
)
def test_a_question_may_stand_anywhere_in_a_mention(slack: SlackServer, user: str, channel: str, text: str) -> None:
    """Greetings, line breaks, emoji, markup and the names of others do no harm."""
    message = slack.say(text.format(bot=f"<@{slack.bot_user}>"), user=user, channel=channel)
    assert PRICE in slack.visible_text(answer_to(slack, message))


def test_a_question_is_read_as_it_was_typed(slack: SlackServer, user: str, channel: str) -> None:
    """What Slack escapes on the wire is shown as the person wrote it, where the answer is shared."""
    question = "Zephyr-3 & <R&D>: what does it cost &lt; €5?"
    slack.command("/ask", question, user=user, channel=channel)
    slack.click(answered(slack, user), "share", user=user)
    [shared] = slack.wait_for(lambda: in_channel(slack, channel))
    assert f"“{question}”" in slack.visible_text(shared)


def test_a_mention_in_a_private_channel_is_answered(slack: SlackServer, user: str, channel: str) -> None:
    """Private channels are like public ones."""
    message = slack.mention(QUESTION, user=user, channel=channel.replace("C", "G"))
    assert PRICE in slack.visible_text(answer_to(slack, message))


def test_a_mention_in_a_thread_of_others_is_answered_there(slack: SlackServer, user: str, channel: str) -> None:
    """The answer stands in the thread in which it was asked for."""
    first = slack.say("Zephyr-4 is out", user=new_user(), channel=channel)
    slack.mention(QUESTION, user=user, channel=channel, thread_ts=first.ts)
    reply = answer_to(slack, first)
    assert reply.thread_ts == first.ts
    assert PRICE in slack.visible_text(reply)


def test_a_message_with_a_file_is_a_question(slack: SlackServer, user: str, channel: str) -> None:
    """Slack marks it with a subtype, as it does what is no question."""
    text = f"<@{slack.bot_user}> {QUESTION}"
    message = slack.say(text, user=user, channel=channel, subtype="file_share")
    assert PRICE in slack.visible_text(answer_to(slack, message))


def test_a_direct_message_is_answered_in_its_thread(slack: SlackServer, user: str) -> None:
    """No mention is needed; there is nobody to share with."""
    message = slack.direct(QUESTION, user=user)
    reply = answer_to(slack, message)
    assert PRICE in slack.visible_text(reply)
    assert reply.thread_ts == message.ts
    assert "share" not in {button["action_id"] for button in slack.buttons(reply)}


def test_a_direct_thread_goes_on(slack: SlackServer, user: str) -> None:
    """As in the side panel, where each conversation is a thread."""
    first = slack.direct("What is Zephyr-3?", user=user)
    answer_to(slack, first)
    slack.direct("and how much is it?", user=user, thread_ts=first.ts)
    assert PRICE in slack.visible_text(answer_to(slack, first, 2))


def test_the_side_panel_suggests_questions(slack: SlackServer, user: str) -> None:
    """Who opens the conversation sees up to four prompts; the message of each is a question that is answered."""
    slack.open_messages_tab(user)
    [suggested] = slack.wait_for(lambda: [each for each in slack.prompts if each["channel"] == slack.dm(user)])
    assert 1 <= len(suggested["prompts"]) <= 4
    message = slack.direct(suggested["prompts"][0]["message"], user=user)
    assert slack.visible_text(answer_to(slack, message)).startswith("I found nothing on that.")


# What cannot be answered


def test_nothing_found_is_said_with_what_comes_nearest(slack: SlackServer, user: str, channel: str) -> None:
    """An addressed question is always answered, if only by saying so; there is nothing to share."""
    reply = answer_to(slack, slack.mention("Who won the chess championship?", user=user, channel=channel))
    text = slack.visible_text(reply)
    assert text.startswith("I found nothing on that.")
    assert "Nearest headlines:" in text
    assert "The corpus covers" in text
    assert "share" not in {button["action_id"] for button in slack.buttons(reply)}


@pytest.mark.parametrize("text", ["", "Help"])
def test_a_mention_without_a_question_gets_help_in_private(
    slack: SlackServer, user: str, channel: str, text: str
) -> None:
    """What can be typed is for the asker's eyes alone, and told once."""
    message = slack.mention(text, user=user, channel=channel)
    [told] = whispered(slack, user)
    assert "/ask QUESTION" in told
    settle(slack, channel)
    assert slack.replies(message) == []
    assert len(slack.ephemerals(user)) == 1


def test_help_in_a_direct_message_stands_in_its_thread(slack: SlackServer, user: str) -> None:
    """There nobody else reads along."""
    message = slack.direct("help", user=user)
    assert "/ask QUESTION" in slack.visible_text(answer_to(slack, message))


@pytest.mark.parametrize(
    ("text", "why"), [("x" * 2_500, "the question has 2,500 characters"), ("🤔 ???!", "the question has no words")]
)
def test_what_cannot_be_asked_is_told_in_private(
    slack: SlackServer, user: str, channel: str, text: str, why: str
) -> None:
    """The asker learns what is wrong with the question."""
    slack.mention(text, user=user, channel=channel)
    assert whispered(slack, user)[0].startswith(f"I cannot answer that: {why}")


def test_what_cannot_be_asked_in_a_thread_is_told_there(slack: SlackServer, user: str, channel: str) -> None:
    """The asker sees it beside what was typed."""
    first = slack.say("Zephyr-4 is out", user=new_user(), channel=channel)
    slack.mention("???!", user=user, channel=channel, thread_ts=first.ts)
    whispered(slack, user)
    assert slack.ephemerals(user)[0].thread_ts == first.ts


# Conversations


def test_a_follow_up_is_completed_from_what_was_asked_before(slack: SlackServer, user: str, channel: str) -> None:
    """A mention in the thread may leave out what it is about; the answer shows what was asked. Slack is not read."""
    first = slack.mention("What is Zephyr-3?", user=user, channel=channel)
    answer_to(slack, first)
    slack.mention("and how much is it?", user=user, channel=channel, thread_ts=first.ts)
    text = slack.visible_text(answer_to(slack, first, 2))
    assert "Asked: how much is Zephyr-3?" in text
    assert PRICE in text
    assert [call.method for call in slack.calls if call.method.startswith("conversations.")] == []


def test_a_new_line_in_a_direct_conversation_goes_on_from_the_last(slack: SlackServer, user: str) -> None:
    """There all that was asked within the hour is one conversation."""
    answer_to(slack, slack.direct("What is Zephyr-3?", user=user))
    assert PRICE in slack.visible_text(answer_to(slack, slack.direct("and how much is it?", user=user)))


def test_a_new_mention_in_a_channel_begins_anew(slack: SlackServer, user: str, channel: str) -> None:
    """Only a thread is a conversation there."""
    answer_to(slack, slack.mention("What is Zephyr-3?", user=user, channel=channel))
    second = answer_to(slack, slack.mention("and how much is it?", user=user, channel=channel))
    assert "Asked:" not in slack.visible_text(second)


def test_a_plain_question_in_a_thread_needs_no_mention(slack: SlackServer, user: str, channel: str) -> None:
    """In a thread that Newsdesk answered in, a question is a question, whoever asks it."""
    first = answered_thread(slack, user, channel)
    slack.say("and how much is it?", user=new_user(), channel=channel, thread_ts=first.ts)
    assert PRICE in slack.visible_text(answer_to(slack, first, 2))


def test_what_people_say_to_each_other_in_a_thread_is_left_alone(slack: SlackServer, user: str, channel: str) -> None:
    """Remarks, questions to people, and questions that have no answer here get none, and no status; another does."""
    first = answered_thread(slack, user, channel)
    for line in (
        "thanks!",
        "should we switch to it?",
        "what do you think?",
        "what does Zephyr-4 cost",
        "Who won the chess championship?",  # nothing is found, and nobody asked Newsdesk
        "who is on call for Zephyr-3?",  # something is found, and it is not beyond doubt
        "Who owns the Zephyr-3 ticket?",
        "<@U77> what does Zephyr-4 cost?",
        "help",
        "what does Zephyr-5 cost?",
    ):
        slack.say(line, user=user, channel=channel, thread_ts=first.ts)
    assert "costs $5 per million tokens" in slack.visible_text(answer_to(slack, first, 2)), "the others came before it"
    assert [status for status in slack.statuses if status[1] == first.ts] == [
        (channel, first.ts, "is looking that up …")
    ]
    assert slack.ephemerals(user) == []


def test_what_can_be_answered_by_yes_or_no_is_taken_from_who_was_answered(
    slack: SlackServer, user: str, channel: str
) -> None:
    """Others ask each other such things."""
    first = answered_thread(slack, user, channel)
    slack.say("does Zephyr-3 cost $3?", user=new_user(), channel=channel, thread_ts=first.ts)
    slack.say("does Zephyr-5 cost $5?", user=user, channel=channel, thread_ts=first.ts)
    assert "costs $5 per million tokens" in slack.visible_text(answer_to(slack, first, 2)), "the other came before it"


def test_thanks_are_left_alone(slack: SlackServer, user: str, channel: str) -> None:
    """There is nothing to look up, nor to say; a greeting is met with what can be asked."""
    thanks = slack.mention("thanks!", user=user, channel=channel)
    slack.mention("Hello!", user=user, channel=channel)
    assert "I answer questions about AI-industry news" in whispered(slack, user)[0]
    settle(slack, channel)
    assert slack.replies(thanks) == []
    assert len(slack.ephemerals(user)) == 1


def test_a_question_to_a_group_of_people_is_left_alone(slack: SlackServer, user: str, channel: str) -> None:
    """Whoever calls others by a group's name asks them."""
    first = answered_thread(slack, user, channel)
    for called in ("<!here>", "<!channel>", "<!subteam^S1|@analysts>"):
        slack.say(f"{called} what does Zephyr-4 cost?", user=user, channel=channel, thread_ts=first.ts)
    slack.say("what does Zephyr-5 cost?", user=user, channel=channel, thread_ts=first.ts)
    assert "costs $5 per million tokens" in slack.visible_text(answer_to(slack, first, 2)), "the others came before it"


def test_threads_of_others_are_left_alone(slack: SlackServer, user: str, channel: str) -> None:
    """Where Newsdesk was not asked, it does not answer, in a thread or outside."""
    first = slack.say(QUESTION, user=user, channel=channel)
    slack.say("what does Zephyr-3 cost?", user=user, channel=channel, thread_ts=first.ts)
    settle(slack, channel)
    assert slack.replies(first) == []


def test_what_is_no_new_message_is_left_alone(slack: SlackServer, user: str, channel: str) -> None:
    """Edits, deletions, joins and what bots say are no questions, even if they mention Newsdesk."""
    asked = slack.mention(QUESTION, user=user, channel=channel)
    answer_to(slack, asked)
    slack.edit(asked, f"<@{slack.bot_user}> What does Zephyr-4 cost?")
    slack.delete(asked)
    text = f"<@{slack.bot_user}> What does Zephyr-5 cost?"
    said = [
        slack.say("nothing yet", user=user, channel=channel),
        slack.say(text, user=user, channel=channel, subtype="channel_join"),
        slack.say(text, user=user, channel=channel, bot_id="B999"),
        slack.say(text, user=slack.bot_user, channel=channel),
    ]
    slack.edit(said[0], text)
    settle(slack, channel)
    assert [slack.replies(each) for each in said] == [[]] * len(said)
    assert len(slack.replies(asked)) == 1


# Other bots


def test_a_setting_leaves_threads_to_people(new_home: NewHome) -> None:
    """With `mention-only`, a line that does not mention Newsdesk is never a question; one that does is."""
    settings = UNLIMITED | {"NEWSDESK_FOLLOWUPS": "mention-only"}
    with SlackServer() as slack, RunningBot(new_home(), slack, **settings):
        first = answered_thread(slack, "U1", "C1")
        slack.say("what does Zephyr-4 cost?", user="U1", channel="C1", thread_ts=first.ts)
        slack.mention("and how much is it?", user="U1", channel="C1", thread_ts=first.ts)
        assert PRICE in slack.visible_text(answer_to(slack, first, 2)), "the other came before it"


def test_what_people_say_to_each_other_uses_up_nothing(new_home: NewHome) -> None:
    """Lines that might be questions to Newsdesk count apart from those that are."""
    user, channel = new_user(), new_channel()
    with SlackServer() as slack, RunningBot(new_home(), slack, **UNLIMITED | {"NEWSDESK_RATE_PER_USER": "2"}):
        first = answered_thread(slack, user, channel)
        for _ in range(4):
            slack.say("who is on call for Zephyr-3?", user=user, channel=channel, thread_ts=first.ts)
        slack.mention("what does Zephyr-5 cost?", user=user, channel=channel, thread_ts=first.ts)
        assert "costs $5 per million tokens" in slack.visible_text(answer_to(slack, first, 2))
        assert slack.ephemerals(user) == []


def test_an_empty_corpus_is_told_and_filled_without_a_restart(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Before there are articles everybody is told so in private; once there are, questions are answered."""
    home = tmp_path_factory.mktemp("empty") / "home"
    channel = new_channel()
    with SlackServer() as slack, RunningBot(home, slack, **UNLIMITED, **ADMINS) as bot:
        message = slack.mention(QUESTION, user="U1", channel=channel)
        assert "I have no articles to answer from yet" in whispered(slack, "U1")[0]
        slack.command("/ask", QUESTION, user="U2", channel=channel)
        assert "I have no articles to answer from yet" in whispered(slack, "U2")[-1]
        slack.command("/newsdesk", "status", user="U3", channel=channel)
        slack.command("/timeline", "", user="U4", channel=channel)
        assert [whispered(slack, user)[0][:23] for user in ("U3", "U4")] == ["I have no articles yet."] * 2
        people = ("U1", ADMIN)
        for user in people:
            slack.open_home(user)
        slack.wait_for(lambda: all(user in slack.homes for user in people))
        assert all("nothing yet" in slack.visible_text(slack.homes[user]) for user in people)
        assert slack.replies(message) == []
        bot.add(write_folder(tmp_path / "articles", [news(3, 1)]))
        again = slack.mention(QUESTION, user="U1", channel=channel)
        assert PRICE in slack.visible_text(answer_to(slack, again))
        slack.open_home("U1")
        slack.wait_for(lambda: "4 January 2026" in slack.visible_text(slack.homes["U1"]))
        assert slack.violations == []
