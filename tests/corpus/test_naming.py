"""Naming: every spelling of a name is one name, and near names are told apart."""

# ruff: noqa: RUF001 - characters that look alike are what is tested

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import catalog
from corpus.naming import Match, Name, full_name, is_general_software, match, names_in, vendors_in
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


def _in_full(text: str) -> list[str]:
    return [full_name(name, text) for name in names_in(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("opus 4.5", ["Claude Opus 4.5"]),
        ("Claude 4.5 Opus and claude opus 3", ["Claude Opus 4.5", "Claude 3 Opus"]),
        ("gpt5.2 codex", ["GPT-5.2-Codex"]),
        ("codex 5.2", ["GPT-5.2-Codex"]),
        ("gpt‑5.5 pro", ["GPT-5.5 Pro"]),
        ("3.5 Flash", ["Gemini 3.5 Flash"]),
        ("gemini flash-lite 3.5", ["Gemini 3.5 Flash-Lite"]),
        ("Gemini 3.5 and 3.6 Flash", ["Gemini 3.5 Flash", "Gemini 3.6 Flash"]),
        ("Google's gemini robotics-er 1.6", ["Gemini Robotics-ER 1.6"]),
        ("o3 pro, says OpenAI", ["o3-pro"]),
        ("MiniMax released **M2.1**", ["MiniMax-M2.1"]),
        ("kimi k2 and K2.5", ["Kimi K2", "Kimi K2.5"]),
        ("deepseek v3.2 exp, deepseek 4 pro and DeepSeek R1", ["DeepSeek-V3.2-Exp", "DeepSeek-V4-Pro", "DeepSeek-R1"]),
        ("GLM-4.5-355B-A32B and glm-4.5-air", ["GLM-4.5", "GLM-4.5-Air"]),
        ("qwen3 coder 480b a35b instruct", ["Qwen3-Coder-480B-A35B-Instruct"]),
        ("GPT-OSS 20B", ["gpt-oss-20b"]),
        ("mistral 3 large", ["Mistral Large 3"]),
        ("llama-4-maverick", ["Llama 4 Maverick"]),
        ("Llama 3.1 Nemotron Ultra 253B", ["Llama 3.1 Nemotron Ultra 253B"]),
        ("Google Gemini API", ["Gemini"]),
        ("FLUX.2 [dev]", ["FLUX.2 Dev"]),
        ("Foobar 1.1 and 1.2", ["Foobar 1.1", "Foobar 1.2"]),
        ("AcmeLM v0.1-1T", ["AcmeLM v0.1-1T"]),
    ],
)
def test_a_name_is_written_in_full_as_its_vendor_does(text: str, names: list[str]) -> None:
    """What a text leaves out or writes otherwise is made good by the catalogue; unknown names stay as they are."""
    assert _in_full(text) == names


@pytest.mark.parametrize(
    "name",
    [
        *("kimi-k2-turbo-preview", "gpt-4o-realtime-preview-2025-06-03", "grok-2-1212", "grok-2-vision-1212"),
        *("claude-opus-4-5-20251101", "deepseek-chat", "Devstral Small 2505", "Qwen3-235B-A22B-Thinking-2507"),
        *("Kimi K2 0905", "Gemini 2.5 Pro Preview 05-06", "Step 3.5 Flash 2603"),
    ],
)
def test_snapshots_and_identifiers_keep_their_dates(name: str) -> None:
    """What names one snapshot, or is typed into a program, is written as it stands."""
    assert _in_full(f"now {name}, too") == [name]


def test_editions_tell_releases_apart() -> None:
    """Sizes, modes and dates make another release, in any spelling, and the same product for a question."""
    text = (
        "Qwen3-30B-A3B-Instruct-2507, Qwen3-30B-A3B-Thinking-2507, Qwen3-235B-A22B-Thinking-2507 and "
        "qwen3 30b a3b instruct 2507"
    )
    names = names_in(text)
    assert [name.edition for name in names] == [
        "30b a3b instruct 2507",
        "30b a3b 2507",
        "235b a22b 2507",
        "30b a3b instruct 2507",
    ]
    assert [name.variant for name in names] == [None, "thinking", "thinking", None]
    assert match(_one("qwen 3"), text, names) is Match.EXACT


def test_sizes_are_no_edition_where_the_vendor_counts_them_not() -> None:
    """GLM-4.5 has one size, which some write behind its name."""
    assert (_one("GLM-4.5-355B-A32B").edition, _one("glm 4.5").edition) == (None, None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Stonebloom is out", ["Stonebloom"]),
        ("a stonebloom is out", []),
        ("OpenAI calls it Orion", ["Orion"]),
        ("Orion rises, and OpenAI rises in orion", ["Orion"]),
        ("Orion rises", []),
        ("Meta's Watermelon follows Avocado", ["Watermelon", "Avocado"]),
        ("Watermelon and Avocado", []),
        ("Command A is a command a robot takes", ["Command A"]),
        ("NVIDIA ships GB300s", ["GB300"]),
    ],
)
def test_ordinary_words_are_names_by_their_capitals_or_their_vendor(text: str, names: list[str]) -> None:
    """A code name is a name of its own; where it is a word, its vendor has to be named in the text."""
    assert _in_full(text) == names


def test_a_code_name_means_its_product() -> None:
    """Before it has a name of its own, a model belongs to the family of its vendor."""
    assert _parts("Stonebloom") == [("Google", "Gemini", None, "stonebloom")]
    assert match(_one("gemini"), "Stonebloom", names_in("Stonebloom")) is Match.EXACT


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Zephyr 2", (None, "zephyr", "2", None)),
        ("Aurora-3B-Instruct", (None, "aurora", None, None)),
        ("AcmeLM v0.1-1T", (None, "acmelm", "0.1", None)),
        ("GPT-9.3-Quokka", ("OpenAI", "GPT", "9.3", "quokka")),
        ("Claude Opus 11", ("Anthropic", "Claude", "11", "opus")),
    ],
)
def test_names_that_nobody_has_entered_are_read(text: str, parts: _Parts) -> None:
    """New versions of known families, and unknown products with a version or a size, are names."""
    assert _parts(text) == [parts]


@pytest.mark.parametrize(
    "text", ["Python 3.12", "iOS 26", "Windows 11", "USB 3.0", "CUDA 12.4", "macOS 27", "Next.js 15"]
)
def test_general_software_is_told_from_ai_products(text: str) -> None:
    """Its versions are read, and it is known for what it is."""
    assert is_general_software(_one(text))


@pytest.mark.parametrize("text", ["GPT-5.2", "Foobar 9.1", "Codex", "GB300"])
def test_what_is_not_known_to_be_general_may_be_an_ai_product(text: str) -> None:
    """Unknown names are not taken for software at large, nor are those that the catalogue knows."""
    assert not is_general_software(_one(text))


@pytest.mark.parametrize("text", ["Section 5.2", "$5.2", "5.2%", "HTTP/2", "May 2025", "Top 10", "Series B", "Sub-10B"])
def test_numbers_with_other_meanings_name_nothing(text: str) -> None:
    """Prices, shares, dates and lists have no product."""
    assert _parts(text) == []


@given(text=st.text(max_size=100) | _WRITTEN.map("".join))
@_MANY
def test_every_name_can_be_written_in_full(text: str) -> None:
    """Whatever the text, a name in it has a full name."""
    assert all(full_name(name, text) for name in names_in(text))
