"""What people type leads to the record they mean, and to one only."""

from __future__ import annotations

import pytest
import yaml
from sample import FAR_FUTURE, HOME

from catalog.check.check import check_documents
from catalog.load.documents import load_documents
from catalog.names import fold, lookup
from catalog.site import derive_site

TYPED: dict[str, str] = yaml.safe_load((HOME / "tests" / "cases" / "typed-names.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def names() -> dict[str, list[str]]:
    """Return the lookup of the real data."""
    return lookup(derive_site(check_documents(load_documents(HOME / "data", "data"), FAR_FUTURE)))


def test_typed_names_lead_to_their_record(names: dict[str, list[str]]) -> None:
    assert {name: names.get(fold(name)) for name in TYPED} == {name: [ident] for name, ident in TYPED.items()}
