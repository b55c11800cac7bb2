"""What the MLP does at each position: how many hidden numbers relu leaves, how much is added to the stream."""

from __future__ import annotations

from math import sqrt

from microgpt.ops.dots import dot
from session.facts.known import Known
from session.facts.reading import numbers, token
from session.facts.writing import Facts, fixed, whole


def facts(known: Known) -> Facts:
    """Of the first letter, and of all positions beside each other."""
    n = len(known.trace.header["losses"])
    at = min(1, n - 1)
    hidden = [numbers(known, "layer0.mlp_relu", position) for position in range(n)]
    left = [sum(number > 0 for number in each) for each in hidden]
    added = [_size(numbers(known, "layer0.mlp_out", position)) for position in range(n)]
    most, least = max(range(n), key=added.__getitem__), min(range(n), key=added.__getitem__)
    return {
        "mlp-token": token(known, at),
        "mlp-position": whole(at),
        "mlp-left": whole(left[at]),
        "mlp-zero": whole(len(hidden[at]) - left[at]),
        "mlp-range": _range(left),
        "mlp-most": f"{token(known, most)} at position {most}",
        "mlp-most-size": fixed(added[most]),
        "mlp-most-stream": fixed(_size(numbers(known, "layer0.attn_residual", most))),
        "mlp-least": f"{token(known, least)} at position {least}",
        "mlp-least-size": fixed(added[least]),
    }


def _size(vector: list[float]) -> float:
    """The root of the mean of the squares."""
    return sqrt(dot(vector, vector) / len(vector))


def _range(counts: list[int]) -> str:
    """Of how many are left at each position."""
    low, high = min(counts), max(counts)
    return f"{low} at every position" if low == high else f"between {low} and {high}, depending on the position"
