"""Prints, in Markdown, what the packages `transformers` and `mteb` know and the catalog lacks, and what they now state differently.

In: the data, the tables kept in `catalog/check/`, and optionally a folder with tables of newer packages, as
`tools/extract_transformers.py FILE` and `tools/extract_mteb.py FILE` write them. Models that `data/declined.yaml` names
are left out. It never fails because of what it finds. Names are printed as code, so that no data can speak to anybody.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.check.check import check_documents
from catalog.check.packages import packages_metadata
from catalog.check.scaffold import slug
from catalog.gaps import Gap, Metadata, open_gaps
from catalog.load.documents import load_documents
from catalog.schema.record import Record
from catalog.schema.vocabulary import Package

COMPARED = ("release_date", "n_parameters", "max_tokens", "license", "open_weights")


def code(text: object) -> str:
    """Print text as code that no backtick, line end or mention can leave."""
    return f"`{' '.join(str(text).replace('`', chr(39)).split())}`"


def newest(folder: Path | None) -> dict[Package, Any]:
    """Return the tables of a folder, by package; where it has none, or there is no folder, those that are kept."""
    found = packages_metadata()
    for package in found:
        if folder and (path := folder / f"{package}.json").exists():
            found[package] = json.loads(path.read_text("utf-8"))
    return found


def gap_rows(gaps: Iterable[Gap]) -> list[str]:
    """Return a line for each gap, with the command that starts its record."""
    return [
        f"{code(gap.name)} ({gap.package}: {gap.says}): "
        + code(f".venv/bin/python build.py new {slug(gap.name.rpartition('/')[2])}")
        for gap in gaps
    ]


def changed_facts(records: Iterable[Record], kept: Metadata, newer: Metadata) -> Iterator[str]:
    """Yield a line for each fact about a listed model that a newer package states differently from the one that is kept."""
    listed = list(records)
    before, after = kept["transformers"]["types"], newer["transformers"]["types"]
    for kind in sorted({it.transformers_type or "" for it in listed} & {*before}):
        if before[kind] != after.get(kind):
            heads = [", ".join(sorted(table.get(kind, ()))) or "nothing" for table in (before, after)]
            yield f"`transformers` of {code(kind)}: {code(heads[0])} → {code(heads[1])}"
    before, after = kept["mteb"]["models"], newer["mteb"]["models"]
    for name in sorted({name for it in listed for name in (it.hub_id or "", *it.aliases)} & {*before}):
        for key in COMPARED:
            old, new = (table.get(name, {}).get(key) for table in (before, after))
            if old != new:
                yield f"`mteb` of {code(name)}, {key.replace('_', ' ')}: {code(old)} → {code(new)}"


def sections(home: Path, today: str, folder: Path | None) -> tuple[list[str], list[str], str]:
    """Return the lines of gaps, the lines of changed facts, and which packages were looked at."""
    catalog = check_documents(load_documents(home / "data", "data"), today)
    newer = newest(folder)
    looked_at = ", ".join(f"{package} {table['version']}" for package, table in newer.items())
    gaps = open_gaps(catalog.models, newer, catalog.declined)
    return gap_rows(gaps), list(changed_facts(catalog.models, packages_metadata(), newer)), looked_at


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, metavar="DIR", help="folder with transformers.json and mteb.json")
    chosen = parser.parse_args()
    gaps, changes, looked_at = sections(HOME, "9999-12-31", chosen.packages)
    for title, rows in (("Models that the catalog lacks", gaps), ("Facts now stated differently", changes)):
        print(f"## {title}: {len(rows)} ({looked_at})\n")
        print("".join(f"- {row}\n" for row in rows))


if __name__ == "__main__":
    main()
