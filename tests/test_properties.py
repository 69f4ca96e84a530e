"""Random and hostile input: nothing crashes, nothing breaks out of its place, nothing wrong is let in silently."""

from __future__ import annotations

import copy
import csv
import dataclasses
import io
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import markdown
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from sample import FAR_FUTURE, HOME, TODAY, real_site
from test_rules import ORIGINAL

from catalog import pipeline
from catalog.check.check import Catalog, check_documents
from catalog.load.documents import Document, load_document
from catalog.load.problems import InputError
from catalog.load.strict_yaml import read_mapping, read_value
from catalog.prose import in_markdown, inline, paragraphs
from catalog.schema.record import Strict
from catalog.site import derive_site
from catalog.verify import check_site, read_page

QUICK = settings(
    max_examples=150, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip

BREAKOUTS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)> & </script></title></style>-->]]>",
    "\" onmouseover=\"alert(1)\" ' onfocus='alert(1)' x=`alert(1)` style=color:red {: onclick=\"alert(1)\" } {#stolen}",
    "[a](javascript:alert(1)) ![b](https://evil.example/b.png) <https://evil.example> [c]: javascript:alert(1) `d` | e | *f* __g__",
    "ULMFiT](javascript:alert(1)) x [d](javascript:alert(2)",
    "=HYPERLINK(\"https://evil.example\") {{ 7*7 }} {% raw %} {# x #} @@verdict@@ @@head@@ models/shell/ &#106;avascript:alert(1)",
    "@SUM(1+1)*cmd|' /C calc'!A0 \\ \\\" \\u003cscript\\u003e <!-- <![CDATA[ x ]]> <?php ?> &lt;b&gt; &amp;lt;",
    "+1 | # not a heading | 1. not a list | - x | > quote | --- | ~~~ | ::error::x | $(id) `id` ; rm -rf ~",
)  # fmt: skip
ODD = (
    "",
    " ",
    "~",
    "-",
    "?",
    ":",
    "#",
    "[",
    "{",
    "&a",
    "*a",
    "!!x",
    "%",
    "@",
    "`",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "\t",
    "\0",
    "\ufeff",
    "\u202e",
    "é",
)


# --- load and check ---------------------------------------------------------------------------------------------------


@QUICK
@given(st.binary(max_size=300))
def test_random_bytes(tmp_path: Path, data: bytes) -> None:
    """Any bytes in a data file give a document or problems at places inside the file."""
    file = tmp_path / "a.yaml"
    file.write_bytes(data)
    try:
        load_document(file, "a.yaml")
    except InputError as error:
        problems = error.problems
    else:
        problems = []
    lines = data.count(b"\n") + 2
    assert all(0 < problem.line <= lines and problem.column > 0 for problem in problems)


@QUICK
@given(
    st.lists(st.sampled_from([*ODD, "a", "b: ", "\n", "\n  ", "\n  - ", "\nkey:", "- ", "1", "x"]), max_size=25).map(
        "".join
    )
)
def test_random_yaml(tmp_path: Path, text: str) -> None:
    """What the file says does not depend on whether it is read in one piece or item by item."""
    file = tmp_path / "a.yaml"
    file.write_text(text, "utf-8", newline="")
    try:
        document = load_document(file, "a.yaml")
    except InputError:
        return
    whole, refused = read_mapping(document.text, "a.yaml")
    assert document.value == whole
    assert [problem[1:] for problem in document.problems] == refused


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")), max_size=20)
LEAF = st.none() | st.booleans() | st.integers() | TEXT | st.sampled_from(BREAKOUTS)
VALUE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)


@QUICK
@given(st.dictionaries(st.sampled_from(list(ORIGINAL)), VALUE, max_size=4))
def test_random_structures(lists: dict[str, Any]) -> None:
    """Whatever stands in the place of the lists, the check answers with problems, each one line."""
    told = _told(ORIGINAL | lists)
    assert all(str(problem).isprintable() for problem in told)


def _told(values: dict[str, Any]) -> list[Any]:
    try:
        check_documents([Document("sample.yaml", values, "", (), ())], TODAY)
    except InputError as error:
        return error.problems
    return []


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    else:
        yield path


