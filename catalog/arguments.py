"""placeholder"""
from __future__ import annotations
from typing import Any
from markupsafe import Markup
def argument(name: str, desk: Any) -> Markup:
    return Markup("<div></div>")
