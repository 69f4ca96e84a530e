"""What a build takes over from the last one is what it would have made: with and without it, the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample import FAR_FUTURE, cases, copy_project, spoil, tree

from build import options
from catalog.commands import build_if_needed
from catalog.inputs.progress import Progress
from catalog.pipeline import Places


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the whole project, built once."""
    home = copy_project(tmp_path_factory.mktemp("kept") / "project")
    built(home, "site")
    return home


def built(home: Path, name: str) -> str:
    """Build the project into one of its folders and return what the build said."""
    chosen = options([])
    return build_if_needed(Places(home, home / "data", home / "build" / name), FAR_FUTURE, chosen, Progress())


def page(home: Path, ident: str) -> int:
    """Return the time of a model page; a page that was taken over is the same file as before."""
    return (home / "build" / "site" / "models" / ident / "index.html").stat().st_mtime_ns


def test_taken_over_or_made_anew(project: Path) -> None:
    """After each edit, pages that show it are made anew, others are taken over, and the site is that of a first build."""
    for number, case in enumerate(parameters.values[0] for parameters in cases("kept")):
        again, taken = (case.get(key, []) for key in ("again", "taken"))
        before = {ident: page(project, ident) for ident in (*again, *taken)}
        spoil(project, case)
        assert "unchanged" not in built(project, "site"), case["name"]
        anew = {ident for ident, state in before.items() if page(project, ident) != state}
        assert anew == set(again), case["name"]
        built(project, f"first-{number}")
        assert tree(project / "build" / "site") == tree(project / "build" / f"first-{number}"), case["name"]


def test_a_touched_site_is_built_anew(project: Path) -> None:
    """A file that somebody changed by hand is not taken over, nor is one that was removed."""
    site = project / "build" / "site"
    good = tree(site)
    (site / "models" / "bert" / "index.html").write_text("mine")
    (site / "models" / "t5" / "index.md").unlink()
    (project / "content" / "extra.md").write_text("---\ntitle: Extra\ndescription: Extra.\n---\n# Extra {#top}\n")
    built(project, "site")
    (project / "content" / "extra.md").unlink()
    built(project, "site")
    assert tree(site) == good


def test_unusable_notes_are_passed_over(project: Path) -> None:
    """Notes that are cut off, or of another shape, cost time and nothing else."""
    good = tree(project / "build" / "site")
    for text in ("{", "[]", "null", '{"code": 1}'):
        for notes in (project / "build" / "cache").iterdir():
            notes.write_text(text)
        built(project, "site")
        assert tree(project / "build" / "site") == good


@pytest.mark.parametrize("length", [8, 20, 400])
def test_compiled_templates_that_were_cut_off_are_passed_over(project: Path, length: int) -> None:
    good = tree(project / "build" / "site")
    for compiled in (project / "build" / "__pycache__").iterdir():
        compiled.write_bytes(compiled.read_bytes()[:length])
    (project / "content" / "extra.md").write_text("---\ntitle: Extra\ndescription: Extra.\n---\n# Extra {#top}\n")
    built(project, "site")
    (project / "content" / "extra.md").unlink()
    built(project, "site")
    assert tree(project / "build" / "site") == good
