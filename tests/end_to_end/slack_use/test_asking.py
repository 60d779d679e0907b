"""All the ways of asking in Slack, and all that is no question."""

from pathlib import Path

import pytest

from tests.articles import news, write_folder
from tests.end_to_end.slack_use.conftest import UNLIMITED, NewHome, only_reply, settle, whispered
from tests.platforms.running import RunningBot
from tests.platforms.slack_server import SlackServer

pytestmark = pytest.mark.usefixtures("bot")
PRICE = "costs $3 per million tokens"


def test_a_mention_is_answered_once_in_its_thread(slack: SlackServer, user: str, channel: str) -> None:
    """It arrives as `app_mention` and as `message`; a status is shown at once, and goes with the answer."""
    message = slack.mention("What does Zephyr-3 cost?", user=user, channel=channel)
    reply = only_reply(slack, message)
    assert PRICE in slack.visible_text(reply)
    assert reply.thread_ts == message.ts
    assert not reply.unfurls
    assert (channel, message.ts, "is looking that up …") in slack.statuses
    assert slack.status(message) == ""


@pytest.mark.parametrize("text", ["hey, what does Zephyr-3 cost? thanks", "What does\nZephyr-3   cost?"])
def test_a_question_may_stand_anywhere_in_a_mention(slack: SlackServer, user: str, channel: str, text: str) -> None:
    """Greetings and line breaks do no harm."""
    assert PRICE in slack.visible_text(only_reply(slack, slack.mention(text, user=user, channel=channel)))


def test_a_mention_in_a_private_channel_is_answered(slack: SlackServer, user: str, channel: str) -> None:
    """Private channels are like public ones."""
    message = slack.mention("What does Zephyr-3 cost?", user=user, channel=channel.replace("C", "G"))
    assert PRICE in slack.visible_text(only_reply(slack, message))


def test_a_direct_message_is_answered_in_its_thread(slack: SlackServer, user: str) -> None:
    """No mention is needed; there is nobody to share with."""
    message = slack.direct("What does Zephyr-3 cost?", user=user)
    reply = only_reply(slack, message)
    assert PRICE in slack.visible_text(reply)
    assert reply.thread_ts == message.ts
    assert "share" not in {button["action_id"] for button in slack.buttons(reply)}


def test_the_side_panel_suggests_questions(slack: SlackServer, user: str) -> None:
    """Who opens the conversation sees up to four prompts, whose messages are questions."""
    slack.open_messages_tab(user)
    slack.wait_for(lambda: slack.prompts)
    prompts = slack.prompts[-1]["prompts"]
    assert 1 <= len(prompts) <= 4
    assert all(prompt["message"].strip() for prompt in prompts)


def test_nothing_found_is_said_with_what_comes_nearest(slack: SlackServer, user: str, channel: str) -> None:
    """An addressed question is always answered, if only by saying so."""
    text = slack.visible_text(
        only_reply(slack, slack.mention("Who won the chess championship?", user=user, channel=channel))
    )
    assert text.startswith("I found nothing on that.")
    assert "Nearest headlines:" in text
    assert "The corpus covers" in text


@pytest.mark.parametrize("text", ["", "help", "Help"])
def test_a_mention_without_a_question_gets_help_in_private(
    slack: SlackServer, user: str, channel: str, text: str
) -> None:
    """What can be typed is for the asker's eyes alone."""
    message = slack.mention(text, user=user, channel=channel)
    [told] = whispered(slack, user)
    assert "/newsdesk ask QUESTION" in told
    settle(slack)
    assert slack.replies(message) == []


@pytest.mark.parametrize(
    ("text", "why"), [("x" * 2_500, "the question has 2,500 characters"), ("???!", "the question has no words")]
)
def test_what_cannot_be_asked_is_told_in_private(
    slack: SlackServer, user: str, channel: str, text: str, why: str
) -> None:
    """The asker learns what is wrong with the question."""
    slack.mention(text, user=user, channel=channel)
    assert whispered(slack, user)[0].startswith(f"I cannot answer that: {why}")


def test_a_follow_up_is_completed_from_what_was_asked_before(slack: SlackServer, user: str, channel: str) -> None:
    """A mention in the thread may leave out what it is about; the answer shows what was asked."""
    first = slack.mention("What is Zephyr-3?", user=user, channel=channel)
    slack.wait_for(lambda: slack.replies(first))
    slack.mention("and how much is it?", user=user, channel=channel, thread_ts=first.ts)
    slack.wait_for(lambda: len(slack.replies(first)) == 2)
    text = slack.visible_text(slack.replies(first)[1])
    assert "Asked: how much is Zephyr-3?" in text
    assert PRICE in text


