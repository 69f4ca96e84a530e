"""Installed packages, held against the lock file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import Requirement

_LOCKED = re.compile(r"^[a-z].*==[^\\\n]*", re.M)


def unlocked(lock: str) -> str:
    """Return one sentence on what is installed in other versions than a lock file demands, or nothing."""
    if not (found := list(_unlike(lock))):
        return ""
    remedy = "run `python -m pip install --require-hashes -r requirements.txt`"
    return f"installed packages are not those of requirements.txt: {', '.join(found)}; {remedy}"


def _unlike(lock: str) -> Iterator[str]:
    for locked in map(Requirement, _LOCKED.findall(lock)):
        if locked.marker is None or locked.marker.evaluate():
            try:
                installed = version(locked.name)
            except PackageNotFoundError:
                yield f"{locked.name} is missing"
            else:
                if installed not in locked.specifier:
                    yield f"{locked.name} {installed} instead of {str(locked.specifier).removeprefix('==')}"
