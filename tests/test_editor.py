"""Editors complete and check the data files with no set-up: held with the real YAML language server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor import SERVER, Editor

pytestmark = pytest.mark.node
DATA = Path(__file__).parent.parent / "data"
MODELS = (DATA / "models.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    """Return an editor with the data folder open."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("left out: the tests of editors need Node 18 or newer (Debian: apt-get install nodejs npm)")
    if not SERVER.exists():
        pytest.skip("left out: run `npm ci --prefix tests/node` once for the tests of editors")
    started = Editor(node, DATA)
    yield started
    started.close()


def first_records(number: int) -> str:
    """Return the start of models.yaml with so many records."""
    return "\n  - id: ".join(MODELS.split("\n  - id: ")[: number + 1]) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(DATA.glob("*.yaml")), ids=lambda path: path.name)
def test_no_complaint_about_the_real_files(editor: Editor, path: Path) -> None:
    assert editor.open(path.name, path.read_text("utf-8")) == []


TYPOS = {
    "misspelt field": ("    attention: none", "    atention: none", "Property atention is not allowed."),
    "unknown word": ("    attention: none", "    attention: sideways", "Value is not accepted. Valid values:"),
    "wrong type": ("    included_as: [first]", "    included_as: first", 'Incorrect type. Expected "array".'),
    "bad date": ("    released: 2018-01-18", "    released: 18.1.2018", "String does not match the pattern"),
    "missing field": ("    developers: [fast-ai]\n", "", 'Missing property "developers".'),
    "evidence": ("how: read, checked", "how: skimmed, checked", "Value is not accepted. Valid values:"),
}


@pytest.mark.parametrize("case", TYPOS)
def test_mistake_is_underlined(editor: Editor, case: str) -> None:
    right, wrong, message = TYPOS[case]
    text = first_records(1)
    assert right in text
    assert any(message in found for found in editor.open("models.yaml", text.replace(right, wrong, 1)))


def test_words_are_offered_with_their_meaning(editor: Editor) -> None:
    text = first_records(1).replace("    attention: none", "    attention: ")
    line = text[: text.index("    attention:")].count("\n")
    offered = editor.complete("models.yaml", text, line, len("    attention: "))
    assert {"bidirectional", "causal", "prefix", "permuted", "mixed", "none", "undisclosed"} <= {*offered}
    assert "itself and" in str(offered["causal"])


def test_fields_are_offered_with_their_documentation(editor: Editor) -> None:
    text = first_records(1).replace("    weights: open\n", "    \n")
    line = text[: text.index("\n    \n") + 1].count("\n")
    offered = editor.complete("models.yaml", text, line, 4)
    assert "weights" in offered
    assert "on which terms" in str(offered["weights"])
