"""Released and present states of the facts: data folder, export or `data/releases/VERSION.json` -> State.

A snapshot holds the records that were added or changed since the release named by `after`, and the ids that went; the
first one holds all. So a release costs what it changes, and each file can be read by people: one record a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import StringConstraints, ValidationError, create_model

from catalog.check.check import check_documents, remedy
from catalog.load.documents import load_documents, read_json
from catalog.load.problems import ErrorCollector, InputError, Problem
from catalog.load.strict_yaml import compose, find
from catalog.outputs.changes import COMPARED, VERDICT, Facts, Release, State, facts_of, state_of
from catalog.outputs.contract import PublishedCatalog, PublishedRecord
from catalog.schema.record import Count, Date, Line, Slug, Strict
from catalog.site import derive_site

VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$"
_Version = Annotated[str, StringConstraints(pattern=VERSION)]


def _loose(annotation: Any) -> Any:
    """Return the type of a field in a snapshot: an old release may use words since renamed."""
    if get_origin(annotation) is Literal:
        return Line
    if get_origin(annotation) is tuple:
        return list[Any]
    if get_origin(annotation) in (UnionType, Union):
        return Union[tuple(map(_loose, get_args(annotation)))]  # noqa: UP007
    return annotation


_NEEDED = ("name", "family", "developer", "architecture", "attention", "output_head", "weights")
_COMPARED: dict[str, Any] = {
    name: (_loose(info.annotation), ...) if name in _NEEDED else (_loose(info.annotation) | None, None)
    for name, info in PublishedRecord.model_fields.items()
    if name in COMPARED and name != "variants"
}
_Facts: type[Strict] = create_model(
    "_Facts",
    __base__=Strict,
    **_COMPARED | {"released": (Date, ...)} | dict.fromkeys(VERDICT, (Line, ...)),
    sizes=(dict[str, list[Count | None]], ...),
    missing=(dict[str, str] | None, None),
    sources=(dict[str, list[str]] | None, None),
)
"""The facts of one record in a snapshot."""


class _Snapshot(Strict):
    """One file of `data/releases/`."""

    version: _Version
    """Also the file's name."""
    date: Date
    note: Line
    """One plain sentence: what the release brings."""
    after: _Version | None
    """The release it builds on; null for the first."""
    redirects: dict[Slug, Slug]
    """Former ids -> present ids."""
    removed: list[Slug]
    models: dict[Slug, _Facts]
    """Records that are new or changed since."""


def read_facts(path: Path, today: str) -> State:
    """Read a data folder, an export or a release snapshot. Raises InputError with every problem."""
    if path.is_dir():
        return state_of(derive_site(check_documents(load_documents(path, str(path)), today)))
    document = read_json(path, str(path))
    if isinstance(document, dict) and "version" in document:
        version = _snapshot(path, str(path), today, path.lstat().st_mtime_ns)[1].version
        return next(release.state for release in load_releases(path.parent, today) if release.version == version)
    try:
        export = PublishedCatalog.model_validate_json(path.read_bytes())
    except ValidationError as error:
        what = "is neither a data folder nor a release snapshot nor an export of version 1 — "
        raise InputError(Problem(str(path), 1, 1, what + _said(it)) for it in error.errors()[:5]) from error
    return State({record.id: facts_of(record) for record in export.models})


def _said(fault: Any) -> str:
    """Return in words what pydantic found."""
    return f"{'/'.join(map(str, fault['loc'])) or 'top level'}: {remedy(fault)}"


@lru_cache(maxsize=64)
def _snapshot(path: Path, shown_as: str, today: str, _changed: int) -> tuple[str, _Snapshot, dict[str, Facts]]:
    """Return how problems name a file, the release in it, and the facts as they stand there. Raises InputError.

    A preview asks again after every edit; a file that was not changed since is not read again.
    """
    document = read_json(path, shown_as)
    try:
        snapshot = _Snapshot.model_validate(document, context=today)
    except ValidationError as error:
        tree = compose(path.read_text("utf-8"))
        found = [Problem(shown_as, *find(tree, it["loc"], False), _said(it)) for it in error.errors()]
        raise InputError(found) from error
    if path.stem != snapshot.version:
        wrong = f"holds release {snapshot.version} — name the file {snapshot.version}.json"
        raise InputError([Problem(shown_as, 1, 1, wrong)])
    return shown_as, snapshot, document["models"]


def rank(version: str) -> tuple[int, ...]:
    """Return what versions are sorted by."""
    return tuple(map(int, version.split(".")))


def load_releases(folder: Path, today: str, shown_as: str = "data/releases") -> tuple[Release, ...]:
    """Read all snapshots below a folder, oldest first; none is fine. Raises InputError with every problem.

    No date may lie after `today` (ISO 8601).
    """
    if folder.exists() and not folder.is_dir():
        raise InputError([Problem(shown_as, 1, 1, "is not a folder")])
    gather = ErrorCollector()
    files = sorted(folder.glob("*.json"))
    read = [gather(_snapshot, path, f"{shown_as}/{path.name}", today, path.lstat().st_mtime_ns) for path in files]
    gather.finish()
    releases: list[Release] = []
    for name, it, facts in sorted(filter(None, read), key=lambda found: rank(found[1].version)):
        before = releases[-1] if releases else None
        gather.problems += [Problem(name, 1, 1, fault) for fault in _out_of_order(it, before)]
        models = {**(before.state.models if before else {}), **facts}
        kept = {ident: models[ident] for ident in models if ident not in it.removed}
        releases.append(Release(it.version, it.date, it.note, State(kept, it.redirects)))
    gather.finish()
    return tuple(releases)


def _out_of_order(snapshot: _Snapshot, before: Release | None) -> Iterator[str]:
    expected = before.version if before else None
    if snapshot.after != expected:
        yield f"says it comes after {snapshot.after or 'none'}, but the release before it is {expected or 'none'}"
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
    line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    rows = ",\n".join(f"{json.dumps(ident)}:{line(facts)}" for ident, facts in models.items())
    return f'{line(head)[:-1]},"models":{{\n{rows}\n}}}}\n'
