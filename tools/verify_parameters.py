"""Compares every count of `data/configurations.yaml` with the reference code of its architecture.

Run: `python -m venv /tmp/reference && /tmp/reference/bin/pip install torch transformers pydantic pyyaml &&
/tmp/reference/bin/python tools/verify_parameters.py`. Each configuration is built with its class of the `transformers`
package on torch's `meta` device, which knows shapes and holds no numbers: nothing is downloaded, and a model of
671 billion parameters takes a second. Tied matrices count once; parameters that no gradient reaches do not count.
Last run: 2026-11-23, torch 2.13.0, transformers 5.23.0. The exit status is 1 when a count differs.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from catalog import parameters
from catalog.schema.record import Configuration

Numbers = dict[str, Any]

USUAL = {
    "vocabulary": "vocab_size", "embedding": "embedding_size", "hidden": "hidden_size", "layers": "num_hidden_layers",
    "intermediate": "intermediate_size", "positions": "max_position_embeddings", "types": "type_vocab_size",
    "heads": "num_attention_heads", "kv_heads": "num_key_value_heads", "head_size": "head_dim",
}  # fmt: skip
"""The package's usual name of a number; many classes have their own."""


class Reference(NamedTuple):
    """How to build the configurations whose id matches `ids`, a list of patterns."""

    ids: str
    model: str
    config: str
    arguments: Callable[[Numbers], Numbers]
    stands_for: str = ""
    """The code that the package lacks; `model` has the same shapes."""


def usual(n: Numbers, *keys: str, **more: Any) -> Numbers:
    """Return the numbers called `keys` under the package's usual names, and `more`."""
    return {USUAL[key]: n[key] for key in keys} | more


