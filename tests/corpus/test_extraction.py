"""From HTML to the article: all of what it says, and nothing of the page around it."""

import pytest

from corpus.errors import ArticleRefusedError
from corpus.extraction import extract, plain_text, without_furniture

PROSE = """
<p>Orbit Labs released <b>Comet 2</b> on Monday, and <a href="/chips">said the <em>chips</em></a> came from
<i>Foundry <strong>North</strong></i>. The model costs <code>3 dollars</code> per million tokens, half of what its
predecessor cost when it came out in spring.</p>
<p>Ada Moreau, who leads the laboratory, called it &ldquo;the first of three releases this year&rdquo;. A smaller
sibling follows in January, according to a person who knows the plans and asked not to be named.</p>
<h2>What is new</h2>
<ul>
  <li>A context window of <b>two million</b> tokens</li>
  <li>Tools that run <em>inside</em> the model's own sandbox</li>
</ul>
<ol>
  <li>First the business customers get it</li>
  <li>Then everybody else gets it</li>
</ol>
<h2>How it compares</h2>
<table>
  <tr><th>Model</th><th>Score on Tallyho</th></tr>
  <tr><td>Comet 2</td><td>81.5</td></tr>
  <tr><td>Comet 1</td><td>64.2</td></tr>
</table>
<blockquote><p>We will publish the weights before the summer is over, as we promised.</p></blockquote>
<p>Rivals reacted calmly. Share prices of Foundry North rose by four per cent after the announcement.</p>
"""

PAGE = f"""<!DOCTYPE html>
<html lang="en"><head>
  <title>Orbit Labs ships Comet 2 | Test News</title>
  <meta property="og:title" content="Orbit Labs ships Comet 2">
  <meta property="og:site_name" content="Test News">
  <meta name="author" content="Robin Writer">
  <meta property="article:published_time" content="2025-12-01T09:00:00Z">
  <link rel="canonical" href="https://news.example/comet-2">
  <script>var tracking = "SCRIPTWORD";</script><style>.x {{ color: STYLEWORD }}</style>
</head><body>
  <div id="cookie-notice" class="cookie-banner"><p>We use cookies to improve your visit.</p>
    <button>Accept all cookies</button></div>
  <header><nav><ul><li><a href="/">Home</a></li>
    <li><a href="/ai">Artificial intelligence desk</a></li></ul></nav></header>
  <main><article>
    <h1>Orbit Labs ships Comet 2</h1>
    <div class="views">1,204 views</div>
    <div class="share-bar"><span>Share</span>
      <a href="#">Facebook</a> <a href="#">Twitter</a> <a href="#">LinkedIn</a></div>
    {PROSE}
    <p>Tags: Orbit Labs, Chips, Releases</p>
    <p>12.5K views</p>
    <div class="tags"><a href="/t/1">#OrbitLabs</a> <a href="/t/2">#Chips</a></div>
    <div class="share"><p>Share this article</p></div>
    <aside class="related"><h3>Related posts</h3><ul><li><a href="/1">Ten gadgets for the garden shed</a></li>
      <li><a href="/2">Why my toaster talks</a></li></ul></aside>
  </article></main>
  <section id="comments"><h3>12 Comments</h3>
    <div class="comment"><p>First! Great piece, thanks for the toaster.</p></div>
    <form><label>Leave a comment</label><p>Your email address will not be published. Required fields are marked *</p>
      <input name="n"><button>Post Comment</button></form></section>
  <footer><p>© 2025 Test News. All rights reserved.</p><p>Subscribe to our newsletter</p></footer>
</body></html>"""


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "words",
    [
        "Orbit Labs released Comet 2 on Monday",
        "said the chips came from Foundry North. The model costs 3 dollars per million tokens, half of what",
        "called it “the first of three releases this year”.",
        "What is new",
        "A context window of two million tokens",
        "Tools that run inside the model's own sandbox",
        "First the business customers get it",
        "Then everybody else gets it",
        "How it compares",
        "Model | Score on Tallyho",
        "Comet 2 | 81.5",
        "Comet 1 | 64.2",
        "We will publish the weights before the summer is over, as we promised.",
        "Share prices of Foundry North rose by four per cent after the announcement.",
    ],
)
def test_article_is_kept(words: str) -> None:
    """Sentences with markup inside them, headings, list items, table rows and block quotes stay, word for word."""
    assert words in _squeezed(extract(PAGE).text)


@pytest.mark.parametrize(
    "words",
    [
        "views",
        "Facebook",
        "LinkedIn",
        "Share this",
        "Tags:",
        "#OrbitLabs",
        "Related posts",
        "garden shed",
        "toaster",
        "Comments",
        "First! Great piece",
        "Leave a comment",
        "email address",
        "Post Comment",
        "cookies",
        "Home",
        "Artificial intelligence desk",
        "All rights reserved",
        "newsletter",
        "SCRIPTWORD",
        "STYLEWORD",
    ],
)
def test_furniture_is_left_out(words: str) -> None:
    """Counters, tags, share bars, comments, cookie notices, related posts, menus and footers are no part of it."""
    assert words not in extract(PAGE).text


def test_markup_leaves_no_marks_in_the_text() -> None:
    """Emphasis, code and links are no characters of the text: a quote must be found on the page as it is shown."""
    text = extract(PAGE).text
    for mark in ("**", "__", "`", "](", "<b>", "&ldquo;"):
        assert mark not in text
    assert "*" not in text


