"""Name and verdict -> social card: a PNG of 1200 × 630 that can be read at 300.

A card is three bands. The upper and the lower one depend only on the verdict, so they are drawn and compressed once;
per card only the name's band is. Same input, same bytes: the font is ours and no layout library is used.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFont

from catalog.outputs import png

WIDTH, HEIGHT = 1200, 630
_TOP, _BOTTOM = 196, 346
"""Rows between which the name stands."""
_LEFT, _ROOM = 96, 1040
_SIZES = (112, 92, 72, 56)
_FONT = Path(__file__).parent / "fonts" / "InterDisplay-SemiBold.otf"
_LATIN = (*range(0x20, 0x7F), *range(0xA1, 0x149), *range(0x14A, 0x180))
_CODES = (*_LATIN, *range(0x3B1, 0x3CA), 0x2013, 0x2014, 0x2019, 0x2026, 0x2192)
_COVERED = frozenset(map(chr, _CODES))
_PAPER, _INK, _GREY = (251, 250, 246), (29, 30, 34), (85, 87, 95)
_STEPS = 3
"""The palette holds the paper and three ramps from the paper to a color: ink, gray, and the verdict's own."""


class CardTheme(NamedTuple):
    """What a card says below the name: words, shapes and color."""

    words: str
    shapes: tuple[str, ...]
    color: tuple[int, int, int]


THEMES = {
    "generative": CardTheme("Generative", ("disc",), (0, 114, 178)),
    "not-generative": CardTheme("Not generative", ("square",), (186, 78, 0)),
    "depends": CardTheme("Depends on the release", ("diamond",), (138, 96, 0)),
    "home": CardTheme("No, not all of them", ("disc", "square", "diamond"), (85, 87, 95)),
    "page": CardTheme("Sourced facts, computed verdicts", ("disc", "square", "diamond"), (85, 87, 95)),
}


def card_path(address: str) -> str:
    """Return where the card of a page lies."""
    return f"cards/{address.rstrip('/') or 'home'}.png"


class Background(NamedTuple):
    """All of a card but the name: what stands before and after it, and the empty band."""

    head: bytes
    upper: png.Piece
    lower: png.Piece
    band: Image.Image


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=2048)
def _glyph(char: str, size: int) -> tuple[Image.Image, int, int, int]:
    """Return a letter, where it stands relative to the pen on the base line, and how far it moves the pen."""
    left, top, right, bottom = map(int, _font(size).getbbox(char, anchor="ls"))
    image = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(image).text((-left, -top), char, fill=255, font=_font(size), anchor="ls")
    return image, left, top, round(_font(size).getlength(char))


def drawable(text: str, instead: str) -> str:
    """Return the text in letters the font has: accents it lacks are dropped; `instead` when little would be left."""
    folded = "".join(char if char in _COVERED else unicodedata.normalize("NFKD", char) for char in text)
    kept = " ".join("".join(char for char in folded if char in _COVERED).split())
    return kept if 2 * len(kept) > len(text) else instead


def _write(image: Image.Image, x: int, base: int, text: str, size: int) -> None:
    for char in text:
        letter, left, top, advance = _glyph(char, size)
        image.paste(_STEPS, (x + left, base + top), letter)
        x += advance


def _width(text: str, size: int) -> int:
    return sum(_glyph(char, size)[3] for char in text)


def _lines(text: str) -> tuple[int, list[str]]:
    """Return the largest size at which the text fits, and its lines: one, or two for a long title, cut if need be."""
    for size in _SIZES:
        if _width(text, size) <= _ROOM:
            return size, [text]
    words, first = text.split(" "), ""
    while words and _width(f"{first} {words[0]}", size) <= _ROOM:
        first = f"{first} {words.pop(0)}".strip()
    last = " ".join(words)
    while _width(last, size) > _ROOM:
        last = last.rstrip("…")[:-1].rstrip() + "…"
    return size, [first, last] if first else [last]


def _shape(shape: str, side: int) -> Image.Image:
    """Return the mask of a shape, smooth because it is drawn four times as large."""
    end, inset = 4 * side - 1, side // 4
    large = Image.new("L", (4 * side, 4 * side))
    pen = ImageDraw.Draw(large)
    if shape == "disc":
        pen.ellipse((0, 0, end, end), fill=255)
    elif shape == "square":
        pen.rectangle((inset, inset, end - inset, end - inset), fill=255)
    else:
        pen.polygon([(2 * side, 0), (end, 2 * side), (2 * side, end), (0, 2 * side)], fill=255)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _ramp(drawing: Image.Image, number: int) -> Image.Image:
    """Move the steps of a drawing into one of the three ramps of the palette."""
    return drawing.point([0, *(step + number * _STEPS for step in range(1, _STEPS + 1)), *[0] * (255 - _STEPS)])


def _canvas(look: CardTheme, line: str) -> Image.Image:
    """Draw everything but the name."""
    gray, own = (Image.new("L", (WIDTH + png.MARGIN, HEIGHT)) for _ in range(2))
    _write(gray, png.MARGIN + _LEFT, 116, drawable(line, ""), 42)
    own.paste(_STEPS, (png.MARGIN, 0, png.MARGIN + 30, HEIGHT))
    x = png.MARGIN + _LEFT
    for shape in look.shapes:
        own.paste(_STEPS, (x, 422), _shape(shape, 92))
        x += 108
    size = next(size for size in (88, 60, 50, 40) if _width(look.words, size) <= WIDTH - x - 40)
    _write(own, x + 16, 468 + size * 36 // 100, look.words, size)
    return ImageChops.add(_ramp(gray, 1), _ramp(own, 2))


def _palette(own: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    yield _PAPER
    for color in (_INK, _GREY, own):
        for step in range(1, _STEPS + 1):
            red, green, blue = (
                paper + (full - paper) * step // _STEPS for paper, full in zip(_PAPER, color, strict=True)
            )
            yield red, green, blue


class CardRenderer:
    """Draws the cards of one site; `line` is the small print above every name."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._backgrounds: dict[str, Background] = {}

    def _background(self, kind: str) -> Background:
        look = THEMES[kind]
        canvas = _canvas(look, "" if kind == "home" else self._line)
        wide = canvas.width
        upper = png.piece(canvas.crop((0, 0, wide, _TOP)), first=True)
        lower = png.piece(canvas.crop((0, _BOTTOM, wide, HEIGHT)), last=True)
        head = png.head(WIDTH, HEIGHT, _palette(look.color))
        return Background(head, upper, lower, canvas.crop((0, _TOP, wide, _BOTTOM)))

    def card(self, name: str, kind: str) -> bytes:
        """Return the PNG of a name with one of the looks."""
        if kind not in self._backgrounds:
            self._backgrounds[kind] = self._background(kind)
        head, upper, lower, empty = self._backgrounds[kind]
        band = empty.copy()
        size, lines = _lines(name)
        for number, line in enumerate(lines):
            base = 50 + 76 * number if len(lines) > 1 else 66 + size * 36 // 100
            _write(band, png.MARGIN + _LEFT - size // 20, base, line, size)
        return png.assembled(head, (upper, png.piece(band, once=True), lower))
