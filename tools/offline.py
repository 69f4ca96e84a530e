"""Packs a built site into a zip that opens from a folder, without a server: `tools/offline.py build/site site.zip`.

Browsers refuse modules and `fetch` on `file://`, and open no `index.html` for a folder. So our modules become functions of
one classic script, what they fetch becomes scripts that hand over their text, and links name the file. Everything that the
scripts meet differently there is in `offline.js`, beside this file. The same site gives the same zip, byte for byte.
"""

from __future__ import annotations

import argparse
import base64
import json
import posixpath
import re
import zipfile
from pathlib import Path

BUNDLE = "assets/offline.js"
FETCHED = (
    "assets/**/*.json", "assets/**/*.bin", "api/v1/judge.json", "api/v1/lookup.json", "api/v1/rules.json",
    "api/v1/sources.json", "api/v1/models/*.json", "figures/*.svg",
)  # fmt: skip
"""What scripts fetch."""
_MODULE = re.compile(r'"(\.{1,2}/[\w./-]+\.js)(?:\?v=\w+)?"')
_IMPORT = re.compile(r'^import (?:(\w+)|\{([^}]*)\}) from ("[^"]+");', re.M)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const|let)\b)(.*)", re.M)
_NAME = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)|, (\w+) = ")
_LISTED = re.compile(r"\bexport ?\{([^}]*)\};?")
_LEFT = re.compile(r"^(?:import|export)\b|\bimport\.meta\b", re.M)
_SCRIPT = re.compile(r'<script src="([^"]*)assets/main\.js[^"]*" type="module"></script>')
_PRELOAD = re.compile(r'<link rel="modulepreload"[^>]*>')
_FOLDER = re.compile(r'(?:(?:href|action)="|content="0; url=)(?![a-z]+:|[/#?"&])(?:[^"?#&]*/)?(?:\.{1,2})?(?=["?#&])')


def bundled(folder: Path) -> str:
    """Return one classic script with all modules of a site. Raises ValueError for a module that cannot be joined."""
    functions, waiting, seen = "", ["assets/main.js"], {"assets/main.js"}
    while waiting:
        path = waiting.pop()
        text = (folder / path).read_text("utf-8")
        functions += f"modules[{json.dumps(path)}] = {_function(path, text)};\n"
        named = {posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in _MODULE.findall(text)}
        waiting += sorted(named - seen)
        seen |= named
    return Path(__file__).with_suffix(".js").read_text("utf-8").replace("/* modules */\n", functions)


def _function(path: str, text: str) -> str:
    """Return a module as an async function that gives what the module exports."""
    names: dict[str, str] = {}
    for declared in _EXPORT.findall(text):
        names |= {first or further: first or further for first, further in _NAME.findall(declared)}
    for listed in _LISTED.findall(text):
        pairs = (item.split(" as ") for item in listed.split(","))
        names |= {pair[-1].strip(): pair[0].strip() for pair in pairs}
    body = _LISTED.sub("", _EXPORT.sub(r"\1", _IMPORT.sub(_required, text)))
    body = body.replace("import.meta.url", "ownAddress").replace("import(", "importModule(ownAddress, ")
    if left := _LEFT.search(body):
        raise ValueError(f"{path}: cannot be joined: {body[left.start() : left.start() + 60]!r}")
    exports = ", ".join(f"get {name}() {{ return {value}; }}" for name, value in names.items())
    return f'async (ownAddress) => {{\n"use strict";\n{body}\nreturn {{ {exports} }};\n}}'


def _required(found: re.Match[str]) -> str:
    names = f"default: {found[1]}" if found[1] else found[2].replace(" as ", ": ")
    return f"const {{ {names} }} = await importModule(ownAddress, {found[3]});"


def to_file(html: str) -> str:
    """Return a page whose links name files and whose script is the joined one."""
    html = _SCRIPT.sub(rf'<script src="\1{BUNDLE}" defer></script>', _PRELOAD.sub("", html))
    return _FOLDER.sub(lambda found: f"{found[0]}{'' if found[0].endswith('/') else '/'}index.html", html)


def offline_files(folder: Path) -> dict[str, bytes]:
    """Return {path: content} of the zip of a built site."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in {found for pattern in FETCHED for found in folder.glob(pattern)}:
        name = path.relative_to(folder).as_posix()
        text = base64.b64encode(files[name]).decode() if name.endswith(".bin") else files[name].decode("utf-8")
        files[f"{name}.js"] = f"offline({json.dumps(name)}, {json.dumps(text)});\n".encode()
    pages = {name: to_file(data.decode("utf-8")).encode() for name, data in files.items() if name.endswith(".html")}
    return files | pages | {BUNDLE: bundled(folder).encode()}


def pack(folder: Path, target: Path) -> None:
    """Write the zip; all its files lie in a folder of its own name."""
    files = sorted(offline_files(folder).items())
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(f"{target.stem}/{name}")
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, metavar="SITE")
    parser.add_argument("zip", type=Path, metavar="ZIP")
    chosen = parser.parse_args()
    try:
        pack(chosen.site, chosen.zip)
    except (OSError, ValueError) as error:
        raise SystemExit(f"offline.py: {error}") from error
