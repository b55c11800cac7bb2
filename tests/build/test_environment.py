"""The project's own environment: the right Python and Node are found, and what is missing is said in a sentence."""

from __future__ import annotations

import ast
import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import environment
from tools.environment import ROOT, enter_environment, find_python
from tools.problem import CannotWrite, Problem

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for programs are shell scripts")

BEFORE = ("__init__", "arguments", "ending", "environment", "lock", "problem")  # imported by any Python there is
UTF_8 = {**os.environ, "PYTHONIOENCODING": "utf-8"}
WORKS = f'exec "{sys.executable}" "$@"'
TOO_OLD = 'case "$1" in -c) exit 1;; *) echo Python 3.11.2;; esac'
SHIM = (
    'case "$1" in --version) echo Python 3.13.0;; *) echo "pyenv: version 3.13 is not installed" >&2; exit 127;; esac'
)


def program(path: Path, script: str) -> Path:
    """A stand-in for a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all there is on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return folder


# Python


@pytest.fixture
def old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The running Python is too old to build with."""
    monkeypatch.setattr(environment, "sys", SimpleNamespace(version_info=(3, 11, 2), executable="/usr/bin/python3"))


def test_the_running_python_is_taken_if_it_is_new_enough(bin: Path) -> None:
    assert find_python() == sys.executable


@pytest.mark.usefixtures("old_python")
def test_the_newest_python_on_the_path_is_taken(bin: Path) -> None:
    program(bin / "python3", TOO_OLD)
    program(bin / "python3.12", WORKS)
    newest = program(bin / "python3.14", WORKS)
    assert find_python() == str(newest)


@pytest.mark.usefixtures("old_python")
def test_a_shim_that_answers_and_then_refuses_is_passed_over(bin: Path) -> None:
    program(bin / "python3.14", SHIM)
    program(bin / "python3.13", "exit 3")
    (bin / "python3.12").write_bytes(b"\x7fELF is no program here")
    (bin / "python3.12").chmod(0o755)
    works = program(bin / "python3", WORKS)
    assert find_python() == str(works)


@pytest.mark.usefixtures("old_python")
def test_the_newest_of_pyenvs_pythons_is_taken(bin: Path, tmp_path: Path) -> None:
    program(bin / "python3", SHIM)
    versions = tmp_path / "pyenv" / "versions"
    program(versions / "3.9.18" / "bin" / "python3", TOO_OLD)
    program(versions / "3.12.9" / "bin" / "python3", WORKS)
    newest = program(versions / "3.12.10" / "bin" / "python3", WORKS)
    assert find_python() == str(newest)


@pytest.mark.usefixtures("old_python")
def test_where_no_python_is_new_enough_it_says_so(bin: Path, tmp_path: Path) -> None:
    program(bin / "python3", TOO_OLD)
    program(tmp_path / "pyenv" / "versions" / "3.13.0" / "bin" / "python3", SHIM)
    with pytest.raises(Problem) as problem:
        find_python()
    assert str(problem.value) == (
        "wanted Python 3.12 or newer to build with, but found only 3.11.2: install one from python.org"
    )


@pytest.mark.usefixtures("old_python")
def test_a_python_is_asked_for_its_version_and_for_what_makes_environments(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bin / "python3.13", WORKS)
    monkeypatch.setattr(environment, "NEEDED", (3, 99))
    program(bin / "python3.99", WORKS)
    with pytest.raises(Problem, match=r"wanted Python 3\.99 or newer"):
        find_python()


@pytest.mark.parametrize("path", ["build.py", *(f"tools/{name}.py" for name in BEFORE)])
def test_what_runs_before_the_environment_is_there_runs_under_python_3_8(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node in tree.body}
    assert {name for name in imported if name.split(".")[0] not in (*sys.stdlib_module_names, "msvcrt")} <= {
        f"tools.{name}" for name in BEFORE
    }


# the environment of Python packages


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bin: Path) -> Path:
    """A project with nothing made yet."""
    root = tmp_path / "project"
    (root / "node_modules").mkdir(parents=True)
    (root / "requirements.txt").write_text("pytest==9.2.0\n")
    (root / "package-lock.json").write_text("{}\n")
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "VENV", root / ".venv")
    monkeypatch.setattr(environment, "CACHE", root / ".cache")
    monkeypatch.chdir(root)
    return root


