"""Writes `content/assets/vendor/theme.css`: of the style sheet of Material for MkDocs, the rules that our pages can use.

In: the installed theme, our own style sheets. Out: about a tenth of the theme's bytes, which is what a phone has to fetch
and to try on every element. Run it after a new version of the theme, or when a page comes to use another class of it;
a test says when the theme moved on, and a test in a browser that no rule left out fits any element of our pages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path

HOME = Path(__file__).parent.parent.resolve()
ASSETS = HOME / "content" / "assets"
TARGET = ASSETS / "vendor" / "theme.css"
CLASSES = {
    "md-container", "md-content", "md-content__inner", "md-grid", "md-main", "md-main__inner", "md-skip", "md-toggle",
    "md-typeset", "headerlink",
}  # fmt: skip
"""What our pages use of the theme's classes. Rules that name another class, an id or the theme's script are left out."""
HEAD = """\
/*! Written by tools/theme_styles.py: what this site uses of the style sheet of Material for MkDocs {version}.
   Copyright 2016-2025 Martin Donath, MIT license: see theme.LICENSE.txt beside this file. */
"""

_MARKS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[(){}\[\];,]""", re.S)
_OUTSIDE = re.compile(r"#[\w-]+|\[data-md|\[dir=rtl\]|\[id=|-webkit-")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def split(text: str, mark: str) -> Iterator[str]:
    """Yield the parts of a text between marks, not heeding those in strings and brackets."""
    depth = start = 0
    for hit in _MARKS.finditer(text):
        if hit[0] == mark and not depth:
            yield text[start : hit.start()].strip()
            start = hit.end()
        depth += (hit[0] in "([{") - (hit[0] in ")]}")
    yield text[start:].strip()


def rules(css: str) -> Iterator[tuple[str, str]]:
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


def fits(selector: str) -> bool:
    """Tell whether a selector can fit an element of our pages."""
    bare = re.sub(r":not\([^)]*\)", "", selector)
    return set(re.findall(r"\.([\w-]+)", bare)) <= CLASSES and not _OUTSIDE.search(bare)


def cut(css: str, used: set[str]) -> Iterator[str]:
    """Yield the rules that our pages can use, without variables that none of them uses."""
    for head, body in rules(css):
        if head.startswith("@media"):
            inner = "".join(cut(body, used))
            yield f"{head}{{{inner}}}\n" if inner else ""
        elif not head.startswith("@"):
            selectors = [selector for selector in split(head, ",") if fits(selector)]
            lines = [line for line in split(body, ";") if line and (line[:2] != "--" or line.partition(":")[0] in used)]
            yield f"{','.join(selectors)}{{{';'.join(lines)}}}\n" if selectors and lines else ""


def whole() -> str:
    """Return the style sheet of the installed theme."""
    folder = resources.files("material") / "templates/assets/stylesheets"
    [sheet] = (file for file in folder.iterdir() if re.fullmatch(r"main\..*\.css", file.name))
    return re.sub(r"@charset[^;]*;|/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)


def theme_styles() -> str:
    """Return the text of the file."""
    css = whole()
    own = "".join(path.read_text("utf-8") for path in sorted(ASSETS.glob("*.css")))
    used: set[str] = set()
    text = "".join(cut(css, used))
    while len(found := {*_VARIABLE.findall(text + own)}) != len(used):
        used = found
        text = "".join(cut(css, used))
    return HEAD.format(version=metadata.version("mkdocs-material")) + text


def main() -> int:
    """Write the file and say so."""
    TARGET.write_text(theme_styles(), "utf-8")
    print(TARGET.relative_to(HOME), file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
