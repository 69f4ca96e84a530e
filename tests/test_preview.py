"""A preview that kept what did not change shows, after every edit, what a preview shows that starts afresh."""

from __future__ import annotations

import gc
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from sample import make_project, tree
from watchdog.observers.polling import PollingObserver

from catalog import preview

MORE = """hooks: [build.py]
nav:
  - Home: index.md
  - Second: second.md
"""
PAGE = """---
title: The second page
description: Another page.
---
# Second {#top}

Text of {{ model("filler") }}.
"""
EDITS = {
    "a sentence": ("content/second.md", "Text of", "Words about"),
    "a title": ("content/second.md", "title: The second page", "title: Page two"),
    "a fact": ("data/models.yaml", "name: Writer", "name: The Writer"),
    "a model template": ("templates/model/use.html.jinja", "", "<p>Above.</p>"),
    "a page's template": ("templates/head.html.jinja", "", '<meta name="x" content="y">'),
    "the theme": ("templates/theme/partials/colophon.html", "Back to the top", "Up"),
    "the configuration": ("mkdocs.yml", "  - Second:", "  - Number two:"),
    "an asset": ("content/assets/added.css", "", "p {}"),
    "a new page": ("content/third.md", "", PAGE),
    "another sentence": ("content/second.md", "Words about", "Something about"),
}


class Session:
    """What `mkdocs serve` does with a project, without a socket and without waiting for edits."""

    def __init__(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.preview = preview.Preview()
        monkeypatch.setattr(preview, "PREVIEW", self.preview)
        self.project, self.site = project, project.with_name(f"site of {project.name}")
        self.built = 0
        config = self._config()
        config.plugins.on_startup(command="serve", dirty=False)
        self._build(config)
        self.server = LiveReloadServer(self._build, "127.0.0.1", 0, str(self.site), "/sample/")
        self.server.server_close()
        self.server.watch(config.docs_dir)
        self.server.watch(str(config.config_file_path))
        config.plugins.on_serve(self.server, config=config, builder=self._build)

    def get(self, path: str) -> str:
        """Return the status of the answer to a browser that asks for a path below the site."""
        environ: dict[str, Any] = {"PATH_INFO": f"/sample/{path}"}
        setup_testing_defaults(environ)
        said: list[str] = []
        body = self.server.get_app()(environ, lambda status, *_: said.append(status))  # type: ignore[arg-type, return-value]
        self.text = b"".join(body).decode("utf-8", "replace")
        getattr(body, "close", bool)()
        return said[0]

    def shown(self) -> dict[str, bytes]:
        """Return {path: content} of the site once a browser has asked for everything."""
        for name in self.preview.served.makes:
            assert self.get(name) == "200 OK", name
        return tree(self.site)

    def _config(self) -> Any:
        return load_config(
            str(self.project / "mkdocs.yml"), site_dir=str(self.site), site_url="http://localhost/sample/"
        )

    def _build(self, config: Any = None) -> None:
        self.built += 1
        build(config or self._config(), serve_url="http://localhost/sample/")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project with two pages and the hook."""
    folder = make_project(tmp_path / "project")
    (folder / "build" / "docs").mkdir(parents=True)
    (folder / "content" / "second.md").write_text(PAGE, "utf-8")
    with (folder / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8") if file.exists() else ""
    assert old in text, file
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_after_every_edit_the_preview_is_that_of_a_fresh_start(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(project, monkeypatch)
    for number, (file, old, new) in enumerate(EDITS.values()):
        change(project / file, old, new)
        session.server.builder()
        copy = shutil.copytree(project, project.with_name(f"fresh {number}"), ignore=shutil.ignore_patterns("cache"))
        assert session.shown() == tree(Session(copy, monkeypatch).site), file


def test_the_engine_is_asked_for_what_it_reads(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(project, monkeypatch)
    change(project / "templates/model/use.html.jinja", "", "<p>Above.</p>")
    session.server.builder()
    assert session.built == 1
    change(project / "content" / "second.md", "Text of", "Words about")
    session.server.builder()
    assert session.built == 2


MISTAKES: dict[str, Callable[[Path], None]] = {
    "data": lambda project: change(project / "data" / "models.yaml", "attention: causal", "attention: none-such"),
    "page": lambda project: change(project / "content" / "second.md", "Text of", "{{ nothing() }}"),
    "model template": lambda project: change(project / "templates/model/use.html.jinja", "", "{{ nothing }}"),
    "syntax of a model template": lambda project: change(project / "templates/model/use.html.jinja", "", "{{ "),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_shown_on_the_last_good_pages(
    mistake: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(project, monkeypatch)
    good = tree(session.site)
    kept = shutil.copytree(project, project.with_name("kept"))
    MISTAKES[mistake](project)
    session.server.builder()
    session.get("models/writer/")
    assert "data-problems=1" in session.text
    shutil.copytree(kept, project, dirs_exist_ok=True)
    session.server.builder()
    assert session.shown() == good


def test_a_file_is_made_when_a_browser_asks_for_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(project, monkeypatch)
    page = session.site / "models" / "writer" / "index.html"
    change(project / "templates/model/use.html.jinja", "", "<p>Above.</p>")
    session.server.builder()
    assert not page.exists()
    assert session.get("models/writer") == "302 Found"
    assert session.get("models/writer/") == "200 OK"
    assert "<p>Above.</p>" in session.text
    assert session.get("models/nobody/") == "404 Not Found"
    assert (session.site / "404.html").is_file()
    assert not (session.site / "models" / "reader").exists()


def test_a_mistake_that_one_page_meets_is_shown_on_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(project, monkeypatch)
    assert session.preview.good
    first, last = (session.preview.good.site.models[place].id for place in (0, -1))
    change(
        project / "templates/model/use.html.jinja",
        "",
        f'{{% if record.id == "{last}" %}}{{{{ none.such }}}}{{% endif %}}',
    )
    session.server.builder()
    assert session.get(f"models/{first}/") == "200 OK"
    assert "data-problems" not in session.text
    assert session.get(f"models/{last}/") == "200 OK"
    assert "data-problems=1" in session.text
    assert "use.html.jinja:1" in session.text


def test_files_are_looked_at_often_and_not_those_we_write(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    observer = Session(project, monkeypatch).server.observer
    assert isinstance(observer, PollingObserver)
    assert observer.timeout == preview.POLLING
    assert [emitter.watch.raw_path for emitter in observer.emitters] == [str(project / "mkdocs.yml")]


def test_former_states_are_forgotten(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(project, monkeypatch)
    former = weakref.ref(preview.PREVIEW.renderer)
    change(project / "data" / "models.yaml", "name: Writer", "name: The Writer")
    session.server.builder()
    gc.collect()
    assert former() is None
