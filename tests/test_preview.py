"""The preview: edits show, whatever goes wrong is shown on the last good pages with its place, and nothing hangs."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from threading import Condition
from types import SimpleNamespace
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from sample import make_whole_project, tree

from catalog import preview
from catalog.pipeline import ProjectPaths
from catalog.preview import Preview

BASE = "/sample/"
LONGEST = 2.0
"""Seconds until a request is answered."""


class Server:
    """What the preview uses of the server of MkDocs."""

    _visible_epoch = 1

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        return content

    def serve_request(self, environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"live reload"]


class Session:
    """A preview of a project, asked as a browser asks."""

    def __init__(self, project: Path) -> None:
        self.preview = Preview(ProjectPaths(project, project / "data", project / "site"), lambda: "2026-11-23")
        self.preview.serving, self.preview.url = True, f"http://localhost{BASE}"
        self.preview.build(Path())
        self.answer = self.preview.answering(Server(), BASE)

    def get(self, path: str) -> tuple[str, str]:
        """Return status and text of the answer for a path below the site."""
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        said: list[str] = []
        start = time.monotonic()
        environ["PATH_INFO"] = f"{BASE}{path}"
        body = b"".join(self.answer(environ, lambda status, *_: said.append(status)))  # type: ignore[arg-type]
        assert time.monotonic() - start < LONGEST
        return said[0], body.decode("utf-8", "replace")

    def everything(self) -> dict[str, str | bytes]:
        """Return all files of the site."""
        assert self.preview.present
        return {path: self.preview.present.content(path) for path in self.preview.present.paths}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = make_whole_project(tmp_path / "project")
    (project / "content" / "second.md").write_text(
        '---\ntitle: Second\ndescription: A page.\n---\n# Second {#top}\n\nText of {{ model("filler") }}.\n', "utf-8"
    )
    return project


def change(file: Path, old: str, new: str) -> None:
    """Replace the first of some words; without any, put new ones at the start."""
    text = file.read_text("utf-8") if file.exists() else ""
    assert old in text, file
    file.write_text(text.replace(old, new, 1), "utf-8")


EDITS = {
    "a sentence": ("content/second.md", "Text of", "Words about"),
    "a title": ("content/second.md", "title: Second", "title: Page two"),
    "a fact": ("data/models.yaml", "name: Writer", "name: The Writer"),
    "a model template": ("templates/model/use.html.jinja", "", "<p>Above.</p>"),
    "a page's template": ("templates/head.html.jinja", "", '<meta name="x" content="y">'),
    "the theme": ("templates/theme/partials/colophon.html", "Back to the top", "Up"),
    "the configuration": ("mkdocs.yml", "  - Glossary:", "  - Our glossary:"),
    "an asset": ("content/assets/added.css", "", "p {}"),
    "a new page": ("content/third.md", "", "---\ntitle: Third\ndescription: D.\n---\n# Third {#top}\n"),
    "another sentence": ("content/second.md", "Words about", "Something about"),
}


@pytest.mark.slow
def test_after_every_edit_the_preview_is_that_of_a_fresh_start(project: Path) -> None:
    session = Session(project)
    for file, old, new in EDITS.values():
        change(project / file, old, new)
        session.preview.rebuild()
        assert session.preview.problems == [], file
        assert session.everything() == Session(project).everything(), file


def test_pages_are_those_of_a_build(project: Path) -> None:
    session = Session(project)
    assert session.get("second/")[0] == "200 OK"
    assert session.get("models/writer")[0] == "302 Found"
    status, page = session.get("models/writer/")
    assert (status, "data-problems" in page, "Content-Security-Policy" in page) == ("200 OK", False, False)
    assert session.get("models/nobody/")[0] == "404 Not Found"
    assert session.get("assets/main.js")[0] == "200 OK"
    assert session.get("%00/../../etc/passwd")[0] == "404 Not Found"


def delete(path: Path) -> None:
    path.unlink()


def in_page(text: str) -> tuple[str, Callable[[Path], None]]:
    return "content/second.md", lambda path: change(path, "Text of", f"{text}\n\nText of")


MISTAKES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "data": (
        "data/models.yaml",
        lambda path: change(path, "attention: causal", "attention: none-such"),
        "data/models.yaml:14",
    ),
    "data that is no text": ("data/models.yaml", lambda path: path.write_bytes(b"\xff"), "data/models.yaml:1:1"),
    "undefined name": (*in_page("{{ nothing() }}"), "content/second.md:7:1: &#x27;nothing&#x27; is undefined"),
    "formula": (*in_page('{{ math("x^") }}'), "content/second.md:7:1: the formula"),
    "division by zero": (*in_page("{{ 1/0 }}"), "content/second.md:7:1: ZeroDivisionError"),
    "endless formula": (*in_page('{{ math("{"*3000) }}'), "content/second.md:7:1: the formula"),
    "broken link": (*in_page("[x](nothere.md)"), "content/second.md:7:5: Doc file"),
    "broken image": (*in_page("![x](assets/no.png)"), "content/second.md:7:6: Doc file"),
    "broken anchor": (*in_page("[x](faq.md#nothere)"), "content/second.md:7:11: second/index.html links to"),
    "frame": (
        *in_page('<iframe src="x"></iframe>'),
        "content/second.md:7:1: &#x27;&lt;iframe&#x27;: nothing of other sites",
    ),
    "link without encryption": (
        *in_page("[x](http://example.org/)"),
        "content/second.md:7:3: &#x27;](http://&#x27;: only https",
    ),
    "an element that is not closed": (*in_page("<div><b>x</div>"), "content/second.md"),
    "model template": (
        "templates/model/use.html.jinja",
        lambda path: change(path, "", "{{ nothing }}"),
        "templates/model/use.html.jinja:1:1",
    ),
    "syntax of a model template": (
        "templates/model/use.html.jinja",
        lambda path: change(path, "", "{{ "),
        "templates/model/use.html.jinja",
    ),
    "syntax of the theme": (
        "templates/theme/main.html",
        lambda path: change(path, "{% block", "{% broken %}{% block"),
        "templates/theme/main.html",
    ),
    "name in the theme": (
        "templates/theme/main.html",
        lambda path: change(path, "{% block footer %}", "{% block footer %}{{ nothing.at }}"),
        "templates/theme/main.html",
    ),
    "theme that does not exist": (
        "mkdocs.yml",
        lambda path: change(path, "name: material", "name: nonsense"),
        "mkdocs.yml:",
    ),
    "syntax of the configuration": ("mkdocs.yml", lambda path: change(path, "", "a: [\n"), "mkdocs.yml:"),
    "no address": ("mkdocs.yml", lambda path: change(path, "site_url:", "site_uri:"), "mkdocs.yml:"),
    "page of the navigation deleted": ("content/faq.md", delete, "mkdocs.yml:"),
    "configuration deleted": ("mkdocs.yml", delete, "mkdocs.yml:1:1"),
}


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_shown_on_the_last_good_pages(mistake: str, project: Path) -> None:
    file, spoil, said = MISTAKES[mistake]
    session = Session(project)
    pages = ("second/", "models/writer/", "method/")
    good = {page: session.get(page) for page in pages}
    kept = (project / file).read_bytes()
    spoil(project / file)
    session.preview.rebuild()
    shown = [session.get(page)[1] for page in pages]
    assert any(said in page for page in shown), shown[0][:3000]
    assert all('<main class="md-main"' in page for page in shown)
    (project / file).write_bytes(kept)
    session.preview.rebuild()
    assert {page: session.get(page) for page in pages} == good


def test_the_page_that_was_asked_for_is_shown_first(project: Path) -> None:
    """The others are those of before until all are made; who asked for one of them meanwhile is told to look again."""
    session, shown = Session(project), list[tuple[bool, bool, bool]]()
    session.get("second/")
    change(project / "content" / "second.md", "Text of", "Words about")
    change(project / "content" / "index.md", "# ", "# New: ")

    def look(again: bool) -> None:
        shown.append((again, "Words about" in session.get("second/")[1], "New: " in session.get("")[1]))

    session.preview.reload = look
    session.preview.rebuild()
    assert shown == [(False, True, False), (True, True, True)]


def test_a_large_block_comes_back_whatever_the_page_is_called(project: Path) -> None:
    """What is kept out of the engine finds its place on pages whose names hold dots, and on the home page."""
    block = "{% filter late %}<p>Kept.</p>{% endfilter %}"
    head = "---\ntitle: A page\ndescription: A page.\n---\n# A page {#top}\n\n"
    (project / "content" / "v1.0.md").write_text(f"{head}{block}\n\n{block}\n", "utf-8")
    (project / "content" / "index.md").write_text(f"{head}{block}\n", "utf-8")
    session = Session(project)
    assert session.get("v1.0/")[1].count("<p>Kept.</p>") == 2
    assert session.get("")[1].count("<p>Kept.</p>") == 1


def test_an_exception_that_nobody_foresaw(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(project)
    with monkeypatch.context() as patch:
        patch.setattr(preview, "load_all", lambda *_, **__: dict[str, str]()["no such key"])
        session.preview.rebuild()
        status, page = session.get("second/")
        assert status == "200 OK"
        assert "KeyError: &#x27;no such key&#x27;" in page
    session.preview.rebuild()
    assert "data-problems" not in session.get("second/")[1]


def test_a_start_with_a_mistake_heals(project: Path) -> None:
    change(project / "data" / "models.yaml", "attention: causal", "attention: none-such")
    session = Session(project)
    status, page = session.get("")
    assert status == "500 Internal Server Error"
    assert "data/models.yaml:14" in page
    change(project / "data" / "models.yaml", "attention: none-such", "attention: causal")
    session.preview.rebuild()
    assert session.get("")[0] == "200 OK"


def test_an_edited_generator_is_started_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that cannot be loaded is a problem with a place; code that can is executed in the place of this process."""
    session, started = Session(project), list[str]()
    monkeypatch.setattr("os.execv", lambda program, arguments: started.append(program))
    change(project / "build.py", "import argparse", "import argparse broken")
    session.preview.rebuild()
    assert "build.py:" in session.get("")[1]
    assert "SyntaxError" in session.get("")[1]
    shutil.copytree(preview._CODE, project / "catalog", ignore=shutil.ignore_patterns("__pycache__"))
    change(project / "build.py", "import argparse broken", "import argparse")
    session.preview.rebuild()
    assert started


