"""Name and verdict -> social card: a PNG of 1200 × 630 in 16 colors that can be read at 300.

Cards with one verdict share everything but the name, so that is drawn once. Same input, same bytes: the font is ours and
no layout library is used.
"""

from __future__ import annotations

import io
import unicodedata
import zlib
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT = 1200, 630
_LEFT, _ROOM = 96, 1040
_MIDDLE = 270
"""Where the lines of the name are centered."""
_SIZES = (112, 92, 72, 56)
_FONT = Path(__file__).parent / "fonts" / "InterDisplay-SemiBold.otf"
_LATIN = (*range(0x20, 0x7F), *range(0xA1, 0x149), *range(0x14A, 0x180))
_COVERED = frozenset(map(chr, (*_LATIN, *range(0x3B1, 0x3CA), 0x2013, 0x2014, 0x2019, 0x2026, 0x2192)))
_PAPER, _INK, _GRAY = (251, 250, 246), (29, 30, 34), (85, 87, 95)
_STEPS = 3
"""The palette holds the paper and three ramps from the paper to a color: ink, gray, and the verdict's own."""
THEMES = {
    "generative": ("Generative", ("disc",), (0, 114, 178)),
    "not-generative": ("Not generative", ("square",), (186, 78, 0)),
    "depends": ("Depends on the release", ("diamond",), (138, 96, 0)),
    "home": ("No, not all of them", ("disc", "square", "diamond"), (85, 87, 95)),
    "page": ("Sourced facts, computed verdicts", ("disc", "square", "diamond"), (85, 87, 95)),
}
"""What a card says below the name: words, shapes and color."""


def card(line: str, name: str, kind: str) -> bytes:
    """Return the PNG of a name with one of the looks; `line` is the small print above it."""
    picture = _background("" if kind == "home" else line, kind).copy()
    size, lines = _lines(name)
    for number, text in enumerate(lines):
        _write(picture, (_LEFT - size // 20, _MIDDLE + 38 * (2 * number + 1 - len(lines))), text, size, ramp=0)
    file = io.BytesIO()
    picture.save(file, "PNG", bits=4, compress_type=zlib.Z_RLE)  # half the time for 4 % more bytes
    return file.getvalue()


@lru_cache(maxsize=8)
def _background(line: str, kind: str) -> Image.Image:
    """Return all of a card but the name."""
    words, shapes, color = THEMES[kind]
    picture = Image.new("P", (_WIDTH, _HEIGHT))
    ramps = [
        paper + (full - paper) * step // _STEPS
        for end in (_INK, _GRAY, color)
        for step in range(1, _STEPS + 1)
        for paper, full in zip(_PAPER, end, strict=True)
    ]
    picture.putpalette([*_PAPER, *ramps])
    _write(picture, (_LEFT, 101), drawable(line, ""), 42, ramp=1)
    picture.paste(_STEPS * 3, (0, 0, 30, _HEIGHT))
    x = _LEFT
    for shape in shapes:
        _paste(picture, (x, 422), _shape(shape, 92), ramp=2)
        x += 108
    size = next(size for size in (88, 60, 50, 40) if _font(size).getlength(words) <= _WIDTH - x - 40)
    _write(picture, (x + 16, 468), words, size, ramp=2)
    return picture


def card_path(address: str) -> str:
    """Return where the card of a page lies."""
    return f"cards/{address.rstrip('/') or 'home'}.png"


def drawable(text: str, instead: str) -> str:
    """Return the text in letters the font has: accents it lacks are dropped; `instead` when little would be left."""
    folded = "".join(char if char in _COVERED else unicodedata.normalize("NFKD", char) for char in text)
    kept = " ".join("".join(char for char in folded if char in _COVERED).split())
    return kept if 2 * len(kept) > len(text) else instead


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)


def _write(picture: Image.Image, place: tuple[int, int], text: str, size: int, ramp: int) -> None:
    """Write a line in the color of a ramp; it begins at `place`, and its capitals are centered on it."""
    drawing = Image.new("L", (int(_font(size).getlength(text)) + size, 2 * size))
    ImageDraw.Draw(drawing).text((0, size + size * 36 // 100), text, fill=255, font=_font(size), anchor="ls")
    _paste(picture, (place[0], place[1] - size), drawing, ramp)


def _paste(picture: Image.Image, place: tuple[int, int], drawing: Image.Image, ramp: int) -> None:
    """Put a drawing in shades of gray onto the picture, in the colors of a ramp."""
    steps = (round(value * _STEPS / 255) for value in range(256))
    colors = drawing.point([step and step + ramp * _STEPS for step in steps])
    picture.paste(colors, place, colors.point([0] + [255] * 255))


def _lines(text: str) -> tuple[int, list[str]]:
    """Return the largest size at which the text fits, and its lines: one, or two for a long title, cut if need be."""
    for size in _SIZES:
        if _font(size).getlength(text) <= _ROOM:
            return size, [text]
    words, first, width = text.split(" "), "", _font(_SIZES[-1]).getlength
    while words and width(f"{first} {words[0]}") <= _ROOM:
        first = f"{first} {words.pop(0)}".strip()
    last = " ".join(words)
    while width(last) > _ROOM:
        last = last.rstrip("…")[:-1].rstrip() + "…"
    return size, [first, last] if first else [last]


def _shape(shape: str, side: int) -> Image.Image:
    """Return a shape in white, smooth because it is drawn four times as large."""
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
