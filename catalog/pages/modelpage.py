"""A model -> the plain values that the templates of its page print. What is said is chosen here, how it looks is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from catalog.model import Model
from catalog.names import known_from, named
from catalog.outputs.api import fact_text, published
from catalog.outputs.citations import cite_model
from catalog.pages.context import PageContext, SiteIndex, checked_on, fill
from catalog.pages.feedback import Feedback
from catalog.pages.figures import attention_mask
from catalog.pages.page import Page
from catalog.pages.plain import code, in_plain_words
from catalog.schema import labels
from catalog.schema.editorial import Claim, Question
from catalog.schema.record import Evidence, Training, VerdictRule
from catalog.schema.vocabulary import VOCABULARIES
from catalog.site import FamilyView

ROOT = "../../"
SAID, DATED = 6, 24
"""Claims and questions that a page names, and members on the date line of a family."""
_REFERRED = re.compile(r"\[\[(?:model|fact|refuted):([\w-]+)")
SHORT = 90
"""Letters that an answer in a sentence or two has at least."""
SHOWN = 12
"""Children of a model and members of its family that are named."""
Values = dict[str, Any]


def model_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every model."""
    make = ModelValues(index)
    for model in index.site.models:
        yield Page(
            address=f"models/{model.id}/", kind="model", model=model, source=model.place[0], line=model.place[1],
            title=f"{model.record.name}: is it generative?", description=_description(model), date=last_checked(model),
            template="model/page.html.jinja", values=partial(make.values, model),
            text="model/text.txt.jinja", text_values=partial(make.text_values, model),
            card=model.verdict.summary, card_text=model.record.name, embed=f"embed/{model.id}/",
        )  # fmt: skip


def last_checked(model: Model) -> str:
    """Return the newest date on which a fact of a record was checked; its release when none was."""
    dates = (entry.checked for entry in model.record.evidence.values() if entry.checked)
    return max(dates, default=model.record.released)


def _description(model: Model) -> str:
    """Return one sentence for search engines."""
    verdict = labels.SUMMARY[model.verdict.summary].lower()
    return f"{model.record.name} ({model.developer}, {model.record.released[:4]}) is {verdict}. {model.record.summary}"


