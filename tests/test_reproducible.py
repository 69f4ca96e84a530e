"""The same inputs give the same bytes, wherever, whenever and by whomever they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample import HOME, tree

ENVIRONMENT = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "4242",
    "COLUMNS": "20",
}


def copy_project(folder: Path) -> Path:
    """Copy what a clone holds; the copied files are written in another order and have other times."""
    ignore = shutil.ignore_patterns(
        ".venv", ".git", "build", "__pycache__", ".*_cache", ".hypothesis", "node_modules", "tests"
    )
    shutil.copytree(HOME, folder, ignore=ignore, copy_function=shutil.copyfile)
    return folder


@pytest.fixture
def read_only_clone(tmp_path: Path) -> Iterator[Path]:
    """Return a clone in a folder with spaces and letters of other scripts, not to be written where that can be arranged."""
    clone = copy_project(tmp_path / "Über uns 文 – a clone" / "project")
    bound = subprocess.run(["mount", "--bind", "-o", "ro", str(clone), str(clone)], capture_output=True, check=False)
    if bound.returncode == 0:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(clone)], check=True)
    yield clone
    if bound.returncode == 0:
        subprocess.run(["umount", str(clone)], check=True)


def build(clone: Path, output: Path, *options: str, **environment: str) -> dict[str, tuple[int, str]]:
    """Build a clone under another working folder, umask and environment; return the tree of its site."""
    command = [
        sys.executable,
        str(clone / "build.py"),
        "--output",
        str(output),
        "--site-url",
        "https://example.github.io/repo/",
        *options,
    ]
    done = subprocess.run(
        command, cwd="/", env=os.environ | environment, umask=0o077, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return tree(output)


def test_another_place_time_zone_language_and_umask(site_folder: Path, tmp_path: Path, read_only_clone: Path) -> None:
    """A build of a read-only clone elsewhere, under another environment, equals the site byte for byte, modes included."""
    other = build(read_only_clone, tmp_path / "out" / "site", **ENVIRONMENT)
    here = tree(site_folder)
    assert sorted(set(here) ^ set(other)) == []
    assert [path for path in here if here[path] != other[path]] == []


@pytest.mark.slow
def test_zensical(tmp_path: Path) -> None:
    """The same with the second engine; its sitemap.xml, which carries the day of the build, is not published."""
    clones = [copy_project(tmp_path / name / "project") for name in ("one", "Zwei ü")]
    first = build(clones[0], tmp_path / "a" / "site", "--engine", "zensical")
    second = build(clones[1], tmp_path / "b" / "site", "--engine", "zensical", **ENVIRONMENT)
    assert [path for path in set(first) | set(second) if first.get(path) != second.get(path)] == []
