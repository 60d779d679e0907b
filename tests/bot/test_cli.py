"""The command line's surface: help, exit codes, status, evaluation, and documents that must not drift from it."""

import json
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.articles import news, write_jsonl
from tests.conftest import Newsdesk

ROOT = Path(__file__).parents[2]
COMMANDS = ("ask", "add", "refresh", "index", "status", "eval")
HEAVY = ("torch", "faiss", "sentence_transformers", "trafilatura", "transformers", "matplotlib")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_stands_in_the_readme(newsdesk: Newsdesk, command: str) -> None:
    """The README's table names each command with each of its options."""
    result = newsdesk(command, "--help")
    assert result.code == 0
    row = "".join(line for line in (ROOT / "README.md").read_text().splitlines() if f"| `newsdesk {command}" in line)
    assert row
    for option in set(re.findall(r"--[a-z-]+", result.out)) - {"--help"}:
        assert option in row


@pytest.mark.parametrize("arguments", [["--help"], ["status"]])
def test_heavy_libraries_are_not_imported_for_light_work(
    newsdesk: Newsdesk, home: Path, tmp_path: Path, arguments: list[str]
) -> None:
    """`--help` and `status` answer at once: they import neither torch nor FAISS."""
    newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [news(1)])))
    assert home.is_dir()
    script = (
        "import sys; from bot.cli import main\n"
        f"try: main({arguments})\nexcept SystemExit: pass\n"
        f"print(*sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "\n"


def test_the_installed_packages_are_ours(newsdesk: Newsdesk) -> None:
    """The distribution installs `bot`, `retrieval` and `corpus`, and one console script."""
    assert newsdesk("--help").code == 0
    installed = distribution("newsdesk")
    assert [(script.name, script.value) for script in installed.entry_points] == [("newsdesk", "bot.cli:run")]
    assert "newsdesk" in (installed.metadata["Name"] or "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["ask"], "ask one question"),
        (["ask", "one", "--batch", "two"], "ask one question"),
        (["ask", "what?", "--as-of", "2026-02-30"], "'2026-02-30' is no day: write it as 2025-12-31"),
        (["add"], "name what to add, or --defaults"),
        (["add", "--defaults", "articles/"], "name what to add, or --defaults"),
        (["nonsense"], "invalid choice"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(
    newsdesk: Newsdesk, arguments: list[str], message: str
) -> None:
    """Nothing is done, and the message names the mistake."""
    result = newsdesk(*arguments)
    assert result.code == 2
    assert message in result.err
    assert not result.out


def test_an_empty_corpus_says_how_to_fill_it(newsdesk: Newsdesk, home: Path) -> None:
    """Before anything was added, asking exits with 1 and names the command to begin with, and nothing is made."""
    for arguments in (["ask", "What is new?"], ["status"]):
        result = newsdesk(*arguments)
        assert result.code == 1
        assert "the corpus is empty: add articles with `newsdesk add FILE_FOLDER_OR_ADDRESS`" in result.err
        assert result.err.count("\n") == 1
    assert not home.exists()


def test_status_as_json_counts_everything(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """Articles, passages, sources, generation, model, newest; and what waits, repeats, is undated or to come."""
    undated = {key: value for key, value in news(5).items() if key != "date"}
    copy = news(1) | {"url": "https://copy.example/1"}
    future = news(6) | {"date": "2999-01-01"}
    path = write_jsonl(tmp_path / "news.jsonl", [news(1), news(2), undated, copy, future])
    assert newsdesk("add", str(path)).code == 0
    status = json.loads(newsdesk("status", "--json").out)
    assert status["articles"] == 5
    assert status["sources"] == status["generation"] == status["duplicates"] == status["undated"] == 1
    assert (status["future"], status["unindexed"], status["gone"]) == (1, 0, 0)
    assert status["model"] == "builtin:bge-small"
    assert status["newest"] == "2026-01-03T00:00:00Z"
    assert status["passages"] > 4
    shown = newsdesk("status").out
    assert "5 from 1 source" in shown
    for name in ("Duplicates", "Undated", "Future"):
        assert re.search(rf"^{name}: +1 ", shown, re.MULTILINE)


def test_eval_prints_the_figures_of_questions_with_known_answers(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """Found quotes and passages count by depth and kind, silence by recall and precision."""
    newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [news(number) for number in range(6)])))
    questions = [
        {
            "id": "1", "type": "fact", "question": "what does zephyr 4 cost", "answerable": True,
            "must_match": [r"\$4\b"], "must_not_match": [],
            "evidence": [{"url": "https://www.news.example/4/", "quote": "Zephyr-4 costs $4 per million tokens."}],
        },
        {
            "id": "2", "type": "fact", "question": "what does zephyr 5 cost", "answerable": True,
            "must_match": ["no such words"], "evidence": [{"url": "https://news.example/5", "quote": "not there"}],
        },
        {"id": "3", "type": "no", "question": "any good ramen near kings cross", "answerable": False, "evidence": []},
    ]  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, questions)))
    figures = json.loads(newsdesk("eval", str(path), "--json").out)
    assert (figures["questions"], figures["answerable"]) == (3, 2)
    assert figures["found"]["quote@1"] == figures["found"]["passage@5"] == 0.5
    assert (figures["abstention_recall"], figures["abstention_precision"]) == (1.0, 1.0)
    assert figures["misses"] == ["2"]
    assert re.search(r"quote@1 +0\.500", newsdesk("eval", str(path)).out)


def test_eval_names_the_line_that_is_no_question(newsdesk: Newsdesk, tmp_path: Path) -> None:
    """A file of something else is wrong usage, with its line."""
    newsdesk("add", str(write_jsonl(tmp_path / "news.jsonl", [news(1)])))
    (tmp_path / "questions.jsonl").write_text('{"id": "1"}\n')
    result = newsdesk("eval", str(tmp_path / "questions.jsonl"))
    assert result.code == 2
    assert "questions.jsonl, line 1: it is no question with a known answer" in result.err
