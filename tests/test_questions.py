"""The phrasings of questions that the search is measured with: real, answered, and half of them unknown to the data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sample import CASES, HOME, read_yaml

PHRASINGS: list[dict[str, Any]] = read_yaml(CASES / "questions.yaml")["questions"]
QUESTIONS: list[dict[str, Any]] = read_yaml(HOME / "data" / "faq.yaml")["questions"]
TASKS: list[dict[str, Any]] = read_yaml(HOME / "data" / "tasks.yaml")["tasks"]
NEAR = 0.75
"""Share of the words of two phrasings from which on one is a near copy of the other."""
COMMON = """a about actually an and any are as at be between by can could did differ difference different do does ever
exactly explain for from had has have having how i if in into is it its just know may me might more most my of on or our
out please really so some someone such than that the their them then there these they this those to too up us use used
using versus vs was we were what when where whether which who why will with would you your"""
_COMMON = frozenset(re.findall(r"\w+", COMMON))


def words(text: str) -> frozenset[str]:
    """Return the words of a phrasing that carry its meaning, plural and singular alike."""
    plain = re.sub(r"large language models?", "llm", text.lower().replace("’", "'"))
    found = [word[:-1] if len(word) > 3 and re.search("[^s]s$", word) else word for word in re.findall(r"\w+", plain)]
    return frozenset(word for word in found if word not in _COMMON) or frozenset(found)


def likeness(one: str, other: str) -> float:
    """Return the share of the words of either phrasing that both have."""
    return len(words(one) & words(other)) / len(words(one) | words(other))


def test_there_are_enough_phrasings_with_a_public_source() -> None:
    assert len(PHRASINGS) >= 100
    assert len({phrasing["asked"] for phrasing in PHRASINGS}) == len(PHRASINGS)
    assert all(re.match(r"https://[\w.-]+/", phrasing["source"]) for phrasing in PHRASINGS)


def test_every_phrasing_has_a_section_that_answers() -> None:
    answers = {f"faq/#{question['id']}" for question in QUESTIONS}
    assert {phrasing["answer"] for phrasing in PHRASINGS} <= answers
    assert len(answers) >= 60


def test_half_of_the_phrasings_are_unknown_to_the_data() -> None:
    unseen = [phrasing["asked"] for phrasing in PHRASINGS if not phrasing["seen"]]
    assert abs(2 * len(unseen) - len(PHRASINGS)) <= 2
    assert len(unseen) >= 50

    def near_copies() -> Iterator[tuple[str, str]]:
        for question in (*QUESTIONS, *TASKS):
            for asked in question["asked_as"]:
                yield from ((asked, other) for other in unseen if likeness(asked, other) >= NEAR)

    assert list(near_copies()) == []


def test_a_near_copy_is_recognized() -> None:
    assert likeness("Is BERT a large language model?", "is BERT an LLM") == 1
    assert likeness("Can BERT write text?", "Can GPT-2 write poems?") < NEAR


def test_the_first_answer_is_short_and_leads_on() -> None:
    for question in QUESTIONS:
        assert len(re.sub(r"\[\[[^|\]]*\|?([^\]]*)\]\]", r"\1", question["short"]).split()) <= 60
        assert question["asked_as"], question["id"]
        assert question["claims"], question["id"]
        assert question["models"], question["id"]


def test_lists_are_published_with_addresses_that_exist(site_folder: Path) -> None:
    def published(name: str) -> list[dict[str, Any]]:
        document = json.loads((site_folder / f"api/v1/{name}.json").read_text("utf-8"))
        items: list[dict[str, Any]] = document[
            "questions" if name == "faq" else name if name != "glossary" else "terms"
        ]
        return items

    for name in ("faq", "glossary", "definitions", "tasks", "pairs"):
        items = published(name)
        assert items
        for item in items:
            page, _, anchor = item["address"].partition("#")
            assert f'id="{anchor}"' in (site_folder / page / "index.html").read_text("utf-8"), item["address"]
            assert "[[" not in json.dumps(item)
    assert [item["asked_as"] for item in published("faq")] == [question["asked_as"] for question in QUESTIONS]
    assert [item["asked_as"] for item in published("tasks")] == [task["asked_as"] for task in TASKS]
    assert {"MoE"} <= {short for term in published("glossary") for short in term["also"]}
    by_id = {item["id"]: item for item in published("developers")}
    assert "gpt-2" in by_id["openai"]["models"]


def test_text_version_and_list_for_programs_name_the_questions(site_folder: Path) -> None:
    text = (site_folder / "faq/index.md").read_text("utf-8")
    assert all(f"## {question['question']}" in text for question in QUESTIONS)
    assert "api/v1/faq.json" in (site_folder / "llms.txt").read_text("utf-8")
