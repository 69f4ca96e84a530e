"""Tells a writer from an embedder: `python lookup.py ADDRESS NAME ...`; ADDRESS is that of the site, NAME any name or Hub id."""

import json
import sys
import unicodedata
import urllib.request
from typing import Any


def load(site: str) -> Any:
    """Return what the site knows about names."""
    with urllib.request.urlopen(site.rstrip("/") + "/api/v1/lookup.json") as answer:
        return json.load(answer)


def fold(name: str) -> str:
    """Return the form in which GPT-2, gpt 2 and GPT2 are equal."""
    text = unicodedata.normalize("NFKC", name).lower().replace("+", "plus")
    return "".join(char for char in text if char.isalnum())


def kind(lookup: Any, name: str) -> str:
    """Return what is known: a name that is not there is unknown, never the nearest one."""
    ids = lookup["names"].get(fold(name)) or lookup["names"].get(fold(name.rpartition("/")[2])) or []
    writing = {lookup["records"][ident]["writes_text"] == "yes" for ident in ids}
    if len(writing) == 2:
        return "depends on the release"
    return "unknown" if not writing else "writer" if writing == {True} else "not a writer"


if __name__ == "__main__":
    known = load(sys.argv[1])
    for name in sys.argv[2:]:
        print(f"{name}: {kind(known, name)}")
