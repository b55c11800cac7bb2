"""The examples as they are served beside the site: pages that embed figures, and one for authors.

    <!-- figures -->       a table of the figures that can be embedded
    <!-- parameters -->    tables of all that an embed can be given

An element with data-fact="NAME" gets the fact of that name as its text.
"""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

from tools.documents import DOCUMENTS
from tools.environment import ROOT
from tools.pages import with_facts
from tools.parameters_table import embed_parameters, figures_table, parameters_tables
from tools.parts import part
from tools.post_facts import post_facts
from tools.snapshot import SPARE

EXAMPLES = ROOT / "examples"


def add_examples(site: Path, facts: dict[str, str]) -> None:
    """Add the examples to a site, which is there but for them."""
    folder = site / "examples"
    folder.mkdir()
    known, parameters = {**facts, **post_facts(), **_facts(site)}, embed_parameters()
    for source in sorted(EXAMPLES.iterdir()):
        if source.suffix == ".html":
            text = source.read_text(encoding="utf-8")
            text = text.replace("<!-- figures -->", figures_table(parameters))
            text = text.replace("<!-- parameters -->", parameters_tables(parameters))
            (folder / source.name).write_text(with_facts(text, known), encoding="utf-8")
        else:
            shutil.copyfile(source, folder / source.name)
    told = {"figures": list(parameters["figures"]), "parameters": parameters["parameters"]}
    (folder / "parameters.json").write_text(json.dumps(told, separators=(",", ":")), encoding="utf-8")


def _facts(site: Path) -> dict[str, str]:
    """What is fetched of a site, in round numbers, and which names were recorded."""
    fetched = [path for name in ("pyodide", "python") for path in part(site, name).iterdir() if path.name not in SPARE]
    megabytes = sum(path.stat().st_size for path in fetched) / 1e6
    kilobytes = len(gzip.compress((site / "embed.js").read_bytes(), 9)) / 1e3
    *names, last = (f"“{name}”" for name in DOCUMENTS)
    return {
        "recorded-names": f"{', '.join(names)} and {last}",
        "python-megabytes": f"{megabytes:.0f}",
        "element-kilobytes": f"{kilobytes:.1f}",
    }
