"""`newsdesk add`, `refresh`, `index` and `sources`."""

import argparse
from typing import TYPE_CHECKING

from bot.cli.codes import DONE, FAILED
from bot.cli.lines import print_json
from bot.cli.opening import desk_open, load_settings, progress_of
from corpus.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.cli.arguments import Subparsers
    from bot.upkeep import Upkeep, UpkeepReport


def add_upkeep(commands: "Subparsers") -> None:
    """Add the commands to the parser."""
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

    with desk_open() as desk:
        sources = desk.sources()
    if options.json:
        print_json(sources_json(sources))
    else:
        show_sources(sources)
    return DONE


def _remove_source(options: argparse.Namespace) -> int:
    return _upkeep("sources remove", lambda upkeep: upkeep.remove(options.source, purge=options.purge))


def _pause_source(options: argparse.Namespace) -> int:
    from bot.wiring import open_upkeep

    purpose = f"sources {'pause' if options.is_paused else 'resume'}"
    with open_upkeep(load_settings(), purpose) as upkeep:
        source = upkeep.set_paused(options.source, is_paused=options.is_paused)
    print(f"{'Paused' if options.is_paused else 'Resumed'} {source.location}.")
    return DONE


def _upkeep(purpose: str, work: "Callable[[Upkeep], UpkeepReport]") -> int:
    from bot.reports import show_upkeep
    from bot.wiring import open_upkeep

    with (
        progress_of("articles read") as reading,
        progress_of("articles read for releases") as releases,
        progress_of("articles indexed") as indexing,
        open_upkeep(
            load_settings(), purpose, on_read=reading.read, on_releases=releases.reach, on_indexed=indexing.reach
        ) as upkeep,
    ):
        report = work(upkeep)
    show_upkeep(report)
    return FAILED if report.nothing_worked else DONE
