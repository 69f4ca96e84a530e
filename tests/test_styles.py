"""The style sheets: the theme's part is what the tool makes of the installed theme, and a page gets all of them as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.pages.styles import SHEETS, joined
from tools import theme_styles

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


def test_the_theme_has_not_moved_on() -> None:
    """After a new version of the theme, or new classes in use, run tools/theme_styles.py."""
    assert theme_styles.TARGET.read_text("utf-8") == theme_styles.theme_styles()


def test_only_rules_and_variables_of_use_are_kept() -> None:
    assert "".join(theme_styles.cut(SHEET.replace('@charset "utf-8";', ""), {"--used"})) == CUT


def test_style_sheets_are_joined_in_order_and_their_remarks_left_out() -> None:
    assets = {name: f"/* remark */\n{place}{{}}\n".encode() for place, name in enumerate(SHEETS)}
    assert joined({"logo.svg": b"<svg/>", "other.css": b"/* kept */", **assets}) == {
        "logo.svg": b"<svg/>",
        "other.css": b"/* kept */",
        "face.css": b"0{}\n1{}\n2{}\n3{}\n4{}\n",
    }
    assert joined({SHEETS[0]: b"/*! license */"})["face.css"] == b"/*! license */"


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_of_the_order_is_there(name: str) -> None:
    assert (Path(theme_styles.ASSETS) / name).is_file()
