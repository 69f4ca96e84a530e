"""The style sheets: of the theme's one only what pages use, and a page gets all of them as one."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from sample import HOME

from catalog.pages.layout import (
    _SHEETS,
    _cut,
    _whole,
    joined,
    theme_styles,
    version_of,
    versioned_page,
    versioned_script,
)

SHEET = """
@charset "utf-8";
a,.md-typeset .tabbed,.md-typeset p:not(.other){color:var(--used);--lost:"; }";margin:0}
.search{margin:0}
@media print{.md-nav{margin:0}.md-grid{--used:url("data:;,{")}}
@media screen{[data-md-color]{margin:0}}
@keyframes x{0%{opacity:0}}
"""
CUT = """\
a,.md-typeset p:not(.other){color:var(--used);margin:0}
@media print{.md-grid{--used:url("data:;,{")}
}
"""


def test_only_rules_and_variables_of_use_are_kept() -> None:
    assert "".join(_cut(SHEET.replace('@charset "utf-8";', ""), {"md-typeset", "md-grid"}, {"--used"})) == CUT


def test_the_classes_of_pages_bring_their_rules() -> None:
    """What pages use is cut out, without being listed anywhere; classes that only serve the theme's script are not."""
    page = '<p class="md-typeset own">x</p><div class="admonition warning"><p class="admonition-title"><b class="md-dialog">'
    sheet = theme_styles([page, '<p class="md-grid">'], "p{color:var(--md-default-fg-color--light)}")
    classes = {name for head in re.findall(r"^[^@{]+(?={)", sheet, re.M) for name in re.findall(r"\.([a-z-]+)", head)}
    assert {"admonition", "admonition-title", "warning", "md-grid"} < classes
    assert not [name for name in classes if name.startswith("md-") and name not in ("md-typeset", "md-grid")]
    assert "--md-admonition-icon--warning:" in sheet
    assert "--md-admonition-icon--bug:" not in sheet
    assert ".tabbed" not in sheet
    assert len(sheet) < len(_whole()) / 6


def test_style_sheets_are_joined_in_order_and_their_remarks_left_out() -> None:
    assets = {name: f"/* remark */\n{place}{{}}\n".encode() for place, name in enumerate(_SHEETS)}
    assert joined({"logo.svg": b"<svg/>", "other.css": b"/* kept */", **assets}) == {
        "logo.svg": b"<svg/>",
        "other.css": b"/* kept */",
        "face.css": b"0{}\n1{}\n2{}\n3{}\n",
    }
    assert joined({_SHEETS[0]: b"/*! license */"})["face.css"] == b"/*! license */"


@pytest.mark.parametrize("name", _SHEETS)
def test_every_sheet_of_the_order_is_there(name: str) -> None:
    assert (HOME / "content" / "assets" / name).is_file()


def test_every_reference_has_the_version() -> None:
    script = b'import { a } from "./dom.js";\nimport "../x/y.js";\nconst z = await import("./z.js");\nimport(name); x = "./no.js";'
    assert versioned_script(script, "1f") == (
        b'import { a } from "./dom.js?v=1f";\nimport "../x/y.js?v=1f";\nconst z = await import("./z.js?v=1f");\nimport(name); x = "./no.js";'
    )
    page = (
        '<link href="../assets/face.css"><script src="./assets/main.js"></script><a href="https://x/assets/a.js">x</a>'
    )
    assert versioned_page(page, "1f") == (
        '<link href="../assets/face.css?v=1f"><script src="./assets/main.js?v=1f"></script><a href="https://x/assets/a.js">x</a>'
    )


def test_the_version_changes_with_each_file() -> None:
    assert version_of([b"a", "b"]) == version_of([b"ab"]) != version_of([b"a", "c"])


def test_no_reference_of_the_site_lacks_the_version(site_folder: Path) -> None:
    """Pages, scripts and what they import and fetch: all with one version; and no script imports itself by a detour."""
    versions: set[str] = set()
    for path in site_folder.rglob("*.html"):
        for reference in re.findall(r'(?:href|src)="([^"]*assets/[^"]*\.(?:js|css)\b[^"]*)"', path.read_text("utf-8")):
            versions.add(reference.partition("?v=")[2])
    graph: dict[str, set[str]] = {}
    for path in (site_folder / "assets").rglob("*.js"):
        if "javascripts" in path.parts:  # of the theme; no page loads them
            continue
        text = path.read_text("utf-8")
        found = re.findall(r'(?:from|import\(?)\s*"(\.[^"]*)"', text)
        versions |= {reference.partition("?v=")[2] for reference in found}
        static = re.findall(r'from "(\.[^"?]*)', text)
        graph[str(path)] = {str((path.parent / reference).resolve()) for reference in static}
        for address in re.findall(r"new URL\([`\"]([^`\"]*\.json[^`\"]*)", text):
            assert address.endswith(".json${version}"), (path.name, address)
    TopologicalSorter(graph).prepare()
    (version,) = versions
    assert re.fullmatch("[0-9a-f]{10}", version)
