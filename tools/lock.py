"""Renews `requirements.txt` and `requirements-dev.txt`: newest allowed versions of all packages, with hashes.

In: the packages that `pyproject.toml` names. Out: both files, which pin every package for every platform and hold no
index address. The resolver is installed on demand into `build/lock`; this and the link checker are the network's users.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parent.parent.resolve()
RESOLVER = "uv==0.13.8"
FOLDER = HOME / "build" / "lock"
OPTIONS = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--upgrade",
    "--quiet", "--custom-compile-command", "make lock",
)  # fmt: skip
LOCKS = {
    "requirements.txt": ("pyproject.toml",),
    "requirements-dev.txt": ("pyproject.toml", "--group", "dev", "--constraint", "requirements.txt"),
}
"""File -> what it locks; the second agrees with the first."""


def install_resolver() -> Path:
    """Install the pinned resolver and return its program."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    subprocess.run([*pip, "--target", str(FOLDER), RESOLVER], check=True)
    return FOLDER / "bin" / "uv"


def faults(text: str) -> list[str]:
    """Return the lines that must not stand in a lock: addresses, and packages without a hash."""
    lines = text.replace("\\\n", " ").splitlines()
    return [line for line in lines if "://" in line or (line[:1].isalnum() and "--hash=sha256:" not in line)]


def main() -> int:
    """Write both files; leave the old ones when anything is wrong."""
    resolver = install_resolver()
    for name, wanted in LOCKS.items():
        new = FOLDER / name
        subprocess.run([resolver, "pip", "compile", *wanted, *OPTIONS, "--output-file", new], check=True, cwd=HOME)
        text = new.read_text("utf-8")
        if faults(text):
            print(f"{name}: not fit for a lock:", *faults(text), sep="\n", file=sys.stderr)
            return 1
        (HOME / name).write_text(text, "utf-8")
        print(f"{name}: {text.count('==')} packages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
