"""The shape of the code: imports point one way, modules and functions stay small, nothing below `build.py` reads a clock."""

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
LONGEST_MODULE = 200
LONGEST_FUNCTION = 40
LONGER = {
    "catalog.facts.parameters": 240,
    "catalog.facts.schema": 220,
    "catalog.inputs.load": 210,
    "catalog.pages.figures": 205,
}
"""Modules that are longer than they should be, and how long they may be: these numbers only ever get smaller."""
STAGES = (
    "inputs",
    "facts",
    "exports",
    "history",
    "pages",
    "reach",
    "site",
    "assembly",
    "pipeline",
    "commands",
    "served",
    "preview",
)


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of ours that a module imports when it is loaded."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("catalog"):
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in inner)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("catalog"))


def stage(name: str) -> int:
    """Return which stage a module belongs to."""
    return STAGES.index(name.split(".")[1])


def test_imports_point_one_way() -> None:
    """No module imports, directly or through others, a module that imports it, nor one of a later stage."""
    graph = {name: {other for other in imported(path) if other != name} - {"catalog"} for name, path in MODULES.items()}
    TopologicalSorter(graph).prepare()
    for name, others in graph.items():
        if name != "catalog":
            assert not [other for other in others if stage(other) > stage(name)], name


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_small(name: str) -> None:
    """A module fits on a few screens and says first what it is for."""
    text = MODULES[name].read_text("utf-8")
    assert text.count("\n") <= LONGER.get(name, LONGEST_MODULE)
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("name", MODULES)
def test_functions_are_small(name: str) -> None:
    """A function fits on a screen, is annotated, and catches what it names."""
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name
            assert node.returns is not None, node.name
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            assert ast.unparse(node.type) not in ("Exception", "BaseException")


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
