"""Prints the weekly report in Markdown: what went stale, what rests on little, what is no longer needed.

In: the data, and optionally the findings of `tools/links.py` and of `pip list --outdated --format json`. It never fails
because of what it finds. Names and addresses are printed as code, so that no data can speak to people or machines.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.facts.check import Catalog, check_documents
from catalog.inputs.load import load_documents
from tools.editor_schemas import editor_schemas, meanings_of, text_of

LIMIT = 60
"""Rows shown of one section; an issue has room for about 65,000 characters."""


def code(text: str) -> str:
    """Print text as code that no backtick, line end or mention can leave."""
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"


def recalled(catalog: Catalog) -> Iterator[str]:
    """Yield facts that nobody has read again."""
    for record in catalog.models:
        for name, entry in record.evidence.items():
            if entry.how == "recalled":
                yield f"{code(record.id)} {name}: {code(entry.source)}"


def stale(catalog: Catalog, before: str) -> Iterator[str]:
    """Yield facts last checked before a day, oldest first."""
    rows = [
        (e.checked, m.id, name)
        for m in catalog.models
        for name, e in m.evidence.items()
        if e.checked and e.checked < before
    ]
    for checked, ident, name in sorted(rows):
        yield f"{code(ident)} {name}: {checked}"


def single(catalog: Catalog) -> Iterator[str]:
    """Yield models whose facts all rest on one document."""
    for record in catalog.models:
        documents = {
            document for entry in record.evidence.values() for document in (entry.source, entry.via) if document
        }
        if len(documents) == 1:
            yield f"{code(record.id)}: {code(documents.pop())}"


def unresearched(catalog: Catalog) -> Iterator[str]:
    """Yield facts that nobody has looked for."""
    for record in catalog.models:
        names = [name for name, reason in record.missing.items() if reason == "not-researched"]
        if names:
            yield f"{code(record.id)}: {', '.join(names)}"


def _broken(finding: dict[str, Any]) -> str:
    return f"{code(finding['url'])}: {code(finding['problem'])}, used by {code(', '.join(finding['used_by']))}"


def lagging_schemas(home: Path) -> Iterator[str]:
    """Yield editor schemas that do not say what the glossary says now."""
    documents = load_documents(home / "data", "data")
    for name, schema in editor_schemas(documents, meanings_of(documents)):
        path = home / "data" / "schema" / name
        if not path.exists() or path.read_text("utf-8") != text_of(schema):
            yield code(f"data/schema/{name}")


def report(home: Path, today: datetime.date, days: int, links: dict[str, Any], packages: list[dict[str, str]]) -> str:
    """Return the report."""
    catalog = check_documents(load_documents(home / "data", "data"), today.isoformat())
    before = (today - datetime.timedelta(days=days)).isoformat()
    template = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        (HOME / "tools" / "upkeep.md.jinja").read_text("utf-8")
    )
    return template.render(
        today=today, days=days, limit=LIMIT, models=len(catalog.models),
        facts=sum(len(record.evidence) for record in catalog.models),
        recalled=list(recalled(catalog)), stale=list(stale(catalog, before)), single=list(single(catalog)),
        unresearched=list(unresearched(catalog)), schemas=list(lagging_schemas(home)), links_tried=bool(links),
        broken=[_broken(finding) for finding in links.get("broken", ())],
        unneeded=[code(match) for match in links.get("unneeded", ())],
        packages=[f"{code(p['name'])} {code(p['version'])} → {code(p['latest_version'])}" for p in packages],
    )  # fmt: skip


def main() -> None:
    """Print the report of today."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=Path, metavar="FILE", help="findings of tools/links.py")
    parser.add_argument("--packages", type=Path, metavar="FILE", help="output of pip list --outdated --format json")
    parser.add_argument("--days", type=int, default=365, help="a fact is stale after so many days (default: 365)")
    chosen = parser.parse_args()
    today = datetime.datetime.now(datetime.UTC).date()
    links, packages = (
        json.loads(path.read_text("utf-8")) if path else None for path in (chosen.links, chosen.packages)
    )
    print(report(HOME, today, chosen.days, links or {}, packages or []), end="")


if __name__ == "__main__":
    main()
