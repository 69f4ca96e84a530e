"""Exact parameter counts from published configurations.

Each layout is a function of the numbers a configuration publishes; it counts weights and biases of the released
checkpoint, tied matrices once. Decoders count with their output matrix (`own_head`: not tied), encoders without the
masked-LM head; what is not learned by gradient does not count. Verified by `tools/verify_parameters.py`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from catalog.schema.record import Configuration

LARGEST = 10**12
"""No number of a published configuration is larger."""
LAYOUTS: dict[str, Callable[..., int]] = {}


def layout(function: Callable[..., int]) -> Callable[..., int]:
    """Register a counting formula under its own name, with hyphens."""
    LAYOUTS[function.__name__.replace("_", "-")] = function
    return function


def linear(inputs: int, outputs: int, bias: bool = True) -> int:
    """Count a dense layer."""
    return inputs * outputs + (outputs if bias else 0)


def block(hidden: int, intermediate: int) -> int:
    """Count a Transformer layer with biases everywhere and two layer norms."""
    return 4 * linear(hidden, hidden) + linear(hidden, intermediate) + linear(intermediate, hidden) + 4 * hidden


def grouped_attention(hidden: int, heads: int, kv_heads: int, head_size: int, qkv_bias: bool = False) -> int:
    """Count queries, grouped keys and values, and the output matrix, which has no bias."""
    return linear(hidden, (heads + 2 * kv_heads) * head_size, qkv_bias) + heads * head_size * hidden


def routed(hidden: int, intermediate: int, experts: int, shared_experts: int) -> int:
    """Count a router and its gated experts, with those that every token uses."""
    return 3 * hidden * intermediate * (experts + shared_experts) + hidden * experts


@layout
def bert(
    *, vocabulary: int, hidden: int, layers: int, intermediate: int, positions: int, types: int, pooler: bool
) -> int:
    """BERT encoder without the masked-LM head: three embeddings and a norm, layers, optional pooler. Also DistilBERT
    (no types), RoBERTa and XLM-R (`positions` includes two reserved ones), and the embedders made of them."""
    embeddings = (vocabulary + positions + types + 2) * hidden
    return embeddings + layers * block(hidden, intermediate) + (linear(hidden, hidden) if pooler else 0)


@layout
def mpnet(
    *, vocabulary: int, hidden: int, layers: int, intermediate: int, positions: int, buckets: int, heads: int
) -> int:
    """MPNet encoder without heads: BERT without types, plus one table of relative-position biases."""
    return (vocabulary + positions + 2) * hidden + buckets * heads + layers * block(hidden, intermediate)


@layout
def electra(*, vocabulary: int, embedding: int, hidden: int, layers: int, intermediate: int, positions: int) -> int:
    """ELECTRA discriminator with its head; embeddings are projected when they are narrower than the layers."""
    ends = linear(hidden, hidden) + linear(hidden, 1) + (linear(embedding, hidden) if embedding != hidden else 0)
    return (vocabulary + positions + 2 + 2) * embedding + layers * block(hidden, intermediate) + ends


@layout
def albert(*, vocabulary: int, embedding: int, hidden: int, intermediate: int, positions: int) -> int:
    """ALBERT encoder with pooler, without the masked-LM head: all layers share one set of weights."""
    embeddings = (vocabulary + positions + 2 + 2) * embedding + linear(embedding, hidden)
    return embeddings + block(hidden, intermediate) + linear(hidden, hidden)


@layout
def deberta(*, vocabulary: int, hidden: int, layers: int, intermediate: int, relative: int, shared: bool) -> int:
    """DeBERTa encoder without head, with `relative` positions; V3 `shared` their projections and gave them a norm."""
    layer = block(hidden, intermediate) + (0 if shared else 2 * hidden * hidden)
    return (vocabulary + relative + (4 if shared else 2)) * hidden + layers * layer


@layout
def xlnet(*, vocabulary: int, hidden: int, layers: int, intermediate: int) -> int:
    """XLNet without head: five attention matrices without bias, three position biases, two segment vectors, a mask."""
    extra = hidden * hidden + hidden  # five matrices and five vectors instead of four of each
    return (vocabulary + 1) * hidden + layers * (block(hidden, intermediate) + extra)


@layout
def xlm(*, vocabulary: int, hidden: int, layers: int, positions: int, languages: int) -> int:
    """XLM with its tied prediction layer, which has a bias; one language has no language embedding."""
    embeddings = (vocabulary + positions + (languages if languages > 1 else 0) + 2) * hidden
    return embeddings + layers * block(hidden, 4 * hidden) + vocabulary


@layout
def modernbert(*, vocabulary: int, hidden: int, layers: int, intermediate: int, head: bool) -> int:
    """ModernBERT without biases, the first layer with one norm; Ettin's decoders add a dense layer, norm and bias."""
    body = vocabulary * hidden + layers * (4 * hidden * hidden + 3 * hidden * intermediate + 2 * hidden) + hidden
    return body + (hidden * hidden + hidden + vocabulary if head else 0)


