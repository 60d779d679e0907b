"""The letters of the timeline: which ones its font has, and how wide they are."""

import re
import unicodedata
from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from bot.timeline.layout import Word

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

DOTS_PER_INCH = 72  # so that a point is a pixel

_MOST_CHARACTERS = 200
_NO_GLYPH = "\N{WHITE SQUARE}"
_BLANKS = re.compile(r"\s+")


class Lettering:
    """DejaVu Sans, which comes with matplotlib: the same letters on every machine, and no search for others."""

    def __init__(self) -> None:
        from matplotlib import get_data_path
        from matplotlib.backends.backend_agg import RendererAgg

        folder = Path(get_data_path()) / "fonts" / "ttf"
        self._cleaned: dict[str, str] = {}
        self._files = {False: folder / "DejaVuSans.ttf", True: folder / "DejaVuSans-Bold.ttf"}
        self._renderer = RendererAgg(1, 1, DOTS_PER_INCH)  # what draws also measures
        self._widths: dict[tuple[str, int, bool], float] = {}

    def font(self, size: int, *, is_bold: bool = False) -> "FontProperties":
        """Return the font in a size, in pixels."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(fname=str(self._files[is_bold]), size=size)

    def width(self, text: str, size: int, *, is_bold: bool = False) -> float:
        """Return how many pixels a clean text takes."""
        key = text, size, is_bold
        if key not in self._widths:
            font = self.font(size, is_bold=is_bold)
            self._widths[key] = self._renderer.get_text_width_height_descent(text, font, ismath=False)[0]
        return self._widths[key]

    def word(  # noqa: PLR0913 - a word is what it says, where, and how
        self, text: str, left: float, baseline: float, size: int, *, most: float = inf, is_bold: bool = False
    ) -> Word:
        """Return a clean text with its place, cut where it is wider than ``most`` pixels."""
        shown = self.shortened(text, size, most, is_bold=is_bold)
        width = self.width(shown, size, is_bold=is_bold)
        return Word(text=shown, left=left, baseline=baseline, size=size, width=width, is_bold=is_bold)

    def shortened(self, text: str, size: int, width: float, *, is_bold: bool = False) -> str:
        """Return a clean text, cut with an ellipsis where it is wider than so many pixels."""
        if self.width(text, size, is_bold=is_bold) <= width:
            return text
        fits, fits_not = 0, len(text)
        while fits_not - fits > 1:
            middle = (fits + fits_not) // 2
            if self.width(text[:middle].rstrip() + "…", size, is_bold=is_bold) <= width:
                fits = middle
            else:
                fits_not = middle
        return text[:fits].rstrip() + "…"

    def clean(self, text: str) -> str:
        """Return a text from the web as one line that the font can show.

        What neither prints nor takes room goes, marks over and under letters with it; what the font lacks is one
        square for any number of letters.
        """
        if text not in self._cleaned:
            self._cleaned[text] = self._clean(text)
        return self._cleaned[text]

    def _clean(self, text: str) -> str:
        folded = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS])
        shown = "".join(map(self._shown, folded[:_MOST_CHARACTERS]))
        shown = re.sub(f"{_NO_GLYPH}(?:\\s*{_NO_GLYPH})+", _NO_GLYPH, shown)
        return _BLANKS.sub(" ", shown).strip() or _NO_GLYPH

    def _shown(self, character: str) -> str:
        if character.isspace():
            return " "
        if unicodedata.category(character)[0] in "CM":
            return ""
        return character if ord(character) in self._glyphs else _NO_GLYPH

    @cached_property
    def _glyphs(self) -> frozenset[int]:
        from matplotlib.font_manager import get_font

        plain, bold = (get_font(str(file)).get_charmap() for file in self._files.values())
        return frozenset(plain.keys() & bold.keys())
