"""What must not be published is caught; what stands next to it passes. And reading a page is cheap."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from catalog.verify import check_site, read_page

URL = "https://example.org/repo/"
POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src">'
SCRIPT = '<script>scope=new URL("{}",location)</script>'
OTHERS = {"assets/a.svg", "assets/site.css", "assets/main.js", "api/v1/models.json"}

DENIED = {
    "broken link": '<a href="../nowhere/">x</a>',
    "broken anchor": '<a href="../faq/#nothing">x</a>',
    "broken anchor on the same page": '<a href="#nothing">x</a>',
    "missing image": '<img src="../assets/b.svg">',
    "absolute link": '<a href="/faq/">x</a>',
    "absolute link with the base": '<a href="/repo/faq/">x</a>',
    "link above the root": '<a href="../../faq/">x</a>',
    "link without encryption": '<a href="http://example.org/">x</a>',
    "link without a scheme": '<a href="//example.org/">x</a>',
    "link that is a script": '<a href="javascript:alert(1)">x</a>',
    "link that is a script in mixed case": '<a href=" JaVaScRiPt:alert(1)">x</a>',
    "link that is a script behind entities": '<a href="java&#115;cript:alert(1)">x</a>',
    "link that is a script with a line end": '<a href="java&#10;script:alert(1)">x</a>',
    "link without a host": '<a href="https:///faq/">x</a>',
    "link that is no address": '<a href="https://[::1/">x</a>',
    "link that an animation changes": '<svg><a><set attributeName="href" to="javascript:alert(1)"></set></a></svg>',
    "link to a port that is none": '<a href="https://example.org:70000/">x</a>',
    "link that is data": '<a href="data:text/html,x">x</a>',
    "link without quotes": "<a href=javascript:alert(1)>x</a>",
    "link in a vector image": '<svg><use href="https://example.org/a.svg"></use></svg>',
    "foreign image": '<img src="https://example.org/a.png">',
    "foreign script": '<script src="https://example.org/a.js"></script>',
    "foreign style": '<link rel="stylesheet" href="https://example.org/a.css">',
    "foreign hint": '<link rel="preconnect" href="https://example.org/">',
    "foreign form": '<form action="https://example.org/"></form>',
    "duplicate id": '<p id="one"></p><p id="one"></p>',
    "style attribute": '<p style="color:red">x</p>',
    "event handler": '<p onclick="alert(1)">x</p>',
    "event handler in capitals": '<p ONCLICK="alert(1)">x</p>',
    "event handler after a line end": '<img\nsrc="../assets/a.svg"\nonerror="alert(1)">',
    "event handler after a slash": "<svg/onload=alert(1)>",
    "event handler without a space": '<p title="a"onclick="alert(1)">x</p>',
    "event handler behind a sign": '<p title="a>b" onclick="alert(1)">x</p>',
    "inline script": "<script>alert(1)</script>",
    "inline script over two lines": "<script>\nalert(1)</script>",
    "inline script in capitals": "<SCRIPT>alert(1)</SCRIPT>",
    "inline module": '<script type="module">alert(1)</script>',
    "inline script that looks as if it had a source": "<script title=' src='>alert(1)</script>",
    "inline script that looks like structured data": "<script title='type=\"application/json\"'>alert(1)</script>",
    "inline style": "<style>p{}</style>",
    "script that is not closed": "<script>alert(1)",
    "comment that is not closed": "<!-- x",
    "tag that is not closed": '<p title="x',
    "sign that was not escaped": '<p title="<b">x</p>',
    "frame": '<iframe src="../faq/"></iframe>',
    "frame with a page inside": '<iframe srcdoc="x"></iframe>',
    "base": '<base href="../">',
    "object": '<object data="../assets/a.svg"></object>',
    "refresh to elsewhere": '<meta http-equiv="refresh" content="0; url=https://example.org/">',
    "refresh to nowhere": '<meta http-equiv="refresh" content="0; url=../nowhere/">',
    "element that is not closed": "<div><p>x</p>",
    "element that closes itself": "<div/>",
    "end without a beginning": "<p>x</p></div>",
    "elements that do not nest": "<b><i>x</b></i>",
    "sign in a sentence": "<p>1 < 2</p>",
    "block in a paragraph": "<p><div>x</div></p>",
    "link in a link": '<a href="../faq/">x<a href="../">y</a></a>',
    "text beside the cells of a table": "<table><p>x</p></table>",
    "template": "<template><p>x</p></template>",
    "structured data that broke": '<script type="application/ld+json">{"a": "</script>',
}
ALLOWED = {
    "link": '<a href="../faq/">x</a>',
    "link to the root": '<a href="../">x</a> <a href="..">x</a> <a href="../#top">x</a>',
    "anchor": '<a href="../faq/#one">x</a>',
    "anchor on the same page": '<p id="one"></p><a href="#one">x</a>',
    "anchor with an escape": '<p id="é"></p><a href="#%C3%A9">x</a>',
    "query": '<a href="../faq/?models=a,b#one">x</a>',
    "image": '<img src="../assets/a.svg">',
    "image as data": '<img src="data:image/svg+xml,x">',
    "foreign link": '<a href="https://example.org/">x</a>',
    "canonical address": '<link rel="canonical" href="https://example.org/repo/page/">',
    "own style": '<link rel="stylesheet" href="../assets/site.css">',
    "own script": '<script src="../assets/main.js" type="module"></script>',
    "form": '<form action="../faq/"></form>',
    "two ids": '<p id="one"></p><p id="two"></p>',
    "drawing": '<svg viewBox="0 0 1 1"><path d="M0 0"/><linearGradient id="g"></linearGradient></svg>',
    "table": "<table><tr><td>x</td></tr></table>",
    "ends that may be left out": "<ul><li>x<li>y</ul><table><tr><td>x<td>y<tr><td><p>x</table>",
    "line end": "<p>x<br>y<br/></p>",
    "words that look like attributes": "<p>onclick=alert(1) style=x</p>",
    "text that looks like a tag": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "tag over two lines": '<a\nhref="../faq/">x</a>',
    "comment": '<!-- <a href="nowhere"> -->',
    "script of the theme": SCRIPT.format(".."),
    "structured data": '<script type="application/ld+json">{"@type": "Dataset"}</script>',
    "refresh": '<meta http-equiv="refresh" content="0; url=../faq/">',
}


def faults(body: str, paths: set[str] | None = None) -> list[str]:
    """Return what is wrong with a small site whose page has this body."""
    pages = {
        "404.html": f'{POLICY}{SCRIPT.format("/repo/")}<a href="/repo/faq/">x</a>',
        "index.html": '<p id="top"></p>',
        "faq/index.html": '<p id="one"></p>',
        "page/index.html": f"{POLICY}\n{body}\n",
    }
    return check(pages, OTHERS | (paths or set()))


def check(pages: dict[str, str], others: set[str], site_url: str = URL) -> list[str]:
    """Read all pages and return what is wrong with their site."""
    read = {path: read_page(html) for path, html in pages.items()}
    return [f"{path} {fault}" for path, fault in check_site(read, others, site_url)]


@pytest.mark.parametrize("body", DENIED.values(), ids=DENIED)
def test_denied(body: str) -> None:
    """The fault is found, once, and names its page."""
    found = faults(body)
    assert found
    assert all(fault.startswith("page/index.html ") for fault in found)


@pytest.mark.parametrize("body", ALLOWED.values(), ids=ALLOWED)
def test_allowed(body: str) -> None:
    """What is right passes."""
    assert faults(body) == []


def test_twins_and_what_is_missing() -> None:
    """Two addresses that some systems cannot tell apart, a site without 404.html, scripts without a policy."""
    assert faults("", {"assets/A.svg"}) == ["assets/a.svg and assets/A.svg differ only in case"]
    assert faults("", {"assets/ａ.svg"})
    assert check({"index.html": ""}, set()) == ["404.html is missing"]
    assert check({"404.html": "<script src='x'></script>"}, {"x"})


@pytest.mark.slow
def test_model_pages_are_read_quickly(site_folder: Path) -> None:
    """Verifying costs little beside rendering: about 1 ms a page; the limit leaves room for a busy machine."""
    pages = {path.relative_to(site_folder).as_posix(): path.read_text("utf-8") for path in site_folder.rglob("*.html")}
    others = {path.relative_to(site_folder).as_posix() for path in site_folder.rglob("*") if path.suffix != ".html"}
    address = re.search(r'<link rel="canonical" href="([^"]*)"', pages["index.html"])
    assert address
    best = 1.0
    for _ in range(2):
        start = time.process_time()
        assert check(pages, others, address[1]) == []
        best = min(best, time.process_time() - start)
    assert best / len(pages) < 0.003, f"{1000 * best / len(pages):.2f} ms a page, long pages included"
