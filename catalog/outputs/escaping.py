"""Text of data -> the same text where it may be read as Markdown: no link, no tag, no code, no heading."""

from __future__ import annotations

import re

_MEANT = re.compile(r"[\\`\[\]*]|(?<!\w)_|_(?!\w)|^(?:#{1,6}|[-+>])(?=\s)", re.M)
"""Characters that mean something to Markdown, anywhere or at the start of a line."""
_TAG_OR_ENTITY = re.compile(r"<(?=\S)|&(?=#?\w+;)")
_NUMBERED = re.compile(r"^(\s*\d+)(?=[.)]\s)", re.M)


def escape_markdown(text: str) -> str:
    """Return text as data inside a text version."""
    text = _TAG_OR_ENTITY.sub(lambda hit: "&lt;" if hit[0] == "<" else "&amp;", text)
    return _NUMBERED.sub(r"\1\\", _MEANT.sub(r"\\\g<0>", text))
