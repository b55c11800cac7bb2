"""Traces: they change nothing, say what happened in the order in which it did, and every number in them is right."""

from __future__ import annotations

import gc
import json
import math
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microgpt import checkpoint
from microgpt.__main__ import main
from microgpt.config import Config
from microgpt.data import Data, census
from microgpt.model import StateDict
from microgpt.observe import trace as tracing
from microgpt.observe.trace import NONE, Recorder, Trace, TraceError, count_nodes, trace
from microgpt.ops import scalar, vector
from microgpt.presets import PRESETS
from microgpt.run import Run, start
from microgpt.train import TrainingDiverged, crop, gradients, predictions, train
from microgpt.value import Value

ROOT = Path(__file__).parents[2]
NAMES = Data("names", ("emma", "ava", "mia", "al", "eve", "maximilian", "vi"))
SMALL = {"n_embd": 4, "n_head": 2, "block_size": 5, "num_steps": 8}
# a forward pass at initialisation says little in the preset that starts some matrices at 0
LIVELY = {"init_std": 0.5, "zero_init_outputs": False}


def small_run(preset_name: str = "microgpt", **changed: Any) -> Run:
    return start(replace(PRESETS[preset_name], **(SMALL | changed)), NAMES)


def copies(run: Run) -> StateDict:
    return {name: scalar.parameters(rows) for name, rows in run.params().items()}


def state(run: Run) -> tuple[Any, ...]:
    grads = {name: run.ops.grad(matrix) for name, matrix in run.state_dict.items()}
    return run.step, run.params(), grads, list(run.adam.m), list(run.adam.v), run.rng.getstate(), list(run.docs)


def stage_numbers(traced: Trace, s: int, column: str = "stage_values", pass_: int = 0) -> list[float]:
    stage = traced.header["stages"][s]
    first = stage["first"] + pass_ * len(traced.columns["stage_values"])
    return traced.columns[column][first : first + stage["size"]].tolist()


def find(traced: Trace, name: str, position: int | None) -> int:
    (s,) = (s for s, each in enumerate(traced.header["stages"]) if (each["name"], each["position"]) == (name, position))
    return s