def encoder(n: Numbers, **more: Any) -> Numbers:
    """Arguments of BERT's kin; the number of heads, if not given, does not change the count."""
    keys = [key for key in USUAL if key in n]
    return {"num_attention_heads": n["hidden"] // 64} | usual(n, *keys, **more)


def plain(n: Numbers, head: int = 64, **more: Any) -> Numbers:
    """Arguments of plain decoders with the usual names."""
    return usual(n, "vocabulary", "hidden", "layers", "intermediate", num_attention_heads=n["hidden"] // head, **more)


def openai(n: Numbers, **more: Any) -> Numbers:
    """Arguments of plain decoders with the names of GPT-2."""
    names = {"vocab_size": "vocabulary", "n_embd": "hidden", "n_layer": "layers", "n_positions": "positions"}
    return {key: n[name] for key, name in names.items()} | {"n_head": n["hidden"] // 64} | more


def gated(n: Numbers, **more: Any) -> Numbers:
    """Arguments of Llama's kin."""
    keys = ("vocabulary", "hidden", "layers", "intermediate", "heads", "kv_heads", "head_size")
    return usual(n, *keys, pad_token_id=None, **more)


def mixed(n: Numbers, experts: str, **more: Any) -> Numbers:
    """Arguments of mixtures; Mixtral names the width of an expert like that of a dense layer."""
    dense = n | {"intermediate": n["dense_intermediate"] or n["intermediate"]}
    return gated(dense, moe_intermediate_size=n["intermediate"]) | {experts: n["experts"]} | more


def dbrx(n: Numbers) -> Numbers:
    """Arguments of DBRX, in three parts."""
    attention = {"kv_n_heads": n["kv_heads"], "rope_theta": 500000}
    experts = {"moe_num_experts": n["experts"], "ffn_hidden_size": n["intermediate"], "hidden_size": n["hidden"]}
    sizes = {"d_model": n["hidden"], "n_heads": n["heads"], "n_layers": n["layers"], "vocab_size": n["vocabulary"]}
    return sizes | {"attn_config": attention, "ffn_config": experts}


def deepseek(n: Numbers) -> Numbers:
    """Arguments of DeepSeek-V2 and V3."""
    names = {
        "kv_lora_rank": "kv_rank", "v_head_dim": "value_size", "qk_nope_head_dim": "plain_size",
        "qk_rope_head_dim": "rotary_size", "intermediate_size": "dense_intermediate", "num_key_value_heads": "heads",
        "n_routed_experts": "experts", "n_shared_experts": "shared_experts", "moe_intermediate_size": "intermediate",
        "first_k_dense_replace": "dense_layers",
    }  # fmt: skip
    sizes = usual(n, "vocabulary", "hidden", "layers", "heads", pad_token_id=None, q_lora_rank=n["query_rank"] or None)
    return sizes | {key: n[name] for key, name in names.items()}


def t5(n: Numbers) -> Numbers:
    """Arguments of T5."""
    names = {
        "vocab_size": "vocabulary", "d_model": "hidden", "d_ff": "intermediate", "num_heads": "heads",
        "d_kv": "head_size", "num_layers": "encoder_layers", "num_decoder_layers": "decoder_layers",
        "relative_attention_num_buckets": "buckets",
    }  # fmt: skip
    kind = {"feed_forward_proj": "gated-gelu" if n["gated"] else "relu"}
    return {key: n[name] for key, name in names.items()} | kind


def bart(n: Numbers) -> Numbers:
    """Arguments of BART's kin; where `positions` is 0 they are sinusoids and their number does not count."""
    stacks = {f"{stack}_layers": n["layers"] for stack in ("encoder", "decoder")}
    widths = {f"{stack}_ffn_dim": n["intermediate"] for stack in ("encoder", "decoder")}
    positions = {"max_position_embeddings": max(n["positions"] - 2, 512)}
    return {"vocab_size": n["vocabulary"], "d_model": n["hidden"]} | stacks | widths | positions


def mamba(n: Numbers, **more: Any) -> Numbers:
    """Arguments of Mamba and Mamba-2."""
    return usual(n, "vocabulary", "hidden", "layers", state_size=n["state"], conv_kernel=n["kernel"], expand=2, **more)


ENCODERS = (
    Reference("distilbert*", "DistilBertModel", "DistilBertConfig", lambda n: {
        "vocab_size": n["vocabulary"], "dim": n["hidden"], "n_layers": n["layers"], "hidden_dim": n["intermediate"]}),
    Reference("xlm-r-x*", "XLMRobertaXLModel", "XLMRobertaXLConfig", encoder),
    Reference("xlm-r-*", "XLMRobertaModel", "XLMRobertaConfig", encoder),
    Reference("*roberta-*", "RobertaModel", "RobertaConfig", encoder),
    Reference("bigbird*", "BigBirdModel", "BigBirdConfig", encoder),
    Reference("megatron-bert*", "MegatronBertModel", "MegatronBertConfig", encoder),
    Reference("bert-* minilm* bge-* e5-small gte-*", "BertModel", "BertConfig", encoder),
    Reference("mpnet*", "MPNetModel", "MPNetConfig", lambda n: encoder(n, relative_attention_num_buckets=n["buckets"])),
    Reference("electra*", "ElectraForPreTraining", "ElectraConfig", encoder),
    Reference("albert*", "AlbertModel", "AlbertConfig", encoder),
    Reference("deberta-v3*", "DebertaV2Model", "DebertaV2Config", lambda n: encoder(
        n, relative_attention=True, position_buckets=n["relative"] // 2, norm_rel_ebd="layer_norm", share_att_key=True,
        pos_att_type=["p2c", "c2p"], position_biased_input=False)),
    Reference("deberta-*", "DebertaModel", "DebertaConfig", lambda n: encoder(
        n, relative_attention=True, max_relative_positions=n["relative"] // 2, pos_att_type=["c2p", "p2c"],
        position_biased_input=False)),
    Reference("xlnet*", "XLNetModel", "XLNetConfig", lambda n: {
        "vocab_size": n["vocabulary"], "d_model": n["hidden"], "n_layer": n["layers"], "n_head": n["hidden"] // 64,
        "d_inner": n["intermediate"]}),
    Reference("xlm-*", "XLMWithLMHeadModel", "XLMConfig", lambda n: {
        "vocab_size": n["vocabulary"], "emb_dim": n["hidden"], "n_layers": n["layers"], "n_heads": 8,
        "n_langs": n["languages"], "max_position_embeddings": n["positions"]}),
    Reference("ettin-decoder*", "ModernBertDecoderForCausalLM", "ModernBertDecoderConfig", encoder),
    Reference("modernbert* mmbert* ettin-encoder*", "ModernBertModel", "ModernBertConfig", encoder),
    Reference("eurobert*", "EuroBertModel", "EuroBertConfig", gated),
)  # fmt: skip

PLAIN = (
    Reference("gpt-1", "OpenAIGPTLMHeadModel", "OpenAIGPTConfig", openai),
    Reference("gpt-2* cerebras*", "GPT2LMHeadModel", "GPT2Config", openai),
    Reference("gpt-neox* pythia*", "GPTNeoXForCausalLM", "GPTNeoXConfig", plain),
    Reference("gpt-neo-*", "GPTNeoForCausalLM", "GPTNeoConfig", lambda n: {
        "vocab_size": n["vocabulary"], "hidden_size": n["hidden"], "num_layers": n["layers"], "num_heads": 16,
        "max_position_embeddings": n["positions"], "attention_types": [[["global", "local"], n["layers"] // 2]]}),
    Reference("gpt-j*", "GPTJForCausalLM", "GPTJConfig", lambda n: openai(n, n_positions=2048)),
    Reference("codegen*", "CodeGenForCausalLM", "CodeGenConfig", lambda n: openai(n, n_positions=2048)),
    Reference("opt-*", "OPTForCausalLM", "OPTConfig", lambda n: plain(
        n, ffn_dim=n["intermediate"], max_position_embeddings=n["positions"] - 2, word_embed_proj_dim=n["embedding"],
        do_layer_norm_before=n["outer_norms"] > 0)),
    Reference("bloom*", "BloomForCausalLM", "BloomConfig", lambda n: {
        "vocab_size": n["vocabulary"], "hidden_size": n["hidden"], "n_layer": n["layers"], "n_head": 16}),
    Reference("xglm*", "XGLMForCausalLM", "XGLMConfig", lambda n: {
        "vocab_size": n["vocabulary"], "d_model": n["hidden"], "num_layers": n["layers"],
        "ffn_dim": n["intermediate"]}),
    Reference("falcon-mamba*", "FalconMambaForCausalLM", "FalconMambaConfig", lambda n: mamba(
        n, time_step_rank=n["rank"])),
    Reference("falcon-*", "FalconForCausalLM", "FalconConfig", lambda n: plain(
        n, ffn_hidden_size=n["intermediate"], num_kv_heads=n["kv_width"] // 64,
        new_decoder_architecture=n["kv_width"] > 64)),
    Reference("mpt*", "MptForCausalLM", "MptConfig", lambda n: {
        "vocab_size": n["vocabulary"], "d_model": n["hidden"], "n_layers": n["layers"], "n_heads": n["hidden"] // 64}),
    Reference("starcoder2*", "Starcoder2ForCausalLM", "Starcoder2Config", lambda n: plain(
        n, 128, num_key_value_heads=n["kv_width"] // 128)),
    Reference("starcoder*", "GPTBigCodeForCausalLM", "GPTBigCodeConfig", lambda n: openai(
        n, n_head=n["hidden"] // n["kv_width"])),
    Reference("phi-1-5 phi-2", "PhiForCausalLM", "PhiConfig", lambda n: plain(n, pad_token_id=None)),
    Reference("nemotron*", "NemotronForCausalLM", "NemotronConfig", lambda n: plain(
        n, 192, head_dim=192, num_key_value_heads=n["kv_width"] // 192)),
)  # fmt: skip

GATED = (
    Reference("olmo-2*", "Olmo2ForCausalLM", "Olmo2Config", gated),
    Reference("olmo-3*", "Olmo3ForCausalLM", "Olmo3Config", gated),
    Reference("olmo-*", "OlmoForCausalLM", "OlmoConfig", gated),
    Reference("gemma-2b gemma-7b", "GemmaForCausalLM", "GemmaConfig", gated),
    Reference("gemma-2-*", "Gemma2ForCausalLM", "Gemma2Config", gated),
    Reference("gemma-3-*", "Gemma3ForCausalLM", "Gemma3TextConfig", gated),
    Reference("smollm3*", "SmolLM3ForCausalLM", "SmolLM3Config", gated),
    Reference("phi-*", "Phi3ForCausalLM", "Phi3Config", gated),
    Reference("mistral-*", "MistralForCausalLM", "MistralConfig", gated),
    Reference("e5-mistral*", "MistralModel", "MistralConfig", gated),
    Reference("granite*", "GraniteForCausalLM", "GraniteConfig", gated),
    Reference("command-r*", "CohereForCausalLM", "CohereConfig", lambda n: gated(n, use_qk_norm=n["qk_norms"] > 0)),
    Reference("ernie*a3b", "Ernie4_5_MoeForCausalLM", "Ernie4_5_MoeConfig", lambda n: mixed(
        n, "moe_num_experts", moe_num_shared_experts=n["shared_experts"], moe_layer_start_index=n["dense_layers"],
        moe_layer_end_index=n["layers"] - 1)),
    Reference("ernie*", "Ernie4_5ForCausalLM", "Ernie4_5Config", gated),
    Reference("qwen3-30b* qwen3-235b*", "Qwen3MoeForCausalLM", "Qwen3MoeConfig", lambda n: mixed(
        n, "num_local_experts")),
    Reference("qwen3*", "Qwen3ForCausalLM", "Qwen3Config", gated),
    Reference("qwen-1-8b", "Qwen2ForCausalLM", "Qwen2Config", gated, "Qwen, version 1"),
    Reference("qwen*", "Qwen2ForCausalLM", "Qwen2Config", gated),
    Reference("mixtral*", "MixtralForCausalLM", "MixtralConfig", lambda n: mixed(n, "num_local_experts")),
    Reference("glm*", "Glm4MoeForCausalLM", "Glm4MoeConfig", lambda n: mixed(
        n, "n_routed_experts", n_shared_experts=n["shared_experts"], first_k_dense_replace=n["dense_layers"],
        attention_bias=n["qkv_bias"], use_qk_norm=n["qk_norms"] > 0)),
    Reference("dbrx", "DbrxForCausalLM", "DbrxConfig", dbrx),
    Reference("deepseek-v2*", "DeepseekV2ForCausalLM", "DeepseekV2Config", deepseek),
    Reference("deepseek-v3", "DeepseekV3ForCausalLM", "DeepseekV3Config", deepseek),
    Reference("gpt-oss*", "GptOssForCausalLM", "GptOssConfig", lambda n: gated(n, num_local_experts=n["experts"])),
    Reference("internlm2*", "LlamaForCausalLM", "LlamaConfig", gated, "InternLM2"),
    Reference("baichuan2*", "LlamaForCausalLM", "LlamaConfig", gated, "Baichuan 2"),
    Reference("llada*", "LlamaForCausalLM", "LlamaConfig", gated, "LLaDA"),
    Reference("*llama-* deepseek-llm* yi-* smollm2*", "LlamaForCausalLM", "LlamaConfig", gated),
)  # fmt: skip

OTHERS = (
    Reference("*t5-* ul2* codet5p-*", "T5ForConditionalGeneration", "T5Config", t5),
    Reference("bart*", "BartForConditionalGeneration", "BartConfig", bart),
    Reference("mbart*", "MBartForConditionalGeneration", "MBartConfig", bart),
    Reference("pegasus*", "PegasusForConditionalGeneration", "PegasusConfig", bart),
    Reference("nllb*", "M2M100ForConditionalGeneration", "M2M100Config", bart),
    Reference("mamba2*", "Mamba2ForCausalLM", "Mamba2Config", lambda n: mamba(
        n, n_groups=n["groups"], head_dim=n["head_size"], num_heads=2 * n["hidden"] // n["head_size"],
        tie_word_embeddings=True)),
    Reference("mamba*", "MambaForCausalLM", "MambaConfig", lambda n: mamba(n, time_step_rank=n["rank"])),
    Reference("rwkv*", "RwkvForCausalLM", "RwkvConfig", lambda n: usual(
        n, "vocabulary", "hidden", "layers", "intermediate", attention_hidden_size=n["hidden"])),
)  # fmt: skip


def reference_for(name: str) -> Reference | None:
    """Return the first reference with a pattern that matches an id."""
    known = (*ENCODERS, *PLAIN, *GATED, *OTHERS)
    return next((one for one in known if any(fnmatch(name, pattern) for pattern in one.ids.split())), None)


def built(reference: Reference, numbers: Numbers) -> int:
    """Return the number of parameters of the reference model with these numbers."""
    torch, transformers = importlib.import_module("torch"), importlib.import_module("transformers")
    config = getattr(transformers, reference.config)(**reference.arguments(numbers))
    own_head, is_t5 = numbers.get("own_head", False), reference.arguments is t5
    if "own_head" in numbers and not is_t5:
        config.tie_word_embeddings = not own_head
    with_pooler = ("pooler" in numbers or reference.model == "MPNetModel") and reference.model != "DistilBertModel"
    options = {"add_pooling_layer": numbers.get("pooler", False)} if with_pooler else {}
    with torch.device("meta"):
        model = getattr(transformers, reference.model)(config, **options)
        if is_t5 and own_head:
            # The package ties all matrices of T5 or none; T5 1.1 shares the embeddings, not the output matrix.
            model.lm_head = torch.nn.Linear(config.d_model, config.vocab_size, bias=False)
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def main() -> int:
    """Print one line per configuration and return 1 when a count differs."""
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    items = yaml.safe_load((ROOT / "data" / "configurations.yaml").read_text("utf-8"))["configurations"]
    verdicts = []
    for item in map(Configuration.model_validate, items):
        reference, counted = reference_for(item.id), parameters.count(item)
        found = built(reference, item.numbers) if reference else 0
        verdicts.append("same" if counted == found else "DIFFERENT" if reference else "no reference")
        by = f"{reference.model} {reference.stands_for and f'in place of {reference.stands_for}'}" if reference else ""
        print(f"{item.id:26} {counted:>16} {found:>16} {verdicts[-1]:12} {by}", flush=True)
    print(", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts))))
    return 1 if "DIFFERENT" in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
