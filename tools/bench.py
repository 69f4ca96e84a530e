"""Times us against stock Material at several sizes: prints a table of ratios and writes build/bench.json.

For every size a data folder is made; then, in each round, one after another, every generator builds its site of the same
facts and the same content from nothing. Compare ratios of one run: absolute times differ between machines and hours. The
sites of the others, and the locks of their packages, are in `tools/bench/`. With `--data N DIR` only a data folder with N
records that pass every rule is written: the real ones, and as many copies as are needed, with sources and families of
their own. The same N gives the same bytes.
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
from itertools import count, islice
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.check.check import check_documents
from catalog.load.documents import load_documents
from catalog.outputs.api import published_record
from catalog.pages.figures import attention_mask
from catalog.schema import labels
from catalog.site import Model, Site, derive_site

KIT = HOME / "tools" / "bench"
ENVIRONMENT = HOME / "build" / "bench-venv"
SIZES = "184,1000,5000"
IDS = ("id", "family", "source", "via", "derived_from", "also_from", "record")
"""Keys whose values name a record, a source or a family."""
NOT_COPIED = ("derived_from", "also_from", "hub_id", "aliases", "lineage")
"""Fields that copies do not have, nor evidence for them, because they name the original's."""
Command = Sequence[str | Path]
Item = dict[str, Any]


