"""The closed vocabularies: every word a fact may be. Their meanings stand in `data/glossary.yaml`, one entry a word."""

from __future__ import annotations

from typing import Literal, get_args

Architecture = Literal[
    "encoder-only",
    "decoder-only",
    "encoder-decoder",
    "recurrent",
    "state-space",
    "convolutional",
    "hybrid",
    "undisclosed",
]
Attention = Literal["bidirectional", "causal", "prefix", "permuted", "block-causal", "mixed", "none", "undisclosed"]
Direction = Literal["forward", "both"]
Objective = Literal[
    "causal-lm", "masked-lm", "masked-diffusion", "permutation-lm", "prefix-lm", "span-corruption", "denoising",
    "blank-infilling", "mixture-of-denoisers", "gap-sentences", "translation-lm", "replaced-token-detection",
    "next-sentence-prediction", "sentence-order-prediction", "contrastive", "regression", "classification",
    "bidirectional-lm", "fill-in-the-middle", "distillation", "reinforcement-learning", "preference-optimization",
    "discrete-diffusion", "sequence-to-sequence", "label-words", "pairwise-ranking", "continuous-diffusion",
    "reweighted-diffusion", "conditional-masking",
]  # fmt: skip
Stage = Literal["pre-training", "continued-pre-training", "supervised-fine-tuning", "preference-tuning", "fine-tuning"]
OutputHead = Literal["vocabulary", "vector", "term-weights", "scalar", "class-scores", "discriminator", "undisclosed"]
WritingProcedure = Literal["left-to-right", "denoising", "repeated-filling", "none", "undisclosed"]
DocumentedBy = Literal["developer", "library", "others", "nobody"]
FurtherTraining = Literal["required", "not-stated"]
Languages = Literal["english", "other", "code", "multilingual", "undisclosed"]
CommercialUse = Literal["yes", "with-conditions", "no", "service-only"]
Purpose = Literal[
    "text-generation", "judging", "fine-tuning", "embedding", "reranking", "reward", "classification", "research"
]
Weights = Literal["open", "gated", "non-commercial", "closed"]
Inclusion = Literal["first", "largest", "most-used", "pair", "widely-used"]
MissingReason = Literal["not-disclosed", "not-applicable", "not-researched"]
How = Literal["read", "secondary", "recalled"]
Package = Literal["transformers", "mteb"]
PackageField = Literal[
    "transformers_type", "released", "context_tokens", "embedding_dimensions", "parameters", "weights"
]
SourceKind = Literal["paper", "model-card", "repository", "documentation", "announcement", "book"]
DefinesProbability = Literal["exact", "bound", "pseudo", "none", "undisclosed"]
WritesText = Literal["yes", "with-extra-procedure", "no"]
ReleasedToWrite = Literal["yes", "no"]
Summary = Literal["generative", "not-generative", "depends"]
MissingField = Literal[
    "parameters", "context_tokens", "license", "arxiv", "transformers_type", "training", "derived_from", "released_for"
]
EvidenceField = Literal[
    "released", "developers", "architecture", "attention", "training", "output_head", "writing_procedure", "further_training",
    "released_for", "parameters", "context_tokens", "embedding_dimensions", "languages", "weights", "license",
    "commercial_use", "lineage", "hub_id",
]  # fmt: skip
ClaimVerdict = Literal["supported", "refuted", "disputed", "definitional"]
Strength = Literal["strong", "moderate", "weak"]
DisputeKind = Literal["retraction", "superseded", "contradiction", "open"]
Section = Literal[
    "answer", "words", "objectives", "bert", "diffusion", "embedders", "encoder-decoder", "beyond", "quality", "use", "risks",
]  # fmt: skip
Topic = Literal["words", "models", "kinds", "how", "use", "limits"]
RuleFact = Literal[
    "architecture", "attention", "training", "output_head", "writing_procedure", "further_training", "released_for"
]
Sense = Literal["defines_probability", "writes_text", "released_to_write"]
Qualifier = Literal["pieces", "reweighted"]
EVIDENCE_FIELDS: tuple[EvidenceField, ...] = get_args(EvidenceField)
VERDICT_FIELDS: tuple[EvidenceField, ...] = (
    "architecture", "attention", "training", "output_head", "writing_procedure", "further_training", "released_for",
)  # fmt: skip
VOCABULARIES: dict[str, tuple[str, ...]] = {
    "architecture": get_args(Architecture), "attention": get_args(Attention), "direction": get_args(Direction),
    "writing_procedure": get_args(WritingProcedure), "procedure_documented_by": get_args(DocumentedBy),
    "further_training": get_args(FurtherTraining), "languages": get_args(Languages),
    "commercial_use": get_args(CommercialUse), "objectives": get_args(Objective),
    "stage": get_args(Stage), "output_head": get_args(OutputHead), "released_for": get_args(Purpose),
    "weights": get_args(Weights), "missing": get_args(MissingReason), "how": get_args(How),
    "defines_probability": get_args(DefinesProbability), "writes_text": get_args(WritesText),
    "released_to_write": get_args(ReleasedToWrite), "summary": get_args(Summary),
}  # fmt: skip
