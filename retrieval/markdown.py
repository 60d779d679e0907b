"""Markdown marks, which stand in an article's text and on no page."""

import re

_LINE_MARK = re.compile(r"[ \t]*(?:(?:[-*+\u2022>]|#{1,6}|\d{1,3}[.)])[ \t]+)+")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*\)")
_BOLD_OR_CODE = re.compile(r"\*\*+|__+(?=\W|$)|(?<!\w)__+|`+")
_SLANTED = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?![\w*_])")


def plain(text: str) -> str:
    """Return a line as the page shows it, without the marks of Markdown."""
    mark = _LINE_MARK.match(text)
    without_links = _LINK.sub(r"\1", _IMAGE.sub("", text[mark.end() :] if mark else text))
    return _SLANTED.sub(r"\2", _BOLD_OR_CODE.sub("", without_links))
