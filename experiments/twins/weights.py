"""Weights as the page gets them: matrices as int8 with one scale a row, vectors as float32, in one file of raw bytes.

A file holds first all float32 numbers (little-endian), the vectors and then the scales of each
matrix, and after them all int8 numbers; ``layout`` gives the order.
"""

import struct
from collections.abc import Mapping

import torch
from network import Twin
from torch import Tensor

Layout = list[tuple[str, list[int]]]


def layout(twin: Twin) -> Layout:
    """Names and shapes of all weights, in the order in which they lie in the file."""
    return [(name.removesuffix(".weight"), list(weight.shape)) for name, weight in twin.state_dict().items()]


def packed(weights: Mapping[str, Tensor]) -> bytes:
    """The weights as raw bytes."""
    floats, rows = [], []
    for weight in weights.values():
        if weight.ndim == 1:
            floats += weight.tolist()
            continue
        scales = (weight.abs().amax(1) / 127).clamp(min=1e-12)
        floats += scales.tolist()
        rows.append((weight / scales[:, None]).round().to(torch.int8).flatten())
    return struct.pack(f"<{len(floats)}f", *floats) + bytes(torch.cat(rows).view(torch.uint8).tolist())


def unpacked(data: bytes, shape: Layout) -> dict[str, Tensor]:
    """The weights that the bytes stand for, as :meth:`Twin.load_state_dict` takes them."""
    count = sum(size[0] for _, size in shape)
    floats = torch.tensor(struct.unpack_from(f"<{count}f", data))
    integers = torch.frombuffer(bytearray(data[count * 4 :]), dtype=torch.int8)
    weights, at, start = {}, 0, 0
    for name, size in shape:
        numbers, at = floats[at : at + size[0]], at + size[0]
        if len(size) == 2:
            numbers, start = (
                integers[start : start + size[0] * size[1]].view(size).float() * numbers[:, None],
                start + size[0] * size[1],
            )
        weights[f"{name}.weight"] = numbers
    return weights


def rounded(twin: Twin) -> Twin:
    """The same twin with the weights that its int8 bytes stand for."""
    twin.load_state_dict(unpacked(packed(twin.state_dict()), layout(twin)))
    return twin