def word(number: int) -> str:
    """Return an invented word, another one for every number below 4,900."""
    syllables = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
    return "zo" + syllables[number // len(syllables)] + syllables[number % len(syllables)]


def renamed(value: Any, turn: str, key: str = "") -> Any:
    """Return a copy of an item in which every id ends in `turn`."""
    if isinstance(value, dict):
        return value if key == "missing" else {inner: renamed(part, turn, inner) for inner, part in value.items()}
    if isinstance(value, list):
        return [renamed(part, turn, key) for part in value]
    return f"{value}-{turn}" if key in IDS else value


def record_copy(record: Item, number: int, turn: str) -> Item:
    """Return a copy of a record that the rules take for another model."""
    copy: Item = renamed(record, turn) | {"name": f"{record['name']} {turn}"}
    if "arxiv" in record:
        copy["arxiv"] = f"15{1 + number // 10**4:02}.{90000 + number % 10**4}"
    for field in NOT_COPIED:
        copy.pop(field, None)
        copy.get("evidence", {}).pop(field, None)
    return copy


def source_copy(source: Item, turn: str) -> Item:
    """Return a copy of a source at another address."""
    copy: Item = renamed(source, turn) | {"url": f"https://{turn}.example/{source['id']}"}
    return {key: value for key, value in copy.items() if key not in ("arxiv", "doi")}


def synthetic(size: int, real: dict[str, list[Item]]) -> dict[str, list[Item]]:
    """Return the lists of a data folder with `size` records, and never fewer than the real ones."""
    endless = ((record, word(turn)) for turn in count() for record in real["models"])
    chosen = list(islice(endless, max(size - len(real["models"]), 0)))
    ids = {(record["id"], turn) for record, turn in chosen}
    turns = sorted({turn for _, turn in chosen})
    copies = {
        "models": [record_copy(record, number, turn) for number, (record, turn) in enumerate(chosen)],
        "sources": [source_copy(source, turn) for turn in turns for source in real["sources"]],
        "families": [renamed(it, turn) | {"name": f"{it['name']} {turn}"} for turn in turns for it in real["families"]],
    }
    for key in ("exceptions", "evidence_exceptions"):
        needed = [it for it in real[key] if it.get("package") != "mteb" and it.get("field") not in NOT_COPIED]
        copies[key] = [renamed(it, turn) for it in needed for turn in turns if (it["record"], turn) in ids]
    lists = real | {key: real[key] + items for key, items in copies.items()}
    for key, by in {"models": "released", "sources": "id", "families": "id"}.items():
        lists[key].sort(key=lambda item: str(item[by]))
    return lists


def write_data(size: int, folder: Path) -> None:
    """Write a data folder."""
    documents = load_documents(HOME / "data", "data")
    lists = synthetic(size, {key: items for document in documents for key, items in document.value.items()})
    folder.mkdir(parents=True, exist_ok=True)
    layout: Item = {"default_flow_style": None, "allow_unicode": True, "sort_keys": False, "width": 10**6}
    for document in documents:
        with (folder / Path(document.file).name).open("w", encoding="utf-8") as file:
            for key in document.value:
                file.write(f"{key}:\n" if lists[key] else f"{key}: []\n")
                for item in lists[key]:
                    text = yaml.dump(item, Dumper=yaml.CSafeDumper, **layout)
                    file.write("  - " + text.rstrip().replace("\n", "\n    ") + "\n")


def facts_of(site: Site, model: Model) -> Item:
    """Return all that a page of one model says."""
    lines = model.place[3]
    named = {"training": "objectives"}
    return published_record(site, model).model_dump(mode="json") | {
        "sizes": labels.sizes(model.record.variants) or "not disclosed",
        "children": [child.id for child in site.children.get(model.id, ())],
        "members": [other.id for other in site.models if other.record.family == model.record.family][:12],
        "lines": {named.get(field, field): f"L{lines.get(field, 1)}" for field in model.record.evidence},
        "rules": [
            {"sense": labels.SENSE_NAME[sense], "value": labels.SENSE[sense][rule.value], "id": rule.id, "text": rule.text,
             "facts": [named.get(field, field) for field in rule.facts]}
            for sense, rule in zip(labels.SENSE, model.verdict.rules, strict=True)
        ],
    }  # fmt: skip


def write_facts(data: Path, folder: Path) -> None:
    """Write what another generator builds: the facts, with verdicts, reasons and lineage worked out, and our authored pages.

    It gets these for nothing, and makes the model pages, their index and the comparison from the facts.
    """
    site = derive_site(check_documents(load_documents(data, "data"), "2100-01-01"))
    facts = {
        "sources": {ident: source.title.replace("|", "/") for ident, source in site.catalog.sources.items()},
        "masks": {model.record.attention: str(attention_mask(model.record, "../../")) for model in site.models},
        "models": [facts_of(site, model) for model in site.models],
    }
    subprocess.run([sys.executable, HOME / "build.py", "stage", "--data", data], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(HOME / "build" / "docs", folder / "docs")
    for name in ("compare.md", "models/index.md", "layout/page.md"):
        (folder / "docs" / name).unlink()
    text = yaml.dump(facts, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    (folder / "facts.yaml").write_text(text, "utf-8")


def run(command: Command, folder: Path) -> tuple[float, float, float]:
    """Run to the end; return CPU seconds (user and system), wall seconds, and megabytes of memory at most.

    Raises RuntimeError with the last lines of what the command said if it fails.
    """
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    with (folder / "said.txt").open("w+b") as said:
        start = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), cwd=folder, env=quiet, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{said.read().decode()[-2000:]}")
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def install(requirements: str) -> None:
    """Install a locked list of packages into the environment of the others."""
    if not ENVIRONMENT.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    pip = (ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run([*pip, "--require-hashes", "-r", KIT / requirements], check=True)


def ours(data: Path, folder: Path) -> Command:
    """Return the command that makes the site of this project."""
    folder.mkdir()
    return sys.executable, HOME / "build.py", "--data", data, "--output", folder / "site"


def stock(data: Path, folder: Path) -> Command:
    """Return that of Material with mkdocs-gen-files, whose script makes model pages, index and comparison."""
    install("requirements.txt")
    shutil.copytree(KIT / "stock", folder)
    write_facts(data, folder)
    return ENVIRONMENT / "bin" / "mkdocs", "build", "-q"


def zensical(data: Path, folder: Path) -> Command:
    """Return that of Zensical with the same pages, written beforehand because it has no gen-files."""
    install("zensical.txt")
    stock(data, folder)
    subprocess.run([ENVIRONMENT / "bin" / "python", folder / "generate.py", "docs"], cwd=folder, check=True)
    config = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("  - gen-files:\n      scripts: [generate.py]\n", ""), "utf-8")
    return ENVIRONMENT / "bin" / "zensical", "build", "--clean"


def compare(size: int, rounds: int, others: bool, work: Path) -> dict[str, Item]:
    """Measure all generators at one size and return their medians, each with its ratio to stock."""
    write_data(size, work / "data")
    commands = {it.__name__: it(work / "data", work / it.__name__) for it in (ours, stock, zensical)[: 2 + others]}
    taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for number in range(rounds):
        for name in [*commands][:: -1 if number % 2 else 1]:
            shutil.rmtree(work / name / "site", ignore_errors=True)
            cpu, wall, memory = run(commands[name], work / name)
            taken[name].append((cpu, wall, memory))
            print(f"  round {number + 1}, {name}: {cpu:.2f} s of CPU, {wall:.2f} s", flush=True)
    rows = {}
    for name, used in taken.items():
        cpu, wall, memory = (round(statistics.median(values), 3) for values in zip(*used, strict=True))
        files = [path for path in (work / name / "site").rglob("*") if path.is_file()]
        rows[name] = {
            "cpu": cpu, "spread": [round(pick(used)[0], 3) for pick in (min, max)], "wall": wall, "memory": memory,
            "ratio": round(cpu / statistics.median(it[0] for it in taken["stock"]), 3),
            "pages": sum(path.suffix == ".html" for path in files), "bytes": sum(path.stat().st_size for path in files),
        }  # fmt: skip
    return rows


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, metavar="N,N,…", help=f"numbers of records (default: {SIZES})")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each size (default: 3)")
    parser.add_argument("--zensical", action="store_true", help="measure Zensical too")
    parser.add_argument("--data", nargs=2, metavar=("N", "DIR"), help="only write a data folder with N records")
    chosen = parser.parse_args()
    if chosen.data:
        return write_data(int(chosen.data[0]), Path(chosen.data[1]))
    (HOME / "build").mkdir(exist_ok=True)
    result: Item = {"machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"}
    for size in map(int, chosen.sizes.split(",")):
        print(f"{size:,} records", flush=True)
        with tempfile.TemporaryDirectory(dir=HOME / "build", prefix="bench-") as work:
            rows = result[str(size)] = compare(size, chosen.rounds, chosen.zensical, Path(work))
        print(f"{'':<10}{'CPU s':>9}{'min–max':>15}{'wall s':>9}{'MB':>7}{'pages':>8}{'site MB':>9}{'ratio':>8}")
        for name, it in rows.items():
            spread = "–".join(f"{value:.2f}" for value in it["spread"])
            measured = f"{it['cpu']:>9.2f}{spread:>15}{it['wall']:>9.2f}{it['memory']:>7.0f}"
            print(f"{name:<10}{measured}{it['pages']:>8}{it['bytes'] / 1e6:>9.1f}{it['ratio']:>8.3f}", flush=True)
    (HOME / "build" / "bench.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return None


if __name__ == "__main__":
    main()
