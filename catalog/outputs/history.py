"""Change log -> the former values of every fact, and all released states as documents under `api/v1/`.

A released state is served for good, so that a citation of a release leads to the facts as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from catalog.outputs.api import (
    SCHEMA_VERSION,
    PublishedFormerValue,
    PublishedHistory,
    PublishedReleasedState,
    PublishedReleaseEntry,
    PublishedReleases,
)  # fmt: skip
from catalog.outputs.changes import LABELS, Change, ChangeLog, FactChange, Release
from catalog.schema import labels

INDEX = "api/v1/releases/index.json"
HISTORY = "api/v1/history.json"


class FormerValue(NamedTuple):
    """A value that a fact had in a release and has no longer."""

    fact: FactChange
    release: Release
    """The last release that states it."""
    replaced_in: Release | None
    """The first one that does not; None when no release was made since."""

    @property
    def label(self) -> str:
        """The name of the fact in a sentence."""
        named = LABELS | {"summary": "verdict"} | {sense: name.lower() for sense, name in labels.SENSE_NAME.items()}
        return named[self.fact.field]

    @property
    def reason(self) -> str:
        """Why it changed: what the release brought; the present value has its own source."""
        return self.replaced_in.note if self.replaced_in else f"Corrected after release {self.release.version}."


def former_values(log: ChangeLog) -> dict[str, list[FormerValue]]:
    """Return id -> former values of its facts, newest first; those of a renamed record stand under its present id."""
    found: dict[str, list[FormerValue]] = {}
    for release, later, changes in _steps(log):
        for change in changes:
            before = found.pop(change.was or change.id, [])
            values = [FormerValue(fact, release, later) for fact in change.facts]
            if change.kind != "removed" and values + before:
                found[change.id] = values + before
    return found


def _steps(log: ChangeLog) -> Iterator[tuple[Release, Release | None, tuple[Change, ...]]]:
    """Yield each release with what changed after it, oldest first, and the release that says so."""
    entries = {entry.version: entry.changes for entry in log.entries}
    for release, later in zip_longest(log.releases, log.releases[1:]):
        yield release, later, entries[later.version] if later else log.pending


def release_path(version: str) -> str:
    """Return where the state of a release lies."""
    return f"api/v1/releases/{version}.json"


def history_documents(log: ChangeLog, as_of: str) -> dict[str, Callable[[], str]]:
    """Return {path: what makes it}: the former values, the list of releases, and the state of each."""
    states = {release_path(it.version): partial(_state, it) for it in log.releases}
    return {HISTORY: partial(_history, log, as_of), INDEX: partial(_index, log, as_of), **states}


def _state(release: Release) -> str:
    """Return a released state; its date is that of the release, so that the document stays as it is."""
    return PublishedReleasedState(
        schema_version=SCHEMA_VERSION, as_of=release.date, version=release.version, note=release.note,
        count=len(release.state.models), models={ident: dict(it) for ident, it in release.state.models.items()},
    ).model_dump_json() + "\n"  # fmt: skip


def _index(log: ChangeLog, as_of: str) -> str:
    releases = [
        PublishedReleaseEntry(
            version=it.version, date=it.date, note=it.note, count=len(it.state.models), path=release_path(it.version),
            page=f"releases/{it.version}/",
        )
        for it in reversed(log.releases)
    ]  # fmt: skip
    return PublishedReleases(schema_version=SCHEMA_VERSION, as_of=as_of, releases=releases).model_dump_json() + "\n"


def _history(log: ChangeLog, as_of: str) -> str:
    models = {ident: list(map(_published, values)) for ident, values in sorted(former_values(log).items())}
    return PublishedHistory(schema_version=SCHEMA_VERSION, as_of=as_of, models=models).model_dump_json() + "\n"


def _published(former: FormerValue) -> PublishedFormerValue:
    fact, later = former.fact, former.replaced_in
    return PublishedFormerValue(
        field=fact.field, value=fact.old, words=fact.was, source=fact.was_from, release=former.release.version,
        date=former.release.date, replaced_in=later.version if later else None, replaced=later.date if later else None,
        reason=former.reason,
    )  # fmt: skip
