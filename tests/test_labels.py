"""Numbers in words."""

from __future__ import annotations

import pytest

from catalog.schema.labels import short_count


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"), (512, "512"), (999, "999"), (1000, "1K"), (999_499, "999K"), (999_500, "1M"), (110_000_000, "110M"),
        (999_499_999, "999M"), (999_600_000, "1B"), (10_700_000_000, "10.7B"), (999_700_000_000, "1T"), (1_600_000_000_000, "1.6T"),
        (2_000_000_000_000_000, "2000T"),
    ],
)  # fmt: skip
def test_a_count_is_rounded_before_its_unit_is_chosen(value: int, words: str) -> None:
    assert short_count(value) == words
