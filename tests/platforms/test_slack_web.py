"""The local Slack enforces what it claims, over real HTTP and real sockets: its Web API."""

from functools import partial

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.platforms.slack_play import BUTTON, FEEDBACK, MODAL, Json, client, error_of, post, section
from tests.platforms.slack_server import SlackServer


def test_tokens(slack: SlackServer) -> None:
    """A wrong, a missing, an app's and a revoked token are each refused by name."""
    assert client(slack).auth_test()["user_id"] == slack.bot_user
    for token, error in {"xoxb-no": "invalid_auth", slack.app_token: "not_allowed_token_type"}.items():
        assert error_of(WebClient(token=token, base_url=slack.api_url).auth_test) == error
    assert error_of(WebClient(base_url=slack.api_url).auth_test) == "not_authed"
    slack.revoke_token()
    assert error_of(client(slack).auth_test) == "token_revoked"


def test_scopes(slack: SlackServer) -> None:
    """A call without its scope says which one is needed, and every answer lists those granted."""
    assert "chat:write" in client(slack).auth_test().headers["x-oauth-scopes"]
    slack.remove_scope("chat:write")
    with pytest.raises(SlackApiError) as caught:
        post(slack)
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "chat:write"
    assert "chat:write" not in caught.value.response["provided"]


def test_unknown_method(slack: SlackServer) -> None:
    """A method that does not exist is refused."""
    assert error_of(lambda: client(slack).api_call("chat.shout")) == "unknown_method"


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([section("x" * 3001)], "invalid_blocks"),
        ([section("")], "invalid_blocks"),
        ([{"type": "section", "text": {"type": "html", "text": "x"}}], "invalid_blocks"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "invalid_blocks"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "invalid_blocks"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([{"type": "divider", "block_id": "same"}] * 2, "invalid_blocks"),
        ([{"type": "actions", "elements": [BUTTON, BUTTON]}], "invalid_blocks"),
        ([{"type": "actions", "elements": [BUTTON | {"value": "x" * 2001}]}], "invalid_blocks"),
        ([{"type": "actions", "elements": [FEEDBACK | {"negative_button": None}]}], "invalid_blocks"),
        ([{"type": "context_actions", "elements": [BUTTON]}], "invalid_blocks"),
        ([{"type": "context", "elements": []}], "invalid_blocks"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "invalid_blocks"),
        ([{"type": "blink"}], "invalid_blocks"),
        ([section("x" * 3000)] * 5, "msg_blocks_too_long"),
    ],
)
def test_bad_blocks(slack: SlackServer, blocks: list[Json], error: str) -> None:
    """Blocks that Slack does not take are refused by name, and nothing is posted."""
    assert error_of(lambda: post(slack, blocks=blocks)) == error
    assert slack.messages == []


@pytest.mark.parametrize(
    "element",
    [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]},
        {"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:x"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]},
        {"type": "rich_text_list", "elements": [{"type": "rich_text_section", "elements": []}]},
        {"type": "paragraph", "elements": []},
    ],
)
def test_bad_rich_text(slack: SlackServer, element: Json) -> None:
    """Rich text with an empty text, a bad address or a wrong element is refused, saying where."""
    with pytest.raises(SlackApiError) as caught:
        post(slack, blocks=[{"type": "rich_text", "elements": [element]}])
    assert "/blocks/0/elements/0" in caught.value.response["response_metadata"]["messages"][0]


def test_good_blocks_are_read(slack: SlackServer) -> None:
    """A reader sees the text of all kinds of blocks, unescaped."""
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "a < b ", "style": {"bold": True}}]},
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://a.example"}]}],
            },
        ],
    }
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://b.example|B &amp; C>"}]}
    post(slack, blocks=[section("R&amp;D"), rich, context, {"type": "context_actions", "elements": [FEEDBACK]}])
    [message] = slack.messages
    assert slack.visible_text(message) == "R&D\na < b \n1. https://a.example\nB & C"
    assert message.links == [("https://a.example", "https://a.example"), ("https://b.example", "B & C")]
    assert [button["action_id"] for button in slack.buttons(message)] == ["rate"]
    assert slack.violations == []


def test_long_text(slack: SlackServer) -> None:
    """Text over 40,000 characters is refused, and over 4,000 it is noted as a misuse."""
    assert error_of(lambda: post(slack, "x" * 40_001)) == "msg_too_long"
    post(slack, "x" * 4001)
    assert slack.violations == ["chat.postMessage: text of 4001 characters"]


