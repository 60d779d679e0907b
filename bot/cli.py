"""The command line: `newsdesk`."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from corpus.errors import NewsdeskError, UsageError

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.reports import ProgressBar
    from bot.settings import Settings
    from bot.upkeep import Upkeep, UpkeepReport
    from retrieval.answer import Question

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its type has no public name

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
_MOST_RELEASES = 20  # listed in a terminal


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

    ask = commands.add_parser("ask", help="ask a question, or a file of questions")
    ask.add_argument("question", nargs="*", help="the question, best in quotation marks")
    ask.add_argument("--batch", type=Path, metavar="FILE", help="ask the questions of a JSON Lines file in one process")
    ask.add_argument("--as-of", type=_day, metavar="DATE", help="use nothing published after this day (UTC)")
    ask.add_argument("--since", type=_day, metavar="DATE", help="use nothing published before this day (UTC)")
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

    _add_releases(commands)
    _add_upkeep(commands)

    status = commands.add_parser("status", help="show counts, freshness, generation and model")
    status.add_argument("--json", action="store_true", help="write JSON")
    status.set_defaults(command=_status)

    doctor = commands.add_parser("doctor", help="check settings, disk, index and models, and say what to do")
    doctor.set_defaults(command=_doctor)

    evaluate = commands.add_parser("eval", help="ask questions with known answers, and print the figures")
    evaluate.add_argument("file", type=Path, help="a JSON Lines file of questions with known answers")
    evaluate.add_argument("--json", action="store_true", help="write JSON")
    evaluate.set_defaults(command=_evaluate)

    run_ = commands.add_parser("run", help="answer in Slack and Discord until stopped")
    run_.set_defaults(command=_run)

    slack = commands.add_parser("slack", help="set up the Slack app")
    slack_commands = slack.add_subparsers(required=True, metavar="COMMAND")
    manifest = slack_commands.add_parser("manifest", help="print the manifest to make the app from")
    manifest.add_argument(
        "--url", metavar="URL", help="the https address that Slack calls, for NEWSDESK_SLACK_MODE=http"
    )
    manifest.set_defaults(command=_slack_manifest)

    discord = commands.add_parser("discord", help="set up the Discord application")
    discord_commands = discord.add_subparsers(required=True, metavar="COMMAND")
    invite = discord_commands.add_parser("invite", help="print the link that invites it, with what it may do")
    invite.set_defaults(command=_discord_invite)

    calibrate = commands.add_parser("calibrate", help="find anew what tells answers from silence, as JSON")
    calibrate.add_argument("file", type=Path, help="questions with known answers, ids a… to fit and b… to check")
    calibrate.set_defaults(command=_calibrate)
    return parser


def _add_releases(commands: "Subparsers") -> None:
    from corpus.releases.release import STATUSES

    latest = commands.add_parser("latest", help="show the newest releases, or the history of one")
    latest.add_argument("name", nargs="*", metavar="VENDOR_OR_PRODUCT", help="in any spelling, or a part of the name")
    latest.add_argument("--as-of", type=_day, metavar="DATE", help="use nothing published after this day (UTC)")
    latest.add_argument("--since", type=_day, metavar="DATE", help="show none of before this day (UTC)")
    latest.add_argument("--status", choices=STATUSES, metavar="S", help=f"show those alone: {', '.join(STATUSES)}")
    latest.add_argument("--limit", type=_count, metavar="N", help="show so many")
    latest.add_argument("--json", action="store_true", help="write JSON")
    latest.set_defaults(command=_latest)

    timeline = commands.add_parser("timeline", help="draw the releases over time")
    timeline.add_argument("name", nargs="*", metavar="VENDOR_OR_PRODUCT", help="in any spelling, or a part of the name")
    timeline.add_argument("--png", type=Path, required=True, metavar="FILE", help="the picture to write")
    timeline.add_argument("--since", type=_day, metavar="DATE", help="from this day on (UTC); a year, if not given")
    timeline.add_argument("--as-of", type=_day, metavar="DATE", help="use nothing published after this day (UTC)")
    timeline.set_defaults(command=_timeline)

    releases = commands.add_parser("releases", help="read the sentences of a file for releases: the reader alone")
    releases.add_argument("file", type=Path, help='a JSON Lines file of {"id", "quote", "doc_date", "source"?}')
    releases.add_argument("--json", action="store_true", help="write JSON Lines")
    releases.set_defaults(command=_releases)


def _add_upkeep(commands: "Subparsers") -> None:
    add = commands.add_parser("add", help="add files, folders, feeds, pages or sitemaps, and index them")
    add.add_argument(
        "places",
        nargs="*",
        metavar="PATH_OR_URL",
        help="a .md, .txt, .html or .jsonl file, a folder of them, or the address of a feed, page or sitemap",
    )
    add.add_argument("--publisher", metavar="NAME", help="the publisher of all these articles")
    add.add_argument("--defaults", action="store_true", help="add the default list of AI-news sources")
    add.set_defaults(command=_add)

    refresh = commands.add_parser("refresh", help="read all sources again, and index what changed")
    refresh.set_defaults(command=_refresh)

    sources = commands.add_parser("sources", help="list the sources, or remove, pause or resume one")
    sources.add_argument("--json", action="store_true", help="write JSON")
    sources.set_defaults(command=_sources)
    sources_commands = sources.add_subparsers(metavar="COMMAND")
    remove = sources_commands.add_parser("remove", help="read a source no more, and forget it")
    remove.add_argument("--purge", action="store_true", help="remove its articles, too, that no other source holds")
    remove.set_defaults(command=_remove_source)
    pause = sources_commands.add_parser("pause", help="read a source no more until it is resumed")
    pause.set_defaults(command=_pause_source, is_paused=True)
    resume = sources_commands.add_parser("resume", help="read a paused source again")
    resume.set_defaults(command=_pause_source, is_paused=False)
    for command in (remove, pause, resume):
        command.add_argument("source", help="its path or address, or a part of its address, title or publisher")

    index = commands.add_parser("index", help="bring the index up to date")
    index.add_argument("--full", action="store_true", help="rebuild it, embedding again if the model changed")
    index.set_defaults(command=_index)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2025-12-31") from None


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _settings() -> "Settings":
    from bot.settings import Settings

    return Settings.load()


@contextmanager
def _desk() -> "Iterator[Desk]":
    from bot.wiring import open_desk

    with open_desk(_settings()) as desk:
        yield desk


# Asking


def _ask(options: argparse.Namespace) -> int:
    if bool(options.question) == bool(options.batch):
        raise UsageError('ask one question in quotation marks, or --batch FILE: newsdesk ask "What is new?"')
    if options.batch and options.after:
        raise UsageError('--after goes with one question: in a batch, a line has its "history"')
    if options.batch:
        return _ask_batch(options)
    question = _question(options, " ".join(options.question), options.as_of, options.after)
    with _desk() as desk:
        answer = desk.ask(question)
        if options.json:
            from bot.presentation import as_json

            _print_json(as_json(answer))
        else:
            from bot.terminal import show_answer

            show_answer(answer, explain=options.explain)
    return DONE


def _ask_batch(options: argparse.Namespace) -> int:
    """Answer line by line; a bad line gives its error in its place."""
    from bot.presentation import as_json, as_text
    from bot.reply import one_line, reply_to

    lines = _lines(options.batch)
    failed = False
    with _desk() as desk, _progress("questions") as progress:
        for position, (number, line) in enumerate(lines, 1):
            fields: dict[str, Any] = {}
            try:
                fields = _json_object(line)
                day = fields.get("as_of") or fields.get("asked_on")
                as_of = _day_of(day) if day else options.as_of
                answer = desk.ask(_question(options, _string(fields, "question"), as_of, _history_of(fields)))
            except UsageError as error:
                failed = True
                name = fields.get("id", f"line {number}")
                problem = {"id": name, "error": str(error)}
                print(_json_line(problem) if options.json else f"{one_line(f'{name}: {error}')}\n")
            else:
                name = fields.get("id", number)
                shown = f"{one_line(f'{name}: {answer.question.text}')}\n{as_text(reply_to(answer))}\n"
                print(_json_line(as_json(answer, name)) if options.json else shown)
            progress.reach(position, len(lines))
    return FAILED if failed else DONE


def _question(options: argparse.Namespace, text: str, as_of: date | None, history: Sequence[str] = ()) -> "Question":
    from retrieval.answer import Question
    from retrieval.index import Filters

    filters = Filters(as_of=as_of, since=getattr(options, "since", None), publisher=getattr(options, "publisher", None))
    return Question(text=text, asked_at=datetime.now(UTC), filters=filters, history=tuple(history))


def _json_object(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the line is no JSON: {error}") from None
    if not isinstance(fields, dict):
        raise UsageError("the line is no JSON object")
    return fields


def _string(fields: dict[str, Any], name: str) -> str:
    text = fields.get(name)
    if not isinstance(text, str):
        raise UsageError(f'the line has no "{name}"')
    return text


def _optional_string(fields: dict[str, Any], name: str) -> str | None:
    return None if fields.get(name) is None else _string(fields, name)


def _history_of(fields: dict[str, Any]) -> list[str]:
    history = fields.get("history")
    if history is None:
        return []
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise UsageError('"history" is no list of questions: write it as ["the first question", "the second"]')
    return history


def _day_of(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(f"{value!r} is no day: write it as 2025-12-31") from None


# Releases


def _latest(options: argparse.Namespace) -> int:
    from bot.releases import latest_as_text, release_json
    from corpus.releases.wanted import ReleaseQuery

    query = ReleaseQuery(
        wanted=" ".join(options.name) or None, status=options.status, since=options.since, as_of=options.as_of
    )
    limit = options.limit or (None if options.json else _MOST_RELEASES)
    with _desk() as desk:
        latest = desk.latest(query, limit=limit)
    if options.json:
        _print_json([release_json(release) for release in latest.releases])
    else:
        print(latest_as_text(latest))
    return DONE


def _timeline(options: argparse.Namespace) -> int:
    from bot.releases import silence
    from bot.timeline.releases import SHOWN_DAYS, pictured
    from corpus.releases.wanted import ReleaseQuery

    today = options.as_of or datetime.now(UTC).date()
    wanted = " ".join(options.name) or None
    query = ReleaseQuery(wanted=wanted, since=options.since or today - SHOWN_DAYS, as_of=options.as_of)
    with _desk() as desk:
        latest = desk.latest(query)
    if not latest.releases:
        raise UsageError(silence(latest))
    picture = pictured(latest, today)
    try:
        options.png.write_bytes(picture.png)
    except OSError as error:
        raise UsageError(f"{options.png} cannot be written: {error.strerror}") from error
    print(picture.alt_text)
    return DONE


def _releases(options: argparse.Namespace) -> int:
    """Read line by line; a bad line gives its error in its place."""
    from bot.releases import event_as_text, event_json
    from bot.reply import one_line
    from corpus.catalog import load_catalog
    from corpus.releases.reading import read_releases

    load_catalog(_settings().home)
    failed = False
    for number, line in _lines(options.file):
        fields: dict[str, Any] = {}
        try:
            fields = _json_object(line)
            day = fields.get("doc_date")
            events = read_releases(
                _string(fields, "quote"),
                published=_day_of(day) if day else None,
                publisher=_optional_string(fields, "source") or _optional_string(fields, "publisher"),
            )
        except UsageError as error:
            failed = True
            name = fields.get("id", f"line {number}")
            print(_json_line({"id": name, "error": str(error)}) if options.json else one_line(f"{name}: {error}"))
            continue
        name = fields.get("id", number)
        if options.json:
            print(_json_line({"id": name, "events": [event_json(event) for event in events]}))
        else:
            print(one_line(f"{name}: {fields['quote']}"))
            for shown in map(event_as_text, events):
                print(f"    {shown}")
    return FAILED if failed else DONE


# Upkeep


def _add(options: argparse.Namespace) -> int:
    if bool(options.places) == options.defaults:
        raise UsageError("name what to add, or --defaults for the default list of AI-news sources")
    if options.defaults:
        return _upkeep("add", lambda upkeep: upkeep.add_defaults())
    return _upkeep("add", lambda upkeep: upkeep.add(options.places, options.publisher))


def _refresh(_: argparse.Namespace) -> int:
    return _upkeep("refresh", lambda upkeep: upkeep.refresh())


def _index(options: argparse.Namespace) -> int:
    return _upkeep("index", lambda upkeep: upkeep.index(full=options.full))


def _sources(options: argparse.Namespace) -> int:
    from bot.reports import show_sources, sources_json

    with _desk() as desk:
        sources = desk.sources()
    if options.json:
        _print_json(sources_json(sources))
    else:
        show_sources(sources)
    return DONE


def _remove_source(options: argparse.Namespace) -> int:
    return _upkeep("sources remove", lambda upkeep: upkeep.remove(options.source, purge=options.purge))


def _pause_source(options: argparse.Namespace) -> int:
    from bot.wiring import open_upkeep

    purpose = f"sources {'pause' if options.is_paused else 'resume'}"
    with open_upkeep(_settings(), purpose) as upkeep:
        source = upkeep.set_paused(options.source, is_paused=options.is_paused)
    print(f"{'Paused' if options.is_paused else 'Resumed'} {source.location}.")
    return DONE


def _upkeep(purpose: str, work: "Callable[[Upkeep], UpkeepReport]") -> int:
    from bot.reports import show_upkeep
    from bot.wiring import open_upkeep

    with (
        _progress("articles read") as reading,
        _progress("articles read for releases") as releases,
        _progress("articles indexed") as indexing,
        open_upkeep(
            _settings(), purpose, on_read=reading.read, on_releases=releases.reach, on_indexed=indexing.reach
        ) as upkeep,
    ):
        report = work(upkeep)
    show_upkeep(report)
    return FAILED if report.nothing_worked else DONE


# The bot


def _run(_: argparse.Namespace) -> int:
    import asyncio

    from bot.settings import DiscordSettings, SlackSettings, variables_set

    variables = variables_set()
    settings = _settings(), SlackSettings.of(variables), DiscordSettings.of(variables)
    from bot.running import run_bot  # last, as it takes most of a second, and a mistyped setting is told at once

    asyncio.run(run_bot(*settings))
    return DONE


def _slack_manifest(options: argparse.Namespace) -> int:
    from bot.slack.manifest import manifest

    if options.url and not options.url.startswith("https://"):
        raise UsageError(f"--url {options.url} does not begin with https://, which Slack asks for")
    _print_json(manifest(options.url))
    return DONE


def _discord_invite(_: argparse.Namespace) -> int:
    import asyncio

    from bot.settings import DiscordSettings, variables_set

    settings = DiscordSettings.of(variables_set())
    if settings is None:
        raise UsageError("DISCORD_TOKEN is not set: copy it from discord.com/developers/applications, under Bot")
    try:
        from bot.discord.setup import examined
    except ImportError as error:
        raise UsageError("Discord needs its library: pip install 'newsdesk[discord]'") from error
    print(asyncio.run(examined(settings)).invite)
    return DONE


# Reports


def _status(options: argparse.Namespace) -> int:
    from bot.reports import show_status, status_json

    with _desk() as desk:
        status = desk.status()
    if options.json:
        _print_json(status_json(status))
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

    lines = _lines(options.file)
    results = []
    with _desk() as desk, _progress("questions") as progress:
        for position, (number, line) in enumerate(lines, 1):
            try:
                known = known_question(_json_object(line))
                results.append((known, desk.ask(_question(options, known.text, known.asked_on))))
            except UsageError as error:
                raise UsageError(f"{options.file}, line {number}: {error}") from None
            progress.reach(position, len(lines))
    if not results:
        raise UsageError(f"{options.file} holds no questions")
    if options.json:
        _print_json(asdict(figures(results)))
    else:
        show_figures(figures(results))
    return DONE


def _calibrate(options: argparse.Namespace) -> int:
    from retrieval.evaluation import known_question

    lines = _lines(options.file)
    try:
        questions = [known_question(_json_object(line)) for _, line in lines]
    except UsageError as error:
        raise UsageError(f"{options.file}: {error}") from None
    with _desk() as desk, _progress("questions") as progress:
        _print_json(desk.calibrate(questions, progress.add))
    return DONE


def _lines(path: Path) -> list[tuple[int, bytes]]:
    """Return the lines that are not blank, each with its number."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _json_line(value: object, indent: int | None = None) -> str:
    """Return JSON that is safe to show: control characters and half surrogates are escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return re.sub("[\x7f-\x9f\ud800-\udfff]", lambda match: f"\\u{ord(match.group()):04x}", written)


def _print_json(value: object) -> None:
    print(_json_line(value, indent=2))


@contextmanager
def _progress(unit: str) -> "Iterator[ProgressBar]":
    from bot.reports import ProgressBar

    with closing(ProgressBar(unit)) as bar:
        yield bar