# makes a stand-in for the environment's python, which notes what it was asked and installs nothing
MAKES_VENV = """
case "$2" in venv) ;; *) exit 0;; esac
/bin/mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" >> "%s/asked"\\nexit 7\\n' "$3" > "$3/bin/python"
/bin/chmod 755 "$3/bin/python"
"""


def test_without_the_means_to_make_an_environment_it_says_what_to_install(
    project: Path, bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "find_python", lambda: str(program(bin / "python3", "exit 1")))
    with pytest.raises(Problem, match=r"python -m venv failed \(on Debian and Ubuntu: apt install python3-venv\)"):
        enter_environment(["build.py"])


def test_packages_that_cannot_be_installed_are_a_problem_and_are_tried_again(
    project: Path, bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "find_python", lambda: str(program(bin / "python3", MAKES_VENV)))
    for _ in range(2):
        with pytest.raises(Problem, match=r"pip could not install requirements\.txt"):
            enter_environment(["build.py"])
    asked = (project / ".venv" / "asked").read_text()
    assert "pip install" in asked
    assert "--require-hashes" in asked


def test_the_command_runs_again_in_the_environment_which_is_made_once(project: Path, bin: Path) -> None:
    python = program(bin / "python3", MAKES_VENV.replace("exit 7", 'case "$1" in -m) exit 0;; *) exit 5;; esac'))
    enters = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tools import environment
root = Path.cwd()
environment.ROOT, environment.VENV, environment.CACHE = root, root / ".venv", root / ".cache"
environment.find_python = lambda: {str(python)!r}
environment.enter_environment(["build.py", "serve", "--port", "1234"])
"""
    for _ in range(2):  # in a process of its own, whose place the command takes
        assert subprocess.run([sys.executable, "-c", enters], cwd=project).returncode == 5
    install, *runs = (project / ".venv" / "asked").read_text().splitlines()
    assert install.startswith("-m pip install")
    assert runs == ["build.py serve --port 1234"] * 2


# the packages of npm

NPM = 'echo "npm $@" >> asked'


def test_without_node_it_says_so(project: Path) -> None:
    with pytest.raises(Problem) as problem:
        environment._make_node_modules()
    assert str(problem.value) == "wanted Node 20 or newer with npm, but there is none on the PATH: see nodejs.org"


@pytest.mark.parametrize(
    ("said", "told"), [("v18.20.4", "v18.20.4"), ("", "nothing"), ("node: not found", "not found")]
)
def test_a_node_that_is_too_old_is_named(project: Path, bin: Path, said: str, told: str) -> None:
    program(bin / "npm", NPM)
    program(bin / "node", f"echo '{said}'")
    with pytest.raises(Problem, match=f"wanted Node 20 or newer, but node --version says .*{told}"):
        environment._make_node_modules()
    assert not (project / "asked").exists()


def test_npm_packages_are_installed_once_and_again_when_the_lock_changes(project: Path, bin: Path) -> None:
    program(bin / "npm", NPM)
    program(bin / "node", "echo v20.20.2")
    environment._make_node_modules()
    environment._make_node_modules()
    assert (project / "asked").read_text() == "npm ci --loglevel=error\n"
    (project / "package-lock.json").write_text('{"changed": true}\n')
    environment._make_node_modules()
    assert len((project / "asked").read_text().splitlines()) == 2


def test_npm_packages_that_cannot_be_installed_are_a_problem_and_are_tried_again(project: Path, bin: Path) -> None:
    program(bin / "npm", f"{NPM}; exit 1")
    program(bin / "node", "echo v22.0.0")
    for _ in range(2):
        with pytest.raises(Problem, match="npm ci failed"):
            environment._make_node_modules()


def test_a_node_that_is_no_program_here_is_named_too(project: Path, bin: Path) -> None:
    program(bin / "npm", NPM)
    (bin / "node").write_bytes(b"\x7fELF is no program here")
    (bin / "node").chmod(0o755)
    with pytest.raises(Problem, match="wanted Node 20 or newer, but node --version says nothing"):
        environment._make_node_modules()


def test_an_installation_that_was_broken_off_does_not_pass_for_whole(project: Path, bin: Path) -> None:
    program(bin / "npm", NPM)
    program(bin / "node", "echo v22.0.0")
    environment._make_node_modules()
    lock = (project / "package-lock.json").read_text()
    (project / "package-lock.json").write_text('{"changed": true}\n')
    program(bin / "npm", f"{NPM}; exit 1")
    with pytest.raises(Problem, match="npm ci failed"):
        environment._make_node_modules()
    (project / "package-lock.json").write_text(lock)
    program(bin / "npm", NPM)
    environment._make_node_modules()
    assert len((project / "asked").read_text().splitlines()) == 3


def test_of_two_that_install_at_once_one_does(project: Path, bin: Path) -> None:
    program(bin / "npm", f"{NPM}; echo begun; read go")
    program(bin / "node", "echo v22.0.0")
    installs = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tools import environment
environment.ROOT, environment.CACHE = Path.cwd(), Path.cwd() / ".cache"
environment._make_node_modules()
"""

    def begin() -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen([sys.executable, "-c", installs], cwd=project, stdin=pipe, stdout=pipe, text=True)

    first = begin()
    assert first.stdout
    assert [first.stdout.readline(), first.stdout.readline()] == [
        "build.py: installing the npm packages (once)\n",
        "begun\n",
    ]
    second = begin()
    assert second.stdout
    waits = f"build.py: waiting for process {first.pid}, which is installing node_modules too\n"
    assert second.stdout.readline() == waits
    first.communicate("go\n", timeout=20)
    assert second.communicate(timeout=20)[0] == ""
    assert (first.returncode, second.returncode) == (0, 0)
    assert (project / "asked").read_text() == "npm ci --loglevel=error\n"


