"""Who may know whom among the page's own files, read off the imports of every one.

session <- worker <- client <- state <- pages
trace, draw <- figures <- pages
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from python_imports import imports

WEB = Path(__file__).parents[2] / "web"

DRAWING = r"d3-[a-z]+|lit-html(/.+)?"
# what the files of a room may import: paths below web/, and npm packages; the first pattern that fits a file counts
ROOMS = {
    r"draw/.+": rf"draw/.+|{DRAWING}",
    r"trace/.+": r"trace/.+|draw/format\.js|d3-array",
    r"figures/(figure|settings|setups)\.js": r"(?!)",
    r"figures/list\.js": r"figures/[^/]+/figure\.js",
    r"figures/(?P<own>[^/]+)/.+": (
        rf"figures/(?P=own)/.+|figures/(settings|setups|figure)\.js|(trace|draw)/.+|{DRAWING}"
    ),
    r"wire/(worker|booting|fetching|giving|mail|probing|python|training)\.js": (
        r"wire/(assets|booting|came|fetching|giving|mail|probing|protocol|python|sizes|snapshot|training)\.js"
    ),
    r"wire/.+": r"wire/(assets|came|own|protocol|pulse|trace-format)\.js",
    r"offline/.+": r"offline/.+",
    r"pages/start\.js": r"wire/came\.js",
    r"standalone/.+": r"standalone/.+",
    r"state/.+": (
        r"state/.+|wire/(client|assets|came)\.js|(trace|draw)/.+|figures/(settings|setups)\.js|@preact/signals-core"
    ),
    r"(pages/.+|element\.js)": r"(?!wire/worker|session/).+",
}
WORDS = {  # what no file of these rooms says: pattern, and the fault
    r"(?!wire/own\.js).+": (r"new Worker\b", "makes a Worker"),
    r"(?!wire/shared\.js).+": (r"new SharedWorker\b", "makes a SharedWorker"),
    r".+": (r"Math\.random", "invents numbers"),
    r"(figures|draw)/.+": (r"document\.(getElement|querySelector)", "looks for elements in the whole page"),
    r"figures/.+": (r"""(?<![\w-])id(=|: ?|", ?)["'`][^$"'`]""", "has a fixed id, but may stand twice on a page"),
}


def code_of(source: str) -> str:
    """JavaScript without its comments, in which JSDoc names types."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", source, flags=re.DOTALL)


def javascript_imports(source: str) -> set[str]:
    """Every module that JavaScript source imports."""
    found = r"""(?:\b(?:import|export)\b[^;"'`]*\bfrom|\bimport\s*\(?)\s*["'`]([^"'`\n]+)["'`]"""
    return set(re.findall(found, code_of(source)))


def web_faults(web: Path) -> list[str]:
    """What the page's own files know that they must not."""
    faults = []
    for path in sorted(web.glob("**/*.js")):
        name, source = path.relative_to(web).as_posix(), path.read_text(encoding="utf-8")
        room = next((room for room in ROOMS if re.fullmatch(room, name)), None)
        if room is None:
            faults.append(f"{name} has no place among ROOMS")
            continue
        for imported in sorted(javascript_imports(source)):
            is_ours = imported.startswith(".")
            target = Path(os.path.relpath(path.parent / imported, web)).as_posix() if is_ours else imported
            if not is_allowed(room, name, target):
                faults.append(f"{name} imports {target}")
        for where, (pattern, fault) in WORDS.items():
            if re.fullmatch(where, name) and re.search(pattern, code_of(source)):
                faults.append(f"{name} {fault}")
    for path in sorted(web.glob("session/**/*.py")):
        for imported in sorted(imports(path.read_text(encoding="utf-8"))):
            if imported.split(".")[0] not in {"microgpt", "session", *sys.stdlib_module_names}:
                faults.append(f"{path.relative_to(web).as_posix()} imports {imported}")
    return faults


def joined_decorations(folder: Path) -> list[str]:
    """Where a style gives text-decoration more than one value."""
    return [
        f"{path.relative_to(folder).as_posix()}:{number}"
        for path in sorted(folder.rglob("*.css"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"text-decoration:\s*[^\s;]+\s+[^\s;]", line)
    ]


def moving_styles(web: Path) -> list[str]:
    """Where a style moves something by itself: while a run trains that is drawn sixty times a second, and laid out.

    What is overdue is shown at once, when it is: that takes no time, and nothing of it is left in a page that runs.
    """
    at_once = r"animation: (overdue 0s \d+s backwards|none);|@keyframes overdue "
    return [
        f"{path.relative_to(web).as_posix()}:{number}"
        for path in sorted(web.glob("**/*.css"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(r"(?<![\w-])(transition|animation)[\w-]*\s*:|@keyframes", re.sub(at_once, "", line))
    ]


def is_allowed(room: str, name: str, target: str) -> bool:
    """Whether a file of a room may import this."""
    found = re.fullmatch(room, name)
    own = found.groupdict().get("own") if found else None
    return re.fullmatch(ROOMS[room].replace("(?P=own)", re.escape(own or "")), target) is not None


def test_no_file_of_the_page_knows_more_than_it_may() -> None:
    assert len(list(WEB.glob("**/*.js"))) > 50
    assert web_faults(WEB) == []


@pytest.mark.parametrize(
    ("file", "source", "fault"),
    [
        ("draw/chart.js", "import { known } from '../trace/known.js'", "imports trace/known.js"),
        ("draw/chart.js", "import { signal } from '@preact/signals-core'", "imports @preact/signals-core"),
        ("trace/known.js", "import { chart } from '../draw/chart.js'", "imports draw/chart.js"),
        ("trace/known.js", "import { select } from 'd3-selection'", "imports d3-selection"),
        (
            "figures/map/layout.js",
            "import {\n  a,\n  b,\n} from '../graph/layout.js'",
            "imports figures/graph/layout.js",
        ),
        ("figures/map/figure.js", "const x = await import(`../graph/figure.js`)", "imports figures/graph/figure.js"),
        ("figures/map/figure.js", "export { a } from '../list.js'", "imports figures/list.js"),
        ("figures/map/figure.js", "import '../graph/style.css'", "imports figures/graph/style.css"),
        ("figures/map/figure.js", "import { send } from '../../wire/client.js'", "imports wire/client.js"),
        ("figures/map/figure.js", "import '../../wire/protocol.js'", "imports wire/protocol.js"),
        ("figures/map/figure.js", 'import { newLook } from "../../state/look.js"', "imports state/look.js"),
        ("figures/map/figure.js", "import { signal } from '@preact/signals-core'", "imports @preact/signals-core"),
        ("figures/map/figure.js", "document.querySelector('main')", "looks for elements in the whole page"),
        ("figures/map/figure.js", "const a = document.getElementById(id)", "looks for elements in the whole page"),
        ("figures/map/figure.js", 'html`<p id="about">`', "has a fixed id, but may stand twice on a page"),
        ("figures/map/figure.js", "element('p', { id: 'about' })", "has a fixed id, but may stand twice on a page"),
        ("figures/map/figure.js", 'p.attr("id", "about")', "has a fixed id, but may stand twice on a page"),
        ("figures/settings.js", "import { fixed } from '../draw/format.js'", "imports draw/format.js"),
        ("state/host.js", "import { FIGURES } from '../figures/list.js'", "imports figures/list.js"),
        ("state/host.js", "import { map } from '../figures/map/figure.js'", "imports figures/map/figure.js"),
        ("state/host.js", "import '../wire/worker.js'", "imports wire/worker.js"),
        ("state/host.js", "import '../pages/lab.js'", "imports pages/lab.js"),
        ("state/player.js", "const w = new Worker('x.js')", "makes a Worker"),
        ("state/player.js", "const x = Math.random()", "invents numbers"),
        ("wire/client.js", "import { store } from '../state/store.js'", "imports state/store.js"),
        ("wire/client.js", "import { known } from '../trace/known.js'", "imports trace/known.js"),
        ("wire/worker.js", "import { startWorker } from './client.js'", "imports wire/client.js"),
        ("pages/lab.js", "import '../wire/worker.js'", "imports wire/worker.js"),
        ("standalone/page.js", "import '../wire/assets.js'", "imports wire/assets.js"),
        ("session/stores.py", "import pyodide", "imports pyodide"),
        ("session/stores.py", "from js import document", "imports js"),
        ("session/stores.py", "import numpy", "imports numpy"),
        ("novelty.js", "", "has no place among ROOMS"),
        ("src/novelty.js", "", "has no place among ROOMS"),
    ],
)
def test_a_file_of_the_page_that_knows_too_much_is_found(file: str, source: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(source)
    assert web_faults(tmp_path) == [f"{file} {fault}"]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("draw/chart.js", "import { element } from './element.js'\nimport { html } from 'lit-html/static.js'"),
        ("trace/known.js", "import { digits } from '../draw/format.js'\nimport { oncePer } from './once.js'"),
        (
            "figures/map/figure.js",
            "/**\n * @import {Trace} from '../../wire/protocol.js'\n */\n// see https://example.org, new Worker\n"
            "import { select } from 'd3-selection'\nimport { known } from '../../trace/known.js'\n"
            "import { flag } from '../settings.js'\nimport './style.css'\nimport { place } from './layout.js'\n"
            'export const map = { title: "Where they come from", caption: "Look." }\n'
            'html`<p id=${id} aria-labelledby="${id}" data-id="x">`; root.querySelector("p"); grid["id"];',
        ),
        ("figures/list.js", "import { map } from './map/figure.js'"),
        ("state/host.js", "import { startWorker } from '../wire/client.js'\nimport '../figures/settings.js'"),
        ("pages/lab.js", "import { FIGURES } from '../figures/list.js'\ndocument.querySelector('main')"),
        ("wire/own.js", "const w = new Worker(url)"),
        ("session/stores.py", "import json\nfrom microgpt.run import Run\nfrom session.past import Past"),
    ],
)
def test_what_the_files_of_the_page_need_is_allowed(file: str, source: str, tmp_path: Path) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(source)
    assert web_faults(tmp_path) == []


def test_no_style_moves_anything_by_itself(tmp_path: Path) -> None:
    """Motion is a function of the look's t, which can be paused, reversed and tested."""
    assert moving_styles(WEB) == []
    (tmp_path / "bar.css").write_text(".bar {\n  transition: inline-size 120ms;\n}\n")
    (tmp_path / "note.css").write_text(".note {\n  animation: overdue 1s 8s backwards;\n}\n@keyframes other {\n}\n")
    assert moving_styles(tmp_path) == ["bar.css:2", "note.css:2", "note.css:4"]


def test_no_style_says_more_of_an_underline_at_once_than_every_browser_takes(tmp_path: Path) -> None:
    """Safari passes over text-decoration where it has more values than one: its line, its style, ... stand alone."""
    assert joined_decorations(WEB) == []
    (tmp_path / "link.css").write_text(
        "a {\n  text-decoration: none;\n}\nb {\n  text-decoration: underline dotted;\n}\n"
    )
    assert joined_decorations(tmp_path) == ["link.css:5"]
