"""The numbered promises of SECURITY.md, and the tests that try to break each (deny) and to keep what must work (allow)."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from sample import HOME


class Promise(NamedTuple):
    """Tests of one promise, as `file::test`."""

    deny: tuple[str, ...]
    allow: tuple[str, ...]


PROMISES = {
    "P1": Promise(
        (
            "test_properties.py::test_nothing_breaks_out_of_html", "test_properties.py::test_an_independent_reader_agrees",
            "test_properties.py::test_exports_hold", "test_properties.py::test_twins_hold",
            "test_properties.py::test_rich_text_holds_only_what_is_allowed",
        ),
        ("test_properties.py::test_text_in_a_markdown_page_stays_text", "test_faults.py::test_harmless"),
    ),
    "P2": Promise(
        (
            "test_faults.py::test_fault", "test_load.py::test_refused_scalars",
            "test_properties.py::test_wrong_types_are_never_accepted",
        ),
        ("test_load.py::test_scalars", "test_load.py::test_items_are_the_file", "test_faults.py::test_harmless"),
    ),
    "P3": Promise(("test_load.py::test_limits", "test_load.py::test_a_huge_file_is_not_read"), ("test_load.py::test_limits",)),
    "P4": Promise(
        ("test_faults.py::test_fault", "test_properties.py::test_random_bytes", "test_properties.py::test_random_structures"),
        ("test_load.py::test_problems_are_lines", "test_rules.py::test_good"),
    ),
    "P5": Promise(
        (
            "test_faults.py::test_fault", "test_publish.py::test_foreign_output_is_refused",
            "test_publish.py::test_staging_removes_links_and_what_is_not_wanted",
        ),
        ("test_publish.py::test_an_empty_folder_and_a_link_to_a_folder_are_accepted",),
    ),
    "P6": Promise(("test_verify.py::test_denied",), ("test_verify.py::test_allowed",)),
    "P7": Promise(
        ("test_verify.py::test_denied", "browser/test_security.py::test_injected_code_does_not_run"),
        ("test_verify.py::test_allowed", "browser/test_security.py::test_the_colour_choice_is_kept"),
    ),
    "P8": Promise(
        ("browser/test_security.py::test_no_violation_no_third_party_no_storage",),
        ("browser/test_security.py::test_the_colour_choice_is_kept",),
    ),
    "P9": Promise(
        (
            "test_publish.py::test_kills", "test_publish.py::test_full_disk", "test_publish.py::test_read_only_target",
            "test_publish.py::test_engine_failure", "test_publish.py::test_a_failed_build_leaves_nothing",
        ),
        ("test_publish.py::test_the_first_site_and_the_next", "test_publish.py::test_two_builds_at_once"),
    ),
    "P10": Promise(
        ("test_imports.py::test_no_clock_no_network",),
        (
            "test_reproducible.py::test_another_place_time_zone_language_and_umask",
            "test_publish.py::test_modes_do_not_depend_on_the_umask",
        ),
    ),
}  # fmt: skip


def test_every_promise_is_listed() -> None:
    """The promises of SECURITY.md and those with tests are the same."""
    text = (HOME / "SECURITY.md").read_text("utf-8")
    assert re.findall(r"^- \*\*(P\d+)\.", text, re.M) == list(PROMISES)


@pytest.mark.parametrize("kind", ["deny", "allow"])
@pytest.mark.parametrize("number", PROMISES)
def test_promise(number: str, kind: str) -> None:
    """Each promise has a test that tries to break it and one that keeps what must work."""
    named = getattr(PROMISES[number], kind)
    assert named
    for name in named:
        file, test = name.split("::")
        assert f"\ndef {test}(" in (HOME / "tests" / file).read_text("utf-8"), name