LEAVES = [
    path
    for path in _leaves(ORIGINAL)
    if path[0] != "terms" and "query" not in path and path[:3] != ("claims", 0, "models")
]
OTHER_TYPES: dict[type, list[Any]] = {
    str: [1, True, [], {}, ["x"]],
    int: ["1", True, [], {}, 1.5],
    bool: ["x", 7, [], {}],
}


@QUICK
@given(st.sampled_from(LEAVES), st.data())
def test_wrong_types_are_never_accepted(path: tuple[Any, ...], data: st.DataObject) -> None:
    """A value of another type in any field of the sample is refused: no silent conversion."""
    values = copy.deepcopy(ORIGINAL)
    parent: Any = values
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = data.draw(st.sampled_from(OTHER_TYPES[type(parent[path[-1]])]))
    assert _told(values), f"{path} accepts {parent[path[-1]]!r}"


@QUICK
@given(st.text(max_size=60))
def test_quoted_text_is_read_as_it_is(text: str) -> None:
    """Quoted text comes back unchanged or is refused with a reason."""
    try:
        value, refused = read_value("- '" + text.replace("'", "''") + "'")
    except yaml.YAMLError:
        return
    assert refused or value is None or " ".join(str(value[0]).split()) == " ".join(text.split())


# --- rich text ----------------------------------------------------------------------------------------------------------


@QUICK
@given(
    st.lists(
        st.sampled_from([*BREAKOUTS, *ODD, "[[model:a]]", "[[model:a|<b>]]", "\n\n", "    ", "a", "<", ">", "&"]),
        max_size=8,
    ).map(" ".join)
)
def test_rich_text_holds_only_what_is_allowed(text: str) -> None:
    """Prose of data gives emphasis, code, paragraphs and links that we made, and nothing else."""
    from markupsafe import Markup

    def resolve(kind: str, ident: str, own: str | None) -> Markup:
        return Markup('<a href="../{}/">{}</a>').format(ident, own or ident)

    for html in (paragraphs(text, resolve), inline(text, resolve)):
        tree = lxml.html.fromstring(f"<div>{html}</div>")
        assert {element.tag for element in tree.iter()} <= {"div", "p", "em", "strong", "code", "sub", "sup", "a"}
        assert all(dict(element.attrib) in ({}, {"href": "../a/"}) for element in tree.iter())


@QUICK
@given(
    st.lists(st.sampled_from([*BREAKOUTS, *ODD, "a", " ", "1.", "<", "(", ")", "!", "~~~"]), max_size=8)
    .map(" ".join)
    .map(str.strip)
)
def test_text_in_a_markdown_page_stays_text(text: str) -> None:
    """Text of data printed into a Markdown page comes out as the same text, in a heading as well as in a paragraph."""
    text = " ".join(word for word in text.split() if word.isprintable()) or "x"
    for frame, tag in (("{}", "p"), ("## {} {{#id}}", "h2")):
        html = markdown.markdown(
            frame.format(in_markdown(text)), extensions=["attr_list", "md_in_html", "tables", "toc"]
        )
        tree = lxml.html.fromstring(f"<div>{html}</div>")
        assert " ".join(tree.text_content().split()) == text
        assert {element.tag for element in tree.iter()} <= {"div", tag}


FUZZ = 1_000_000
"""Texts of one hostile catalog."""
PIECES = (
    *ODD[1:-4], *(piece for text in BREAKOUTS for piece in text.split()), "a", "Model", "1.5", "10%", "（", "»", "…", "——", "é", "ß",
    "İ", "文心", "γλ", "ﷺ", "𝔾", "👩‍💻", "😀", "==", "^^", "~~", "++a++", "!!!", "???", '=== "x"', "[^1]", "[^1]:", "*[HTML]:", "- [ ]",
    ":::", "{.x}", "{: #y }", "#!python", "&lt;", "&#60;", "%3Cscript%3E", "\\n", "</textarea>", "</svg>", "<foreignObject>",
    "]]>", "-->", "'\"", "://", "https://evil.example/", "www.evil.example", "<b>", "</p>", "<p>", "***", "___", "\\(x\\)", "$x$",
)  # fmt: skip

# --- every field of everything -------------------------------------------------------------------------------------------


