"""Prints how large the generator is: lines, modules, public names, functions, and where the facts of a record are named.

In: the Python files of the project. Out: one row a package, and in which files outside `data/` a field of a record is
named (adding a field should take the schema, at most one template, and the changelog).
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).parent.parent.resolve()
PLAIN_FIELDS = ("context_tokens", "transformers_type")
"""Fields that are only printed: where they are named, a new field would have to be named too."""


class Size(NamedTuple):
    """What was counted in one module."""

    lines: int
    public: int
    functions: tuple[int, ...]
    """Lines of every function."""


def size_of(path: Path) -> Size:
    """Count one module."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    lengths = tuple((node.end_lineno or node.lineno) - node.lineno + 1 for node in functions)
    return Size(text.count("\n"), sum(not name.startswith("_") for name in _names(tree)), lengths)


def _names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module defines at its top level."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def naming(field: str) -> list[str]:
    """Return the files, outside data and tests, that name a field."""
    patterns = ("catalog/**/*.py", "templates/**/*.jinja", "content/**/*.js", "content/**/*.md")
    files = (path for pattern in patterns for path in HOME.glob(pattern))
    named = re.compile(rf"\b{field}\b")
    return sorted(path.relative_to(HOME).as_posix() for path in files if named.search(path.read_text("utf-8")))


def main() -> int:
    """Print the tables."""
    groups: dict[str, list[Size]] = {}
    for path in sorted([HOME / "build.py", *HOME.glob("catalog/**/*.py"), *HOME.glob("tools/**/*.py")]):
        parts = path.relative_to(HOME).parts
        group = "/".join(parts[: 2 if parts[0] == "catalog" and len(parts) > 2 else 1])
        groups.setdefault(group if len(parts) > 1 else parts[0], []).append(size_of(path))
    groups["catalog, all"] = [size for name, sizes in groups.items() if name.startswith("catalog") for size in sizes]
    groups["all"] = [*groups["catalog, all"], *groups["build.py"], *groups["tools"]]
    print(f"{'':<18}{'modules':>8}{'lines':>8}{'public':>8}{'functions':>11}{'median':>8}{'longest':>9}")
    for name, sizes in groups.items():
        lengths = [length for size in sizes for length in size.functions] or [0]
        counted = f"{len(sizes):>8}{sum(size.lines for size in sizes):>8,}{sum(size.public for size in sizes):>8}"
        print(f"{name:<18}{counted}{len(lengths):>11}{statistics.median(lengths):>8.0f}{max(lengths):>9}")
    for field in PLAIN_FIELDS:
        print(f"\n{field} is named in:", *naming(field), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
