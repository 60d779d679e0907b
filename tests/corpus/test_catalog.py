"""The catalogue: what ships with the package, and that its names tell products apart."""

import re
from collections import Counter

import pytest

from corpus.catalog import Product, catalog
from corpus.text import fold


def _key(name: str) -> str:
    return re.sub(r"[\W_]", "", fold(name).text.lower())


@pytest.mark.parametrize(
    ("vendor", "product"),
    [
        ("OpenAI", "GPT"),
        ("Anthropic", "Claude"),
        ("Google", "Gemini"),
        ("Meta", "Llama"),
        ("Mistral", "Mistral"),
        ("DeepSeek", "DeepSeek"),
        ("Alibaba", "Qwen"),
        ("Moonshot AI", "Kimi"),
        ("Z.ai", "GLM"),
        ("MiniMax", "MiniMax"),
        ("SK Telecom", "A.X"),
    ],
)
def test_a_product_belongs_to_its_vendor(vendor: str, product: str) -> None:
    """The families that the news is about are known, each with who makes it."""
    assert [(found.vendor, found.name) for found in catalog().products if found.name == product] == [(vendor, product)]


def test_vendors_and_products_are_listed_once() -> None:
    """No vendor or product stands in the catalogue twice, and no alias means two vendors."""
    vendors = Counter(_key(alias) for vendor in catalog().vendors for alias in {*map(_key, vendor.aliases)})
    products = Counter(product.name for product in catalog().products)
    assert [name for name, count in (vendors + products).items() if max(vendors[name], products[name]) > 1] == []


def test_a_name_means_one_product() -> None:
    """Among the names that mean a product wherever they stand, and among those that take a version, all differ."""
    for kind in ("aliases", "qualified", "alone", "tiers"):
        names = Counter(_key(name) for product in catalog().products for name in {*map(_key, getattr(product, kind))})
        assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("product", catalog().products, ids=lambda product: product.name)
def test_a_product_can_be_named(product: Product) -> None:
    """Each product has a name to be found by, and none of its names is empty."""
    names = (*product.aliases, *product.qualified)
    assert names
    assert all(_key(name) for name in (*names, *product.alone, *product.tiers))
    assert product.name in names


def test_an_ordinary_word_is_no_name_by_itself() -> None:
    """A product that has the name of its vendor, or an ordinary word for a name, is one only with a version."""
    names = {product.name: product for product in catalog().products}
    assert all("Mistral" not in product.aliases for product in catalog().products)
    assert names["Mistral"].qualified == ("Mistral",)
    assert "chatgpt" in names["GPT"].qualified


def test_the_catalogue_is_read_once() -> None:
    """Every caller gets the same catalogue."""
    assert catalog() is catalog()


def test_words_that_are_no_names_are_in_lower_case() -> None:
    """They are compared with folded text."""
    assert all(word == word.lower() for word in catalog().not_names)
