"""Exact parameter counts from published configurations.

A layout is a formula over the numbers a configuration publishes; it counts weights and biases of the released checkpoint,
tied matrices once. Decoders count with their output matrix (`own_head`: not tied), encoders without the masked-LM head;
what is not learned by gradient does not count. `tools/verify_parameters.py` holds every count against reference code.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

from catalog.load.problems import nearest
from catalog.schema.record import Configuration

_LARGEST = 10**12
"""No number of a published configuration is larger."""
_FLAGS = frozenset({
    "pooler", "shared", "head", "own_head", "qkv_bias", "output_bias", "feed_bias", "norm_bias", "head_bias", "gated",
})  # fmt: skip
"""Numbers that are true or false."""


def _linear(inputs: int, outputs: int, bias: bool = True) -> int:
    """Count a dense layer."""
    return inputs * outputs + outputs * bias


def _block(hidden: int, intermediate: int) -> int:
    """Count a Transformer layer with biases everywhere and two layer norms."""
    return 4 * _linear(hidden, hidden) + _linear(hidden, intermediate) + _linear(intermediate, hidden) + 4 * hidden


def _attention(hidden: int, heads: int, kv_heads: int, head_size: int, qkv_bias: bool = False) -> int:
    """Count queries, grouped keys and values, and the output matrix, which has no bias."""
    return _linear(hidden, (heads + 2 * kv_heads) * head_size, qkv_bias) + heads * head_size * hidden


def _latent_attention(
    hidden: int, heads: int, query_rank: int, kv_rank: int, plain_size: int, rotary_size: int, value_size: int
) -> int:
    """Count attention that compresses keys, values and, unless `query_rank` is 0, queries."""
    width = heads * (plain_size + rotary_size)
    queries = hidden * query_rank + query_rank + query_rank * width if query_rank else hidden * width
    values = hidden * (kv_rank + rotary_size) + kv_rank + kv_rank * heads * (plain_size + value_size)
    return queries + values + heads * value_size * hidden


def _experts(hidden: int, intermediate: int, experts: int, shared_experts: int) -> int:
    """Count a router and its gated experts, with those that every token uses."""
    return 3 * hidden * intermediate * (experts + shared_experts) + hidden * experts


def _mamba2_mixer(hidden: int, state: int, kernel: int, groups: int, head_size: int) -> int:
    """Count one input projection; step, decay and skip per head; a gated norm and the output matrix."""
    inner = 2 * hidden
    heads, mixed = inner // head_size, inner + 2 * groups * state
    return hidden * (inner + mixed + heads) + mixed * (kernel + 1) + 3 * heads + inner + inner * hidden


LAYOUTS: dict[str, Callable[..., int]] = {
    # BERT encoder without the masked-LM head: three embeddings and a norm, layers, optional pooler. Also DistilBERT
    # (no types), RoBERTa and XLM-R (`positions` includes two reserved ones), and the embedders made of them.
    "bert": lambda *, vocabulary, hidden, layers, intermediate, positions, types, pooler: (
        (vocabulary + positions + types + 2) * hidden + layers * _block(hidden, intermediate)
        + pooler * _linear(hidden, hidden)
    ),
    # MPNet encoder without heads: BERT without types, plus one table of relative-position biases.
    "mpnet": lambda *, vocabulary, hidden, layers, intermediate, positions, buckets, heads: (
        (vocabulary + positions + 2) * hidden + buckets * heads + layers * _block(hidden, intermediate)
    ),
    # ELECTRA discriminator with its head; embeddings are projected when they are narrower than the layers.
    "electra": lambda *, vocabulary, embedding, hidden, layers, intermediate, positions: (
        (vocabulary + positions + 2 + 2) * embedding + (embedding != hidden) * _linear(embedding, hidden)
        + layers * _block(hidden, intermediate) + _linear(hidden, hidden) + _linear(hidden, 1)
    ),
    # ALBERT encoder with pooler, without the masked-LM head: all layers share one set of weights.
    "albert": lambda *, vocabulary, embedding, hidden, intermediate, positions: (
        (vocabulary + positions + 2 + 2) * embedding + _linear(embedding, hidden) + _block(hidden, intermediate)
        + _linear(hidden, hidden)
    ),
    # DeBERTa encoder without head, with `relative` positions; V3 `shared` their projections and gave them a norm.
    "deberta": lambda *, vocabulary, hidden, layers, intermediate, relative, shared: (
        (vocabulary + relative + (4 if shared else 2)) * hidden
        + layers * (_block(hidden, intermediate) + (0 if shared else 2 * hidden * hidden))
    ),
    # XLNet without head: five attention matrices without bias, three position biases, two segment vectors, a mask:
    # five matrices and five vectors instead of four of each.
    "xlnet": lambda *, vocabulary, hidden, layers, intermediate: (
        (vocabulary + 1) * hidden + layers * (_block(hidden, intermediate) + hidden * hidden + hidden)
    ),
    # XLM with its tied prediction layer, which has a bias; one language has no language embedding.
    "xlm": lambda *, vocabulary, hidden, layers, positions, languages: (
        (vocabulary + positions + (languages if languages > 1 else 0) + 2) * hidden
        + layers * _block(hidden, 4 * hidden) + vocabulary
    ),
    # ModernBERT without biases, the first layer with one norm; Ettin's decoders add a dense layer, norm and bias.
    "modernbert": lambda *, vocabulary, hidden, layers, intermediate, head: (
        vocabulary * hidden + layers * (4 * hidden * hidden + 3 * hidden * intermediate + 2 * hidden) + hidden
        + head * (hidden * hidden + hidden + vocabulary)
    ),
    # Plain decoder: GPT-1 to GPT-NeoX, OPT, BLOOM, Falcon, MPT, StarCoder, Phi-2, Nemotron-4. `kv_width` is below
    # `hidden` where heads share keys; `outer_norms`: GPT-1 none, BLOOM two; OPT-350M projects a narrow embedding.
    "gpt": lambda *, vocabulary, embedding, positions, hidden, layers, intermediate, kv_width, layer_norms, outer_norms,
    qkv_bias, output_bias, feed_bias, norm_bias, own_head, head_bias: (
        vocabulary * embedding * (1 + own_head) + vocabulary * head_bias + positions * hidden
        + (2 * embedding * hidden if embedding != hidden else 0)
        + layers * (_linear(hidden, hidden + 2 * kv_width, qkv_bias) + _linear(hidden, hidden, output_bias))
        + layers * (_linear(hidden, intermediate, feed_bias) + _linear(intermediate, hidden, feed_bias))
        + (layers * layer_norms + outer_norms) * hidden * (1 + norm_bias)
    ),
    # Gated decoder: Llama, Mistral, Qwen, OLMo, Phi-3, Gemma, Command R; headless in EuroBERT. `norms` per layer:
    # OLMo none (nor at the end), Command R one, Llama two, Gemma 2 four; `qk_norms`: weights of query and key norms.
    "llama": lambda *, vocabulary, hidden, layers, intermediate, heads, kv_heads, head_size, norms, qk_norms, qkv_bias,
    own_head: (
        vocabulary * hidden * (1 + own_head)
        + layers * (_attention(hidden, heads, kv_heads, head_size, qkv_bias) + qk_norms)
        + layers * (3 * hidden * intermediate + norms * hidden) + (hidden if norms else 0)
    ),
    # Llama with a router and gated experts in all but `dense_layers`: Mixtral, DBRX, Qwen3-MoE, GLM-4.5, ERNIE 4.5.
    "mixture": lambda *, vocabulary, hidden, layers, dense_layers, dense_intermediate, intermediate, experts,
    shared_experts, heads, kv_heads, head_size, qk_norms, qkv_bias, own_head: (
        vocabulary * hidden * (1 + own_head)
        + layers * (_attention(hidden, heads, kv_heads, head_size, qkv_bias) + qk_norms + 2 * hidden)
        + dense_layers * 3 * hidden * dense_intermediate
        + (layers - dense_layers) * _experts(hidden, intermediate, experts, shared_experts) + hidden
    ),
    # DeepSeek-V2, V3 and Kimi K2, untied; without the extra multi-token-prediction layer that V3's files also hold.
    "deepseek": lambda *, vocabulary, hidden, layers, dense_layers, dense_intermediate, intermediate, experts,
    shared_experts, heads, query_rank, kv_rank, plain_size, rotary_size, value_size: (
        2 * vocabulary * hidden
        + layers * _latent_attention(hidden, heads, query_rank, kv_rank, plain_size, rotary_size, value_size)
        + dense_layers * 3 * hidden * dense_intermediate
        + (layers - dense_layers) * _experts(hidden, intermediate, experts, shared_experts)
        + (2 * layers + 1) * hidden
    ),
    # gpt-oss, untied: biases in attention, router and experts, one learned sink per head.
    "gpt-oss": lambda *, vocabulary, hidden, layers, intermediate, experts, heads, kv_heads, head_size: (
        2 * vocabulary * hidden
        + layers * (_attention(hidden, heads, kv_heads, head_size, True) + heads + 3 * hidden + _linear(hidden, experts))
        + layers * experts * (_linear(hidden, 2 * intermediate) + _linear(intermediate, hidden)) + hidden
    ),
    # T5 and its kin: no biases, one table of relative positions per stack; tied in version 1.0 only.
    "t5": lambda *, vocabulary, hidden, encoder_layers, decoder_layers, intermediate, heads, head_size, buckets, gated,
    own_head: (
        vocabulary * hidden * (1 + own_head) + 2 * buckets * heads
        + (encoder_layers + 2 * decoder_layers) * 4 * hidden * heads * head_size
        + (encoder_layers + decoder_layers) * (2 + gated) * hidden * intermediate
        + (2 * encoder_layers + 3 * decoder_layers + 2) * hidden
    ),
    # BART with `layers` in each stack, tied; learned positions (with two reserved) in both, or none (sinusoids).
    # Norms outside the layers: BART two (embeddings), PEGASUS and NLLB two (ends), mBART four.
    "bart": lambda *, vocabulary, hidden, layers, intermediate, positions, outer_norms: (
        (vocabulary + 2 * positions + 2 * outer_norms) * hidden
        + layers * (2 * _block(hidden, intermediate) + 4 * _linear(hidden, hidden) + 2 * hidden)
    ),
    # Mamba with doubled inner width: projections, convolution, time steps, state matrix, skip; one norm per layer.
    "mamba": lambda *, vocabulary, hidden, layers, state, kernel, rank, own_head: (
        vocabulary * hidden * (1 + own_head)
        + layers * (2 * hidden * (3 * hidden + kernel + 3 * state + rank + 2) + _linear(rank, 2 * hidden) + hidden)
        + hidden
    ),
    # Mamba-2, tied, with doubled inner width.
    "mamba2": lambda *, vocabulary, hidden, layers, state, kernel, groups, head_size: (
        vocabulary * hidden + layers * (_mamba2_mixer(hidden, state, kernel, groups, head_size) + hidden) + hidden
    ),
    # RWKV-4, untied: time mixing with decay and bonus, channel mixing with a receptance gate, one norm before all.
    "rwkv": lambda *, vocabulary, hidden, layers, intermediate: (
        2 * vocabulary * hidden + layers * (5 * hidden * hidden + 2 * hidden * intermediate + 11 * hidden)
        + 4 * hidden
    ),
}  # fmt: skip
"""Layout -> formula; the names it takes are those that a configuration has to give."""


def count(configuration: Configuration) -> int:
    """Return the number of parameters of a configuration. Raises TypeError unless `problem` finds nothing."""
    return LAYOUTS[configuration.layout](**configuration.numbers)


def problem(configuration: Configuration) -> str:
    """Return what keeps a configuration from being counted, or nothing."""
    formula = LAYOUTS.get(configuration.layout)
    if formula is None:
        known = ", ".join(sorted(LAYOUTS))
        return f"unknown layout {configuration.layout!r}; known are {known}{nearest(configuration.layout, LAYOUTS)}"
    wanted, given = inspect.signature(formula).parameters.keys(), configuration.numbers
    flags = {name for name, value in given.items() if isinstance(value, bool)}
    wrong = {
        "missing": wanted - given.keys(),
        "unknown": given.keys() - wanted,
        "true or false expected for": (wanted & given.keys() & _FLAGS) - flags,
        "a number expected for": (wanted & flags) - _FLAGS,
        f"expected 0 to {_LARGEST:,} for": {name for name, value in given.items() if not 0 <= value <= _LARGEST},
        "expected at least 1 for": {name for name in ("vocabulary", "hidden", "layers") if given.get(name) == 0},
    }
    if any(wrong.values()):
        return "; ".join(f"{kind} {', '.join(sorted(names))}" for kind, names in wrong.items() if names)
    try:
        total = count(configuration)
    except ZeroDivisionError:
        return "a size is 0, by which the formula divides"
    return "" if 0 < total <= 10**15 else f"gives {total:,} parameters"
