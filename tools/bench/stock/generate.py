"""What a stock site does: mkdocs-gen-files reads the facts and writes a Markdown page per model, an index, a table.

Run with a folder as argument, it writes there, for a generator without mkdocs-gen-files.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import yaml

HERE = Path(__file__).parent

env = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), trim_blocks=True, lstrip_blocks=True)
facts = yaml.load((HERE / "facts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
env.globals |= {"by_id": {it["id"]: it for it in facts["models"]}, "sources": facts["sources"], "masks": facts["masks"]}


def write(path: str, template: str, **values: object) -> None:
    """Write one page where it belongs; mkdocs-gen-files runs this file under another name."""
    text = env.get_template(template).render(values)
    if __name__ == "__main__":
        target = HERE / sys.argv[1] / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    else:
        import mkdocs_gen_files  # type: ignore[import-not-found]

        with mkdocs_gen_files.open(path, "w") as file:
            file.write(text)


for model in facts["models"]:
    write(f"models/{model['id']}.md", "model.md.jinja", model=model)
write("models/index.md", "models.md.jinja", models=facts["models"])
write("compare.md", "compare.md.jinja", models=facts["models"])
