"""Lengths: what they count is what the scalar operations then do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microgpt.observe.lengths import Lengths
from microgpt.ops import scalar
from microgpt.value import Value


def nodes_made(work: Callable[[], object]) -> int:
    """How many Values were made."""
    made, init = 0, Value.__init__

    def counting(self: Value, *args: Any) -> None:
        nonlocal made
        made += 1
        init(self, *args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Value, "__init__", counting)
        work()
    return made


def vector(n: int) -> list[Value]:
    return [Value(0.1 * i + 0.5) for i in range(n)]


OPERATIONS: dict[str, Callable[[Any, Any, int, int], object]] = {
    "row": lambda ops, new, n, m: ops.row(new(m, n), 0),
    "add": lambda ops, new, n, m: ops.add(new(n), new(n)),
    "linear": lambda ops, new, n, m: ops.linear(new(n), new(m, n)),
    "rmsnorm": lambda ops, new, n, m: ops.rmsnorm(new(n)),
    "layernorm": lambda ops, new, n, m: ops.layernorm(new(n)),
    "unchanged": lambda ops, new, n, m: ops.unchanged(new(n)),
    "gelu": lambda ops, new, n, m: ops.gelu(new(n)),
    "relu": lambda ops, new, n, m: ops.relu(new(n)),
    "square": lambda ops, new, n, m: ops.square(new(n)),
    "scale": lambda ops, new, n, m: ops.scale(new(n), 3.0),
    "softmax": lambda ops, new, n, m: ops.softmax(new(n)),
    "attention_logits": lambda ops, new, n, m: ops.attention_logits(new(2 * n), [new(2 * n)] * m, slice(n, 2 * n)),
    "weighted_sum": lambda ops, new, n, m: ops.weighted_sum(new(m), [new(2 * n)] * m, slice(0, n)),
    "concat": lambda ops, new, n, m: ops.concat([new(n), new(m)]),
    "cross_entropy": lambda ops, new, n, m: ops.cross_entropy(new(n), 0),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@settings(max_examples=10)
@given(st.integers(1, 6), st.integers(1, 6))
def test_an_operation_is_as_long_and_counts_as_many_nodes_as_the_scalar_one_makes(
    operation: str, n: int, m: int
) -> None:
    def of_values(rows: int, columns: int | None = None) -> Any:
        return made[rows, columns]

    made = {key: vector(key[0]) for key in [(n, None), (m, None), (2 * n, None)]}
    made |= {(m, n): [vector(n) for _ in range(m)]}
    lengths = Lengths()
    length = OPERATIONS[operation](lengths, lambda rows, columns=None: (rows, columns) if columns else rows, n, m)
    found: list[Any] = []
    assert lengths.nodes == nodes_made(lambda: found.append(OPERATIONS[operation](scalar, of_values, n, m)))
    if operation != "cross_entropy":
        assert length == len(found[0])


@pytest.mark.parametrize("n", [1, 2, 7])
def test_the_losses_of_a_document_count_too(n: int) -> None:
    lengths, losses = Lengths(), vector(n)
    one = lengths.cross_entropy(3, 0)
    lengths.nodes = 0
    lengths.mean([one] * n)
    assert lengths.nodes == nodes_made(lambda: scalar.mean(losses))
    lengths.nodes = 0
    lengths.share(one, n)
    assert lengths.nodes == nodes_made(lambda: scalar.share(losses[0], n))


def test_every_operation_of_a_forward_pass_is_counted() -> None:
    counted = {name for name in vars(Lengths) if not name.startswith("_")} - {"tap"}
    assert counted == {*OPERATIONS, "mean", "share"}
