"""Models that lack a part, or have another in its place: each command answers for them, or says why not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from page_side import TEXT, Json, Wire
from test_session_state import kept, resume

ABLATIONS: list[Json] = [
    {"position_embedding": False, "norm": "none"},
    {"norm": "layernorm", "activation": "gelu"},
    {"attention": False},
    {"mlp": False, "n_layer": 2},
    {"attention": False, "mlp": False, "tied_head": True},
    {"residual": False, "activation": "none"},
    {"optimizer": "sgd", "learning_rate": 0.5},
]
each_model = pytest.mark.parametrize("ablation", ABLATIONS, ids=str)


def begun(ablation: Json) -> Wire:
    """A run of such a model after four steps, and a trace of the next one."""
    wire = Wire()
    settings = {"n_embd": 4, "n_head": 2, "block_size": 5, "num_steps": 8, **ablation}
    described = wire.ask("start", settings=settings, data_name="names", text=TEXT)
    assert {name: described["config"][name] for name in ablation} == ablation
    wire.events(steps=4)
    wire.ask("trace", doc="emma")
    return wire


@each_model
def test_every_question_of_a_figure_has_an_answer(ablation: Json) -> None:
    wire = begun(ablation)
    heads = wire.ask("heads", count=5)["heads"]
    assert bool(heads) == ablation.get("attention", True)
    for command, args in QUESTIONS.items():
        assert wire.ask(command, **args) is not None, command


QUESTIONS: dict[str, dict[str, Any]] = {
    "over_training": {},
    "temper": {"temperature": 0.7},
    "paces": {},
    "check": {"matrix": "wte", "row": 1, "column": 0},
    "grab": {"matrix": "wte", "row": 1, "column": 0, "values": [0.1, 0.2]},
    "experiment": {"edits": [{"matrix": "wte", "row": 1, "column": 0, "value": 0.5}]},
    "norms": {},
    "replay": {"matrix": "wte", "row": 1, "column": 0, "what_if": {"learning_rate": 0.1}},
    "invent": {"temperature": 0.8, "seed": 3},
    "invent_many": {"temperature": 0.8, "seed": 3, "top_k": 4, "count": 2},
    "score": {"text": "emma"},
    "sample": {"count": 2},
    "parameters": {},
    "describe": {},
    "run_facts": {},
}


@each_model
def test_it_is_kept_and_goes_on_where_it_was(ablation: Json) -> None:
    wire = begun(ablation)
    file, shared = wire.ask("checkpoint"), wire.ask("share")
    other, described = resume(*kept(wire), data_name="names", text=TEXT)
    assert {name: described["config"][name] for name in ablation} == ablation
    wire.ask("restore", run="again", checkpoint=file["text"], data_name="names", text=TEXT)
    opened = wire.ask("open_shared", run="shared", model=shared["text"], text=TEXT)
    assert {name: opened["description"]["config"][name] for name in ablation} == ablation
    for each, run in ((wire, "r"), (wire, "again"), (other, "r"), (wire, "shared")):
        each.events(run=run)
    whole, again, resumed, near = (
        json.loads(each.ask("checkpoint", run=run)["text"])
        for each, run in ((wire, "r"), (wire, "again"), (other, "r"), (wire, "shared"))
    )
    assert again["params"] == resumed["params"] == whole["params"]
    assert near["step"] == whole["step"] == 8


@each_model
def test_the_article_tells_nothing_of_it_that_would_not_be_true(ablation: Json) -> None:
    sentence = begun(ablation).complaint("facts")
    assert sentence.startswith("the article tells of a model with ")
    assert any(name in sentence for name in ablation)
