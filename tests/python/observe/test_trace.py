"""Traces: they change nothing, and every number in them is right."""

from __future__ import annotations

import gc
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from small import NAMES, small_config, small_run
from traced import LIVELY, emma, loss_of

from microgpt import checkpoint
from microgpt.__main__ import main
from microgpt.config import Config
from microgpt.data import Data, census
from microgpt.divergence import TrainingDiverged
from microgpt.model import flatten
from microgpt.observe import trace as tracing
from microgpt.observe.trace import TraceError, trace
from microgpt.ops import scalar, vector
from microgpt.presets import PRESETS
from microgpt.run import Run, start
from microgpt.train import train
from microgpt.value import Value


def state(run: Run) -> tuple[Any, ...]:
    grads = {name: run.ops.grad(matrix) for name, matrix in run.state_dict.items()}
    return (
        run.step,
        run.params(),
        grads,
        list(run.optimizer.m),
        list(run.optimizer.v),
        run.rng.getstate(),
        list(run.docs),
    )


@pytest.mark.parametrize("preset_name", PRESETS)
def test_a_trace_leaves_the_run_as_it_was(preset_name: str) -> None:
    run = small_run(preset_name)
    next(train(run))
    before = state(run)
    trace(run)
    trace(run, "vi", position=1)
    assert state(run) == before


@pytest.mark.parametrize("preset_name", PRESETS)
def test_tracing_between_the_steps_and_training_on_equals_training(preset_name: str) -> None:
    watched, plain = small_run(preset_name), small_run(preset_name)
    for seen, unseen in zip(train(watched), train(plain), strict=True):
        trace(watched, "eve")
        assert seen == unseen
    assert state(watched) == state(plain)


def test_two_traces_of_the_same_step_are_equal() -> None:
    run = small_run()
    one, two = trace(run), trace(run)
    assert one.header == two.header
    assert one.columns == two.columns


def test_no_value_is_alive_after_a_trace() -> None:
    def alive() -> int:
        gc.collect()
        return sum(isinstance(each, Value) for each in gc.get_objects())

    run = small_run()
    before = alive()
    traced = trace(run)
    assert alive() == before
    assert traced.columns["node_data"]


def test_the_garbage_collector_is_as_it_was() -> None:
    trace(small_run())
    assert gc.isenabled()


def test_the_header_describes_the_step() -> None:
    header = emma().header
    assert (header["format"], header["version"]) == ("microgpt trace", 1)
    assert (header["step"], header["num_steps"]) == (3, 10)
    assert header["lr_t"] == pytest.approx(0.008)
    assert [header["vocabulary"][i] for i in header["token_ids"]] == ["<BOS>", "e", "m", "m", "a", "<BOS>"]
    assert len(header["losses"]) == 5
    assert header["loss"] == pytest.approx(sum(header["losses"]) / 5)
    assert header["target"] == "document"
    assert emma(position=2).header["target"] == 2
    assert emma(position=2).header["loss"] == emma().header["losses"][2]
    assert emma(position=2).header["losses"] == emma().header["losses"]
    assert json.loads(json.dumps(header, allow_nan=False)) == header


def test_a_trace_is_of_the_next_step_and_its_document() -> None:
    run = small_run()
    training = train(run)
    for _ in range(run.config.num_steps):
        header = trace(run, graph=False).header
        step = next(training)
        assert (header["step"], header["doc"], header["token_ids"]) == (step.step, step.doc, step.tokens)
        assert (header["losses"], header["loss"], header["lr_t"]) == (step.losses, step.loss, step.learning_rate)


def test_after_the_last_step_there_is_still_something_to_trace() -> None:
    run = small_run()
    for _ in train(run):
        pass
    traced = trace(run, "emma")
    assert traced.header["lr_t"] == 0
    assert traced.columns["adam_after"] == traced.columns["adam_before"]


def test_expressions_are_what_a_reader_of_the_model_would_write() -> None:
    stages = emma().header["stages"]
    expressions = {(stage["name"].split(".", 1)[-1], stage["position"]): stage["expression"] for stage in stages}
    for key, expression in {
        ("tok_emb", 1): "wte[1]",  # e comes second among a, e, i, ...
        ("pos_emb", 2): "wpe[2]",
        ("embedding", 2): "x",
        ("attn_q", 2): "q",
        ("attn_k", 2): "keys[0][2]",
        ("attn_v", 3): "values[0][3]",
        ("head1.attn_logits", 2): "attn_logits",
        ("head1.attn_weights", 2): "attn_weights",
        ("head1.out", 2): "head_outs[1]",
        ("attn_heads", 2): "x",
        ("mlp_relu", 2): "x",
        ("logits", 2): "logits",
        ("probs", 2): "probs",
        ("loss", 3): "losses[3]",
        ("mean_loss", None): "loss",
    }.items():
        assert expressions[key] == expression


