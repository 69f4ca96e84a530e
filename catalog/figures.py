"""placeholder"""
from __future__ import annotations
from typing import Any
from markupsafe import Markup
def draw(name: str, desk: Any) -> Markup:
    return Markup("<figure></figure>")
def attention_mask(record: Any, root: str = "") -> Markup:
    return Markup("<figure></figure>")
