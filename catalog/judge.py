"""Is my model generative? The verdict rules on inputs of which some are unknown, and what a config.json states.

`content/assets/judge/rules.js` and `config.js` do the same in the browser; the tests hold both against the same cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from catalog.schema.editorial import ConfigClass
from catalog.schema.record import VerdictRule
from catalog.verdict import SENSES, holds

Inputs = Mapping[str, tuple[str, ...]]
"""Name of a rule input -> its values; an input that is not known is left out."""


class Answer(NamedTuple):
    """One sense: its value if the known inputs decide it, all values still possible, and the inputs that would decide."""

    value: str | None
    possible: tuple[str, ...]
    asks: tuple[str, ...]


def judge_known(rules: Sequence[VerdictRule], inputs: Inputs) -> dict[str, Answer]:
    """Return what the known inputs decide of each sense."""
    return {sense: _answer([rule for rule in rules if rule.sense == sense], inputs) for sense in SENSES}


def _answer(rules: Iterable[VerdictRule], inputs: Inputs) -> Answer:
    possible: dict[str, None] = {}
    asks: dict[str, None] = {}
    for rule in rules:
        if any(name in inputs and not holds(condition, inputs[name]) for name, condition in rule.when.items()):
            continue
        possible[rule.value] = None
        unknown = [name for name in rule.when if name not in inputs]
        if not unknown:
            break
        asks |= dict.fromkeys(unknown)
    decided = len(possible) == 1
    return Answer(next(iter(possible)) if decided else None, tuple(possible), () if decided else tuple(asks))


def config_inputs(config: Mapping[str, Any], classes: Sequence[ConfigClass]) -> dict[str, tuple[str, ...]]:
    """Return the rule inputs that a config.json states."""
    names = config.get("architectures")
    known = [_class_of(name, config, classes) for name in names] if isinstance(names, list) else []
    return dict(known[0].sets.items()) if len(known) == 1 and known[0] else {}


def _class_of(name: object, config: Mapping[str, Any], classes: Sequence[ConfigClass]) -> ConfigClass | None:
    labels = config.get("num_labels", len(config.get("id2label", {})) or None)
    given = "one" if labels == 1 else "many"
    return next(
        (
            entry
            for entry in classes
            if str(name).endswith(entry.ends)
            and entry.labels in (None, given)
            and entry.custom_code in (None, bool(config.get("auto_map")))
        ),
        None,
    )
