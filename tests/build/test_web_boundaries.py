"""Who may know whom among the page's own files, read off the imports of every one.

worker <- client <- store <- views
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from python_imports import imports

WEB = Path(__file__).parents[2] / "web" / "src"
BROWSER = {"js", "pyodide", "pyodide_js", "_pyodide"}

WEB_MAY_NOT_TAKE = {  # of the page's own files
    "worker.js": ["client.js", "store.js", "views/"],
    "client.js": ["store.js", "views/"],
    "store.js": ["views/"],
}
# a view draws: what it takes are helpers that name, place and colour, and the parts in the folder of its own name
VIEWS_MAY_TAKE = {
    "colour.js",
    "element.js",
    "explanations.js",
    "format.js",
    "heatmap.js",
    "keymap.js",
    "palette.js",
    "timeline.js",
    "trace.js",
}
VIEWS_MAY_TAKE_OF_NPM = re.compile(r"d3(-.+)?|uplot")


def javascript_imports(source: str) -> set[str]:
    """Every module that JavaScript source imports; comments, where JSDoc names types, do not count."""
    code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", source, flags=re.DOTALL)
    return set(re.findall(r"""(?:\bfrom|\bimport\s*\(|\bimport)\s*["'`]([^"'`]+)["'`]""", code))


def web_place(web: Path, path: Path) -> str:
    """A file's name in WEB_MAY_NOT_TAKE."""
    relative = Path(os.path.relpath(path, web)).as_posix()
    return "views/" if relative.startswith("views/") else relative


def view_of(web: Path, path: Path) -> str:
    """The view that a file below views/ is, or is a part of: views/map.js and views/map/layout.js are both `map`."""
    return Path(os.path.relpath(path, web / "views")).parts[0].removesuffix(".js")


def web_faults(web: Path) -> list[str]:
    """What the page's own files know that they must not."""
    faults = []
    for path in sorted(web.glob("**/*.js")):
        source, place = path.read_text(encoding="utf-8"), web_place(web, path)
        name = path.relative_to(web).as_posix()
        if "new Worker" in source and name != "client.js":
            faults.append(f"{name} makes a Worker")
        if "Math.random" in source:
            faults.append(f"{name} invents numbers")
        for imported in sorted(javascript_imports(source)):
            if not imported.startswith("."):
                if place == "views/" and not VIEWS_MAY_TAKE_OF_NPM.fullmatch(imported):
                    faults.append(f"{name} imports {imported}")
                continue
            target = web_place(web, path.parent / imported)
            if place == "views/" and target == "views/":
                is_allowed = view_of(web, path) == view_of(web, path.parent / imported)
            elif place == "views/":
                is_allowed = target in VIEWS_MAY_TAKE
            else:
                is_allowed = target not in WEB_MAY_NOT_TAKE.get(place, [])
            if not is_allowed:
                faults.append(f"{name} imports {imported}")
    for path in sorted(web.glob("**/*.py")):
        if path.name != "session.py":
            faults += [f"{path.name} knows of a page" for name in imports(path.read_text()) if name in BROWSER]
    return faults


def test_no_file_of_the_page_knows_more_than_it_may() -> None:
    assert web_faults(WEB) == []


@pytest.mark.parametrize(
    ("file", "source", "fault"),
    [
        ("views/map.js", "import {send} from '../client.js'", "views/map.js imports ../client.js"),
        ("views/map.js", 'import { store } from "../store.js"', "views/map.js imports ../store.js"),
        ("views/map.js", "import '../url.js'", "views/map.js imports ../url.js"),
        ("views/map.js", "import {\n  a,\n  b,\n} from './graph.js'", "views/map.js imports ./graph.js"),
        ("views/map.js", "const x = await import(`./graph.js`)", "views/map.js imports ./graph.js"),
        ("views/map.js", "export {a} from './graph.js'", "views/map.js imports ./graph.js"),
        ("views/map.js", "import {signal} from '@preact/signals-core'", "views/map.js imports @preact/signals-core"),
        ("views/map.js", "const w = new Worker('x.js')", "views/map.js makes a Worker"),
        ("player.js", "const w = new Worker('x.js')", "player.js makes a Worker"),
        ("player.js", "const x = Math.random()", "player.js invents numbers"),
        ("store.js", "import {map} from './views/map.js'", "store.js imports ./views/map.js"),
        ("client.js", "import {store} from './store.js'", "client.js imports ./store.js"),
        ("worker.js", "import {client} from './client.js'", "worker.js imports ./client.js"),
        ("helper.py", "import pyodide", "helper.py knows of a page"),
    ],
)
def test_a_file_of_the_page_that_knows_too_much_is_found(file: str, source: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / file).write_text(source)
    assert web_faults(tmp_path) == [fault]


def test_what_the_files_of_the_page_need_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    (tmp_path / "client.js").write_text("const w = new Worker(new URL('worker.js', import.meta.url))")
    (tmp_path / "store.js").write_text("import {call} from './client.js'\nimport {x} from '@preact/signals-core'")
    (tmp_path / "main.js").write_text("import {map} from './views/map.js'\nimport {store} from './store.js'")
    (tmp_path / "session.py").write_text("import js, microgpt.train")
    (tmp_path / "views" / "map.js").write_text(
        "/** @param {import('../store.js').State} state */\n"
        "// see https://example.org and import('../client.js')\n"
        "import {select} from 'd3-selection'\nimport {cell} from '../colour.js'"
    )
    assert web_faults(tmp_path) == []
