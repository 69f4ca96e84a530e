"""Raw documents -> Catalog, or every problem at once.

First each list item is validated against its type; then, over the valid items, the rules across fields and records run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from catalog.check.rules import RULES, Items
from catalog.load.documents import Document
from catalog.load.problems import InputError, Problem, nearest, shown
from catalog.load.strict_yaml import Steps
from catalog.schema import editorial, lists, record


@dataclass(frozen=True)
class Catalog:
    """Everything authors wrote in `data/`, valid. `lines` gives file, first and last line of each record,
    `field_lines` the line on which each of its fields begins.
    """

    models: tuple[record.Record, ...]
    sources: Mapping[str, record.Source]
    families: Mapping[str, record.Family]
    terms: tuple[editorial.Term, ...]
    claims: tuple[editorial.Claim, ...]
    questions: tuple[editorial.Question, ...]
    tasks: tuple[editorial.Task, ...]
    pairs: tuple[editorial.Pair, ...]
    definitions: tuple[editorial.Definition, ...]
    configurations: Mapping[str, record.Configuration]
    exceptions: tuple[record.CrossCheckException, ...]
    evidence_exceptions: tuple[record.EvidenceException, ...]
    redirects: tuple[record.Redirect, ...]
    declined: tuple[record.Declined, ...]
    developers: Mapping[str, record.Developer]
    licenses: Mapping[str, record.LicenseTerms]
    rules: tuple[record.VerdictRule, ...]
    judge_questions: tuple[editorial.JudgeQuestion, ...]
    config_classes: tuple[editorial.ConfigClass, ...]
    lines: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    field_lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def check_documents(documents: Iterable[Document], today: str) -> Catalog:
    """Validate all files. Raises InputError with every problem; no date may lie after `today` (ISO 8601).

    Rules across items run only when every list was read: a missing file must not make all that names its items wrong.
    """
    unlabeled = "field {}: say with Shown(…) how it is printed; a field without appears nowhere"
    problems = [
        Problem("catalog/schema/record.py", 1, 1, unlabeled.format(it)) for it in record.unlabeled(record.Record)
    ]
    homes: dict[str, Document] = {}
    by_key: dict[str, dict[int, Any]] = {}
    readable = True
    for document in documents:
        problems += document.problems
        readable &= document.readable
        for key, value in document.value.items():
            if key not in lists.TYPES:
                place = document.place((key,), of_key=True)
                problems.append(Problem(document.file, *place, f"unknown list {shown(key)}{nearest(key, lists.TYPES)}"))
            elif key in homes:
                place = document.place((key,), of_key=True)
                problems.append(
                    Problem(document.file, *place, f"list {shown(key)} stands in {homes[key].file} already")
                )
            else:
                homes[key] = document
                by_key[key] = _validated(document, key, value, problems)
    if readable:
        problems += [Problem("data", 1, 1, f"no file has the list `{key}:`") for key in lists.TYPES if key not in homes]
    authored = {key: home.value[key] for key, home in homes.items() if isinstance(home.value[key], list)}
    items = Items(by_key, today, authored, {key: home.file for key, home in homes.items()})
    if readable and len(items.authored) == len(lists.TYPES):
        problems += _broken_rules(items, homes)
    if problems:
        raise InputError(problems)
    return _catalog(items, homes)


def _broken_rules(items: Items, homes: Mapping[str, Document]) -> Iterator[Problem]:
    for rule in RULES.values():
        for key, index, path, message in rule(items):
            yield Problem(homes[key].file, *homes[key].place((key, index, *path), of_key=True), message)


def _validated(document: Document, key: str, value: Any, problems: list[Problem]) -> dict[int, Any]:
    if not isinstance(value, list):
        problems.append(
            Problem(document.file, *document.place((key,), of_key=True), f"{key}: expected a list of items")
        )
        return {}
    adapter: TypeAdapter[Any] = TypeAdapter(lists.TYPES[key])
    valid: dict[int, Any] = {}
    for index, raw in enumerate(value):
        try:
            valid[index] = adapter.validate_python(raw)
        except ValidationError as error:
            problems += _explained(document, (key, index), raw, error)
    for index, (first, last) in enumerate(document.lines(key) if document.problems else ()):
        if any(first <= problem.line <= last for problem in document.problems):
            valid.pop(index, None)  # what was refused in it must not look like a broken rule too
    return valid


def _explained(document: Document, at: Steps, raw: Any, error: ValidationError) -> Iterator[Problem]:
    """Turn pydantic's errors into sentences with a place, an expectation and a remedy; one for each mistake."""
    who = raw.get("id", raw.get("name")) if isinstance(raw, dict) else None
    name = f"{at[0]}[{shown(who)}]" if isinstance(who, str) else f"{at[0]}[{at[1]}]"
    refused = {(problem.line, problem.column) for problem in document.problems}
    for details in error.errors(include_url=False):
        if details["type"] == "too_short" and details["input"]:
            continue  # items with mistakes of their own are reported already
        path = tuple(step for step in details["loc"] if step != "[key]")
        of_key = details["type"] in ("extra_forbidden", "missing") or "[key]" in details["loc"]
        dotted = ".".join(map(str, path))
        place = document.place((*at, *path), of_key=of_key)
        if place not in refused:
            yield Problem(document.file, *place, f"{name}{'.' if dotted else ''}{dotted}: {_remedy(details, at[0])}")


