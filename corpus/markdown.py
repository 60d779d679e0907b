"""Markdown marks, which stand in an article's text and on no page."""

import re

HIDDEN = "\0"  # no article's text holds it

_LINE_MARK = re.compile(r"[ \t]*(?:(?:[-*+\u2022>]|#{1,6}|\d{1,3}[.)])[ \t]+)+")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_BOLD_OR_CODE = re.compile(r"\*\*+|__+(?=\W|$)|(?<!\w)__+|`+")
_SLANTED = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?![\w*_])")


def plain(line: str) -> str:
    """Return a line as the page shows it, without the marks of Markdown."""
    return masked(line).replace(HIDDEN, "")


def masked(line: str) -> str:
    """Return a line in its length with its marks hidden, so that offsets in it still hold."""
    mark = _LINE_MARK.match(line)
    if mark:
        line = HIDDEN * mark.end() + line[mark.end() :]
    for pattern in (_IMAGE, _LINK, _BOLD_OR_CODE, _SLANTED):
        line = pattern.sub(_hidden, line)
    return line


def _hidden(mark: re.Match[str]) -> str:
    """Hide all of a mark but its last group, which is what the page shows of it."""
    start, end = mark.span(mark.lastindex) if mark.lastindex else (mark.end(), mark.end())
    return HIDDEN * (start - mark.start()) + mark.string[start:end] + HIDDEN * (mark.end() - end)
