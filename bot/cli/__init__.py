"""The command line: `newsdesk`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from typing import NoReturn

from bot.cli.asking import add_asking
from bot.cli.codes import DONE, FAILED, INTERRUPTED, WRONG_USAGE
from bot.cli.examining import add_examining
from bot.cli.releases import add_releases
from bot.cli.service import add_service
from bot.cli.upkeep import add_upkeep
from corpus.errors import NewsdeskError, UsageError


def run() -> NoReturn:
    """Run the command line of this process, and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what the terminal's encoding lacks
    try:
        code = main(sys.argv[1:])
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except OSError as error:
        print(f"newsdesk: the output cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except KeyboardInterrupt:
        print(
            "newsdesk: interrupted; what was done is kept, and `newsdesk index` goes on with the rest", file=sys.stderr
        )
        code = INTERRUPTED
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code: 0 done, 1 the work failed, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except NewsdeskError as error:
        from bot.reply import one_line

        print(f"newsdesk: {one_line(str(error))}", file=sys.stderr)
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="newsdesk",
        description="Answers questions about AI-industry news with cited passages.",
        epilog="Settings come from the environment and .env; see .env.example.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (add_asking, add_releases, add_upkeep, add_examining, add_service):
        add(commands)
    return parser
