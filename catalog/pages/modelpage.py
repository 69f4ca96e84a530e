"""A model -> the plain values that the templates of its page print. What is said is chosen here, how it looks is not.

Among them are a line for everybody, the code that runs the model, and for each fact the addresses at which it can be edited
and reported as wrong: they lead to the exact line of the data, and to an issue form that is filled in already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from operator import itemgetter
from typing import Any
from urllib.parse import quote, quote_plus

from markupsafe import Markup

from catalog.coverage import packages_metadata
from catalog.names import Names
from catalog.outputs.api import fact_text, published_record, source_url
from catalog.outputs.changes import LABELS_WITH_VERDICT
from catalog.outputs.json_ld import cite
from catalog.pages.context import PageContext, SiteIndex, checked_on, fill
from catalog.pages.figures import attention_mask
from catalog.pages.page import Page
from catalog.schema import labels
from catalog.schema.editorial import Claim
from catalog.schema.record import VOCABULARIES, Evidence, Training, VerdictRule
from catalog.site import Model

_ROOT = "../../"
_SAID, _DATED, _SHOWN = 6, 24, 12
"""How many are named: claims and questions; members on the date line of a family; children, and members of the family."""
_REFERRED = re.compile(r"\[\[(?:model|fact|refuted):([\w-]+)")
_quoted = lru_cache(maxsize=8192)(quote_plus)
"""Many records share the values of a vocabulary, their sources, and locators such as *Abstract*."""
_Values = dict[str, Any]


def model_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every model."""
    make = _ModelValues(index)
    for model in index.site.models:
        record, verdict = model.record, labels.SUMMARY[model.verdict.summary].lower()
        checks = (entry.checked for entry in record.evidence.values() if entry.checked)
        yield Page(
            address=f"models/{model.id}/", kind="model", model=model, source=model.place[0], line=model.place[1],
            title=f"{record.name}: is it generative?", date=max(checks, default=record.released),
            description=f"{record.name} ({model.developer}, {record.released[:4]}) is {verdict}. {record.summary}",
            template="model/page.html.jinja", values=partial(make.values, model),
            text="model/text.txt.jinja", text_values=partial(make.text_values, model),
            card=model.verdict.summary, card_text=record.name, embed=f"embed/{model.id}/",
        )  # fmt: skip


