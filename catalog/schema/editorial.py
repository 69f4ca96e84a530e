"""What authors write about the question: strict types of terms, claims, answers, tasks, pairs and definitions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from catalog.schema.record import Evidence, IdOf, Line, ModelId, Prose, RuleInput, Several, Slug, Some, SourceId, Strict


class Term(Strict):
    """A word of the glossary; every value of every vocabulary has one."""

    id: Slug
    """The value itself, or the term's slug."""
    field: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    """The vocabulary it belongs to, or `general`."""
    name: Line
    """Name in words."""
    also: Several[Line] = ()
    """Short forms and other names of the term, such as `MoE`; the search finds it by them."""
    definition: Prose
    """One or two sentences."""
    example: Line | None = None
    """A record id, or a short text."""
    non_example: Line | None = None
    """What the term does not cover."""

    @property
    def anchor(self) -> str:
        """Where it stands on the glossary page: the word itself, or vocabulary and value."""
        return self.id if self.field == "general" else f"{self.field}-{self.id}".replace("_", "-")

    synonyms: Several[Line] = ()
    """Words by which evidence may name the value; `*` stands for any letters, and `!` at the end leaves no doubt."""


class Dispute(Strict):
    """A retraction, a contradiction or an open disagreement about a claim."""

    kind: Literal["retraction", "superseded", "contradiction", "open"]
    """What sort of disagreement."""
    where: Line
    """Who said it, where."""
    says: Prose
    """What was said, in our own words."""
    source: SourceId
    """Id of the source."""


class Claim(Strict):
    """One sentence that can be true or false, with its evidence."""

    id: Slug
    """Stable identifier; the anchor on the claims page is `c-ID`."""
    section: Literal[
        "answer", "words", "objectives", "bert", "diffusion", "embedders", "encoder-decoder", "beyond", "quality", "use", "risks",
    ]  # fmt: skip
    """Part of the article it belongs to."""
    statement: Line
    """The claim in one sentence."""
    verdict: Literal["supported", "refuted", "disputed", "definitional"]
    """Our judgment."""
    strength: Literal["strong", "moderate", "weak"]
    """How strong the evidence is."""
    explanation: Prose
    """Why, in a few sentences."""
    evidence: Some[Evidence]
    """What the judgment rests on."""
    would_change: Prose
    """What would change our mind."""
    counterexample: Prose | None = None
    """The best case against the statement."""
    models: dict[str, Any] | None = None
    """Query that selects the records bearing on it."""
    disputes: Several[Dispute] = ()
    """Who disagrees."""
    superseded_by: Annotated[Slug | None, IdOf("claims")] = None
    """Id of the corrected claim, when this one proved false; its anchor stays."""


class Question(Strict):
    """One question of the FAQ."""

    id: Slug
    """Stable identifier; the anchor on the FAQ page."""
    topic: Literal["words", "models", "kinds", "how", "use", "limits"]
    """What it is about; the page can be filtered by it."""
    question: Line
    """The question as people ask it."""
    asked_as: Several[Line] = ()
    """Other ways to ask it; the search finds the answer by them."""
    short: Prose
    """The answer in at most 60 words."""
    more: Prose
    """Two or three sentences more."""
    claims: Annotated[Several[Slug], IdOf("claims")] = ()
    """Claims the answer rests on."""
    models: Several[ModelId] = ()
    """Records to look at."""


class Task(Strict):
    """A job a reader has, and the kind of model that does it."""

    id: Slug
    """Stable identifier."""
    name: Line
    """The job, as a verb."""
    asked_as: Several[Line] = ()
    """Ways to ask which model does it; the search finds the job by them."""
    kind: Line
    """Which kind of model."""
    why: Prose
    """Why that kind."""
    cost: Prose
    """What it costs compared with the alternative."""
    query: dict[str, Any]
    """Selects fitting records; also the filter of the linked view."""
    candidates: Some[ModelId]
    """Records to start from."""
    claims: Annotated[Several[Slug], IdOf("claims")] = ()
    """Claims it rests on."""


class Pair(Strict):
    """Two records that differ in little but the verdict, or agree in the verdict for different reasons."""

    id: Slug
    """Stable identifier."""
    left: ModelId
    """Record id."""
    right: ModelId
    """Record id."""
    title: Line
    """What the pair shows."""
    lesson: Prose
    """What to learn from it."""
    compare: Some[Line]
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
    source: SourceId | None = None
    """Where it comes from."""


_Sets = dict[RuleInput, Several[str]]
"""Values of inputs of the verdict rules; an input that is not named stays unknown."""


class JudgeOption(Strict):
    """One answer to a question of the judge page."""

    id: Slug
    """Stable identifier; it stands in shared addresses."""
    label: Line
    """The answer in words."""
    sets: _Sets
    """What the answer says about the inputs of the verdict rules."""


class JudgeQuestion(Strict):
    """One question of the judge page."""

    id: Slug
    """Stable identifier; the name of the answer in shared addresses."""
    question: Line
    """The question."""
    help: Line
    """How to find the answer."""
    options: Annotated[tuple[JudgeOption, ...], Field(min_length=2, strict=False)]
    """The answers to choose from."""


class ConfigClass(Strict):
    """What the name of a class under `architectures` of a config.json states."""

    id: Slug
    """Stable identifier."""
    ends: Some[Line]
    """Endings of the class name."""
    labels: Literal["one", "many"] | None = None
    """Only with one label, or only with several or none given (the library's default)."""
    custom_code: bool | None = None
    """Only with (or only without) code of its own, given as `auto_map`."""
    sets: Annotated[_Sets, Field(default_factory=dict)]
    """What the class states about the inputs of the verdict rules; often nothing."""
    states: Line
    """The same in words."""
