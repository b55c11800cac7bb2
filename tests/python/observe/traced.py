"""Traces of small runs of every kind, and how to read them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from small import NAMES, SWITCHES

from microgpt.config import Config
from microgpt.model import StateDict
from microgpt.observe.trace import Trace, trace
from microgpt.ops import scalar
from microgpt.presets import PRESETS
from microgpt.run import Run, start
from microgpt.train import crop, predictions, train

# a forward pass at initialisation says little in the preset that starts some matrices at 0
LIVELY = {"init_std": 0.5, "zero_init_outputs": False}


configs = st.builds(
    lambda preset, head_dim, **changed: replace(preset, n_embd=head_dim * changed["n_head"], num_steps=9, **changed),
    preset=st.sampled_from(list(PRESETS.values())),
    head_dim=st.integers(1, 2),
    n_head=st.integers(1, 3),
    n_layer=st.integers(1, 2),
    block_size=st.integers(2, 5),
    special_tokens=st.sampled_from(["bos", "bos_eos"]),
    **SWITCHES,
    wrap_positions=st.booleans(),
    crop=st.sampled_from(["predictions", "tokens"]),
    backward=st.sampled_from(["document", "position"]),
    optimizer=st.sampled_from(["adam", "sgd"]),
    init_std=st.just(0.3),
)
runs = st.builds(lambda config: start(config, NAMES), configs)
docs = st.text("aeilmnvx", min_size=1, max_size=6)
few = settings(max_examples=20, deadline=None, derandomize=True, database=None)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    run, doc = draw(runs), draw(docs)
    n = len(crop(run.tokenizer.encode(doc), run.config)) - 1
    return trace(run, doc, draw(st.none() | st.integers(0, n - 1)))


@cache
def emma(position: int | None = None) -> Trace:
    """A trace at the published size, a few steps into training."""
    run = start(Config(num_steps=10), NAMES)
    training = train(run)
    for _ in range(2):
        next(training)
    return trace(run, "emma", position)


def copies(run: Run) -> StateDict:
    return {name: scalar.parameters(rows) for name, rows in run.params().items()}


def find(traced: Trace, name: str, position: int | None) -> int:
    (s,) = (s for s, each in enumerate(traced.header["stages"]) if (each["name"], each["position"]) == (name, position))
    return s


def stage_numbers(traced: Trace, s: int, column: str = "stage_values", pass_: int = 0) -> list[float]:
    stage = traced.header["stages"][s]
    first = stage["first"] + pass_ * len(traced.columns["stage_values"])
    return traced.columns[column][first : first + stage["size"]].tolist()


def operands(columns: dict[str, Any], node: int) -> list[int]:
    return columns["node_operands"][columns["node_first"][node] : columns["node_first"][node + 1]].tolist()


def loss_of(run: Run, doc: str, target: int | None, params: dict[str, Any], tap: Any) -> float:
    tokens = crop(run.tokenizer.encode(doc), run.config)
    state_dict = {name: scalar.parameters(rows) for name, rows in params.items()}
    losses = [each.data for each in predictions(scalar, run.config, state_dict, tokens, tap)]
    return sum(losses) / len(losses) if target is None else losses[target]
