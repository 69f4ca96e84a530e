"""Exact parameter counts from published configurations.

Each layout is a function of the numbers a configuration publishes; it counts weights and biases of the released
checkpoint, tied matrices once. Verified against the architectures' reference code by `tools/verify_parameters.py`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

from catalog.schema import Configuration

LAYOUTS: dict[str, Callable[..., int]] = {}


def layout(function: Callable[..., int]) -> Callable[..., int]:
    """Register a counting formula under its own name, with hyphens."""
    LAYOUTS[function.__name__.replace("_", "-")] = function
    return function


def linear(inputs: int, outputs: int, bias: bool = True) -> int:
    """Count a dense layer."""
    return inputs * outputs + (outputs if bias else 0)


@layout
def bert(*, vocabulary: int, hidden: int, layers: int, intermediate: int, positions: int, types: int, pooler: bool) -> int:
    """BERT encoder: three embeddings, post-norm layers, optional pooler; without the masked-LM head."""
    embeddings = (vocabulary + positions + types + 2) * hidden
    attention = 4 * linear(hidden, hidden)
    feed_forward = linear(hidden, intermediate) + linear(intermediate, hidden)
    norms = 2 * 2 * hidden
    return embeddings + layers * (attention + feed_forward + norms) + (linear(hidden, hidden) if pooler else 0)


def count(configuration: Configuration) -> int:
    """Return the number of parameters of a configuration. Raises TypeError unless `problem` finds nothing."""
    return LAYOUTS[configuration.layout](**configuration.numbers)


def problem(configuration: Configuration) -> str:
    """Return what keeps a configuration from being counted, or nothing."""
    formula = LAYOUTS.get(configuration.layout)
    if formula is None:
        return f"unknown layout {configuration.layout!r}; known are {', '.join(sorted(LAYOUTS))}"
    needed, given = set(inspect.signature(formula).parameters), set(configuration.numbers)
    if needed != given:
        return "; ".join(
            f"{what} {', '.join(sorted(names))}" for what, names in (("missing", needed - given), ("unknown", given - needed)) if names
        )
    return ""
