"""What other people's pages show: badges, cards for frames, and the figures of the article as files.

Badges have no script and no font of their own; their colors follow the reader's light or dark scheme. A card is one
file of at most 10 KB without a script, with a security policy of its own, so that it works in a sandboxed frame;
`oembed.json` beside it describes it to programs that turn an address into a card.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from markupsafe import escape

from catalog.outputs.api import dump
from catalog.pages import figures
from catalog.pages.answers import GENERATIVE, LLM, Answer
from catalog.pages.page import File
from catalog.pages.render import Renderer
from catalog.schema import labels
from catalog.site import Model
from catalog.verdict import SENSES

_WORDS = {
    "generative": "yes", "not-generative": "no", "depends": "depends",
    "yes": "yes", "with-extra-procedure": "with extra work", "no": "no",
    "exact": "exact", "bound": "bounded", "pseudo": "pseudo only", "none": "none", "undisclosed": "not disclosed",
}  # fmt: skip
"""Short words for the right half of a badge."""
_COLORS = {
    "yes": ("#0b5c8f", "#5ab4e8"),
    "part": ("#8a5a00", "#e6a93a"),
    "no": ("#a13c00", "#f29d6f"),
    "none": ("#55575f", "#acaeb7"),
}
"""Hue -> background in a light and in a dark scheme; words on it are white and black."""
_LETTER, _PADDING = 6.6, 7
_BADGE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{title}"><title>{title}</title>'
    "<style>text{{font:11px Verdana,DejaVu Sans,sans-serif;fill:#fff}}.b{{fill:{light}}}"
    "@media(prefers-color-scheme:dark){{.b{{fill:{dark}}}.v{{fill:#111}}}}</style>"
    '<rect width="{width}" height="20" rx="3" fill="#3a3d45"/>'
    '<path class="b" d="M{left} 0h{inner}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{inner}z"/>'
    '<text x="{padding}" y="14" textLength="{label_length}">{label}</text>'
    '<text class="v" x="{value_at}" y="14" textLength="{value_length}">{value}</text></svg>\n'
)
STYLE = (
    ":root{color-scheme:light dark}body{margin:0;padding:8px 14px;font:14px/1.35 system-ui,sans-serif;"
    "color:light-dark(#1c1d22,#eceae3);background:light-dark(#fcfaf5,#17181c)}h1{margin:0;font-size:17px}"
    "a{color:light-dark(#00508a,#84c7f5)}.verdict{margin:4px 0 6px;font-size:18px;font-weight:700}"
    "dl{margin:0}dl div{display:flex;gap:.5em}dt{min-width:10.8em;color:light-dark(#55575f,#acaeb7)}dd{margin:0}"
    ".from{margin:6px 0 0;font-size:12px}img{max-width:100%;height:auto}"
)
"""The style of cards, which stands in each of them."""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def badge(label: str, value: str, title: str) -> str:
    """Return a badge as SVG: a label, a value of the vocabulary in words, and a title that says both in full."""
    shown = f"{labels.SHAPE[value]} {_WORDS[value]}"
    label_length, value_length = round(len(label) * _LETTER), round(len(shown) * _LETTER)
    left = label_length + 2 * _PADDING
    light, dark = _COLORS[labels.HUE[value]]
    return _BADGE.format(
        width=left + value_length + 2 * _PADDING, left=left, inner=value_length + 2 * _PADDING - 3, padding=_PADDING,
        label=label, label_length=label_length, value=shown, value_at=left + _PADDING, value_length=value_length,
        title=escape(title), light=light, dark=dark,
    )  # fmt: skip


def badge_path(ident: str, sense: str = "") -> str:
    """Return where a badge of a model lies; without a sense, that of the summary."""
    return f"badges/{ident}/{sense.replace('_', '-')}.svg" if sense else f"badges/{ident}.svg"


def embeds(renderer: Renderer) -> Iterator[File]:
    """Yield badges, the cards of models and answers, and picture, table and card of every figure that a page shows."""
    for model in renderer.site.models:
        yield from _of_model(renderer, model)
    for definition in renderer.site.definitions:
        for sense in SENSES:
            it = Answer(renderer.site.cell(definition, sense))
            rows = [("An LLM is", LLM[definition]), ("Generative means that", GENERATIVE[sense])]
            yield from _card(renderer, f"embed/{it.address}", it.headline, it.address, verdict=it.headline, rows=rows)
    for name, page in renderer.figure_pages.items():
        path, address, layout = f"figures/{name}", f"{page}#figure-{name}", figures.layout(name, renderer.site)
        yield f"{path}.svg", partial(figures.picture, name, renderer.index, page)
        yield f"{path}.csv", partial(figures.table, name, renderer.site)
        picture = f"../../../{path}.svg"
        yield from _card(renderer, f"embed/figure/{name}/", layout["title"], address, layout["frame"], picture=picture)


def _of_model(renderer: Renderer, model: Model) -> Iterator[File]:
    """Yield the badges of a model, one for the summary and one for each sense, and its card."""
    name, summary, rows = model.record.name, model.verdict.summary, []
    said = labels.SUMMARY[summary]
    yield badge_path(model.id), partial(badge, "generative?", summary, f"{name}: {said.lower()}")
    for sense in SENSES:
        value = getattr(model.verdict, sense)
        label, words = labels.SENSE_NAME[sense], labels.SENSE[sense][value]
        yield badge_path(model.id, sense), partial(badge, label.lower(), value, f"{name}: {words.lower()}")
        rows.append((label, f"{labels.SHAPE[value]} {words}"))
    title, verdict = f"{name}: is it generative?", f"{labels.SHAPE[summary]} {said}"
    path, address = f"embed/{model.id}/", f"models/{model.id}/"
    yield from _card(renderer, path, title, address, heading=name, verdict=verdict, rows=rows)


def _card(
    renderer: Renderer, path: str, title: str, address: str, size: tuple[int, int] = (420, 240), **values: Any
) -> Iterator[File]:
    """Yield the page of a card, which leads to an address, and its oEmbed document; `size` is that of the frame."""
    settings, (width, height) = renderer.settings, size
    shown = {"heading": "Are all large language models generative?", "verdict": "", "rows": (), "picture": "", **values}
    shown |= {"title": title, "address": address, "style": STYLE, "style_hash": _STYLE_HASH}
    yield f"{path}index.html", partial(renderer.text, "embed.html.jinja", **shown)
    frame = (
        f'<iframe src="{settings.site_url}{path}" title="{escape(title)}" width="{width}" height="{height}" '
        'sandbox="allow-popups" loading="lazy" style="border:1px solid #ccc;border-radius:6px"></iframe>'
    )
    document = {
        "version": "1.0", "type": "rich", "title": title, "provider_name": settings.site_name,
        "provider_url": settings.site_url, "width": width, "height": height, "html": frame,
    }  # fmt: skip
    yield f"{path}oembed.json", partial(dump, document, indent=1)
