"""A model -> the plain values that the templates of its page print. What is said is chosen here, how it looks is not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup

from catalog.model import Model
from catalog.outputs.api import fact_text, published
from catalog.outputs.citations import Citer
from catalog.pages.context import Desk
from catalog.pages.feedback import Mending
from catalog.pages.library import Library
from catalog.schema import labels
from catalog.schema.record import Training, VerdictRule
from catalog.schema.vocabulary import EvidenceField
from catalog.site import FamilyView

ROOT = "../../"
SHOWN = 12
"""Children of a model and members of its family that are named."""
Values = dict[str, Any]


class ModelPages:
    """The values of the model pages of one site."""

    def __init__(self, library: Library, citer: Citer, repository: str) -> None:
        self._library, self._site = library, library.site
        self._citer, self._repository = citer, repository
        self._stages = cache(self._staged)
        self._published = lru_cache(maxsize=1)(lambda ident: published(self._site, self._site.by_id[ident]))

    def values(self, model: Model) -> Values:
        """Return what the templates of one page print, the record as it is published among it."""
        record, mend = self._published(model.id), Mending(self._repository, self._site, model)
        desk, children = Desk(self._library, ROOT), self._site.children.get(model.id, ())
        cited = self._citer.model(model)
        family: FamilyView = self._library.families[model.record.family]
        return {
            "record": record,
            "badge": desk.badge(model),
            "sized": bool(model.sizes or model.counted),
            "senses": [
                self._sense(model, record, sense, rule)
                for sense, rule in zip(labels.SENSE_NAME, model.verdict.rules, strict=True)
            ],
            "facts": [self._fact(model, record, field, desk, mend) for field in _shown(model)],
            "stages": self._stages(model.record.training),
            "parents": [_named(self._site.by_id[parent]) for parent in model.record.parents],
            "children": _few(children),
            "family": {"id": family.family.id, "name": family.family.name},
            "members": _few(family.members),
            "edit": mend.edit(),
            "report": mend.report(),
            "cited": {"text": cited.text, "bibtex": cited.bibtex, "csl": cited.csl, "url": cited.url},
        }

    def twin_values(self, model: Model) -> Values:
        """Return what the template of its plain-text twin prints."""
        return {"record": self._published(model.id), "sizes": labels.sizes(model.record.variants)}

    @staticmethod
    def _sense(model: Model, record: Values, sense: str, rule: VerdictRule) -> Values:
        facts = [
            {"field": field, "name": "objective" if field == "training" else _label(field),
             "value": _value(model, field), "proof": record["evidence"].get(_published_as(field))}
            for field in rule.facts
        ]  # fmt: skip
        return {
            "name": labels.SENSE_NAME[sense], "value": labels.SENSE[sense][rule.value], "hue": labels.HUE[rule.value],
            "shape": labels.SHAPE[rule.value], "text": rule.text, "rule": rule.id, "facts": facts,
        }  # fmt: skip

    def _fact(self, model: Model, record: Values, field: EvidenceField, desk: Desk, mend: Mending) -> Values:
        reason, entry = model.record.missing.get(field), model.record.evidence.get(field)  # type: ignore[arg-type]
        return {
            "field": field, "name": labels.FACT[field], "label": _label(field), "missing": reason,
            "text": labels.MISSING[reason] if reason else _text(model, field, desk),
            "proof": record["evidence"].get(_published_as(field)), "how": desk.how(entry) if entry else "",
            "source": desk.source(entry.source) if entry else "",
            "stale": entry is not None and labels.is_stale(entry.checked, self._site.as_of),
            "edit": mend.edit(field), "report": mend.report(field),
        }  # fmt: skip

    def _staged(self, stages: Sequence[Training]) -> list[Values]:
        """Return the stages of training; objectives of the last one were explained among the facts."""
        last = stages[-1].objectives if stages else ()
        desk = Desk(self._library, ROOT, explained={f"objectives:{objective}" for objective in last})
        return [
            {"name": desk.value_name("stage", stage.stage).capitalize(),
             "objectives": Markup(", ").join(desk.term(f"objectives:{it}") for it in stage.objectives)}
            for stage in stages
        ]  # fmt: skip


def _shown(model: Model) -> list[EvidenceField]:
    """Return the facts that a page lists: all but lineage, which has a section, and those this record does not state."""
    record = model.record
    unstated = {
        "lineage": True,
        "commercial_use": not model.commercial_use,
        "languages": not record.languages,
        "further_training": record.further_training == "not-stated",
        "hub_id": not record.hub_id,
    }
    return [field for field in labels.FACT if not unstated.get(field)]


@cache
def _label(field: str) -> str:
    return field.replace("_", " ")


def _published_as(field: str) -> str:
    return "objectives" if field == "training" else field


def _value(model: Model, field: EvidenceField) -> str:
    """Return what a rule saw."""
    return (", ".join(model.objectives) or "not disclosed") if field == "training" else fact_text(model, field)


def _text(model: Model, field: EvidenceField, desk: Desk) -> str:
    """Return a fact in words, those of a vocabulary with their definition."""
    record = model.record
    match field:
        case "released":
            return labels.day(record.released)
        case "parameters":
            return labels.sizes(record.variants)
        case "context_tokens":
            return f"{labels.full_count(record.context_tokens or 0)} tokens"
        case "released_for":
            return ", ".join(desk.value_name(field, purpose) for purpose in record.released_for)
        case "developers":
            return model.developer
        case "commercial_use":
            return desk.term(f"commercial_use:{model.commercial_use}")
        case "languages":
            count = f", {record.language_count}" if record.language_count else ""
            return Markup("{}{}").format(desk.term(f"languages:{record.languages}"), count)
        case "writing_procedure":
            if not record.writing_procedure:
                return "not recorded yet"
            by = desk.term(f"procedure_documented_by:{record.procedure_documented_by}")
            return Markup("{}, documented by: {}").format(
                desk.term(f"writing_procedure:{record.writing_procedure}"), by
            )
        case "hub_id":
            return record.hub_id or ""
        case "license":
            return record.license or ""
        case "training":
            return Markup(", ").join(desk.term(f"objectives:{objective}") for objective in model.objectives)
        case _:
            return desk.term(f"{field}:{getattr(record, field)}")


def _named(model: Model) -> Values:
    return {"id": model.id, "name": model.record.name, "verdict": labels.SUMMARY[model.verdict.summary].lower()}


def _few(models: Sequence[Model]) -> Values:
    """Return the first of some models, and how many more there are."""
    return {"first": [_named(model) for model in models[:SHOWN]], "more": max(len(models) - SHOWN, 0)}


def values_of_all(library: Library) -> Values:
    """Return what all model pages may use beside their own values."""
    return {
        "root": ROOT,
        "titles": {ident: source.title for ident, source in library.site.catalog.sources.items()},
        "words": {"missing": labels.MISSING, "summary": labels.SUMMARY, "how": labels.HOW},
    }
