"""The commands of the command line: each returns its exit status, after saying what it did."""

from __future__ import annotations

from typing import Any

from catalog.check.scaffold import scaffold
from catalog.load.documents import load_documents
from catalog.load.progress import Progress
from catalog.outputs.changes import compare, tell
from catalog.outputs.releases import read_facts
from catalog.pipeline import Places, build, load_all, prepare
from catalog.write import write_changed


def run(chosen: Any, places: Places, today: str, progress: Progress) -> int:
    """Run one command of the command line and return its exit status."""
    if chosen.command == "check":
        site, inputs = load_all(places, today, chosen.as_of)
        prepare(places, site, inputs, chosen.site_url)
        print(
            f"{len(site.models)} models, {len(site.catalog.sources)} sources, {len(site.catalog.claims)} claims: no problems."
        )
    elif chosen.command == "new":
        print(scaffold(chosen.id, load_documents(places.data, places.data_shown)), end="")
    elif chosen.command == "diff":
        print(tell(compare(read_facts(chosen.old, today), read_facts(chosen.new, today)), chosen.format), end="")
    elif chosen.command == "stage":
        _, files = prepare(places, *load_all(places, today, chosen.as_of), chosen.site_url)
        print(f"{write_changed(places.docs, files)} of {len(files)} files changed in {places.docs}")
    else:
        try:
            site = build(places, today, chosen.engine, chosen.as_of, chosen.site_url, progress)
        finally:
            progress.over()
        print(f"{len(site.models)} models as of {site.as_of}: {places.output}")
    return 0
