"""Bad input and bad conditions on the command line: told in a line that names the item, and nothing stored is lost."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from corpus.sources import STARTER_FOLDER
from tests.articles import news, write_folder, write_jsonl
from tests.conftest import Newsdesk, Result

SOAK = "NEWSDESK_SOAK" in os.environ
LONG = b"word " * (10_000_000 if SOAK else 1_000_000)
DAMAGE_AT = {"start": 0, "first page": 200, "second page": 4_096, "middle": 40_000}
GOOD = """---
title: Orbit Labs ships Comet 2
publisher: Test News
date: 2025-12-01
url: https://news.example/comet-2
---
Orbit Labs released its model Comet 2 on Monday.
"""


@pytest.fixture
def stocked(newsdesk: Newsdesk, tmp_path: Path) -> Newsdesk:
    """The command line, on a data folder that holds one article."""
    path = tmp_path / "good.md"
    path.write_text(GOOD, "utf-8")
    assert newsdesk("add", str(path)).code == 0
    return newsdesk


def still_answers(newsdesk: Newsdesk) -> bool:
    """Tell whether what `stocked` stored is found."""
    result = newsdesk("ask", "What did Orbit Labs release?")
    return result.code == 0 and "Orbit Labs released its model Comet 2 on Monday." in result.out


def status(newsdesk: Newsdesk) -> dict[str, int]:
    """Return the counts that `status` tells."""
    result = newsdesk("status", "--json")
    assert result.code == 0, result.err
    counts: dict[str, int] = json.loads(result.out)
    return counts


def told(result: Result) -> list[str]:
    """Return what a command wrote to standard error, each a line of a message of ours."""
    lines = result.err.splitlines()
    for line in lines:
        assert line.startswith(("newsdesk: ", "skipped: ", "note: ")), result.err
        assert len(line) < 1_000
    return lines


# Files


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.md", b"", "it is empty"),
        ("blank.txt", b" \n\n", "it is empty"),
        ("word.txt", b"word", "1 word"),
        ("latin.txt", b"caf\xe9 in Latin-1 here", "not UTF-8"),
        ("binary.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not UTF-8"),
        ("nul.txt", b"three words \0 here", "NUL"),
        ("yaml.md", b"---\ntitle: [unclosed\n---\nThree words here.", "front matter"),
        ("list.md", b"---\n- a\n- b\n---\nThree words here.", "front matter"),
        ("nothing.html", b"<html><body></body></html>", "no article"),
        ("plain.html", b"no markup at all", "no HTML"),
        ("lines.jsonl", b'\n{"text": "cut off', "line 2: it is no JSON"),
        pytest.param("long.txt", LONG, "it has more than 2 MB", marks=pytest.mark.soak),
        pytest.param("long.jsonl", b'{"text": "' + LONG + b'"}', "line 1: it", marks=pytest.mark.soak),
        pytest.param("long.html", b"<p>" + LONG, " it", marks=pytest.mark.soak),
    ],
)
def test_bad_file_is_named_and_the_rest_is_loaded(
    stocked: Newsdesk, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    """A file that is no article is skipped in a line that names it and says why; its neighbours are loaded."""
    folder = write_folder(tmp_path / "folder", [news(1)])
    (folder / name).write_bytes(data)
    result = stocked("add", str(folder))
    assert result.code == 0
    assert "1 added" in result.out
    (line,) = told(result)
    assert line.startswith(f"skipped: {folder / name}")
    assert reason in line
    alone = stocked("add", str(folder / name))
    assert alone.code == 1, "nothing could be loaded"
    assert len(told(alone)) == 1
    assert status(stocked)["articles"] == 2
    assert still_answers(stocked)


def test_bad_lines_are_named_and_the_rest_is_loaded(stocked: Newsdesk, tmp_path: Path) -> None:
    """Each broken line of a JSON Lines file is named by its number; all others are loaded, under exit code 0."""
    path = tmp_path / "news.jsonl"
    bad = (
        b"no json",
        b"[1]",
        b'{"title": "T"}',
        b'{"text": "caf\xe9 in it"}',
        b'{"text": "a b \\ud83d"}',
        b"[" * 100_000,
    )
    good = [json.dumps(news(number)).encode() for number in range(len(bad))]
    path.write_bytes(b"\n".join(line for pair in zip(bad, good, strict=True) for line in pair))
    result = stocked("add", str(path))
    assert result.code == 0
    assert f"{len(good)} added" in result.out
    lines = told(result)
    assert [line.partition(": it")[0] for line in lines] == [
        f"skipped: {path}, line {number}" for number in range(1, 2 * len(bad), 2)
    ]
    assert still_answers(stocked)


def test_every_bad_line_is_named(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """However many lines are bad, each is reported by its number."""
    path = tmp_path / "bad.jsonl"
    path.write_text("bad\n" * 500)
    result = newsdesk("add", str(path))
    assert result.code == 1
    assert [int(re.findall(r"line (\d+)", line)[0]) for line in told(result)] == list(range(1, 501))


def test_unreadable_items_of_a_folder_are_named(stocked: Newsdesk, tmp_path: Path) -> None:
    """Links to nowhere and to themselves are named, a folder that is called like a file is entered, all else loaded."""
    folder = write_folder(tmp_path / "folder", [news(1)])
    write_folder(folder / "deeper.txt", [news(2)])
    (folder / "nowhere.md").symlink_to(tmp_path / "nothing")
    (folder / "itself.md").symlink_to(folder / "itself.md")
    (folder / "round").symlink_to(folder)
    result = stocked("add", str(folder))
    assert result.code == 0
    assert "2 added" in result.out
    assert [line.partition(": it cannot be read: ")[0] for line in told(result)] == [
        f"skipped: {folder / 'itself.md'}",
        f"skipped: {folder / 'nowhere.md'}",
    ]
    assert still_answers(stocked)


@pytest.mark.parametrize("suffix", [".txt", ".jsonl", ".html"])
def test_pipe_among_the_files_is_not_read(stocked: Newsdesk, tmp_path: Path, suffix: str) -> None:
    """What is no regular file is named and left alone: reading a pipe that nobody writes would never end."""
    folder = write_folder(tmp_path / "folder", [news(1)])
    pipe = folder / f"pipe{suffix}"
    os.mkfifo(pipe)
    was_read = threading.Event()

    def end_it_if_somebody_reads() -> None:
        with pipe.open("wb"):  # opens once somebody reads, and ends what is read at once
            was_read.set()

    writer = threading.Thread(target=end_it_if_somebody_reads)
    writer.start()
    result = stocked("add", str(folder))
    read_by_newsdesk = was_read.is_set()
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writer.join()
    os.close(end)
    assert not read_by_newsdesk
    assert result.code == 0
    assert "1 added" in result.out
    (line,) = told(result)
    assert line.startswith(f"skipped: {pipe}")


def test_file_name_that_is_no_unicode_is_told(stocked: Newsdesk, tmp_path: Path) -> None:
    """A file whose name is no UTF-8 is read or named, in a folder and alone, and stops nothing."""
    folder = write_folder(tmp_path / "folder", [news(1)])
    bad = folder / os.fsdecode(b"b\xff.txt")
    bad.write_text("Words in a file with a bad name.")
    result = stocked("add", str(folder))
    assert result.code == 0
    assert "1 added" in result.out or "2 added" in result.out
    stocked("add", str(bad))
    assert still_answers(stocked)


def test_file_name_with_control_characters_stays_in_one_line(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """A line end or an escape sequence in a file's name makes no second line of a message, and drives no terminal."""
    path = tmp_path / "two\nlines\x1b]0;x\x07.txt"
    path.write_text("word")
    for place in (str(path), f"{path}-missing", f"https://x.example/\n{path}"):
        result = newsdesk("add", place)
        assert result.code in {1, 2}
        assert len(told(result)) == 1
        assert "\x1b" not in result.err


