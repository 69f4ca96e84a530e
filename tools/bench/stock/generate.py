"""What a stock site does: mkdocs-gen-files reads the facts and writes a Markdown page per model, an index, a table.

Run with a folder as argument, it writes there, for a generator without mkdocs-gen-files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import jinja2
import yaml

HERE = Path(__file__).parent

env = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), trim_blocks=True, lstrip_blocks=True)
facts = yaml.load((HERE / "facts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
models = facts["models"]
by_id = {model["id"]: model for model in models}


def opened(path: str) -> Any:
    """Open a page for writing, where it belongs."""
    if len(sys.argv) == 2 and Path(sys.argv[0]).resolve() == Path(__file__).resolve():
        (HERE / sys.argv[1] / path).parent.mkdir(parents=True, exist_ok=True)
        return (HERE / sys.argv[1] / path).open("w")
    import mkdocs_gen_files  # type: ignore[import-not-found]

    return mkdocs_gen_files.open(path, "w")


def write(path: str, template: str, **values: object) -> None:
    with opened(path) as file:
        file.write(
            env.get_template(template).render(values, by_id=by_id, sources=facts["sources"], masks=facts["masks"])
        )


for model in models:
    write(f"models/{model['id']}.md", "model.md.jinja", model=model)
write("models/index.md", "models.md.jinja", models=models)
write("compare.md", "compare.md.jinja", models=models)
