"""What authors write about models: strict types of records, sources, families and configurations, and the words of facts.

The validator, the editor schemas (`data/schema/*.json`) and the field table on the contribute page all come from these
types; what a field is called, whether it needs evidence and where it is shown stands with the field, in `Shown`. The
line under a field is its documentation. What the words mean stands in `data/glossary.yaml`, one entry a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo

FIRST_VERSION = "1.0.0"
REFERENCE = re.compile(r"\[\[(\w+):([^\]|]+)(?:\|([^\]]+))?\]\]")
"""A reference inside prose: `[[model:bert]]`, or with its own words `[[term:token|tokens]]`."""
FORMS: dict[str, str] = {}
"""Pattern of a text -> what it expects, in words."""


@dataclass(frozen=True)
class IdOf:
    """Metadata of a field that holds ids: the list whose items they name, which a rule checks."""

    list: str


@dataclass(frozen=True)
class Shown:
    """Metadata of a field: how every page, table, export and change in words shows it, and what has to support it.

    A new field needs nothing else: it is published, compared between releases and printed from here.
    """

    label: str
    """Its name on model pages and beside other models."""
    heading: str = ""
    """A shorter name for columns and changes; the label by default."""
    name: str = ""
    """What lists, evidence and `missing` call it; the name of the field by default."""
    column: int = 0
    """Place in the comparison table; 0 for no column."""
    unit: str = ""
    """What a number counts."""
    listed: bool = True
    """Whether the list of facts on a model's page has it; the others have a place of their own on that page."""
    compared: bool = True
    """Whether a new value is a change of facts that releases tell."""
    evidence: bool | str = False
    """Whether a value needs evidence, or the name of its evidence; with several, those of one name share it."""
    reason: Literal["", "may", "must"] = ""
    """Whether `missing` may or must say why it has no value."""
    mteb: str = ""
    """What the registry of the package `mteb` calls the same fact."""
    added: str = FIRST_VERSION
    """Version of the API that first had it; a field of the first version is always present."""

    @property
    def short(self) -> str:
        """The shorter name."""
        return self.heading or self.label

    @property
    def in_sentence(self) -> str:
        """The shorter name inside a sentence."""
        return self.short[0].lower() + self.short[1:] if self.short[1:2].islower() else self.short


_fact = partial(Shown, evidence=True)
"""The same of a field whose value needs evidence of its own."""


def _form(pattern: str, expected: str, longest: int | None = None) -> StringConstraints:
    FORMS[pattern] = expected
    return StringConstraints(pattern=pattern, max_length=longest)


def _past(given: Any, info: ValidationInfo) -> Any:
    """Return a date or year. Raises ValueError for no day of the calendar, and for one after the context, which is today."""
    if isinstance(given, str):
        try:
            date.fromisoformat(given)
        except ValueError:
            raise ValueError("is not a day of the calendar") from None
    latest = str(info.context or "9999")[: len(str(given))]
    if str(given) > latest:
        raise ValueError(f"lies in the future — expected {latest} at the latest")
    return given


def _issued(arxiv: str, info: ValidationInfo) -> str:
    """Return an arXiv id. Raises ValueError when the month it begins with is none, or to come."""
    if not "01" <= arxiv[2:4] <= "12":
        raise ValueError("begins with the year and month of submission, such as 1810")
    _past(f"20{arxiv[:2]}-{arxiv[2:4]}-01", info)
    return arxiv


_Item = TypeVar("_Item")
Several = Annotated[tuple[_Item, ...], Field(strict=False)]
"""A list of items."""
Some = Annotated[tuple[_Item, ...], Field(strict=False, min_length=1)]
"""A list of at least one item."""
Slug = Annotated[
    str, _form(r"^[a-z0-9]+(-[a-z0-9]+)*$", "a slug of small letters, digits and single hyphens, such as gpt-2", 60)
]
SourceId = Annotated[Slug, IdOf("sources")]
ModelId = Annotated[Slug, IdOf("models")]
Date = Annotated[
    str,
    _form(r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", "an ISO 8601 date such as 2018-10-11"),
    AfterValidator(_past),
]
MOST_SIGNS = 300
"""How often one sign of Markdown may stand in a paragraph; readers of Markdown need a time that grows with the square of it."""


def crowd(text: str) -> str:
    """Return the sign of Markdown that stands too often in a paragraph, or nothing."""
    return next((it for it in "[(<>*_`{\\" if text.count(it) > MOST_SIGNS), "") if len(text) > MOST_SIGNS else ""


def _readable(text: str) -> str:
    """Return a text. Raises ValueError when it says nothing, or has too many signs of Markdown."""
    if not any(map(str.isalnum, text)):
        raise ValueError("expected a text with letters or digits")
    if sign := crowd(text):
        raise ValueError(f"more than {MOST_SIGNS} times '{sign}' in one text — divide or remove it")
    return text


Line = Annotated[
    str,
    Field(min_length=1),
    _form(r"^\S(.*\S)?$", "one line of text without spaces at its ends", 600),
    AfterValidator(_readable),
]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2400), AfterValidator(_readable)]
_LABELS = re.compile(r"https://(?:(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]+(?=/|$)", re.I)
_ESCAPES = re.compile(r"(?:[^%]|%(?![01]|7F)[0-9A-F]{2})*", re.I)


