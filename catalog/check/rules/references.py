"""Everything that names something else names something that exists, and prose agrees with the data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from catalog import parameters
from catalog.check.literals import MARKS, facts_from
from catalog.check.rules.base import Found, Items, Path, rule, rule_of_lists
from catalog.load.problems import nearest, shown
from catalog.queries import query_problems
from catalog.schema.editorial import Claim, Definition, Pair, Question, Task
from catalog.schema.record import REFERENCE, Configuration, Names
from catalog.schema.vocabulary import VOCABULARIES
from catalog.verdict import INHERITING

_LISTS = {
    "model": "models", "claim": "claims", "source": "sources", "term": "terms", "faq": "questions", "family": "families",
}  # fmt: skip
_NOUN = {"models": "record", "families": "family", "questions": "question"}
PROSE = {
    "claims": ("statement", "explanation", "would_change", "counterexample"),
    "questions": ("short", "more"),
    "tasks": ("name", "kind", "why", "cost"),
    "terms": ("definition", "example", "non_example"),
    "pairs": ("title", "lesson"),
    "definitions": ("text",),
}


class _Field(NamedTuple):
    """A field of a type that holds ids of the list `target`, or items that hold some."""

    name: str
    target: str
    nested: bool


@cache
def _naming_fields(kind: type[BaseModel]) -> tuple[_Field, ...]:
    found: list[_Field] = []
    for name, info in kind.model_fields.items():
        parts = [*info.metadata, *_parts(info.annotation)]
        target = next((part.list for part in parts if isinstance(part, Names)), "")
        nested = any(isinstance(part, type) and issubclass(part, BaseModel) for part in parts)
        if target or nested:
            found.append(_Field(name, target, nested))
    return tuple(found)


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _parts(part)


def _named(item: BaseModel, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Yield (path, list, id) of every id that an item gives for another one, as the types of its fields say."""
    for name, target, nested in _naming_fields(type(item)):
        for steps, part in _entries(getattr(item, name)):
            if nested:
                yield from _named(part, (*path, name, *steps))
            elif part:
                yield (*path, name, *steps), target, part


