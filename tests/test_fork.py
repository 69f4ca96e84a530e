"""A fork gets online: one command adopts its address and repository everywhere, and everything passes under them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sample import FOREIGN, HOME, copy_project

from build import _notes, options
from tools.adopt import FILES, adopt, setting

CONFIG = (HOME / "mkdocs.yml").read_text("utf-8")
OURS = {"ours": setting(CONFIG, "site_url")}
NAMES = (setting(CONFIG, "site_url").removeprefix("https://").rstrip("/"), setting(CONFIG, "repository"))


@pytest.fixture(scope="module", params=[*OURS, *FOREIGN])
def fork(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a copy of the project that adopted an address, and the address; ours is one of them."""
    address = (OURS | FOREIGN)[request.param]
    return copy_project(tmp_path_factory.mktemp("fork") / "project", address), address


def test_nothing_but_the_settings_names_the_address() -> None:
    """What `adopt` does not change must not hold the address: above all no test, template or code."""
    known = {path for pattern in FILES for path in HOME.glob(pattern)}
    folders = ("catalog", "templates", "tests", "tools", "content", ".ci")
    others = {path for folder in folders for path in (HOME / folder).rglob("*") if "node_modules" not in path.parts}
    texts = {path: path.read_bytes() for path in others - known if path.is_file() and path.suffix != ".pyc"}
    assert [path.name for path, text in texts.items() if any(name.encode() in text for name in NAMES)] == []


def test_every_place_changes(fork: tuple[Path, str]) -> None:
    home, address = fork
    config, citation = ((home / name).read_text("utf-8") for name in ("mkdocs.yml", "CITATION.cff"))
    assert setting(config, "site_url").rstrip("/") == address.rstrip("/")
    assert setting(config, "repository") == "https://github.com/flora/llms"
    assert f"url: {address}\n" in citation
    assert "repository-code: https://github.com/flora/llms\n" in citation
    texts = [path.read_text("utf-8") for pattern in FILES for path in home.glob(pattern)]
    assert not any(NAMES[1] in text for text in texts)
    assert address in OURS.values() or not any(NAMES[0] in text for text in texts)


@pytest.mark.slow
def test_a_fork_builds_with_its_address(fork: tuple[Path, str], tmp_path: Path) -> None:
    home, address = fork
    command = [sys.executable, str(home / "build.py"), "--output", str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "models" / "bert" / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{address}models/bert/">' in page
    assert "https://github.com/flora/llms/edit/main/data/models.yaml" in page


def test_adopting_twice_and_back_changes_nothing(tmp_path: Path) -> None:
    home = copy_project(tmp_path / "project", FOREIGN["root"])
    assert list(adopt(home, FOREIGN["root"], "https://github.com/flora/llms")) == []
    list(adopt(home, OURS["ours"], NAMES[1]))
    assert [
        name for name in ("mkdocs.yml", "CITATION.cff") if (home / name).read_text() != (HOME / name).read_text()
    ] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "http://flora.example/",
        "flora.example",
        "https://flora.example/?x",
        "https://a b.c/",
        "https://flora.example/../",
    ],
)
def test_what_is_no_address_is_refused(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected an address"):
        list(adopt(HOME, wrong, "https://github.com/flora/llms"))


@pytest.mark.quiet
@pytest.mark.slow
@pytest.mark.parametrize("place", FOREIGN)
def test_the_whole_suite_passes_under_a_foreign_address(place: str, tmp_path: Path) -> None:
    home = copy_project(tmp_path / "fork", FOREIGN[place].replace("flora", "fauna"), owner="fauna")
    (home / "tests" / "node" / "node_modules").symlink_to(HOME / "tests" / "node" / "node_modules")
    for step in ("init", "add --all"):
        subprocess.run(["git", *step.split()], cwd=home, capture_output=True, check=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "-m", "not slow", "-p", "no:cacheprovider"]
    printed = tmp_path / "printed.txt"  # no pipe: a process that a test left behind would hold it open for ever
    with printed.open("w") as output:
        done = subprocess.run(command, cwd=home, stdout=output, stderr=output, check=False)
    assert done.returncode == 0, printed.read_text("utf-8")[-5000:]


@pytest.mark.slow
def test_the_workflow_says_where_links_lead(tmp_path: Path) -> None:
    """What GitHub knows about the fork stands above what nobody changed in mkdocs.yml, in pages of both engines' making."""
    given = ["--site-url", FOREIGN["root"], "--repository", "https://github.com/flora/llms/"]
    command = [sys.executable, str(HOME / "build.py"), "--output", str(tmp_path / "site"), *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "placeholder" not in done.stdout
    for path in (tmp_path / "site").rglob("*.html"):
        assert NAMES[1] not in path.read_text("utf-8"), path
    assert "https://github.com/flora/llms/issues" in (tmp_path / "site" / "404.html").read_text("utf-8")


def test_a_leftover_placeholder_is_reported() -> None:
    def notes(address: str, repository: str) -> int:
        return _notes(options(["--site-url", address, "--repository", repository])).count("note: mkdocs.yml: ")

    assert notes("https://example.github.io/x/", "https://github.com/example/x") == 2
    assert notes(FOREIGN["root"], "https://github.com/example/x") == 1
    assert notes(FOREIGN["root"], "https://github.com/flora/llms/") == 0


def test_a_repository_is_an_address() -> None:
    with pytest.raises(SystemExit) as stopped:
        options(["--repository", "flora/llms"])
    assert stopped.value.code == 2
