"""What happens after the engine: model pages are stamped from the shell, every page gets its content-security policy.

Stamping replaces the marks of the one shell page that the engine rendered. It is a join of strings, so a thousand
pages cost what two engine pages cost; a test holds the result against pages that the engine rendered in full.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

from catalog.pages.render import ROOT, SHELL_ADDRESS, Stamp

_MARK = re.compile(r"@@(\w+)@@|models/shell/")
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"?application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.S)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S)
_CHECKBOX = re.compile(r"<input[^>]*type=\"checkbox\"[^>]*>")
_LATE = re.compile(r'<div id="late-\d+"></div>')
SHELL_PAGE = f"{SHELL_ADDRESS}index.html"
_CHARSET = '<meta charset="utf-8">'


class Shell:
    """The rendered shell page, cut at its marks."""

    def __init__(self, html: str) -> None:
        self.pieces = _MARK.split(html)

    def page(self, stamp: Stamp) -> str:
        """Return the page of one model."""
        address = f"models/{stamp.id}/"
        filled = [*self.pieces]
        for index in range(1, len(filled), 2):
            name = filled[index]
            filled[index] = address if name is None else stamp.parts[name]
        return "".join(filled)


def completed(html: str, late: Mapping[str, str]) -> str:
    """Return a page with the blocks that were kept out of the engine."""
    return _LATE.sub(lambda place: late.get(place[0], place[0]), html)


def valid(html: str) -> str:
    """Return a page without what the theme writes and HTML does not allow: autocompletion of its check boxes."""
    return _CHECKBOX.sub(lambda box: box[0].replace(' autocomplete="off"', ""), html)


def rooted(html: str, path: str, base: str) -> str:
    """Return a page with its addresses leading from where it lies; 404.html may be shown anywhere, so it starts at `base`."""
    root = base if path == "404.html" else "../" * path.count("/") or "./"
    return html.replace(f'="{ROOT}', f'="{root}')


def _hashes(blocks: list[str]) -> str:
    digests = {base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks}
    return "".join(f" 'sha256-{digest}'" for digest in sorted(digests))


def policy(html: str) -> str:
    """Return the content-security policy of a page: own files, and exactly the inline blocks the engine wrote."""
    rules: Mapping[str, str] = {
        "default-src": "'none'",
        "script-src": "'self'" + _hashes(_SCRIPT.findall(html)),
        "style-src": "'self'" + _hashes(_STYLE.findall(html)),
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def secured(html: str) -> str:
    """Return the page with its policy right behind its character set."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
    return html.replace(_CHARSET, _CHARSET + meta, 1)
