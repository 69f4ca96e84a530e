"""How well the search answers as asked: every phrasing of `tests/cases/questions.yaml` in a real browser.

`pytest -s tests/browser/test_questions.py` prints the figures, for all phrasings and for the half that no data repeats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from sample import CASES, read_yaml

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
PHRASINGS: list[dict[str, Any]] = read_yaml(CASES / "questions.yaml")["questions"]
PLACES = """async (asked) => {
  const { load } = await import(new URL("../assets/search-index.js", location.href).href);
  const index = await load();
  return asked.map(([query, answer]) => index.find(query).found.findIndex(({ href }) => href === answer));
}"""


def shares(places: list[int]) -> tuple[float, float]:
    """Return the shares of answers that come first, and that are among the first three; -1 stands for not found."""
    return sum(place == 0 for place in places) / len(places), sum(0 <= place < 3 for place in places) / len(places)


@pytest.fixture
def places(page_at: PageAt) -> list[int]:
    """Return the place of the right answer in the results for every phrasing."""
    asked = [[phrasing["asked"], phrasing["answer"]] for phrasing in PHRASINGS]
    found: list[int] = page_at("faq/").evaluate(PLACES, asked)
    return found


def test_the_right_answer_comes_first(places: list[int]) -> None:
    unseen = [place for place, phrasing in zip(places, PHRASINGS, strict=True) if not phrasing["seen"]]
    for name, half in (("all", places), ("unseen", unseen)):
        first, among_three = shares(half)
        print(
            f"\n{name}: {len(half)} phrasings, right answer first {first:.0%}, among the first three {among_three:.0%}"
        )
    assert shares(places)[0] >= 0.9
    assert shares(places)[1] == 1
    assert shares(unseen)[0] >= 0.7
    assert shares(unseen)[1] >= 0.9