def _reachable(url: str) -> str:
    """Return an address. Raises ValueError for one that no server can have, or that hides what it leads to."""
    if not _LABELS.match(url):
        raise ValueError("expected a host of plain names, without empty or international ones")
    if not _ESCAPES.fullmatch(url):
        raise ValueError("expected two digits behind each %, and no control character")
    return url


_Url = Annotated[
    str,
    _form(
        r"^https://[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z]{2,}(/[A-Za-z0-9._~/?#=&%+:@!,()-]*)?$",
        "an https:// address without user, port, international letters or quotes (an apostrophe is %27)",
        400,
    ),
    AfterValidator(_reachable),
]
_Arxiv = Annotated[
    str, _form(r"^[0-9]{4}\.[0-9]{4,5}$", 'a quoted arXiv id such as "1810.04805"'), AfterValidator(_issued)
]
_HubId = Annotated[
    str,
    _form(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$",
        "owner and name, such as google-bert/bert-base-cased",
    ),
]
_Doi = Annotated[
    str, _form(r"^10\.[0-9]{4,9}/[A-Za-z0-9._;()/:-]+$", "a DOI without address, such as 10.18653/v1/N19-1423")
]
_License = Annotated[
    str, _form(r"^[A-Za-z0-9][A-Za-z0-9.+-]*$", "an SPDX identifier such as Apache-2.0, or LicenseRef-…", 60)
]
Count = Annotated[int, Field(gt=0, le=10**15)]

CommercialUse = Literal["yes", "with-conditions", "no", "service-only"]
How = Literal["read", "secondary", "recalled"]
MissingReason = Literal["not-disclosed", "not-applicable", "not-researched"]
Objective = Literal[
    "causal-lm", "masked-lm", "masked-diffusion", "permutation-lm", "prefix-lm", "span-corruption", "denoising",
    "blank-infilling", "mixture-of-denoisers", "gap-sentences", "translation-lm", "replaced-token-detection",
    "next-sentence-prediction", "sentence-order-prediction", "contrastive", "regression", "classification",
    "bidirectional-lm", "fill-in-the-middle", "distillation", "reinforcement-learning", "preference-optimization",
    "discrete-diffusion", "sequence-to-sequence", "label-words", "pairwise-ranking", "continuous-diffusion",
    "reweighted-diffusion", "conditional-masking",
]  # fmt: skip
OutputHead = Literal["vocabulary", "vector", "term-weights", "scalar", "class-scores", "discriminator", "undisclosed"]
Package = Literal["transformers", "mteb"]
Qualifier = Literal["pieces", "reweighted"]
DefinesProbability = Literal["exact", "bound", "pseudo", "none", "undisclosed"]
WritesText = Literal["yes", "with-extra-procedure", "no"]
ReleasedToWrite = Literal["yes", "no"]
Summary = Literal["generative", "not-generative", "depends"]
_Architecture = Literal[
    "encoder-only", "decoder-only", "encoder-decoder", "recurrent", "state-space", "convolutional", "hybrid", "undisclosed",
]  # fmt: skip
_Attention = Literal["bidirectional", "causal", "prefix", "permuted", "block-causal", "mixed", "none", "undisclosed"]
_DocumentedBy = Literal["developer", "library", "others", "nobody"]
_FurtherTraining = Literal["required", "not-stated"]
_Inclusion = Literal["first", "largest", "most-used", "pair", "widely-used"]
_Languages = Literal["english", "other", "code", "multilingual", "undisclosed"]
_Procedure = Literal["left-to-right", "denoising", "repeated-filling", "none", "undisclosed"]
_Purpose = Literal[
    "text-generation", "judging", "fine-tuning", "embedding", "reranking", "reward", "classification", "research"
]
_Stage = Literal["pre-training", "continued-pre-training", "supervised-fine-tuning", "preference-tuning", "fine-tuning"]
_Weights = Literal["open", "gated", "non-commercial", "closed"]


