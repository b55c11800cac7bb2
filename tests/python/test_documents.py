"""The recorded step on common names: each file holds what the package computes of that name."""

from __future__ import annotations

import json
import math
from itertools import islice
from typing import Any

import pytest

from microgpt.config import Config
from microgpt.data import census
from microgpt.observe.trace import Trace, trace
from microgpt.ops import vector
from microgpt.run import Run, start
from microgpt.train import train
from tools import recording
from tools.documents import DOCUMENTS, content, file_name
from tools.packing import unpacked

pytestmark = pytest.mark.needs("the build")

Json = dict[str, Any]


@pytest.fixture(scope="module")
def run() -> Run:
    """The recorded run before the recorded step, trained without a session."""
    files = recording.recordings()
    header, _ = unpacked(files["trace-frames.bin"])
    run = start(Config(num_steps=recording.RECORDED_STEPS), census(), vector)
    for _ in islice(train(run), header["step"] - 1):
        pass
    return run


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return recording.recordings()


@pytest.mark.parametrize("doc", DOCUMENTS)
def test_each_recorded_document_is_what_the_package_computes_of_it(run: Run, files: dict[str, bytes], doc: str) -> None:
    header, columns = unpacked(files[file_name(doc)])
    expected = trace(run, doc, graph=False)
    differing = {"id": f"recorded/{doc}", "run": "recorded", "of": None, "refused": header["refused"]}
    assert header == json.loads(json.dumps({**expected.header, **differing}))
    assert columns.keys() == expected.columns.keys()
    for name, column in columns.items():
        whole = expected.columns[name]
        assert len(column) == len(whole)
        if not name.startswith("adam_"):
            assert list(column) == pytest.approx(list(whole), rel=1e-10), name
        else:
            assert [x for x, y in zip(column, whole) if not math.isnan(x) and x != pytest.approx(y, rel=1e-10)] == []


def test_of_the_parameters_a_document_has_the_embeddings_that_it_reads_with_the_matrix_of_the_logits(
    files: dict[str, bytes],
) -> None:
    header, columns = unpacked(files[file_name("emma")])
    read = set(header["token_ids"][:-1])
    matrices = {matrix["name"]: matrix for matrix in header["matrices"]}
    wte, wpe = matrices["wte"], matrices["wpe"]
    places = [wte["first"] + row * wte["columns"] for row in read] + [wpe["first"] + 16 * t for t in range(5)]
    kept = {first + i for first in places for i in range(16)}
    head = matrices["lm_head"]
    kept |= set(range(head["first"], head["first"] + head["rows"] * head["columns"]))
    assert {at for at, x in enumerate(columns["adam_before"]) if not math.isnan(x)} == kept
    assert all(map(math.isnan, columns["adam_update"]))


def test_a_document_says_what_was_not_recorded_of_it(files: dict[str, bytes]) -> None:
    header, _ = unpacked(files[file_name("emma")])
    assert header["graph"] is None
    assert "neither the graph nor" in header["refused"]


def test_no_document_is_that_of_the_recorded_step_itself(files: dict[str, bytes]) -> None:
    header, _ = unpacked(files["trace-frames.bin"])
    assert header["doc"] not in DOCUMENTS


def small() -> Trace:
    return trace(start(Config(n_embd=4, n_head=2), census()), "ada", graph=False)


def test_packing_a_document_twice_gives_the_same_bytes() -> None:
    assert content(small().header, small().columns) == content(small().header, small().columns)
