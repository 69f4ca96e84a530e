"""Two states of the facts -> what changed, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import create_model

from catalog.outputs.api import PublishedRecord, published_record
from catalog.schema import labels
from catalog.schema.record import FIRST_VERSION, Count, Day, Line, Strict, VerdictRule, shown
from catalog.schema.vocabulary import VERDICT_FIELDS
from catalog.site import Site
from catalog.verdict import SENSES

VERDICT = ("summary", "rule", "defines_probability", "writes_text", "released_to_write")
_FIELDS = {name: how for name, how in shown(PublishedRecord).items() if how.compared and name != "objectives"}
COMPARED = {name: _FIELDS[name] for name in ("name", "family", "developer")} | _FIELDS
"""Fields of a published record that are facts, in the order in which changes name them."""
LABELS = {name: how.in_sentence for name, how in COMPARED.items()} | {"sizes": "sizes", "released": "date of release"}
Facts = Mapping[str, Any]
"""The facts of one record as they are compared and kept in releases; what has no value is left out."""


def _loose(annotation: Any) -> Any:
    """Return the type of a field in a snapshot: an old release may use words since renamed."""
    if get_origin(annotation) is Literal:
        return Line
    if get_origin(annotation) is tuple:
        return list[Any]
    if get_origin(annotation) is UnionType or get_origin(annotation) is Union:
        return Union[tuple(map(_loose, get_args(annotation)))]  # noqa: UP007
    return annotation


_TYPES: dict[str, Any] = {
    name: (_loose(info.annotation) | None, None)
    for name, info in PublishedRecord.model_fields.items()
    if name in COMPARED and name != "variants"
}
_NEEDED = ("name", "family", "developer", "architecture", "attention", "output_head", "weights")
Shape: type[Strict] = create_model(
    "Shape",
    __base__=Strict,
    **_TYPES
    | {"released": (Day, ...)}
    | {name: (_TYPES[name][0], ...) for name in _NEEDED}
    | dict.fromkeys(VERDICT, (Line, ...)),
    sizes=(dict[str, list[Count | None]], ...),
    missing=(dict[str, str] | None, None),
    sources=(dict[str, list[str]] | None, None),
)
"""The facts of one record in a snapshot."""


class State(NamedTuple):
    """All records by id, and former ids with the present ones."""

    models: Mapping[str, Facts]
    redirects: Mapping[str, str] = {}


def facts_of(record: PublishedRecord) -> Facts:
    """Return the facts of a published record."""
    values = record.model_dump(mode="json")
    facts = {field: values[field] for field in COMPARED if field != "variants"}
    facts["training"] = [[stage.stage, *stage.objectives] for stage in record.training]
    facts["sizes"] = {size.name: [size.parameters_total, size.parameters_active] for size in record.variants}
    facts |= {sense: values["verdict"][sense] for sense in VERDICT} | {"missing": values["missing"]}
    sources: dict[str, list[str]] = {}
    for field, entry in record.evidence.items():
        sources.setdefault(entry.source, []).append("training" if field == "objectives" else field)
    facts["sources"] = sources
    return {field: value for field, value in facts.items() if value not in (None, [], {})}


def state_of(site: Site) -> State:
    """Return the present state."""
    redirects = {redirect.old: redirect.new for redirect in site.catalog.redirects}
    return State({model.id: facts_of(published_record(site, model)) for model in site.models}, redirects)


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#|~])")


class FactChange(NamedTuple):
    """One fact that changed: its values, both in words, the source of the new one, and that of the old one with its words."""

    field: str
    old: Any
    new: Any
    words: str
    source: str | None
    was: str
    was_from: str | None


class Change(NamedTuple):
    """One record that changed: `new`, `changed`, `renamed` (from the id `was`) or `removed`."""

    id: str
    name: str
    kind: str
    was: str | None
    words: str
    facts: tuple[FactChange, ...]

    @property
    def sentence(self) -> str:
        """The whole change in one line."""
        facts = (f"{fact.words} (source: {fact.source})" if fact.source else fact.words for fact in self.facts)
        return f"{self.name}: {'; '.join(filter(None, (self.words, *facts)))}"


def compare(old: State, new: State, now: State | None = None) -> tuple[Change, ...]:
    """Return what changed from `old` to `new`, by name; a field that no old record has yet is no change of facts.

    `now` is the present state: it has the evidence of facts for which the first releases asked none.
    """
    gone = old.models.keys() - new.models.keys()
    moved = {was: to for was, to in new.redirects.items() if was in gone and to in new.models}
    came_from = {to: was for was, to in moved.items() if to not in old.models}
    known = {field for facts in old.models.values() for field in facts}
    fields = [field for field, how in COMPARED.items() if how.added == FIRST_VERSION or field in known]
    found = [
        _compared(ident, facts, old, came_from.get(ident), fields, now.models.get(ident, {}) if now else {})
        for ident, facts in new.models.items()
    ]
    for ident in gone - set(came_from.values()):
        merged = f", merged into {new.models[moved[ident]]['name']}" if ident in moved else ""
        found.append(Change(ident, old.models[ident]["name"], "removed", None, f"removed{merged}", ()))
    return tuple(sorted(filter(None, found), key=lambda change: (change.name.casefold(), change.id)))


def _compared(
    ident: str, facts: Facts, old: State, was: str | None, fields: Iterable[str], now: Facts
) -> Change | None:
    before = old.models.get(was or ident)
    if before is None:
        return Change(ident, facts["name"], "new", None, _introduced(facts), ())
    changed = tuple(_changed(before, facts, fields, now)) if before != facts else ()
    if was:
        return Change(ident, facts["name"], "renamed", was, f"renamed, id {was} → {ident}", changed)
    return Change(ident, facts["name"], "changed", None, "", changed) if changed else None


def _introduced(facts: Facts) -> str:
    built = (
        "" if facts["architecture"] == "undisclosed" else f"; {facts['architecture']}, attention {facts['attention']}"
    )
    return f"new, by {facts['developer']}; {_summary(facts)}{built}"


def _changed(old: Facts, new: Facts, fields: Iterable[str], now: Facts) -> Iterator[FactChange]:
    """Yield the facts that differ, the verdict last; a fact has its source, a sense the rule that decides it."""
    for field in ("sizes" if field == "variants" else field for field in fields):
        before, after = (_value(facts, field) for facts in (old, new))
        if before != after:
            said = [in_words(facts, field) for facts in (old, new)]
            if said[0] == said[1]:
                said = [in_words(facts, field, exact=True) for facts in (old, new)]
            was_from, source = (_source(facts, field) for facts in (old, new))
            if source is None and _value(now, field) == after:
                source = _source(now, field)
            source = source or _origin(new) or _origin(now)
            words = f"{LABELS[field]} {said[0]} → {said[1]}"
            yield FactChange(field, old.get(field), new.get(field), words, source, said[0], was_from)
    if old["summary"] != new["summary"]:
        said = [f"{_summary(facts)} ({facts['rule']})" for facts in (old, new)]
        words = f"verdict changed: {said[0]} → {said[1]}"
        yield FactChange("summary", old["summary"], new["summary"], words, None, _summary(old), None)
    for sense, rule in zip(SENSES, new["rule"].split("+"), strict=True):
        if old[sense] != new[sense]:
            said = [_lower(labels.SENSE[sense], facts[sense]) for facts in (old, new)]
            words = f"{labels.SENSE_NAME[sense].lower()}: {said[0]} → {said[1]} (by rule {rule})"
            yield FactChange(sense, old[sense], new[sense], words, None, said[0], None)


_STATED_AS = {
    "sizes": "parameters", "developer": "developers", "derived_from": "lineage", "also_from": "lineage",
    "language_count": "languages", "direction": "attention", "further_heads": "output_head",
}  # fmt: skip
"""Field -> the field whose evidence states it too."""


def _source(facts: Facts, field: str) -> str | None:
    """Return the address of the source of a fact."""
    named = _STATED_AS.get(field, field)
    return next((address for address, states in facts.get("sources", {}).items() if named in states), None)


def _origin(facts: Facts) -> str | None:
    """Return where the developer or the release is stated: the source of a name, or of a value that nobody discloses."""
    return _source(facts, "developers") or _source(facts, "released")


def _summary(facts: Facts) -> str:
    return _lower(labels.SUMMARY, facts["summary"])


def _lower(names: Mapping[str, str], value: str) -> str:
    """Return the name of a word; a word of an old vocabulary stands for itself."""
    return names.get(value, value).lower()


def _value(facts: Facts, field: str) -> Any:
    """Return a value to compare; a missing one is its reason."""
    return facts.get(field, facts.get("missing", {}).get("parameters" if field == "sizes" else field))


def in_words(facts: Facts, field: str, exact: bool = False) -> str:
    value = facts.get(field)
    if value is None:
        return labels.MISSING.get(_value(facts, field), "none")
    if field == "sizes":
        return ", ".join(_size(name, counts, exact) for name, counts in value.items())
    if isinstance(value, int):
        return f"{labels.full_count(value)} {COMPARED[field].unit}".rstrip()
    if field == "training":
        return ", then ".join(f"{stage} ({', '.join(objectives)})" for stage, *objectives in value)
    if field == "released":
        return labels.day(value)
    if isinstance(value, list):
        return ", ".join(labels.full_count(it) if isinstance(it, int) else it for it in value)
    return str(value).removeprefix("LicenseRef-")


def _size(name: str, counts: list[int | None], exact: bool) -> str:
    total, active = counts
    count = labels.full_count if exact else labels.short_count
    return f"{name} {count(total) if total else 'not stated'}" + (f" ({count(active)} active)" if active else "")


def tell(changes: tuple[Change, ...], form: str) -> str:
    """Return the changes as text, Markdown or JSON."""
    if form == "json":
        return json.dumps({"changes": [plain(change) for change in changes]}, ensure_ascii=False, indent=1) + "\n"
    if not changes:
        return "No fact changed.\n"
    if form == "text":
        return "".join(f"{change.sentence}\n" for change in changes)
    return "".join(f"- {_markdown(change)}\n" for change in changes)


def _markdown(change: Change) -> str:
    facts = (_escaped(fact.words) + (f" ([source](<{fact.source}>))" if fact.source else "") for fact in change.facts)
    return f"**{_escaped(change.name)}**: {'; '.join(filter(None, (_escaped(change.words), *facts)))}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def plain(change: Change) -> dict[str, Any]:
    """Return a change as the API publishes it."""
    facts = [{"field": fact.field, "old": fact.old, "new": fact.new, "source": fact.source} for fact in change.facts]
    return {
        "id": change.id,
        "name": change.name,
        "kind": change.kind,
        "was": change.was,
        "sentence": change.sentence,
        "facts": facts,
    }


def _anchor(version: str) -> str:
    return f"v{version.replace('.', '-')}"


class Release(NamedTuple):
    """One release with the state of all records in it."""

    version: str
    date: str
    note: str
    state: State

    @property
    def anchor(self) -> str:
        """Where it stands on the page of changes."""
        return _anchor(self.version)


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
        return _anchor(self.version)


RULES_1 = "1.1.0"
"""The last release whose verdicts are those of version 1 of the rules."""


class Revision(NamedTuple):
    """One record with another verdict since version 2 of the rules."""

    id: str
    name: str
    verdicts: tuple[tuple[str, VerdictRule], ...]
    """Each sense that changed, in words, and the rule that decides it now."""
    facts: tuple[str, ...]
    """The facts behind it that were corrected at the same time, in words."""


def revisions(old: State, present: State, site: Site) -> Iterator[Revision]:
    """Yield the records of which a sense has another value than in an old state."""
    for change in compare(old, present):
        senses = {fact.field: fact.words for fact in change.facts if fact.field in SENSES}
        if senses:
            rules = dict(zip(SENSES, site.by_id[change.id].verdict.rules, strict=True))
            facts = tuple(fact.words for fact in change.facts if fact.field in VERDICT_FIELDS)
            yield Revision(change.id, change.name, tuple((words, rules[it]) for it, words in senses.items()), facts)


class ChangeLog:
    """What changed between the releases, newest first, and from the last one to the site."""

    def __init__(self, releases: tuple[Release, ...] = (), site: Site | None = None) -> None:
        self.releases, self._site = releases, site

    @property
    def version(self) -> str | None:
        """Version of the last release."""
        return self.releases[-1].version if self.releases else None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """One entry a release, newest first."""
        states = {later.version: earlier.state for earlier, later in pairwise(self.releases)}
        now = self._present if self._site else None
        made = (
            Entry(
                version,
                date,
                note,
                len(state.models),
                compare(states[version], state, now) if version in states else (),
            )
            for version, date, note, state in self.releases
        )
        return tuple(made)[::-1]

    @cached_property
    def pending(self) -> tuple[Change, ...]:
        """What changed since the last release; nothing before the first."""
        return compare(self.releases[-1].state, self._present) if self.releases and self._site else ()

    @cached_property
    def _present(self) -> State:
        assert self._site
        return state_of(self._site)

    @cached_property
    def revised(self) -> tuple[Revision, ...]:
        """What version 2 of the rules and the reading of every record that went with it changed in verdicts."""
        old = next((release.state for release in self.releases if release.version == RULES_1), None)
        return tuple(revisions(old, self._present, self._site)) if old and self._site else ()
