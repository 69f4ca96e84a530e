"""What authors write about models: strict types of records, sources, families and configurations.

The validator, the editor schemas (`data/schema/*.json`) and the field table on the contribute page all come from these
types. The line under a field is its documentation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from catalog.schema.vocabulary import (
    Architecture,
    Attention,
    CommercialUse,
    Direction,
    DocumentedBy,
    EvidenceField,
    FurtherTraining,
    How,
    Inclusion,
    Languages,
    MissingField,
    MissingReason,
    Objective,
    OutputHead,
    Package,
    PackageField,
    Purpose,
    Qualifier,
    RuleFact,
    Sense,
    SourceKind,
    Stage,
    Weights,
    WritingProcedure,
)

FIRST_VERSION = "1.0.0"
REFERENCE = re.compile(r"\[\[(\w+):([^\]|]+)(?:\|([^\]]+))?\]\]")
"""A reference inside prose: `[[model:bert]]`, or with its own words `[[term:token|tokens]]`."""


@dataclass(frozen=True)
class Names:
    """Metadata of a field that holds ids: the list whose items they name, which a rule checks."""

    list: str


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


@dataclass(frozen=True)
class Shown:
    """Metadata of a field: how every page, table, export and change in words shows it.

    A new field needs nothing else: it is published, compared between releases and printed from here.
    """

    label: str
    """Its name on model pages and beside other models."""
    heading: str = ""
    """A shorter name for columns and changes; the label by default."""
    unit: str = ""
    """What a number counts."""
    column: int = 0
    """Place in the comparison table; 0 for no column."""
    listed: bool = True
    """Whether the list of facts on a model's page has it; the others have a place of their own on that page."""
    compared: bool = True
    """Whether a new value is a change of facts that releases tell."""
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