class _ModelValues:
    """What the templates of model pages print."""

    def __init__(self, index: SiteIndex) -> None:
        self._index, self._site = index, index.site
        names = Names(model.record for model in self._site.models)
        self._named = cache(lambda text: {ident for _, _, (ident,) in names.find(text)} | {*_REFERRED.findall(text)})
        self._published = lru_cache(maxsize=1)(
            lambda ident: published_record(self._site, self._site.by_id[ident]).model_dump(mode="json")
        )

    def values(self, model: Model, context: PageContext) -> _Values:
        """Return what the templates of one page print, the record as it is published among it."""
        record, family = self._published(model.id), self._index.families[model.record.family]
        questions = [it for it in self._site.catalog.questions if model.id in it.models]
        line, returns = _in_plain_words(model)
        return {
            "record": record,
            "line": line,
            "returns": returns,
            "run": _code(model),
            "languages": _text(model, "languages", context) if model.record.languages else "",
            "commercial": _text(model, "commercial_use", context) if model.commercial_use else "",
            "claims": self._about.get(model.id, ()),
            "questions": sorted(questions, key=lambda it: model.id not in self._named(it.question))[:_SAID],
            "dateline": family.members[-_DATED:],
            "dateline_more": max(len(family.members) - _DATED, 0),
            "sized": bool(model.sizes or model.counted),
            "senses": [
                self._sense(model, record, sense, rule)
                for sense, rule in zip(labels.SENSE_NAME, model.verdict.rules, strict=True)
            ],
            "facts": [self._fact(model, record, field, context) for field in _shown(model)],
            "stages": self._stages(model.record.training),
            "attention": attention_mask(model.record, _ROOT),
            "parents": model.record.parents,
            "lineage": model.record.evidence.get("lineage"),
            "children": _few(self._site.children.get(model.id, ())),
            "family_of": family.family,
            "members": _few(family.members),
            "edit": self._edit(model),
            "report": self._report(model),
            "cited": cite(self._index, model.id, f"{model.record.name}: is it generative?", f"models/{model.id}/"),
            "former": self._index.log.former_values.get(model.id, ()),
            "fact_labels": LABELS_WITH_VERDICT,
        }

    def text_values(self, model: Model, _: PageContext) -> _Values:
        """Return what the template of the text version prints."""
        missing = {str(field): labels.MISSING[why] for field, why in model.record.missing.items()}
        facts = [(labels.FACT[it], missing.get(it) or fact_text(model, it)) for it in _shown(model)]
        return {"record": self._published(model.id), "facts": facts}

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
            ident: [(claim, _answer(claim)) for _, claim in sorted(claims, key=itemgetter(0))[:_SAID]]
            for ident, claims in found.items()
        }

    def _sense(self, model: Model, record: _Values, sense: str, rule: VerdictRule) -> _Values:
        """Return one sense: its rule, the facts that this used, and how the least checked of them was checked."""
        entries = [model.record.evidence.get(field) for field in rule.facts]
        how = min((entry.how if entry else "none" for entry in entries), key=[*reversed(labels.WEIGHT)].index)
        facts = [
            {"field": field, "name": "objective" if field == "training" else field.replace("_", " "),
             "value": self._value(model, field), "proof": record["evidence"].get(_published_as(field))}
            for field in rule.facts
        ]  # fmt: skip
        return {"sense": sense, "rule": rule, "facts": facts, "how": how}

    def _value(self, model: Model, field: str) -> str:
        """Return what a rule saw, in the words of the glossary."""
        vocabulary, value = _published_as(field), model.value(field)
        if vocabulary not in VOCABULARIES or not value:
            return fact_text(model, field) or "not disclosed"
        values = [value] if isinstance(value, str) else value
        return ", ".join(self._index.by_value[vocabulary, it].name.lower().removeprefix("for ") for it in values)

    def _fact(self, model: Model, record: _Values, field: str, context: PageContext) -> _Values:
        reason, entry = model.record.missing.get(field), model.record.evidence.get(field)
        return {
            "field": field, "name": labels.FACT[field], "label": field.replace("_", " "), "missing": reason,
            "text": labels.MISSING[reason] if reason else _text(model, field, context),
            "proof": record["evidence"].get(_published_as(field)), "how": context.how(entry) if entry else "",
            "source": context.source(entry.source) if entry else "", "origin": self._origin(entry) if entry else "",
            "edit": self._edit(model, field), "report": self._report(model, field),
        }  # fmt: skip

    def _origin(self, entry: Evidence) -> Markup:
        """Return what a source is, where in it a fact stands, and how that was checked, in a line."""
        source = self._site.catalog.sources[entry.via or entry.source]
        day = Markup(" ") + checked_on(entry.checked) if entry.checked else ""
        kind = labels.hyphens_to_words(source.kind).capitalize()
        return fill("%s “%s”, %s · %s%s", kind, source.title, entry.locator, labels.CHECKED[entry.how], day)

    def _edit(self, model: Model, field: str = "") -> str:
        """Return where the line of a fact can be edited; without a fact, or a line of its own, all lines of the record."""
        file, first, last, lines = model.place
        line = lines.get({"parameters": "variants"}.get(field, field), lines.get("missing")) if field else None
        return f"{self._index.settings.repository}/edit/main/{quote(file)}#L{line or f'{first}-L{last}'}"

    def _report(self, model: Model, field: str = "") -> str:
        """Return the issue form with the model filled in and, for one fact, its field, present value and source."""
        form = f"{self._index.settings.repository}/issues/new?template=wrong-fact.yml"
        form += f"&title=Wrong+fact%3A+{_quoted(model.record.name)}"
        if not field:
            return f"{form}&model={model.id}"
        missing: Mapping[Any, str] = model.record.missing
        value = missing.get(field) or fact_text(model, field)
        report = f"{form}%2C+{field}&model={model.id}&field={field}&value={_quoted(value)}"
        entry: Evidence | None = model.record.evidence.get(field)
        if not entry:
            return report
        source = source_url(self._site.catalog.sources[entry.source])
        return f"{report}&source={_quoted(source)}+%28{_quoted(entry.locator)}%29"

    def _stages(self, stages: Sequence[Training]) -> list[_Values]:
        """Return the stages of training; objectives of the last one were explained among the facts."""
        last = stages[-1].objectives if stages else ()
        context = PageContext(self._index, _ROOT, explained={f"objectives:{objective}" for objective in last})
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
        if len(said) > 90:
            break
    return said


