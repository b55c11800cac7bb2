"""Limits: what is too large is refused in a sentence, at once, and before anything of it is made."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small import NAMES, assert_sentence, small_config, small_run

from microgpt import checkpoint, data, memory
from microgpt.config import Config, ConfigError
from microgpt.data import Data, DataError, decode, documents
from microgpt.limits import (
    MOST_CHARACTERS,
    MOST_DATA_BYTES,
    MOST_DOC_CHARACTERS,
    MOST_MEMORY,
    RANGES,
)
from microgpt.memory import bytes_of
from microgpt.observe.trace import trace
from microgpt.run import AUTOGRADS, start
from microgpt.settings import SETTINGS
from microgpt.train import train

ROOT = Path(__file__).parents[2]
HUGE = 10**30
LITTLE_MEMORY = 300_000_000  # bytes of addresses: Python itself takes a tenth of it
SHORT = 20  # seconds, on a busy machine: what is refused takes a fraction of one


def told(*args: str, stdin: Path | None = None) -> str:
    """The sentence with which the program refuses, with little memory and little time to do so."""

    def little_memory() -> None:
        import resource  # not every Python has it: nor programs to limit

        resource.setrlimit(resource.RLIMIT_AS, (LITTLE_MEMORY, LITTLE_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (2, 2))

    with open(stdin or os.devnull, "rb") as given:
        ended = subprocess.run(
            [sys.executable, "-m", "microgpt", *args],
            cwd=ROOT,
            stdin=given,
            capture_output=True,
            text=True,
            timeout=SHORT,
            preexec_fn=little_memory,
        )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert_sentence(ended.stderr.removesuffix("\n"))
    return ended.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--n_embd=2147483648"], "n_embd must be at most 1024, not 2147483648"),
        (["--n_layer=100000000"], "n_layer must be at most 1000, not 100000000"),
        ([f"--block_size={10**12}"], f"block_size must be at most 10000, not {10**12}"),
        ([f"--samples={HUGE}"], f"num_samples must be at most 1000000, not {HUGE}"),
        ([f"--num_steps={HUGE}"], f"num_steps must be at most 100000000, not {HUGE}"),
        (["--seed=9007199254740992"], "seed must be at most 9007199254740991, not 9007199254740992"),
        (["--n_layer=1000", "--n_embd=1024"], "training must take at most 2 GB of memory, not about 2,"),
        (["--data=/dev/zero"], "/dev/zero: wanted a text of at most 50 MB, but this is longer"),
    ],
)
@pytest.mark.needs("processes")
def test_what_ran_until_it_was_killed_is_refused_at_once(args: list[str], said: str) -> None:
    assert said in told("train", *args)


@pytest.mark.needs("room on disk")
def test_a_file_of_ten_gigabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with open(path, "wb") as file:
        file.truncate(10 * 10**9)  # takes no room on a disk
    assert f"{path}: wanted a text of at most 50 MB" in told("train", f"--data={path}")
    assert "/dev/stdin: wanted a text of at most 50 MB" in told("train", "--data=/dev/stdin", stdin=path)


@pytest.mark.parametrize("name", RANGES)
def test_a_setting_may_be_the_least_and_the_most_and_nothing_beyond(name: str) -> None:
    least, most = RANGES[name]
    others = {"n_head": 1} if name == "n_embd" else {"n_embd": most, "block_size": 2} if name == "n_head" else {}
    assert getattr(Config(**others, **{name: most}), name) == most
    for value in (least - 1, most + 1, -HUGE, HUGE):
        with pytest.raises(ConfigError, match=f"{name} must be (at (least|most) |0 or more)") as mistake:
            Config(**others, **{name: value})
        assert_sentence(str(mistake.value))


def test_every_limit_of_a_setting_is_in_its_help() -> None:
    for name, (least, most) in RANGES.items():
        assert f": {least:,} to " in SETTINGS[name].help
        assert (f"{most:,}" if name != "seed" else "2**53 - 1") in SETTINGS[name].help


LARGE = [
    ("vector", {"n_layer": 1000, "n_embd": 64}),
    ("vector", {"block_size": 10_000, "n_head": 16}),
    ("scalar", {"n_layer": 8, "n_embd": 128}),
]


@pytest.mark.parametrize(("autograd", "settings"), LARGE)
def test_a_model_that_would_not_fit_is_refused_before_anything_is_allocated(
    autograd: str, settings: dict[str, int]
) -> None:
    long = Data("long", ("ab" * (MOST_DOC_CHARACTERS // 2), "c"))
    tracemalloc.start()
    try:
        with pytest.raises(ConfigError, match="training must take at most 2 GB of memory, not about") as mistake:
            start(Config(**settings), long, AUTOGRADS[autograd])  # type: ignore[arg-type]
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()
    assert_sentence(str(mistake.value))
    assert f"{autograd} autograd" in str(mistake.value)


def test_a_run_does_not_go_on_with_an_autograd_for_which_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    run = start(small_config(), NAMES, AUTOGRADS["vector"])
    monkeypatch.setattr(memory, "MOST_MEMORY", bytes_of(run.config, run.tokenizer.vocab_size, "vector", 11))
    before = run.state_dict
    with pytest.raises(ConfigError, match="the scalar autograd"):
        run.use(AUTOGRADS["scalar"])
    assert run.autograd == "vector"
    assert run.state_dict is before
    with pytest.raises(ConfigError, match="tracing a step must take at most 0"):
        trace(run, graph=False)
    brought_back = checkpoint.from_json(checkpoint.to_json(run))  # with the scalar autograd
    with pytest.raises(ConfigError, match="training must take at most 0"):
        checkpoint.give_data(brought_back, NAMES)


@pytest.mark.parametrize("autograd", AUTOGRADS)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"n_layer": 2, "n_embd": 8},
        {"block_size": 40, "n_embd": 4},
        {"attention": False, "norm": "layernorm", "activation": "relu2", "n_embd": 4, "n_layer": 3},
        {"mlp": False, "norm": "layernorm", "block_size": 40, "n_embd": 4},
        {"attention": False, "mlp": False, "block_size": 40, "n_layer": 3},
        {"activation": "gelu", "n_embd": 4, "tied_head": True},
    ],
)
def test_the_estimate_of_memory_is_what_training_takes_or_a_little_more(
    autograd: str, settings: dict[str, Any]
) -> None:
    text = Data("long", ("abcdefghijklmnopqrstuvwxyz" * 2,))
    config = Config(**settings, num_steps=1)
    tracemalloc.start()
    try:
        run = start(config, text, AUTOGRADS[autograd])
        list(train(run))
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    estimate = bytes_of(config, run.tokenizer.vocab_size, autograd, 53)
    assert taken < estimate < 2 * taken * 8 / struct.calcsize("P")  # it is of a Python whose pointers have 8 bytes


def test_what_the_reference_programs_train_is_far_within_the_limit() -> None:
    for autograd in AUTOGRADS:
        assert 20 * bytes_of(Config(), 27, autograd, 17) < MOST_MEMORY


TOO_MUCH: dict[str, tuple[Callable[[], str], str]] = {
    "a long document": (
        lambda: "al\n" + "a" * (MOST_DOC_CHARACTERS + 1),
        "mine, line 2: wanted documents of at most 100,000 characters, one a line, not one of 100,001",
    ),
    "many characters": (
        lambda: "\n".join(map(chr, range(0x4E00, 0x4E00 + MOST_CHARACTERS + 1))),
        "mine: wanted at most 10,000 different characters, each of which is a token, not 10,001",
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_documents_are_held_to_their_limits(name: str) -> None:
    text, said = TOO_MUCH[name]
    with pytest.raises(DataError) as error:
        documents(text(), "mine")
    assert str(error.value) == said
    assert_sentence(str(error.value))


def test_documents_may_be_as_many_and_as_long_as_the_limits_say(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(documents("a" * MOST_DOC_CHARACTERS, "mine").docs[0]) == MOST_DOC_CHARACTERS
    lines = "\n".join(map(chr, range(0x4E00, 0x4E00 + MOST_CHARACTERS)))
    assert len(documents(lines, "mine").characters) == MOST_CHARACTERS
    monkeypatch.setattr(data, "MOST_DOCS", 3)
    assert len(documents("a\n" * 3, "mine").docs) == 3
    with pytest.raises(DataError, match="mine, line 5: wanted at most 3 documents, but here is one more"):
        documents("a\na\na\n\na", "mine")
    assert len(decode(b"a" * MOST_DATA_BYTES, "mine")) == MOST_DATA_BYTES


def test_of_a_file_no_more_is_read_than_tells_that_it_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "MOST_DATA_BYTES", 10)
    path = tmp_path / "mine.txt"
    path.write_bytes(b"a" * 10)
    assert data.load(str(path)).docs == ("a" * 10,)
    path.write_bytes(b"a" * 11 + b"\xff" * 100)  # which is not text, but nobody has come to that
    with pytest.raises(DataError, match="but this is longer"):
        data.load(str(path))


@pytest.mark.needs("processes")
def test_data_is_read_from_a_pipe() -> None:
    args = [sys.executable, "-m", "microgpt", "train", "--data=/dev/stdin", "--num_steps=1", "--samples=0"]
    text = "emma\nava\n" * 20_000  # more than a pipe holds
    ended = subprocess.run(args, cwd=ROOT, input=text, capture_output=True, text=True, timeout=60)
    assert "num docs: 40000" in ended.stdout


def test_a_checkpoint_is_held_to_the_limits() -> None:
    text = checkpoint.to_json(small_run())
    for name, value in [
        ("n_layer", 10**8),
        ("seed", 2**53),
        ("num_steps", HUGE),
        ("top_k", 10_001),
        ("num_samples", HUGE),
    ]:
        was = f'"{name}": {getattr(small_config(), name)}'
        assert was in text
        with pytest.raises(checkpoint.CheckpointError, match=f"{name} must be at most"):
            checkpoint.from_json(text.replace(was, f'"{name}": {value}'))
