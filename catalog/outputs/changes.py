"""Two states of the facts -> what changed, in words; all releases of the data -> the change log."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from catalog.outputs.api import published_record, value_text
from catalog.outputs.contract import PublishedRecord
from catalog.schema import labels
from catalog.schema.record import FIRST_VERSION, VERDICT_FIELDS, shown
from catalog.site import Site
from catalog.verdict import SENSES

VERDICT = ("summary", "rule", *SENSES)
"""Fields of the verdict that are kept with the facts."""
_FIELDS = {name: how for name, how in shown(PublishedRecord).items() if how.compared and name != "objectives"}
COMPARED = {name: _FIELDS[name] for name in ("name", "family", "developer")} | _FIELDS
"""Fields of a published record that are facts, in the order in which changes name them."""
LABELS = {name: how.in_sentence for name, how in COMPARED.items()} | {"sizes": "sizes", "released": "date of release"}
LABELS_WITH_VERDICT = (
    LABELS | {"summary": "verdict"} | {sense: name.lower() for sense, name in labels.SENSE_NAME.items()}
)
_STATED_AS = {
    "sizes": "parameters", "developer": "developers", "derived_from": "lineage", "also_from": "lineage",
    "language_count": "languages", "direction": "attention", "further_heads": "output_head",
}  # fmt: skip
"""Field -> the field whose evidence states it too."""
_LAST_OF_RULES_1 = "1.1.0"
"""The last release whose verdicts are those of version 1 of the rules."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#|~])")
Facts = Mapping[str, Any]
"""The facts of one record as they are compared and kept in releases; what has no value is left out."""


class State(NamedTuple):
    """All records by id, and former ids with the present ones."""

    models: Mapping[str, Facts]
    redirects: Mapping[str, str] = {}


class _FactChange(NamedTuple):
    """One fact that changed: its values, both in words with the source of the new one, the old one with its own."""

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
    facts: tuple[_FactChange, ...]

    @property
    def sentence(self) -> str:
        """The whole change in one line."""
        return f"{self.name}: {_told(self, str, ' (source: {})')}"

    @property
    def published(self) -> dict[str, Any]:
        """The change as the API publishes it."""
        facts = [{key: getattr(fact, key) for key in ("field", "old", "new", "source")} for fact in self.facts]
        named = {key: getattr(self, key) for key in ("id", "name", "kind", "was", "sentence")}
        return named | {"facts": facts}


class Release(NamedTuple):
    """One release: the state of all records, and what it changed; the first one changes nothing, it begins."""

    version: str
    date: str
    note: str
    state: State
    changes: tuple[Change, ...] = ()

    @property
    def models(self) -> int:
        """The number of records in it."""
        return len(self.state.models)

    @property
    def anchor(self) -> str:
        """Where it stands on the page of changes."""
        return f"v{self.version.replace('.', '-')}"

    @property
    def path(self) -> str:
        """Where its state lies as JSON."""
        return f"api/v1/releases/{self.version}.json"


class ChangeLog:
    """What changed between the releases, newest first, and from the last one to the site."""

    def __init__(self, releases: tuple[Release, ...] = (), site: Site | None = None) -> None:
        self.releases, self._site = releases, site

    @property
    def version(self) -> str | None:
        """Version of the last release."""
        return self.releases[-1].version if self.releases else None

    @cached_property
    def entries(self) -> tuple[Release, ...]:
        """The releases with what each changed, newest first."""
        made = [
            release._replace(changes=compare(before.state, release.state, self._present))
            for before, release in zip(self.releases, self.releases[1:], strict=False)
        ]
        return (*reversed(made), *self.releases[:1])

    @cached_property
    def pending(self) -> tuple[Change, ...]:
        """What changed since the last release; nothing before the first."""
        return compare(self.releases[-1].state, self._present) if self.releases and self._present else ()

    @cached_property
    def _present(self) -> State | None:
        return state_of(self._site) if self._site else None

    @cached_property
    def former_values(self) -> dict[str, list[dict[str, Any]]]:
        """Id -> values that its facts had in a release and have no longer, newest first, as the API publishes them.

        Those of a renamed record stand under its present id.
        """
        found: dict[str, list[dict[str, Any]]] = {}
        releases = self.entries[::-1]
        for release, later in zip(releases, (*releases[1:], None), strict=False):
            for change in later.changes if later else self.pending:
                before = found.pop(change.was or change.id, [])
                values = [_former(fact, release, later) for fact in change.facts]
                if change.kind != "removed" and values + before:
                    found[change.id] = values + before
        return found

    @cached_property
    def revised(self) -> list[dict[str, Any]]:
        """Records with another verdict since version 2 of the rules, and the reading of every record that went with it.

        Each with its id; the senses that changed, in words, with the rule that decides each now; and the facts behind it
        that were corrected at the same time, in words.
        """
        old = next((release.state for release in self.releases if release.version == _LAST_OF_RULES_1), None)
        found = []
        for change in compare(old, self._present) if old and self._present else ():
            senses = {fact.field: fact.words for fact in change.facts if fact.field in SENSES}
            if senses and self._site:
                rules = dict(zip(SENSES, self._site.by_id[change.id].verdict.rules, strict=True))
                verdicts = [(words, rules[it]) for it, words in senses.items()]
                facts = [fact.words for fact in change.facts if fact.field in VERDICT_FIELDS]
                found.append({"id": change.id, "verdicts": verdicts, "facts": facts})
        return found


def _former(fact: _FactChange, release: Release, later: Release | None) -> dict[str, Any]:
    """Return what a fact was up to a release; why it changed is what the later one brought."""
    return {
        "field": fact.field, "value": fact.old, "words": fact.was, "source": fact.was_from,
        "release": release.version, "date": release.date,
        "replaced_in": later and later.version, "replaced": later and later.date,
        "reason": later.note if later else f"Corrected after release {release.version}.",
    }  # fmt: skip


