"""Reading checkpoints from files of any bytes: refused in a sentence, or a run that works; nothing else."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small import NAMES, assert_sentence, small_run

from microgpt import checkpoint
from microgpt.checkpoint import CheckpointError
from microgpt.divergence import TrainingDiverged
from microgpt.run import Run
from microgpt.sample import SamplingFailed, samples
from microgpt.train import train


def _whole() -> bytes:
    """A small checkpoint without its checksum, which would refuse every change by itself."""
    run = small_run(n_embd=2, n_head=1, block_size=3, num_steps=4)
    for _ in zip(train(run), range(2)):
        pass
    stored = json.loads(checkpoint.to_json(run))
    del stored["sha256"]
    return json.dumps(stored).encode()


WHOLE = _whole()
# what such a file is made of, so that some of what comes out is nearly one
PIECES = [
    b'{"format":',
    b'"microgpt',
    b'"params":',
    b"[[",
    b"]",
    b"}",
    b",",
    b"1e400",
    b"NaN",
    b'"\\ud800"',
    b"null",
    b"-0",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any") / "run.json"


def read(path: Path, content: bytes) -> Run | None:
    """The run of a file of these bytes; None if it is refused, in a sentence that names the file."""
    path.write_bytes(content)
    refusal = ""
    try:
        return checkpoint.load(path)
    except CheckpointError as error:
        refusal = str(error)
    assert_sentence(refusal, str(path))
    return None


def use(run: Run) -> None:
    """It trains, samples and is stored again, or says in a sentence why not."""
    run.docs = list(NAMES.docs)
    try:
        for _ in zip(train(run), range(2)):
            pass
        samples(run, 1, random.Random(1))
        checkpoint.to_json(run)
    except (TrainingDiverged, SamplingFailed, CheckpointError) as error:
        assert_sentence(str(error))


@given(content=st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join))
@example(content=b"\xef\xbb\xbf{}")
@example(content=b"\xff\xfe{\x00}\x00")
@example(content=b"[" * 100_000)
@example(content=b"9" * 10_000)
@example(content=b"{" + b'"a":{' * 5_000)
@settings(max_examples=1000)
def test_bytes_that_are_no_checkpoint_are_refused_in_a_sentence(path: Path, content: bytes) -> None:
    assert read(path, content) is None


@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 40), st.binary(max_size=6) | st.sampled_from(PIECES)),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=600)
def test_a_checkpoint_with_bytes_put_in_taken_out_or_changed_is_refused_or_works(
    path: Path, edits: list[tuple[int, int, bytes]]
) -> None:
    content = WHOLE
    for at, length, put in edits:
        content = content[:at] + put + content[at + length :]
    if run := read(path, content):
        use(run)


@given(at=st.integers(0, len(WHOLE) - 1), digit=st.sampled_from(b"0123456789-.eE"))
@settings(max_examples=400)
def test_a_checkpoint_with_one_digit_changed_is_refused_or_works(path: Path, at: int, digit: int) -> None:
    if run := read(path, WHOLE[:at] + bytes([digit]) + WHOLE[at + 1 :]):
        use(run)


def test_the_checkpoint_that_is_changed_is_one(path: Path) -> None:
    assert read(path, WHOLE) is not None
