"""One record with everything that follows from it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.schema.record import Record
from catalog.schema.vocabulary import VOCABULARIES, CommercialUse
from catalog.verdict import Verdict, last_objectives

_KNOWN = {*Record.model_fields, *Verdict._fields, "objectives"} - {"missing"}
QUERYABLE = ("id", "family", "developer", "developers", *(name for name in VOCABULARIES if name in _KNOWN))
"""Fields that a query selects by: those with a vocabulary, and whose records they are."""


@dataclass(frozen=True)
class Model:
    """One record with everything that follows from it."""

    record: Record
    verdict: Verdict
    place: tuple[str, int, int]
    """File, first and last line of the record."""
    counted: Mapping[str, int]
    """Variant name -> exact number of parameters, where the configuration is published."""
    developer: str
    """Names of its developers, joined."""
    commercial_use: CommercialUse | None
    """Whether the weights may be used commercially: from the license, unless the record says otherwise."""

    @property
    def id(self) -> str:
        """Id of the record."""
        return self.record.id

    @cached_property
    def objectives(self) -> tuple[str, ...]:
        """Objectives of the last stage."""
        return last_objectives(self.record)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Stated total parameters of all variants, smallest first."""
        return tuple(sorted(v.parameters_total for v in self.record.variants if v.parameters_total))

    @cached_property
    def largest(self) -> int:
        """Stated total parameters of the largest variant; 0 when undisclosed."""
        return self.sizes[-1] if self.sizes else 0

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What can be queried: authored values of one word and the verdict."""
        return {field: self.value(field) for field in QUERYABLE}

    def value(self, field: str) -> Any:
        """Return what a record says in a field: as authored, or as computed where the site knows more."""
        match field:
            case "developer":
                return self.developer
            case "training" | "objectives":
                return self.objectives
            case "parameters":
                return self.sizes
            case "lineage":
                return self.record.parents
            case "commercial_use":
                return self.commercial_use
        return getattr(self.verdict if field in Verdict._fields else self.record, field)
