"""The rules of the local Discord: what it takes at the limit, what it refuses just beyond, and how it says so."""

import asyncio
from collections.abc import Iterator
from typing import Any
from warnings import catch_warnings, simplefilter

import pytest

from tests.platforms.discord_rules import (
    Json,
    choice_errors,
    command_errors,
    message_errors,
    modal_errors,
    thread_errors,
    warnings,
)

with catch_warnings():
    simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop
    import discord
    from discord import app_commands

SECOND = 1 << 15
QUIET: Json = {"parse": []}
BUTTON: Json = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
LINK: Json = {"type": 2, "style": 5, "label": "Read", "url": "https://a.example/"}
OPTION: Json = {"label": "One", "value": "1"}
MENU: Json = {"type": 3, "custom_id": "menu", "options": [OPTION]}
TEXT: Json = {"type": 10, "content": "x"}
THUMBNAIL: Json = {"type": 11, "media": {"url": "https://a.example/a.png"}}
ASK: Json = {"name": "ask", "description": "Ask", "type": 1}
WORD: Json = {"name": "word", "description": "A word", "type": 3}
INPUT: Json = {"type": 4, "custom_id": "question", "style": 1, "label": "Question"}


def row(*components: Json) -> Json:
    """Return components side by side."""
    return {"type": 1, "components": [*components]}


def buttons(count: int, first: int = 0) -> list[Json]:
    """Return buttons of which each has an id of its own."""
    return [BUTTON | {"custom_id": str(number)} for number in range(first, first + count)]


def second(*components: Json, **more: object) -> Json:
    """Return a message in the second version of components."""
    return {"flags": SECOND, "components": [*components], **more}


def label(component: Json) -> Json:
    """Return a component of a modal with a label."""
    return {"type": 18, "label": "Question", "component": component}


def modal(*components: Json) -> Json:
    """Return a modal."""
    return {"title": "Ask", "custom_id": "ask", "components": [*components]}


def at(body: Json | None) -> dict[str, str]:
    """Return where something is wrong, and the first code that says what."""
    return dict(_places(body["errors"], "")) if body else {}


def _places(errors: Json, where: str) -> Iterator[tuple[str, str]]:
    for name, value in errors.items():
        if name == "_errors":
            yield where, value[0]["code"]
        else:
            yield from _places(value, f"{where}.{name}".lstrip("."))


def test_shape_of_a_refusal() -> None:
    """A refusal nests as the body does, with numbers for the places in lists."""
    message = "Must be 4096 or fewer in length."
    assert message_errors({"embeds": [{"description": "x" * 4097}]}) == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "embeds": {"0": {"description": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": message}]}}}
        },
    }


@pytest.mark.parametrize(
    "payload",
    [
        {"content": "x" * 2000},
        {"content": "😀" * 2000},
        {"content": f"  {'x' * 2000}\n"},
        {"embeds": [{"title": "x"}] * 10},
        {"embeds": [{"title": "x" * 256, "description": "x" * 4096, "url": "https://a.example/"}]},
        {"embeds": [{"fields": [{"name": "n", "value": "v", "inline": True}] * 25, "color": 0xFFFFFF}]},
        {"embeds": [{"author": {"name": "x" * 256}, "footer": {"text": "x" * 2048}}]},
        {"embeds": [{"description": "x" * 3000}] * 2},
        {"embeds": [{"image": {"url": "attachment://a.png"}, "timestamp": "2026-08-01T12:00:00+00:00"}]},
        {"components": [row(*buttons(5, 5 * number)) for number in range(5)]},
        {"components": [row(LINK, BUTTON | {"label": None, "emoji": {"name": "🔥"}})]},
        {"components": [row(MENU | {"options": [{"label": f"{n}", "value": f"{n}"} for n in range(25)]})]},
        {"components": [row({"type": 5, "custom_id": "who", "min_values": 0, "max_values": 25})]},
        {"content": "x", "flags": 1 << 2 | 1 << 6 | 1 << 12, "nonce": "n" * 25, "enforce_nonce": True},
        {"content": "x", "nonce": 10**24},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": [], "roles": ["1"], "replied_user": True}},
        {"sticker_ids": ["1"]},
        {"content": "", "attachments": [{"id": 0, "filename": "a.png"}]},
        second(TEXT | {"content": "x" * 4000}),
        second({"type": 17, "components": [TEXT, {"type": 14, "spacing": 2}, row(BUTTON)], "accent_color": 1}),
        second({"type": 9, "components": [TEXT] * 3, "accessory": BUTTON}, content="", embeds=[]),
        second({"type": 12, "items": [{"media": {"url": "attachment://a.png"}, "description": "x"}]}),
        second({"type": 13, "file": {"url": "attachment://a.txt"}}, *[TEXT] * 39),
    ],
)
def test_messages(payload: Json) -> None:
    """Discord takes messages up to each of its limits."""
    assert message_errors(payload) is None
    assert message_errors(payload, edits=True) is None


