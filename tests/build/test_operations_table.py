"""The article's table of the operations of Value: every operation, with the local gradients that it really has."""

from __future__ import annotations

import html
import math
import re

import pytest

from microgpt.value import Value
from tools import operations_table as subject
from tools.operations_table import WRITTEN, operations_table
from tools.problem import Problem

NOT_OPERATIONS = {"__init__", "__repr__", "backward"}
PAIRS = [("self", "other"), ("other", "self")]


def rows() -> list[list[str]]:
    """The text of each cell, row by row."""
    found = re.findall(r"<tr>(.*?)</tr>", operations_table())
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found]
    texts = [[html.unescape(re.sub(r"<.*?>", "", cell)) for cell in row] for row in cells]
    return [row for row in texts[1:] if len(row) > 1]


def test_every_operation_of_value_has_a_row() -> None:
    methods = {name for name, each in vars(Value).items() if callable(each)} - NOT_OPERATIONS
    assert WRITTEN.keys() == methods
    assert [row[0] for row in rows()] == [WRITTEN[name] for name in vars(Value) if name in methods]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_what_a_row_says_is_what_value_does(row: list[str]) -> None:
    written, result, *local_gradients = row
    names = {"self": Value(1.7), "other": Value(-0.6), "n": 3, "math": math}
    made = eval(written, names)
    expected = eval(result, names)
    assert made.data == (expected.data if isinstance(expected, Value) else expected)
    for each in local_gradients:
        assert made._local_grads == tuple(eval(f"[{each}]", names))
        assert made._children[0] is names["self"]


def test_those_that_make_a_node_have_a_rule_and_the_others_have_none() -> None:
    made_of = {row[0] for row in rows() if len(row) == 2}
    assert made_of == {"-self", "other + self", *(f"{x} {op} {y}" for op in "-/" for x, y in PAIRS), "other * self"}


def test_an_operation_that_nobody_knows_how_to_write_fails_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(subject.WRITTEN, "log")
    with pytest.raises(Problem, match="log"):
        operations_table()
