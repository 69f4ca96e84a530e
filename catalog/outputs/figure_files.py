"""The figures of the article as files: `/figures/<name>.svg`, `/figures/<name>.csv`, and cards for frames on other pages.

The picture and the table come from one layout, so that whoever reads the table can draw the picture again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from catalog.outputs.embeds import card
from catalog.pages import figures
from catalog.pages.page import File
from catalog.pages.render import Renderer


def figure_files(renderer: Renderer) -> Iterator[File]:
    """Yield picture, table and card of every figure that an authored page shows."""
    for name in figures.LAYOUTS:
        page = renderer.page_of_figure(name)
        if page is not None:
            yield f"figures/{name}.svg", partial(figures.picture, name, renderer.index, page)
            yield f"figures/{name}.csv", partial(figures.table, name, renderer.site)
            layout = figures.LAYOUTS[name](renderer.site)
            values, size = partial(_values, name, page), (figures.FRAME, layout["height"] + figures.AROUND_DRAWING)
            yield from card(renderer, f"embed/figure/{name}/", layout["title"], values, size)


def _values(name: str, page: str) -> Mapping[str, Any]:
    return {
        "address": f"{page}#figure-{name}", "heading": "Are all large language models generative?", "note": "From",
        "picture": f"../../../figures/{name}.svg",
    }  # fmt: skip