def test_pings(slack: SlackServer) -> None:
    """Whoever a text notifies is on record, from the top-level text beside blocks as well."""
    user = {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]}
    post(slack, "<!channel> <@U7> <!subteam^S1|@team>", blocks=[{"type": "rich_text", "elements": [user]}])
    assert slack.messages[0].pings == {"channel", "U7", "S1", "here"}
    post(slack, "&lt;!channel&gt; @here")
    assert slack.messages[1].pings == set()


def test_escaping(slack: SlackServer) -> None:
    """Bare characters that ought to be escaped, and sequences that mean nothing, are noted as misuses."""
    post(slack, "a < b & c &amp; d")
    post(slack, "<b>bold</b>")
    assert len(slack.violations) == 3


def test_unfurls(slack: SlackServer) -> None:
    """Only a post that forbids both kinds of previews has none."""
    post(slack, unfurl_links=False)
    post(slack, unfurl_links=False, unfurl_media=False)
    assert [message.unfurls for message in slack.messages] == [True, False]


def test_rate_of_posting() -> None:
    """A channel takes a short burst and then one message a second, other channels are not affected."""
    with SlackServer() as slack:
        for _ in range(3):
            post(slack)
        with pytest.raises(SlackApiError) as caught:
            post(slack)
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
        client(slack).chat_postMessage(channel="C2", text="elsewhere")
        assert len(slack.messages) == 4


def test_rate_of_reading() -> None:
    """Histories can be read no more often than allowed."""
    with SlackServer(reads_per_minute=1) as slack:
        client(slack).conversations_history(channel="C1")
        assert error_of(lambda: client(slack).conversations_history(channel="C1")) == "ratelimited"


def test_channels(slack: SlackServer) -> None:
    """The bot cannot post where it is not, nor into an archive, nor show something to people who are not there."""
    slack.add_channel("C8", member=False)
    slack.add_channel("C9", archived=True)
    slack.add_channel("C10", users={"U1"})
    for channel, error in {"C8": "not_in_channel", "C9": "is_archived", "X1": "channel_not_found"}.items():
        assert error_of(partial(client(slack).chat_postMessage, channel=channel, text="x")) == error
    whisper = client(slack).chat_postEphemeral
    assert error_of(lambda: whisper(channel="C10", user="U2", text="x")) == "user_not_in_channel"
    whisper(channel="C10", user="U1", text="x")
    assert [message.text for message in slack.ephemerals("U1")] == ["x"]


def test_editing_and_deleting(slack: SlackServer) -> None:
    """The bot edits and deletes its own messages, those of others it cannot."""
    question = slack.say("hello", user="U1", channel="C1")
    ts = post(slack, thread_ts=question.ts)["ts"]
    client(slack).chat_update(channel="C1", ts=ts, text="better")
    [message] = slack.replies(question)
    assert (message.text, message.edits[0]["text"]) == ("better", "answer")
    assert error_of(lambda: client(slack).chat_update(channel="C1", ts=question.ts, text="x")) == "cant_update_message"
    blocks = [{"type": "divider", "block_id": "line"}]
    client(slack).chat_update(channel="C1", ts=ts, text="with a line", blocks=blocks)
    client(slack).chat_update(channel="C1", ts=ts, text="keeps the line")
    assert message.blocks == blocks
    client(slack).chat_delete(channel="C1", ts=ts)
    assert slack.replies(question) == []
    assert error_of(lambda: client(slack).chat_update(channel="C1", ts=ts, text="x")) == "message_not_found"


def test_reading_a_thread(slack: SlackServer) -> None:
    """A thread is read page by page, with metadata only when asked for."""
    question = slack.say("hello", user="U1", channel="C1")
    metadata = {"event_type": "answer", "event_payload": {"key": "k"}}
    for _ in range(3):
        post(slack, thread_ts=question.ts, metadata=metadata)
    replies = client(slack).conversations_replies
    first = replies(channel="C1", ts=question.ts, limit=2, include_all_metadata=True)
    rest = replies(channel="C1", ts=question.ts, cursor=first["response_metadata"]["next_cursor"])
    assert [message.get("metadata") for message in first["messages"]] == [None, metadata]
    assert [message.get("metadata") for message in rest["messages"]] == [None, None]
    assert not rest["has_more"]
    assert len(client(slack).conversations_history(channel="C1")["messages"]) == 1


