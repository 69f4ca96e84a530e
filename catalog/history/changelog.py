"""All releases of the data -> what each of them changed, and what changed since the last one."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from catalog.facts.derive import Site
from catalog.history.brief import state_of
from catalog.history.changes import Change, compare
from catalog.history.releases import Release


class Entry(NamedTuple):
    """One release in the change log; the first one changes nothing, it begins."""

    version: str
    date: str
    note: str
    models: int
    changes: tuple[Change, ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the page of changes."""
        return f"v{self.version.replace('.', '-')}"


class ChangeLog:
    """What changed between the releases, newest first, and since the last one."""

    def __init__(self, releases: tuple[Release, ...] = ()) -> None:
        self.releases = releases

    @property
    def version(self) -> str | None:
        """Version of the last release."""
        return self.releases[-1].version if self.releases else None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """One entry a release, newest first."""
        states = {later.version: earlier.state for earlier, later in pairwise(self.releases)}
        made = (
            Entry(version, date, note, len(state.models), compare(states[version], state) if version in states else ())
            for version, date, note, state in self.releases
        )
        return tuple(made)[::-1]

    def pending(self, site: Site) -> tuple[Change, ...]:
        """Return what changed since the last release; nothing before the first."""
        return compare(self.releases[-1].state, state_of(site)) if self.releases else ()
