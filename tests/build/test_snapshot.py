"""The snapshot of Python's memory: the same every time, of no machine in particular, and all that the pages need."""

from __future__ import annotations

import getpass
import gzip
import json
import math
import socket
import subprocess
import sys
from array import array
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from session.commands import COMMANDS, Session

from tools import snapshot
from tools.environment import ROOT
from tools.parts import part

SCRIPT = Path(__file__).with_name("from_snapshot.js")
Json = dict[str, Any]

REFUSED = ("no such command", "published")  # of the latter only the whole file is taken, which is not here
Asked = tuple[str, Json, dict[str, list[float]]]  # a command, its arguments, and the columns that are given with it


def asked() -> list[Asked]:
    """All that a page may ask for, in an order in which it can be answered."""
    session = Session()
    session.start("before", settings={"num_steps": 20}, sample_every=2)
    session.train("before", 3)
    session.slice("before", 60_000)
    checkpoint, shared = session.checkpoint("before"), session.share("before")["text"]
    kept = session.state("before")["header"]
    given = {"numbers": session.take_column("numbers").tolist()}
    for index, after in enumerate(kept["snapshots"]):
        kept["snapshots"][index] = session.snapshot("before", after)["header"]
        given[str(after)] = session.take_column("numbers").tolist()
    at = {"matrix": "lm_head", "row": 1, "column": 2}
    edit = {**at, "value": 0.5}
    plain: list[tuple[str, Json]] = [
        ("read", {"name": "mine.txt", "text": "ada\nbo\ncleo\n"}),
        ("gather", {"name": "mine.txt", "content": "YWRhCmJvCg==", "is_first": True, "is_last": True}),
        ("lists", {}),
        ("reading", {"data_name": "gods", "word": "zeus"}),
        ("reading", {"text": ""}),
        ("start", {"run": "run", "settings": {"num_steps": 20}}),
        ("start", {"run": "own", "text": "ada\nbo\ncleo\n", "data_name": "mine", "sample_every": 2}),
        ("train", {"run": "run", "steps": 3}),
        ("slice", {"run": "run", "milliseconds": 60_000}),
        ("train", {"run": "own", "steps": 3}),
        ("slice", {"run": "own", "milliseconds": 60_000}),
        ("pause", {"run": "run"}),
        ("use", {"run": "own", "autograd": "scalar"}),
        ("describe", {"run": "run"}),
        ("sample", {"run": "run"}),
        ("trace", {"run": "run", "trace": "trace", "doc": "ann"}),
        ("experiment", {"of": "trace", "trace": "other", "edits": [edit]}),
        ("check", {"trace": "trace", **at}),
        ("grab", {"trace": "trace", **at, "values": [0.1, 0.2]}),
        ("facts", {"trace": "trace"}),
        ("run_facts", {"run": "run"}),
        ("temper", {"trace": "trace", "temperature": 0.5}),
        ("heads", {"trace": "trace", "count": 5}),
        ("norms", {"run": "run"}),
        ("paces", {"trace": "trace", "times": 1}),
        ("over_training", {"trace": "trace"}),
        ("replay", {"run": "run", **at}),
        ("invent", {"run": "run", "temperature": 0.5, "seed": 3, "prefix": ""}),
        ("invent_many", {"run": "run", "temperature": 0.5, "seed": 3, "count": 2}),
        ("score", {"run": "run", "text": "ann"}),
        ("encode", {"run": "run", "text": "ann!"}),
        ("surprise", {"probs": [0.5]}),
        ("expression", {"text": "a * b + c", "leaves": {}}),
        ("expression", {"text": "a ** ", "leaves": {}}),
        ("parameters", {"run": "run", "after": 2}),
        ("checkpoint", {"run": "run"}),
        ("state", {"run": "run"}),
        ("snapshot", {"run": "run", "after": 0}),
        ("way_back", {"run": "run"}),
        ("share", {"run": "run"}),
        ("settings", {}),
        ("prospect", {"settings": {"n_embd": 32}}),
        ("probe", {"settings": {"n_embd": 15}}),
        ("probe_on", {"milliseconds": 1}),
        ("published", {"content": b64encode(b"emma").decode()}),
        ("outlook", {"checkpoint": checkpoint["text"]}),
        ("restore", {"run": "restored", "checkpoint": checkpoint["text"]}),
        ("go_back", {"run": "restored", "after": checkpoint["step"], "learning_rate": "0.002"}),
        ("open_shared", {"run": "shared", "model": shared}),
        ("drop", {"run": "own"}),
        ("no such command", {}),
    ]
    return [*((*each, {}) for each in plain), ("resume", {"run": "resumed", "state": kept}, given)]


