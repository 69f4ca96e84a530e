"""Catalog and packages -> the language models that a package knows and the catalog lacks, the most wanted first.

What the inclusion rule leaves out by itself is not listed: entries that read more than text or something else, and those
that the package calls tuned from another model. `declined.yaml` says of the others why they are not in, by name or pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from catalog.check.packages import packages_metadata
from catalog.schema.record import Declined, Record
from catalog.schema.vocabulary import Package

if TYPE_CHECKING:
    from catalog.site import Site

Metadata = Mapping[Package, Mapping[str, Any]]
"""What was extracted from each package, see `catalog.check.packages`."""
HEADS = frozenset({"causal-lm", "masked-lm", "seq2seq-lm", "image-text-to-text"})
"""Heads of types that may be listed; today's largest writers read pictures too and have no other head."""


class Gap(NamedTuple):
    """One model type or model that the catalog lacks."""

    package: Package
    name: str
    says: str
    """What the package says of it, in words."""


def candidates(records: Iterable[Record], packages: Metadata) -> Iterator[Gap]:
    """Yield what no record names: model types by name, then the models of the registry, the newest year and largest first."""
    known = {name for it in records for name in (it.transformers_type, it.hub_id, *it.aliases)}
    for kind, heads in packages["transformers"]["types"].items():
        if kind not in known and HEADS.intersection(heads):
            yield Gap("transformers", kind, ", ".join(heads))
    models = packages["mteb"]["models"]
    listed = [name for name, entry in models.items() if name not in known and _fits(entry)]
    for name in sorted(
        listed, key=lambda name: (_year(models[name]), models[name].get("n_parameters") or 0), reverse=True
    ):
        yield Gap("mteb", name, _told(models[name]))


def _fits(entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry of the registry reads text, nothing else, and is not tuned from another model."""
    return (entry.get("modalities") or ["text"]) == ["text"] and not entry.get("adapted_from")


def _year(entry: Mapping[str, Any]) -> str:
    return (entry.get("release_date") or "")[:4]


def _told(entry: Mapping[str, Any]) -> str:
    size = entry.get("n_parameters")
    facts = (entry.get("release_date") or "no date", f"{size:,} parameters" if size else "no size")
    return ", ".join(facts)


def decision(gap: Gap, declined: Iterable[Declined]) -> Declined | None:
    """Return the first entry that means a gap, if any does."""
    of_package = (it for it in declined if it.package == gap.package)
    return next((it for it in of_package if any(covers(pattern, gap.name) for pattern in it.names)), None)


def covers(pattern: str, name: str) -> bool:
    """Tell whether a name is meant: letter by letter, or by a pattern with `*`."""
    return name == pattern or ("*" in pattern and fnmatchcase(name, pattern.replace("[", "[[]")))


def open_gaps(records: Iterable[Record], packages: Metadata, declined: Iterable[Declined]) -> list[Gap]:
    """Return the candidates about which nothing was decided."""
    decided = list(declined)
    return [gap for gap in candidates(records, packages) if not decision(gap, decided)]


def wanted(records: Iterable[Record], packages: Metadata, declined: Iterable[Declined]) -> list[Gap]:
    """Return the candidates that lack nothing but somebody's proof of wide use."""
    decided = list(declined)
    found = ((gap, decision(gap, decided)) for gap in candidates(records, packages))
    return [gap for gap, entry in found if entry and entry.wanted]


def wanted_of(site: Site) -> list[Gap]:
    """Return what a site asks contributors for."""
    return wanted(site.catalog.models, packages_metadata(), site.catalog.declined)
