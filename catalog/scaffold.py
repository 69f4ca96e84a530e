"""An id -> a record to fill in, for `build.py new ID`."""

from __future__ import annotations


def scaffold(ident: str) -> str:
    """Return the YAML text of a record that passes once its places are filled."""
    return f"  - id: {ident}\n"
