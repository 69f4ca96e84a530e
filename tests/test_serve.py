"""`mkdocs serve` for authors: edits show, mistakes are shown and survived, nothing loops. In a copy of the project."""

from __future__ import annotations

import html
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sample import FOREIGN, copy_project

from tools.adopt import setting

PATIENCE = 180.0
"""Seconds to wait on a machine that is busy with other things; nothing waits longer than it must."""


class Server:
    """A running `mkdocs serve`, its address and its log."""

    def __init__(self, project: Path) -> None:
        self.project = project
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = urlsplit(setting((project / "mkdocs.yml").read_text("utf-8"), "site_url")).path
        self.log = project / "serve.log"
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{self.port}"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=project, stdout=log, stderr=subprocess.STDOUT)

    def get(self, path: str) -> str:
        """Return a page's text; an empty text while the server starts."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.base}{path}", timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def wait(self, path: str, holds: Callable[[str], bool]) -> float:
        """Wait until a page holds; return the seconds it took."""
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE:
            if holds(self.get(path)):
                return time.monotonic() - start
            time.sleep(0.05)
        raise AssertionError(f"{path} did not change in {PATIENCE} s:\n{self.log.read_text()[-3000:]}")

    def builds(self) -> int:
        """Return how many times the site was built."""
        return len(re.findall(r"Building documentation|Detected file changes", self.log.read_text()))

    def settle(self) -> None:
        """Wait until nothing is built any more: a file that was seen half written is built twice, but not for ever."""
        builds, limit = 0, time.monotonic() + 30
        while builds != (builds := self.builds()):
            assert time.monotonic() < limit, "the server rebuilds without an edit"
            time.sleep(3)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(copy_project(tmp_path / "a project with spaces é"))
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(10)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.slow
def test_authors_see_their_edits_and_their_mistakes(server: Server) -> None:
    models = server.project / "data" / "models.yaml"
    server.wait("models/bert/", lambda page: "Encoder-only Transformer" in page)
    edit(models, "summary: Encoder-only Transformer that made", "summary: Encoder-only transformer that has made")
    server.wait("models/bert/", lambda page: "transformer that has made" in page)
    edit(server.project / "content" / "faq.md", "# Frequently asked questions", "# Frequently asked questions, edited")
    server.wait("faq/", lambda page: "questions, edited" in page)
    edit(server.project / "templates" / "model" / "lineage.html.jinja", "<p>Family ", "<p>The family ")
    server.wait("models/bert/", lambda page: "<p>The family " in page)

    edit(models, "    attention: bidirectional", "    attention: bidirektional")
    server.wait(
        "models/bert/", lambda page: "did you mean 'bidirectional'" in html.unescape(page) and "has made" in page
    )
    edit(models, "    attention: bidirektional", "    attention: bidirectional")
    server.wait("models/bert/", lambda page: "bidirektional" not in page and "has made" in page)
    assert "bidirektional" in server.log.read_text()

    server.settle()


@pytest.mark.slow
@pytest.mark.parametrize("place", FOREIGN)
def test_a_fork_previews_at_its_own_address(place: str, tmp_path: Path) -> None:
    server = Server(copy_project(tmp_path / "fork", FOREIGN[place]))
    try:
        server.wait("models/bert/", lambda page: "https://github.com/flora/llms/edit/main/data/models.yaml" in page)
    finally:
        server.process.terminate()
        server.process.wait(10)


@pytest.mark.slow
def test_the_engine_builds_as_the_first_command(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "fresh")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not generative" in (project / "build" / "site" / "models" / "bert" / "index.html").read_text("utf-8")


@pytest.mark.slow
def test_the_engine_fails_on_bad_data(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "bad")
    edit(project / "data" / "models.yaml", "attention: bidirectional", "attention: sideways")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.search(r"data/models\.yaml:\d+:\d+: ", done.stdout + done.stderr)
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_what_is_asked_in_vain_during_a_rebuild_is_no_fault_of_the_engine(server: Server) -> None:
    page = server.project / "content" / "faq.md"
    server.wait("faq/", lambda text: "Frequently asked questions" in text)
    for number in range(3):
        edit(page, "# Frequently asked questions", f"# Frequently asked questions {number}")
        start = time.monotonic()
        while f"questions {number}" not in server.get("faq/"):
            assert time.monotonic() - start < 30
            for _ in range(20):
                server.get("nothing/")
    log = server.log.read_text()
    assert '"GET' in log
    assert "engine failed" not in log
