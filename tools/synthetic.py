"""Write a data folder with N records for measuring: `tools/synthetic.py N DIR`.

In: the real `data/`, `content/`, `templates/` and `catalog/`. Out: DIR with N records that pass every rule. Records that
pages, claims or questions name are the real ones. All others take the structure of a real record (so that its facts agree
with one another) and new text: a chain of word pairs trained on the real sentences writes it, so that frequencies of
words, lengths and compressed sizes are those of real prose. The same N gives the same bytes; memory does not grow with N.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TextIO

import yaml

HOME = Path(__file__).parent.parent
SOURCES_A_RECORD = 3
RECORDS_A_FAMILY = 2
PARENT_SHARE = 0.2
RECENT = 400
"""Parents are chosen among so many records before the child."""
FIRST_DAY, DAYS = date(2018, 1, 1), 3000
LONGEST = 45
"""Words after which a sentence is ended."""

_NAMED = re.compile(r"""(?:["']|model:|^\s*- (?:record: )?|(?:left|right|example|new): )([a-z0-9]+(?:-[a-z0-9]+)*)\b""", re.M)
_SOURCE = re.compile(r"""(?:source|via|source:|cite\(["']): ?([a-z0-9-]+)""")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9 .()/;'–—→-]*|\d{4}-\d\d-\d\d)\Z")
_YAML_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_SYLLABLES = [first + vowel for first in "b br d f g k kr l m n p r s st t tr v z".split() for vowel in "aeiou"]


class Chain:
    """Writes sentences whose neighbouring words stood side by side in the sentences it was trained on."""

    def __init__(self, sentences: Iterable[str], dice: random.Random) -> None:
        self.dice = dice
        self.after: dict[str, list[str]] = {}
        for sentence in sentences:
            words = ["", *sentence.split(), ""]
            for word, following in zip(words, words[1:], strict=False):
                self.after.setdefault(word, []).append(following)

    def sentence(self) -> str:
        """Return one sentence of one line."""
        words: list[str] = []
        word = self.dice.choice(self.after[""])
        while word and len(words) < LONGEST:
            words.append(word)
            word = self.dice.choice(self.after[word])
        return " ".join(words)


class Author:
    """Writes the records that do not exist."""

    def __init__(self, patterns: list[dict[str, Any]], sources: list[dict[str, Any]], taken: set[str], seed: int) -> None:
        self.dice = dice = random.Random(seed)
        self.patterns = patterns
        self.taken = taken
        self.family = ""
        self.recent: list[str] = []
        entries = [entry for record in patterns for entry in record["evidence"].values()]
        self.says = Chain((entry["says"] for entry in entries), dice)
        self.locators = Chain((entry["locator"] for entry in entries), dice)
        self.summaries = Chain((record["summary"] for record in patterns), dice)
        self.notes = Chain((note for record in patterns for note in record.get("notes", ())), dice)
        self.titles = Chain((source["title"] for source in sources), dice)
        self.authors = sorted({word for source in sources for name in source.get("authors", ()) for word in name.split()})

    def name(self) -> str:
        """Return a name that no record, alias or family has."""
        while True:
            word = "".join(self.dice.choices(_SYLLABLES, k=self.dice.randint(2, 4)))
            if word not in self.taken:
                self.taken.add(word)
                return word

    def source(self, number: int, year: int) -> dict[str, Any]:
        """Return a source; every third one is a paper."""
        ident = f"{self.name()}-{year}"
        authors = [" ".join(self.dice.choices(self.authors, k=2)) for _ in range(self.dice.randint(1, 3))]
        head = {"id": ident, "title": self.titles.sentence(), "authors": authors, "year": year}
        if number % SOURCES_A_RECORD == 0:
            return head | {"kind": "paper", "arxiv": f"{number // 90_000 + 4001}.{number % 90_000 + 10_000}"}
        kind = self.dice.choice(["repository", "model-card", "documentation", "announcement"])
        return head | {"kind": kind, "url": f"https://{self.name()}.example.org/{ident}"}

    def record(self, number: int, day: date) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any] | None]:
        """Return a record released on `day`, its sources, and its family where that is new."""
        pattern = self.dice.choice(self.patterns)
        sources = [self.source(number * SOURCES_A_RECORD + step, day.year) for step in range(SOURCES_A_RECORD)]
        stem = self.name()
        ident = f"{stem}-{self.dice.randint(1, 9)}"
        family = None
        if not self.family or self.dice.random() * RECORDS_A_FAMILY < 1:
            self.family = stem
            family = {"id": stem, "name": stem.capitalize(), "summary": self.summaries.sentence()}
        parent = {"derived_from": self.dice.choice(self.recent)} if self.recent and self.dice.random() < PARENT_SHARE else {}
        own = {
            "id": ident, "name": ident.replace("-", " ").capitalize(), "family": self.family,
            "aliases": [f"{self.name()}/{ident}-{step}" for step in range(len(pattern.get("aliases", ())))],
            "released": day.isoformat(), "summary": self.summaries.sentence(),
            "variants": [self._variant(variant) for variant in pattern["variants"]],
            "url": f"https://{stem}.example.org/{ident}", "notes": [self.notes.sentence() for _ in pattern.get("notes", ())],
            "evidence": {field: self._evidence(entry, sources) for field, entry in pattern["evidence"].items()},
        }  # fmt: skip
        arxiv = {"arxiv": sources[0]["arxiv"]} if "arxiv" in pattern else {}
        self.recent = [*self.recent, ident][-RECENT:]
        kept = {key: value for key, value in pattern.items() if key not in ("derived_from", "also_from")}
        missing = {field: why for field, why in pattern.get("missing", {}).items() if field not in parent}
        return kept | own | parent | arxiv | {"missing": missing}, sources, family

    def _variant(self, variant: dict[str, Any]) -> dict[str, Any]:
        if "configuration" in variant:
            return variant
        factor = self.dice.randint(80, 120)
        return {key: value * factor // 100 if isinstance(value, int) else value for key, value in variant.items()}

    def _evidence(self, entry: dict[str, Any], sources: list[dict[str, Any]]) -> dict[str, Any]:
        names = {key: self.dice.choice(sources)["id"] for key in ("source", "via") if key in entry}
        return entry | names | {"says": self.says.sentence(), "locator": self.locators.sentence()}


def flow(value: Any) -> str:
    """Return a value as YAML on one line; JSON is the quoted form of it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    plain = isinstance(value, str) and _PLAIN.match(value) and value.strip() == value and value.lower() not in _YAML_WORDS
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
    document = yaml.load((HOME / "data" / f"{name}.yaml").read_text("utf-8"), Loader=_Texts)  # noqa: S506 - a safe loader
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
    texts = [*copied, *(HOME / "content").rglob("*.md"), *(HOME / "templates").rglob("*.jinja"), *(HOME / "catalog").glob("*.py")]
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
    """Write the data folder. Raises ValueError when the records that other files name are more than `count`."""
    models, sources, families = read("models"), read("sources"), read("families")
    copied = [path for path in sorted((HOME / "data").glob("*.yaml")) if path.stem not in ("models", "sources", "families")]
    kept = named(models, copied)
    if len(kept) > count:
        raise ValueError(f"pages and claims name {len(kept)} records; N must be at least that")
    folder.mkdir(parents=True, exist_ok=True)
    for path in copied:
        (folder / path.name).write_bytes(path.read_bytes())
    excused = {item["record"] for item in read("exceptions")}
    words = set(_WORD.findall(json.dumps([kept, [path.read_text("utf-8") for path in [*copied, *(HOME / "content").rglob("*.md")]]])))
    author = Author([record for record in models if record["id"] not in excused], sources, words, seed=count)
    with (folder / "models.yaml").open("w") as models_file, (folder / "sources.yaml").open("w") as sources_file, (folder / "families.yaml").open("w") as families_file:
        files = {"models": models_file, "sources": sources_file, "families": families_file}
        for key, file in files.items():
            file.write(f"{key}:\n")
        real = {"models": kept, "sources": [s for s in sources if s["id"] in words], "families": [f for f in families if f["id"] in words]}
        for key, items in real.items():
            files[key].writelines(map(block, items))
        _invent(author, count - len(kept), files)


def _invent(author: Author, count: int, files: dict[str, TextIO]) -> None:
    for number in range(count):
        record, sources, family = author.record(number, FIRST_DAY + timedelta(days=DAYS * number // count))
        files["models"].write(block(record))
        files["sources"].writelines(map(block, sources))
        files["families"].write(block(family) if family else "")


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit():
        sys.exit(f"usage: {sys.argv[0]} N DIR")
    write(int(sys.argv[1]), Path(sys.argv[2]))
