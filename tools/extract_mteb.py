"""Writes what the `mteb` package says of the models it knows: `catalog/check/mteb.json`, or the file named.

Run it with the Python of an environment into which `pip install mteb --no-deps` was done. The package's own tables are
read as text: nothing of it runs.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FIELDS = (
    "name", "release_date", "n_parameters", "max_tokens", "embed_dim", "license", "open_weights", "adapted_from", "modalities",
)  # fmt: skip


def literals(tree: ast.Module) -> dict[str, Any]:
    """Return the constants that a module defines at its top."""
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


def entries(source: str) -> Iterator[dict[str, Any]]:
    """Yield the plain fields of every ModelMeta(…) call of a module, and whether it loads code from the model's repository."""
    tree = ast.parse(source)
    constants = literals(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ModelMeta":
            given = {item.arg: _value(item.value, constants) for item in node.keywords if item.arg in FIELDS}
            if "trust_remote_code=True" in ast.unparse(node).replace(
                "'trust_remote_code': True", "trust_remote_code=True"
            ):
                given["remote_code"] = True
            if isinstance(given.get("name"), str):
                yield {str(name): value for name, value in given.items()}


def _value(node: ast.expr, constants: dict[str, Any]) -> Any:
    """Return what an expression stands for: a literal, or a name of a constant; None for anything else."""
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    if isinstance(value, str) and value.startswith("/"):
        return "a local folder"
    return int(value) if isinstance(value, float) and value.is_integer() else value


def extract() -> dict[str, Any]:
    """Return the version, and the fields of every model by name."""
    spec = find_spec("mteb")
    if spec is None or spec.origin is None:
        raise SystemExit("the package mteb is not installed")
    folder = Path(spec.origin).parent / "models" / "model_implementations"
    found = [entry for path in sorted(folder.glob("*.py")) for entry in entries(path.read_text("utf-8"))]
    models = {entry.pop("name"): entry for entry in sorted(found, key=lambda it: str(it["name"]))}
    return {"package": "mteb", "version": version("mteb"), "models": models}


if __name__ == "__main__":
    kept = Path(__file__).parent.parent / "catalog" / "check" / "mteb.json"
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else kept
    target.write_text(json.dumps(extract(), sort_keys=True) + "\n", "utf-8")
