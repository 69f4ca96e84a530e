"""Scripts and styles that authors edit -> those that a browser loads, each asked for with the version of all of them.

Style sheets become one, so that nothing is painted twice and nothing waits in line. One version for all, `?v=…`: after a
deployment no page mixes new files with old ones; the names stay, because older pages must still find their style.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

STYLES = "assets/face.css"
"""The style sheet that pages load."""
SHEETS = ("site.css", "explore.css", "figures.css", "twins.css")
"""Style sheets in the order in which they hold; a browser gets them as one, behind what is used of the theme's."""
_IMPORT = re.compile(rb"""(\b(?:from|import)\s*\(?\s*)"(\.{1,2}/[\w./-]+\.js)\"""")
_REFERENCE = re.compile(r'((?:href|src)="(?![a-z]+:)[^"?]*\bassets/[\w./-]+\.(?:js|css))"')
_REMARK = re.compile(rb"/\*(?!!).*?\*/\s*", re.S)


def joined(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the assets with the style sheets in one file, `face.css`, without remarks other than those of licenses."""
    others = {name: data for name, data in assets.items() if name not in SHEETS}
    return others | {"face.css": _REMARK.sub(b"", b"".join(assets.get(name, b"") for name in SHEETS))}


def version_of(contents: Iterable[str | bytes]) -> str:
    """Return the version of files with these contents: a digest of ten digits."""
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content if isinstance(content, bytes) else content.encode())
    return digest.hexdigest()[:10]


def versioned_script(script: bytes, version: str) -> bytes:
    """Return a script that asks for the modules it imports with a version."""
    return _IMPORT.sub(rb'\1"\2?v=' + version.encode() + b'"', script)


def versioned_page(html: str, version: str) -> str:
    """Return a page that asks for its scripts and styles with a version."""
    return _REFERENCE.sub(rf'\1?v={version}"', html)