@pytest.fixture(scope="module")
def commands() -> list[Asked]:
    return asked()


@pytest.fixture(scope="module")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("snapshot") / "memory"
    file.write_bytes(gzip.decompress((part(site, "python") / snapshot.NAME).read_bytes()))
    return file


@pytest.fixture(scope="module")
def found(site: Path, unpacked: Path, commands: list[Asked]) -> Json:
    """What Python says that came up from the snapshot."""
    python = part(site, "python")
    [wheel] = python.glob("*.whl")
    command = ["node", *map(str, (SCRIPT, snapshot.PYODIDE, unpacked, wheel, python / "pyodide-lock.json"))]
    done = subprocess.run(command, input=json.dumps(commands), capture_output=True, text=True, cwd=unpacked.parent)
    assert done.returncode == 0, done.stderr
    answer: Json = json.loads(done.stdout)
    return answer


def test_it_is_the_same_every_time(site: Path, tmp_path: Path) -> None:
    snapshot._write(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == (part(site, "python") / snapshot.NAME).read_bytes()


def test_it_is_of_no_machine_in_particular(unpacked: Path) -> None:
    content = unpacked.read_bytes()
    named = {str(ROOT), str(Path.home()), str(Path(sys.prefix)), socket.gethostname(), getpass.getuser()}
    assert [name for name in named if len(name) > 4 and name.encode() in content] == []
    assert b"/lib/python314.zip/microgpt/model.py" in content  # as it stands in every reader's browser


def test_every_command_is_asked(commands: list[Asked]) -> None:
    assert {command for command, _, _ in commands} == {*COMMANDS, "no such command"}


def test_python_from_it_answers_all_commands_as_cpython_does(found: Json, commands: list[Asked]) -> None:
    session = Session()
    for (command, args, given), answer in zip(commands, found["answers"], strict=True):
        for name, numbers in given.items():
            session.give_column(name, array("d", numbers).tobytes())
        expected = json.loads(session.handle(command, json.dumps(args)))
        assert ("error" in expected) == (command in REFUSED), (command, expected)
        assert_alike(answer, {"command": command, **expected}, command)


def test_it_has_all_modules_that_these_need(found: Json) -> None:
    """Of the standard library nothing comes with it: what is imported later would be missing."""
    assert found["imported"] == ""


def test_the_seed_of_the_hashes_is_not_passed_on(found: Json) -> None:
    assert found["seed"] is None


def assert_alike(found: Any, expected: Any, where: str) -> None:
    """Numbers to rounding, and not those of the clock; of an error what a reader is told."""
    assert type(found) is type(expected) or {type(found), type(expected)} == {int, float}, where
    if isinstance(found, dict):
        assert found.keys() == expected.keys(), where
        for key in found.keys() - {"traceback", "seconds", "faster", "seconds_per_step", "seconds_left", "checksum"}:
            assert_alike(found[key], expected[key], f"{where} {key}")
    elif isinstance(found, list):
        assert len(found) == len(expected), where
        for index, (one, other) in enumerate(zip(found, expected)):
            assert_alike(one, other, f"{where} {index}")
    elif isinstance(found, str) and found.startswith('{"format"'):  # a checkpoint, with a checksum of its numbers
        assert_alike(*({**json.loads(each), "sha256": None} for each in (found, expected)), where)
    elif where == "share result text":
        pass  # rounded to 16 bits, by the largest number: the last bits may be others
    elif float in (type(found), type(expected)):
        assert math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12), where
    else:
        assert found == expected, where