@pytest.mark.parametrize("place", ["nothing-there", "~nobody-of-this-name/x.md", "loop.md", "nul\0.md", "", "x.pdf"])
def test_place_that_cannot_be_read_is_told(stocked: Newsdesk, tmp_path: Path, place: str) -> None:
    """A path that leads to nothing readable is named, and what else is given is loaded."""
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    folder = write_folder(tmp_path / "folder", [news(1)])
    alone = stocked("add", place)
    assert alone.code in {1, 2}
    assert len(told(alone)) == 1
    assert status(stocked)["articles"] == 1, "nothing else was added in its place"
    both = stocked("add", place, str(folder))
    if both.code != 2:
        assert both.code == 0
        assert "1 added" in both.out


def test_dates_missing_and_in_the_future_are_told(stocked: Newsdesk, tmp_path: Path) -> None:
    """An undated article is stored and shown as undated; one of the future is stored and hidden; both are noted."""
    undated = write_jsonl(
        tmp_path / "undated.jsonl", [{"title": "Quibble", "text": "Quibble released its model Tern."}]
    )
    future = write_jsonl(
        tmp_path / "future.jsonl", [{"title": "Zorg", "date": "2199-01-01", "text": "Zorg released its model Auk."}]
    )
    for path, word in ((undated, "undated"), (future, "future")):
        result = stocked("add", str(path))
        assert result.code == 0
        (line,) = told(result)
        assert line.startswith(f"note: {path}")
        assert word in line
        assert told(stocked("refresh")) == [], "what is known already is told once"
    found = stocked("ask", "Which model did Quibble release?").out
    assert "Tern" in found
    assert "undated" in found
    for options in ((), ("--since", "2199-01-01"), ("--as-of", "2199-12-31")):
        assert "Auk" not in stocked("ask", "Which model did Zorg release?", *options).out
    for options in (("--as-of", "2026-01-01"), ("--since", "2020-01-01")):
        assert "Tern" not in stocked("ask", "Which model did Quibble release?", *options).out
    counts = status(stocked)
    assert (counts["undated"], counts["future"]) == (1, 1)


