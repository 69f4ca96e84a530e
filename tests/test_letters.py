"""The index by letter: one group for each letter, and one for all names that begin with none."""

from __future__ import annotations

from types import SimpleNamespace

from catalog.pages.comparison import Comparison

NAMES = ("4M-21", "Albert", "alpha", "BERT", "悟道 2.0", "豆包")


def test_names_without_a_latin_initial_are_one_group() -> None:
    """Digits sort before A and other scripts after Z; both stand under `#`."""
    models = [SimpleNamespace(record=SimpleNamespace(name=name)) for name in NAMES]
    comparison = Comparison(SimpleNamespace(models=models))  # type: ignore[arg-type]
    groups = {letter: [model.record.name for model in found] for letter, found in comparison.letters()}
    assert groups == {"#": ["4M-21", "悟道 2.0", "豆包"], "A": ["Albert", "alpha"], "B": ["BERT"]}
    assert len(groups) == len(list(comparison.letters()))
