"""Write a data folder with N records for measuring: `tools/synthetic.py N DIR`.

In: the real `data/`, `content/`, `templates/` and `catalog/`. Out: DIR with N records that pass every rule. Records
that pages, claims or questions name are the real ones; N is at least their number. All others take the structure of a
real record (so that its facts agree with one another) and new text: a chain of word pairs trained on the real sentences
writes it, so that frequencies of words, lengths and compressed sizes are those of real prose. The same N gives the same
bytes; memory does not grow with N.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.rig.invent import Author

HOME = Path(__file__).parent.parent
FIRST_DAY, DAYS = date(2018, 1, 1), 3000

_NAMED = re.compile(
    r"""(?:["']|model:|^\s*- (?:record: )?|(?:left|right|example|new): )([a-z0-9]+(?:-[a-z0-9]+)*)\b""", re.M
)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9 .()/;'–—→-]*|\d{4}-\d\d-\d\d)\Z")
_YAML_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


def flow(value: Any) -> str:
    """Return a value as YAML on one line; JSON is the quoted form of it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    plain = (
        isinstance(value, str) and _PLAIN.match(value) and value.strip() == value and value.lower() not in _YAML_WORDS
    )
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def block(item: dict[str, Any]) -> str:
    """Return one item of a top-level list, laid out as authors write it."""
    rows: list[str] = []
    for key, value in item.items():
        if isinstance(value, dict) and key == "evidence":
            rows += [f"{key}:", *(f"  {inner}: {flow(entry)}" for inner, entry in value.items())]
        elif isinstance(value, list) and key in ("variants", "training", "notes") and value:
            rows += [f"{key}:", *(f"  - {flow(entry)}" for entry in value)]
        else:
            rows.append(f"{key}: {flow(value)}")
    return "  - " + "\n    ".join(rows) + "\n"


def read(name: str) -> list[dict[str, Any]]:
    """Return the list of one real data file, with dates as text."""
    document = yaml.load((HOME / "data" / f"{name}.yaml").read_text("utf-8"), Loader=_Texts)
    found: list[dict[str, Any]] = next(iter(document.values()))
    return found


class _Texts(yaml.CSafeLoader):
    """A safe loader that leaves dates alone."""


_Texts.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def named(models: list[dict[str, Any]], copied: list[Path]) -> list[dict[str, Any]]:
    """Return the real records that files name, with their parents, in their order."""
    texts = [
        *copied,
        *(HOME / "content").rglob("*.md"),
        *(HOME / "templates").rglob("*.jinja"),
        *(HOME / "catalog").glob("*.py"),
    ]
    by_id = {record["id"]: record for record in models}
    front = {ident for path in texts for ident in _NAMED.findall(path.read_text("utf-8"))} & by_id.keys()
    kept: set[str] = set()
    while front:
        kept |= front
        front = {parent for ident in front for parent in _parents(by_id[ident])} - kept
    return [record for record in models if record["id"] in kept]


def _parents(record: dict[str, Any]) -> Iterator[str]:
    yield from record.get("also_from", ())
    if "derived_from" in record:
        yield record["derived_from"]


def write(count: int, folder: Path) -> None:
    """Write the data folder: `count` records, or, when other files name more than that, those and no other."""
    models, sources, families = read("models"), read("sources"), read("families")
    copied = [
        path for path in sorted((HOME / "data").glob("*.yaml")) if path.stem not in ("models", "sources", "families")
    ]
    kept = named(models, copied)
    invented = max(count - len(kept), 0)
    folder.mkdir(parents=True, exist_ok=True)
    for path in copied:
        (folder / path.name).write_bytes(path.read_bytes())
    excused = {item["record"] for item in read("exceptions")}
    words = set(
        _WORD.findall(
            json.dumps([kept, [path.read_text("utf-8") for path in [*copied, *(HOME / "content").rglob("*.md")]]])
        )
    )
    author = Author([record for record in models if record["id"] not in excused], sources, words, seed=count)
    real = {
        "models": kept,
        "sources": [source for source in sources if source["id"] in words],
        "families": [family for family in families if family["id"] in words],
    }
    with ExitStack() as stack:
        files = {key: stack.enter_context((folder / f"{key}.yaml").open("w", encoding="utf-8")) for key in real}
        for key, items in real.items():
            files[key].writelines([f"{key}:\n", *map(block, items)])
        for number in range(invented):
            day = FIRST_DAY + timedelta(days=DAYS * number // invented)
            record, cited, family = author.record(number, day)
            files["models"].write(block(record))
            files["sources"].writelines(map(block, cited))
            files["families"].write(block(family) if family else "")


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit(f"usage: {sys.argv[0]} N DIR")
    write(int(sys.argv[1]), Path(sys.argv[2]))
