"""Who is measured: ourselves and other generators with the same facts. A peer prepares a folder, then builds it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parent.parent.parent
KIT = HOME / "tools" / "bench"
"""Lock files and the sites of the peers."""
_NUMBER = re.compile(r"^( *context_tokens: )(\d+)$", re.M)


class Unavailable(Exception):
    """A peer cannot be installed here; the message says why."""


@dataclass(frozen=True)
class Peer:
    """One generator in one folder: how it builds, where its site goes, and where a fact can be changed."""

    name: str
    command: Sequence[str | Path]
    folder: Path
    site: Path
    facts: Path
    leftovers: Sequence[Path] = ()
    """What else to remove before a clean build."""

    def clean(self) -> None:
        """Forget all earlier builds."""
        for path in (self.site, *self.leftovers):
            shutil.rmtree(path, ignore_errors=True)

    def change_a_fact(self, value: int) -> None:
        """Give the last record with a context length another one."""
        text = self.facts.read_text("utf-8")
        last = [*_NUMBER.finditer(text)][-1]
        self.facts.write_text(f"{text[: last.start(2)]}{value}{text[last.end(2) :]}", "utf-8")


def ours(work: Path, environment: Path, data: Path) -> Peer:
    """Return ourselves; the cache of earlier builds counts as a leftover."""
    folder = work / "ours"
    shutil.copytree(data, folder / "data")
    command = (sys.executable, HOME / "build.py", "--data", folder / "data", "--output", folder / "site")
    return Peer("ours", command, folder, folder / "site", folder / "data" / "models.yaml", (HOME / "build" / "cache",))


def stock(work: Path, environment: Path, data: Path) -> Peer:
    """Return mkdocs-material with mkdocs-gen-files, whose script makes model pages, index and comparison."""
    install(environment, "requirements.txt")
    folder = work / "stock"
    shutil.copytree(KIT / "stock", folder)
    facts(data, folder)
    return Peer(
        "stock", (environment / "bin" / "mkdocs", "build", "-q"), folder, folder / "site", folder / "facts.yaml"
    )


def facts(data: Path, folder: Path) -> None:
    """Write the facts and the authored pages that every peer gets."""
    subprocess.run([sys.executable, HOME / "tools" / "rig" / "facts.py", data, folder], check=True)


def install(environment: Path, requirements: str) -> None:
    """Install a locked list of packages into the environment of the peers. Raises Unavailable."""
    mark = environment / f".{requirements}"
    wanted = (KIT / requirements).read_bytes()
    if mark.is_file() and mark.read_bytes() == wanted:
        return
    if not environment.exists():
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip = (
        environment / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    )
    done = subprocess.run([*pip, "-r", KIT / requirements], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(
            f"{requirements} cannot be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
        )
    mark.write_bytes(wanted)


Prepare = Callable[[Path, Path, Path], Peer]
