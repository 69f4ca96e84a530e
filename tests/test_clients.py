"""The OpenAPI description fits what is served, and the example clients answer what others get wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sample import HOME

from catalog.outputs.contract import openapi_text

CLIENTS = HOME / "docs" / "clients"
KINDS = {
    "Qwen/Qwen3-Embedding-8B": "not a writer",  # filed under LLM by its architecture name
    "Alibaba-NLP/gte-Qwen2-7B-instruct": "not a writer",  # a CausalLM class that is an embedder
    "intfloat/e5-mistral-7b-instruct": "not a writer",
    "bert-base-uncased": "not a writer",
    "gpt2": "writer",
    "GPT 2": "writer",
    "no such model": "unknown",
}
IDS = {"qwen3-embedding": "not a writer", "gpt-2": "writer", "no-such-model": "unknown"}


def run(*command: str | Path) -> list[str]:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("program", "client"), [(sys.executable, "lookup.py"), pytest.param("node", "lookup.mjs", marks=pytest.mark.node)]
)
def test_a_client_tells_writers_from_embedders(served: str, program: str, client: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"left out: {program} is not installed")
    assert run(program, CLIENTS / client, served, *KINDS) == [f"{name}: {kind}" for name, kind in KINDS.items()]


def test_the_client_for_the_shell_asks_for_records(served: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("left out: curl is not installed")
    assert run("sh", CLIENTS / "lookup.sh", served, *IDS) == [f"{name}: {kind}" for name, kind in IDS.items()]


@pytest.fixture(scope="module")
def description(site_folder: Path) -> dict[str, Any]:
    """Return the published description."""
    found: dict[str, Any] = json.loads((site_folder / "api/v1/openapi.json").read_text("utf-8"))
    return found


def references(value: Any) -> Iterator[str]:
    """Yield every reference."""
    if isinstance(value, dict):
        yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from references(inner)


def test_every_endpoint_is_described_once(description: dict[str, Any], site_folder: Path) -> None:
    endpoints = json.loads((site_folder / "api/v1/index.json").read_text("utf-8"))["endpoints"]
    assert list(description["paths"]) == [f"/{path}" for path in endpoints]
    ids = [path["get"]["operationId"] for path in description["paths"].values()]
    assert len(set(ids)) == len(ids)
    schemas = set(description["components"]["schemas"])
    assert {it.removeprefix("#/components/schemas/") for it in references(description)} <= schemas
    for path, item in description["paths"].items():
        named = [parameter["name"] for parameter in item["get"].get("parameters", [])]
        assert named == re.findall(r"\{(\w+)\}", path)


@pytest.mark.slow
def test_every_document_fits_its_description(description: dict[str, Any], site_folder: Path) -> None:
    import jsonschema  # takes seconds to load

    examples = {"{id}": "bert", "{version}": "1.0.0"}
    untyped = set()
    for path, item in description["paths"].items():
        (content,) = item["get"]["responses"]["200"]["content"].items()
        if not content[1]["schema"]:
            untyped.add(path.rpartition("/")[2])
            continue
        file = site_folder / re.sub(r"\{\w+\}", lambda found: examples[found[0]], path).lstrip("/")
        whole = content[1]["schema"] | {"components": description["components"]}
        jsonschema.Draft202012Validator(whole).validate(json.loads(file.read_text("utf-8")))
    assert untyped == {"models.csv", "schema.json", "openapi.json"}


def test_the_description_is_published_as_it_is_made(site_folder: Path) -> None:
    assert (site_folder / "api/v1/openapi.json").read_text("utf-8") == openapi_text()
