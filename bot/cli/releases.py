"""`newsdesk latest`, `timeline` and `releases`."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.arguments import count, day
from bot.cli.codes import DONE, FAILED
from bot.cli.lines import day_of, json_line, json_object, lines_of, optional_string, print_json, string
from bot.cli.opening import desk_open, load_settings
from corpus.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.arguments import Subparsers

_MOST_RELEASES = 20  # listed in a terminal


def add_releases(commands: "Subparsers") -> None:
    """Add the commands to the parser."""
    from corpus.releases.release import STATUSES

    latest = commands.add_parser("latest", help="show the newest releases, or the history of one")
    latest.add_argument("name", nargs="*", metavar="VENDOR_OR_PRODUCT", help="in any spelling, or a part of the name")
    latest.add_argument("--as-of", type=day, metavar="DATE", help="use nothing published after this day (UTC)")
    latest.add_argument("--since", type=day, metavar="DATE", help="show none of before this day (UTC)")
    latest.add_argument("--status", choices=STATUSES, metavar="S", help=f"show those alone: {', '.join(STATUSES)}")
    latest.add_argument("--limit", type=count, metavar="N", help="show so many")
    latest.add_argument("--json", action="store_true", help="write JSON")
    latest.set_defaults(command=_latest)

    timeline = commands.add_parser("timeline", help="draw the releases over time")
    timeline.add_argument("name", nargs="*", metavar="VENDOR_OR_PRODUCT", help="in any spelling, or a part of the name")
    timeline.add_argument("--png", type=Path, required=True, metavar="FILE", help="the picture to write")
    timeline.add_argument("--since", type=day, metavar="DATE", help="from this day on (UTC); a year, if not given")
    timeline.add_argument("--as-of", type=day, metavar="DATE", help="use nothing published after this day (UTC)")
    timeline.set_defaults(command=_timeline)

    releases = commands.add_parser("releases", help="read the sentences of a file for releases: the reader alone")
    releases.add_argument("file", type=Path, help='a JSON Lines file of {"id", "quote", "doc_date", "source"?}')
    releases.add_argument("--json", action="store_true", help="write JSON Lines")
    releases.set_defaults(command=_releases)


def _latest(options: argparse.Namespace) -> int:
    from bot.releases import latest_as_text, release_json
    from corpus.releases.wanted import ReleaseQuery

    query = ReleaseQuery(
        wanted=" ".join(options.name) or None, status=options.status, since=options.since, as_of=options.as_of
    )
    limit = options.limit or (None if options.json else _MOST_RELEASES)
    with desk_open() as desk:
        latest = desk.latest(query, limit=limit)
    if options.json:
        print_json([release_json(release) for release in latest.releases])
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
    with desk_open() as desk:
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

    load_catalog(load_settings().home)
    failed = False
    for number, line in lines_of(options.file):
        fields: dict[str, Any] = {}
        try:
            fields = json_object(line)
            day = fields.get("doc_date")
            events = read_releases(
                string(fields, "quote"),
                published=day_of(day) if day else None,
                publisher=optional_string(fields, "source") or optional_string(fields, "publisher"),
            )
        except UsageError as error:
            failed = True
            name = fields.get("id", f"line {number}")
            print(json_line({"id": name, "error": str(error)}) if options.json else one_line(f"{name}: {error}"))
            continue
        name = fields.get("id", number)
        if options.json:
            print(json_line({"id": name, "events": [event_json(event) for event in events]}))
        else:
            print(one_line(f"{name}: {fields['quote']}"))
            for shown in map(event_as_text, events):
                print(f"    {shown}")
    return FAILED if failed else DONE
