"""Released and present states of the facts: data folder, export or `data/releases/VERSION.json` -> State.

A snapshot holds the records that were added or changed since the release named by `after`, and the ids that went; the
first one holds all. So a release costs what it changes, and each file can be read by people: one record a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints, ValidationError

from catalog.check.check import check_documents
from catalog.load.documents import load_documents
from catalog.load.problems import InputError, Problem
from catalog.load.strict_json import read_json
from catalog.outputs.api import PublishedCatalog
from catalog.outputs.changes import Release, Shape, State, facts_of, state_of
from catalog.schema.record import Day, Line, Slug, Strict
from catalog.site import derive_site

VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$"
Version = Annotated[str, StringConstraints(pattern=VERSION)]


class Snapshot(Strict):
    """One file of `data/releases/`."""

    version: Version
    """Semantic version; also the file's name."""
    date: Day
    """ISO date of the release."""
    note: Line
    """One plain sentence: what the release brings."""
    after: Version | None
    """The release it builds on; null for the first."""
    redirects: dict[Slug, Slug]
    """Former ids -> present ids."""
    removed: list[Slug]
    """Ids that are gone since."""
    models: dict[Slug, Shape]
    """Records that are new or changed since."""


def read_facts(path: Path, today: str) -> State:
    """Read a data folder, an export or a release snapshot. Raises InputError with every problem."""
    if path.is_dir():
        return state_of(derive_site(check_documents(load_documents(path, str(path)), today)))
    document = read_json(path, str(path))
    if isinstance(document, dict) and "version" in document:
        version = _snapshot(path, str(path), document).version
        return next(release.state for release in load_releases(path.parent) if release.version == version)
    try:
        export = PublishedCatalog.model_validate_json(path.read_bytes())
    except ValidationError as error:
        what = "is neither a data folder nor a release snapshot nor an export of version 1 — "
        raise InputError(Problem(str(path), 1, 1, what + fault) for _, fault in [*_faults(error)][:5]) from error
    return State({record.id: facts_of(record) for record in export.models})


def _faults(error: ValidationError) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for fault in error.errors():
        yield fault["loc"], f"{'/'.join(map(str, fault['loc'])) or 'top level'}: {fault['msg']}"


def _snapshot(path: Path, shown_as: str, document: Any) -> Snapshot:
    try:
        snapshot = Snapshot.model_validate(document)
    except ValidationError as error:
        lines = path.read_text("utf-8").splitlines()
        raise InputError(Problem(shown_as, _line_of(lines, at), 1, fault) for at, fault in _faults(error)) from error
    if path.stem != snapshot.version:
        raise InputError(
            [Problem(shown_as, 1, 1, f"holds release {snapshot.version} — name the file {snapshot.version}.json")]
        )
    return snapshot


def _line_of(lines: list[str], path: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of the record that a path leads into; a snapshot has one record a line."""
    start = f'"{path[1]}":' if len(path) > 1 and path[0] == "models" else ""
    return next((number for number, line in enumerate(lines, 1) if start and line.startswith(start)), 1)


def rank(version: str) -> tuple[int, ...]:
    """Return what versions are sorted by."""
    return tuple(map(int, version.split(".")))


def load_releases(folder: Path, shown_as: str = "data/releases") -> tuple[Release, ...]:
    """Read all snapshots below a folder, oldest first; none is fine. Raises InputError with every problem."""
    snapshots: list[tuple[str, Snapshot, Any]] = []
    problems: list[Problem] = []
    if folder.exists() and not folder.is_dir():
        raise InputError([Problem(shown_as, 1, 1, "is not a folder")])
    for path in sorted(folder.glob("*.json")):
        try:
            name = f"{shown_as}/{path.name}"
            document = read_json(path, name)
            snapshots.append((name, _snapshot(path, name, document), document["models"]))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    snapshots.sort(key=lambda read: rank(read[1].version))
    releases: list[Release] = []
    for name, snapshot, facts in snapshots:
        before = releases[-1] if releases else None
        problems += [Problem(name, 1, 1, fault) for fault in _out_of_order(snapshot, before)]
        models = {**(before.state.models if before else {}), **facts}
        kept = {ident: models[ident] for ident in models if ident not in snapshot.removed}
        releases.append(Release(snapshot.version, snapshot.date, snapshot.note, State(kept, snapshot.redirects)))
    if problems:
        raise InputError(problems)
    return tuple(releases)


def _out_of_order(snapshot: Snapshot, before: Release | None) -> Iterator[str]:
    expected = before.version if before else None
    if snapshot.after != expected:
        yield f"says it comes after {snapshot.after}, but the release before it is {expected}"
    if before and snapshot.date < before.date:
        yield f"is dated {snapshot.date}, before release {before.version} of {before.date}"


def snapshot_text(version: str, date: str, note: str, present: State, before: Release | None) -> str:
    """Return the text of a new snapshot: what differs from the release before it, one record a line."""
    old = before.state.models if before else {}
    models = {ident: facts for ident, facts in sorted(present.models.items()) if old.get(ident) != facts}
    head = {
        "version": version, "date": date, "note": note, "after": before.version if before else None,
        "redirects": dict(present.redirects), "removed": sorted(set(old) - set(present.models)),
    }  # fmt: skip
    rows = ",\n".join(f"{json.dumps(ident)}:{_line(facts)}" for ident, facts in models.items())
    return f'{_line(head)[:-1]},"models":{{\n{rows}\n}}}}\n'


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
