"""A finished folder becomes the site in one step: readers see the old site or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_EXCHANGE = 2
_AT_FDCWD = -100


@contextmanager
def workshop(output: Path) -> Iterator[Path]:
    """Lend a folder beside `output`, alone: a second build waits; leftovers of killed builds are removed."""
    output.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{output.name}."
    lock = os.open(output.parent, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in sorted(output.parent.glob(f"{prefix}*.tmp")):
            if not output.exists() and (leftover / "old").is_dir():
                (leftover / "old").rename(output)
            shutil.rmtree(leftover, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=".tmp", dir=output.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def publish(finished: Path, output: Path) -> None:
    """Put `finished` in the place of `output`. What was there before is left in `finished`, for the workshop to remove."""
    finished.chmod(0o755)
    if not output.exists():
        finished.rename(output)
    elif not _exchange(finished, output):
        old = finished.with_name("old")
        output.rename(old)
        finished.rename(output)


def _exchange(left: Path, right: Path) -> bool:
    """Swap two folders in one system call, where the system has one (Linux)."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(left), _AT_FDCWD, os.fsencode(right), _EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(right))
