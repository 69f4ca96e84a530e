"""Masks against matrices written by hand; figures as XML: named, described, without styles, twins or surprises."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sample import real_site

from catalog.check.check import Catalog
from catalog.load.documents import load_texts
from catalog.pages import figures
from catalog.pages.context import ContentError, PageContext, Settings
from catalog.pages.render import Renderer
from catalog.schema import labels
from catalog.schema.record import VOCABULARIES, Developer, Family, Record
from catalog.site import Site, derive_site

HOME = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"

MATRICES = {
    "block-causal": ["xx..", "xx..", "xxxx", "xxxx"],
    "causal": ["x...", "xx..", "xxx.", "xxxx"],
    "bidirectional": ["xxxx", "xxxx", "xxxx", "xxxx"],
    "prefix": ["xx..", "xx..", "xxx.", "xxxx"],
    "encoder-decoder": ["xx..", "xx..", "xxx.", "xxxx"],
    "permuted": ["x.xx", "xxxx", "..x.", "..xx"],
}
"""Rows look, columns are looked at; two positions are given, and the drawn order is 3, 4, 1, 2."""


def record(ident: str, **changes: Any) -> Record:
    """Return a record; what a test does not care about is BERT-like."""
    facts: dict[str, Any] = {
        "id": ident, "name": ident.upper(), "family": "f", "developers": ["d"], "released": "2018-10-11",
        "summary": "A model.", "included_as": ["first"], "variants": sizes(110_000_000), "architecture": "encoder-only",
        "attention": "bidirectional", "output_head": "vocabulary", "released_for": ["fine-tuning"],
        "training": trained("masked-lm"), "weights": "open", "languages": "english",
        "writing_procedure": "none", "procedure_documented_by": "nobody", "url": "https://example.org/", "evidence": {},
    }  # fmt: skip
    return Record.model_validate(facts | changes)


def sizes(parameters: int) -> list[dict[str, Any]]:
    """Return one variant."""
    return [{"name": "One", "parameters_total": parameters}]


def trained(objective: str) -> list[dict[str, Any]]:
    """Return one stage of training."""
    return [{"stage": "pre-training", "objectives": [objective]}]


WRITER: dict[str, Any] = {
    "architecture": "decoder-only", "attention": "causal", "released_for": ["text-generation"],
    "released": "2019-02-14", "training": trained("causal-lm"), "variants": sizes(1_500_000_000),
}  # fmt: skip
EMBEDDER: dict[str, Any] = WRITER | {
    "output_head": "vector", "released_for": ["embedding"], "released": "2025-06-05", "included_as": ["pair"],
    "training": trained("contrastive"),
}  # fmt: skip


@cache
def real_catalog() -> Catalog:
    """Return the real catalog, for its rules."""
    return real_site().catalog


def site_of(*records: Record) -> Site:
    """Return a site of these records and of nothing else."""
    families = {"f": Family(id="f", name="F", summary="A family.")}
    developers = {"d": Developer(id="d", name="D")}
    return derive_site(replace(real_catalog(), models=records, families=families, developers=developers, places={}))


def context_of(site: Site) -> PageContext:
    """Return the context of a page one level below the root, with the real templates."""
    templates = load_texts(HOME / "templates", "templates", (".jinja",))
    settings = Settings("https://example.org/", "Name", "https://example.org/repository")
    return PageContext(Renderer(site, settings, templates, {}).index, "../")


TRIO = (record("bert"), record("gpt-2", **WRITER), record("qwen3-embedding", **EMBEDDER))


@pytest.fixture(scope="module")
def context() -> PageContext:
    """Return the context of a site with BERT, GPT-2 and an embedder."""
    return context_of(site_of(*TRIO))


@pytest.mark.parametrize("kind", figures._MASKS)
def test_masks_are_those_written_by_hand(kind: str) -> None:
    rows = figures._matrix(kind, 4, 2, (2, 3, 0, 1))
    assert ["".join("x" if may else "." for may in row) for row in rows] == MATRICES[kind]


def test_masks_that_are_the_same() -> None:
    ordered = figures._matrix("permuted", 5, 0, range(5))
    assert ordered == figures._matrix("causal", 5, 0, ()) == figures._matrix("prefix", 5, 0, ())
    assert figures._matrix("prefix", 5, 5, ()) == figures._matrix("bidirectional", 5, 0, ())


@pytest.mark.parametrize(("row", "words"), [("x.xx", "1, 3–4"), ("....", "none"), ("xxxx", "1–4"), (".x.x", "2, 4")])
def test_masks_in_words(row: str, words: str) -> None:
    assert figures._seen([mark == "x" for mark in row]) == words


def test_the_drawn_mask_has_a_square_for_every_allowed_pair() -> None:
    for kind in figures._MASKS:
        panel = figures._panel(kind)
        squares = panel.cells.count("h20v20h-20z")
        assert squares == sum(map(sum, panel.matrix))
        assert panel.cells.count("h0") == figures._LENGTH**2 - squares


def parsed(html: str) -> ElementTree.Element:
    """Parse a figure as XML: stricter than any browser."""
    return ElementTree.fromstring(
        html.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ').replace("<br>", "<br/>")
    )


def check_figure(html: str) -> ElementTree.Element:
    """Assert what holds for every figure, and return its tree."""
    assert not re.search(r"\n\s*\n", html), "a blank line would end the block in Markdown"
    tree = parsed(html)
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    assert not [ident for ident, times in ids.items() if times > 1]
    for element in tree.iter():
        assert not {"style", "onclick", "onload"} & set(element.attrib)
        assert element.tag.rpartition("}")[2] not in ("style", "script", "foreignObject")
    drawn = [svg for svg in tree.iter(f"{SVG}svg") if svg.get("aria-hidden") != "true"]
    assert drawn
    text = {element.get("id"): "".join(element.itertext()).strip() for element in tree.iter()}
    for svg in drawn:
        links = list(svg.iter(f"{SVG}a"))
        assert svg.get("role") == ("group" if links else "img"), "what is inside an image is not announced"
        title, desc = svg.attrib["aria-labelledby"].split()
        assert ids[title] == ids[desc] == 1
        assert text[title]
        assert text[desc]
        for link in links:
            assert link.get("href")
            assert (link.findtext(f"{SVG}title") or "").strip(), "the tooltip, and the name for those who listen"
        assert svg.get("viewBox")
    assert "".join(tree.find("figcaption").itertext()).strip()  # type: ignore[union-attr]
    return tree


@pytest.mark.parametrize("name", figures.LAYOUTS)
def test_figures_are_accessible_and_always_the_same(name: str, context: PageContext) -> None:
    html = str(figures.draw(name, context))
    tree = check_figure(html)
    assert html.startswith(f'<figure class="figure figure--{name}" id="figure-{name}">')
    assert tree.find("figcaption/details/summary") is not None
    assert tree.findall("figcaption/details//tbody/tr"), "a table says the same"
    assert html == str(figures.draw(name, context_of(site_of(*reversed(TRIO))))), (
        "the order of the records does not matter"
    )


def test_one_page_can_hold_all_figures(context: PageContext) -> None:
    html = "".join(figures.draw(name, context) for name in figures.LAYOUTS)
    html += "".join(figures.attention_mask(model.record, "../") for model in context.site.models)
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids)) > 10


@pytest.mark.parametrize("name", figures.LAYOUTS)
def test_figures_survive_an_empty_catalogue(name: str) -> None:
    check = parsed(str(figures.draw(name, context_of(site_of()))))
    assert check.get("class") == f"figure figure--{name}"


def test_an_unknown_figure_names_the_nearest(context: PageContext) -> None:
    with pytest.raises(ContentError, match="did you mean 'axes'"):
        figures.draw("axis", context)


def test_axes_tell_outcomes_by_shape_and_name_the_values_that_decide_nothing(context: PageContext) -> None:
    tree = check_figure(str(figures.draw("axes", context)))
    caption = tree.find("figcaption").text or ""  # type: ignore[union-attr]
    assert "decoder-only and causal" in caption
    assert "encoder-only" not in caption
    assert tree.findtext("p") == (
        "No axis decides alone: decoder-only and causal occur in models that write and in models that do not"
    )
    dashes = [path.get("stroke-dasharray") for path in tree.iter(f"{SVG}path") if path.get("class") == "figure__path"]
    assert len(dashes) == len(set(dashes)) == 3
    shapes = {mark.tag for mark in tree.iter() if "mark--no" in mark.get("class", "")}
    assert shapes == {f"{SVG}rect"}


def test_architectures_count_every_record_once(context: PageContext) -> None:
    layout = figures.LAYOUTS["architectures"](context.site)
    assert {name: [count for *_, count in segments] for name, _, segments in layout["bars"]} == {
        "encoder-only": [0, 1, 0], "decoder-only": [1, 0, 1],
    }  # fmt: skip
    assert layout["years"] == ["2018", "2019", "2025"]
    assert [counts for _, counts in layout["by_year"]] == [[1, 0, 0], [0, 1, 1]]


def test_timeline_does_not_grow_with_the_catalogue() -> None:
    many = [
        record(f"m-{n}", released=f"{2017 + n % 10}-{1 + n % 12:02}-{1 + n % 28:02}",
               included_as=["pair" if n % 3 else "first"], variants=sizes(10**7 * (1 + n * 37 % 991)))
        for n in range(400)
    ]  # fmt: skip
    layout = figures.LAYOUTS["timeline"](site_of(*many))
    assert len(layout["marks"]) == figures._MAX_MARKS
    assert {mark.model.record.included_as for mark in layout["marks"]} == {("first",)}, (
        "the most important reason goes first"
    )
    assert layout["left_out"] == 400 - figures._MAX_MARKS
    html = str(figures.draw("timeline", context_of(site_of(*many))))
    assert len(html) < 44_000
    check_figure(html)


def test_timeline_leaves_out_the_ordinary_and_the_unsized() -> None:
    unsized = record("b", variants=[{"name": "One"}], missing={"parameters": "not-disclosed"})
    layout = figures.LAYOUTS["timeline"](site_of(record("a"), unsized, record("c", included_as=["widely-used"])))
    assert [mark.model.id for mark in layout["marks"]] == ["a"]
    assert layout["left_out"] == 1


def test_timeline_labels_keep_apart_and_inside() -> None:
    crowd = [record(f"crowd-{n}", released=f"2020-{1 + n % 12:02}-01") for n in range(24)]
    boxes = []
    for mark in figures.LAYOUTS["timeline"](site_of(*crowd))["marks"]:
        if mark.label:
            x, y, anchor = mark.label
            width = figures._LETTER * len(figures._NAMED.get(mark.model.id, mark.model.record.name))
            left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
            assert 76 < left < left + width <= figures._WIDTH
            boxes.append((left, y - 18, left + width, y + 4))
    assert boxes
    for index, a in enumerate(boxes):
        assert not [b for b in boxes[:index] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


OWN = [
    ({"attention": "causal"}, "Causal"),
    ({"attention": "bidirectional"}, "Bidirectional"),
    ({"attention": "prefix"}, "Prefix"),
    ({"attention": "permuted"}, "Permuted"),
    ({"attention": "causal", "architecture": "hybrid"}, "in those layers that have attention"),
    ({"attention": "mixed", "architecture": "encoder-decoder"}, "Encoder–decoder"),
]


@pytest.mark.parametrize(("changes", "words"), OWN)
def test_the_mask_of_a_model(changes: dict[str, Any], words: str) -> None:
    made = record("one", **changes)
    html = str(figures.attention_mask(made, "../../"))
    tree = check_figure(html)
    assert words in "".join(tree.itertext())
    assert f'href="../../glossary/#attention-{made.attention}"' in html
    assert html == str(figures.attention_mask(made, "../../"))
    assert len(html) < 2_800, "it stands on every model page"


WORDS_ONLY = [
    ({"attention": "none", "architecture": "state-space"}, "no attention"),
    ({"attention": "undisclosed"}, "does not say"),
    ({"attention": "mixed"}, "different ones"),
    (
        {"attention": "mixed", "architecture": "encoder-decoder", "training": trained("masked-diffusion")},
        "different ones",
    ),
]


@pytest.mark.parametrize(("changes", "words"), WORDS_ONLY)
def test_no_mask_is_drawn_where_there_is_none_or_more_than_one(changes: dict[str, Any], words: str) -> None:
    html = str(figures.attention_mask(record("one", **changes), "../../"))
    assert "<svg" not in html
    assert words in html


def test_every_kind_of_attention_has_an_answer() -> None:
    for value in VOCABULARIES["attention"]:
        for architecture in VOCABULARIES["architecture"]:
            assert figures.attention_mask(record("one", attention=value, architecture=architecture), "../../")


def rows_of(name: str, site: Site) -> list[dict[str, str]]:
    """Return the rows of the CSV file of a figure."""
    return list(csv.DictReader(io.StringIO(figures.table(name, site))))


def file_of(name: str, context: PageContext) -> ElementTree.Element:
    """Return the SVG file of a figure as a tree."""
    return ElementTree.fromstring(figures.picture(name, context.index, "proofs/"))


def place(element: ElementTree.Element) -> list[float]:
    """Return the offset of a moved group."""
    return [float(part) for part in re.findall(r"[-\d.]+", element.get("transform", ""))]


@pytest.fixture(scope="module")
def real() -> PageContext:
    """Return the context of the real site."""
    return context_of(derive_site(real_catalog()))


@pytest.mark.parametrize("name", figures.LAYOUTS)
def test_the_file_of_a_figure_needs_nothing_else(name: str, real: PageContext) -> None:
    text = figures.picture(name, real.index, "proofs/")
    tree = ElementTree.fromstring(text)
    title = figures.LAYOUTS[name](real.site)["title"]
    assert tree.findtext(f"{SVG}title") == title
    lines = [line.text or "" for line in tree.iter(f"{SVG}text") if line.get("class") == "title"]
    assert " ".join(lines) == title
    assert "prefers-color-scheme" in text
    assert f"https://example.org/proofs/#figure-{name}" in "".join(tree.itertext())
    links = [element.attrib["href"] for element in tree.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith("https://example.org/") for link in links), "the file may lie anywhere"
    assert not re.search(r"@import|xlink|<image|<script|url\((?!#)", text)
    used = {part for element in tree.iter() for part in element.get("class", "").split()}
    assert {part for part in used if part.startswith(("mark--", "bar--", "mask__"))} <= set(
        re.findall(r"\.([\w-]+)", text)
    )


def test_the_timeline_can_be_drawn_from_its_table(real: PageContext) -> None:
    tree, rows = file_of("timeline", real), rows_of("timeline", real.site)
    ticks = [text for text in tree.iter(f"{SVG}text") if "figure__tick" in text.get("class", "")]
    years = {int(text.text or ""): float(text.attrib["x"]) for text in ticks if text.get("text-anchor") == "middle"}
    units = {"M": 6, "B": 9, "T": 12}
    sizes = {
        len((text.text or "")[1:-1]) + units[(text.text or "")[-1]]: float(text.attrib["y"]) - 7
        for text in ticks if text.get("text-anchor") == "end"
    }  # fmt: skip
    (y0, x0), (y1, x1) = sorted(years.items())[0], sorted(years.items())[-1]
    (s0, h0), (s1, h1) = sorted(sizes.items())[0], sorted(sizes.items())[-1]
    marks = {link.attrib["href"].split("/")[-2]: link.find(f"{SVG}circle") for link in tree.iter(f"{SVG}a")}
    assert list(map(len, (marks, rows))) == [figures._MAX_MARKS, figures._MAX_MARKS]
    for row in rows:
        mark = marks[row["id"]]
        assert mark is not None
        year, month, day = map(int, row["released"].split("-"))
        when = year + (month - 1) / 12 + (day - 1) / 372
        assert float(mark.attrib["cx"]) == pytest.approx(x0 + (when - y0) / (y1 - y0) * (x1 - x0), abs=0.3)
        height = h0 + (math.log10(int(row["parameters"])) - s0) / (s1 - s0) * (h1 - h0)
        assert float(mark.attrib["cy"]) == pytest.approx(height, abs=0.3)
    shapes = [group for group in tree.iter(f"{SVG}g") if len(place(group)) == 2 and group.find("*") is not None]
    outcomes = Counter(row["writes_text"] for row in rows)
    squares = [group for group in shapes if group.find(f"{SVG}rect") is not None]
    assert len(squares) == outcomes["no"] + 1, "and one in the legend"


def test_the_bars_can_be_drawn_from_their_table(real: PageContext) -> None:
    tree, rows = file_of("architectures", real), rows_of("architectures", real.site)
    drawn = {
        (link.findtext(f"{SVG}title") or "").partition(":")[0]: link.find(f"{SVG}rect") for link in tree.iter(f"{SVG}a")
    }
    longest = max(
        sum(int(row["models"]) for row in rows if row["architecture"] == name)
        for name in {row["architecture"] for row in rows}
    )
    found = [row for row in rows if int(row["models"])]
    assert len(drawn) == len(found)
    for row in found:
        words = labels.SENSE["writes_text"][row["writes_text"]].lower()
        bar = drawn[f"{row['architecture']}, {words}"]
        assert bar is not None
        assert float(bar.attrib["width"]) == pytest.approx(int(row["models"]) / longest * figures._WIDTH, abs=0.1)


def test_the_paths_can_be_drawn_from_their_table(real: PageContext) -> None:
    tree, rows = file_of("axes", real), rows_of("axes", real.site)
    heights: dict[tuple[str, str], float] = {}
    axis = ""
    texts = [
        text for text in tree.iter(f"{SVG}text") if text.get("y") and text.get("class", "").startswith("figure__text")
    ]
    for text in sorted(texts, key=lambda text: float(text.attrib["y"])):
        axis = text.text or "" if "figure__heading" in text.attrib["class"] else axis
        heights[axis, text.text or ""] = float(text.attrib["y"]) - 6
    for link in tree.iter(f"{SVG}a"):
        ident = link.attrib["href"].split("/")[-2]
        wanted = {heights[row["axis"], row["value"]] for row in rows if row["id"] == ident}
        assert {place(group)[1] for group in link.iter(f"{SVG}g")} == wanted


def test_the_masks_can_be_drawn_from_their_table(real: PageContext) -> None:
    tree, rows = file_of("masks", real), rows_of("masks", real.site)
    kinds = list(dict.fromkeys(row["mask"] for row in rows))
    for kind, link in zip(kinds, tree.iter(f"{SVG}a"), strict=True):
        path = next(path.attrib["d"] for path in link.iter(f"{SVG}path") if path.get("class") == "mask__yes")
        squares = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h20", path)}
        may = [row for row in rows if row["mask"] == kind and row["may_look"] == "yes"]
        assert squares == {(24 * int(row["looks_at"]), 24 * int(row["token"])) for row in may}


def test_the_timeline_names_the_models_of_the_text_and_hides_none_that_does_not_write(real: PageContext) -> None:
    layout = figures.LAYOUTS["timeline"](real.site)
    labeled = {mark.model.id for mark in layout["marks"] if mark.label}
    assert {"bert", "gpt-3", "nemotron-4-340b-reward", "xlm-roberta-xl"} <= labeled
    assert layout["unsized"] == ["GPT-3.5 (ChatGPT)"], "said in the caption, as its size is not stated"
    outcomes = [mark.model.verdict.writes_text for mark in layout["marks"]]
    assert outcomes == sorted(outcomes, key=figures._OUTCOMES.index)
    assert outcomes[-1] == "no", "drawn last, so that nothing lies over it"
    assert "Nemotron-4-340B-Reward has 340B" in layout["title"]
