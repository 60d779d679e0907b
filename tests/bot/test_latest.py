"""`newsdesk latest` and `newsdesk releases`: what is newest, how sure it is, and where it stands."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.articles import write_jsonl
from tests.conftest import Newsdesk

_ARTICLES = (
    ("https://leaks.example/zephyr", "Leaks", "2026-01-02", "Acme is reportedly working on Zephyr 2, sources say."),
    ("https://acme.example/zephyr", "Acme", "2026-01-09", "Acme today released Zephyr 2. It answers faster."),
    ("https://gazette.example/z", "Gazette", "2026-01-10", "Acme today released Zephyr 2. Users are happy."),
    ("https://openai.com/index/gpt-9", "OpenAI", "2026-01-20", "Today we are releasing GPT-9. It is available now."),
    ("https://openai.com/index/mini", "OpenAI", "2026-01-25", "Today we are releasing GPT-9 mini. It is small."),
)


@pytest.fixture
def filled(newsdesk: Newsdesk, tmp_path: Path) -> Newsdesk:
    """A data folder with news of two vendors."""
    articles = [
        {"url": url, "title": f"News of {publisher}", "publisher": publisher, "date": day, "text": text}
        for url, publisher, day, text in _ARTICLES
    ]
    assert newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", articles))).code == 0
    return newsdesk


def rows(newsdesk: Newsdesk, *arguments: str) -> list[dict[str, Any]]:
    """Return what `latest --json` writes."""
    result = newsdesk("latest", *arguments, "--json")
    assert (result.code, result.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(result.out)
    return found


def test_the_newest_releases_come_first_with_their_sources(filled: Newsdesk) -> None:
    """A line says what and when, the next one where it stands, with a link to the sentence."""
    result = filled("latest")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "GPT-9 mini, OpenAI: released on 25 January 2026"
    assert "News of OpenAI, OpenAI, 25 January 2026: https://openai.com/index/mini#:~:text=" in lines[1]
    assert [line.partition(",")[0] for line in lines[::2]][:2] == ["GPT-9 mini", "GPT-9"]


def test_json_keeps_the_contract(filled: Newsdesk) -> None:
    """One array, an object for each release, with the quote as it stands at its place."""
    contract = (
        "vendor name product version variant status date announced available title url quote".split()  # noqa: SIM905
    )
    found = rows(filled)
    assert all(set(contract) <= set(row) for row in found)
    (release,) = rows(filled, "gpt", "9")
    assert (release["vendor"], release["name"], release["version"]) == ("OpenAI", "GPT-9", "9")
    assert (release["status"], release["date"], release["available"]) == ("released", "2026-01-20", "2026-01-20")
    text = next(text for url, _, _, text in _ARTICLES if url == release["url"])
    assert release["quote"] == text[release["start"] : release["end"]]


def test_one_release_is_shown_with_its_history(filled: Newsdesk) -> None:
    """The vendor's own article leads, and what others say of the date stays beside it."""
    result = filled("latest", "zephyr 2")
    assert "Released on 9 January 2026" in result.out
    assert "Other dates given: 10 January 2026 (Gazette)" in result.out
    assert result.out.index("https://acme.example") < result.out.index("https://gazette.example")


def test_a_release_that_is_mentioned_before_it_is_reported_was_in_use_by_then(filled: Newsdesk, tmp_path: Path) -> None:
    """The list, the picture and the contract tell it from a date that somebody states."""
    texts = {
        "2026-01-27": "On the sorting benchmark Claude Opus 9 scores 71 points.",
        "2026-01-29": "Anthropic has released Claude Opus 9, and users are happy.",
    }
    articles = [
        {"url": f"https://b.example/{day}", "title": "B", "publisher": "B", "date": day, "text": text}
        for day, text in texts.items()
    ]
    assert filled("add", str(write_jsonl(tmp_path / "more.jsonl", articles))).code == 0
    (release,) = rows(filled, "claude opus 9")
    assert (release["status"], release["date"], release["date_basis"]) == ("released", "2026-01-27", "mentioned")
    assert release["quote"] == texts["2026-01-27"]
    assert filled("latest").out.startswith("Claude Opus 9, Anthropic: released, in use by 27 January 2026")
    picture = tmp_path / "opus.png"
    drawn = filled("timeline", "claude", "--png", str(picture), "--since", "2026-01-01")
    assert "released, reported 27 January 2026" in drawn.out


