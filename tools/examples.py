"""The examples as they are served beside the site: pages that embed figures, and one for authors.

They are written as they stand, in examples/: an element with data-fact="NAME" gets a fact as its text, as on the pages.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.environment import ROOT
from tools.pages import with_facts
from tools.post_facts import post_facts

EXAMPLES = ROOT / "examples"


def add_examples(folder: Path, facts: dict[str, str]) -> None:
    """Make this folder of the examples."""
    folder.mkdir()
    known = {**facts, **post_facts()}
    for source in sorted(EXAMPLES.iterdir()):
        if source.suffix == ".html":
            text = source.read_text(encoding="utf-8")
            (folder / source.name).write_text(with_facts(text, known), encoding="utf-8")
        else:
            shutil.copyfile(source, folder / source.name)
