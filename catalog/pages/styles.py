"""The style sheets that authors edit -> the one that a browser loads: nothing is painted twice, and nothing waits in line."""

from __future__ import annotations

import re
from collections.abc import Mapping

SHEETS = ("vendor/theme.css", "site.css", "explore.css", "figures.css", "twins.css")
"""Style sheets in the order in which they hold; a browser gets them as one."""
_REMARK = re.compile(rb"/\*(?!!).*?\*/\s*", re.S)


def joined(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the assets with the style sheets in one file, `face.css`, without remarks other than those of licenses."""
    others = {name: data for name, data in assets.items() if name not in SHEETS}
    return others | {"face.css": _REMARK.sub(b"", b"".join(assets.get(name, b"") for name in SHEETS))}
