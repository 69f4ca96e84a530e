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
    """One sense: its value and rule if the known inputs decide them, what is still possible, and what would decide."""

    value: str | None
    rule: VerdictRule | None
    possible: tuple[str, ...]
    asks: tuple[str, ...]


def judge_known(rules: Sequence[VerdictRule], inputs: Inputs) -> dict[str, Answer]:
    """Return what the known inputs decide of each sense."""
    return {sense: _answer([rule for rule in rules if rule.sense == sense], inputs) for sense in SENSES}


def _answer(rules: Iterable[VerdictRule], inputs: Inputs) -> Answer:
    fitting: list[VerdictRule] = []
    asks: dict[str, None] = {}
    for rule in rules:
        if any(name in inputs and not holds(condition, inputs[name]) for name, condition in rule.when.items()):
            continue
        fitting.append(rule)
        unknown = [name for name in rule.when if name not in inputs]
        if not unknown:
            break
        asks |= dict.fromkeys(unknown)
    possible = tuple(dict.fromkeys(rule.value for rule in fitting))
    decided = len(possible) == 1
    single = fitting[0] if len(fitting) == 1 else None
    return Answer(possible[0] if decided else None, single, possible, () if decided else tuple(asks))


def config_inputs(config: Mapping[str, Any], classes: Sequence[ConfigClass]) -> dict[str, tuple[str, ...]]:
    """Return the rule inputs that a config.json states."""
    names = config.get("architectures")
    if not isinstance(names, list) or len(names) != 1 or not isinstance(names[0], str):
        return {}  # several classes leave the head open
    labels = config.get("id2label")  # counts before num_labels, as in the library, whose default is two labels
    count = len(labels) if isinstance(labels, dict) else config.get("num_labels")
    given = "one" if count == 1 and not isinstance(count, bool) else "many"
    custom = config.get("auto_map") is not None
    fits = (
        entry.sets
        for entry in classes
        if names[0].endswith(entry.ends) and entry.labels in (None, given) and entry.custom_code in (None, custom)
    )
    return dict(next(fits, {}).items())
