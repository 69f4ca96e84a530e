"""Computed values: the matrix of answers, superlatives, families, selections."""

from __future__ import annotations

import pytest
from sample import real_site

from catalog.site import THRESHOLDS, Site
from catalog.verdict import SENSES


@pytest.fixture(scope="module")
def site() -> Site:
    return real_site()


def test_every_cell_counts_each_covered_model_once(site: Site) -> None:
    for definition in site.definitions:
        row = [site.cell(definition, sense) for sense in SENSES]
        assert len({cell.total for cell in row}) == 1
        for cell in row:
            assert len({model.id for model in (*cell.yes, *cell.no, *cell.unknown)}) == cell.total


def test_the_everyday_definition_answers_itself(site: Site) -> None:
    assert site.cell("everyday", "writes_text").answer == "yes"
    assert not site.cell("everyday", "writes_text").no


def test_the_answer_is_no_wherever_writing_is_not_in_the_definition(site: Site) -> None:
    for definition in ("transfer", "position-paper", "threshold"):
        for sense in SENSES:
            assert site.cell(definition, sense).answer == "no", (definition, sense)


def test_a_higher_threshold_covers_fewer_models(site: Site) -> None:
    totals = [site.cell("threshold", "writes_text", threshold).total for threshold in THRESHOLDS]
    assert totals == sorted(totals, reverse=True)


def test_size_is_no_defence(site: Site) -> None:
    assert site.superlative("largest", {"architecture": ["encoder-only"]}).id == "xlm-roberta-xl"
    assert "nemotron-4-340b-reward" in {model.id for model in site.cell("threshold", "writes_text", 100_000_000_000).no}


def test_one_name_with_two_verdicts_depends(site: Site) -> None:
    summaries = {view.family.id: view.summary for view in site.families}
    assert summaries["ettin"] == summaries["xlm"] == summaries["megatron"] == summaries["nemotron"] == "depends"
    assert summaries["t5"] == "depends"
    assert summaries["gpt"] == "generative"


def test_a_selection_is_what_its_query_says(site: Site) -> None:
    found = site.select({"attention": ["bidirectional"], "writes_text": ["yes"]})
    assert {"llada", "dream", "mdlm"} <= {model.id for model in found}
    assert all(model.record.attention == "bidirectional" for model in found)
    assert len(site.select({})) == len(site.models)
    assert [model.record.released for model in found] == sorted(model.record.released for model in found)
