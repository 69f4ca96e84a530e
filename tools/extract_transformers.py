"""Writes which model types of the `transformers` package have which heads: `catalog/check/transformers.json`, or the file named.

Run it with the Python of an environment into which `pip install transformers` was done.
The package's own tables are read as text: torch is not needed and nothing is downloaded.
"""

from __future__ import annotations

import ast
import json
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

HEADS = {
    "causal-lm": "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",
    "masked-lm": "MODEL_FOR_MASKED_LM_MAPPING_NAMES",
    "seq2seq-lm": "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",
    "image-text-to-text": "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES",
    "model": "MODEL_MAPPING_NAMES",
}


def tables(source: str) -> dict[str, set[str]]:
    """Return, for every `NAME = OrderedDict([(type, class), …])` in `source`, the set of types."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        if isinstance(target, ast.Name) and target.id in HEADS.values():
            pairs = (pair for pair in ast.walk(node) if isinstance(pair, ast.Tuple))
            first = (pair.elts[0] for pair in pairs)
            found[target.id] = {
                str(key.value) for key in first if isinstance(key, ast.Constant) and str(key.value).islower()
            }
    return found


def extract() -> dict[str, object]:
    """Return the version and, for every model type, the language heads it offers."""
    spec = find_spec("transformers")
    if spec is None or spec.origin is None:
        raise SystemExit("the package transformers is not installed")
    package = Path(spec.origin).parent
    found = tables((package / "models" / "auto" / "modeling_auto.py").read_text("utf-8"))
    types = sorted(set().union(*found.values()))
    heads = {kind: [head for head, name in HEADS.items() if head != "model" and kind in found[name]] for kind in types}
    return {"package": "transformers", "version": version("transformers"), "types": heads}


if __name__ == "__main__":
    kept = Path(__file__).parent.parent / "catalog" / "check" / "transformers.json"
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else kept
    target.write_text(json.dumps(extract(), sort_keys=True) + "\n", "utf-8")
