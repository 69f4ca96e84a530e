"""Site -> where the catalog is thin, how far packages that know the same models agree with it, and which models it lacks.

A package's models that the inclusion rule leaves out by itself are no gaps: those that read more than text or something
else, and those that the package calls tuned from another model. `declined.yaml` says of others why they are not in.
What packages say, `transformers.json` and `mteb.json`, is extracted from them, see `tools/extract.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, get_args

from catalog.load.problems import nearest, shown
from catalog.schema.record import EVIDENCE_FIELDS, Declined, Package, Record, VerdictRule
from catalog.schema.record import shown as fields_shown
from catalog.site import Model, Site
from catalog.verdict import judge

_FAR = 0.12
"""Share by which an exact count may differ from the stated size before the page points it out."""
_PACKAGES: dict[Package, tuple[str, str]] = {
    "transformers": ("Heads of the model type", "https://github.com/huggingface/transformers"),
    "mteb": ("Date, context, dimensions, size and weights", "https://github.com/embeddings-benchmark/mteb"),
}
"""Package -> what of it is compared, and how the addresses of sources begin that are the package itself."""
_HEADS = frozenset({"causal-lm", "masked-lm", "seq2seq-lm", "image-text-to-text"})
"""Heads of types that may be listed; today's largest writers read pictures too and have no other head."""


class _Fact(NamedTuple):
    """One fact of one model that a page points at, with what there is to say."""

    model: Model
    field: str
    says: str
    because: str = ""
    """Why the record is right all the same, where a package says something else."""


class Coverage:
    """What a skeptic asks about."""

    shown: ClassVar = 25
    """Entries of a list that the page prints, whose weight shall not follow the catalog; the export has all of them."""
    states: ClassVar = {
        "read": "Read", "secondary": "Confirmed elsewhere", "recalled": "Recalled", "not-disclosed": "Not disclosed",
        "not-applicable": "Does not apply", "not-researched": "Not researched",
    }  # fmt: skip
    """How a fact was checked, or why it is missing."""

    def __init__(self, site: Site) -> None:
        self.fields: dict[str, dict[str, list[Model]]] = {
            it: {how: [] for how in self.states} for it in EVIDENCE_FIELDS
        }
        """Field -> state -> the models whose fact is in it."""
        self.recalled: list[_Fact] = []
        self.missing: list[_Fact] = []
        self.checked: list[_Fact] = []
        """Every checked fact with the date of its check, the oldest check first."""
        self.far: list[_Fact] = []
        self.single = [m for m in site.models if len({entry.source for entry in m.record.evidence.values()}) == 1]
        """The models whose facts all cite the same document."""
        for model in site.models:
            for field, entry in model.record.evidence.items():
                self.fields[field][entry.how].append(model)
                if entry.checked:
                    self.checked.append(_Fact(model, field, entry.checked))
                if entry.how == "recalled":
                    self.recalled.append(_Fact(model, field, entry.says))
            for name, reason in model.record.missing.items():
                self.missing.append(_Fact(model, name, reason))
                if name in self.fields:
                    self.fields[name][reason].append(model)
            for variant in model.record.variants:
                stated, exact = variant.parameters_total, model.counted.get(variant.name)
                if stated and exact and abs(exact - stated) > _FAR * stated:
                    self.far.append(_Fact(model, variant.name, f"{stated:,} stated, {exact:,} counted"))
        self.checked.sort(key=lambda fact: (fact.says, fact.model.id, fact.field))


_NEAR = 0.06
"""Share by which two counts of parameters may differ and still be the same size."""


class _Comparison(NamedTuple):
    """One fact of a record held against a package."""

    package: Package
    field: str
    contradiction: str
    """What the package says instead, in words; empty where it agrees."""


@cache
def packages_metadata() -> dict[Package, dict[str, Any]]:
    """Return what was extracted from every package: `version`, and `types` (type -> heads) or `models` (name -> facts)."""
    folder = Path(__file__).parent
    return {package: json.loads((folder / f"{package}.json").read_text("utf-8")) for package in get_args(Package)}


def comparisons(record: Record, rules: Sequence[VerdictRule]) -> Iterator[_Comparison]:
    """Yield every fact that a package knows too. Raises NoRuleError if no rule judges the record."""
    if record.transformers_type:
        yield _Comparison("transformers", "transformers_type", _heads_contradict(record, rules))
    yield from _registry(record)


def _heads_contradict(record: Record, rules: Sequence[VerdictRule]) -> str:
    """Return what the heads of its type contradict.

    A causal head in a type whose other heads are those of an encoder is only the `is_decoder` option, and shows nothing.
    """
    metadata, kind = packages_metadata()["transformers"], str(record.transformers_type)
    package, known = f"transformers {metadata['version']}", metadata["types"]
    if kind not in known:
        return f"{package} has no type {shown(kind)}{nearest(kind, known)}"
    heads = known[kind]
    writes = judge(record, rules).writes_text == "yes"
    can_generate = bool({"causal-lm", "seq2seq-lm", "image-text-to-text"}.intersection(heads))
    generates = can_generate and ("seq2seq-lm" in heads or "masked-lm" not in heads)
    if writes and heads and not can_generate:
        return f"writes text, but {package} has no generating head for {kind}"
    if not writes and generates:
        return f"does not write text, but {kind} is a generating type in {package}"
    if record.architecture == "encoder-decoder" and heads and "seq2seq-lm" not in heads:
        return f"is an encoder–decoder, but {package} has no sequence-to-sequence head for {kind}"
    return ""


def _registered(record: Record) -> dict[str, dict[str, Any]]:
    """Return the entries of mteb whose name is the Hub id or an alias of a record, letter by letter."""
    models = packages_metadata()["mteb"]["models"]
    return {name: models[name] for name in (record.hub_id or "", *record.aliases) if name in models}


