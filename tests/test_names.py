"""What people type leads to the record they mean, and to one only; the name of a family leads to all its records."""

from __future__ import annotations

import pytest
from sample import HOME, read_yaml, real_site

from catalog.names import fold, lookup
from catalog.site import Site

TYPED: dict[str, str] = read_yaml(HOME / "tests" / "cases" / "typed-names.yaml")


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the site of the real data."""
    return real_site()


@pytest.fixture(scope="module")
def names(site: Site) -> dict[str, list[str]]:
    """Return the lookup of the real data."""
    return lookup(site)


def test_typed_names_lead_to_their_record(names: dict[str, list[str]]) -> None:
    assert {name: names.get(fold(name)) for name in TYPED} == {name: [ident] for name, ident in TYPED.items()}


@pytest.mark.parametrize("family", ["claude", "gemini", "gpt", "jina-embeddings"])
def test_the_name_of_a_family_leads_to_all_its_records(site: Site, names: dict[str, list[str]], family: str) -> None:
    members = [model.id for model in site.by_date if model.record.family == family]
    assert len(members) > 1
    assert names[fold(site.catalog.families[family].name)] == members
