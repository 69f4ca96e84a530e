"""What authors write: strict types for every data file.

The validator, the editor schemas (`data/schema/*.json`), the glossary's completeness check and the field table on the
contribute page all come from these types. The line under a field is its documentation.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Architecture = Literal[
    "encoder-only", "decoder-only", "encoder-decoder", "recurrent", "state-space", "hybrid", "undisclosed"
]
Attention = Literal["bidirectional", "causal", "prefix", "permuted", "mixed", "none", "undisclosed"]
Objective = Literal[
    "causal-lm", "masked-lm", "masked-diffusion", "permutation-lm", "prefix-lm", "span-corruption", "denoising",
    "blank-infilling", "mixture-of-denoisers", "gap-sentences", "translation-lm", "replaced-token-detection",
    "next-sentence-prediction", "sentence-order-prediction", "contrastive", "regression", "classification",
    "bidirectional-lm", "fill-in-the-middle", "distillation", "reinforcement-learning", "preference-optimization",
    "discrete-diffusion",
]  # fmt: skip
Stage = Literal["pre-training", "continued-pre-training", "supervised-fine-tuning", "preference-tuning", "fine-tuning"]
OutputHead = Literal["vocabulary", "vector", "scalar", "class-scores", "discriminator", "undisclosed"]
Purpose = Literal["text-generation", "fine-tuning", "embedding", "reranking", "reward", "classification", "research"]
Weights = Literal["open", "gated", "non-commercial", "closed"]
Inclusion = Literal["first", "largest", "most-used", "pair", "widely-used"]
MissingReason = Literal["not-disclosed", "not-applicable", "not-researched"]
How = Literal["read", "secondary", "recalled"]
SourceKind = Literal["paper", "model-card", "repository", "documentation", "announcement", "book"]
DefinesProbability = Literal["exact", "bound", "pseudo", "none", "undisclosed"]
WritesText = Literal["yes", "with-extra-procedure", "no"]
ReleasedToWrite = Literal["yes", "no"]
Summary = Literal["generative", "not-generative", "depends"]
MissingField = Literal[
    "parameters", "context_tokens", "license", "arxiv", "transformers_type", "training", "derived_from", "released_for"
]
EvidenceField = Literal[
    "released", "architecture", "attention", "training", "output_head", "released_for", "parameters", "context_tokens", "license",
]  # fmt: skip
ClaimVerdict = Literal["supported", "refuted", "disputed", "definitional"]
Strength = Literal["strong", "moderate", "weak"]
DisputeKind = Literal["retraction", "superseded", "contradiction", "open"]
Section = Literal[
    "answer", "words", "objectives", "bert", "diffusion", "embedders", "encoder-decoder", "beyond", "quality", "use", "risks",
]  # fmt: skip

EVIDENCE_FIELDS: tuple[EvidenceField, ...] = get_args(EvidenceField)
VERDICT_FIELDS: tuple[EvidenceField, ...] = ("architecture", "attention", "training", "output_head", "released_for")

REFERENCE = re.compile(r"\[\[(\w+):([^\]|]+)(?:\|([^\]]+))?\]\]")
"""A reference inside prose: `[[model:bert]]`, or with its own words `[[term:token|tokens]]`."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^\S(.*\S)?$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2400)]
Url = Annotated[
    str,
    StringConstraints(
        pattern=r"^https://[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z]{2,}(/[A-Za-z0-9._~/?#=&%+:@!,()-]*)?$", max_length=400
    ),
]
Arxiv = Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{4,5}$")]
Doi = Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/[A-Za-z0-9._;()/:-]+$")]
License = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]*$", max_length=60)]
Count = Annotated[int, Field(gt=0, le=10**15)]