def test_headings_lists_and_tables_are_marked_as_such() -> None:
    """Headings, list items and table rows keep lines of their own, in Markdown, so that passages follow them."""
    lines = [line.strip() for line in extract(PAGE).text.splitlines()]
    assert "## What is new" in lines
    assert "- A context window of two million tokens" in lines
    assert any(line.startswith("|") and "Comet 2" in line and "81.5" in line for line in lines)


def test_page_says_what_it_is() -> None:
    """Title, author, publisher, date and address come from what the page says of itself."""
    page = extract(PAGE)
    assert (page.title, page.author, page.publisher) == ("Orbit Labs ships Comet 2", "Robin Writer", "Test News")
    assert page.date is not None
    assert page.date.startswith("2025-12-01")
    assert page.url == "https://news.example/comet-2"


def test_bytes_and_text_give_the_same() -> None:
    """A page from a file and the same page from a line of JSON are one article."""
    assert extract(PAGE.encode()) == extract(PAGE)


def test_encoding_that_the_page_declares_is_used() -> None:
    """A page in Latin-1 that says so is read as such."""
    head = '<html><head><meta charset="iso-8859-1"></head>'
    page = f"{head}<body><article><p>Société Générale. {PROSE}</p></article></body>"
    assert "Société Générale" in extract(page.encode("iso-8859-1")).text


def test_xml_declaration_does_not_stop_reading() -> None:
    """A page in a string may declare an encoding, which then means nothing."""
    page = '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
    assert "Orbit Labs released Comet 2" in extract(page).text


@pytest.mark.parametrize("start", ["<p>", "<article><p>", "<div><p>"])
def test_fragment_of_a_page_is_read(start: str) -> None:
    """HTML as feeds and exports hold it, without a page around it, is an article too."""
    sentence = "Orbit Labs released Comet 2 on Monday, and its chips came from Foundry North."
    assert extract(f"{start}{sentence}</p><p>{sentence[::-1]}").text == f"{sentence}\n\n{sentence[::-1]}"
    assert extract(start + sentence).text == sentence


def test_unclosed_markup_is_read() -> None:
    """Broken HTML is the usual kind of HTML."""
    page = PAGE.replace("</p>", "").replace("</li>", "").replace("</div>", "</div>")
    assert "The model costs 3 dollars per million tokens" in _squeezed(extract(page).text)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("The flag is named max_new_tokens here.", "The flag is named max_new_tokens here."),
        ("And 3 * 4 makes twelve.", "And 3 * 4 makes twelve."),
        ("He called [the firm] a rival (again).", "He called [the firm] a rival (again)."),
        ("It takes &lt;b&gt; tags &amp; more.", "It takes <b> tags & more."),
        ("It lies in C:\\new\\_x as ever.", "It lies in C:\\new\\_x as ever."),
        ("It cost ~5 dollars | 4 euros.", "It cost ~5 dollars | 4 euros."),
        ("# 1 on the leaderboard it is.", "# 1 on the leaderboard it is."),
        ("H<sub>2</sub>O cools it at 10<sup>9</sup> operations.", "H2O cools it at 109 operations."),
        ("It <del>cost</del> <strike>costs</strike> <tt>nothing</tt> <var>now</var>.", "It cost costs nothing now."),
    ],
)
def test_paragraph_reads_as_the_page_shows_it(html: str, shown: str) -> None:
    """No mark or backslash is added to what a page shows: a quote must be found on the page again."""
    text = extract(f"<html><body><article>{PROSE}<p>{html}</p></article></body></html>").text
    assert text.splitlines()[-1] == shown


def test_paragraphs_of_an_item_stay_apart() -> None:
    """Each is a line of its own, as a link opens a page at words of one paragraph and at none that go over two."""
    items = "<ul><li><p>It is small.</p><p>It is cheap</p></li><li>Sizes:<p>two in <b>all</b></p></li></ul>"
    text = extract(f"<html><body><article>{PROSE}{items}</article></body></html>").text
    lines = [line.strip() for line in text.splitlines()]
    assert lines[-4:] == ["- It is small.", "It is cheap", "- Sizes:", "two in all"]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   ",
        "<html></html>",
        "<html><body></body></html>",
        "<html><body><script>var x = 1;</script></body></html>",
        "<html><body><div><p>12 views</p><p>Share this article</p></div></body></html>",
        "just some words without any markup",
        "\0\0\0",
        "\ud800<p>half a surrogate pair</p>",
        "<div>" * 20_000 + "deep" + "</div>" * 20_000,
        b"\xff\xfe\x00\x01" * 500,
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
    ],
    ids=range(13),
)
def test_page_without_an_article_is_refused(html: bytes | str) -> None:
    """What holds no article is refused in words, whatever it is, and breaks nothing."""
    with pytest.raises(ArticleRefusedError, match=r"HTML|no article"):
        extract(html)


def test_lines_of_furniture_leave_no_gap() -> None:
    """Paragraphs stay apart by one blank line where furniture stood between them."""
    assert without_furniture("One line.\n\n12 views\n\nAnother line.\nAnd its next.\n\n\n") == (
        "One line.\n\nAnother line.\nAnd its next."
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Comet 2 is <b>out</b> &amp; about", "Comet 2 is out & about"),
        ("<p>One.</p><p>Two.</p><ul><li>Three</li></ul>", "One. Two. Three"),
        ("<script>x</script><style>y</style>One.", "One."),
        ("", ""),
    ],
)
def test_plain_text_is_the_words_of_a_piece_of_html(html: str, text: str) -> None:
    """Summaries of feeds are shown in one line."""
    assert plain_text(html) == text
