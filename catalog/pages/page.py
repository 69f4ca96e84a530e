"""The one type of page. Site map, text versions, social cards, search, structured data and verification all read it.

To add pages made from data, write a generator that yields a Page for each, with the template of its body, and list the
generator in `render.GENERATORS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.pages.context import PageContext, SiteIndex
from catalog.site import Model

Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the site."""

    address: str
    """Below the root of the site, such as `models/bert/`; that of the home page is empty."""
    title: str
    description: str
    """One sentence for search engines."""
    source: str
    """The file that somebody edits to change the page, such as `content/faq.md`."""
    line: int = 1
    """The line of that file on which it begins."""
    date: str
    """The day, in ISO form, on which its facts were last checked."""
    template: str
    """The template of its body: an authored page itself, or a file of `templates/` that gives the HTML of the article."""
    values: Callable[[PageContext], Values] = lambda _: {}
    """What the template prints beside what every template gets."""
    kind: str = "page"
    """Chooses the structured data."""
    model: Model | None = None
    """The model that the page is about."""
    text: str = ""
    """The template of its text version; without one, that is made from the finished page."""
    text_values: Callable[[PageContext], Values] = lambda _: {}
    """What the template of the text version prints."""
    card: str = "page"
    """The look of its social card."""
    card_text: str = ""
    """The words on its social card; without any, the title."""
    embed: str = ""
    """The address of its card for frames; without one, it has none."""
    search: str = ""
    """What search calls the page, such as `Developer`; pages without a name are not listed as a whole."""
    meta: Values | None = None
    """The front matter of an authored page; the engine makes these from Markdown, all others are put into the layout."""

    @property
    def path(self) -> str:
        """The path of its HTML."""
        return f"{self.address}index.html"

    @property
    def text_path(self) -> str:
        """The path of its text version."""
        return f"{self.address}index.md"

    @property
    def root(self) -> str:
        """What leads from the page to the root of the site, such as `../../`."""
        return "../" * self.address.count("/")


Generator = Callable[[SiteIndex], Iterator[Page]]
Make = Callable[[], str | bytes]
"""Makes the content of a file when it is wanted."""
File = tuple[str, Make]
"""The path of a file, and what makes it."""
