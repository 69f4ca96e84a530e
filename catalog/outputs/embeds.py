"""Cards for frames on other people's pages: `/embed/<id>/`, `/embed/answer/<definition>/<sense>/`, `/embed/figure/<name>/`.

A card is one file of at most 10 KB without a script, with a security policy of its own, so that it works in a sandboxed
frame. `oembed.json` beside it describes it to programs that turn an address into a card.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import escape

from catalog.model import Model
from catalog.pages.answers import GENERATIVE, LLM, Answer, answer
from catalog.pages.page import File
from catalog.pages.render import Renderer
from catalog.queries import SENSES
from catalog.schema import labels

STYLE = (
    ":root{color-scheme:light dark}body{margin:0;padding:8px 14px;font:14px/1.35 system-ui,sans-serif;"
    "color:light-dark(#1c1d22,#eceae3);background:light-dark(#fcfaf5,#17181c)}h1{margin:0;font-size:17px}"
    "a{color:light-dark(#00508a,#84c7f5)}.verdict{margin:4px 0 6px;font-size:18px;font-weight:700}"
    "dl{margin:0}dl div{display:flex;gap:.5em}dt{min-width:10.8em;color:light-dark(#55575f,#acaeb7)}dd{margin:0}"
    ".from{margin:6px 0 0;font-size:12px}img{max-width:100%;height:auto}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
WIDTH, HEIGHT = 420, 240
"""Of the frame that a snippet offers, in pixels."""


def embeds(renderer: Renderer) -> Iterator[File]:
    """Yield the cards of models and answers, and their oEmbed documents."""
    for model in renderer.site.models:
        yield from card(
            renderer, f"embed/{model.id}/", f"{model.record.name}: is it generative?", partial(_of_model, model)
        )
    for definition in renderer.site.definitions:
        for sense in SENSES:
            found = answer(renderer.site, definition, sense)
            yield from card(renderer, f"embed/{found.address}", found.headline, partial(_of_answer, found))


def _of_model(model: Model) -> Mapping[str, Any]:
    senses = [
        (labels.SENSE_NAME[sense], f"{labels.SHAPE[value]} {labels.SENSE[sense][value]}")
        for sense in SENSES
        if (value := getattr(model.verdict, sense))
    ]
    summary = model.verdict.summary
    return {
        "address": f"models/{model.id}/", "heading": model.record.name, "rows": senses,
        "verdict": f"{labels.SHAPE[summary]} {labels.SUMMARY[summary]}", "note": "From",
    }  # fmt: skip


def _of_answer(found: Answer) -> Mapping[str, Any]:
    cell = found.cell
    return {
        "address": found.address, "heading": "Are all large language models generative?", "verdict": found.headline,
        "rows": [("An LLM is", LLM[cell.definition]), ("Generative means that", GENERATIVE[cell.sense])], "note": "From",
    }  # fmt: skip


def snippet(settings_url: str, path: str, title: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    """Return the HTML that shows a card in a frame."""
    return (
        f'<iframe src="{settings_url}{path}" title="{escape(title)}" width="{size[0]}" height="{size[1]}" '
        'sandbox="allow-popups" loading="lazy" style="border:1px solid #ccc;border-radius:6px"></iframe>'
    )


def card(
    renderer: Renderer,
    path: str,
    title: str,
    values: Callable[[], Mapping[str, Any]],
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> Iterator[File]:
    """Yield the page of a card, which prints `values`, and its oEmbed document; `size` is that of the frame in pixels."""
    shared: dict[str, Any] = {
        "style": STYLE, "style_hash": STYLE_HASH, "title": title, "verdict": "", "rows": [], "picture": "",
    }  # fmt: skip
    yield f"{path}index.html", lambda: renderer.text("embed.html.jinja", **{**shared, **values()})
    document = {
        "version": "1.0", "type": "rich", "title": title, "provider_name": renderer.settings.site_name,
        "provider_url": renderer.settings.site_url, "width": size[0], "height": size[1],
        "html": snippet(renderer.settings.site_url, path, title, size),
    }  # fmt: skip
    yield f"{path}oembed.json", lambda: json.dumps(document, ensure_ascii=False, indent=1) + "\n"
