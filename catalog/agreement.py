"""Site -> how often packages that know the same models agree with the records, and every disagreement with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalog.check.packages import Comparison, comparisons, package_metadata
from catalog.model import Model
from catalog.schema.labels import PACKAGE
from catalog.schema.vocabulary import Package
from catalog.site import Site

HOMES: dict[Package, str] = {
    "transformers": "https://github.com/huggingface/transformers",
    "mteb": "https://github.com/embeddings-benchmark/mteb",
}
"""Package -> how the addresses of sources begin that are the package itself."""


class Disagreement(NamedTuple):
    """One fact that a package states differently, and why the record is right all the same."""

    model: Model
    field: str
    says: str
    because: str


class Found(NamedTuple):
    """One fact on which both agree."""

    model: Model
    field: str


class Agreement(NamedTuple):
    """One package held against all records that it knows."""

    package: Package
    name: str
    """What is compared with it, in words."""
    version: str
    agreeing: tuple[Found, ...]
    same_source: tuple[Found, ...]
    """Agreeing facts that the record itself took from the package, so that they confirm nothing."""
    disagreements: tuple[Disagreement, ...]

    @property
    def records(self) -> list[Model]:
        """The records of which the package states a fact."""
        models = [it.model for found in (self.agreeing, self.same_source, self.disagreements) for it in found]
        return sorted({it.id: it for it in models}.values(), key=lambda model: model.record.name.casefold())

    @property
    def facts(self) -> int:
        """All facts that both state."""
        return len(self.agreeing) + len(self.same_source) + len(self.disagreements)


def agreement_of(site: Site) -> list[Agreement]:
    """Return the agreement with every package."""
    found = [(model, it) for model in site.models for it in comparisons(model.record, site.catalog.rules)]
    return [_agreement(site, package, [pair for pair in found if pair[1].package == package]) for package in PACKAGE]


def _agreement(site: Site, package: Package, found: list[tuple[Model, Comparison]]) -> Agreement:
    agreeing: dict[bool, list[Found]] = {False: [], True: []}
    for model, it in found:
        if not it.contradiction:
            agreeing[_is_its_source(site, model, it)].append(Found(model, it.field.replace("_", " ")))
    return Agreement(
        package, PACKAGE[package], package_metadata(package)["version"],
        tuple(agreeing[False]), tuple(agreeing[True]), tuple(_explained(site, found)),
    )  # fmt: skip


def _is_its_source(site: Site, model: Model, compared: Comparison) -> bool:
    """Tell whether the evidence of a fact is the package that it is compared with."""
    entry = {str(name): it for name, it in model.record.evidence.items()}.get(compared.field)
    cited = [site.catalog.sources[ident].url for ident in (entry.source, entry.via) if ident] if entry else []
    return any(url and url.startswith(HOMES[compared.package]) for url in cited)


def _explained(site: Site, found: list[tuple[Model, Comparison]]) -> Iterator[Disagreement]:
    reasons = {(it.record, it.package, it.field): it.because for it in site.catalog.exceptions}
    for model, it in found:
        if it.contradiction:
            because = reasons[model.id, it.package, it.field]
            yield Disagreement(model, it.field.replace("_", " "), it.contradiction, because)
