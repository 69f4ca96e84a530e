"""Writes `data/releases/VERSION.json`, the snapshot from which change log, feeds and citations are made.

Run: `.venv/bin/python tools/release.py 1.1.0 --date 2026-12-01 --note "One sentence."` It prints what changed in words,
and sets version and date in CITATION.cff.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from build import HOME, day, today
from catalog.load.problems import InputError, run_tool
from catalog.outputs.changes import compare, tell
from catalog.outputs.releases import VERSION, load_releases, rank, read_facts, snapshot_text


def release(version: str, date: str, note: str) -> str:
    """Write the snapshot and return what changed, in words. Raises InputError or ValueError; then nothing was written."""
    folder, citation = HOME / "data" / "releases", HOME / "CITATION.cff"
    if not re.fullmatch(VERSION, version):
        raise ValueError(f"expected a version of three numbers such as 1.2.0; got {version!r}")
    before = next(reversed(load_releases(folder, today())), None)
    if before and (rank(version) <= rank(before.version) or date < before.date):
        raise ValueError(
            f"a release after {before.version} of {before.date} needs a higher version and no earlier date"
        )
    present = read_facts(HOME / "data", date)
    text = snapshot_text(version, date, note, present, before)
    cited = re.sub(r"(?m)^version: .*$", f"version: {version}", citation.read_text("utf-8"))
    folder.mkdir(exist_ok=True)
    target = folder / f"{version}.json"
    target.write_text(text, "utf-8")
    try:
        load_releases(folder, today())
    except InputError:
        target.unlink()
        raise
    citation.write_text(re.sub(r"(?m)^date-released: .*$", f'date-released: "{date}"', cited), "utf-8")
    return tell(compare(before.state, present), "text") if before else f"First release: {len(present.models)} models.\n"


def main() -> None:
    """Read the command line and release."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--date", required=True, type=day, metavar="DATE")
    parser.add_argument("--note", required=True, help="one plain sentence: what the release brings")
    chosen = parser.parse_args()
    run_tool(lambda: print(release(chosen.version, chosen.date, chosen.note), end=""))


if __name__ == "__main__":
    main()
