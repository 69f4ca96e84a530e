"""Adopts a new public address and repository: `tools/adopt.py ADDRESS REPOSITORY`, what a fork runs first.

In: `site_url` and `extra: repository:` of mkdocs.yml. Out: every settings and text file of the project that names one of
the two names the new one, and is printed. Run it from anywhere; running it twice changes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).parent.parent.resolve()
FILES = ("mkdocs.yml", "CITATION.cff", "*.md", "docs/**/*.md", "content/**/*.md", ".github/**/*.md", ".github/**/*.yml")
_ADDRESS = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)*/?\Z")


def setting(config: str, key: str) -> str:
    """Return the value of a key of mkdocs.yml. Raises ValueError when it is not there."""
    found = re.search(rf"^ *{key}: *(\S+)", config, re.M)
    if found is None:
        raise ValueError(f"mkdocs.yml has no `{key}:`")
    return found[1]


def adopt(home: Path, address: str, repository: str) -> Iterator[str]:
    """Write the new address and repository, and yield the names of the files that changed. Raises ValueError or OSError."""
    for given in (address, repository):
        if not _ADDRESS.match(given):
            raise ValueError(f"expected an address such as https://you.github.io/site/; got {given!r}")
    config = (home / "mkdocs.yml").read_text("utf-8")
    new = {setting(config, "site_url").rstrip("/"): address.rstrip("/")}
    new |= {setting(config, "repository").rstrip("/"): repository.rstrip("/")}
    old = re.compile("|".join(rf"{re.escape(text)}(?![\w.-])" for text in sorted(new, key=len, reverse=True)))
    for path in sorted({path for pattern in FILES for path in home.glob(pattern)}):
        if path.is_symlink() or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "surrogateescape")  # line ends, and what is no UTF-8, stay
        changed = old.sub(lambda hit: new[hit[0]], text)
        if changed != text:
            path.write_bytes(changed.encode("utf-8", "surrogateescape"))
            yield path.relative_to(home).as_posix()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", metavar="ADDRESS")
    parser.add_argument("repository", metavar="REPOSITORY")
    chosen = parser.parse_args()
    try:
        for name in adopt(HOME, chosen.address, chosen.repository):
            print(name)
    except (OSError, ValueError) as error:
        print(f"adopt.py: {error}", file=sys.stderr)
        raise SystemExit(2) from error