def test_a_new_line_in_a_direct_conversation_goes_on_from_the_last(slack: SlackServer, user: str) -> None:
    """There all that was asked within the hour is one conversation."""
    first = slack.direct("What is Zephyr-3?", user=user)
    slack.wait_for(lambda: slack.replies(first))
    assert PRICE in slack.visible_text(only_reply(slack, slack.direct("and how much is it?", user=user)))


def test_a_plain_question_in_a_thread_needs_no_mention(slack: SlackServer, user: str, channel: str) -> None:
    """In a thread that Newsdesk answered in, a question is a question, whoever asks it."""
    first = slack.mention("What is Zephyr-3?", user=user, channel=channel)
    slack.wait_for(lambda: slack.replies(first))
    slack.say("and how much is it?", user="UOTHER", channel=channel, thread_ts=first.ts)
    slack.wait_for(lambda: len(slack.replies(first)) == 2)
    assert PRICE in slack.visible_text(slack.replies(first)[1])


@pytest.mark.parametrize(
    "line",
    [
        "thanks!",
        "should we switch to it?",
        "what do you think?",
        "Who won the chess championship?",  # nothing is found, and nobody asked Newsdesk
        "<@U77> what does Zephyr-3 cost?",
        "<!subteam^S1|@ml-team> what does Zephyr-3 cost?",
    ],
)
def test_what_people_say_to_each_other_in_a_thread_is_left_alone(
    slack: SlackServer, user: str, channel: str, line: str
) -> None:
    """Remarks, questions to people, and questions that have no answer here get none."""
    first = slack.mention("What is Zephyr-3?", user=user, channel=channel)
    slack.wait_for(lambda: slack.replies(first))
    slack.say(line, user=user, channel=channel, thread_ts=first.ts)
    settle(slack)
    assert len(slack.replies(first)) == 1


def test_threads_of_others_are_left_alone(slack: SlackServer, user: str, channel: str) -> None:
    """Where Newsdesk was not asked, it does not answer, in a thread or outside."""
    first = slack.say("What does Zephyr-3 cost?", user=user, channel=channel)
    slack.say("what does Zephyr-3 cost?", user=user, channel=channel, thread_ts=first.ts)
    settle(slack)
    assert slack.replies(first) == []


def test_what_is_no_new_message_is_left_alone(slack: SlackServer, user: str, channel: str) -> None:
    """Edits, deletions, joins and what bots say are no questions, even if they mention Newsdesk."""
    asked = slack.mention("What does Zephyr-3 cost?", user=user, channel=channel)
    slack.wait_for(lambda: slack.replies(asked))
    slack.edit(asked, f"<@{slack.bot_user}> What does Zephyr-4 cost?")
    slack.delete(asked)
    text = f"<@{slack.bot_user}> What does Zephyr-5 cost?"
    joined = slack.say(text, user=user, channel=channel, subtype="channel_join")
    spoken = slack.say(text, user=user, channel=channel, bot_id="B999")
    settle(slack)
    assert slack.replies(joined) == slack.replies(spoken) == []
    assert len(slack.replies(asked)) == 1


def test_a_setting_leaves_threads_to_people(new_home: NewHome) -> None:
    """With `mention-only`, a line that does not mention Newsdesk is never a question."""
    settings = UNLIMITED | {"NEWSDESK_FOLLOWUPS": "mention-only"}
    with SlackServer() as slack, RunningBot(new_home(), slack, **settings):
        first = slack.mention("What is Zephyr-3?", user="U1", channel="C1")
        slack.wait_for(lambda: slack.replies(first))
        slack.say("and how much is it?", user="U1", channel="C1", thread_ts=first.ts)
        settle(slack)
        assert len(slack.replies(first)) == 1


def test_an_empty_corpus_is_told_and_filled_without_a_restart(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Before there are articles the asker is told so in private; once there are, questions are answered."""
    home = tmp_path_factory.mktemp("empty") / "home"
    with SlackServer() as slack, RunningBot(home, slack, **UNLIMITED) as bot:
        slack.mention("What does Zephyr-3 cost?", user="U1", channel="C1")
        assert "I have no articles to answer from yet" in whispered(slack, "U1")[0]
        slack.open_home("U1")
        slack.wait_for(lambda: "U1" in slack.homes)
        assert "nothing yet" in slack.visible_text(slack.homes["U1"])
        bot.add(write_folder(tmp_path / "articles", [news(3, 1)]))
        message = slack.mention("What does Zephyr-3 cost?", user="U1", channel="C1")
        assert PRICE in slack.visible_text(only_reply(slack, message))
