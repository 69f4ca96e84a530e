"""Prints the software bill of materials of what builds the site: CycloneDX 1.6, from the hashed lock alone.

In: `requirements.txt`. Out: one component a package, with its address in the package world (purl) and all hashes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent.resolve()
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)[^\n]*((?:\n +--hash=\S+(?: \\)?)+)", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> Iterator[dict[str, Any]]:
    """Yield one component for each package of a hashed requirements file."""
    for name, version, hashes in _PACKAGE.findall(lock):
        purl = f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{version}"
        digests = [{"alg": "SHA-256", "content": digest} for digest in _HASH.findall(hashes)]
        files = {"type": "distribution", "url": purl, "comment": "Files of this version", "hashes": digests}
        yield {
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, "scope": "required",
            "externalReferences": [files],
        }  # fmt: skip


def bill(project: dict[str, Any], lock: str) -> dict[str, Any]:
    """Return the whole bill of materials."""
    own = {"type": "application", "bom-ref": "self", "name": project["name"], "version": project["version"]}
    parts = list(components(lock))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": own},
        "components": parts, "dependencies": [{"ref": "self", "dependsOn": [part["bom-ref"] for part in parts]}],
    }  # fmt: skip


def main() -> None:
    """Print the bill."""
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    print(json.dumps(bill(project, (HOME / "requirements.txt").read_text("utf-8")), indent=1))


if __name__ == "__main__":
    main()