def test_streaming(slack: SlackServer) -> None:
    """A streamed message grows until it is stopped, and then takes no more."""
    question = slack.direct("hello", user="U1")
    where: Json = {"channel": question.channel}
    ts = client(slack).chat_startStream(**where, thread_ts=question.ts, markdown_text="one ")["ts"]
    client(slack).chat_appendStream(**where, ts=ts, markdown_text="two")
    client(slack).chat_stopStream(**where, ts=ts)
    assert [slack.visible_text(message) for message in slack.replies(question)] == ["one two"]
    append = client(slack).chat_appendStream
    assert error_of(lambda: append(**where, ts=ts, markdown_text="x")) == "message_not_in_streaming_state"


def test_status(slack: SlackServer) -> None:
    """A status stands in a thread until the bot answers there."""
    question = slack.say("hello", user="U1", channel="C1")
    client(slack).assistant_threads_setStatus(channel_id="C1", thread_ts=question.ts, status="searching")
    assert slack.status(question) == "searching"
    post(slack, thread_ts=question.ts)
    assert slack.status(question) == ""
    assert slack.statuses == [("C1", question.ts, "searching")]


def test_prompts(slack: SlackServer) -> None:
    """Up to four prompts are shown, and those for a thread are ignored."""
    prompts = [{"title": "News?", "message": "What is new?"}]
    suggest = client(slack).assistant_threads_setSuggestedPrompts
    suggest(channel_id="D1", prompts=prompts)
    assert slack.prompts[0]["prompts"] == prompts
    assert error_of(lambda: suggest(channel_id="D1", prompts=prompts * 5)) == "too_many_prompts"
    suggest(channel_id="D1", prompts=prompts, thread_ts="1.1")
    assert len(slack.prompts) == len(slack.violations) == 1


def test_modals(slack: SlackServer) -> None:
    """A trigger opens one modal, in time only, and the modal can then be updated."""
    trigger = slack.command("/ask", "", user="U1", channel="C1").payload["trigger_id"]
    view = client(slack).views_open(trigger_id=trigger, view=MODAL)["view"]
    assert error_of(lambda: client(slack).views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    client(slack).views_update(view_id=view["id"], view=MODAL | {"private_metadata": "m"})
    assert [shown["private_metadata"] for shown in slack.views[0].updates[1:]] == ["m"]
    late = slack.command("/ask", "", user="U1", channel="C1").payload["trigger_id"]
    slack.expire_triggers()
    assert error_of(lambda: client(slack).views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"


def test_bad_views(slack: SlackServer) -> None:
    """A modal with a long title or without the submit button it needs is refused."""
    for change in ({"title": {"type": "plain_text", "text": "x" * 25}}, {"private_metadata": "x" * 3001}):
        trigger = slack.command("/ask", "", user="U1", channel="C1").payload["trigger_id"]
        opening = partial(client(slack).views_open, trigger_id=trigger, view=MODAL | change)
        assert error_of(opening) == "invalid_arguments"
    home = {"type": "home", "blocks": [section("Hello")]}
    client(slack).views_publish(user_id="U1", view=home)
    assert slack.visible_text(slack.homes["U1"]) == "Hello"


def test_people(slack: SlackServer) -> None:
    """What is said of people and groups is what the bot is told."""
    slack.add_user("U1", is_admin=True, tz="Asia/Tokyo")
    slack.add_group("S1", ["U1", "U2"])
    user = client(slack).users_info(user="U1")["user"]
    assert (user["is_admin"], user["tz"]) == (True, "Asia/Tokyo")
    assert client(slack).usergroups_users_list(usergroup="S1")["users"] == ["U1", "U2"]
    assert error_of(lambda: client(slack).usergroups_users_list(usergroup="S9")) == "no_such_subteam"


def test_faults_on_demand(slack: SlackServer) -> None:
    """A call can be made to fail without an effect, or to have its effect without an answer, or with a wrong one."""
    slack.fail("chat.postMessage", "fatal_error", status=503, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        post(slack)
    assert caught.value.response.headers["Retry-After"] == "7"
    assert slack.messages == []
    slack.drop_reply("chat.postMessage")
    with pytest.raises(OSError, match=r"closed|reset"):
        WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[]).chat_postMessage(
            channel="C1", text="once"
        )
    slack.deny("chat.postMessage", "internal_error")
    assert error_of(lambda: client(slack).chat_postMessage(channel="C1", text="denied")) == "internal_error"
    assert [message.text for message in slack.messages] == ["once", "denied"]