def _registry(record: Record) -> Iterator[_Comparison]:
    entries, version = _registered(record), packages_metadata()["mteb"]["version"]
    for field, how in fields_shown(Record).items():
        theirs = {name: entry[how.mteb] for name, entry in entries.items() if entry.get(how.mteb) is not None}
        if theirs and (ours := _ours(record, field)):
            other = [f"{_in_words(it)} for {name}" for name, it in theirs.items() if not _agree(field, ours, it)]
            own = " or ".join(map(_in_words, ours))
            said = f"mteb {version} has {', '.join(other)}; the record has {own}" if other else ""
            yield _Comparison("mteb", how.name, said)


def _ours(record: Record, field: str) -> Sequence[Any]:
    if field == "variants":
        return [it.parameters_total for it in record.variants if it.parameters_total]
    if field == "weights":
        return [record.weights != "closed"]
    value = getattr(record, field)
    return value if isinstance(value, tuple) else [value] if value else []


def _agree(field: str, ours: Sequence[Any], theirs: Any) -> bool:
    if field == "variants":
        return any(abs(size - theirs) <= _NEAR * theirs for size in ours)
    return (max(theirs) if isinstance(theirs, list) else theirs) in ours


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "weights to download" if value else "no weights to download"
    return f"{value:,}" if isinstance(value, int) else ", ".join(map(str, value)) if isinstance(value, list) else value


class _Agreement(NamedTuple):
    """One package held against all records that it knows."""

    package: Package
    name: str
    """What is compared with it, in words."""
    version: str
    agreeing: list[tuple[Model, str]]
    """Models and the facts on which both agree."""
    same_source: list[tuple[Model, str]]
    """Agreeing facts that the record itself took from the package, so that they confirm nothing."""
    disagreements: list[_Fact]

    @property
    def records(self) -> list[Model]:
        """The records of which the package states a fact."""
        models = {it[0].id: it[0] for found in (self.agreeing, self.same_source, self.disagreements) for it in found}
        return sorted(models.values(), key=lambda model: model.record.name.casefold())

    @property
    def facts(self) -> int:
        """All facts that both state."""
        return len(self.agreeing) + len(self.same_source) + len(self.disagreements)


def agreement_of(site: Site) -> list[_Agreement]:
    """Return the agreement with every package."""
    packages = packages_metadata()
    found = {
        package: _Agreement(package, compared, packages[package]["version"], [], [], [])
        for package, (compared, _) in _PACKAGES.items()
    }
    reasons = {(it.record, it.package, it.field): it.because for it in site.catalog.exceptions}
    for model in site.models:
        for it in comparisons(model.record, site.catalog.rules):
            agreement, field = found[it.package], it.field.replace("_", " ")
            if it.contradiction:
                because = reasons[model.id, it.package, it.field]
                agreement.disagreements.append(_Fact(model, field, it.contradiction, because))
            elif _is_its_source(site, model, it):
                agreement.same_source.append((model, field))
            else:
                agreement.agreeing.append((model, field))
    return list(found.values())


def _is_its_source(site: Site, model: Model, compared: _Comparison) -> bool:
    """Tell whether the evidence of a fact is the package that it is compared with."""
    entry = model.record.evidence.get(compared.field)
    cited = (entry.source, entry.via) if entry else ()
    return any(str(site.catalog.sources[it].url).startswith(_PACKAGES[compared.package][1]) for it in cited if it)


class _Gap(NamedTuple):
    """One model type or model that the catalog lacks."""

    package: Package
    name: str
    says: str
    """What the package says of it, in words."""


def candidates(records: Iterable[Record], packages: Mapping[Package, Mapping[str, Any]]) -> Iterator[_Gap]:
    """Yield what no record names: model types by name, then the models of the registry, the newest year and largest first."""
    known = {name for it in records for name in (it.transformers_type, it.hub_id, *it.aliases)}
    for kind, heads in packages["transformers"]["types"].items():
        if kind not in known and _HEADS.intersection(heads):
            yield _Gap("transformers", kind, ", ".join(heads))
    listed = []
    for name, entry in packages["mteb"]["models"].items():
        if name not in known and (entry.get("modalities") or ["text"]) == ["text"] and not entry.get("adapted_from"):
            listed.append((entry.get("release_date") or "", entry.get("n_parameters") or 0, name))
    for date, size, name in sorted(listed, key=lambda it: (it[0][:4], it[1]), reverse=True):
        yield _Gap("mteb", name, f"{date or 'no date'}, {f'{size:,} parameters' if size else 'no size'}")


def covers(pattern: str, name: str) -> bool:
    """Tell whether a name is meant: letter by letter, or by a pattern with `*`."""
    return name == pattern or ("*" in pattern and fnmatchcase(name, pattern.replace("[", "[[]")))


def decisions(
    records: Iterable[Record], packages: Mapping[Package, Mapping[str, Any]], declined: Iterable[Declined]
) -> Iterator[tuple[_Gap, Declined | None]]:
    """Yield every candidate with the first entry that means it, or None where nothing was decided."""
    entries = list(declined)
    for gap in candidates(records, packages):
        ours = (it for it in entries if it.package == gap.package)
        yield gap, next((it for it in ours if any(covers(pattern, gap.name) for pattern in it.names)), None)


def wanted_of(site: Site) -> list[_Gap]:
    """Return the candidates that lack nothing but somebody's proof of wide use: what contributors are asked for."""
    found = decisions(site.catalog.models, packages_metadata(), site.catalog.declined)
    return [gap for gap, entry in found if entry and entry.wanted]
