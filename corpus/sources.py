"""Which sources there may be: from a path to its source, and from what a person writes to the source meant."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from corpus.addresses import canonical
from corpus.article import Source, without_login
from corpus.errors import ArticleRefusedError, UsageError
from corpus.files import SUFFIXES

STARTER_FOLDER = Path(str(files("corpus"))) / "starter"
_MOST_LISTED = 5


def source_at(place: str, publisher: str | None) -> Source:
    """Return the source that a path names.

    Raises:
        ArticleRefusedError: there is no such file or folder, or it is of no kind that can be read.
    """
    try:
        path = Path(place).expanduser().resolve(strict=True) if place else None
    except (OSError, ValueError, RuntimeError) as error:  # a link to itself, a NUL, the home of nobody
        reason = getattr(error, "strerror", None) or str(error)
        raise ArticleRefusedError(
            f"there is no such file or folder ({reason.lower()}); an address on the web begins with https://"
        ) from error
    if path is None or not has_unicode_name(path):
        raise ArticleRefusedError("its name is empty, or no UTF-8")
    if path.is_dir():
        return Source(kind="folder", location=str(path), publisher=publisher)
    if path.suffix.lower() not in SUFFIXES:
        raise ArticleRefusedError(f"it is neither a folder nor one of {', '.join(sorted(SUFFIXES))}")
    return Source(kind="file", location=str(path), publisher=publisher)


def keep_starter_apart(known: Iterable[Source], added: Iterable[Source]) -> None:
    """Refuse to mix the starter corpus with articles of one's own.

    Raises:
        UsageError: of the sources known and to be added some are of the starter corpus, and some are not.
    """
    kinds = {not source.is_web and _of_starter(Path(source.location)) for source in (*known, *added)}
    if len(kinds) > 1 or None in kinds:
        raise UsageError(
            "the starter corpus is never mixed with other articles: set NEWSDESK_HOME to another data folder for it"
        )


def _of_starter(location: Path) -> bool | None:
    """Tell whether a place lies in the starter corpus; None if the starter corpus lies in it, with other things."""
    if location in STARTER_FOLDER.parents:
        return None
    return STARTER_FOLDER in (location, *location.parents)


def has_unicode_name(path: Path) -> bool:
    """Tell whether a path can be written down."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def source_meant(sources: Sequence[Source], wanted: str) -> Source:
    """Return the source that a person means: by its place, or by a part of its place, title or publisher.

    Raises:
        UsageError: none or several are meant; the message lists them.
    """
    part = wanted.casefold().strip()
    found = (
        [each for each in sources if each.location in {wanted, str(Path(wanted).absolute())}]
        or [each for each in sources if canonical(each.location) == canonical(wanted)]
        or [each for each in sources if any(part in name.casefold() for name in _names(each))]
    )
    if not part or not found:
        raise UsageError(f"no source is called {without_login(wanted)}: `newsdesk sources` lists them")
    if len(found) > 1:
        listed = ", ".join(each.location for each in found[:_MOST_LISTED])
        more = f" and {len(found) - _MOST_LISTED:,} more" if len(found) > _MOST_LISTED else ""
        raise UsageError(f"{without_login(wanted)} may mean {listed}{more}: write more of the one you mean")
    return found[0]


def _names(source: Source) -> tuple[str, ...]:
    return tuple(filter(None, (source.location, source.title, source.publisher)))
