"""The judge page as a reader uses it: a pasted file, a name, answers that the address keeps, and tables without scripts."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import PageAt


def paste(page: Page, text: str) -> None:
    """Paste a text as the config.json."""
    page.locator(".judge__config summary").click()
    page.locator("#judge-config").fill(text)


def test_a_writers_class_is_asked_about(page_at: PageAt) -> None:
    page = page_at("judge/")
    paste(page, json.dumps({"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3"}))
    summary = page.locator("#judge-summary")
    expect(summary).to_contain_text("Cannot be said from this file")
    expect(page.locator("#judge-said")).to_contain_text("embedders")
    for link in summary.locator("a").all():
        expect(page.locator(link.get_attribute("href") or "none").locator("legend")).to_have_text(link.inner_text())
    page.get_by_label("A vector of numbers").check()
    expect(summary).to_contain_text("It is not generative as released.")


def test_a_reward_model_is_judged_with_rule_facts_and_a_record(page_at: PageAt) -> None:
    page = page_at("judge/")
    paste(
        page, json.dumps({"architectures": ["LlamaForSequenceClassification"], "model_type": "llama", "num_labels": 1})
    )
    result = page.locator("#judge-result")
    expect(result.get_by_role("link", name="W10")).to_have_attribute("href", re.compile(r"method/#rule-W10$"))
    expect(result).to_contain_text("output head: scalar")
    expect(result.locator("a[href*='models/']")).to_have_count(1)


@pytest.mark.parametrize(
    ("text", "said"),
    [("[]", "not a config.json"), ("{", "not a config.json"), ('{"peft_type": "LORA"}', "another file of the release")],
)
def test_what_is_no_configuration_is_called_so(page_at: PageAt, text: str, said: str) -> None:
    page = page_at("judge/")
    paste(page, text)
    expect(page.locator("#judge-said")).to_contain_text(said)
    expect(page.locator("#judge-summary")).to_contain_text("Cannot be said")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ettin", "2 records have this name"),
        ("google-bert/bert-base-uncased", "BERT: not generative"),
        ("gpt-22", "Nothing here"),
    ],
)
def test_names_are_looked_up_and_never_guessed(page_at: PageAt, name: str, said: str) -> None:
    expect(page_at(f"judge/?name={name}").locator("#judge-said")).to_contain_text(said)


def test_the_address_keeps_the_answers(page_at: PageAt) -> None:
    page = page_at("judge/")
    page.get_by_label("Words: a text").check()
    page.get_by_label("Its developer: code, a demo").check()
    expect(page.locator("#judge-summary")).to_contain_text("It is generative.")
    page.reload()
    expect(page.get_by_label("Words: a text")).to_be_checked()
    expect(page.locator("#judge-summary")).to_contain_text("It is generative.")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("#judge-summary")).to_contain_text("Cannot be said yet")
    assert page.url.endswith("judge/")


def test_without_scripts_the_tables_decide(page_at: PageAt) -> None:
    page = page_at("judge/", javascript=False)
    expect(page.locator("#judge-form")).to_be_hidden()
    row = page.get_by_role("row", name="Only the pieces removed")
    expect(row).to_contain_text("Exact probability, for the pieces only")
    expect(row).to_contain_text("Only with an extra procedure")
