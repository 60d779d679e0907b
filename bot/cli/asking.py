"""`newsdesk ask`."""

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.arguments import day
from bot.cli.codes import DONE, FAILED
from bot.cli.lines import day_of, json_line, json_object, lines_of, print_json, string
from bot.cli.opening import desk_open, progress_of
from corpus.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.arguments import Subparsers
    from retrieval.answer import Question


def add_asking(commands: "Subparsers") -> None:
    """Add the command to the parser."""
    ask = commands.add_parser("ask", help="ask a question, or a file of questions")
    ask.add_argument("question", nargs="*", help="the question, best in quotation marks")
    ask.add_argument("--batch", type=Path, metavar="FILE", help="ask the questions of a JSON Lines file in one process")
    ask.add_argument("--as-of", type=day, metavar="DATE", help="use nothing published after this day (UTC)")
    ask.add_argument("--since", type=day, metavar="DATE", help="use nothing published before this day (UTC)")
    ask.add_argument("--publisher", metavar="NAME", help="use articles of this publisher alone (a part of its name)")
    ask.add_argument(
        "--after",
        action="append",
        default=[],
        metavar="QUESTION",
        help="an earlier question that this one follows up; repeat it for several, the oldest first",
    )
    ask.add_argument("--explain", action="store_true", help="show the passages that were found, and why")
    ask.add_argument("--json", action="store_true", help="write JSON")
    ask.set_defaults(command=_ask)


def _ask(options: argparse.Namespace) -> int:
    if bool(options.question) == bool(options.batch):
        raise UsageError('ask one question in quotation marks, or --batch FILE: newsdesk ask "What is new?"')
    if options.batch and options.after:
        raise UsageError('--after goes with one question: in a batch, a line has its "history"')
    if options.batch:
        return _ask_batch(options)
    question = question_of(options, " ".join(options.question), options.as_of, options.after)
    with desk_open() as desk:
        answer = desk.ask(question)
        if options.json:
            from bot.presentation import as_json

            print_json(as_json(answer))
        else:
            from bot.terminal import show_answer

            show_answer(answer, explain=options.explain)
    return DONE


def _ask_batch(options: argparse.Namespace) -> int:
    """Answer line by line; a bad line gives its error in its place."""
    from bot.presentation import as_json, as_text
    from bot.reply import one_line, reply_to

    lines = lines_of(options.batch)
    failed = False
    with desk_open() as desk, progress_of("questions") as progress:
        for position, (number, line) in enumerate(lines, 1):
            fields: dict[str, Any] = {}
            try:
                fields = json_object(line)
                day = fields.get("as_of") or fields.get("asked_on")
                as_of = day_of(day) if day else options.as_of
                answer = desk.ask(question_of(options, string(fields, "question"), as_of, _history_of(fields)))
            except UsageError as error:
                failed = True
                name = fields.get("id", f"line {number}")
                problem = {"id": name, "error": str(error)}
                print(json_line(problem) if options.json else f"{one_line(f'{name}: {error}')}\n")
            else:
                name = fields.get("id", number)
                shown = f"{one_line(f'{name}: {answer.question.text}')}\n{as_text(reply_to(answer))}\n"
                print(json_line(as_json(answer, name)) if options.json else shown)
            progress.reach(position, len(lines))
    return FAILED if failed else DONE


def question_of(options: argparse.Namespace, text: str, as_of: date | None, history: Sequence[str] = ()) -> "Question":
    """Return a question that is asked now, with the filters of the command."""
    from retrieval.answer import Question
    from retrieval.index import Filters

    filters = Filters(as_of=as_of, since=getattr(options, "since", None), publisher=getattr(options, "publisher", None))
    return Question(text=text, asked_at=datetime.now(UTC), filters=filters, history=tuple(history))


def _history_of(fields: dict[str, Any]) -> list[str]:
    history = fields.get("history")
    if history is None:
        return []
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise UsageError('"history" is no list of questions: write it as ["the first question", "the second"]')
    return history
