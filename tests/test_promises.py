"""What SECURITY.md promises: each promise is attacked here, P8 in `browser/test_security.py`; wider attacks stand beside them.

P1 also: test_properties. P2 to P5 also: test_faults and test_load. P7 also: test_verify. P9 also: test_publish. P10 also:
test_reproducible.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.etree
import lxml.html
import markdown
import pytest
from sample import HOME, SITE_URL, less, make_whole_project, run, tree
from test_properties import BREAKOUTS, schemes_of, shapes_of

from catalog.load.files import _MAX_BYTES

Attack = Callable[[Path], object]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small project that was built into `site`."""
    project = make_whole_project(tmp_path_factory.mktemp("promises") / "project")
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert run(monkeypatch, project, "--output", str(project / "site")) == 0
    return project


@pytest.fixture(scope="module")
def known(site_folder: Path) -> set[tuple[str, ...]]:
    """Return every element of the real site, with the names of its attributes."""
    pages = [
        *site_folder.glob("*.html"),
        *site_folder.glob("[!m]*/**/*.html"),
        *site_folder.glob("models/b*/index.html"),
    ]
    return {shape for path in pages for shape in shapes_of(path.read_text("utf-8"))}


@pytest.fixture
def project(plain: Path, tmp_path: Path) -> Path:
    """Return a copy of the small project with its site."""
    return Path(shutil.copytree(plain, tmp_path / "project"))


def change(name: str, old: str, new: str) -> Attack:
    """Return an attack that replaces a text in a file; an empty text stands for the end."""

    def attack(project: Path) -> None:
        text = (project / name).read_text("utf-8") if (project / name).exists() else ""
        assert old in text
        (project / name).write_text(text.replace(old, new, 1) if old else text + new, "utf-8")

    return attack


def huge(name: str) -> Attack:
    """Return an attack by a file above the limit."""

    def attack(project: Path) -> None:
        (project / name).touch()
        os.truncate(project / name, _MAX_BYTES + 1)

    return attack


def pipe(name: str) -> Attack:
    """Return an attack by a file that is never read to its end."""

    def attack(project: Path) -> None:
        (project / name).parent.mkdir(exist_ok=True)
        os.mkfifo(project / name)

    return attack


def refused(
    attack: Attack, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[str]:
    """Yield the problems that an attack leads to; the site stays as it was."""
    before = tree(project / "site")
    attack(project)
    capsys.readouterr()
    assert run(monkeypatch, project, "--output", str(project / "site")) == 1
    *problems, count = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"\d+ problems? found; nothing was published\.", count)
    assert all(re.match(r".+?:\d+:\d+: ", line) and line.isprintable() for line in problems), problems
    assert tree(project / "site") == before
    yield from problems


def test_every_promise_is_attacked() -> None:
    promised = re.findall(r"^- \*\*(P\d+)\.", (HOME / "SECURITY.md").read_text("utf-8"), re.M)
    assert promised == [f"P{number}" for number in range(1, 11)]
    tests = Path(__file__).read_text("utf-8") + (HOME / "tests" / "browser" / "test_security.py").read_text("utf-8")
    assert {*re.findall(r"^def test_(p\d+)_", tests, re.M)} == {name.lower() for name in promised}


