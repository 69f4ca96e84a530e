"""Two states of the facts -> what changed, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalog.facts import words
from catalog.history.brief import FIELDS, Facts, State

LABELS = {
    "name": "name", "family": "family", "developer": "developer", "released": "date of release",
    "derived_from": "built from", "also_from": "also built from", "sizes": "sizes", "architecture": "architecture",
    "attention": "attention", "training": "training", "output_head": "output head", "released_for": "released for",
    "context_tokens": "context", "weights": "weights", "license": "license", "arxiv": "arXiv id",
    "transformers_type": "type in transformers",
}  # fmt: skip
SENSES = ("defines_probability", "writes_text", "released_to_write")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#|~])")


class FactChange(NamedTuple):
    """One fact that changed: its values, both in words, and the source of the new one."""

    field: str
    old: Any
    new: Any
    words: str
    source: str | None


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


def compare(old: State, new: State) -> tuple[Change, ...]:
    """Return what changed from `old` to `new`, by name."""
    gone = old.models.keys() - new.models.keys()
    moved = {was: to for was, to in new.redirects.items() if was in gone and to in new.models}
    came_from = {to: was for was, to in moved.items() if to not in old.models}
    found = [_compared(ident, facts, old, came_from.get(ident)) for ident, facts in new.models.items()]
    for ident in gone - set(came_from.values()):
        merged = f", merged into {new.models[moved[ident]]['name']}" if ident in moved else ""
        found.append(Change(ident, old.models[ident]["name"], "removed", None, f"removed{merged}", ()))
    return tuple(sorted(filter(None, found), key=lambda change: (change.name.casefold(), change.id)))


def _compared(ident: str, facts: Facts, old: State, was: str | None) -> Change | None:
    before = old.models.get(was or ident)
    if before is None:
        return Change(ident, facts["name"], "new", None, _introduced(facts), ())
    changed = tuple(_changed(before, facts)) if before != facts else ()
    if was:
        return Change(ident, facts["name"], "renamed", was, f"renamed, id {was} → {ident}", changed)
    return Change(ident, facts["name"], "changed", None, "", changed) if changed else None


def _introduced(facts: Facts) -> str:
    built = (
        "" if facts["architecture"] == "undisclosed" else f"; {facts['architecture']}, attention {facts['attention']}"
    )
    return f"new, by {facts['developer']}; {_summary(facts)}{built}"


def _changed(old: Facts, new: Facts) -> Iterator[FactChange]:
    """Yield the facts that differ, the verdict last."""
    for field in (*FIELDS[:6], "sizes", *FIELDS[6:]):
        before, after = (_value(facts, field) for facts in (old, new))
        if before != after:
            said = [_in_words(facts, field) for facts in (old, new)]
            if said[0] == said[1]:
                said = [_in_words(facts, field, exact=True) for facts in (old, new)]
            named = "parameters" if field == "sizes" else field
            source = next((address for address, states in new.get("sources", {}).items() if named in states), None)
            yield FactChange(field, old.get(field), new.get(field), f"{LABELS[field]} {said[0]} → {said[1]}", source)
    if old["summary"] != new["summary"]:
        said = [f"{_summary(facts)} ({facts['rule']})" for facts in (old, new)]
        yield FactChange("summary", old["summary"], new["summary"], f"verdict changed: {said[0]} → {said[1]}", None)
    for sense in SENSES:
        if old[sense] != new[sense]:
            said = [_lower(words.SENSE[sense], facts[sense]) for facts in (old, new)]
            yield FactChange(
                sense, old[sense], new[sense], f"{words.SENSE_NAME[sense].lower()}: {said[0]} → {said[1]}", None
            )


def _summary(facts: Facts) -> str:
    return _lower(words.SUMMARY, facts["summary"])


def _lower(names: Mapping[str, str], value: str) -> str:
    """Return the name of a word; a word of an old vocabulary stands for itself."""
    return names.get(value, value).lower()


def _value(facts: Facts, field: str) -> Any:
    """Return a value to compare; a missing one is its reason."""
    return facts.get(field, facts.get("missing", {}).get("parameters" if field == "sizes" else field))


def _in_words(facts: Facts, field: str, exact: bool = False) -> str:
    value = facts.get(field)
    if value is None:
        return words.MISSING.get(_value(facts, field), "none")
    if field == "sizes":
        return ", ".join(_size(name, counts, exact) for name, counts in value.items())
    if field == "context_tokens":
        return f"{words.full_count(value)} tokens"
    if field == "training":
        return ", then ".join(f"{stage} ({', '.join(objectives)})" for stage, *objectives in value)
    if field == "released":
        return words.day(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _size(name: str, counts: list[int | None], exact: bool) -> str:
    total, active = counts
    count = words.full_count if exact else words.short_count
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
