"""The doctor: looks at whatever Newsdesk needs, and says of what is wrong what to do. It mends nothing."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.desk import empty_corpus_advice
from bot.settings import DiscordSettings, Settings, SlackSettings, variables_set
from bot.wiring import open_desk
from corpus.catalog import CATALOG_NAME, load_catalog
from corpus.database import open_for_writing, sqlite_version, storage_errors
from corpus.errors import NewsdeskError, StoreError
from corpus.store import ArticleStore
from retrieval.embedding import Encoder, default_model
from retrieval.errors import NothingIndexedError
from retrieval.generations import Generations
from retrieval.reranking import NO_RERANKER, open_reranker
from retrieval.store import PassageStore

_FEW_LOGINS = 100
# In bytes; measured: 8,861 passages take 35 MB, their articles included.
_LITTLE_SPACE, _NO_SPACE = 1_000_000_000, 50_000_000


class Mark(Enum):
    """How a thing is: as it should be, worth knowing, or broken."""

    FINE = "✓"
    NOTE = "!"
    BROKEN = "✗"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one thing; where it is not fine, ``says`` ends with what to do."""

    mark: Mark
    thing: str
    says: str


def examine() -> Iterator[Finding]:
    """Examine one thing after the other; the models are loaded for it, which takes seconds."""
    try:
        variables = variables_set()
        settings = Settings.of(variables)
    except NewsdeskError as error:
        yield _broken("Settings", error)
        return
    yield _fine("Settings", f"NEWSDESK_HOME is {settings.home}")
    yield from _slack(variables)
    yield from _discord(variables)
    yield from _storage(settings.home)
    yield from _catalog(settings.home)
    yield from _index(settings)
    yield _model(settings)
    yield _reranker(settings)


def _catalog(home: Path) -> Iterator[Finding]:
    """Read the own catalogue of the data folder, if there is one."""
    try:
        load_catalog(home)
    except NewsdeskError as error:
        yield _broken("Catalogue", error)
    else:
        if (home / CATALOG_NAME).exists():
            yield _fine("Catalogue", f"{home / CATALOG_NAME} is read over that of Newsdesk")


def _slack(variables: Mapping[str, str | None]) -> Iterator[Finding]:
    """Ask Slack whose the tokens are, and what they may do."""
    try:
        settings = SlackSettings.of(variables)
        if settings is None:
            yield _note("Slack", "to answer there, set SLACK_BOT_TOKEN and SLACK_APP_TOKEN")
            return
        from bot.slack.setup import examined, missing_scopes_advice

        identity = asyncio.run(examined(settings))
    except ImportError:
        yield _broken("Slack", "its library is missing: pip install 'newsdesk[slack]'")
    except NewsdeskError as error:
        yield _broken("Slack", error)
    else:
        yield _fine("Slack", f"the tokens are those of {identity.name} in {identity.team_name}")
        if identity.missing:
            yield _broken("Slack scopes", missing_scopes_advice(identity.missing))


def _discord(variables: Mapping[str, str | None]) -> Iterator[Finding]:
    """Ask Discord whose the token is, and whether what is asked for reaches Newsdesk."""
    try:
        settings = DiscordSettings.of(variables)
        if settings is None:
            yield _note("Discord", "to answer there, set DISCORD_TOKEN")
            return
        from bot.discord.setup import examined

        identity = asyncio.run(examined(settings))
    except ImportError:
        yield _broken("Discord", "its library is missing: pip install 'newsdesk[discord]'")
        return
    except NewsdeskError as error:
        yield _broken("Discord", error)
        return
    yield _fine("Discord", f"the token is that of {identity.name}, in {_servers(identity.servers)}")
    if not identity.servers:
        yield _note("Discord servers", "none yet: open the link that `newsdesk discord invite` prints")
    if identity.calls:
        yield _broken(
            "Discord commands",
            f"they are sent to {identity.calls}, not to me: on the application's page, under General Information, "
            "clear the Interactions Endpoint URL",
        )
    if identity.unneeded:
        yield _note(
            "Discord intents",
            f"{' and '.join(identity.unneeded)} on, and not needed: switch it off on the application's page, under Bot",
        )
    else:
        yield _fine("Discord intents", "none that is privileged, as it should be")
    if identity.logins_left < _FEW_LOGINS:
        yield _note("Discord logins", f"{identity.logins_left:,} left of today's: start me less often")