@pytest.mark.parametrize("text", less(BREAKOUTS, BREAKOUTS[:2]))
def test_p1_data_is_data(
    text: str,
    project: Path,
    plain: Path,
    known: set[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A breakout in names and texts of every kind of item changes texts, and nothing that is not text."""
    quoted = json.dumps(text)
    for name, old in {
        "models.yaml": "name: Embedder", "families.yaml": "name: Samples", "sources.yaml": "title: The writer",
        "claims.yaml": "statement: ", "faq.yaml": "question: ", "definitions.yaml": "name: ", "tasks.yaml": "name: ",
    }.items():  # fmt: skip
        file = project / "data" / name
        found = re.search(rf"{re.escape(old)}[^\n,}}]*", file.read_text("utf-8"))
        assert found is not None, name
        change(f"data/{name}", found[0], f"{old.partition(':')[0]}: {quoted}")(project)
    assert run(monkeypatch, project, "--output", str(project / "site")) == 0, capsys.readouterr().err
    known |= {shape for path in (plain / "site").rglob("*.html") for shape in shapes_of(path.read_text("utf-8"))}
    for path in sorted((project / "site").rglob("*")):
        content = path.read_text("utf-8") if path.suffix in (".html", ".md", ".json", ".csv") else ""
        if path.suffix == ".html":
            assert {*shapes_of(content)} <= known, path
        elif path.suffix == ".md":
            read = lxml.html.fromstring(f"<div>{markdown.markdown(content, extensions=['fenced_code'])}</div>")
            assert not {"script", "img", "svg"} & {element.tag for element in read.iter()}, path
            assert schemes_of({link.get("href", "") for link in read.iter("a")}) <= {"https"}, path
        elif path.suffix == ".json":
            json.loads(content)
        elif path.suffix == ".csv":
            cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))], path
        elif path.suffix in (".xml", ".atom", ".svg") and "assets" not in path.parts:
            assert b"<script" not in lxml.etree.tostring(lxml.etree.parse(path)), path


MODELS = "data/models.yaml"
STRICT: dict[str, Attack] = {
    "duplicate key": change(MODELS, "name: Writer\n", "name: Writer\n    name: Scribe\n"),
    "anchor": change(MODELS, "name: Writer\n", "name: &a Writer\n"),
    "tag": change(MODELS, "name: Writer\n", "name: !!python/name:os.system Writer\n"),
    "second document": change(MODELS, "", "---\nmodels: []\n"),
    "hidden character": change(MODELS, "name: Writer\n", "name: Wri\u200bter\n"),
    "hidden character as an escape": change(MODELS, "name: Writer\n", 'name: "Wri\\u202eter"\n'),
    "ambiguous number": change(MODELS, "context_tokens: 2048", "context_tokens: 0o10"),
    "unknown field": change(MODELS, "name: Writer\n", "nmae: Writer\n    name: Writer\n"),
    "another type": change(MODELS, "name: Writer\n", "name: [Writer]\n"),
    "hidden character in a release": change("data/releases/1.0.0.json", "", '{"note": "\\u0001"}'),
}
LIMITS: dict[str, Attack] = {
    "a huge file": huge(MODELS),
    "a huge asset": huge("content/assets/x.txt"),
    "deep nesting": change(MODELS, "", f"    notes: {'[' * 5000}\n"),
    "a long text": change(MODELS, "name: Writer\n", f"name: {'x' * 4001}\n"),
    "a large number": change(MODELS, "context_tokens: 2048", f"context_tokens: {10**15 + 1}"),
}
INSIDE: dict[str, Attack] = {
    "an id that climbs": change(MODELS, "id: writer\n", "id: ../../writer\n"),
    "a link to a secret": lambda project: (project / "content" / "x.md").symlink_to("/etc/passwd"),
    "a linked folder": lambda project: (project / "templates" / "x").symlink_to("/etc"),
    "a pipe": pipe("data/x.yaml"),
    "a pipe among the releases": pipe("data/releases/1.0.0.json"),
    "an odd name": change("content/a\n::error::b.md", "", "x"),
}


@pytest.mark.parametrize("attack", STRICT)
def test_p2_data_is_read_strictly(
    attack: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "data" / "releases").mkdir()
    assert [*refused(STRICT[attack], project, monkeypatch, capsys)]


@pytest.mark.parametrize("attack", LIMITS)
def test_p3_limits_hold(
    attack: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len([*refused(LIMITS[attack], project, monkeypatch, capsys)]) in (1, 2)


@pytest.mark.parametrize(
    "attack",
    [
        change("content/index.md", "", "\n{{ 1/0 }}\n"),
        change("content/index.md", "", '\n{{ math("{"*3000) }}\n'),
        change("content/index.md", "", "\n[x](no/such/page.md)\n"),
        change("templates/head.html.jinja", "", "{{ nothing.at.all }}"),
        change("mkdocs.yml", "", "\n["),
        lambda project: (project / MODELS).write_bytes(b"\xff\0"),
    ],
)
def test_p4_every_mistake_is_told(
    attack: Attack, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [*refused(attack, project, monkeypatch, capsys)]


@pytest.mark.slow
@pytest.mark.parametrize("attack", INSIDE)
def test_p5_files_stay_inside(
    attack: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "root:" not in "".join(refused(INSIDE[attack], project, monkeypatch, capsys))


FOREIGN = ("mine.txt", "google123abc.html", ".well-known/x", "models/writer/mine.txt")


@pytest.mark.parametrize("name", less(FOREIGN, FOREIGN[:1]))
def test_p5_foreign_files_are_never_lost(name: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no build wrote is carried over, whether the build succeeds or not."""
    mine = project / "site" / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("precious")
    for status, text in enumerate(("A sentence.\n", "{{ nothing }}\n")):
        change("content/index.md", "", text)(project)
        assert run(monkeypatch, project, "--output", str(project / "site")) == status
        assert mine.read_text() == "precious"


def test_p5_foreign_folders_are_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "site" / ".site-files").unlink()
    before = tree(project / "site")
    assert run(monkeypatch, project, "--output", str(project / "site")) == 1
    assert "which no build wrote" in capsys.readouterr().err
    assert tree(project / "site") == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "![x](https://evil.example/x.png)",
        "[x](http://evil.example/)",
        "[x](javascript:alert)",
        "<a href='data:x'>x</a>",
    ],
)
def test_p6_only_https_leaves(
    text: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [*refused(change("content/index.md", "", f"\n{text}\n"), project, monkeypatch, capsys)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("content/index.md", "\n<script>alert(1)</script>\n"),
        ("content/index.md", "\n<p onclick='alert(1)'>x</p>\n"),
        ("templates/model/page.html.jinja", "<script>alert(1)</script>"),
    ],
)
def test_p7_code_on_pages_is_ours(
    file: str, text: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [*refused(change(file, "", text), project, monkeypatch, capsys)]
    for path in (project / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert "unsafe" not in policy


def test_p9_the_site_is_whole(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed at any moment, a build of other data leaves the old site or the new one."""
    code = f"import build, sys; from pathlib import Path; build.HOME = Path({str(project)!r}); build.today = lambda: '2026-11-23'; build.main(sys.argv[1:])"
    old = tree(project / "site")
    change(MODELS, "summary: Decoder-only", "summary: Another decoder-only")(project)
    for moment in (0.3, 0.8, 1.4, 2.0):
        command = [sys.executable, "-c", code, "--output", str(project / "site")]
        with subprocess.Popen(command, cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as build:
            time.sleep(moment)
            build.send_signal(signal.SIGKILL)
        now = tree(project / "site")
        assert now == old or "Another decoder-only" in (
            project / "site" / "models" / "writer" / "index.html"
        ).read_text("utf-8")
    assert run(monkeypatch, project, "--output", str(project / "site")) == 0
    assert not [path for path in project.iterdir() if path.name.startswith(".site.")]


@pytest.mark.slow
def test_p10_builds_are_reproducible(project: Path, tmp_path: Path) -> None:
    """Another folder, day, time zone, language, umask and hash seed: the same bytes and modes."""
    code = "import build, sys; from pathlib import Path; build.HOME = Path(sys.argv[1]); build.today = lambda: sys.argv[2]; sys.exit(build.main(['--output', sys.argv[3], '--site-url', sys.argv[4]]))"
    other = Path(shutil.copytree(project, tmp_path / "Ein Ort ü"))
    trees = []
    for folder, day, umask, environment in (
        (project, "2026-11-23", 0o022, {"TZ": "UTC", "PYTHONHASHSEED": "1"}),
        (other, "2031-01-01", 0o077, {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", "LC_ALL": "C", "PYTHONUTF8": "0"}),
    ):
        command = [sys.executable, "-c", code, str(folder), day, str(tmp_path / day / "site"), SITE_URL]
        subprocess.run(command, cwd=HOME, env=os.environ | environment, umask=umask, check=True, capture_output=True)
        trees.append(tree(tmp_path / day / "site"))
    assert trees[0] == trees[1]
