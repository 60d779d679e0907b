"""The local Discord's client shows texts as Discord's own does."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.platforms.discord_forms import Json
from tests.platforms.discord_text import read_markdown, read_message

URL = "https://a.example/x"
MARKUP = st.text("\\*_~|`#>-+[]()<@!&:/ \n1.aXé\"'htps", max_size=80)


def escaped(text: str) -> str:
    """Return a text with a backslash before each ASCII character of punctuation."""
    return "".join(f"\\{character}" if character in string.punctuation else character for character in text)


@given(st.one_of(st.text(), MARKUP))
def test_escaped_text(text: str) -> None:
    """A text with a backslash before all its punctuation reads as itself, whatever it holds."""
    reading = read_markdown(escaped(text))
    assert reading.visible == re.sub(r" {2,}\n", "\n", text)
    assert not reading.marks + reading.links + reading.pings + reading.unfurls


@given(MARKUP)
def test_any_text(text: str) -> None:
    """No text is too odd to be read, and what is linked or notified has its mark."""
    reading = read_markdown(text)
    assert reading.marks.count("link") == len(reading.links)
    assert reading.marks.count("mention") >= len(reading.pings)


@given(st.text(string.ascii_letters + string.digits + " ,éß日"))
def test_plain_text(text: str) -> None:
    """Letters, digits and commas read as themselves."""
    assert read_markdown(text).visible == text


@pytest.mark.parametrize("deep", ["*" * 2000, f"{'**' * 500}x{'**' * 500}", "> " * 999, "- " * 999, "[a](" * 400])
def test_deep_text(deep: str) -> None:
    """A text of nothing but markup is read as well."""
    assert read_markdown(deep).visible


@pytest.mark.parametrize(
    ("text", "visible", "marks"),
    [
        ("a **b** c", "a b c", ["bold"]),
        ("*a* _b_", "a b", ["italic", "italic"]),
        ("__a__ ~~b~~ ||c||", "a b c", ["underline", "strike", "spoiler"]),
        ("***a***", "a", ["italic", "bold"]),
        ("**a *b* c**", "a b c", ["bold", "italic"]),
        ("*a **b** c*", "a b c", ["italic", "bold"]),
        ("snake_case_name", "snake_case_name", []),
        ("a_b_ c", "ab c", ["italic"]),
        ("2 * 3 * 4", "2 * 3 * 4", []),
        ("**a\nb**", "a\nb", ["bold"]),
        ("**a", "**a", []),
        (r"\*a\* **b\*\*c**", "*a* b**c", ["bold"]),
        (r"a\b \_", r"a\b _", []),
        (r"¯\_(ツ)_/¯", r"¯\_(ツ)_/¯", []),
        ("`*a*` ``b`c``", "*a* b`c", ["code", "code"]),
        (r"`a\`", "a\\", ["code"]),
        ("` `` `", "``", ["code"]),
        ("a\n```py\nx = 1\n```\nb", "a\nx = 1\nb", ["code block"]),
        ("```x```", "x", ["code block"]),
        ("`a", "`a", []),
    ],
)
def test_inline(text: str, visible: str, marks: list[str]) -> None:
    """Emphasis, code and escapes are rendered where Discord renders them, and nowhere else."""
    reading = read_markdown(text)
    assert (reading.visible, [*reading.marks]) == (visible, marks)


@pytest.mark.parametrize(
    ("text", "visible", "marks"),
    [
        ("# a\nb", "a\nb", ["heading"]),
        ("## a ##\n### b", "a\nb", ["heading", "heading"]),
        ("#### a", "#### a", []),
        ("#a", "#a", []),
        ("a # b", "a # b", []),
        ("a\n# **b**", "a\nb", ["heading", "bold"]),
        ("-# a\nb", "a\nb", ["subtext"]),
        ("-#a", "-#a", []),
        ("> a\n> b\nc", "a\nb\nc", ["quote"]),
        (">>> a\nb", "a\nb", ["quote"]),
        (">a", ">a", []),
        ("a > b", "a > b", []),
        ("> > a", "> a", ["quote"]),
        ("- a\n- b", "• a\n• b", ["list"]),
        ("* a\n  - b", "• a\n• b", ["list", "list"]),
        ("3. a\n3. b", "3. a\n4. b", ["list"]),
        ("a\n1. b\nc", "a\n1. b\nc", ["list"]),
        ("a 1. b - c", "a 1. b - c", []),
        ("-a\n1.b", "-a\n1.b", []),
        ("- # a", "• # a", ["list"]),
        (r"1\. a", "1. a", []),
        ("**a**\n- b", "a\n• b", ["bold", "list"]),
    ],
)
def test_blocks(text: str, visible: str, marks: list[str]) -> None:
    """Headings, quotes and lists are rendered at the start of a line alone."""
    reading = read_markdown(text)
    assert (reading.visible, [*reading.marks]) == (visible, marks)


@pytest.mark.parametrize(
    ("text", "visible", "links"),
    [
        (f"see {URL}.", f"see {URL}.", [(URL, URL)]),
        (f"({URL})", f"({URL})", [(URL, URL)]),
        ("https://a.example/b_(c)", "https://a.example/b_(c)", [("https://a.example/b_(c)",) * 2]),
        (f"x{URL}", f"x{URL}", [(URL, URL)]),
        ("https://a.example/b_c_d*e*", "https://a.example/b_c_d*e*", [("https://a.example/b_c_d*e*",) * 2]),
        (r"https://a.example/b\_c", r"https://a.example/b\_c", [(r"https://a.example/b\_c",) * 2]),
        (f"<{URL}>", URL, [(URL, URL)]),
        ("https\\://a.example/", "https://a.example/", []),
        ("www.a.example", "www.a.example", []),
        ("steam://run/1", "steam://run/1", []),
        ("<a:/b>", "a:/b", []),
        ("https://a%62.example/", "https://a%62.example/", []),
        ("http://[a/b", "http://[a/b", []),
        ("http:///a/b", "http:///a/b", []),
        ("https://discord.gg/x", "https://discord.gg/x", [("https://discord.gg/x",) * 2]),
        ("[a](mailto:a@b.example)", "a", [("a", "mailto:a@b.example")]),
        ("[a](http:b)", "[a](http:b)", []),
        ("[a](https://a.example/\u200b)", "[a](https://a.example/\u200b)", []),
        (f"`{URL}`", URL, []),
        (f"[a b]({URL})", "a b", [("a b", URL)]),
        (f'[**a**]({URL} "title")', "a", [("a", URL)]),
        (f"[a](<{URL}>)", "a", [("a", URL)]),
        (f"[a [b] c]({URL})", "a [b] c", [("a [b] c", URL)]),
        (rf"[a \* b]({URL})", r"a \* b", [(r"a \* b", URL)]),
        (r"[a](https://a.example/b\_c\))", "a", [("a", "https://a.example/b_c)")]),
        ("[a](https://a.example/b_(c))", "a", [("a", "https://a.example/b_(c)")]),
        (f"[1]({URL}) [2]({URL})", "1 2", [("1", URL), ("2", URL)]),
        (rf"\[a]({URL})", f"[a]({URL})", [(URL, URL)]),
        ("[a](/path)", "[a](/path)", []),
        ("[a](javascript:x)", "[a](javascript:x)", []),
        ("[a] (b)", "[a] (b)", []),
        (f"[ ]({URL})", f"[ ]({URL})", []),
        (f"![a]({URL})", f"![a]({URL})", []),
    ],
)
def test_links(text: str, visible: str, links: list[tuple[str, str]]) -> None:
    """Addresses are linked up to their last letter, and masked links show their label, where escapes do not count."""
    reading = read_markdown(text)
    assert (reading.visible, [*reading.links]) == (visible, links)


@pytest.mark.parametrize(
    "label",
    [
        "https://b.example/",
        "see https://b.example/ x",
        "<https://b.example/>",
        "`https://b.example/`",
        "\uff48ttps://b.example/",
        "h\u200bttps://b.example/",
        "[b](https://b.example/)",
        "discord.gg/x",
        "<@1>",
        "@here",
        ":smile:",
        "🚀",
    ],
)
def test_misleading_labels(label: str) -> None:
    """A masked link whose label could be taken for something else is shown as it was written."""
    reading = read_markdown(f"[{label}]({URL})")
    assert reading.visible == f"[{label}]({URL})"
    assert not reading.links + reading.marks + reading.pings


def test_emoji_in_labels() -> None:
    """Emoji are allowed in the labels of embeds and of messages that answer an interaction."""
    text = f"[🚀 a]({URL})"
    link = (("🚀 a", URL),)
    assert read_message({"content": text}).links == ()
    assert read_message({"content": text, "webhook_id": "1"}).links == link
    assert read_message({"embeds": [{"description": text}]}).links == link


def test_unfurls() -> None:
    """A bare address and a masked link give a preview; in code, in angle brackets and escaped they do not."""
    quiet = f"<{URL}> [a](<{URL}>) `{URL}` https\\://a.example/"
    assert read_markdown(quiet).unfurls == ()
    assert read_markdown(f"{URL} [a]({URL}) ||{URL}||").unfurls == (URL, URL, URL)
    assert read_markdown(f"[<@1>]({URL})").unfurls == (URL,)


@pytest.mark.parametrize(
    ("text", "visible", "mark"),
    [
        ("<@1>", "@1", "mention"),
        ("<@!1>", "@1", "mention"),
        ("<@&2>", "@2", "mention"),
        ("<#3>", "#3", "mention"),
        ("@everyone", "@everyone", "mention"),
        ("</ask now:4>", "/ask now", "mention"),
        ("<id:guide>", "guide", "mention"),
        ("<:wave:5>", ":wave:", "emoji"),
        ("<a:wave:5>", ":wave:", "emoji"),
        (":smile:", ":smile:", "emoji"),
        (":+1::skin-tone-2:", ":+1::skin-tone-2:", "emoji"),
        ("<t:1785585600:R>", "01 August 2026 12:00", "timestamp"),
        ("<t:-1>", "31 December 1969 23:59", "timestamp"),
    ],
)
def test_tokens(text: str, visible: str, mark: str) -> None:
    """Mentions, emoji and times are shown as what they stand for."""
    reading = read_markdown(f"a {text} b")
    assert (reading.visible, reading.marks) == (f"a {visible} b", (mark,))
    assert read_markdown(f"`{text}`").marks == ("code",)
    assert read_markdown(f"\\{text}").visible == text


@pytest.mark.parametrize("text", ["10:30:45", "<@x>", "<t:99999999999999999>", "@someone", "a@here.example", "< @1>"])
def test_no_tokens(text: str) -> None:
    """What only looks like a token is text; an address of mail notifies nonetheless."""
    reading = read_markdown(text)
    assert reading.visible == text
    assert reading.pings == (("here",) if "@here" in text else ())


@pytest.mark.parametrize(
    ("allowed", "pings"),
    [
        ({}, ["everyone", "here", "1", "2"]),
        ({"allowed_mentions": None}, ["everyone", "here", "1", "2"]),
        ({"allowed_mentions": {"parse": []}}, []),
        ({"allowed_mentions": {}}, []),
        ({"allowed_mentions": {"parse": ["everyone"]}}, ["everyone", "here"]),
        ({"allowed_mentions": {"parse": ["roles"], "users": ["3"]}}, ["2"]),
        ({"allowed_mentions": {"users": [1]}}, ["1"]),
    ],
)
def test_pings(allowed: Json, pings: list[str]) -> None:
    """A message notifies whom it mentions as far as it lets them be notified; its embeds never do."""
    text = "@everyone @here <@1> <@&2> `<@1>` \\<@1>"
    assert [*read_message({"content": text} | allowed).pings] == pings
    assert read_message({"embeds": [{"description": text}]}).pings == ()
    shown = {"components": [{"type": 17, "components": [{"type": 10, "content": text}]}]}
    assert [*read_message(shown | allowed).pings] == pings


def test_embeds() -> None:
    """An embed shows its parts in order; its author and its footer are plain, its title and names have no links."""
    embed = {
        "author": {"name": "**author**", "url": URL},
        "title": f"*title* [a]({URL}) <@1>",
        "description": "# description\n- x",
        "fields": [{"name": f"**name** [a]({URL})", "value": f"# value [a]({URL})"}],
        "footer": {"text": "**footer**"},
    }
    reading = read_message({"content": "content", "embeds": [embed]})
    shown = ["content", "**author**", f"title [a]({URL}) <@1>", "description", "• x", f"name [a]({URL})", "# value a"]
    assert reading.visible == "\n".join([*shown, "**footer**"])
    assert reading.marks == ("italic", "link", "heading", "list", "bold", "link", "link")
    assert reading.links == (("**author**", URL), (URL, URL), (URL, URL), ("a", URL))


def test_linked_title() -> None:
    """The title of an embed with an address is one link, in which nothing else is linked."""
    reading = read_message({"embeds": [{"title": f"**a** {URL}", "url": "https://b.example/"}]})
    assert reading.links == ((f"a {URL}", "https://b.example/"),)


def test_text_displays() -> None:
    """The texts of the second version of components are read in order, in containers and sections as well."""
    section = {"type": 9, "components": [{"type": 10, "content": "**b**"}], "accessory": {"type": 2, "label": "no"}}
    components = [{"type": 10, "content": "# a"}, {"type": 17, "components": [section, {"type": 14}]}]
    reading = read_message({"components": components})
    assert (reading.visible, reading.marks) == ("a\nb", ("heading", "bold"))
