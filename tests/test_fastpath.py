"""Stamped model pages are what the engine would have rendered, had it rendered every model page in full."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sample import FAR_FUTURE, HOME

from catalog.engine import ENGINES
from catalog.pages.layout import Shell, completed, rooted, secured
from catalog.pages.render import MARK, ROOT, SHELL_ADDRESS, SHELL_PATH, Renderer
from catalog.pipeline import Places, load_all, prepare

SAMPLE = ("bert", "gpt-4", "llada", "qwen3-embedding", "t5", "ulmfit")
"""An encoder, a closed model, a writer that masks, an embedder, two stacks, and one without attention."""
TWIN, HIDDEN_TWIN = 'index.md"', 'index.twin"'
"""Engines take an address that ends in .md for a page of theirs; here it is the text that we put beside the page."""


def _in_full(renderer: Renderer, shell: str, ident: str) -> str:
    """Return the Markdown of one model page: the shell with its marks filled in, in a form that engines leave alone."""
    head, front, body = shell.split("---\n", 2)
    for name, part in renderer.stamp(renderer.site.by_id[ident]).parts.items():
        mark, text = MARK.format(name), part.replace('="../../', f'="{ROOT}').replace(TWIN, HIDDEN_TWIN)
        front = front.replace(f'"{mark}"', json.dumps(text, ensure_ascii=False))
        body = body.replace(mark, text)
    return f"{head}---\n{front}---\n{body}"


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_stamped_pages_are_the_engines_own(engine: str, tmp_path: Path) -> None:
    places = Places(HOME, HOME / "data", tmp_path / "unused")
    renderer, files = prepare(places, *load_all(places, FAR_FUTURE), None)
    docs = {name: text for name, text in files.items() if name == SHELL_PATH or name.startswith("assets/")}
    shell_text = str(files[SHELL_PATH])
    docs |= {name: "# Page\n" for name in files if name.endswith(".md") and name != SHELL_PATH}
    docs |= {f"models/{ident}.md": _in_full(renderer, shell_text, ident) for ident in SAMPLE}
    for name, content in docs.items():
        target = tmp_path / "docs" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    ENGINES[engine](HOME, tmp_path / "docs", tmp_path / "site", renderer.settings.site_url)

    def finished(address: str) -> str:
        path = f"{address}index.html"
        html = (tmp_path / "site" / path).read_text("utf-8").replace(HIDDEN_TWIN, TWIN)
        return secured(rooted(completed(html, renderer.late), path, urlsplit(renderer.settings.site_url).path))

    shell = Shell(finished(SHELL_ADDRESS))
    for ident in SAMPLE:
        stamped = shell.page(renderer.stamp(renderer.site.by_id[ident]))
        assert stamped == finished(f"models/{ident}/")
