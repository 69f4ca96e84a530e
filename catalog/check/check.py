"""Raw documents -> Catalog, or every problem at once.

First each list item is validated against its type; then, over the valid items, the rules across fields and records run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import ValidationError

from catalog.check.rules import RULES, Items, records, relations  # noqa: F401 (importing registers the rules)
from catalog.load.documents import Document
from catalog.load.problems import InputError, Problem, nearest, shown
from catalog.load.strict_yaml import Steps
from catalog.schema import editorial, record
from catalog.schema.fields import fields_of


@dataclass(frozen=True)
class Catalog:
    """Everything authors wrote in `data/`, valid. `places` gives where each record stands, see `Model.place`."""

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
    places: Mapping[str, tuple[str, int, int, Mapping[str, int]]] = field(default_factory=dict)


TYPES: dict[str, type[record.Strict]] = {
    name: kind
    for name, hint in get_type_hints(Catalog).items()
    for kind in get_args(hint)
    if isinstance(kind, type) and issubclass(kind, record.Strict)
}
"""List of a data file -> the type of its items."""


def check_documents(documents: Iterable[Document], today: str, *, rules: bool = True) -> Catalog:
    """Validate all files. Raises InputError with every problem; no date may lie after `today` (ISO 8601).

    Rules across items run only when every list was read: a missing file must not make all that names its items wrong.
    Without `rules` they do not run at all.
    """
    unlabeled = "field {}: say with Shown(…) how it is printed; a field without appears nowhere"
    problems = [
        Problem("catalog/schema/record.py", 1, 1, unlabeled.format(it))
        for it in record.Record.model_fields
        if it not in (*record.shown(record.Record), "id", "missing", "evidence")
    ]
    homes: dict[str, Document] = {}
    by_key: dict[str, dict[int, Any]] = {}
    readable = True
    for document in documents:
        problems += document.problems
        readable &= document.readable
        for key, value in document.value.items():
            if key not in TYPES:
                problems.append(_problem(document, (key,), f"unknown list {shown(key)}{nearest(key, TYPES)}"))
            elif key in homes:
                problems.append(_problem(document, (key,), f"list {shown(key)} stands in {homes[key].file} already"))
            else:
                homes[key] = document
                by_key[key] = _validated(document, key, value, today, problems)
    if readable:
        problems += [Problem("data", 1, 1, f"no file has the list `{key}:`") for key in TYPES if key not in homes]
    authored = {key: home.value[key] for key, home in homes.items() if isinstance(home.value[key], list)}
    items = Items(by_key, authored, {key: home.file for key, home in homes.items()})
    for rule in RULES.values() if rules and readable and len(items.authored) == len(TYPES) else ():
        for key, index, path, message in rule(items):
            problems.append(_problem(homes[key], (key, index, *path), message, of_key=None))
    if problems:
        raise InputError(problems)
    return _catalog(items, homes["models"])


def _problem(document: Document, path: Steps, message: str, *, of_key: bool | None = True) -> Problem:
    return Problem(document.file, *document.place(path, of_key=of_key), message)


def _validated(document: Document, key: str, value: Any, today: str, problems: list[Problem]) -> dict[int, Any]:
    if not isinstance(value, list):
        problems.append(_problem(document, (key,), f"{key}: expected a list of items"))
        return {}
    valid: dict[int, Any] = {}
    for index, raw in enumerate(value):
        try:
            valid[index] = TYPES[key].model_validate(raw, context=today)
        except ValidationError as error:
            problems += _explained(document, (key, index), raw, error)
    for index, (first, last, _) in enumerate(document.lines(key) if document.problems else ()):
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
        where = ".".join(map(str, (name, *path)))
        problem = _problem(document, (*at, *path), f"{where}: {remedy(details, str(at[0]))}", of_key=of_key)
        if (problem.line, problem.column) not in refused:
            yield problem


_EXPECTED = {
    "int_type": "a plain whole number such as 110000000", "int_parsing": "a plain whole number such as 110000000",
    "model_type": "a mapping of fields", "dict_type": "a mapping of fields", "tuple_type": "a list", "list_type": "a list",
}  # fmt: skip


def remedy(details: Any, key: str = "") -> str:
    """Return in words what pydantic found, and what was expected; `key` is the list whose items have the fields."""
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        *path, last = details["loc"]
        return f"unknown field{nearest(str(last), _fields(key, path)) if key else ''}"
    if kind == "missing":
        return "required field is missing"
    if given is None and kind != "value_error":
        return "empty — fill it in"
    if kind == "too_short":
        return "empty — fill it in, with at least one item"
    if kind == "literal_error":
        known = [word.strip(" '") for word in context["expected"].replace(" or ", ", ").split(",")]
        return f"expected one of {', '.join(known)}; got {shown(given)}{nearest(str(given), known)}"
    if kind == "string_type":
        return f"expected text; got {shown(given)} — quote it if it is meant as text"
    if kind == "string_pattern_mismatch":
        return f"expected {record.FORMS.get(context['pattern'], 'the form ' + context['pattern'])}; got {shown(given)}"
    said = f"expected {_EXPECTED[kind]}" if kind in _EXPECTED else details["msg"].removeprefix("Value error, ")
    return f"{said[0].lower()}{said[1:]}; got {shown(given)}"


def _fields(key: str, path: list[str | int]) -> list[str]:
    """Return the field names that are known at `path` inside an item of the list `key`."""
    fields = fields_of(TYPES[key])
    for step in path:
        fields = next((it.inner for it in fields if it.name == step), fields)
    return [it.name for it in fields]


def _catalog(items: Items, home: Document) -> Catalog:
    values: dict[str, Any] = {
        key: tuple(items.all(key)) if get_origin(hint) is tuple else {item.id: item for item in items.all(key)}
        for key, hint in get_type_hints(Catalog).items()
        if key in TYPES
    }
    idents = [record.id for record in values["models"]]
    places = {ident: (home.file, *place) for ident, place in zip(idents, home.lines("models"), strict=False)}
    return Catalog(**values, places=places)