def _servers(count: int) -> str:
    return f"{count:,} server{'s' * (count != 1)}"


def _storage(home: Path) -> Iterator[Finding]:
    """Write a database as it would be written, into a folder that is taken away at once."""
    place = next(folder for folder in (home, *home.parents) if folder.is_dir())
    try:
        with storage_errors(home), TemporaryDirectory(prefix=".newsdesk-doctor-", dir=place) as folder:
            yield _space(home, shutil.disk_usage(place).free)
            yield _database(Path(folder))
    except StoreError as error:
        yield _broken("Data folder", error)


def _space(home: Path, free: int) -> Finding:
    says = f"{home} can be written, {free / 1e9:,.1f} GB free"
    if free < _NO_SPACE:
        return _broken("Data folder", f"{says}: free some space, or set NEWSDESK_HOME to a folder on another disk")
    if free < _LITTLE_SPACE:
        return _note("Data folder", f"{says}: enough for a small corpus; free some space before adding a large one")
    return _fine("Data folder", says)


def _database(folder: Path) -> Finding:
    try:
        with storage_errors(folder), closing(open_for_writing(folder)) as connection:
            articles = ArticleStore(connection)
            articles.migrate()
            PassageStore(connection, articles).migrate()
    except StoreError as error:
        return _broken("SQLite", f"{error.__cause__}: use a Python whose SQLite is 3.40 or newer and has FTS5")
    return _fine("SQLite", f"version {sqlite_version()} with FTS5")


def _index(settings: Settings) -> Iterator[Finding]:
    generations = Generations(settings.home)
    try:
        with open_desk(replace(settings, reranker=NO_RERANKER)) as desk:
            status = desk.status()
        number = generations.current()
        if number is not None:
            generations.load(number)
    except NothingIndexedError as error:
        yield _note("Index", error)
    except NewsdeskError as error:
        yield _broken("Index", error)
    else:
        if not status.counts.articles:
            yield _note("Index", empty_corpus_advice())
        elif status.unindexed or number is None:
            yield _note("Index", f"{status.unindexed:,} articles wait to be indexed: run `newsdesk index`")
        else:
            yield _fine("Index", f"generation {number}, {status.passages:,} passages, all files as they were written")


def _model(settings: Settings) -> Finding:
    recipe = Generations(settings.home).recipe()
    name = settings.embedding_model or (recipe.model if recipe else default_model())
    if recipe and recipe.model != name:
        return _broken(
            "Model",
            f"NEWSDESK_EMBEDDING_MODEL is {name}, and the data folder was indexed with {recipe.model}: "
            "set it back, or run `newsdesk index --full`",
        )
    started = perf_counter()
    try:
        dimension = len(Encoder(name).encode_question("Does it work?"))
    except NewsdeskError as error:
        return _broken("Model", error)
    return _fine("Model", f"{name}, {dimension} dimensions, ready in {perf_counter() - started:.1f} s")


def _reranker(settings: Settings) -> Finding:
    started = perf_counter()
    try:
        reranker = open_reranker(settings.reranker)
        if reranker:
            reranker.score("Does it work?", ["It works."])
    except NewsdeskError as error:
        return _broken("Reranker", error)
    if reranker:
        return _fine("Reranker", f"{reranker.name}, ready in {perf_counter() - started:.1f} s")
    if settings.reranker == NO_RERANKER:
        return _fine("Reranker", "switched off by NEWSDESK_RERANKER")
    return _note("Reranker", "not installed; answers are better with it: pip install 'newsdesk[rerank]'")


def _fine(thing: str, says: str) -> Finding:
    return Finding(mark=Mark.FINE, thing=thing, says=says)


def _note(thing: str, says: object) -> Finding:
    return Finding(mark=Mark.NOTE, thing=thing, says=str(says))


def _broken(thing: str, says: object) -> Finding:
    return Finding(mark=Mark.BROKEN, thing=thing, says=str(says))