class ModelValues:
    """What the templates of model pages print."""

    def __init__(self, index: SiteIndex) -> None:
        self._index, self._site = index, index.site
        self._stages = cache(self._staged)
        known = known_from(model.record for model in self._site.models)
        self._named = cache(lambda text: {*named(text.replace("'s ", " "), known), *_REFERRED.findall(text)})
        self._published = lru_cache(maxsize=1)(lambda ident: published(self._site, self._site.by_id[ident]))
        self._shared: Values = {"titles": {ident: source.title for ident, source in self._site.catalog.sources.items()}}

    def values(self, model: Model, context: PageContext) -> Values:
        """Return what the templates of one page print, the record as it is published among it."""
        record, feedback = self._published(model.id), Feedback(self._index.settings.repository, self._site, model)
        children = self._site.children.get(model.id, ())
        cited = cite_model(model, self._site.as_of, self._index.settings, self._index.log)
        family: FamilyView = self._index.families[model.record.family]
        return self._shared | {
            "record": record,
            "verdict_badge": context.badge(model),
            "plain": in_plain_words(model),
            "run": code(model),
            "languages": _text(model, "languages", context) if model.record.languages else "",
            "commercial": _text(model, "commercial_use", context) if model.commercial_use else "",
            "claims": self._about.get(model.id, ()),
            "questions": self._questions(model),
            "dateline": [_named(member) for member in family.members[-DATED:]],
            "dateline_more": max(len(family.members) - DATED, 0),
            "sized": bool(model.sizes or model.counted),
            "senses": [
                self._sense(model, record, sense, rule)
                for sense, rule in zip(labels.SENSE_NAME, model.verdict.rules, strict=True)
            ],
            "facts": [self._fact(model, record, field, context, feedback) for field in _shown(model)],
            "stages": self._stages(model.record.training),
            "attention": attention_mask(model.record, ROOT),
            "parents": [_named(self._site.by_id[parent]) for parent in model.record.parents],
            "lineage": model.record.evidence.get("lineage"),
            "children": _few(children),
            "relatives": {"id": family.family.id, "name": family.family.name},
            "members": _few(family.members),
            "edit": feedback.edit(),
            "report": feedback.report(),
            "cited": cited,
            "former": self._index.former_values.get(model.id, ()),
        }

    def text_values(self, model: Model, _: PageContext) -> Values:
        """Return what the template of the text version prints."""
        missing = {str(field): labels.MISSING[why] for field, why in model.record.missing.items()}
        facts = [(labels.FACT[it], missing.get(it) or fact_text(model, it)) for it in _shown(model)]
        return self._shared | {"record": self._published(model.id), "facts": facts}

    def _origin(self, entry: Evidence) -> Markup:
        """Return what a source is, where in it a fact stands, and how that was checked, in a line."""
        source = self._site.catalog.sources[entry.via or entry.source]
        day = Markup(" ") + checked_on(entry.checked) if entry.checked else ""
        kind = labels.SOURCE_KIND[source.kind].capitalize()
        return fill("%s “%s”, %s · %s%s", kind, source.title, entry.locator, labels.CHECKED[entry.how], day)

    @cached_property
    def _about(self) -> Mapping[str, Sequence[tuple[Claim, str]]]:
        """Model id -> the claims about it with the answer to each: those whose statement names it, then those that list it.

        A statement that names models is about these only. What is false of a whole kind of models is said of each of them;
        what is true of a kind is not about one model.
        """
        found: dict[str, list[tuple[tuple[bool, bool, int], Claim]]] = {}
        for claim in (it for it in self._site.catalog.claims if not it.superseded_by):
            names = self._named(claim.statement)
            query, wrong = claim.models or {"id": []}, claim.verdict in ("refuted", "disputed")
            listed = [it.id for it in self._site.select(query)] if "id" in query or wrong else []
            for ident in names or listed:
                rank = (not names, claim.verdict == "supported", len(listed))
                found.setdefault(ident, []).append((rank, claim))
        return {
            ident: [(claim, _answer(claim)) for _, claim in sorted(claims, key=itemgetter(0))[:SAID]]
            for ident, claims in found.items()
        }

    def _questions(self, model: Model) -> list[Question]:
        """Return the questions that lead to a model, those that name it first."""
        found = [it for it in self._site.catalog.questions if model.id in it.models]
        return sorted(found, key=lambda it: model.id not in self._named(it.question))[:SAID]

    def _sense(self, model: Model, record: Values, sense: str, rule: VerdictRule) -> Values:
        facts = [
            {"field": field, "name": "objective" if field == "training" else _label(field),
             "value": self._value(model, field), "proof": record["evidence"].get(_published_as(field))}
            for field in rule.facts
        ]  # fmt: skip
        return {
            "name": labels.SENSE_NAME[sense], "value": labels.SENSE[sense][rule.value], "hue": labels.HUE[rule.value],
            "shape": labels.SHAPE[rule.value], "text": rule.text, "rule": rule.id, "facts": facts,
            "anchor": sense.replace("_", "-"), "how": (how := weakest(model, rule)), "weight": labels.WEIGHT[how],
        }  # fmt: skip

    def _value(self, model: Model, field: str) -> str:
        """Return what a rule saw, in the words of the glossary."""
        vocabulary, value = _published_as(field), model.value(field)
        if vocabulary not in VOCABULARIES or not value:
            return fact_text(model, field) or "not disclosed"
        names = (
            self._index.by_value[vocabulary, it].name.lower().removeprefix("for ")
            for it in ([value] if isinstance(value, str) else value)
        )
        return ", ".join(names)

    def _fact(self, model: Model, record: Values, field: str, context: PageContext, feedback: Feedback) -> Values:
        reason, entry = model.record.missing.get(field), model.record.evidence.get(field)  # type: ignore[call-overload]
        return {
            "field": field, "name": labels.FACT[field], "label": _label(field), "missing": reason,
            "text": labels.MISSING[reason] if reason else _text(model, field, context),
            "proof": record["evidence"].get(_published_as(field)), "how": context.how(entry) if entry else "",
            "source": context.source(entry.source) if entry else "", "origin": self._origin(entry) if entry else "",
            "edit": feedback.edit(field), "report": feedback.report(field),
        }  # fmt: skip

    def _staged(self, stages: Sequence[Training]) -> list[Values]:
        """Return the stages of training; objectives of the last one were explained among the facts."""
        last = stages[-1].objectives if stages else ()
        context = PageContext(self._index, ROOT, explained={f"objectives:{objective}" for objective in last})
        return [
            {"name": context.value_name("stage", stage.stage).capitalize(),
             "objectives": Markup(", ").join(context.term(f"objectives:{it}") for it in stage.objectives)}
            for stage in stages
        ]  # fmt: skip


