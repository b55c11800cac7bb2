"""Who may know whom: the layers of the design, read off the imports of every file.

value, ops <- model, adam <- train, sample <- observe
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from python_imports import imports

from microgpt.presets import PRESETS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "microgpt"

# a module imports only from the lines above its own; a new file takes its place here
LAYERS = [
    {"value", "ops.dots", "ops.gelu", "ops.protocol", "limits", "lists", "files"},
    {"ops.scalar", "ops.plain", "tokenizer", "data", "config"},
    {"ops.vector", "presets"},
    {"model", "adam", "sgd"},
    {"memory", "optimizer", "split"},
    {"run"},
    {"divergence"},
    {"train", "sample", "stored", "settings", "observe.lines", "observe.expression"},
    {"checkpoint", "held_out", "compare.plan", "compare.processes"},
    {"compare.trial"},
    {"compare.engine", "compare.results", "compare.summary"},
    {"compare.picture"},
    {
        "observe.adam",
        "observe.attention",
        "observe.lengths",
        "observe.newness",
        "observe.reading",
        "observe.recorder",
        "observe.thinning",
    },
    {"observe.evaluation", "observe.operations"},
    {
        "observe.cache",
        "observe.frames",
        "observe.generation",
        "observe.graph",
        "observe.heads",
        "observe.nudge",
        "observe.snapshots",
    },
    {"observe.tokens"},
    {"observe.history", "observe.pace", "observe.trace", "observe.walk"},
    {"observe.experiment"},
    {"observe.grab"},
    {"cli.columns", "cli.output", "cli.place", "cli.stopping"},
    {"cli.progress", "cli.reading", "cli.table"},
    {"cli.saving"},
    {"cli.commands"},
    {"cli.comparing"},
    {"cli.arguments"},
    {"cli.program"},
    {"__main__"},
]
LAYER_OF = {module: number for number, layer in enumerate(LAYERS) for module in layer}
MAY_IMPORT_JSON = {"checkpoint", "cli.commands", "cli.comparing", "cli.output", "compare.results"}
MAY_USE = {"cli.progress": "tqdm"}  # where it is installed, and when it is asked to
MAY_LOOK = "cli.commands"  # when it is asked to
BROWSER = {"js", "pyodide", "pyodide_js", "_pyodide"}


def python_faults(package: Path) -> list[str]:
    """What the modules of a package import that they must not."""
    faults = []
    for path in sorted(package.glob("**/*.py")):
        module = ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        source = path.read_text(encoding="utf-8")
        for name in sorted(imports(source)):
            top, _, inner = name.partition(".")
            if top in BROWSER:
                faults.append(f"{module} knows of a browser: {name}")
            elif top == MAY_USE.get(module):
                if name in imports(source, at_once=True):
                    faults.append(f"{module} imports {name} before anybody asks")
            elif top != "microgpt" and top not in sys.stdlib_module_names:
                faults.append(f"{module} needs something installed: {name}")
            elif top == "json" and module not in MAY_IMPORT_JSON:
                faults.append(f"{module} imports json")
            elif path.name == "__init__.py" and top == "microgpt":
                faults.append(f"the package imports {name} before anybody asks")
            elif inner.startswith("observe.") and not module.startswith("observe.") and module != MAY_LOOK:
                faults.append(f"{module} looks at what looks at it: {inner}")
            elif inner.startswith("observe.") and module == MAY_LOOK and name in imports(source, at_once=True):
                faults.append(f"{module} imports {inner} before anybody asks")
            elif (
                inner not in ("", "__version__")
                and top == "microgpt"
                and LAYER_OF.get(inner, 99) >= LAYER_OF.get(module, -1)
            ):
                faults.append(f"{module} imports {inner}, which is not below it")
        if path.name != "__init__.py" and module not in LAYER_OF:
            faults.append(f"{module} has no place among LAYERS")
    return faults


def test_no_module_of_the_core_knows_more_than_it_may() -> None:
    assert len(list(PACKAGE.glob("*.py"))) > 10
    assert python_faults(PACKAGE) == []


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("model", "import numpy", "model needs something installed: numpy"),
        ("model", "def f():\n    import numpy.linalg", "model needs something installed: numpy.linalg"),
        ("cli.comparing", "def f():\n    import tqdm", "cli.comparing needs something installed: tqdm"),
        ("cli.progress", "import tqdm", "cli.progress imports tqdm before anybody asks"),
        ("train", "from js import document", "train knows of a browser: js"),
        ("data", "try:\n    from pyodide.http import open_url\nexcept ImportError: pass", "browser: pyodide.http"),
        ("run", "import importlib\nimportlib.import_module('pyodide')", "run knows of a browser: pyodide"),
        ("run", "import json", "run imports json"),
        ("train", "from json import dumps", "train imports json"),
        ("value", "from microgpt.model import gpt", "value imports model, which is not below it"),
        ("model", "from microgpt import config, train", "model imports train, which is not below it"),
        ("train", "import microgpt.observe.trace", "train looks at what looks at it: observe.trace"),
        ("train", "from microgpt.observe import history", "train looks at what looks at it: observe.history"),
        ("settings", "def f():\n    from microgpt.observe.adam import norm", "settings looks at what looks at it"),
        ("ops.vector", "from microgpt.observe.adam import norm", "ops.vector looks at what looks at it: observe.adam"),
        ("ops.scalar", "from microgpt.ops import vector", "ops.scalar imports ops.vector, which is not below it"),
        ("ops.plain", "from microgpt.model import gpt", "ops.plain imports model, which is not below it"),
        ("observe.graph", "from microgpt.observe import trace", "observe.graph imports observe.trace, which is not"),
        ("cli.commands", "from microgpt.observe.trace import trace", "commands imports observe.trace before anybody"),
        ("cli.commands", "try:\n    import microgpt.observe.heads\nfinally:\n    pass", "before anybody asks"),
        ("train", "from microgpt.sample import sample", "train imports sample, which is not below it"),
        ("observe.trace", "from microgpt.session import x", "observe.trace imports session, which is not below it"),
        ("run", "if TYPE_CHECKING: pass\nelse:\n    import json", "run imports json"),
        ("__init__", "from microgpt.value import Value", "the package imports microgpt.value"),
        ("ops.__init__", "from microgpt.value import Value", "the package imports microgpt.value"),
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


def test_what_only_a_type_hint_needs_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("if TYPE_CHECKING:\n    from microgpt.train import Step")
    assert python_faults(tmp_path) == []


def test_the_command_line_may_look_when_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "commands.py").write_text("def trace_command():\n    from microgpt.observe.trace import trace")
    assert python_faults(tmp_path) == []


@pytest.mark.parametrize("preset_name", PRESETS)
@pytest.mark.needs("processes")
def test_a_terminal_can_train_and_sample_without_the_page_and_what_observes(preset_name: str, tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "microgpt", ignore=shutil.ignore_patterns("observe", "__pycache__"))
    program = [sys.executable, "-S", "-E", "-m", "microgpt"]
    flags = ["--preset", preset_name, "--n_embd=4", "--num_steps=2", "--samples=2", "--json"]
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
    used = {name for text in texts for name in imports(text) if name.partition(".")[0] not in MAY_USE.values()}
    library = sorted(name for name in used if not name.startswith("microgpt"))
    command = [sys.executable, "-S", "-E", "-B", "-c", WATCH_IMPORTS, json.dumps(modules), json.dumps(library)]
    program = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert (program.returncode, program.stderr) == (0, "")
    return [str(event) for event in json.loads(program.stdout)]


@pytest.mark.needs("processes")
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
@pytest.mark.needs("processes")
def test_work_at_import_is_found(source: str, event: str, tmp_path: Path) -> None:
    (tmp_path / "microgpt").mkdir()
    (tmp_path / "microgpt" / "__init__.py").touch()
    (tmp_path / "microgpt" / "data.txt").touch()
    (tmp_path / "microgpt" / "busy.py").write_text(source)
    assert any(event in seen for seen in work_at_import(tmp_path))
