"""Prints the weekly report in Markdown: what to check again, what rests on little, what is no longer needed.

In: the data, and optionally the findings of `tools/links.py`, what `make lock` changed, as `git diff`, and the tables of the
newest `transformers` and `mteb`, see `tools/radar.py`. It never fails because of what it finds. Names and addresses are
printed as code, so that no data can speak to people or machines.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.check.check import check_documents
from catalog.coverage import by_check, coverage_of
from catalog.load.documents import load_documents
from catalog.site import derive_site
from tools import radar
from tools.editor_schemas import editor_schemas, meanings_of, text_of

LIMIT = 60
"""Rows shown of one section; an issue has room for about 65,000 characters."""
WEEKS = 52
"""Within how many weeks every fact has its turn to be checked again."""
REST = 90
"""Days after a check before a fact is listed again."""
_PIN = re.compile(r"^([-+])([\w.-]+)==(\S+)", re.M)


def lagging_schemas(home: Path) -> Iterator[str]:
    """Yield editor schemas that do not say what the glossary says now."""
    documents = load_documents(home / "data", "data")
    for name, schema in editor_schemas(documents, meanings_of(documents)):
        path = home / "data" / "schema" / name
        if not path.exists() or path.read_text("utf-8") != text_of(schema):
            yield radar.code(f"data/schema/{name}")


def packages(diff: str) -> Iterator[str]:
    """Yield what a new lock brings: packages whose version changes, from a `git diff` of the lock files."""
    pins = {(sign, name): version for sign, name, version in _PIN.findall(diff)}
    for (sign, name), version in sorted(pins.items()):
        if sign == "+" and pins.get(("-", name)) != version:
            yield f"{radar.code(name)} {radar.code(pins.get(('-', name), 'none'))} → {radar.code(version)}"


def report(home: Path, today: datetime.date, links: dict[str, Any], lock_diff: str, newer: Path | None = None) -> str:
    """Return the report; `newer` is a folder with the tables of the newest packages."""
    site = derive_site(check_documents(load_documents(home / "data", "data"), today.isoformat()))
    gaps, changes, looked_at = radar.sections(home, today.isoformat(), newer)
    coverage, checked = coverage_of(site), by_check(site)
    rested = [fact for fact in checked if fact.says < (today - datetime.timedelta(days=REST)).isoformat()]
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((HOME / "tools" / "upkeep.md.jinja").read_text("utf-8"))
    return template.render(
        today=today, limit=LIMIT, models=len(site.models), facts=len(checked) + len(coverage.recalled), code=radar.code,
        coverage=coverage, again=rested[: -(-len(checked) // WEEKS)], schemas=list(lagging_schemas(home)),
        links_tried=bool(links), links=links, gaps=gaps, changes=changes, looked_at=looked_at, packages=list(packages(lock_diff)),
    )  # fmt: skip


def main() -> None:
    """Print the report of today."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=Path, metavar="FILE", help="findings of tools/links.py")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="`git diff` of the lock files after `make lock`")
    parser.add_argument("--packages", type=Path, metavar="DIR", help="folder with the tables of the newest packages")
    chosen = parser.parse_args()
    links = json.loads(chosen.links.read_text("utf-8")) if chosen.links else {}
    diff = chosen.lock.read_text("utf-8") if chosen.lock else ""
    print(report(HOME, datetime.datetime.now(datetime.UTC).date(), links, diff, chosen.packages), end="")


if __name__ == "__main__":
    main()