@pytest.mark.parametrize(
    ("payload", "where", "code"),
    [
        ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
        ({"content": 5}, "content", "STRING_TYPE_CONVERT"),
        ({"content": "x", "flags": 1 << 13}, "flags", "MESSAGE_FLAGS_INVALID"),
        ({"content": "x", "flags": "4"}, "flags", "NUMBER_TYPE_COERCE"),
        ({"content": "x", "nonce": "n" * 26}, "nonce", "NONCE_TYPE_TOO_LONG"),
        ({"content": "x", "nonce": True}, "nonce", "NONCE_TYPE_CONVERT"),
        ({"content": "x", "enforce_nonce": "yes"}, "enforce_nonce", "BOOLEAN_TYPE_CONVERT"),
    ],
)
def test_bad_messages(payload: Json, where: str, code: str) -> None:
    """Discord refuses a message that is too long or not of its types."""
    assert at(message_errors(payload)) == {where: code}


@pytest.mark.parametrize("empty", [{}, {"content": None}, {"content": " \n\t"}, {"embeds": [], "components": []}])
def test_empty_messages(empty: Json) -> None:
    """Discord refuses a message of nothing; an edit may leave out what is to stay."""
    assert message_errors(empty) == {"code": 50006, "message": "Cannot send an empty message"}
    assert message_errors(empty, edits=True) is None
    nothing = {"content": " ", "embeds": [], "components": [], "attachments": []}
    assert message_errors(nothing, edits=True) == {"code": 50006, "message": "Cannot send an empty message"}


@pytest.mark.parametrize(
    ("embed", "where", "code"),
    [
        ({"title": "x" * 257}, "title", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": [{"name": "n", "value": "v"}] * 26}, "fields", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": [{"name": " ", "value": "v"}]}, "fields.0.name", "BASE_TYPE_REQUIRED"),
        ({"fields": [{"name": "n"}]}, "fields.0.value", "BASE_TYPE_REQUIRED"),
        ({"fields": [{"name": "n" * 257, "value": "v"}]}, "fields.0.name", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": [{"name": "n", "value": "v" * 1025}]}, "fields.0.value", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": ["field"]}, "fields.0", "DICT_TYPE_CONVERT"),
        ({"title": "x", "fields": {}}, "fields", "LIST_TYPE_CONVERT"),
        ({"footer": {"text": "x" * 2049}}, "footer.text", "BASE_TYPE_MAX_LENGTH"),
        ({"footer": {"icon_url": "https://a.example/"}}, "footer.text", "BASE_TYPE_REQUIRED"),
        ({"author": {"name": "x" * 257}}, "author.name", "BASE_TYPE_MAX_LENGTH"),
        ({"title": "x", "url": "ftp://a.example/"}, "url", "URL_TYPE_INVALID_SCHEME"),
        ({"title": "x", "url": "a.example"}, "url", "URL_TYPE_INVALID_URL"),
        ({"title": "x", "url": "https://a b"}, "url", "URL_TYPE_INVALID_URL"),
        ({"title": "x", "url": f"https://{'a' * 2048}"}, "url", "BASE_TYPE_MAX_LENGTH"),
        ({"title": "x", "color": 0x1000000}, "color", "NUMBER_TYPE_MAX"),
        ({"title": "x", "timestamp": "today"}, "timestamp", "DATE_TIME_TYPE_PARSE"),
        ({"color": 1}, "description", "BASE_TYPE_REQUIRED"),
    ],
)
def test_bad_embeds(embed: Json, where: str, code: str) -> None:
    """Discord refuses an embed with a part that is too long, empty or no address."""
    assert at(message_errors({"embeds": [embed]})) == {f"embeds.0.{where}": code}