class Strict(BaseModel):
    """Unknown fields and silent conversions are mistakes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class Evidence(Strict):
    """Where one fact stands and how it was checked."""

    source: SourceId
    """Id of the source that states the fact."""
    locator: Line
    """Where in the source: section, table, page or heading."""
    says: Line
    """What the source states, in one line of our own words."""
    how: How
    """`read`: that source was read on `checked`; `secondary`: confirmed in `via`; `recalled`: not re-read yet."""
    checked: Date | None = None
    """ISO date of the check; required unless `recalled`."""
    via: SourceId | None = None
    """For `secondary`: id of the document in which the fact was confirmed."""


class Variant(Strict):
    """One published size of a model."""

    name: Line
    """Name of the size as published."""
    parameters_total: Count | None = None
    """Parameters the source states, as a plain integer."""
    parameters_active: Count | None = None
    """Parameters used per token (mixture of experts only), as the source states them."""
    configuration: Annotated[Slug | None, IdOf("configurations"), Shown("Configuration", added="1.1.0")] = None
    """Id in `configurations.yaml` from which the exact count is computed."""


class Training(Strict):
    """One stage of training; stages stand in order and the last one decides."""

    stage: _Stage
    """Kind of stage."""
    objectives: Some[Objective]
    """What the stage optimized."""


class _Facts(Strict):
    """The facts of a record, without what supports them."""

    id: Slug
    """Stable identifier; also the page's address."""
    name: Annotated[Line, Shown("Name", listed=False)]
    """Name as its developer writes it."""
    aliases: Annotated[Several[Line], Shown("Also known as", listed=False, compared=False)] = ()
    """Other names people search for; unique across the catalog."""
    family: Annotated[Slug, IdOf("families"), Shown("Family", listed=False)]
    """Family: id of an entry of `families.yaml`."""
    developers: Annotated[Some[Slug], IdOf("developers"), _fact("Developers", compared=False, added="1.1.0")]
    """Ids in `developers.yaml` of the organizations that published the model, in the order of the paper."""
    released: Annotated[Date, _fact("Released", column=17, mteb="release_date")]
    """ISO date of the first public release, or of version 1 of the paper."""
    summary: Annotated[Line, Shown("Summary", listed=False, compared=False)]
    """One plain sentence without numbers: what the model is."""
    included_as: Annotated[Some[_Inclusion], Shown("Included as", listed=False, compared=False)]
    """Which part of the inclusion rule it meets."""
    derived_from: Annotated[ModelId | None, Shown("Built from", listed=False, evidence="lineage", reason="may")] = None
    """Id of the record it was built from."""
    also_from: Annotated[Several[ModelId], Shown("Also built from", listed=False, evidence="lineage")] = ()
    """Ids of further parents: teachers, merged models."""
    variants: Annotated[
        Some[Variant], _fact("Parameters (stated)", "Parameters", "parameters", 16, reason="must", mteb="n_parameters")
    ]
    """Published sizes."""
    architecture: Annotated[_Architecture, _fact("Architecture", column=5)]
    """What is wired to what."""
    attention: Annotated[_Attention, _fact("Attention", column=6)]
    """Which positions may look where in the released model."""
    direction: Annotated[Literal["forward", "both"] | None, Shown("Direction", added="1.1.0")] = None
    """Which way information travels; given exactly when `attention` is `none`."""
    training: Annotated[Several[Training], _fact("Objective of the last stage", "Training", reason="must")]
    """All stages in order; empty only with `missing: {training: not-disclosed}`."""
    output_head: Annotated[OutputHead, _fact("Output head", column=8)]
    """What the documented interface of the release returns; of several, the strongest for writing."""
    further_heads: Annotated[Several[OutputHead], Shown("Further heads", added="1.1.0")] = ()
    """Other heads of the same release."""
    writing_procedure: Annotated[_Procedure, _fact("Procedure that writes", added="1.1.0")]
    """The procedure by which text is got from the release."""
    procedure_documented_by: Annotated[_DocumentedBy, Shown("Procedure documented by", listed=False, added="1.1.0")]
    """Who documents it: the developer, a library that the developer's own page leads to, others, or nobody."""
    further_training: Annotated[_FurtherTraining, _fact("Further training", added="1.1.0")] = "not-stated"
    """`required` when the developer says that the release must be trained further before use."""
    released_for: Annotated[Several[_Purpose], _fact("Released for", column=9, reason="must")]
    """Purposes named by its own paper or card."""
    context_tokens: Annotated[
        Count | None, _fact("Context", unit="tokens", column=15, reason="must", mteb="max_tokens")
    ] = None
    """Longest supported context of the release, in tokens."""
    embedding_dimensions: Annotated[
        Several[Count], _fact("Embedding dimensions", "Dimensions", mteb="embed_dim", added="1.1.0")
    ] = ()
    """Numbers of dimensions of the vector that it returns for a text, at full size: one for each size on offer, ascending."""
    corpus_tokens: Annotated[Count | None, Shown("Pre-training corpus", unit="tokens", added="1.1.0")] = None
    """Size of the pre-training corpus in tokens (or words), where a source states one below the position paper's limit."""
    languages: Annotated[_Languages, _fact("Languages", column=13, added="1.1.0")]
    """Languages of the release, as its source states them."""
    language_count: Annotated[Count | None, Shown("Number of languages", listed=False, added="1.1.0")] = None
    """Number of languages, where the source states it."""
    weights: Annotated[_Weights, _fact("Weights", column=10, mteb="open_weights")]
    """Whether the weights can be had, and on which terms."""
    license: Annotated[
        _License | None, IdOf("licenses"), _fact("License of the weights", "License", column=11, reason="must")
    ] = None
    """SPDX identifier of the license of the weights, or `LicenseRef-…`."""
    commercial_use: Annotated[CommercialUse | None, _fact("Commercial use", column=12, added="1.1.0")] = None
    """Only where it differs from what `licenses.yaml` says of the license."""
    arxiv: Annotated[_Arxiv | None, Shown("arXiv id", listed=False, reason="must")] = None
    """arXiv identifier of its paper."""
    transformers_type: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]+$")] | None,
        Shown("Model type in the transformers library", "Type in transformers", reason="must"),
    ] = None
    """`model_type` in Hugging Face transformers."""
    hub_id: Annotated[_HubId | None, _fact("Hugging Face Hub", "Hub repository", added="1.1.0")] = None
    """Repository on the Hugging Face Hub that the developer's own page links, or that the developer uploaded."""
    url: Annotated[_Url, Shown("Primary page", listed=False, compared=False)]
    """Best primary page: repository, model card or announcement."""


