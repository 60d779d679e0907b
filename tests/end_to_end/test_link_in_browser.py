"""One click to check: a browser that follows a citation's link goes to the quote, and marks it and nothing else.

Every page here says by its brackets what is quoted. They are carried through Newsdesk's own extraction to find the
quote in the article's text, taken away from the page that is served, and compared with what the browser marks on it.
"""

# ruff: noqa: RUF001 - characters that look alike are what is tested

import json
import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import lxml.html
import pytest

from corpus.article import Article
from corpus.extraction import extract
from corpus.span import Span
from retrieval.answer import Citation
from retrieval.links import passage_link

OPEN, CLOSE = "⟦", "⟧"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe"),
)
PATIENCE = 60  # seconds for an answer of the browser: it takes a tenth of one, and its start on a busy machine ten
STARTS = 3  # a browser that did not come up is started anew
HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Aster 3 is here | Test News</title><style>
body { font: 16px serif } ::target-text { background: #f0f; color: #f0f } .far { height: 5000px }
</style></head><body>"""
BEGIN = """<div class="far"></div><main><article><h1>Aster 3 is here</h1>
<p>Aster Labs makes models that many people use every day, as this paragraph says to begin the page with.</p>
<p>Its rivals make models as well, and some of them are used by even more people, says a study of last year.</p>"""
END = """<p>The company was founded nine years ago in a garage and has four hundred people in three towns today.</p>
</article></main><div class="far"></div></body></html>"""

# What is marked is known by its colour: paint the screenshot, and look at the middle of each sign.
MARKED = """async image => {
  const shot = new Image()
  shot.src = "data:image/png;base64," + image
  await shot.decode()
  const paper = new OffscreenCanvas(shot.width, shot.height).getContext("2d", { willReadFrequently: true })
  paper.drawImage(shot, 0, 0)
  const { data } = paper.getImageData(0, 0, shot.width, shot.height)
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const place = document.createRange()
  let text = "", within = false
  for (let node; node = nodes.nextNode();)
    for (const { 0: sign, index } of node.data.matchAll(/\\S/gu)) {
      place.setStart(node, index)
      place.setEnd(node, index + sign.length)
      const { x, y, width, height } = place.getBoundingClientRect()
      const [column, row] = [Math.floor(x + width / 2), Math.floor(y + height / 2)]
      const seen = column >= 0 && row >= 0 && column < shot.width && row < shot.height
      const [red, green, blue] = seen ? data.subarray(4 * (row * shot.width + column)) : []
      const marked = width ? red === 255 && green === 0 && blue === 255 : within
      if (marked !== within) text += marked ? "OPEN" : "CLOSE"
      within = marked
      text += sign
    }
  return text + (within ? "CLOSE" : "")
}""".replace("OPEN", OPEN).replace("CLOSE", CLOSE)


class SilentBrowserError(Exception):
    """Chromium does not answer."""


class Browser:
    """A Chromium with one window, led by its debugging protocol over two pipes."""

    def __init__(self, program: str, profile: Path) -> None:
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()
        line = (
            "bash",
            "-c",
            f'exec "$@" 3<&{commands} 4>&{answers}',
            "-",
            program,
            *FLAGS,
            f"--user-data-dir={profile}",
        )
        self._process = subprocess.Popen(line, pass_fds=(commands, answers), stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self._numbers, self._unread, self._session = count(1), b"", ""
        try:
            self._open_window()
        except SilentBrowserError:
            self._process.kill()
            self._let_go()
            raise

    def open(self, link: str) -> None:
        """Follow a link, as one typed into the address bar, until the page is loaded."""
        assert "errorText" not in self._ask("Page.navigate", url=link)
        self._wait(lambda message: message.get("method") == "Page.loadEventFired")

    def marked(self) -> str:
        """Return the text of the page with brackets around what is marked on the screen."""
        image = self._ask("Page.captureScreenshot")["data"]
        call = {"expression": f"({MARKED})('{image}')", "awaitPromise": True, "returnByValue": True}
        return str(self._ask("Runtime.evaluate", **call)["result"].get("value"))

    def close(self) -> None:
        """End the browser."""
        self._session = ""
        self._ask("Browser.close")
        self._let_go()

    def _let_go(self) -> None:
        self._process.wait(PATIENCE)
        os.close(self._commands)
        os.close(self._answers)

    def _open_window(self) -> None:
        size = {"newWindow": True, "width": 1000, "height": 1200}
        target = self._ask("Target.createTarget", url="about:blank", **size)["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable")

    def _ask(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - JSON
        question: dict[str, object] = {"id": next(self._numbers), "method": method, "params": parameters}
        if self._session:
            question["sessionId"] = self._session
        os.write(self._commands, json.dumps(question).encode() + b"\0")
        answer = self._wait(lambda message: message.get("id") == question["id"])
        assert "error" not in answer, answer
        return answer["result"]

    def _wait(self, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        return next(filter(is_it, iter(self._next, None)))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], PATIENCE)
            if not ready or not (more := os.read(self._answers, 1 << 20)):
                raise SilentBrowserError
            self._unread += more
        message, _, self._unread = self._unread.partition(b"\0")
        return dict(json.loads(message))


@dataclass
class Site:
    """A browser and what it can open."""

    browser: Browser
    origin: str
    pages: dict[str, str]

    def publish(self, page: str) -> str:
        """Serve a page without its brackets, and return its address."""
        path = f"/{len(self.pages)}"
        self.pages[path] = _unbracketed(page)
        return self.origin + path

    def marked(self, link: str | None, expected: str) -> str:
        """Follow a link; return what is marked once it is what is expected, or at the end of all patience."""
        assert link
        self.browser.open(link)
        deadline = time.monotonic() + PATIENCE
        while (text := _without_spaces(self.browser.marked())) != expected and time.monotonic() < deadline:
            pass
        return text


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A web site on this machine, and one browser for all tests."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: make browser")

    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            browser = _started(program, tmp_path_factory)
        except SilentBrowserError:
            server.shutdown()
            raise
        try:
            yield Site(browser, f"http://127.0.0.1:{server.server_port}", pages)
        finally:
            browser.close()
            server.shutdown()
            thread.join()


def _started(program: str, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    for _ in range(STARTS - 1):
        with suppress(SilentBrowserError):
            return Browser(program, tmp_path_factory.mktemp("profile"))
    return Browser(program, tmp_path_factory.mktemp("profile"))


def _unbracketed(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def _without_spaces(text: str) -> str:
    return re.sub(r"[\s\xad\u200b]", "", text)


def _shown(page: str) -> str:
    return _without_spaces(str(lxml.html.document_fromstring(page).xpath("string(body)")))


def _citation(page: str, address: str) -> Citation:
    """Cite what stands in brackets on a page, of the article that is extracted from it."""
    text = extract(page).text
    assert _unbracketed(text) == extract(_unbracketed(page)).text
    span = Span(text.index(OPEN), text.index(CLOSE) - 1)
    article = Article(key=address, title="Aster 3 is here", text=_unbracketed(text), url=address)
    return Citation(number=1, article=article, quote=span, passage=span)


CASES = {
    "one sentence of three": "<p>It is new. ⟦It costs 9 dollars.⟧ It is good.</p>",
    "nested markup": "<p>⟦The <b>new <i>Aster <u>3</u></i></b> costs <code>9</code> <span>dollars</span>.⟧ More.</p>",
    "links": "<p>See. ⟦The <a href='/a'>model <em>was</em></a> cheap, <a href='/b?c=(d)'>they</a> say.⟧ More.</p>",
    "a bold lead-in": "<p><b>Prices.</b> ⟦They fall by half.⟧</p><p><strong>Limits:</strong> they grow.</p>",
    "a lead-in that is quoted": "<p>⟦<b>Prices:</b> they fall by half.⟧ Limits grow.</p>",
    "entities": "<p>⟦R&amp;D costs 9&nbsp;dollars &mdash; 5&thinsp;&lt;9, a&shy;b&hellip; caf&eacute;⟧ More.</p>",
    "non-breaking hyphens": "<p>Well. ⟦Aster&#8209;3&#8209;Mini, open-weight and low‐cost, is out.⟧ More.</p>",
    "soft hyphens": "<p>Well. ⟦An extra&shy;ordi&shy;nary mile&shy;stone.⟧ More mile&shy;stones.</p>",
    "places to break": "<p>Well. ⟦The file aster<wbr>_3<wbr>_mini was lea\u200bked.⟧ More.</p>",
    "quotation marks": '<p>⟦It\'s a “bargain”, ‘they’ said: "it’s &quot;good&quot; – &#39;very&#39;".⟧ More.</p>',
    "commas, dashes and signs": "<p>⟦100% of C++, C#, a/b-c, x&y=z - and 5,000; is #1?⟧ More.</p>",
    "a line break": "<p>Well. ⟦The model is out<br>and costs 9 dollars.⟧ More.</p>",
    "line breaks in the source": "<p>Well. ⟦The model\n   is\n\tout   and costs\n9 dollars.⟧ More.</p>",
    "no space between elements": "<p>Well.<span> ⟦The model is out.</span><span> It costs 9.⟧</span> More.</p>",
    "words in capitals by style": "<p>Well. <span style='text-transform: uppercase'>⟦The model is out.⟧</span></p>",
    "a heading": "<h2>⟦Prices of the new models⟧</h2><p>The prices of the new models are low.</p>",
    "a list": "<p>⟦It comes in sizes:</p><ul><li>small, for phones</li><li>large, for <em>whole</em> racks⟧</li></ul>",
    "an item": "<ul><li>small, for phones</li><li>⟦large, for racks⟧</li><li>largest, for halls</li></ul>",
    "a numbered item": "<ol><li>small, for phones</li><li>⟦large, for <b>whole</b> racks⟧</li><li>largest</li></ol>",
    "an item in a nested list": """<ul><li>Sizes<ul><li>small, for phones</li><li>⟦large, for racks⟧</li></ul></li>
        <li>Prices<ul><li>low</li><li>high</li></ul></li></ul>""",
    "a nested list": "<ul><li>Colours</li><li>⟦Sizes<ul><li>small</li><li>large, for racks⟧</li></ul></li></ul>",
    "paragraphs in an item": """<ul><li><p>Sizes are two.</p><p>⟦It comes in small.</p><p>It comes in large.⟧</p></li>
        <li><p>Prices are two as well.</p></li></ul>""",
    "a quotation": "<blockquote><p>⟦We will publish the weights before the summer is over.⟧</p></blockquote>",
    "two paragraphs": "<p>Well. ⟦It is new.</p><p>It is good.⟧ More.</p>",
    "a row": """<table><tr><th>Model</th><th>Window</th></tr>
        <tr><td>⟦Aster 3 Mini</td><td><b>128,000</b> tokens⟧</td></tr>
        <tr><td>Aster 3 Maxi</td><td>256,000 tokens</td></tr></table>""",
    "a row of cells that others have": """<table><tr><th>Model</th><th>Open</th><th>Free</th></tr>
        <tr><td>Mini</td><td>Yes</td><td>Yes</td></tr><tr><td>⟦Maxi</td><td>Yes</td><td>No⟧</td></tr>
        <tr><td>Ultra</td><td>No</td><td>No</td></tr></table>""",
    "a row that begins as another": """<table><tr><th>Vendor</th><th>Model</th><th>Price</th></tr>
        <tr><td>Aster</td><td>Mini</td><td>9</td></tr><tr><td>⟦Aster</td><td>Maxi</td><td>19⟧</td></tr>
        <tr><td>Orbit</td><td>Comet</td><td>29</td></tr></table>""",
    "a cell said before": """<table><tr><th>Model</th><th>Open</th></tr>
        <tr><td>Mini</td><td>Yes, under a licence</td></tr>
        <tr><td>Maxi</td><td>⟦Yes, under a licence⟧</td></tr><tr><td>Ultra</td><td>No</td></tr></table>""",
    "a long sentence": f"<p>Well. ⟦The model, {'which is good, ' * 12}<b>will</b> be sold for 9 now.⟧ More.</p>",
    "a long sentence cut": f"<p>Well. The model, ⟦{'which is good and not so bad, ' * 12}will be sold⟧ in shops.</p>",
    "a sentence from its middle": "<p>Well. The model, which is good, ⟦will be sold for 9 dollars⟧ from May on.</p>",
    "words from a hyphen on": "<p>It is an open-⟦weight model of 5.2 billion⟧-odd parameters, or 15.2 with all.</p>",
    "the second of two": "<p>It is new. It costs 9 dollars.</p><p>So they say. ⟦It costs 9 dollars.⟧ It is good.</p>",
    "the second of two in one paragraph": "<p>It costs 9 dollars. ⟦It costs 9 dollars.⟧ It is good.</p>",
    "the second of two that begin alike": "<p>They say: it costs 9.</p><p>They say: ⟦it costs 9.⟧ They do.</p>",
    "the middle one of three": "<p>Now: it is on.</p><p>Now: ⟦it is on.⟧ Why?</p><p>Now: it is on.</p>",
    "the second of two paragraphs": "<p>It costs 9 dollars.</p><p>It is good.</p><p>⟦It costs 9 dollars.⟧</p>",
    "the second of two in other spelling": '<p>A “Cafe” is new. So.</p><p>Now ⟦a "café" is new.⟧ Well.</p>',
    "the second of two items": "<ul><li>Big<ul><li>not yet</li></ul></li><li>Maxi<ul><li>⟦not yet⟧</li></ul></li></ul>",
    "the second of two with markup": "<p>It <b>costs</b> 9.</p><p>So <i>they</i> <b>say</b>: ⟦it <i>costs</i> 9.⟧</p>",
    "a long one that begins as another": f"""<p>The Aster 3 model by Aster Labs is new.</p>
        <p>⟦The Aster 3 model by Aster Labs is old, {"they are quick to say, " * 10}or is it?⟧ More.</p>""",
    "a long one that begins and ends as another": f"""<p>First, it is here. {"It is here and it is good. " * 3}</p>
        <p>Then, ⟦it is here, {"and it is good and it is good " * 9}it is here, they say it is here⟧, all.</p>""",
    "a long one all over again": f"""<p>In May: {"it is here and there " * 10}they said.</p>
        <p>In June: ⟦{"it is here and there " * 10}they said.⟧</p>""",
    "Russian": f"""<p>Итак.
        ⟦Компания выпустила новую модель, {"которая работает быстрее, " * 6}и снизила цены.⟧ Ещё.</p>""",
    "Arabic": "<p dir='rtl'>حسنا. ⟦أطلقت الشركة نموذجا جديدا للذكاء الاصطناعي.⟧ المزيد.</p>",
    "Hindi": "<p>ठीक है। ⟦कंपनी ने नया मॉडल जारी किया।⟧ और भी।</p>",
    "Korean": "<p>그렇다. ⟦회사는 새로운 GPT-5 모델을 발표했다.⟧ 더 있다.</p>",
    "Japanese": "<p>こんにちは。⟦新しいモデルを発表した。⟧価格は三ドルである。</p>",
    "Japanese, long": """<p>こんにちは。
        ⟦オープンAIは新しい言語モデル「アスター3」を発表し、価格を大幅に引き下げると説明した。
        利用者は来月から使えるようになり、開発者は今週から試験できる。⟧価格は三ドルである。</p>""",
    "Chinese": "<p>你好。⟦公司今天发布了新的语言模型。⟧价格为三美元。</p>",
    "Chinese, long": """<p>你好。⟦人工智能公司今天发布了新的语言模型，其性能超过了去年的所有模型，价格也下降了一半，
        开发者可以从下周开始使用。⟧价格为三美元。</p>""",
    "a long Japanese sentence that begins as another": f"""<p>新しいモデルを発表した。</p>
        <p>新しい計画である。⟦新しいモデルを発表し、{"価格も下がり、" * 9}安い。⟧以上である。</p>""",
    "Thai": "<p>สวัสดี ⟦บริษัทเปิดตัวโมเดลใหม่วันนี้⟧ ราคาสามดอลลาร์</p>",
    "accents composed of two": "<p>Bien. ⟦Le mode\u0300le cou\u0302te neuf dollars a\u0300 Gene\u0300ve.⟧ Plus.</p>",
    "a sentence that begins as the title": f"""<p>⟦Aster 3 is here, {"and it is good, " * 14}they say.⟧ More.</p>""",
    "signs of other planes": "<p>Well. ⟦The model 🚀 is out 👩‍💻 and 𝒏ew.⟧ More.</p>",
}


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_the_browser_marks_the_quote(site: Site, body: str) -> None:
    """What is extracted from a page and cited is marked on that page, whatever its markup, and nothing else is."""
    page = HEAD + BEGIN + body + END
    link = _citation(page, site.publish(page)).link
    assert site.marked(link, _shown(page)) == _shown(page)


@pytest.mark.parametrize(
    "before",
    [
        "<nav><ul><li><a href='/'>It costs 9 dollars.</a></li></ul></nav>",
        "<header><h2>It costs 9 dollars.</h2></header>",
        "<aside><p>It costs 9 dollars.</p></aside>",
        "<div class='cookie-banner'><p>It costs 9 dollars.</p></div>",
    ],
    ids=["menu", "header", "aside", "banner"],
)
@pytest.mark.parametrize(
    "body", ["<p>Now ⟦it costs 9 dollars.⟧</p>", "<p>⟦It costs 9 dollars.⟧ Good.</p>"], ids=["last", "first"]
)
def test_the_article_is_marked_and_not_what_the_page_says_around_it(site: Site, before: str, body: str) -> None:
    """A sentence of a paragraph is told from the same words in a menu or a box, which no article holds."""
    page = HEAD + before + BEGIN + body + END
    link = _citation(page, site.publish(page)).link
    assert site.marked(link, _shown(page)) == _shown(page)


@pytest.mark.parametrize("rest", ["?a=1&b=2", "#part", "?ä=ö#pärt", "#:~:text=The%20company", "#part:~:text=Its"])
def test_an_address_of_any_kind_opens_at_the_quote(site: Site, rest: str) -> None:
    """A query and a fragment of the address do not stand in the way, and a directive of its own is replaced."""
    page = HEAD + BEGIN + "<p>So. ⟦It costs 9 dollars.⟧ Good.</p><div class='far' id='part'></div>" + END
    link = _citation(page, site.publish(page) + rest).link
    assert site.marked(link, _shown(page)) == _shown(page)


def test_words_that_are_not_on_the_page_are_not_marked(site: Site) -> None:
    """The proof sees what is missing: of two quotes, only the one that the page holds is marked."""
    page = HEAD + BEGIN + "<p>So. ⟦It costs 9 dollars.⟧ Good.</p>" + END
    missing = "It costs 19 dollars."
    link = passage_link(site.publish(page), missing, Span(0, len(missing))) + "&text=It%20costs%209"
    expected = _shown(page).replace("dollars.⟧", "⟧dollars.")
    assert site.marked(link, expected) == expected