def _remedy(details: Any, key: str | int) -> str:
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    last = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "extra_forbidden":
        return f"unknown field{nearest(last, _fields(key, details['loc'][:-1]))}"
    if kind == "missing":
        return "required field is missing"
    if given is None and kind != "value_error":
        return "empty — fill it in"
    if kind == "literal_error":
        known = [word.strip(" '") for word in context["expected"].replace(" or ", ", ").split(",")]
        return f"expected one of {', '.join(known)}; got {shown(given)}{nearest(str(given), known)}"
    if kind in ("int_type", "int_parsing"):
        return f"expected a plain whole number such as 110000000; got {shown(given)}"
    if kind == "string_type":
        return f"expected text; got {shown(given)} — quote it if it is meant as text"
    if kind == "string_pattern_mismatch":
        return f"expected {_PATTERNS.get(context['pattern'], 'the form ' + context['pattern'])}; got {shown(given)}"
    if kind == "too_short":
        return "empty — fill it in, with at least one item"
    if kind in ("model_type", "dict_type"):
        return f"expected a mapping of fields; got {shown(given)}"
    if kind in ("tuple_type", "list_type"):
        return f"expected a list; got {shown(given)}"
    said = details["msg"].removeprefix("Value error, ")
    return f"{said[0].lower()}{said[1:]}; got {shown(given)}"


_PATTERNS = {
    r"^https://[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z]{2,}(/[A-Za-z0-9._~/?#=&%+:@!,()-]*)?$": "an https:// address without "
    "user, port, international letters or quotes (an apostrophe is %27)",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "a slug of small letters, digits and single hyphens, such as gpt-2",
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$": "an ISO 8601 date such as 2018-10-11",
    r"^[0-9]{4}\.[0-9]{4,5}$": 'a quoted arXiv id such as "1810.04805"',
    r"^\S(.*\S)?$": "one line of text without spaces at its ends",
    r"^[A-Za-z0-9][A-Za-z0-9.+-]*$": "an SPDX identifier such as Apache-2.0, or LicenseRef-…",
}


def _fields(key: str | int, path: tuple[str | int, ...]) -> list[str]:
    """Return the field names that are known at `path` inside an item of the list `key`."""
    shape: Any = lists.TYPES[str(key)].model_json_schema()
    root = shape
    for step in path:
        shape = (
            shape.get("items", {})
            if isinstance(step, int)
            else shape.get("properties", {}).get(step, shape.get("additionalProperties", {}))
        )
        while "$ref" in shape or "anyOf" in shape:
            shape = shape["anyOf"][0] if "anyOf" in shape else root["$defs"][shape["$ref"].rsplit("/", 1)[1]]
    return [*shape.get("properties", {})]


def _catalog(items: Items, homes: Mapping[str, Document]) -> Catalog:
    values: dict[str, Any] = {key: tuple(item for _, item in items.of(key)) for key in lists.TYPES}
    for key in ("sources", "families", "configurations", "developers", "licenses"):
        values[key] = {item.id: item for item in values[key]}
    home = homes["models"]
    lines = {
        record.id: (home.file, *place) for record, place in zip(values["models"], home.lines("models"), strict=False)
    }
    fields = {record.id: rows for record, rows in zip(values["models"], home.field_lines("models"), strict=False)}
    return Catalog(**values, lines=lines, field_lines=fields)
