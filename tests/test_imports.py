"""Imports have no cycles; nothing below `build.py` reads a clock, a random number or the network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from sample import HOME

MODULES = {
    ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((HOME / "catalog").rglob("*.py"))
}


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of ours that a module imports when it is loaded."""
    tree = ast.parse(path.read_text("utf-8"))
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("catalog"):
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in inner)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("catalog"))


def test_imports_have_no_cycle() -> None:
    graph = {name: {other for other in imported(path) if other != name} - {"catalog"} for name, path in MODULES.items()}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("name", MODULES)
def test_no_clock_no_network(name: str) -> None:
    """Below build.py nothing asks for the time, a random number or another machine."""
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    names = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not names & {"time", "random", "secrets", "uuid", "socket", "urllib3", "requests", "http", "asyncio"}
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {
        "date.today",
        "datetime.now",
        "datetime.datetime.now",
        "datetime.date.today",
        "eval",
        "exec",
        "os.system",
    }