KEPT = {
    "id",
    "family",
    "released",
    "source",
    "via",
    "checked",
    "how",
    "url",
    "arxiv",
    "doi",
    "license",
    "transformers_type",
    "field",
    "layout",
    "value",
    "names",
}


def _hostile(item: Any, number: Iterator[int], name: str = "") -> Any:
    """Return an item of the catalog with every free text replaced by a breakout; words of vocabularies are kept."""
    if isinstance(item, Strict):
        free = _free(type(item))
        nested = {
            field: _hostile(getattr(item, field), number) for field in type(item).model_fields if field not in free
        }
        texts = {field: _replaced(getattr(item, field), number) for field in free}
        return item.model_copy(update=nested | texts)
    if isinstance(item, tuple):
        return tuple(_hostile(inner, number) for inner in item)
    if isinstance(item, dict):
        return {key: _hostile(inner, number) for key, inner in item.items()}
    return item


@lru_cache
def _free(kind: type[Strict]) -> frozenset[str]:
    """Return the fields of a type that hold free text."""
    shapes = {field: json.dumps(shape) for field, shape in kind.model_json_schema()["properties"].items()}
    lengths = ('"maxLength": 600', '"maxLength": 2400')
    return frozenset(
        field for field, shape in shapes.items() if field not in KEPT and any(length in shape for length in lengths)
    )


def _replaced(value: Any, number: Iterator[int]) -> Any:
    if isinstance(value, str):
        return _breakout(next(number))
    return tuple(_replaced(inner, number) for inner in value) if isinstance(value, tuple) else value


def _breakout(number: int) -> str:
    """Return the text of a number: the breakouts in turn, and from `FUZZ` on pieces of them in any order."""
    if number < FUZZ:
        return f"{BREAKOUTS[number % len(BREAKOUTS)]} {number}"
    choose = random.Random(number)
    pieces = choose.choices(PIECES, k=choose.randint(1, 14))
    text = "".join(piece + choose.choice(("", "", " ")) for piece in pieces)
    return unicodedata.normalize("NFC", f"{' '.join(text.split())}{number}")


def hostile_catalog(start: int) -> Catalog:
    """Return the real catalog with a breakout in every free text; names of variants and compared fields are kept."""
    real = real_site().catalog
    number = iter(range(start, start + FUZZ))
    fields = [field.name for field in dataclasses.fields(Catalog) if not field.name.endswith("lines")]
    changed: dict[str, Any] = {field: _hostile(getattr(real, field), number) for field in fields}
    changed["pairs"] = tuple(
        new.model_copy(update={"compare": old.compare}) for new, old in zip(changed["pairs"], real.pairs, strict=True)
    )
    changed["models"] = tuple(
        new.model_copy(update={"variants": old.variants})
        for new, old in zip(changed["models"], real.models, strict=True)
    )
    return dataclasses.replace(real, **changed)