def test_embeds_together() -> None:
    """Discord takes ten embeds, of 6,000 characters over all of their texts."""
    assert at(message_errors({"embeds": [{"title": "x"}] * 11})) == {"embeds": "BASE_TYPE_MAX_LENGTH"}
    texts = {"title": "x" * 200, "author": {"name": "x" * 200}, "footer": {"text": "x" * 200}}
    embed = {**texts, "description": "x" * 2000, "fields": [{"name": "x" * 200, "value": "x" * 200}]}
    assert message_errors({"embeds": [embed, embed]}) is None
    more = embed | {"description": "x" * 2001}
    assert at(message_errors({"embeds": [embed, more]})) == {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}


@pytest.mark.parametrize(
    ("component", "where", "code"),
    [
        (row(*buttons(6)), "components", "BASE_TYPE_BAD_LENGTH"),
        (row(), "components", "BASE_TYPE_BAD_LENGTH"),
        (BUTTON, "type", "UNION_TYPE_CHOICES"),
        (TEXT, "type", "UNION_TYPE_CHOICES"),
        (row(BUTTON | {"label": "x" * 81}), "components.0.label", "BASE_TYPE_MAX_LENGTH"),
        (row(BUTTON | {"label": " "}), "components.0", "BUTTON_COMPONENT_INVALID_LABEL"),
        (row(BUTTON | {"custom_id": "x" * 101}), "components.0.custom_id", "BASE_TYPE_MAX_LENGTH"),
        (row(BUTTON | {"url": "https://a.example/"}), "components.0", "BUTTON_COMPONENT_URL_FORBIDDEN"),
        (row(BUTTON | {"style": 7}), "components.0.style", "BASE_TYPE_CHOICES"),
        (row(BUTTON | {"emoji": {"animated": True}}), "components.0.emoji.id", "BASE_TYPE_REQUIRED"),
        (row(BUTTON | {"emoji": {"id": "x"}}), "components.0.emoji.id", "NUMBER_TYPE_COERCE"),
        (row(LINK | {"url": None}), "components.0", "BUTTON_COMPONENT_URL_REQUIRED"),
        (row(LINK | {"custom_id": "x"}), "components.0", "BUTTON_COMPONENT_CUSTOM_ID_FORBIDDEN"),
        (row(LINK | {"url": f"https://a.example/{'a' * 500}"}), "components.0.url", "BASE_TYPE_MAX_LENGTH"),
        (row(LINK | {"url": "javascript:x"}), "components.0.url", "URL_TYPE_INVALID_URL"),
        (row({"type": 2, "style": 6}), "components.0", "BUTTON_COMPONENT_SKU_ID_REQUIRED"),
        (row(MENU, BUTTON), "components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        (row(MENU | {"options": []}), "components.0.options", "BASE_TYPE_BAD_LENGTH"),
        (row(MENU | {"placeholder": "x" * 151}), "components.0.placeholder", "BASE_TYPE_MAX_LENGTH"),
        (row(MENU | {"min_values": 2, "max_values": 1}), "components.0.min_values", "BASE_TYPE_MIN_GREATER_THAN_MAX"),
        (row(MENU | {"max_values": 26}), "components.0.max_values", "NUMBER_TYPE_MAX"),
    ],
)
def test_bad_components(component: Json, where: str, code: str) -> None:
    """Discord refuses a row that is too wide, and buttons and menus that are not as their kind is."""
    assert at(message_errors({"components": [component]})) == {f"components.0.{where}": code}


@pytest.mark.parametrize(
    ("option", "where", "code"),
    [
        ({"label": "x" * 101}, "label", "BASE_TYPE_MAX_LENGTH"),
        ({"value": ""}, "value", "BASE_TYPE_REQUIRED"),
        ({"description": "x" * 101}, "description", "BASE_TYPE_MAX_LENGTH"),
        ({"emoji": {"animated": False}}, "emoji.id", "BASE_TYPE_REQUIRED"),
    ],
)
def test_bad_menu_options(option: Json, where: str, code: str) -> None:
    """Discord refuses an option of a menu that is empty or too long, and two with one value."""
    menu = MENU | {"options": [OPTION | option]}
    place = "components.0.components.0.options"
    assert at(message_errors({"components": [row(menu)]})) == {f"{place}.0.{where}": code}
    twice = at(message_errors({"components": [row(MENU | {"options": [OPTION, OPTION]})]}))
    assert {*twice} == {f"{place}.0.value", f"{place}.1.value"}


def test_rows_and_ids() -> None:
    """Discord takes five rows, and each id once in a message."""
    rows = [row(button) for button in buttons(6)]
    assert at(message_errors({"components": rows})) == {"components": "BASE_TYPE_MAX_LENGTH"}
    assert at(message_errors({"components": [row(BUTTON), row(BUTTON)]})) == {
        f"components.{number}.components.0.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED" for number in range(2)
    }


@pytest.mark.parametrize(
    ("payload", "where", "code"),
    [
        (second(*[TEXT] * 41), "components", "BASE_TYPE_MAX_LENGTH"),
        (second(*[{"type": 17, "components": [TEXT] * 13}] * 3), "components", "COMPONENT_MAX_TOTAL_EXCEEDED"),
        (second(*[TEXT | {"content": "x" * 2001}] * 2), "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
        (second(TEXT | {"content": " "}), "components.0.content", "BASE_TYPE_REQUIRED"),
        (second(BUTTON), "components.0.type", "UNION_TYPE_CHOICES"),
        (second({"type": 17, "components": [{"type": 17}]}), "components.0.components.0.type", "UNION_TYPE_CHOICES"),
        (second({"type": 9, "components": [TEXT]}), "components.0.accessory", "BASE_TYPE_REQUIRED"),
        (
            second({"type": 9, "components": [TEXT] * 4, "accessory": THUMBNAIL}),
            "components.0.components",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (second({"type": 12, "items": []}), "components.0.items", "BASE_TYPE_BAD_LENGTH"),
        (
            second({"type": 13, "file": {"url": "https://a.example/"}}),
            "components.0.file.url",
            "URL_TYPE_INVALID_SCHEME",
        ),
        (second({"type": 13}), "components.0.file", "BASE_TYPE_REQUIRED"),
        (second({"type": 14, "spacing": 3}), "components.0.spacing", "BASE_TYPE_CHOICES"),
        (second(TEXT, content="x"), "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
        (second(TEXT, embeds=[{"title": "x"}]), "embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
        (second(TEXT | {"id": 2**31}), "components.0.id", "NUMBER_TYPE_MAX"),
    ],
)
def test_bad_second_components(payload: Json, where: str, code: str) -> None:
    """Discord refuses components of the second version that are too many, too long or in the wrong place."""
    assert at(message_errors(payload))[where] == code


def test_second_components_in_edits() -> None:
    """An edit need not repeat that a message has components of the second version."""
    assert message_errors({"components": [TEXT]}, edits=True) is None
    assert message_errors({"components": [TEXT]}) is not None


@pytest.mark.parametrize(
    ("allowed", "where", "code"),
    [
        ({"parse": ["users"], "users": ["1"]}, "", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
        ({"parse": ["roles"], "roles": [1]}, "", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
        ({"parse": ["all"]}, ".parse.0", "BASE_TYPE_CHOICES"),
        ({"parse": "users"}, ".parse", "LIST_TYPE_CONVERT"),
        ({"users": "1"}, ".users", "LIST_TYPE_CONVERT"),
        ({"users": ["me"]}, ".users.0", "NUMBER_TYPE_COERCE"),
        ({"users": ["1"] * 101}, ".users", "BASE_TYPE_MAX_LENGTH"),
        ({"replied_user": "no"}, ".replied_user", "BOOLEAN_TYPE_CONVERT"),
        ({"everyone": True}, ".everyone", "BASE_TYPE_UNKNOWN"),
    ],
)
def test_bad_allowed_mentions(allowed: Json, where: str, code: str) -> None:
    """Discord refuses to notify a kind as a whole and a few of it as well, and what is no id."""
    assert at(message_errors({"content": "x", "allowed_mentions": allowed})) == {f"allowed_mentions{where}": code}


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({"content": "x"}, "allowed_mentions is missing"),
        ({"content": "x", "allowed_mentions": None}, "allowed_mentions is missing"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"]}}, "lets parse notify"),
        ({"content": "x", "allowed_mentions": QUIET | {"roles": ["1"]}}, "lets roles notify"),
        ({"content": "x", "allowed_mentions": QUIET | {"replied_user": True}}, "lets replied_user notify"),
        ({"content": "see https://a.example/", "allowed_mentions": QUIET}, "unfurls https://a.example/"),
        ({"content": "[a](https://a.example/)", "allowed_mentions": QUIET}, "unfurls https://a.example/"),
        ({"content": "hey @everyone", "allowed_mentions": QUIET}, "content mentions everyone"),
        ({"embeds": [{"description": "<@1>"}], "allowed_mentions": QUIET}, "description mentions 1"),
        ({"embeds": [{"fields": [{"name": "n", "value": "@here"}]}], "allowed_mentions": QUIET}, "field mentions here"),
        (second(TEXT | {"content": "<@&2>"}, allowed_mentions=QUIET), "text display mentions 2"),
    ],
)
def test_warnings(payload: Json, where: str) -> None:
    """What Discord would take although Newsdesk must not send it is found: who is notified, and what unfurls."""
    assert message_errors(payload) is None
    (warning,) = warnings(payload)
    assert where in warning


@pytest.mark.parametrize(
    "payload",
    [
        {"content": "x", "allowed_mentions": QUIET | {"replied_user": False}},
        {"content": "<https://a.example/> `https://b.example/` \\@everyone `<@1>`", "allowed_mentions": QUIET},
        {"content": "https://a.example/", "flags": 4, "allowed_mentions": QUIET},
        {"embeds": [{"title": "@everyone", "description": "https://a.example/"}], "allowed_mentions": QUIET},
        {"flags": 64},
    ],
)
def test_no_warnings(payload: Json) -> None:
    """What is escaped, quiet or not shown as a mention gives no warning."""
    assert warnings(payload) == []


@pytest.mark.parametrize(
    "commands",
    [
        [ASK | {"name": f"ask{number}"} for number in range(100)],
        [{"name": f"Ask {number}", "type": kind} for number in range(15) for kind in (2, 3)],
        [ASK, {"name": "ask", "type": 3}, {"name": "Über ask", "type": 2, "description": ""}],
        [ASK | {"name": "über-ask_日本", "description": "x" * 100}],
        [ASK | {"options": [WORD | {"name": f"o{n}", "required": n < 5} for n in range(25)]}],
        [ASK | {"options": [WORD | {"choices": [{"name": "x" * 100, "value": "x" * 100}] * 25}]}],
        [ASK | {"options": [WORD | {"autocomplete": True, "min_length": 0, "max_length": 6000}]}],
        [ASK | {"options": [WORD | {"type": 4, "min_value": 1, "choices": [{"name": "one", "value": 1}]}]}],
        [ASK | {"options": [WORD | {"type": 2, "options": [WORD | {"type": 1, "options": [WORD]}]}]}],
        [ASK | {"integration_types": [0, 1], "contexts": [0, 1, 2], "default_member_permissions": "32"}],
    ],
)
def test_commands(commands: list[Json]) -> None:
    """Discord takes commands up to each of its limits."""
    assert command_errors(commands) is None


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"name": "Ask"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "ask me"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "a" * 33}, "name", "BASE_TYPE_MAX_LENGTH"),
        ({"description": ""}, "description", "BASE_TYPE_REQUIRED"),
        ({"description": "x" * 101}, "description", "BASE_TYPE_MAX_LENGTH"),
        ({"type": 3}, "description", "APPLICATION_COMMAND_CONTEXT_MENU_INVALID"),
        ({"type": 4}, "type", "BASE_TYPE_CHOICES"),
        ({"default_member_permissions": "admin"}, "default_member_permissions", "PERMISSIONS_TYPE_CONVERT"),
        ({"contexts": [3]}, "contexts.0", "BASE_TYPE_CHOICES"),
        ({"integration_types": []}, "integration_types", "BASE_TYPE_REQUIRED"),
        ({"options": [WORD | {"name": f"o{n}"} for n in range(26)]}, "options", "BASE_TYPE_MAX_LENGTH"),
        (
            {
                "options": [
                    WORD | {"description": "x" * 100, "choices": [{"name": "x" * 100, "value": "x" * 100}] * 25}
                ]
                * 2
            },
            "",
            "APPLICATION_COMMAND_TOO_LARGE",
        ),
    ],
)
def test_bad_commands(change: Json, where: str, code: str) -> None:
    """Discord refuses a command with a bad name, description, place or size."""
    assert at(command_errors([ASK | change])).get(f"0.{where}".rstrip(".")) == code


@pytest.mark.parametrize(
    ("options", "where", "code"),
    [
        ([WORD | {"type": 12}], "0.type", "BASE_TYPE_CHOICES"),
        ([WORD | {"name": "A"}], "0.name", "APPLICATION_COMMAND_INVALID_NAME"),
        ([WORD | {"description": None}], "0.description", "BASE_TYPE_REQUIRED"),
        ([WORD, WORD], "1.name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID"),
        ([WORD, WORD | {"name": "b", "required": True}], "1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        ([WORD, WORD | {"name": "b", "type": 1}], "", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
        ([WORD | {"type": 2, "options": [WORD]}], "0.options.0.type", "BASE_TYPE_CHOICES"),
        ([WORD | {"type": 2, "options": []}], "0.options", "BASE_TYPE_BAD_LENGTH"),
        ([WORD | {"type": 1, "options": [WORD | {"type": 1}]}], "0.options.0.type", "BASE_TYPE_CHOICES"),
        ([WORD | {"type": 1, "required": True}], "0.required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        ([WORD | {"choices": [{"name": "a", "value": "a"}] * 26}], "0.choices", "BASE_TYPE_MAX_LENGTH"),
        (
            [WORD | {"choices": [{"name": "a", "value": 1}]}],
            "0.choices.0.value",
            "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE_INVALID",
        ),
        ([WORD | {"choices": [{"name": "", "value": "a"}]}], "0.choices.0.name", "BASE_TYPE_REQUIRED"),
        (
            [WORD | {"autocomplete": True, "choices": [{"name": "a", "value": "a"}]}],
            "0.autocomplete",
            "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID",
        ),
        ([WORD | {"type": 5, "autocomplete": True}], "0.autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID"),
        ([WORD | {"max_length": 0}], "0.max_length", "NUMBER_TYPE_MIN"),
        ([WORD | {"max_length": 6001}], "0.max_length", "NUMBER_TYPE_MAX"),
        ([WORD | {"type": 4, "max_length": 5}], "0.max_length", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
        ([WORD | {"min_value": 5}], "0.min_value", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
    ],
)
def test_bad_options(options: list[Json], where: str, code: str) -> None:
    """Discord refuses options in the wrong order, of the wrong kind or with what their kind does not have."""
    assert at(command_errors([ASK | {"options": options}])).get(f"0.options.{where}".rstrip(".")) == code


def test_commands_together() -> None:
    """Discord takes each name once per kind, and only so many commands of a kind."""
    assert at(command_errors([ASK, ASK])) == {f"{n}.name": "APPLICATION_COMMANDS_DUPLICATE_NAME" for n in range(2)}
    for kind, most in {1: 100, 2: 15, 3: 15}.items():
        many = [{"name": f"a{number}", "type": kind} for number in range(most + 1)]
        assert (command_errors(many) or {})["code"] == 30032


@pytest.mark.parametrize(
    "data",
    [
        modal(row(INPUT)),
        modal(*[label(INPUT | {"custom_id": str(number), "label": None}) for number in range(5)]),
        modal(TEXT, label(MENU), label({"type": 19, "custom_id": "file"})),
        modal(row(INPUT | {"min_length": 0, "max_length": 4000, "value": "x" * 4000, "placeholder": "x" * 100})),
    ],
)
def test_modals(data: Json) -> None:
    """Discord takes modals up to each of its limits."""
    assert modal_errors(data) is None


@pytest.mark.parametrize(
    ("data", "where", "code"),
    [
        (modal(row(INPUT)) | {"title": "x" * 46}, "title", "BASE_TYPE_MAX_LENGTH"),
        (modal(row(INPUT)) | {"title": ""}, "title", "BASE_TYPE_REQUIRED"),
        (modal(row(INPUT)) | {"custom_id": "x" * 101}, "custom_id", "BASE_TYPE_MAX_LENGTH"),
        (modal(), "components", "BASE_TYPE_BAD_LENGTH"),
        (modal(*[TEXT] * 6), "components", "BASE_TYPE_BAD_LENGTH"),
        (modal(INPUT), "components.0.type", "UNION_TYPE_CHOICES"),
        (modal(row(BUTTON)), "components.0.components.0.type", "UNION_TYPE_CHOICES"),
        (modal(row(INPUT, INPUT | {"custom_id": "b"})), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
        (modal(row(INPUT | {"label": ""})), "components.0.components.0.label", "BASE_TYPE_REQUIRED"),
        (modal(row(INPUT | {"label": "x" * 46})), "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"),
        (modal({"type": 18, "label": "x"}), "components.0.component", "BASE_TYPE_REQUIRED"),
        (modal(label(INPUT) | {"label": "x" * 46}), "components.0.label", "BASE_TYPE_MAX_LENGTH"),
        (modal(label(INPUT) | {"description": "x" * 101}), "components.0.description", "BASE_TYPE_MAX_LENGTH"),
        (modal(label(INPUT | {"style": 3})), "components.0.component.style", "BASE_TYPE_CHOICES"),
        (modal(label(INPUT | {"max_length": 4001})), "components.0.component.max_length", "NUMBER_TYPE_MAX"),
        (modal(label(INPUT | {"value": "x" * 4001})), "components.0.component.value", "BASE_TYPE_MAX_LENGTH"),
        (
            modal(label(INPUT | {"placeholder": "x" * 101})),
            "components.0.component.placeholder",
            "BASE_TYPE_MAX_LENGTH",
        ),
        (modal(label(MENU | {"disabled": True})), "components.0.component.disabled", "COMPONENT_DISABLED_IN_MODAL"),
        (modal(label(INPUT), label(INPUT)), "components.1.component.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ],
)
def test_bad_modals(data: Json, where: str, code: str) -> None:
    """Discord refuses a modal without inputs, with too many of them, or with one that is not as it must be."""
    assert at(modal_errors(data))[where] == code


def test_choices() -> None:
    """Discord takes 25 choices while a command is typed, each with a short name and a value."""
    choice = {"name": "x" * 100, "value": "x" * 100}
    assert choice_errors({"choices": [choice] * 25}) is None
    assert choice_errors({"choices": []}) is None
    assert choice_errors({"choices": [choice | {"value": 0}, choice | {"value": 1.5}]}) is None
    assert at(choice_errors({})) == {"choices": "BASE_TYPE_REQUIRED"}
    assert at(choice_errors({"choices": [choice] * 26})) == {"choices": "BASE_TYPE_MAX_LENGTH"}
    for change, code in {"x" * 101: "BASE_TYPE_MAX_LENGTH", "": "BASE_TYPE_REQUIRED"}.items():
        for name in ("name", "value"):
            assert at(choice_errors({"choices": [choice | {name: change}]})) == {f"choices.0.{name}": code}


def test_threads() -> None:
    """Discord takes a thread with a name and one of four times after which it is archived."""
    assert thread_errors({"name": "x" * 100, "auto_archive_duration": 10080, "type": 11}) is None
    assert thread_errors({"name": "x", "auto_archive_duration": None}) is None
    assert at(thread_errors({"name": "x" * 101})) == {"name": "BASE_TYPE_MAX_LENGTH"}
    assert at(thread_errors({"name": " "})) == {"name": "BASE_TYPE_REQUIRED"}
    assert at(thread_errors({"name": "x", "auto_archive_duration": 61})) == {
        "auto_archive_duration": "BASE_TYPE_CHOICES"
    }
    assert at(thread_errors({"name": "x", "type": 0})) == {"type": "BASE_TYPE_CHOICES"}


def test_rubbish() -> None:
    """Whatever the types in a body, the answer is a refusal."""
    rubbish: object
    for rubbish in (5, "x", True, [[]], [5], {"a": 1}):
        for name in ("embeds", "components", "allowed_mentions"):
            assert message_errors({"content": "x", name: rubbish}) is not None
        assert modal_errors(modal() | {"components": rubbish}) is not None
        assert choice_errors({"choices": rubbish}) is not None
    for name, value in {"style": [], "type": [], "custom_id": 5, "label": 5, "emoji": 5, "id": "x"}.items():
        assert message_errors({"components": [row(BUTTON | {name: value})]}) is not None
    assert command_errors([ASK | {"name": [], "type": [], "options": [{"type": []}]}]) is not None


async def _built() -> tuple[list[Any], Json]:
    view = discord.ui.View()
    view.add_item(discord.ui.Button(label="Go", custom_id="go"))
    view.add_item(discord.ui.Button(label="Read", url="https://a.example/"))
    view.add_item(discord.ui.Select(placeholder="Which?", options=[discord.SelectOption(label="One")]))
    form = discord.ui.Modal(title="Ask")
    form.add_item(discord.ui.TextInput(label="Question", max_length=300))
    return view.to_components(), form.to_dict()


def test_what_discord_py_sends() -> None:
    """What discord.py makes of its own objects is taken."""
    components, form = asyncio.run(_built())
    embed = discord.Embed(title="Title", description="Text", url="https://a.example/", color=1)
    embed.set_author(name="Author").set_footer(text="Footer").add_field(name="Name", value="Value")
    allowed = discord.AllowedMentions.none().to_dict()
    payload = {"embeds": [embed.to_dict()], "components": components, "allowed_mentions": allowed}
    assert message_errors(payload) is None
    assert warnings(payload) == []
    assert modal_errors(form) is None


def test_commands_of_discord_py() -> None:
    """What discord.py makes of a command is taken."""
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))

    @tree.command(description="Ask")
    @app_commands.describe(question="What to ask")
    @app_commands.default_permissions(manage_guild=True)
    async def ask(_interaction: discord.Interaction, question: app_commands.Range[str, 1, 300]) -> None:
        raise AssertionError(question)

    @tree.context_menu(name="Ask about this")
    async def about(_interaction: discord.Interaction, message: discord.Message) -> None:
        raise AssertionError(message)

    assert command_errors([command.to_dict(tree) for command in (ask, about)]) is None
