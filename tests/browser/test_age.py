"""A check is old by the reader's clock, not by that of the build; without scripts date and rule stand there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page
from sample import less

from catalog.schema.labels import AGE

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
PATHS = ("models/bert/", "models/gpt-4/", "claims/")


def days(page: Page) -> list[str]:
    return list(page.locator("time.checked").evaluate_all("them => them.map(it => it.dateTime)"))


def a_year_after(day: str, more: int) -> str:
    """Return the same day of the next year, or `more` days later."""
    return f"{date.fromisoformat(day).replace(year=int(day[:4]) + 1) + timedelta(days=more)}T12:00:00Z"


def marked_at(page: Page, time: str) -> list[str]:
    """Return the days that are marked when the reader's clock shows a time."""
    page.clock.set_fixed_time(time)
    page.reload()
    page.wait_for_load_state("networkidle")
    return list(page.locator("time.checked:has(+ .stale)").evaluate_all("them => them.map(it => it.dateTime)"))


@pytest.mark.parametrize("path", less(PATHS, PATHS[:1]))
def test_a_check_is_old_after_a_year(page_at: PageAt, path: str) -> None:
    page = page_at(path)
    checks = days(page)
    assert len(checks) > 5
    oldest, newest = min(checks), max(checks)
    assert marked_at(page, a_year_after(oldest, 0)) == []
    assert marked_at(page, a_year_after(oldest, 1)) == [day for day in checks if day == oldest]
    assert marked_at(page, a_year_after(newest, 1)) == checks
    assert page.locator(".stale").first.text_content() == ", more than a year ago"


@pytest.mark.parametrize("path", [*PATHS, "method/"])
def test_without_scripts_date_and_rule_stand_there(page_at: PageAt, path: str) -> None:
    page = page_at(path, javascript=False)
    assert AGE in (page.locator("main").text_content() or "")
    assert page.locator(".stale").count() == 0
    assert path == "method/" or days(page)