def test_hostile_text_never_drives_the_terminal(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """Escape sequences in titles, publishers, addresses, texts, names and questions are never written raw."""
    evil = "\x1b]0;pwned\x07\x1b[31m\x9b31m"
    fields = {"title": f"Zebra {evil} ships", "publisher": f"Paper {evil}", "date": "2025-12-01"}
    text = f"Zebra Labs released {evil} its model Stripe."
    path = write_jsonl(
        tmp_path / "evil.jsonl",
        [
            fields | {"text": text, "url": f"https://evil.example/{evil}"},
            fields | {"text": f"{text} It is fast.", "author": evil},
            {"title": f"{evil} title", "text": f"{text} Undated.", "date": evil},
        ],
    )
    batch = tmp_path / "batch.jsonl"
    batch.write_text(
        json.dumps({"id": evil, "question": f"What did Zebra Labs {evil} release?"}) + f'\n{evil}\n{{"id": "{evil}"}}\n'
    )
    commands = [
        ("add", str(path)),
        ("status",),
        ("ask", f"What did Zebra Labs {evil} release?"),
        ("ask", "What did Zebra Labs release?", "--explain"),
        ("ask", "What did Zebra Labs release?", "--json"),
        ("ask", "How do I cook rice?"),
        ("ask", "What did Zebra Labs release?", "--publisher", f"nobody {evil}"),
        ("ask", "--batch", str(batch)),
        ("ask", "--batch", str(batch), "--json"),
        ("add", f"{evil}.md"),
    ]
    for command in commands:
        result = newsdesk(*command)
        for character in "\x1b\x07\x9b":
            assert character not in result.out, command
            assert character not in result.err, command
    assert "Stripe" in newsdesk("ask", "What did Zebra Labs release?").out


# Questions


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("x" * 10_000,), "10,000 characters"),
        (("why " * 2_500,), "10,000 characters"),
        (("\U0001f600\U0001f389\u2764\ufe0f",), "no words"),
        (("",), "no words"),
        (("  \n ",), "no words"),
        (("?!",), "no words"),
        ((), "in quotation marks"),
        (("What?", "--batch", "x.jsonl"), "in quotation marks"),
        (("--batch", "missing.jsonl"), "missing.jsonl cannot be read"),
        (("--batch", "."), "cannot be read"),
        (("What?", "--publisher", "Nobody"), "Test News"),
        (("What?", "--as-of", "2025-13-01"), "2025-13-01"),
        (("What?", "--as-of", "yesterday"), "yesterday"),
        (("What?", "--since", "2025-02-30"), "2025-02-30"),
    ],
)
def test_question_that_cannot_be_asked_is_wrong_usage(stocked: Newsdesk, arguments: tuple[str, ...], part: str) -> None:
    """Too long, without words, without a question, with a bad date or file: exit code 2 and what is wrong."""
    result = stocked("ask", *arguments)
    assert result.code == 2
    assert result.out == ""
    assert part in result.err.splitlines()[-1]