@cache
def shown(kind: type[BaseModel]) -> dict[str, Shown]:
    """Return field -> how it is shown, for every field of a type that says it, in order."""
    said = ((name, how) for name, info in kind.model_fields.items() for how in info.metadata if isinstance(how, Shown))
    return {name: replace(how, name=how.name or name) for name, how in said}


_FACTS = shown(_Facts)
EVIDENCE_FIELDS: dict[str, list[str]] = {}
"""Name of the evidence -> the fields whose values need it."""
for _field, _how in _FACTS.items():
    if _how.evidence:
        EVIDENCE_FIELDS.setdefault(_how.evidence if isinstance(_how.evidence, str) else _how.name, []).append(_field)

if TYPE_CHECKING:  # the words are known only when the fields are
    EvidenceField = str
    _MissingField = str
    _PackageField = str
else:
    EvidenceField = Literal[tuple(EVIDENCE_FIELDS)]
    _MissingField = Literal[tuple(how.name for how in _FACTS.values() if how.reason)]
    _PackageField = Literal["transformers_type", *(how.name for how in _FACTS.values() if how.mteb)]


class Record(_Facts):
    """One model, or one release of a model whose name covers several with different verdicts."""

    missing: dict[_MissingField, MissingReason] = {}
    """Why a field has no value."""
    notes: Annotated[Several[Line], Shown("Notes", listed=False, compared=False)] = ()
    """Plain sentences: what people commonly get wrong, where sources disagree."""
    evidence: dict[EvidenceField, Evidence]
    """One entry per fact."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Ids of all parents, the one it was built from first."""
        return (*((self.derived_from,) if self.derived_from else ()), *self.also_from)


