"""Writes what a package says of the models it knows: `tools/extract.py transformers|mteb [FILE]`, kept in `catalog/check/`.

Run it with the Python of an environment into which `pip install --no-deps transformers mteb` was done. The package's own
tables are read as text: nothing of it runs. Out: of `transformers`, the language heads of every model type; of `mteb`, the
plain fields of every model, and whether it loads code from the model's repository.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HEADS = {
    "causal-lm": "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",
    "masked-lm": "MODEL_FOR_MASKED_LM_MAPPING_NAMES",
    "seq2seq-lm": "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",
    "image-text-to-text": "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES",
    "model": "MODEL_MAPPING_NAMES",
}
FIELDS = (
    "name", "release_date", "n_parameters", "max_tokens", "embed_dim", "license", "open_weights", "adapted_from", "modalities",
)  # fmt: skip


def transformers(package: Path) -> dict[str, Any]:
    """Return type -> heads, from every `NAME = OrderedDict([(type, class), …])`."""
    found: dict[str, set[str]] = {}
    for node in ast.parse((package / "models" / "auto" / "modeling_auto.py").read_text("utf-8")).body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            first = (pair.elts[0] for pair in ast.walk(node.value) if isinstance(pair, ast.Tuple))
            found[name] = {str(it.value) for it in first if isinstance(it, ast.Constant) and str(it.value).islower()}
    types = sorted(set().union(*(found[name] for name in HEADS.values())))
    return {kind: [head for head, name in HEADS.items() if head != "model" and kind in found[name]] for kind in types}


def mteb(package: Path) -> dict[str, Any]:
    """Return name -> facts of every model."""
    folder = package / "models" / "model_implementations"
    found = [entry for path in sorted(folder.glob("*.py")) for entry in entries(path.read_text("utf-8"))]
    return {entry.pop("name"): entry for entry in sorted(found, key=lambda it: str(it["name"]))}


def entries(source: str) -> Iterator[dict[str, Any]]:
    """Yield the facts of every ModelMeta(…) call of a module."""
    tree = ast.parse(source)
    constants = {
        ast.unparse(node.targets[0]): _value(node.value, {}) for node in tree.body if isinstance(node, ast.Assign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ModelMeta":
            given = {str(it.arg): _value(it.value, constants) for it in node.keywords if it.arg in FIELDS}
            text = ast.unparse(node)
            if "trust_remote_code=True" in text or "'trust_remote_code': True" in text:
                given["remote_code"] = True
            if isinstance(given.get("name"), str):
                yield given


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


def main() -> None:
    """Write the table of one package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", choices=("transformers", "mteb"))
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    name, spec = chosen.package, find_spec(chosen.package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"the package {name} is not installed")
    key, table = {"transformers": ("types", transformers), "mteb": ("models", mteb)}[name]
    found = {"package": name, "version": version(name), key: table(Path(spec.origin).parent)}
    target = chosen.file or Path(__file__).parent.parent / "catalog" / f"{name}.json"
    target.write_text(json.dumps(found, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
