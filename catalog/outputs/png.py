"""Pieces of a picture -> a PNG of 16 colors. Pieces that never change are compressed once and reused.

A piece ends with a full flush, so pieces set end to end are one valid stream; the stream's checksum is computed from
theirs, without reading them again.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PIL import Image

MARGIN = 2
"""Two unused pixels left of every row pack into the zero byte that PNG wants there as the row's filter type."""
_ADLER = 65521


class Piece(NamedTuple):
    """Some rows of a picture: a finished chunk, its checksum and the number of bytes that went into it."""

    chunk: bytes
    check: int
    length: int


def piece(rows: Image.Image, first: bool = False, last: bool = False, once: bool = False) -> Piece:
    """Return rows of color numbers (0 to 15), compressed; those that are used once by run lengths, in half the time."""
    raw = rows.convert("P").tobytes("raw", "P;4")
    level, strategy = (1, zlib.Z_RLE) if once else (6, zlib.Z_DEFAULT_STRATEGY)
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, strategy=strategy)
    data = packer.compress(raw) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
    return Piece(_chunk(b"IDAT", b"\x78\x01" + data if first else data), zlib.adler32(raw), len(raw))


def head(width: int, height: int, palette: Iterable[tuple[int, int, int]]) -> bytes:
    """Return what stands before the pieces."""
    header = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)
    colors = bytes(value for color in palette for value in color)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"PLTE", colors)


def assembled(before: bytes, pieces: Iterable[Piece]) -> bytes:
    """Return the whole file."""
    return b"".join(_parts(before, pieces))


def _parts(before: bytes, pieces: Iterable[Piece]) -> Iterator[bytes]:
    yield before
    check = 1
    for chunk, own, length in pieces:
        yield chunk
        check = _joined(check, own, length)
    yield _chunk(b"IDAT", struct.pack(">I", check))
    yield _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _joined(first: int, second: int, length: int) -> int:
    """Return the Adler-32 checksum of two texts set end to end from theirs, given the length of the second."""
    low = ((first & 0xFFFF) + (second & 0xFFFF) - 1) % _ADLER
    high = ((first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)) % _ADLER
    return high << 16 | low
