"""Prepares what another generator builds: `facts.py DATA DIR` writes DIR/facts.yaml and DIR/docs.

In: a data folder. Out: the same facts with verdicts, reasons and lineage worked out, which the others get for nothing,
and our authored pages as Markdown. The others make the model pages, their index and the comparison from the facts.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent.parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.check.check import check_documents
from catalog.load.documents import load_documents
from catalog.model import Model
from catalog.outputs.api import published
from catalog.pages.figures import attention_mask
from catalog.schema import labels
from catalog.site import Site, derive_site

FAR_FUTURE = "2100-01-01"
MADE_BY_THE_OTHERS = ("compare.md", "models/index.md", "layout/page.md")
MEMBERS = 12


def facts_of(site: Site, model: Model) -> dict[str, Any]:
    """Return all that a page of one model says."""
    lines = site.catalog.field_lines.get(model.id, {})
    named = {"training": "objectives"}
    return published(site, model) | {
        "sizes": labels.sizes(model.record.variants) or "not disclosed",
        "children": [child.id for child in site.children.get(model.id, ())],
        "members": [other.id for other in site.models if other.record.family == model.record.family][:MEMBERS],
        "lines": {named.get(field, field): f"L{lines.get(field, 1)}" for field in model.record.evidence},
        "rules": [
            {"sense": labels.SENSE_NAME[sense], "value": labels.SENSE[sense][rule.value], "id": rule.id, "text": rule.text,
             "facts": [named.get(field, field) for field in rule.facts]}
            for sense, rule in zip(labels.SENSE, model.verdict.rules, strict=True)
        ],
    }  # fmt: skip


def main(data: Path, folder: Path) -> None:
    """Write the facts and the authored pages."""
    site = derive_site(check_documents(load_documents(data, "data"), FAR_FUTURE))
    facts = {
        "sources": {ident: source.title.replace("|", "/") for ident, source in site.catalog.sources.items()},
        "masks": {model.record.attention: str(attention_mask(model.record, "../../")) for model in site.models},
        "models": [facts_of(site, model) for model in site.models],
    }
    subprocess.run([sys.executable, HOME / "build.py", "stage", "--data", data], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(HOME / "build" / "docs", folder / "docs")
    for name in MADE_BY_THE_OTHERS:
        (folder / "docs" / name).unlink()
    with (folder / "facts.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(facts, file, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
