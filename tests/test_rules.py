"""Every rule across fields and records, on small mutations of a valid sample: what it refuses, and what it lets pass."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from sample import CASES, HOME, SAMPLE, TODAY, glossary, read_yaml

from catalog.check.check import check_documents
from catalog.check.rules import RULES
from catalog.load.documents import Document
from catalog.load.problems import InputError

CASES_OF_RULES = [case for path in sorted((CASES / "rules").glob("*.yaml")) for case in read_yaml(path)]


def sample_values() -> dict[str, Any]:
    """Return the lists of the sample as plain values."""
    values: dict[str, Any] = yaml.load(glossary(), Loader=yaml.CBaseLoader)
    for path in (*sorted((SAMPLE / "data").glob("*.yaml")), HOME / "data" / "rules.yaml"):
        values |= yaml.load(path.read_text("utf-8").replace(" no,", " 'no',"), Loader=_Plain)
    return values


class _Whole(yaml.SafeDumper):
    """Writes every value out."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write an alias."""
        return True


class _Plain(yaml.CSafeLoader):
    """Reads dates as text."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
ORIGINAL = sample_values()


def changed(case: dict[str, Any]) -> dict[str, Any]:
    """Return the sample with the changes of a case."""
    values = copy.deepcopy(ORIGINAL)
    for name, index, path, value in case.get("set", []):
        _at(values[name][index], path[:-1])[path[-1]] = value
    if "drop" in case:
        name, index, path = case["drop"]
        if path:
            del _at(values[name][index], path[:-1])[path[-1]]
        else:
            del values[name][index]
    if "add" in case:
        values[case["add"][0]].append(case["add"][1])
    if "many" in case:
        name, index, count = case["many"]
        plain = {key: value for key, value in values[name][index].items() if key not in ("arxiv", "doi", "url")}
        more = [plain | {"id": f"z-{n:02}", "url": f"https://example.org/z/{n}"} for n in range(count)]
        values[name] = sorted(values[name] + more, key=lambda item: str(item["id"]), reverse=case.get("reverse", False))
    if "copy" in case:
        name, index, other = case["copy"]
        values[name].append(values[name][index] | other)
    return values


def _at(value: Any, path: list[Any]) -> Any:
    for step in path:
        value = value.setdefault(step, {}) if isinstance(value, dict) else value[step]
    return value


def messages(values: dict[str, Any]) -> list[str]:
    """Return what the check says about these values."""
    text = yaml.dump(values, Dumper=_Whole, sort_keys=False)
    try:
        check_documents([Document("sample.yaml", values, text, (), ())], TODAY)
    except InputError as error:
        return [problem.message for problem in error.problems]
    return []


def selected(kind: str) -> Iterator[Any]:
    """Yield the good or bad cases of every rule."""
    for rule in CASES_OF_RULES:
        for number, case in enumerate(rule[kind]):
            yield pytest.param(case, id=f"{rule['rule']} {number}")


def test_the_sample_is_valid() -> None:
    """Without a change there is nothing to say."""
    assert messages(ORIGINAL) == []


@pytest.mark.parametrize("case", list(selected("bad")))
def test_bad(case: dict[str, Any]) -> None:
    """A rule says what is wrong."""
    said = messages(changed(case))
    assert any(case["expect"] in message for message in said), said


@pytest.mark.parametrize("case", list(selected("good")))
def test_good(case: dict[str, Any]) -> None:
    """What is next to the mistake is no mistake. A case that changes values and not their evidence is about another rule."""
    said = messages(changed(case))
    assert [message for message in said if "add" in case or "the evidence does not name" not in message] == []


def test_every_rule_has_cases_and_says_what_it_is() -> None:
    """No rule is without a good case, a bad case and a sentence that states it."""
    assert {*RULES} == {case["rule"] for case in CASES_OF_RULES}
    assert all(rule.__doc__ for rule in RULES.values())
    assert all(case["bad"] and case["good"] for case in CASES_OF_RULES)