def _shown(model: Model) -> list[str]:
    """Return the facts that a page lists: those that the record states, or says why not, and all behind the verdict."""
    always = {*(field for rule in model.verdict.rules for field in rule.facts), *model.record.missing}
    return [it for it in labels.FACT if it in always or model.value(it) not in (None, (), "not-stated")]


def _published_as(field: str) -> str:
    return "objectives" if field == "training" else field


def _few(models: Sequence[Model]) -> _Values:
    """Return the first of some models, and how many more there are."""
    return {"first": models[:_SHOWN], "more": max(len(models) - _SHOWN, 0)}


def _text(model: Model, field: str, context: PageContext) -> str:
    """Return a fact in words, those of a vocabulary with their definition."""
    value = model.value(field)
    if field == "released":
        return labels.day(value)
    if field == "license":
        terms = context.site.catalog.licenses[value]
        return fill('<a href="%s">%s</a>', terms.url, terms.name)
    if field == "hub_id":
        return fill('<a href="https://huggingface.co/%s"><code>%s</code></a>', value, value)
    if field == "released_for":
        return ", ".join(context.value_name(field, purpose).removeprefix("for ") for purpose in value)
    vocabulary = {"training": "objectives", "further_heads": "output_head"}.get(field, field)
    if vocabulary not in VOCABULARIES:
        return fact_text(model, field)
    words = [context.term(f"{vocabulary}:{word}") for word in (value if isinstance(value, tuple) else (value,)) if word]
    said = Markup(", ").join(words) or Markup("not recorded yet")
    if field == "writing_procedure" and value:
        said += fill(
            ", documented by: %s", context.term(f"procedure_documented_by:{model.record.procedure_documented_by}")
        )
    if field == "languages" and model.record.language_count:
        said += fill(", %s languages", model.record.language_count)
    return said


_RETURNS = {
    "vector": ("It turns a text into a list of numbers, to find texts with a similar meaning.", "a list of numbers"),
    "term-weights": ("It turns a text into weights for search words, to find texts that match.", "a weight for each search word"),
    "scalar": ("It reads a text and returns a score.", "a score"),
    "class-scores": ("It reads a text and returns a score for each of some classes.", "a score for each class"),
    "discriminator": ("It reads a text and says for each word whether it was swapped.", "for each word: original or replaced"),
}  # fmt: skip
_WRITES = {
    "left-to-right": ("Give it a text and it writes on, word after word.", "more text, word after word"),
    "none": ("It was trained to guess the next word, so it can write on, word after word.", "more text, word after word"),
    "denoising": ("It starts from blanks or noise and turns them into a text, step by step.", "a text, from blanks in steps"),
    "repeated-filling": ("It fills blanks again and again until a text stands there.", "a text, blanks filled over and over"),
    "undisclosed": ("Its maker's service answers in text; how the words are made is not said.", "a text"),
}  # fmt: skip
_BY_RULE = {
    "W11": ("It has learned from text, but its maker says that it must be trained further before use.", "words for removed pieces"),
    "W12": ("It answers with words from a short list, such as yes or no.", "one of a few words"),
    "W17": ("Its maker does not say what comes out, and names no use that writes text.", "not disclosed"),
}  # fmt: skip
_FILLS = (
    "It fills in blanks in a text. It writes only if somebody adds an extra procedure.",
    "candidates for each blank",
)


