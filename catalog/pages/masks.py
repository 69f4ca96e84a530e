"""Attention masks: which position may look at which, from one function.

In: a kind of attention and positions from 0. Out: booleans, matrices, the same in words, and a small example as SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple, get_args

from markupsafe import Markup, escape

Kind = Literal["causal", "bidirectional", "prefix", "permuted", "block-causal", "encoder-decoder", "none"]
Matrix = tuple[tuple[bool, ...], ...]

KINDS: tuple[Kind, ...] = get_args(Kind)
BLOCK = 2
"""Positions of a block in the block-causal mask."""


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
        case "block-causal":
            return key // BLOCK <= query // BLOCK
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


LENGTH = 6
GIVEN: dict[Kind, int] = {"prefix": 2, "encoder-decoder": 3}
ORDER = (2, 4, 0, 5, 1, 3)
MESSAGES: dict[Kind, tuple[str, str]] = {
    "causal": ("Causal", "A token sees itself and every token before it."),
    "bidirectional": ("Bidirectional", "A token sees every token, before and after it."),
    "prefix": ("Prefix", f"The given tokens, 1 and {GIVEN['prefix']}, see each other; a later one sees all before it."),
    "permuted": (
        "Permuted",
        f"A token sees itself and those earlier in a drawn order, here {', '.join(str(place + 1) for place in ORDER)}.",
    ),
    "block-causal": ("Block-causal", f"A token sees its own block of {BLOCK} both ways, and all blocks before it."),
    "encoder-decoder": (
        "Encoder–decoder",
        f"The input, 1 to {GIVEN['encoder-decoder']}, sees all of itself. The output sees the input and its own past.",
    ),
}  # fmt: skip

UNDRAWN = {
    "none": "No mask to draw: the network has no attention.",
    "undisclosed": "No mask to draw: its developer does not say which token may look at which.",
    "block-causal": "No mask to draw: a token sees all of its own block and every block before it.",
    "mixed": "No single mask to draw: different parts or uses of the model have different ones.",
}


class Panel(NamedTuple):
    """A mask as a small example, with path data of the squares that may be looked at and of the dots that may not."""

    kind: Kind
    name: str
    message: str
    yes: str
    no: str
    edge: int
    """Where the given part ends; 0 when no part is given."""
    rows: tuple[str, ...]
    """Per position, what it sees, in words."""

    @property
    def link(self) -> str:
        """The value of the vocabulary that it shows."""
        return "mixed" if self.kind == "encoder-decoder" else self.kind


@cache
def panel(kind: Kind) -> Panel:
    """Lay out a mask in cells of 24 units, the first at (22, 22)."""
    rows = matrix(kind, LENGTH, GIVEN.get(kind), ORDER)
    cells = [(22 + 24 * key, 22 + 24 * query, may) for query, row in enumerate(rows) for key, may in enumerate(row)]
    squares = "".join(f"M{x + 2} {y + 2}h20v20h-20z" for x, y, may in cells if may)
    dots = "".join(f"M{x + 12} {y + 12}h0" for x, y, may in cells if not may)
    edge = 22 + 24 * GIVEN[kind] if kind in GIVEN else 0
    return Panel(kind, *MESSAGES[kind], squares, dots, edge, tuple(map(seen, rows)))


CELLS = (
    '<path class="mask__yes" d="{yes}"/><path class="mask__no" d="{no}"/>{edge}'
    '<text class="mask__label" x="34 58 82 106 130 154" y="16">123456</text>'
    '<text class="mask__label" x="10 10 10 10 10 10" y="39 63 87 111 135 159">123456</text>'
)
MASK = (
    '<svg class="figure__svg mask" viewBox="0 0 168 168" role="img" aria-labelledby="{id}-title {id}-desc">'
    '<title id="{id}-title">{name} attention mask</title><desc id="{id}-desc">{desc}</desc>{cells}</svg>'
)
EDGE = '<path class="mask__edge" d="M{edge} 4V166M4 {edge}H166"/>'
_HERE = "\f"


def cells(panel: Panel) -> Markup:
    """Draw the cells and the numbers of one mask, 168 by 168 units."""
    edge = EDGE.format(edge=panel.edge) if panel.edge else ""
    return Markup(CELLS.format(yes=panel.yes, no=panel.no, edge=edge))


@cache
def _drawn(panel: Panel) -> Markup:
    """Draw one mask with a mark in the place of its ident; all else is ours and the same wherever it is drawn."""
    desc = "; ".join(f"token {place} sees {row}" for place, row in enumerate(panel.rows, 1))
    return Markup(MASK.format(id=_HERE, name=panel.name, desc=f"{desc}.", cells=cells(panel)))


def drawn(panel: Panel, ident: str) -> Markup:
    """Draw one mask; `ident` keeps its ids apart from others on the page."""
    return _drawn(panel).replace(_HERE, escape(ident))
