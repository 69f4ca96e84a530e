"""Invents records: the structure of a real record, new names, and sentences chained from pairs of real words."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

SOURCES_A_RECORD = 3
RECORDS_A_FAMILY = 2
PARENT_SHARE = 0.2
RECENT = 400
"""Parents are chosen among so many records before the child."""
LONGEST = 45
"""Words after which a sentence is ended."""

_CONSONANTS = ("b", "br", "d", "f", "g", "k", "kr", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z")
_SYLLABLES = [first + vowel for first in _CONSONANTS for vowel in "aeiou"]


class Chain:
    """Writes sentences whose neighbouring words stood side by side in the sentences it was trained on."""

    def __init__(self, sentences: Iterable[str], dice: random.Random) -> None:
        self.dice = dice
        self.after: dict[str, list[str]] = {}
        for sentence in sentences:
            words = ["", *sentence.split(), ""]
            for word, following in pairwise(words):
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

    def __init__(
        self, patterns: list[dict[str, Any]], sources: list[dict[str, Any]], taken: set[str], seed: int
    ) -> None:
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
        self.authors = sorted(
            {word for source in sources for name in source.get("authors", ()) for word in name.split()}
        )

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
        parent = (
            {"derived_from": self.dice.choice(self.recent)} if self.recent and self.dice.random() < PARENT_SHARE else {}
        )
        own = {
            "id": ident, "name": ident.replace("-", " ").capitalize(), "family": self.family,
            "aliases": [f"{self.name()}/{ident}-{step}" for step in range(len(pattern.get("aliases", ())))],
            "released": day.isoformat(), "summary": self.summaries.sentence(),
            "variants": [self._variant(variant) for variant in pattern["variants"]],
            "url": f"https://{stem}.example.org/{ident}",
            "notes": [self.notes.sentence() for _ in pattern.get("notes", ())],
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
