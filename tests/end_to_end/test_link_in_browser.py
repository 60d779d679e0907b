"""One click to check: a browser that follows a citation's link goes to the quote."""

import re
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from corpus.extraction import extract
from retrieval.links import passage_link

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--virtual-time-budget=6000", "--dump-dom"),
)
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Prices</title></head><body><article>
<h1>Prices</h1><p>Aster Labs makes models that many people use every day, as this paragraph says.</p>
<div style="height:5000px"></div>
<p>The <b>new <i>Aster&#8209;3</i></b> costs &amp; saves 9&nbsp;dollars,
<a href="/x">they said</a> &mdash; a &ldquo;bargain&rdquo;.</p>
<p>It comes in these sizes:</p><ul><li>small, for phones</li><li>large, for <em>whole</em> racks</li></ul>
<table><tr><th>Model</th><th>Window</th></tr><tr><td>Aster 3 Mini</td><td>128,000 tokens</td></tr></table>
</article><script>
addEventListener("load", () => setTimeout(() => { document.body.dataset.reached = scrollY > 2000 }, 1500))
</script></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and does not write about it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Write nothing."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The page's address on this machine."""
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("pattern", "reached"),
    [
        (r"The new .*", True),
        (r"(?s)It comes in these sizes:.*racks", True),
        (r"\| Aster 3 Mini.*", True),
        (None, False),
    ],
    ids=["markup within the sentence", "a list", "a table row", "words that are not there"],
)
def test_the_link_opens_the_page_at_the_quote(
    chromium: str,
    address: str,
    tmp_path: Path,
    pattern: str | None,
    reached: bool,  # noqa: FBT001 - it is a column
) -> None:
    """What was extracted from a page and quoted is found by the browser on that page."""
    match = re.search(pattern, extract(PAGE).text) if pattern else None
    quote = match.group() if match else "The old Aster costs nothing at all."
    command = [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", passage_link(address, quote)]
    page = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert f'data-reached="{str(reached).lower()}"' in page
