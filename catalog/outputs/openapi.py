"""The endpoints and the types of what they return -> an OpenAPI description of version 1, from which clients are made."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from catalog.outputs import api

PATH = "api/v1/openapi.json"
_DOCUMENT_OF: dict[str, type[api.Published]] = {
    "index": api.PublishedIndex, "models": api.PublishedCatalog, "models/{id}": api.PublishedSingle,
    "sources": api.PublishedSources, "claims": api.PublishedClaims, "faq": api.PublishedFaq,
    "glossary": api.PublishedGlossary, "definitions": api.PublishedDefinitions, "tasks": api.PublishedTasks,
    "pairs": api.PublishedPairs, "developers": api.PublishedDevelopers, "rules": api.PublishedRules,
    "lookup": api.PublishedLookup, "judge": api.PublishedJudge, "changes": api.PublishedChanges,
    "history": api.PublishedHistory, "releases/index": api.PublishedReleases,
    "releases/{version}": api.PublishedReleasedState,
}  # fmt: skip
"""Endpoint -> the type of its document; what is not listed is a schema or a table."""
_PARAMETERS = {
    "id": "Id of a record, present or former, such as `bert`; lookup.json leads from any name to it.",
    "version": "Version of a release, such as `1.0.0`; releases/index.json lists them.",
}


@cache
def openapi_text() -> str:
    """Return the description as JSON (OpenAPI 3.1); its server is found relative to where it lies."""
    schemas: dict[str, Any] = {}
    for document in api.DOCUMENTS:
        whole = document.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        schemas |= whole.pop("$defs", {}) | {document.__name__: whole}
    description = {
        "openapi": "3.1.0",
        "info": {
            "title": "Are all large language models generative?",
            "summary": "Facts about language models, each with its source, and computed verdicts.",
            "version": api.SCHEMA_VERSION,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": "../..", "description": "The site that serves this description"}],
        "paths": {f"/{path}": _operations(path, what) for path, what in api.ENDPOINTS.items()},
        "components": {"schemas": dict(sorted(schemas.items()))},
    }
    return json.dumps(description, indent=1, ensure_ascii=False) + "\n"


def _operations(path: str, what: str) -> dict[str, Any]:
    name = path.removeprefix("api/v1/")
    document = _DOCUMENT_OF.get(name.removesuffix(".json"))
    schema = {"$ref": f"#/components/schemas/{document.__name__}"} if document else {}
    kind = "text/csv" if name.endswith(".csv") else "application/json"
    responses: dict[str, Any] = {"200": {"description": what, "content": {kind: {"schema": schema}}}}
    operation: dict[str, Any] = {"operationId": "get_" + re.sub(r"\W+", "_", name).strip("_"), "summary": what}
    if asked := re.findall(r"\{(\w+)\}", name):
        operation["parameters"] = [
            {"name": it, "in": "path", "required": True, "description": _PARAMETERS[it], "schema": {"type": "string"}}
            for it in asked
        ]
        responses["404"] = {"description": "There is none."}
    return {"get": operation | {"responses": responses}}