def facts_of(record: PublishedRecord) -> Facts:
    """Return the facts of a published record."""
    values = record.model_dump(mode="json", include={*COMPARED, "verdict", "missing"})
    facts = {field: values[field] for field in COMPARED if field != "variants"}
    facts["training"] = [[stage.stage, *stage.objectives] for stage in record.training]
    facts["sizes"] = {size.name: [size.parameters_total, size.parameters_active] for size in record.variants}
    facts |= {field: values["verdict"][field] for field in VERDICT} | {"missing": values["missing"]}
    sources: dict[str, list[str]] = {}
    for field, entry in record.evidence.items():
        sources.setdefault(entry.source, []).append("training" if field == "objectives" else field)
    facts["sources"] = sources
    return {field: value for field, value in facts.items() if value not in (None, [], {})}


def state_of(site: Site) -> State:
    """Return the present state."""
    redirects = {redirect.old: redirect.new for redirect in site.catalog.redirects}
    return State({model.id: facts_of(published_record(site, model)) for model in site.models}, redirects)


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
        wired = f"; {facts['architecture']}, attention {facts['attention']}"
        built = wired if facts["architecture"] != "undisclosed" else ""
        words = f"new, by {facts['developer']}; {_summary(facts)}{built}"
        return Change(ident, facts["name"], "new", None, words, ())
    changed = tuple(_changed(before, facts, fields, now)) if before != facts else ()
    if was:
        return Change(ident, facts["name"], "renamed", was, f"renamed, id {was} → {ident}", changed)
    return Change(ident, facts["name"], "changed", None, "", changed) if changed else None


def _changed(old: Facts, new: Facts, fields: Iterable[str], now: Facts) -> Iterator[_FactChange]:
    """Yield the facts that differ, the verdict last; a fact has its source, a sense the rule that decides it."""
    for field in ("sizes" if field == "variants" else field for field in fields):
        before, after = (_value(facts, field) for facts in (old, new))
        if before != after:
            said = [in_words(facts, field) for facts in (old, new)]
            if said[0] == said[1]:
                said = [in_words(facts, field, exact=True) for facts in (old, new)]
            source = _source(new, field) or (_source(now, field) if _value(now, field) == after else None)
            source = source or _source(new, "developers", "released") or _source(now, "developers", "released")
            words = f"{LABELS[field]} {said[0]} → {said[1]}"
            yield _FactChange(field, old.get(field), new.get(field), words, source, said[0], _source(old, field))
    if old["summary"] != new["summary"]:
        said = [f"{_summary(facts)} ({facts['rule']})" for facts in (old, new)]
        words = f"verdict changed: {said[0]} → {said[1]}"
        yield _FactChange("summary", old["summary"], new["summary"], words, None, _summary(old), None)
    for sense, rule in zip(SENSES, new["rule"].split("+"), strict=True):
        if old[sense] != new[sense]:
            said = [_lower(labels.SENSE[sense], facts[sense]) for facts in (old, new)]
            words = f"{labels.SENSE_NAME[sense].lower()}: {said[0]} → {said[1]} (by rule {rule})"
            yield _FactChange(sense, old[sense], new[sense], words, None, said[0], None)


def _source(facts: Facts, *fields: str) -> str | None:
    """Return the address of the source of the first of some facts that has one.

    A name, and a value that nobody discloses, have that of the developer or the release.
    """
    sources = facts.get("sources", {}).items()
    named = [_STATED_AS.get(field, field) for field in fields]
    return next((address for name in named for address, states in sources if name in states), None)


def _summary(facts: Facts) -> str:
    return _lower(labels.SUMMARY, facts["summary"])


def _lower(names: Mapping[str, str], value: str) -> str:
    """Return the name of a word; a word of an old vocabulary stands for itself."""
    return names.get(value, value).lower()


def _value(facts: Facts, field: str) -> Any:
    """Return a value to compare; a missing one is its reason."""
    return facts.get(field, facts.get("missing", {}).get("parameters" if field == "sizes" else field))


def in_words(facts: Facts, field: str, exact: bool = False) -> str:
    """Return a fact in words, or why it is missing; sizes are rounded unless they shall be `exact`."""
    value = facts.get(field)
    if value is None:
        return labels.MISSING.get(_value(facts, field), "none")
    if field == "sizes":
        return ", ".join(_size(name, counts, exact) for name, counts in value.items())
    if field == "training":
        return ", then ".join(f"{stage} ({', '.join(objectives)})" for stage, *objectives in value)
    if field == "released":
        return labels.day(value)
    return value_text(value, field).removeprefix("LicenseRef-")


def _size(name: str, counts: list[int | None], exact: bool) -> str:
    total, active = counts
    count = "{:,}".format if exact else labels.short_count
    return f"{name} {count(total) if total else 'not stated'}" + (f" ({count(active)} active)" if active else "")


def tell(changes: tuple[Change, ...], form: str) -> str:
    """Return the changes as text, Markdown or JSON."""
    if form == "json":
        return json.dumps({"changes": [it.published for it in changes]}, ensure_ascii=False, indent=1) + "\n"
    source = " ([source](<{}>))"
    lines = (
        it.sentence if form == "text" else f"- **{_escaped(it.name)}**: {_told(it, _escaped, source)}" for it in changes
    )
    return "".join(f"{line}\n" for line in lines) or "No fact changed.\n"


def _told(change: Change, escaped: Callable[[str], str], source: str) -> str:
    facts = (escaped(it.words) + (source.format(it.source) if it.source else "") for it in change.facts)
    return "; ".join(filter(None, (escaped(change.words), *facts)))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
