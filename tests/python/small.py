"""Small runs, a recursive backward pass to compare with, and what makes a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from microgpt.config import Config
from microgpt.data import Data
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.value import Value

NAMES = Data("names", ("emma", "ava", "mia", "al", "eve", "maximilian", "vi"))


# the parts of the model that can be switched, each in one of its ways
SWITCHES: dict[str, st.SearchStrategy[Any]] = {
    "position_embedding": st.booleans(),
    "norm": st.sampled_from(["rmsnorm", "layernorm", "none"]),
    "norm_embedding": st.booleans(),
    "attention": st.booleans(),
    "mlp": st.booleans(),
    "residual": st.booleans(),
    "activation": st.sampled_from(["relu", "relu2", "gelu", "none"]),
    "tied_head": st.booleans(),
}

# models that lack something, or have something else in its place
ABLATIONS: list[dict[str, Any]] = [
    {"position_embedding": False},
    {"position_embedding": False, "norm": "none", "tied_head": True},
    {"norm": "layernorm"},
    {"norm": "none"},
    {"attention": False},
    {"mlp": False},
    {"attention": False, "mlp": False, "position_embedding": False},
    {"attention": False, "mlp": False, "norm": "none", "tied_head": True},
    {"residual": False},
    {"residual": False, "norm": "layernorm", "activation": "gelu", "norm_embedding": False},
    {"activation": "gelu"},
    {"activation": "none"},
    {"optimizer": "sgd"},
]


def small_config(preset_name: str = "microgpt", **settings: Any) -> Config:
    """A preset made small enough to train in a moment."""
    return replace(preset(preset_name), **({"n_embd": 4, "n_head": 2, "block_size": 5, "num_steps": 8} | settings))


def small_run(preset_name: str = "microgpt", data: Data = NAMES, **settings: Any) -> Run:
    """A run of a small config before its first step."""
    return start(small_config(preset_name, **settings), data)


def state(run: Run) -> tuple[Any, ...]:
    """Every number of a run that training and sampling change."""
    return run.step, run.params(), list(run.optimizer.m), list(run.optimizer.v), run.rng.getstate()


def recursive_order(root: Value) -> list[Value]:
    """The topological order as the published program finds it: by a function that calls itself."""
    order, visited = [], set()

    def visit(node: Value) -> None:
        if node not in visited:
            visited.add(node)
            for child in node._children:
                visit(child)
            order.append(node)

    visit(root)
    return order


def recursive_backward(root: Value) -> None:
    """The backward pass of the published program."""
    root.grad = 1.0
    for node in reversed(recursive_order(root)):
        for child, local_grad in zip(node._children, node._local_grads, strict=True):
            child.grad += local_grad * node.grad


def assert_sentence(message: str, *parts: str) -> None:
    """One line a person can read, which has these parts in this order."""
    assert message.strip() == message
    assert len(message.split()) >= 3
    assert len(message) < 700
    assert len(message.splitlines()) == 1
    assert "Traceback" not in message
    position = 0
    for part in parts:
        assert part in message[position:], f"{part!r} is missing, or out of order, in {message!r}"
        position = message.index(part, position) + len(part)