def _words(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next(filter(None, map(_words, reversed(get_args(annotation)))), ())


VOCABULARIES: dict[str, tuple[str, ...]] = {
    name: words
    for kind in (Record, Training, Evidence)
    for name, info in kind.model_fields.items()
    if name not in ("included_as", "further_heads", "evidence") and (words := _words(info.annotation))
} | {
    "defines_probability": get_args(DefinesProbability),
    "writes_text": get_args(WritesText),
    "released_to_write": get_args(ReleasedToWrite),
    "summary": get_args(Summary),
}
"""Field or sense -> every word that it may be; the further heads are words of `output_head`."""


class Source(Strict):
    """A document that facts are checked against."""

    id: Slug
    """Stable identifier."""
    kind: Literal["paper", "model-card", "repository", "documentation", "announcement", "book"]
    """Sort of document."""
    title: Line
    """Exact title."""
    authors: Several[Line] = ()
    """Authors, or the organization."""
    year: Annotated[int, Field(ge=1900, le=2100), AfterValidator(_past)]
    """Year of publication."""
    arxiv: _Arxiv | None = None
    """arXiv identifier."""
    doi: _Doi | None = None
    """Digital object identifier."""
    url: _Url | None = None
    """Permanent https address, where there is no arXiv id or DOI."""


class Family(Strict):
    """A name that covers several records."""

    id: Slug
    """Stable identifier."""
    name: Line
    """Name as people say it."""
    summary: Line
    """One plain sentence: what the members share."""


class Configuration(Strict):
    """Published numbers of a network, from which its parameters are counted."""

    id: Slug
    """Stable identifier."""
    layout: Line
    """Name of the counting formula in `parameters`."""
    numbers: dict[str, int | bool]
    """Arguments of the formula, as published."""
    source: SourceId
    """Where the configuration is published."""
    locator: Line
    """Where in the source."""


class Developer(Strict):
    """An organization that publishes models."""

    id: Slug
    """Stable identifier."""
    name: Line
    """Name as it calls itself."""
    aliases: Several[Line] = ()
    """Other spellings, former names, and units that publish under the name."""


class LicenseTerms(Strict):
    """Whether weights under a license may be used commercially."""

    id: _License
    """SPDX identifier, or `LicenseRef-…`, as records give it."""
    name: Line
    """Name in words."""
    synonyms: Several[Line] = ()
    """Other words by which evidence may name the license, as in the glossary."""
    commercial_use: CommercialUse
    """Whether the weights may be used commercially."""
    clause: Line
    """What the license says about it, in our own words, with the place."""
    url: _Url
    """Text of the license."""
    how: How
    """How the clause was checked."""
    checked: Date | None = None
    """ISO date of the check; required unless `recalled`."""


class Condition(Strict):
    """What must hold of one input of the rules; every part that is given must hold."""

    is_in: Some[str] | None = None
    """The single value is one of these."""
    not_in: Some[str] | None = None
    """The single value is none of these."""
    any_of: Some[str] | None = None
    """At least one of several values is one of these."""
    all_of: Some[str] | None = None
    """There are values, and each is one of these."""
    empty: bool | None = None
    """Whether there are no values."""


RuleInput = Literal[
    "architecture", "attention", "factorization", "last_stage", "training", "output_head", "writing_procedure",
    "procedure_documented_by", "further_training", "released_for",
]  # fmt: skip


_RuleFact = Literal[
    "architecture", "attention", "training", "output_head", "writing_procedure", "further_training", "released_for"
]
VERDICT_FIELDS: tuple[str, ...] = get_args(_RuleFact)


class VerdictRule(Strict):
    """If all conditions of `when` hold for a record, the sense has this value. The first rule of a sense that holds decides."""

    id: Annotated[str, StringConstraints(pattern=r"^[PWR][0-9]{2}$")]
    """Stable identifier; an identifier never gets another meaning."""
    sense: Literal["defines_probability", "writes_text", "released_to_write"]
    """The sense of *generative* it decides."""
    value: Line
    """The value it gives."""
    qualifier: Qualifier | None = None
    """What has to be said with the value."""
    text: Line
    """Why, in one or two sentences."""
    facts: Some[_RuleFact]
    """The facts it uses, by the name of their evidence."""
    when: Annotated[dict[RuleInput, Condition], Field(min_length=1)]
    """Conditions on the inputs; all must hold."""


class CrossCheckException(Strict):
    """A contradiction between a record and a package that knows the model too, which we accept, with its reason."""

    record: ModelId
    """Record id."""
    package: Package = "transformers"
    """The package that contradicts."""
    field: _PackageField = "transformers_type"
    """The fact that it contradicts."""
    because: Line
    """Why the record is right all the same."""


class Declined(Strict):
    """Models that a package knows and that are left out of the catalog, with the reason."""

    package: Package
    """The package that knows them."""
    names: Some[Line]
    """Model types or names as the package has them; `*` stands for any letters."""
    because: Line
    """Which part of the inclusion rule they do not meet."""
    wanted: bool = False
    """Whether a source that shows wide use is all that is missing."""


class EvidenceException(Strict):
    """Evidence that need not name the value of its fact, with the reason."""

    record: Slug
    """Record id."""
    field: EvidenceField
    """The fact."""
    because: Line
    """Why the words do not name the value, and why the value is right all the same."""


class Redirect(Strict):
    """A page address that moved."""

    old: Slug
    """Former record id."""
    new: Slug
    """Present record id."""
