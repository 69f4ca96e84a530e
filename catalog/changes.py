"""Two states of the facts -> what changed, in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_facts(path: Path, today: str) -> dict[str, dict[str, Any]]:
    """Read published records by id from a data folder or from an export. Raises InputError."""
    return {record["id"]: record for record in json.loads(path.read_text("utf-8"))["models"]}


def compare(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> list[str]:
    """Return what changed from `old` to `new`."""
    return []


def tell(changes: list[str], form: str) -> str:
    """Return the changes as text, Markdown or JSON."""
    return "\n".join(changes)