SourceId = Annotated[Slug, Names("sources")]
ModelId = Annotated[Slug, Names("models")]
Date = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Day = Annotated[Date, AfterValidator(lambda text: date.fromisoformat(text).isoformat())]
"""A date that is a day of the calendar."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=r"^\S(.*\S)?$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2400)]
_LABELS = re.compile(r"https://(?:(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]+(?=/|$)", re.I)
_ESCAPES = re.compile(r"(?:[^%]|%(?![01]|7F)[0-9A-F]{2})*", re.I)


def _reachable(url: str) -> str:
    """Return an address. Raises ValueError for one that no server can have, or that hides what it leads to."""
    if not _LABELS.match(url):
        raise ValueError("expected a host of plain names, without empty or international ones")
    if not _ESCAPES.fullmatch(url):
        raise ValueError("expected two digits behind each %, and no control character")
    return url


Url = Annotated[
    str,
    StringConstraints(
        pattern=r"^https://[a-zA-Z0-9][a-zA-Z0-9.-]*\.[a-zA-Z]{2,}(/[A-Za-z0-9._~/?#=&%+:@!,()-]*)?$", max_length=400
    ),
    AfterValidator(_reachable),
]
Arxiv = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}\.[0-9]{4,5}$")]
Doi = Annotated[str, StringConstraints(pattern=r"^10\.[0-9]{4,9}/[A-Za-z0-9._;()/:-]+$")]
License = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]*$", max_length=60)]
Count = Annotated[int, Field(gt=0, le=10**15)]


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
    configuration: Annotated[Annotated[Slug, Names("configurations")] | None, Shown("Configuration", added="1.1.0")] = (
        None
    )
    """Id in `configurations.yaml` from which the exact count is computed."""


class Training(Strict):
    """One stage of training; stages stand in order and the last one decides."""

    stage: Stage
    """Kind of stage."""
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1, strict=False)]
    """What the stage optimized."""


class Record(Strict):
    """One model, or one release of a model whose name covers several with different verdicts."""

    id: Slug
    """Stable identifier; also the page's address."""
    name: Annotated[Line, Shown("Name", listed=False)]
    """Name as its developer writes it."""
    aliases: Annotated[tuple[Line, ...], Field(strict=False), Shown("Also known as", listed=False, compared=False)] = ()
    """Other names people search for; unique across the catalog."""
    family: Annotated[Slug, Names("families"), Shown("Family", listed=False)]
    """Family: id of an entry of `families.yaml`."""
    developers: Annotated[
        tuple[Annotated[Slug, Names("developers")], ...],
        Field(min_length=1, strict=False),
        Shown("Developers", compared=False, added="1.1.0"),
    ]
    """Ids in `developers.yaml` of the organizations that published the model, in the order of the paper."""
    released: Annotated[Date, Shown("Released", column=17)]
    """ISO date of the first public release, or of version 1 of the paper."""
    summary: Annotated[Line, Shown("Summary", listed=False, compared=False)]
    """One plain sentence without numbers: what the model is."""
    included_as: Annotated[
        tuple[Inclusion, ...], Field(min_length=1, strict=False), Shown("Included as", listed=False, compared=False)
    ]
    """Which part of the inclusion rule it meets."""
    derived_from: Annotated[ModelId | None, Shown("Built from", listed=False)] = None
    """Id of the record it was built from."""
    also_from: Annotated[tuple[ModelId, ...], Field(strict=False), Shown("Also built from", listed=False)] = ()
    """Ids of further parents: teachers, merged models."""
    variants: Annotated[
        tuple[Variant, ...],
        Field(min_length=1, strict=False),
        Shown("Parameters (stated)", heading="Parameters", column=16),
    ]
    """Published sizes."""
    architecture: Annotated[Architecture, Shown("Architecture", column=5)]
    """What is wired to what."""
    attention: Annotated[Attention, Shown("Attention", column=6)]
    """Which positions may look where in the released model."""
    direction: Annotated[Direction | None, Shown("Direction", added="1.1.0")] = None
    """Which way information travels; given exactly when `attention` is `none`."""
    training: Annotated[
        tuple[Training, ...], Field(strict=False), Shown("Objective of the last stage", heading="Training")
    ]
    """All stages in order; empty only with `missing: {training: not-disclosed}`."""
    output_head: Annotated[OutputHead, Shown("Output head", column=8)]
    """What the documented interface of the release returns; of several, the strongest for writing."""
    further_heads: Annotated[tuple[OutputHead, ...], Field(strict=False), Shown("Further heads", added="1.1.0")] = ()
    """Other heads of the same release."""
    writing_procedure: Annotated[WritingProcedure, Shown("Procedure that writes", added="1.1.0")]
    """The procedure by which text is got from the release."""
    procedure_documented_by: Annotated[DocumentedBy, Shown("Procedure documented by", listed=False, added="1.1.0")]
    """Who documents it: the developer, a library that the developer's own page leads to, others, or nobody."""
    further_training: Annotated[FurtherTraining, Shown("Further training", added="1.1.0")] = "not-stated"
    """`required` when the developer says that the release must be trained further before use."""
    released_for: Annotated[tuple[Purpose, ...], Field(strict=False), Shown("Released for", column=9)]
    """Purposes named by its own paper or card."""
    context_tokens: Annotated[Count | None, Shown("Context", unit="tokens", column=15)] = None
    """Longest supported context of the release, in tokens."""
    embedding_dimensions: Annotated[
        tuple[Count, ...], Field(strict=False), Shown("Embedding dimensions", heading="Dimensions", added="1.1.0")
    ] = ()
    """Numbers of dimensions of the vector that it returns for a text, at full size: one for each size on offer, ascending."""
    corpus_tokens: Annotated[Count | None, Shown("Pre-training corpus", unit="tokens", added="1.1.0")] = None
    """Size of the pre-training corpus in tokens (or words), where a source states one below the position paper's limit."""
    languages: Annotated[Languages, Shown("Languages", column=13, added="1.1.0")]
    """Languages of the release, as its source states them."""
    language_count: Annotated[Count | None, Shown("Number of languages", listed=False, added="1.1.0")] = None
    """Number of languages, where the source states it."""
    weights: Annotated[Weights, Shown("Weights", column=10)]
    """Whether the weights can be had, and on which terms."""
    license: Annotated[
        Annotated[License, Names("licenses")] | None, Shown("License of the weights", heading="License", column=11)
    ] = None
    """SPDX identifier of the license of the weights, or `LicenseRef-…`."""
    commercial_use: Annotated[CommercialUse | None, Shown("Commercial use", column=12, added="1.1.0")] = None
    """Only where it differs from what `licenses.yaml` says of the license."""
    arxiv: Annotated[Arxiv | None, Shown("arXiv id", listed=False)] = None
    """arXiv identifier of its paper."""
    transformers_type: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]+$")] | None,
        Shown("Model type in the transformers library", heading="Type in transformers"),
    ] = None
    """`model_type` in Hugging Face transformers."""
    hub_id: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$")] | None,
        Shown("Hugging Face Hub", heading="Hub repository", added="1.1.0"),
    ] = None
    """Repository on the Hugging Face Hub that the developer's own page links, or that the developer uploaded."""
    url: Annotated[Url, Shown("Primary page", listed=False, compared=False)]
    """Best primary page: repository, model card or announcement."""
    missing: dict[MissingField, MissingReason] = {}
    """Why a field has no value."""
    notes: Annotated[tuple[Line, ...], Field(strict=False), Shown("Notes", listed=False, compared=False)] = ()
    """Plain sentences: what people commonly get wrong, where sources disagree."""
    evidence: dict[EvidenceField, Evidence]
    """One entry per fact."""

    @property
    def parents(self) -> tuple[str, ...]:
        """Ids of all parents, the one it was built from first."""
        return (*((self.derived_from,) if self.derived_from else ()), *self.also_from)


