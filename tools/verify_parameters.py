"""Compares every count of `data/configurations.yaml` with the reference code of its architecture.

Run: `python -m venv /tmp/reference && /tmp/reference/bin/pip install torch transformers pydantic pyyaml &&
/tmp/reference/bin/python tools/verify_parameters.py`. Each configuration is built with the class that the `transformers`
package has for the type of its record, on torch's `meta` device, which knows shapes and holds no numbers: nothing is
downloaded, and a model of 671 billion parameters takes a second. Tied matrices count once; parameters that no gradient
reaches do not count. Last run: 2026-11-28, torch 2.14.1, transformers 5.24.0. The exit status is 1 when a count differs.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from catalog import parameters
from catalog.schema.record import Configuration

Numbers = dict[str, Any]
LISTS = ("models", "configurations")

NAMES = {
    "vocabulary": "vocab_size", "embedding": "embedding_size word_embed_proj_dim", "hidden": "hidden_size emb_dim d_model",
    "layers": "num_hidden_layers num_layers n_layers encoder_layers decoder_layers", "types": "type_vocab_size",
    "intermediate": "intermediate_size hidden_dim d_inner ffn_dim ffn_hidden_size encoder_ffn_dim decoder_ffn_dim d_ff"
    " moe_intermediate_size", "dense_intermediate": "intermediate_size",
    "dense_layers": "first_k_dense_replace moe_layer_start_index", "positions": "max_position_embeddings",
    "heads": "num_attention_heads num_heads n_heads n_head", "head_size": "head_dim d_kv", "kv_heads": "num_key_value_heads",
    "buckets": "relative_attention_num_buckets", "languages": "n_langs",
    "encoder_layers": "num_layers", "decoder_layers": "num_decoder_layers", "state": "state_size", "kernel": "conv_kernel",
    "rank": "time_step_rank", "groups": "n_groups", "experts": "num_local_experts moe_num_experts n_routed_experts",
    "shared_experts": "moe_num_shared_experts n_shared_experts", "query_rank": "q_lora_rank", "kv_rank": "kv_lora_rank",
    "plain_size": "qk_nope_head_dim", "rotary_size": "qk_rope_head_dim", "value_size": "v_head_dim",
}  # fmt: skip
"""Our name of a number -> names that the classes of the package have for it; a later one overrides."""

TYPES = {
    "simcse-roberta-base": "roberta", "simcse-roberta-large": "roberta", "internlm2-7b": "llama", "baichuan2-7b": "llama",
    "llada-8b": "llama", "qwen-1-8b": "qwen2", "ernie-4-5-0-3b": "ernie4_5", "gemma-3-1b": "gemma3_text",
    "mixtral-8x7b": "mixtral", "qwen3-30b-a3b": "qwen3_moe", "qwen3-235b-a22b": "qwen3_moe", "mt5-xxl": "mt5",
}  # fmt: skip
"""Types of configurations whose records have another, several or none; one of the same shapes where the package lacks the code."""
TASKS = {
    "electra": "MODEL_FOR_PRETRAINING_MAPPING", "xlm": "MODEL_FOR_MASKED_LM_MAPPING",
    "t5": "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING", "bart": "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING",
    **dict.fromkeys(("bert", "mpnet", "albert", "deberta", "xlnet"), "MODEL_MAPPING"),
}  # fmt: skip
"""Layout -> the package's table of classes with the head that counts; else that of decoders, or of models without head."""


DEBERTA: Numbers = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_biased_input": False}
"""Positions are relative and have vectors of both kinds."""