def test_where_nothing_can_be_installed_it_says_which_folder_and_why(
    project: Path, bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(command: list[str], complaint: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", command[0])

    program(bin / "npm", NPM)
    program(bin / "node", "echo v22.0.0")
    monkeypatch.setattr(environment, "_run", refuse)
    with pytest.raises(CannotWrite, match=r"wanted to install .*node_modules, but .*npm: No space left on device"):
        environment._make_node_modules()


# all of it, by the command that the reader types


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project with its Python environment, but without npm's packages."""
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "tools", clone / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "package.json", "package-lock.json", "requirements.txt"):
        shutil.copyfile(ROOT / name, clone / name)
    (clone / ".venv").symlink_to((ROOT / ".venv").resolve())
    return clone


def test_what_is_missing_is_one_line_and_no_traceback(clone: Path, bin: Path) -> None:
    done = subprocess.run([sys.executable, "build.py"], cwd=clone, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "build.py: wanted Node 20 or newer with npm, but there is none on the PATH: see nodejs.org\n"


@pytest.mark.parametrize(("arguments", "code"), [(["--help"], 0), (["deploy"], 2)])
def test_without_a_command_that_is_known_it_says_what_there_is(clone: Path, arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, "build.py", *arguments], cwd=clone, capture_output=True, text=True)
    assert done.returncode == code
    assert "python3 build.py [build | serve | standalone [FILE] | test]" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["build", "--bogus"], "unrecognized arguments: --bogus (build.py build -h says what it takes)"),
        (["build", "extra"], "unrecognized arguments: extra (build.py build -h says what it takes)"),
        (["serve", "--bogus"], "unrecognized arguments: --bogus (build.py serve -h says what it takes)"),
        (["serve", "extra"], "unrecognized arguments: extra (build.py serve -h says what it takes)"),
        (["serve", "--port"], "argument --port: expected one argument (build.py serve -h says what it takes)"),
        (["serve", "--port", "abc"], "--port must be between 0 and 65535, not abc"),
        (["serve", "--port", ""], "--port must be between 0 and 65535, not nothing"),
        (["serve", "--port", "99999"], "--port must be between 0 and 65535, not 99999"),
        (["serve", "--port", "9" * 5000], f"--port must be between 0 and 65535, not {'9' * 20}… of 5000 characters"),
    ],
)
def test_what_a_command_does_not_take_is_refused_before_anything_is_made(
    clone: Path, bin: Path, arguments: list[str], complaint: str
) -> None:
    done = subprocess.run(
        [sys.executable, "build.py", *arguments], cwd=clone, capture_output=True, encoding="utf-8", env=UTF_8
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"build.py: {complaint}\n")


@pytest.mark.parametrize("command", ["build", "serve", "test"])
def test_each_command_says_what_it_takes_before_anything_is_made(clone: Path, bin: Path, command: str) -> None:
    done = subprocess.run([sys.executable, "build.py", command, "-h"], cwd=clone, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: build.py {command} [-h]")


def test_output_that_nobody_reads_is_no_traceback(clone: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "build.py", "help"]
    done = subprocess.run(command, cwd=clone, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, "")
