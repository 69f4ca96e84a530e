"""The verdict on one record: three senses of *generative*, each by the first rule that holds.

The rules are data (`data/rules.yaml`): conditions on a few inputs taken from the record. In: a record and the rules.
Out: a Verdict that names the rules that fired; where only some inputs are known, an Answer for each sense. The browser runs
the same rules from `/api/v1/rules.json` (`content/assets/judge/`); the tests hold both against the same cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

from catalog.schema.editorial import ConfigClass
from catalog.schema.record import Condition, Objective, Record, RuleInput, VerdictRule

RULES_VERSION = 2
"""Raised when the meaning of the rules changes; published with every verdict."""
INHERITING: frozenset[Objective] = frozenset({
    "reinforcement-learning", "preference-optimization", "distillation", "label-words",
})  # fmt: skip
"""Objectives of tuning: they keep the factorization of the stage before."""
NO_WORDS = ("vector", "term-weights", "scalar", "class-scores", "discriminator")
"""Output heads that do not return words."""
SENSES = ("defines_probability", "writes_text", "released_to_write")
_Inputs = Mapping[str, str | tuple[str, ...]]
"""Name of a rule input -> its value or values; an input that is not known is left out."""
_AUTHORED_INPUTS = [name for name in get_args(RuleInput) if name in Record.model_fields]


class NoRuleError(Exception):
    """No rule of a sense holds for a record: a new value that no rule names."""


class Verdict(NamedTuple):
    """Values of the three senses, the summary, and the rules that gave them."""

    defines_probability: str
    writes_text: str
    released_to_write: str
    summary: str
    rules: tuple[VerdictRule, VerdictRule, VerdictRule]

    @property
    def rule(self) -> str:
        """Identifiers of the rules that fired, such as `P12+W14+R10`."""
        return "+".join(rule.id for rule in self.rules)

    @property
    def qualifier(self) -> str | None:
        """What has to be said with the first sense: `pieces`, `reweighted`, or nothing."""
        return self.rules[0].qualifier


def last_objectives(record: Record) -> tuple[Objective, ...]:
    """Return the objectives of the last training stage; empty when training is undisclosed."""
    return record.training[-1].objectives if record.training else ()


def factorization(record: Record) -> tuple[Objective, ...]:
    """Return the objectives that decide how the network splits a text: those of the last stage that is not only tuning."""
    own = (tuple(it for it in stage.objectives if it not in INHERITING) for stage in reversed(record.training))
    return next(filter(None, own), ())


def _rule_inputs(record: Record) -> _Inputs:
    return {name: getattr(record, name) for name in _AUTHORED_INPUTS} | {
        "training": tuple(objective for stage in record.training for objective in stage.objectives),
        "last_stage": last_objectives(record),
        "factorization": factorization(record),
    }


def _holds(condition: Condition, value: str | tuple[str, ...]) -> bool:
    values = (value,) if isinstance(value, str) else value
    return (
        (condition.is_in is None or (len(values) == 1 and values[0] in condition.is_in))
        and (condition.not_in is None or not set(values) & set(condition.not_in))
        and (condition.any_of is None or bool(set(values) & set(condition.any_of)))
        and (condition.all_of is None or (bool(values) and set(values) <= set(condition.all_of)))
        and (condition.empty is None or condition.empty == (not values))
    )


def judge(record: Record, rules: Sequence[VerdictRule]) -> Verdict:
    """Return the verdict on one record. Raises NoRuleError if no rule of a sense fits."""
    fired: list[VerdictRule] = []
    for sense, answer in judge_known(rules, _rule_inputs(record)).items():
        if answer.rule is None:
            raise NoRuleError(f"no rule for {sense} fits these facts — name the new value in data/rules.yaml")
        fired.append(answer.rule)
    probability, writing, release = fired
    summary = "generative" if writing.value == "yes" else "not-generative"
    return Verdict(probability.value, writing.value, release.value, summary, (probability, writing, release))


def summary_of_many(summaries: set[str]) -> str:
    """Return the summary of a name that covers several releases: theirs if they agree, else `depends`."""
    return summaries.pop() if len(summaries) == 1 else "depends"


class Answer(NamedTuple):
    """One sense: its value and rule if the known inputs decide them, what is still possible, and what would decide."""

    value: str | None
    rule: VerdictRule | None
    possible: tuple[str, ...]
    asks: tuple[str, ...]


def judge_known(rules: Sequence[VerdictRule], inputs: _Inputs) -> dict[str, Answer]:
    """Return what the known inputs decide of each sense: the first rule that holds, unless an unknown input decides."""
    return {sense: _answer(rules, sense, inputs) for sense in SENSES}


def _answer(rules: Sequence[VerdictRule], sense: str, inputs: _Inputs) -> Answer:
    fitting: list[VerdictRule] = []
    asks: dict[str, None] = {}
    for rule in (it for it in rules if it.sense == sense):
        if any(name in inputs and not _holds(it, inputs[name]) for name, it in rule.when.items()):
            continue
        fitting.append(rule)
        unknown = [name for name in rule.when if name not in inputs]
        if not unknown:
            break
        asks |= dict.fromkeys(unknown)
    possible = tuple(dict.fromkeys(rule.value for rule in fitting))
    if len(possible) != 1:
        return Answer(None, None, possible, tuple(asks))
    return Answer(possible[0], fitting[0] if len(fitting) == 1 else None, possible, ())


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
