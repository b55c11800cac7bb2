"""What the page fetches of a trace: columns packed into small files, the recorded step in pieces."""

from __future__ import annotations

import gzip
import math
import struct
import sys
from array import array
from random import Random
from typing import Any

import pytest

from microgpt.config import Config
from microgpt.data import Data
from microgpt.observe.trace import Trace, trace
from microgpt.run import start
from tools.packing import packed, rounded, unpacked
from tools.pieces import EMBEDDED, NAMES, pieces, whole
from tools.traces import placed


@pytest.fixture(scope="module")
def traced() -> Trace:
    return trace(start(Config(n_embd=4, n_head=2), Data("names", ("emma", "ava"))))


def columns_of(traced: Trace) -> dict[str, array[Any]]:
    return {name: array(column.typecode, column) for name, column in traced.columns.items()}


def test_what_is_packed_is_unpacked_the_very_same(traced: Trace) -> None:
    columns = columns_of(traced)
    assert {column.typecode for column in columns.values()} == {"d", "f", "I", "B"}
    header, found = unpacked(packed({"a": [1, None]}, columns))
    assert (header, found) == ({"a": [1, None]}, columns)


def test_a_file_with_no_columns_and_a_column_with_no_numbers_are_packed_too() -> None:
    assert unpacked(packed({}, {})) == ({}, {})
    assert unpacked(packed({}, {"none": array("d"), "one": array("d", [0.1])})) == (
        {},
        {"none": array("d"), "one": array("d", [0.1])},
    )


def test_what_is_packed_is_the_same_bytes_each_time_and_says_nothing_of_when(traced: Trace) -> None:
    content = packed({}, columns_of(traced))
    assert content == packed({}, columns_of(traced))
    assert content[4:8] == bytes(4)


def test_numbers_that_come_again_and_numbers_that_are_alike_are_each_packed_the_shorter_way() -> None:
    random = Random(1)
    few = [random.random() for _ in range(10)]
    again = array("d", (random.choice(few) for _ in range(2000)))
    alike = array("d", (random.random() for _ in range(2000)))
    for column in (again, alike):
        assert len(packed({}, {"x": column})) < len(gzip.compress(column.tobytes(), 9)) + 120
    assert len(packed({}, {"x": alike})) < len(gzip.compress(alike.tobytes(), 9))


def test_a_rounded_number_is_right_to_eleven_digits_and_ends_in_two_zero_bytes() -> None:
    random = Random(2)
    numbers = array("d", (random.choice((-1, 1)) * 10 ** random.uniform(-300, 300) for _ in range(5000)))
    found = rounded(numbers)
    assert max(abs(got - each) / abs(each) for got, each in zip(found, numbers)) < 1e-11
    assert all(struct.pack("<d", each)[:2] == bytes(2) for each in found)


def test_rounding_changes_no_number_that_is_short_and_none_that_is_missing() -> None:
    short = [0.0, -0.0, 1.0, -0.5, 1024.25, 27.0]
    assert rounded(array("d", short)).tobytes() == array("d", short).tobytes()
    assert rounded(array("d", [2 - 2**-52])).tolist() == [2.0]
    assert math.isnan(rounded(array("d", [math.nan]))[0])


def test_all_pieces_together_are_the_trace(traced: Trace) -> None:
    columns = columns_of(traced)
    files = pieces(traced.header, columns)
    assert tuple(files) == NAMES
    assert whole(files) == (traced.header, columns)


def test_the_first_two_are_a_trace_without_a_graph_of_numbers_right_to_eleven_digits(traced: Trace) -> None:
    files = pieces(traced.header, columns_of(traced))
    assert unpacked(files["trace-frames.bin"]) == ({**traced.header, "graph": None}, {})
    header, columns = unpacked(files["trace-stages.bin"])
    assert header == {}
    without = trace(start(Config(n_embd=4, n_head=2), Data("names", ("emma", "ava"))), graph=False)
    assert columns.keys() == without.columns.keys()
    for name, column in without.columns.items():
        if name.startswith("adam_"):
            continue
        assert columns[name].tolist() == pytest.approx(column.tolist(), rel=1e-11, abs=0)


def test_of_the_parameters_that_of_the_stages_has_the_embeddings_and_those_of_the_logits(
    traced: Trace,
) -> None:
    _, columns = unpacked(pieces(traced.header, columns_of(traced))["trace-stages.bin"])
    wte, wpe, head = traced.header["matrices"][:3]
    assert head["name"] == "lm_head"
    rows = {wte["first"] + 4 * token for token in traced.header["token_ids"][:-1]}
    rows |= {wpe["first"] + 4 * position for position in range(len(traced.header["token_ids"]) - 1)}
    expected = {first + column for first in rows for column in range(4)}
    for name in columns:
        if not name.startswith("adam_"):
            continue
        there = {at for at, each in enumerate(columns[name]) if not math.isnan(each)}
        also = range(head["first"], head["first"] + 4 * head["rows"]) if name == "adam_before" else ()
        assert there == (expected.union(also) if name in EMBEDDED else set())
        for at in there:
            assert columns[name][at] == pytest.approx(traced.columns[name][at], rel=1e-11, abs=0)


def test_the_columns_of_a_trace_for_tests_lie_where_its_header_says(traced: Trace) -> None:
    places, content = placed(columns_of(traced))
    assert sys.byteorder == "little"
    for name, column in traced.columns.items():
        place: dict[str, Any] = places[name]
        assert place["first"] % 8 == 0
        read = struct.unpack_from(f"<{place['length']}{place['type']}", content, place["first"])
        assert list(read) == column.tolist()
