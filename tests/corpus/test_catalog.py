"""The catalogue: what ships with the package, and that its names tell products apart."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalog import CATALOG_NAME, ORDER, Product, catalog, load_catalog
from corpus.errors import UsageError
from corpus.makers import vendor_of
from corpus.naming import full_name, names_in, vendors_in
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


def test_an_order_is_one_that_can_be_read() -> None:
    """What a product says of the order of its names is understood."""
    assert all(ORDER.fullmatch(product.order) for product in catalog().products if product.order)


def test_what_needs_its_vendor_is_written_in_capitals() -> None:
    """A name that is read beside its vendor alone is told from the ordinary word by its capitals."""
    assert all(
        name[0].isupper() for product in catalog().products for name in (*product.beside_vendor, *product.capitals)
    )


_OWN = """
[[vendors]]
name = "Acme AI"
aliases = ["Acme Labs"]
products = [
  { name = "AcmeLM", joint = "-", variants = ["Pro", "-Coder"], codenames = ["Firebrick"] },
  { name = "Anvil", ordinary = true },
]

[[vendors]]
name = "openai"
products = [{ name = "GPT", variants = ["Mercurial"] }, { name = "Household Robot" }]
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return a data folder whose catalogue is put away after the test."""
    yield tmp_path
    load_catalog(tmp_path / "nowhere")


def _load(home: Path, text: str) -> None:
    (home / CATALOG_NAME).write_text(text, encoding="utf-8")
    load_catalog(home)


def _in_full(text: str) -> list[tuple[str | None, str]]:
    return [(name.vendor, full_name(name, text)) for name in names_in(text)]


def test_an_own_catalogue_adds_vendors_products_and_variants(home: Path) -> None:
    """What a file in the data folder says is read over the catalogue of the package, at once and everywhere."""
    assert _in_full("acmelm 2 coder and Firebrick") == [(None, "acmelm 2 coder")]
    _load(home, _OWN)
    assert _in_full("acmelm 2 coder and Firebrick") == [("Acme AI", "AcmeLM-2-Coder"), ("Acme AI", "Firebrick")]
    assert _in_full("an anvil, Anvil 3 and gpt 5.2 mercurial") == [
        ("Acme AI", "Anvil 3"),
        ("OpenAI", "GPT-5.2 Mercurial"),
    ]
    assert _in_full("gpt5.2 codex on a household robot") == [("OpenAI", "GPT-5.2-Codex"), ("OpenAI", "Household Robot")]
    assert vendors_in("acme labs and @AcmeAI") == ("Acme AI",)
    assert vendor_of("Acme Labs Blog") == "Acme AI"


def test_without_an_own_catalogue_that_of_the_package_is_used_again(home: Path) -> None:
    """A data folder has its own catalogue, and leaves none behind; the fingerprint tells them apart."""
    shipped = catalog()
    _load(home, _OWN)
    extended = catalog()
    assert load_catalog(home) is extended
    assert extended.fingerprint != shipped.fingerprint
    (home / CATALOG_NAME).unlink()
    assert load_catalog(home) is shipped
    assert _in_full("Firebrick") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[vendors]", "is no TOML"),
        ("vendor = []", "the file has a field 'vendor', which is unknown: write one of vendors,"),
        ("vendors = 3", "the file has vendors = 3: write [[vendors]]"),
        ("[[vendors]]\naliases = []", 'vendor without a name: write name = "…"'),
        ("[[vendors]]\nname = '-'", "vendor - has name = '-': write a text"),
        ("[[vendors]]\nname = 'A'\naliases = 'B'", "vendor A has aliases = 'B': write a list of names"),
        ("[[vendors]]\nname = 'A'\naliases = ['']", "vendor A has aliases = ['']: write a list of names"),
        ("[[vendors]]\nname = 'A'\nproducts = ['B']", "vendor A has products = ['B']: write [{ name"),
        ("[[vendors]]\nname = 'A'\nproducts = [{}]", "product without a name of vendor A: write name"),
        (
            "[[vendors]]\nname = 'A'\nproducts = [{ name = 'B', alias = [] }]",
            "product B of vendor A has a field 'alias'",
        ),
        ("[[vendors]]\nname = 'A'\nproducts = [{ name = 'B', sizes = 'no' }]", "has sizes = 'no': write true or false"),
        (
            "[[vendors]]\nname = 'A'\nproducts = [{ name = 'B', order = 'x' }]",
            "has the order 'x': write \"version first\"",
        ),
        ("[[vendors]]\nname = 'A'\naliases = ['oai']", "'oai' means both vendor OpenAI and vendor A"),
        (
            "[[vendors]]\nname = 'A'\nproducts = [{ name = 'Claude' }]",
            "'claude' means both Claude of Anthropic and Claude of A",
        ),
        ("not_ai = ['x']", "the file has not_ai = ['x']: write a text"),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_refused(home: Path, text: str, says: str) -> None:
    """The message names the file, the entry, and what to write; the catalogue in use stays."""
    before = catalog()
    with pytest.raises(UsageError) as refused:
        _load(home, text)
    assert str(home / CATALOG_NAME) in str(refused.value)
    assert says in str(refused.value)
    assert catalog() is before


def test_a_catalogue_that_is_no_text_is_refused(home: Path) -> None:
    """A file in another encoding is named, and so is what to do."""
    (home / CATALOG_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="save it as UTF-8"):
        load_catalog(home)


def test_hubs_are_vendors() -> None:
    """Where all others publish is told by the names that vendors have, and an own catalogue may add to them."""
    assert catalog().hubs <= {vendor.name for vendor in catalog().vendors}