class Strict(BaseModel):
    """Unknown fields and silent conversions are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class Evidence(Strict):
    """Where one fact stands and how it was checked."""

    source: Slug
    """Id of the source that states the fact."""
    locator: Line
    """Where in the source: section, table, page or heading."""
    says: Line
    """What the source states, in one line of our own words."""
    how: How
    """`read`: that source was read on `checked`; `secondary`: confirmed in `via`; `recalled`: not re-read yet."""
    checked: Date | None = None
    """ISO date of the check; required unless `recalled`."""
    via: Slug | None = None
    """For `secondary`: id of the document in which the fact was confirmed."""


class Variant(Strict):
    """One published size of a model."""

    name: Line
    """Name of the size as published."""
    parameters_total: Count | None = None
    """Parameters the source states, as a plain integer."""
    parameters_active: Count | None = None
    """Parameters used per token (mixture of experts only), as the source states them."""
    configuration: Slug | None = None
    """Id in `configurations.yaml` from which the exact count is computed."""


class Training(Strict):
    """One stage of training; stages stand in order and the last one decides."""

    stage: Stage
    """Kind of stage."""
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1, strict=False)]
    """What the stage optimised."""


class Record(Strict):
    """One model, or one release of a model whose name covers several with different verdicts."""

    id: Slug
    """Stable identifier; also the page's address."""
    name: Line
    """Name as its developer writes it."""
    aliases: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    """Other names people search for; unique across the catalogue."""
    family: Slug
    """Id in `families.yaml`."""
    developer: Line
    """Organisation that published the model."""
    released: Date
    """ISO date of the first public release, or of version 1 of the paper."""
    summary: Line
    """One plain sentence without numbers: what the model is."""
    included_as: Annotated[tuple[Inclusion, ...], Field(min_length=1, strict=False)]
    """Which part of the inclusion rule it meets."""
    derived_from: Slug | None = None
    """Id of the record it was built from."""
    also_from: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    """Ids of further parents: teachers, merged models."""
    variants: Annotated[tuple[Variant, ...], Field(min_length=1, strict=False)]
    """Published sizes."""
    architecture: Architecture
    """What is wired to what."""
    attention: Attention
    """Which positions may look where in the released model."""
    training: Annotated[tuple[Training, ...], Field(strict=False)]
    """All stages in order; empty only with `missing: {training: not-disclosed}`."""
    output_head: OutputHead
    """What the published checkpoint hands you."""
    released_for: Annotated[tuple[Purpose, ...], Field(strict=False)]
    """Purposes named by its own paper or card."""
    context_tokens: Count | None = None
    """Longest supported context of the release, in tokens."""
    corpus_tokens: Count | None = None
    """Size of the pre-training corpus in tokens (or words), where a source states one below the position paper's limit."""
    weights: Weights
    """Whether the weights can be had, and on which terms."""
    license: License | None = None
    """SPDX identifier of the licence of the weights, or `LicenseRef-…`."""
    arxiv: Arxiv | None = None
    """arXiv identifier of its paper."""
    transformers_type: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]+$")] | None = None
    """`model_type` in Hugging Face transformers."""
    url: Url
    """Best primary page: repository, model card or announcement."""
    missing: dict[MissingField, MissingReason] = {}
    """Why a field has no value."""
    notes: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    """Plain sentences: what people commonly get wrong, where sources disagree."""
    evidence: dict[EvidenceField, Evidence]
    """One entry per fact."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Ids of all parents, the one it was built from first."""
        return (*((self.derived_from,) if self.derived_from else ()), *self.also_from)


class Source(Strict):
    """A document that facts are checked against."""

    id: Slug
    """Stable identifier."""
    kind: SourceKind
    """Sort of document."""
    title: Line
    """Exact title."""
    authors: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    """Authors, or the organisation."""
    year: Annotated[int, Field(ge=1900, le=2100)]
    """Year of publication."""
    arxiv: Arxiv | None = None
    """arXiv identifier."""
    doi: Doi | None = None
    """Digital object identifier."""
    url: Url | None = None
    """Permanent https address, where there is no arXiv id or DOI."""


class Family(Strict):
    """A name that covers several records."""

    id: Slug
    """Stable identifier."""
    name: Line
    """Name as people say it."""
    summary: Line
    """One plain sentence: what the members share."""


class Term(Strict):
    """A word of the glossary; every value of every vocabulary has one."""

    id: Slug
    """The value itself, or the term's slug."""
    field: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    """The vocabulary it belongs to, or `general`."""
    name: Line
    """Name in words."""
    definition: Prose
    """One or two sentences."""
    example: Line | None = None
    """A record id, or a short text."""
    non_example: Line | None = None
    """What the term does not cover."""


Query = dict[str, Any]


class Dispute(Strict):
    """A retraction, a contradiction or an open disagreement about a claim."""

    kind: DisputeKind
    """What sort of disagreement."""
    where: Line
    """Who said it, where."""
    says: Prose
    """What was said, in our own words."""
    source: Slug
    """Id of the source."""


