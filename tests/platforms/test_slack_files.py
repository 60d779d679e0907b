"""The local Slack enforces what it claims, over real HTTP: files, and where they are put."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.platforms.slack_play import client, error_of, section
from tests.platforms.slack_server import SlackServer

PNG = b"\x89PNG\r\n\x1a\nand so on"


def upload(slack: SlackServer, data: bytes = PNG, length: int = len(PNG), **headers: str) -> tuple[str, int]:
    """Upload a file, and return its id and the status of the upload."""
    place = client(slack).files_getUploadURLExternal(filename="a.png", length=length, alt_txt="A picture")

    async def sent() -> int:
        url = str(place["upload_url"])
        async with aiohttp.ClientSession() as session, session.post(url, data=data, headers=headers) as response:
            return response.status

    return str(place["file_id"]), asyncio.run(sent())


def put(slack: SlackServer, file: str, channel: str | None = None, **fields: Any) -> None:  # noqa: ANN401 - Slack's JSON
    """Put a file into the direct messages with a user, or into another channel."""
    channel = channel or client(slack).conversations_open(users="U00000001")["channel"]["id"]
    if "blocks" in fields:
        fields["blocks"] = json.dumps(fields["blocks"])
    client(slack).files_completeUploadExternal(files=[{"id": file, "title": "A"}], channel_id=channel, **fields)


def test_a_file_is_put_into_direct_messages(slack: SlackServer) -> None:
    """The library's own way works: the message has the file with its alt text, and its comment is read."""
    channel = client(slack).conversations_open(users="U00000001")["channel"]["id"]
    client(slack).files_upload_v2(
        file=PNG, filename="a.png", title="A", alt_txt="A picture", channel=channel, initial_comment="&lt;b&gt;"
    )
    [message] = slack.directly("U00000001")
    assert slack.visible_text(message) == "<b>"
    assert [(file.title, file.alt_text, file.data) for file in message.files] == [("A", "A picture", PNG)]
    [told] = client(slack).conversations_history(channel=channel)["messages"]
    assert [file["id"] for file in told["files"]] == [message.files[0].id]
    assert slack.violations == []


def test_scopes(slack: SlackServer) -> None:
    """Files need one, and so do direct messages that are opened."""
    file, _ = upload(slack)
    for scope in ("files:write", "im:write"):
        slack.remove_scope(scope)
    assert error_of(lambda: upload(slack)) == "missing_scope"
    assert error_of(lambda: put(slack, file, "C00000001")) == "missing_scope"
    assert error_of(lambda: client(slack).conversations_open(users="U00000001")) == "missing_scope"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"length": 0}, "invalid_arguments"),
        ({"filename": ""}, "invalid_arguments"),
        ({"alt_txt": "x" * 1_001}, "alt_txt_too_large"),
    ],
)
def test_bad_uploads(slack: SlackServer, fields: dict[str, Any], error: str) -> None:
    """What is announced wrongly is refused by name."""
    good: dict[str, Any] = {"filename": "a.png", "length": 1, "alt_txt": "x" * 1_000}
    client(slack).files_getUploadURLExternal(**good)
    assert error_of(lambda: client(slack).files_getUploadURLExternal(**good | fields)) == error


def test_bad_bytes(slack: SlackServer) -> None:
    """There must be as many as were announced, of such a file; the token is no business of that address."""
    assert upload(slack, length=9)[1] == 400
    assert upload(slack, b"GIF89a, really so", Authorization="Bearer x")[1] == 200
    assert slack.violations == [
        "17 bytes of a.png in the place of 9",
        "upload: the token, which is nobody's business there",
        "a.png does not begin as such a file does",
    ]


def test_a_file_is_completed_once(slack: SlackServer) -> None:
    """Nor is one that is unknown, or has no bytes."""
    file, _ = upload(slack)
    put(slack, file)
    empty = client(slack).files_getUploadURLExternal(filename="a.png", length=1, alt_txt="A picture")["file_id"]
    for wrong in (file, "F1", str(empty)):
        assert error_of(lambda wrong=wrong: put(slack, wrong)) == "file_not_found"  # type: ignore[misc]
    assert len(slack.messages) == 1


def test_bad_places(slack: SlackServer) -> None:
    """An id of a user is none of a channel, and the bot must be in it."""
    file, _ = upload(slack)
    slack.add_channel("C00000002", member=False)
    assert error_of(lambda: put(slack, file, "U00000001")) == "invalid_arguments"
    assert error_of(lambda: put(slack, file, "C00000002")) == "not_in_channel"
    assert slack.messages == []


def test_what_stands_above_a_file(slack: SlackServer) -> None:
    """A comment can ping and hides blocks; blocks are checked as those of other messages, and may be no Markdown."""
    put(slack, upload(slack)[0], initial_comment="<!channel>", blocks=[section("x")])
    assert slack.messages[0].pings == {"channel"}
    assert slack.violations == ["files.completeUploadExternal: blocks are ignored beside an initial comment"]
    file, _ = upload(slack)
    assert error_of(lambda: put(slack, file, blocks=[section("")])) == "invalid_blocks"
    assert error_of(lambda: put(slack, file, blocks=[{"type": "markdown", "text": "x"}])) == "internal_error"
