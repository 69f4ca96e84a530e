"""Times us against stock Material at several sizes: prints a table of ratios and writes build/bench.json.

For every size a synthetic data folder is made; then, in each round, one after another, every generator builds its site of
the same facts and the same content from nothing. Compare ratios of one run: absolute times differ between machines and
hours. The sites of the others, and the locks of their packages, are in `tools/bench/`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HOME = Path(__file__).parent.parent.resolve()
KIT = HOME / "tools" / "bench"
ENVIRONMENT = HOME / "build" / "bench-venv"
SIZES = "184,1000,5000"
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
Command = Sequence[str | Path]


class Usage(NamedTuple):
    """What one run used: CPU seconds (user and system), wall seconds, megabytes of memory at most."""

    cpu: float
    wall: float
    memory: float


class Generator(NamedTuple):
    """One generator in one folder: how it builds, where its site goes, and what else to remove before."""

    name: str
    command: Command
    folder: Path
    site: Path
    leftovers: tuple[Path, ...] = ()


def run(command: Command, folder: Path) -> Usage:
    """Run to the end. Raises RuntimeError with the last lines of what the command said if it fails."""
    with (folder / "said.txt").open("w+b") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=os.environ | QUIET, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{said.read().decode()[-2000:]}")
    return Usage(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024))


def install(requirements: str) -> None:
    """Install a locked list of packages into the environment of the others, unless it is there."""
    mark, wanted = ENVIRONMENT / f".{requirements}", (KIT / requirements).read_bytes()
    if mark.is_file() and mark.read_bytes() == wanted:
        return
    if not ENVIRONMENT.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    pip = (ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, "--require-hashes", "-r", KIT / requirements], check=True)
    mark.write_bytes(wanted)


def ours(work: Path, data: Path) -> Generator:
    """Return this project."""
    (work / "ours").mkdir()
    site = work / "ours" / "site"
    return Generator("ours", (sys.executable, HOME / "build.py", "--data", data, "--output", site), work / "ours", site)


def stock(work: Path, data: Path) -> Generator:
    """Return Material with mkdocs-gen-files, whose script makes model pages, index and comparison."""
    install("requirements.txt")
    folder = work / "stock"
    shutil.copytree(KIT / "stock", folder)
    subprocess.run([sys.executable, KIT / "facts.py", data, folder], check=True)
    return Generator("stock", (ENVIRONMENT / "bin" / "mkdocs", "build", "-q"), folder, folder / "site")


def zensical(work: Path, data: Path) -> Generator:
    """Return Zensical with the same pages, written beforehand because it has no gen-files."""
    install("zensical.txt")
    folder = stock(work / "for-zensical", data).folder
    subprocess.run([ENVIRONMENT / "bin" / "python", folder / "generate.py", "docs"], cwd=folder, check=True)
    config = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("  - gen-files:\n      scripts: [generate.py]\n", ""), "utf-8")
    command = (ENVIRONMENT / "bin" / "zensical", "build")
    return Generator("zensical", command, folder, folder / "site", (folder / ".cache",))


def compare(size: int, rounds: int, others: bool, work: Path) -> dict[str, dict[str, Any]]:
    """Measure all generators at one size and return their medians, each with its ratio to stock."""
    data = work / "data"
    subprocess.run([sys.executable, HOME / "tools" / "synthetic.py", str(size), data], check=True)
    taking_part = [prepare(work, data) for prepare in ((ours, stock, zensical) if others else (ours, stock))]
    taken: dict[str, list[Usage]] = {}
    for number in range(rounds):
        for one in taking_part[:: -1 if number % 2 else 1]:
            for path in (one.site, *one.leftovers):
                shutil.rmtree(path, ignore_errors=True)
            usage = run(one.command, one.folder)
            taken.setdefault(one.name, []).append(usage)
            print(f"  round {number + 1}, {one.name}: {usage.cpu:.2f} s of CPU, {usage.wall:.2f} s", flush=True)
    base = statistics.median(usage.cpu for usage in taken["stock"])
    return {one.name: _row(one, taken[one.name], base) for one in taking_part}


def _row(one: Generator, usages: list[Usage], base: float) -> dict[str, Any]:
    cpu, wall, memory = (round(statistics.median(values), 3) for values in zip(*usages, strict=True))
    files = [path for path in one.site.rglob("*") if path.is_file()]
    made = {"pages": sum(path.suffix == ".html" for path in files), "bytes": sum(path.stat().st_size for path in files)}
    spread = [round(pick(usage.cpu for usage in usages), 3) for pick in (min, max)]
    return {"cpu": cpu, "spread": spread, "wall": wall, "memory": memory, "ratio": round(cpu / base, 3)} | made


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, metavar="N,N,…", help=f"numbers of records (default: {SIZES})")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each size (default: 3)")
    parser.add_argument("--zensical", action="store_true", help="measure Zensical too")
    chosen = parser.parse_args()
    (HOME / "build").mkdir(exist_ok=True)
    machine = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    result: dict[str, Any] = {"machine": machine}
    for size in map(int, chosen.sizes.split(",")):
        print(f"{size:,} records", flush=True)
        with tempfile.TemporaryDirectory(dir=HOME / "build", prefix="bench-") as work:
            rows = result[str(size)] = compare(size, chosen.rounds, chosen.zensical, Path(work))
        print(f"{'':<10}{'CPU s':>9}{'min–max':>15}{'wall s':>9}{'MB':>7}{'pages':>8}{'site MB':>9}{'ratio':>8}")
        for name, row in rows.items():
            spread = "–".join(f"{value:.2f}" for value in row["spread"])
            measured = f"{row['cpu']:>9.2f}{spread:>15}{row['wall']:>9.2f}{row['memory']:>7.0f}"
            print(f"{name:<10}{measured}{row['pages']:>8}{row['bytes'] / 1e6:>9.1f}{row['ratio']:>8.3f}", flush=True)
    (HOME / "build" / "bench.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
