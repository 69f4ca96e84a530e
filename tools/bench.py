"""Time us against stock Material at several sizes; prints a table of ratios and writes build/bench.json.

For every size a synthetic data folder is made; then, in each round, one after another: we build clean, unchanged and
with one fact changed, and each peer builds its site of the same facts. Compare ratios of one run: absolute times differ
between machines and hours. Peers do the same work whatever changed, so they build once a round.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.rig import latency, measure, others, peers, weight

HOME = Path(__file__).parent.parent
SIZES = (100, 1000, 5000, 10000)
NEW_FACT = 999_983
"""A context length that no record has."""
PREPARE: dict[str, peers.Prepare] = {
    "ours": peers.ours, "stock": peers.stock,
    "zensical": others.zensical, "hugo": others.hugo, "eleventy": others.eleventy,
}  # fmt: skip
Rows = dict[str, dict[str, Any]]


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_numbers, default=SIZES, metavar="N,N,…", help="numbers of records")
    parser.add_argument(
        "--rounds", type=int, default=3, help="rounds of each size (default: 3; at most 2 above 1000 records)"
    )
    parser.add_argument("--only", type=_names, default=("ours", "stock"), metavar="NAME,…", help="peers to measure")
    parser.add_argument(
        "--with", type=_names, default=(), dest="also", metavar="NAME,…", help="zensical, hugo, eleventy"
    )
    parser.add_argument("--serve", action="store_true", help="measure the time from edit to page instead")
    parser.add_argument("--weight", action="store_true", help="measure the reader's bytes instead")
    parser.add_argument("--work", type=Path, help="folder for the sites (default: a temporary one below build/)")
    return parser.parse_args()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - PREPARE.keys():
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(PREPARE)}")
    return names


def tell(text: str) -> None:
    """Print a line of progress at once, also into a pipe."""
    print(text, flush=True)


def synthetic(count: int, work: Path) -> Path:
    """Write a data folder of `count` records, or of the fewest there can be, and return it."""
    data = work / f"data-{count}"
    if not data.exists():
        tell(f"inventing {count:,} records")
        measure.run([sys.executable, HOME / "tools" / "synthetic.py", str(count), data], work)
    return data


def compare(count: int, rounds: int, names: tuple[str, ...], work: Path) -> Rows:
    """Measure all peers at one size and return their medians, each with its ratio to stock's clean build."""
    place = work / str(count)
    place.mkdir()
    taking_part: list[peers.Peer] = []
    for name in names:
        try:
            data = synthetic(count, work)
            tell(f"preparing {name}")
            taking_part.append(PREPARE[name](place, HOME / "build" / "bench-venv", data))
        except peers.Unavailable as reason:
            tell(f"skipped {name}: {reason}")
    taken: dict[str, list[measure.Usage]] = {}
    for number in range(rounds):
        for peer in taking_part[:: -1 if number % 2 else 1]:
            tell(f"round {number + 1} of {rounds}: {peer.name}")
            _round(peer, NEW_FACT + number, taken)
    rows = {name: _summary(usages) for name, usages in taken.items()}
    for peer in taking_part:
        pages, size = measure.count(peer.site)
        rows[f"{peer.name} clean"] |= {"pages": pages, "bytes": size}
    if "stock clean" in rows:
        for row in rows.values():
            row["ratio"] = round(row["cpu"] / rows["stock clean"]["cpu"], 3)
    shutil.rmtree(place)
    return rows


def _round(peer: peers.Peer, value: int, taken: dict[str, list[measure.Usage]]) -> None:
    def take(name: str) -> None:
        usage = measure.run(peer.command, peer.folder)
        taken.setdefault(name, []).append(usage)
        tell(f"  {name}: {usage.cpu:.2f} s of CPU, {usage.wall:.2f} s")

    peer.clean()
    take(f"{peer.name} clean")
    if peer.name == "ours":
        take("ours unchanged")
        peer.change_a_fact(value)
        take("ours one fact")


def _summary(usages: list[measure.Usage]) -> dict[str, Any]:
    middle = [round(statistics.median(values), 3) for values in zip(*usages, strict=True)]
    cpu = sorted(round(usage.cpu, 3) for usage in usages)
    return dict(zip(("cpu", "wall", "memory"), middle, strict=True)) | {"cpu_min": cpu[0], "cpu_max": cpu[-1]}


def show(count: int, rows: Rows) -> None:
    """Print one size as a table."""
    tell(f"\nN = {count:,}")
    print(
        f"{'':<16}{'CPU s':>9}{'min–max':>15}{'wall s':>9}{'MB':>7}{'pages':>8}{'site MB':>9}{'ratio':>8}", flush=True
    )
    for name, row in rows.items():
        spread, size = f"{row['cpu_min']:.2f}–{row['cpu_max']:.2f}", row.get("bytes", 0) / 1e6
        made = f"{row['pages']:>8}{size:>9.1f}" if "pages" in row else " " * 17
        ratio = f"{row['ratio']:>8.3f}" if "ratio" in row else ""
        print(
            f"{name:<16}{row['cpu']:>9.2f}{spread:>15}{row['wall']:>9.2f}{row['memory']:>7.0f}{made}{ratio}", flush=True
        )


def main() -> None:
    """Measure what the command line asks for."""
    chosen = options()
    (HOME / "build").mkdir(exist_ok=True)
    result: dict[str, Any] = {
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    }
    with tempfile.TemporaryDirectory(dir=chosen.work or HOME / "build", prefix="bench-") as folder:
        work = Path(folder)
        if chosen.weight:
            result["weight"] = weight.compare({count: synthetic(count, work) for count in chosen.sizes}, work)
        elif chosen.serve:
            result["serve"] = {count: latency.edit_to_page(synthetic(count, work), work) for count in chosen.sizes}
            result["serve"]["real"] = latency.edit_to_page(HOME / "data", work)
        else:
            for count in chosen.sizes:
                rounds = chosen.rounds if count <= 1000 else min(chosen.rounds, 2)
                rows = compare(count, rounds, (*chosen.only, *chosen.also), work)
                records = measure.records(synthetic(count, work))
                show(records, rows)
                result[str(count)] = {"records": records, **rows}
    kind = "weight" if chosen.weight else "serve" if chosen.serve else "bench"
    (HOME / "build" / f"{kind}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
