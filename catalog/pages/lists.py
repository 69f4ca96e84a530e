"""Site -> the lists behind the counts of the pages on coverage and on agreement, such as a page per field and per package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from catalog.agreement import agreement_of
from catalog.coverage import STATES, by_state, resting_on_one
from catalog.model import Model
from catalog.pages.context import PageContext, SiteIndex
from catalog.pages.page import Page
from catalog.schema import labels


class Group(NamedTuple):
    """Models under one heading, each with a word about it."""

    anchor: str
    heading: str
    models: Sequence[tuple[Model, str]]


def list_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every field, of records that rest on one document, and of every package."""
    for field, states in by_state(index.site).items():
        label = labels.FACT.get(field, field.replace("_", " ").capitalize())
        groups = [Group(state, STATES[state], [(model, "") for model in models]) for state, models in states.items()]
        yield _page(
            index, f"coverage/{field.replace('_', '-')}/", f"{label}: how it was checked",
            f"In which records the fact {label} was read, confirmed elsewhere, recalled, or is missing.", groups, field,
        )  # fmt: skip
    single = [(model, "") for model in resting_on_one(index.site)]
    yield _page(
        index, "coverage/one-document/", "Records that rest on one document",
        "The records whose facts all cite the same document.", [Group("records", "Records", single)],
    )  # fmt: skip
    for it in agreement_of(index.site):
        yield _page(
            index, f"agreement/{it.package}/", f"Facts that {it.package} states too",
            f"The records that {it.package} {it.version} knows, and the facts on which both agree or disagree.",
            [
                Group("records", "Records", [(model, "") for model in it.records]),
                Group("agree", "Agree", it.agreeing),
                Group("same-source", "Agree, read in the package", it.same_source),
                Group("disagree", "Disagree", [(found.model, found.field) for found in it.disagreements]),
            ],
        )  # fmt: skip


def _page(index: SiteIndex, address: str, title: str, description: str, groups: list[Group], fact: str = "") -> Page:
    return Page(
        address=address, title=title, description=description, source="data/models.yaml", date=index.site.as_of,
        template="list.html.jinja", values=partial(_values, groups, fact),
    )  # fmt: skip


def _values(groups: list[Group], fact: str, _: PageContext) -> dict[str, Any]:
    return {"groups": [group for group in groups if group.models], "fact": fact}
