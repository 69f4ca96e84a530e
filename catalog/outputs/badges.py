"""Badges: a small SVG for every model, one for the summary and one for each sense, to be shown in other people's pages.

`/badges/<id>.svg` and `/badges/<id>/<sense>.svg` keep their addresses. A badge has no script and no font of its own, and
its colors follow the reader's light or dark scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import escape

from catalog.pages.page import File
from catalog.schema import labels
from catalog.site import Site
from catalog.verdict import SENSES

LABEL = "generative?"
WORDS = {
    "generative": "yes", "not-generative": "no", "depends": "depends",
    "yes": "yes", "with-extra-procedure": "with extra work", "no": "no",
    "exact": "exact", "bound": "bounded", "pseudo": "pseudo only", "none": "none", "undisclosed": "not disclosed",
}  # fmt: skip
"""Short words for the right half."""
_COLORS = {
    "yes": ("#0b5c8f", "#5ab4e8"),
    "part": ("#8a5a00", "#e6a93a"),
    "no": ("#a13c00", "#f29d6f"),
    "none": ("#55575f", "#acaeb7"),
}
"""Hue -> background in a light and in a dark scheme; words on it are white and black."""
_LETTER, _PADDING = 6.6, 7
_TEMPLATE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{title}"><title>{title}</title>'
    "<style>text{{font:11px Verdana,DejaVu Sans,sans-serif;fill:#fff}}.b{{fill:{light}}}"
    "@media(prefers-color-scheme:dark){{.b{{fill:{dark}}}.v{{fill:#111}}}}</style>"
    '<rect width="{width}" height="20" rx="3" fill="#3a3d45"/>'
    '<path class="b" d="M{left} 0h{inner}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{inner}z"/>'
    '<text x="{padding}" y="14" textLength="{label_length}">{label}</text>'
    '<text class="v" x="{value_at}" y="14" textLength="{value_length}">{value}</text></svg>\n'
)


def badge(label: str, value: str, title: str) -> str:
    """Return a badge as SVG: a label, a value of the vocabulary in words, and a title that says both in full."""
    shown = f"{labels.SHAPE[value]} {WORDS[value]}"
    label_length, value_length = round(len(label) * _LETTER), round(len(shown) * _LETTER)
    left = label_length + 2 * _PADDING
    light, dark = _COLORS[labels.HUE[value]]
    return _TEMPLATE.format(
        width=left + value_length + 2 * _PADDING, left=left, inner=value_length + 2 * _PADDING - 3, padding=_PADDING,
        label=label, label_length=label_length, value=shown, value_at=left + _PADDING, value_length=value_length,
        title=escape(title), light=light, dark=dark,
    )  # fmt: skip


def badge_path(ident: str, sense: str = "") -> str:
    """Return where a badge of a model lies; without a sense, that of the summary."""
    return f"badges/{ident}/{sense.replace('_', '-')}.svg" if sense else f"badges/{ident}.svg"


def badges(site: Site) -> Iterator[File]:
    """Yield the badges of all models."""
    for model in site.models:
        name, summary = model.record.name, model.verdict.summary
        yield badge_path(model.id), partial(badge, LABEL, summary, f"{name}: {labels.SUMMARY[summary].lower()}")
        for sense in SENSES:
            value = getattr(model.verdict, sense)
            title = f"{name}: {labels.SENSE[sense][value].lower()}"
            yield badge_path(model.id, sense), partial(badge, labels.SENSE_NAME[sense].lower(), value, title)
