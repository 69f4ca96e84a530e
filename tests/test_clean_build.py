"""Whatever is left of `build/`, the next build succeeds and gives the bytes of a build in a clean tree."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sample import less, make_whole_project, run, tree

from catalog.publish import MANIFEST

NOISE = random.Random(7).randbytes(4096)


def _every_file(folder: Path, change: Callable[[bytes], bytes]) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            path.write_bytes(change(path.read_bytes()))


def _flip_bits(data: bytes) -> bytes:
    flipped = bytearray(data or b"\0")
    for place in range(0, len(flipped), 97):
        flipped[place] ^= 1 << place % 8
    return bytes(flipped)


def _other_version(build: Path) -> None:
    """Leave caches of an older version, pages that are no longer made, and what a killed build leaves."""
    for name in ("cache/0011.json", "cache/0011.shelves", "__pycache__/html-0011.cache", "engine/index.html"):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_bytes(NOISE)
    (build / "site" / MANIFEST).unlink()
    for name in ("site/models/gone/index.html", "site/gone.html", ".site.killed.tmp/x/docs/index.md"):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text("from another version", "utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "nothing": lambda build: None,
    "build removed": shutil.rmtree,
    "site removed": lambda build: shutil.rmtree(build / "site"),
    "the page of a model removed": lambda build: shutil.rmtree(build / "site" / "models" / "writer"),
    "the home page removed": lambda build: (build / "site" / "index.html").unlink(),
    "documents removed": lambda build: shutil.rmtree(build / "site" / "api"),
    "files emptied": lambda build: _every_file(build, lambda data: b""),
    "files cut off": lambda build: _every_file(build, lambda data: data[: len(data) // 2]),
    "noise": lambda build: _every_file(build, lambda data: NOISE),
    "flipped bits": lambda build: _every_file(build, _flip_bits),
    "another version": _other_version,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small project that was staged and built once."""
    project = make_whole_project(tmp_path_factory.mktemp("clean") / "project")
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert run(monkeypatch, project, "stage", "--output", str(project / "build" / "site")) == 0
        assert run(monkeypatch, project, "--output", str(project / "build" / "site")) == 0
    return project


QUICK = ("site removed", "noise", "another version")


@pytest.mark.parametrize("damage", less(DAMAGE, QUICK))
def test_a_damaged_build_folder(damage: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Path(shutil.copytree(built, tmp_path / "project"))
    DAMAGE[damage](project / "build")
    assert run(monkeypatch, project, "--output", str(project / "build" / "site")) == 0
    assert tree(project / "build" / "site") == tree(built / "build" / "site")
