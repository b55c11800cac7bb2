"""Whatever the command line is given: an exit code that is foreseen, and a sentence at most."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small import assert_sentence

from microgpt.__main__ import main

SMALL = ["--n_embd=4", "--n_head=2", "--block_size=3", "--num_steps=2"]
CHECKSUM_NOTE = "has no checksum"

# either quick or beyond what is possible, for what lies between only takes long
COUNTS = ["0", "1", "2", "3", "-1", "1e3", "x", "", " 4", "\u0664", "2147483648", "9" * 30, "9" * 5000, "nan"]
NUMBERS = ["0.5", "0", "-0.0", "1e-310", "1e160", "1e308", "1e999", "-1", "nan", "inf", "x", "1_0"]
TEXTS = ["", "emma", "EMMA", "\0", "a\nb", "\udcff", "\N{PARTY POPPER}", "x" * 300, "-1", "--", "../.."]
PATHS = [
    "names",
    "bytes",
    "run.json",
    "hurt.json",
    "folder",
    "empty",
    "missing",
    "missing/run.json",
    "link",
    "loop",
    "/",
]

counts = {"--n_embd", "--n_layer", "--n_head", "--block_size", "--seed", "--num_steps", "--samples"}
flags = {name: st.sampled_from(COUNTS) for name in counts | {"--step", "--position"}}
flags |= {name: st.sampled_from(NUMBERS) for name in ("--learning_rate", "--temperature")}
flags |= {name: st.sampled_from(PATHS + TEXTS) for name in ("--data", "--resume", "--save")}
flags |= {"--doc": st.sampled_from(TEXTS), "--preset": st.sampled_from(["microgpt", "first", "second"])}
flags |= {"--autograd": st.sampled_from(["vector", "scalar", "none"])}
flag = st.sampled_from(sorted(flags)).flatmap(lambda name: flags[name].map(lambda value: [f"{name}={value}"]))
arguments = st.lists(st.one_of(flag, flag, flag, st.sampled_from([["--json"], ["--no-graph"], ["-"], ["--help"]])))


class Full(io.StringIO):
    """An output on which there is no room for more than some characters."""

    def write(self, text: str) -> int:
        if self.tell() + len(text) > 100:
            raise OSError(28, "No space left on device")
        return super().write(text)


def ascii_only() -> io.TextIOWrapper:
    """A terminal that knows nothing else."""
    return io.TextIOWrapper(io.BytesIO(), encoding="ascii")


OUTPUTS: dict[str, Any] = {"text": io.StringIO, "full": Full, "ascii": ascii_only, "closed": lambda: None}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files of every kind."""
    folder = tmp_path_factory.mktemp("hunt")
    (folder / "names").write_text("emma\nava\nmia\n")
    (folder / "folder").mkdir()
    (folder / "empty").touch()
    (folder / "link").symlink_to("names")
    (folder / "loop").symlink_to("loop")
    with here(folder):
        assert main(["train", *SMALL, "--data=names", "--samples=0", "--json", "--save=good.json"]) == 0
    return folder


@contextmanager
def here(folder: Path) -> Any:
    """In a folder, for a moment."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def hurt(stored: dict[str, Any], key: str, index: int, number: float) -> str:
    """A checkpoint, from before there was a checksum, with another number in one place."""
    place: Any = stored[key]
    if key == "params":
        matrix = place[list(place)[index % len(place)]]
        place = matrix[index % len(matrix)]
    elif key == "config":
        index = ["learning_rate", "temperature", "eps", "beta1", "beta2", "init_std"][index % 6]
    place[index if key == "config" else index % len(place)] = number
    return json.dumps({**stored, "step": 1})


@given(
    command=st.sampled_from(["train", "train", "sample", "trace", "", "learn"]),
    args=arguments,
    content=st.binary(max_size=30),
    key=st.sampled_from(["params", "m", "v", "config"]),
    index=st.integers(0, 10_000),
    number=st.sampled_from([0.0, 1e-310, 5e-324, 1e100, 1e160, 1e308, 1.7e308, -1.7e308, 700.0]),
    output=st.sampled_from(sorted(OUTPUTS)),
)
@example("trace", [["--resume=hurt.json"]], b"", "m", 0, 1.7e308, "text")
@example("trace", [["--resume=hurt.json"]], b"", "v", 0, 1.7e308, "text")
@example("train", [["--save=names"]], b"", "m", 0, 0.0, "text")
@example("train", [["--samples=" + "9" * 30]], b"", "m", 0, 0.0, "text")
@example("train", [["--save=new.json"]], b"", "m", 0, 0.0, "full")
@example("train", [["--save=new.json"]], b"", "m", 0, 0.0, "closed")
@example("train", [["--help"]], b"", "m", 0, 0.0, "full")
@settings(max_examples=80, deadline=None)
def test_whatever_it_is_given_it_says_a_sentence_at_most(
    folder: Path,
    command: str,
    args: list[list[str]],
    content: bytes,
    key: str,
    index: int,
    number: float,
    output: str,
) -> None:
    stored = json.loads((folder / "good.json").read_text())
    del stored["sha256"]
    (folder / "hurt.json").write_text(hurt(stored, key, index, number))
    (folder / "run.json").write_bytes((folder / "good.json").read_bytes())
    (folder / "bytes").write_bytes(content)
    given = [arg for each in args for arg in each]
    small = [*SMALL, "--data=names"] if command in ("train", "trace") else []
    words = [command, *small, *([] if command == "trace" else ["--samples=1"]), *given]
    stdout, stderr = OUTPUTS[output](), io.StringIO()
    with here(folder), patch.object(sys, "stdout", stdout), patch.object(sys, "stderr", stderr):
        try:
            code = main(words)
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else -1
    said = [line for line in stderr.getvalue().splitlines() if CHECKSUM_NOTE not in line]
    assert code in (0, 1, 2), said
    if "--help" not in words:  # which is many lines, on stderr where there is no other place
        assert len(said) == (code != 0)
        for line in said:
            assert_sentence(line, "microgpt")
    assert (folder / "names").read_text() == "emma\nava\nmia\n"
