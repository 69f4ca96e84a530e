"""Prints how large the generator is: lines, modules, public names, functions, and where the facts of a record are named.

In: the Python files of the project. Out: one row a package, and in which files outside `data/` a field of a record is
named (adding a field should take the schema, at most one template, and the changelog).
"""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

HOME = Path(__file__).parent.parent.resolve()
PLAIN_FIELDS = ("context_tokens", "transformers_type")
"""Fields that are only printed: where they are named, a new field would have to be named too."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def names(node: ast.stmt) -> list[str]:
    """Return the names that a statement defines."""
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def size_row(title: str, paths: list[Path]) -> str:
    """Return how large some modules are together."""
    texts = [path.read_text("utf-8") for path in paths]
    trees = list(map(ast.parse, texts))
    functions = [it for tree in trees for it in ast.walk(tree) if isinstance(it, FUNCTIONS)]
    lengths = [(it.end_lineno or it.lineno) - it.lineno + 1 for it in functions] or [0]
    lines = sum(text.count("\n") for text in texts)
    public = sum(name[0] != "_" for tree in trees for node in tree.body for name in names(node))
    counted = f"{title:<18}{len(paths):>8}{lines:>8,}{public:>8}{len(lengths):>11}"
    return f"{counted}{statistics.median(lengths):>8.0f}{max(lengths):>9}"


def main() -> None:
    """Print the tables."""
    build, catalog, tools = (sorted(HOME.glob(it)) for it in ("build.py", "catalog/**/*.py", "tools/**/*.py"))
    groups = {"build.py": build}
    for path in sorted(catalog, key=lambda path: path.parent):
        groups.setdefault("/".join(path.parent.relative_to(HOME).parts[:2]), []).append(path)
    groups |= {"tools": tools, "catalog, all": catalog, "all": [*build, *catalog, *tools]}
    print(f"{'':<18}{'modules':>8}{'lines':>8}{'public':>8}{'functions':>11}{'median':>8}{'longest':>9}")
    print(*(size_row(title, paths) for title, paths in groups.items()), sep="\n")
    patterns = ("catalog/**/*.py", "templates/**/*.jinja", "content/**/*.js", "content/**/*.md")
    texts = {path: path.read_text("utf-8") for pattern in patterns for path in sorted(HOME.glob(pattern))}
    for field in PLAIN_FIELDS:
        naming = [path.relative_to(HOME).as_posix() for path, text in texts.items() if re.search(rf"\b{field}\b", text)]
        print(f"\n{field} is named in:", *naming, sep="\n  ")


if __name__ == "__main__":
    main()