@pytest.fixture(scope="module", params=[pytest.param(seed, marks=pytest.mark.slow) for seed in range(5)])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return {path: text} of a whole build of a hostile catalog."""
    paths = pipeline.ProjectPaths(HOME, HOME / "data", tmp_path_factory.mktemp("hostile"))
    _, inputs = pipeline.load_all(paths, FAR_FUTURE)
    with pytest.MonkeyPatch.context() as patch:  # the names that the article's sentences are bound to are replaced
        patch.setattr(pipeline, "unbound_content", lambda *_: ())
        renderer, files = pipeline.prepare(paths, derive_site(hostile_catalog(request.param * FUZZ)), inputs, None)
    rendered = pipeline.run_engine("mkdocs", HOME, paths.output, renderer, files)
    makes = pipeline.site_files(renderer, rendered, files)
    made = {path: "" if path.endswith(".png") else make() for path, make in makes.items()}
    made |= dict.fromkeys(rendered.others, "")
    return {path: text if isinstance(text, str) else text.decode() for path, text in made.items()}


def schemes_of(links: set[str]) -> set[str]:
    """Return the schemes that addresses name."""
    return {link.split(":")[0] for link in links if ":" in re.split("[/?#]", link)[0]}


def test_nothing_breaks_out_of_html(hostile: dict[str, str]) -> None:
    """The finished site is fit to publish: no handler, script, style or foreign address, and no tag that cannot be read."""
    pages = {path: read_page(html) for path, html in hostile.items() if path.endswith(".html")}
    assert len(pages) > 700
    assert [*check_site(pages, hostile.keys() - pages.keys(), pipeline.settings(HOME, None).site_url)] == []
    assert [path for path, page in pages.items() if schemes_of(page.follows | page.loads) - {"https"}] == []
    assert [path for path, page in pages.items() if "stolen" in page.ids] == []


def shapes_of(html: str) -> Iterator[tuple[str, ...]]:
    """Yield every element of a page with the names of its attributes, as another parser reads them."""
    for element in lxml.html.fromstring(html).iter(lxml.etree.Element):
        yield (str(element.tag), *sorted(map(str, element.attrib)))


def test_an_independent_reader_agrees(hostile: dict[str, str], site_folder: Path) -> None:
    """No page has an element, or an element with an attribute, that the site of the real data lacks."""
    known = {shape for path in site_folder.rglob("*.html") for shape in shapes_of(path.read_text("utf-8"))}
    for path, html in hostile.items():
        if path.endswith(".html"):
            assert {*shapes_of(html)} - known == set(), path
            links = (element.get("href") or "" for element in lxml.html.fromstring(html).iter("a"))
            assert not [link for link in links if "evil.example" in (urlsplit(link).hostname or "")], path
            for script in lxml.html.fromstring(html).iter("script"):
                if script.get("type") in ("application/ld+json", "application/json"):
                    json.loads(script.text or "")


def test_exports_hold(hostile: dict[str, str]) -> None:
    """JSON is JSON, CSV has its columns and no formula, feeds and maps are XML, and no text became a tag in them."""
    for path, text in hostile.items():
        if text == "":
            continue
        if path.endswith(".json"):
            json.loads(text)
        elif path.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(text)))
            assert {len(row) for row in rows} == {len(rows[0])}, path
            cells = [cell for row in rows for cell in row if not re.fullmatch(r"-?\d+", cell)]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], path
        elif path.endswith((".xml", ".atom", ".svg")):
            tree = lxml.etree.fromstring(text.encode(), lxml.etree.XMLParser(resolve_entities=False, no_network=True))
            names = [lxml.etree.QName(element).localname for element in tree.iter(lxml.etree.Element)]
            assert not {"script", "img", "foreignObject", "p", "textarea"} & {*names}, path
            assert names.count("svg") == path.endswith(".svg"), path
            assert not [name for element in tree.iter() for name in element.attrib if str(name).startswith("on")], path


def test_text_versions_hold(hostile: dict[str, str]) -> None:
    """Every text version, read as Markdown, holds no script, no image, no handler, and only links to https addresses."""
    texts = [path for path in hostile if path.endswith((".md", ".txt")) and path != "robots.txt"]
    assert {"index.md", "models/index.md", "compare/index.md", "claims/index.md", "models/bert/index.md"} <= {*texts}
    for path in texts:
        read = markdown.markdown(hostile[path], extensions=["fenced_code"])
        tree = lxml.html.fromstring(f"<div>{read}</div>")
        for element in tree.iter(lxml.etree.Element):
            assert element.tag not in ("script", "img", "svg", "style", "iframe"), (path, element.tag)
            assert not [name for name in element.attrib if name.startswith("on")], path
            assert schemes_of({element.get("href", "")}) <= {"https"}, (path, element.get("href"))
            assert not [name for name in ("evil.example", "stolen") if name in element.get("href", "")], path


@pytest.mark.parametrize("start", ["# x", "- x", "+ x", "1. x", "12) x", "x\n=====", "~~~", ": x"])
def test_a_note_does_not_become_a_heading_or_a_list(start: str) -> None:
    """What the sanitizer leaves of rich text at the start of a line is read as text."""
    bare = in_markdown(inline(f"<div>{start}</div>", lambda *_: Markup()))
    made = lxml.html.fromstring(f"<div>{markdown.markdown(bare)}</div>")
    assert not [element.tag for element in made.iter() if element.tag in ("h1", "ul", "ol", "pre", "dl")]
