"""Attention masks: which position may look at which, from one function.

In: a kind of attention and positions from 0. Out: booleans, matrices of booleans, and the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

Kind = Literal["causal", "bidirectional", "prefix", "permuted", "encoder-decoder", "none"]
Matrix = tuple[tuple[bool, ...], ...]

KINDS: tuple[Kind, ...] = get_args(Kind)


def allowed(kind: Kind, query: int, key: int, length: int, prefix: int = 0, order: Sequence[int] = ()) -> bool:
    """Tell whether position `query` may look at position `key` in a text of `length` positions.

    `prefix` counts the positions that are given: the prefix, or the source that the encoder reads. `order` lists the
    positions in the order in which a permuted model predicts them. The permuted mask is that of the content stream: a
    position sees itself, as in the causal one.
    """
    if not (0 <= query < length and 0 <= key < length):
        raise IndexError(f"positions {query} and {key} are not both below {length}")
    match kind:
        case "causal":
            return key <= query
        case "bidirectional":
            return True
        case "prefix" | "encoder-decoder":
            # One rule for both: what differs is not the pattern but whether one or two stacks of layers compute it.
            return key < prefix or key <= query
        case "permuted":
            return order.index(key) <= order.index(query)
        case "none":
            return False


def matrix(kind: Kind, length: int, prefix: int | None = None, order: Sequence[int] | None = None) -> Matrix:
    """Return rows of queries by columns of keys. By default half is given and the order is reversed."""
    given = length // 2 if prefix is None else prefix
    drawn = tuple(reversed(range(length))) if order is None else tuple(order)
    if sorted(drawn) != list(range(length)):
        raise ValueError(f"order {drawn} does not name each of {length} positions once")
    return tuple(
        tuple(allowed(kind, query, key, length, given, drawn) for key in range(length)) for query in range(length)
    )


def seen(row: Sequence[bool]) -> str:
    """Return the positions a row allows in words, counted from 1, such as `1–3, 6` or `none`."""
    runs: list[list[int]] = []
    for position in (index + 1 for index, may in enumerate(row) if may):
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs) or "none"
