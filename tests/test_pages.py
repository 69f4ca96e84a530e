"""A page type is one generator and one template: site map, text version, card, search and navigation come with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sample import make_whole_project, run

from catalog.pages import render
from catalog.pages.context import PageContext, SiteIndex
from catalog.pages.page import Page, Values
from catalog.site import Model

TEMPLATE = """{% from "parts/heading.html.jinja" import heading %}
{{ heading("top", page.title, 1) }}
{{ heading("models", "Models") }}
<ul>{% for found in models %}<li>{{ model(found.id) }}, {{ found.record.released | day }}</li>{% endfor %}</ul>
{{ broken }}
"""


def developer_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield one page per developer."""
    for name in sorted({model.developer for model in index.site.models}):
        models = [model for model in index.site.models if model.developer == name]
        yield Page(
            address=f"developers/{name.lower().replace(' ', '-')}/", title=f"Models by {name}", description=f"What {name} released.",
            source="data/models.yaml", date=index.site.as_of, search="Developer",
            template="developer.html.jinja", values=partial(_values, models),
        )  # fmt: skip


def _values(models: list[Model], _: PageContext) -> Values:
    return {"models": models, "broken": ""}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with pages of developers, one of which the navigation leads to."""
    project = make_whole_project(tmp_path / "project")
    (project / "templates" / "developer.html.jinja").write_text(TEMPLATE, "utf-8")
    config = (project / "mkdocs.yml").read_text("utf-8")
    config = config.replace("  - FAQ: faq.md", "  - Developer: site:/developers/example-lab/\n  - FAQ: faq.md")
    (project / "mkdocs.yml").write_text(config, "utf-8")
    monkeypatch.setattr(render, "GENERATORS", (*render.GENERATORS, developer_pages))
    return project


def test_a_page_type(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = project / "build" / "site"
    assert run(monkeypatch, project, "--output", str(site)) == 0
    page = (site / "developers/example-lab/index.html").read_text("utf-8")
    assert '<a href="../../developers/example-lab/" aria-current="page">Developer</a>' in page
    assert '<li><a href="#models">Models</a></li>' in page
    assert '<a href="../../models/writer/">Writer</a>, ' in page
    assert "<title>Models by Example Lab - " in page
    assert "/developers/example-lab/</loc>" in (site / "sitemap.xml").read_text("utf-8")
    assert (
        (site / "developers/example-lab/index.md")
        .read_text("utf-8")
        .startswith("# Models by Example Lab\n\n## Models\n\n")
    )
    assert (site / "cards/developers/example-lab.png").is_file()
    entries = json.loads((site / "assets/search.json").read_text("utf-8"))["entries"]
    assert [
        "Developer",
        "developers/example-lab/",
        "Models by Example Lab",
        "What Example Lab released.",
        [],
    ] in entries


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{{ nothing }}", "templates/developer.html.jinja:5:1: 'nothing' is undefined"),
        ("{{ 1 / 0 }}", "templates/developer.html.jinja:5:1: ZeroDivisionError: division by zero"),
        ('<a href="../../nowhere/">x</a>', "developers/example-lab/index.html links to '../../nowhere/'"),
        ("<b><i>x</b></i>", "developers/example-lab/index.html"),
    ],
)
def test_what_is_wrong_with_it_is_found(
    broken: str, said: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    template = project / "templates" / "developer.html.jinja"
    template.write_text(TEMPLATE.replace("{{ broken }}", broken), "utf-8")
    assert run(monkeypatch, project, "--output", str(project / "build" / "site")) == 1
    assert said in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "added", "said"),
    [
        ("model/page.html.jinja", "<b>", "templates/model/page.html.jinja:1:1: models/embedder/index.html has"),
        (
            "embed.html.jinja",
            "<script>x</script>",
            "templates/embed.html.jinja:1:1: embed/embedder/index.html has an inline",
        ),
        ("theme/partials/masthead.html", "<b>", "templates/theme/main.html:1:1: 404.html has"),
        (
            "feeds/changes.atom.jinja",
            "<x>",
            "templates/feeds/changes.atom.jinja:1:1: feeds/changes.atom is not XML in line",
        ),
        ("feeds/sitemap.xml.jinja", "&nbsp;", "templates/feeds/sitemap.xml.jinja:1:1: sitemap.xml is not XML in line"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_once(
    file: str,
    added: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not once for each page that is made from it, and not at the data of these pages."""
    project = make_whole_project(tmp_path / "project")
    template = project / "templates" / file
    template.write_text(f"{template.read_text('utf-8')}\n{added}\n", "utf-8")
    assert run(monkeypatch, project, "--output", str(tmp_path / "site")) == 1
    *problems, _ = capsys.readouterr().err.splitlines()
    assert [problem.startswith(said) for problem in problems if not problem.startswith("note: ")] == [True], problems


def test_texts_of_the_configuration_and_formulas_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names in mkdocs.yml are escaped on pages, and what a formula splits into letters is escaped in the text version."""
    project = make_whole_project(tmp_path / "project")
    config = project / "mkdocs.yml"
    text = config.read_text("utf-8")
    for old, new in {
        "short_name: Are": "short_name: <i>",
        "- Claims:": "- <i>:",
        "site_name: Are": "site_name: <i>",
    }.items():
        assert old in text
        text = text.replace(old, new)
    config.write_text(text, "utf-8")
    with (project / "content" / "see.md").open("a", encoding="utf-8") as page:
        page.write('\n{{ math("<i>x") }}\n')
    assert run(monkeypatch, project, "--output", str(tmp_path / "site")) == 0
    for name in ("see/index.html", "see/index.md", "404.html"):
        assert "<i>" not in (tmp_path / "site" / name).read_text("utf-8")
