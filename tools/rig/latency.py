"""Time from an edit (a fact, a sentence, a template) to the page that shows it, under `mkdocs serve`, in a copy."""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tools.rig.peers import HOME

EDITS = 3
PATIENCE = 120.0
PROJECT = ("catalog", "content", "templates", "build.py", "mkdocs.yml", "requirements.txt")


def edit_to_page(data: Path, work: Path) -> dict[str, float]:
    """Print and return the median seconds from saving a file to the page being served with the change."""
    project = work / f"serve-{data.name}"
    project.mkdir()
    for name in PROJECT:
        source = HOME / name
        shutil.copytree(source, project / name) if source.is_dir() else shutil.copy2(source, project / name)
    shutil.copytree(data, project / "data")
    (project / "build" / "docs").mkdir(parents=True)
    port = _free_port()
    mkdocs = Path(sys.executable).parent / "mkdocs"
    with (work / "serve.txt").open("wb") as said:
        server = subprocess.Popen([mkdocs, "serve", "-a", f"127.0.0.1:{port}"], cwd=project, stdout=said, stderr=said)
        try:
            times = {kind: _median(edit, project, port) for kind, edit in _KINDS.items()}
        finally:
            server.terminate()
            server.wait()
    shutil.rmtree(project)
    print(f"{data.name:<12}" + "".join(f"  {kind}: {seconds:.2f} s" for kind, seconds in times.items()), flush=True)
    return times


def _median(edit: Callable[[Path, str], str], project: Path, port: int) -> float:
    base = f"http://127.0.0.1:{port}/are-all-llms-generative/"
    _wait(f"{base}models/bert/", "BERT")
    times = []
    for number in range(EDITS):
        token = f"token{time.time_ns()}n{number}"
        time.sleep(1.0)
        start = time.perf_counter()
        path = edit(project, token)
        _wait(base + path, token)
        times.append(time.perf_counter() - start)
    return round(statistics.median(times), 2)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    if old not in text:
        raise ValueError(f"{file}: {old!r} is not there to be edited")
    file.write_text(text.replace(old, new, 1), "utf-8")


def _fact(project: Path, token: str) -> str:
    text = (project / "data" / "models.yaml").read_text("utf-8")
    head, _, rest = text.partition("\n  - id: bert\n")
    before, _, after = rest.partition("\n    aliases: [")
    names = after.partition("]")[0].split(", ")
    names = [name for name in names if not name.startswith("token")]
    after = f"{', '.join([token, *names])}]{after.partition(']')[2]}"
    (project / "data" / "models.yaml").write_text(f"{head}\n  - id: bert\n{before}\n    aliases: [{after}", "utf-8")
    return "models/bert/"


def _sentence(project: Path, token: str) -> str:
    file = project / "content" / "contribute.md"
    file.write_text(f"{file.read_text('utf-8').rstrip()}\n\nA sentence about {token}.\n", "utf-8")
    return "contribute/"


def _template(project: Path, token: str) -> str:
    file = project / "templates" / "model" / "use.html.jinja"
    file.write_text(f"{file.read_text('utf-8').rstrip()}\n<p>{token}</p>\n", "utf-8")
    return "models/bert/"


_KINDS: dict[str, Callable[[Path, str], str]] = {"fact": _fact, "sentence": _sentence, "template": _template}


def _wait(address: str, token: str) -> None:
    """Ask again and again until the page holds the token. Raises TimeoutError."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                if token in answer.read().decode():
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not show {token} within {PATIENCE:.0f} s")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
