"""A finished folder becomes the site in one step: readers see the old site or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there is no lock on folders, so two builds at once are not kept apart
    fcntl = None  # type: ignore[assignment]

_EXCHANGE = 2
_AT_FDCWD = -100
MANIFEST = ".site-files"
"""Lists the files that a build wrote, so that the next one knows which it may replace."""
_SIGN = ("index.html", "api/v1/models.json")
"""Files by which a site is recognized that has no such list, because an earlier version built it."""
_OURS = (MANIFEST, ".nojekyll")
_PUBLIC = 0o022
"""The umask of a build: its files can be read by everybody, whatever the builder's own."""


@contextmanager
def staging_directory(output: Path, ours: bool = False) -> Iterator[Path]:
    """Lend a folder beside `output`, alone: a second build waits; leftovers of killed builds are removed.

    `ours` says that the output folder is a part of `build/`, which holds nothing but what was built: then any folder is
    replaced. Raises OSError when the output holds files that no build wrote, or cannot be written.
    """
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{output.name}."
    lock = _lock(output.parent)
    umask = os.umask(_PUBLIC)
    try:
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
        if lock is not None:
            os.close(lock)


def _lock(folder: Path) -> int | None:
    """Wait until no other build writes beside the output; return what to close, where the system has such locks."""
    if fcntl is None:
        return None
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _refuse_foreign(output: Path, ours: bool) -> None:
    """Publishing replaces what a build wrote, and nothing else."""
    if output.exists() and not output.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "the output is not a folder; choose another", str(output))
    foreign = [] if ours or not output.exists() else _foreign(output)
    if foreign:
        said = f"the output folder holds {foreign[0]}, which no build wrote; remove it or choose another folder"
        raise FileExistsError(errno.EEXIST, said, str(output))


def _foreign(output: Path) -> list[str]:
    """Return what stands in a folder beside the files that a build wrote and those that are kept."""
    kept = {path.name for path in output.iterdir() if _is_kept(path)}
    found = [path.relative_to(output) for path in output.rglob("*") if path.is_symlink() or not path.is_dir()]
    found += [path.relative_to(output) for path in output.iterdir() if path.is_dir() and not any(path.iterdir())]
    try:
        written = set((output / MANIFEST).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        written = {path.as_posix() for path in found} if all((output / sign).is_file() for sign in _SIGN) else set()
    return sorted(path.as_posix() for path in found if path.as_posix() not in written and path.parts[0] not in kept)


def _is_kept(path: Path) -> bool:
    """Tell whether a file or folder at the top belongs to the host of the site: `.git`, `.well-known`, `CNAME`."""
    return path.name == "CNAME" or (path.name.startswith(".") and path.name not in _OURS)


def publish(finished: Path, output: Path) -> None:
    """Put `finished` in the place of `output`. What was there before is left in `finished`, for the caller to remove.

    A folder that cannot be moved, such as one that is mounted, is filled file by file instead.
    """
    output = output.resolve()
    written = [path.relative_to(finished).as_posix() for path in finished.rglob("*") if path.is_file()]
    (finished / MANIFEST).write_text("\n".join(sorted([*written, MANIFEST])) + "\n", "utf-8")
    if not output.exists():
        finished.rename(output)
        return
    try:
        _replace(finished, output)
    except OSError as error:
        if error.errno not in (errno.EBUSY, errno.EXDEV):
            raise
        _fill(finished, output)


def _replace(finished: Path, output: Path) -> None:
    """Swap two folders; what belongs to the host is in both while that happens."""
    for path in filter(_is_kept, output.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, finished / path.name, symlinks=True)
        else:
            shutil.copy2(path, finished / path.name, follow_symlinks=False)
    if not _exchange(finished, output):
        old = finished.with_name("old")
        output.rename(old)
        finished.rename(output)


def _fill(finished: Path, output: Path) -> None:
    """Bring a folder to hold what another holds: pages after the files they load, and last what is no longer there goes."""
    names = [path.relative_to(finished) for path in sorted(finished.rglob("*")) if path.is_file()]
    for name in sorted(names, key=lambda name: name.suffix == ".html"):
        if not _is_kept(output / name.parts[0]):
            (output / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(finished / name, output / f"{name}.new")
            (output / f"{name}.new").replace(output / name)
    for path in sorted(output.rglob("*"), reverse=True):
        name = path.relative_to(output)
        if not _is_kept(output / name.parts[0]) and not (finished / name).exists():
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def _exchange(left: Path, right: Path) -> bool:
    """Swap two folders in one system call, where the system has one (Linux)."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):  # TypeError: Windows has no program-wide library
        return False
    if rename(_AT_FDCWD, os.fsencode(left), _AT_FDCWD, os.fsencode(right), _EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(right))
