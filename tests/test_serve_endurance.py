"""A long session of `mkdocs serve`: many quick edits, renamed and deleted records; no loop, no leak, no stale page."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from sample import copy_project
from test_serve import Server, edit

pytestmark = [pytest.mark.slow, pytest.mark.quiet]
EDITS = 100
ROOM = 1.5
"""How much the server's memory may grow over the session, as a factor."""


def memory(server: Server) -> int:
    """Return the resident memory of the server in kilobytes (Linux)."""
    status = Path(f"/proc/{server.process.pid}/status").read_text("utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]


def test_a_hundred_quick_edits_and_moved_records(tmp_path: Path) -> None:
    server = Server(copy_project(tmp_path / "project"))
    models = server.project / "data" / "models.yaml"
    faq = server.project / "content" / "faq.md"
    try:
        server.wait("faq/", lambda page: "Frequently asked questions" in page)
        edit(faq, "# Frequently asked questions", "# Frequently asked questions, state 0 of the heading")
        server.wait("faq/", lambda page: "state 0 of" in page)
        before = memory(server)
        for number in range(EDITS):
            edit(faq, f"state {number} of", f"state {number + 1} of")
            if number % 10 == 5:
                edit(models, "    attention: bidirectional", "    attention: bidirektional")
            if number % 10 == 6:
                edit(models, "    attention: bidirektional", "    attention: bidirectional")
            time.sleep(0.1)
        server.wait("faq/", lambda page: f"state {EDITS} of" in page and "author-problems" not in page)

        edit(models, "  - id: tinyllama\n", "  - id: tinyllama-renamed\n")
        server.wait("models/tinyllama-renamed/", lambda page: "TinyLlama" in page)
        assert "TinyLlama" not in server.get("models/tinyllama/")
        text = models.read_text("utf-8")
        start = text.index("  - id: tinyllama-renamed\n")
        models.write_text(text[:start] + text[text.index("  - id: ", start + 5) :], "utf-8")
        server.wait("models/tinyllama-renamed/", lambda page: "TinyLlama" not in page)

        server.settle()
        assert memory(server) < ROOM * before
    finally:
        server.process.terminate()
        server.process.wait(10)
