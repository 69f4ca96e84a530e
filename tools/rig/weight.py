"""What a reader loads: gzip bytes of the first view of each kind of page, at several sizes of the catalogue."""

from __future__ import annotations

import gzip
import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from tools.rig import measure
from tools.rig.peers import HOME

_LOADED = re.compile(
    r"""<(?:link[^>]*?rel="?(?:stylesheet|icon|modulepreload)"?[^>]*?href|script[^>]*?src|img[^>]*?src)="?([^"\s>]+)"""
)
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\./[^"']+)["']""")
_URL = re.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)""")
GROWING = ("compare", "models")
_STEADY = (
    "families", "coverage", "claims", "choose", "faq", "glossary", "method", "data", "changes", "contribute",
    "models/bert",
)  # fmt: skip
PAGES = {"home": "index.html"} | {name: f"{name}/index.html" for name in (*GROWING, *_STEADY)}


def compare(data: dict[int, Path], work: Path) -> dict[str, Any]:
    """Build every size and print and return the bytes of each kind of page, of search and a model."""
    sizes: dict[int, dict[str, int]] = {}
    for count, folder in data.items():
        site = work / f"site-{count}"
        measure.run([sys.executable, HOME / "build.py", "--data", folder, "--output", site], work)
        sizes[count] = {name: first_view(site, path) for name, path in PAGES.items()}
        sizes[count] |= {f"{name} (HTML)": _weight(site / PAGES[name]) for name in GROWING}
        sizes[count]["search"] = sum(_weight(path) for path in (site / "assets").rglob("search*.json"))
    few, many = min(sizes), max(sizes)
    print(f"{'gzip bytes':<18}" + "".join(f"{f'N={count}':>12}" for count in sizes) + f"{'a model':>10}")
    for name in sizes[few]:
        growth = (sizes[many][name] - sizes[few][name]) / max(many - few, 1)
        print(f"{name:<18}" + "".join(f"{sizes[count][name]:>12,}" for count in sizes) + f"{growth:>10.2f}")
    return {str(count): row for count, row in sizes.items()}


def first_view(site: Path, path: str) -> int:
    """Return the gzip bytes of a page and of everything it loads without the reader's doing."""
    html = (site / path).read_text("utf-8")
    here = posixpath.dirname(path)
    front = {
        posixpath.normpath(posixpath.join(here, found.partition("?")[0]))
        for found in _LOADED.findall(html)
        if ":" not in found
    }
    loaded: set[str] = set()
    while front:
        loaded |= front
        front = {name for asset in front for name in _needed(site, asset)} - loaded
    return _weight(site / path) + sum(_weight(site / name) for name in loaded if (site / name).is_file())


def _needed(site: Path, asset: str) -> set[str]:
    """Return what a script imports or a style sheet loads."""
    file = site / asset
    pattern = {".js": _IMPORTED, ".css": _URL}.get(file.suffix)
    found = pattern.findall(file.read_text("utf-8")) if pattern and file.is_file() else ()
    return {posixpath.normpath(posixpath.join(posixpath.dirname(asset), name)) for name in found}


def _weight(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix in (".png", ".woff2", ".webp") else len(gzip.compress(data, 9, mtime=0))