@pytest.mark.parametrize("question", ["", "\U0001f600", "x" * 10_000])
def test_bad_question_is_wrong_usage_in_an_empty_corpus_too(newsdesk: Newsdesk, question: str) -> None:
    """What is wrong with the question is told before what is missing in the corpus."""
    assert newsdesk("ask", question).code == 2


def test_odd_characters_in_a_question_break_nothing(stocked: Newsdesk) -> None:
    """Bytes that are no UTF-8, NUL, marks and words in the syntax of the full-text search are answered as words."""
    for odd in ("\udcff", "\0", "\ufffd", "\u202e", '"', "* OR NEAR(", "') --", "{url}:", "a" * 1_000, "\u0301" * 50):
        result = stocked("ask", f"What did Orbit Labs {odd} release?")
        assert result.code in {0, 2}, odd
        result.out.encode()


def test_batch_answers_in_order_with_errors_in_their_place(stocked: Newsdesk, tmp_path: Path) -> None:
    """A bad line gives an error object in its place, all others are answered, and the exit code is 1 after the rest."""
    question = "What did Orbit Labs release?"
    lines: list[tuple[bytes, object, bool]] = [
        (json.dumps({"id": "first", "question": question}).encode(), "first", True),
        (b"no json", "line 2", False),
        (b"[]", "line 3", False),
        (b'{"id": 7}', 7, False),
        (b'{"id": "emoji", "question": "\\ud83d\\ude00"}', "emoji", False),
        (b'{"id": "half", "question": "What did \\ud83d release?"}', "half", False),
        (b'{"id": "day", "question": "What?", "as_of": "2025-13-01"}', "day", False),
        (b'{"id": "days", "question": "What?", "as_of": ["2025-12-01"]}', "days", False),
        (b'{"id": "long", "question": "' + b"x" * 10_000 + b'"}', "long", False),
        (b'{"id": "latin", "question": "caf\xe9"}', "line 10", False),
        (b"[" * 100_000, "line 11", False),
        (json.dumps({"id": "null", "question": question, "as_of": None, "mood": 1}).encode(), "null", True),
        (json.dumps({"question": f"{question}\u2028", "asked_on": "2025-12-31"}).encode(), 13, True),
    ]
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b"\n".join(line for line, _, _ in lines))
    result = stocked("ask", "--batch", str(path), "--json")
    assert result.code == 1
    answers = [json.loads(line) for line in result.out.split("\n") if line]
    assert [(answer["id"], answer.get("answered", False)) for answer in answers] == [
        (name, answered) for _, name, answered in lines
    ]
    for answer in answers:
        assert answer.get("answered") or set(answer) == {"id", "error"}
    plain = stocked("ask", "--batch", str(path))
    assert plain.code == 1
    assert plain.out.count("Orbit Labs released its model Comet 2 on Monday.") >= 3


def test_batch_file_with_a_mark_and_blank_lines_is_read(stocked: Newsdesk, tmp_path: Path) -> None:
    """A byte order mark is no part of the first line, and a bad line has the number that an editor shows."""
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "question": "What did Orbit Labs release?"}\r\n\r\n\r\nbad\r\n')
    result = stocked("ask", "--batch", str(path), "--json")
    first, second = map(json.loads, result.out.splitlines())
    assert first["answered"]
    assert second["id"] == "line 4"


# Importing