@layout
def gpt(
    *, vocabulary: int, embedding: int, positions: int, hidden: int, layers: int, intermediate: int, kv_width: int,
    layer_norms: int, outer_norms: int, qkv_bias: bool, output_bias: bool, feed_bias: bool, norm_bias: bool,
    own_head: bool, head_bias: bool,
) -> int:  # fmt: skip
    """Plain decoder: GPT-1 to GPT-NeoX, OPT, BLOOM, Falcon, MPT, StarCoder, Phi-2, Nemotron-4. `kv_width` is below
    `hidden` where heads share keys; `outer_norms`: GPT-1 none, BLOOM two; OPT-350M projects a narrow embedding."""
    projections = linear(hidden, hidden + 2 * kv_width, qkv_bias) + linear(hidden, hidden, output_bias)
    feed = linear(hidden, intermediate, feed_bias) + linear(intermediate, hidden, feed_bias)
    norm = 2 * hidden if norm_bias else hidden
    ends = vocabulary * embedding * (2 if own_head else 1) + (vocabulary if head_bias else 0) + positions * hidden
    narrow = 2 * embedding * hidden if embedding != hidden else 0
    return ends + narrow + layers * (projections + feed + layer_norms * norm) + outer_norms * norm


@layout
def llama(
    *, vocabulary: int, hidden: int, layers: int, intermediate: int, heads: int, kv_heads: int, head_size: int,
    norms: int, qk_norms: int, qkv_bias: bool, own_head: bool,
) -> int:  # fmt: skip
    """Gated decoder: Llama, Mistral, Qwen, OLMo, Phi-3, Gemma, Command R; headless in EuroBERT. `norms` per layer:
    OLMo none (nor at the end), Command R one, Llama two, Gemma 2 four; `qk_norms`: weights of query and key norms."""
    attention = grouped_attention(hidden, heads, kv_heads, head_size, qkv_bias) + qk_norms
    layer = attention + 3 * hidden * intermediate + norms * hidden
    return vocabulary * hidden * (2 if own_head else 1) + layers * layer + (hidden if norms else 0)


@layout
def mixture(
    *, vocabulary: int, hidden: int, layers: int, dense_layers: int, dense_intermediate: int, intermediate: int,
    experts: int, shared_experts: int, heads: int, kv_heads: int, head_size: int, qk_norms: int, qkv_bias: bool,
    own_head: bool,
) -> int:  # fmt: skip
    """Llama with a router and gated experts in all but `dense_layers`: Mixtral, DBRX, Qwen3-MoE, GLM-4.5, ERNIE 4.5."""
    attention = grouped_attention(hidden, heads, kv_heads, head_size, qkv_bias) + qk_norms + 2 * hidden
    feed = dense_layers * 3 * hidden * dense_intermediate
    feed += (layers - dense_layers) * routed(hidden, intermediate, experts, shared_experts)
    return vocabulary * hidden * (2 if own_head else 1) + layers * attention + feed + hidden


@layout
def deepseek(
    *, vocabulary: int, hidden: int, layers: int, dense_layers: int, dense_intermediate: int, intermediate: int,
    experts: int, shared_experts: int, heads: int, query_rank: int, kv_rank: int, plain_size: int, rotary_size: int,
    value_size: int,
) -> int:  # fmt: skip
    """DeepSeek-V2, V3 and Kimi K2, untied: latent attention (`query_rank` 0: plain queries); without the extra
    multi-token-prediction layer that V3's files also hold."""
    width = heads * (plain_size + rotary_size)
    queries = hidden * query_rank + query_rank + query_rank * width if query_rank else hidden * width
    values = hidden * (kv_rank + rotary_size) + kv_rank + kv_rank * heads * (plain_size + value_size)
    attention = queries + values + heads * value_size * hidden + 2 * hidden
    feed = dense_layers * 3 * hidden * dense_intermediate
    feed += (layers - dense_layers) * routed(hidden, intermediate, experts, shared_experts)
    return 2 * vocabulary * hidden + layers * attention + feed + hidden