configs = st.builds(
    lambda preset, head_dim, **changed: replace(preset, n_embd=head_dim * changed["n_head"], num_steps=9, **changed),
    preset=st.sampled_from(list(PRESETS.values())),
    head_dim=st.integers(1, 2),
    n_head=st.integers(1, 3),
    n_layer=st.integers(1, 2),
    block_size=st.integers(2, 5),
    special_tokens=st.sampled_from(["bos", "bos_eos"]),
    tied_head=st.booleans(),
    norm_embedding=st.booleans(),
    activation=st.sampled_from(["relu", "relu2"]),
    wrap_positions=st.booleans(),
    crop=st.sampled_from(["predictions", "tokens"]),
    backward=st.sampled_from(["document", "position"]),
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


# --- it changes nothing


@pytest.mark.parametrize("preset_name", PRESETS)
def test_recording_changes_no_number(preset_name: str) -> None:
    run = small_run(preset_name)
    tokens = crop(run.tokenizer.encode("emma"), run.config)
    watched, plain = copies(run), copies(run)
    recorder = Recorder(scalar, watched, run.config.backward == "position")
    assert gradients(recorder.ops, run.config, watched, tokens, recorder) == gradients(
        scalar, run.config, plain, tokens
    )
    for name in plain:
        assert scalar.grad(watched[name]) == scalar.grad(plain[name])


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


# --- frames


def expected_stages(config: Config, n: int, ending: str) -> list[tuple[str, int | None]]:
    """The stages of a pass over n positions, as the picture of the architecture has them."""
    names = ["tok_emb", "pos_emb", "embedding", *(["embedding_norm"] if config.norm_embedding else [])]
    for i in range(config.n_layer):
        block = ["attn_norm", "attn_q", "attn_k", "attn_v"]
        for h in range(config.n_head):
            block += [f"head{h}.attn_logits", f"head{h}.attn_weights", f"head{h}.out"]
        block += ["attn_heads", "attn_out", "attn_residual", "mlp_norm", "mlp_hidden", "mlp_relu"]
        block += ["mlp_relu2"] if config.activation == "relu2" else []
        names += [f"layer{i}.{name}" for name in [*block, "mlp_out", "mlp_residual"]]
    names += ["logits", "probs", "loss"] + (["loss_share"] if ending == "loss_share" else [])
    stages: list[tuple[str, int | None]] = [(name, position) for position in range(n) for name in names]
    return [*stages, ("mean_loss", None)] if ending == "mean_loss" else stages


@few
@given(runs, docs, st.data())
def test_the_frames_are_all_there_in_the_order_in_which_things_happen(run: Run, doc: str, data: st.DataObject) -> None:
    config = run.config
    n = len(crop(run.tokenizer.encode(doc), config)) - 1
    target = data.draw(st.none() | st.integers(0, n - 1))
    header = trace(run, doc, target, graph=False).header
    by_position = target is None and config.backward == "position"
    ending = "loss" if target is not None else "loss_share" if by_position else "mean_loss"
    stages = [(stage["name"], stage["position"]) for stage in header["stages"]]
    assert stages == expected_stages(config, n, ending)

    frames = [(frame["phase"], frame["stage"], frame["pass"]) for frame in header["frames"]]
    assert frames[0] == ("tokens", None, None)
    num_matrices = len(header["matrices"])
    assert [frame["matrix"] for frame in header["frames"][-num_matrices:]] == list(range(num_matrices))
    assert all(frame["phase"] == "adam" for frame in header["frames"][-num_matrices:])
    frames = frames[1:-num_matrices]
    ended = [s for phase, s, _ in frames if phase == "loss"]
    assert [stages[s] for s in ended] == (
        [(ending, target)]
        if target is not None
        else [(ending, p) for p in range(n)]
        if by_position
        else [(ending, None)]
    )
    # every stage is made once, and all before it in the order of the taps; only a target alone waits for the end
    made = [s for phase, s, _ in frames if phase in ("forward", "loss")]
    assert sorted(made) == list(range(len(stages)))
    assert made == sorted(made, key=lambda s: (target is not None and s == ended[0], s))
    # after a loss comes its backward pass, from itself to the first embedding
    assert header["passes"] == len(ended)
    for number, root in enumerate(ended):
        back = [s for phase, s, pass_ in frames if phase == "backward" and pass_ == number]
        assert back == sorted(back, reverse=True)
        begins = frames.index(("loss", root, None))
        assert frames[begins + 1 : begins + 1 + len(back)] == [("backward", s, number) for s in back]
        assert back[0] == root
        assert back[-1] == 0


@few
@given(traces())
def test_the_backward_frames_are_of_the_stages_that_the_graph_says_were_reached(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    for number, root in enumerate(frame["stage"] for frame in header["frames"] if frame["phase"] == "loss"):
        reached, todo = set(), [columns["stage_nodes"][header["stages"][root]["first"]]]
        while todo:
            node = todo.pop()
            if node not in reached:
                reached.add(node)
                todo += columns["node_operands"][columns["node_first"][node] : columns["node_first"][node + 1]]
        expected = [
            s
            for s, stage in enumerate(header["stages"])
            if s <= root and reached & set(columns["stage_nodes"][stage["first"] : stage["first"] + stage["size"]])
        ]
        frames = [f["stage"] for f in header["frames"] if f["phase"] == "backward" and f["pass"] == number]
        # a row of wte may be reached by way of another position that has the same token, or of a tied lm_head
        names = [stage["name"] for stage in header["stages"]]
        assert [s for s in frames[::-1] if names[s] != "tok_emb"] == [s for s in expected if names[s] != "tok_emb"]
        assert set(frames) <= set(expected)


def test_one_prediction_reaches_back_through_the_cache_only() -> None:
    """With one layer the loss of position 2 needs of position 1 its key and its value, and what they were made from."""
    header = emma(position=2).header
    stages = [header["stages"][f["stage"]] for f in header["frames"] if f["phase"] == "backward"]
    assert {stage["position"] for stage in stages} == {0, 1, 2}
    assert [stage["name"] for stage in stages if stage["position"] == 1] == [
        "layer0.attn_v",
        "layer0.attn_k",
        "layer0.attn_norm",
        "embedding_norm",
        "embedding",
        "pos_emb",
        "tok_emb",
    ]


# --- what the header says


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


@few
@given(traces())
def test_each_line_is_the_one_that_names_the_stage(traced: Trace) -> None:
    for stage in traced.header["stages"]:
        line = (ROOT / stage["file"]).read_text(encoding="utf-8").split("\n")[stage["line"] - 1]
        *_, name = stage["name"].split(".")  # what stands before it is spelled with variables
        assert re.search(rf'tap\(f?"(\{{\w+\}}\.)?{name}"', line), (stage["name"], line)
        assert stage["file"] in traced.header["files"]


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


def test_a_stage_says_what_it_was_made_from() -> None:
    traced = emma()
    stages, matrices = traced.header["stages"], [matrix["name"] for matrix in traced.header["matrices"]]

    def reads(name: str, position: int | None) -> tuple[set[tuple[str, int]], list[tuple[str, int, int]]]:
        stage = stages[find(traced, name, position)]
        assert stage["reads"] == sorted(stage["reads"])
        rows = [(matrices[m], first, number) for m, first, number in stage["reads_rows"]]
        return {(stages[s]["name"], stages[s]["position"]) for s in stage["reads"]}, rows

    assert reads("tok_emb", 1) == (set(), [("wte", 1, 1)])
    assert reads("pos_emb", 1) == (set(), [("wpe", 1, 1)])
    assert reads("embedding", 1) == ({("tok_emb", 1), ("pos_emb", 1)}, [])
    assert reads("layer0.attn_q", 2) == ({("layer0.attn_norm", 2)}, [("layer0.attn_wq", 0, 16)])
    keys = {("layer0.attn_k", p) for p in range(3)}
    assert reads("layer0.head3.attn_logits", 2) == ({("layer0.attn_q", 2)} | keys, [])
    values = {("layer0.attn_v", p) for p in range(4)}
    assert reads("layer0.head1.out", 3) == ({("layer0.head1.attn_weights", 3)} | values, [])
    assert reads("layer0.attn_heads", 1) == ({(f"layer0.head{h}.out", 1) for h in range(4)}, [])
    assert reads("layer0.attn_out", 1) == ({("layer0.attn_heads", 1)}, [("layer0.attn_wo", 0, 16)])
    assert reads("layer0.attn_residual", 1) == ({("layer0.attn_out", 1), ("embedding_norm", 1)}, [])
    assert reads("layer0.mlp_hidden", 1) == ({("layer0.mlp_norm", 1)}, [("layer0.mlp_fc1", 0, 64)])
    assert reads("logits", 1) == ({("layer0.mlp_residual", 1)}, [("lm_head", 0, 9)])
    assert reads("mean_loss", None) == ({("loss", p) for p in range(5)}, [])


def test_a_tied_head_reads_all_of_wte() -> None:
    traced = trace(small_run("first"), "emma")
    assert traced.header["stages"][find(traced, "logits", 1)]["reads_rows"] == [[0, 0, 10]]


# --- numbers


@few
@given(runs, docs)
def test_the_stages_are_those_of_a_plain_forward_pass(run: Run, doc: str) -> None:
    seen: list[tuple[str, list[float]]] = []

    def tap(name: str, x: Any) -> Any:
        seen.append((name, scalar.floats(x) if isinstance(x, list) else [x.data]))
        return x

    tokens = crop(run.tokenizer.encode(doc), run.config)
    losses, loss = gradients(scalar, run.config, copies(run), tokens, tap)
    traced = trace(run, doc)
    assert [(s["name"], stage_numbers(traced, i)) for i, s in enumerate(traced.header["stages"])] == seen
    assert (traced.header["losses"], traced.header["loss"]) == (losses, loss)


def loss_of(run: Run, doc: str, target: int | None, params: dict[str, Any], tap: Any) -> float:
    tokens = crop(run.tokenizer.encode(doc), run.config)
    state_dict = {name: scalar.parameters(rows) for name, rows in params.items()}
    losses = [each.data for each in predictions(scalar, run.config, state_dict, tokens, tap)]
    return sum(losses) / len(losses) if target is None else losses[target]


@pytest.mark.parametrize("target", [None, 2])
@pytest.mark.parametrize("changed", [{}, {"tied_head": True, "activation": "relu2", "n_layer": 2}])
def test_the_gradients_of_stages_equal_finite_differences(target: int | None, changed: dict[str, Any]) -> None:
    """The first and last element of each stage are moved a little, up and down, as they pass the tap."""
    run = small_run(**(LIVELY | {"init_std": 0.3} | changed))
    traced = trace(run, "ava", target, graph=False)
    params, small, checked = run.params(), 1e-6, 0
    for s, stage in enumerate(traced.header["stages"]):
        if stage["name"] in ("tok_emb", "pos_emb", "mean_loss") or (stage["name"] == "loss" and target is not None):
            continue  # rows are used again elsewhere: see the next test
        grads = stage_numbers(traced, s, "stage_grads")
        for j, grad in {0: grads[0], len(grads) - 1: grads[-1]}.items():

            def moved(by: float, s: int = s, j: int = j) -> float:
                passed = 0

                def tap(name: str, x: Any) -> Any:
                    nonlocal passed
                    passed += 1
                    if passed - 1 != s:
                        return x
                    if not isinstance(x, list):
                        return x + by
                    return [v + by if i == j else v for i, v in enumerate(x)]

                return loss_of(run, "ava", target, params, tap)

            difference = (moved(small) - moved(-small)) / (2 * small)
            assert grad == pytest.approx(difference, rel=1e-4, abs=1e-7), (stage["name"], stage["position"], j)
            checked += grad != 0
    assert checked > 50


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


def test_each_backward_pass_leaves_its_own_gradients() -> None:
    """In the first revision what one pass leaves on the nodes of earlier positions stays there for the next."""
    run = small_run("first", **LIVELY)
    tokens = crop(run.tokenizer.encode("emma"), run.config)
    n = len(tokens) - 1
    stages: list[Any] = []

    def tap(name: str, x: Any) -> Any:
        stages.append(x if isinstance(x, list) else [x])
        return x

    expected = []
    for loss in predictions(scalar, run.config, copies(run), tokens, tap):
        tap("loss_share", share := scalar.share(loss, n)).backward()
        expected.append([v.grad for stage in stages for v in stage])

    traced = trace(run, "emma")
    length = len(traced.columns["stage_values"])
    assert traced.header["passes"] == n == 4
    assert len(traced.columns["stage_grads"]) == n * length
    for number, grads in enumerate(expected):
        found = traced.columns["stage_grads"][number * length : (number + 1) * length].tolist()
        assert found == grads + [0.0] * (length - len(grads))
    k = find(traced, "layer0.attn_k", 0)
    assert len({tuple(stage_numbers(traced, k, "stage_grads", number)) for number in range(1, n)}) == n - 1
    assert share.grad == 1


@pytest.mark.parametrize("preset_name", PRESETS)
@pytest.mark.parametrize("done", [0, 3])
def test_adam_in_the_trace_is_the_update_that_training_then_does(preset_name: str, done: int) -> None:
    run = small_run(preset_name, **LIVELY)
    training = train(run)
    for _ in range(done):
        next(training)
    before = tracing.flatten(run.params().values())
    m, v = list(run.adam.m), list(run.adam.v)
    columns = trace(run).columns
    lr_t, t = next(training).learning_rate, run.step
    adam = {name.removeprefix("adam_"): c.tolist() for name, c in columns.items() if name.startswith("adam_")}
    assert (adam["before"], adam["m_before"], adam["v_before"]) == (before, m, v)
    assert adam["after"] == tracing.flatten(run.params().values())
    assert (adam["m"], adam["v"]) == (run.adam.m, run.adam.v)
    assert any(adam["grad"])
    for i in range(run.num_params):
        assert adam["m_hat"][i] == adam["m"][i] / (1 - run.config.beta1**t)
        assert adam["v_hat"][i] == adam["v"][i] / (1 - run.config.beta2**t)
        assert adam["update"][i] == lr_t * adam["m_hat"][i] / (adam["v_hat"][i] ** 0.5 + run.config.eps)
        assert adam["after"][i] == adam["before"][i] - adam["update"][i]


def test_a_run_that_trains_with_vectors_is_traced_number_by_number() -> None:
    """To rounding: the vectors add in another order, and update_folded() has other last bits."""
    run = start(replace(Config(), **SMALL), NAMES, vector)
    training = train(run)
    next(training)
    traced = trace(run)
    step = next(training)
    assert traced.header["losses"] == pytest.approx(step.losses, rel=1e-12)
    assert traced.columns["adam_after"].tolist() == pytest.approx(tracing.flatten(run.params().values()), abs=1e-9)


# --- the graph


def operands(columns: dict[str, Any], node: int) -> list[int]:
    return columns["node_operands"][columns["node_first"][node] : columns["node_first"][node + 1]].tolist()


@few
@given(traces())
def test_operands_come_before_their_users(traced: Trace) -> None:
    columns, nodes = traced.columns, traced.header["graph"]["nodes"]
    assert [len(columns[name]) for name in ("node_data", "node_grad", "node_op", "node_stage", "node_element")] == [
        nodes
    ] * 5
    assert len(columns["node_first"]) == nodes + 1
    assert len(columns["node_operands"]) == len(columns["node_locals"]) == traced.header["graph"]["edges"]
    assert columns["node_first"][0] == 0
    assert columns["node_first"][-1] == traced.header["graph"]["edges"]
    assert all(operand < node for node in range(nodes) for operand in operands(columns, node))


@few
@given(traces())
def test_every_number_follows_from_its_operands(traced: Trace) -> None:
    """The op and the operands give the data; the local gradients give the gradient that the passes left."""
    columns, ops = traced.columns, traced.header["ops"]
    data = columns["node_data"]
    assert ops[0] == ""
    for node, code in enumerate(columns["node_op"]):
        x = [data[operand] for operand in operands(columns, node)]
        locals_ = columns["node_locals"][columns["node_first"][node] : columns["node_first"][node + 1]].tolist()
        match ops[code]:
            case "":
                expected, slopes = data[node], []
            case "+":
                expected, slopes = x[0] + x[1], [1.0, 1.0]
            case "*":
                expected, slopes = x[0] * x[1], [x[1], x[0]]
            case "exp":
                expected, slopes = math.exp(x[0]), [math.exp(x[0])]
            case "log":
                expected, slopes = math.log(x[0]), [1 / x[0]]
            case "relu":
                expected, slopes = max(0.0, x[0]), [float(x[0] > 0)]
            case power:
                exponent = float(power.removeprefix("**"))
                expected, slopes = x[0] ** exponent, [exponent * x[0] ** (exponent - 1)]
        assert data[node] == pytest.approx(expected, rel=1e-15)
        assert locals_ == pytest.approx(slopes, rel=1e-15)


@few
@given(traces())
def test_the_backward_pass_can_be_done_again_from_the_graph(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    grad = [0.0] * header["graph"]["nodes"]
    for root in (frame["stage"] for frame in header["frames"] if frame["phase"] == "loss"):
        last = columns["stage_nodes"][header["stages"][root]["first"]]
        reached = {last}
        grad[last] = 1.0
        for node in range(last, -1, -1):
            if node in reached:
                for edge in range(columns["node_first"][node], columns["node_first"][node + 1]):
                    operand = columns["node_operands"][edge]
                    reached.add(operand)
                    grad[operand] += columns["node_locals"][edge] * grad[node]
    assert grad == pytest.approx(columns["node_grad"].tolist(), rel=1e-9, abs=1e-12)


@few
@given(traces())
def test_stages_and_parameters_are_nodes_of_the_graph(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    num_params = len(columns["adam_before"])
    last = (header["passes"] - 1) * len(columns["stage_values"])
    assert [columns["node_data"][i] for i in columns["stage_nodes"]] == columns["stage_values"].tolist()
    assert [columns["node_grad"][i] for i in columns["stage_nodes"]] == columns["stage_grads"][last:].tolist()
    assert columns["node_data"][:num_params] == columns["adam_before"]
    assert columns["node_grad"][:num_params] == columns["adam_grad"]
    assert set(columns["node_stage"][:num_params]) == {NONE}
    assert not any(columns["node_op"][:num_params])


@few
@given(traces())
def test_every_node_belongs_to_the_first_stage_that_needed_it(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    num_params = len(columns["adam_before"])
    owners = columns["node_stage"].tolist()
    assert owners[num_params:] == sorted(owners[num_params:])
    assert NONE not in owners[num_params:]
    outside = [set[int]() for _ in header["stages"]]  # what the nodes of a stage were made from that are not its own
    for node in range(num_params, len(owners)):
        assert all(owners[o] <= owners[node] for o in operands(columns, node) if o >= num_params)
        outside[owners[node]].update(o for o in operands(columns, node) if owners[o] != owners[node])
    for s, stage in enumerate(header["stages"]):
        elements = columns["stage_nodes"][stage["first"] : stage["first"] + stage["size"]].tolist()
        own = {owners[i] == s for i in elements}
        passes_on = stage["name"].endswith(("tok_emb", "pos_emb", "attn_heads"))
        assert own == {not passes_on}
        named = [header["matrices"][m] | {"row": row, "number": number} for m, row, number in stage["reads_rows"]]
        rows = [
            set(range(m["first"] + m["row"] * m["columns"], m["first"] + (m["row"] + m["number"]) * m["columns"]))
            for m in named
        ]
        read = [header["stages"][r] for r in stage["reads"]]
        sources = [*rows, *(set(columns["stage_nodes"][r["first"] : r["first"] + r["size"]]) for r in read)]
        needed = set(elements) if passes_on else outside[s]
        assert needed <= set().union(*sources)
        assert all(source & needed for source in sources)


@few
@given(traces())
def test_a_node_tells_which_element_it_was_made_for(traced: Trace) -> None:
    """Worked out once more from the other side: from each element down to what the stage has of its own."""
    header, columns = traced.header, traced.columns
    served: dict[int, set[int]] = {}
    for s, stage in enumerate(header["stages"]):
        for j in range(stage["size"]):
            todo, seen = [columns["stage_nodes"][stage["first"] + j]], set[int]()
            while todo:
                node = todo.pop()
                if columns["node_stage"][node] == s and node not in seen:
                    seen.add(node)
                    served.setdefault(node, set()).add(j)
                    todo += operands(columns, node)
    for node, element in enumerate(columns["node_element"]):
        elements = served.get(node, set())
        assert element == (min(elements) if len(elements) == 1 else NONE)


def test_the_scale_of_rmsnorm_serves_all_elements() -> None:
    traced = emma()
    s, columns = find(traced, "layer0.attn_norm", 1), traced.columns
    scale = traced.header["ops"].index("**-0.5")
    (node,) = (i for i, owner in enumerate(columns["node_stage"]) if owner == s and columns["node_op"][i] == scale)
    assert columns["node_element"][node] == NONE
    products = [columns["stage_nodes"][traced.header["stages"][s]["first"] + j] for j in range(16)]
    assert [columns["node_element"][i] for i in products] == list(range(16))
    assert all(node in operands(columns, i) for i in products)


# --- sizes


@few
@given(traces())
def test_the_size_of_a_graph_is_known_before_it_is_made(traced: Trace) -> None:
    header = traced.header
    config, n = Config.from_dict(header["config"]), len(header["losses"])
    whole = header["target"] == "document"
    assert header["graph"]["nodes"] == count_nodes(config, len(header["vocabulary"]), n, whole)


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


# --- what cannot be


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
    with pytest.raises(TrainingDiverged, match=r"^step 1: the loss or its gradient is no longer a finite number$"):
        trace(run)


# --- the command line


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
    assert written["columns"]["adam_m_before"] == run.adam.m
    assert main(["trace", "--resume", saved, "--step", "2"]) == 1
    assert capsys.readouterr().err == "microgpt: --step must be from 3 to 8, not 2\n"


@pytest.mark.parametrize("arguments", [["--doc", "Emma"], ["--doc", ""], ["--position", "99"], ["--step", "0"]])
def test_the_command_says_what_is_wrong_in_a_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert captured.err.startswith("microgpt: ")
