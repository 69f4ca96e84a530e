"""A finished folder becomes the site in one step: readers see the old site or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_EXCHANGE = 2
_AT_FDCWD = -100
_SIGN = ("index.html", "api/v1/models.json")
"""Files by which an earlier site is recognized; no other folder is ever replaced."""
_PUBLIC = 0o022
"""The umask of a build: its files can be read by everybody, whatever the builder's own."""


@contextmanager
def workshop(output: Path, ours: bool = False) -> Iterator[Path]:
    """Lend a folder beside `output`, alone: a second build waits; leftovers of killed builds are removed.

    `ours` says that the output folder is a part of `build/`, which holds nothing but what was built: then any folder is
    replaced. Raises OSError when the output holds something other than an earlier site, or cannot be written.
    """
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{output.name}."
    lock = os.open(output.parent, os.O_RDONLY)
    umask = os.umask(_PUBLIC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in sorted(output.parent.glob(f"{glob.escape(prefix)}*.tmp")):
            for old in leftover.glob("*/old"):
                if not output.exists():
                    old.rename(output)
            shutil.rmtree(leftover, ignore_errors=True)
        _refuse_foreign(output, ours)
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=".tmp", dir=output.parent))
        try:
            yield Path(tempfile.mkdtemp(dir=folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.umask(umask)
        os.close(lock)


def _refuse_foreign(output: Path, ours: bool) -> None:
    """Publishing replaces the whole folder, so it must be new, empty, or an earlier site."""
    if output.is_dir():
        if not ours and any(output.iterdir()) and not all((output / sign).is_file() for sign in _SIGN):
            raise FileExistsError(
                errno.EEXIST,
                "the output folder holds something other than an earlier site; choose another",
                str(output),
            )
    elif output.exists():
        raise NotADirectoryError(errno.ENOTDIR, "the output is not a folder; choose another", str(output))


def publish(finished: Path, output: Path) -> None:
    """Put `finished` in the place of `output`. What was there before is left in `finished`, for the workshop to remove."""
    output = output.resolve()
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