class Claim(Strict):
    """One sentence that can be true or false, with its evidence."""

    id: Slug
    """Stable identifier; the anchor on the claims page is `c-ID`."""
    section: Section
    """Part of the article it belongs to."""
    statement: Line
    """The claim in one sentence."""
    verdict: ClaimVerdict
    """Our judgement."""
    strength: Strength
    """How strong the evidence is."""
    explanation: Prose
    """Why, in a few sentences."""
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1, strict=False)]
    """What the judgement rests on."""
    would_change: Prose
    """What would change our mind."""
    counterexample: Prose | None = None
    """The best case against the statement."""
    models: Query | None = None
    """Query that selects the records bearing on it."""
    disputes: Annotated[tuple[Dispute, ...], Field(strict=False)] = ()
    """Who disagrees."""


class Question(Strict):
    """One question of the FAQ."""

    id: Slug
    """Stable identifier; the anchor on the FAQ page."""
    question: Line
    """The question as people ask it."""
    short: Prose
    """The answer in one sentence."""
    more: Prose
    """Two or three sentences more."""
    claims: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    """Claims the answer rests on."""
    models: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    """Records to look at."""


class Task(Strict):
    """A job a reader has, and the kind of model that does it."""

    id: Slug
    """Stable identifier."""
    name: Line
    """The job, as a verb."""
    kind: Line
    """Which kind of model."""
    why: Prose
    """Why that kind."""
    cost: Prose
    """What it costs compared with the alternative."""
    query: Query
    """Selects fitting records; also the filter of the linked view."""
    candidates: Annotated[tuple[Slug, ...], Field(min_length=1, strict=False)]
    """Records to start from."""
    claims: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    """Claims it rests on."""


class Pair(Strict):
    """Two records that differ in little but the verdict, or agree in the verdict for different reasons."""

    id: Slug
    """Stable identifier."""
    left: Slug
    """Record id."""
    right: Slug
    """Record id."""
    title: Line
    """What the pair shows."""
    lesson: Prose
    """What to learn from it."""
    compare: Annotated[tuple[Line, ...], Field(min_length=1, strict=False)]
    """Fields to show side by side."""


class Definition(Strict):
    """One meaning of *large language model* that a reader may choose."""

    id: Literal["transfer", "position-paper", "threshold", "everyday"]
    """Stable identifier; the rule itself is in `derive`."""
    name: Line
    """Name in a few words."""
    text: Prose
    """The definition in our words."""
    rule: Line
    """How it is computed from the facts."""
    source: Slug | None = None
    """Where it comes from."""


class Configuration(Strict):
    """Published numbers of a network, from which its parameters are counted."""

    id: Slug
    """Stable identifier."""
    layout: Line
    """Name of the counting formula in `parameters`."""
    numbers: dict[str, int | bool]
    """Arguments of the formula, as published."""
    source: Slug
    """Where the configuration is published."""
    locator: Line
    """Where in the source."""


class WitnessException(Strict):
    """A contradiction between a record and the transformers package that we accept, with its reason."""

    record: Slug
    """Record id."""
    because: Line
    """Why the record is right all the same."""


class Redirect(Strict):
    """A page address that moved."""

    old: Slug
    """Former record id."""
    new: Slug
    """Present record id."""


class Files(Strict):
    """All data files together: the name of a field is the name of a list in one of them."""

    models: tuple[Record, ...]
    sources: tuple[Source, ...]
    families: tuple[Family, ...]
    terms: tuple[Term, ...]
    claims: tuple[Claim, ...]
    questions: tuple[Question, ...]
    tasks: tuple[Task, ...]
    pairs: tuple[Pair, ...]
    definitions: tuple[Definition, ...]
    configurations: tuple[Configuration, ...]
    exceptions: tuple[WitnessException, ...]
    redirects: tuple[Redirect, ...]


TYPES: dict[str, type[Strict]] = {
    "models": Record, "sources": Source, "families": Family, "terms": Term, "claims": Claim, "questions": Question,
    "tasks": Task, "pairs": Pair, "definitions": Definition, "configurations": Configuration,
    "exceptions": WitnessException, "redirects": Redirect,
}  # fmt: skip

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "architecture": get_args(Architecture), "attention": get_args(Attention), "objectives": get_args(Objective),
    "stage": get_args(Stage), "output_head": get_args(OutputHead), "released_for": get_args(Purpose),
    "weights": get_args(Weights), "missing": get_args(MissingReason), "how": get_args(How),
    "defines_probability": get_args(DefinesProbability), "writes_text": get_args(WritesText),
    "released_to_write": get_args(ReleasedToWrite), "summary": get_args(Summary),
}  # fmt: skip
