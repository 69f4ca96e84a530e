"""The glossary covers the vocabularies, and the definitions of *LLM* are complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from catalog.check.rules.items import Finding, Items
from catalog.load.problems import nearest, shown
from catalog.schema.editorial import Definition
from catalog.schema.vocabulary import VOCABULARIES
from catalog.verdict import INHERITING


def terms_cover_the_vocabularies(items: Items) -> Iterator[Finding]:
    """Every value of every vocabulary has its glossary entry, and no entry names a value that does not exist."""
    have = {(term.field, term.id): index for index, term in items.of("terms")}
    for (field, ident), index in have.items():
        if field != "general" and field not in VOCABULARIES:
            yield Finding("terms", index, ("field",), f"no vocabulary {shown(field)}{nearest(field, VOCABULARIES)}")
        elif field != "general" and ident not in VOCABULARIES[field]:
            yield Finding(
                "terms", index, ("id",), f"{field} has no value {shown(ident)}{nearest(ident, VOCABULARIES[field])}"
            )
    for field, values in VOCABULARIES.items():
        for value in values:
            if items.complete("terms") and (field, value) not in have:
                yield Finding("terms", 0, (), f"no glossary entry for the value {shown(value)} of {field}")


def definitions_are_complete(items: Items) -> Iterator[Finding]:
    """Each definition of *LLM* that the rules can compute is described."""
    known = items.ids("definitions")
    for ident in get_args(Definition.model_fields["id"].annotation):
        if items.complete("definitions") and ident not in known:
            yield Finding("definitions", 0, (), f"no description of the definition {shown(ident)}")


def verdict_rules_name_every_word(items: Items) -> Iterator[Finding]:
    """Every output head, objective, purpose and procedure is named by a condition of some verdict rule."""
    named: dict[str, set[str]] = {}
    for _, rule in items.of("rules"):
        for name, condition in rule.when.items():
            words = (*(condition.is_in or ()), *(condition.any_of or ()), *(condition.all_of or ()))
            named.setdefault(_FIELD_OF.get(name, name), set()).update(words)
    for field in ("objectives", "output_head", "released_for", "writing_procedure", "procedure_documented_by"):
        for value in VOCABULARIES[field] if items.complete("rules") else ():
            if value not in named.get(field, ()) and value not in (*INHERITING, "none"):
                yield Finding(
                    "rules", 0, (), f"no verdict rule names {shown(value)} of {field} — name it in a condition"
                )


_FIELD_OF = {"factorization": "objectives", "last_stage": "objectives", "training": "objectives"}

RULES = (verdict_rules_name_every_word, terms_cover_the_vocabularies, definitions_are_complete)
