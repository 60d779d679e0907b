"""Naming: every spelling of a name is one name, and near names are told apart."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import catalog
from corpus.naming import Match, Name, match, names_in, vendors_in
from corpus.text import HYPHENS

_MANY = settings(max_examples=150, deadline=None)
_SEPARATORS = ["", " ", "-", "_", "\u00a0", *map(chr, HYPHENS)]
_GPT_WITH_A_VERSION = {"ChatGPT", "Codex"}
_PRODUCTS = [product.name for product in catalog().products if product.name not in _GPT_WITH_A_VERSION]
_NAMES = st.sampled_from(
    ["GPT-5.2", "Claude Opus 4.5", "opus-4.5", "3.6 Flash", "Kimi K2", "M2.1", "Foobar-9.1", "Mistral", "o3-mini", "v4"]
)
_WRITTEN = st.lists(_NAMES | st.sampled_from([" and ", ", ", "-", " ", ".", "ﬁ", "İ", "¾", "é́"]), max_size=30)

_Parts = tuple[str | None, str, str | None, str | None]


def _parts(text: str) -> list[_Parts]:
    return [(name.vendor, name.product, name.version, name.variant) for name in names_in(text)]


def _one(text: str) -> Name:
    (name,) = names_in(text)
    return name


@pytest.mark.parametrize(
    ("spellings", "parts"),
    [
        (
            ("GPT-5.2", "GPT‑5.2", "gpt5.2", "GPT 5.2", "ChatGPT 5.2", "OpenAI's gpt_5.2"),
            ("OpenAI", "GPT", "5.2", None),
        ),
        (("GPT-5.2-Codex", "gpt 5.2 codex", "codex 5.2", "5.2 Codex"), ("OpenAI", "GPT", "5.2", "codex")),
        (("GPT-5.1-Codex-Max", "gpt 5.1 codex max"), ("OpenAI", "GPT", "5.1", "codex-max")),
        (("gpt5.6-luna", "GPT-5.6 Luna"), ("OpenAI", "GPT", "5.6", "luna")),
        (("GPT-4o", "gpt4o"), ("OpenAI", "GPT", "4o", None)),
        (("o3-mini", "o3 mini", "OpenAI o3‑mini"), ("OpenAI", "o-series", "o3", "mini")),
        (
            (
                "Claude Opus 4.5",
                "Claude 4.5 Opus",
                "opus-4.5",
                "opus4.5",
                "claude-opus-4-5",
                "claude-opus-4-5-20251101",
            ),
            ("Anthropic", "Claude", "4.5", "opus"),
        ),
        (("Claude 3 Opus", "Claude Opus 3", "claude-3-opus-20240229"), ("Anthropic", "Claude", "3", "opus")),
        (("Claude Sonnet 4.0", "sonnet 4"), ("Anthropic", "Claude", "4", "sonnet")),
        (("Claude Code", "claude-code", "claude codes"), ("Anthropic", "Claude Code", None, None)),
        (("Gemini 3.6 Flash", "gemini3.6 flash", "3.6 Flash", "flash 3.6"), ("Google", "Gemini", "3.6", "flash")),
        (
            ("Gemini 3.5 Flash-Lite", "gemini 3.5 flash lite", "3.5 Flash Lite"),
            ("Google", "Gemini", "3.5", "flash-lite"),
        ),
        (("gemini-3.5 pro", "Gemini 3.5 Pro Preview"), ("Google", "Gemini", "3.5", "pro")),
        (("Nano Banana 2 Lite", "nano-banana 2 lite"), ("Google", "Nano Banana", "2", "lite")),
        (("GLM-4.6V", "glm4.6v"), ("Z.ai", "GLM", "4.6v", None)),
        (("kimi-k3", "Kimi K3", "K3", "moonshot k3"), ("Moonshot AI", "Kimi", "k3", None)),
        (("Kimi K2 Thinking", "kimi-k2-thinking"), ("Moonshot AI", "Kimi", "k2", "thinking")),
        (("DeepSeek-V3.2-Speciale", "deepseek 3.2 speciale"), ("DeepSeek", "DeepSeek", "3.2", "speciale")),
        (("DeepSeek-R1", "deepseek r1", "DeepSeek-R1-0528", "R1"), ("DeepSeek", "DeepSeek", "r1", None)),
        (("MiniMax‑M2", "minimax m2"), ("MiniMax", "MiniMax", "m2", None)),
        (("A.X-K1", "AX K1", "a.x k1"), ("SK Telecom", "A.X", "k1", None)),
        (("Llama 4 Maverick", "llama-4-maverick"), ("Meta", "Llama", "4", "maverick")),
        (("qwen3-235b-a22b", "Qwen3", "Qwen 3 235B", "Qwen-3-235B-A22B-Instruct-2507"), ("Alibaba", "Qwen", "3", None)),
        (("gpt-oss-120b", "GPT-OSS"), ("OpenAI", "GPT-OSS", None, None)),
        (("mistral large 3", "Mistral-Large-3"), ("Mistral", "Mistral", "3", "large")),
        (("Foobar-9.1", "foobar 9.1", "foobar9.1", "Foobar v9.1"), (None, "foobar", "9.1", None)),
        (("Firefox 148", "firefox 148"), (None, "firefox", "148", None)),
        (("foobar 9.1 costs", "foobar 9.1 api prices"), (None, "foobar", "9.1", None)),
        (("foobar-9.1-swift",), (None, "foobar", "9.1", "swift")),
    ],
)
def test_all_spellings_are_one_name(spellings: tuple[str, ...], parts: _Parts) -> None:
    """A name is read alike however it is typed, and so is its order of tier and version."""
    assert [_parts(f"so {spelling}, then") for spelling in spellings] == [[parts]] * len(spellings)


@given(
    product=st.sampled_from([name for name in _PRODUCTS if name.isascii()]),
    version=st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda numbers: "{}.{}".format(*numbers)),
    separator=st.sampled_from(_SEPARATORS),
    case=st.sampled_from([str.lower, str.upper, str]),
)
@_MANY
def test_a_product_with_a_version_is_found_in_every_spelling(
    product: str, version: str, separator: str, case: type[str]
) -> None:
    """Each product of the catalogue is found by its name with any hyphen, a space or nothing before the version."""
    found = _one(case(f"{product}{separator}{version}"))
    assert (found.product, found.version) == (product, version)


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("Gemini 3.5 and 3.6 Flash", [("3.5", "flash"), ("3.6", "flash")]),
        ("Claude Opus 4.5 and Sonnet 4.5", [("4.5", "opus"), ("4.5", "sonnet")]),
        ("Claude Opus 4.5, 4.6 and 4.7", [("4.5", "opus"), ("4.6", "opus"), ("4.7", "opus")]),
        ("GPT-5.1 and 5.2", [("5.1", None), ("5.2", None)]),
        ("GPT-5.1/5.2", [("5.1", None), ("5.2", None)]),
        ("Kimi K2 and K2.5", [("k2", None), ("k2.5", None)]),
        ("3.6 Flash is at 49 percent, up from 37 percent for 3.5 Flash", [("3.6", "flash"), ("3.5", "flash")]),
        ("MiniMax has released **M2.1** today", [("m2.1", None)]),
        ("GPT-5.2 and 3 others", [("5.2", None)]),
        ("GPT-5.2, 87.5 percent of it", [("5.2", None)]),
        ("GPT-5.2 and 4.5 million users", [("5.2", None)]),
    ],
)
def test_what_a_text_leaves_out_is_filled_in(text: str, versions: list[tuple[str | None, str | None]]) -> None:
    """Versions in a list belong to the family before them, and a tier beside a version to the only family with it."""
    names = names_in(text)
    assert len({name.product for name in names}) == 1
    assert [(name.version, name.variant) for name in names] == versions


@pytest.mark.parametrize(
    "text",
    [
        "in 2025",
        "the top 5",
        "on june 18",
        "june 18",
        "q2 and h1",
        "8,000 workers",
        "$38 billion",
        "step 3",
        "Step 3",
        "Dec. 2",
        "it cut 500 jobs",
        "about 3.5 times",
        "raised 2.5 billion",
        "scored 87.5",
        "a nova 3.4 x brighter",
        "mistral said",
        "the phi and the operator",
        "Figure 2 and Table 3",
        "covid-19",
        "command a robot",
        "CVE-2025-1234",
        "version 2 of it",
        "1. Discovery Loop",
        "",
    ],
)
def test_numbers_and_ordinary_words_are_no_names(text: str) -> None:
    """A number that counts, orders or dates makes no name, nor does a word that is a name only with a version."""
    assert _parts(text) == []


@pytest.mark.parametrize("suffix", ["-based", "-powered", "-class", "-level", "-like", "s", "'s", "-era"])
def test_what_describes_is_no_variant(suffix: str) -> None:
    """A text on "GPT-5.2-based tools" names GPT-5.2, and no variant of it."""
    assert _parts(f"GPT-5.2{suffix} tools") == [("OpenAI", "GPT", "5.2", None)]


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("gpt5.2", "GPT-5.2 is out", Match.EXACT),
        ("gpt-5", "GPT-5.2 is out", Match.OTHER_VERSION),
        ("gpt-5.2", "GPT-5.1 is out", Match.OTHER_VERSION),
        ("gpt 5.2", "GPT-5.2 Codex is out", Match.MORE),
        ("gpt 5.2 codex", "GPT-5.2 is out", Match.LESS),
        ("gpt 5.2 codex", "GPT-5.2 is out, as Instant and Codex", Match.MORE),
        ("gpt 5.2 codex", "GPT-5.2 Pro is out", Match.OTHER_VARIANT),
        ("gpt 5.2", "GPT-5.1 and 5.2 are out", Match.EXACT),
        ("gpt 5.2", "GPT models are out", Match.FAMILY),
        ("gpt 5.2", "Claude 5.2 is out", Match.ABSENT),
        ("gpt 5.2", "nothing is out", Match.ABSENT),
        ("gemini 3.5 pro", "Gemini 3.5 Flash is out, says Gemini", Match.OTHER_VARIANT),
        ("gemini 3.5 pro", "Gemini 3.5 is out", Match.LESS),
        ("gemini 3.5 pro", "Gemini Pro is out", Match.FAMILY),
        ("gemini 3.5 pro", "Gemini 2.5 Pro is out", Match.OTHER_VERSION),
        ("gemini flash", "Gemini 3.5 Flash is out", Match.EXACT),
        ("gemini flash", "Gemini 3.5 Flash-Lite is out", Match.OTHER_VARIANT),
        ("gemini flash", "Gemini is out", Match.FAMILY),
        ("gemini", "Gemini 3.5 Flash is out", Match.EXACT),
        ("opus 4.5", "Claude 4.5 is out", Match.LESS),
        ("opus 4.5", "Claude Opus 4.5 Thinking is out", Match.MORE),
        ("glm 4.6", "GLM-4.6V is out", Match.OTHER_VERSION),
        ("claude code", "Claude is out", Match.ABSENT),
        ("foobar 9.1", "Foobar-9.1 is out", Match.EXACT),
        ("foobar 9.1", "Foobar-9.2 is out", Match.OTHER_VERSION),
    ],
)
def test_a_text_is_about_what_was_asked_or_something_near(asked: str, text: str, expected: Match) -> None:
    """Another version is another thing; what one side leaves open is weaker than the name itself, and not absent."""
    assert match(_one(asked), text, names_in(text)) is expected


@given(pieces=_WRITTEN)
@_MANY
def test_the_nearest_name_counts(pieces: list[str]) -> None:
    """More names in a text never take it farther from what is asked."""
    asked, names = _one("GPT-5.2"), names_in("".join(pieces))
    assert match(asked, "", names) == max((match(asked, "", [name]) for name in names), default=Match.ABSENT)
    assert match(asked, "", [*names, asked]) is Match.EXACT


@given(text=st.text(max_size=200) | _WRITTEN.map("".join))
@_MANY
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    """Whatever the text, names lie in it one after the other, and none is empty."""
    names = names_in(text)
    assert all(0 <= name.start < name.end <= len(text) for name in names)
    assert all(one.end <= other.start for one, other in pairwise(names))


@given(names=st.lists(_NAMES))
@_MANY
def test_a_span_names_what_was_found(names: list[str]) -> None:
    """The span of a name holds its version."""
    text = " beside ".join(names)
    assert all((name.version or "").strip("kmor") in text[name.start : name.end].lower() for name in names_in(text))


@pytest.mark.parametrize(
    ("text", "vendors"),
    [
        ("openais deal with amazon", ("OpenAI", "Amazon")),
        ("Google DeepMind's lab at Google", ("Google",)),
        ("does hf or huggingface host it", ("Hugging Face",)),
        ("sk telecoms model", ("SK Telecom",)),
        ("Z.ai and AI2", ("Z.ai", "AI2")),
        ("metal, pineapples and xairo", ()),
    ],
)
def test_vendors_are_found_by_their_names(text: str, vendors: tuple[str, ...]) -> None:
    """A vendor is found by any of its names, with or without an apostrophe, once and in order."""
    assert vendors_in(text) == vendors


def test_a_vendor_with_a_number_is_no_product() -> None:
    """What looks like a word and a version may be the name of a vendor."""
    assert _parts("ai2 and AI21") == []