@pytest.mark.parametrize("command", [("ask", "What is new?"), ("status",), ("ask", "What is new?", "--json")])
@pytest.mark.parametrize("prepared", [False, True])
def test_empty_corpus_says_how_to_fill_it(newsdesk: Newsdesk, command: tuple[str, ...], *, prepared: bool) -> None:
    """Before anything was added, and after an add of nothing, the way in is told: `add`, or the starter corpus."""
    if prepared:
        assert newsdesk("add", "missing.md").code == 1
    result = newsdesk(*command)
    written = result.out + result.err
    assert "newsdesk add" in written
    assert str(STARTER_FOLDER) in written
    assert result.code == 1 or command == ("status",)


def test_refresh_of_nothing_says_how_to_fill_it(newsdesk: Newsdesk) -> None:
    """Reading no source again is worth a word on how to add one."""
    result = newsdesk("refresh")
    assert "newsdesk add" in result.out + result.err


def test_starter_corpus_is_never_mixed(newsdesk: Newsdesk, home: Path, tmp_path: Path) -> None:
    """Neither can be added to the other, in whatever way it is named; each goes on as before."""
    own = write_jsonl(tmp_path / "own.jsonl", [news(1)])
    starter = next(STARTER_FOLDER.glob("*.md"))
    link = tmp_path / "link"
    link.symlink_to(STARTER_FOLDER)
    assert newsdesk("add", str(own)).code == 0
    for place in (STARTER_FOLDER, starter, link, STARTER_FOLDER / ".." / "starter", STARTER_FOLDER.parent):
        result = newsdesk("add", str(place))
        assert result.code == 2
        assert "never mixed" in told(result)[0]
    assert newsdesk("add", str(own), str(starter)).code == 2
    assert status(newsdesk)["sources"] == 1
    assert home.is_dir()


