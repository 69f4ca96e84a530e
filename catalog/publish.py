"""{path: text} -> a folder, rows -> CSV, and a finished folder -> the site, in one step: readers see the old one or the new one."""

from __future__ import annotations

import csv
import ctypes
import errno
import filecmp
import glob
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows: there is no lock on folders, so two builds at once are not kept apart
    fcntl = None  # type: ignore[assignment]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXCHANGE = 2
_AT_FDCWD = -100
MANIFEST = ".site-files"
"""Lists the files that a build wrote, so that the next one knows which it may replace."""
_OUR_DOT_FILES = (MANIFEST, ".nojekyll")
_PUBLIC = 0o022
"""The umask of a build: its files can be read by everybody, whatever the builder's own."""


@contextmanager
def staging_directory(output: Path, ours: bool = False) -> Iterator[Path]:
    """Lend a folder beside `output`, alone: a second build waits; leftovers of killed builds are removed.

    `ours` says that the output folder is a part of `build/`, which holds nothing but what was built: then any folder is
    replaced. Raises OSError when the output does not look like an earlier site, or cannot be written.
    """
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{output.name}."
    with ExitStack() as afterwards:
        if fcntl is not None:
            lock = os.open(output.parent, os.O_RDONLY)
            afterwards.callback(os.close, lock)
            fcntl.flock(lock, fcntl.LOCK_EX)
        afterwards.callback(os.umask, os.umask(_PUBLIC))
        for leftover in sorted(output.parent.glob(f"{glob.escape(prefix)}*.tmp")):
            for old in leftover.glob("*/old"):
                if not output.exists():
                    old.rename(output)
            shutil.rmtree(leftover, ignore_errors=True)
        _refuse_other_folders(output, ours)
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=".tmp", dir=output.parent))
        afterwards.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Path(tempfile.mkdtemp(dir=folder))


def _refuse_other_folders(output: Path, ours: bool) -> None:
    """Refuse what is no folder, and a folder of somebody else: one without a list of what a build wrote."""
    if output.exists() and not output.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "the output is not a folder; choose another", str(output))
    if not output.exists() or ours or _written(output, ours):
        return
    for name in sorted(path.name for path in output.iterdir() if not _is_of_the_host(path.name)):
        said = f"the output folder holds {name}, which no build wrote; remove it or choose another folder"
        raise FileExistsError(errno.EEXIST, said, str(output))


def _is_of_the_host(name: str) -> bool:
    """Tell whether a name at the top belongs to the host of the site, such as `.git`, `.well-known` or `CNAME`."""
    return name == "CNAME" or name.startswith(".")


def _names(folder: Path) -> dict[str, Path]:
    """Return the files, links and empty folders below a folder, by their names relative to it."""
    found = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir() or not any(path.iterdir())]
    return {path.relative_to(folder).as_posix(): path for path in found}


def _written(output: Path, ours: bool) -> set[str]:
    """Return the names of what the last build wrote; without its list, nothing, or in a folder of ours everything."""
    try:
        *names, seal = (output / MANIFEST).read_text("utf-8").splitlines()
        if seal != _seal(names):
            raise ValueError("the list is damaged")
        return set(names)
    except (OSError, ValueError):
        found = _names(output) if ours else ()
        return {name for name in found if name in _OUR_DOT_FILES or not _is_of_the_host(name.partition("/")[0])}


def publish(finished: Path, output: Path, ours: bool = False) -> list[str]:
    """Put `finished` in the place of `output`. What was there before is left in `finished`, for the caller to remove.

    Files that no build wrote, such as one by which a search engine knows the owner, are carried over, and returned. Raises
    OSError, and changes nothing, when the site has another file in the place of one of them. A folder that cannot be moved, such as
    one that is mounted, is filled file by file instead.
    """
    output = output.resolve()
    new = {*_names(finished), MANIFEST}
    _write_list(finished, new)
    if not output.exists():
        finished.rename(output)
        return []
    old = _written(output, ours)
    foreign = [Path(name) for name in _names(output) if name not in old]
    for name in foreign:
        if _collides(output / name, finished, name):
            said = f"holds {name}, which no build wrote and which this one would replace; move it away"
            raise FileExistsError(errno.EEXIST, f"the output folder {said}", str(output))
    try:
        _fill(finished, output, old, new) if _holds_mounts(output) else _replace(finished, output, foreign)
    except OSError as error:
        if error.errno not in (errno.EBUSY, errno.EXDEV):
            raise
        _fill(finished, output, old, new)
    return sorted(name.as_posix() for name in foreign if not (output / name).is_dir())


