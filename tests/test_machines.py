"""What other machines differ in, simulated here: locale, terminal, line ends, locks, installed packages, missing programs."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import pytest
from sample import HOME, SITE_URL, TODAY, copy_project, make_project, run, tree

import build
from catalog import publish
from catalog.check import authoring
from catalog.check.configuration import unlocked
from catalog.load.problems import InputError

LOCK = (HOME / "requirements.txt").read_text("utf-8")
WINDOWS = """
import ctypes, os, sys
sys.modules["fcntl"] = None
library = ctypes.CDLL
def refuse(name, *rest, **options):
    if name is None:
        raise TypeError("no program-wide library")
    return library(name, *rest, **options)
ctypes.CDLL = refuse
import runpy
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a program where the system has neither locks on folders nor an exchange of two folders."""


@pytest.mark.slow
def test_a_clone_of_windows_gives_the_same_site(tmp_path: Path, site_folder: Path) -> None:
    """No fcntl, no exchange of folders, CRLF in every text, ASCII as locale, cp1252 as terminal: the same bytes."""
    clone = copy_project(tmp_path / "clone")
    for pattern in ("data/**/*", "content/**/*.md", "templates/**/*", "mkdocs.yml", "requirements.txt"):
        for path in clone.glob(pattern):
            if path.is_file():
                path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-c", WINDOWS, str(clone / "build.py"), "--site-url", SITE_URL]
    command += ["--output", str(tmp_path / "site")]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    one, other = tree(site_folder), tree(tmp_path / "site")
    assert [path for path in one | other if one.get(path) != other.get(path)] == []


def test_windows_has_no_program_wide_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name, **_: "x" in name)
    assert publish._exchange(tmp_path, tmp_path) is False


def test_no_two_files_of_the_project_are_one_elsewhere() -> None:
    """Windows and macOS do not tell names apart that differ only in case."""
    names = subprocess.run(
        ["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert len({name.casefold() for name in names}) == len(names) > 100


# --- packages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lock", "said"),
    [
        (LOCK, ""),
        (LOCK.replace("click==", "click==0."), "click {} instead of 0.{}; run"),
        (LOCK + "no-such-package==1.0 ; python_version > '3' \\\n", ": no-such-package is missing; run"),
        (LOCK + "no-such-package==1.0 ; python_version < '3' \\\n", ""),
    ],
)
def test_other_packages_than_those_of_the_lock_are_told(lock: str, said: str) -> None:
    from importlib.metadata import version

    found = unlocked(lock)
    assert said.format(version("click"), version("click")) in found
    assert bool(said) == bool(found)


def test_every_command_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(tmp_path / "project")
    (project / "requirements.txt").write_text("click==0.1 \\\n    --hash=sha256:0\n", "utf-8")
    for command in (["stage"], ["new", "my-model"]):
        assert run(monkeypatch, project, *command, today=TODAY) == 0
        said = capsys.readouterr().err
        assert said.startswith("note: installed packages are not those of requirements.txt: click ")
        assert said.count("\n") == 1


# --- programs that may be missing ----------------------------------------------------------------------------------------


@pytest.mark.node
@pytest.mark.parametrize("script", ["function (\n", "import x from 'y'\nconst a = 1; const a = 2\n"])
def test_a_script_that_does_not_parse_is_refused(script: str) -> None:
    if not which("node"):
        pytest.skip("left out: needs Node")
    with pytest.raises(InputError, match=r"x\.js:\d+:1: does not parse: SyntaxError: \w+"):
        authoring.check_assets({"x.js": script.encode(), "y.js": b"import a from './x.js'; export default await a\n"})


def test_without_node_one_line_says_that_scripts_were_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "which", lambda _: None)
    monkeypatch.setattr(authoring, "which", lambda _: None)
    authoring.check_assets({"x.js": b"without node ("})
    assert "note: Node is not installed, so scripts were not parsed\n" in build._notes(build.options(["check"]))


# --- interruptions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0.4, 1.0])
def test_an_interrupt_ends_quietly(seconds: float) -> None:
    command = [sys.executable, str(HOME / "build.py"), "check"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(2, signal.default_int_handler),
    ) as build:
        time.sleep(seconds)
        build.send_signal(signal.SIGINT)
        _, said = build.communicate(timeout=60)
    assert build.returncode in (-signal.SIGINT, 130)
    assert said in (b"", b"build.py: interrupted; nothing was published.\n")


def test_dev_container_is_json_with_the_commands_of_the_makefile() -> None:
    commands = json.loads((HOME / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    makefile = (HOME / "Makefile").read_text("utf-8")
    for name in ("postCreateCommand", "postAttachCommand"):
        assert f"\n{commands[name].removeprefix('make ')}: " in makefile


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["adopt", "drift", "editor_schemas", "offline", "release", "upkeep"])
def test_a_tool_refuses_arguments_that_it_does_not_know(tool: str) -> None:
    command = [sys.executable, str(HOME / "tools" / f"{tool}.py"), "--nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_closed_output_is_no_error() -> None:
    command = f"'{sys.executable}' '{HOME / 'build.py'}' new some-model >&-"
    assert subprocess.run(command, shell=True, capture_output=True, check=False).returncode == 0
