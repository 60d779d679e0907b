"""`newsdesk run`, and what sets it up on the platforms."""

import argparse
from typing import TYPE_CHECKING

from bot.cli.codes import DONE
from bot.cli.lines import print_json
from bot.cli.opening import load_settings
from corpus.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.arguments import Subparsers


def add_service(commands: "Subparsers") -> None:
    """Add the commands to the parser."""
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


def _run(_: argparse.Namespace) -> int:
    import asyncio

    from bot.settings import DiscordSettings, SlackSettings, variables_set

    variables = variables_set()
    settings = load_settings(), SlackSettings.of(variables), DiscordSettings.of(variables)
    from bot.running import run_bot  # last, as it takes most of a second, and a mistyped setting is told at once

    asyncio.run(run_bot(*settings))
    return DONE


def _slack_manifest(options: argparse.Namespace) -> int:
    from bot.slack.manifest import manifest

    if options.url and not options.url.startswith("https://"):
        raise UsageError(f"--url {options.url} does not begin with https://, which Slack asks for")
    print_json(manifest(options.url))
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
