"""Who may know whom: the layers of the design, read off the imports of every file.

value <- scalar, vector <- model, adam <- train, sample <- trace <- session <- worker <- client <- store <- views
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "microgpt"
WEB = ROOT / "web" / "src"

# a module imports only from the lines above its own; a new file takes its place here
LAYERS = [
    {"value", "ops.dots", "ops.protocol"},
    {"ops.scalar", "ops.plain"},
    {"ops.stale"},
    {"ops.vector"},
    {"config", "tokenizer", "data", "adam"},
    {"presets", "model"},
    {"run"},
    {"settings", "train", "sample", "checkpoint"},
    {"observe.adam", "observe.attention", "observe.lengths", "observe.recorder", "observe.thinning"},
    {"observe.cache", "observe.frames", "observe.graph", "observe.heads", "observe.snapshots", "observe.tokens"},
    {"observe.history", "observe.trace"},
    {"observe.experiment"},
    {"__main__"},
]
PACKAGES = {"microgpt", "microgpt.ops", "microgpt.observe"}
LAYER_OF = {module: number for number, layer in enumerate(LAYERS) for module in layer}
MAY_IMPORT_JSON = {"checkpoint", "observe.trace", "__main__"}
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


def imports(source: str) -> set[str]:
    """Every module that Python source imports, anywhere but for its type hints, by its full name."""
    names = set()
    nodes: list[ast.AST] = [ast.parse(source)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes += node.orelse
            continue
        nodes += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "import by the full name, not relative to the file"
            names |= {node.module or ""}
            if node.module in PACKAGES:  # from microgpt.ops import scalar
                names = names - {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            names |= {ast.literal_eval(node.args[0])}
    return names


def python_faults(package: Path) -> list[str]:
    """What the modules of a package import that they must not."""
    faults = []
    for path in sorted(package.glob("**/*.py")):
        module = ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        for name in sorted(imports(path.read_text(encoding="utf-8"))):
            top, _, inner = name.partition(".")
            if top in BROWSER:
                faults.append(f"{module} knows of a browser: {name}")
            elif top != "microgpt" and top not in sys.stdlib_module_names:
                faults.append(f"{module} needs something installed: {name}")
            elif top == "json" and module not in MAY_IMPORT_JSON:
                faults.append(f"{module} imports json")
            elif module == "__init__" and top == "microgpt":
                faults.append(f"the package imports {name} before anybody asks")
            elif (
                inner not in ("", "__version__")
                and top == "microgpt"
                and LAYER_OF.get(inner, 99) >= LAYER_OF.get(module, -1)
            ):
                faults.append(f"{module} imports {inner}, which is not below it")
        if path.name != "__init__.py" and module not in LAYER_OF:
            faults.append(f"{module} has no place among LAYERS")
    return faults


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


def test_no_module_of_the_core_knows_more_than_it_may() -> None:
    assert len(list(PACKAGE.glob("*.py"))) > 10
    assert python_faults(PACKAGE) == []


def test_no_file_of_the_page_knows_more_than_it_may() -> None:
    assert web_faults(WEB) == []


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("model", "import numpy", "model needs something installed: numpy"),
        ("model", "def f():\n    import numpy.linalg", "model needs something installed: numpy.linalg"),
        ("train", "from js import document", "train knows of a browser: js"),
        ("data", "try:\n    from pyodide.http import open_url\nexcept ImportError: pass", "browser: pyodide.http"),
        ("run", "import importlib\nimportlib.import_module('pyodide')", "run knows of a browser: pyodide"),
        ("run", "import json", "run imports json"),
        ("train", "from json import dumps", "train imports json"),
        ("value", "from microgpt.model import gpt", "value imports model, which is not below it"),
        ("model", "from microgpt import config, train", "model imports train, which is not below it"),
        ("train", "import microgpt.observe.trace", "train imports observe.trace, which is not below it"),
        ("train", "from microgpt.sample import sample", "train imports sample, which is not below it"),
        ("observe.trace", "from microgpt.session import x", "observe.trace imports session, which is not below it"),
        ("run", "if TYPE_CHECKING: pass\nelse:\n    import json", "run imports json"),
        ("__init__", "from microgpt.value import Value", "the package imports microgpt.value"),
        ("novelty", "", "novelty has no place among LAYERS"),
    ],
)
def test_a_module_that_knows_too_much_is_found(module: str, source: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / f"{module.replace('.', '/')}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    faults = python_faults(tmp_path)
    assert len(faults) == 1
    assert fault in faults[0]


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


def test_what_only_a_type_hint_needs_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("if TYPE_CHECKING:\n    from microgpt.train import Step")
    assert python_faults(tmp_path) == []


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


def test_a_terminal_can_train_and_sample_without_the_page_and_the_trace(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "microgpt", ignore=shutil.ignore_patterns("trace.py", "__pycache__"))
    program = [sys.executable, "-S", "-E", "-m", "microgpt"]
    flags = ["--n_embd=4", "--num_steps=2", "--samples=2", "--json"]
    trained = subprocess.run(
        [*program, "train", *flags, "--save=run.json"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (trained.returncode, trained.stderr) == (0, "")
    sampled = subprocess.run([*program, "sample", "--resume=run.json", "--json"], cwd=tmp_path, capture_output=True)
    assert (sampled.returncode, sampled.stderr) == (0, b"")
    assert json.loads(sampled.stdout) == json.loads(trained.stdout.splitlines()[-1])


WATCH_IMPORTS = """
import importlib, json, random, sys
seen = []

def watch(event, args):
    if event == "open" and not str(args[0]).endswith((".py", ".pyc", ".so", ".pyd", ".dylib")):
        seen.append(f"open {args[0]}")
    elif event.startswith(("socket.", "subprocess.", "os.system", "os.mkdir", "os.remove", "urllib.", "signal.")):
        seen.append(event)

modules = json.loads(sys.argv[1])
for name in json.loads(sys.argv[2]):  # what the standard library does by itself is not ours
    importlib.import_module(name)
random.seed(1)
before = random.getstate()
sys.addaudithook(watch)
for name in modules:
    importlib.import_module(name)
if random.getstate() != before:
    seen.append("random")
print(json.dumps(seen))
"""


def work_at_import(root: Path) -> list[str]:
    """What importing every module of the package below this folder does besides defining things."""
    paths = sorted((root / "microgpt").rglob("*.py"))
    modules = [".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    library = sorted({name for text in texts for name in imports(text) if not name.startswith("microgpt")})
    command = [sys.executable, "-S", "-E", "-B", "-c", WATCH_IMPORTS, json.dumps(modules), json.dumps(library)]
    program = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert (program.returncode, program.stderr) == (0, "")
    return [str(event) for event in json.loads(program.stdout)]


def test_importing_the_core_reads_no_file_and_draws_no_number() -> None:
    assert work_at_import(ROOT) == []


@pytest.mark.parametrize(
    ("source", "event"),
    [
        ("from pathlib import Path\nTEXT = Path(__file__).with_name('data.txt').read_text()", "data.txt"),
        ("import random\nX = random.random()", "random"),
        ("import subprocess, sys\nsubprocess.run([sys.executable, '-V'], stdout=-3)", "subprocess.Popen"),
    ],
)
def test_work_at_import_is_found(source: str, event: str, tmp_path: Path) -> None:
    (tmp_path / "microgpt").mkdir()
    (tmp_path / "microgpt" / "__init__.py").touch()
    (tmp_path / "microgpt" / "data.txt").touch()
    (tmp_path / "microgpt" / "busy.py").write_text(source)
    assert any(event in seen for seen in work_at_import(tmp_path))
