"""The synthetic data folder: valid, of the size asked for, the same every time.

With two such folders: what a reader loads does not grow with the catalog, but for the pages that list it.
"""

from __future__ import annotations

import gzip
import posixpath
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample import HOME, Run

SIZE = 500
LISTS = {
    "compare/index.html": 40, "models/index.html": 40, "choose/index.html": 12, "agreement/index.html": 1, "families/index.html": 1,
}  # fmt: skip
"""The pages that may grow with the catalog, and by how many gzip bytes a model."""
ELSEWHERE = 2000
"""How many gzip bytes any other page may differ."""
_LOADED = re.compile(
    r"""<(?:link[^>]*?rel="?(?:stylesheet|icon|modulepreload)"?[^>]*?href|script[^>]*?src|img[^>]*?src)="?([^"\s>]+)"""
)
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\./[^"']+)["']""")
_URL = re.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)""")


def _write(count: int, folder: Path) -> Path:
    subprocess.run([sys.executable, HOME / "tools" / "bench.py", "--data", str(count), folder], check=True)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a synthetic data folder."""
    return _write(SIZE, tmp_path_factory.mktemp("synthetic") / "data")


@pytest.mark.slow
def test_it_passes_every_rule(folder: Path, run_build: Run) -> None:
    done = run_build("check", "--data", folder)
    assert done.returncode == 0, done.stderr
    assert f"{SIZE} models" in done.stdout


@pytest.mark.slow
def test_it_is_the_same_every_time(folder: Path, tmp_path: Path) -> None:
    again = _write(SIZE, tmp_path)
    assert [path.read_bytes() for path in sorted(again.iterdir())] == [p.read_bytes() for p in sorted(folder.iterdir())]


@pytest.mark.slow
def test_there_are_never_fewer_records_than_real_ones(tmp_path: Path, run_build: Run) -> None:
    done = run_build("check", "--data", _write(3, tmp_path / "data"))
    assert done.stdout.split(" sources")[0] == run_build("check").stdout.split(" sources")[0]


@pytest.mark.slow
def test_only_the_lists_of_models_grow(folder: Path, tmp_path: Path, run_build: Run) -> None:
    _hold_the_weight({0: _write(0, tmp_path / "few"), SIZE: folder}, tmp_path, run_build)


@pytest.mark.slow
def test_only_the_lists_of_models_grow_to_ten_thousand(tmp_path: Path, run_build: Run) -> None:
    data = {count: _write(count, tmp_path / f"data-{count}") for count in (0, 10_000)}
    _hold_the_weight(data, tmp_path, run_build)


def _hold_the_weight(data: dict[int, Path], work: Path, run_build: Run) -> None:
    views: dict[int, dict[str, int]] = {}
    for count, place in data.items():
        site = work / f"site-{count}"
        done = run_build("--data", place, "--output", site)
        assert done.returncode == 0, done.stderr
        pages = ["404.html", "index.html", "models/bert/index.html"]
        pages += [path.relative_to(site).as_posix() for path in site.glob("*/index.html")]
        views[count] = {page: _first_view(site, page) for page in pages}
    few, many = min(data), max(data)
    allowed = {page: ELSEWHERE + LISTS.get(page, 0) * (many - few) for page in views[few]}
    grown = {page: views[many][page] - views[few][page] for page in views[few]}
    assert {page: size for page, size in grown.items() if abs(size) > allowed[page]} == {}


def _first_view(site: Path, path: str) -> int:
    """Return the gzip bytes of a page and of everything it loads without the reader's doing."""
    here = posixpath.dirname(path)
    found = (link.partition("?")[0] for link in _LOADED.findall((site / path).read_text("utf-8")) if ":" not in link)
    front = {posixpath.normpath(posixpath.join(here, link)) for link in found}
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
    return {posixpath.normpath(posixpath.join(posixpath.dirname(asset), name.partition("?")[0])) for name in found}


def _weight(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix in (".png", ".woff2", ".webp") else len(gzip.compress(data, 9, mtime=0))
