"""Site -> the answers that a reader may switch between on the home page, as small JSON whatever the catalogue's size.

Each choice of definition and sense has a sentence, the text of its cell in the matrix, at most six examples and the
address of the filtered comparison; the page's script only shows what stands here.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from catalog.model import Model
from catalog.queries import DEFAULT_THRESHOLD, THRESHOLDS, Cell
from catalog.schema import labels
from catalog.site import Site

EXAMPLES = 6
DEFAULT = ("transfer", "writes_text")
_LLM = {
    "transfer": ("any pre-trained language model", ""),
    "position-paper": (
        "a model that writes or scores text, pre-trained on at least a billion tokens",
        "llm=position-paper",
    ),
    "everyday": ("a program that produces human-like text", "writes_text=yes"),
}
_GENERATIVE = {
    "defines_probability": (
        "that it defines a probability for whole texts",
        "defines_probability=exact,bound",
        "defines_probability=pseudo,none",
    ),
    "writes_text": ("that it writes text", "writes_text=yes", "writes_text=no,with-extra-procedure"),
    "released_to_write": ("that it was released to write", "released_to_write=yes", "released_to_write=no"),
}


def threshold_key(threshold: int) -> str:
    """Return the name of a threshold in addresses, such as `threshold-10b`."""
    return f"threshold-{labels.short_count(threshold).lower()}"


def choices(site: Site) -> dict[str, tuple[str, int | None]]:
    """Return every choice of a definition: its name in addresses -> definition and threshold."""
    found: dict[str, tuple[str, int | None]] = {}
    for definition in site.definitions:
        if definition == "threshold":
            found |= {threshold_key(threshold): (definition, threshold) for threshold in THRESHOLDS}
        else:
            found[definition] = (definition, None)
    return found


def default_threshold() -> str:
    """Return the name of the threshold that the printed matrix uses."""
    return threshold_key(DEFAULT_THRESHOLD)


def _phrase(definition: str, threshold: int | None) -> tuple[str, str]:
    if threshold is None:
        return _LLM[definition]
    size = labels.short_count(threshold)
    return f"a language model of at least {size} parameters", f"size={size}-"


def verdict_text(cell: Cell) -> str:
    """Return the answer of a cell as a short sentence with its counts."""
    undisclosed = f" For {len(cell.unknown)} it is not disclosed." if cell.unknown else ""
    if cell.answer == "no":
        return f"{len(cell.no)} of {cell.total} {'do' if len(cell.no) > 1 else 'does'} not.{undisclosed}"
    return f"All {len(cell.yes)} do.{undisclosed}" if cell.answer == "yes" else f"No model is counted.{undisclosed}"


def examples(models: tuple[Model, ...]) -> list[Model]:
    """Return at most six models: the first of each kind by date, then the next ones."""
    kinds: dict[tuple[Any, ...], Model] = {}
    for model in models:
        kinds.setdefault((model.record.architecture, model.record.output_head, model.objectives), model)
    chosen = {model.id: model for model in islice(kinds.values(), EXAMPLES)}
    others = (model for model in models if model.id not in chosen)
    return [*chosen.values(), *islice(others, EXAMPLES - len(chosen))]


def answer(site: Site, choice: str, sense: str) -> dict[str, Any]:
    """Return one answer: yes or no, the sentence before and after it, examples, and the query that lists the models."""
    definition, threshold = choices(site)[choice]
    cell = site.cell(definition, sense, threshold)
    llm, covered = _phrase(definition, threshold)
    generative, having, lacking = _GENERATIVE[sense]
    shown = cell.no or cell.yes
    return {
        "word": {"yes": "Yes", "no": "No", "empty": ""}[cell.answer],
        "if": f"If an LLM is {llm} and generative means {generative}:",
        "then": verdict_text(cell),
        "examples": [[model.id, model.record.name] for model in examples(shown)],
        "query": "&".join(dict.fromkeys(filter(None, (covered, lacking if cell.no else having)))),
        "count": len(shown),
    }


def answers(site: Site) -> dict[str, dict[str, dict[str, Any]]]:
    """Return all answers: choice -> sense -> answer."""
    return {choice: {sense: answer(site, choice, sense) for sense in _GENERATIVE} for choice in choices(site)}
