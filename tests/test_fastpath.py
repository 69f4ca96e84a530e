"""A page put into the layout is what the engine would have rendered, had it rendered the page itself."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sample import FAR_FUTURE, HOME

from catalog.engine import render
from catalog.pages.layout import LAYOUT_PAGE, Layout, finish
from catalog.pages.render import ROOT
from catalog.pipeline import ProjectPaths, load_all, prepare

PAGE = "changes/"
"""An authored page to which neither navigation nor footer leads: there the engine would mark it."""


def comparable(html: str) -> str:
    """Return a page without what may differ: white space, and how the root of the site is spelled."""
    return re.sub(r'href="(?:\./)?\.\."', 'href="../"', re.sub(r"\s+", " ", html))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_pages_in_the_layout_are_the_engines_own(engine: str, tmp_path: Path) -> None:
    paths = ProjectPaths(HOME, HOME / "data", tmp_path / "unused")
    renderer, files = prepare(paths, *load_all(paths, FAR_FUTURE), None)
    rendered = render(engine, HOME, tmp_path, files, renderer.settings)
    base = urlsplit(renderer.settings.site_url).path

    def finished(path: str) -> str:
        return finish(rendered.pages[path], path, base, renderer.raw_html, ROOT)

    layout = Layout(finished(LAYOUT_PAGE))
    (page,) = [page for page in renderer.authored if page.address == PAGE]
    full = finished(page.path)
    (article,) = re.findall(r'<h1 id="top">.*?(?=\s*</article>)', full, re.S)
    head = renderer.head(page, page.root)
    assert comparable(layout.page(page.address, page.root, head, article)) == comparable(full)