def shared_keys(n: Numbers, head: int) -> Numbers:
    """Heads of a given size share keys of `kv_width`."""
    return {"num_attention_heads": n["hidden"] // head, "num_key_value_heads": n["kv_width"] // head}


SPECIAL: dict[str, Callable[[Numbers], Numbers]] = {
    "deberta-v2": lambda n: DEBERTA | {
        "position_buckets": n["relative"] // 2, "norm_rel_ebd": "layer_norm", "share_att_key": True},
    "deberta": lambda n: DEBERTA | {"max_relative_positions": n["relative"] // 2},
    "gpt_neo": lambda n: {"num_heads": 16, "attention_types": [[["global", "local"], n["layers"] // 2]]},
    "opt": lambda n: {"max_position_embeddings": n["positions"] - 2, "do_layer_norm_before": n["outer_norms"] > 0},
    "falcon": lambda n: {"num_kv_heads": n["kv_width"] // 64, "new_decoder_architecture": n["kv_width"] > 64},
    "starcoder2": lambda n: shared_keys(n, 128),
    "gpt_bigcode": lambda n: {"num_attention_heads": n["hidden"] // n["kv_width"]},
    "nemotron": lambda n: shared_keys(n, 192) | {"head_dim": 192},
    "cohere": lambda n: {"use_qk_norm": n["qk_norms"] > 0},
    "mixtral": lambda n: {"intermediate_size": n["intermediate"]},
    "ernie4_5_moe": lambda n: {"moe_layer_end_index": n["layers"] - 1},
    "glm4_moe": lambda n: {"attention_bias": n["qkv_bias"], "use_qk_norm": n["qk_norms"] > 0},
    "dbrx": lambda n: {
        "attn_config": {"kv_n_heads": n["kv_heads"], "rope_theta": 500000},
        "ffn_config": {
            "moe_num_experts": n["experts"], "ffn_hidden_size": n["intermediate"], "hidden_size": n["hidden"]}},
    "deepseek": lambda n: {"q_lora_rank": n["query_rank"] or None, "num_key_value_heads": n["heads"]},
    "t5": lambda n: {"feed_forward_proj": "gated-gelu" if n["gated"] else "relu"},
    "bart": lambda n: {"max_position_embeddings": max(n["positions"] - 2, 512)},  # 0 means sinusoids; two are reserved
    "mamba2": lambda n: {"num_heads": 2 * n["hidden"] // n["head_size"], "tie_word_embeddings": True},
    "rwkv": lambda n: {"attention_hidden_size": n["hidden"]},
}  # fmt: skip
"""What a type, or else a layout, needs besides."""


def built(kind: str, layout: str, n: Numbers) -> tuple[str, int]:
    """Return the name of the reference class, and the number of its parameters with these numbers."""
    torch, auto = importlib.import_module("torch"), importlib.import_module("transformers.models.auto.modeling_auto")
    config_class = importlib.import_module("transformers").CONFIG_MAPPING[kind]
    table = getattr(auto, TASKS.get(layout, "MODEL_FOR_CAUSAL_LM_MAPPING"))
    reference = (table if config_class in table and n.get("head", True) else auto.MODEL_MAPPING)[config_class]
    usual, n = config_class(), {"heads": n["hidden"] // 64} | n  # their number does not change other counts
    pairs = [(key, n[ours]) for ours, keys in NAMES.items() if ours in n for key in keys.split()]
    given = {key: value for key, value in pairs if key == "head_dim" or hasattr(usual, key)} | {"pad_token_id": 0}
    special = SPECIAL.get(kind) or SPECIAL.get(layout)
    config = config_class(**given | (special(n) if special else {}))
    if "own_head" in n and layout != "t5":
        config.tie_word_embeddings = not n["own_head"]
    with_pooler = "add_pooling_layer" in inspect.signature(reference.__init__).parameters and layout != "albert"
    with torch.device("meta"):
        model = reference(config, **({"add_pooling_layer": n.get("pooler", False)} if with_pooler else {}))
        if layout == "t5" and n["own_head"]:
            # The package ties all matrices of T5 or none; T5 1.1 shares the embeddings, not the output matrix.
            model.lm_head = torch.nn.Linear(config.d_model, config.vocab_size, bias=False)
    return reference.__name__, sum(it.numel() for it in model.parameters() if it.requires_grad)


def main() -> int:
    """Print one line per configuration and return 1 when a count differs."""
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    models, items = (yaml.load((ROOT / "data" / f"{key}.yaml").read_bytes(), yaml.CSafeLoader)[key] for key in LISTS)
    kinds = {it.get("configuration"): model.get("transformers_type") for model in models for it in model["variants"]}
    verdicts = []
    for item in map(Configuration.model_validate, items):
        counted = parameters.count(item)
        name, found = built(TYPES.get(item.id) or kinds[item.id], item.layout, item.numbers)
        verdicts.append("same" if counted == found else "DIFFERENT")
        print(f"{item.id:26} {counted:>16} {found:>16} {verdicts[-1]:12} {name}", flush=True)
    print(", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts))))
    return 1 if "DIFFERENT" in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
