"""Time from an edit (a fact, a sentence, a template) to the page that shows it, under `mkdocs serve`, in a copy.

The clock runs from before the file is saved until an HTTP answer holds what was saved; the server is asked every 20 ms.
"""

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

EDITS = 7
PATIENCE = 120.0
PROJECT = ("catalog", "content", "templates", "build.py", "mkdocs.yml", "requirements.txt")


Edit = Callable[[Path, str], tuple[Path, str, str]]
"""(project, token) -> the file to save, its new text, and the page that will hold the token."""


def edit_to_page(data: Path, work: Path) -> dict[str, dict[str, float]]:
    """Print and return median and longest seconds from saving a file to the page being served with the change."""
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
            times = {kind: _times(edit, project, port) for kind, edit in _KINDS.items()}
        finally:
            server.terminate()
            server.wait()
    shutil.rmtree(project)
    shown = (f"{kind}: {took['median']:.2f} s (longest {took['longest']:.2f})" for kind, took in times.items())
    print(f"{data.name:<12}" + "  ".join(shown), flush=True)
    return times


def _times(edit: Edit, project: Path, port: int) -> dict[str, float]:
    base = f"http://127.0.0.1:{port}/are-all-llms-generative/"
    _wait(f"{base}models/bert/", "BERT")
    times = []
    for number in range(EDITS):
        token = f"token{time.time_ns()}n{number}"
        file, text, page = edit(project, token)
        time.sleep(1.0 + number / 10 / EDITS)  # so that edits fall anywhere between two looks of the server
        start = time.perf_counter()
        file.write_text(text, "utf-8")
        _wait(base + page, token)
        times.append(time.perf_counter() - start)
    return {"median": round(statistics.median(times), 3), "longest": round(max(times), 3)}


def _fact(project: Path, token: str) -> tuple[Path, str, str]:
    text = (project / "data" / "models.yaml").read_text("utf-8")
    head, _, rest = text.partition("\n  - id: bert\n")
    before, _, after = rest.partition("\n    aliases: [")
    names = after.partition("]")[0].split(", ")
    names = [name for name in names if not name.startswith("token")]
    after = f"{', '.join([token, *names])}]{after.partition(']')[2]}"
    return project / "data" / "models.yaml", f"{head}\n  - id: bert\n{before}\n    aliases: [{after}", "models/bert/"


def _sentence(project: Path, token: str) -> tuple[Path, str, str]:
    file = project / "content" / "contribute.md"
    return file, f"{file.read_text('utf-8').rstrip()}\n\nA sentence about {token}.\n", "contribute/"


def _template(project: Path, token: str) -> tuple[Path, str, str]:
    file = project / "templates" / "model" / "use.html.jinja"
    return file, f"{file.read_text('utf-8').rstrip()}\n<p>{token}</p>\n", "models/bert/"


_KINDS: dict[str, Edit] = {"fact": _fact, "sentence": _sentence, "template": _template}


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
