"""The same inputs give the same bytes, wherever, whenever and by whomever they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample import SITE_URL, copy_project, tree

ENVIRONMENT = {
    "TZ": "Pacific/Kiritimati",
    "LANG": "tr_TR.UTF-8",
    "LC_ALL": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "4242",
    "COLUMNS": "20",
}


@pytest.fixture
def clones(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Return two equal clones; one lies below a name with spaces and other letters, read-only where that can be had."""
    plain = copy_project(tmp_path / "plain")
    odd = Path(shutil.copytree(plain, tmp_path / "Über uns 文 – a clone" / "project", copy_function=shutil.copyfile))
    bound = subprocess.run(["mount", "--bind", str(odd), str(odd)], capture_output=True, check=False)
    if bound.returncode == 0:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(odd)], check=True)
    yield plain, odd
    if bound.returncode == 0:
        subprocess.run(["umount", str(odd)], check=True)


def build(clone: Path, output: Path, *options: str, **environment: str) -> dict[str, tuple[int, str]]:
    """Build a clone, under another working folder and umask if the environment is another; return the tree of its site."""
    command = [
        sys.executable,
        str(clone / "build.py"),
        "--output",
        str(output),
        "--site-url",
        SITE_URL,
        *options,
    ]
    done = subprocess.run(
        command,
        cwd="/" if environment else clone,
        env=os.environ | environment,
        umask=0o077 if environment else 0o022,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tree(output)


@pytest.mark.slow
def test_another_place_time_zone_language_and_umask(tmp_path: Path, clones: tuple[Path, Path]) -> None:
    """A build of a read-only clone elsewhere, under another environment, gives the same bytes and modes."""
    one = build(clones[0], tmp_path / "one" / "site")
    other = build(clones[1], tmp_path / "other" / "site", **ENVIRONMENT)
    assert sorted(set(one) ^ set(other)) == []
    assert [path for path in one if one[path] != other[path]] == []


@pytest.mark.slow
def test_zensical(tmp_path: Path) -> None:
    """The same with the second engine; its sitemap.xml, which carries the day of the build, is not published."""
    clones = [copy_project(tmp_path / name / "project") for name in ("one", "Zwei ü")]
    first = build(clones[0], tmp_path / "a" / "site", "--engine", "zensical")
    second = build(clones[1], tmp_path / "b" / "site", "--engine", "zensical", **ENVIRONMENT)
    assert [path for path in set(first) | set(second) if first.get(path) != second.get(path)] == []
