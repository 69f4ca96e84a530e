"""Run a command and tell what it used. CPU time and memory are those of the whole process tree, from the kernel."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_PER_MEGABYTE = 1024
"""Linux counts the resident set in kilobytes."""


class Usage(NamedTuple):
    """What one run used: CPU seconds (user and system), wall seconds, megabytes of memory at most."""

    cpu: float
    wall: float
    memory: float


def run(command: Sequence[str | Path], folder: Path) -> Usage:
    """Run to the end. Raises RuntimeError with the last lines of what the command said if it fails."""
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    with (folder / "said.txt").open("w+b") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=os.environ | quiet, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{last}")
    return Usage(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / _PER_MEGABYTE)


def count(folder: Path) -> tuple[int, int]:
    """Return the number of HTML pages below a folder, and the bytes of all its files."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sum(path.suffix == ".html" for path in files), sum(path.stat().st_size for path in files)


def records(data: Path) -> int:
    """Return how many models a data folder holds."""
    return (data / "models.yaml").read_text("utf-8").count("\n  - id: ")