def _in_plain_words(model: Model) -> tuple[str, str]:
    """Return what a model does in one sentence, and what comes out of it, from its head, its verdict and the rule behind it."""
    record, sizes = model.record, [f"{it:,}" for it in model.record.embedding_dimensions]
    if record.output_head == "vector" and sizes:
        said = f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 3 else labels.listed(sizes, "or")
        return _RETURNS["vector"][0], f"a list of {said} numbers{', by size' if len(sizes) > 1 else ''}"
    if record.output_head in _RETURNS:
        return _RETURNS[record.output_head]
    if model.verdict.writes_text == "yes":
        return _WRITES[record.writing_procedure or "none"]
    return _BY_RULE.get(model.verdict.rules[1].id, _FILLS)


def _code(model: Model) -> dict[str, Sequence[str]] | None:
    """Return the lines that run a model with the transformers library, and notes on what to know before.

    Only with a sourced Hub id and a class that the locked library has; else None.
    """
    record = model.record
    heads: Sequence[str] | None = packages_metadata()["transformers"]["types"].get(record.transformers_type)
    if not record.hub_id or heads is None:
        return None
    remote = packages_metadata()["mteb"]["models"].get(record.hub_id, {}).get("remote_code", False)
    lines = _lines(model, record.hub_id, heads, ", trust_remote_code=True" if remote else "")
    login = "The weights can be downloaded only after a login and accepting the terms."
    foreign = (
        "It runs code from the model's own repository on your computer, as the mteb package does; read that code first."
    )
    notes = [note for note, needed in ((login, record.weights == "gated"), (foreign, remote)) if needed]
    return {"lines": lines, "notes": notes} if lines else None


def _lines(model: Model, hub: str, heads: Sequence[str], remote: str) -> tuple[str, ...]:
    head, writes = model.record.output_head, model.verdict.writes_text == "yes"
    in_order = head == "vocabulary" and writes and model.record.writing_procedure in ("left-to-right", "none")
    load = (f'name = "{hub}"', f"tokenizer = AutoTokenizer.from_pretrained(name{remote})")
    if in_order and "causal-lm" in heads and model.record.architecture != "encoder-decoder":
        return (
            "from transformers import pipeline",
            f'write = pipeline("text-generation", model="{hub}")',
            'print(write("The cat sat on the", max_new_tokens=20)[0]["generated_text"])',
        )
    if in_order and "seq2seq-lm" in heads:
        return (
            "from transformers import AutoModelForSeq2SeqLM, AutoTokenizer",
            *load,
            f"model = AutoModelForSeq2SeqLM.from_pretrained(name{remote})",
            'words = model.generate(**tokenizer("An input text.", return_tensors="pt"), max_new_tokens=20)',
            "print(tokenizer.decode(words[0], skip_special_tokens=True))",
        )
    if head == "vocabulary" and not writes and "masked-lm" in heads and "seq2seq-lm" not in heads:
        return (
            "from transformers import pipeline",
            f'fill = pipeline("fill-mask", model="{hub}")',
            'print([guess["token_str"] for guess in fill(f"The cat {fill.tokenizer.mask_token} on the mat.")])',
        )
    if head == "vector" and "seq2seq-lm" not in heads and model.record.transformers_type != "dpr":
        # the class of the former asks for words to start with, that of DPR returns no states
        return (
            "from transformers import AutoModel, AutoTokenizer",
            *load,
            f"model = AutoModel.from_pretrained(name{remote})",
            'states = model(**tokenizer("A text.", return_tensors="pt")).last_hidden_state',
            "print(states.shape)  # its page says how to pool them into one vector",
        )
    return ()
