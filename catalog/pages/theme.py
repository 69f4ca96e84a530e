"""The style sheet of Material for MkDocs, cut to the rules that the pages of this site can use.

In: the installed theme, the classes of the built pages, our own style sheets. Out: about a tenth of the theme's bytes,
which is what a phone has to fetch and to try on every element. A page that comes to use another class of the theme, such
as that of a note, gets its rules with the next build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import cache, lru_cache
from importlib import metadata, resources

_HEAD = """\
/*! What this site uses of the style sheet of Material for MkDocs {version}.
   Copyright 2016-2025 Martin Donath, MIT license: see vendor/theme.LICENSE.txt. */
"""

_MARKS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[(){}\[\];,]""", re.S)
_OUTSIDE = re.compile(r"#[\w-]+|\[data-md|\[dir=rtl\]|\[id=|-webkit-|\.[\w-]+>summary")
"""Selectors of what no page of ours shows: what the theme's script makes, right to left, and its own kind of details."""
_NEVER_SHOWN = frozenset({"md-dialog", "md-dialog__inner", "md-overlay"})
"""Classes that stand in every page, but only serve the theme's script."""
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def _split(text: str, mark: str) -> Iterator[str]:
    """Yield the parts of a text between marks, not heeding those in strings and brackets."""
    depth = start = 0
    for hit in _MARKS.finditer(text):
        if hit[0] == mark and not depth:
            yield text[start : hit.start()].strip()
            start = hit.end()
        depth += (hit[0] in "([{") - (hit[0] in ")]}")
    yield text[start:].strip()


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield (selectors or condition, body) of every rule."""
    depth = start = opened = 0
    for hit in _MARKS.finditer(css):
        if hit[0] == "{":
            opened = opened if depth else hit.start()
            depth += 1
        elif hit[0] == "}":
            depth -= 1
            if not depth:
                yield css[start:opened].strip(), css[opened + 1 : hit.start()]
                start = hit.end()


def _fits(selector: str, classes: Set[str]) -> bool:
    """Tell whether a selector can fit an element of pages with these classes."""
    bare = re.sub(r":not\([^)]*\)", "", selector)
    return set(re.findall(r"\.([\w-]+)", bare)) <= classes and not _OUTSIDE.search(bare)


def cut(css: str, classes: Set[str], variables: Set[str]) -> Iterator[str]:
    """Yield the rules that pages with these classes can use, without variables that are not among the given ones."""
    for head, body in _rules(css):
        if head.startswith("@media"):
            inner = "".join(cut(body, classes, variables))
            yield f"{head}{{{inner}}}\n" if inner else ""
        elif not head.startswith("@"):
            selectors = [selector for selector in _split(head, ",") if _fits(selector, classes)]
            lines = [line for line in _split(body, ";") if line]
            lines = [line for line in lines if line[:2] != "--" or line.partition(":")[0] in variables]
            yield f"{','.join(selectors)}{{{';'.join(lines)}}}\n" if selectors and lines else ""


@cache
def whole() -> str:
    """Return the style sheet of the installed theme."""
    folder = resources.files("material") / "templates/assets/stylesheets"
    [sheet] = (file for file in folder.iterdir() if re.fullmatch(r"main\..*\.css", file.name))
    return re.sub(r"@charset[^;]*;|/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)


def classes_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the classes of the theme that pages or templates use."""
    used = {name for text in texts for names in _CLASSES.findall(text) for name in names.split()}
    return frozenset(used & _classes_of_theme()) - _NEVER_SHOWN


@cache
def _classes_of_theme() -> frozenset[str]:
    return frozenset(re.findall(r"\.([A-Za-z][\w-]*)", whole()))


@lru_cache(maxsize=8)
def theme_styles(classes: frozenset[str], own: str) -> str:
    """Return the part of the theme's style sheet for pages with these classes, beside style sheets of our own."""
    variables: set[str] = set()
    text = "".join(cut(whole(), classes, variables))
    while len(found := {*_VARIABLE.findall(text + own)}) != len(variables):
        variables = found
        text = "".join(cut(whole(), classes, variables))
    return _HEAD.format(version=metadata.version("mkdocs-material")) + text
