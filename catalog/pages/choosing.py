"""Site -> what the chooser of the tasks page picks from: the models that fit any task, and what may be asked of them."""

from __future__ import annotations

from typing import Any

from catalog.model import Model
from catalog.schema import labels
from catalog.site import Site

SIZES = ("100M", "500M", "1B", "3B", "8B", "30B", "70B", "200B")
"""Sizes that the field suggests; any other may be written."""
LANGUAGES = {
    "english": ("English", ("english", "multilingual")),
    "multilingual": ("Many languages", ("multilingual",)),
    "code": ("Program code", ("code",)),
}
"""What a reader needs: words, and the values of the records that serve it."""
COMMERCIAL = {
    "yes": ("Allowed without conditions", ("yes",)),
    "conditions": ("Allowed, conditions are fine", ("yes", "with-conditions")),
}


def choices(site: Site) -> dict[str, Any]:
    """Return the tasks with the records that fit, best known first, and of each record what decides: as for JSON."""
    tasks: dict[str, dict[str, Any]] = {}
    for task in site.catalog.tasks:
        fitting = site.select(task.query)
        rank = {ident: place for place, ident in enumerate(task.candidates)}
        known = [site.by_id[ident] for ident in task.candidates]
        others = [model for model in sorted(fitting, key=_newest) if model.id not in rank]
        tasks[task.id] = {
            "name": task.name,
            "picked": len(known),
            "models": [model.id for model in (*known, *others)],
            "query": task.query,
            "fitting": len(fitting),
        }
    used = {ident for task in tasks.values() for ident in task["models"]}
    needs = {"language": LANGUAGES, "commercial": COMMERCIAL}
    return {
        "tasks": tasks,
        "needs": {need: {key: values for key, (_, values) in options.items()} for need, options in needs.items()},
        "models": {model.id: _entry(site, model) for model in site.models if model.id in used},
    }


def _newest(model: Model) -> tuple[int, str]:
    return -int(model.record.released.replace("-", "").ljust(8, "0")), model.id


def _entry(site: Site, model: Model) -> list[Any]:
    """Return name, sized variants, languages, commercial use, license in words, date of release, and verdict in words."""
    record = model.record
    terms = site.catalog.licenses.get(record.license or "")
    return [
        record.name,
        [[it.name, it.parameters_total] for it in record.variants if it.parameters_total],
        record.languages,
        model.commercial_use,
        terms.name if terms else record.license,
        record.released[:4],
        labels.SUMMARY[model.verdict.summary],
    ]
