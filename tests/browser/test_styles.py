"""In a real browser: no rule of the theme that our style sheet leaves out would fit an element of any page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from catalog.pages.layout import _whole

from .test_face import PAGES

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
LEFT_OUT = r"""([whole, part]) => {
  const draws = ({ style }) => [...style ?? []].some((property) => !property.startsWith("--"));
  const lists = (rules) => [...rules].flatMap((rule) => [...(draws(rule) && rule.selectorText ? [rule.selectorText] : []), ...lists(rule.cssRules ?? [])]);
  const read = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return new Set(lists(sheet.cssRules).flatMap((list) => list.split(/,\s*(?![^(]*\))/)));
  };
  const STATE = /::?(before|after|marker|backdrop|hover|focus(-visible|-within)?|active|target|indeterminate)(?![\w-])/g;
  const element = (selector) => selector.replace(STATE, "").replace(/(^|[\s>+~(])(?=$|[\s>+~)])/g, "$1*");
  const shown = (selector) => [...document.querySelectorAll(element(selector))].some((found) => !found.closest(".md-dialog, .md-overlay"));
  const used = read(part);
  return [...read(whole)].filter((selector) => !used.has(selector) && shown(selector));
}"""
"""Selectors in the whole sheet only that fit an element once their states are taken off; what site.css never shows is no matter."""


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_no_rule_of_the_theme_is_missed(page_at: PageAt, site_folder: Path, path: str) -> None:
    page = page_at(path)
    sheet = (site_folder / "assets" / "face.css").read_text("utf-8")
    assert page.evaluate(LEFT_OUT, [_whole(), sheet]) == []
    assert page.evaluate(LEFT_OUT, [_whole(), ".none { margin: 0 }"]) != []
