"""Site -> figures as accessible SVG: laid out here, drawn by `templates/figures`.

A figure has one template: its block `drawing` is printed into the page and, with addresses in full, into a file of its
own. A layout also gives the finding, which is the title, and the data as rows, which are the CSV file.
Lengths are units of a viewBox 560 wide. Text has 15 units on wide screens and 22 on phones (`figures.css`), so every
label must fit at 22. No figure grows with the catalog. Positions of a mask count from 0 in the code, from 1 for readers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from itertools import groupby
from textwrap import wrap
from typing import Any, NamedTuple

from markupsafe import Markup

from catalog.outputs.json_ld import Citation
from catalog.pages.context import PageContext, SiteIndex, fill, look_up
from catalog.publish import csv_table
from catalog.schema import labels
from catalog.schema.record import VOCABULARIES, Record
from catalog.site import Model, Site
from catalog.verdict import factorization

_WIDTH, _LETTER = 560, 12.5
"""Of every figure, and of an average letter at 22 units."""
_EXAMPLES = ("bert", "electra", "t5", "gpt-2", "llada", "qwen3-embedding")
"""Whose paths the four axes show, where they are in the catalog."""
_AXES = ("Architecture", "Attention", "Last objective", "Head and release")
_DASHES = ("none", "10 5", "2 5", "14 4 2 4", "6 3", "20 6")
_OUTCOMES = VOCABULARIES["writes_text"]
_MARKED = ("first", "largest", "pair")
"""Inclusion reasons that put a model on the timeline, the most important first."""
_NAMED = {
    "nemotron-4-340b-reward": "Nemotron-Reward", "xlm-roberta-xl": "XLM-R XL", "bert": "BERT", "gpt-3": "GPT-3",
    "gpt-3-5": "ChatGPT", "llada": "LLaDA", "t5": "T5", "deepseek-r1": "DeepSeek-R1",
}  # fmt: skip
"""Models that the text speaks of, with short names; the timeline shows and labels them first."""
_MAX_MARKS, _MAX_LABELS = 44, 14
_AROUND = (
    ("start", 13, 7, 0.0), ("end", -13, 7, 1.0), ("middle", 0, -15, 0.5), ("middle", 0, 29, 0.5), ("start", 9, -10, 0.0),
    ("end", -9, -10, 1.0), ("start", 9, 24, 0.0), ("end", -9, 24, 1.0),
    ("end", -20, 31, 1.0), ("start", 20, 31, 0.0),
)  # fmt: skip
"""Where a name may stand beside its mark: anchor, offset, and the part of its width to the left of that point."""

_IN_PARALLEL = frozenset(
    {"masked-diffusion", "discrete-diffusion", "continuous-diffusion", "reweighted-diffusion", "conditional-masking"}
)
"""Objectives whose decoder predicts all positions at once."""

_Box = tuple[float, float, float, float]


def _axis_values(model: Model) -> tuple[tuple[str, ...], ...]:
    objectives = tuple(map(labels.hyphens_to_words, model.objectives)) or ("undisclosed",)
    aim = "to write" if model.verdict.released_to_write == "yes" else "other uses"
    release = f"{labels.hyphens_to_words(model.record.output_head)}, {aim}"
    return (model.record.architecture,), (model.record.attention,), objectives, (release,)


def _axes(site: Site) -> dict[str, Any]:
    """Lay out one row per value, and down through them one lane per model with a mark at every value it has.

    `split` are the rows that hold models that write and others.
    """
    models = [site.by_id[ident] for ident in _EXAMPLES if ident in site.by_id]
    table = [_axis_values(model) for model in models]
    heights: dict[tuple[int, str], int] = {}
    headings, y = [], 212
    for axis, name in enumerate(_AXES):
        headings.append((name, y))
        for value in dict.fromkeys(value for values in table for value in values[axis]):
            y += 34
            heights[axis, value] = y
        y += 52
    step = (_WIDTH - 326) / max(len(models), 1)
    lanes: list[dict[str, Any]] = [
        {"model": model, "x": round(268 + step * (index + 0.5), 1), "dash": _DASHES[index],
         "stops": [heights[axis, value] for axis, values in enumerate(table[index]) for value in values],
         "texts": [", ".join(values) for values in table[index]]}
        for index, model in enumerate(models)
    ]  # fmt: skip
    split = [
        value
        for (_, value), y in heights.items()
        if len({lane["model"].verdict.writes_text == "yes" for lane in lanes if y in lane["stops"]}) > 1
    ]
    return {
        "lanes": lanes, "rows": [(value, y) for (_, value), y in heights.items()], "headings": headings, "axes": _AXES,
        "height": y - 30, "split": split,
        "title": f"No axis decides alone: {labels.listed(split)} occur in models that write and in models that do not"
                 if split else f"Four axes, and the paths of {len(lanes)} models",
        "columns": ("id", "name", "axis", "value", "writes_text"),
        "data": [
            (model.id, model.record.name, axis, value, model.verdict.writes_text)
            for model, values in zip(models, table, strict=True)
            for axis, found in zip(_AXES, values, strict=True) for value in found
        ],
    }  # fmt: skip


class _Mark(NamedTuple):
    """One model on the timeline; `label` is (x, y, anchor) where there is room for its name."""

    model: Model
    x: float
    y: float
    label: tuple[float, float, str] | None


def _label(name: str, x: float, y: float, taken: list[_Box]) -> tuple[float, float, str] | None:
    """Return the first free place for a name around a mark, and take it."""
    width = _LETTER * len(name)
    for anchor, dx, dy, shift in _AROUND:
        left, base = x + dx - shift * width, y + dy
        box = (left, base - 19, left + width, base + 5)
        free = all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in taken)
        if left > 80 and box[2] < _WIDTH and box[1] > 0 and free:
            taken.append(box)
            return round(x + dx, 1), round(base, 1), anchor
    return None


def _year(date: str) -> float:
    year, month, day = map(int, date.split("-"))
    return year + (month - 1) / 12 + (day - 1) / 372


def _chosen(site: Site) -> tuple[list[Model], int]:
    """Return the models of the timeline, those that the text names first, and how many of their kind are left out."""
    named = [(-1, tuple(_NAMED).index(model.id), model.id) for model in site.models if model.id in _NAMED]
    ranked = [
        (_MARKED.index(reason), -model.largest, model.id)
        for model in site.models
        if model.id not in _NAMED
        for reason in sorted(set(model.record.included_as) & set(_MARKED), key=_MARKED.index)[:1]
    ]
    chosen = [site.by_id[ident] for _, _, ident in sorted([*named, *ranked]) if site.by_id[ident].largest][:_MAX_MARKS]
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
    marks: list[_Mark] = []
    for model, x, y in points:
        room = sum(mark.label is not None for mark in marks) < _MAX_LABELS
        marks.append(_Mark(model, x, y, _label(_NAMED.get(model.id, model.record.name), x, y, taken) if room else None))
    every = 1 if last - first < 5 else 2 if last - first < 11 else 10
    by_date = sorted(marks, key=lambda mark: (mark.model.record.released, mark.model.id))
    return {
        "names": _NAMED, "marks": sorted(by_date, key=lambda mark: _OUTCOMES.index(mark.model.verdict.writes_text)),
        "left_out": left_out, "limit": _MAX_MARKS,
        "unsized": [m.record.name for m in site.models if m.id in _NAMED and not m.largest],
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
        for outcome in _OUTCOMES:
            width = counts[name, outcome] / longest * _WIDTH
            segments.append((outcome, round(x, 1), round(width, 1), counts[name, outcome]))
            x += width
        bars.append((name, 72 + 74 * row, segments))
    columns = sorted({year for _, year in years})
    both = [name for name, *_ in bars if counts[name, "yes"] and counts[name, "no"]]
    return {
        "bars": bars, "height": 50 + 74 * len(bars), "years": columns,
        "by_year": [(name, [years[name, year] for year in columns]) for name, *_ in bars],
        "title": f"Architecture does not decide: {labels.listed(both)} models include some that write and some that do not"
                 if both else "Models per architecture, by whether they write text",
        "columns": ("architecture", "writes_text", "models"),
        "data": [(name, outcome, count) for name, _, segments in bars for outcome, _, _, count in segments],
    }  # fmt: skip


_Matrix = tuple[tuple[bool, ...], ...]
_Rule = Callable[[int, int, int, Sequence[int]], bool]
"""Whether a position, the query, may look at another, the key, of a text whose first `given` positions are given."""
_BLOCK = 2
"""Positions of a block in the block-causal mask."""
_LENGTH, _ORDER = 6, (2, 4, 0, 5, 1, 3)
_GIVEN = {"prefix": 2, "encoder-decoder": 3}
"""Of the drawn examples: positions, the order in which a permuted model predicts them, and how many are given."""
_MASKS: dict[str, tuple[str, str, _Rule]] = {
    "causal": (
        "Causal",
        "A token sees itself and every token before it.",
        lambda query, key, given, order: key <= query,
    ),
    "bidirectional": (
        "Bidirectional",
        "A token sees every token, before and after it.",
        lambda query, key, given, order: True,
    ),
    "prefix": (
        "Prefix",
        f"The given tokens, 1 and {_GIVEN['prefix']}, see each other; a later one sees all before it.",
        lambda query, key, given, order: key < given or key <= query,
    ),
    "permuted": (
        "Permuted",
        f"A token sees itself and those earlier in a drawn order, here {', '.join(str(place + 1) for place in _ORDER)}.",
        lambda query, key, given, order: order.index(key) <= order.index(query),
    ),
    "block-causal": (
        "Block-causal",
        f"A token sees its own block of {_BLOCK} both ways, and all blocks before it.",
        lambda query, key, given, order: key // _BLOCK <= query // _BLOCK,
    ),
    # The rule of the prefix: what differs is not the pattern but whether one or two stacks of layers compute it.
    "encoder-decoder": (
        "Encoder–decoder",
        f"The input, 1 to {_GIVEN['encoder-decoder']}, sees all of itself. The output sees the input and its own past.",
        lambda query, key, given, order: key < given or key <= query,
    ),
}
"""Kinds of masks: name, message, and rule."""
_UNDRAWN = {
    "none": "No mask to draw: the network has no attention.",
    "undisclosed": "No mask to draw: its developer does not say which token may look at which.",
    "mixed": "No single mask to draw: different parts or uses of the model have different ones.",
}


def _matrix(kind: str, length: int, given: int, order: Sequence[int]) -> _Matrix:
    """Return rows of queries by columns of keys: whether a position may look at another in a text of `length` positions.

    `given` counts the positions of the prefix, or of the source that the encoder reads. `order` lists the positions as a
    permuted model predicts them; its mask is that of the content stream: a position sees itself, as in the causal one.
    """
    places, (*_, rule) = range(length), _MASKS[kind]
    return tuple(tuple(rule(query, key, given, order) for key in places) for query in places)


def _seen(row: Sequence[bool]) -> str:
    """Return the positions a row allows in words, such as `1–3, 6` or `none`."""
    allowed = enumerate(position for position, may in enumerate(row, 1) if may)
    runs = [[position for _, position in run] for _, run in groupby(allowed, key=lambda it: it[1] - it[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs) or "none"


class _Panel(NamedTuple):
    """A mask as a small example."""

    kind: str
    link: str
    """The value of the vocabulary that it shows."""
    name: str
    message: str
    matrix: _Matrix
    rows: tuple[str, ...]
    """Per position, what it sees, in words."""
    cells: Markup
    """The drawing, 168 by 168 units: numbers, squares for what may be looked at, dots for what may not."""


@cache
def _panel(kind: str) -> _Panel:
    """Lay out a mask in cells of 24 units, the first at (22, 22)."""
    rows = _matrix(kind, _LENGTH, _GIVEN.get(kind, 0), _ORDER)
    cells = [(22 + 24 * key, 22 + 24 * query, may) for query, row in enumerate(rows) for key, may in enumerate(row)]
    squares = "".join(f"M{x + 2} {y + 2}h20v20h-20z" for x, y, may in cells if may)
    dots = "".join(f"M{x + 12} {y + 12}h0" for x, y, may in cells if not may)
    end = 22 + 24 * _GIVEN.get(kind, 0)
    edge = f'<path class="mask__edge" d="M{end} 4V166M4 {end}H166"/>' if kind in _GIVEN else ""
    drawing = Markup(
        f'<path class="mask__yes" d="{squares}"/><path class="mask__no" d="{dots}"/>{edge}'
        '<text class="mask__label" x="34 58 82 106 130 154" y="16">123456</text>'
        '<text class="mask__label" x="10 10 10 10 10 10" y="39 63 87 111 135 159">123456</text>'
    )
    name, message, _ = _MASKS[kind]
    link = "mixed" if kind == "encoder-decoder" else kind
    return _Panel(kind, link, name, message, rows, tuple(map(_seen, rows)), drawing)


def _drawn(panel: _Panel, ident: str) -> Markup:
    """Draw one mask; `ident` keeps its ids apart from others on the page."""
    said = "; ".join(f"token {place} sees {row}" for place, row in enumerate(panel.rows, 1))
    return fill(
        '<svg class="figure__svg mask" viewBox="0 0 168 168" role="img" aria-labelledby="%s-title %s-desc">'
        '<title id="%s-title">%s attention mask</title><desc id="%s-desc">%s.</desc>%s</svg>',
        ident, ident, ident, panel.name, ident, said, panel.cells,
    )  # fmt: skip


def _masks(site: Site) -> dict[str, Any]:
    """Lay out one panel per mask, three in a row, as in the file; the page arranges them by its width."""
    panels = [_panel(kind) for kind in _MASKS]
    found = {(model.record.attention, model.verdict.writes_text) for model in site.models}
    both = [panel.name.lower() for panel in panels if {(panel.kind, "yes"), (panel.kind, "no")} <= found]
    return {
        "panels": panels, "drawn": _drawn, "height": 196 * math.ceil(len(panels) / 3),
        "places": [(192 * (index % 3), 196 * (index // 3)) for index in range(len(panels))],
        "title": f"A mask does not decide: with {labels.listed(both, 'or')} attention, some models write and some do not"
                 if both else "Which tokens may look at which",
        "columns": ("mask", "token", "looks_at", "may_look"),
        "data": [
            (panel.kind, token, other, "yes" if may else "no")
            for panel in panels
            for token, row in enumerate(panel.matrix, 1)
            for other, may in enumerate(row, 1)
        ],
    }  # fmt: skip


LAYOUTS: dict[str, Callable[[Site], dict[str, Any]]] = {
    "masks": _masks, "axes": _axes, "timeline": _timeline, "architectures": _architectures,
}  # fmt: skip


def layout(name: str, site: Site) -> dict[str, Any]:
    """Return what the template of a figure prints; `frame` is the size, in pixels, in which other pages show it."""
    values = look_up(LAYOUTS, name, "figure")(site)
    return {"name": name, "outcomes": _OUTCOMES, "width": _WIDTH, **values, "frame": (600, values["height"] + 280)}


def draw(name: str, context: PageContext, page: str = "") -> Markup:
    """Print a figure of the article, with what a reader needs to take it away; `page` is the address of its page."""
    index, values = context.index, layout(name, context.site)
    address = f"{index.settings.site_url}{page}#figure-{name}"
    cited = Citation(name, values["title"], address, index.settings.site_name, index.site.as_of, index.log.version)
    template = index.environment.get_template(f"figures/{name}.html.jinja")
    return Markup(template.render(values, context=context, citation=cited.text).strip())


def picture(name: str, index: SiteIndex, page: str) -> str:
    """Return a figure as an SVG file: with its title, legend and origin, in light and dark, its links in full."""
    values = layout(name, index.site) | {"context": PageContext(index, index.settings.site_url), "page": page}
    drawing = index.environment.get_template(f"figures/{name}.html.jinja")
    drawn = Markup("".join(drawing.blocks["drawing"](drawing.new_context(values))))
    lines = wrap(values["title"], 50)
    return index.environment.get_template("figures/file.svg.jinja").render(values, lines=lines, drawing=drawn)


def table(name: str, site: Site) -> str:
    """Return the data of a figure as CSV."""
    values = layout(name, site)
    return csv_table([values["columns"], *values["data"]])


def attention_mask(record: Record, root: str) -> Markup:
    """Print the small figure of a model page: its mask, or why there is none."""
    seq2seq = record.architecture == "encoder-decoder" and _IN_PARALLEL.isdisjoint(factorization(record))
    value = "encoder-decoder" if record.attention == "mixed" and seq2seq else record.attention
    if value not in _MASKS:
        ways = {
            "forward": " What came before reaches a token through a state.",
            "both": " A token is reached from both sides.",
        }
        text = _UNDRAWN[value] + ways.get(record.direction or "", "")
        return fill('<p class="figure figure--none">%s</p>', text)
    where = " attention, in those layers that have attention" if record.architecture == "hybrid" else " attention"
    panel = _panel(value)
    return fill(
        '<figure class="figure figure--mask">%s<figcaption><a href="%sglossary/#attention-%s">%s</a>%s'
        ". %s Each row looks, each column is looked at; a square means that it may.</figcaption></figure>",
        _drawn(panel, f"mask-{record.id}"), root, record.attention, panel.name, where, panel.message,
    )  # fmt: skip