def test_relatives_of_one_release_are_named(filled: Newsdesk) -> None:
    """They can be asked for next."""
    assert "See also: GPT-9 mini" in filled("latest", "gpt-9").out


def test_as_of_since_status_and_limit_choose(filled: Newsdesk) -> None:
    """Days are inclusive at both ends."""
    assert [row["name"] for row in rows(filled, "openai", "--as-of", "2026-01-20")] == ["GPT-9"]
    assert [row["name"] for row in rows(filled, "--since", "2026-01-25")] == ["GPT-9 mini"]
    assert [row["name"] for row in rows(filled, "--status", "released", "--limit", "1")] == ["GPT-9 mini"]
    assert rows(filled, "--status", "retired") == []
    assert "1 more: --limit 2 shows all" in filled("latest", "openai", "--limit", "1").out


def test_what_is_unknown_is_said(filled: Newsdesk) -> None:
    """It is no failure; names like it are offered."""
    result = filled("latest", "zephir 2")
    assert result.code == 0
    assert result.out == "I know no release, product or vendor called “zephir 2”. Did you mean Zephyr 2?\n"
    assert filled("latest", "cohere").out == "I found no release of “cohere”.\n"
    assert rows(filled, "zephir") == []


@pytest.mark.parametrize(
    "arguments", [("--limit", "0"), ("--limit", "many"), ("--status", "great"), ("--since", "yesterday")]
)
def test_wrong_usage_exits_2(newsdesk: Newsdesk, arguments: tuple[str, ...]) -> None:
    """With what to write instead."""
    assert newsdesk("latest", *arguments).code == 2


def test_without_a_corpus_it_says_how_to_fill_one(newsdesk: Newsdesk) -> None:
    """As every command does."""
    result = newsdesk("latest")
    assert result.code == 1
    assert "newsdesk add" in result.err


def test_indexing_in_full_rebuilds_the_register_identically(filled: Newsdesk) -> None:
    """And so does indexing without anything new."""
    before = rows(filled)
    for arguments in ((), ("--full",)):
        assert filled("index", *arguments).code == 0
        assert rows(filled) == before


def test_a_purged_source_takes_its_releases_along(filled: Newsdesk, tmp_path: Path) -> None:
    """Articles that are removed count no more."""
    assert filled("sources", "remove", "--purge", str(tmp_path / "news.jsonl")).code == 0
    assert rows(filled) == []


# The reader alone


def test_sentences_are_read_line_by_line(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """No data folder is needed."""
    line = {"id": "a", "quote": "Acme today released Zephyr 2.", "doc_date": "2026-01-09", "source": "Acme"}
    path = write_lines(tmp_path, line, line | {"id": "b", "doc_date": None, "url": None})
    result = newsdesk("releases", str(path), "--json")
    assert result.code == 0
    first, second = (json.loads(each) for each in result.out.splitlines())
    (event,) = first["events"]
    assert (first["id"], event["name"], event["status"], event["date"]) == ("a", "Zephyr 2", "released", "2026-01-09")
    assert second["id"] == "b"
    assert not (tmp_path / "home").exists()


def test_a_bad_line_gives_its_error_after_which_the_rest_is_read(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """The exit code tells of it."""
    good = {"id": "good", "quote": "Acme today released Zephyr 2.", "doc_date": "2026-01-09"}
    path = write_lines(tmp_path, {"id": "x"}, good | {"id": "y", "doc_date": "soon"}, [], good | {"publisher": "Acme"})
    result = newsdesk("releases", str(path), "--json")
    assert result.code == 1
    lines = [json.loads(each) for each in result.out.splitlines()]
    assert [line["id"] for line in lines] == ["x", "y", "line 3", "good"]
    assert [("error" in line) for line in lines] == [True, True, True, False]
    assert "Zephyr 2" in newsdesk("releases", str(path)).out


def write_lines(folder: Path, *values: object) -> Path:
    """Write values as JSON Lines."""
    path = folder / "sentences.jsonl"
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values), "utf-8")
    return path


def test_the_releases_are_drawn(filled: Newsdesk, tmp_path: Path) -> None:
    """As a picture, with what it shows in words; where there is nothing to draw, it says so."""
    picture = tmp_path / "releases.png"
    drawn = filled("timeline", "--png", str(picture), "--since", "2020-01-01")
    assert drawn.code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "Zephyr 2 (Acme), released, 9 January 2026" in drawn.out
    assert filled("timeline", "Nobody's", "--png", str(picture)).code == 2