def _entries(value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield (path, value) of the members of a list or mapping, or of a single value."""
    if isinstance(value, dict):
        yield from (((key,), part) for key, part in value.items())
    elif isinstance(value, tuple):
        yield from (((at,), part) for at, part in enumerate(value))
    else:
        yield (), value


@rule_of_lists
def named_items_exist(items: Items) -> Iterator[Found]:
    """An id given for another item belongs to one; each unknown id is reported once."""
    reported: set[tuple[str, str]] = set()
    for key, of_key in items.by_key.items():
        for index, item in of_key.items():
            for path, target, ident in _named(item):
                known = items.ids(target)
                if ident not in known and (target, ident) not in reported:
                    reported.add((target, ident))
                    what = f"no {_NOUN.get(target, target[:-1])} {shown(ident)}{nearest(ident, known)}"
                    where = f"; if it is new, add it to {items.files.get(target, target)}"
                    yield Found(key, index, path, f"{getattr(item, 'id', key)}: {what}{where}")


def _prose(items: Items) -> Iterator[tuple[str, int, Path, str]]:
    """Yield every text in which a reference may stand: list, index, path, text."""
    for key, fields in PROSE.items():
        for index, item in items.of(key):
            yield from ((key, index, (field,), getattr(item, field) or "") for field in fields)
    for index, claim in items.of("claims"):
        for at, dispute in enumerate(claim.disputes):
            yield "claims", index, ("disputes", at, "says"), dispute.says


@rule_of_lists
def references_in_prose_resolve(items: Items) -> Iterator[Found]:
    """`[[kind:id]]` names a known kind and an existing id."""
    for key, index, path, text in _prose(items):
        for kind, ident, _ in REFERENCE.findall(text):
            known = items.ids(_LISTS.get(kind, ""))
            if kind in MARKS:
                continue  # `prose_is_bound_to_the_facts` looks at these
            if kind not in _LISTS:
                yield Found(key, index, path, f"unknown reference {shown(kind)}{nearest(kind, (*_LISTS, *MARKS))}")
            elif ident not in known:
                yield Found(key, index, path, f"no {kind} {shown(ident)}{nearest(ident, known)}")


@rule_of_lists
def prose_is_bound_to_the_facts(items: Items) -> Iterator[Found]:
    """A fact word beside the name of a model is a call, a reference, or a literal that is marked and checked."""
    if not (items.complete("models") and items.complete("rules")):
        return  # a sentence about a record that is refused cannot be checked
    lists = ("models", "rules", "families", "developers", "licenses", "claims")
    facts = facts_from(*([item for _, item in items.of(key)] for key in lists))
    for key, index, path, text in _prose(items):
        item = items.by_key[key][index]
        about: tuple[str, ...] = ()
        if isinstance(item, Question):
            about = facts.names_in(item.question)
        elif isinstance(item, Pair) and path == ("lesson",):
            about = (item.left, item.right)
        elif isinstance(item, Claim) and path == ("explanation",):
            about = facts.names_in(item.statement)
        refuted = isinstance(item, Claim) and (
            path[0] == "disputes" or (path[0] == "statement" and item.verdict != "supported")
        )
        for _, message in facts.problems(text, about=about, refuted=refuted):
            yield Found(key, index, path, message)


@rule("claims", "tasks")
def queries_can_match(item: Claim | Task, items: Items) -> Iterator[tuple[Path, str]]:
    """A query uses fields and values that records can have."""
    field = "models" if isinstance(item, Claim) else "query"
    for name, message in query_problems(getattr(item, field) or {}, items.ids("models"), items.ids("families")):
        yield (field, name), f"query field {shown(name)}: {message}"


@rule("configurations")
def configurations_can_be_counted(configuration: Configuration, _: Items) -> Iterator[tuple[Path, str]]:
    """A configuration names a known layout and gives exactly its numbers."""
    if problem := parameters.problem(configuration):
        yield ("numbers",), problem


@rule_of_lists
def terms_cover_the_vocabularies(items: Items) -> Iterator[Found]:
    """Every value of every vocabulary has its glossary entry, and no entry names a value that does not exist."""
    have = {(term.field, term.id): index for index, term in items.of("terms")}
    for (field, ident), index in have.items():
        known = VOCABULARIES.get(field, ())
        if field != "general" and not known:
            yield Found("terms", index, ("field",), f"no vocabulary {shown(field)}{nearest(field, VOCABULARIES)}")
        elif field != "general" and ident not in known:
            yield Found("terms", index, ("id",), f"{field} has no value {shown(ident)}{nearest(ident, known)}")
    for field, values in VOCABULARIES.items() if items.complete("terms") else ():
        for value in values:
            if (field, value) not in have:
                yield Found("terms", 0, (), f"no glossary entry for the value {shown(value)} of {field}")


@rule_of_lists
def definitions_are_complete(items: Items) -> Iterator[Found]:
    """Each definition of *LLM* that the rules can compute is described."""
    for ident in get_args(Definition.model_fields["id"].annotation):
        if items.complete("definitions") and ident not in items.ids("definitions"):
            yield Found("definitions", 0, (), f"no description of the definition {shown(ident)}")


_VOCABULARY_OF = {"factorization": "objectives", "last_stage": "objectives", "training": "objectives"}


@rule_of_lists
def verdict_rules_name_every_word(items: Items) -> Iterator[Found]:
    """Every output head, objective, purpose and procedure is named by a condition of some verdict rule."""
    named: dict[str, set[str]] = {}
    for _, verdict_rule in items.of("rules"):
        for name, condition in verdict_rule.when.items():
            words = (*(condition.is_in or ()), *(condition.any_of or ()), *(condition.all_of or ()))
            named.setdefault(_VOCABULARY_OF.get(name, name), set()).update(words)
    for field in ("objectives", "output_head", "released_for", "writing_procedure", "procedure_documented_by"):
        for value in VOCABULARIES[field] if items.complete("rules") else ():
            if value not in named.get(field, ()) and value not in (*INHERITING, "none"):
                message = f"no verdict rule names {shown(value)} of {field} — name it in a condition"
                yield Found("rules", 0, (), message)