def _collides(path: Path, finished: Path, name: Path) -> bool:
    """Tell whether a site has something else in the place of a path, or a file in the place of one of its folders."""
    new = finished / name
    if any((finished / parent).is_file() for parent in name.parents):
        return True
    if path.is_symlink() or path.is_dir() != new.is_dir():
        return new.exists()
    return new.is_file() and not filecmp.cmp(path, new, shallow=False)


def _holds_mounts(output: Path) -> bool:
    """Tell whether something is mounted inside a folder, which must not be moved and removed with it (Linux)."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    return any(Path(line.split()[4].replace("\\040", " ")).is_relative_to(output) for line in lines)


def _replace(finished: Path, output: Path, foreign: Iterable[Path]) -> None:
    """Swap two folders; what no build wrote is in both while that happens."""
    folders: set[Path] = set()
    for name in foreign:
        folders |= {parent for parent in name.parents if not (finished / parent).exists()}
        if (output / name).is_dir() and not (output / name).is_symlink():
            (finished / name).mkdir(parents=True, exist_ok=True)
        elif not (finished / name).exists():
            (finished / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(output / name, finished / name, follow_symlinks=False)
    for folder in sorted(folders, reverse=True):
        shutil.copystat(output / folder, finished / folder)
    if not _exchange(finished, output):
        output.rename(finished.with_name("old"))
        finished.rename(output)


def _fill(finished: Path, output: Path, old: Set[str], new: Set[str]) -> None:
    """Bring a folder to hold what another holds: pages after the files they load, and last what is no longer there goes.

    Until then, the list of what a build wrote names the files of both, and those under way.
    """
    half = {Path(name).with_name(f"{MANIFEST}.new").as_posix() for name in new}
    _write_list(finished, old | new | half)
    for name in sorted(new, key=lambda name: (name != MANIFEST, name.endswith(".html"), name)):
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        _copy(finished / name, output / name)
    for name, path in _names(output).items():
        if name in (old | half) - new and not path.is_dir():
            path.unlink()
            with suppress(OSError):  # it holds other files
                os.removedirs(path.parent)
    _write_list(finished, new)
    _copy(finished / MANIFEST, output / MANIFEST)


def _write_list(folder: Path, names: Iterable[str]) -> None:
    """Write the list of what a build wrote into its folder."""
    lines = sorted(names)
    (folder / MANIFEST).write_text("".join(f"{line}\n" for line in (*lines, _seal(lines))), "utf-8")


def _seal(names: Sequence[str]) -> str:
    """Return the last line of the list, by which a damaged one is known."""
    return f"sha256 {hashlib.sha256(chr(10).join(names).encode()).hexdigest()}"


def _copy(source: Path, target: Path) -> None:
    """Copy a file so that nobody sees a half of it."""
    half = target.with_name(f"{MANIFEST}.new")
    shutil.copyfile(source, half)
    half.replace(target)


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


def write_changed(folder: Path, files: Mapping[str, str | bytes]) -> int:
    """Bring `folder` to hold exactly `files` (dot files are left alone); return how many were written or removed."""
    changed = remove_others(folder, files.keys())
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        target = folder / name
        if not target.is_file() or target.stat().st_size != len(data) or target.read_bytes() != data:
            write_file(folder, name, data)
            changed += 1
    return changed


def remove_others(folder: Path, files: Set[str]) -> int:
    """Remove what is not wanted, empty folders, and links, through which writing would leave the folder."""
    removed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink() or not path.is_dir():
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or (name not in files and not path.name.startswith(".")):
                path.unlink()
                removed += 1
        elif not any(path.iterdir()):
            path.rmdir()
    return removed


def write_file(folder: Path, name: str, content: str | bytes) -> None:
    """Write one file below a folder that this build alone uses."""
    target, data = folder / name, content.encode() if isinstance(content, str) else content
    try:
        target.write_bytes(data)
    except FileNotFoundError:
        target.parent.mkdir(parents=True)
        target.write_bytes(data)


def csv_table(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV (RFC 4180); a text that a spreadsheet would run as a formula begins with an apostrophe."""
    table = io.StringIO()
    csv.writer(table).writerows(map(_cell, row) for row in rows)
    return table.getvalue()


def _cell(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else "" if value is None else str(value)
    return f"'{text}" if not isinstance(value, (int, float)) and text.lstrip(" ").startswith(_FORMULA) else text
