"""Prepare what a peer builds: `facts.py DATA DIR` writes DIR/facts.yaml and DIR/docs.

In: a data folder. Out: the same facts with verdicts, reasons and lineage worked out, which a peer gets for nothing, and
our authored pages as Markdown. A peer makes the model pages, their index and the comparison from the facts.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from catalog.exports.export import published
from catalog.facts import words
from catalog.facts.derive import Site
from catalog.facts.model import Model
from catalog.pages.context import PageContext
from catalog.pages.figures import attention_mask
from catalog.pages.modelpage import ModelValues
from catalog.pipeline import ProjectPaths, load_all, prepare
from catalog.write import write_changed

HOME = Path(__file__).parent.parent.parent
FAR_FUTURE = "2100-01-01"
MADE_BY_PEER = ("compare.md", "models/index.md", "layout/page.md")
MEMBERS = 12


def facts_of(site: Site, model: Model, values: dict[str, Any]) -> dict[str, Any]:
    """Return all that a page of one model says; `values` are what our own template prints."""
    family = [other.id for other in site.models if other.record.family == model.record.family][:MEMBERS]
    lines = {fact["field"]: fact["edit"].partition("#")[2] for fact in values["facts"]}
    return published(site, model) | {
        "sizes": words.sizes(model.record.variants) or "not disclosed",
        "children": [child.id for child in site.children.get(model.id, ())],
        "members": family,
        "lines": {field.replace("training", "objectives"): line for field, line in lines.items()},
        "rules": [
            {"sense": sense["name"], "value": sense["value"], "id": sense["rule"], "text": sense["text"],
             "facts": [fact["field"].replace("training", "objectives") for fact in sense["facts"]]}
            for sense in values["senses"]
        ],
    }  # fmt: skip


def main(data: Path, folder: Path) -> None:
    """Write the facts and the authored pages."""
    places = ProjectPaths(HOME, data, folder / "unused")
    site, inputs = load_all(places, FAR_FUTURE)
    renderer, files = prepare(places, site, inputs, None)
    pages, context = ModelValues(renderer.index), PageContext(renderer.index, "../../")
    titles = {ident: source.title.replace("|", "/") for ident, source in site.catalog.sources.items()}
    drawn = {model.record.attention: str(attention_mask(model.record, "../../")) for model in site.models}
    facts = {
        "sources": titles,
        "masks": drawn,
        "models": [facts_of(site, model, pages.values(model, context)) for model in site.models],
    }
    write_changed(folder / "docs", {name: text for name, text in files.items() if name not in MADE_BY_PEER})
    with (folder / "facts.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(facts, file, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
