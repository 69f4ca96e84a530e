"""What a stock site does: mkdocs-gen-files reads the facts and writes a Markdown page per model, an index, a table."""

from __future__ import annotations

from pathlib import Path

import jinja2
import mkdocs_gen_files  # type: ignore[import-not-found]
import yaml

HERE = Path(__file__).parent

env = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), trim_blocks=True, lstrip_blocks=True)
facts = yaml.load((HERE / "facts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
models = facts["models"]
by_id = {model["id"]: model for model in models}


def write(path: str, template: str, **values: object) -> None:
    with mkdocs_gen_files.open(path, "w") as file:
        file.write(
            env.get_template(template).render(values, by_id=by_id, sources=facts["sources"], masks=facts["masks"])
        )


for model in models:
    write(f"models/{model['id']}.md", "model.md.jinja", model=model)
write("models/index.md", "models.md.jinja", models=models)
write("compare.md", "compare.md.jinja", models=models)
