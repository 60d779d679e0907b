"""Sources that turn into something else, and dates that pages do not state."""

import json
from pathlib import Path

from tests.articles import news, write_folder
from tests.conftest import Newsdesk


def test_a_file_replaced_by_a_folder_of_that_name_is_read_as_a_folder(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """What stands at a known place now is what counts."""
    place = tmp_path / "news.md"
    place.write_text("Vendor9 said nothing at all today.", "utf-8")
    assert newsdesk("add", str(place)).code == 0
    place.unlink()
    write_folder(place, [news(1)])
    assert newsdesk("add", str(place)).code == 0
    assert json.loads(newsdesk("status", "--json").out)["articles"] == 2


def test_a_year_in_the_footer_is_no_publication_date(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """A page that states no date is undated."""
    body = "<p>Vendor9 released a model that many people in the industry had been waiting for.</p>" * 3
    page = tmp_path / "page.html"
    page.write_text(
        f"<html><body><article><h1>News</h1>{body}</article><footer>(c) 2019 Vendor9</footer></body></html>"
    )
    assert newsdesk("add", str(page)).code == 0
    assert json.loads(newsdesk("status", "--json").out)["undated"] == 1
