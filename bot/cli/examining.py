"""`newsdesk status`, `doctor`, `eval` and `calibrate`."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.asking import question_of
from bot.cli.codes import DONE, FAILED
from bot.cli.lines import json_object, lines_of, print_json
from bot.cli.opening import desk_open, progress_of
from corpus.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.arguments import Subparsers


def add_examining(commands: "Subparsers") -> None:
    """Add the commands to the parser."""
    status = commands.add_parser("status", help="show counts, freshness, generation and model")
    status.add_argument("--json", action="store_true", help="write JSON")
    status.set_defaults(command=_status)

    doctor = commands.add_parser("doctor", help="check settings, disk, index and models, and say what to do")
    doctor.set_defaults(command=_doctor)

    evaluate = commands.add_parser("eval", help="ask questions with known answers, and print the figures")
    evaluate.add_argument("file", type=Path, help="a JSON Lines file of questions with known answers")
    evaluate.add_argument("--json", action="store_true", help="write JSON")
    evaluate.set_defaults(command=_evaluate)

    calibrate = commands.add_parser("calibrate", help="find anew what tells answers from silence, as JSON")
    calibrate.add_argument("file", type=Path, help="questions with known answers, ids a… to fit and b… to check")
    calibrate.set_defaults(command=_calibrate)


def _status(options: argparse.Namespace) -> int:
    from bot.reports import show_status, status_json

    with desk_open() as desk:
        status = desk.status()
    if options.json:
        print_json(status_json(status))
    else:
        show_status(status)
    return DONE


def _doctor(_: argparse.Namespace) -> int:
    from bot.doctor import Mark, examine
    from bot.reply import one_line

    broken = False
    for finding in examine():
        print(f"{finding.mark.value} {finding.thing}: {one_line(finding.says)}", flush=True)
        broken |= finding.mark is Mark.BROKEN
    return FAILED if broken else DONE


def _evaluate(options: argparse.Namespace) -> int:
    from bot.reports import show_figures
    from retrieval.evaluation import figures, known_question

    lines = lines_of(options.file)
    results = []
    with desk_open() as desk, progress_of("questions") as progress:
        for position, (number, line) in enumerate(lines, 1):
            try:
                known = known_question(json_object(line))
                results.append((known, desk.ask(question_of(options, known.text, known.asked_on))))
            except UsageError as error:
                raise UsageError(f"{options.file}, line {number}: {error}") from None
            progress.reach(position, len(lines))
    if not results:
        raise UsageError(f"{options.file} holds no questions")
    if options.json:
        print_json(asdict(figures(results)))
    else:
        show_figures(figures(results))
    return DONE


def _calibrate(options: argparse.Namespace) -> int:
    from retrieval.evaluation import known_question

    lines = lines_of(options.file)
    try:
        questions = [known_question(json_object(line)) for _, line in lines]
    except UsageError as error:
        raise UsageError(f"{options.file}: {error}") from None
    with desk_open() as desk, progress_of("questions") as progress:
        print_json(desk.calibrate(questions, progress.add))
    return DONE
