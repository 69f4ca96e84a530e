"""Site -> figures as accessible SVG: laid out here, drawn by `templates/figures`.

A figure has one template: its block `drawing` is printed into the page and, with addresses in full, into a file of its
own. A layout also gives the finding, which is the title, and the data as rows, which are the CSV file.
Lengths are units of a viewBox 560 wide. Text has 15 units on wide screens and 22 on phones (`figures.css`), so every
label must fit at 22. No figure grows with the catalog.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Callable
from textwrap import wrap
from typing import Any, NamedTuple

from markupsafe import Markup

from catalog.load.problems import nearest, shown
from catalog.model import Model
from catalog.outputs.citations import Citation
from catalog.outputs.escaping import csv_cell
from catalog.pages import masks
from catalog.pages.context import ContentError, PageContext, SiteIndex, fill
from catalog.schema import labels
from catalog.schema.record import Record
from catalog.schema.vocabulary import VOCABULARIES
from catalog.site import Site
from catalog.verdict import factorization

WIDTH, LETTER = 560, 12.5
"""Of every figure, and of an average letter at 22 units."""
EXAMPLES = ("bert", "electra", "t5", "gpt-2", "llada", "qwen3-embedding")
"""Whose paths the four axes show, where they are in the catalog."""
AXES = ("Architecture", "Attention", "Last objective", "Head and release")
DASHES = ("none", "10 5", "2 5", "14 4 2 4", "6 3", "20 6")
OUTCOMES = VOCABULARIES["writes_text"]
MARKED = ("first", "largest", "pair")
"""Inclusion reasons that put a model on the timeline, the most important first."""
NAMED = {
    "nemotron-4-340b-reward": "Nemotron-Reward", "xlm-roberta-xl": "XLM-R XL", "bert": "BERT", "gpt-3": "GPT-3",
    "gpt-3-5": "ChatGPT", "llada": "LLaDA", "t5": "T5", "deepseek-r1": "DeepSeek-R1",
}  # fmt: skip
"""Models that the text speaks of, with short names; the timeline shows and labels them first."""
MAX_MARKS, MAX_LABELS = 44, 14
AROUND = (
    ("start", 13, 7, 0.0), ("end", -13, 7, 1.0), ("middle", 0, -15, 0.5), ("middle", 0, 29, 0.5), ("start", 9, -10, 0.0),
    ("end", -9, -10, 1.0), ("start", 9, 24, 0.0), ("end", -9, 24, 1.0),
    ("end", -20, 31, 1.0), ("start", 20, 31, 0.0),
)  # fmt: skip
"""Where a name may stand beside its mark: anchor, offset, and the part of its width to the left of that point."""

IN_PARALLEL = frozenset({
    "masked-diffusion", "discrete-diffusion", "continuous-diffusion", "reweighted-diffusion", "conditional-masking",
})  # fmt: skip
"""Objectives whose decoder predicts all positions at once."""

Box = tuple[float, float, float, float]


class Lane(NamedTuple):
    """The path of one model down through the axes: a vertical line with a mark at every value it has."""

    model: Model
    x: float
    dash: str
    stops: tuple[int, ...]
    values: tuple[str, ...]
    """Per axis, its values in words."""


def _axis_values(model: Model) -> tuple[tuple[str, ...], ...]:
    record = model.record
    aim = "to write" if model.verdict.released_to_write == "yes" else "other uses"
    objectives = tuple(map(labels.hyphens_to_words, model.objectives)) or ("undisclosed",)
    return (
        (record.architecture,),
        (record.attention,),
        objectives,
        (f"{labels.hyphens_to_words(record.output_head)}, {aim}",),
    )


def _axes(site: Site) -> dict[str, Any]:
    """Lay out one row per value and one lane per model; `split` are the rows that hold writers and others."""
    models = [site.by_id[ident] for ident in EXAMPLES if ident in site.by_id]
    table = [_axis_values(model) for model in models]
    heights: dict[tuple[int, str], int] = {}
    headings, y = [], 212
    for axis, name in enumerate(AXES):
        headings.append((name, y))
        for value in dict.fromkeys(value for values in table for value in values[axis]):
            y += 34
            heights[axis, value] = y
        y += 52
    step = (WIDTH - 326) / max(len(models), 1)
    lanes = [
        Lane(model, round(268 + step * (index + 0.5), 1), DASHES[index],
             tuple(heights[axis, value] for axis, values in enumerate(table[index]) for value in values),
             tuple(", ".join(values) for values in table[index]))
        for index, model in enumerate(models)
    ]  # fmt: skip
    writes = {
        key: {lane.model.verdict.writes_text == "yes" for lane in lanes if y in lane.stops}
        for key, y in heights.items()
    }
    split = [value for (_, value), found in writes.items() if len(found) > 1]
    return {
        "lanes": lanes, "rows": [(value, y) for (_, value), y in heights.items()], "headings": headings, "axes": AXES,
        "height": y - 30, "split": split,
        "title": f"No axis decides alone: {labels.listed(split)} occur in models that write and in models that do not"
                 if split else f"Four axes, and the paths of {len(lanes)} models",
        "columns": ("id", "name", "axis", "value", "writes_text"),
        "data": [
            (model.id, model.record.name, axis, value, model.verdict.writes_text)
            for model, values in zip(models, table, strict=True)
            for axis, found in zip(AXES, values, strict=True) for value in found
        ],
    }  # fmt: skip


class Mark(NamedTuple):
    """One model on the timeline; `label` is (x, y, anchor) where there is room for its name."""

    model: Model
    x: float
    y: float
    label: tuple[float, float, str] | None


def _label(name: str, x: float, y: float, taken: list[Box]) -> tuple[float, float, str] | None:
    """Return the first free place for a name around a mark, and take it."""
    width = LETTER * len(name)
    for anchor, dx, dy, shift in AROUND:
        left, base = x + dx - shift * width, y + dy
        box = (left, base - 19, left + width, base + 5)
        free = all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in taken)
        if left > 80 and box[2] < WIDTH and box[1] > 0 and free:
            taken.append(box)
            return round(x + dx, 1), round(base, 1), anchor
    return None


def _year(date: str) -> float:
    year, month, day = map(int, date.split("-"))
    return year + (month - 1) / 12 + (day - 1) / 372


def _chosen(site: Site) -> tuple[list[Model], int]:
    """Return the models of the timeline, those that the text names first, and how many of their kind are left out."""
    named = [(-1, tuple(NAMED).index(model.id), model.id) for model in site.models if model.id in NAMED]
    ranked = [
        (MARKED.index(reason), -model.largest, model.id)
        for model in site.models
        if model.id not in NAMED
        for reason in sorted(set(model.record.included_as) & set(MARKED), key=MARKED.index)[:1]
    ]
    chosen = [site.by_id[ident] for _, _, ident in sorted([*named, *ranked]) if site.by_id[ident].largest][:MAX_MARKS]
    return chosen, len(named) + len(ranked) - len(chosen)


def _size_decides_nothing(chosen: list[Model]) -> str:
    """Return the finding of the timeline: a model that does not write beside a smaller one that does."""
    mute = max((m for m in chosen if m.verdict.writes_text == "no"), key=lambda m: m.largest, default=None)
    writer = min((m for m in chosen if m.verdict.writes_text == "yes"), key=lambda m: m.largest, default=None)
    if not mute or not writer or mute.largest <= writer.largest:
        return f"{len(chosen)} models by date and size"
    sizes = [labels.short_count(model.largest) for model in (mute, writer)]
    return (
        f"Size does not decide: {mute.record.name} has {sizes[0]} parameters and does not write; "
        f"{writer.record.name} has {sizes[1]} and does"
    )


def _timeline(site: Site) -> dict[str, Any]:
    """Place by date and logarithm of size the models that are named, first, largest or half of a pair."""
    chosen, left_out = _chosen(site)
    first, last = (math.floor(f(_year(m.record.released) for m in chosen)) if chosen else 2018 for f in (min, max))
    low, high = (math.log10(f(m.largest for m in chosen)) if chosen else 8 for f in (min, max))
    bottom, top = low - 0.5, high + 0.5

    def along(year: float) -> float:
        return round(84 + (year - first) / (last + 1 - first) * 466, 1)

    def up(power: float) -> float:
        return round(30 + (top - power) / (top - bottom) * 360, 1)

    points = [(model, along(_year(model.record.released)), up(math.log10(model.largest))) for model in chosen]
    taken = [(x - 8, y - 8, x + 8, y + 8) for _, x, y in points]
    marks: list[Mark] = []
    for model, x, y in points:
        room = sum(mark.label is not None for mark in marks) < MAX_LABELS
        marks.append(Mark(model, x, y, _label(NAMED.get(model.id, model.record.name), x, y, taken) if room else None))
    every = 1 if last - first < 5 else 2 if last - first < 11 else 10
    by_date = sorted(marks, key=lambda mark: (mark.model.record.released, mark.model.id))
    return {
        "names": NAMED, "marks": sorted(by_date, key=lambda mark: OUTCOMES.index(mark.model.verdict.writes_text)),
        "left_out": left_out, "total": len(site.models), "limit": MAX_MARKS,
        "unsized": [m.record.name for m in site.models if m.id in NAMED and not m.largest],
        "years": [(year, along(year)) for year in range(first, last + 2, every)],
        "sizes": [(labels.short_count(10**n), up(n)) for n in range(math.ceil(bottom), math.floor(top) + 1)],
        "by_date": by_date, "height": 430, "title": _size_decides_nothing(chosen),
        "columns": ("id", "name", "released", "parameters", "writes_text"),
        "data": [
            (m.id, m.record.name, m.record.released, m.largest, m.verdict.writes_text)
            for m in (mark.model for mark in by_date)
        ],
    }  # fmt: skip


def _architectures(site: Site) -> dict[str, Any]:
    """Lay out one stacked bar per architecture, with its counts beside it."""
    counts: Counter[tuple[str, str]] = Counter((m.record.architecture, m.verdict.writes_text) for m in site.models)
    years: Counter[tuple[str, str]] = Counter((m.record.architecture, m.record.released[:4]) for m in site.models)
    totals: Counter[str] = Counter(m.record.architecture for m in site.models)
    longest, bars = max(totals.values(), default=1), []
    for row, name in enumerate(name for name in VOCABULARIES["architecture"] if totals[name]):
        x, segments = 0.0, []
        for outcome in OUTCOMES:
            width = counts[name, outcome] / longest * WIDTH
            segments.append((outcome, round(x, 1), round(width, 1), counts[name, outcome]))
            x += width
        bars.append((name, 72 + 74 * row, segments, totals[name]))
    columns = sorted({year for _, year in years})
    by_year = [(name, [years[name, year] for year in columns], total) for name, _, _, total in bars]
    both = [name for name, *_ in bars if counts[name, "yes"] and counts[name, "no"]]
    return {
        "bars": bars, "height": 50 + 74 * len(bars), "years": columns, "by_year": by_year,
        "title": f"Architecture does not decide: {labels.listed(both)} models include some that write and some that do not"
                 if both else "Models per architecture, by whether they write text",
        "columns": ("architecture", "writes_text", "models"),
        "data": [(name, outcome, count) for name, _, segments, _ in bars for outcome, _, _, count in segments],
    }  # fmt: skip


def _masks(site: Site) -> dict[str, Any]:
    """Lay out one panel per mask, three in a row, as in the file; the page arranges them by its width."""
    panels = [masks.panel(kind) for kind in masks.MESSAGES]
    found = {(model.record.attention, model.verdict.writes_text) for model in site.models}
    both = [panel.name.lower() for panel in panels if {(panel.kind, "yes"), (panel.kind, "no")} <= found]
    return {
        "panels": panels, "masks": masks, "height": 196 * math.ceil(len(panels) / 3),
        "places": [(192 * (index % 3), 196 * (index // 3)) for index in range(len(panels))],
        "title": f"A mask does not decide: with {labels.listed(both, 'or')} attention, some models write and some do not"
                 if both else "Which tokens may look at which",
        "columns": ("mask", "token", "looks_at", "may_look"),
        "data": [
            (panel.kind, token, other, "yes" if may else "no")
            for panel in panels
            for token, row in enumerate(masks.matrix(panel.kind, masks.LENGTH, masks.GIVEN.get(panel.kind), masks.ORDER), 1)
            for other, may in enumerate(row, 1)
        ],
    }  # fmt: skip


LAYOUTS: dict[str, Callable[[Site], dict[str, Any]]] = {
    "masks": _masks, "axes": _axes, "timeline": _timeline, "architectures": _architectures,
}  # fmt: skip


def _values(name: str, context: PageContext) -> dict[str, Any]:
    layout = LAYOUTS[name](context.site)
    return {"name": name, "context": context, "outcomes": OUTCOMES, "width": WIDTH, **layout} | {
        "frame": (FRAME, layout["height"] + AROUND_DRAWING)
    }


def draw(name: str, context: PageContext, page: str = "") -> Markup:
    """Print a figure of the article, with what a reader needs to take it away; `page` is the address of its page."""
    if name not in LAYOUTS:
        raise ContentError(f"no figure {shown(name)}{nearest(name, LAYOUTS)}")
    index, values = context.index, _values(name, context)
    address = f"{index.settings.site_url}{page}#figure-{name}"
    cited = Citation(name, values["title"], address, index.settings.site_name, index.site.as_of, index.log.version)
    template = index.environment.get_template(f"figures/{name}.html.jinja")
    return Markup(template.render(values, address=address, citation=cited.text).strip())


FRAME, AROUND_DRAWING = 600, 280
"""Of the frame that shows a figure on other pages, in pixels: its width, and what its height holds beside the drawing."""
LINE = 50
"""Letters of a title that fit into one line of the file."""


def picture(name: str, index: SiteIndex, page: str) -> str:
    """Return a figure as an SVG file: with its title, legend and origin, in light and dark, its links in full."""
    context = PageContext(index, index.settings.site_url)
    values = _values(name, context) | {"page": page}
    values["lines"] = wrap(values["title"], LINE)
    drawing = index.environment.get_template(f"figures/{name}.html.jinja")
    values["drawing"] = Markup("".join(drawing.blocks["drawing"](drawing.new_context(values))))
    return index.environment.get_template("figures/file.svg.jinja").render(values)


def table(name: str, site: Site) -> str:
    """Return the data of a figure as CSV."""
    layout, out = LAYOUTS[name](site), io.StringIO()
    csv.writer(out).writerows(map(csv_cell, row) for row in [layout["columns"], *layout["data"]])
    return out.getvalue()


SMALL = (
    '<figure class="figure figure--mask">%s<figcaption><a href="%sglossary/#attention-%s">%s</a>%s'
    ". %s Each row looks, each column is looked at; a square means that it may.</figcaption></figure>"
)


def attention_mask(record: Record, root: str) -> Markup:
    """Print the small figure of a model page: its mask, or why there is none."""
    seq2seq = record.architecture == "encoder-decoder" and IN_PARALLEL.isdisjoint(factorization(record))
    value = "encoder-decoder" if record.attention == "mixed" and seq2seq else record.attention
    kind = next((kind for kind in masks.MESSAGES if kind == value), None)
    if kind is None:
        way = {
            "forward": " What came before reaches a token through a state.",
            "both": " A token is reached from both sides.",
        }
        text = masks.UNDRAWN[value] + way.get(record.direction or "", "")
        return Markup('<p class="figure figure--none">{}</p>').format(text)
    where = " attention, in those layers that have attention" if record.architecture == "hybrid" else " attention"
    panel = masks.panel(kind)
    svg = masks.drawn(panel, f"mask-{record.id}")
    return fill(SMALL, svg, root, record.attention, panel.name, where, panel.message)
