"""Writes a data folder with N records for measuring: `tools/synthetic.py N DIR`.

In: the real data. Out: DIR with N records that pass every rule: the real ones, and as many copies as are needed under
new ids and names, with sources and families of their own. With a smaller N, DIR holds the real ones. The same N gives
the same bytes.
"""

from __future__ import annotations

import sys
from itertools import count, islice
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.load.documents import load_documents

SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
IDS = ("id", "family", "source", "via", "derived_from", "also_from", "record")
"""Keys whose values name a record, a source or a family."""
LAYOUT: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 10**6}
Item = dict[str, Any]
Lists = dict[str, list[Item]]


LEFT_OUT = ("lineage", "hub_id")
"""Evidence that copies do not have."""


def word(number: int) -> str:
    """Return an invented word, another one for every number below 4,900."""
    return "zo" + SYLLABLES[number // len(SYLLABLES)] + SYLLABLES[number % len(SYLLABLES)]


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
        copy["arxiv"] = f"9{number // 10**5:03d}.{number % 10**5:05d}"
    copy.pop("aliases", None)
    for field in ("derived_from", "also_from", "hub_id"):  # the evidence names the original's
        copy.pop(field, None)
    for field in LEFT_OUT:
        copy.get("evidence", {}).pop(field, None)
    return copy


def source_copy(source: Item, turn: str) -> Item:
    """Return a copy of a source at another address."""
    copy: Item = renamed(source, turn) | {"url": f"https://{turn}.example/{source['id']}"}
    return {key: value for key, value in copy.items() if key not in ("arxiv", "doi")}


def synthetic(size: int, real: Lists) -> Lists:
    """Return the lists of a data folder with `size` records."""
    endless = ((record, word(turn)) for turn in count() for record in real["models"])
    chosen = list(islice(endless, max(size - len(real["models"]), 0)))
    ids = {(record["id"], turn) for record, turn in chosen}
    turns = sorted({turn for _, turn in chosen})
    models = [record_copy(record, number, turn) for number, (record, turn) in enumerate(chosen)]
    sources = [source_copy(source, turn) for turn in turns for source in real["sources"]]
    excused = {
        key: [
            renamed(item, turn)
            for item in real[key]
            for turn in turns
            if (item["record"], turn) in ids and item.get("package") != "mteb" and item.get("field") not in LEFT_OUT
        ]
        for key in ("exceptions", "evidence_exceptions")
    }
    families = [
        renamed(family, turn) | {"name": f"{family['name']} {turn}"} for turn in turns for family in real["families"]
    ]
    return real | {
        "models": sorted(real["models"] + models, key=lambda record: str(record["released"])),
        "sources": sorted(real["sources"] + sources, key=lambda source: str(source["id"])),
        "families": sorted(real["families"] + families, key=lambda family: str(family["id"])),
        **{key: real[key] + items for key, items in excused.items()},
    }


def write(size: int, folder: Path) -> None:
    """Write the data folder."""
    documents = load_documents(HOME / "data", "data")
    lists = synthetic(size, {key: items for document in documents for key, items in document.value.items()})
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        with (folder / Path(document.file).name).open("w", encoding="utf-8") as file:
            for key in document.value:
                file.write(f"{key}:\n" if lists[key] else f"{key}: []\n")
                for item in lists[key]:
                    text = yaml.dump(item, Dumper=yaml.CSafeDumper, default_flow_style=None, **LAYOUT)
                    file.write("  - " + text.rstrip().replace("\n", "\n    ") + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit(f"usage: {sys.argv[0]} N DIR")
    write(int(sys.argv[1]), Path(sys.argv[2]))