def test_own_articles_are_not_added_to_the_starter_corpus(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """A data folder that was tried with the starter corpus stays with it, and the message says what to set."""
    own = write_jsonl(tmp_path / "own.jsonl", [news(1)])
    starter = next(STARTER_FOLDER.glob("*.md"))
    assert newsdesk("add", str(starter)).code == 0
    result = newsdesk("add", str(own))
    assert result.code == 2
    assert "NEWSDESK_HOME" in told(result)[0]
    assert status(newsdesk)["articles"] == 1


def test_both_at_once_are_not_mixed_into_an_empty_folder(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """One command that names both starts no mixture either."""
    own = write_jsonl(tmp_path / "own.jsonl", [news(1)])
    starter = next(STARTER_FOLDER.glob("*.md"))
    assert newsdesk("add", str(own), str(starter)).code == 2


def test_same_text_is_stored_once_at_an_address_and_indexed_once(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """At the same address it is one article; at others, articles that are linked to the earliest, and one answer."""
    later = news(1)
    earlier = later | {"url": "https://first.example/1", "date": "2020-01-01"}
    undated = {key: value for key, value in later.items() if key != "date"} | {"url": "https://undated.example/1"}
    path = write_jsonl(tmp_path / "a.jsonl", [later, undated, earlier])
    assert newsdesk("add", str(path)).code == 0
    once = status(newsdesk)
    assert (once["articles"], once["duplicates"]) == (3, 2)
    again = newsdesk("add", str(write_jsonl(tmp_path / "b.jsonl", [later])))
    assert "0 added, 0 revised, 1 unchanged" in again.out
    assert status(newsdesk) | {"sources": 1, "bytes": 0} == once | {"bytes": 0}
    result = json.loads(newsdesk("ask", "What does Zephyr-1 cost?", "--json").out)
    assert {citation["url"] for citation in result["citations"]} == {"https://first.example/1"}
    alone = newsdesk("add", str(write_jsonl(tmp_path / "c.jsonl", [news(1) | {"url": "https://third.example"}])))
    assert "nothing new" in alone.out, "its text is indexed already"


def test_same_title_and_other_text_are_two(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """Two lines without an address and with one title are both kept, at the first reading and at the next."""
    lines = [{"title": "Briefing", "text": f"Vendor{n} released its model Bird-{n}."} for n in range(2)]
    path = write_jsonl(tmp_path / "a.jsonl", lines)
    assert "2 added" in newsdesk("add", str(path)).out
    write_jsonl(path, [*lines, {"title": "Briefing", "text": "Vendor3 released its model Bird-3."}])
    assert "1 added, 0 revised, 2 unchanged" in newsdesk("refresh").out
    for n in (0, 1, 3):
        assert f"Bird-{n}" in newsdesk("ask", f"Which model did Vendor{n} release?").out


def test_changed_file_gives_a_new_revision(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """What a file says now is what is answered; the article keeps its place in the count."""
    folder = write_folder(tmp_path / "folder", [news(1), news(2)])
    assert newsdesk("add", str(folder)).code == 0
    changed = news(1) | {"text": "Vendor1 withdrew Zephyr-1 on Tuesday. It now costs 77 dollars per million tokens."}
    write_folder(folder, [changed])
    result = newsdesk("refresh")
    assert "0 added, 1 revised, 0 unchanged; files that had not changed: 1" in result.out
    assert status(newsdesk)["articles"] == 2
    answer = newsdesk("ask", "What does Zephyr-1 cost per million tokens?").out
    assert "77 dollars" in answer
    assert "$1 per million" not in answer


def test_unchanged_files_cost_nothing(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """Reading again what did not change embeds nothing and builds no generation, touched or not."""
    folder = write_folder(tmp_path / "folder", [news(1), news(2)])
    assert newsdesk("add", str(folder)).code == 0
    before = status(newsdesk)["generation"]
    for command in (("refresh",), ("add", str(folder)), ("index",)):
        result = newsdesk(*command)
        assert result.code == 0
        assert "nothing new" in result.out
        assert "built" not in result.out
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    touched = newsdesk("refresh")
    assert "0 added, 0 revised, 2 unchanged" in touched.out
    assert "nothing new" in touched.out
    assert status(newsdesk)["generation"] == before


def test_vanished_file_keeps_its_article(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """An article whose file is gone answers as before, is counted as gone, and is back when the file is."""
    folder = write_folder(tmp_path / "folder", [news(1), news(2)])
    assert newsdesk("add", str(folder)).code == 0
    path = next(folder.glob("*zephyr-1.md"))
    data = path.read_bytes()
    path.unlink()
    assert newsdesk("refresh").code == 0
    assert status(newsdesk)["gone"] == 1
    assert "Gone:" in newsdesk("status").out
    assert "Zephyr-1 costs $1" in newsdesk("ask", "What does Zephyr-1 cost?").out
    path.write_bytes(data)
    assert newsdesk("refresh").code == 0
    assert status(newsdesk)["gone"] == 0


def test_vanished_source_fails_the_refresh_only_if_nothing_else_works(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """A source that is gone is named; among others the refresh is done, alone it failed, and its articles stay."""
    first, second = (write_folder(tmp_path / f"folder{n}", [news(n)]) for n in (1, 2))
    assert newsdesk("add", str(first), str(second)).code == 0
    first.rename(tmp_path / "elsewhere")
    result = newsdesk("refresh")
    assert result.code == 0
    (line,) = told(result)
    assert line.startswith(f"skipped: {first}: ")
    second.rename(tmp_path / "elsewhere2")
    result = newsdesk("refresh")
    assert result.code == 1
    assert len(told(result)) == 2
    counts = status(newsdesk)
    assert (counts["articles"], counts["gone"]) == (2, 2)


# Size


STREAMING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from corpus.article import Source
from corpus.database import open_for_writing
from corpus.folders import FolderReader
from corpus.report import ReadingReport, Tally
from corpus.source_store import SourceStore
from corpus.store import ArticleStore

connection = open_for_writing(Path(sys.argv[1]))
store, report = ArticleStore(connection), ReadingReport()
store.migrate()
source = Source(kind="file", location=sys.argv[2])
SourceStore(connection).remember(source)
FolderReader(store, report, Tally(1), now=datetime.now(UTC)).read(source)
connection.close()
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(sum(report.outcomes.values()), len(report.refusals), int(peak) // 1024)
"""


@pytest.mark.soak
def test_huge_file_of_articles_is_streamed(tmp_path: Path) -> None:
    """500 MB of articles nearly as long as they may be, and of lines too long, are read in under 200 MB of memory."""
    path = tmp_path / "huge.jsonl"
    size = 500_000_000 if SOAK else 50_000_000
    article = "word " * 379_000 + "\U0001f600"  # one such character makes four bytes of each in memory
    good = bad = 0
    with path.open("w", encoding="utf-8") as stream:
        while stream.tell() < size:
            stream.write(json.dumps({"url": f"https://news.example/{good}", "text": f"{good} {article}"}) + "\n")
            good += 1
            if good % 20 == 1:
                stream.write('{"text": "' + "word " * 2_500_000 + '"}\n')
                bad += 1
    done = run_alone(STREAMING, str(tmp_path / "data"), str(path))
    stored, refused, peak_mb = map(int, done.stdout.split())
    assert (stored, refused) == (good, bad)
    assert peak_mb < 200


# The data folder


def run_alone(code: str, *arguments: str, obeys_modes: bool = False) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, and return what it wrote.

    ``obeys_modes`` takes from root what lets it write where the modes of files forbid it; whatever it could read, it
    still can, the environment in a folder of its own included.
    """
    drop = ["setpriv", "--bounding-set=-dac_override"] if obeys_modes and os.geteuid() == 0 else []
    return subprocess.run(
        [*drop, sys.executable, "-c", code, *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )


FILLING_UP = """
import contextlib, io, json, resource, signal, sys
from bot.cli import main

def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
run("ask", "What did Orbit Labs release?")
for limit in map(int, sys.argv[2:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    added = run("add", sys.argv[1])
    asked = run("ask", "What did Orbit Labs release?")
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    print(json.dumps([limit, added, asked]))
print(json.dumps([-1, run("add", sys.argv[1]), run("ask", "What does Zephyr-7 cost?")]))
"""


def test_full_disk_loses_nothing_and_is_told(stocked: Newsdesk, home: Path, tmp_path: Path) -> None:
    """Wherever the space ends, the add fails in one line, what was stored answers, and the add done later is whole."""
    articles = write_jsonl(tmp_path / "many.jsonl", [news(number) for number in range(8)])
    assert home.is_dir()
    limits = [0, 4_096, 40_000, 100_000]
    done = run_alone(FILLING_UP, str(articles), *map(str, limits))
    *limited, last = map(json.loads, done.stdout.splitlines())
    failures = 0
    for limit, added, asked in limited:
        code, out, err = added
        if code:
            failures += 1
            assert code == 1, limit
            assert len(told(Result(code, out, err))) == 1, limit
            assert str(home) in err, limit
            assert "free some space" in err, limit
        code, out, err = asked
        assert code == 0, (limit, err)
        assert "Orbit Labs released its model Comet 2 on Monday." in out, limit
    assert failures >= 3
    _, added, asked = last
    assert added[0] == 0, added
    assert "Zephyr-7 costs $7" in asked[1]
    assert status(stocked)["articles"] == 9
    assert status(stocked)["unindexed"] == 0


READ_ONLY = """
import contextlib, io, json, os, sys
from bot.cli import main

def run(home, *arguments):
    os.environ["NEWSDESK_HOME"] = home
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()

folder, other = sys.argv[1:]
home = folder + "/home"
for command in (("add", other), ("index",), ("refresh",), ("status",), ("ask", "What did Orbit Labs release?")):
    print(json.dumps(run(home, *command)))
print(json.dumps(run(folder + "/locked/new", "add", other)))
"""


def test_read_only_folder_is_told_and_still_answers(stocked: Newsdesk, home: Path) -> None:
    """Where nothing can be written, `add` fails in one line that names the folder, and questions are answered."""
    assert still_answers(stocked)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "other.md").write_text(GOOD.replace("comet-2", "x").replace("Orbit", "Ellipse"), "utf-8")
        subprocess.run(["cp", "-r", str(home), str(folder / "home")], check=True)  # noqa: S607 - any cp will do
        (folder / "locked").mkdir()
        closed = [folder / "locked", folder / "home", *(folder / "home").rglob("*")]
        for path in closed:
            path.chmod(0o555 if path.is_dir() else 0o444)
        folder.chmod(0o755)
        try:
            done = run_alone(READ_ONLY, str(folder), str(folder / "other.md"), obeys_modes=True)
        finally:
            for path in closed:
                path.chmod(0o755)
    *writing, stated, asked, elsewhere = (Result(*json.loads(line)) for line in done.stdout.splitlines())
    for result in (*writing, elsewhere):
        assert result.code == 1
        (line,) = told(result)
        assert f"{folder}/" in line
        assert "NEWSDESK_HOME" in line
    assert stated.code == 0, stated.err
    assert asked.code == 0, asked.err
    assert "Orbit Labs released its model Comet 2 on Monday." in asked.out


def test_data_folder_that_is_a_file_is_told(newsdesk: Newsdesk, home: Path) -> None:
    """A setting that names a file is wrong usage, and below a file nothing can be made."""
    home.write_text("not a folder")
    for command in (("ask", "What?"), ("add", "x.md"), ("status",), ("index",)):
        result = newsdesk(*command)
        assert result.code == 2
        assert "NEWSDESK_HOME" in told(result)[0]


def test_data_folder_below_a_file_is_told(newsdesk: Newsdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder that cannot be made is told in one line."""
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("NEWSDESK_HOME", str(tmp_path / "file" / "home"))
    for command in (("ask", "What?"), ("add", "x.md"), ("status",), ("index",)):
        result = newsdesk(*command)
        assert result.code in {1, 2}
        assert len(told(result)) == 1


@pytest.mark.parametrize("value", ["~nobody-of-this-name/data", "y" * 300, "loop"])
def test_data_folder_that_cannot_be_is_told(
    newsdesk: Newsdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """A home of nobody, a name too long and a link to itself are told in one line that names the setting."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.setenv("NEWSDESK_HOME", value)
    result = newsdesk("status")
    assert result.code in {1, 2}
    (line,) = told(result)
    assert "NEWSDESK_HOME" in line


def test_settings_file_that_is_no_text_is_told(
    newsdesk: Newsdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A .env that is no UTF-8 is wrong usage, told in one line."""
    (tmp_path / ".env").write_bytes(b"NEWSDESK_HOME=\xff\xfe\n")
    monkeypatch.delenv("NEWSDESK_HOME")
    result = newsdesk("status")
    assert result.code == 2
    (line,) = told(result)
    assert ".env" in line


def test_output_that_nobody_reads_on_is_no_failure(stocked: Newsdesk, tmp_path: Path) -> None:
    """A reader that has read enough, such as `head`, ends a batch without a word and with exit code 0."""
    assert still_answers(stocked)
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"question": "What did Orbit Labs release?"}\n' * 200, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--batch", str(batch), "--json"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.stdout.close()
        written = process.stderr.read()
    assert json.loads(first)["answered"]
    assert (process.returncode, written) == (0, b"")


@pytest.mark.parametrize("where", [*DAMAGE_AT, "cut", "emptied", "other"])
def test_damaged_database_is_told(stocked: Newsdesk, home: Path, tmp_path: Path, where: str) -> None:
    """Whatever part of newsdesk.db is damaged, a command works, or fails in one line that names it and what to do."""
    path = home / "newsdesk.db"
    data = bytearray(path.read_bytes())
    if where == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif where == "emptied":
        path.write_bytes(b"")
    elif where == "other":
        path.unlink()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE somebody_elses (x)")
    else:
        start = DAMAGE_AT[where]
        data[start : start + 30_000] = b"\xa5" * len(data[start : start + 30_000])
        path.write_bytes(data)
    articles = write_jsonl(tmp_path / "more.jsonl", [news(number) for number in range(3)])
    question = ("ask", "What did Orbit Labs release?")
    for command in (question, ("status",), ("add", str(articles)), ("refresh",), ("index", "--full"), question):
        result = stocked(*command)
        if result.code:
            assert result.code == 1
            (line,) = told(result)
            assert str(home) in line or "newsdesk add" in line
            assert ";" in line or ": " in line


def test_lost_index_is_rebuilt(stocked: Newsdesk, home: Path) -> None:
    """A data folder that lost its index says what to run, and running it brings the answers back."""
    for path in sorted((home / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    result = stocked("ask", "What did Orbit Labs release?")
    assert result.code == 1
    assert "newsdesk index" in told(result)[0]
    assert "nothing new" in stocked("index").out, "nothing is embedded again"
    assert still_answers(stocked)
