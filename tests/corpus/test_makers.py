"""Makers: whose blog or account it is, by its name."""

import pytest

from corpus.makers import house_of, vendor_of
from corpus.naming import vendors_in


@pytest.mark.parametrize(
    ("publisher", "vendor"),
    [
        ("NVIDIA Blog", "NVIDIA"),
        ("Anthropic (claude.com)", "Anthropic"),
        ("Google DeepMind", "Google"),
        ("OpenAI Developers", "OpenAI"),
        ("Microsoft Research", "Microsoft"),
        ("AWS Machine Learning Blog", "Amazon"),
        ("Model Context Protocol Blog", "Model Context Protocol"),
        ("vLLM Blog", "vLLM"),
        ("llm-d", "Red Hat"),
        ("Qwen", "Alibaba"),
        ("Engineering at Meta", "Meta"),
        ("openai.com", "OpenAI"),
        ("blog.google", "Google"),
        ("x.ai", "xAI"),
    ],
)
def test_a_publisher_is_a_vendor_by_its_name(publisher: str, vendor: str) -> None:
    """Names of a vendor and of its products mean it, with words that any blog has beside them."""
    assert vendor_of(publisher) == vendor


@pytest.mark.parametrize(
    "publisher",
    [
        *("MIT News", "Simon Willison", "AI News", "AINews (smol.ai)", "The Register", "The Verge", "Import AI"),
        *("Apple Insider", "Google Watch Blog", "Google News", "Microsoft and OpenAI", "Machine Learning Blog"),
        *("Nova", "The Operator", "Step News", "a" * 1_000, "AI" * 1_000, "", None),
    ],
)
def test_a_publisher_in_doubt_is_no_vendor(publisher: str | None) -> None:
    """Another word in its name makes it somebody else's, as does a second vendor; ordinary words mean no product."""
    assert vendor_of(publisher) is None


@pytest.mark.parametrize(
    ("handle", "vendor"),
    [
        ("AnthropicAI", "Anthropic"),
        ("Alibaba_Qwen", "Alibaba"),
        ("MistralAI", "Mistral"),
        ("GoogleDeepMind", "Google"),
        ("xai", "xAI"),
        ("OpenAIDevs", "OpenAI"),
        ("deepseek_ai", "DeepSeek"),
        ("MiniMax__AI", "MiniMax"),
        ("Zai_org", "Z.ai"),
        ("Kimi_Moonshot", "Moonshot AI"),
        ("nvidia", "NVIDIA"),
        ("NVIDIAAIDev", "NVIDIA"),
        ("AIatMeta", "Meta"),
        ("claudeai", "Anthropic"),
    ],
)
def test_a_vendor_is_found_by_its_account(handle: str, vendor: str) -> None:
    """Accounts are called by names of a vendor run together, as newsletters quote them."""
    assert vendors_in(f"today @{handle} said") == (vendor,)


@pytest.mark.parametrize("text", ["@sama", "@apples_jimmy", "@openaimemes", "@metal", "@AI", "@", "@ OpenAIDevs"])
def test_an_account_in_doubt_is_no_vendor(text: str) -> None:
    """An account with another word in its name is not the vendor's."""
    assert vendors_in(text) == ()


@pytest.mark.parametrize(
    ("publisher", "house"),
    [
        ("Acme Blog", "Acme"),
        ("Acme Engineering", "Acme"),
        ("Zephyr Labs", "Zephyr Labs"),
        ("Acme (acme.example)", "Acme"),
        ("The Acme Times", None),
        ("Tech Gazette", None),
        ("TechWire", None),
        ("Reuters", None),
        ("AINews (smol.ai)", None),
        ("somebody.example", None),
        (None, None),
    ],
)
def test_houses_publish_what_they_make(publisher: str | None, house: str | None) -> None:
    """Of a publisher that is no press, as far as its name says so, the name is its own without that of its blog."""
    assert house_of(publisher) == house