def _answer(claim: Claim) -> str:
    """Return the beginning of an explanation: its first sentence, and the next where that says little by itself."""
    said = ""
    for sentence in re.split(r"(?<=[.!?]) (?=\W*[A-Z]|\[\[)", claim.explanation):
        said = f"{said} {sentence}".lstrip()
        if len(said) > SHORT:
            break
    return said


def _shown(model: Model) -> list[str]:
    """Return the facts that a page lists: those that the record states, or says why not, and all behind the verdict."""
    always = {*(field for rule in model.verdict.rules for field in rule.facts), *model.record.missing}
    return [it for it in labels.FACT if it in always or model.value(it) not in (None, (), "not-stated")]


@cache
def _label(field: str) -> str:
    return field.replace("_", " ")


def _published_as(field: str) -> str:
    return "objectives" if field == "training" else field


def _text(model: Model, field: str, context: PageContext) -> str:
    """Return a fact in words, those of a vocabulary with their definition."""
    value = model.value(field)
    if field == "released":
        return labels.day(value)
    if field == "license":
        terms = context.site.catalog.licenses[value]
        return Markup('<a href="{}">{}</a>').format(terms.url, terms.name)
    if field == "hub_id":
        return Markup('<a href="https://huggingface.co/{0}"><code>{0}</code></a>').format(value)
    if field == "released_for":
        return ", ".join(context.value_name(field, purpose).removeprefix("for ") for purpose in value)
    vocabulary = {"training": "objectives", "further_heads": "output_head"}.get(field, field)
    if vocabulary not in VOCABULARIES:
        return fact_text(model, field)
    words = [context.term(f"{vocabulary}:{word}") for word in (value if isinstance(value, tuple) else (value,)) if word]
    said = Markup(", ").join(words) or Markup("not recorded yet")
    if field == "writing_procedure" and value:
        by = context.term(f"procedure_documented_by:{model.record.procedure_documented_by}")
        said += Markup(", documented by: {}").format(by)
    if field == "languages" and model.record.language_count:
        said += Markup(", {} languages").format(model.record.language_count)
    return said


def weakest(model: Model, rule: VerdictRule) -> str:
    """Return how the least checked of the facts was checked that a rule used: read, secondary, recalled or none."""
    ways = ("none", "recalled", "secondary", "read")
    entries = [model.record.evidence.get(field) for field in rule.facts]
    return min((entry.how if entry else "none" for entry in entries), key=ways.index)


def _named(model: Model) -> Values:
    summary = model.verdict.summary
    return {
        "id": model.id, "name": model.record.name, "verdict": labels.SUMMARY[summary].lower(),
        "released": model.record.released, "hue": labels.HUE[summary], "shape": labels.SHAPE[summary],
    }  # fmt: skip


def _few(models: Sequence[Model]) -> Values:
    """Return the first of some models, and how many more there are."""
    return {"first": [_named(model) for model in models[:SHOWN]], "more": max(len(models) - SHOWN, 0)}