def shown(kind: type[BaseModel]) -> dict[str, Shown]:
    """Return field -> how it is shown, for every field of a type that says it, in order."""
    found = {
        name: next((it for it in info.metadata if isinstance(it, Shown)), None)
        for name, info in kind.model_fields.items()
    }
    return {name: how for name, how in found.items() if how}


def unlabeled(kind: type[BaseModel]) -> list[str]:
    """Return the fields of a record type that say neither how they are shown nor why not: they would appear nowhere."""
    return [name for name in kind.model_fields if name not in (*shown(kind), "id", "missing", "evidence")]


class Source(Strict):
    """A document that facts are checked against."""

    id: Slug
    """Stable identifier."""
    kind: SourceKind
    """Sort of document."""
    title: Line
    """Exact title."""
    authors: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    """Authors, or the organization."""
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
    aliases: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    """Other spellings, former names, and units that publish under the name."""


class LicenseTerms(Strict):
    """Whether weights under a license may be used commercially."""

    id: License
    """SPDX identifier, or `LicenseRef-…`, as records give it."""
    name: Line
    """Name in words."""
    synonyms: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    """Other words by which evidence may name the license, as in the glossary."""
    commercial_use: CommercialUse
    """Whether the weights may be used commercially."""
    clause: Line
    """What the license says about it, in our own words, with the place."""
    url: Url
    """Text of the license."""
    how: How
    """How the clause was checked."""
    checked: Date | None = None
    """ISO date of the check; required unless `recalled`."""


class Condition(Strict):
    """What must hold of one input of the rules; every part that is given must hold."""

    is_in: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] | None = None
    """The single value is one of these."""
    not_in: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] | None = None
    """The single value is none of these."""
    any_of: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] | None = None
    """At least one of several values is one of these."""
    all_of: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] | None = None
    """There are values, and each is one of these."""
    empty: bool | None = None
    """Whether there are no values."""


RuleInput = Literal[
    "architecture", "attention", "factorization", "last_stage", "training", "output_head", "writing_procedure",
    "procedure_documented_by", "further_training", "released_for",
]  # fmt: skip


class VerdictRule(Strict):
    """If all conditions of `when` hold for a record, the sense has this value. The first rule of a sense that holds decides."""

    id: Annotated[str, StringConstraints(pattern=r"^[PWR][0-9]{2}$")]
    """Stable identifier; an identifier never gets another meaning."""
    sense: Sense
    """The sense of *generative* it decides."""
    value: Line
    """The value it gives."""
    qualifier: Qualifier | None = None
    """What has to be said with the value."""
    text: Line
    """Why, in one or two sentences."""
    facts: Annotated[tuple[RuleFact, ...], Field(min_length=1, strict=False)]
    """The facts it uses, by the name of their evidence."""
    when: Annotated[dict[RuleInput, Condition], Field(min_length=1)]
    """Conditions on the inputs; all must hold."""


class CrossCheckException(Strict):
    """A contradiction between a record and a package that knows the model too, which we accept, with its reason."""

    record: ModelId
    """Record id."""
    package: Package = "transformers"
    """The package that contradicts."""
    field: PackageField = "transformers_type"
    """The fact that it contradicts."""
    because: Line
    """Why the record is right all the same."""


class Declined(Strict):
    """Models that a package knows and that are left out of the catalog, with the reason."""

    package: Package
    """The package that knows them."""
    names: Annotated[tuple[Line, ...], Field(min_length=1, strict=False)]
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
