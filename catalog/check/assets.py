"""Styles, scripts and images -> a problem for each that no browser could read: braces left open, scripts that do not parse."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import PurePosixPath
from shutil import which
from xml.etree import ElementTree
from xml.parsers.expat import ErrorString

from catalog.load.files import text_of
from catalog.load.problems import ErrorCollector, Problem, place_of

_PARSE = """
const { SourceTextModule } = require("vm")
const parses = (text) => { try { return new SourceTextModule(text) } catch { return null } }
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map((text) => !parses(text))))
"""
_SAID = re.compile(r"^\[stdin\]:(\d+)$.*?^(\w*Error: .*?)$", re.M | re.S)
_PLAIN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
_PAIRS = {"}": "{", ")": "(", "]": "["}


def check_assets(files: Mapping[str, bytes]) -> None:
    """Raise InputError with all texts among the files, named by their paths in the project, that are damaged."""
    gather = ErrorCollector()
    scripts: list[tuple[str, str]] = []
    for name, data in files.items():
        suffix = PurePosixPath(name).suffix
        if suffix in (*_READERS, ".js", ".txt", ".csv") or name.endswith("SHA256SUMS"):
            text = gather(partial(text_of, data, name, plain=False))
            if text is not None and suffix in _READERS:
                gather.problems += _READERS[suffix](name, text)
            elif text is not None and suffix == ".js":
                scripts.append((name, text))
    gather.problems += _scripts(tuple(scripts))
    gather.finish()


def _style(name: str, text: str) -> Iterator[Problem]:
    bare = _PLAIN.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)
    opened: list[re.Match[str]] = []
    for hit in re.finditer(r"/\*|[{}()\[\]]", bare):
        if hit[0] == "/*" or hit[0] not in _PAIRS:
            opened.append(hit)
        elif not opened or opened.pop()[0] != _PAIRS[hit[0]]:
            yield Problem(name, *place_of(bare, hit.start()), f"`{hit[0]}` closes nothing that is open")
            return
    if opened:
        yield Problem(name, *place_of(bare, opened[-1].start()), f"`{opened[-1][0]}` is not closed")


def _json(name: str, text: str) -> Iterator[Problem]:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        yield Problem(name, error.lineno, error.colno, f"is not JSON: {error.msg}")


def _svg(name: str, text: str) -> Iterator[Problem]:
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        yield Problem(name, error.position[0], error.position[1] + 1, f"is not XML: {ErrorString(error.code)}")


_READERS = {".css": _style, ".json": _json, ".svg": _svg}


@lru_cache(maxsize=2)
def _scripts(scripts: tuple[tuple[str, str], ...]) -> Iterable[Problem]:
    """Return what Node says of scripts, which are parsed as modules and not run; nothing where Node is not installed."""
    if not which("node"):
        return ()
    texts = json.dumps([text for _, text in scripts])
    said = _node("--experimental-vm-modules", "--no-warnings", "--eval", _PARSE, given=texts).stdout
    broken = [script for script, fails in zip(scripts, json.loads(said or "[]"), strict=False) if fails]
    return tuple(_unparsed(name, text) for name, text in broken)


def _unparsed(name: str, text: str) -> Problem:
    said = _SAID.search(_node("--check", "--input-type=module", given=text).stderr)
    line, reason = said.groups() if said else (1, "no reason was given")
    return Problem(name, int(line), 1, f"does not parse: {reason}")


def _node(*options: str, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["node", *options], input=given, capture_output=True, encoding="utf-8", check=False)