def test_a_position_is_named_by_the_row_that_is_read() -> None:
    header = trace(small_run("first"), "emma", graph=False).header
    assert [s["expression"] for s in header["stages"] if s["name"] == "pos_emb"] == [f"wpe[{p}]" for p in range(4)]


@pytest.mark.parametrize("target", [None, 2])
def test_the_gradients_of_parameters_equal_finite_differences(target: int | None) -> None:
    run = small_run(**LIVELY)
    traced = trace(run, "emma", target)
    small = 1e-6
    for matrix in traced.header["matrices"]:
        for r, c in [(0, 0), (1, 1), (2, 3), (3, 2)]:

            def moved(by: float, name: str = matrix["name"], r: int = r, c: int = c) -> float:
                params = run.params()
                params[name][r][c] += by
                return loss_of(run, "emma", target, params, lambda name, x: x)

            grad = traced.columns["adam_grad"][matrix["first"] + r * matrix["columns"] + c]
            assert grad == pytest.approx((moved(small) - moved(-small)) / (2 * small), rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("preset_name", PRESETS)
@pytest.mark.parametrize("done", [0, 3])
def test_adam_in_the_trace_is_the_update_that_training_then_does(preset_name: str, done: int) -> None:
    run = small_run(preset_name, **LIVELY)
    training = train(run)
    for _ in range(done):
        next(training)
    before = flatten(run.params().values())
    m, v = list(run.optimizer.m), list(run.optimizer.v)
    columns = trace(run).columns
    lr_t, t = next(training).learning_rate, run.step
    adam = {name.removeprefix("adam_"): c.tolist() for name, c in columns.items() if name.startswith("adam_")}
    assert (adam["before"], adam["m_before"], adam["v_before"]) == (before, m, v)
    assert adam["after"] == flatten(run.params().values())
    assert (adam["m"], adam["v"]) == (run.optimizer.m, run.optimizer.v)
    assert any(adam["grad"])
    for i in range(run.num_params):
        assert adam["m_hat"][i] == adam["m"][i] / (1 - run.config.beta1**t)
        assert adam["v_hat"][i] == adam["v"][i] / (1 - run.config.beta2**t)
        assert adam["update"][i] == lr_t * adam["m_hat"][i] / (adam["v_hat"][i] ** 0.5 + run.config.eps)
        assert adam["after"][i] == adam["before"][i] - adam["update"][i]


def test_a_run_that_trains_with_vectors_is_traced_number_by_number() -> None:
    """To rounding: the vectors add in another order, and update_folded() has other last bits."""
    run = start(small_config(), NAMES, vector)
    training = train(run)
    next(training)
    traced = trace(run)
    step = next(training)
    assert traced.header["losses"] == pytest.approx(step.losses, rel=1e-12)
    assert traced.columns["adam_after"].tolist() == pytest.approx(flatten(run.params().values()), abs=1e-9)


def test_a_graph_that_is_too_large_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run()
    full = trace(run)
    monkeypatch.setattr(tracing, "MAX_NODES", 1000)
    traced = trace(run)
    nodes = full.header["graph"]["nodes"]
    assert traced.header["refused"] == (
        f"the graph of this document has {nodes:,} nodes, more than the 1,000 that can be looked into"
    )
    assert traced.header["graph"] is None
    assert traced.header["frames"] == full.header["frames"]
    assert traced.columns == {name: full.columns[name] for name in traced.columns}
    assert {"stage_values", "stage_grads", "adam_after"} <= traced.columns.keys()
    assert not any(name.startswith("node_") for name in traced.columns)


def test_without_a_graph_nothing_is_refused() -> None:
    header = trace(small_run(), graph=False).header
    assert (header["graph"], header["refused"], header["ops"]) == (None, None, [])


@pytest.mark.needs("speed")
def test_sixteen_positions_at_the_defaults_are_within_the_limit() -> None:
    run = start(Config(), census())
    traced = trace(run, "maximilianalexander")
    assert len(traced.header["losses"]) == 16
    assert len(traced.header["token_ids"]) == 17
    assert traced.header["refused"] is None
    assert traced.header["graph"]["nodes"] > 130_000


def test_a_document_is_cropped_as_in_training() -> None:
    for preset_name, tokens in (("microgpt", 6), ("first", 5)):
        header = trace(small_run(preset_name), "maximilian", graph=False).header
        assert len(header["token_ids"]) == tokens
        assert header["doc"] == "maximilian"


@pytest.mark.parametrize(
    ("doc", "position", "sentence"),
    [
        ("Emma", None, "'E' in 'Emma' is not among the 8 characters of the data"),
        ("", None, "wanted a document to trace, but it is empty"),
        (" \n", None, "wanted a document to trace, but it is empty"),
        ("emma", 5, "position must be from 0 to 4, the predictions made on 'emma', not 5"),
        ("emma", -1, "position must be from 0 to 4, the predictions made on 'emma', not -1"),
    ],
)
def test_what_cannot_be_traced_gets_a_sentence(doc: str, position: int | None, sentence: str) -> None:
    with pytest.raises(TraceError, match=f"^{re.escape(sentence)}$"):
        trace(small_run(), doc, position)


def test_a_run_without_documents_needs_one_to_be_named() -> None:
    run = checkpoint.from_json(checkpoint.to_json(small_run()))
    with pytest.raises(TraceError, match="wanted a document to trace: this run has none of its own"):
        trace(run)
    assert trace(run, "emma").header["doc"] == "emma"


def test_a_run_that_has_diverged_says_so() -> None:
    run = small_run(**LIVELY)
    head = run.state_dict["lm_head"]
    run.ops.assign(head, [[math.copysign(1e308, x) for x in row] for row in run.ops.data(head)])
    with pytest.raises(
        TrainingDiverged, match=r"^step 1: the loss is no longer a finite number; lm_head\[\d+\]"
    ) as found:
        trace(run)
    assert found.value.param.matrix == "lm_head"


@pytest.mark.parametrize("memory", ["m", "v"])
def test_a_memory_of_adam_that_is_too_large_is_said_to_have_diverged(memory: str) -> None:
    """Its correction for having started at 0 makes it larger still."""
    run = small_run(**LIVELY)
    getattr(run.optimizer, memory)[5] = 1.7e308
    with pytest.raises(TrainingDiverged) as found:
        trace(run)
    sentence = f"step 1: {memory}_hat of wte[1][1] is the first that is no longer a finite number"
    assert (str(found.value), found.value.step, found.value.param) == (sentence, 1, ("wte", 1, 1))


def test_a_loss_whose_perplexity_no_number_holds_is_said_to_have_diverged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probability is the smallest that there is: exp() of its loss is beyond 1.8e308."""
    monkeypatch.setattr(tracing, "gradients", lambda *_: ([744.0], 744.0))
    with pytest.raises(TrainingDiverged, match="a number of this step is no longer a finite number"):
        trace(small_run())


def test_the_command_writes_a_trace_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = tmp_path / "names.txt"
    data.write_text("\n".join(NAMES.docs))
    shape = ["--n_embd", "4", "--n_head", "2", "--num_steps", "8"]
    assert (
        main(
            [
                "trace",
                "--data",
                str(data),
                *shape,
                "--autograd",
                "scalar",
                "--step",
                "3",
                "--doc",
                "emma",
                "--position",
                "1",
            ]
        )
        == 0
    )
    written = json.loads(capsys.readouterr().out)
    run = start(Config(n_embd=4, n_head=2, num_steps=8), Data(str(data), NAMES.docs), scalar)
    training = train(run)
    next(training)
    next(training)
    expected = trace(run, "emma", 1)
    assert written == {**expected.header, "columns": {n: c.tolist() for n, c in expected.columns.items()}}


def test_the_command_traces_a_checkpoint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data, saved = tmp_path / "names.txt", str(tmp_path / "run.json")
    data.write_text("\n".join(NAMES.docs))
    run = start(Config(n_embd=4, n_head=2, num_steps=8), Data(str(data), NAMES.docs))
    training = train(run)
    next(training)
    next(training)
    checkpoint.save(run, saved)
    assert main(["trace", "--resume", saved, "--no-graph"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert written["step"] == 3
    assert written["graph"] is None
    assert written["columns"]["adam_m_before"] == run.optimizer.m
    assert main(["trace", "--resume", saved, "--step", "2"]) == 1
    assert capsys.readouterr().err == "microgpt: --step must be from 3 to 8, not 2\n"


@pytest.mark.parametrize("arguments", [["--doc", "Emma"], ["--doc", ""], ["--position", "99"], ["--step", "0"]])
def test_the_command_says_what_is_wrong_in_a_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert captured.err.startswith("microgpt: ")