@layout
def gpt_oss(
    *, vocabulary: int, hidden: int, layers: int, intermediate: int, experts: int, heads: int, kv_heads: int,
    head_size: int,
) -> int:  # fmt: skip
    """gpt-oss, untied: biases in attention, router and experts, one learned sink per head."""
    attention = grouped_attention(hidden, heads, kv_heads, head_size, True) + hidden + heads + 2 * hidden
    expert = linear(hidden, 2 * intermediate) + linear(intermediate, hidden)
    return 2 * vocabulary * hidden + layers * (attention + linear(hidden, experts) + experts * expert) + hidden


@layout
def t5(
    *, vocabulary: int, hidden: int, encoder_layers: int, decoder_layers: int, intermediate: int, heads: int,
    head_size: int, buckets: int, gated: bool, own_head: bool,
) -> int:  # fmt: skip
    """T5 and its kin: no biases, one table of relative positions per stack; tied in version 1.0 only."""
    attention = 4 * hidden * heads * head_size
    layer = attention + (3 if gated else 2) * hidden * intermediate + 2 * hidden
    stacks = encoder_layers * layer + decoder_layers * (layer + attention + hidden) + 2 * hidden
    return vocabulary * hidden * (2 if own_head else 1) + 2 * buckets * heads + stacks


@layout
def bart(*, vocabulary: int, hidden: int, layers: int, intermediate: int, positions: int, outer_norms: int) -> int:
    """BART with `layers` in each stack, tied; learned positions (with two reserved) in both, or none (sinusoids).
    Norms outside the layers: BART two (embeddings), PEGASUS and NLLB two (ends), mBART four."""
    cross = 4 * linear(hidden, hidden) + 2 * hidden
    stacks = layers * (2 * block(hidden, intermediate) + cross)
    return (vocabulary + 2 * positions + 2 * outer_norms) * hidden + stacks


@layout
def mamba(*, vocabulary: int, hidden: int, layers: int, state: int, kernel: int, rank: int, own_head: bool) -> int:
    """Mamba with doubled inner width: projections, convolution, time steps, state matrix, skip; one norm per layer."""
    inner = 2 * hidden
    mixer = 3 * hidden * inner + inner * (kernel + 3 * state + rank + 2) + linear(rank, inner)
    return vocabulary * hidden * (2 if own_head else 1) + layers * (mixer + hidden) + hidden


@layout
def mamba2(*, vocabulary: int, hidden: int, layers: int, state: int, kernel: int, groups: int, head_size: int) -> int:
    """Mamba-2, tied, with doubled inner width: one input projection; step, decay and skip per head; a gated norm."""
    inner = 2 * hidden
    heads, mixed = inner // head_size, inner + 2 * groups * state
    mixer = hidden * (inner + mixed + heads) + mixed * (kernel + 1) + 3 * heads + inner + inner * hidden
    return vocabulary * hidden + layers * (mixer + hidden) + hidden


@layout
def rwkv(*, vocabulary: int, hidden: int, layers: int, intermediate: int) -> int:
    """RWKV-4, untied: time mixing with decay and bonus, channel mixing with a receptance gate, one norm before all."""
    layer = 5 * hidden * hidden + 2 * hidden * intermediate + 11 * hidden
    return 2 * vocabulary * hidden + layers * layer + 4 * hidden


def count(configuration: Configuration) -> int:
    """Return the number of parameters of a configuration. Raises TypeError unless `problem` finds nothing."""
    return LAYOUTS[configuration.layout](**configuration.numbers)


def problem(configuration: Configuration) -> str:
    """Return what keeps a configuration from being counted, or nothing."""
    formula = LAYOUTS.get(configuration.layout)
    if formula is None:
        return f"unknown layout {configuration.layout!r}; known are {', '.join(sorted(LAYOUTS))}"
    wanted, given = inspect.signature(formula).parameters, configuration.numbers
    wrong = {
        "missing": wanted.keys() - given.keys(),
        "unknown": given.keys() - wanted.keys(),
        "true or false expected for": {it for it in given.keys() & wanted if wanted[it].annotation == "bool"}
        - _flags(given),
        "a number expected for": {it for it in given.keys() & wanted if wanted[it].annotation != "bool"}
        & _flags(given),
        f"expected 0 to {LARGEST:,} for": {name for name, value in given.items() if not 0 <= value <= LARGEST},
        "expected at least 1 for": {name for name in ("vocabulary", "hidden", "layers") if given.get(name) == 0},
    }
    if any(wrong.values()):
        return "; ".join(f"{kind} {', '.join(sorted(names))}" for kind, names in wrong.items() if names)
    try:
        total = count(configuration)
    except ZeroDivisionError:
        return "a size is 0, by which the formula divides"
    return "" if 0 < total <= 10**15 else f"gives {total:,} parameters"


def _flags(numbers: Mapping[str, int | bool]) -> set[str]:
    return {name for name, value in numbers.items() if isinstance(value, bool)}