def test_nothing_is_written_into_the_project(project: Path) -> None:
    before = tree(project)
    session = Session(project)
    change(project / "content" / "second.md", "Text of", "Words about")
    session.preview.rebuild()
    session.get("second/")
    change(project / "content" / "second.md", "Words about", "Text of")
    assert tree(project) == before


def test_a_folder_that_is_gone_for_a_moment_is_watched_on(project: Path) -> None:
    """As while another branch is checked out; MkDocs' own observer would stop for ever."""
    session = Session(project)
    server = SimpleNamespace(
        _rebuild_cond=Condition(),
        _watched_paths={},
        _want_rebuild=False,
        server_bind=None,
        url="",
        set_app=lambda _: None,
    )
    session.preview.watch(server)
    for old, new in (("data", "aside"), ("aside", "data"), ("mkdocs.yml", "aside"), ("aside", "mkdocs.yml")):
        (project / old).rename(project / new)
        with server._rebuild_cond:
            assert server._rebuild_cond.wait_for(lambda: server._want_rebuild, 10), old
            server._want_rebuild = False
    gc.enable()


def test_a_file_that_the_system_refuses_is_named(project: Path) -> None:
    session = Session(project)
    (project / "build.py").rename(project / "aside.py")
    session.preview.rebuild()
    assert "build.py:1:1: cannot be used: No such file or directory" in session.get("second/")[1]
