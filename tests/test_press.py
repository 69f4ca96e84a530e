"""Templates that MiniJinja runs: they print what Jinja would, escape what it would, and tell their mistakes by line."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import jinja2
import pytest
from sample import FAR_FUTURE, HOME

from catalog import prose
from catalog.load.documents import Authored, load_texts
from catalog.load.problems import InputError
from catalog.pages.modelpage import values_of_all
from catalog.pages.press import Press
from catalog.pages.render import PRINTED, Renderer
from catalog.pipeline import Places, load_all, prepare
from catalog.schema import labels

FILTERS: dict[str, Any] = {"full": labels.full_count, "day": labels.day}
TEMPLATES = load_texts(HOME / "templates", "templates", (".jinja",))


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    """Return the renderer of the real catalogue."""
    places = Places(HOME, HOME / "data", Path(tmp_path_factory.mktemp("press")))
    return prepare(places, *load_all(places, FAR_FUTURE), None)[0]


def in_jinja(renderer: Renderer, finalize: Any = None) -> jinja2.Environment:
    """Return Jinja with all that the press is given."""
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({name: text.body for name, text in TEMPLATES.items()}),
        undefined=jinja2.StrictUndefined, autoescape=finalize is None, trim_blocks=True, lstrip_blocks=True,
        comment_start_string="{##", comment_end_string="##}", **({"finalize": finalize} if finalize else {}),
    )  # fmt: skip
    environment.filters |= FILTERS
    environment.globals |= given(renderer)
    return environment


def given(renderer: Renderer) -> dict[str, Any]:
    settings = renderer.settings
    own = {"url": settings.site_url, "site_name": settings.site_name, "as_of": renderer.site.as_of}
    return values_of_all(renderer.library) | own


@pytest.mark.parametrize("name", PRINTED)
def test_sections_are_those_of_jinja(renderer: Renderer, name: str) -> None:
    """Every section of every model, but for the spelling of entities."""
    template = in_jinja(renderer).get_template(f"model/{name}.html.jinja")
    for model in renderer.site.models:
        values = renderer.model_pages.values(model)
        assert html.unescape(renderer.stamp(model).parts[name]) == html.unescape(template.render(values))


def test_twins_are_those_of_jinja(renderer: Renderer) -> None:
    template = in_jinja(renderer, prose.in_text).get_template("model/twin.txt.jinja")
    for model in renderer.site.models:
        assert renderer.twin(model) == template.render(renderer.model_pages.twin_values(model))


@pytest.mark.parametrize("text", ["<b>", "\"'", "a&#x2f;b", "{{ x }}", "</script>", "a/b"])
def test_values_are_escaped(text: str) -> None:
    """A browser that reads the entities back sees the text, and nothing else."""
    printed = press('<p title="{{ text }}">{{ text }}</p>').print("page", {"text": text})
    assert html.unescape(printed) == f'<p title="{text}">{text}</p>'
    assert printed.count("<") == 2
    assert printed.count('"') == 2


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("one\n{{ nothing }}", 2, "undefined"),
        ("one\ntwo\n{{ record.nothing }}", 3, "undefined"),
        ("{% if %}", 1, "unexpected"),
        ("one\n{{ 1 | nothing }}", 2, "nothing"),
    ],
)
def test_a_mistake_has_a_line(body: str, line: int, said: str) -> None:
    with pytest.raises(InputError) as told:
        press(body).print("page", {"record": {}})
    (problem,) = told.value.problems
    assert (problem.file, problem.line) == ("templates/page", line)
    assert said in problem.message


def press(body: str) -> Press:
    """Return a press with one template."""
    return Press({"page": Authored("page", {}, body)}, FILTERS, {})
